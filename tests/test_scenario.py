"""A scenario is a frozen value: what files say, joined in order, with one key for what it says."""

import json
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from model.errors import ScenarioError
from model.number import NEVER, month_number
from model.scenario import Scenario, check_file, load_scenario, scenario_of
from model.scenario_file import available
from tests.toy_world import AS_REPORTED, KINDS, PROCESSES, Health, Herd, Loan, Transfer, load, write

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write(tmp_path_factory.mktemp("scenarios"))


@pytest.fixture
def reported(folder):
    return load(folder, policy="as_reported")


def test_what_no_file_gives_has_its_default(folder):
    scenario = load(folder)
    assert scenario.processes["herd"].cows == Herd().cows
    assert scenario.sample_fraction == 1
    assert not scenario.hold_shared


def test_a_file_gives_bare_values_tables_dates_and_values_by_year(reported):
    assert reported.months == 60
    assert reported.processes["health"].admission == 0.1
    assert dict(reported.processes["health"].reimbursed) == {2014: 0.5, 2016: 0.7}
    relief = reported.programmes["relief"]
    assert (relief.amount, relief.start, relief.end) == (800.0, month_number("2015-01"), month_number("2018-12"))
    assert (relief.target.who, relief.target.places) == ("poor", 30)
    assert type(reported.programmes["cattle_loan"].principal) is int


def test_a_policy_overrules_its_place_and_a_future_overrules_both(folder):
    assert load(folder).processes["herd"].growth == -0.05
    assert load(folder, policy="as_reported").processes["herd"].growth == 0.03
    assert load(folder).processes["health"].stay == 3500
    assert load(folder, future="flat").processes["health"].stay == 4000


def test_a_file_changes_only_what_it_names_in_the_file_it_extends(tmp_path):
    child = 'extends = "as_reported"\n[programmes.relief]\nend = "2019-12"\ntarget = { places = 40 }\n'
    scenario = load(write(tmp_path, policies__longer=child), policy="longer")
    relief = scenario.programmes["relief"]
    assert (relief.amount, relief.target.who, relief.target.places) == (800.0, "poor", 40)
    assert relief.end == month_number("2019-12")
    assert set(scenario.programmes) == {"relief", "cattle_loan", "follow_up"}


def test_a_choice_and_a_date_may_bring_their_own_source(tmp_path):
    text = AS_REPORTED.replace('"poor"', '{ value = "poor", source = "F093", confidence = "found" }')
    text = text.replace('"2018-12"', '{ value = "2018-12", source = "a circular" }')
    scenario = load(write(tmp_path, as_reported=text), policy="as_reported")
    assert scenario.evidence["relief.target.who"].source == "F093"
    assert scenario.evidence["relief.end"].source == "a circular"
    assert scenario == load(write(tmp_path, as_reported=AS_REPORTED), policy="as_reported")


def test_a_programme_of_another_kind_keeps_nothing_of_the_one_it_replaces(tmp_path):
    child = 'extends = "as_reported"\n[programmes.cattle_loan]\nkind = "transfer"\n'
    scenario = load(write(tmp_path, policies__gift=child), policy="gift")
    assert scenario.programmes["cattle_loan"] == Transfer()


def test_series_hold_until_the_next_year_and_a_future_replaces_them_whole(folder):
    price = load(folder).series["cow_price"]
    assert [price.at(month_number(text)) for text in ("2012-05", "2015-12", "2016-01")] == [9000, 9000, 8000.5]
    flat = load(folder, future="flat").series
    assert flat["cow_price"].at(month_number("2020-01")) == 8000
    assert (flat["cow_price"].unit, flat["cow_price"].source) == ("yuan/head", "design")
    assert flat["drought"].at(month_number("2020-01")) == 0


def test_a_programme_of_as_reported_is_also_a_policy_alone(folder):
    scenario = load(folder, policy="relief")
    assert list(scenario.programmes) == ["relief"]
    assert scenario.programmes["relief"].amount == 800
    assert scenario.processes == load(folder).processes
    assert scenario.titles["policy"]["en"] == "Relief"


def test_every_programme_can_be_left_out_of_as_reported(folder, reported):
    scenario = load(folder, policy="as_reported_without_relief")
    assert set(scenario.programmes) == set(reported.programmes) - {"relief"}
    assert scenario.processes == reported.processes
    assert scenario.titles["policy"]["en"] == "As reported − Relief"


def test_a_programme_that_only_serves_others_is_no_policy_alone(folder):
    names = available("policy", folder)
    assert "as_reported_without_follow_up" in names
    assert "follow_up" not in names
    assert {"none", "as_reported", "relief", "cattle_loan", "as_reported_without_relief"} <= set(names)


