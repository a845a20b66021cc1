"""Temporary relief: a sum paid once to households in an emergency."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from model.arithmetic import fen
from model.ledger import RELIEF_PAID, receive
from model.luck import family
from model.number import date, number, season_of
from model.records import Household
from model.rule import rule
from model.targeting import DECISIONS, Target, admitted, entitled, reached

TARGETING = family("temporary_relief.target", *DECISIONS)
ROUNDS = (5, 11)


@dataclass(frozen=True, slots=True)
class TemporaryRelief:
    """Twice a year, households that had a large hospital bill since the last round, in that year's order of the draw.

    Half of the year's places are for each round.  It helps with a bill, so it is no income, as medical assistance is
    none.
    """

    amount: float = number(2000.0, unit="yuan/household", low=500, high=5000, source="design", confidence="guess")
    look_back: int = number(6, unit="months", low=3, high=12, source="design", confidence="guess")
    start: int = date("2014-01", source="F110", confidence="guess")
    end: int = date("never", source="F110", confidence="guess")
    target: Target = Target(who="supported", rank="rotation")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"cash", "relieved"})
    FUND: ClassVar[str] = "fund:civil_affairs"
    AFTER_EXIT: ClassVar[str] = "fades"
    TERM: ClassVar[str] = "临时救助"
    TITLE: ClassVar[str] = "temporary relief"

    def enrol(self, world: Any) -> None:
        """In May and November, choose whom to help; bills of the month itself come after, and wait for the next."""
        if season_of(world.month) not in ROUNDS:
            return
        h, part = world.households, replace(self.target, places=self.target.places // 2)
        since = max(1, world.month - self.look_back)
        wishes = reached(world, self.target, TARGETING)
        h.relieved[admitted(world, part, TARGETING, wishes[h.bill_month[wishes] >= since], self.amount)] = 1


@rule
def deliver_temporary_relief(h: Household, relief: Any, share: float, ledger: Any) -> None:
    """The sum, in the month in which it was granted."""
    if h.relieved == 1:
        receive(h, ledger, RELIEF_PAID, fen(entitled(h, share) * relief.amount))
        h.relieved = 0
