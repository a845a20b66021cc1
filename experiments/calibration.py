"""Calibration: which values of uncertain parameters fit what was reported, which do not, and which nobody can tell.

Points that fill the ranges are run first, in replicates on common seeds.  A search goes on from them to the best fit
(`calibration_search`).  Emulators of the targets say where else the fit could be good, a wave of points is run there,
and the emulators are fitted again.  What is left is weighed (`calibration_posterior`), and some draws of it are run:
they say what the targets and the checks come to, and whether the emulators were right.

Given a folder, every run is kept there, and the same call takes up where it was stopped.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.calibration_emulator import Emulator
from experiments.calibration_file import Question
from experiments.calibration_posterior import Likelihood, Posterior, luck_of_means, posterior
from experiments.calibration_search import JOURNAL, Search
from experiments.calibration_targets import Target, overall, read_all
from experiments.executor import Progress, the_model
from experiments.extras import extra
from experiments.manifest import model_version
from experiments.one_run import Simulate
from experiments.plans import Sweep, carry_out
from experiments.sampling import values_at
from experiments.store import StudyError
from experiments.study import FailedRun
from model.messages import _

FIRST, SEARCH, WAVE, SHOWN, TRUTH = "first", "search", "wave", "shown", "truth"
DIGITS = 6  # of the shares of points that are run, so that no last bit of the algebra makes another scenario

type Values = NDArray[np.float64]


class RunsFailed(StudyError):
    """So many runs failed that nothing can be calibrated."""


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Points that were run: shares [points, parameters], values [targets, points, replicates], and of which phase."""

    phases: tuple[str, ...]
    shares: Values
    values: Values

    def __add__(self, other: "Runs") -> "Runs":
        shares, values = np.vstack([self.shares, other.shares]), np.concatenate([self.values, other.values], axis=1)
        return Runs(self.phases + other.phases, shares, values)


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """What a calibration found.

    `targets` have their values, those of synthetic data too; `runs` are the points that were fitted on, their values
    those of the fitted targets; `shown` are the draws that were run, with the values of all targets [targets, draws,
    replicates]; `prior` those of the first points; `best` is the place of the best fit in `runs`.  `failed` are the
    runs that failed, but for those of a search that was taken up.
    """

    question: Question
    targets: tuple[Target, ...]
    runs: Runs
    prior: Values
    shown: Values
    likelihood: Likelihood
    posterior: Posterior
    failed: tuple[FailedRun, ...] = ()

    @property
    def fitted(self) -> tuple[Target, ...]:
        """The targets that were calibrated on."""
        return tuple(target for target in self.targets if target.fitted)

    @property
    def misfits(self) -> Values:
        """Root mean square misfit of every point that was run, in tolerances."""
        return overall(self.fitted, self.runs.values.mean(axis=2))

    @property
    def best(self) -> int:
        """The place of the best fit in `runs`."""
        return int(np.argmin(self.misfits))

    def values_of(self, shares: Values) -> pd.DataFrame:
        """Parameters by path at shares [points, parameters]."""
        return values_at(self.question.factors, shares)

    @property
    def draws(self) -> pd.DataFrame:
        """The posterior, a row a draw, a column a path."""
        return self.values_of(self.posterior.draws).rename_axis(index="draw")

    def holds(self, values: Mapping[str, float]) -> bool:
        """Whether parameters by path lie in the smallest region that holds 90 % of the posterior."""
        shares = [[float(factor.share(values[factor.path])) for factor in self.question.factors]]
        return bool(self.likelihood.log_density(np.array(shares))[0] >= self.posterior.level)

    def _repr_html_(self) -> str:
        """For notebooks: parameters, targets, and what was found in words."""
        from experiments.display import calibration_html

        return calibration_html(self)


def calibrate(
    question: Question,
    *,
    out: str | Path | None = None,
    progress: Progress | None = None,
    simulate: Simulate | None = None,
    command: str = "",
    **pool: Any,
) -> Calibration:
    """Carry out a calibration, in the folder `out` or in memory.

    `pool` is `jobs`, `executor` and `scheduler`, as `conduct` has them; no result depends on it.

    Raises StudyError where `out` holds something else or a package is missing, RunsFailed where too many runs fail.
    """
    work = _Work(question, Path(out) if out is not None else None, progress, simulate, command, **pool)
    # On one thread: matrices are small, and the last bits do not depend on how many cores there are.
    with extra("threadpoolctl", "study").threadpool_limits(1, "blas"):
        return _calibrated(work, question)


def _calibrated(work: "_Work", question: Question) -> Calibration:
    targets, shares = work.targets(), np.asarray(question.asked.plan.sample.shares)  # type: ignore[union-attr]
    first = work.run(FIRST, shares, targets)
    fitted = [place for place, target in enumerate(targets) if target.fitted]
    known = Runs((FIRST,) * len(shares), shares, first[fitted])
    known = _searched(work, known, [targets[place] for place in fitted])
    effort, seed = question.effort, question.asked.plan.seed
    if effort.wave:
        there = posterior(work.likelihood(known, targets), shares.shape[1], effort.wave, seed).draws.round(DIGITS)
        known += Runs((WAVE,) * effort.wave, there, work.run(WAVE, there, targets)[fitted])
    likelihood = work.likelihood(known, targets)
    found = posterior(likelihood, shares.shape[1], effort.draws, seed + 1)
    found = replace(found, draws=found.draws.round(DIGITS))
    shown = work.run(SHOWN, found.draws[: effort.shown], targets)
    return Calibration(question, targets, known, first, shown, likelihood, found, tuple(work.failed))


