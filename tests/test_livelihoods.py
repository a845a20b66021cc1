"""Livelihoods beside grain and cattle: who takes them up, how many a year, and what they bring."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.interventions import KINDS
from model.interventions.drip_irrigation import drought_spared
from model.livelihoods import COURTYARD, DRIP_IRRIGATION, ECOMMERCE, TOURISM
from model.processes.crops import Crops, harvest
from model.records import DISSOLVED
from tests.handmade_county import START, county_of, enrol, flowed, live, programme_for_all

BITS = {"courtyard": COURTYARD, "drip_irrigation": DRIP_IRRIGATION, "ecommerce": ECOMMERCE, "tourism": TOURISM}
each_livelihood = pytest.mark.parametrize("kind", BITS)


def taking_part(world, kind):
    """Households with a livelihood that are still here: bool[households]."""
    return (world.households.livelihoods & BITS[kind] > 0) & (world.households.where == 0)


def year_of_one(kind, **values):
    """One able household with 10 mu, after a year of a programme, and what came to it, in yuan."""
    world = programme_for_all(kind, **values)
    world.households.able, world.households.land = 2, 10.0
    before = int(world.households[0].cash)
    live(world, 12)
    return world.households[0], (int(world.households[0].cash) - before) / 100


@each_livelihood
def test_places_open_over_the_years_and_are_filled_again(kind):
    programme = replace(KINDS[kind](), start=START, over=3)
    programme = replace(programme, target=replace(programme.target, who="rural", places=12))
    world = county_of({kind: programme}, 60)
    world.households.able = 1
    counts = []
    for year in range(5):
        world.month = START + 12 * year
        enrol(world)
        counts.append(int(taking_part(world, kind).sum()))
        if year == 3:
            world.households.where[np.flatnonzero(taking_part(world, kind))[:5]] = DISSOLVED
    assert counts == [4, 8, 12, 12, 12]


@each_livelihood
def test_setting_up_is_paid_once(kind):
    world = programme_for_all(kind, 5, over=1)
    world.households.able, world.households.land = 1, 10.0
    setup = KINDS[kind]().setup
    assert flowed(live(world, 1), kind)["suppliers"] == pytest.approx(5 * 100 * setup)
    world.month = START + 12
    assert "suppliers" not in flowed(live(world, 1), kind)


def test_a_courtyard_sells_in_october_and_needs_hands():
    h, came = year_of_one("courtyard", over=1)
    assert came == h.programme / 100 == 1500
    world = programme_for_all("courtyard", over=1)
    world.households.able = 1
    live(world, 1)
    world.households.able = 0
    assert live(world, 11).households[0].programme == 0


def test_drip_irrigation_brings_little_by_the_mu_and_counts_as_crops():
    h, came = year_of_one("drip_irrigation", over=1)
    assert came == h.crops / 100 == 140
    assert h.programme == 0


def test_drip_irrigation_asks_for_land():
    world = programme_for_all("drip_irrigation", 10, over=1)
    world.households.land = np.arange(10.0)
    enrol(world)
    assert (taking_part(world, "drip_irrigation") == (world.households.land >= 5.0)).all()


def test_drip_irrigation_spares_drought_losses_where_there_is_water_and_only_while_it_runs():
    world = programme_for_all("drip_irrigation", over=1)
    h, county, crops = world.households[0], world.county[0], Crops()
    enrol(world)
    county.drought = 1.0
    yields = {}
    for active in (1, 0):
        world.numbers["drip_irrigation"]["active"] = active
        for watered in (0.0, 1.0):
            h.planted, h.watered = 10.0, watered
            harvest(h, crops, county, 1.0, 1.0, drought_spared(h, world.numbers[0].drip_irrigation))
            yields[active, watered] = float(h.grain)
    assert yields[1, 0.0] == yields[0, 0.0] == pytest.approx(10 * 400 * 0.6)
    assert yields[0, 1.0] == pytest.approx(10 * 650 * (1 - 0.3 * 0.4))
    assert yields[1, 1.0] == pytest.approx(10 * 650 * (1 - 0.3 * 0.3 * 0.4))


def test_ecommerce_brings_nothing_by_default_and_a_share_of_sales_when_told_to():
    world = programme_for_all("ecommerce", over=1)
    h = world.households[0]
    h.able = 1
    live(world, 11)
    h.crops, h.herd = 500_000, -100_000
    assert live(world, 1).households[0].programme == 0
    assert h.livelihoods == ECOMMERCE
    world.numbers["ecommerce"]["gain"] = 0.03
    world.month -= 1
    assert live(world, 1).households[0].programme == 15_000


def test_tourism_pays_through_the_summer():
    world = programme_for_all("tourism", over=1)
    world.households.able = 2
    earned = [int(live(world, 1).households[0].programme) / 100 for _ in range(12)]
    assert np.diff(earned, prepend=0).tolist() == [0] * 5 + [1250] * 4 + [0] * 3
