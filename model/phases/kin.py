"""Kin help: what members of a kin group lack, what others of it can spare, and how the two are brought together.

While households live their month, each writes down what it lacks or what it could spare.  Then every group that was
asked is cleared, from the same state for all its members: all are given what they lack where there is enough, else
by lot; those lend who can spare most.  Nothing hangs on the order in which anyone is asked.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.ledger import KIN_GIVEN_BACK, KIN_LOANS
from model.luck import draw4, family
from model.phases.stage import CASH, CLAIMS, Stage
from model.prefetch import AHEAD, prefetch_first
from model.records import HERE
from model.rule import phase, rule

KIN_MONTH = family("household.kin", "order")
NOBODY = -1


class KinGroups(NamedTuple):
    """Who belongs together: the `rows` of households group after group, and where among them each group `starts`.

    `place` is where each row is found; `starts` has one more entry, where the last group ends.
    """

    rows: NDArray[np.int64]
    place: NDArray[np.int64]
    starts: NDArray[np.int64]


class Purses(NamedTuple):
    """What was written down of each household this month, in fen, and the rows, `many` of them, that lack something.

    `spare` is what a household could lend, below zero what it gives back; `lacks` what it asks for; `given` what it
    gets: all three in the order of the groups, so that a group stands together in memory.  `asked` is what each group
    is asked for.  Nobody is asked unless `open` is one.
    """

    open: int
    place: NDArray[np.int64]
    spare: NDArray[np.int64]
    lacks: NDArray[np.int64]
    given: NDArray[np.int64]
    short: NDArray[np.int64]
    many: NDArray[np.int64]
    asked: NDArray[np.int64]


def kin_groups_of(kin: NDArray[Any]) -> KinGroups:
    """The groups of households, by the number of the group of each."""
    count, place = len(kin), np.empty(len(kin), np.int64)
    rows = np.sort(kin * np.int64(count) + np.arange(count)) % max(1, count)  # as a stable argsort, but faster
    place[rows] = np.arange(count)
    starts = np.append(0, np.cumsum(np.bincount(kin, minlength=0)))
    return KinGroups(rows, place, starts)


def empty_purses(groups: KinGroups, *, lends: bool) -> Purses:
    """Nothing written down yet."""
    households = len(groups.rows)
    spare, lacks, given = (np.zeros(households, np.int64) for _ in range(3))
    short, asked = np.empty(households, np.int64), np.zeros(len(groups.starts) - 1, np.int64)
    return Purses(int(lends), groups.place, spare, lacks, given, short, np.zeros(1, np.int64), asked)


@rule
def asks_kin(h: Any, row: int, missing: int, purses: Purses) -> bool:
    """Write down what a household would borrow; returns whether it waits for what its kin can give."""
    if missing <= 0:
        return False
    purses.lacks[purses.place[row]] = missing
    purses.short[purses.many[0]] = row
    purses.many[0] += 1
    purses.asked[h.kin] += missing
    return True


@rule
def clear_group(s: Stage, groups: KinGroups, purses: Purses, group: int) -> None:
    """Bring together what one group lacks and what it can spare."""
    pool, asked = 0, purses.asked[group]
    for at in range(groups.starts[group], groups.starts[group + 1]):
        pool += max(0, purses.spare[at])
    if pool < asked:
        give_by_lot(s, groups, purses, group, pool)
    else:
        for at in range(groups.starts[group], groups.starts[group + 1]):
            purses.given[at] = purses.lacks[at]
    lend(s, groups, purses, group, min(pool, asked))


@rule
def give_by_lot(s: Stage, groups: KinGroups, purses: Purses, group: int, pool: int) -> None:
    """Where there is not enough, one after another is given what it lacks until nothing is left."""
    while pool > 0:
        chosen, least, first = NOBODY, 2.0, NOBODY
        for at in range(groups.starts[group], groups.starts[group + 1]):
            if purses.lacks[at] > 0 and purses.given[at] == 0:
                id = s.households[groups.rows[at]].id
                u = draw4(s.seed, s.replicate, KIN_MONTH.number, id, s.county[0].month)[0]
                if u < least or (u == least and id < first):
                    chosen, least, first = at, u, id
        purses.given[chosen] = min(pool, purses.lacks[chosen])
        pool -= purses.given[chosen]


@rule
def lend(s: Stage, groups: KinGroups, purses: Purses, group: int, amount: int) -> None:
    """Those who can spare most lend first."""
    rows = groups.rows
    while amount > 0:
        chosen, most = NOBODY, 0
        for at in range(groups.starts[group], groups.starts[group + 1]):
            spare = purses.spare[at]
            if spare > most or (spare == most > 0 and s.households[rows[at]].id < s.households[rows[chosen]].id):
                chosen, most = at, spare
        h, lent = s.households[rows[chosen]], min(amount, most)
        purses.spare[chosen] = 0
        h.cash -= lent
        h.claim += lent
        s.tally[CASH] -= lent
        s.tally[CLAIMS] += lent
        s.ledger[KIN_LOANS] += lent
        amount -= lent


@phase
def give_back_to_kin(s: Stage, groups: KinGroups, purses: Purses) -> None:
    """What households give back goes to those of their group who are owed most; before, the departed are forgotten."""
    forget_departed(s, groups, purses)
    for row in range(len(s.households)):
        spare = purses.spare[purses.place[row]]
        if spare < 0:
            h, given = s.households[row], min(-spare, -s.households[row].claim)
            h.cash -= given
            h.claim += given
            s.ledger[KIN_GIVEN_BACK] += given
            purses.asked[h.kin] += given
    for group in range(len(purses.asked)):
        settle(s, groups, group, purses.asked[group], 1)
        purses.asked[group] = 0


@rule
def forget_departed(s: Stage, groups: KinGroups, purses: Purses) -> None:
    """What the departed owed their kin is lost to those who are owed most; what they were owed is no longer asked."""
    for row in range(len(s.households)):
        h = s.households[row]
        prefetch_first(s.households, row + AHEAD)
        if h.where != HERE and h.claim != 0:
            purses.asked[h.kin] -= h.claim
            h.claim = 0
    for group in range(len(purses.asked)):
        lost = purses.asked[group]
        purses.asked[group] = 0
        if lost > 0:
            settle(s, groups, group, lost, 0)
        elif lost < 0:
            release(s, groups, group, -lost)


@rule
def settle(s: Stage, groups: KinGroups, group: int, amount: int, paid: int) -> None:
    """Claims of a group end, the largest first, up to an amount: in cash where `paid` is one, else for nothing."""
    while amount > 0:
        chosen, most = NOBODY, 0
        for at in range(groups.starts[group], groups.starts[group + 1]):
            row = groups.rows[at]
            h = s.households[row]
            if h.claim > most or (h.claim == most > 0 and h.id < s.households[chosen].id):
                chosen, most = row, h.claim
        h, part = s.households[chosen], min(amount, most)
        h.claim -= part
        h.cash += paid * part
        amount -= part


@rule
def release(s: Stage, groups: KinGroups, group: int, amount: int) -> None:
    """Debts to kin are forgiven, the largest first."""
    while amount > 0:
        chosen, most = NOBODY, 0
        for at in range(groups.starts[group], groups.starts[group + 1]):
            row = groups.rows[at]
            h = s.households[row]
            if -h.claim > most or (-h.claim == most > 0 and h.id < s.households[chosen].id):
                chosen, most = row, -h.claim
        h, part = s.households[chosen], min(amount, most)
        h.claim += part
        amount -= part
