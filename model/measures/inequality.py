"""How unequal: the mean difference between two people, and the Gini coefficient built on it."""

import numpy as np
from numpy.typing import ArrayLike

from model.measures.weighted import mean, weighted


def mean_difference(values: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Gini's mean difference: the expected |x - y| of two draws with replacement, in the unit of `values`.

    With replacement, so that writing every person down twice changes nothing (replication invariance).
    """
    numbers, weights = weighted(values, weight)
    total = weights.sum()
    if total <= 0:
        return float("nan")
    order = np.argsort(numbers, kind="stable")
    numbers, weights = numbers[order] - numbers[order[0]], weights[order]
    below = np.cumsum(weights)
    return float(2.0 * (weights * numbers * (2.0 * below - weights - total)).sum() / total**2)


def gini(values: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Gini coefficient: half the mean difference over the mean, 0 when all are equal; NaN unless the mean is positive.

    Replication invariant: n people of whom one has everything score 1 - 1/n.  Negative values are allowed and can
    carry it above one.
    """
    average = mean(values, weight)
    return mean_difference(values, weight) / (2.0 * average) if average > 0 else float("nan")
