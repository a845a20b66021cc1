"""Unsafe houses made safe: a grant to the builders, and an own share that can end in debt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from model.arithmetic import fen, fen_of
from model.ledger import RENOVATION_GRANTS, RENOVATION_OWN_SHARE, pay, spend
from model.luck import draws, family
from model.number import date, number, season_of
from model.records import NEVER_LISTED, SAFE, Household
from model.rule import rule
from model.targeting import DECISIONS, TIMELESS, Target, admitted, reached

TARGETING = family("house_renovation.target", *DECISIONS)
HOUSE = family("house_renovation.house", "own_share")
BUILDING_SEASON = 5
RENOVATED = 1  # in the record's `building`


@dataclass(frozen=True, slots=True)
class HouseRenovation:
    """So many unsafe houses a year, those of listed households first.

    What a house costs its household lies evenly between nothing and twice `own_share`; a listed household is
    `spared` part of it.
    """

    grant: float = number(20051.0, unit="yuan/house", low=15000, high=35000, source="c_house", confidence="found")
    own_share: float = number(10000.0, unit="yuan/house", low=0, high=15000, source="c_house", confidence="guess")
    spared: float = number(0.5, unit="share", low=0, high=1, source="c_house", confidence="guess")
    start: int = date("2014-01", source="F104", confidence="found")
    end: int = date("2018-12", source="F105", confidence="found")
    target: Target = Target(who="rural", unsafe_house=True, rank="listed")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"cash", "house", "building", "house_due"})
    FUND: ClassVar[str] = "fund:county"
    AFTER_EXIT: ClassVar[str] = "stays"
    TERM: ClassVar[str] = "危房改造"
    TITLE: ClassVar[str] = "renovation of unsafe houses"

    def enrol(self, world: Any) -> None:
        """In May, choose the houses of the year."""
        if season_of(world.month) != BUILDING_SEASON:
            return
        h = world.households
        wishes = reached(world, self.target, TARGETING)
        rows = admitted(world, self.target, TARGETING, wishes[h.building[wishes] == 0], self.grant)
        u = draws(world.seed, world.replicate, HOUSE.number, h.id[rows], TIMELESS)[:, 0]
        own = 2.0 * self.own_share * u * np.where(h.register[rows] == NEVER_LISTED, 1.0, 1.0 - self.spared)
        h.building[rows] = RENOVATED
        h.house_due[rows] = fen_of(own)


@rule
def deliver_house_renovation(h: Household, renovation: Any, ledger: Any) -> None:
    """The house is rebuilt; the household pays its share, by coping where the cash is short."""
    if h.building == RENOVATED:
        spend(ledger, RENOVATION_GRANTS, fen(renovation.grant))
        pay(h, ledger, RENOVATION_OWN_SHARE, h.house_due)
        h.house = SAFE
        h.building = 0
        h.house_due = 0
