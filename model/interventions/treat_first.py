"""Treat first, pay later: in the county nothing is asked in advance, and all layers settle at one counter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from model.arithmetic import fen
from model.ledger import ONE_STOP_DELIVERY, spend
from model.luck import family
from model.number import date, number
from model.records import Household
from model.rolls import mark
from model.rule import rule
from model.targeting import DECISIONS, Target, admitted, entitled, reached, yearly_review

TARGETING = family("treat_first.target", *DECISIONS)


@dataclass(frozen=True, slots=True)
class TreatFirst:
    """No cash at the counter for the part that others pay; only hospitals of the county take part."""

    delivery: float = number(10.0, unit="yuan/household/year", low=0, high=50, source="design", confidence="guess")
    start: int = date("2017-01", source="one_stop_start", confidence="derived")
    end: int = date("never", source="one_stop_start", confidence="guess")
    target: Target = Target(who="supported", rank="vulnerable")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"one_stop"})
    FUND: ClassVar[str] = "fund:county"
    AFTER_EXIT: ClassVar[str] = "fades"
    TERM: ClassVar[str] = "先诊疗后付费、一站式结算"
    TITLE: ClassVar[str] = "treat first, pay later"

    def enrol(self, world: Any) -> None:
        """Each January, enter the households reached at the counters."""
        if yearly_review(world, self.start):
            rows = admitted(world, self.target, TARGETING, reached(world, self.target, TARGETING), self.delivery)
            mark(world, "one_stop", rows)
            spend(world.ledger, ONE_STOP_DELIVERY, fen(self.delivery) * len(rows))


@rule
def pays_later(h: Household, treat: Any, share: float) -> bool:
    """Whether the household is treated without paying in advance this month."""
    return treat.active == 1 and h.one_stop == 1 and entitled(h, share) > 0.0


@rule
def settles_at_once(h: Household, treat: Any, share: float) -> bool:
    """Whether this month's bill is settled in one stop: nothing of what others pay is advanced."""
    return pays_later(h, treat, share) and h.away_bill == 0


@rule
def advance_share(h: Household, treat: Any, insured: float, share: float, outside: bool) -> float:
    """Share of a stay's cost asked at the counter: all of it, or only the own part where one pays later.

    `insured` is the share that insurance pays, `outside` whether the hospital lies outside the county.
    """
    return 1.0 - insured if pays_later(h, treat, share) and not outside else 1.0