def test_a_file_may_be_given_by_its_path_and_may_extend_a_generated_policy(folder, tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text('extends = "as_reported_without_relief"\n[programmes.cattle_loan]\nprincipal = 5000\n')
    scenario = load(folder, place=folder / "places" / "toyland.toml", policy=str(mine))
    assert (scenario.place, scenario.policy) == ("toyland", "mine")
    assert set(scenario.programmes) == {"cattle_loan", "follow_up"}
    assert scenario.programmes["cattle_loan"].principal == 5000


def test_programmes_stand_in_order_of_kind_and_name_however_declared(tmp_path):
    tables = AS_REPORTED.split("\n\n")
    backwards = "\n\n".join([tables[0], *reversed(tables[1:])])
    scenarios = [
        load(write(tmp_path / str(n), as_reported=text), policy="as_reported")
        for n, text in enumerate((AS_REPORTED, backwards))
    ]
    assert [list(each.programmes) for each in scenarios] == [["cattle_loan", "follow_up", "relief"]] * 2
    assert scenarios[0] == scenarios[1]
    assert scenarios[0].key() == scenarios[1].key()


def test_the_key_follows_every_value_and_no_title_or_source(reported):
    for change in ({"months": 61}, {"relief.target.places": 31}, {"series.cow_price": 8000.0}, {"herd.cows": 0.61}):
        assert reported.with_values(change).key() != reported.key()
    sourced = reported.with_values({"herd.cows": {"value": 0.6, "source": "another"}})
    assert sourced.key() == reported.key()
    assert hash(sourced) == hash(reported)


def test_the_key_is_the_same_in_another_process(folder, reported):
    script = f"from tests.toy_world import load; print(load({str(folder)!r}, policy='as_reported').key())"
    command = [sys.executable, "-c", script]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert printed.strip() == reported.key()


def test_a_resolved_scenario_is_plain_json_and_makes_the_same_scenario_again(reported):
    beyond = reported.with_values({"health.admission": 0.9, "sample_fraction": 0.2}, beyond_evidence=True)
    for scenario in (reported, beyond):
        written = json.loads(json.dumps(scenario.resolved(), allow_nan=False))
        again = scenario_of(written, processes=PROCESSES, kinds=KINDS)
        assert again == scenario
        assert again.key() == scenario.key()


def test_a_resolved_scenario_with_names_the_model_does_not_have_is_refused(reported):
    written = reported.resolved()
    written["processes"]["astrology"] = {}
    with pytest.raises(ScenarioError, match="astrology: unknown key"):
        scenario_of(written, processes=PROCESSES, kinds=KINDS)


def test_with_values_makes_a_copy_and_leaves_the_first_alone(reported):
    key = reported.key()
    changed = reported.with_values({
        "months": np.int64(84), "start": "2015-06", "cattle_loan.principal": 20_000, "relief.target.places": 12,
        "programmes.relief.amount": 900, "health.admission": 0.2, "health.reimbursed": {2014: 0.3},
        "relief.end": NEVER, "series.drought": {2014: 0.1, 2015: 0.2},
    })  # fmt: skip
    assert (changed.months, changed.start) == (84, month_number("2015-06"))
    assert changed.programmes["cattle_loan"].principal == 20_000
    assert (changed.programmes["relief"].amount, changed.programmes["relief"].target.places) == (900, 12)
    assert changed.processes["health"].reimbursed.at(2020) == 0.3
    assert changed.series["drought"].at(month_number("2016-01")) == 0.2
    assert reported.key() == key
    assert reported.with_values({}) == reported


def test_a_value_beyond_the_evidence_needs_a_source_or_to_be_asked_for(reported):
    with pytest.raises(ScenarioError, match=r"herd.growth: 0.5 is out of range. Allowed: -0.1 .. 0.1 share/year"):
        reported.with_values({"herd.growth": 0.5})
    sourced = reported.with_values({"herd.growth": {"value": 0.5, "high": 0.6, "source": "a boom"}})
    assert sourced.processes["herd"].growth == 0.5
    assert sourced.with_values({"herd.growth": 0.55}).processes["herd"].growth == 0.55
    assert reported.with_values({"herd.growth": 0.5}, beyond_evidence=True).processes["herd"].growth == 0.5
    with pytest.raises(ScenarioError, match=r"herd.growth: 1.5 cannot be"):
        reported.with_values({"herd.growth": 1.5}, beyond_evidence=True)


def test_the_numbers_of_a_scenario_carry_its_own_values_ranges_and_sources(reported):
    numbers = reported.numbers()
    assert numbers["health.admission"].default == 0.1
    assert (numbers["health.admission"].low, numbers["health.admission"].high) == (0.04, 0.2)
    assert numbers["health.admission"].source == "local survey"
    assert numbers["relief.target.places"].default == 30
    assert numbers["herd.cows"].source == "design"
    assert all(reported.with_values({path: each.default}) == reported for path, each in numbers.items())


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("monts", "months"),
        ("cattle_laon.principal", "cattle_loan.principal"),
        ("cattle_loan.prinicpal", "principal"),
        ("relief.target.plaecs", "places"),
        ("helth.admission", "health.admission"),
        ("series.cow_prise", "series.cow_price"),
    ],
)
def test_an_unknown_path_is_refused_with_the_nearest_name(reported, path, meant):
    with pytest.raises(ScenarioError) as error:
        reported.with_values({path: 1})
    (fault,) = error.value.faults
    assert str(fault).startswith(f"{path}: unknown")
    assert str(fault).endswith(f"Did you mean '{meant}'?")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"months": 0}, "months: 0 cannot be"),
        ({"months": 1.5}, "months: 1.5 is not whole"),
        ({"sample_fraction": 1.1}, "sample_fraction: 1.1 cannot be"),
        ({"sample_fraction": 0}, "sample_fraction: 0 cannot be"),
        ({"hold_shared": 1}, "hold_shared: 1 is not a switch"),
        ({"health.admission": float("nan")}, "health.admission: nan is not a finite number"),
        ({"relief.start": "2019-01"}, "relief.end: 2018-12 is before start"),
        ({"relief.target": 3}, "relief.target: must be a table of: who, places, able_to_work"),
        ({"herd.cows": 0.9}, "herd.calves: cows and calves make 1.2"),
        ({"series.drought": 1.5}, "series.drought: 1.5 cannot be"),
        ({"series.drought": {"soon": 0.5}}, "series.drought: 'soon' is not a year"),
    ],
)
def test_a_changed_value_is_held_to_the_same_rules_as_a_file(reported, changes, said):
    with pytest.raises(ScenarioError) as error:
        reported.with_values(changes)
    (fault,) = error.value.faults
    assert str(fault).startswith(said)


