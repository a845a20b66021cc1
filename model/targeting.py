"""Who is reached: the rule, its errors, and how few places meet many wishes.

A programme reaches households in three steps, so that the order in which anyone is asked cannot matter: all wishes
are stated from the same state; the clearing allots places by (rank, keyed draw, id); then what was allotted is
applied.  All luck here is timeless and belongs to the household: who is covered at 30 % is covered at 50 % too, and
a new programme, a new neighbour or another order of the records changes nobody's draw.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from model.arithmetic import whole
from model.luck import Family, draws, family
from model.number import choice, number
from model.records import EXITED, HERE, LISTED, MONITORED, NEVER_LISTED, REMOVED, UNSAFE, Household
from model.rule import rule

type Mask = NDArray[np.bool_]
type Whole = NDArray[np.int64]

DECISIONS = ("covered", "missed", "leaked", "order")  # the lanes of every programme's family of targeting luck
COVERED, MISSED, LEAKED, ORDER = range(4)
ROUNDING = family("targeting.places", "round")
NO_LIMIT = 1_000_000_000
MARGINAL = 1.5  # lines of income per head below which a household never listed counts as marginal
HELD = 0.5  # chance of a job opening or of common fodder where these are held
TIMELESS = 0


@dataclass(frozen=True, slots=True)
class Target:
    """Who a programme is for, how well it finds them, and how many it can take.

    `who` are the households named: on the list now; `supported` (listed, monitored, or in support after exit);
    `ever_listed` and not removed as misidentified; `marginal` (never listed, income per head below 1.5 lines); or all
    `rural` ones.  `able_to_work` asks for a member who can work, or for none.  Of those named a share `missed` is
    wrongly left out; of all others a share `leaked` is wrongly taken in; of both a share `coverage` is reached at
    all, so that zero coverage reaches nobody.  Where places or budget fall short, `rank` says who comes first:
    `draw` (the same order every year), `rotation` (a new order every year), `need` (lowest income per head),
    `vulnerable` (fewest able, most ill and incapable), `listed` (before others) or `richest`; ties go by draw.
    `admits` replaces places and budget in a run that holds what households share.
    """

    who: str = choice("supported", allowed=("listed", "supported", "ever_listed", "marginal", "rural"))
    able_to_work: str = choice("any", allowed=("any", "yes", "no"))
    unsafe_house: bool = number(False, source="design", confidence="setting")
    coverage: float = number(1.0, unit="share", low=0, high=1, source="design", confidence="setting")
    missed: float = number(0.0, unit="share", low=0, high=1, source="design", confidence="setting")
    leaked: float = number(0.0, unit="share", low=0, high=1, source="design", confidence="setting")
    rank: str = choice("draw", allowed=("draw", "rotation", "need", "vulnerable", "listed", "richest"))
    places: int = number(NO_LIMIT, unit="households", low=0, high=NO_LIMIT, source="design", confidence="setting")
    budget: float = number(1e12, unit="yuan/year", low=0, high=1e12, source="design", confidence="setting")
    admits: float = number(1.0, unit="share", low=0, high=1, source="design", confidence="setting")


@rule
def entitled(h: Household, share: float) -> float:
    """The share of full support owed to a household that a programme has reached.

    `share` is what its place on the register entitles it to; who was reached without ever being listed gets all.
    """
    return 1.0 if h.register == NEVER_LISTED else share


def supported(world: Any) -> Mask:
    """Listed, monitored, or within support after exit: bool[households]."""
    h, register = world.households, world.numbers[0].register
    goes_on = register.after_exit > 0 and register.strength > 0.0
    after = (h.register == EXITED) & (h.support_until >= world.month) & bool(goes_on)
    listed: Mask = (h.where == HERE) & ((h.register == LISTED) | (h.register == MONITORED) | after)
    return listed


def income_per_head(world: Any) -> NDArray[np.float64]:
    """Fen a person in the last assessed year: float64[households]."""
    per_head: NDArray[np.float64] = world.yearbook.income / np.maximum(1, world.households.members)
    return per_head


def eligible(world: Any, target: Target) -> Mask:
    """The households that a target names: bool[households]."""
    h = world.households
    named: Mask = h.where == HERE
    if target.who == "listed":
        named = named & (h.register == LISTED)
    elif target.who == "supported":
        named = supported(world)
    elif target.who == "ever_listed":
        named = named & (world.yearbook.ever == 1) & (h.register != REMOVED)
    elif target.who == "marginal":
        low_income = income_per_head(world) < 100.0 * MARGINAL * world.county[0].line
        named = named & (h.register == NEVER_LISTED) & low_income
    if target.able_to_work != "any":
        named = named & ((h.able > 0) == (target.able_to_work == "yes"))
    return named & (h.house == UNSAFE) if target.unsafe_house else named


def reached(world: Any, target: Target, luck: Family) -> Mask:
    """The households that wish for a place: eligible and found, or leaked in, and covered: bool[households].

    `luck` is the programme's family with the lanes `DECISIONS`.  Where a village helper is real, fewer are missed
    and more of those who could take part do.
    """
    h, helpers = world.households, world.numbers[0].village_helpers
    u = draws(world.seed, world.replicate, luck.number, h.id, TIMELESS)
    helped = np.where(h.helped == 1, 1.0, 0.0) * helpers.active
    found = u[:, MISSED] >= target.missed * (1.0 - helpers.finds * helped)
    named = np.where(eligible(world, target), found, (h.where == HERE) & (u[:, LEAKED] < target.leaked))
    wishes: Mask = named & (u[:, COVERED] < target.coverage * (1.0 + helpers.take_up * helped))
    return wishes


def admitted(world: Any, target: Target, luck: Family, wishes: Mask, cost: float = 0.0, taken: int = 0) -> Mask:
    """Of those who wish, those for whom there is a place and money: bool[households].

    `cost` is what one household costs the budget in a year, in yuan; `taken` counts places that are filled already.
    """
    when = january(world.month) if target.rank == "rotation" else TIMELESS
    u = draws(world.seed, world.replicate, luck.number, world.households.id, when)[:, ORDER]
    places = places_of(world, target, luck, cost) - taken
    return allot(wishes, rank_of(world, target.rank), u, world.households.id, places, held=held(world, target))


def held(world: Any, target: Target) -> float | None:
    """The chance that a wish is met where what households share is held at its path; None where places are few."""
    return target.admits if world.scenario.hold_shared else None


def places_of(world: Any, target: Target, luck: Family, cost: float = 0.0) -> int:
    """Places that the target and its budget allow this year, in this sample of the county."""
    affordable = target.budget / cost if cost > 0.0 else NO_LIMIT
    return scaled_places(min(target.places, affordable), world, luck)


def rank_of(world: Any, rank: str) -> NDArray[np.float64]:
    """Who comes first, smallest number first: float64[households]."""
    h = world.households
    if rank == "need":
        return income_per_head(world)
    if rank == "richest":
        return -income_per_head(world)
    if rank == "vulnerable":
        return np.asarray(h.able.astype(np.float64) - h.ill - h.incapable)
    return np.where(supported(world), 0.0, 1.0) if rank == "listed" else np.zeros(len(h))


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
    return opens(world, start) or world.month == january(world.month)


def admit_units(world: Any, units: Whole, luck: NDArray[np.float64], ids: Whole, places: int) -> Whole:
    """Clear wishes for units of something shared, by lot: int64[n], what each of `ids` gets.

    Where what is shared is held, each wish is met in full with the chance `HELD`, whatever the others wish.
    """
    chance = HELD if world.scenario.hold_shared else None
    return allot(units, np.zeros(len(units)), luck, ids, places, held=chance)


@overload
def allot(
    wanted: Mask,
    rank: NDArray[Any],
    luck: NDArray[np.float64],
    ids: Whole,
    places: int | Whole,
    *,
    group: NDArray[Any] | None = None,
    held: float | None = None,
) -> Mask: ...
@overload
def allot(
    wanted: Whole,
    rank: NDArray[Any],
    luck: NDArray[np.float64],
    ids: Whole,
    places: int | Whole,
    *,
    group: NDArray[Any] | None = None,
    held: float | None = None,
) -> Whole: ...
def allot(
    wanted: NDArray[Any],
    rank: NDArray[Any],
    luck: NDArray[np.float64],
    ids: Whole,
    places: int | Whole,
    *,
    group: NDArray[Any] | None = None,
    held: float | None = None,
) -> NDArray[Any]:
    """Give out places by (rank, luck, id), smallest first, until they are gone; exact, in whatever order asked.

    wanted: bool[n], or int64[n] units of which the last one served may get a part; rank, luck, ids: [n], ids unique;
    places: a whole number, or one for each group where `group` (int[n]) says whose places a wish is for; below zero
    counts as none.  With `held` nothing is shared: each wish is met with that probability, on its own draw.  Returns
    the like of `wanted`.  Raises TypeError on units that are not whole.
    """
    if wanted.dtype.kind not in "bi":
        raise TypeError(f"wishes are yes or no, or whole units, not {wanted.dtype}")
    if held is not None:
        return np.where(luck < held, wanted, wanted.dtype.type(0))
    asking = np.flatnonzero(wanted)
    group = np.zeros(len(wanted), np.int64) if group is None else group
    order = asking[np.lexsort((ids[asking], luck[asking], rank[asking], group[asking]))]
    whose, units = group[order], wanted[order].astype(np.int64)
    before = np.cumsum(units) - units
    first = np.searchsorted(whose, whose)  # where the group of each begins
    offered = places[whose] if isinstance(places, np.ndarray) else places
    given = np.zeros_like(wanted)
    given[order] = np.clip(offered - (before - before[first]), 0, units)
    return given
