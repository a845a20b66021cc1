"""Same-luck twins: a household under a mix beside itself, on the same luck, without one part of it or one hazard.

Both runs begin with the same people, so that the same row of both is the same household.  Households are those
listed at the start, which no policy chooses; numbers are of the whole county.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.result import OUTCOMES, Result

type Rows = NDArray[np.bool_]

ALL = "all"
RETURNED = OUTCOMES.index("returned")
INDEBTED = 10_000.0  # yuan


class Twin(NamedTuple):
    """Of one kind of household: how many there are, and whom a part of the mix saved, harmed or left as they were.

    Saved is who is poor in fewer Decembers with it than without, harmed who is in more; `poor_years` are the
    Decembers in poverty that it averted, harm taken off.
    """

    trait: str
    kind: str
    households: float
    saved: float
    harmed: float
    persons: float
    saved_persons: float
    harmed_persons: float
    poor_years: float


def kinds_of(start: dict[str, Any]) -> Iterator[tuple[str, str, Rows]]:
    """Kinds of households by what they were at the start: trait, kind, whether each is of it."""
    able, cattle, debt = start["able"], start["cows"], start["debt"]
    yield ALL, ALL, np.ones(len(able), np.bool_)
    yield "illness", "nobody ill", ~start["ill"]
    yield "illness", "somebody ill", start["ill"]
    yield "labour", "nobody able to work", able == 0
    yield "labour", "one able to work", able == 1
    yield "labour", "two or more able", able >= 2
    yield "herd", "no cattle", cattle == 0
    yield "herd", "one or two head", (cattle > 0) & (cattle < 3)
    yield "herd", "three head or more", cattle >= 3
    yield "debt", "no debt", debt == 0
    yield "debt", "up to 10,000 yuan", (debt > 0) & (debt <= INDEBTED)
    yield "debt", "more than 10,000 yuan", debt > INDEBTED


def twins_of(mix: Result, without: Result) -> list[Twin]:
    """Those listed at the start under a mix, beside their twins without a part of it, by kind."""
    alike(mix, without)
    start = mix.start_rows
    fewer = without.start_rows["poor_years"] - start["poor_years"]
    persons = start["size"] * mix.weight
    rows = []
    for trait, kind, here in kinds_of(start):
        of_kind = here & start["listed"]
        chosen = (of_kind, of_kind & (fewer > 0), of_kind & (fewer < 0))
        households = [mix.weight * float(each.sum()) for each in chosen]
        people = [float(persons[each].sum()) for each in chosen]
        rows.append(Twin(trait, kind, *households, *people, mix.weight * float(fewer[of_kind].sum())))
    return rows


def returns_averted(mix: Result, without: Result, every: int) -> tuple[float, float, float]:
    """Returns of those listed at the start: under the mix, of these without a hazard averted, and all without it.

    A return is averted where the twin is not poor in the December of the return, or has left by then.  `every` is the
    number of months between assessments.
    """
    alike(mix, without)
    rows, when = _returns(mix, every)
    return (
        mix.weight * len(rows),
        mix.weight * float((~without.poor[when, rows]).sum()),
        mix.weight * len(_returns(without, every)[0]),
    )


def alike(mix: Result, without: Result) -> None:
    """Raises ValueError where two runs did not begin with the same households."""
    if not np.array_equal(mix.start_rows["household"], without.start_rows["household"]):
        raise ValueError("the two runs did not begin with the same households, so there are no twins")


def _returns(result: Result, every: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row of the household and number of the assessment of each return of those listed at the start."""
    spells, start = result.spell_rows, result.start_rows
    order = np.argsort(start["household"])
    back = (spells["outcome"] == RETURNED) & spells["cohort"]
    known = np.isin(spells["household"], start["household"])  # a home founded since was nobody at the start
    back &= known
    rows = order[np.searchsorted(start["household"], spells["household"][back], sorter=order)]
    return rows, (spells["end_month"][back] + 1) // every - 1
