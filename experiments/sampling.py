"""Samplers: which points of the ranges of some factors are tried.

Each sampler places points by shares of the ranges, 0 to 1, from a seed of its own; `Factor.at` turns shares into
values, so whole numbers stay whole and no value leaves its range.  What a sample is good for depends on how it was
made: `ANALYSERS` says which sensitivity analysis reads which sample.
"""

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import qmc

from experiments.factors import Factor
from model.declared import shown
from model.errors import Fault, ScenarioError, unknown
from model.messages import _

type Shares = NDArray[np.float64]

ONE_BY_ONE, BY_TABLE = "one by one", "tables"
MOST_POINTS = 1_000_000


@dataclass(frozen=True, slots=True)
class Options:
    """How a sampler works; each reads those that `SAMPLERS` names for it.

    `points`: how many, of the Sobol sampler the size of its base sample.  `trajectories` and `levels` are those of
    Morris (levels even); `levels` of a grid are the values tried of each range, its ends among them.
    """

    points: int = 64
    trajectories: int = 8
    levels: int = 4
    second_order: bool = False
    seed: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Points of the ranges of factors: shares [points, factors], and the group of each factor.

    Factors of one group move together and are told apart by no analysis; a factor alone has its path as group.
    """

    sampler: str
    factors: tuple[Factor, ...]
    shares: Shares
    options: Options = field(default_factory=Options)
    groups: tuple[str, ...] = ()

    def points(self) -> pd.DataFrame:
        """One row a point, one column a path."""
        return values_at(self.factors, self.shares)

    def problem(self) -> dict[str, Any]:
        """The sample as SALib describes it, in shares of the ranges."""
        return problem_of(self.factors, self.groups)

    @property
    def grouped(self) -> bool:
        """Whether any two factors move together."""
        return len(set(self.groups)) < len(self.groups)

    @property
    def names(self) -> list[str]:
        """The groups, or the paths where each factor is alone, in the order of the factors."""
        return list(dict.fromkeys(self.groups or (factor.path for factor in self.factors)))


def draw(sampler: str, factors: Sequence[Factor], options: Options | None = None, groups: Sequence[str] = ()) -> Sample:
    """A sample of the ranges of factors.  `groups` name the group of each factor, in their order.

    Raises ScenarioError where there is no such sampler, and where there is nothing to vary or too few points.
    """
    options, given = options or Options(), tuple(factors)
    if sampler not in SAMPLERS:
        what = _("there is no sampler {name}").format(name=shown(sampler))
        raise ScenarioError([Fault("sampler.kind", unknown(what, sampler, SAMPLERS))])
    if not given:
        message = _("nothing to vary; give a range or a pattern in [levers] or [uncertainties].")
        raise ScenarioError([Fault("sampler.kind", message)])
    _check(sampler, options)
    groups = tuple(groups) or tuple(factor.path for factor in given)
    shares = SAMPLERS[sampler].make(problem_of(given, groups), options)
    return Sample(sampler, given, shares, options, groups)


def values_at(factors: Sequence[Factor], shares: Shares) -> pd.DataFrame:
    """The values at shares [points, factors], whole numbers as such; one column a path."""
    columns = {
        factor.path: factor.at(shares[:, place]).astype(np.int64 if factor.whole else np.float64)
        for place, factor in enumerate(factors)
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(len(shares), name="point"))


def problem_of(factors: Sequence[Factor], groups: Sequence[str] = ()) -> dict[str, Any]:
    """Factors as SALib describes them, in shares of their ranges."""
    names = [factor.path for factor in factors]
    problem: dict[str, Any] = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    return problem | ({"groups": list(groups)} if len(set(groups)) < len(groups) else {})


def every_combination(values: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """A grid of listed values: one row a combination, the last path changing fastest."""
    return pd.DataFrame(list(product(*values.values())), columns=list(values))


def side_by_side(values: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """Lists read row by row: the first values of all paths together, then the second.

    Raises ScenarioError where they are not of one length.
    """
    lengths = {path: len(each) for path, each in values.items()}
    longest = max(lengths.values(), default=0)
    message = _("{count} values, where another path has {longest}; sampler 'list' reads lists side by side.")
    faults = [
        Fault(path, message.format(count=count, longest=longest)) for path, count in lengths.items() if count < longest
    ]
    if faults:
        raise ScenarioError(faults)
    return pd.DataFrame({path: list(each) for path, each in values.items()})


def _grid(problem: Mapping[str, Any], options: Options) -> Shares:
    steps = np.linspace(0.0, 1.0, options.levels)
    many = options.levels ** problem["num_vars"]
    if many > MOST_POINTS:
        message = _("a grid of {levels} levels of {count} factors has {many} points; at most {most}.")
        raise ScenarioError(
            [
                Fault(
                    "sampler.levels",
                    message.format(levels=options.levels, count=problem["num_vars"], many=many, most=MOST_POINTS),
                )
            ]
        )
    return np.array(list(product(steps, repeat=problem["num_vars"])))


def _latin_hypercube(problem: Mapping[str, Any], options: Options) -> Shares:
    groups = problem.get("groups", problem["names"])
    columns = list(dict.fromkeys(groups))
    drawn = qmc.LatinHypercube(len(columns), rng=np.random.default_rng(options.seed)).random(options.points)
    return drawn[:, [columns.index(group) for group in groups]]


def _sobol(problem: Mapping[str, Any], options: Options) -> Shares:
    from SALib.sample import sobol

    given = {**problem, "bounds": [list(each) for each in problem["bounds"]]}
    return sobol.sample(given, options.points, calc_second_order=options.second_order, seed=options.seed)


def _morris(problem: Mapping[str, Any], options: Options) -> Shares:
    from SALib.sample import morris

    given = {**problem, "bounds": [list(each) for each in problem["bounds"]]}
    return morris.sample(given, options.trajectories, num_levels=options.levels, seed=options.seed)


@dataclass(frozen=True, slots=True)
class Sampler:
    """How a sampler makes its points, and the least of each option it reads."""

    make: Callable[[Mapping[str, Any], Options], Shares]
    least: Mapping[str, int]
    even: tuple[str, ...] = ()
    power_of_two: tuple[str, ...] = ()


SAMPLERS: Mapping[str, Sampler] = {
    "grid": Sampler(_grid, {"levels": 2}),
    "latin_hypercube": Sampler(_latin_hypercube, {"points": 2}),
    "sobol": Sampler(_sobol, {"points": 4, "second_order": 0}, power_of_two=("points",)),
    "morris": Sampler(_morris, {"trajectories": 2, "levels": 4}, even=("levels",)),
}
# The sensitivity analyses of a sample, the one of its own name first.
ANALYSERS: Mapping[str, tuple[str, ...]] = {
    "morris": ("morris",),
    "sobol": ("sobol", "pawn"),
    "latin_hypercube": ("pawn",),
}


def _check(sampler: str, options: Options) -> None:
    """Raises ScenarioError where an option that the sampler reads cannot be."""
    rules, faults = SAMPLERS[sampler], []
    for name, least in {**rules.least, "seed": 0}.items():
        value = getattr(options, name)
        if isinstance(value, bool) and name == "second_order":
            continue
        if isinstance(value, bool) or not hasattr(value, "__index__") or not least <= operator.index(value):
            allowed = _("a whole number, {least} or more").format(least=least)
        elif operator.index(value) > MOST_POINTS and name != "seed":
            allowed = _("at most {most}").format(most=MOST_POINTS)
        elif name in rules.even and value % 2:
            allowed = _("an even number")
        elif name in rules.power_of_two and not math.log2(value).is_integer():
            near = 2 ** round(math.log2(value))
            allowed = _("a power of two, for a sequence of Sobol is even only there: {near}").format(near=near)
        else:
            continue
        message = _("{value} cannot be. Allowed: {allowed}.").format(value=shown(value), allowed=allowed)
        faults.append(Fault(f"sampler.{name}", message))
    if faults:
        raise ScenarioError(faults)
