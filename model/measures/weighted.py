"""Rows that stand for others: what every weighted measure shares."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

type Numbers = NDArray[np.float64]


def weighted(values: ArrayLike, weight: ArrayLike | None) -> tuple[Numbers, Numbers]:
    """`values` and `weight` as float64 arrays of one shape [n]; no weight means one each.

    Raises ValueError where the shapes differ, a value is NaN, or a weight is negative or not finite.
    """
    numbers = np.asarray(values, dtype=np.float64).ravel()
    weights = np.ones(numbers.size) if weight is None else np.asarray(weight, dtype=np.float64).ravel()
    if numbers.shape != weights.shape:
        raise ValueError(f"{numbers.size} values but {weights.size} weights")
    if np.isnan(numbers).any():
        raise ValueError("a value is missing (NaN)")
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise ValueError("weights must be finite and not negative")
    return numbers, weights


def mean(values: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Weighted mean; NaN where nobody is counted.  Of a boolean array: the share for whom it is true."""
    numbers, weights = weighted(values, weight)
    total = weights.sum()
    return float((numbers * weights).sum() / total) if total > 0 else float("nan")


def quantile(values: ArrayLike, share: float, weight: ArrayLike | None = None) -> float:
    """The smallest value at or below which at least `share` (0..1) of the weight lies; NaN where nobody is counted."""
    numbers, weights = weighted(values, weight)
    numbers, weights = numbers[weights > 0], weights[weights > 0]
    if numbers.size == 0:
        return float("nan")
    order = np.argsort(numbers, kind="stable")
    below = np.cumsum(weights[order])
    rank = np.searchsorted(below, share * below[-1] * (1.0 - 1e-12), side="left")
    return float(numbers[order][min(int(rank), numbers.size - 1)])
