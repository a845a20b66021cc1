"""Maize: planted in April, harvested in October, sold to December; and what the land itself pays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from model.arithmetic import fen
from model.ledger import CROP_INPUTS, CROP_SALES, RENT, pay, receive
from model.number import number
from model.records import County, Household
from model.rule import rule

PLANTING, HARVEST, LAST_SALE, RENT_DAY = 4, 10, 12, 3
WORKING_DAYS = 25.0


@dataclass(frozen=True, slots=True)
class Crops:
    """Yields, inputs, rent, and what drought takes."""

    inputs: float = number(370.0, unit="yuan/mu", low=300, high=450, source="maize_inputs", confidence="recalled")
    yield_watered: float = number(650.0, unit="kg/mu", low=550, high=800, source="yield_watered", confidence="guess")
    yield_rainfed: float = number(400.0, unit="kg/mu", low=300, high=500, source="yield_rainfed", confidence="guess")
    drought_loss: float = number(0.4, unit="share", low=0.25, high=0.65, source="l_drought", confidence="guess")
    drought_watered: float = number(0.3, unit="ratio", low=0.1, high=0.6, source="l_drought", confidence="guess")
    on_account: float = number(0.7, unit="share", low=0.0, high=1.0, source="design", confidence="guess")
    rent: float = number(150.0, unit="yuan/mu/year", low=80, high=250, source="land_listed", confidence="guess")
    days: float = number(4.0, unit="days/mu/year", low=2, high=8, source="design", confidence="guess")
    straw: float = number(0.15, unit="cows/mu", low=0.06, high=0.2, source="fodder", confidence="guess")
    grass: float = number(0.03, unit="cows/mu", low=0.01, high=0.04, source="fodder", confidence="guess")


@rule
def let_land(h: Household, crops: Crops, ledger: Any) -> None:
    """Rent of the year for land let out."""
    due = fen(crops.rent * h.let)
    receive(h, ledger, RENT, due)
    h.rent += due


@rule
def plant(h: Household, crops: Crops, ledger: Any) -> None:
    """Plant what hands allow; seed and fertiliser are paid now, or taken on account until the harvest is sold."""
    h.planted = min(h.land, h.labour * WORKING_DAYS * 12.0 / crops.days)
    h.inputs_due = fen(crops.inputs * h.planted)
    pay_for_inputs(h, h.inputs_due - fen(crops.on_account * h.inputs_due / 100.0), ledger)


@rule
def pay_for_inputs(h: Household, amount: int, ledger: Any) -> None:
    """Pay part of what the year's inputs cost; income is what the harvest brings net of it."""
    pay(h, ledger, CROP_INPUTS, amount)
    h.inputs_due -= amount
    h.crops -= amount


@rule
def harvest(h: Household, crops: Crops, county: County, exposure: float, skill: float, spared: float) -> None:
    """Bring in the crop; `skill` multiplies the yield.

    Drought takes its share, less where there is water, and there less still by the share `spared`.
    """
    lost = min(1.0, crops.drought_loss * county.drought * exposure)
    wet = h.watered * crops.yield_watered * (1.0 - crops.drought_watered * lost * (1.0 - spared))
    dry = (1.0 - h.watered) * crops.yield_rainfed * (1.0 - lost)
    h.grain = h.planted * (wet + dry) * skill
    h.fodder = (crops.straw * h.planted + crops.grass * h.pasture) * (1.0 - lost)
    h.planted = 0.0


@rule
def sell_grain(h: Household, county: County, ratio: float, ledger: Any) -> None:
    """A third of the harvest in each of October, November and December; what is eaten counts at the farm price.

    `ratio` is what a road adds to that price.  With it goes a third of what is owed for inputs.
    """
    sold = h.grain / (LAST_SALE + 1.0 - county.season)
    value = fen(sold * county.maize_price * ratio)
    h.grain -= sold
    receive(h, ledger, CROP_SALES, value)
    h.crops += value
    pay_for_inputs(h, h.inputs_due // (LAST_SALE + 1 - county.season), ledger)
