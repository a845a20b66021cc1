"""The month of every household: its persons first, then its land, herd and money. The one large compiled loop."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from model.arithmetic import yearly_to_monthly
from model.interventions.monitoring import take_in
from model.luck import family, fill
from model.phases.ages import AGES, fill_ages
from model.phases.bodies import PERSON_MONTH, Members, end_household, live_through
from model.phases.hiring import Seekers
from model.phases.kin import KinGroups, Purses, asks_kin, clear_group
from model.phases.purse import count, keep_house, make_ends_meet, shortfall
from model.phases.stage import Stage
from model.prefetch import AHEAD, prefetch, prefetch_first
from model.processes.kinship import GIVES_BACK_FROM, can_give_back, can_lend, may_borrow
from model.processes.life import fall_into_disrepair, may_merge
from model.processes.living import KIN_LOAN, need
from model.processes.work import meet_fortune
from model.records import HERE, AtAge, Household, blank
from model.rule import phase, rule

HOUSEHOLD_MONTH = family("household.month", "shock", "leave", "deaths", "which")
BLOCK = 256  # households whose persons and whose money are dealt with while they are in the processor's cache
MOST_SLOTS = 12
SLOTS_ASKED_FOR = (0, 2, 4)  # of each household, most having six slots at most, and two lying in a line of memory


class Pace(NamedTuple):
    """Monthly coefficients: of the AR(1) of labour productivity, the sd of its innovation, and of habit."""

    persistence: float
    spread: float
    habit: float


class Buffers(NamedTuple):
    """Room for one block: the rows, ids and luck of its living members, theirs of its households; and for each age."""

    rows: Any
    ids: Any
    luck: Any
    own_ids: Any
    own_luck: Any
    ends: Any
    ages: Any


def buffers() -> Buffers:
    """Fresh buffers: a phase cannot make an array."""
    slots = BLOCK * MOST_SLOTS
    rows, ids, own_ids = np.empty(slots, np.int64), np.empty(slots, np.int64), np.empty(BLOCK, np.int64)
    return Buffers(
        rows,
        ids,
        np.empty((4, slots)),
        own_ids,
        np.empty((4, BLOCK)),
        np.empty(BLOCK, np.int64),
        blank(AtAge, 2 * AGES),
    )


@phase
def live_month(s: Stage, pace: Pace, room: Buffers, seekers: Seekers, purses: Purses) -> None:
    """One month of every household but for those who wait for their kin.

    Who looks for work is written down in `seekers`, who lacks money or could spare some in `purses`.
    """
    ages, life, month = room.ages, s.numbers[0].life, s.county[0].month
    fill_ages(ages, s.numbers[0])
    leaves, merges = yearly_to_monthly(life.leave), yearly_to_monthly(life.merge)
    decays = yearly_to_monthly(life.decay)
    for start in range(0, len(s.households), BLOCK):
        stop = min(len(s.households), start + BLOCK)
        first = s.households[start].first
        count_of_slots = s.households[stop - 1].first + s.households[stop - 1].slots - first
        living = gather_living(s, room, start, stop)
        fill(room.luck, room.ids, living, (PERSON_MONTH.number, month, s.replicate, s.seed))
        fill(room.own_luck, room.own_ids, stop - start, (HOUSEHOLD_MONTH.number, month, s.replicate, s.seed))
        begin = 0
        for i in range(start, stop):
            h = s.households[i]
            fetch_next(s, h, i, count_of_slots)
            if h.where == HERE:
                take_in(h, s.numbers[0].monitoring, month)
                meet_fortune(h, pace.persistence, pace.spread, room.own_luck[0, i - start])
                end = room.ends[i - start]
                live_through(s, h, ages, Members(room.rows, room.luck, begin, end), seekers)
                begin = end
                if room.own_luck[1, i - start] >= 1.0 - decays:
                    fall_into_disrepair(h)
                end_household(s, h, leaves, merges if may_merge(h) else 0.0, room.own_luck[1, i - start])
        for i in range(start, stop):
            h = s.households[i]
            if h.where == HERE:
                keep_house(s, h, room.own_luck[2:, i - start])
                needed = need(h, s.county[0], s.numbers[0].living)
                if purses.open == 1:
                    missing = may_borrow(h, shortfall(h, needed), s.numbers[0].kinship)
                    if asks_kin(h, i, missing, purses):
                        continue
                make_ends_meet(s, h, needed, pace.habit)
                if purses.open == 1:
                    purses.spare[purses.place[i]] = spare_for_kin(s, h, needed)
            count(s, h)


@rule
def gather_living(s: Stage, room: Buffers, start: int, stop: int) -> int:
    """Write down the ids of a block's households, and of their living members in order; returns how many these are."""
    living = 0
    for i in range(start, stop):
        h = s.households[i]
        room.own_ids[i - start] = h.id
        if h.where == HERE:
            for k in range(h.slots):
                p = s.persons[h.first + k]
                room.ids[living] = p.id
                room.rows[living] = h.first + k
                living += p.alive
            room.ends[i - start] = living
    return living


@rule
def spare_for_kin(s: Stage, h: Household, needed: float) -> int:
    """Fen that a household could lend its kin, below zero what it gives back to them, at the end of its month."""
    kinship = s.numbers[0].kinship
    if h.claim >= 0:
        return can_lend(h, needed, kinship)
    return -can_give_back(h, needed, kinship) if s.county[0].season >= GIVES_BACK_FROM else 0


@phase
def help_kin(s: Stage, pace: Pace, groups: KinGroups, purses: Purses) -> None:
    """Groups that were asked give what they can; then those who waited live on what they have."""
    last = purses.many[0] - 1
    for k in range(last + 1):
        prefetch_first(s.households, purses.short[min(last, k + AHEAD)])
        group = s.households[purses.short[k]].kin
        if purses.asked[group] > 0:
            clear_group(s, groups, purses, group)
            purses.asked[group] = 0
    for k in range(last + 1):
        prefetch(s.households, purses.short[min(last, k + AHEAD)])
        row = purses.short[k]
        h, given = s.households[row], purses.given[purses.place[row]]
        if given > 0:
            h.cash += given
            h.claim -= given
            h.coped |= 1 << KIN_LOAN
        make_ends_meet(s, h, need(h, s.county[0], s.numbers[0].living), pace.habit)
        count(s, h)


@rule
def fetch_next(s: Stage, h: Household, i: int, slots: int) -> None:
    """Ask for the household one block after this one, row `i`, and for persons a block of `slots` after its own."""
    prefetch(s.households, i + BLOCK)
    for k in SLOTS_ASKED_FOR:
        prefetch(s.persons, h.first + slots + k)


@phase
def count_all(s: Stage) -> None:
    """Only count, in a world without everyday life."""
    for i in range(len(s.households)):
        count(s, s.households[i])
