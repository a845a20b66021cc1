"""How much of what is seen over draws of parameters is the parameters, and how much is luck.

Every draw is run in every replicate, and replicates share their luck across draws, so the table is crossed, not nested:
value[draw, replicate] = mean + a[draw] + c[replicate] + e[draw, replicate], all random.  Mean squares give the three
variances without bias (Searle, Casella and McCulloch 1992, Variance Components, chapter 4), normal or not.  Taking
replicates as nested in draws would set all of luck against the draws and make their variance too small by that of
c / replicates.  An estimate can be negative where the truth is near 0; it is told as it is, for cut off it is biased.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from experiments.estimates import CONFIDENCE


class VarianceSplit(NamedTuple):
    """A mean over draws and replicates, its two intervals (95 %), and the variances behind them.

    `low`, `high`: where the model's mean lies, the parameters being uncertain; `low_luck`, `high_luck`: Monte Carlo
    error of the estimate alone, draws held.  between_draws, common_luck and own_luck are variances of a single value:
    of parameters, of luck that strikes all draws alike, and of the rest.  `monte_carlo` is the variance that luck
    leaves in the mean.
    """

    estimate: float
    low: float
    high: float
    low_luck: float
    high_luck: float
    between_draws: float
    common_luck: float
    own_luck: float
    monte_carlo: float
    draws: int
    replicates: int


def variance_split(values: ArrayLike) -> VarianceSplit:
    """The split of values [draws, replicates].

    Draws without a value in every replicate are left out.  What needs two draws or two replicates is NaN without.
    """
    table = np.asarray(values, dtype=np.float64)
    table = table[~np.isnan(table).any(axis=1)]
    draws, replicates = table.shape
    if draws < 2 or replicates < 2:
        estimate = float(table.mean()) if table.size else float("nan")
        return VarianceSplit(estimate, *[float("nan")] * 8, draws, replicates)
    of_draws, of_replicates, rest = _mean_squares(table)
    between, common = (of_draws - rest) / replicates, (of_replicates - rest) / draws
    # Draws held, luck leaves common/R + own/(D R); both are in the mean square of replicates.
    monte_carlo = of_replicates / (draws * replicates)
    mean, half_luck = float(table.mean()), _quantile(replicates) * np.sqrt(monte_carlo)
    spread = max(0.0, between) * (1.0 + 1.0 / draws) + monte_carlo
    half = max(_quantile(draws) * float(np.sqrt(spread)), half_luck)
    return VarianceSplit(
        mean, mean - half, mean + half, mean - half_luck, mean + half_luck, between, common, rest, monte_carlo, draws,
        replicates,
    )  # fmt: skip


def _mean_squares(table: np.ndarray) -> tuple[float, float, float]:
    """Of draws, of replicates and of what both leave."""
    draws, replicates = table.shape
    mean, by_draw, by_replicate = table.mean(), table.mean(axis=1), table.mean(axis=0)
    left = table - by_draw[:, None] - by_replicate[None, :] + mean
    return (
        replicates * float(((by_draw - mean) ** 2).sum()) / (draws - 1),
        draws * float(((by_replicate - mean) ** 2).sum()) / (replicates - 1),
        float((left**2).sum()) / ((draws - 1) * (replicates - 1)),
    )


def _quantile(count: int) -> float:
    return float(stats.t.ppf(0.5 + CONFIDENCE / 2.0, count - 1))
