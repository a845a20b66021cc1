"""A fixed monthly sum for each member without capacity to work (the three categories of persons)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from model.arithmetic import fen
from model.ledger import SUPPLEMENT_PAID, receive
from model.luck import family
from model.number import date, number
from model.records import Household
from model.rolls import mark
from model.rule import rule
from model.targeting import DECISIONS, Target, admitted, entitled, mean_of, reached, yearly_review

TARGETING = family("disability_supplement.target", *DECISIONS)


@dataclass(frozen=True, slots=True)
class DisabilitySupplement:
    """Counts the incapable members of supported households each January, and pays for those still there."""

    amount: float = number(
        100.0, unit="yuan/person/month", low=50, high=200, source="disability_sum", confidence="guess"
    )
    start: int = date("2016-01", source="V011", confidence="guess")
    end: int = date("never", source="V011", confidence="guess")
    target: Target = Target(who="supported", rank="vulnerable")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"cash", "supplement", "programme"})
    FUND: ClassVar[str] = "fund:civil_affairs"
    AFTER_EXIT: ClassVar[str] = "fades"
    TERM: ClassVar[str] = "“三类人”定额补贴"
    TITLE: ClassVar[str] = "disability supplement"

    def enrol(self, world: Any) -> None:
        """Each January, count the persons to be paid for."""
        if yearly_review(world, self.start):
            h = world.households
            wishes = reached(world, self.target, TARGETING)
            wishes = wishes[h.incapable[wishes] > 0]
            cost = 12.0 * self.amount * mean_of(h.incapable[wishes])
            rows = admitted(world, self.target, TARGETING, wishes, cost)
            mark(world, "supplement", rows, h.incapable[rows])


@rule
def deliver_disability_supplement(h: Household, supplement: Any, share: float, ledger: Any) -> None:
    """The month's sum for each person counted who still is without capacity."""
    if supplement.active == 1 and h.supplement > 0:
        due = fen(entitled(h, share) * min(h.supplement, h.incapable) * supplement.amount)
        receive(h, ledger, SUPPLEMENT_PAID, due)
        h.programme += due
