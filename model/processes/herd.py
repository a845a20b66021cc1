"""Cattle through the year: calving in April, mating in July, sales in October, feed from November to April."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from model.arithmetic import fen, whole
from model.ledger import (
    CALVES_BORN,
    CALVES_DIED,
    CALVES_TO_HEIFERS,
    CALVES_TO_STEERS,
    COWS_DIED,
    HEIFERS_DIED,
    HEIFERS_TO_COWS,
    HERD_COSTS,
    STEERS_DIED,
    pay,
)
from model.number import number
from model.records import County, Household
from model.rule import rule

CALVING, MATING, MARKET, WINTER_STARTS, WINTER_ENDS = 4, 7, 10, 11, 4
DAYS_PER_ADULT = 25.0


@dataclass(frozen=True, slots=True)
class Herd:
    """Breeding, losses, labour, feed and the planned sales of autumn."""

    interval: float = number(13.5, unit="months", low=12.5, high=16, source="ci", confidence="recalled")
    first_calving: float = number(28.0, unit="months", low=24, high=34, source="first_calving", confidence="guess")
    calf_loss: float = number(0.06, unit="share", low=0.03, high=0.12, source="m_calf_mort", confidence="guess")
    death: float = number(0.015, unit="share/year", low=0.008, high=0.03, source="m_cow", confidence="guess")
    winter_loss: float = number(0.04, unit="share", low=0.02, high=0.12, source="l_dzud", confidence="guess")
    drought_loss: float = number(0.01, unit="share", low=0.0, high=0.04, source="l_dzud", confidence="guess")
    disease_loss: float = number(0.06, unit="share", low=0.0, high=0.2, source="design", confidence="guess")
    calvings: float = number(8.0, unit="calvings", low=6, high=10, source="calvings", confidence="guess")
    feed_cow: float = number(2800.0, unit="yuan/cow/year", low=1800, high=4500, source="c_feed", confidence="guess")
    feed_calf: float = number(1200.0, unit="yuan/head", low=800, high=1800, source="feed_young", confidence="guess")
    feed_steer: float = number(2500.0, unit="yuan/head", low=1800, high=3500, source="feed_young", confidence="guess")
    feed_heifer: float = number(0.5, unit="ratio to a cow", low=0.3, high=0.8, source="design", confidence="guess")
    calf_mouth: float = number(0.4, unit="ratio to a cow", low=0.2, high=0.6, source="design", confidence="guess")
    neglect: float = number(0.5, unit="share", low=0.2, high=0.8, source="design", confidence="guess")
    roughage: float = number(600.0, unit="yuan/cow/winter", low=300, high=1800, source="c_feed", confidence="guess")
    fixed_cost: float = number(
        800.0, unit="yuan/year", low=400, high=1500, source="herd_fixed_cost", confidence="guess"
    )
    days_fixed: float = number(45.0, unit="days/year", low=30, high=60, source="herd_labour_fixed", confidence="guess")
    days_cow: float = number(10.0, unit="days/cow/year", low=8, high=20, source="herd_labour_cow", confidence="guess")
    cull_price: float = number(0.7, unit="ratio to a cow", low=0.5, high=0.9, source="design", confidence="guess")
    stretch: float = number(1.1, unit="ratio to own fodder", low=1.0, high=3.0, source="fodder", confidence="guess")
    patience: float = number(0.7, unit="share", low=0.4, high=0.95, source="design", confidence="guess")
    bought_in_calf: float = number(0.9, unit="share", low=0.6, high=1.0, source="p_cow", confidence="guess")
    worth_starting: float = number(
        1.5, unit="ratio to the fixed cost", low=1.0, high=3.0, source="design", confidence="guess"
    )
    restock: float = number(0.4, unit="share", low=0.1, high=0.8, source="design", confidence="guess")
    fattens: float = number(0.5, unit="share", low=0.0, high=1.0, source="p_calf, feed_young", confidence="guess")
    sells_ahead: float = number(0.3, unit="share", low=0.0, high=1.0, source="design", confidence="guess")
    fodder_held: float = number(0.5, unit="share", low=0.0, high=1.0, source="design", confidence="setting")
    distress: float = number(0.2, unit="share", low=0.1, high=0.35, source="distress", confidence="guess")


@rule
def cattle(h: Household) -> int:
    """All cattle a household owns, in its yard or with a trustee."""
    return h.cows + h.heifers + h.steers + h.calves + h.trusted


@rule
def in_yard(h: Household) -> int:
    """Cattle in the household's own yard."""
    return h.cows + h.heifers + h.steers + h.calves


@rule
def tending(h: Household, herd: Herd) -> float:
    """How well the herd is looked after, 0 to 1: days at hand against a fixed part and days per cow."""
    needed = (herd.days_fixed + herd.days_cow * (h.cows + h.heifers)) / 12.0
    return min(1.0, h.labour * DAYS_PER_ADULT / needed)


