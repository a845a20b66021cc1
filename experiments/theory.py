"""What the theory worlds must answer: mathematics on one side, the engine's estimate with its interval on the other.

The worlds run through the same engine, luck, assessment, spells and estimators as the real model.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from scipy import special, stats

from experiments.estimates import interval_of_mean
from experiments.incidence import cumulative_incidence, one_minus_kaplan_meier
from experiments.survival import return_risk
from experiments.theory_worlds import Ar1, CompetingExits, LogNormal, MoverStayer, Trapping
from model import Scenario, load_scenario, simulate
from model.messages import _
from model.processes import PROCESSES
from model.result import Result
from model.scenario_file import shipped

SEED, REPLICATES = 1, 8


@dataclass(frozen=True, slots=True)
class Check:
    """One number known beforehand: its world, how it is estimated, and how near it must come."""

    world: str
    quantity: str
    answer: float
    tolerance: float
    estimate: Callable[[Result], float]
    changes: tuple[tuple[str, Any], ...] = ()


WORLDS: dict[str, type] = {
    "trapping": Trapping,
    "ar1": Ar1,
    "competing_exits": CompetingExits,
    "mover_stayer": MoverStayer,
    "log_normal": LogNormal,
}


def theory_scenario(world: str) -> Scenario:
    """The scenario of a theory world, its process read from its own table like any other."""
    process = {world: WORLDS[world]}
    folder = shipped() / "theory"
    place, future = folder / f"{world}.toml", folder / "one_line.toml"
    return load_scenario(place, future=future, processes=PROCESSES | process)


def trapped(result: Result) -> float:
    """Share trapped at the end."""
    return float(result.series["trapping.trapped"][-1])


def exit_rate(result: Result) -> float:
    """Exits over the poor of the year before, all years together."""
    poor = result.series["cohort_poor"]
    return len(result.spells) / (len(result.households) * float(poor[:-1].sum() + result.first_poor))


def spent_and_back(result: Result) -> tuple[np.ndarray, np.ndarray]:
    """Length of every spell out of poverty, and 1 where it ended in return."""
    spells = result.spells
    spent = (spells["end_month"] - spells["exit_month"]).to_numpy()
    return spent, (spells["outcome"] == "returned").to_numpy().astype(int)


def returned_by(years: int) -> Callable[[Result], float]:
    """Cumulative incidence of return over all exits, which in a stationary process are alike."""
    return lambda result: float(cumulative_incidence(*spent_and_back(result)).at(years)[0])


def returned_within(months: int) -> Callable[[Result], float]:
    """Cumulative incidence of return from the first exit, departure competing."""
    return lambda result: float(return_risk(result.spells, (months,)).iloc[0])


def kaplan_meier_within(months: int) -> Callable[[Result], float]:
    """The wrong estimate: departures treated as censored."""
    return lambda result: float(one_minus_kaplan_meier(*spent_and_back(result), 1).at(months)[0])


def hazard_in(year: int) -> Callable[[Result], float]:
    """Hazard of return in a year since the first exit, a step being a year."""

    def estimate(result: Result) -> float:
        before, after = return_risk(result.spells, (year - 1, year))
        return float((after - before) / (1.0 - before))

    return estimate


def mean_of(name: str) -> Callable[[Result], float]:
    """The mean of a measure over all assessments."""
    return lambda result: float(result.series[name].mean())


def competing(returns: float, departs: float, months: int) -> float:
    """q / (q + m) (1 - (1 - q - m)^n)."""
    return returns / (returns + departs) * (1.0 - (1.0 - returns - departs) ** months)


@cache
def ar1_return(rho: float, share: float, years: int) -> float:
    """Returned by `years` after an exit: one minus the chance that a Gaussian AR(1) stays up, given poor then not."""
    line = stats.norm.ppf(share)
    nodes, weights = _above_after_exit(rho, line)
    for _year in range(years):
        nodes, weights = _one_year_above(rho, line, nodes, weights)
    return 1.0 - float(weights.sum())


def _grid(line: float) -> tuple[np.ndarray, np.ndarray]:
    points, weights = np.polynomial.legendre.leggauss(400)
    return line + (points + 1.0) * 4.5, weights * 4.5


def _above_after_exit(rho: float, line: float) -> tuple[np.ndarray, np.ndarray]:
    """Density of this year's level above the line, given last year's below it."""
    nodes, weights = _grid(line)
    spread = math.sqrt(1.0 - rho * rho)
    density = stats.norm.pdf(nodes) * stats.norm.cdf((line - rho * nodes) / spread)
    mass = weights * density
    return nodes, mass / mass.sum()


def _one_year_above(rho: float, line: float, nodes: np.ndarray, mass: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mass still above the line a year on."""
    _, weights = _grid(line)
    spread = math.sqrt(1.0 - rho * rho)
    kernel = stats.norm.pdf((nodes[:, None] - rho * nodes[None, :]) / spread) / spread
    return nodes, weights * (kernel @ mass)


