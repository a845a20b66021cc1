"""What each public fund has to give out in a calendar year; without any word of it, as much as is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from model.number import Yearly, by_year, number

UNLIMITED = 1e12
ENVELOPE = {2012: UNLIMITED}


@dataclass(frozen=True, slots=True)
class Funds:
    """Yearly envelopes, each until the next year named.

    `beijing` is the paired city's, for projects in villages.  The bank lends at most `leverage` times what the
    risk-sharing fund adds in that year.
    """

    central: Yearly = by_year(ENVELOPE, unit="yuan/year", low=0, high=UNLIMITED, source="design", confidence="setting")
    region: Yearly = by_year(ENVELOPE, unit="yuan/year", low=0, high=UNLIMITED, source="design", confidence="setting")
    county: Yearly = by_year(ENVELOPE, unit="yuan/year", low=0, high=UNLIMITED, source="design", confidence="setting")
    civil_affairs: Yearly = by_year(
        ENVELOPE, unit="yuan/year", low=0, high=UNLIMITED, source="design", confidence="setting"
    )
    donations: Yearly = by_year(
        ENVELOPE, unit="yuan/year", low=0, high=UNLIMITED, source="design", confidence="setting"
    )
    beijing: Yearly = by_year(ENVELOPE, unit="yuan/year", low=0, high=UNLIMITED, source="design", confidence="setting")
    risk_sharing: Yearly = by_year(
        ENVELOPE, unit="yuan/year", low=0, high=UNLIMITED, source="design", confidence="setting"
    )
    leverage: float = number(8.0, unit="ratio", low=5, high=10, source="risk_fund", confidence="guess")

    def envelopes(self, year: int) -> Mapping[str, float]:
        """Yuan of each fund in a calendar year; `bank` is what it may lend."""
        names = ("central", "region", "county", "civil_affairs", "donations", "beijing")
        return {name: getattr(self, name).at(year) for name in names} | {
            "bank": self.leverage * self.risk_sharing.at(year)
        }
