"""What measures ask of the last assessment, read off the records in one pass."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from model.phases.stage import Stage
from model.prefetch import AHEAD, prefetch, prefetch_first
from model.records import HERE
from model.rule import phase


class Assessed(NamedTuple):
    """Fields of the yearbook, [households] each; who has left has no members."""

    members: Any
    income: Any
    poor: Any
    ever: Any
    cohort: Any
    recorded_return: Any
    event: Any
    any_event: Any
    medical: Any
    spent: Any
    schooling: Any


def last_assessment(stage: Stage) -> Assessed:
    """The last assessment of every household."""
    layout = stage.yearbook.dtype
    assessed = Assessed(*(np.empty(len(stage.yearbook), layout[name]) for name in Assessed._fields))
    read_yearbook(stage, assessed)
    return assessed


@phase
def read_yearbook(s: Stage, a: Assessed) -> None:
    """Write every household's fields to the arrays of `a`."""
    for i in range(len(s.yearbook)):
        prefetch_first(s.households, i + AHEAD)
        prefetch(s.yearbook, i + AHEAD)
        y = s.yearbook[i]
        a.members[i] = y.members if s.households[i].where == HERE else 0
        a.income[i] = y.income
        a.poor[i] = y.poor
        a.ever[i] = y.ever
        a.cohort[i] = y.cohort
        a.recorded_return[i] = y.recorded_return
        a.event[i] = y.event
        a.any_event[i] = y.any_event
        a.medical[i] = y.medical
        a.spent[i] = y.spent
        a.schooling[i] = y.schooling
