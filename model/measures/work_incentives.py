"""What is left of the next yuan earned, and where earning more makes a household poorer."""

import numpy as np
from numpy.typing import ArrayLike

from model.measures.weighted import Numbers


def effective_marginal_tax_rate(earned: ArrayLike, kept: ArrayLike) -> Numbers:
    """Share of each step in earnings lost to charges and withdrawn support, [n - 1]: 1 - change kept / change earned.

    `earned` (strictly increasing) and `kept` (earnings plus support minus charges) are yuan a year along a schedule
    for one household, [n].  Zero: all is kept; one: nothing; above one: a cliff; below zero: support grows.
    """
    steps = np.diff(np.asarray(earned, dtype=np.float64))
    if not (steps > 0).all():
        raise ValueError("earnings must increase along the schedule")
    return 1.0 - np.diff(np.asarray(kept, dtype=np.float64)) / steps


def deepest_cliff(kept: ArrayLike) -> float:
    """The largest fall of what is kept from any earlier, lower earnings, in yuan a year; zero where there is none."""
    schedule = np.asarray(kept, dtype=np.float64)
    return float((np.maximum.accumulate(schedule) - schedule).max(initial=0.0))
