"""As many replicates as an interval needs to be narrow enough, and no more.

Stopping as soon as an interval is narrow enough under-covers: it stops when the spread happens to look small.  So
there is a least number of replicates, and the interval must stay narrow enough over a look-ahead of further ones.
Replicates count in their order and the next number depends on their values alone, so that a study does not depend on
how many run at a time.  `python -m experiments.precision` shows by simulation what the rule covers.
"""

import functools
import math
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from experiments.design import Design
from experiments.estimates import half_width
from experiments.headline import MEASURES
from experiments.study import Study
from model.errors import Fault, ScenarioError, unknown
from model.messages import _

type Numbers = NDArray[np.float64]
type Wanted = Mapping[str, float | str]


@dataclass(frozen=True, slots=True)
class Goal:
    """Half an interval that is narrow enough: of a policy's difference from the baseline, or of the baseline's level.

    `relative` counts it in parts of the estimate; `written` is what was asked.
    """

    policy: str
    measure: str
    half: float
    relative: bool
    written: str

    def values(self, study: Study) -> Numbers:
        """The quantity in each replicate, in their order; NaN where a run failed."""
        runs = study.runs if self.measure in study.runs else study.runs.assign(**{self.measure: np.nan})
        each = runs.pivot(index="replicate", columns="policy", values=self.measure)
        own = each[self.policy] if self.policy == study.baseline else each[self.policy] - each[study.baseline]
        return own.to_numpy(np.float64)

    def excess(self, values: ArrayLike) -> Numbers:
        """Half the interval over the goal, with the first 1, 2, .. replicates; infinite while there is no interval."""
        halves, means = half_widths(values)
        goal = self.half * np.abs(means) if self.relative else np.full(len(halves), self.half)
        with np.errstate(divide="ignore", invalid="ignore"):
            over = np.where(halves == 0.0, 0.0, halves / goal)
        return np.where(np.isnan(over), np.inf, over)


@dataclass(frozen=True, slots=True)
class Rule:
    """When to stop: at least so many replicates, the goal met over so many further ones, at most so many in all."""

    least: int = 20
    look_ahead: int = 5
    most: int = 200

    def next_number(self, excess: Numbers) -> int:
        """How many replicates to have next, given how far each goal is exceeded after 1, 2, ..; as many as now: stop.

        `excess` is [replicates, goals].  Where the intervals are still far too wide, several looks are left out, up to
        twice as many replicates.
        """
        count = len(excess)
        first = self.least + self.look_ahead
        if count < first:
            return max(count, min(first, self.most))
        narrow = (excess <= 1.0).all(axis=1)
        met = count - 1 - int(np.flatnonzero(~narrow).max(initial=-1))
        if met > self.look_ahead or count >= self.most:
            return count
        needed = math.ceil(min(2.0 * count, 0.8 * count * float(excess[-1].max()) ** 2))
        return min(self.most, max(count + self.look_ahead + 1 - met, needed))


NAIVE = Rule(least=3, look_ahead=0)


