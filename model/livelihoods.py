"""What programmes set up once and households keep: livelihoods beside grain and cattle, shares, roads and water.

Places open year by year; who has one keeps it.  What it brings, and when, is the rule of each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from model.allotment import Mask, Whole
from model.arithmetic import fen
from model.ledger import spend
from model.luck import Family, draws
from model.number import date, number
from model.prefetch import AHEAD, prefetch_first
from model.records import HERE
from model.rule import phase
from model.targeting import Target, admitted, january, reached, yearly_review

LIVELIHOODS = 10
# Bits of the record's `livelihoods`.
(
    COURTYARD,
    DRIP_IRRIGATION,
    ECOMMERCE,
    TOURISM,
    ASSETS,
    CONTRACT_FARMING,
    FIRM_FAILED,
    CONNECTED,
    THRIFTY,
    SUPPORTED_PUPILS,
) = (1 << bit for bit in range(LIVELIHOODS))


@dataclass(frozen=True, slots=True)
class Livelihood:
    """Part of the target's places opens each January, over `over` years; `setup` is paid once for each household."""

    setup: float = number(1000.0, unit="yuan/household", low=0, high=20000, source="design", confidence="guess")
    over: int = number(3, unit="years", low=1, high=5, least=1, source="design", confidence="guess")
    start: int = date("2016-01", source="design", confidence="guess")
    end: int = date("never", source="design", confidence="guess")
    target: Target = Target(who="supported")  # noqa: RUF009  # frozen

    BIT: ClassVar[int]
    SETUP: ClassVar[int]
    TARGETING: ClassVar[Family]

    def offers(self, world: Any) -> Whole:
        """The rows of those who are reached, can take part and do not yet."""
        rows = reached(world, self.target, self.TARGETING)
        without = world.households.livelihoods[rows] & self.BIT == 0
        wishes: Whole = rows[without & self.can(world, rows)]
        return wishes

    def enrol(self, world: Any) -> None:
        """In the first month and each January, give out the places that are open and free to those who take them."""
        if not yearly_review(world, self.start):
            return
        filled = holders(world, self.BIT) * world.weight
        opened = min(1.0, ((world.month - self.start) // 12 + 1) / self.over)
        places, admits = max(0, round(self.target.places * opened - filled)), self.target.admits * opened
        free = replace(self.target, places=places, admits=admits)
        rows = admitted(world, free, self.TARGETING, takers(world, self), self.setup)
        world.households.livelihoods[rows] |= self.BIT
        spend(world.ledger, self.SETUP, fen(self.setup) * len(rows))

    def can(self, world: Any, rows: Whole) -> Mask:
        """Whoever of the households in `rows` has a member able to work: bool[rows]."""
        able: Mask = world.households.able[rows] > 0
        return able


def holders(world: Any, livelihood: int) -> int:
    """How many households here had a livelihood when this month's programmes first asked."""
    if world.holders is None:
        world.holders = np.zeros(LIVELIHOODS, np.int64)
        _count_holders(world.households, world.holders)
    return int(world.holders[livelihood.bit_length() - 1])


@phase
def _count_holders(households: Any, counts: Any) -> None:
    """Add to `counts`, int64[livelihoods], the households here that have each."""
    for i in range(len(households)):
        h = households[i]
        prefetch_first(households, i + AHEAD)
        if h.livelihoods != 0 and h.where == HERE:
            for bit in range(len(counts)):
                counts[bit] += (h.livelihoods >> bit) & 1


def takers(world: Any, project: Any) -> Whole:
    """Who takes a project: those who picked it from this year's menu, and all it offers itself to before there is one.

    project: with `BIT` and `offers`.  Returns rows.
    """
    wishes: Whole = world.menu[project.BIT] if project.BIT in world.menu else project.offers(world)
    return wishes


def fail(world: Any, livelihood: int, fails: float, organisations: int, luck: Family) -> Whole:
    """In January, the rows of the households whose organisation fails this year; villages share them in turn.

    `fails` is the yearly share of organisations, `luck` a family whose first lane decides.
    """
    if world.month != january(world.month):
        return np.empty(0, np.int64)
    h = world.households
    rows = np.flatnonzero(h.livelihoods & livelihood)
    u = draws(world.seed, world.replicate, luck.number, np.arange(organisations), world.month)[:, 0]
    failed: Whole = rows[u[h.village[rows] % organisations] < fails]
    return failed
