"""Cattle prices answer a little to what the county itself buys and sells."""

from __future__ import annotations

import numpy as np
import pytest

from model.phases.county import answer_to_trade
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
