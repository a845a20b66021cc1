"""Rural tourism: guest houses, herders' inns and summer events in a few places that visitors come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from model.arithmetic import fen
from model.ledger import GUESTS_PAY, TOURISM_SETUP, receive
from model.livelihoods import TOURISM, Livelihood
from model.luck import Family, family
from model.number import date, number
from model.records import County, Household
from model.rule import rule
from model.targeting import DECISIONS

FIRST, LAST = 6, 9


@dataclass(frozen=True, slots=True)
class Tourism(Livelihood):
    """One member of a household earns `gain` from June to September; reported gains are of the best cases."""

    gain: float = number(5000.0, unit="yuan/person/year", low=1500, high=5000, source="b_tour", confidence="found")
    adults: float = number(0.5, unit="adults", low=0.1, high=1.0, source="design", confidence="guess")
    setup: float = number(5000.0, unit="yuan/household", low=1000, high=20000, source="design", confidence="guess")
    start: int = date("2016-01", source="F092", confidence="guess")

    WRITES: ClassVar[frozenset[str]] = frozenset({"cash", "livelihoods", "programme"})
    FUND: ClassVar[str] = "fund:county"
    AFTER_EXIT: ClassVar[str] = "stays"
    TERM: ClassVar[str] = "旅游扶贫"
    TITLE: ClassVar[str] = "tourism"
    BIT: ClassVar[int] = TOURISM
    SETUP: ClassVar[int] = TOURISM_SETUP
    TARGETING: ClassVar[Family] = family("tourism.target", *DECISIONS)


@rule
def promised_by_tourism(tourism: Any, county: County) -> float:
    """Yuan a year that guests seem to bring."""
    gain: float = county.prices * tourism.gain
    return gain


@rule
def labour_with_guests(h: Household, tourism: Any, county: County) -> float:
    """Adults whom guests keep from farm and herd this month."""
    open_now = tourism.active == 1 and h.livelihoods & TOURISM and FIRST <= county.season <= LAST
    adults: float = tourism.adults if open_now else 0.0
    return adults


@rule
def deliver_tourism(h: Household, tourism: Any, county: County, ledger: Any) -> None:
    """A month of the season, while someone is able to work."""
    if tourism.active == 1 and h.livelihoods & TOURISM and FIRST <= county.season <= LAST and h.able > 0:
        due = fen(county.prices * tourism.gain / (LAST - FIRST + 1.0))
        receive(h, ledger, GUESTS_PAY, due)
        h.programme += due