def question_key(question: Question, simulate: Simulate | None = None) -> str:
    """A hash of all that a posterior depends on: scenario, model, ranges, targets, tolerances and effort.

    How many draws are run is left out: more can be asked for of the same folder.
    """
    plan, synthetic, effort = question.asked.plan, question.synthetic, asdict(question.effort)
    del effort["shown"]
    content = [
        [scenario.key() for scenario in plan.scenarios], model_version(plan.scenarios, simulate or the_model()),
        [astuple(factor) for factor in question.factors], [astuple(target) for target in question.targets],
        effort, asdict(synthetic) if synthetic else None, plan.replicates, plan.seed,
        np.asarray(plan.sample.shares).tolist(),  # type: ignore[union-attr]
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


class _Work:
    """Runs points of a question, phase by phase, and counts them."""

    def __init__(
        self, question: Question, folder: Path | None, progress: Progress | None,
        simulate: Simulate | None, command: str, **pool: Any,
    ) -> None:  # fmt: skip
        self.question, self.folder, self.seed = question, folder, question.asked.plan.seed
        self.how: dict[str, Any] = {**pool, "simulate": simulate, "command": command}
        self.progress, self.done, self.failed = progress, 0, list[FailedRun]()
        self.luck_of_data: Values | float = 0.0
        effort, synthetic = question.effort, question.synthetic
        points = len(question.asked.plan.points) + effort.trials + effort.wave + effort.shown
        self.total = points * question.asked.plan.replicates + (synthetic.replicates if synthetic else 0)

    def targets(self) -> tuple[Target, ...]:
        """The targets, those of synthetic data with the values that the model gives at the truth."""
        synthetic, targets = self.question.synthetic, self.question.targets
        if synthetic is None:
            return targets
        plan = self.question.asked.plan
        truth = pd.DataFrame({path: [value] for path, value in synthetic.truth.items()})
        truth.index.name = "point"
        plan = replace(plan, points=truth, seed=synthetic.seed, replicates=synthetic.replicates)
        sweep = self._carried_out(plan, TRUTH)
        values = read_all(targets, sweep)
        if np.isnan(values).any():
            raise RunsFailed(_failed(sweep, _("the runs at the truth have no value of every target")))
        self.luck_of_data = luck_of_means(values[[target.fitted for target in targets]])
        return tuple(replace(each, value=float(mean)) for each, mean in zip(targets, values.mean((1, 2)), strict=True))

    def run(self, phase: str, shares: Values, targets: tuple[Target, ...]) -> Values:
        """The values of all targets [targets, points, replicates] at shares. Raises RunsFailed where most do."""
        points = values_at(self.question.factors, shares)
        sweep = self._carried_out(replace(self.question.asked.plan, points=points), phase)
        values = read_all(targets, sweep)
        usable = ~np.isnan(values[[target.fitted for target in targets]]).any(axis=(0, 2))
        if usable.sum() < 2 * len(points) / 3:
            raise RunsFailed(_failed(sweep, _("most points have no value of every target")))
        return values

    def one(self, shares: Values, targets: tuple[Target, ...]) -> Values:
        """The values of targets [targets, replicates] at one point, kept nowhere."""
        points = values_at(self.question.factors, shares[None, :])
        plan = replace(self.question.asked.plan, points=points)
        return read_all(targets, self._carried_out(plan, ""))[:, 0, :]

    def likelihood(self, known: Runs, targets: tuple[Target, ...]) -> Likelihood:
        """The likelihood from all points that have every value."""
        usable = ~np.isnan(known.values).any(axis=(0, 2))
        shares, values = known.shares[usable], known.values[:, usable]
        fitted = [target for target in targets if target.fitted]
        reported, tolerances = (np.array([getattr(each, name) for each in fitted]) for name in ("value", "tolerance"))
        emulators = [Emulator(shares, each, self.seed) for each in values]
        return Likelihood(emulators, reported, tolerances, luck_of_means(values) + self.luck_of_data)

    def _carried_out(self, plan: Any, phase: str) -> Sweep:
        """A plan carried out, in a folder of its phase where there is one."""
        before, out = self.done, self.folder / phase if self.folder and phase else None

        def tell(done: int, _of_this: int, what: str) -> None:
            self.done = before + done
            if self.progress is not None:
                self.progress(
                    self.done, self.total, what and _("{phase}: {run}").format(phase=phase or SEARCH, run=what)
                )

        inputs = self.question.asked.inputs
        sweep = carry_out(plan, out=out, progress=tell, inputs=inputs, **self.how)
        self.done = before + len(sweep.study.runs)
        self.failed += sweep.study.failed
        return sweep


def _searched(work: _Work, known: Runs, fitted: list[Target]) -> Runs:
    """The points known, and those that the search tried."""
    question, targets = work.question, tuple(fitted)

    def loss(values: Values) -> float:
        return float(overall(targets, values.mean(axis=1)[:, None])[0])

    def evaluate(shares: Values) -> Values:
        return work.one(shares.round(DIGITS), targets)

    search = Search(
        tuple(factor.path for factor in question.factors), loss, question.asked.plan.seed,
        question_key(question, work.how["simulate"]),
    )  # fmt: skip
    pairs = list(zip(known.shares, np.moveaxis(known.values, 1, 0), strict=True))
    journal = work.folder / JOURNAL if work.folder else None
    before = work.done
    tried = search.go_on(pairs, evaluate, question.effort.trials, journal)[len(pairs) :]
    work.done = before + question.effort.trials * question.asked.plan.replicates
    if not tried:
        return known
    shares, values = np.array([each.shares for each in tried]), np.stack([each.values for each in tried], axis=1)
    return known + Runs((SEARCH,) * len(tried), shares.round(DIGITS), values)


def _failed(sweep: Sweep, what: str) -> str:
    """A sentence that says what is wrong, with the first reason where runs failed."""
    failed = sweep.study.failed
    return f"{what}; {failed[0].reason}" if failed else what
