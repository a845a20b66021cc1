"""Roads, water, power and clinics reach village after village, and with them cheaper trade, work and better health."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from model.allotment import Mask, Whole
from model.ledger import INFRASTRUCTURE_BUILT
from model.livelihoods import CONNECTED, Livelihood
from model.luck import Family, family
from model.number import date, number
from model.records import Household
from model.rule import rule
from model.targeting import DECISIONS, Target


@dataclass(frozen=True, slots=True)
class Infrastructure(Livelihood):
    """Every household of a village that is connected; what has been built outlives the programme.

    Effects are guesses: a better price of grain at the farm gate, fewer new chronic illnesses from bad water, fewer
    stays in hospitals outside the county, and work that is found more easily.
    """

    trade: float = number(0.02, unit="ratio", low=0.0, high=0.05, source="V063", confidence="guess")
    water: float = number(0.05, unit="share", low=0.0, high=0.15, source="V105, V132", confidence="guess")
    clinics: float = number(0.1, unit="share", low=0.0, high=0.3, source="V103", confidence="guess")
    jobs: float = number(0.05, unit="ratio", low=0.0, high=0.2, source="V030", confidence="guess")
    setup: float = number(
        33400.0, unit="yuan/household", low=10000, high=40000, source="F111, F117, F119", confidence="derived"
    )
    over: int = number(4, unit="years", low=1, high=8, least=1, source="F111", confidence="derived")
    start: int = date("2015-01", source="F111", confidence="found")
    target: Target = Target(who="rural", rank="village")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"livelihoods"})
    FUND: ClassVar[str] = "fund:region"
    AFTER_EXIT: ClassVar[str] = "never tied"
    TERM: ClassVar[str] = "基础设施“七网”建设"
    TITLE: ClassVar[str] = "infrastructure"
    BIT: ClassVar[int] = CONNECTED
    SETUP: ClassVar[int] = INFRASTRUCTURE_BUILT
    TARGETING: ClassVar[Family] = family("infrastructure.target", *DECISIONS)

    def can(self, world: Any, rows: Whole) -> Mask:
        """Everyone: bool[rows]."""
        return np.ones(len(rows), bool)


@rule
def better_price(h: Household, infrastructure: Any) -> float:
    """Ratio by which a road raises the price of grain at the farm gate."""
    return 1.0 + infrastructure.trade if h.livelihoods & CONNECTED else 1.0


@rule
def illness_spared(h: Household, infrastructure: Any) -> float:
    """Share of new chronic illnesses that clean water spares the household."""
    spared: float = infrastructure.water if h.livelihoods & CONNECTED else 0.0
    return spared


@rule
def stays_near(h: Household, infrastructure: Any) -> float:
    """Share of the stays in hospitals outside the county that a clinic of standard keeps inside."""
    near: float = infrastructure.clinics if h.livelihoods & CONNECTED else 0.0
    return near


@rule
def roads_to_work(h: Household, infrastructure: Any) -> float:
    """Ratio by which members of a connected household look for work more successfully."""
    return 1.0 + infrastructure.jobs if h.livelihoods & CONNECTED else 1.0
