"""November: what each household's own fodder cannot feed this winter, and what the village can give."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from model.luck import draw4, family
from model.phases.stage import Stage
from model.prefetch import AHEAD, prefetch_first
from model.processes.herd import winter_units
from model.records import HERE
from model.rule import phase

FODDER = family("household.fodder", "rank")


class Short(NamedTuple):
    """Households short of fodder: rows, ids, villages, draws, and the winters of one cow that each lacks."""

    rows: Any
    ids: Any
    villages: Any
    luck: Any
    lacks: Any


def room_for_short(households: int) -> Short:
    """Buffers for as many as there are households."""
    whole = [np.empty(households, np.int64) for _ in range(4)]
    return Short(whole[0], whole[1], whole[2], np.empty(households), whole[3])


@phase
def state_fodder_wishes(s: Stage, short: Short) -> int:
    """Write down the households short of fodder; returns how many they are."""
    count = 0
    for i in range(len(s.households)):
        h = s.households[i]
        prefetch_first(s.households, i + AHEAD)
        if h.where == HERE and h.cows + h.heifers + h.steers + h.calves > 0:
            lacks = math.ceil(winter_units(h, s.numbers[0].herd) - h.fodder)
            if lacks > 0:
                short.rows[count] = i
                short.ids[count] = h.id
                short.villages[count] = h.village
                short.luck[count] = draw4(s.seed, s.replicate, FODDER.number, h.id, s.county[0].month)[0]
                short.lacks[count] = lacks
                count += 1
    return count


@phase
def give_fodder(s: Stage, rows: Any, given: Any) -> None:
    """Add to each household's fodder the winters it was `given`, int64[rows]."""
    for k in range(len(rows)):
        s.households[rows[k]].fodder += given[k]
