"""Dividends from sunlight: a share in one central plant at a fixed sum, or in a station of the village.

A village station earns energy times tariff; a part of it reaches households, the rest the village's collective fund.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from model.allotment import Whole, allot
from model.arithmetic import fen
from model.ledger import PV_BUILT, PV_DIVIDENDS, PV_TO_VILLAGES, receive, spend
from model.luck import draws, family
from model.number import date, number
from model.records import County, Household, Village
from model.rule import rule
from model.targeting import (
    DECISIONS,
    ORDER,
    TIMELESS,
    Target,
    admitted,
    entitled,
    held,
    january,
    opens,
    places_of,
    rank_of,
    reached,
)

TARGETING = family("photovoltaic.target", *DECISIONS)
STATION = family("photovoltaic.station", "order")
STATION_YEAR = family("photovoltaic.station_year", "fails")
NO_PV, CENTRAL, STATION_SHARE = 0, 1, 2
FIRST_PAYDAY, SECOND_PAYDAY = 6, 12
HALF_YEAR = 6


@dataclass(frozen=True, slots=True)
class Photovoltaic:
    """A central plant by contract from `start`, village stations from `village_start`, for `years` years.

    `target.places` counts households of both; `central_places` of them belong to the central plant.  Stations are
    built where most of those who wish for a share live, until the places are filled.  With `contract` a household
    keeps its share whatever becomes of it on the register; without, it is paid while supported.  With `for_post` the
    dividend is the pay of a light post, which takes a member able to work; it then moves `effort`, as points do.
    """

    dividend: float = number(3000.0, unit="yuan/household/year", low=1500, high=3500, source="F091", confidence="found")
    central_places: int = number(1572, unit="households", low=0, high=2000, source="W096", confidence="derived")
    revenue: float = number(6967.0, unit="yuan/household/year", low=5500, high=8000, source="R_pv", confidence="found")
    household_share: float = number(
        0.43, unit="share", low=0.3, high=0.6, source="pv_village_share", confidence="derived"
    )
    curtailed: float = number(0.03, unit="share", low=0, high=0.10, source="pv_curtail", confidence="guess")
    degrades: float = number(0.007, unit="share/year", low=0.005, high=0.01, source="pv_degrade", confidence="guess")
    fails: float = number(0.03, unit="share/year", low=0.01, high=0.10, source="pv_fail", confidence="guess")
    subsidy: float = number(0.6, unit="share", low=0.5, high=0.65, source="pv_subsidy_share", confidence="guess")
    delay: int = number(12, unit="months", low=0, high=36, source="pv_subsidy_delay", confidence="guess")
    capital: float = number(39330.0, unit="yuan/household", low=30000, high=45000, source="I_pv", confidence="found")
    years: int = number(20, unit="years", low=15, high=25, source="F090", confidence="found")
    contract: bool = number(True, source="F090", confidence="derived")
    for_post: bool = number(False, source="b_pv", confidence="setting")
    effort: float = number(0.01, unit="ratio", low=0.0, high=0.03, source="b_pts", confidence="guess")
    start: int = date("2017-07", source="start_pv_central", confidence="guess")
    village_start: int = date("2019-07", source="t_pv", confidence="found")
    end: int = date("never", source="F090", confidence="found")
    target: Target = Target(who="supported", rank="vulnerable")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"cash", "pv_kind", "programme", "station", "idle", "fund"})
    FUND: ClassVar[str] = "fund:central"
    AFTER_EXIT: ClassVar[str] = "runs out"
    TERM: ClassVar[str] = "光伏扶贫"
    TITLE: ClassVar[str] = "photovoltaic dividends"

    def faults(self) -> Iterator[tuple[str, str]]:
        """Stations come no earlier than the programme itself."""
        if self.village_start < self.start:
            yield "village_start", "is before start; allowed: that month or later."

    def enrol(self, world: Any) -> None:
        """Connect the plant and the stations in their months; each January some stations fail for the year."""
        if opens(world, self.start):
            plant = replace(self.target, places=min(self.central_places, self.target.places))
            chosen = admitted(world, plant, TARGETING, self._wishes(world), self.dividend)
            world.households.pv_kind[chosen] = CENTRAL
        if opens(world, self.village_start):
            self._build_stations(world)
        if world.month == january(world.month):
            rows = np.arange(len(world.villages))
            u = draws(world.seed, world.replicate, STATION_YEAR.number, rows, world.month)[:, 0]
            world.villages.idle = np.where((world.villages.station > 0) & (u < self.fails), 1, 0)

    def _wishes(self, world: Any) -> Whole:
        rows = reached(world, self.target, TARGETING)
        wishes: Whole = rows[world.households.pv_kind[rows] == NO_PV]
        return wishes

    def _build_stations(self, world: Any) -> None:
        """Villages first, by how many of their households wish for a share; then households within each village."""
        h, asked = world.households, self._wishes(world)
        asking = np.bincount(h.village[asked], minlength=len(world.villages)).astype(np.int64)
        rows = np.arange(len(world.villages))
        stations = replace(self.target, places=self.target.places - min(self.central_places, self.target.places))
        places = places_of(world, stations, TARGETING, self.capital)
        order = draws(world.seed, world.replicate, STATION.number, rows, TIMELESS)[:, 0]
        shares = allot(asking, -asking, order, rows, places, held=held(world, self.target))
        u = draws(world.seed, world.replicate, TARGETING.number, h.id[asked], TIMELESS)[:, ORDER]
        rank, villages = rank_of(world, self.target.rank, asked), h.village[asked]
        chosen = allot(np.ones(len(asked), bool), rank, u, h.id[asked], shares, group=villages)
        h.pv_kind[asked[chosen]] = STATION_SHARE
        world.villages.station = np.where(shares > 0, world.month, world.villages.station)
        world.treasury.note(TARGETING.name, len(asked) * world.weight, int(chosen.sum()) * world.weight, self.capital)
        spend(world.ledger, PV_BUILT, fen(self.capital) * int(chosen.sum()))


@rule
def deliver_photovoltaic(h: Household, pv: Any, share: float, county: County, village: Village, ledger: Any) -> None:
    """In June and December: what half a year's share in the plant or in the village's station is worth."""
    if h.pv_kind == NO_PV or pv.active == 0 or (county.season != FIRST_PAYDAY and county.season != SECOND_PAYDAY):
        return
    connected = village.station if h.pv_kind == STATION_SHARE else max(pv.start, county.start)
    age = county.month - connected
    if age >= 12 * pv.years:
        return
    part = min(HALF_YEAR, age + 1) / 12.0
    owed = 0.0 if pv.for_post == 1 and h.able == 0 else kept_share(h, pv, share)
    if h.pv_kind == STATION_SHARE:
        earned = fen(station_earns(pv, county, village, age) * part)
        dividend = fen(earned * pv.household_share * owed / 100.0)
        spend(ledger, PV_TO_VILLAGES, earned - dividend)
        village.fund += earned - dividend
    else:
        dividend = fen(pv.dividend * part * owed)
    receive(h, ledger, PV_DIVIDENDS, dividend)
    h.programme += dividend


@rule
def kept_share(h: Household, pv: Any, share: float) -> float:
    """The part of its dividend that a household still gets: all by contract, otherwise what support is owed."""
    return 1.0 if pv.contract == 1 else entitled(h, share)


@rule
def effort_for_dividends(h: Household, pv: Any, share: float) -> float:
    """Factor on the labour and the wages of a household that is paid its dividend for a post."""
    if h.pv_kind == NO_PV or pv.for_post == 0 or pv.active == 0:
        return 1.0
    factor: float = 1.0 + kept_share(h, pv, share) * pv.effort
    return factor


@rule
def station_earns(pv: Any, county: County, village: Village, age: int) -> float:
    """Yuan a year per household that have come in: an old panel yields less, and the subsidy comes late."""
    if village.idle == 1:
        return 0.0
    paid = 1.0 if age >= pv.delay + county.subsidy_late else 1.0 - pv.subsidy
    earned: float = pv.revenue * paid * (1.0 - pv.curtailed) * (1.0 - pv.degrades * age / 12.0)
    return earned
