"""Medical assistance: part of what insurance and cover leave of a bill, for those who hold one of the year's places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from model.arithmetic import fen
from model.ledger import ASSISTANCE_PAYS, spend
from model.luck import family
from model.number import date, number
from model.on_file import on_file
from model.records import Household
from model.rolls import mark
from model.rule import rule
from model.targeting import DECISIONS, Target, admitted, entitled, reached, yearly_review

TARGETING = family("medical_assistance.target", *DECISIONS)


@dataclass(frozen=True, slots=True)
class MedicalAssistance:
    """A share of the residual bill up to a yearly sum; places are given out each January."""

    pays: float = number(0.5, unit="share", low=0.3, high=0.7, source="assist_share", confidence="guess")
    most: float = number(
        30000.0, unit="yuan/household/year", low=10000, high=60000, source="design", confidence="guess"
    )
    cost: float = number(2000.0, unit="yuan/household/year", low=500, high=6000, source="design", confidence="guess")
    start: int = date("2016-01", source="F109", confidence="guess")
    end: int = date("never", source="F109", confidence="guess")
    target: Target = Target(who="supported", rank="vulnerable")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"assisted", "assistance"})
    FUND: ClassVar[str] = "fund:civil_affairs"
    AFTER_EXIT: ClassVar[str] = "fades"
    TERM: ClassVar[str] = "医疗救助"
    TITLE: ClassVar[str] = "medical assistance"

    def enrol(self, world: Any) -> None:
        """Each January, give out the year's places; `cost` is only what the budget reckons with for one of them."""
        if yearly_review(world, self.start):
            wishes = reached(world, self.target, TARGETING)
            world.households.assistance[on_file(world).all] = 0
            mark(world, "assisted", admitted(world, self.target, TARGETING, wishes, self.cost))


@rule
def assist_with_bill(h: Household, assistance: Any, share: float, own: int, ledger: Any) -> int:
    """Fen of `own`, what insurance and cover left of this month's bill, that assistance pays; booked here."""
    if assistance.active == 0 or h.assisted == 0:
        return 0
    paid = max(0, min(fen(entitled(h, share) * assistance.pays * own / 100.0), fen(assistance.most) - h.assistance))
    spend(ledger, ASSISTANCE_PAYS, paid)
    h.assistance += paid
    return paid
