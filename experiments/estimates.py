"""Estimates with honest intervals.  The run is the unit of replication: one value per replicate, never per household.

Households of one run share prices, weather and each other; pooled, they make standard errors an order of magnitude too
small.  Intervals are 95 %: Student's t over replicates for means and for paired differences, a bootstrap over
replicates for ratios.  A replicate whose value is missing (NaN) is left out; `replicates` says how many were used, and
with fewer than two of them the bounds are NaN: one run has no interval.

A share lies between 0 and 1 and a count is never negative; where Student's interval of such a level reaches beyond, it
ends at what can be.  The truth lies there, so nothing is lost of what the interval covers.  Differences have no ends.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

CONFIDENCE = 0.95
# A bootstrap of fewer cannot look beyond them: at three replicates it covers about 75 %, at five 92 %, from eight 95 %.
FEWEST_RESAMPLED = 5
RESAMPLES = 4000
BOOTSTRAP_KEY = 20131231
NEVER_NEGATIVE = ("households", "persons", "household-years", "head/person", "yuan of 2018")
RANGES: Mapping[str, tuple[float, float]] = {  # of levels, by unit; others have none
    "proportion": (0.0, 1.0), "share": (0.0, 1.0), "%": (0.0, 100.0), **dict.fromkeys(NEVER_NEGATIVE, (0.0, np.inf)),
}  # fmt: skip

type Numbers = NDArray[np.float64]


class Interval(NamedTuple):
    """A point estimate between the bounds of its 95 % interval; bounds NaN where there is none."""

    estimate: float
    low: float
    high: float


class PairedDifference(NamedTuple):
    """A policy minus the baseline on common luck, replicate by replicate.

    wrong_sign_share: share of replicates whose difference has the sign opposite to the mean's.  variance_reduction:
    1 - var(difference) / (var(policy) + var(baseline)), what common luck saved against independent luck: 1 all, 0
    nothing, negative where pairing harmed.  NaN bounds and reduction with fewer than two common replicates.
    """

    difference: float
    low: float
    high: float
    wrong_sign_share: float
    variance_reduction: float
    replicates: int

    @property
    def replicates_factor(self) -> float:
        """How many times more replicates independent luck would need for the same interval: 1 / (1 - reduction)."""
        spared = 1.0 - self.variance_reduction
        return 1.0 / spared if spared != 0.0 else float("inf")


def interval_of_mean(values: ArrayLike, unit: str = "") -> Interval:
    """Mean over replicates with Student's t interval; values [replicates].

    Given the `unit` of a level, within what that can be (`RANGES`).
    """
    known = np.asarray(values, dtype=np.float64)
    known = known[~np.isnan(known)]
    if known.size == 0:
        return Interval(float("nan"), float("nan"), float("nan"))
    spread = float(known.std(ddof=1)) if known.size > 1 else float("nan")
    estimate = float(known.mean())
    low, high = bounds_of(estimate, spread, known.size, unit)
    return Interval(estimate, float(low), float(high))


def bounds_of(
    mean: ArrayLike, spread: ArrayLike, replicates: ArrayLike, unit: str | Sequence[str] = ""
) -> tuple[Numbers, Numbers]:
    """The bounds of t intervals from means, standard deviations and numbers of replicates, one unit or one for each."""
    return within_what_can_be(mean, half_width(spread, replicates), unit)


def within_what_can_be(mean: ArrayLike, half: ArrayLike, unit: str | Sequence[str]) -> tuple[Numbers, Numbers]:
    """The bounds of intervals `half` to either side of means, ended where the unit of a level ends (`RANGES`).

    An interval holds its mean whatever the unit says.
    """
    middle, width = np.asarray(mean, dtype=np.float64), np.asarray(half, dtype=np.float64)
    units = [unit] if isinstance(unit, str) else unit
    ends = np.array([RANGES.get(each, (-np.inf, np.inf)) for each in units]).reshape(-1, 2)
    least, most = ends[0] if isinstance(unit, str) else ends.T
    low = np.maximum(middle - width, np.minimum(least, middle))
    return low, np.minimum(middle + width, np.maximum(most, middle))


def half_width(spread: ArrayLike, replicates: ArrayLike) -> Numbers:
    """Half a t interval from standard deviations and numbers of replicates; NaN below two replicates."""
    count = np.asarray(replicates, dtype=np.float64)
    enough = np.where(count > 1, count, np.nan)
    quantile = stats.t.ppf(0.5 + CONFIDENCE / 2.0, enough - 1.0)
    return np.asarray(quantile * np.asarray(spread, dtype=np.float64) / np.sqrt(enough))


def interval_of_ratio(numerators: ArrayLike, denominators: ArrayLike, *, key: int = BOOTSTRAP_KEY) -> Interval:
    """Ratio of two means over the same replicates, with a bootstrap interval over replicates.

    The expanded percentile bootstrap of Hesterberg (2015, The American Statistician 69:371): percentiles widened so
    that for a mean they agree with Student's t.  Luck is keyed and fixed: the same values give the same bounds.  A
    resample whose denominator vanishes or changes sign counts as unbounded, so a bound can be infinite.  Bounds are
    NaN with fewer than `FEWEST_RESAMPLED` replicates.
    """
    pairs = np.column_stack([np.asarray(numerators, dtype=np.float64), np.asarray(denominators, dtype=np.float64)])
    pairs = pairs[~np.isnan(pairs).any(axis=1)]
    count = len(pairs)
    if count == 0 or pairs[:, 1].mean() == 0.0:
        return Interval(float("nan"), float("nan"), float("nan"))
    estimate = float(pairs[:, 0].mean() / pairs[:, 1].mean())
    if count < FEWEST_RESAMPLED:
        return Interval(estimate, float("nan"), float("nan"))
    luck = np.random.Generator(np.random.Philox(key=key))
    totals = pairs[luck.integers(count, size=(RESAMPLES, count))].sum(axis=1) * np.sign(pairs[:, 1].mean())
    unbounded = np.where(totals[:, 0] < 0, -np.inf, np.inf)
    ratios = np.divide(totals[:, 0], totals[:, 1], out=unbounded, where=totals[:, 1] > 0)
    tail = stats.norm.cdf(-np.sqrt(count / (count - 1)) * stats.t.ppf(0.5 + CONFIDENCE / 2.0, count - 1))
    low, high = np.quantile(ratios, [tail, 1.0 - tail], method="inverted_cdf")
    return Interval(estimate, float(low), float(high))


def paired(values: pd.Series | ArrayLike, baseline: pd.Series | ArrayLike) -> PairedDifference:
    """`values` minus `baseline`, replicate by replicate, over the replicates that both have.

    Give Series indexed by replicate, or arrays whose position is the replicate.
    """
    both = pd.concat([pd.Series(values), pd.Series(baseline)], axis=1, join="inner", keys=["value", "baseline_value"])
    row = paired_by(both.assign(all=0), ["all"])
    if row.empty:
        nan = float("nan")
        return PairedDifference(nan, nan, nan, nan, nan, 0)
    return PairedDifference(*row.loc[0, list(PairedDifference._fields)])


def paired_by(pairs: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Paired differences within each group of `keys`; columns: the keys, then the fields of `PairedDifference`.

    `pairs` has one row per replicate: the keys, value, baseline_value.  Rows with a missing value are left out, and
    groups without a row; groups come sorted by the keys.
    """
    known = pairs.dropna(subset=["value", "baseline_value"])
    known = known.assign(difference=known["value"] - known["baseline_value"])
    groups = known.groupby(list(keys), dropna=False, sort=True)
    mean = groups["difference"].transform("mean")
    known = known.assign(wrong=(known["difference"] * np.sign(mean) < 0).astype(float))
    groups = known.groupby(list(keys), dropna=False, sort=True)
    columns = {
        "difference": groups["difference"].mean(),
        "spread": groups["difference"].std(),
        "value": groups["value"].var(),
        "baseline": groups["baseline_value"].var(),
        "wrong_sign_share": groups["wrong"].mean(),
        "replicates": groups["difference"].size(),
    }
    table = pd.DataFrame(columns).reset_index()
    half = half_width(table["spread"], table["replicates"])
    independent = (table["value"] + table["baseline"]).replace(0.0, np.nan)
    table = table.assign(
        low=table["difference"] - half,
        high=table["difference"] + half,
        variance_reduction=1.0 - table["spread"] ** 2 / independent,
    )
    return table[[*keys, *PairedDifference._fields]]
