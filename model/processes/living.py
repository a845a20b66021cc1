"""Need before wants, habit, saving; and what a household does when the money is not there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from model.arithmetic import fen
from model.ledger import CONSUMPTION, SCHOOL_COSTS, pay
from model.number import number
from model.records import County, Household
from model.rule import rule

# Coping steps; `h.coped` has bit 1 << step.  Kin are asked first; a scenario orders the next four.
KIN_LOAN = 0
YOUNG_STOCK, INFORMAL_CREDIT, BREEDING_STOCK, LEAVE_SCHOOL, CUT, ARREARS = 1, 2, 3, 4, 5, 6


@dataclass(frozen=True, slots=True)
class Living:
    """Consumption and the order of coping."""

    need: float = number(0.65, unit="ratio to the line", low=0.55, high=0.75, source="need", confidence="guess")
    wants: float = number(0.6, unit="share", low=0.4, high=0.8, source="mpc", confidence="guess")
    habit: float = number(0.5, unit="share/year", low=0.3, high=0.7, source="habit", confidence="guess")
    memory: float = number(2.0, unit="years", low=1, high=4, source="design", confidence="guess")
    wealth: float = number(0.01, unit="share/month", low=0.0, high=0.03, source="design", confidence="guess")
    wealth_from: float = number(1.0, unit="years of income", low=0.5, high=3, source="design", confidence="guess")
    floor: float = number(0.6, unit="ratio to need", low=0.4, high=0.8, source="design", confidence="guess")
    first: int = number(YOUNG_STOCK, unit="step", low=1, high=4, source="design", confidence="setting")
    second: int = number(INFORMAL_CREDIT, unit="step", low=1, high=4, source="design", confidence="setting")
    third: int = number(BREEDING_STOCK, unit="step", low=1, high=4, source="design", confidence="setting")
    fourth: int = number(LEAVE_SCHOOL, unit="step", low=1, high=4, source="design", confidence="setting")


@rule
def coping_step(position: int, living: Living) -> int:
    """The step a household tries at `position` 0 to 3."""
    if position == 0:
        return living.first
    if position == 1:
        return living.second
    return living.third if position == 2 else living.fourth


@rule
def need(h: Household, county: County, living: Living) -> float:
    """Yuan a month that food, clothing and upkeep cannot go below without harm."""
    return h.members * living.need * county.line / 12.0


@rule
def count_on(h: Household, came_in: int, living: Living) -> None:
    """Revise the monthly income the household counts on by what came in this year (fen)."""
    h.usual = max(0.0, h.usual + (came_in / 1200.0 - h.usual) / living.memory)


@rule
def wish_to_spend(h: Household, needed: float, living: Living, keeps: float) -> float:
    """Yuan this month: need, a share of usual income above it, a little of idle wealth, and habit.

    `keeps` is the monthly weight of habit.
    """
    wanted = needed + living.wants * max(0.0, h.usual - needed)
    idle = h.cash / 100.0 - living.wealth_from * 12.0 * max(h.usual, needed)
    wanted += living.wealth * max(0.0, idle)
    h.habit = max(needed, keeps * h.habit + (1.0 - keeps) * wanted)
    return h.habit


@rule
def consume(h: Household, amount: int, ledger: Any) -> None:
    """Spend on living."""
    pay(h, ledger, CONSUMPTION, amount)
    h.spent += amount


@rule
def pay_school(h: Household, ledger: Any) -> None:
    """Fees and board of this month."""
    pay(h, ledger, SCHOOL_COSTS, h.school_due)
    h.schooling += h.school_due
    h.school_due = 0


@rule
def least_to_live_on(needed: float, living: Living) -> int:
    """Fen below which consumption is not cut whatever happens."""
    return fen(living.floor * needed)
