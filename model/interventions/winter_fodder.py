"""Fodder for the winter after a drought, or before hard snow, so that fewer animals die and less must be bought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from model.arithmetic import fen_of
from model.ledger import FODDER_AID, spend
from model.luck import family
from model.number import date, number, season_of
from model.records import Household
from model.rolls import FODDERED, renew, strike_off
from model.rule import rule
from model.targeting import DECISIONS, Target, entitled, reached, shares_of

TARGETING = family("winter_fodder.target", *DECISIONS)
WINTER_STARTS = 11


@dataclass(frozen=True, slots=True)
class WinterFodder:
    """In November of such a year, fodder for `cows` cows to each household with cattle."""

    cows: float = number(1.0, unit="cows/household", low=0.5, high=3.0, source="design", confidence="guess")
    saves: float = number(0.3, unit="share", low=0.0, high=0.6, source="design", confidence="guess")
    cost: float = number(600.0, unit="yuan/cow/winter", low=300, high=1800, source="c_feed", confidence="guess")
    start: int = date("2014-01", source="V117", confidence="guess")
    end: int = date("never", source="V117", confidence="guess")
    target: Target = Target(who="supported")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"fodder", "rolls"})
    FUND: ClassVar[str] = "fund:county"
    AFTER_EXIT: ClassVar[str] = "fades"
    TERM: ClassVar[str] = "越冬饲草补助"
    TITLE: ClassVar[str] = "winter fodder"

    def enrol(self, world: Any) -> None:
        """In November, hand out fodder where weather asks for it; last winter's is used up."""
        if season_of(world.month) != WINTER_STARTS:
            return
        h, county = world.households, world.county[0]
        if county.drought <= 0.0 and county.winter <= 0.0:
            strike_off(world, FODDERED)
            return
        wishes = reached(world, self.target, TARGETING)
        wishes = wishes[h.cows[wishes] + h.heifers[wishes] + h.steers[wishes] + h.calves[wishes] > 0]
        rows = renew(world, FODDERED, self.target, TARGETING, wishes, self.cost * self.cows)
        cows = self.cows * shares_of(world, rows)
        h.fodder[rows] += cows
        spend(world.ledger, FODDER_AID, int(fen_of(county.feed * self.cost * cows).sum()))


@rule
def winter_spared(h: Household, fodder: Any, share: float) -> float:
    """Share of the losses of a hard winter that the household is spared."""
    if fodder.active == 0 or h.rolls & FODDERED == 0:
        return 0.0
    spared: float = entitled(h, share) * fodder.saves
    return spared
