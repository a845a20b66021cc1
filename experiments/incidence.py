"""Estimators of what becomes of spells out of poverty: return, departure, or not yet.  Arrays in, curves out.

A spell ends by one of several causes or is censored; dissolved and departed households can never return, so one minus
Kaplan-Meier overstates return and the cumulative incidence (Aalen and Johansen 1978) is used instead.  Times are whole
months and ties are the rule: all events of a month happen together, before that month's censoring, and the estimates
are exact.  Censoring is administrative: a run ends.  Everything here describes ONE run; the run, not the household,
is the unit of replication (`experiments.estimates`).  Readable introduction: Andersen and Keiding (2012).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

type Numbers = NDArray[np.float64]

CENSORED = 0


@dataclass(frozen=True, slots=True)
class CumulativeIncidence:
    """What has become of the spells by each month: sum over causes of `incidence`, plus `out`, is one.

    times [k] distinct months since exit, increasing; incidence [causes, k] share ended by each cause at or before;
    out [k] share still out of poverty just after; at_risk [k] weight still followed just before.
    """

    times: Numbers
    incidence: Numbers
    out: Numbers
    at_risk: Numbers

    def at(self, horizons: ArrayLike) -> Numbers:
        """Incidence by the given months, [causes, horizons]; NaN beyond what anyone was followed for.

        Where the last spells all ended in events, the curve is known for ever after.
        """
        return np.array([self._step(curve, 0.0, horizons) for curve in self.incidence])

    def out_at(self, horizons: ArrayLike) -> Numbers:
        """Share still out of poverty and present just after the given months, [horizons]; NaN as for `at`."""
        return self._step(self.out, 1.0, horizons)

    def _step(self, curve: Numbers, start: float, horizons: ArrayLike) -> Numbers:
        values = step(self.times, curve, horizons, start)
        ended = self.out.size > 0 and self.out[-1] < 1e-12
        known = self.times.size > 0 and ((np.asarray(horizons) <= self.times[-1]) | ended)
        return np.where(known, values, np.nan)


def cumulative_incidence(
    durations: ArrayLike, events: ArrayLike, weights: ArrayLike | None = None, *, causes: int | None = None
) -> CumulativeIncidence:
    """Aalen-Johansen estimate from `durations` [n] in months and `events` [n]: 0 censored, 1.. the cause.

    `causes` is how many causes there are (default: the largest seen); `weights` [n] count households and default to
    one.  With a single cause this is exactly one minus Kaplan-Meier.  A duration that is negative or no whole number
    raises ValueError.
    """
    months, cause, weight = _spells(durations, events, weights)
    count = int(cause.max(initial=1)) if causes is None else causes
    if cause.max(initial=0) > count:
        raise ValueError(f"cause {cause.max()} among {count} causes")
    whole = months.astype(np.int64)
    if (whole != months).any():
        raise ValueError("durations must be whole months")
    length = int(whole.max(initial=-1)) + 1
    flat = np.bincount(cause * length + whole, weight, minlength=(count + 1) * length)
    by_month = flat.reshape(count + 1, length)
    times = np.flatnonzero(by_month.any(axis=0))
    ending = by_month[:, times]
    at_risk = ending.sum(axis=0)[::-1].cumsum()[::-1]
    out = np.cumprod(1.0 - ending[1:].sum(axis=0) / at_risk)
    before = np.concatenate(([1.0], out[:-1])) if times.size else out
    return CumulativeIncidence(times.astype(np.float64), np.cumsum(before * ending[1:] / at_risk, axis=1), out, at_risk)


def one_minus_kaplan_meier(
    durations: ArrayLike, events: ArrayLike, cause: int, weights: ArrayLike | None = None
) -> CumulativeIncidence:
    """The incidence of `cause` were the others mere censoring: never below the truth, kept for comparison only."""
    return cumulative_incidence(durations, np.asarray(events) == cause, weights, causes=1)


def hazard_by_year(curve: CumulativeIncidence, years: int) -> Numbers:
    """Probability of each cause within each year since exit, given still out when it began, [causes, years].

    A yearly probability, not a rate; NaN where nobody was out or followed.  A falling pooled hazard need not mean that
    any household's falls: the most fragile simply go first (mover-stayer).
    """
    edges = 12 * np.arange(years + 1)
    out = curve.out_at(edges[:-1])
    ended = np.diff(curve.at(edges), axis=1)
    return np.divide(ended, out, out=np.full_like(ended, np.nan), where=out > 1e-12)


def restricted_mean(curve: CumulativeIncidence, horizon: int) -> Numbers:
    """Mean months of the first `horizon` months after exit, [1 + causes]: out of poverty, then lost to each cause.

    The areas under `out` and under each incidence (Andersen 2013); they add up to `horizon`.  NaN where the horizon
    is beyond follow-up.
    """
    inside = curve.times < horizon
    edges = np.concatenate(([0.0], curve.times[inside], [float(horizon)]))
    curves = np.vstack([curve.out, curve.incidence])[:, inside]
    starts = np.concatenate(([1.0], np.zeros(len(curve.incidence))))[:, None]
    areas: Numbers = (np.hstack([starts, curves]) * np.diff(edges)).sum(axis=1)
    return np.where(np.isnan(curve.out_at([horizon])), np.nan, areas)


class MeanNumber(NamedTuple):
    """A mean number of events per household by month: times [k] and the mean [k] at or before each."""

    times: Numbers
    mean: Numbers

    def at(self, horizons: ArrayLike) -> Numbers:
        """The mean number by the given months, [horizons]; NaN beyond the longest follow-up."""
        beyond = np.asarray(horizons) > (self.times[-1] if self.times.size else -1.0)
        return np.where(beyond, np.nan, step(self.times, self.mean, horizons, 0.0))


def mean_cumulative_number(
    event_times: ArrayLike,
    event_of: ArrayLike,
    follow_up: ArrayLike,
    terminal: ArrayLike | None = None,
    weights: ArrayLike | None = None,
) -> MeanNumber:
    """Mean number of recurrent events per household by time, where a terminal event ends them (Ghosh and Lin 2000).

    `event_times` [e] and `event_of` [e], the row of the household each belongs to; `follow_up` [n] months each
    household is followed; `terminal` [n] whether follow-up ended in a terminal event rather than in censoring.  The
    estimate is the sum of S(t-) dN(t) / Y(t), S the Kaplan-Meier curve of the terminal event: the gone count as having
    no further events.  Where the censoring month of the gone is known (a run's end), it serves as their `follow_up`
    and `terminal` is not needed: same estimand, and the plain mean when all are followed equally long.
    """
    months, ended, weight = _spells(follow_up, np.zeros(np.size(follow_up)) if terminal is None else terminal, weights)
    when, who = np.asarray(event_times, dtype=np.float64), np.asarray(event_of, dtype=np.int64)
    every = np.ones(np.size(follow_up)) if weights is None else np.asarray(weights, dtype=np.float64)
    if (when > np.asarray(follow_up, dtype=np.float64)[who]).any():
        raise ValueError("an event after the end of its household's follow-up")
    times = np.unique(np.concatenate((months, when)))
    leaving = np.bincount(np.searchsorted(times, months), weight, minlength=times.size)
    gone = np.bincount(np.searchsorted(times, months), weight * ended, minlength=times.size)
    happened = np.bincount(np.searchsorted(times, when), every[who], minlength=times.size)
    at_risk = leaving[::-1].cumsum()[::-1]
    alive = np.cumprod(1.0 - gone / at_risk)
    before = np.concatenate(([1.0], alive[:-1])) if times.size else alive
    return MeanNumber(times, np.cumsum(before * happened / at_risk))


class LogRank(NamedTuple):
    """`statistic` is standard normal where the two hazards are equal, positive where the first is the higher."""

    statistic: float
    p_value: float


def log_rank(
    first_durations: ArrayLike, first_happened: ArrayLike, second_durations: ArrayLike, second_happened: ArrayLike
) -> LogRank:
    """Two-sided log-rank test of equal hazards (Mantel 1966; hypergeometric variance, ties included).

    For one cause among several give `events == cause`: it then compares cause-specific hazards.  Households of one
    run share prices and weather, so across policies its p-value is a description, never evidence.
    """
    durations = np.concatenate((np.asarray(first_durations), np.asarray(second_durations)))
    happened = np.concatenate((np.asarray(first_happened), np.asarray(second_happened))).astype(bool)
    group = np.repeat([True, False], [np.size(first_durations), np.size(second_durations)])
    times, moment = np.unique(durations, return_inverse=True)
    first, second = (np.bincount(moment[g], minlength=times.size)[::-1].cumsum()[::-1] for g in (group, ~group))
    events, of_first = (np.bincount(moment[g], minlength=times.size) for g in (happened, happened & group))
    both = first + second
    expected = events * first / both
    spread = expected * (second / both) * (both - events) / np.maximum(both - 1, 1)
    if spread.sum() <= 0:
        return LogRank(float("nan"), float("nan"))
    statistic = float((of_first - expected).sum() / np.sqrt(spread.sum()))
    return LogRank(statistic, float(2.0 * ndtr(-abs(statistic))))


def step(times: Numbers, values: Numbers, at: ArrayLike, start: float) -> Numbers:
    """A right-continuous step function, `start` before the first of `times`, read at the points `at`."""
    return np.concatenate(([start], values))[np.searchsorted(times, np.asarray(at, dtype=np.float64), side="right")]


def _spells(
    durations: ArrayLike, events: ArrayLike, weights: ArrayLike | None
) -> tuple[Numbers, NDArray[np.int64], Numbers]:
    months, cause = np.asarray(durations, dtype=np.float64), np.asarray(events).astype(np.int64)
    weight = np.ones(months.size) if weights is None else np.asarray(weights, dtype=np.float64)
    if not months.shape == cause.shape == weight.shape:
        raise ValueError(f"{months.size} durations, {cause.size} events, {weight.size} weights")
    if not (months >= 0).all() or not (weight >= 0).all() or not (cause >= 0).all():
        raise ValueError("durations, events and weights must be present and not negative")
    counted = weight > 0
    return months[counted], cause[counted], weight[counted]
