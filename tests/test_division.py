"""One household divides: who goes, and what each side has after it, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.growth import add_rows, over_years, split_households
from model.ledger import CLASSES
from model.livelihoods import CONNECTED, COURTYARD, THRIFTY
from model.phases.splitting import find_leaving, next_to_leave, room_for_leaving, who_would_go
from model.records import COMPULSORY, FULL, LOCAL_JOB, MONITORED, NOBODY, SENIOR_HIGH
from tests.handmade_county import START, adults, county_of

AGES = (60, 58, 30, 28, 4, 32)  # parents, a son with wife and child, another son
COUPLES = (0, 0, 1, 1, 1, 2)


def old_home(yearly=1.0):
    """A household of six in which a wedding has founded a family, and one of nobody; January 2014."""
    world = county_of({}, 1)
    h = world.households[0]
    world.persons = adults(7)
    for p, years, couple in zip(world.persons, AGES, COUPLES, strict=False):
        p.born, p.couple = START - 12 * years, couple
    world.persons[6].alive = 0
    h.first, h.slots, h.members, h.wed_month, h.loan = 0, 7, 6, START - 30, 0
    splitting = replace(world.scenario.processes["splitting"], yearly=yearly)
    processes = {**world.scenario.processes, "splitting": splitting}
    world.scenario = replace(world.scenario, processes=processes)
    return world, h


def test_the_first_family_that_may_leave_is_the_next():
    world, h = old_home()
    s = world.stage
    assert [who_would_go(s, h, couple) for couple in (1, 2, 3)] == [3, 1, 0]
    assert next_to_leave(s, h) == 1
    world.persons["disability"][[2, 3]] = FULL
    assert [who_would_go(s, h, couple) for couple in (1, 2)] == [0, 1]
    assert next_to_leave(s, h) == 2
    world.persons["disability"][[0, 1]] = FULL
    assert next_to_leave(s, h) == 0


@pytest.mark.parametrize(("field", "value"), [("loan", 1), ("wed_month", 0), ("where", 1)])
def test_nobody_leaves_before_the_loan_is_repaid_or_without_a_wedding_or_a_home(field, value):
    world, h = old_home()
    assert find_leaving(world.stage, room_for_leaving(1), 1.0) == 1
    h[field] = value
    assert find_leaving(world.stage, room_for_leaving(1), 1.0) == 0


def test_where_nobody_leaves_all_stays_as_it_is():
    world, _ = old_home(yearly=0.0)
    before = world.households.tobytes()
    split_households(world)
    assert len(world.households) == 1
    assert world.households.tobytes() == before


def test_half_of_six_take_half_of_all_there_is_and_the_odd_animal_stays():
    world, h = old_home()
    half = {"cash": 100_001, "debt": 3_000, "inputs_due": 500}
    even = {"usual": 800.0, "habit": 600.0, "land": 20.0, "let": 4.0, "pasture": 60.0, "grain": 10.0, "fodder": 3.0}
    odd = dict.fromkeys(("cows", "in_calf", "heifers", "heifers_in_calf", "steers", "calves"), 5)
    for name, value in (half | even | odd).items():
        h[name] = value
    split_households(world)
    old, new = world.households
    assert {name: int(new[name]) for name in half} == {"cash": 50_000, "debt": 1_500, "inputs_due": 250}
    assert {name: int(old[name] + new[name]) for name in half} == half
    assert [float(new[name]) for name in even] == [value / 2 for value in even.values()]
    assert [float(old[name]) for name in even] == [value / 2 for value in even.values()]
    assert {int(new[name]) for name in odd} == {2}
    assert {int(old[name]) for name in odd} == {3}
    assert (old.split_month, new.split_month) == (START, START)
    assert new.id != old.id


def test_persons_go_as_they_are_and_leave_empty_slots():
    world, _ = old_home()
    son = world.persons[2]
    son.schooling, son.talent, son.married, son.chronic, son.major, son.untreated, son.acute = 9, 0.5, 1, 1, 7, 1, 1
    world.persons[3].female, world.persons[3].job = 1, LOCAL_JOB
    world.persons[4].school = COMPULSORY
    before = world.persons.copy()
    split_households(world)
    old, new = world.households
    assert (old.slots, new.first, new.slots) == (7, 7, 6)
    assert world.persons["alive"].tolist() == [1, 1, 0, 0, 0, 1, 0, 1, 1, 1, 0, 0, 0]
    assert (world.persons["id"][2:5] == NOBODY).all()
    assert not world.persons["job"][:7].any()
    for name in before.dtype.names:
        if name != "couple":
            assert (world.persons[name][7:10] == before[name][2:5]).all(), name
    assert not world.persons["couple"][7:].any()
    assert [int(old[name]) for name in ("members", "able", "elders", "ill", "jobs", "learners")] == [3, 3, 1, 0, 0, 0]
    assert [int(new[name]) for name in ("members", "able", "elders", "ill", "jobs", "learners")] == [3, 2, 0, 1, 1, 1]
    health = world.numbers[0].health
    assert old.labour == pytest.approx(2.0 + health.strength_60)
    ill = (1.0 - health.lost_chronic) * health.major_after * health.untreated_after
    assert new.labour == pytest.approx(ill)  # of the wife's job nothing is left


def test_of_several_that_divide_each_founds_a_home_of_its_own():
    world = county_of({}, 3)
    h, world.persons = world.households, adults(6)
    h.first, h.slots, h.members, h.wed_month, h.loan, h.village = [0, 2, 4], 2, 2, START - 30, 0, [3, 1, 2]
    world.persons.couple, h.cash, h.loan[1] = [0, 1] * 3, [100, 200, 400], 5
    processes = world.scenario.processes
    always = {**processes, "splitting": replace(processes["splitting"], yearly=1.0)}
    world.scenario = replace(world.scenario, processes=always)
    split_households(world)
    assert world.households.village.tolist() == [3, 1, 2, 3, 2]
    assert world.households.cash.tolist() == [50, 200, 200, 50, 200]
    assert world.households.slots.tolist() == [2, 2, 2, 4, 4]
    assert world.households["first"].tolist() == [0, 2, 4, 6, 10]
    assert world.persons["id"][[6, 10]].tolist() == [1, 5]
    assert world.yearbook["members"].shape == (5,)


def test_a_pupil_is_counted_where_it_lives():
    world, _ = old_home()
    world.persons[2].school = SENIOR_HIGH
    split_households(world)
    old, new = world.households
    assert (old.pupils, new.pupils, new.able) == (0, 1, 1)


def test_a_new_home_takes_after_the_old_one_and_has_no_place_in_a_programme_but_lasting_ones():
    world, h = old_home()
    alike = {
        "village": 3, "kin": 8, "register": MONITORED, "support_until": 200, "at_risk_since": 160, "mediated": 2,
        "house": 1, "insured": 1, "watered": 0.5, "ability": 0.2, "shock": 0.1, "quits": 1, "ill_month": 5,
        "bill_month": 6,
    }  # fmt: skip
    for name, value in alike.items():
        h[name] = value
    h.livelihoods, h.rolls, h.pv_kind, h.claim, h.dibao = CONNECTED | THRIFTY | COURTYARD, 7, 1, 50, 2
    split_households(world)
    new = world.households[1]
    assert {name: new[name] for name in alike} == alike
    assert (new.livelihoods, new.rolls, new.pv_kind, new.claim, new.dibao) == (CONNECTED | THRIFTY, 0, 0, 0, 0)


def test_who_is_not_followed_has_no_day_since_which_it_was():
    world, h = old_home()
    h.register, h.at_risk_since = 1, 160
    split_households(world)
    assert world.households[1].at_risk_since == 0


def test_last_years_income_is_divided_and_poverty_is_both_sides():
    world, _ = old_home()
    y = world.yearbook[0]
    y.income, y.crops, y.herd = 100_000, 60_000, 20_001
    y.ever, y.poor, y.poor_any, y.poor_real, y.poor_years, y.recorded_exit, y.exits, y.cohort = 1, 1, 1, 1, 4, 150, 2, 1
    split_households(world)
    old, new = world.yearbook
    assert [int(new[name]) for name in ("income", "crops", "herd")] == [50_000, 30_000, 10_000]
    assert [int(old[name]) for name in ("income", "crops", "herd")] == [50_000, 30_000, 10_001]
    both = ("ever", "poor", "poor_any", "poor_real", "poor_years", "recorded_exit")
    assert [int(new[name]) for name in both] == [1, 1, 1, 1, 4, 150]
    assert (new.exits, new.cohort) == (0, 0)


def test_the_chance_over_years_and_parts_of_one():
    assert over_years(0.2, 1.0) == 0.2
    assert over_years(0.36, 0.5) == pytest.approx(0.2)
    assert over_years(0.2, 2.0) == pytest.approx(0.36)


def test_room_is_made_for_a_little_more_than_is_needed_and_used_up_before_more_is_made():
    world = county_of({}, 100)
    before = world.households["id"].copy()
    add_rows(world, "households", 10)
    assert (len(world.households), len(world.room["households"])) == (110, 115)
    room = world.room["households"]
    add_rows(world, "households", 5)
    assert world.room["households"] is room
    add_rows(world, "households", 1)
    assert len(world.room["households"]) == int(1.05 * 116)
    assert (world.households["id"][:100] == before).all()
    assert not np.array([world.households[name][100:].any() for name in CLASSES]).any()
