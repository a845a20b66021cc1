"""The register (jiandang lika): who is on the list, who is taken off, who is put back, and how long support lasts.

It records what the administration sees and decides.  Latent poverty, exit and return are in `assessment`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from model.number import number
from model.records import EXITED, LISTED, MONITORED, REMOVED, County, Household, Yearbook
from model.rule import rule


@dataclass(frozen=True, slots=True)
class Register:
    """Identification, exit, re-listing and support after exit; `acts` off means the list is only kept."""

    acts: bool = number(False, source="design", confidence="setting")
    clean_up: float = number(0.3, unit="share/year", low=0.0, high=0.8, source="F075", confidence="guess")
    clean_above: float = number(2.0, unit="ratio to the line", low=1.3, high=3.0, source="design", confidence="guess")
    find: float = number(0.04, unit="share/year", low=0.0, high=0.3, source="V070", confidence="guess")
    relist: float = number(0.15, unit="share/year", low=0.0, high=0.4, source="V079", confidence="guess")
    see_exit: float = number(0.75, unit="share/year", low=0.3, high=1.0, source="design", confidence="guess")
    exit_pressure: float = number(
        0.35, unit="share/year", low=0.0, high=0.6, source="exit_pressure", confidence="guess"
    )
    pressure_from: float = number(
        0.8, unit="ratio to the line", low=0.6, high=1.0, source="exit_pressure", confidence="guess"
    )
    marginal: float = number(1.5, unit="ratio to the line", low=1.1, high=2.0, source="design", confidence="setting")
    after_exit: int = number(0, unit="months", low=0, high=72, source="support_months", confidence="setting")
    strength: float = number(1.0, unit="share", low=0.0, high=1.0, source="V020", confidence="setting")
    taper: float = number(0.0, unit="share", low=0.0, high=1.0, source="V020", confidence="setting")


@rule
def takes_off(ratio: float, secured: bool, register: Register, u: Any) -> bool:
    """Whether a listed household is taken off: income above the line and guarantees secured, or pressure near it."""
    if ratio > 1.0 and secured:
        return bool(u[0] < register.see_exit)
    return bool(ratio > register.pressure_from and u[1] < register.exit_pressure)


@rule
def review(h: Household, y: Yearbook, secured: bool, county: County, register: Register, u: Any) -> None:
    """December: one household's place on the list for the year to come.

    `secured` says whether the guarantees hold; `u` are the four uniforms of its luck.
    """
    ratio = y.income / (100.0 * county.line * max(1, h.members))
    if h.register == LISTED:
        if ratio > register.clean_above and y.exits == 0 and y.poor_years == 0 and u[0] < register.clean_up:
            h.register = REMOVED
        elif takes_off(ratio, secured, register, u):
            h.register = EXITED
            y.recorded_exit = county.month
            h.support_until = county.month + register.after_exit
    elif ratio < 1.0 and (h.register == EXITED or (h.register == MONITORED and y.ever == 1)):
        if u[0] < register.relist:
            h.register = LISTED
            y.recorded_return = county.month
    elif ratio < 1.0 and h.register != REMOVED and u[0] < register.find:
        h.register = LISTED
        y.ever = 1