def test_all_faults_of_a_change_are_told_at_once(reported):
    with pytest.raises(ScenarioError) as error:
        reported.with_values({"months": 0, "health.admission": 2, "nothing": 1})
    assert len(error.value.faults) == len(str(error.value).splitlines()) == 3


def test_a_scenario_cannot_be_changed_in_place(reported):
    with pytest.raises(AttributeError):
        reported.months = 3
    with pytest.raises(TypeError):
        reported.programmes["relief"] = Transfer()
    with pytest.raises(TypeError):
        reported.titles["place"]["en"] = "Elsewhere"
    with pytest.raises(AttributeError):
        reported.programmes["relief"].target.places = 3


def test_a_scenario_survives_pickling_and_serves_as_a_key(reported):
    again = pickle.loads(pickle.dumps(reported))
    assert again == reported
    assert {again: 1}[reported] == 1
    assert again.numbers() == reported.numbers()


def test_a_scenario_may_be_made_by_hand_and_is_held_to_the_same_rules():
    scenario = Scenario("nowhere", processes={"health": Health()}, programmes={"loan": Loan()}, months=12)
    assert scenario.kinds == {"loan": "loan"}
    assert scenario.start == month_number("2014-01")
    with pytest.raises(ScenarioError, match=r"health.admission: 1.5 cannot be"):
        Scenario("nowhere", processes={"health": Health(admission=1.5)})
    with pytest.raises(ScenarioError, match=r"^months: 0 cannot be"):
        Scenario("nowhere", months=0)


def test_a_file_is_checked_alone_as_what_its_folder_or_its_keys_say(folder, tmp_path):
    registries = {"folder": folder, "processes": PROCESSES, "kinds": KINDS}
    assert check_file(folder / "places" / "toyland.toml", **registries) == "place"
    assert check_file(folder / "futures" / "flat.toml", **registries) == "future"
    for axis, text in {"policy": AS_REPORTED, "place": "months = 3", "future": "[series]"}.items():
        loose = tmp_path / f"{axis}.toml"
        loose.write_text(text)
        assert check_file(loose, **registries) == axis
    with pytest.raises(ScenarioError, match="there is no file"):
        check_file(tmp_path / "nothing.toml", **registries)


def test_the_shipped_registries_serve_where_none_are_given(folder):
    with pytest.raises(ScenarioError, match=r"toyland.toml:\d+"):
        load_scenario("toyland", folder=folder)  # toy files name toy fields
