"""Families divide: who leaves, what goes with them, and that nothing is made or lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pytest

from model import simulate
from model.growth import add_rows, over_years, split_households
from model.ledger import CLASSES
from model.month import advance
from model.phases.households import MOST_SLOTS
from model.processes.splitting import may_split
from model.records import HERE, LISTED, MONITORED, column
from model.rule import rule
from model.simulate import live, new_world
from model.world import STOCKS
from tests.small import small

OFTEN = {"splitting__yearly": 1.0, "marriage__men": 0.2}
DIVIDED = (*STOCKS, *CLASSES, "in_calf", "heifers_in_calf", "inputs_due", "members")


def eve(months: int = 60, **changes: Any) -> Any:
    """A county in the January in which many families divide, before they do."""
    world = new_world(small("as_reported", months=120, splitting__yearly=0.0, marriage__men=0.2, **changes), 7)
    while world.month < world.scenario.start + months:
        advance(world)
    world.county[0].month, world.county[0].season = world.month, 1
    often = replace(world.scenario.processes["splitting"], yearly=1.0)
    world.scenario = replace(world.scenario, processes={**world.scenario.processes, "splitting": often})
    return world


def test_the_last_able_child_stays_with_parents_who_no_longer_are():
    assert may_split(2, 1, 2)
    assert may_split(1, 1, 1)
    assert not may_split(2, 0, 2)
    assert not may_split(2, 1, 0)
    assert not may_split(0, 0, 2)


def test_nothing_is_made_or_lost_when_families_divide():
    world = eve()
    before = {name: int(world.households[name].sum()) for name in DIVIDED}
    land, alive = world.households["land"].sum(), np.sort(world.persons["id"][world.persons["alive"] == 1])
    count = len(world.households)
    split_households(world)
    assert len(world.households) == len(world.yearbook) > count
    assert {name: int(world.households[name].sum()) for name in DIVIDED} == before
    assert world.households["land"].sum() == pytest.approx(land)
    assert (np.sort(world.persons["id"][world.persons["alive"] == 1]) == alive).all()
    assert (world.households["in_calf"] <= world.households["cows"]).all()


def test_a_new_home_holds_one_family_and_takes_after_the_old_one():
    world = eve()
    count, poor, register = len(world.households), world.yearbook["poor"].copy(), world.households["register"].copy()
    split_households(world)
    for row in range(count, len(world.households)):
        h = world.households[row]
        rows = np.arange(h["first"], h["first"] + h["slots"])
        living = world.persons[rows[world.persons["alive"][rows] == 1]]
        assert len(living) == h["members"] >= 1
        assert not living["couple"].any()
        assert living["married"].any()
        assert h["able"] > 0
        same_kin = world.households["kin"][:count] == h["kin"]
        parents = np.flatnonzero(same_kin & (world.households["split_month"][:count] == world.month))
        assert h["register"] in register[parents]
        assert world.yearbook["poor"][row] in poor[parents]
        assert (h["pv_kind"], h["loan"], h["dibao"], h["rolls"], h["claim"]) == (0, 0, 0, 0, 0)
        assert world.yearbook["cohort"][row] == 0


def test_children_of_a_couple_go_with_it():
    world = eve()
    p = world.persons
    children = p["id"][(p["alive"] == 1) & (p["couple"] > 0) & (p["married"] == 0)]
    assert len(children)
    split_households(world)
    p = world.persons
    went = np.flatnonzero((p["alive"] == 1) & np.isin(p["id"], children) & (p["couple"] == 0))
    assert len(went)
    assert (np.searchsorted(world.households["first"], went, "right") > world.at_start).all()


def test_new_households_live_on_with_closed_books_and_are_found_by_programmes():
    world = new_world(small("as_reported", months=98, **OFTEN), 7)
    for _ in live(world):
        pass
    new = world.households[world.at_start :]
    assert (new["where"] == HERE).any()
    assert (new["register"] == LISTED).any() or (new["register"] > 0).any()
    assert (new["livelihoods"] > 0).any()
    assert len(np.unique(world.households["id"])) == len(world.households)
    assert (new["slots"] <= MOST_SLOTS).all()
    firsts, ends = world.households["first"], world.households["first"] + world.households["slots"]
    assert (firsts[1:] == ends[:-1]).all()


def test_the_table_of_households_holds_those_of_the_start():
    result = simulate(small("as_reported", months=98, **OFTEN), 7)
    assert len(result.households) == 300
    assert not result.households["household"].duplicated().any()
    assert result.series["households"][-1] > 0


def test_a_snapshot_of_a_county_that_has_grown_lives_the_same_life():
    world = new_world(small(months=75, **OFTEN), 7)
    for _ in range(60):
        advance(world)
    assert len(world.households) > world.at_start
    twin = world.snapshot()
    for each in (world, twin):
        for _ in live(each):
            pass
    assert len(twin.households) == len(world.households)
    assert world.households.tobytes() == twin.households.tobytes()
    assert world.persons.tobytes() == twin.persons.tobytes()


def test_rows_are_added_blank_and_what_was_there_is_kept():
    world = new_world(small("none"), 7)
    before, count = world.households.tobytes(), len(world.households)
    for more in (1, 2, 500):
        add_rows(world, "households", more)
        count += more
        assert len(world.households) == count
        assert world.households.tobytes()[: len(before)] == before
        assert not any(world.households[300:].tobytes())


def test_where_nobody_moves_out_the_county_never_grows():
    world = new_world(small(months=60, splitting__yearly=0.0), 7)
    for _ in live(world):
        pass
    assert len(world.households) == world.at_start


def test_a_household_with_a_formal_loan_does_not_divide():
    world = eve()
    world.households.loan = 100
    split_households(world)
    assert len(world.households) == world.at_start


def test_terms_of_debts_and_past_poverty_go_with_the_family_and_a_pending_case_does_not():
    world = eve()
    world.households.mediated, world.households.at_risk_since, world.yearbook.poor_years = 2, world.month - 1, 3
    register = world.households.register
    register[register == MONITORED] = LISTED
    split_households(world)
    new = world.households[world.at_start :]
    assert len(new)
    assert (new.mediated == 2).all()
    assert (new.at_risk_since == 0).all()
    assert (world.yearbook.poor_years[world.at_start :] == 3).all()


@pytest.mark.parametrize(("start", "every"), [("2014-07", 12), ("2014-01", 6)])
def test_families_divide_only_when_all_accounts_of_the_year_are_empty(start, every):
    scenario = small("none", start=start, assessment__every=every, splitting__yearly=0.6, marriage__men=0.2, months=61)
    world, founded = new_world(scenario, 7), 0
    for _ in live(world):
        if len(world.households) > world.at_start + founded:
            rows = slice(world.at_start + founded, None)
            founded = len(world.households) - world.at_start
            assert (world.month - 1 - scenario.start) % every == 0
            assert (world.households.split_month[rows] == world.month - 1).all()
    assert founded > 0


def test_the_chance_of_half_a_year_makes_up_that_of_a_year():
    assert over_years(0.36, 1.0) == 0.36
    assert over_years(0.36, 0.5) == pytest.approx(0.2)


class SavingsFields:
    """Savings, which a family takes its part of, and a trait, which it shares."""

    savings: int = column("i8", "fen", "put by")
    trait: int = column("i4", "", "of the family")


@rule
def put_by(h, own, savings, county, ledger, u):
    """Ten yuan at first, and the family's own number."""
    if own.trait == 0:
        own.savings = 1000
        own.trait = h.id % 7 + 1


@dataclass(frozen=True, slots=True)
class Savings:
    """An outside process of which one field is divided."""

    FIELDS: ClassVar[type] = SavingsFields
    RULE: ClassVar[Any] = staticmethod(put_by)
    DIVIDES: ClassVar[tuple[str, ...]] = ("savings",)


def test_what_an_outside_process_remembers_is_divided_where_it_says_so():
    world = new_world(small("none", months=75, **OFTEN).adding(savings=Savings()), 7)
    for _ in live(world):
        pass
    own = world.sides["savings"].own
    assert len(own) == len(world.households) > world.at_start
    assert own["savings"].sum() == 1000 * world.at_start
    assert (own["trait"] > 0).all()
