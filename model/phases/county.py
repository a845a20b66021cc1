"""What the county deals to everyone alike this month: weather, prices, wages, payments, the line."""

from __future__ import annotations

import math
from typing import Any

from model.arithmetic import exp_, log_, normal_quantile
from model.calendar import month_number, season_of, year_of
from model.ledger import CALVES_SOLD, COWS_BOUGHT, COWS_SOLD, HEIFERS_SOLD, STEERS_SOLD, TRUSTED_BOUGHT, TRUSTED_SOLD
from model.luck import draw4, family
from model.processes.herd import WINTER_ENDS, WINTER_STARTS
from model.world import World

COUNTY_YEAR = family("county.year", "drought", "severe", "winter", "disease")
COUNTY_MONTH = family("county.month", "price")
COUNTY = 0
YEAR = 12
BOUGHT, SOLD = (COWS_BOUGHT, TRUSTED_BOUGHT), (COWS_SOLD, HEIFERS_SOLD, STEERS_SOLD, CALVES_SOLD, TRUSTED_SOLD)
REAL_LINE_YEAR = 2014
PRICES_OF = 2018
CUSTOM_OF, CUSTOM_UNTIL = 2014, 2020  # from then on what a wedding costs rises no more
FOLLOWS = {
    "monitoring_line": "monitoring_line", "wage": "migrant_wage", "maize_price": "maize_price",
    "job_months": "months_of_migrant_work", "grain_subsidy": "grain_subsidy", "pension": "pension",
    "dibao": "dibao_paid", "premium": "premium",
}  # fmt: skip
CATTLE = {"cow_price": "cow_price", "calf_price": "calf_6m", "yearling_price": "steer_12m", "steer_price": "steer_18m"}


def turn_page(world: World) -> None:
    """Date and line of the month."""
    county, month = world.county[0], world.month
    county.month, county.season, county.year = month, season_of(month), year_of(month)
    county.start = world.scenario.start
    county.line = world.scenario.series["exit_line"].at(month)


def deal_county_month(world: World) -> None:
    """Fill the county's record for the month: yearly paths of the future, weather, and prices around their path."""
    county, series, month = world.county[0], world.scenario.series, world.month
    first = county.prices == 0.0  # nothing was dealt before
    if first or county.season == 1:
        follow_paths(world)
    if first or county.season in (1, WINTER_ENDS + 1):
        deal_weather(world)
    move_prices(world)
    level = exp_(county.price_shock + county.local_price)
    for name, path in CATTLE.items():
        county[name] = series[path].at(month) * level
    price_feed(world)


def follow_paths(world: World) -> None:
    """What holds for a calendar year: the paths of the future, and what custom asks of a wedding."""
    county, series, processes = world.county[0], world.scenario.series, world.scenario.processes
    for name, path in FOLLOWS.items():
        county[name] = series[path].at(world.month)
    county.prices = price_level(series, county.year)
    county.real_line = series["exit_line"].at(month_number(f"{REAL_LINE_YEAR}-01")) * (
        county.prices / price_level(series, REAL_LINE_YEAR)
    )
    marriage = processes["marriage"]
    county.wedding = marriage.custom * exp_((min(county.year, CUSTOM_UNTIL) - CUSTOM_OF) * log_(1.0 + marriage.rises))
    county.subsidy_late = processes["markets"].subsidy_late


def price_level(series: Any, year: int) -> float:
    """Consumer prices of a year, 2018 = 1, from yearly inflation in percent."""
    level = 1.0
    first, last = min(year, PRICES_OF), max(year, PRICES_OF)
    for passed in range(first + 1, last + 1):
        level *= 1.0 + series["cpi"].values.at(passed) / 100.0
    return level if year >= PRICES_OF else 1.0 / level


def deal_weather(world: World) -> None:
    """Severity of this year's drought and disease, and of the winter at hand; until April that is last year's."""
    county, weather, month = world.county[0], world.scenario.processes["weather"], world.month
    january = month - county.season + 1
    began = january - 12 if county.season <= 4 else january
    u = draw4(world.seed, world.replicate, COUNTY_YEAR.number, COUNTY, january)
    snow = draw4(world.seed, world.replicate, COUNTY_YEAR.number, COUNTY, began)
    if weather.dated:
        county.drought = world.scenario.series["drought"].at(month)
        county.winter = world.scenario.series["winter_disaster"].at(began)
    else:
        severity = 1.0 if u[1] < weather.severe else weather.moderate
        county.drought = severity if u[0] < weather.drought else 0.0
        county.winter = 1.0 if snow[2] < weather.winter else 0.0
    county.disease = 1.0 if u[3] < weather.disease else 0.0


def move_prices(world: World) -> None:
    """Cattle prices wander around their path as an AR(1) of log deviations with a stationary yearly spread."""
    markets = world.scenario.processes["markets"]
    u = draw4(world.seed, world.replicate, COUNTY_MONTH.number, COUNTY, world.month)
    innovation = markets.spread * math.sqrt(1.0 - markets.persistence**2)
    county = world.county[0]
    county.price_shock = markets.persistence * county.price_shock + innovation * normal_quantile(u[0])


def price_feed(world: World) -> None:
    """What feed costs this month, a normal year's price being one: more after a drought and in a winter short of it."""
    county, markets = world.county[0], world.scenario.processes["markets"]
    if WINTER_ENDS < county.season < WINTER_STARTS:
        county.feed_short = 0.0
    dry = markets.feed_drought * county.drought * (county.season not in range(1, 7))
    county.feed = 1.0 + dry + county.feed_short


def answer_to_stocking(world: World, unmet: int) -> None:
    """In November feed costs more or less until April, by the winters of one cow that no fodder is left for.

    `unmet` counts them in the whole county; they are held as a share of the herd's winters against that of the first
    November.  Where what is shared is held at its path, nobody's herd moves the price.
    """
    county, herd, head = world.county[0], world.scenario.processes["herd"], world.head
    if world.scenario.hold_shared:
        return
    winters = head["cows"] + herd.feed_heifer * (head["heifers"] + head["steers"]) + herd.calf_mouth * head["calves"]
    lack = min(1.0, unmet / max(1.0, winters))
    if world.month - world.scenario.start < YEAR:
        county.usual_lack = lack
    county.feed_short = world.scenario.processes["markets"].feed_stocking * (lack - county.usual_lack)
    price_feed(world)


def answer_to_trade(world: World) -> None:
    """Each January cattle cost more or less here than elsewhere, by what the county bought last year beyond its usual.

    The usual is the net purchases of the first year, as a share of the herd.  Where what is shared is held at its path,
    nobody's trade moves a price.
    """
    county = world.county[0]
    if county.season != 1 or world.month <= world.scenario.start or world.scenario.hold_shared:
        return
    bought = county.traded / max(1, sum(world.head.values()))
    if world.month - world.scenario.start <= YEAR:
        county.usual_trade = bought
    county.local_price = world.scenario.processes["markets"].pass_through * (bought - county.usual_trade)
    county.traded = 0.0


def note_trade(world: World) -> None:
    """Add this month's purchases, less sales, to those of the year."""
    bought, sold = world.animals[list(BOUGHT)].sum(), world.animals[list(SOLD)].sum()
    world.county[0].traded += float(bought - sold)
