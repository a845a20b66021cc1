"""What the state paid in 2013 and goes on paying under every policy: pension, guarantee, subsidies; and insurance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from model.arithmetic import fen
from model.ledger import DIBAO, GRAIN_SUBSIDY, GRASS_SUBSIDY, PENSION, PREMIUMS, pay, receive
from model.number import number
from model.records import County, Household
from model.rule import rule

PREMIUM_DAY, GRAIN_DAY, GRASS_DAY, REVIEW_DAY = 1, 6, 9, 1


@dataclass(frozen=True, slots=True)
class SafetyNet:
    """The minimum living guarantee of 2013 and the grassland payment."""

    grass: float = number(2.5, unit="yuan/mu/year", low=1.5, high=2.5, source="graze_balance", confidence="found")


@rule
def draw_pension(h: Household, county: County, ledger: Any) -> None:
    """Basic pension of members aged 60 and more."""
    due = fen(h.elders * county.pension)
    receive(h, ledger, PENSION, due)
    h.transfers += due


@rule
def draw_guarantee(h: Household, county: County, ledger: Any) -> None:
    """Minimum living guarantee, per recipient; recipients die or leave with their household."""
    due = fen(min(h.dibao, h.members) * county.dibao)
    receive(h, ledger, DIBAO, due)
    h.transfers += due


@rule
def draw_subsidies(h: Household, net: SafetyNet, county: County, ledger: Any) -> None:
    """Grain subsidy in June by land worked, grassland payment in September by pasture right."""
    if county.season == GRAIN_DAY:
        due = fen(h.land * county.grain_subsidy)
        receive(h, ledger, GRAIN_SUBSIDY, due)
        h.transfers += due
    elif county.season == GRASS_DAY:
        due = fen(h.pasture * net.grass)
        receive(h, ledger, GRASS_SUBSIDY, due)
        h.transfers += due


@rule
def insure(h: Household, helped: int, county: County, ledger: Any) -> None:
    """Pay the year's premium for every member, less the fen `helped`, or go without when the cash is not there."""
    due = max(0, fen(h.members * county.premium) - helped)
    h.insured = 1 if h.cash >= due else 0
    if h.insured == 1:
        pay(h, ledger, PREMIUMS, due)
