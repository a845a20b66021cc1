"""Moving to a resettlement site: a safe house and jobs nearer, but pasture and part of the herd stay behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from model.arithmetic import fen, fen_of
from model.ledger import (
    BREEDING_SALES,
    CALVES_SOLD,
    COWS_SOLD,
    HEIFERS_SOLD,
    RELOCATION_GRANTS,
    RELOCATION_OWN_SHARE,
    STEERS_SOLD,
    STOCK_SALES,
    pay,
    receive,
    spend,
)
from model.luck import family
from model.number import date, number, season_of
from model.records import RESETTLED, County, Household
from model.rule import rule
from model.targeting import DECISIONS, Target, admitted, reached

TARGETING = family("relocation.target", *DECISIONS)
MOVING_SEASON = 3
MOVING = 2  # in the record's `building`


@dataclass(frozen=True, slots=True)
class Relocation:
    """So many households a year leave unsafe places for a resettlement site."""

    cost: float = number(60000.0, unit="yuan/person", low=50000, high=65000, source="c_reloc", confidence="recalled")
    own_share: float = number(2500.0, unit="yuan/person", low=0, high=3000, source="c_reloc", confidence="recalled")
    own_most: float = number(10000.0, unit="yuan/household", low=0, high=10000, source="c_reloc", confidence="recalled")
    persons: float = number(
        2.62, unit="persons/household", low=1.64, high=3.04, source="hh_size_poor", confidence="found"
    )
    pasture_lost: float = number(0.7, unit="share", low=0.3, high=1.0, source="design", confidence="guess")
    herd_sold: float = number(0.5, unit="share", low=0.2, high=1.0, source="design", confidence="guess")
    discount: float = number(0.1, unit="share", low=0.0, high=0.3, source="distress", confidence="guess")
    jobs_nearer: float = number(0.5, unit="ratio", low=0.0, high=1.5, source="eff_reloc", confidence="guess")
    start: int = date("2016-01", source="start_reloc", confidence="guess")
    end: int = date("2018-12", source="start_reloc", confidence="guess")
    target: Target = Target(who="supported")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({
        "cash", "house", "building", "house_due", "pasture", "fodder", "herd", "cows", "in_calf", "heifers",
        "heifers_in_calf", "steers", "calves",
    })  # fmt: skip
    FUND: ClassVar[str] = "fund:central"
    AFTER_EXIT: ClassVar[str] = "stays"
    TERM: ClassVar[str] = "易地搬迁"
    TITLE: ClassVar[str] = "relocation"

    def enrol(self, world: Any) -> None:
        """In March, choose the households of the year."""
        if season_of(world.month) != MOVING_SEASON:
            return
        h = world.households
        wishes = reached(world, self.target, TARGETING)
        wishes = wishes[(h.building[wishes] == 0) & (h.house[wishes] != RESETTLED)]
        rows = admitted(world, self.target, TARGETING, wishes, self.cost * self.persons)
        own = np.minimum(self.own_most, self.own_share * h.members[rows])
        h.building[rows] = MOVING
        h.house_due[rows] = fen_of(own)


@rule
def deliver_relocation(h: Household, relocation: Any, county: County, ledger: Any, animals: Any) -> None:
    """The household moves: house paid for, pasture given up, part of the herd sold in haste."""
    if h.building == MOVING:
        spend(ledger, RELOCATION_GRANTS, max(0, fen(relocation.cost * h.members) - h.house_due))
        pay(h, ledger, RELOCATION_OWN_SHARE, h.house_due)
        sell_part_of_herd(h, relocation, county, ledger, animals)
        h.pasture *= 1.0 - relocation.pasture_lost
        h.fodder *= 1.0 - relocation.pasture_lost
        h.house = RESETTLED
        h.building = 0
        h.house_due = 0


@rule
def sell_part_of_herd(h: Household, relocation: Any, county: County, ledger: Any, animals: Any) -> None:
    """The site has little room: a share of each class goes below its price; what is sold young is income."""
    price = 1.0 - relocation.discount
    cows, heifers = int(relocation.herd_sold * h.cows), int(relocation.herd_sold * h.heifers)
    steers, calves = int(relocation.herd_sold * h.steers), int(relocation.herd_sold * h.calves)
    animals[COWS_SOLD] += cows
    animals[HEIFERS_SOLD] += heifers
    animals[STEERS_SOLD] += steers
    animals[CALVES_SOLD] += calves
    h.cows -= cows
    h.heifers -= heifers
    h.steers -= steers
    h.calves -= calves
    h.in_calf = min(h.in_calf, h.cows)
    h.heifers_in_calf = min(h.heifers_in_calf, h.heifers)
    young = fen(price * ((heifers + steers) * county.steer_price + calves * county.calf_price))
    receive(h, ledger, BREEDING_SALES, fen(price * cows * county.cow_price))
    receive(h, ledger, STOCK_SALES, young)
    h.herd += young


@rule
def find_jobs_nearer(h: Household, relocation: Any) -> float:
    """Ratio by which a resettled household looks for work more successfully."""
    return 1.0 + relocation.jobs_nearer if h.house == RESETTLED else 1.0
