"""Weddings: who marries, what is spent, who comes and who goes."""

from __future__ import annotations

import numpy as np
import pytest

from model.interventions.custom_reform import NO_CAP, most_for_wedding
from model.ledger import BORROWED, DEBT_INCURRED, WEDDINGS
from model.phases.newcomers import NO_SLOT, empty_slot, marry, pay_for_wedding
from model.processes.marriage import Marriage, can_spend, custom_asks, marriage_rates, weds
from model.records import ORGANISED_JOB, SENIOR_HIGH, AtAge, County, Household, Person
from model.rows import rows_of
from model.simulate import live as months_of
from model.simulate import new_world
from tests.handmade_county import START, enrol, programme_for_all
from tests.small import small
from tests.test_household_rules import books, one

MARRIAGE = Marriage()


@pytest.mark.parametrize(
    ("cash", "room", "spent"), [(0, 900_000, 0), (100_000, 900_000, 300_000), (100_000, 50_000, 150_000)]
)
def test_a_family_spends_a_multiple_of_its_cash_as_far_as_credit_goes(cash, room, spent):
    assert can_spend(one(Household, cash=cash), room, 8_000_000, MARRIAGE) == spent
    assert can_spend(one(Household, cash=20_000_000), room, 8_000_000, MARRIAGE) == 8_000_000


def test_what_cash_does_not_pay_is_borrowed():
    h, (money, _) = one(Household, cash=100_000), books()
    pay_for_wedding(h, 250_000, money)
    assert (int(h.cash), int(h.debt)) == (0, 150_000)
    assert [int(money[flow]) for flow in (WEDDINGS, BORROWED, DEBT_INCURRED)] == [250_000, 150_000, 150_000]


def test_the_single_marry_at_the_upper_end_of_the_draw_by_sex_and_age():
    a = one(AtAge)
    rates = []
    for years in (19, 20, 22, 31, 32, 35, 36):
        marriage_rates(a, years, MARRIAGE)
        rates.append((float(a.wed_man) > 0, float(a.wed_woman) > 0))
    assert [man for man, _ in rates] == [False, False, True, True, True, True, False]
    assert [woman for _, woman in rates] == [False, True, True, True, False, False, False]
    a.wed_man, a.wed_woman = 0.01, 0.02
    man, woman, pupil = one(Person), one(Person, female=1), one(Person, school=SENIOR_HIGH)
    assert [weds(p, a, 0.985) for p in (man, woman, pupil)] == [False, True, False]
    assert [weds(p, a, 0.995) for p in (man, woman, pupil)] == [True, True, False]


def test_custom_asks_for_more_where_nobody_has_agreed_on_less():
    county = one(County, wedding=80_000.0)
    assert (custom_asks(county, NO_CAP), custom_asks(county, 30_000.0)) == (8_000_000, 3_000_000)


def test_reform_caps_weddings_where_it_is_kept_to_and_while_it_runs():
    world = programme_for_all("custom_reform", 4, {"places": 2})
    enrol(world)
    caps = [most_for_wedding(h, world.numbers[0].custom_reform) for h in world.households]
    assert sorted(caps) == [30_000.0, 30_000.0, NO_CAP, NO_CAP]
    world.numbers["custom_reform"]["active"] = 0
    assert most_for_wedding(world.households[int(np.argmin(caps))], world.numbers[0].custom_reform) == NO_CAP


def wedding_in(slots, cash=20_000_000):
    """A household with one grown son in the first of its slots, after his wedding."""
    world = programme_for_all("custom_reform")
    h, s = world.households[0], world.stage
    h.slots, h.members, h.cash = slots, 1, cash
    world.county[0].wedding = 80_000.0
    world.numbers["marriage"]["of_wealth"] = 3.0
    world.persons = rows_of(np.resize(world.persons, 2))
    world.persons.alive = [1, 0]
    world.persons.job[0], world.persons.schooling[0] = ORGANISED_JOB, 9
    s = world.stage
    marry(s, h, 0)
    return world, h, world.persons


def test_the_bride_takes_an_empty_slot():
    world, h, persons = wedding_in(slots=2)
    groom, bride = persons
    assert (int(h.members), int(h.wed_month), int(h.cash)) == (2, world.month, 12_000_000)
    assert (int(groom.married), int(bride.married), int(bride.female), int(bride.schooling)) == (1, 1, 1, 9)
    assert bride.born == groom.born + 24
    assert bride.id not in (0, groom.id)
    assert empty_slot(world.stage, h) == NO_SLOT


def test_without_a_slot_the_couple_leaves():
    _, h, persons = wedding_in(slots=1)
    assert (int(h.members), int(persons[0].alive), int(persons[0].job)) == (0, 0, 0)


def test_without_money_there_is_no_wedding():
    _, h, persons = wedding_in(slots=2, cash=0)
    assert (int(h.members), int(h.wed_month), int(persons[0].married)) == (1, 0, 0)


def test_daughters_leave_sons_bring_brides_and_both_in_like_numbers():
    world = new_world(small("none", months=60), 3)
    women = int(((world.persons.alive == 1) & (world.persons.female == 1)).sum())
    single = int(((world.persons.married == 0) & (world.persons.born < START - 240)).sum())
    weddings = 0
    for _ in months_of(world):
        weddings += int((world.households.wed_month == world.month - 1).sum())
    after = int(((world.persons.alive == 1) & (world.persons.female == 1)).sum())
    assert 0 < weddings < single
    assert abs(after - women) < 0.2 * women
    assert (world.persons.married[(world.persons.alive == 1) & (world.persons.born > world.month - 216)] == 0).all()
