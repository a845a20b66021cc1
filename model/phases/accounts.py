"""The accounts of a calendar year that each household keeps, emptied when the year has been assessed."""

from __future__ import annotations

from typing import Any

from model.prefetch import AHEAD, prefetch
from model.records import Household
from model.rule import phase, rule


@phase
def empty_accounts(households: Any) -> None:
    """Begin a new year in every household."""
    for i in range(len(households)):
        prefetch(households, i + AHEAD)
        begin_year(households[i])


@rule
def begin_year(h: Household) -> None:
    """All that is counted over a calendar year."""
    h.wages = 0
    h.crops = 0
    h.herd = 0
    h.transfers = 0
    h.programme = 0
    h.rent = 0
    h.interest = 0
    h.spent = 0
    h.medical = 0
    h.schooling = 0
    h.coped = 0
