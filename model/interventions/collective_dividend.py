"""The village's collective income: what its enterprises and its share of sunlight earn, shared by rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from model.arithmetic import fen_of
from model.ledger import VILLAGE_DIVIDENDS, VILLAGE_INCOME, spend
from model.luck import family
from model.number import date, number, season_of
from model.rolls import pay_out
from model.targeting import DECISIONS, Target, admitted, reached, shares_of

TARGETING = family("collective_dividend.target", *DECISIONS)
PAYDAY = 12


@dataclass(frozen=True, slots=True)
class CollectiveDividend:
    """Each December a village shares part of its fund among households, by heads, up to a sum a head.

    A village whose households are reached has an income of its own; photovoltaic stations and outside aid fill the
    fund too.
    """

    income: float = number(50000.0, unit="yuan/village/year", low=0, high=200000, source="F133", confidence="guess")
    most: float = number(200.0, unit="yuan/person/year", low=0, high=800, source="b_coll", confidence="guess")
    shared: float = number(0.5, unit="share/year", low=0.1, high=1.0, source="design", confidence="guess")
    start: int = date("2018-01", source="V068", confidence="derived")
    end: int = date("never", source="V068", confidence="guess")
    target: Target = Target(who="supported")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"cash", "programme", "fund"})
    FUND: ClassVar[str] = "fund:collective"
    AFTER_EXIT: ClassVar[str] = "fades"
    TERM: ClassVar[str] = "集体经济收益分红"
    TITLE: ClassVar[str] = "collective dividends"

    def enrol(self, world: Any) -> None:
        """In December, take in the year's income and share it out."""
        if season_of(world.month) != PAYDAY:
            return
        h, funds = world.households, world.villages["fund"]
        cost = self.most * world.scenario.processes["population"].members
        wishes = reached(world, self.target, TARGETING)
        rows = admitted(world, self.target, TARGETING, wishes, cost)
        villages = np.unique(h.village[rows])
        earned = fen_of(self.income * part_of_villages(world)[villages])
        funds[villages] += earned
        spend(world.ledger, VILLAGE_INCOME, int(earned.sum()))
        self._share_out(world, rows)

    def _share_out(self, world: Any, rows: Any) -> None:
        """Every head counted gets the same in a village, and no fund gives more than its part.

        Where what households share is held at its path, a head gets the most there is.
        """
        h, funds = world.households, world.villages["fund"]
        village, heads = h.village[rows], h.members[rows] * shares_of(world, rows)
        counted = np.bincount(village, heads, minlength=len(funds))
        a_head = np.full(len(funds), 100.0 * self.most)
        if not world.scenario.hold_shared:
            a_head = np.minimum(a_head, self.shared * funds / np.maximum(counted, 1e-9))
        fen = np.floor(a_head[village] * heads).astype(np.int64)
        pay_out(world, VILLAGE_DIVIDENDS, rows, fen)
        np.subtract.at(funds, village, fen)


def part_of_villages(world: Any) -> NDArray[np.float64]:
    """What part of each village's households is in this sample of the county: float64[villages].

    Homes founded since are part of those they came from.  Where what households share is held at its path, it is the
    same for all.
    """
    population, count = world.scenario.processes["population"], len(world.villages)
    if world.scenario.hold_shared:
        return np.full(count, world.scenario.sample_fraction)
    kept: NDArray[np.float64] = (
        np.bincount(world.households.village[: world.at_start], minlength=count) / population.per_village
    )
    return kept
