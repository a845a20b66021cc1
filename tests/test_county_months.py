"""What a month deals to everyone alike: prices, weather, feed, weddings and trade, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from model.ledger import CALVES_DIED, COWS_BOUGHT, COWS_SOLD, STEERS_SOLD, TRUSTED_BOUGHT, TRUSTED_SOLD
from model.luck import draw4
from model.number import Yearly
from model.phases.county import (
    COUNTY,
    COUNTY_MONTH,
    COUNTY_YEAR,
    answer_to_stocking,
    answer_to_trade,
    deal_county_month,
    note_trade,
    price_level,
    turn_page,
)
from model.scenario import Series
from tests.handmade_county import START, county_of

PATHS = {
    "exit_line": {2014: 2800.0, 2015: 2900.0}, "monitoring_line": {2014: 5000.0},
    "migrant_wage": {2014: 3000.0, 2015: 3300.0}, "maize_price": {2014: 2.0}, "months_of_migrant_work": {2014: 1.0},
    "grain_subsidy": {2014: 50.0}, "pension": {2014: 60.0}, "dibao_paid": {2014: 150.0}, "premium": {2014: 90.0},
    "cow_price": {2014: 9000.0, 2015: 9900.0}, "calf_6m": {2014: 5000.0}, "steer_12m": {2014: 7000.0},
    "steer_18m": {2014: 9500.0}, "cpi": {2014: 2.0, 2016: 3.0, 2018: 1.0, 2019: 5.0},
    "drought": {2014: 0.0, 2015: 0.6}, "winter_disaster": {2014: 0.8, 2015: 0.0},
}  # fmt: skip


def county(**processes):
    """A county on the eve of January 2014, whose future is known."""
    world = county_of({}, 4)
    series = {name: Series("any", Yearly(values)) for name, values in PATHS.items()}
    parts = {name: replace(world.scenario.processes[name], **changes) for name, changes in processes.items()}
    world.scenario = replace(
        world.scenario, series=series, processes={**world.scenario.processes, **parts}, start=START
    )
    world.county.view(np.uint8)[:] = 0
    return world


def at(world, month):
    """The county's record in a month."""
    world.month = month
    turn_page(world)
    deal_county_month(world)
    return world.county[0]


def test_a_price_level_is_what_inflation_makes_of_2018():
    series = county().scenario.series
    assert [price_level(series, year) for year in (2018, 2019, 2020)] == pytest.approx([1.0, 1.05, 1.05**2])
    assert price_level(series, 2017) == pytest.approx(1 / 1.01)
    assert price_level(series, 2014) == pytest.approx(1 / (1.02 * 1.03 * 1.03 * 1.01))


def test_paths_are_followed_year_by_year():
    world = county()
    first = at(world, START)
    assert (first.month, first.season, first.year, first.start, first.line) == (START, 1, 2014, START, 2800.0)
    named = ("monitoring_line", "maize_price", "job_months", "grain_subsidy", "pension", "dibao", "premium")
    assert [float(first[name]) for name in named] == [5000.0, 2.0, 1.0, 50.0, 60.0, 150.0, 90.0]
    prices = ("cow_price", "calf_price", "yearling_price", "steer_price")
    assert [float(first[name]) for name in prices] == [9000.0, 5000.0, 7000.0, 9500.0]
    assert [float(at(world, START + passed).wage) for passed in (0, 11, 12)] == [3000.0, 3000.0, 3300.0]
    later = at(world, START + 12)
    assert (later.line, later.cow_price) == (2900.0, 9900.0)
    assert later.real_line == pytest.approx(2800.0 * 1.02)
    assert later.prices == pytest.approx(1 / (1.03 * 1.03 * 1.01))


def test_custom_asks_more_for_a_wedding_year_by_year_until_2020():
    world = county(marriage={"custom": 10_000.0, "rises": 0.1})
    asked = {year: float(at(world, START + 12 * (year - 2014)).wedding) for year in (2014, 2016, 2020, 2023)}
    assert asked == pytest.approx({2014: 10_000.0, 2016: 12_100.0, 2020: 10_000 * 1.1**6, 2023: 10_000 * 1.1**6})


def test_a_dated_drought_holds_for_its_year_and_a_winter_until_april():
    world = county()
    droughts, winters = [], []
    for passed in range(28):
        now = at(world, START + passed)
        droughts.append(float(now.drought))
        winters.append(float(now.winter))
    assert droughts == [0.0] * 12 + [0.6] * 16
    assert winters == [0.8] * 16 + [0.0] * 12


