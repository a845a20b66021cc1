"""E-commerce extended to villages: a trial over whole counties found next to no gain for those who sell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from model.arithmetic import fen
from model.ledger import ECOMMERCE_GAINS, ECOMMERCE_SETUP, receive
from model.livelihoods import ECOMMERCE, Livelihood
from model.luck import Family, family
from model.number import date, number
from model.records import County, Household, Yearbook
from model.rule import rule
from model.targeting import DECISIONS

ACCOUNTS = 12


@dataclass(frozen=True, slots=True)
class Ecommerce(Livelihood):
    """Sales of crops and cattle bring `gain` more; what it is set to by default is what the trial found."""

    gain: float = number(0.0, unit="share", low=0.0, high=0.03, source="eff_ecom", confidence="found")
    setup: float = number(300.0, unit="yuan/household", low=100, high=1000, source="design", confidence="guess")
    start: int = date("2017-01", source="F094", confidence="derived")

    WRITES: ClassVar[frozenset[str]] = frozenset({"cash", "livelihoods", "programme"})
    FUND: ClassVar[str] = "fund:central"
    AFTER_EXIT: ClassVar[str] = "stays"
    TERM: ClassVar[str] = "电商扶贫"
    TITLE: ClassVar[str] = "e-commerce"
    BIT: ClassVar[int] = ECOMMERCE
    SETUP: ClassVar[int] = ECOMMERCE_SETUP
    TARGETING: ClassVar[Family] = family("ecommerce.target", *DECISIONS)


@rule
def promised_by_ecommerce(y: Yearbook, ecommerce: Any) -> float:
    """Yuan a year that selling this way seems to bring, by last year's sales."""
    gain: float = ecommerce.gain * (max(0, y.crops) + max(0, y.herd)) / 100.0
    return gain


@rule
def deliver_ecommerce(h: Household, ecommerce: Any, county: County, ledger: Any) -> None:
    """In December, on what land and herd brought this year."""
    if ecommerce.active == 1 and h.livelihoods & ECOMMERCE and county.season == ACCOUNTS:
        due = fen(ecommerce.gain * (max(0, h.crops) + max(0, h.herd)) / 100.0)
        receive(h, ledger, ECOMMERCE_GAINS, due)
        h.programme += due
