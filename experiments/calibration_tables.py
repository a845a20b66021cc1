"""The tables of a calibration, and what it found in words."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import words
from experiments.calibration import FIRST, SEARCH, WAVE, Calibration
from experiments.calibration_posterior import IMPLAUSIBLE
from experiments.sensitivity import luck_of_averages
from experiments.variance_split import variance_split
from model.messages import _

REGION = (0.05, 0.95)
UNINFORMED = 0.1  # of its width: what is narrowed by less is not told from its prior
CLOSE_TO_AN_END = 0.02  # of the range
RIDGE = 0.5
FAR = 2.0  # tolerances, or standard deviations of an emulator
PARAMETERS = ("path", "unit", "low", "high", "best", "median", "low_90", "high_90", "narrowed", "informed", "truth",
              "ridge_with", "correlation", "confidence", "source")  # fmt: skip
TARGETS = ("target", "use", "measure", "per", "year", "reported", "tolerance", "best", "simulated", "low", "high",
           "low_luck", "high_luck", "misfit", "sd_parameters", "sd_luck", "before_low", "before_high",
           "source")  # fmt: skip

type Values = NDArray[np.float64]


def parameters_table(found: Calibration) -> pd.DataFrame:
    """A row a parameter: its range, best fit, posterior median and 90 % interval, and how much narrower that is.

    `narrowed` is the share by which the interval is shorter than that of the prior; `ridge_with` the parameter whose
    draws go with its own most, and their rank `correlation`; `truth` NaN where it is not known.
    """
    synthetic, draws, ridges = found.question.synthetic, found.draws, correlations(found)
    best = found.values_of(found.runs.shares[[found.best]]).iloc[0]
    rows = []
    for place, factor in enumerate(found.question.factors):
        low, median, high = np.quantile(draws[factor.path], [REGION[0], 0.5, REGION[1]], method="closest_observation")
        width = np.ptp(np.quantile(found.posterior.draws[:, place], REGION))
        narrowed = max(0.0, 1.0 - float(width) / float(np.ptp(REGION)))
        others = ridges[place].copy()
        others[place] = 0.0
        other = int(np.argmax(np.abs(others)))
        beside = (found.question.factors[other].path, others[other]) if len(others) > 1 else ("", np.nan)
        truth = synthetic.truth[factor.path] if synthetic else np.nan
        own = (factor.path, factor.unit, factor.low, factor.high, best[factor.path], median, low, high, narrowed)
        rows.append((*own, narrowed >= UNINFORMED, truth, *beside, factor.confidence, factor.source))
    return pd.DataFrame(rows, columns=list(PARAMETERS))


def correlations(found: Calibration) -> Values:
    """Rank correlations of the draws [parameters, parameters]."""
    ranks = np.argsort(np.argsort(found.posterior.draws, axis=0), axis=0)
    return np.atleast_2d(np.corrcoef(ranks, rowvar=False))


def targets_table(found: Calibration) -> pd.DataFrame:
    """A row a target or check: reported, simulated over the draws that were run, and the misfit in tolerances.

    `low`, `high` (95 %) hold the uncertainty of parameters and luck, `low_luck`, `high_luck` that of luck alone;
    `sd_parameters` and `sd_luck` are the standard deviations behind them, NaN where a variance is estimated below 0;
    `before_low`, `before_high` are where 90 % of the first points lie; `best` is NaN for checks.
    """
    at_best = iter(found.runs.values[:, found.best].mean(axis=1))
    rows = []
    for target, drawn, before in zip(found.targets, found.shown, found.prior, strict=True):
        split = variance_split(drawn)
        deviations = [np.sqrt(each) if each >= 0 else np.nan for each in (split.between_draws, split.monte_carlo)]
        spread = np.nanquantile(before.mean(axis=1), REGION) if np.isfinite(before).any() else (np.nan, np.nan)
        asked = ("calibrate" if target.fitted else "check", target.measure, target.per, target.year)
        reported = (target.value, target.tolerance, next(at_best) if target.fitted else np.nan)
        simulated = (split.estimate, split.low, split.high, split.low_luck, split.high_luck)
        misfit = float(target.misfit(split.estimate))
        rows.append((target.name, *asked, *reported, *simulated, misfit, *deviations, *spread, target.source))
    return pd.DataFrame(rows, columns=list(TARGETS)).astype({"year": "Int64"})


def points_table(found: Calibration) -> pd.DataFrame:
    """A row a point that was run: its phase, parameters, the mean of each fitted target, and the misfit."""
    means = found.runs.values.mean(axis=2)
    targets = {target.name: values for target, values in zip(found.fitted, means, strict=True)}
    points = found.values_of(found.runs.shares)
    return pd.DataFrame({"phase": found.runs.phases, **points, **targets, "misfit": found.misfits})


def emulator_errors(found: Calibration) -> Values:
    """How far the draws that were run lie from what was emulated, in standard deviations [fitted targets, draws]."""
    shares = found.posterior.draws[: found.question.effort.shown]
    fitted = found.shown[[target.fitted for target in found.targets]]
    errors = []
    for emulator, values in zip(found.likelihood.emulators, fitted, strict=True):
        mean, variance = emulator(shares)
        known = ~np.isnan(values).any(axis=1)
        errors.append((values.mean(axis=1) - mean) / np.sqrt(variance + luck_of_averages(values[known])))
    return np.array(errors)


def finding(found: Calibration) -> str:
    """One paragraph: what was asked, how well it fits, what is known of each parameter, and what checks say."""
    parameters, targets = parameters_table(found), targets_table(found)
    parts = [_asked(found), _fit(found), *_intervals(parameters), _ridge(parameters), _truth(found, parameters)]
    parts += [_luck(targets), _checks(targets), _emulated(found)]
    return words.paragraph(parts)


def _asked(found: Calibration) -> str:
    plan, effort, phases = found.question.asked.plan, found.question.effort, found.runs.phases
    counts = {name: phases.count(name) for name in (FIRST, SEARCH, WAVE)}
    asked = _(
        "Calibrated {parameters} parameters on {targets} targets: {first} points that fill the ranges, {search} of a "
        "search, {wave} of a wave and {shown} draws, each run {replicates} times on common luck."
    )
    return asked.format(
        parameters=len(found.question.factors), targets=len(found.fitted), shown=effort.shown,
        replicates=plan.replicates, **counts,
    )  # fmt: skip


def _fit(found: Calibration) -> str:
    misfit, left = float(found.misfits[found.best]), found.posterior.open_share
    if misfit > IMPLAUSIBLE:
        said = _("No point fits: the best misses the targets by {misfit:.2g} tolerances (root mean square), so either "
                 "the ranges, the tolerances or the model are wrong, and the posterior says little.")  # fmt: skip
        return said.format(misfit=misfit)
    said = _("The best fit misses them by {misfit:.2g} tolerances (root mean square); {ruled:.0f} % of the ranges are "
             "ruled out.")  # fmt: skip
    return said.format(misfit=misfit, ruled=100 * (1 - left))


def _intervals(parameters: pd.DataFrame) -> Iterator[str]:
    """What is known of each parameter, the best known first; then those that the targets say nothing of."""
    told = parameters[parameters["informed"]].sort_values("narrowed", ascending=False, kind="stable")
    said = _("`{path}` is {median} [{low}, {high}] (90 %), narrowed by {narrowed:.0f} %{end}")
    if len(told):
        yield "; ".join(
            said.format(
                path=row.path, median=words.amount(row.median, 2), low=words.amount(row.low_90, 2),
                high=words.amount(row.high_90, 2), narrowed=100 * row.narrowed, end=_end(row),
            )
            for row in told.itertuples()
        ) + "."  # fmt: skip
    if left := [f"`{path}`" for path in parameters.loc[~parameters["informed"], "path"]]:
        yield _("Of {paths} alone these targets say next to nothing.").format(paths=", ".join(left))


def _end(row: tuple) -> str:
    """That the best fit lies at an end of the range, if it does."""
    room = CLOSE_TO_AN_END * (row.high - row.low)
    ends = {_("low"): row.best <= row.low + room, _("high"): row.best >= row.high - room}
    met = [name for name, holds in ends.items() if holds]
    return _(" and fits best at the {end} end of its range").format(end=met[0]) if met else ""


def _ridge(parameters: pd.DataFrame) -> str:
    """The strongest ridge, if there is one."""
    if parameters["correlation"].isna().all():
        return ""
    row = parameters.loc[parameters["correlation"].abs().idxmax()]
    if abs(row["correlation"]) < RIDGE:
        return _("No two of them trade off much (rank correlations below {0}).").format(RIDGE)
    said = _("A ridge remains: `{one}` and `{other}` can trade off, with a rank correlation of {correlation}, and "
             "the targets know only what they do together.")  # fmt: skip
    return said.format(one=row["path"], other=row["ridge_with"], correlation=words.amount(row["correlation"], 2))


def _truth(found: Calibration, parameters: pd.DataFrame) -> str:
    synthetic = found.question.synthetic
    if synthetic is None:
        return ""
    inside = parameters["truth"].between(parameters["low_90"], parameters["high_90"])
    held = _("holds") if found.holds(synthetic.truth) else _("misses")
    said = _("The truth is known here: the smallest region with 90 % of the posterior {held} it, and the intervals "
             "of 90 % hold {inside} of {all} parameters.")  # fmt: skip
    return said.format(held=held, inside=int(inside.sum()), all=len(inside))


def _luck(targets: pd.DataFrame) -> str:
    fitted = targets[targets["use"] == "calibrate"]
    worst = (fitted["sd_luck"] / fitted["tolerance"]).max()
    return _("Luck leaves at most {0:.2g} tolerances of Monte Carlo error in a target.").format(worst)


def _checks(targets: pd.DataFrame) -> str:
    """Which checks, none of them fitted, are more than two tolerances away."""
    checks = targets[targets["use"] == "check"]
    if checks.empty:
        return ""
    far = checks[~(checks["misfit"].abs() <= FAR)]
    met = _("Of {all} checks, never fitted, {met} lie within {far:.0f} tolerances").format(
        all=len(checks), met=len(checks) - len(far), far=FAR
    )
    said = _("{name} ({simulated}, where {reported} was reported: {misfit} tolerances)")
    missed = ", ".join(
        said.format(
            name=row.target, simulated=words.amount(row.simulated), reported=words.amount(row.reported),
            misfit=words.amount(row.misfit, signed=True, places=1),
        )
        for row in far.itertuples()
    )  # fmt: skip
    return f"{met}; {_('missed')}: {missed}." if missed else f"{met}."


def _emulated(found: Calibration) -> str:
    errors = emulator_errors(found)
    within = float((np.abs(errors[~np.isnan(errors)]) <= FAR).mean())
    said = _("Between the points, targets are emulated: {within:.0f} % of the draws that were run come out within two "
             "standard deviations of that.")  # fmt: skip
    return said.format(within=100 * within)
