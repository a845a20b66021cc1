"""What the first month's households have and owe: land, water, pasture, cattle, a house, debt, cash, a guarantee."""

from __future__ import annotations

from typing import Any

from model.arithmetic import exp_, fen, log_, lognormal, normal_quantile, whole
from model.processes.credit import Credit
from model.processes.crops import Crops
from model.processes.herd import WINTER_ENDS, Herd, winter_bill, winter_units
from model.processes.population import Population
from model.records import SAFE, UNSAFE, County, Household
from model.rule import rule
from model.synthesis.start import Home, Start, befalls, leaning

HANDS_FOR_CATTLE = 0.5  # adults
REST_OF_WINTER = WINTER_ENDS / 6.0  # January to April of six months


@rule
def settle_on_land(s: Start, h: Household, home: Home, u: Any) -> None:
    """Farm, or keep a plot and let the rest; without hands all is let. Land was once allotted by head."""
    numbers, n = s.numbers[0], s.numbers[0].population
    people = exp_(n.land_members * log_(h.members / n.members))
    if befalls(n.watered, leaning(home.disadvantage, u[2], -n.watered_leans)):
        h.watered = n.watered_part
    wants = befalls(n.farms if home.young > 0.0 else n.farms_old, leaning(home.disadvantage, u[0], -n.farms_leans))
    if home.hands <= 0.0:
        h.let = (n.plot + n.let) * people
    elif wants and worth_farming(h, numbers.crops, s.county[0].maize_price):
        h.land = lognormal(n.land * people, n.land_sd, u[1])
    else:
        h.land = n.plot * people
        h.let = n.let * people


@rule
def worth_farming(h: Household, crops: Crops, price: float) -> bool:
    """Whether a mu in these hands brings more than its rent in a year like any other."""
    grain = h.watered * crops.yield_watered + (1.0 - h.watered) * crops.yield_rainfed
    return grain * exp_(0.5 * h.ability) * price - crops.inputs > crops.rent


@rule
def graze(h: Household, n: Population, u: float, v: float) -> None:
    """A pasture right, in agro-pastoral homes."""
    if befalls(n.pastoral, normal_quantile(u)):
        h.pasture = lognormal(n.pasture, n.pasture_sd, v)


@rule
def keep_herd(s: Start, h: Household, home: Home, u: Any) -> None:
    """Cattle, or none, and fodder: own straw and grass, and part of what is short from what the village can spare."""
    n, herd, crops = s.numbers[0].population, s.numbers[0].herd, s.numbers[0].crops
    if home.hands >= HANDS_FOR_CATTLE and befalls(n.keeps, leaning(home.disadvantage, u[0], -n.keeps_leans)):
        size = leaning(home.disadvantage, u[1], -n.cows_lean)
        cows = n.cows * exp_(n.cows_sd * size - 0.5 * n.cows_sd * n.cows_sd)
        make_herd(h, max(1, whole(cows, u[2])), n.heifers, herd, u)
    h.fodder = crops.straw * h.land + crops.grass * h.pasture
    h.fodder += n.fodder_found * max(0.0, winter_units(h, herd) - h.fodder)


@rule
def make_herd(h: Household, cows: int, heifers: float, herd: Herd, u: Any) -> None:
    """Cows, their calves of last spring and the heifers kept; steers were sold in autumn."""
    calving, first = min(1.0, 12.0 / herd.interval), min(1.0, 12.0 / (herd.first_calving - 12.0))
    h.cows = cows
    h.in_calf = whole(cows * calving, u[2])
    h.calves = whole(cows * calving * (1.0 - herd.calf_loss), u[2])
    h.heifers = whole(heifers * cows, u[3])
    h.heifers_in_calf = whole(h.heifers * first, u[3])


@rule
def draw_on_guarantee(h: Household, home: Home, n: Population, u: float, v: float) -> None:
    """Recipients of the minimum living guarantee: more homes without hands below 60, and seldom every member."""
    share = n.guaranteed if home.young > 0.0 else n.guaranteed_weak
    if befalls(share, leaning(home.poverty, u, n.guaranteed_leans)):
        h.dibao = min(h.members, max(1, whole(n.recipients * h.members, v)))


@rule
def live_in_house(h: Household, home: Home, n: Population, u: float) -> None:
    """A safe house or not: the poor have not rebuilt."""
    h.house = UNSAFE if befalls(n.unsafe, leaning(home.poverty, u, n.unsafe_leans)) else SAFE


@rule
def owe(h: Household, income: float, n: Population, credit: Credit, u: float, v: float) -> None:
    """Informal debt; illness makes debtors, and who earns more owes more. `income`: yuan a year before interest."""
    if u < n.debtors + (n.debtors_ill if h.ill > 0 else 0.0):
        debt = lognormal(n.debt, n.debt_sd, v) * against(income, n, n.debt_rises)
        h.debt = fen(min(debt, n.debt_most * credit.insolvent * max(income, credit.least)))


@rule
def hold_cash(h: Household, income: float, numbers: Any, county: County, u: float) -> None:
    """Money in hand after the autumn sales, and part of what the herd will eat to the end of winter."""
    n = numbers.population
    h.cash = fen(lognormal(n.cash, n.cash_sd, u) * against(income, n, n.cash_rises))
    if h.cows > 0:
        h.cash += fen(n.feed_saved * REST_OF_WINTER * winter_bill(h, numbers.herd, county) / 100.0)


@rule
def against(income: float, n: Population, elasticity: float) -> float:
    """How an amount known at `at_income` scales to this income."""
    return exp_(elasticity * log_(max(n.least_income, income) / n.at_income))
