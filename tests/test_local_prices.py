"""Cattle prices answer a little to what the county itself buys and sells, and feed to what its herds lack."""

from __future__ import annotations

import numpy as np
import pytest

from model.month import advance, share_fodder
from model.phases.county import answer_to_stocking, answer_to_trade, price_feed
from model.simulate import live, new_world
from tests.small import small


def january_of(year, traded, **changes):
    """A small county in January with this much traded in the year before, a herd of 1,000 and a usual trade of -.2."""
    world = new_world(small("none", **changes), 7)
    world.month = world.scenario.start + 12 * (year - 2014)
    world.head, world.county[0].season = {"cows": 1000}, 1
    world.county[0].traded, world.county[0].usual_trade = traded, -0.2
    return world


def test_the_first_year_is_the_usual_one():
    world = january_of(2015, -150.0)
    answer_to_trade(world)
    county = world.county[0]
    assert (county.usual_trade, county.local_price, county.traded) == (-0.15, 0.0, 0.0)


@pytest.mark.parametrize(("traded", "shift"), [(-200.0, 0.0), (-100.0, 0.01), (-400.0, -0.02)])
def test_buying_more_than_usual_raises_the_price_and_selling_lowers_it(traded, shift):
    world = january_of(2017, traded)
    answer_to_trade(world)
    assert world.county[0].local_price == pytest.approx(shift)


def test_nobodys_trade_moves_a_price_where_what_is_shared_is_held():
    world = january_of(2017, 500.0, hold_shared=True)
    answer_to_trade(world)
    assert world.county[0].local_price == 0.0


def test_a_run_moves_prices_by_little():
    world, shifts = new_world(small("cattle_loan", months=72), 7), []
    for _ in live(world):
        shifts.append(float(world.county[0].local_price))
    assert set(shifts[:24]) == {0.0}
    assert 0.0 < np.abs(shifts).max() < 0.05


def november_of(year, usual=0.2, **changes):
    """A small county in November with winters of 1,000 cows to come, of which this share lacked fodder in 2014."""
    world = new_world(small("none", **changes), 7)
    world.month = world.scenario.start + 12 * (year - 2014) + 10
    world.head = {"cows": 700, "heifers": 300, "steers": 100, "calves": 250}
    world.county[0].season, world.county[0].usual_lack = 11, usual
    return world


def test_the_first_november_is_the_usual_one():
    world = november_of(2014, usual=0.0)
    answer_to_stocking(world, 300)
    county = world.county[0]
    assert (county.usual_lack, county.feed_short, county.feed) == (0.3, 0.0, 1.0)


@pytest.mark.parametrize(("unmet", "price"), [(200, 1.0), (300, 1.05), (1000, 1.4), (0, 0.9)])
def test_feed_costs_more_the_more_winters_are_left_without_fodder(unmet, price):
    world = november_of(2016)
    answer_to_stocking(world, unmet)
    assert world.county[0].feed == pytest.approx(price)


def test_a_winter_like_the_first_costs_as_much_again():
    world = november_of(2016)
    answer_to_stocking(world, 500)
    assert world.county[0].feed > 1.0
    world.month += 12
    answer_to_stocking(world, 200)
    assert world.county[0].feed == 1.0


def test_feed_is_dearer_from_november_to_april_and_drought_comes_on_top():
    world = november_of(2016)
    answer_to_stocking(world, 500)
    county = world.county[0]
    county.drought = 1.0
    seen = {}
    for county.season in (11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11):
        price_feed(world)
        seen.setdefault(int(county.season), round(float(county.feed), 6))
    assert seen == {11: 1.6, 12: 1.6, 1: 1.15, 2: 1.15, 3: 1.15, 4: 1.15, 5: 1.0, 6: 1.0, 7: 1.45, 8: 1.45, 9: 1.45,
                    10: 1.45}  # fmt: skip
    assert county.feed == pytest.approx(1.45)  # last winter's answer is forgotten by the next November


@pytest.mark.parametrize("usual", [0.0, 1.0])
def test_feed_never_comes_free(usual):
    world = november_of(2016, usual, markets__feed_stocking=0.9)
    for unmet in (0, 10**9):
        answer_to_stocking(world, unmet)
        assert 0.1 - 1e-9 <= world.county[0].feed <= 1.9


def test_the_order_of_households_moves_no_price():
    paid = []
    for order in (None, np.random.default_rng(1).permutation(300)):
        world = november_of(2016, usual=0.0)
        world.households["cows"] += 3
        if order is not None:
            world.households[:] = world.households[order]
        share_fodder(world)
        paid.append(float(world.county[0].feed))
    assert paid[0] == paid[1] > 1.0


def test_nobodys_herd_moves_the_price_of_feed_where_what_is_shared_is_held():
    world = november_of(2016, hold_shared=True)
    answer_to_stocking(world, 900)
    assert (world.county[0].feed_short, world.county[0].usual_lack) == (0.0, 0.2)


def test_where_nobody_keeps_cattle_feed_costs_what_it_did():
    world = november_of(2016, usual=0.0)
    world.head = dict.fromkeys(world.head, 0)
    answer_to_stocking(world, 0)
    assert world.county[0].feed == 1.0


def test_cows_bought_on_credit_make_feed_dearer():
    paid = {}
    for policy in ("none", "cattle_loan"):
        world = new_world(small(policy, months=37, population__listed=150), 7)
        for _ in live(world):
            if world.county[0].season == 12:
                paid[policy, int(world.county[0].year)] = float(world.county[0].feed_short)
    assert paid["none", 2014] == paid["cattle_loan", 2014] == 0.0
    assert paid["cattle_loan", 2016] > paid["none", 2016]


def test_households_pay_the_price_of_their_winter():
    costs = []
    for dear in (0.0, 0.5):
        world = new_world(small("none", months=12), 7)
        for _ in range(11):
            advance(world)
        world.county[0].feed_short = dear
        advance(world)
        costs.append(int(world.households["herd"].sum()))
    assert costs[1] < costs[0]
