"""What a month brings to persons: school, illness, birth, marriage, death; one by one and all in a row, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from model.arithmetic import fen
from model.luck import draw4, lineage
from model.phases.ages import AGES, fill_ages, row_of_age
from model.phases.bodies import (
    PERSON_HOSPITAL,
    PERSON_SCHOOL,
    Members,
    begin_month,
    die,
    end_household,
    go_to_school,
    live_through,
    means_to_pay,
    need_care,
)
from model.phases.hiring import room_for_seekers
from model.phases.newcomers import NEWBORN, give_birth, marry_out
from model.phases.stage import FORGONE, HOSPITAL, UNBORN
from model.processes.health import DISABLED, FELL_ACUTE, FELL_CHRONIC, FELL_MAJOR, Health, cost_of_stay
from model.processes.living import CUT
from model.processes.school import School, school_cost
from model.records import (
    COMPULSORY,
    DISSOLVED,
    DROPPED_OUT,
    FULL,
    HERE,
    LOCAL_JOB,
    MOVED_AWAY,
    NO_JOB,
    SENIOR_HIGH,
    AtAge,
    Household,
    blank,
)
from tests.handmade_county import START, adults, county_of
from tests.test_household_rules import one

HEALTH, SCHOOL = Health(), School()
COUNTED = ("members", "ill", "incapable", "elders", "able", "pupils", "learners", "dropouts", "jobs")


def home(persons=1, season=1, **fields):
    """One household of so many adults of thirty, in a month of 2014, with 1,000 yuan and no stock or debt."""
    world = county_of({}, 1)
    h, county = world.households[0], world.county[0]
    world.persons = adults(persons)
    for name in (
        *COUNTED,
        "cows",
        "heifers",
        "steers",
        "calves",
        "debt",
        "bill",
        "away_bill",
        "ill_month",
        "quits",
        "land",
    ):
        h[name] = 0
    h.slots, h.members, h.cash, h.usual, h.coped = persons, persons, 100_000, 0.0, 0
    county.month, county.season = START + season - 1, season
    for name, value in fields.items():
        h[name] = value
    return world, h


def test_all_that_is_counted_anew_is_cleared_and_nothing_else():
    due = ("bill", "away_bill", "drugs", "school_due", "wages_due")
    h = one(Household, cash=5, ill_month=7, **dict.fromkeys((*COUNTED, *due), 3))
    begin_month(h)
    assert not any(h[name] for name in (*COUNTED, *due))
    assert (h.cash, h.ill_month) == (5, 7)


def test_a_child_is_born_into_the_first_empty_slot_with_its_own_luck_or_not_at_all():
    world, h = home(3)
    world.persons.alive[[1, 2]], world.persons.couple[0] = 0, 2
    give_birth(world.stage, h, world.persons[0])
    child, identity = world.persons[1], lineage(0, NEWBORN.number, START)
    u = draw4(11, 2, NEWBORN.number, identity, 0)
    assert (child.id, child.born, child.alive, child.couple) == (identity, START, 1, 2)
    assert child.female == (u[0] < 0.5)
    assert (child.job, child.school, child.married, h.members) == (NO_JOB, 0, 0, 4)
    world.persons.alive[2] = 1
    give_birth(world.stage, h, world.persons[0])
    assert (h.members, world.tally[UNBORN]) == (4, 1)


def test_who_marries_out_or_dies_leaves_the_slot_and_the_job():
    world, h = home()
    p = world.persons[0]
    p.job = LOCAL_JOB
    marry_out(p)
    assert (p.alive, p.job, h.ill_month) == (0, NO_JOB, 0)
    for strength, month in ((0.0, 0), (0.5, START)):
        p.alive, p.job = 1, LOCAL_JOB
        die(world.stage, h, p, one(AtAge, strength=strength))
        assert (p.alive, p.job, h.ill_month) == (0, NO_JOB, month)


def test_what_can_be_laid_on_the_counter_is_cash_credit_and_the_herd_in_haste():
    world, h = home(usual=500.0, cows=2, heifers=1, steers=2, calves=3)
    keep = 1.0 - world.numbers[0].herd.distress
    stock = 2 * 10_000 + 3 * 10_000 + 3 * (5_500 + 3 / 6 * (0.0 - 5_500))
    world.county[0].yearling_price = 0.0
    credit = 500.0 * 12 * 100
    assert means_to_pay(world.stage, h) == pytest.approx(100_000 + credit + 100 * keep * stock, abs=2)
    h.cash, h.excluded, h.cows, h.heifers, h.steers, h.calves = -5, 1, 0, 0, 0, 0
    assert means_to_pay(world.stage, h) == 0


@pytest.mark.parametrize("event", [FELL_MAJOR, FELL_ACUTE])
def test_a_stay_is_paid_for_where_there_are_means_and_forgone_where_not(event):
    for cash, paid in ((90_000_000, True), (0, False)):
        world, h = home(cash=cash, excluded=1, insured=1)
        p = world.persons[0]
        u = draw4(11, 2, PERSON_HOSPITAL.number, p.id, START)
        need_care(world.stage, h, p, event, 0.0)
        cost = cost_of_stay(event, HEALTH, 1.0, u[0])
        assert h.bill == (cost if paid else 0)
        assert h.away_bill == (cost if paid and u[1] < HEALTH.outside else 0)
        assert (world.tally[HOSPITAL], world.tally[FORGONE]) == (int(paid), int(not paid))
        assert h.ill_month == (START if event == FELL_MAJOR else 0)
        assert p.untreated == (1 if event == FELL_MAJOR and not paid else 0)


def test_a_bill_that_was_run_up_this_month_counts_against_the_next():
    world, h = home(excluded=1)
    p = world.persons[0]
    cost = cost_of_stay(FELL_ACUTE, HEALTH, 1.0, draw4(11, 2, PERSON_HOSPITAL.number, p.id, START)[0])
    h.cash, h.bill = cost + 500, 500
    need_care(world.stage, h, p, FELL_ACUTE, 0.0)
    assert (h.bill, world.tally[FORGONE]) == (cost + 500, 0)
    need_care(world.stage, h, p, FELL_ACUTE, 0.0)
    assert (h.bill, world.tally[FORGONE]) == (cost + 500, 1)


@pytest.mark.parametrize("event", [DISABLED, FELL_CHRONIC])
def test_what_comes_without_a_stay_costs_nothing_at_once_and_loses_labour(event):
    world, h = home()
    need_care(world.stage, h, world.persons[0], event, 0.0)
    assert (h.bill, h.ill_month, world.tally[HOSPITAL], world.tally[FORGONE]) == (0, START, 0, 0)


def pupil(years, school, season, **fields):
    """A household with one child at a school."""
    world, h = home(season=season, **fields)
    p = world.persons[0]
    p.born, p.school, p.schooling = world.county[0].month - 12 * years, school, years - 6
    return world, h, p


def test_pupils_learners_and_dropouts_are_counted_and_only_the_first_cost():
    for school, years, counted in (
        (SENIOR_HIGH, 16, "pupils"),
        (COMPULSORY, 10, "learners"),
        (DROPPED_OUT, 12, "dropouts"),
    ):
        world, h, p = pupil(years, school, 3)
        world.county[0].prices = 1.1
        go_to_school(world.stage, h, p, 12 * years, 0.0)
        assert {name: int(h[name]) for name in ("pupils", "learners", "dropouts")} == dict.fromkeys(
            ("pupils", "learners", "dropouts"), 0
        ) | {counted: 1}
        assert h.school_due == (fen(1.1 * school_cost(p, 3, SCHOOL)) if school == SENIOR_HIGH else 0)


def test_who_cannot_pay_stops_and_september_asks_what_is_affordable():
    world, h, p = pupil(16, SENIOR_HIGH, 3, quits=1)
    go_to_school(world.stage, h, p, 12 * 16, 0.0)
    assert (p.school, h.pupils, h.school_due) == (0, 0, 0)
    went = {}
    for cash in (0, 9_000_000):
        went[cash] = []
        for number in range(60):
            world, h, p = pupil(15, COMPULSORY, 9, cash=cash)
            p.id, p.schooling = number, 9
            go_to_school(world.stage, h, p, 12 * 15, 0.0)
            went[cash].append(int(p.school) == SENIOR_HIGH)
    luck = [draw4(11, 2, PERSON_SCHOOL.number, number, START + 8)[0] for number in range(60)]
    assert went[0] == [False] * 60
    assert went[9_000_000] == [u < SCHOOL.senior for u in luck]


def test_a_year_of_hardship_makes_more_children_drop_out():
    left = {}
    for coped in (0, 1 << CUT):
        world, h, p = pupil(10, COMPULSORY, 9, coped=coped)
        world.numbers["school"]["leaves_unwilling"], world.numbers["school"]["leaves_poor"] = 0.0, 0.5
        left[coped] = 0
        for number in range(100):
            p.id, p.school, p.schooling = number, COMPULSORY, 4
            go_to_school(world.stage, h, p, 12 * 10, 0.0)
            left[coped] += int(p.school == DROPPED_OUT)
    assert left[0] == 0
    assert left[1 << CUT] == pytest.approx(50, abs=15)


def test_nobody_asks_of_school_at_twenty_three_or_in_another_month():
    for season, years, left in ((9, 22, True), (9, 23, False), (8, 22, False)):
        world, h, p = pupil(years, SENIOR_HIGH, season)
        go_to_school(world.stage, h, p, 12 * years, 0.0)
        assert bool(p.school != SENIOR_HIGH) is left


def test_ages_are_looked_up_by_year_with_and_without_a_chronic_illness():
    assert [row_of_age(months, 0) for months in (0, 11, 12, 12 * 120 + 11, 12 * 130)] == [0, 0, 1, 120, 120]
    assert row_of_age(12 * 40, 1) == AGES + 40
    world, _ = home()
    ages = blank(AtAge, 2 * AGES)
    fill_ages(ages, world.numbers[0])
    assert ages[AGES + 40].chronic == 0.0 < ages[40].chronic
    assert ages[90].death > ages[50].death
    assert (ages[17].seeks, ages[60].seeks) == (0.0, 0.0)
    assert ages[40].drugs == 0.0 < ages[AGES + 40].drugs


def lived(luck, persons=2, **changes):
    """Two adults through a month with these draws for death, birth, illness and work: float[4, persons]."""
    world, h = home(persons)
    for name, value in changes.items():
        world.persons[name] = value
    ages, seekers = blank(AtAge, 2 * AGES), room_for_seekers(persons)
    fill_ages(ages, world.numbers[0])
    rows = np.arange(persons)
    live_through(world.stage, h, ages, Members(rows, np.array(luck, float), 0, persons), seekers)
    return world, h, seekers, ages


CALM = [[0.9, 0.9]] * 4  # nobody dies, gives birth, falls ill or looks for work


def test_in_a_calm_month_two_adults_are_counted_and_work_on_the_farm():
    _, h, seekers, _ = lived(CALM)
    assert [int(h[name]) for name in COUNTED] == [2, 0, 0, 0, 2, 0, 0, 0, 0]
    assert (h.labour, h.drugs, seekers.count[0]) == (2.0, 0, 0)


def test_death_comes_first_and_below_its_hazard():
    hazard = lived(CALM)[3][30].death
    for u, alive in ((hazard * 0.999, [0, 1]), (hazard, [1, 1])):
        world, h, _, _ = lived([[u, 0.9], *CALM[1:]])
        assert world.persons["alive"].tolist() == alive
        assert (h.members, h.labour) == (sum(alive), float(sum(alive)))


def test_a_woman_may_give_birth_and_a_man_may_not():
    luck = [CALM[0], [0.0, 0.0], *CALM[2:]]
    for female, born in ((1, 2), (0, 0)):
        world, h = home(4)
        world.persons.alive[2:], world.persons.female, world.persons.married = 0, female, 1
        ages, seekers = blank(AtAge, 2 * AGES), room_for_seekers(4)
        fill_ages(ages, world.numbers[0])
        live_through(world.stage, h, ages, Members(np.arange(2), np.array(luck, float), 0, 2), seekers)
        assert world.persons["alive"].sum() == 2 + born


def test_who_looks_for_work_is_written_down_unless_acutely_ill_at_work_or_weak():
    chance = lived(CALM)[3][30].seeks
    for changes, found in (
        ({}, 2), ({"job": LOCAL_JOB}, 0), ({"disability": FULL}, 0), ({"born": START - 12 * 17}, 0),
    ):  # fmt: skip
        *_, seekers, _ = lived([*CALM[:3], [chance * 0.999] * 2], **changes)
        assert seekers.count[0] == found
    assert lived([*CALM[:3], [chance * 1.001] * 2])[2].count[0] == 0


def test_drugs_of_the_chronically_ill_are_paid_as_far_as_income_allows():
    for usual, share in ((100_000.0, 1.0), (100.0, None)):
        world, h = home(1, usual=usual)
        world.persons.chronic = 1
        ages = blank(AtAge, 2 * AGES)
        fill_ages(ages, world.numbers[0])
        luck = np.full((4, 1), 0.9)
        live_through(world.stage, h, ages, Members(np.arange(1), luck, 0, 1), room_for_seekers(1))
        full = fen(HEALTH.cost_chronic / 12)
        assert h.drugs == (full if share else fen(HEALTH.running_share * 100.0))


def test_a_household_ends_with_its_last_member_or_at_its_draw():
    for members, u, where in (
        (0, 0.99, DISSOLVED), (2, 0.09, MOVED_AWAY), (2, 0.1, DISSOLVED), (2, 0.29, DISSOLVED), (2, 0.31, HERE),
    ):  # fmt: skip
        world, h = home(2, members=members)
        end_household(world.stage, h, 0.1, 0.2, u)
        assert (h.where, h.left) == (where, 0 if where == HERE else START)
