"""Points for work and tidiness, exchanged for goods in the village's shop; they reward effort, and move it a little."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from model.arithmetic import fen
from model.ledger import POINTS_GOODS, receive
from model.luck import family
from model.number import date, number
from model.records import Household
from model.rolls import POINTS, renew
from model.rule import rule
from model.targeting import DECISIONS, Target, entitled, reached, yearly_review

TARGETING = family("points_supermarket.target", *DECISIONS)


@dataclass(frozen=True, slots=True)
class PointsSupermarket:
    """Goods count as income at their price; effort is a factor on the household's labour and wages."""

    goods: float = number(20.0, unit="yuan/household/month", low=5, high=60, source="b_pts", confidence="guess")
    effort: float = number(0.015, unit="ratio", low=0.0, high=0.03, source="b_pts", confidence="guess")
    start: int = date("2018-01", source="b_pts", confidence="derived")
    end: int = date("never", source="b_pts", confidence="guess")
    target: Target = Target(who="supported")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"cash", "rolls", "programme"})
    FUND: ClassVar[str] = "fund:donations"
    AFTER_EXIT: ClassVar[str] = "fades"
    TERM: ClassVar[str] = "爱心超市（积分兑换）"
    TITLE: ClassVar[str] = "points supermarkets"

    def enrol(self, world: Any) -> None:
        """In the first month and each January, hand out the cards of the year."""
        if yearly_review(world, self.start):
            wishes = reached(world, self.target, TARGETING)
            renew(world, POINTS, self.target, TARGETING, wishes, 12.0 * self.goods)


@rule
def deliver_points_supermarket(h: Household, points: Any, share: float, ledger: Any) -> None:
    """A month's goods."""
    if points.active == 1 and h.rolls & POINTS:
        due = fen(entitled(h, share) * points.goods)
        receive(h, ledger, POINTS_GOODS, due)
        h.programme += due


@rule
def effort_for_points(h: Household, points: Any, share: float) -> float:
    """Factor on the labour and the wages of a household that collects points; fewer points move less."""
    if points.active == 0 or h.rolls & POINTS == 0:
        return 1.0
    factor: float = 1.0 + entitled(h, share) * points.effort
    return factor
