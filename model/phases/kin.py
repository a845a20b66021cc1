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
from model.records import HERE
from model.rule import phase, rule

KIN_MONTH = family("household.kin", "order")
NOBODY = -1


class KinGroups(NamedTuple):
    """Who belongs together: the `first` row of each group, and the `after` of each row, until there is nobody."""

    first: NDArray[np.int64]
    after: NDArray[np.int64]


class Purses(NamedTuple):
    """What was written down of each row this month, in fen, and the rows, `many` of them, that lack something.

    `spare` is what a household could lend, below zero what it gives back; `lacks` what it asks for; `given` what it
    gets; `asked` what each group is asked for.  Nobody is asked unless `open` is one.
    """

    open: int
    spare: NDArray[np.int64]
    lacks: NDArray[np.int64]
    given: NDArray[np.int64]
    short: NDArray[np.int64]
    many: NDArray[np.int64]
    asked: NDArray[np.int64]


def kin_groups_of(kin: NDArray[Any]) -> KinGroups:
    """The groups of households, by the number of the group of each."""
    order = np.argsort(kin, kind="stable")
    sorted_kin = kin[order]
    first = np.full(int(kin.max(initial=-1)) + 1, NOBODY, np.int64)
    starts = np.flatnonzero(np.append(True, sorted_kin[1:] != sorted_kin[:-1])) if len(kin) else order
    first[sorted_kin[starts]] = order[starts]
    after = np.full(len(kin), NOBODY, np.int64)
    same = sorted_kin[1:] == sorted_kin[:-1]
    after[order[:-1][same]] = order[1:][same]
    return KinGroups(first, after)


def joined_by(groups: KinGroups, kin: NDArray[Any]) -> KinGroups:
    """The groups with new rows at the end of the records, by the number of the group of each."""
    first, row = groups.first, len(groups.after)
    after = np.append(groups.after, np.empty(len(kin), np.int64))
    for group in kin:
        after[row], first[group] = first[group], row
        row += 1
    return KinGroups(first, after)


def empty_purses(households: int, groups: int, *, lends: bool) -> Purses:
    """Nothing written down yet."""
    spare, lacks, given = (np.zeros(households, np.int64) for _ in range(3))
    short = np.empty(households, np.int64)
    return Purses(int(lends), spare, lacks, given, short, np.zeros(1, np.int64), np.zeros(groups, np.int64))


@rule
def asks_kin(h: Any, row: int, missing: int, purses: Purses) -> bool:
    """Write down what a household would borrow; returns whether it waits for what its kin can give."""
    if missing <= 0:
        return False
    purses.lacks[row] = missing
    purses.short[purses.many[0]] = row
    purses.many[0] += 1
    purses.asked[h.kin] += missing
    return True


@rule
def clear_group(s: Stage, groups: KinGroups, purses: Purses, group: int) -> None:
    """Bring together what one group lacks and what it can spare."""
    pool, row = 0, groups.first[group]
    while row != NOBODY:
        pool += max(0, purses.spare[row])
        row = groups.after[row]
    asked = purses.asked[group]
    if pool < asked:
        give_by_lot(s, groups, purses, group, pool)
    else:
        row = groups.first[group]
        while row != NOBODY:
            purses.given[row] = purses.lacks[row]
            row = groups.after[row]
    lend(s, groups, purses, group, min(pool, asked))


@rule
def give_by_lot(s: Stage, groups: KinGroups, purses: Purses, group: int, pool: int) -> None:
    """Where there is not enough, one after another is given what it lacks until nothing is left."""
    while pool > 0:
        chosen, least, row = NOBODY, 2.0, groups.first[group]
        while row != NOBODY:
            if purses.lacks[row] > 0 and purses.given[row] == 0:
                h = s.households[row]
                u = draw4(s.seed, s.replicate, KIN_MONTH.number, h.id, s.county[0].month)[0]
                if u < least or (u == least and h.id < s.households[chosen].id):
                    chosen, least = row, u
            row = groups.after[row]
        purses.given[chosen] = min(pool, purses.lacks[chosen])
        pool -= purses.given[chosen]


@rule
def lend(s: Stage, groups: KinGroups, purses: Purses, group: int, amount: int) -> None:
    """Those who can spare most lend first."""
    while amount > 0:
        chosen, most, row = NOBODY, 0, groups.first[group]
        while row != NOBODY:
            spare = purses.spare[row]
            if spare > most or (spare == most > 0 and s.households[row].id < s.households[chosen].id):
                chosen, most = row, spare
            row = groups.after[row]
        h, lent = s.households[chosen], min(amount, most)
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
        if purses.spare[row] < 0:
            h, given = s.households[row], min(-purses.spare[row], -s.households[row].claim)
            h.cash -= given
            h.claim += given
            s.ledger[KIN_GIVEN_BACK] += given
            purses.asked[h.kin] += given
    for group in range(len(groups.first)):
        settle(s, groups, group, purses.asked[group], 1)
        purses.asked[group] = 0


@rule
def forget_departed(s: Stage, groups: KinGroups, purses: Purses) -> None:
    """What the departed owed their kin is lost to those who are owed most; what they were owed is no longer asked."""
    for row in range(len(s.households)):
        h = s.households[row]
        if h.where != HERE and h.claim != 0:
            purses.asked[h.kin] -= h.claim
            h.claim = 0
    for group in range(len(groups.first)):
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
        chosen, most, row = NOBODY, 0, groups.first[group]
        while row != NOBODY:
            h = s.households[row]
            if h.claim > most or (h.claim == most > 0 and h.id < s.households[chosen].id):
                chosen, most = row, h.claim
            row = groups.after[row]
        h, part = s.households[chosen], min(amount, most)
        h.claim -= part
        h.cash += paid * part
        amount -= part


@rule
def release(s: Stage, groups: KinGroups, group: int, amount: int) -> None:
    """Debts to kin are forgiven, the largest first."""
    while amount > 0:
        chosen, most, row = NOBODY, 0, groups.first[group]
        while row != NOBODY:
            h = s.households[row]
            if -h.claim > most or (-h.claim == most > 0 and h.id < s.households[chosen].id):
                chosen, most = row, -h.claim
            row = groups.after[row]
        h, part = s.households[chosen], min(amount, most)
        h.claim += part
        amount -= part
