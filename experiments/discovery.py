"""Where a mix fails: the Patient Rule Induction Method (PRIM) of the EMA Workbench, by a stated rule, resampled.

A row is a point under one future; it fails where its measure, averaged over replicates on common seeds, lies beyond a
threshold.  PRIM peels the ranges to a box in which failures gather.  Coverage is the share of all failures that lie in
the box, density the share of the rows in the box that fail, mass the share of all rows that lie in it.

PRIM peels twice: by the mean of what is left (Friedman and Fisher 1999), which goes on to the least mass, and by the
gain of the mean per row peeled, which is fairer to futures.  The box is chosen by a rule, not by hand: of all boxes on
both paths the one whose coverage exceeds its mass the most, which holds more failures beyond its share than any other
(of equals the one with fewer limits); from it limits are dropped, the weakest first, until every quasi-p-value (Bryant
and Lempert 2010) lies below `SIGNIFICANT`.  The same rule is applied to resamples of the points, all rows of a point
together, and what a resample finds is held against the points that it left out.
"""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.extras import extra
from experiments.sensitivity import Values

FUTURE = "future"
SIGNIFICANT = 0.05
ABOVE, BELOW, AMONG = "above", "below", "among"
SIDES = (ABOVE, BELOW)
WITHIN_LUCK = 1.96  # standard errors
PATHS = ("ORIGINAL", "LENIENT1")  # as the Workbench calls what PRIM maximises: the mean, and its gain per row
TRAJECTORY = ("path", "step", "coverage", "density", "mass", "limits", "chosen")

type Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Criterion:
    """Failure: a measure, or its difference from the policy `against`, on one `side` of a threshold, in its unit."""

    measure: str
    side: str
    threshold: float
    against: str = ""

    def failed(self, values: Values) -> Flags:
        """Which of the values fail."""
        return values < self.threshold if self.side == BELOW else values > self.threshold


@dataclass(frozen=True, slots=True)
class Peeling:
    """How PRIM works: the least mass of a box, the share peeled at a time; how often points are resampled."""

    mass: float = 0.05
    peel: float = 0.05
    resamples: int = 50
    seed: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Rows that were judged.

    `x` has a column a number, and `future` where there are several; beside it stand the point of each row, its value
    and whether it fails.  `near` says that the value lies within luck of the threshold; it is None where there is one
    replicate and nothing can be told.  `left_out` rows had no value in every replicate.
    """

    x: pd.DataFrame
    points: NDArray[np.int64]
    values: Values
    failed: Flags
    near: Flags | None
    left_out: int = 0


class Limit(NamedTuple):
    """One limit of a box: the factor lies above or below a number, or among some futures."""

    factor: str
    side: str
    at: Any
    quasi_p: float = float("nan")

    @property
    def name(self) -> tuple[str, str]:
        """Factor and side: what is looked for in resamples."""
        return self.factor, self.side


class Fit(NamedTuple):
    """How a box fits some rows: coverage, density, mass; NaN where there is nothing to divide by."""

    coverage: float
    density: float
    mass: float


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """A box, how it fits the rows it was found in, and the path of PRIM, columns `TRAJECTORY`."""

    limits: tuple[Limit, ...]
    fit: Fit
    trajectory: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class Stability:
    """What resamples of the points found.

    `again`: of each limit of the box the share of resamples in which the factor is limited on that side, and the 95 %
    range of where; for futures, the share in which the same futures are left.  `fits`: coverage and density of each
    resample's box on the points it left out.  `overlap`: rows in both boxes as a share of rows in either, on average.
    """

    again: Mapping[tuple[str, str], tuple[float, float, float]]
    fits: pd.DataFrame
    overlap: float


@dataclass(frozen=True, slots=True, eq=False)
class Discovery:
    """What was asked of the rows of one policy, and the box found; None where all or nothing fails."""

    criterion: Criterion
    judged: Judged
    peeling: Peeling
    box: Box | None = None
    stability: Stability | None = None
    policy: str = ""
    units: Mapping[str, str] = field(default_factory=dict)

    def _repr_html_(self) -> str:
        """For notebooks: the limits of the box, and what was found in words."""
        from experiments.display import discovery_html

        return discovery_html(self)


def judged(points: pd.DataFrame, values: Mapping[str, Values], criterion: Criterion) -> Judged:
    """The rows of points under each future; `values` [points, replicates] by future."""
    futures, frames, means, errors = list(values), [], [], []
    for future, runs in values.items():
        frames.append(points.assign(**{FUTURE: future}) if len(futures) > 1 else points)
        means.append(runs.mean(axis=1))
        errors.append(np.full(len(runs), _standard_error(runs)))
    x, mean, error = pd.concat(frames), np.concatenate(means), np.concatenate(errors)
    known = ~np.isnan(mean)
    near = np.abs(mean - criterion.threshold) <= WITHIN_LUCK * error
    return Judged(
        x[known].reset_index(drop=True), x.index.to_numpy(np.int64)[known], mean[known], criterion.failed(mean[known]),
        None if np.isnan(error).all() else near[known], int((~known).sum()),
    )  # fmt: skip


def _standard_error(runs: Values) -> float:
    """Of a mean over replicates, from the variance within points, pooled; NaN with one replicate."""
    replicates = runs.shape[1]
    known = runs[~np.isnan(runs).any(axis=1)]
    if replicates < 2 or not len(known):
        return float("nan")
    return float(np.sqrt(known.var(axis=1, ddof=1).mean() / replicates))


def discover(rows: Judged, criterion: Criterion, peeling: Peeling | None = None, **about: Any) -> Discovery:
    """The box in which failures gather, and how far resamples find it again; `about` are policy and units.

    Raises StudyError where the EMA Workbench is not installed.
    """
    peeling = peeling or Peeling()
    if not rows.failed.any() or rows.failed.all():
        return Discovery(criterion, rows, peeling, **about)
    box = found_box(rows.x, rows.failed, peeling)
    return Discovery(criterion, rows, peeling, box, resampled(rows, box, peeling), **about)


def found_box(x: pd.DataFrame, failed: Flags, peeling: Peeling) -> Box:
    """The box of some rows by the rule of this file; without limits where none is significant."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the Workbench uses what pandas 4 will not have
        return _chosen_box(x, failed, peeling)


