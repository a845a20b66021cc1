"""Informal debts that are mediated, and relief in an emergency."""

from __future__ import annotations

import numpy as np
import pytest

from model.interventions.debt_resolution import MEDIATED, NOT_MEDIATED, rate_of_debt
from model.targeting import rank_of
from tests.handmade_county import START, enrol, flowed, live, programme_for_all

JUNE, MAY, NOVEMBER = START + 5, START + 4, START + 10


def test_a_mediated_debt_is_smaller_and_bears_less_until_it_is_repaid():
    world = programme_for_all("debt_resolution")
    h, resolution = world.households[0], world.numbers[0].debt_resolution
    h.debt = 3_000_000
    live(world, 5)
    assert (int(h.debt), rate_of_debt(h, resolution, 0.15)) == (3_000_000, 0.15)
    live(world, 1)
    assert (int(h.debt), rate_of_debt(h, resolution, 0.15)) == (2_700_000, 0.0475)
    assert rate_of_debt(h, resolution, 0.03) == 0.03
    live(world, 12)
    assert (int(h.debt), int(h.mediated)) == (2_700_000, MEDIATED)
    h.debt = 0
    live(world, 1)
    assert (int(h.mediated), rate_of_debt(h, resolution, 0.15)) == (NOT_MEDIATED, 0.15)


def test_what_was_agreed_outlives_the_programme():
    world = programme_for_all("debt_resolution", end=START + 6)
    world.households.debt = 3_000_000
    live(world, 12)
    assert rate_of_debt(world.households[0], world.numbers[0].debt_resolution, 0.15) == 0.0475


def test_the_largest_debts_come_first():
    world = programme_for_all("debt_resolution", 10, {"places": 3, "rank": "indebted"})
    world.households.debt = np.array([5, 0, 70, 20, 90, 1, 0, 60, 3, 8]) * 100_000
    world.month = JUNE
    enrol(world)
    assert np.flatnonzero(world.households.mediated).tolist() == [2, 4, 7]
    assert rank_of(world, "indebted", np.arange(3)).tolist() == [-500_000, 0, -7_000_000]


def test_relief_follows_a_large_bill_and_is_paid_once():
    world = programme_for_all("temporary_relief", 4)
    world.households.bill_month = [MAY - 1, MAY - 6, MAY - 7, 0]
    world.month = MAY
    before = world.households.cash.copy()
    live(world, 1)
    assert (world.households.cash - before).tolist() == [200_000, 200_000, 0, 0]
    assert not world.households.programme.any()
    assert not world.households.relieved.any()
    live(world, 5)
    assert flowed(world, "temporary_relief") == {}


def test_no_bill_falls_between_two_rounds():
    world = programme_for_all("temporary_relief", 12)
    world.month, world.households.bill_month = MAY, 0
    for _ in range(13):
        enrol(world)
        world.households.bill_month[world.month % 12] = world.month  # bills come after the month's admissions
        world.month += 1
    assert world.households.relieved.all()


@pytest.mark.parametrize("month", [MAY, NOVEMBER])
def test_each_round_has_half_of_the_years_places(month):
    world = programme_for_all("temporary_relief", 10, {"places": 6})
    world.households.bill_month = month
    world.month = month
    enrol(world)
    assert world.households.relieved.sum() == 3
