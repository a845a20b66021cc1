"""Leader firms: a contract price for grain and young stock, for those whom a firm takes under contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from model.arithmetic import fen
from model.ledger import CONTRACT_LOSSES, CONTRACT_PREMIUMS, FIRM_SETUP, pay, receive
from model.livelihoods import CONTRACT_FARMING, FIRM_FAILED, Livelihood, fail
from model.luck import Family, family
from model.number import date, number
from model.records import County, Household, Yearbook
from model.rule import rule
from model.targeting import DECISIONS

ACCOUNTS = 12
FIRM_YEAR = family("leader_firm.firm_year", "fails")


@dataclass(frozen=True, slots=True)
class LeaderFirm(Livelihood):
    """A firm adds `gain` to what land and herd bring in a year, net of their costs; one that fails leaves crops unpaid.

    That part of the year's crops is `unpaid`; the contract ends with the firm.
    """

    gain: float = number(0.05, unit="share", low=0.0, high=0.15, source="V107, V112", confidence="guess")
    fails: float = number(0.06, unit="share/year", low=0.0, high=0.15, source="r_trust", confidence="guess")
    unpaid: float = number(0.3, unit="share", low=0.0, high=1.0, source="design", confidence="guess")
    firms: int = number(15, unit="firms", low=5, high=60, least=1, source="F067", confidence="derived")
    setup: float = number(500.0, unit="yuan/household", low=100, high=3000, source="design", confidence="guess")
    start: int = date("2016-01", source="V015", confidence="guess")

    WRITES: ClassVar[frozenset[str]] = frozenset({"cash", "livelihoods", "programme", "crops"})
    FUND: ClassVar[str] = "fund:county"
    AFTER_EXIT: ClassVar[str] = "runs out"
    TERM: ClassVar[str] = "龙头企业带动"
    TITLE: ClassVar[str] = "leader firms"
    BIT: ClassVar[int] = CONTRACT_FARMING
    SETUP: ClassVar[int] = FIRM_SETUP
    TARGETING: ClassVar[Family] = family("leader_firm.target", *DECISIONS)

    def enrol(self, world: Any) -> None:
        """In January it is drawn which firms fail this year; then free contracts are given out."""
        failed = fail(world, self.BIT, self.fails, self.firms, FIRM_YEAR)
        world.households.livelihoods[failed] |= FIRM_FAILED
        Livelihood.enrol(self, world)


@rule
def promised_by_firm(y: Yearbook, firm: Any) -> float:
    """Yuan a year that the contract seems to bring, by last year's sales."""
    gain: float = firm.gain * (max(0, y.crops) + max(0, y.herd)) / 100.0
    return gain


@rule
def deliver_leader_firm(h: Household, firm: Any, county: County, ledger: Any) -> None:
    """In December the premium on the year's sales, or the loss where the firm has failed in that year."""
    if firm.active == 0 or h.livelihoods & CONTRACT_FARMING == 0 or county.season != ACCOUNTS:
        return
    if h.livelihoods & FIRM_FAILED:
        lost = fen(firm.unpaid * max(0, h.crops) / 100.0)
        pay(h, ledger, CONTRACT_LOSSES, lost)
        h.crops -= lost
        h.livelihoods &= ~(CONTRACT_FARMING | FIRM_FAILED)
    else:
        due = fen(firm.gain * (max(0, h.crops) + max(0, h.herd)) / 100.0)
        receive(h, ledger, CONTRACT_PREMIUMS, due)
        h.programme += due
