"""On file: the households that programmes have to do with, so that nobody else need be asked."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from model.allotment import Whole
from model.prefetch import AHEAD, prefetch_first
from model.records import EXITED, HERE, LISTED, MONITORED, NEVER_LISTED, Household
from model.rule import phase, rule


class OnFile(NamedTuple):
    """Ascending rows of households, when this month's programmes first asked.

    `all` are those on the register, and whoever has a place in a programme, on the register or not; `supported` those
    listed, monitored, or within support after exit.
    """

    all: Whole
    supported: Whole


def on_file(world: Any) -> OnFile:
    """The households on file, looked up once a month, since passing over all records takes long.

    Who comes onto the register in a month is there from the next; who changes the register for others has it looked up
    again (`world.on_file = None`).
    """
    if world.on_file is None:
        everyone, supported = np.empty((2, len(world.households)), np.int64)
        counts = _look_up(
            world.households, int(world.county["month"][0]), world.numbers["register"], everyone, supported
        )
        world.on_file = OnFile(everyone[: counts[0]], supported[: counts[1]])
    found: OnFile = world.on_file
    return found


@phase
def _look_up(households: Any, month: int, register: Any, everyone: Any, supported: Any) -> tuple[int, int]:
    """Write the rows of those on file, and of those supported, to two int64[households]; returns how many they are."""
    count, helped = 0, 0
    for i in range(len(households)):
        h = households[i]
        prefetch_first(households, i + AHEAD)
        if h.register != NEVER_LISTED or has_place(h):
            everyone[count] = i
            count += 1
            if is_supported(h, month, register[0]):
                supported[helped] = i
                helped += 1
    return count, helped


@rule
def has_place(h: Household) -> bool:
    """Whether a household stands on a roll, or its place in a programme is marked in a field of its own."""
    marks = h.eco_worker | h.helped | h.assisted | h.covered | h.one_stop | h.supplement | h.guaranteed
    return h.rolls != 0 or marks != 0


@rule
def is_supported(h: Household, month: int, register: Any) -> bool:
    """Listed, monitored, or within support after exit."""
    if h.where != HERE:
        return False
    if h.register == EXITED:
        return register.after_exit > 0 and register.strength > 0.0 and month <= h.support_until
    return h.register == LISTED or h.register == MONITORED
