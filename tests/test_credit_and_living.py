"""Debt, need and spending, rule by rule, in amounts worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from model.ledger import (
    BORROWED,
    CONSUMPTION,
    DEBT_CAPITALISED,
    DEBT_INCURRED,
    DEBT_LOST,
    DEBT_REDUCED,
    DEBT_REPAID,
    GUARANTEE_LOSSES,
    INTEREST_PAID,
    LOAN_LOST,
    LOAN_REDUCED,
    LOAN_REPAID,
    SCHOOL_COSTS,
)
from model.processes.credit import (
    Credit,
    borrow,
    credit_room,
    give_up_debt,
    pay_interest,
    repay_debt,
    repay_loan,
    roll_over_or_default,
)
from model.processes.living import (
    Living,
    consume,
    coping_step,
    count_on,
    least_to_live_on,
    need,
    pay_school,
    wish_to_spend,
)
from model.records import (
    County,
    Household,
)
from tests.test_household_rules import books, one

CREDIT, LIVING = Credit(), Living()


def flowed(ledger):
    """The flows that are not zero, by place in the ledger."""
    return {int(place): int(ledger[place]) for place in np.flatnonzero(ledger)}


# --- debt ------------------------------------------------------------------------------------------------------------


def test_lenders_give_up_to_a_years_usual_income_and_a_little_to_the_poorest():
    assert credit_room(one(Household, usual=500.0, debt=100_000), CREDIT) == 500_000
    assert credit_room(one(Household, usual=100.0, debt=100_000), CREDIT) == 200_000
    assert credit_room(one(Household, usual=500.0, debt=700_000), CREDIT) == 0
    assert credit_room(one(Household, usual=500.0, excluded=1), CREDIT) == 0


def test_what_is_borrowed_is_cash_and_debt():
    h, (ledger, _) = one(Household, cash=100, debt=50), books()
    borrow(h, 1_000, ledger)
    assert (int(h.cash), int(h.debt)) == (1_100, 1_050)
    assert flowed(ledger) == {BORROWED: 1_000, DEBT_INCURRED: 1_000}


def test_of_a_months_interest_half_is_paid_and_half_becomes_debt():
    """12 % on 10,000 yuan is 100 yuan a month."""
    h, (ledger, _) = one(Household, cash=1_000_000, debt=1_000_000), books()
    pay_interest(h, CREDIT, 0.12, ledger)
    assert (int(h.cash), int(h.debt), int(h.interest)) == (995_000, 1_005_000, 5_000)
    assert flowed(ledger) == {INTEREST_PAID: 5_000, DEBT_CAPITALISED: 5_000}


def test_without_cash_all_interest_becomes_debt():
    for cash in (0, -500):
        h, (ledger, _) = one(Household, cash=cash, debt=1_000_000), books()
        pay_interest(h, CREDIT, 0.12, ledger)
        assert (int(h.cash), int(h.debt), int(h.interest)) == (cash, 1_010_000, 0)
        assert flowed(ledger) == {DEBT_CAPITALISED: 10_000}


def test_a_debt_beyond_three_years_of_income_is_given_up_and_nobody_lends_again():
    """The least income that counts is 3,000 yuan a year."""
    for usual, debt, lost in (
        (500.0, 1_800_000, False),
        (500.0, 1_800_100, True),
        (0.0, 900_000, False),
        (0.0, 900_100, True),
    ):
        h, (ledger, _) = one(Household, usual=usual, debt=debt), books()
        give_up_debt(h, CREDIT, ledger)
        assert (int(h.debt), int(h.excluded)) == ((0, 1) if lost else (debt, 0))
        assert flowed(ledger) == ({DEBT_LOST: debt} if lost else {})


@pytest.mark.parametrize(("spare", "paid"), [(400_000, 200_000), (2_000_000, 500_000), (0, 0), (-100_000, 0)])
def test_half_of_the_cash_to_spare_pays_off_debt(spare, paid):
    h, (ledger, _) = one(Household, cash=3_000_000, debt=500_000), books()
    repay_debt(h, spare, CREDIT, ledger)
    assert (int(h.cash), int(h.debt)) == (3_000_000 - paid, 500_000 - paid)
    assert flowed(ledger) == ({DEBT_REPAID: paid, DEBT_REDUCED: paid} if paid else {})


@pytest.mark.parametrize(("amount", "paid"), [(300, 300), (5_000, 1_000), (-5, 0)])
def test_a_loan_is_paid_back_up_to_what_is_owed(amount, paid):
    h, (ledger, _) = one(Household, cash=9_000, loan=1_000), books()
    repay_loan(h, amount, ledger)
    assert (int(h.cash), int(h.loan)) == (9_000 - paid, 1_000 - paid)
    assert flowed(ledger) == ({LOAN_REPAID: paid, LOAN_REDUCED: paid} if paid else {})


@pytest.mark.parametrize(
    ("rollovers", "u", "extended"), [(0, 0.49, True), (1, 0.49, True), (2, 0.49, False), (0, 0.5, False)]
)
def test_what_is_owed_at_maturity_is_extended_twice_at_most_or_lost_in_part_at_public_expense(rollovers, u, extended):
    h, (ledger, _) = one(Household, loan=1_000_000, loan_due=200, rollovers=rollovers), books()
    roll_over_or_default(h, 200, CREDIT, ledger, u)
    if extended:
        assert (int(h.loan), int(h.loan_due), int(h.rollovers), int(h.excluded)) == (1_000_000, 212, rollovers + 1, 0)
        assert flowed(ledger) == {}
    else:
        assert (int(h.loan), int(h.rollovers), int(h.excluded)) == (0, rollovers, 1)
        assert flowed(ledger) == {LOAN_LOST: 1_000_000, GUARANTEE_LOSSES: 700_000}


# --- living ----------------------------------------------------------------------------------------------------------


def test_need_goes_by_heads_and_the_line():
    assert need(one(Household, members=4), one(County, line=3_000.0), LIVING) == pytest.approx(4 * 0.65 * 250.0)
    assert least_to_live_on(650.0, LIVING) == 39_000


def test_the_income_counted_on_moves_halfway_to_what_came_in_and_is_never_negative():
    h = one(Household, usual=600.0)
    count_on(h, 960_000, LIVING)
    assert h.usual == pytest.approx(700.0)
    count_on(h, -9_000_000, LIVING)
    assert h.usual == 0.0


def test_spending_is_need_part_of_what_is_above_it_and_a_little_of_idle_wealth():
    h = one(Household, usual=900.0, cash=2_000_000)
    assert wish_to_spend(h, 500.0, LIVING, 0.0) == pytest.approx(500.0 + 0.6 * 400.0 + 0.01 * (20_000.0 - 10_800.0))
    poor = one(Household, usual=300.0, cash=500_000)
    assert wish_to_spend(poor, 500.0, LIVING, 0.0) == pytest.approx(500.0)


def test_habit_keeps_part_of_last_months_spending_and_never_less_than_need():
    h = one(Household, usual=900.0, habit=1_000.0)
    assert wish_to_spend(h, 500.0, LIVING, 0.75) == pytest.approx(0.75 * 1_000.0 + 0.25 * 740.0)
    assert h.habit == pytest.approx(935.0)
    modest = one(Household, usual=500.0, habit=100.0)
    assert wish_to_spend(modest, 500.0, LIVING, 0.9) == pytest.approx(500.0)


def test_what_is_spent_leaves_by_name_and_is_counted():
    h, (ledger, _) = one(Household, cash=10_000, school_due=2_500, spent=5, schooling=7), books()
    consume(h, 4_000, ledger)
    pay_school(h, ledger)
    assert (int(h.cash), int(h.spent), int(h.schooling), int(h.school_due)) == (3_500, 4_005, 2_507, 0)
    assert flowed(ledger) == {CONSUMPTION: 4_000, SCHOOL_COSTS: 2_500}


def test_steps_of_coping_come_in_the_order_the_scenario_gives():
    assert [coping_step(position, Living(first=3, second=1, third=4, fourth=2)) for position in range(4)] == [
        3,
        1,
        4,
        2,
    ]
