"""What becomes of money, debts and animals when a household ends: they leave the books by name, none is forgotten."""

from __future__ import annotations

from typing import Any

from model.ledger import (
    CALVES_LEFT,
    CASH_LEFT,
    COWS_LEFT,
    DEBT_LOST,
    HEIFERS_LEFT,
    LOAN_LOST,
    SHARES_LEFT,
    STEERS_LEFT,
    TRUSTED_LEFT,
    pay,
)
from model.records import Household
from model.rule import rule


@rule
def leave(h: Household, where: int, month: int, ledger: Any, animals: Any) -> None:
    """The household dissolves or moves away in `month`; what it had goes with it, what it owed is lost."""
    h.where = where
    h.left = month
    pay(h, ledger, CASH_LEFT, h.cash)
    ledger[DEBT_LOST] += h.debt
    ledger[LOAN_LOST] += h.loan
    ledger[SHARES_LEFT] += h.shares
    h.debt = 0
    h.loan = 0
    h.shares = 0
    h.inputs_due = 0
    animals[COWS_LEFT] += h.cows
    animals[HEIFERS_LEFT] += h.heifers
    animals[STEERS_LEFT] += h.steers
    animals[CALVES_LEFT] += h.calves
    animals[TRUSTED_LEFT] += h.trusted
    h.cows = 0
    h.in_calf = 0
    h.heifers = 0
    h.heifers_in_calf = 0
    h.steers = 0
    h.calves = 0
    h.trusted = 0
    h.jobs = 0
