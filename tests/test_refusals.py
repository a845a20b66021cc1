"""What cannot be is refused, or has no effect, where only a mistake or a rare month would meet it."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from model import Scenario, ScenarioError, load_scenario
from model.branches import facts_of
from model.interventions import KINDS
from model.interventions.cattle_loan import NO_LOAN, take_loan
from model.interventions.monitoring import take_in
from model.ledger import MONEY, WAGES, BooksDoNotClose, close
from model.measures.poverty import chronic_and_transient
from model.measures.weighted import weighted
from model.number import Yearly
from model.outside import INTERVENTIONS, Outside
from model.phases.hiring import start_work
from model.processes import PROCESSES
from model.records import DISSOLVED, EXITED, LISTED, MONITORED, column
from model.rule import cache_folder, rule
from model.scenario_file import read
from model.targeting import support
from tests.handmade_county import START, county_of, programme_for_all
from tests.toy_world import AS_REPORTED, PLACE, load, write


def test_loans_start_once_and_a_station_not_before_its_programme():
    for kind, values, told in (
        ("cattle_loan", {"starts": Yearly({2014: 0.6, 2015: 0.5})}, "starts: the shares of the years add up to more"),
        ("photovoltaic", {"village_start": START}, "village_start: is before start; allowed: that month or later"),
    ):
        programme = KINDS[kind]()
        with pytest.raises(ScenarioError, match=rf"{kind}\.{told}"):
            Scenario("here", programmes={kind: replace(programme, **values)})


def test_a_loan_that_buys_no_cow_is_not_taken_up():
    world = programme_for_all("cattle_loan", starts=Yearly({2014: 1.0}))
    h = world.households[0]
    h.loan_offer, h.loan_mode, h.loan, h.cash = 999_999, 1, 0, 0
    take_loan(h, world.numbers[0].cattle_loan, world.county[0], world.ledger, world.animals)
    assert (h.loan_offer, h.loan_mode, h.loan, h.cash) == (0, NO_LOAN, 0, 0)
    assert not world.ledger.any()


def test_who_was_listed_meanwhile_is_followed_no_more():
    world = programme_for_all("monitoring", delay=3)
    world.numbers["monitoring"]["active"] = 1
    h, monitoring = world.households[0], world.numbers[0].monitoring
    for register, since, after in (
        (LISTED, START - 9, (LISTED, 0)), (MONITORED, START - 9, (MONITORED, START - 9)),
        (EXITED, START - 2, (EXITED, START - 2)), (EXITED, START - 3, (MONITORED, START - 3)),
    ):  # fmt: skip
        h.register, h.at_risk_since = register, since
        take_in(h, monitoring, START)
        assert (h.register, h.at_risk_since) == after


def test_who_has_left_is_entitled_to_nothing():
    world = county_of({}, 1)
    h, register = world.households[0], world.numbers[0].register
    h.register = LISTED
    assert support(h, START, register) == 1.0
    h.where = DISSOLVED
    assert support(h, START, register) == 0.0


def test_a_measure_says_which_arrays_it_takes():
    with pytest.raises(ValueError, match="3 values but 2 weights"):
        weighted([1.0, 2.0, 3.0], [1.0, 1.0])
    with pytest.raises(ValueError, match=r"income must be \[households, years\]"):
        chronic_and_transient([1.0, 2.0], 1.5)


def test_books_that_do_not_close_say_by_how_much():
    moved = np.zeros(len(MONEY), np.int64)
    moved[WAGES] = 70
    close(moved, {"cash": 100}, {"cash": 170})
    with pytest.raises(BooksDoNotClose, match="cash: changed by 60, but the flows explain 70"):
        close(moved, {"cash": 100}, {"cash": 160})


def test_an_unsigned_field_is_refused():
    with pytest.raises(TypeError, match="u1: integer fields are signed"):
        column("u1", "", "a flag")


def test_a_programme_that_is_not_in_the_mix_cannot_be_left_out_of_it():
    mix = load_scenario("kezuohou", "cattle_loan")
    with pytest.raises(
        ScenarioError, match=r"cattle_lone: no programme of this mix\. Allowed: cattle_loan\. Did you mean"
    ):
        mix.without("cattle_lone")


def test_a_place_or_programme_that_is_no_table_is_told_so(tmp_path):
    (tmp_path / "one").mkdir()
    table = '[programmes.follow_up]\nkind = "transfer"\nalone = false\n'
    assert table in AS_REPORTED
    folder = write(tmp_path / "one", as_reported=AS_REPORTED.replace(table, "[programmes]\nfollow_up = 3\n"))
    with pytest.raises(ScenarioError, match=r"programmes\.follow_up: must be a table, \[programmes\.follow_up\]"):
        load(folder, policy="as_reported")
    folder = write(tmp_path, toyland=PLACE + "\n[programmes]\nrelief = 5\n")
    with pytest.raises(ScenarioError, match=r"programmes\.relief: must be a table, \[programmes\.relief\]"):
        load(folder, policy="relief")


def test_a_file_that_cannot_be_opened_is_told_by_name(tmp_path):
    with pytest.raises(ScenarioError, match=r"gone\.toml: No such file or directory"):
        read("place", tmp_path / "gone.toml")


def test_without_a_home_or_a_folder_to_write_in_rules_are_compiled_afresh(monkeypatch, tmp_path):
    function = getattr(start_work, "py_func", start_work)
    monkeypatch.setattr("model.rule.compiled", lambda: True)
    monkeypatch.setenv("FANPIN_CACHE_DIR", str(tmp_path / "here"))
    assert cache_folder(function).parent == tmp_path / "here"
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("FANPIN_CACHE_DIR", str(tmp_path / "file" / "below"))
    assert cache_folder(function) is None


def test_classes_from_outside_are_counted():
    offered = Outside(INTERVENTIONS)
    assert len(offered) == len(list(offered))


def test_a_part_from_outside_is_one_fact_known_from_the_eve():
    class Gathering:
        RULE = staticmethod(rule(lambda h, own, numbers, county, ledger, u: None))

    made = dataclass(frozen=True)(Gathering)
    processes = {name: process() for name, process in PROCESSES.items()}
    one, same = (Scenario("here", processes=processes | {"gathering": made()}) for _ in range(2))
    assert facts_of(one) == facts_of(same)
    (own,) = facts_of(one) - facts_of(Scenario("here", processes=processes))
    assert (own.month, own.path) == (one.start - 1, "gathering")
