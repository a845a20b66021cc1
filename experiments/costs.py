"""What did it cost, in money of one year, and what did each averted poor-year cost?

Costs are public outlays (grants, interest subsidy, guarantee losses, delivery; never loan principal).  A cost per unit
of effect is a ratio of two uncertain differences: where the effect may be zero the ratio has no bounds, and saying so
is the answer (Fieller 1954; Briggs, O'Brien and Blackhouse 2002).
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from experiments.estimates import FEWEST_RESAMPLED, interval_of_mean, interval_of_ratio
from model.messages import _

BASE_YEAR = 2018
DISCOUNT_RATE = 0.03


def real_yuan(yuan: float, year: int, inflation: Mapping[int, float], base_year: int = BASE_YEAR) -> float:
    """`yuan` of `year` in the prices of `base_year`.

    `inflation` maps a year to its price change over the year before in percent, as the `cpi` series does; a year
    that is needed and missing raises ValueError.
    """
    first, last = sorted((year, base_year))
    missing = [y for y in range(first + 1, last + 1) if y not in inflation]
    if missing:
        raise ValueError(
            f"no inflation for {', '.join(map(str, missing))}, so {year} and {base_year} yuan do not compare"
        )
    change = float(np.prod([1.0 + inflation[y] / 100.0 for y in range(first + 1, last + 1)]))
    return yuan * change if year < base_year else yuan / change


def present_value(
    yuan_by_year: Mapping[int, float],
    inflation: Mapping[int, float],
    rate: float = DISCOUNT_RATE,
    base_year: int = BASE_YEAR,
) -> float:
    """Sum of yearly outlays in yuan of `base_year`, discounted to it at the real `rate` a year.

    Outlays before the base year are carried forward, those after it brought back; for another year of reference
    multiply by (1 + rate) ** (year - base_year), which no comparison of policies notices.  `inflation` as in
    `real_yuan`.  The rate of 3 % is the reference case of Sanders and others (2016); 0 and 5 % are alternatives.
    """
    return sum(
        real_yuan(yuan, year, inflation, base_year) * (1.0 + rate) ** (base_year - year)
        for year, yuan in sorted(yuan_by_year.items())
    )


class CostPer(NamedTuple):
    """Yuan per unit of effect with its interval; `reason` says why there is none, or what to mind, else empty."""

    estimate: float
    low: float
    high: float
    replicates: int
    reason: str


def cost_per(cost: ArrayLike, effect: ArrayLike, unit: str = "poor-year averted") -> CostPer:
    """Extra cost per unit of effect: mean cost over mean effect, both policy against baseline, one per replicate.

    A bootstrap interval over replicates (`interval_of_ratio`), given only where the 95 % t interval of the mean
    effect lies wholly above zero.  Otherwise all numbers are NaN and `reason` says why.
    """
    costs, effects = np.asarray(cost, dtype=np.float64), np.asarray(effect, dtype=np.float64)
    known = ~(np.isnan(costs) | np.isnan(effects))
    costs, effects, count = costs[known], effects[known], int(known.sum())
    refusal = _refusal(effects, unit)
    if refusal:
        return CostPer(float("nan"), float("nan"), float("nan"), count, refusal)
    ratio = interval_of_ratio(costs, effects)
    if count < FEWEST_RESAMPLED:
        return CostPer(*ratio, count, _("fewer than {count} replicates: no interval").format(count=FEWEST_RESAMPLED))
    if not np.isfinite([ratio.low, ratio.high]).all():
        return CostPer(*ratio, count, _("unbounded: among resampled replicates the effect vanishes"))
    saves = _("costs less than the baseline: a negative cost is a saving") if ratio.estimate < 0 else ""
    return CostPer(*ratio, count, saves)


def cost_per_return_averted(cost: ArrayLike, averted: ArrayLike, same_first_exits: bool) -> CostPer:
    """Extra cost per return averted; refused unless both policies have the very same first exits.

    `same_first_exits`: true where `experiments.survival.same_first_exits` holds in every replicate.
    """
    if not same_first_exits:
        nan, count = float("nan"), int(np.size(cost))
        why = _("the policy changes who leaves poverty, so its returns are not comparable")
        return CostPer(nan, nan, nan, count, why)
    return cost_per(cost, averted, "return averted")


def _refusal(effects: np.ndarray, unit: str) -> str:
    if effects.size == 0:
        return _("no common replicates")
    estimate, low, high = interval_of_mean(effects)
    if estimate <= 0.0 and not high > 0.0:
        return _("no {unit}: the effect is {estimate}").format(unit=_(unit), estimate=f"{estimate:.3g}")
    if low <= 0.0 <= high:
        message = _("unbounded: the interval of the effect contains zero ({low} to {high}, counted in {unit})")
        return message.format(low=f"{low:.3g}", high=f"{high:.3g}", unit=_(unit))
    return ""
