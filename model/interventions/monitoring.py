"""Monitoring against return to poverty: finds households at risk, supports them, lets go when the risk is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from model.arithmetic import fen
from model.ledger import MONITORING_DELIVERY, MONITORING_RELIEF, receive, spend
from model.luck import draw4, family
from model.number import date, number, season_of
from model.prefetch import AHEAD, prefetch_first
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
    AFTER_EXIT: ClassVar[str] = "never tied"
    TERM: ClassVar[str] = "防止返贫监测"
    TITLE: ClassVar[str] = "monitoring against return to poverty"

    def enrol(self, world: Any) -> None:
        """Look in March and September; what was found earlier takes effect when its delay is over."""
        if season_of(world.month) in ROUNDS:
            self._look(world)

    def _look(self, world: Any) -> None:
        """Let go of those no longer at risk, then find others."""
        seen = np.empty(len(world.households), np.int64)
        count, followed = look_at_all(world.stage, seen)
        world.on_file = None
        wishes = reached(world, self.target, TARGETING, among=seen[:count])
        found = admitted(world, self.target, TARGETING, wishes, self.relief + self.delivery, followed)
        world.households.at_risk_since[found] = world.month
        spend(world.ledger, MONITORING_DELIVERY, fen(self.delivery) * len(found))


@phase
def look_at_all(s: Any, seen: Any) -> tuple[int, int]:
    """Let go of the safe; write to `seen`, int64[households], who is found at risk.

    Returns how many these are, and how many are followed.
    """
    count, followed, month, monitoring = 0, 0, s.county[0].month, s.numbers[0].monitoring
    for i in range(len(s.households)):
        h, y = s.households[i], s.yearbook[i]
        prefetch_first(s.households, i + AHEAD)
        prefetch_first(s.yearbook, i + AHEAD)
        risk = is_at_risk(h, y, s.county[0], monitoring)
        if h.register == MONITORED and not risk and month >= h.at_risk_since + monitoring.least:
            h.register = EXITED if y.recorded_exit > 0 else NEVER_LISTED
            h.at_risk_since = 0
        if h.at_risk_since > 0:
            followed += 1 if h.where == HERE else 0
        elif risk and is_off_the_list(h) and is_found(s, h, month):
            seen[count] = i
            count += 1
    return count, followed


@rule
def is_found(s: Any, h: Household, month: int) -> bool:
    """Whether a round finds a household that is at risk."""
    return bool(draw4(s.seed, s.replicate, ROUND.number, h.id, month)[0] < s.numbers[0].monitoring.find)


@rule
def is_at_risk(h: Household, y: Yearbook, county: County, monitoring: Any) -> bool:
    """Income below the monitoring line, or not far above it after a shock."""
    shock = max(h.bill_month, h.ill_month) >= county.month - monitoring.look_back
    line = 100.0 * county.monitoring_line * (monitoring.after_shock if shock else 1.0)
    return bool(h.where == HERE and y.income / max(1, h.members) < line)


@rule
def take_in(h: Household, monitoring: Any, month: int) -> None:
    """Whoever was found `delay` months ago or more is supported from now on; who was listed meanwhile is forgotten."""
    if monitoring.active == 1 and h.at_risk_since > 0:
        if is_off_the_list(h):
            if month >= h.at_risk_since + monitoring.delay:
                h.register = MONITORED
        elif h.register != MONITORED:
            h.at_risk_since = 0


@rule
def is_off_the_list(h: Household) -> bool:
    """Never listed, or taken off."""
    return h.register == NEVER_LISTED or h.register == EXITED


@rule
def deliver_monitoring(h: Household, monitoring: Any, county: County, ledger: Any) -> None:
    """Relief, once, in the month in which the household is taken in."""
    if monitoring.active == 1 and h.register == MONITORED and county.month == h.at_risk_since + monitoring.delay:
        due = fen(monitoring.relief)
        receive(h, ledger, MONITORING_RELIEF, due)
        h.programme += due