def half_widths(values: ArrayLike) -> tuple[Numbers, Numbers]:
    """Half the 95 % t interval of the mean, and the mean, of the first 1, 2, .. values; NaN ones are left out."""
    given = np.asarray(values, dtype=np.float64)
    known = ~np.isnan(given)
    count = known.cumsum()
    centre = float(given[known][0]) if known.any() else 0.0
    moved = np.where(known, given - centre, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = moved.cumsum() / count
        spread = np.sqrt(np.maximum(0.0, (moved**2).cumsum() - count * mean**2) / (count - 1))
    return half_width(spread, count), mean + centre


def goals_of(wanted: Wanted, policies: Sequence[str], baseline: str) -> tuple[Goal, ...]:
    """The goals that a user wrote: {"poor_years": 0.02, "as_reported:public_cost": "5%"}.

    Without a policy, a goal is one for every policy but the baseline, or for the baseline where it is alone.
    Raises ScenarioError where a policy or a measure is not there, or a width is not above zero.
    """
    goals, faults = list[Goal](), list[Fault]()
    for name, given in wanted.items():
        policy, _sign, measure = name.rpartition(":")
        text, half = str(given).strip(), _number(given)
        if measure not in MEASURES:
            faults.append(Fault("precision", unknown(_("unknown measure"), measure, MEASURES)))
        if policy and policy not in policies:
            faults.append(Fault("precision", unknown(_("unknown policy"), policy, policies)))
        if not half > 0.0:
            message = _("'{text}' is no half-width of an interval. Write a number above zero, or a percentage as 5%.")
            faults.append(Fault(f"precision.{name}", message.format(text=text)))
        others = [each for each in policies if each != baseline] or [baseline]
        relative = text.endswith("%")
        goals += [Goal(each, measure, half, relative, f"{name}={text}") for each in ([policy] if policy else others)]
    if faults:
        raise ScenarioError(faults)
    return tuple(goals)


def _number(given: float | str) -> float:
    """A half-width; that of a percentage as a share.  NaN where it is none."""
    found = re.fullmatch(r"\s*([0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?)\s*(%?)\s*", str(given))
    return float(found[1]) / (100.0 if found[2] else 1.0) if found else math.nan


def wanted_in(texts: Sequence[str]) -> dict[str, str]:
    """What was typed as MEASURE=HALFWIDTH or POLICY:MEASURE=5%.  Raises ScenarioError on anything else."""
    found = dict[str, str]()
    for text in texts:
        name, sign, half = (part.strip() for part in text.partition("="))
        if not (name and sign and half):
            message = _("'{text}' is no goal. Write it as poor_years=0.02, or as_reported:public_cost=5%.")
            raise ScenarioError([Fault("precision", message.format(text=text))])
        found[name] = half
    return found


def until_precise(design: Design, goals: Sequence[Goal], rule: Rule, **how: Any) -> Study:
    """Conduct a design in more and more replicates until every goal is met, a run fails, or the most are reached.

    `how` goes to `conduct`.  The study is the one of a design with as many replicates; one that `out` already holds
    is gone on with, and stays as it is where it has more than were needed.
    """
    from experiments.executor import conduct
    from experiments.manifest import manifest_in

    out, count = how.get("out"), 0
    if out is None:
        how["simulate"] = _remembered(how.get("simulate"))
    elif (known := manifest_in(Path(out))) is not None:
        count = known.replicates
    count = max(count, min(rule.least + rule.look_ahead, rule.most))
    while True:
        study = conduct(replace(design, replicates=count), **how)
        excess = np.column_stack([goal.excess(goal.values(study)) for goal in goals])
        wanted = rule.next_number(excess)
        if wanted <= count or study.failed:
            return study
        count = wanted


def reached(study: Study, goals: Sequence[Goal]) -> pd.DataFrame:
    """How narrow each interval is: goal, policy, half (absolute, as the goal then is), wanted, met."""
    rows = []
    for goal in goals:
        values = goal.values(study)
        halves, means = half_widths(values)
        wanted = goal.half * abs(means[-1]) if goal.relative else goal.half
        rows.append((goal.written, goal.policy, halves[-1], wanted, bool(goal.excess(values)[-1] <= 1.0)))
    return pd.DataFrame(rows, columns=["goal", "policy", "half", "wanted", "met"])


def _the_model() -> Any:
    from model.simulate import simulate

    return simulate


def _remembered(simulate: Any) -> Any:
    """A simulation that runs nothing twice: without a folder, each round of a study would begin anew."""
    simulate = simulate or _the_model()
    known: dict[tuple[str, int, int], Any] = {}

    @functools.wraps(simulate)
    def run(scenario: Any, seed: int, replicate: int) -> Any:
        key = (scenario.key(), seed, replicate)
        if key not in known:
            known[key] = simulate(scenario, seed, replicate)
        return known[key]

    return run


def stopped_at(values: Numbers, goal: Goal, rule: Rule) -> int:
    """How many of a list of values the rule takes."""
    excess = goal.excess(values)[:, None]
    count = 0
    while (wanted := rule.next_number(excess[:count])) > count:
        count = wanted
    return count


def covers(draw: Any, mean: float, half: float, rule: Rule, trials: int, key: int = 7) -> tuple[float, float]:
    """Share of trials whose interval, when the rule stops, holds the true mean; and the mean number it stops at.

    `draw(luck, count)` gives `count` values whose mean is `mean`.
    """
    luck, goal = np.random.Generator(np.random.Philox(key=key)), Goal("", "", half, relative=False, written="")
    held, counts = 0, 0
    for _trial in range(trials):
        values = np.asarray(draw(luck, rule.most), dtype=np.float64)
        count = stopped_at(values, goal, rule)
        halves, means = half_widths(values[:count])
        held += abs(means[-1] - mean) <= halves[-1]
        counts += count
    return held / trials, counts / trials


SYNTHETIC: Mapping[str, tuple[Any, float]] = {
    "normal": (lambda luck, count: luck.normal(size=count), 0.0),
    "skewed (gamma of shape 4, skewness 1)": (lambda luck, count: luck.gamma(4.0, 0.5, size=count), 2.0),
}
HALVES = (0.7, 0.5, 0.35, 0.25)


def coverage_table(trials: int = 4000) -> pd.DataFrame:
    """What the rule and the naive one cover of a nominal 95 %, and where they stop, by data and goal."""
    rows = []
    for data, (draw, mean) in SYNTHETIC.items():
        for half in HALVES:
            each = [covers(draw, mean, half, rule, trials) for rule in (NAIVE, Rule())]
            rows.append((data, half, *each[0], *each[1]))
    columns = ["data", "half-width in standard deviations", "naive covers", "naive stops at", "covers", "stops at"]
    return pd.DataFrame(rows, columns=columns)


if __name__ == "__main__":
    sys.stdout.write(coverage_table().round(3).to_string(index=False) + "\n")
