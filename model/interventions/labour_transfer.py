"""Organised jobs: workshops and partner firms take one member each of so many households a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from model.arithmetic import fen
from model.ledger import JOB_PLACEMENT, spend
from model.luck import family
from model.number import date, number, season_of
from model.records import ABLE, NO_JOB, ORGANISED_JOB, Person
from model.rolls import PLACED
from model.rule import phase, rule
from model.targeting import DECISIONS, Target, admitted, reached

TARGETING = family("labour_transfer.target", *DECISIONS)
SIGNING = 3
NONE_FIT = -1


@dataclass(frozen=True, slots=True)
class LabourTransfer:
    """Each March healthy members without paid work are placed in full-time jobs beside the county's own openings.

    Such a job pays the local wage, and is lost like any other.
    """

    cost: float = number(1000.0, unit="yuan/person", low=300, high=3000, source="design", confidence="guess")
    start: int = date("2016-01", source="F096", confidence="guess")
    end: int = date("never", source="F096", confidence="guess")
    target: Target = Target(who="supported", able_to_work="yes")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"rolls"})
    FUND: ClassVar[str] = "fund:county"
    AFTER_EXIT: ClassVar[str] = "runs out"
    TERM: ClassVar[str] = "转移就业"
    TITLE: ClassVar[str] = "labour transfer"

    def enrol(self, world: Any) -> None:
        """In March, fill the jobs of the year; who has a member in one waits until that job is lost."""
        if season_of(world.month) != SIGNING:
            return
        asking = reached(world, self.target, TARGETING)
        persons = np.empty(len(asking), np.int64)
        find_candidates(world.stage, asking, persons)
        placed = admitted(world, self.target, TARGETING, asking[persons != NONE_FIT], self.cost)
        world.households.rolls[placed] |= PLACED
        world.persons["job"][persons[np.searchsorted(asking, placed)]] = ORGANISED_JOB
        spend(world.ledger, JOB_PLACEMENT, fen(self.cost) * len(placed))


@phase
def find_candidates(s: Any, rows: Any, persons: Any) -> None:
    """Write to `persons`, int64[rows], the first member of each household who could be placed, or `NONE_FIT`."""
    for i in range(len(rows)):
        h = s.households[rows[i]]
        persons[i] = NONE_FIT
        for k in range(h.slots):
            p = s.persons[h.first + k]
            if p.alive == 1 and p.job == ORGANISED_JOB:
                persons[i] = NONE_FIT
                break
            if persons[i] == NONE_FIT and could_be_placed(p, s.county[0].month, s.numbers[0].work):
                persons[i] = h.first + k


@rule
def could_be_placed(p: Person, month: int, work: Any) -> bool:
    """Healthy, of hiring age, and neither at work nor at school."""
    fit = p.alive == 1 and p.disability == ABLE and p.major == 0 and p.job == NO_JOB and p.school == 0
    years = (month - p.born) // 12
    return bool(fit and work.youngest <= years < work.oldest)
