"""Who is reached: the rule, its errors, and how few places meet many wishes.

A programme reaches households in three steps, so that the order in which anyone is asked cannot matter: all wishes
are stated from the same state; the clearing allots places by (rank, keyed draw, id); then what was allotted is
applied.  All luck here is timeless and belongs to the household: who is covered at 30 % is covered at 50 % too, and
a new programme, a new neighbour or another order of the records changes nobody's draw.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from math import floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.allotment import Whole, allot
from model.arithmetic import whole
from model.luck import Family, draw4, draws, family
from model.number import choice, dtype_of, number, pack
from model.on_file import is_supported, on_file
from model.records import EXITED, HERE, LISTED, MONITORED, NEVER_LISTED, REMOVED, UNSAFE, County, Household, Yearbook
from model.rows import rows_of
from model.rule import phase, rule

DECISIONS = ("covered", "missed", "leaked", "order")  # the lanes of every programme's family of targeting luck
COVERED, MISSED, LEAKED, ORDER = range(4)
ROUNDING = family("targeting.places", "round")
VILLAGE = family("targeting.village", "turn")
NO_LIMIT = 1_000_000_000
TIMELESS = 0
WHO = ("listed", "supported", "ever_listed", "marginal", "rural")
WHO_LISTED, WHO_SUPPORTED, WHO_EVER, WHO_MARGINAL, WHO_RURAL = range(len(WHO))
RANKS = ("draw", "rotation", "need", "vulnerable", "listed", "richest", "indebted", "village")
ABLE_TO_WORK = ("any", "yes", "no")
ANY, YES, NO = range(len(ABLE_TO_WORK))


@dataclass(frozen=True, slots=True)
class Target:
    """Who a programme is for, how well it finds them, and how many it can take.

    `who` are the households named: on the list now; `supported` (listed, monitored, or in support after exit);
    `ever_listed` and not removed as misidentified; `marginal` (never listed, income per head below 1.5 lines); or all
    `rural` ones.  `able_to_work` asks for a member who can work, or for none.  Of those named a share `missed` is
    wrongly left out; of all others a share `leaked` is wrongly taken in; of both a share `coverage` is reached at
    all, so that zero coverage reaches nobody.  Where places or budget fall short, `rank` says who comes first:
    `draw` (the same order every year), `rotation` (a new order every year), `need` (lowest income per head),
    `vulnerable` (fewest able, most ill and incapable), `listed` (before others), `richest`, `indebted` (largest
    informal debt) or `village` (one village after another, in the order of a draw); ties go by draw.  `admits`
    replaces places and budget in a run that holds what households share.
    """

    who: str = choice("supported", allowed=WHO)
    able_to_work: str = choice("any", allowed=ABLE_TO_WORK)
    unsafe_house: bool = number(False, source="design", confidence="setting")
    coverage: float = number(1.0, unit="share", low=0, high=1, source="design", confidence="setting")
    missed: float = number(0.0, unit="share", low=0, high=1, source="design", confidence="setting")
    leaked: float = number(0.0, unit="share", low=0, high=1, source="design", confidence="setting")
    rank: str = choice("draw", allowed=RANKS)
    places: int = number(NO_LIMIT, unit="households", low=0, high=NO_LIMIT, source="design", confidence="setting")
    budget: float = number(1e12, unit="yuan/year", low=0, high=1e12, source="design", confidence="setting")
    admits: float = number(1.0, unit="share", low=0, high=1, source="design", confidence="setting")


@rule
def entitled(h: Household, share: float) -> float:
    """The share of full support owed to a household that a programme has reached.

    `share` is what its place on the register entitles it to; who was reached without ever being listed gets all.
    """
    return 1.0 if h.register == NEVER_LISTED else share


@rule
def support(h: Household, month: int, register: Any) -> float:
    """Share of full support a household is entitled to: all while listed or monitored, then what continuity leaves."""
    if h.where != HERE:
        return 0.0
    if h.register == LISTED or h.register == MONITORED:
        return 1.0
    if h.register == EXITED and month <= h.support_until and register.after_exit > 0:
        gone = 1.0 - (h.support_until - month) / register.after_exit
        left: float = register.strength * (1.0 - register.taper * gone)
        return left
    return 0.0


@rule
def income_a_head(h: Household, y: Yearbook) -> float:
    """Fen a person in the last assessed year."""
    return y.income / max(1, h.members)


@rule
def is_named(h: Household, y: Yearbook, county: County, register: Any, target: Any) -> bool:
    """Whether a household is among those a target names."""
    if h.where != HERE or (target.unsafe_house != 0 and h.house != UNSAFE):
        return False
    if target.able_to_work != ANY and (h.able > 0) != (target.able_to_work == YES):
        return False
    if target.who == WHO_LISTED:
        return h.register == LISTED
    if target.who == WHO_SUPPORTED:
        return is_supported(h, county.month, register)
    if target.who == WHO_EVER:
        return y.ever == 1 and h.register != REMOVED
    if target.who == WHO_MARGINAL:
        return h.register == NEVER_LISTED and income_a_head(h, y) < 100.0 * register.marginal * county.line
    return True


@phase
def _state_wishes(s: Any, target: Any, number: int, rows: Any, wishes: Any) -> int:
    """Write to `wishes`, int64[rows], those of `rows` whom the family `number` reaches; returns how many they are."""
    count = 0
    for i in rows:
        h = s.households[i]
        named = is_named(h, s.yearbook[i], s.county[0], s.numbers[0].register, target[0])
        if is_reached(s, h, named, target[0], number):
            wishes[count] = i
            count += 1
    return count


@rule
def is_reached(s: Any, h: Household, named: bool, target: Any, number: int) -> bool:
    """Whether a household, named by the target or not, is found and covered; luck is asked where it can decide."""
    if not named and (target.leaked == 0.0 or h.where != HERE):
        return False
    if named and target.missed == 0.0 and target.coverage >= 1.0:
        return True
    helpers, u = s.numbers[0].village_helpers, draw4(s.seed, s.replicate, number, h.id, TIMELESS)
    helped = 0.0
    if h.helped == 1 and helpers.active == 1:
        helped = entitled(h, support(h, s.county[0].month, s.numbers[0].register))
    found = u[MISSED] >= target.missed * (1.0 - helpers.finds * helped) if named else u[LEAKED] < target.leaked
    return bool(found and u[COVERED] < target.coverage * (1.0 + helpers.take_up * helped))


@phase
def _write_shares(s: Any, rows: Any, shares: Any) -> None:
    """Write to `shares`, float64[rows], what share of full support the households in `rows` are owed."""
    for k in range(len(rows)):
        h = s.households[rows[k]]
        shares[k] = entitled(h, support(h, s.county[0].month, s.numbers[0].register))


@cache
def packed(target: Target) -> Any:
    """A target as compiled code takes it: one row."""
    return rows_of(np.array([pack(target)], dtype_of(Target)))


def worth_asking(world: Any, target: Target) -> Whole:
    """Rows among which are all that a target can reach: the supported, where it asks for the register."""
    if target.who in ("listed", "supported") and target.leaked == 0.0:
        return on_file(world).supported
    return np.arange(len(world.households))


def shares_of(world: Any, rows: Whole) -> NDArray[np.float64]:
    """The share of full support owed to each household in `rows`, once reached: float64[rows]."""
    shares = np.empty(len(rows))
    _write_shares(world.stage, rows, shares)
    return shares


def supported(world: Any) -> Whole:
    """The rows of those listed, monitored, or within support after exit."""
    return eligible(world, Target(who="supported"))


def eligible(world: Any, target: Target) -> Whole:
    """The rows of the households that a target names: those that it would reach without error or limit."""
    return reached(world, replace(target, coverage=1.0, missed=0.0, leaked=0.0), ROUNDING)


def reached(world: Any, target: Target, luck: Family, among: Whole | None = None) -> Whole:
    """The rows of the households that wish for a place: eligible and found, or leaked in, and covered; ascending.

    `luck` is the programme's family with the lanes `DECISIONS`; `among`, ascending rows, leaves out those who cannot
    wish anyway.  Where a village helper is real, fewer are missed and more of those who could take part do.
    """
    if among is None and is_for_all_supported(target):
        return on_file(world).supported
    rows = worth_asking(world, target) if among is None else among
    wishes = np.empty(len(rows), np.int64)
    return wishes[: _state_wishes(world.stage, packed(target), luck.number, rows, wishes)]


def is_for_all_supported(target: Target) -> bool:
    """Whether a target reaches the supported, all of them and nobody else."""
    without_error = target.coverage == 1.0 and target.missed == 0.0 and target.leaked == 0.0
    return target.who == "supported" and target.able_to_work == "any" and not target.unsafe_house and without_error


def mean_of(values: NDArray[Any]) -> float:
    """Mean of heads or persons over those who wish, at least one: what a household is reckoned to have."""
    return max(1.0, float(values.mean())) if len(values) else 1.0


def income_per_head(world: Any, rows: Whole) -> NDArray[np.float64]:
    """Fen a person in the last assessed year: float64[rows]."""
    per_head: NDArray[np.float64] = world.yearbook.income[rows] / np.maximum(1, world.households.members[rows])
    return per_head


def admitted(world: Any, target: Target, luck: Family, wishes: Whole, cost: float = 0.0, taken: int = 0) -> Whole:
    """Of those who wish, by row, the ones for whom there is a place and money.

    `cost` is what one household costs the budget in a year, in yuan; `taken` counts places that are filled already.
    """
    places, share, chosen = places_of(world, target, luck, cost) - taken, held(world, target), wishes
    if share is not None or len(wishes) > places:
        when = january(world.month) if target.rank == "rotation" else TIMELESS
        ids, everyone = world.households.id[wishes], np.ones(len(wishes), bool)
        u = draws(world.seed, world.replicate, luck.number, ids, when)[:, ORDER]
        chosen = wishes[allot(everyone, rank_of(world, target.rank, wishes), u, ids, places, held=share)]
    world.treasury.note(luck.name, len(wishes) * world.weight, len(chosen) * world.weight, cost)
    return chosen


def held(world: Any, target: Target) -> float | None:
    """The chance that a wish is met where what households share is held at its path; None where places are few."""
    return target.admits if world.scenario.hold_shared else None


def places_of(world: Any, target: Target, luck: Family, cost: float = 0.0) -> int:
    """Places that the target, its budget and the public fund allow this year, in this sample of the county."""
    most: float = min(target.places, world.treasury.affords(luck.name, cost))
    if cost > 0.0:
        most = min(most, (target.budget - world.treasury.spent.get(luck.name, 0.0)) / cost)
    return scaled_places(floor(max(0.0, most)), world, luck)


def rank_of(world: Any, rank: str, rows: Whole) -> NDArray[np.float64]:
    """Who of the households in `rows` comes first, smallest number first: float64[rows]."""
    h = world.households
    if rank == "need":
        return income_per_head(world, rows)
    if rank == "richest":
        return -income_per_head(world, rows)
    if rank == "indebted":
        return np.asarray(-h.debt[rows], np.float64)
    if rank == "vulnerable":
        return np.asarray(h.able[rows].astype(np.float64) - h.ill[rows] - h.incapable[rows])
    if rank == "village":
        turns = draws(world.seed, world.replicate, VILLAGE.number, np.arange(len(world.villages)), TIMELESS)[:, 0]
        return np.asarray(turns[h.village[rows]])
    if rank == "listed":
        return np.where(h.register[rows] == LISTED, 0.0, np.where(h.register[rows] == NEVER_LISTED, 2.0, 1.0))
    return np.zeros(len(rows))


def scaled_places(places: float, world: Any, luck: Family) -> int:
    """The places of a whole county in this sample of it: fractions go up or down by a draw of programme and year."""
    u = draws(world.seed, world.replicate, ROUNDING.number, np.array([luck.number]), january(world.month))[0, 0]
    return whole(places * world.scenario.sample_fraction, float(u))


def january(month: int) -> int:
    """The January of a month's calendar year."""
    return (month - 1) // 12 * 12 + 1


def opens(world: Any, start: int) -> bool:
    """Whether this is the first month of something that starts in `start`, or of a run that begins later."""
    return bool(world.month == max(start, world.scenario.start))


def yearly_review(world: Any, start: int) -> bool:
    """Whether places are given out anew this month: in the first one, and then each January."""
    return world.month == january(world.month) or opens(world, start)
