"""On file: the households that programmes have to do with, so that nobody else need be asked."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.allotment import Whole
from model.records import NEVER_LISTED, Household
from model.rule import phase, rule


def on_file(world: Any) -> Whole:
    """The rows of those on the register, and of whoever has a place in a programme, on the register or not.

    They are looked up once a month, since passing over all records takes long; who comes onto the register in a
    month is there from the next.
    """
    if world.on_file is None:
        room = np.empty(len(world.households), np.int64)
        world.on_file = room[: _look_up(world.households, room)]
    rows: Whole = world.on_file
    return rows


@phase
def _look_up(households: Any, rows: Any) -> int:
    """Write to `rows`, int64[households], who is on file; returns how many they are."""
    count = 0
    for i in range(len(households)):
        h = households[i]
        if h.register != NEVER_LISTED or has_place(h):
            rows[count] = i
            count += 1
    return count


@rule
def has_place(h: Household) -> bool:
    """Whether a household stands on a roll, or its place in a programme is marked in a field of its own."""
    marks = h.eco_worker | h.helped | h.assisted | h.covered | h.one_stop | h.supplement | h.guaranteed
    return h.rolls != 0 or marks != 0
