"""Shallow-buried drip irrigation: a small gain on the land worked, and less lost to drought where there is water."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from model.allotment import Mask, Whole
from model.arithmetic import fen
from model.ledger import DRIP_GAINS, DRIP_SETUP, receive
from model.livelihoods import DRIP_IRRIGATION, Livelihood
from model.luck import Family, family
from model.number import date, number
from model.records import County, Household
from model.rule import rule
from model.targeting import DECISIONS

HARVEST = 10


@dataclass(frozen=True, slots=True)
class DripIrrigation(Livelihood):
    """Households that work `least_land` or more gain by the mu; `spares` is the share of drought losses avoided.

    The reported lines reach about as many listed households as farm at all, so water is not asked for.
    """

    gain: float = number(14.0, unit="yuan/mu/year", low=14, high=120, source="drip_gain", confidence="found")
    spares: float = number(0.7, unit="share", low=0.0, high=0.9, source="drip_gain", confidence="guess")
    least_land: float = number(5.0, unit="mu", low=0, high=15, source="design", confidence="guess")
    setup: float = number(6000.0, unit="yuan/household", low=2000, high=12000, source="design", confidence="guess")
    start: int = date("2016-01", source="F083", confidence="guess")

    WRITES: ClassVar[frozenset[str]] = frozenset({"cash", "livelihoods", "crops"})
    FUND: ClassVar[str] = "fund:central"
    AFTER_EXIT: ClassVar[str] = "stays"
    TERM: ClassVar[str] = "浅埋滴灌节水农业"
    TITLE: ClassVar[str] = "drip irrigation"
    BIT: ClassVar[int] = DRIP_IRRIGATION
    SETUP: ClassVar[int] = DRIP_SETUP
    TARGETING: ClassVar[Family] = family("drip_irrigation.target", *DECISIONS)

    def can(self, world: Any, rows: Whole) -> Mask:
        """Whoever of the households in `rows` farms in earnest: bool[rows]."""
        farms: Mask = world.households.land[rows] >= self.least_land
        return farms


@rule
def promised_by_drip_irrigation(h: Household, drip: Any, county: County) -> float:
    """Yuan a year that the lines seem to save and add."""
    gain: float = county.prices * drip.gain * h.land
    return gain


@rule
def deliver_drip_irrigation(h: Household, drip: Any, county: County, ledger: Any) -> None:
    """At harvest, what the lines saved and added."""
    if drip.active == 1 and h.livelihoods & DRIP_IRRIGATION and county.season == HARVEST:
        due = fen(county.prices * drip.gain * h.land)
        receive(h, ledger, DRIP_GAINS, due)
        h.crops += due


@rule
def drought_spared(h: Household, drip: Any) -> float:
    """Share of the drought loss on watered land that drip irrigation spares the household."""
    spared: float = drip.spares if drip.active == 1 and h.livelihoods & DRIP_IRRIGATION else 0.0
    return spared
