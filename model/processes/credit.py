"""Informal borrowing and the loan that falls due: interest, repayment, rollover, default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from model.arithmetic import fen
from model.ledger import (
    BORROWED,
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
    pay,
    receive,
    spend,
)
from model.number import number
from model.records import Household
from model.rule import rule

REPAY_FROM = 11  # debts are settled after the autumn sales


@dataclass(frozen=True, slots=True)
class Credit:
    """Informal interest and limits, and what happens to a formal loan at maturity."""

    rate: float = number(0.15, unit="share/year", low=0.10, high=0.24, source="r_inf", confidence="found")
    capitalised: float = number(0.5, unit="share", low=0.2, high=0.8, source="debt_2014_mean", confidence="derived")
    limit: float = number(1.0, unit="years of income", low=0.5, high=2.0, source="design", confidence="guess")
    least: float = number(3000.0, unit="yuan", low=0, high=10000, source="design", confidence="guess")
    insolvent: float = number(3.0, unit="years of income", low=2, high=6, source="design", confidence="guess")
    repay: float = number(0.5, unit="share", low=0.2, high=0.9, source="design", confidence="guess")
    buffer: float = number(6.0, unit="months of need", low=2, high=12, source="design", confidence="guess")
    reserve: float = number(2.0, unit="months of need", low=0, high=6, source="design", confidence="guess")
    rollover: float = number(0.5, unit="share", low=0.3, high=0.8, source="rollover", confidence="guess")
    rollover_months: int = number(12, unit="months", low=6, high=12, source="T_L", confidence="recalled")
    most_rollovers: int = number(2, unit="times", low=1, high=3, source="design", confidence="guess")
    public_loss: float = number(0.7, unit="share", low=0.5, high=0.8, source="risk_fund", confidence="recalled")


@rule
def credit_room(h: Household, credit: Credit) -> int:
    """Fen that informal lenders would still lend: a multiple of a year's usual income, none after a default."""
    if h.excluded == 1:
        return 0
    return max(0, fen(max(credit.least, credit.limit * 12.0 * h.usual)) - h.debt)


@rule
def borrow(h: Household, amount: int, ledger: Any) -> None:
    """Take up informal debt, or let a bill stand as one."""
    receive(h, ledger, BORROWED, amount)
    ledger[DEBT_INCURRED] += amount
    h.debt += amount


@rule
def pay_interest(h: Household, credit: Credit, rate: float, ledger: Any) -> None:
    """A month's interest at the yearly `rate`: part in cash while there is cash, the rest is added to the debt."""
    due = fen(h.debt * rate / 1200.0)
    paid = min(fen(h.debt * rate * (1.0 - credit.capitalised) / 1200.0), max(0, h.cash))
    pay(h, ledger, INTEREST_PAID, paid)
    h.interest += paid
    ledger[DEBT_CAPITALISED] += due - paid
    h.debt += due - paid


@rule
def give_up_debt(h: Household, credit: Credit, ledger: Any) -> None:
    """A debt beyond all hope is written off, and nobody lends to the household any more."""
    if h.debt > fen(credit.insolvent * 12.0 * max(h.usual, credit.least / 12.0)):
        ledger[DEBT_LOST] += h.debt
        h.debt = 0
        h.excluded = 1


@rule
def repay_debt(h: Household, spare: int, credit: Credit, ledger: Any) -> None:
    """Give back part of the cash beyond the household's buffer."""
    paid = min(h.debt, fen(credit.repay * max(0, spare) / 100.0))
    pay(h, ledger, DEBT_REPAID, paid)
    ledger[DEBT_REDUCED] += paid
    h.debt -= paid


@rule
def repay_loan(h: Household, amount: int, ledger: Any) -> None:
    """Pay back formal principal."""
    paid = max(0, min(h.loan, amount))
    pay(h, ledger, LOAN_REPAID, paid)
    ledger[LOAN_REDUCED] += paid
    h.loan -= paid


@rule
def roll_over_or_default(h: Household, month: int, credit: Credit, ledger: Any, u: float) -> None:
    """What is still owed at maturity is extended with some chance; otherwise it is lost, partly at public expense."""
    if h.rollovers < credit.most_rollovers and u < credit.rollover:
        h.rollovers += 1
        h.loan_due = month + credit.rollover_months
    else:
        ledger[LOAN_LOST] += h.loan
        spend(ledger, GUARANTEE_LOSSES, fen(credit.public_loss * h.loan / 100.0))
        h.loan = 0
        h.excluded = 1
