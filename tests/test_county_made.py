"""How a county is put together from its households: kin, samples, villages, the list; in counties of a few dozen."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from model import load_scenario
from model.arithmetic import lognormal
from model.luck import draws
from model.population import (
    PLACE,
    VILLAGE_IDS,
    enlist,
    expect,
    first_people,
    like_beside_like,
    make_first_people,
    moved,
    villages_of,
    whole_county,
)
from model.processes.population import Population
from model.records import LISTED, NEVER_LISTED, Household, Yearbook, blank
from model.sample import STRATA, kin_groups, sample_kin_groups
from model.simulate import check_run
from model.synthesis.start import total

FEW = {"population.households": 60, "population.per_village": 20, "population.listed": 12, "months": 12}


def few(**changes):
    """Three villages of twenty households, a fifth of them listed."""
    return load_scenario("kezuohou").with_values(FEW | changes, beyond_evidence=True)


@pytest.fixture(scope="module")
def county():
    """All households of such a county on the eve of the first month."""
    return whole_county(few(), 3, 1)


def test_kin_are_neighbours_of_one_village_in_groups_of_about_ten():
    n = Population(per_village=40, kin=10.0, kin_varies=1.9)
    groups = kin_groups(np.arange(400), n, 3, 1)
    assert groups[0] == 0
    assert set(np.diff(groups).tolist()) == {0, 1}
    assert groups[-1] == 39
    sizes = np.bincount(groups)
    assert sizes.sum() == 400
    assert sizes.min() >= 8
    assert sizes.max() <= 12
    villages = np.arange(400) // 40
    assert all(len(set(villages[groups == group].tolist())) == 1 for group in range(40))
    even = kin_groups(np.arange(400), replace(n, kin_varies=0.0), 3, 1)
    assert np.bincount(even).tolist() == [10] * 40
    assert (kin_groups(np.arange(400), n, 4, 1) != groups).any()


def sampled(fraction, hold=False, groups=400, seed=3):
    """Kin groups kept of a county in which ten households each have a listed share of 0 to 9 tenths."""
    kin = np.repeat(np.arange(groups), 10)
    register = np.where(np.tile(np.arange(10), groups) < kin % 10, LISTED, NEVER_LISTED)
    asked = SimpleNamespace(sample_fraction=fraction, hold_shared=hold)
    rows = sample_kin_groups({"kin": kin, "register": register}, asked, (seed, 1)) if fraction < 1 else None
    return rows, kin, register


def test_a_sample_keeps_whole_groups_of_every_stratum_by_its_share():
    rows, kin, register = sampled(0.25)
    kept = np.unique(kin[rows])
    assert (np.bincount(kin[rows])[kept] == 10).all()
    strata = np.digitize(kept % 10 / 10, STRATA)
    whole = np.digitize(np.arange(400) % 10 / 10, STRATA)
    for stratum in range(len(STRATA) + 1):
        assert abs((strata == stratum).sum() - 0.25 * (whole == stratum).sum()) <= 1
    assert (register[rows] == LISTED).mean() == pytest.approx(0.45, abs=0.02)


def test_a_larger_sample_contains_a_smaller_one_and_another_luck_is_another_sample():
    small, large = set(sampled(0.1)[0].tolist()), set(sampled(0.3)[0].tolist())
    assert small < large
    assert set(sampled(0.1, seed=4)[0].tolist()) != small


def test_where_what_is_shared_is_held_each_group_is_kept_by_its_own_draw():
    rows, kin, _ = sampled(0.25, hold=True)
    assert len(np.unique(kin[rows])) == pytest.approx(100, abs=30)
    one_more, kin_too, _ = sampled(0.25, hold=True, groups=401)
    assert set(kin_too[one_more].tolist()) - {400} == set(kin[rows].tolist())


def test_households_are_numbered_by_village_and_slots_stand_in_a_row(county):
    h = county.households
    assert h["village"].tolist() == [0] * 20 + [1] * 20 + [2] * 20
    assert h["id"][[0, 19, 20, 59]].tolist() == [
        VILLAGE_IDS + 1,
        VILLAGE_IDS + 20,
        2 * VILLAGE_IDS + 1,
        3 * VILLAGE_IDS + 20,
    ]
    assert h["first"].tolist() == (np.cumsum(h["slots"]) - h["slots"]).tolist()
    assert len(county.persons) == h["slots"].sum()
    assert (h["members"] >= 1).all()
    assert (county.persons["alive"].sum(), (county.persons["id"] > 0).sum()) == (h["members"].sum(),) * 2
    assert not h["wages"].any()  # the year behind is assessed, and its accounts are empty


def test_the_list_takes_those_who_seem_poorest_or_in_a_held_county_those_below_a_line(county):
    listed = county.households["register"] == LISTED
    assert listed.sum() == 12
    assert county.seen[listed].max() <= county.seen[~listed].min()
    assert (county.yearbook["cohort"] == listed).all()
    assert (county.yearbook["ever"] == listed).all()
    seen = np.log([1000.0, 3000.0, 1000.0, 2000.0])
    for hold, places, chosen in ((False, 2, [1, 0, 1, 0]), (False, 1, [1, 0, 0, 0]), (True, 9, [1, 0, 1, 1])):
        records = SimpleNamespace(households=blank(Household, 4), yearbook=blank(Yearbook, 4), seen=seen)
        asked = SimpleNamespace(processes={"population": Population(listed=places, held_line=2500.0)}, hold_shared=hold)
        enlist(records, asked)
        assert (records.households["register"] == LISTED).tolist() == [bool(each) for each in chosen]
        assert records.yearbook["cohort"].tolist() == records.yearbook["ever"].tolist() == chosen


def test_next_years_budgets_are_expected_at_next_years_prices(county):
    behind = [total(b) for b in whole_county(few(), 3, 1).budgets]
    ahead = [total(b) for b in expect(whole_county(few(), 3, 1), few())]
    assert len(ahead) == 60
    assert np.mean(ahead) == pytest.approx(np.mean(behind), rel=0.5)
    assert ahead != behind


def test_like_stands_beside_like_and_nobody_is_lost(county):
    rows = np.arange(0, 60, 2)
    turned = like_beside_like(county, rows)
    assert sorted(turned.tolist()) == rows.tolist()
    h = county.households
    kinds = [tuple(int(h[name][row]) for name in ("register", "members", "elders", "able")) for row in turned]
    cattle = [bool(h["cows"][row] + h["heifers"][row] + h["steers"][row] + h["calves"][row]) for row in turned]
    keys = [(kind[0], own, *kind[1:]) for kind, own in zip(kinds, cattle, strict=True)]
    assert keys == sorted(keys)


def test_persons_move_with_their_households(county):
    households, persons = moved(county, np.array([40, 3]))
    assert households["id"].tolist() == county.households["id"][[40, 3]].tolist()
    assert households["first"].tolist() == [0, int(households["slots"][0])]
    for row, old in ((0, 40), (1, 3)):
        first, count, before = households["first"][row], households["slots"][row], county.households["first"][old]
        assert (persons["id"][first : first + count] == county.persons["id"][before : before + count]).all()


def test_villages_differ_by_their_own_luck():
    asked = few()
    n, villages = asked.processes["population"], villages_of(asked, 3, 1, 200)
    u = draws(3, 1, PLACE.number, np.arange(1, 201), 0)
    assert villages["exposure"].tolist() == [lognormal(1.0, n.exposure_sd, each) for each in u[:, 0]]
    assert (villages["water"] == (u[:, 2] < n.water)).all()
    assert villages["helper"] == pytest.approx(n.helper + n.helper_varies * (2 * u[:, 1] - 1))
    assert set(villages["common_fodder"].tolist()) == {n.common_fodder}


def test_the_people_of_a_sample_stand_for_the_county_and_are_kept_for_the_next_who_asks():
    asked = few(sample_fraction=0.5)
    people = make_first_people(asked, 3, 1)
    kept = len(people.households)
    assert people.weight == 60 / kept
    by_village = np.bincount(people.households["village"], minlength=3)
    assert people.villages["common_fodder"] == pytest.approx(2.5 * by_village)
    assert len(people.yearbook) == kept
    assert len(people.persons) == people.households["slots"].sum()
    one, other = first_people(asked, 3, 1), first_people(asked, 3, 1)
    assert one.households.tobytes() == other.households.tobytes() == people.households.tobytes()
    one.households["cash"] += 1
    assert first_people(asked, 3, 1).households.tobytes() == other.households.tobytes()
    held = make_first_people(few(sample_fraction=0.5, hold_shared=True), 3, 1)
    assert set(held.villages["common_fodder"].tolist()) == {2.5 * 20 * 0.5}


def test_a_run_that_no_world_can_hold_is_refused():
    check_run(few(), 2**64 - 1, 2**32 - 1)
    for seed, replicate in ((2**64, 0), (1, 2**32), (1, -1)):
        with pytest.raises(ValueError, match=r"seed|replicate"):
            check_run(few(), seed, replicate)
