"""Health cover of the poverty programme: premiums helped with, and bills brought down to a small own share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from model.arithmetic import fen
from model.ledger import COVER_PAYS, spend
from model.luck import family
from model.number import date, number
from model.records import County, Household
from model.rolls import mark
from model.rule import rule
from model.targeting import DECISIONS, Target, admitted, entitled, reached, yearly_review

TARGETING = family("health_cover.target", *DECISIONS)


@dataclass(frozen=True, slots=True)
class HealthCover:
    """Higher reimbursement, catastrophic and residual cover, taken together as what is left to the household.

    From `later` on the three layers of ordinary insurance take over and leave more to the household.
    """

    own_share: float = number(0.12, unit="share", low=0.085, high=0.2, source="oop_county", confidence="guess")
    own_share_away: float = number(0.35, unit="share", low=0.25, high=0.45, source="oop_outside", confidence="guess")
    own_share_later: float = number(0.2, unit="share", low=0.15, high=0.3, source="oop_2021", confidence="guess")
    later: int = date("2021-01", source="oop_2021", confidence="guess")
    premium: float = number(0.5, unit="share", low=0, high=1, source="design", confidence="guess")
    cost: float = number(1500.0, unit="yuan/household/year", low=500, high=4000, source="design", confidence="guess")
    start: int = date("2016-07", source="start_health", confidence="guess")
    end: int = date("never", source="start_health", confidence="guess")
    target: Target = Target(who="supported", rank="vulnerable")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"covered"})
    FUND: ClassVar[str] = "fund:region"
    AFTER_EXIT: ClassVar[str] = "fades"
    TERM: ClassVar[str] = "健康扶贫“三兜底”"
    TITLE: ClassVar[str] = "health cover"

    def announce(self, world: Any) -> None:
        """From `later` on the household's own share is larger."""
        if world.month >= self.later:
            world.numbers["health_cover"]["own_share"] = max(self.own_share, self.own_share_later)

    def enrol(self, world: Any) -> None:
        """Each January, cover the households reached; `cost` is only what the budget reckons with for one of them."""
        if yearly_review(world, self.start):
            wishes = reached(world, self.target, TARGETING)
            mark(world, "covered", admitted(world, self.target, TARGETING, wishes, self.cost))


@rule
def cover_bill(h: Household, cover: Any, share: float, own: int, ledger: Any) -> int:
    """Fen that the cover pays of `own`, what basic insurance left of this month's bill; booked here."""
    if cover.active == 0 or h.covered == 0 or h.insured == 0:
        return 0
    left = cover.own_share * (h.bill - h.away_bill) + cover.own_share_away * h.away_bill
    paid = fen(entitled(h, share) * max(0.0, own - left) / 100.0)
    spend(ledger, COVER_PAYS, paid)
    return paid


@rule
def help_with_premium(h: Household, cover: Any, share: float, county: County) -> int:
    """Fen of the year's premiums that the county would pay for the household (`PREMIUM_SUBSIDY`)."""
    if cover.active == 0 or h.covered == 0:
        return 0
    return fen(entitled(h, share) * cover.premium * h.members * county.premium)