def _chosen_box(x: pd.DataFrame, failed: Flags, peeling: Peeling) -> Box:
    categories = {str(name): sorted(set(x[name])) for name in x if not is_number(x[name])}
    boxes = _prim(x, failed, categories, peeling)
    path = pd.concat([box.peeling_trajectory.assign(path=name) for name, box in boxes.items()], ignore_index=True)
    path = path.rename(columns={"id": "step", "res_dim": "limits"})
    beyond = (path["coverage"] - path["mass"]).round(12)
    best = path.assign(beyond=beyond).sort_values(["beyond", "limits"], ascending=[False, True], kind="stable").index[0]
    limits = _significant(boxes[path.loc[best, "path"]], int(path.loc[best, "step"]), x, categories)
    return Box(limits, fit(x, failed, limits), path.assign(chosen=path.index == best)[list(TRAJECTORY)])


def is_number(column: pd.Series) -> bool:
    """Whether a column has an order and distances; switches have none."""
    return pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype)


def fit(x: pd.DataFrame, failed: Flags, limits: Sequence[Limit]) -> Fit:
    """Coverage, density and mass of a box on some rows."""
    within = inside(x, limits)
    shares = ((within & failed).sum() / whole if whole else np.nan for whole in (failed.sum(), within.sum()))
    return Fit(*map(float, shares), float(within.mean()))


def inside(x: pd.DataFrame, limits: Sequence[Limit]) -> Flags:
    """Which rows lie in a box."""
    within = np.ones(len(x), dtype=bool)
    for limit in limits:
        column = x[limit.factor]
        held = {ABOVE: column.ge, BELOW: column.le, AMONG: column.isin}[limit.side](limit.at)
        within &= held.to_numpy(bool)
    return within


