"""When paying for care becomes a catastrophe: three definitions that do not agree, so name the one you use.

`out_of_pocket` is what a household itself paid for care after reimbursement, `consumption` its whole consumption
including that, both in yuan per household and year, [n].  The Sustainable Development Goals count people: give
`weight` = household weight x household size.  The World Health Organization's older measure counts households.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from model.measures.weighted import Numbers, mean, quantile, weighted

# The societal poverty line in 2017 purchasing-power dollars a person and day.
INTERNATIONAL_LINE = 2.15
SOCIETAL_BASE = 1.15
SOCIETAL_SHARE = 0.5


def large_budget_share(
    out_of_pocket: ArrayLike, consumption: ArrayLike, threshold: float, weight: ArrayLike | None = None
) -> float:
    """Share spending more than `threshold` of consumption on care: indicator 3.8.2 to 2025, at .10 and at .25.

    Strictly more, and something must have been paid (United Nations, SDG indicator metadata 3.8.2, 2017-2024).
    """
    return mean(_beyond(out_of_pocket, threshold * np.asarray(consumption, dtype=np.float64)), weight)


def subsistence_spending(
    consumption: ArrayLike, food: ArrayLike, size: ArrayLike, weight: ArrayLike | None = None
) -> Numbers:
    """Subsistence spending of each household, [n]: the typical food spending per equivalent person, size ** .56.

    Typical: the weighted mean over households whose food share lies between its 45th and 55th percentile (Xu 2005,
    *Distribution of health payments and catastrophic expenditures: methodology*, WHO EIP/HSF/DP.05.2).
    """
    spent, weights = weighted(consumption, weight)
    on_food = np.asarray(food, dtype=np.float64)
    equivalents = np.asarray(size, dtype=np.float64) ** 0.56
    share = np.divide(on_food, spent, out=np.ones_like(spent), where=spent > 0)
    low, high = quantile(share, 0.45, weights), quantile(share, 0.55, weights)
    typical = (share >= low) & (share <= high)
    return mean((on_food / equivalents)[typical], weights[typical]) * equivalents


def capacity_to_pay(consumption: ArrayLike, food: ArrayLike, subsistence: ArrayLike) -> Numbers:
    """Consumption beyond subsistence, or beyond food where the household eats less than subsistence, [n] (Xu 2005)."""
    spent, on_food = np.asarray(consumption, dtype=np.float64), np.asarray(food, dtype=np.float64)
    return spent - np.minimum(on_food, np.asarray(subsistence, dtype=np.float64))


def catastrophic(
    out_of_pocket: ArrayLike,
    capacity: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    threshold: float = 0.4,
) -> float:
    """Share of households whose payments reach `threshold` of capacity to pay (at or above: Xu and others 2003)."""
    paid = np.asarray(out_of_pocket, dtype=np.float64)
    reached = (paid > 0) & (paid >= threshold * np.asarray(capacity, dtype=np.float64))
    return mean(reached, weight)


def societal_poverty_line(
    median: float, *, floor: float = INTERNATIONAL_LINE, base: float = SOCIETAL_BASE, share: float = SOCIETAL_SHARE
) -> float:
    """The higher of the international line and base + half the median consumption per head (Jolliffe and Prydz 2021).

    The defaults are 2017 purchasing-power dollars a person and day, and `median` must then be so too; in yuan a
    year give `floor` and `base` converted.
    """
    return max(floor, base + share * median)


class FinancialHardship(NamedTuple):
    """Shares of people; hardship = large + impoverishing."""

    hardship: float
    large: float
    impoverishing: float


def financial_hardship(
    out_of_pocket: ArrayLike,
    consumption: ArrayLike,
    size: ArrayLike,
    societal_line: float,
    weight: ArrayLike | None = None,
) -> FinancialHardship:
    """Indicator 3.8.2 since 2025: people whose household pays more than 40 % of its discretionary budget for care.

    The discretionary budget is consumption (or income) minus the societal poverty line, here in yuan per person and
    year, for everybody in the household; it can be negative, and then any payment is hardship.  Impoverishing: more
    than 100 %; large: the rest.  `weight` counts households; people are counted by `size`.  Source: WHO Global
    Health Observatory, indicator 376, metadata of the definition adopted by the UN in March 2025.
    """
    persons, households = weighted(size, weight)
    discretionary = np.asarray(consumption, dtype=np.float64) - societal_line * persons
    hardship = mean(_beyond(out_of_pocket, 0.4 * discretionary), persons * households)
    impoverishing = mean(_beyond(out_of_pocket, discretionary), persons * households)
    return FinancialHardship(hardship, hardship - impoverishing, impoverishing)


def _beyond(out_of_pocket: ArrayLike, limit: Numbers) -> NDArray[np.bool_]:
    paid, _ = weighted(out_of_pocket, None)
    return (paid > 0) & (paid > limit)
