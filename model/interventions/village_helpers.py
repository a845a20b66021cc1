"""Cadres sent to villages and paired with households: better identification, take-up and work search, where real."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from model.arithmetic import fen
from model.ledger import HELPER_DELIVERY, spend
from model.luck import draws, family
from model.number import date, number
from model.records import Household
from model.rolls import mark
from model.rule import rule
from model.targeting import DECISIONS, TIMELESS, Target, admitted, entitled, reached, yearly_review

TARGETING = family("village_helpers.target", *DECISIONS)
REAL_HELP, NOMINAL_HELP = 1, 2  # in the record's `helped`
REAL = family("village_helpers.household", "real")


@dataclass(frozen=True, slots=True)
class VillageHelpers:
    """Each cadre is paired with so many households; for a share of them, by village, the help is real.

    Real help lowers what every programme's target misses by `finds`, and raises what it covers by `take_up` and the
    search for work by `search`.  Nominal help costs as much and does nothing.
    """

    cadres: int = number(3156, unit="cadres", low=1000, high=4000, least=1, source="F060, F061", confidence="derived")
    paired: float = number(4.1, unit="households/cadre", low=2, high=8, source="F060, F061", confidence="derived")
    cost: float = number(12000.0, unit="yuan/cadre/year", low=5000, high=40000, source="design", confidence="guess")
    finds: float = number(0.5, unit="share", low=0.0, high=0.9, source="V071", confidence="guess")
    take_up: float = number(0.1, unit="ratio", low=0.0, high=0.3, source="V071", confidence="guess")
    search: float = number(0.1, unit="ratio", low=0.0, high=0.3, source="V071", confidence="guess")
    start: int = date("2014-01", source="V071", confidence="guess")
    end: int = date("never", source="V071", confidence="guess")
    target: Target = Target(who="supported")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"helped"})
    FUND: ClassVar[str] = "fund:county"
    AFTER_EXIT: ClassVar[str] = "fades"
    TERM: ClassVar[str] = "驻村帮扶"
    TITLE: ClassVar[str] = "village helpers"

    def enrol(self, world: Any) -> None:
        """Each January, pair cadres with households."""
        if yearly_review(world, self.start):
            h = world.households
            most = min(float(self.target.places), self.cadres * self.paired)
            paired = replace(self.target, places=int(most))
            cost = self.cost / self.paired
            rows = admitted(world, paired, TARGETING, reached(world, self.target, TARGETING), cost)
            u = draws(world.seed, world.replicate, REAL.number, h.id[rows], TIMELESS)[:, 0]
            real = u < world.villages.helper[h.village[rows]]
            mark(world, "helped", rows, np.where(real, REAL_HELP, NOMINAL_HELP))


@rule
def deliver_village_helpers(h: Household, helpers: Any, share: float, ledger: Any) -> None:
    """A month of the cadre's pay and costs, shared among the households paired with it."""
    if helpers.active == 1 and h.helped != 0:
        spend(ledger, HELPER_DELIVERY, fen(entitled(h, share) * helpers.cost / helpers.paired / 12.0))


@rule
def real_help(h: Household, helpers: Any, share: float) -> float:
    """How much of a real helper's time the household has, 0 to 1; help in name is none."""
    if helpers.active == 0 or h.helped != REAL_HELP:
        return 0.0
    return entitled(h, share)


@rule
def help_with_work(h: Household, helpers: Any, share: float) -> float:
    """Ratio by which a household with real help looks for work more successfully."""
    ratio: float = 1.0 + helpers.search * real_help(h, helpers, share)
    return ratio