def resampled(rows: Judged, box: Box, peeling: Peeling) -> Stability:
    """The same search in resamples of the points, drawn with replacement; the point is the unit, not the run."""
    generator = np.random.default_rng([peeling.seed, 0])
    names, members = np.unique(rows.points), {point: np.flatnonzero(rows.points == point) for point in rows.points}
    within = inside(rows.x, box.limits)
    found, fits, overlaps = list[dict[tuple[str, str], Any]](), list[Fit](), list[float]()
    for _resample in range(peeling.resamples):
        drawn = generator.choice(names, size=len(names))
        bag = np.concatenate([members[point] for point in drawn])
        out = ~np.isin(rows.points, drawn)
        limits = _limits_in(rows, bag, peeling)
        found.append({limit.name: limit.at for limit in limits})
        fits.append(fit(rows.x[out], rows.failed[out], limits))
        theirs = inside(rows.x, limits)
        overlaps.append(float((within & theirs).sum() / max(1, (within | theirs).sum())))
    again = {limit.name: _again(limit, [each.get(limit.name) for each in found]) for limit in box.limits}
    return Stability(again, pd.DataFrame(fits), float(np.mean(overlaps)) if overlaps else float("nan"))


def _limits_in(rows: Judged, bag: NDArray[np.int64], peeling: Peeling) -> tuple[Limit, ...]:
    failed = rows.failed[bag]
    if not failed.any() or failed.all():
        return ()
    return found_box(rows.x.iloc[bag].reset_index(drop=True), failed, peeling).limits


def _again(limit: Limit, found: Sequence[Any]) -> tuple[float, float, float]:
    """How often a limit was found again, and between which values 95 % of its finds lie."""
    if limit.side == AMONG:
        return float(np.mean([each == limit.at for each in found])), float("nan"), float("nan")
    known = np.array([each for each in found if each is not None], np.float64)
    low, high = np.quantile(known, [0.025, 0.975]) if len(known) else (np.nan, np.nan)
    return len(known) / len(found), float(low), float(high)


def _prim(x: pd.DataFrame, failed: Flags, categories: Mapping[str, Sequence[Any]], peeling: Peeling) -> dict[str, Any]:
    """The paths of PRIM.  Categories go in as numbered, for a set of words has another order in every process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells of back ends that are not installed and not needed here
        prim = extra("ema_workbench.analysis.prim", "study")
    coded = {
        str(name): pd.Series(pd.Categorical(x[name], categories[str(name)]).codes.astype(int), dtype=object)
        if str(name) in categories
        else x[name].astype(np.float64)
        for name in x
    }
    table = pd.DataFrame({name: column.to_numpy() for name, column in coded.items()})
    varies = [name for name in table if table[name].nunique() > 1]
    how = {"mass_min": peeling.mass, "peel_alpha": peeling.peel}
    aims = {name: prim.PRIMObjectiveFunctions[name] for name in PATHS}
    return {name: prim.Prim(table[varies], failed, obj_function=aim, **how).find_box() for name, aim in aims.items()}


def _significant(box: Any, step: int, x: pd.DataFrame, categories: Mapping[str, Sequence[Any]]) -> tuple[Limit, ...]:
    """The limits of one step of the path, without those that chance would have given as well."""
    box.select(step)
    while True:
        limits = tuple(_limits(box, step, categories))
        weak = max(limits, key=lambda each: each.quasi_p, default=None)
        if weak is None or weak.quasi_p < SIGNIFICANT:
            return limits
        wider = box.box_lims[step].copy()
        ends = [0, 1] if weak.side == AMONG else [SIDES.index(weak.side)]
        wider.loc[ends, weak.factor] = box.box_lims[0].loc[ends, weak.factor]
        box.update(wider, np.flatnonzero(inside(x, [each for each in limits if each is not weak])))
        step = len(box.box_lims) - 1


def _limits(box: Any, step: int, categories: Mapping[str, Sequence[Any]]) -> Iterator[Limit]:
    """The limits of one step of the path, with their quasi-p-values."""
    now, whole, chances = box.box_lims[step], box.box_lims[0], box.p_values[step]
    for name in now:
        if name in categories:
            left = now.loc[0, name]
            if left != whole.loc[0, name]:
                among = tuple(each for code, each in enumerate(categories[name]) if code in left)
                yield Limit(str(name), AMONG, among, float(chances[name][0]))
        else:
            for end, side in enumerate(SIDES):
                if now.loc[end, name] != whole.loc[end, name]:
                    yield Limit(str(name), side, float(now.loc[end, name]), float(chances[name][end]))
