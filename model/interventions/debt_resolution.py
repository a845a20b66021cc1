"""Mediation of informal debts: part of the principal is waived, and the rest bears a lower interest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from model.arithmetic import fen
from model.ledger import DEBT_WAIVED, MEDIATION, spend
from model.luck import family
from model.number import date, number, season_of
from model.records import Household
from model.rule import rule
from model.targeting import DECISIONS, Target, admitted, reached

TARGETING = family("debt_resolution.target", *DECISIONS)
MEETING = 6
NOT_MEDIATED, GRANTED, MEDIATED = 0, 1, 2  # in the record's `mediated`


@dataclass(frozen=True, slots=True)
class DebtResolution:
    """Each June creditors and debtors are brought together, the largest debts first.

    What creditors gave up is not reported: that they waive `waived` of the principal and take `rate` from then on,
    until the debt is repaid, is a guess.
    """

    waived: float = number(0.1, unit="share", low=0.0, high=0.2, source="a_res", confidence="guess")
    rate: float = number(0.0475, unit="share/year", low=0.0365, high=0.10, source="a_res", confidence="guess")
    delivery: float = number(200.0, unit="yuan/household", low=50, high=1000, source="design", confidence="guess")
    start: int = date("2016-01", source="F123", confidence="guess")
    end: int = date("2018-12", source="F123", confidence="found")
    target: Target = Target(who="supported", rank="indebted")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"debt", "mediated"})
    FUND: ClassVar[str] = "fund:county"
    AFTER_EXIT: ClassVar[str] = "runs out"
    TERM: ClassVar[str] = "民间借贷化解"
    TITLE: ClassVar[str] = "resolution of informal debts"

    def enrol(self, world: Any) -> None:
        """In June, choose the debts of the year."""
        if season_of(world.month) == MEETING:
            h = world.households
            wishes = reached(world, self.target, TARGETING)
            wishes = wishes[(h.debt[wishes] > 0) & (h.mediated[wishes] == NOT_MEDIATED)]
            rows = admitted(world, self.target, TARGETING, wishes, self.delivery)
            h.mediated[rows] = GRANTED
            spend(world.ledger, MEDIATION, fen(self.delivery) * len(rows))


@rule
def deliver_debt_resolution(h: Household, resolution: Any, ledger: Any) -> None:
    """The waiver, once; a debt repaid ends what was agreed, and a new one can be mediated again."""
    if h.mediated == GRANTED:
        waived = fen(resolution.waived * h.debt / 100.0)
        ledger[DEBT_WAIVED] += waived
        h.debt -= waived
        h.mediated = MEDIATED
    if h.mediated == MEDIATED and h.debt == 0:
        h.mediated = NOT_MEDIATED


@rule
def rate_of_debt(h: Household, resolution: Any, usual: float) -> float:
    """Yearly interest of a household's informal debt; what was agreed outlives the programme."""
    rate: float = min(usual, resolution.rate) if h.mediated == MEDIATED else usual
    return rate
