"""Paid planting and guarding of trees and grass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from model.arithmetic import fen
from model.ledger import ECOLOGY_WAGES, receive
from model.luck import family
from model.number import date, number
from model.records import Household
from model.rolls import mark
from model.rule import rule
from model.targeting import DECISIONS, Target, admitted, entitled, reached, yearly_review

TARGETING = family("ecological_work.target", *DECISIONS)
DAYS_A_MONTH = 25.0


@dataclass(frozen=True, slots=True)
class EcologicalWork:
    """Wages for taking part, given to whole households: the reported gain counts every member of one."""

    wage: float = number(1157.0, unit="yuan/person/year", low=738, high=1157, source="F082", confidence="found")
    days: float = number(25.0, unit="days/household/year", low=10, high=60, source="design", confidence="guess")
    persons: float = number(
        2.62, unit="persons/household", low=1.64, high=3.04, source="hh_size_poor", confidence="found"
    )
    start: int = date("2014-06", source="W097", confidence="derived")
    end: int = date("never", source="F081", confidence="guess")
    target: Target = Target(who="supported", able_to_work="yes")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"cash", "eco_worker", "programme"})
    FUND: ClassVar[str] = "fund:central"
    AFTER_EXIT: ClassVar[str] = "fades"
    TERM: ClassVar[str] = "生态扶贫"
    TITLE: ClassVar[str] = "ecological work"

    def enrol(self, world: Any) -> None:
        """In the first month and each January, give out the year's places."""
        if yearly_review(world, self.start):
            wishes = reached(world, self.target, TARGETING)
            mark(world, "eco_worker", admitted(world, self.target, TARGETING, wishes, self.wage * self.persons))


@rule
def deliver_ecological_work(h: Household, work: Any, share: float, ledger: Any) -> None:
    """The month's wages, while someone is able to work."""
    if work.active == 1 and h.eco_worker == 1 and h.able > 0:
        due = fen(entitled(h, share) * work.wage * h.members / 12.0)
        receive(h, ledger, ECOLOGY_WAGES, due)
        h.programme += due


@rule
def labour_taken(h: Household, work: Any, share: float) -> float:
    """Adults whom planting and guarding keep from farm and herd this month."""
    if work.active == 0 or h.eco_worker == 0:
        return 0.0
    adults: float = entitled(h, share) * work.days / (12.0 * DAYS_A_MONTH)
    return adults