def checks() -> list[Check]:
    """Every number, in the order printed."""
    return [*of_trapping(), *of_ar1(), *of_competing_exits(), *of_mover_stayer(), *of_log_normal()]


def of_trapping() -> Iterator[Check]:
    """The monthly scheme of trapping is known to be biased; halving its step must bring it to the answer."""
    for parts, answer, months in ((12, 0.0722, 120), (96, 0.0889, 960)):
        changes = (("trapping.step", 1.0 / parts), ("months", months))
        quantity = _("trapped by year 10, {parts} steps a year").format(parts=parts)
        yield Check("trapping", quantity, answer, 0.004, trapped, changes)
    long_run, changes = float(special.gammaincc(1.0 / 0.504, 4.0)), (("trapping.step", 1.0 / 24), ("months", 960))
    yield Check("trapping", _("trapped in the long run, 24 steps a year, year 40"), long_run, 0.012, trapped, changes)


def of_ar1() -> Iterator[Check]:
    """The answers of the bivariate normal distribution, carried forward."""
    yield Check("ar1", _("exit rate"), 0.5642, 0.006, exit_rate)
    for years in (1, 2, 3, 5, 10):
        quantity = _("returned by year {years}").format(years=years)
        yield Check("ar1", quantity, ar1_return(0.5, 0.2, years), 0.008, returned_by(years))


def of_competing_exits() -> Iterator[Check]:
    """Cumulative incidence, and the estimate that is wrong."""
    for months in (12, 36, 60):
        answer = competing(0.01, 0.02, months)
        quantity = _("returned within {months} months").format(months=months)
        yield Check("competing_exits", quantity, answer, 0.006, returned_within(months))
    wrong, estimate = 1.0 - 0.99**60, kaplan_meier_within(60)
    yield Check("competing_exits", _("one minus Kaplan-Meier, 60 months (too large)"), wrong, 0.02, estimate)


def of_mover_stayer() -> Iterator[Check]:
    """The hazard of two kinds taken together falls, since movers return first."""
    for year in (1, 5, 10):
        quantity = _("hazard of return in year {year}").format(year=year)
        yield Check("mover_stayer", quantity, pooled_hazard(year), 0.008, hazard_in(year))


def of_log_normal() -> Iterator[Check]:
    """Closed forms of poverty and inequality."""
    numbers = LogNormal()
    answers = log_normal_poverty(numbers.mu, numbers.sigma, theory_scenario("log_normal").series["exit_line"].at(1))
    titles = {
        "poverty_headcount": _("poverty headcount"), "poverty_gap": _("poverty gap"),
        "poverty_severity": _("poverty severity"), "log_normal.watts": _("Watts index"),
        "log_normal.gini": _("Gini index"),
    }  # fmt: skip
    for (name, title), answer in zip(titles.items(), answers, strict=True):
        yield Check("log_normal", title, answer, 0.003, mean_of(name))


def pooled_hazard(year: int) -> float:
    """Return within a year among those still out at its start, movers and stayers together."""
    kinds = MoverStayer()
    still = [(share * (1.0 - chance) ** (year - 1), chance) for share, chance in kinds.shares()]
    return sum(left * chance for left, chance in still) / sum(left for left, _ in still)


def log_normal_poverty(mu: float, sigma: float, line: float) -> tuple[float, ...]:
    """Headcount, gap, severity, Watts' measure and Gini index of log-normal incomes."""
    d = (math.log(line) - mu) / sigma
    poor, first, second = (float(stats.norm.cdf(d - power * sigma)) for power in (0, 1, 2))
    mean = math.exp(mu + sigma**2 / 2.0) / line
    square = math.exp(2.0 * mu + 2.0 * sigma**2) / line**2
    watts = sigma * (d * poor + float(stats.norm.pdf(d)))
    gini = 2.0 * float(stats.norm.cdf(sigma / math.sqrt(2.0))) - 1.0
    return poor, poor - mean * first, poor - 2.0 * mean * first + square * second, watts, gini


def run_theory(progress: Callable[[int, int, str], None] | None = None, replicates: int = REPLICATES) -> pd.DataFrame:
    """Run every check: world, quantity, answer, estimate, low, high, tolerance, passed."""
    rows, found = [], checks()
    runs: dict[Any, list[Result]] = {}
    for done, check in enumerate(found):
        if progress:
            progress(done, len(found), check.world)
        key = (check.world, check.changes)
        if key not in runs:
            scenario = theory_scenario(check.world).with_values(dict(check.changes), beyond_evidence=True)
            runs[key] = [simulate(scenario, SEED, replicate) for replicate in range(replicates)]
        interval = interval_of_mean([check.estimate(result) for result in runs[key]])
        passed = abs(interval.estimate - check.answer) <= check.tolerance
        rows.append(
            (
                check.world,
                check.quantity,
                check.answer,
                interval.estimate,
                interval.low,
                interval.high,
                check.tolerance,
                passed,
            )
        )
    if progress:
        progress(len(found), len(found), "")
    columns = ["world", "quantity", "answer", "estimate", "low", "high", "tolerance", "passed"]
    return pd.DataFrame(rows, columns=columns)
