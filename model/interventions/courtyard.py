"""The courtyard economy: vegetables, poultry or pens in the yard, with inputs paid for and firms that buy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from model.arithmetic import fen
from model.ledger import COURTYARD_SALES, COURTYARD_SETUP, receive
from model.livelihoods import COURTYARD, Livelihood
from model.luck import Family, family
from model.number import date, number
from model.records import County, Household
from model.rule import rule
from model.targeting import DECISIONS

SALE = 10


@dataclass(frozen=True, slots=True)
class Courtyard(Livelihood):
    """Households with someone able to work sell from their yard each October, net of their own inputs."""

    gain: float = number(1500.0, unit="yuan/household/year", low=500, high=4000, source="b_yard", confidence="guess")
    adults: float = number(0.15, unit="adults", low=0.05, high=0.4, source="design", confidence="guess")
    setup: float = number(1500.0, unit="yuan/household", low=500, high=5000, source="design", confidence="guess")
    start: int = date("2016-01", source="b_yard", confidence="guess")

    WRITES: ClassVar[frozenset[str]] = frozenset({"cash", "livelihoods", "programme"})
    FUND: ClassVar[str] = "fund:county"
    AFTER_EXIT: ClassVar[str] = "stays"
    TERM: ClassVar[str] = "庭院经济"
    TITLE: ClassVar[str] = "courtyard economy"
    BIT: ClassVar[int] = COURTYARD
    SETUP: ClassVar[int] = COURTYARD_SETUP
    TARGETING: ClassVar[Family] = family("courtyard.target", *DECISIONS)


@rule
def promised_by_courtyard(courtyard: Any, county: County) -> float:
    """Yuan a year that the yard seems to bring."""
    gain: float = county.prices * courtyard.gain
    return gain


@rule
def labour_in_courtyard(h: Household, courtyard: Any) -> float:
    """Adults whom the yard keeps from farm and herd."""
    adults: float = courtyard.adults if courtyard.active == 1 and h.livelihoods & COURTYARD else 0.0
    return adults


@rule
def deliver_courtyard(h: Household, courtyard: Any, county: County, ledger: Any) -> None:
    """What the yard brought this year."""
    if courtyard.active == 1 and h.livelihoods & COURTYARD and county.season == SALE and h.able > 0:
        due = fen(county.prices * courtyard.gain)
        receive(h, ledger, COURTYARD_SALES, due)
        h.programme += due
