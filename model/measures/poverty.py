"""How many are poor, how poor, how unequally, and for how long.  Poor means strictly below the line.

`income` is any welfare per head, [n]; `line` is one number or one per row, in the same unit, positive.  The measures
depend only on income over the line, so money needs no unit; all are replication invariant, so they need no sample
size either.  Fixtures: World Bank, *Handbook on Poverty and Inequality* (Haughton and Khandker 2009), chapter 4.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from model.measures.inequality import mean_difference
from model.measures.weighted import Numbers, mean, weighted


def headcount(income: ArrayLike, line: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Share of the population strictly below the line."""
    return mean(_poor(income, line), weight)


def poverty_gap(income: ArrayLike, line: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Mean shortfall as a share of the line, the non-poor counting zero (Foster, Greer and Thorbecke 1984, power 1)."""
    return mean(_shortfall(income, line), weight)


def poverty_severity(income: ArrayLike, line: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Mean squared shortfall (Foster, Greer and Thorbecke 1984, power 2): the poorest count most."""
    return mean(_shortfall(income, line) ** 2, weight)


def watts(income: ArrayLike, line: ArrayLike, weight: ArrayLike | None = None, *, floor: float | None = None) -> float:
    """Mean of ln(line / income) over all, the non-poor counting zero (Watts 1968).

    It has no value at an income of zero or less: give `floor`, the income such rows are raised to, or expect a
    ValueError.
    """
    incomes = np.asarray(income, dtype=np.float64)
    if floor is not None:
        incomes = np.maximum(incomes, floor)
    poor = _poor(incomes, line)
    if (incomes[poor] <= 0).any():
        raise ValueError("the Watts index has no value at an income of zero or less: give a positive floor")
    ratio = np.where(poor, incomes / np.asarray(line, dtype=np.float64), 1.0)
    return mean(-np.log(ratio), weight)


def sen(income: ArrayLike, line: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Sen's index H (I + (1 - I) G): headcount H, mean shortfall of the poor I, Gini coefficient among the poor G.

    Sen (1976) in its replication-invariant form (G by draws with replacement).  (1 - I) G equals half the mean
    difference of the poor's income over the line; written so, it has a value at zero and negative incomes too.
    """
    poor = _poor(income, line)
    if not poor.any():
        return headcount(income, line, weight)
    ratio = np.asarray(income, dtype=np.float64) / np.asarray(line, dtype=np.float64)
    spread = mean_difference(ratio[poor], None if weight is None else np.asarray(weight)[poor])
    share = headcount(income, line, weight)
    return poverty_gap(income, line, weight) + (share * spread / 2.0 if share > 0 else 0.0)


def sen_shorrocks_thon(income: ArrayLike, line: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Poverty gap x (1 + Gini of everybody's shortfall), the non-poor's shortfall being zero (Shorrocks 1995).

    Replication invariant; unlike Sen's index it is continuous at the line and obeys the transfer axiom throughout.
    """
    shortfall = _shortfall(income, line)
    return mean(shortfall, weight) + mean_difference(shortfall, weight) / 2.0


class PovertyOverTime(NamedTuple):
    """Poverty over several years and its two parts; total = chronic + transient."""

    total: float
    chronic: float
    transient: float


def chronic_and_transient(
    income: ArrayLike, line: ArrayLike, weight: ArrayLike | None = None, *, power: float = 2.0
) -> PovertyOverTime:
    """Jalan and Ravallion (1998): chronic is the poverty of each household's mean income, transient is the rest.

    `income` is [households, years]; `line` one number or one per year; a year's income is first divided by that
    year's line.  Poverty is the mean shortfall to `power`; at 1 or more the transient part is never negative.
    """
    relative = np.asarray(income, dtype=np.float64) / _lines(line)
    if relative.ndim != 2:
        raise ValueError("income must be [households, years]")
    total = mean(_relative_poverty(relative, power).mean(axis=1), weight)
    chronic = mean(_relative_poverty(relative.mean(axis=1), power), weight)
    return PovertyOverTime(total, chronic, total - chronic)


def _relative_poverty(relative: Numbers, power: float) -> Numbers:
    return np.where(relative < 1.0, np.maximum(1.0 - relative, 0.0) ** power, 0.0)


def _lines(line: ArrayLike) -> Numbers:
    lines = np.asarray(line, dtype=np.float64)
    if not (lines > 0).all():
        raise ValueError("a poverty line must be positive")
    return lines


def _poor(income: ArrayLike, line: ArrayLike) -> NDArray[np.bool_]:
    incomes, _ = weighted(income, None)
    return incomes < _lines(line)


def _shortfall(income: ArrayLike, line: ArrayLike) -> Numbers:
    incomes, _ = weighted(income, None)
    return np.maximum(_lines(line) - incomes, 0.0) / _lines(line)