def test_weather_that_is_not_dated_is_drawn_once_for_a_year():
    chances = {"dated": False, "drought": 0.4, "severe": 0.5, "moderate": 0.3, "winter": 0.5, "disease": 0.5}
    world, kinds = county(weather=chances), set()
    for passed in range(12 * 30):
        month = START + passed
        now = at(world, month)
        january = month - int(now.season) + 1
        u = draw4(world.seed, world.replicate, COUNTY_YEAR.number, COUNTY, january)
        began = january - 12 if now.season <= 4 else january
        snow = draw4(world.seed, world.replicate, COUNTY_YEAR.number, COUNTY, began)[2]
        drought = 0.0 if u[0] >= 0.4 else 1.0 if u[1] < 0.5 else 0.3
        assert (now.drought, now.winter, now.disease) == (drought, float(snow < 0.5), float(u[3] < 0.5))
        kinds.add((float(now.drought), float(now.winter)))
    assert kinds == {(drought, winter) for drought in (0.0, 0.3, 1.0) for winter in (0.0, 1.0)}


def test_cattle_prices_wander_around_their_path_with_the_spread_they_are_given():
    world, shocks = county(markets={"spread": 0.2, "persistence": 0.5}), []
    for passed in range(3000):
        before = float(world.county[0].price_shock)
        now = at(world, START + passed % 12)
        shocks.append(float(now.price_shock))
        assert now.calf_price == pytest.approx(5000.0 * np.exp(now.price_shock))
        assert abs(now.price_shock - 0.5 * before) < 0.2 * np.sqrt(0.75) * 4
    assert len(set(shocks[:12])) == 12
    u = draw4(world.seed, world.replicate, COUNTY_MONTH.number, COUNTY, START)[0]
    first = at(county(markets={"spread": 0.2, "persistence": 0.5}), START).price_shock
    assert first == pytest.approx(0.2 * np.sqrt(0.75) * norm.ppf(u))


def test_feed_is_dearer_in_the_half_year_after_a_drought():
    world = county(markets={"feed_drought": 0.5})
    feeds = [float(at(world, START + 12 + passed).feed) for passed in range(12)]
    assert feeds == pytest.approx([1.0] * 6 + [1.3] * 6)


def stocked(month, unmet, **changes):
    """Feed after a November in which so many winters of a herd of a hundred were not met."""
    world = county(markets={"feed_stocking": 0.5}, herd={"feed_heifer": 0.5, "calf_mouth": 0.4})
    if changes:
        world.scenario = replace(world.scenario, **changes)
    now = at(world, month)
    now.drought, now.feed, now.usual_lack = 0.0, 1.0, 0.1
    world.head = {"cows": 60, "heifers": 30, "steers": 10, "calves": 50}
    answer_to_stocking(world, unmet)
    return float(now.usual_lack), float(now.feed)


def test_winters_that_are_not_met_move_the_price_of_feed_against_the_first():
    assert stocked(START + 10, 30) == pytest.approx((0.3, 1.0))
    assert stocked(START + 22, 30) == pytest.approx((0.1, 1.0 + 0.5 * 0.2))
    assert stocked(START + 22, 900) == pytest.approx((0.1, 1.0 + 0.5 * 0.9))
    assert stocked(START + 22, 30, hold_shared=True) == pytest.approx((0.1, 1.0))


def test_a_dearer_winter_ends_in_may():
    world = county()
    now = at(world, START + 23)
    now.feed_short = 0.2
    feeds = [float(at(world, START + passed).feed) for passed in (24, 27, 28)]
    assert feeds == pytest.approx([1.2, 1.2, 1.0])


def test_purchases_less_sales_are_the_years_trade_and_deaths_are_none():
    world = county()
    for flow, head in ((COWS_BOUGHT, 9), (TRUSTED_BOUGHT, 4), (COWS_SOLD, 3), (STEERS_SOLD, 2), (TRUSTED_SOLD, 1)):
        world.animals[flow] = head
    world.animals[CALVES_DIED] = 100
    note_trade(world)
    note_trade(world)
    assert world.county[0].traded == 2 * (9 + 4 - 3 - 2 - 1)


def traded(month, **changes):
    """Usual trade and price after a month, where 30 of a herd of 200 were bought."""
    world = county(markets={"pass_through": 0.2})
    if changes:
        world.scenario = replace(world.scenario, **changes)
    now = at(world, month)
    now.traded, now.usual_trade = 30.0, 0.05
    world.head = {"cows": 120, "calves": 80}
    answer_to_trade(world)
    return float(now.usual_trade), float(now.local_price), float(now.traded)


def test_each_january_what_was_bought_beyond_the_usual_moves_the_price_here():
    assert traded(START) == (0.05, 0.0, 30.0)
    assert traded(START + 12) == (0.15, 0.0, 0.0)
    assert traded(START + 24) == pytest.approx((0.05, 0.2 * 0.1, 0.0))
    assert traded(START + 25) == (0.05, 0.0, 30.0)
    assert traded(START + 24, hold_shared=True) == (0.05, 0.0, 30.0)


def test_a_local_price_is_that_of_all_cattle():
    world = county()
    at(world, START)
    world.county[0].local_price = 0.1
    now = at(world, START + 1)
    assert [
        float(now[name]) / path for name, path in (("cow_price", 9000.0), ("steer_price", 9500.0))
    ] == pytest.approx([np.exp(0.1)] * 2)
