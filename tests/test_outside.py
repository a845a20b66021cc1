"""Another package brings a process and a programme by entry points; scenario files then use them by name."""

import sys

import pytest

from experiments.catalogue import interventions
from model import load_scenario, simulate
from model.errors import ScenarioError
from model.interventions import KINDS
from model.ledger import PUBLIC
from model.scenario import check_file, scenario_of
from tests.small import FEW, small

PACKAGE = '''
from dataclasses import dataclass
from typing import Any, ClassVar

from model.arithmetic import fen
from model.ledger import HOUSEHOLDS, cash, receive
from model.number import date, number
from model.records import LISTED
from model.rule import rule

HERBS = cash("market", HOUSEHOLDS)
FUEL = cash("fund:county", HOUSEHOLDS, "winter_fuel")


@rule
def gather(h, own, gathering, county, ledger, u):
    """Herbs of the summer."""
    if county.season == 7:
        receive(h, ledger, HERBS, fen(gathering.worth))
        h.crops += fen(gathering.worth)


@dataclass(frozen=True, slots=True)
class Gathering:
    """What the steppe gives."""

    worth: float = number(300.0, unit="yuan/year", low=0, high=1000, source="design", confidence="guess")
    RULE: ClassVar[Any] = staticmethod(gather)


@rule
def heat(h, own, fuel, county, ledger, u):
    """Coal money in December."""
    if county.season == 12 and h.register == LISTED:
        receive(h, ledger, FUEL, fen(fuel.amount))
        h.programme += fen(fuel.amount)


@dataclass(frozen=True, slots=True)
class WinterFuel:
    """Coal money for listed households."""

    amount: float = number(200.0, unit="yuan/household/year", low=0, high=500, source="design", confidence="guess")
    start: int = date("2014-01", source="design", confidence="guess")
    end: int = date("never", source="design", confidence="guess")
    RULE: ClassVar[Any] = staticmethod(heat)


class NoRule:
    pass
'''
OFFERS = """\
[fanpin.processes]
gathering = neighbours_of_fanpin:Gathering
months = neighbours_of_fanpin:Gathering
broken = neighbours_of_fanpin:Nothing
elsewhere = no_such_package:Thing
empty = neighbours_of_fanpin:NoRule

[fanpin.interventions]
winter_fuel = neighbours_of_fanpin:WinterFuel
cattle_loan = neighbours_of_fanpin:WinterFuel
"""
POLICY = """\
extends = "none"

[programmes.coal]
kind = "winter_fuel"
amount = 250
"""
PLACE = """\
extends = "kezuohou"

[gathering]
worth = 400
"""


def install(folder, name, offers):
    """Make a package that is found on the path, with its entry points."""
    (folder / f"{name}-0.1.dist-info").mkdir()
    (folder / f"{name}-0.1.dist-info" / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1\n")
    (folder / f"{name}-0.1.dist-info" / "entry_points.txt").write_text(offers)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of scenario files beside an installed package."""
    (tmp_path / "neighbours_of_fanpin.py").write_text(PACKAGE)
    install(tmp_path, "neighbours_of_fanpin", OFFERS)
    for axis, text in {"places/gatherers": PLACE, "policies/coal": POLICY}.items():
        (tmp_path / axis).parent.mkdir()
        (tmp_path / f"{axis}.toml").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    sys.modules.pop("neighbours_of_fanpin", None)


def place_with(folder, table):
    """A place with a table for a process from outside."""
    path = folder / "places" / "other.toml"
    path.write_text(f'extends = "kezuohou"\n[{table}]\n')
    return path


def test_scenario_files_use_what_installed_packages_offer(folder):
    scenario = load_scenario("gatherers", "coal", folder=folder).with_values(
        FEW | {"months": 12, "coal.amount": 300}, beyond_evidence=True
    )
    ledger = simulate(scenario, 1).ledger
    paid = ledger[ledger["programme"] == "winter_fuel"]
    assert list(paid["account_from"]) == [PUBLIC + "county"]
    assert paid["yuan"].sum() == pytest.approx(300 * FEW["population.listed"], rel=0.1)
    assert scenario.processes["gathering"].worth == 400


def test_what_packages_offer_is_listed_after_the_models_own(folder):
    listed = interventions()
    assert list(listed["name"]) == [*KINDS, "winter_fuel"]
    assert all(listed["what"])


def test_a_scenario_from_outside_can_be_written_down_and_read_again(folder):
    scenario = load_scenario("gatherers", "coal", folder=folder)
    assert scenario_of(scenario.resolved()).key() == scenario.key()


def test_an_installed_package_changes_nothing_until_a_file_names_it(folder):
    assert load_scenario("kezuohou").key() == load_scenario("kezuohou", folder=folder).key()
    assert set(small("none").processes) == set(load_scenario("kezuohou", folder=folder).processes)
    assert "neighbours_of_fanpin" not in sys.modules


def test_the_models_own_names_stay_its_own(folder):
    assert load_scenario("kezuohou", "cattle_loan").programmes["cattle_loan"].principal > 0
    assert load_scenario("kezuohou").months == 132


def test_a_wrong_name_is_told_with_the_nearest_one_from_outside(folder):
    path = folder / "policies" / "wrong.toml"
    path.write_text('extends = "none"\n[programmes.coal]\nkind = "winter_fule"\n')
    with pytest.raises(ScenarioError, match="Did you mean 'winter_fuel'"):
        check_file(path)


@pytest.mark.parametrize(
    ("table", "why"),
    [("broken", "cannot be imported"), ("elsewhere", "cannot be imported"), ("empty", "no class with")],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(folder, table, why):
    with pytest.raises(ScenarioError, match=f"fanpin.processes.{table}: .*{why}"):
        check_file(place_with(folder, table))


def test_two_packages_with_one_name_are_refused(folder):
    install(folder, "others", "[fanpin.interventions]\nwinter_fuel = others:WinterFuel\n")
    with pytest.raises(ScenarioError, match="more than one package"):
        load_scenario("kezuohou", "coal", folder=folder)