@rule
def grow(h: Household, animals: Any, u: float) -> None:
    """Last year's calves become heifers and steers; half of each, the odd one by chance."""
    females = whole(0.5 * h.calves, u)
    animals[CALVES_TO_HEIFERS] += females
    animals[CALVES_TO_STEERS] += h.calves - females
    h.heifers += females
    h.steers += h.calves - females
    h.calves = 0


@rule
def calve(h: Household, herd: Herd, animals: Any, u: float) -> None:
    """Cows and heifers at term give birth; heifers that calve are cows from now on."""
    born = whole((h.in_calf + h.heifers_in_calf) * (1.0 - herd.calf_loss), u)
    animals[CALVES_BORN] += born
    animals[HEIFERS_TO_COWS] += h.heifers_in_calf
    h.calves += born
    h.cows += h.heifers_in_calf
    h.heifers -= h.heifers_in_calf
    h.in_calf = 0
    h.heifers_in_calf = 0


@rule
def mate(h: Household, herd: Herd, cared: float, kept: int, u: Any) -> None:
    """In July most cows conceive, and some of the `kept` heifers; fewer where the herd is badly tended."""
    care = 1.0 - herd.neglect * (1.0 - cared)
    young = max(0, min(h.heifers, kept))
    h.in_calf = whole(h.cows * min(1.0, 12.0 / herd.interval) * care, u[0])
    h.heifers_in_calf = whole(young * min(1.0, 12.0 / (herd.first_calving - 12.0)) * care, u[1])


@rule
def monthly_loss(herd: Herd, county: County, cared: float, spared: float) -> float:
    """Share of the herd lost this month: a normal year, drought, winter disaster but for `spared`, disease, neglect."""
    loss = herd.death / 12.0 * (2.0 - cared) + herd.disease_loss * county.disease / 12.0
    if county.season <= 2 or county.season == 12:
        loss += herd.winter_loss * county.winter * (1.0 - spared) / 3.0
    if 7 <= county.season <= 9:
        loss += herd.drought_loss * county.drought / 3.0
    return loss


@rule
def lose(h: Household, loss: float, animals: Any, u: float, v: float) -> None:
    """A share `loss` of the yard dies, the odd animal by chance `u`; which ones is a systematic sample from `v`."""
    total = in_yard(h)
    deaths = whole(total * loss, u)
    if deaths > 0:
        heifers, steers, calves = h.cows, h.cows + h.heifers, h.cows + h.heifers + h.steers  # where each class begins
        for k in range(deaths):
            place = (k + v) * total / deaths
            if place < heifers:
                h.cows -= 1
                animals[COWS_DIED] += 1
            elif place < steers:
                h.heifers -= 1
                animals[HEIFERS_DIED] += 1
            elif place < calves:
                h.steers -= 1
                animals[STEERS_DIED] += 1
            else:
                h.calves -= 1
                animals[CALVES_DIED] += 1
        h.in_calf = min(h.in_calf, h.cows)
        h.heifers_in_calf = min(h.heifers_in_calf, h.heifers)


@rule
def winter_units(h: Household, herd: Herd) -> float:
    """Mouths of the winter, in cows."""
    return h.cows + herd.feed_heifer * (h.heifers + h.steers) + herd.calf_mouth * h.calves


@rule
def keep_costs(h: Household, herd: Herd, county: County) -> float:
    """Yuan this month for feed and upkeep; what the household's fodder cannot feed needs bought roughage."""
    cost = herd.fixed_cost / 12.0
    if county.season >= WINTER_STARTS or county.season <= WINTER_ENDS:
        month = herd.feed_cow * (h.cows + herd.feed_heifer * h.heifers) + herd.feed_calf * h.calves
        month += herd.roughage * max(0.0, winter_units(h, herd) - h.fodder)
        cost += county.feed * month / 6.0
    else:
        cost += county.feed * herd.feed_steer * h.steers / 6.0
    return cost * county.prices


@rule
def winter_bill(h: Household, herd: Herd, county: County) -> int:
    """Fen that the coming winter will cost in feed, as the herd and its fodder stand."""
    cost = herd.feed_cow * (h.cows + herd.feed_heifer * h.heifers) + herd.feed_calf * h.calves
    cost += herd.roughage * max(0.0, winter_units(h, herd) - h.fodder)
    return fen(county.prices * county.feed * cost)


@rule
def feed(h: Household, herd: Herd, county: County, ledger: Any) -> None:
    """Pay for feed and upkeep."""
    cost = fen(keep_costs(h, herd, county))
    pay(h, ledger, HERD_COSTS, cost)
    h.herd -= cost
