"""How few places meet many wishes: the clearing, exact in any order.

All wishes are stated from the same state; the clearing gives places out by (rank, keyed draw, id); then what was
given is applied.  Openings, common fodder and programme places are cleared here.
"""

from __future__ import annotations

from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

type Mask = NDArray[np.bool_]
type Whole = NDArray[np.int64]


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
    if group is None and int(wanted.sum()) <= int(places):
        return wanted.copy()
    if group is None and wanted.dtype == bool:
        return _first(wanted, rank, luck, ids, max(0, int(places)))
    asking = np.flatnonzero(wanted)
    if group is None:
        group = np.zeros(len(wanted), np.int64)
    order = asking[_in_line(group[asking], rank[asking], luck[asking], ids[asking])]
    whose, units = group[order], wanted[order].astype(np.int64)
    before = np.cumsum(units) - units
    begins = np.diff(whose, prepend=whose[:1] - 1) != 0
    first = np.maximum.accumulate(np.where(begins, np.arange(len(whose)), 0))  # where the group of each begins
    offered = places[whose] if isinstance(places, np.ndarray) else places
    given = np.zeros_like(wanted)
    given[order] = np.clip(offered - (before - before[first]), 0, units)
    return given


def _in_line(group: Whole, rank: NDArray[Any], luck: NDArray[np.float64], ids: Whole) -> Whole:
    """The order by (group, rank, luck, id), as positions; where one number can stand for all, one is sorted."""
    if not rank.any() and luck.min(initial=0.0) >= 0.0 and luck.max(initial=0.0) < 1.0:
        key = group + luck  # exact for draws of 32 bits and groups below a million
        order = np.argsort(key)
        if (np.diff(key[order]) > 0.0).all():
            return order
    return np.lexsort([ids, luck, rank, group])


def _first(wanted: Mask, rank: NDArray[Any], luck: NDArray[np.float64], ids: Whole, places: int) -> Mask:
    """The `places` first of those who want one: what `allot` gives, sorting only where there is a tie."""
    given = np.zeros(len(wanted), bool)
    asking = np.flatnonzero(wanted)
    by, ties = (rank, [ids, luck]) if rank.any() else (luck, [ids])
    if places == 0 or len(asking) <= places:
        given[asking] = places > 0
        return given
    key = by[asking]
    last = np.partition(key, places - 1)[places - 1]
    given[asking[key < last]] = True
    level = asking[key == last]
    order = level[np.lexsort([tie[level] for tie in ties])]
    given[order[: places - int((key < last).sum())]] = True
    return given
