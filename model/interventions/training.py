"""Training in skills, night schools and courses: trained members find work more easily and earn a little more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from model.arithmetic import fen
from model.ledger import TRAINING_COURSES, spend
from model.luck import family
from model.number import date, number
from model.records import Household
from model.rolls import TRAINED
from model.rule import rule
from model.targeting import DECISIONS, Target, admitted, mean_of, reached, yearly_review

TARGETING = family("training.target", *DECISIONS)


@dataclass(frozen=True, slots=True)
class Training:
    """Each year the able members of so many households take a course; a second one costs again and teaches no more.

    What was learnt outlives the programme.
    """

    finds: float = number(0.2, unit="ratio", low=0.0, high=0.5, source="train_find", confidence="guess")
    wage: float = number(0.05, unit="ratio", low=0.0, high=0.1, source="train_wage", confidence="guess")
    cost: float = number(500.0, unit="yuan/person", low=100, high=2000, source="design", confidence="guess")
    start: int = date("2014-01", source="F095", confidence="guess")
    end: int = date("never", source="F095", confidence="guess")
    target: Target = Target(who="supported", able_to_work="yes", rank="rotation")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"rolls"})
    FUND: ClassVar[str] = "fund:county"
    AFTER_EXIT: ClassVar[str] = "stays"
    TERM: ClassVar[str] = "技能培训"
    TITLE: ClassVar[str] = "training"

    def enrol(self, world: Any) -> None:
        """In the first month and each January, hold the courses of the year."""
        if yearly_review(world, self.start):
            h, wishes = world.households, reached(world, self.target, TARGETING)
            cost = self.cost * mean_of(h.able[wishes])
            rows = admitted(world, self.target, TARGETING, wishes, cost)
            h.rolls[rows] |= TRAINED
            spend(world.ledger, TRAINING_COURSES, fen(self.cost) * int(h.able[rows].sum()))


@rule
def trained_to_find(h: Household, training: Any) -> float:
    """Ratio by which members of a trained household look for work more successfully."""
    return 1.0 + training.finds if h.rolls & TRAINED else 1.0


@rule
def trained_to_earn(h: Household, training: Any) -> float:
    """Ratio by which training raises the wages of a household."""
    return 1.0 + training.wage if h.rolls & TRAINED else 1.0
