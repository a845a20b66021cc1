"""Which numbers matter: Morris to screen, Sobol and PAWN on the rest, all by SALib.

A sample of points is evaluated, by runs of the model or by any function of the points, in replicates on common seeds;
replicates are averaged, and the averages analysed.  What luck adds is told beside every index.  With s^2 the variance
of one run's luck at a point, r replicates and V the variance that the factors make, the noise share is
(s^2/r) / (V + s^2/r).  Were that luck independent from point to point, first-order indices would be too small by the
factor 1 - share, and every total index T would be seen as share + (1 - share) T: `without_noise` undoes this.  Keyed
luck is shared by neighbouring points, so the share is the most that luck can have done.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from experiments.headline import DONE
from experiments.plans import Sweep
from experiments.sampling import Sample
from experiments.summary import UNITS
from model.messages import _

HORIZONS = (12, 24, 36, 60)
RISKS = ("return_risk", "return_risk_both", "return_risk_any", "return_risk_all_rural")
PER_PAIR = ("cost_per_poor_year_averted", "cost_per_return_averted")
MEASURES = (
    *(name for name in UNITS if name not in (*RISKS, *PER_PAIR)),
    *(f"{name}_{horizon}" for name in RISKS for horizon in HORIZONS),
)
USUAL = ("poor_years", "sustained_exit", "return_risk_36", "public_cost")
RESAMPLES, RESAMPLES_OF_PAWN = 100, 40
SLICES, A_SLICE = 10, 10  # slices of PAWN, and the points it wants in each
DUMMY = "a number that nothing reads"
COLUMNS = ("method", "index", "factor", "other", "estimate", "low", "high", "floor", "without_noise")
INDICES = ("policy", "future", "measure", "against", *COLUMNS, "noise_share")

type Values = NDArray[np.float64]
type Evaluate = Callable[[pd.DataFrame, int], Mapping[str, ArrayLike]]


@dataclass(frozen=True, slots=True)
class Analysis:
    """What to ask of a sample: methods ("morris", "sobol", "pawn") and measures, by their columns in `runs`."""

    methods: tuple[str, ...] = ()
    measures: tuple[str, ...] = USUAL


class Output(NamedTuple):
    """A number that each run comes down to; `against` names the policy it is a difference from, on common luck."""

    measure: str
    policy: str = ""
    future: str = ""
    against: str = ""

    def __str__(self) -> str:
        minus = f" − {self.against}" if self.against else ""
        return f"{self.measure}, {self.policy}{minus}" if self.policy else self.measure


class Refused(NamedTuple):
    """An output that cannot be analysed, and why."""

    output: Output
    reason: str


class Indices(NamedTuple):
    """The indices of every output, columns `INDICES`, and the outputs that have none."""

    table: pd.DataFrame
    refused: tuple[Refused, ...]

    def _repr_html_(self) -> str:
        """For notebooks: what ranks highest for the first outputs."""
        from experiments.display import indices_html

        return indices_html(self)


def evaluated(points: pd.DataFrame, evaluate: Evaluate, replicates: int = 1) -> dict[Output, Values]:
    """Outputs [points, replicates] of a function of (points, replicate), which gives a value a point by name."""
    runs = [evaluate(points, replicate) for replicate in range(replicates)]
    return {Output(name): np.column_stack([np.asarray(run[name], np.float64) for run in runs]) for name in runs[0]}


def outputs_of(sweep: Sweep, measures: tuple[str, ...] = USUAL) -> dict[Output, Values]:
    """Measures of the runs of a sweep [points, replicates], NaN where a run failed or has none.

    Differences from the baseline come first, then the levels themselves.
    """
    runs, baseline = sweep.study.runs, sweep.study.baseline
    done = runs[runs["status"] == DONE]
    shape = {"index": sweep.points.index, "columns": pd.RangeIndex(sweep.study.manifest["replicates"])}
    levels = {
        Output(measure, str(policy), str(future)): rows.pivot(index="point", columns="replicate", values=measure)
        .reindex(**shape)
        .to_numpy(np.float64)
        for measure in measures
        if measure in done
        for (policy, future), rows in done.groupby(["policy", "future"], sort=False)
    }
    differences = {
        each._replace(against=baseline): values - levels[each._replace(policy=baseline)]
        for each, values in levels.items()
        if each.policy != baseline and each._replace(policy=baseline) in levels
    }
    return {each: values for each, values in {**differences, **levels}.items() if not np.isnan(values).all()}


def indices(sample: Sample, outputs: Mapping[Output, Values], methods: tuple[str, ...], seed: int = 1) -> Indices:
    """The indices of each output by each method. An output that misses a value, or never varies, is refused."""
    tables, refused = [], list[Refused]()
    for output, values in outputs.items():
        reason = _reason(values)
        if reason:
            refused.append(Refused(output, reason))
            continue
        share = noise_share(values)
        for method in methods:
            rows = pd.DataFrame(METHODS[method](sample, values, seed), columns=list(COLUMNS))
            tables.append(rows.assign(**output._asdict(), noise_share=share))
    found = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(INDICES))
    return Indices(found[list(INDICES)], tuple(refused))


def noise_share(values: Values) -> float:
    """The share of luck in the variance of the averages over replicates, values [points, replicates].

    Luck that strikes all points alike, as common seeds do, moves no index and does not count: the variance of one
    run's luck is what is left when each point's and each replicate's mean are taken off.  NaN below two replicates.
    """
    luck, seen = luck_of_averages(values), float(values.mean(axis=1).var(ddof=1))
    return float(np.minimum(1.0, luck / seen)) if seen > 0 else float("nan")


def luck_of_averages(values: Values) -> float:
    """The variance that luck gives to an average over replicates: s^2/r."""
    points, replicates = values.shape
    if replicates < 2 or points < 2:
        return float("nan")
    left = values - values.mean(axis=1, keepdims=True) - values.mean(axis=0, keepdims=True) + values.mean()
    return float((left**2).sum()) / ((points - 1) * (replicates - 1)) / replicates


def _reason(values: Values) -> str:
    missing = int(np.isnan(values).any(axis=1).sum())
    if missing:
        return _("{count} of {points} points have no value in every replicate").format(
            count=missing, points=len(values)
        )
    average = values.mean(axis=1)
    return _("it is the same at every point") if np.ptp(average) <= 1e-12 * np.abs(average).max() else ""


def _morris(sample: Sample, values: Values, seed: int) -> Iterator[tuple[Any, ...]]:
    """mu_star, mu and sigma of the change of an output over the whole range of a factor, in its unit."""
    from SALib.analyze import morris

    levels = sample.options.levels
    found = morris.analyze(
        sample.problem(), sample.shares, values.mean(axis=1), num_resamples=RESAMPLES, num_levels=levels, seed=seed
    )
    step = levels / (2.0 * (levels - 1))
    floor = 2.0 * np.sqrt(luck_of_averages(values) / np.pi) / step  # the mean of |e - e'| / step, e of that variance
    for place, name in enumerate(found["names"]):
        mu, sigma = (np.ma.filled(found[each], np.nan)[place] for each in ("mu", "sigma"))
        star, half = (float(found[each][place]) for each in ("mu_star", "mu_star_conf"))
        yield "morris", "mu_star", name, "", star, max(0.0, star - half), star + half, floor, np.nan
        yield "morris", "mu", name, "", float(mu), np.nan, np.nan, np.nan, np.nan
        yield "morris", "sigma", name, "", float(sigma), np.nan, np.nan, np.nan, np.nan


def _sobol(sample: Sample, values: Values, seed: int) -> Iterator[tuple[Any, ...]]:
    """First and total indices, and second ones where they were asked for: shares of the variance."""
    from SALib.analyze import sobol

    second, share, names = sample.options.second_order, noise_share(values), sample.names
    found = sobol.analyze(
        sample.problem(), values.mean(axis=1), calc_second_order=second, num_resamples=RESAMPLES, seed=seed + 1
    )
    left = 1.0 - share if share < 1.0 else np.nan
    for place, name in enumerate(names):
        first, total = float(found["S1"][place]), float(found["ST"][place])
        yield "sobol", "S1", name, "", first, *_around(first, found["S1_conf"][place]), 0.0, first / left
        yield "sobol", "ST", name, "", total, *_around(total, found["ST_conf"][place]), share, (total - share) / left
    for one, other in combinations(range(len(names)), 2) if second else ():
        both, half = float(found["S2"][one, other]), found["S2_conf"][one, other]
        yield "sobol", "S2", names[one], names[other], both, *_around(both, half), 0.0, both / left


def _pawn(sample: Sample, values: Values, seed: int) -> Iterator[tuple[Any, ...]]:
    """How far fixing a factor moves the distribution of an output: the median KS distance over slices of its range.

    Positive even for a factor that does nothing: `floor` is the upper bound of such a one, a column drawn beside.
    Intervals are percentiles of a bootstrap over points.
    """
    generator = np.random.default_rng([seed, 0])
    drawn = generator.permutation((np.arange(len(values)) + 0.5) / len(values))
    shares, average = np.column_stack([sample.shares, drawn]), values.mean(axis=1)
    slices = max(2, min(SLICES, len(values) // A_SLICE))
    estimate = pawn_medians(shares, average, slices)
    again = (generator.integers(len(values), size=len(values)) for _each in range(RESAMPLES_OF_PAWN))
    resampled = np.array([pawn_medians(shares[rows], average[rows], slices) for rows in again])
    # A resample holds points twice, which widens every distance: bounds are taken around the estimate.
    low, high = np.quantile(resampled - np.median(resampled, axis=0), [0.025, 0.975], axis=0) + estimate
    groups = sample.groups or tuple(factor.path for factor in sample.factors)
    for name in sample.names:
        own = [place for place, group in enumerate(groups) if group == name]
        bounds = (float(each[own].mean()) for each in (estimate, low, high))
        yield "pawn", "median", name, "", *bounds, float(high[-1]), np.nan


def pawn_medians(shares: Values, average: Values, slices: int) -> Values:
    """The median PAWN index of every column of `shares` [points, columns]."""
    from SALib.analyze import pawn

    names = [str(place) for place in range(shares.shape[1])]
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    return np.asarray(pawn.analyze(problem, shares, average, S=slices)["median"])


def _around(estimate: float, half: float) -> tuple[float, float]:
    return estimate - float(half), estimate + float(half)


METHODS: Mapping[str, Callable[[Sample, Values, int], Iterator[tuple[Any, ...]]]] = {
    "morris": _morris,
    "sobol": _sobol,
    "pawn": _pawn,
}
LEADING = {"morris": "mu_star", "sobol": "ST", "pawn": "median"}
