"""Theory worlds: small worlds with known answers, written only the way a reader of the package could write them.

Each is a process from outside (its own fields, one rule), a scenario in `scenarios/theory/`, and an answer from
mathematics.  They run through the same engine, luck, assessment, spells and estimators as the real model.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from scipy import special, stats

from experiments.estimates import interval_of_mean
from experiments.incidence import one_minus_kaplan_meier
from experiments.survival import return_risk
from model import Scenario, load_scenario, simulate
from model.arithmetic import exp_, fen, log_, normal_quantile
from model.luck import family
from model.number import number
from model.processes import PROCESSES
from model.records import MOVED_AWAY, column
from model.result import Result
from model.rule import rule

SEED, REPLICATES = 1, 8


# --- Trapping: capital grows above a critical level; losses may push it below, where it stays.


class Capital:
    """Fields of the trapping world."""

    capital: float = column("f8", "units", "what the household owns")
    trapped: int = column("i1", "", "has been below the critical level")


@rule
def start_with_capital(h: Any, own: Any, trapping: Any, county: Any, ledger: Any, u: Any) -> None:
    """Everyone begins with the same capital."""
    own.capital = trapping.capital


@rule
def grow_or_lose(h: Any, own: Any, trapping: Any, county: Any, ledger: Any, u: Any) -> None:
    """A month in `steps` pieces is left to the caller; here: grow, perhaps one loss, then look."""
    if own.trapped == 0:
        above = own.capital - trapping.critical
        own.capital = trapping.critical + above * exp_(trapping.growth * trapping.step)
        if u[0] < 1.0 - exp_(-trapping.losses * trapping.step):
            own.capital -= -log_(u[1]) * trapping.loss_size
        if own.capital < trapping.critical:
            own.trapped = 1


@dataclass(frozen=True, slots=True)
class Trapping:
    """Capital X grows at `growth` above `critical`; losses arrive at rate `losses` with exponential sizes.

    One step of the engine stands for `step` years: with 1/12 a step is a month, smaller steps approach continuous time.
    """

    growth: float = number(0.504, unit="share/year", low=0.1, high=2, source="design", confidence="setting")
    losses: float = number(1.0, unit="losses/year", low=0.1, high=5, source="design", confidence="setting")
    loss_size: float = number(1.0, unit="units", low=0.1, high=5, source="design", confidence="setting")
    critical: float = number(1.0, unit="units", low=0.1, high=5, source="design", confidence="setting")
    capital: float = number(5.0, unit="units", low=1, high=50, source="design", confidence="setting")
    step: float = number(1 / 12, unit="years", low=1e-4, high=1, source="design", confidence="setting")
    FIELDS: ClassVar[type] = Capital
    DRAWS: ClassVar[Any] = family("theory.trapping", "loss", "loss_size")
    BEGIN: ClassVar[Any] = staticmethod(start_with_capital)
    RULE: ClassVar[Any] = staticmethod(grow_or_lose)

    def measures(self, own: Any, world: Any) -> dict[str, float]:
        """The share trapped so far."""
        return {"trapped": float(own["trapped"].mean())}


# --- AR(1): log income is a stationary Gaussian autoregression, assessed once a year.


class LogIncome:
    """Field of the AR(1) world."""

    z: float = column("f8", "sd", "standardised log income")


@rule
def start_stationary(h: Any, own: Any, ar1: Any, county: Any, ledger: Any, u: Any) -> None:
    """Draw from the stationary distribution; the assessment before the first year sees it."""
    own.z = normal_quantile(u[0])
    h.wages = fen(10000.0 * exp_(own.z))


@rule
def next_income(h: Any, own: Any, ar1: Any, county: Any, ledger: Any, u: Any) -> None:
    """Income moves and is received; the assessment of the engine holds it against the line."""
    own.z = ar1.rho * own.z + math.sqrt(1.0 - ar1.rho * ar1.rho) * normal_quantile(u[0])
    h.wages += fen(10000.0 * exp_(own.z))


@dataclass(frozen=True, slots=True)
class Ar1:
    """Log income with yearly persistence `rho`; one step of the engine is a year."""

    rho: float = number(0.5, unit="autocorrelation/step", low=0, high=0.99, source="design", confidence="setting")
    FIELDS: ClassVar[type] = LogIncome
    DRAWS: ClassVar[Any] = family("theory.ar1", "innovation")
    BEGIN: ClassVar[Any] = staticmethod(start_stationary)
    RULE: ClassVar[Any] = staticmethod(next_income)


# --- Competing exits: from out of poverty, a monthly chance to return and another to move away.


@rule
def return_or_depart(h: Any, own: Any, exits: Any, county: Any, ledger: Any, u: Any) -> None:
    """In the first month all leave poverty; afterwards return and departure compete."""
    returns = county.month > county.start and u[0] < exits.returns
    if county.month > county.start and exits.returns <= u[0] < exits.returns + exits.departs:
        h.where = MOVED_AWAY
        h.left = county.month
    if not returns:
        h.wages += fen(10000.0)


@dataclass(frozen=True, slots=True)
class CompetingExits:
    """Return with probability `returns` a month, departure with `departs`."""

    returns: float = number(0.01, unit="share/month", low=0, high=0.5, source="design", confidence="setting")
    departs: float = number(0.02, unit="share/month", low=0, high=0.5, source="design", confidence="setting")
    DRAWS: ClassVar[Any] = family("theory.competing", "event")
    RULE: ClassVar[Any] = staticmethod(return_or_depart)


@dataclass(frozen=True, slots=True)
class Check:
    """One number known beforehand: its world, how it is estimated, and how near it must come."""

    world: str
    quantity: str
    answer: float
    tolerance: float
    estimate: Callable[[Result], float]
    changes: tuple[tuple[str, Any], ...] = ()


WORLDS: dict[str, type] = {"trapping": Trapping, "ar1": Ar1, "competing_exits": CompetingExits}


def theory_scenario(world: str) -> Scenario:
    """The scenario of a theory world, its process read from its own table like any other."""
    process = {world: WORLDS[world]}
    with as_file(files("scenarios") / "theory" / f"{world}.toml") as path:
        return load_scenario(path, future=path.with_name("one_line.toml"), processes=PROCESSES | process)


def trapped(result: Result) -> float:
    """Share trapped at the end."""
    return float(result.series["trapping.trapped"][-1])


def exit_rate(result: Result) -> float:
    """Exits over the poor of the year before, all years together."""
    poor = result.series["cohort_poor"]
    return len(result.spells) / (len(result.households) * float(poor[:-1].sum() + result.first_poor))


def returned_by(years: int) -> Callable[[Result], float]:
    """Cumulative incidence of return, all exits of a stationary process being alike."""
    return lambda result: float(return_risk(result.spells.assign(first=True), (years,), "all_rural").iloc[0])


def returned_within(months: int) -> Callable[[Result], float]:
    """Cumulative incidence of return from the first exit, departure competing."""
    return lambda result: float(return_risk(result.spells, (months,)).iloc[0])


def kaplan_meier_within(months: int) -> Callable[[Result], float]:
    """The wrong estimate: departures treated as censored."""

    def estimate(result: Result) -> float:
        spells = result.spells
        spent = (spells["end_month"] - spells["exit_month"]).to_numpy()
        back = (spells["outcome"] == "returned").to_numpy()
        return float(one_minus_kaplan_meier(spent, back.astype(int)).at(months))

    return estimate


def competing(returns: float, departs: float, months: int) -> float:
    """q / (q + m) (1 - (1 - q - m)^n)."""
    return returns / (returns + departs) * (1.0 - (1.0 - returns - departs) ** months)


def ar1_return(rho: float, share: float, years: int) -> float:
    """Returned by `years` after an exit: one minus the chance that a Gaussian AR(1) stays up, given poor then not."""
    line = stats.norm.ppf(share)
    nodes, weights = _above_after_exit(rho, line)
    for _ in range(years):
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
    """Every number, in the order printed.  The monthly scheme of trapping is known to be biased; halving its step
    must bring it to the answer."""
    long_run = special.gammaincc(1.0 / 0.504, 4.0)
    months_of = {12: 120, 24: 240, 96: 960}
    found = [
        Check(
            "trapping",
            f"trapped by year 10, {parts} steps a year",
            answer,
            tolerance,
            trapped,
            (("trapping.step", 1.0 / parts), ("months", months_of[parts])),
        )
        for parts, answer, tolerance in ((12, 0.0722, 0.004), (96, 0.0889, 0.004))
    ]
    found.append(
        Check(
            "trapping",
            "trapped in the long run, 24 steps a year, year 40",
            float(long_run),
            0.012,
            trapped,
            (("trapping.step", 1.0 / 24), ("months", 960)),
        )
    )
    found.append(Check("ar1", "exit rate", 0.5642, 0.006, exit_rate))
    for years in (1, 2, 3, 5, 10):
        found.append(Check("ar1", f"returned by year {years}", ar1_return(0.5, 0.2, years), 0.008, returned_by(years)))
    for months in (12, 36, 60):
        answer = competing(0.01, 0.02, months)
        found.append(
            Check("competing_exits", f"returned within {months} months", answer, 0.006, returned_within(months))
        )
    wrong = 1.0 - 0.99**60
    found.append(
        Check("competing_exits", "one minus Kaplan-Meier, 60 months (too large)", wrong, 0.02, kaplan_meier_within(60))
    )
    return found


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
