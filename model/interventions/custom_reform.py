"""Reform of customs: villages agree on what a wedding may cost at most, and some of their households keep to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from model.arithmetic import fen
from model.ledger import CUSTOM_DELIVERY, spend
from model.livelihoods import THRIFTY
from model.luck import family
from model.number import date, number
from model.records import Household
from model.rule import rule
from model.targeting import DECISIONS, Target, admitted, opens, reached

TARGETING = family("custom_reform.target", *DECISIONS)
NO_CAP = 1e12


@dataclass(frozen=True, slots=True)
class CustomReform:
    """Who keeps to it spends no more than `cap` on a wedding, and so can afford one sooner."""

    cap: float = number(30000.0, unit="yuan/wedding", low=10000, high=60000, source="V114", confidence="guess")
    cost: float = number(30.0, unit="yuan/household", low=5, high=200, source="design", confidence="guess")
    start: int = date("2016-01", source="V066", confidence="guess")
    end: int = date("never", source="V066", confidence="guess")
    target: Target = Target(who="rural")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"livelihoods"})
    FUND: ClassVar[str] = "fund:county"
    AFTER_EXIT: ClassVar[str] = "never tied"
    TERM: ClassVar[str] = "移风易俗"
    TITLE: ClassVar[str] = "reform of customs"

    def enrol(self, world: Any) -> None:
        """In the first month, see who keeps to it."""
        if opens(world, self.start):
            wishes = reached(world, self.target, TARGETING)
            rows = admitted(world, self.target, TARGETING, wishes, self.cost)
            world.households.livelihoods[rows] |= THRIFTY
            spend(world.ledger, CUSTOM_DELIVERY, fen(self.cost) * len(rows))


@rule
def most_for_wedding(h: Household, reform: Any) -> float:
    """Yuan that a wedding of the household may cost at most."""
    cap: float = reform.cap if reform.active == 1 and h.livelihoods & THRIFTY else NO_CAP
    return cap
