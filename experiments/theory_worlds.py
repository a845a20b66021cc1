"""Theory worlds: small worlds with known answers, written only the way a reader of the package could write them.

Each is a process from outside: its own fields, its numbers, one rule.  The answers are in `experiments.theory`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from model.arithmetic import exp_, fen, log_, normal_quantile
from model.luck import family
from model.measures.inequality import gini
from model.measures.poverty import watts
from model.number import number
from model.records import MOVED_AWAY, column
from model.rule import rule


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
    """Grow, perhaps one loss, then look; once below the critical level, trapped for ever."""
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

    growth: float = number(0.504, unit="growth/year", low=0.1, high=2, source="design", confidence="setting")
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
    """Income moves; that of the year's last step is received, and the engine's assessment holds it against the line."""
    rho = ar1.rho if ar1.steps == 1 else exp_(log_(ar1.rho) / ar1.steps)
    own.z = rho * own.z + math.sqrt(1.0 - rho * rho) * normal_quantile(u[0])
    if (county.month - county.start + 1) % ar1.steps == 0:
        h.wages += fen(10000.0 * exp_(own.z))


@dataclass(frozen=True, slots=True)
class Ar1:
    """Log income with yearly persistence `rho`, in so many steps of the engine a year."""

    rho: float = number(0.5, unit="autocorrelation/year", low=0, high=0.99, source="design", confidence="setting")
    steps: int = number(1, unit="steps/year", low=1, high=96, source="design", confidence="setting")
    FIELDS: ClassVar[type] = LogIncome
    DRAWS: ClassVar[Any] = family("theory.ar1", "innovation")
    BEGIN: ClassVar[Any] = staticmethod(start_stationary)
    RULE: ClassVar[Any] = staticmethod(next_income)


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


class Temper:
    """Field of the mover-stayer world."""

    moves: int = column("i1", "", "is a mover")


@rule
def start_as_mover(h: Any, own: Any, kinds: Any, county: Any, ledger: Any, u: Any) -> None:
    """Who is a mover is so for ever."""
    own.moves = 1 if u[0] < kinds.movers else 0


@rule
def return_by_kind(h: Any, own: Any, kinds: Any, county: Any, ledger: Any, u: Any) -> None:
    """In the first year all leave poverty; afterwards movers return more often than stayers."""
    chance = kinds.fast if own.moves == 1 else kinds.slow
    if county.month == county.start or u[0] >= chance:
        h.wages += fen(10000.0)


@dataclass(frozen=True, slots=True)
class MoverStayer:
    """Return with probability `fast` a year among a share of `movers`, `slow` among the rest; a step is a year."""

    movers: float = number(0.3, unit="share", low=0, high=1, source="design", confidence="setting")
    fast: float = number(0.3, unit="share/year", low=0, high=1, source="design", confidence="setting")
    slow: float = number(0.03, unit="share/year", low=0, high=1, source="design", confidence="setting")
    FIELDS: ClassVar[type] = Temper
    DRAWS: ClassVar[Any] = family("theory.mover_stayer", "return")
    BEGIN: ClassVar[Any] = staticmethod(start_as_mover)
    RULE: ClassVar[Any] = staticmethod(return_by_kind)

    def shares(self) -> tuple[tuple[float, float], ...]:
        """Each kind's share of households and its yearly chance of return."""
        return (self.movers, self.fast), (1.0 - self.movers, self.slow)


@rule
def earn(h: Any, own: Any, incomes: Any, county: Any, ledger: Any, u: Any) -> None:
    """Income is drawn anew at every assessment."""
    h.wages += fen(exp_(incomes.mu + incomes.sigma * normal_quantile(u[0])))


@dataclass(frozen=True, slots=True)
class LogNormal:
    """Incomes a head with log mean `mu` and log standard deviation `sigma`; a step is a year."""

    mu: float = number(8.8, unit="log yuan", low=5, high=12, source="design", confidence="setting")
    sigma: float = number(0.65, unit="log", low=0.05, high=2, source="design", confidence="setting")
    DRAWS: ClassVar[Any] = family("theory.log_normal", "income")
    RULE: ClassVar[Any] = staticmethod(earn)

    def measures(self, own: Any, world: Any) -> dict[str, float]:
        """Watts' measure and the Gini index of the last assessment, which the engine does not observe."""
        income = world.yearbook["income"] / 100.0
        return {"watts": watts(income, float(world.county["line"][0])), "gini": gini(income)}
