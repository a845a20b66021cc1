"""Monitoring against return to poverty: finds households at risk, supports them, lets go when the risk is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from model.arithmetic import fen
from model.ledger import MONITORING_DELIVERY, MONITORING_RELIEF, receive, spend
from model.luck import draws, family
from model.number import date, number, season_of
from model.records import EXITED, HERE, MONITORED, NEVER_LISTED, County, Household, Yearbook
from model.rule import phase, rule
from model.targeting import DECISIONS, Target, admitted, reached

TARGETING = family("monitoring.target", *DECISIONS)
ROUND = family("monitoring.round", "found")
ROUNDS = (3, 9)  # months in which households are looked at


@dataclass(frozen=True, slots=True)
class Monitoring:
    """Twice a year looks at households off the list whose income per head is below the monitoring line.

    A household with a heavy bill or a loss of labour in the last `look_back` months counts as at risk up to
    `after_shock` lines.  Who is found is taken into support `delay` months later, with a relief paid once; support
    ends at the first look, a year later or more, that sees no risk.
    """

    find: float = number(0.6, unit="share", low=0.3, high=0.9, source="monitor_find", confidence="guess")
    delay: int = number(3, unit="months", low=1, high=6, least=1, source="monitor_delay", confidence="guess")
    after_shock: float = number(1.3, unit="ratio to the line", low=1.0, high=2.0, source="design", confidence="guess")
    look_back: int = number(6, unit="months", low=3, high=12, source="design", confidence="setting")
    least: int = number(12, unit="months", low=6, high=24, source="design", confidence="guess")
    relief: float = number(2000.0, unit="yuan/household", low=500, high=5000, source="design", confidence="guess")
    delivery: float = number(300.0, unit="yuan/household", low=50, high=1000, source="design", confidence="guess")
    start: int = date("2020-03", source="monitor_find", confidence="recalled")
    end: int = date("never", source="monitor_find", confidence="recalled")
    target: Target = Target(who="rural", rank="need")  # noqa: RUF009  # frozen

    WRITES: ClassVar[frozenset[str]] = frozenset({"cash", "register", "programme", "at_risk_since"})
    FUND: ClassVar[str] = "fund:county"
    TERM: ClassVar[str] = "防止返贫监测"
    TITLE: ClassVar[str] = "monitoring against return to poverty"

    def enrol(self, world: Any) -> None:
        """Look in March and September; what was found earlier takes effect when its delay is over."""
        h, y, month = world.households, world.yearbook, world.month
        if season_of(month) in ROUNDS:
            self._look(world)
        rows = np.flatnonzero(y.at_risk_since)
        place = h.register[rows]
        outside = (place == NEVER_LISTED) | (place == EXITED)
        y.at_risk_since[rows] = np.where(outside | (place == MONITORED), y.at_risk_since[rows], 0)
        due = outside & (month >= y.at_risk_since[rows] + self.delay)
        h.register[rows] = np.where(due, MONITORED, place)

    def _look(self, world: Any) -> None:
        """Let go of those no longer at risk, then find others."""
        h, y, month = world.households, world.yearbook, world.month
        risk = np.zeros(len(h), bool)
        find_risk(world.stage, self.after_shock, self.look_back, risk)
        safe = np.flatnonzero(h.register == MONITORED)
        safe = safe[~risk[safe] & (month >= y.at_risk_since[safe] + self.least)]
        h.register[safe] = np.where(y.recorded_exit[safe] > 0, EXITED, NEVER_LISTED)
        y.at_risk_since[safe] = 0
        rows = np.flatnonzero(risk)
        place = h.register[rows]
        rows = rows[((place == NEVER_LISTED) | (place == EXITED)) & (y.at_risk_since[rows] == 0)]
        seen = np.zeros(len(h), bool)
        seen[rows] = draws(world.seed, world.replicate, ROUND.number, h.id[rows], month)[:, 0] < self.find
        wishes = reached(world, self.target, TARGETING, among=seen)
        followed = int(((y.at_risk_since > 0) & (h.where == HERE)).sum())
        found = admitted(world, self.target, TARGETING, wishes, self.relief + self.delivery, followed)
        y.at_risk_since[found] = month
        spend(world.ledger, MONITORING_DELIVERY, fen(self.delivery) * int(found.sum()))


@phase
def find_risk(s: Any, after_shock: float, look_back: int, risk: Any) -> None:
    """Write to `risk`, bool[households]: income below the monitoring line, or not far above it after a shock."""
    county = s.county[0]
    for i in range(len(s.households)):
        h, y = s.households[i], s.yearbook[i]
        shock = max(h.bill_month, h.ill_month) >= county.month - look_back
        line = 100.0 * county.monitoring_line * (after_shock if shock else 1.0)
        risk[i] = h.where == HERE and y.income / max(1, h.members) < line


@rule
def deliver_monitoring(h: Household, y: Yearbook, monitoring: Any, county: County, ledger: Any) -> None:
    """Relief, once, in the month in which the household is taken in."""
    if monitoring.active == 1 and h.register == MONITORED and county.month == y.at_risk_since + monitoring.delay:
        due = fen(monitoring.relief)
        receive(h, ledger, MONITORING_RELIEF, due)
        h.programme += due
