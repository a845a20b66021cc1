"""The month of every household: whose luck it is, who is passed over, and what is counted."""

from __future__ import annotations

import numpy as np
import pytest

from model.arithmetic import yearly_to_monthly
from model.luck import draw4
from model.month import live_households, monthly
from model.phases.households import BLOCK, HOUSEHOLD_MONTH, buffers, gather_living
from model.phases.stage import COWS, HOUSEHOLDS, PERSONS
from model.processes.work import UNIFORM_SD
from model.records import DISSOLVED, FULL, HERE, MOVED_AWAY, SAFE, UNSAFE
from tests.handmade_county import START, county_of

MANY = BLOCK + 64
OFTEN, MONTHLY = 0.9, yearly_to_monthly(0.9)


@pytest.fixture(scope="module")
def world():
    """More households than fit in a block, half of them weak elders, after a month in which they decay or leave."""
    world = county_of({}, MANY)
    h = world.households
    h.house, h.where, h.shock, h.cash = SAFE, np.where(np.arange(MANY) % 5 == 1, DISSOLVED, HERE), 0.0, 90_000_000
    world.persons.born[::2], world.persons.disability[::2] = START - 12 * 70, FULL
    for name in ("leave", "merge", "decay"):
        world.numbers["life"][name] = OFTEN
    live_households(world)
    return world


def luck_of(world):
    """The four draws of the month of every household: float64[households, 4]."""
    key = (world.seed, world.replicate, HOUSEHOLD_MONTH.number)
    return np.array([draw4(*key, h.id, world.month) for h in world.households])


def test_luck_is_a_households_own_wherever_it_stands_in_the_loop(world):
    u, here = luck_of(world), world.households.where == HERE
    decayed = world.households.house == UNSAFE
    assert (decayed[here] == (u[here, 1] >= 1.0 - MONTHLY)).all()
    assert decayed[:BLOCK].any()
    assert decayed[BLOCK:].any()
    work = world.scenario.processes["work"]
    spread = np.sqrt(work.shock_variance * (1.0 - monthly(work.rho) ** 2))
    shocks = spread * (u[here, 0] - 0.5) / UNIFORM_SD
    assert np.abs(world.households.shock[here] - shocks).max() < 1e-12


def test_who_leaves_does_so_at_its_own_draw_and_is_counted_no_more(world):
    rows, u, where = np.arange(MANY), luck_of(world)[:, 1], world.households.where
    was_here = (rows % 5 != 1) & (world.persons.alive == 1)
    moved, joined = was_here & (u < MONTHLY), was_here & (rows % 2 == 0) & (u >= MONTHLY) & (u < 2 * MONTHLY)
    assert (where[was_here] == np.select([moved, joined], [MOVED_AWAY, DISSOLVED], HERE)[was_here]).all()
    for each in (moved, joined):
        assert each[:BLOCK].any()
        assert each[BLOCK:].any()
    here = where == HERE
    assert world.tally[HOUSEHOLDS] == world.tally[PERSONS] == here.sum()
    assert world.tally[COWS] == world.households.cows.sum()


def test_the_living_of_a_block_are_written_down_in_order():
    world, room = county_of({}, 6), buffers()
    world.persons.alive[3], world.households.where[1] = 0, DISSOLVED
    assert gather_living(world.stage, room, 0, 6) == 4
    assert room.rows[:4].tolist() == [0, 2, 4, 5]
    assert room.ids[:4].tolist() == [0, 2, 4, 5]
    assert room.own_ids[:6].tolist() == world.households.id.tolist()
    assert [int(room.ends[row]) for row in (0, 2, 3, 4, 5)] == [1, 2, 2, 3, 4]


def test_a_yearly_coefficient_is_twelve_monthly_ones():
    assert abs(monthly(0.8) ** 12 - 0.8) < 1e-12
    assert monthly(0.0) == 0.0
