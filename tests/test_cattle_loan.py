"""Cattle loans, mode by mode, from the spring they are granted to the month they fall due."""

from __future__ import annotations

import pytest

from model.calendar import month_number
from model.interventions.cattle_loan import GUARANTEED, OWN, SHARES, TRUSTEE
from model.number import Yearly
from tests.handmade_county import deal, enrol, flowed, live, programme_for_all


def a_loan(mode, **values):
    """A county of one household that has just taken up a loan of 40,000 yuan in March 2014, in this mode."""
    once = {"starts": Yearly({2014: 1.0, 2015: 0.0}), "spread": 0.0, "fails": 0.0} | values
    world = programme_for_all("cattle_loan", **once)
    h = world.households
    h.cash, h.cows, h.in_calf, h.labour = 0, 0, 0, 2.0 if mode in (OWN, GUARANTEED) else 0.0
    h.fodder, h.debt = 3.0, 0 if mode in (OWN, TRUSTEE) else 100_000_000
    return live(world, 3)


def test_who_can_borrow_and_keep_owns_cows_and_a_debt_to_the_bank():
    h = a_loan(OWN).households[0]
    assert (h.loan_mode, h.cows, h.in_calf, h.trusted, h.loan) == (OWN, 4, 3, 0, 4_000_000)
    assert h.loan_due == month_number("2017-03")
    assert h.cash == 0


def test_the_odd_remainder_of_a_loan_stays_cash():
    h = a_loan(OWN, principal=38_000.0).households[0]
    assert (h.cows, h.cash) == (3, 800_000)


def test_who_can_keep_but_not_borrow_needs_a_guarantor():
    assert a_loan(GUARANTEED).households[0].loan_mode == GUARANTEED


def test_a_default_ends_borrowing_alone():
    world = programme_for_all("cattle_loan", starts=Yearly({2014: 1.0}))
    world.households.labour, world.households.fodder, world.households.debt, world.households.excluded = 2.0, 3.0, 0, 1
    assert live(world, 3).households[0].loan_mode == GUARANTEED


def test_a_trustee_keeps_the_cows_pays_for_them_and_returns_what_they_cost():
    world = a_loan(TRUSTEE, principal=38_000.0)
    h = world.households[0]
    assert (h.trusted, h.cows, h.loan, h.cash) == (3, 0, 3_000_000, 25_000)  # a month at 1,000 yuan a cow and year
    live(world, 35)
    assert h.trusted == 3
    live(world, 1)
    assert (h.trusted, h.loan) == (0, 0)
    assert h.cash == 37 * 25_000


def test_when_the_trustee_fails_the_animals_are_lost_and_the_debt_stays():
    world = a_loan(TRUSTEE, fails=1.0)
    h = world.households[0]
    live(world, 10)
    assert (h.trusted, h.trustee_failed, h.loan) == (0, 1, 4_000_000)


def test_an_enterprise_pays_a_share_and_redeems_the_capital():
    world = a_loan(SHARES)
    h = world.households[0]
    assert (h.shares, h.loan, h.cash) == (4_000_000, 4_000_000, 26_667)
    live(world, 36)
    assert (h.shares, h.loan) == (0, 0)


def test_when_the_enterprise_fails_the_capital_is_lost_and_the_debt_stays():
    h = live(a_loan(SHARES, fails=1.0), 10).households[0]
    assert (h.shares, h.loan) == (0, 4_000_000)


def test_interest_is_the_countys_affair_until_support_ends():
    month = round(4_000_000 * 0.0475 / 12)
    assert flowed(live(a_loan(OWN), 1), "cattle_loan") == {"bank": month}
    world = a_loan(OWN)
    live(world, 1, share=0.25)
    assert world.households[0].interest == month - round(month / 4)


def test_a_household_has_one_loan_in_the_year_that_is_its_own():
    shares = {2014: 0.05, 2015: 0.15, 2016: 0.35, 2017: 0.30, 2018: 0.15}
    world = programme_for_all("cattle_loan", 2000)
    lent = {}
    for year in range(2014, 2020):
        world.month = month_number(f"{year}-03")
        before = world.households.loan_mode > 0
        deal(world)
        enrol(world)
        assert not (before & (world.households.loan_offer > 0)).any()
        lent[year] = (world.households.loan_offer > 0).mean()
        world.households.loan_offer = 0
    assert lent == pytest.approx({**shares, 2019: 0.0}, abs=0.03)
