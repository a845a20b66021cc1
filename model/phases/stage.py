"""What a compiled phase is given: the records, this month's numbers, the books, and the key of all luck."""

from __future__ import annotations

from typing import Any, NamedTuple

from model.records import LISTED, MONITORED, Household
from model.rule import rule

# Counted over households in every month, exact in any order; paid work in thousandths of a full-time job.
TALLY = (
    "households", "persons", "registered_households", "registered_persons", "cash", "loan", "debt", "shares",
    "cows", "heifers", "steers", "calves", "trusted", "paid_work", "unborn", "forgone", "listed_cattle",
    "listed_persons", "listed_households", "hospital", "vacancies", "claim", "paper_exits", "over_indebted",
    "near_on_income", "near_on_persons", "near_off_income", "near_off_persons",
)  # fmt: skip
(
    HOUSEHOLDS, PERSONS, REGISTERED_HOUSEHOLDS, REGISTERED_PERSONS, CASH, LOAN, DEBT, SHARES, COWS, HEIFERS, STEERS,
    CALVES, TRUSTED, PAID_WORK, UNBORN, FORGONE, LISTED_CATTLE, LISTED_PERSONS, LISTED_HOUSEHOLDS, HOSPITAL, VACANCIES,
    CLAIMS, PAPER_EXITS, OVER_INDEBTED, NEAR_ON_INCOME, NEAR_ON_PERSONS, NEAR_OFF_INCOME, NEAR_OFF_PERSONS,
) = range(len(TALLY))  # fmt: skip


class Stage(NamedTuple):
    """Arrays of one world, as phases see them."""

    households: Any
    yearbook: Any
    persons: Any
    villages: Any
    county: Any
    numbers: Any
    ledger: Any
    animals: Any
    tally: Any
    seed: int
    replicate: int


@rule
def count_registered(s: Stage, h: Household) -> None:
    """Count a household that is on the register: listed, or monitored."""
    if h.register == LISTED or h.register == MONITORED:
        s.tally[REGISTERED_HOUSEHOLDS] += 1
        s.tally[REGISTERED_PERSONS] += h.members
