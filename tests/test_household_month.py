"""What a month does to the land, the herd and the money of one household, in the order of the month; by hand."""

from __future__ import annotations

import numpy as np
import pytest

from model.arithmetic import fen
from model.interventions import KINDS
from model.ledger import CLASSES, COWS_DIED, CROP_SALES, HERD_COSTS, PREMIUM_SUBSIDY, PREMIUMS, RENT, WAGES
from model.luck import draw4
from model.month import share_fodder
from model.phases.fodder import FODDER
from model.phases.purse import (
    HERD_SEASON,
    come_in,
    cope,
    farm,
    keep_cattle,
    keep_house,
    live,
    make_ends_meet,
    shortfall,
)
from model.processes.crops import Crops, let_land, sell_grain
from model.processes.herd import Herd, cattle, feed, in_yard, keep_costs, tending, winter_bill, winter_units
from model.processes.living import ARREARS, BREEDING_STOCK, CUT, INFORMAL_CREDIT, LEAVE_SCHOOL, YOUNG_STOCK, Living
from model.records import DISSOLVED, County, Household
from tests.handmade_county import START, county_of, enrol
from tests.test_household_rules import books, one

CROPS, HERD, LIVING = Crops(), Herd(), Living()
CLEARED = (
    *CLASSES, "in_calf", "heifers_in_calf", "cash", "debt", "loan", "shares", "claim", "school_due", "drugs", "bill",
    "refund", "elders", "dibao", "land", "let", "pasture", "grain", "planted", "inputs_due", "fodder", "usual", "habit",
    "watered", "crops", "herd", "wages", "rent", "transfers", "wages_due", "coped", "labour", "ill", "bill_month",
)  # fmt: skip
NEEDED = LIVING.need * 2800.0 / 12.0  # yuan a month, of one person
NEED = fen(NEEDED)


def home(season=1, mix=None, **fields):
    """One person's household with nothing but what is given, in a month of 2014 at the prices of 2018."""
    world = county_of(mix or {}, 1)
    h, county = world.households[0], world.county[0]
    for name in CLEARED:
        h[name] = 0
    world.month = county.month = START + season - 1
    county.season, county.maize_price, county.pension, county.grain_subsidy = season, 2.0, 70.0, 60.0
    county.calf_price, county.yearling_price, county.steer_price = 5500.0, 7500.0, 10_000.0
    h.members = 1
    for name, value in fields.items():
        h[name] = value
    world.villages.exposure = 1.0
    return world, h


def test_a_year_of_land_is_rent_planting_harvest_and_three_sales():
    months = {}
    for season in range(1, 13):
        world, h = home(season, land=10.0, let=4.0, labour=1.0, watered=1.0, ability=0.0, shock=0.0)
        world.county[0].drought = 0.0
        farm(world.stage, h)
        months[season] = (int(h.cash), float(h.planted), float(h.grain))
    inputs, account = 10 * CROPS.inputs, 10 * CROPS.inputs * CROPS.on_account
    assert months[3] == (fen(4 * CROPS.rent), 0.0, 0.0)
    assert months[4] == (fen(account) - fen(inputs), 10.0, 0.0)
    assert all(months[season] == (0, 0.0, 0.0) for season in (1, 2, 5, 6, 7, 8, 9, 10, 11, 12))
    world, h = home(10, planted=10.0, watered=1.0, ability=0.165, shock=0.0)
    world.county[0].drought = 0.0
    farm(world.stage, h)
    assert h.grain == pytest.approx(10 * CROPS.yield_watered * 2 / 3)
    assert h.cash == pytest.approx(100 * 2.0 * 10 * CROPS.yield_watered / 3, abs=1)
    assert h.fodder == pytest.approx(10 * CROPS.straw)


def test_grain_goes_in_thirds_with_a_third_of_what_is_owed_for_inputs():
    h, (ledger, _) = one(Household, grain=900.0, inputs_due=60_000), books()
    for season, grain, due in ((10, 600.0, 40_000), (11, 300.0, 20_000), (12, 0.0, 0)):
        sell_grain(h, one(County, season=season, maize_price=2.0), 1.05, ledger)
        assert (h.grain, h.inputs_due) == (pytest.approx(grain), due)
    assert ledger[CROP_SALES] == 3 * 63_000
    assert h.cash == h.crops == 3 * 63_000 - 60_000
    let_land(h, CROPS, ledger)
    assert ledger[RENT] == 0


def test_a_herd_is_counted_by_mouths_and_by_where_it_stands():
    h = one(Household, cows=4, heifers=2, steers=1, calves=5, trusted=3)
    assert (cattle(h), in_yard(h)) == (15, 12)
    assert winter_units(h, HERD) == pytest.approx(4 + HERD.feed_heifer * 3 + HERD.calf_mouth * 5)


def test_a_herd_is_tended_by_the_days_at_hand():
    needed = HERD.days_fixed + HERD.days_cow * 6
    for labour, cared in ((0.0, 0.0), (needed / 600, 0.5), (needed / 300, 1.0), (3.0, 1.0)):
        assert tending(one(Household, cows=4, heifers=2, labour=labour), HERD) == pytest.approx(cared)


def test_feed_costs_in_winter_by_mouths_and_in_summer_by_steers():
    h = one(Household, cows=4, heifers=2, steers=3, calves=1, fodder=2.0)
    units = winter_units(h, HERD)
    winter = HERD.feed_cow * (4 + HERD.feed_heifer * 2) + HERD.feed_calf + HERD.roughage * (units - 2.0)
    for season in range(1, 13):
        county = one(County, season=season, feed=1.2, prices=1.1)
        fed = winter / 6 if season in (11, 12, 1, 2, 3, 4) else HERD.feed_steer * 3 / 6
        cost = 1.1 * (HERD.fixed_cost / 12 + 1.2 * fed)
        assert keep_costs(h, HERD, county) == pytest.approx(cost)
        assert winter_bill(h, HERD, county) == fen(1.1 * 1.2 * winter)
        (ledger, _), before = books(), (int(h.cash), int(h.herd))
        feed(h, HERD, county, ledger)
        assert (before[0] - h.cash, before[1] - h.herd, ledger[HERD_COSTS]) == (fen(cost),) * 3
    h.fodder = units + 1.0
    assert winter_bill(h, HERD, one(County, feed=1.0, prices=1.0)) == fen(winter - HERD.roughage * (units - 2.0))


def kept(season, u=(0.999, 0.5), **fields):
    """A household whose cattle have lived one month, and the animals that moved."""
    world, h = home(season, labour=5.0, fodder=99.0, **fields)
    world.county[0].drought = 0.0
    keep_cattle(world.stage, h, 0.0, u)
    return world, h


def test_calving_is_in_april_and_mating_in_july_each_at_its_own_draws():
    _, h = kept(4, u=(0.0, 0.5), cows=8, in_calf=8, calves=3)
    v = draw4(11, 2, HERD_SEASON.number, h.id, START + 3)
    heifers = int(1.5 + v[0])
    assert (h.heifers, h.steers) == (heifers, 3 - heifers)
    assert h.calves == int(8 * (1 - HERD.calf_loss) + v[1])
    assert (h.in_calf, h.cows) == (0, 8)
    for season in (3, 5, 6):
        _, h = kept(season, u=(0.0, 0.5), cows=8, in_calf=8, calves=3)
        assert (h.heifers, h.steers, h.calves, h.in_calf) == (0, 0, 3, 8)
    _, h = kept(7, u=(0.0, 0.5), cows=8)
    v = draw4(11, 2, HERD_SEASON.number, h.id, START + 6)
    assert h.in_calf == int(8 * 12 / HERD.interval + v[0])


def test_losses_are_drawn_each_month_and_steers_go_in_october():
    world, h = kept(6, cows=100)
    assert world.animals[COWS_DIED] == 1 == 100 - h.cows
    world, h = kept(6, u=(0.001, 0.5), cows=100)
    assert world.animals[COWS_DIED] == 0
    for season, steers in ((9, 4), (10, 0), (11, 4)):
        _, h = kept(season, u=(0.0, 0.5), steers=4, cows=2)
        assert h.steers == steers


def test_wages_pensions_guarantee_and_subsidies_come_in_by_name():
    world, h = home(6, wages_due=50_000, elders=1, dibao=1, land=10.0)
    come_in(world.stage, h, 0.0)
    assert (h.wages, world.ledger[WAGES]) == (50_000, 50_000)
    assert h.transfers == 7_000 + 20_000 + 60_000
    assert h.cash == 50_000 + h.transfers
    world, h = home(6)
    come_in(world.stage, h, 0.0)
    assert (h.cash, h.transfers) == (0, 0)


def test_insurance_is_paid_in_january_and_the_cover_helps_those_who_then_can():
    for season, cash, insured in ((1, 90_000, 1), (1, 100, 0), (2, 90_000, 0)):
        world, h = home(season, cash=cash, insured=0)
        come_in(world.stage, h, 0.0)
        assert (h.insured, cash - h.cash) == (insured, 15_000 * insured)
        assert world.ledger[PREMIUMS] == 15_000 * insured
    for cash, paid in ((7_500, 7_500), (7_499, 0)):
        world, h = home(1, {"health_cover": KINDS["health_cover"](start=START)}, cash=cash, register=1)
        enrol(world)
        come_in(world.stage, h, 1.0)
        assert (h.insured, world.ledger[PREMIUM_SUBSIDY], cash - h.cash) == (int(paid > 0), paid, paid)


def test_a_household_lives_on_what_it_is_used_to_or_less_where_cash_is_short():
    world, h = home(cash=NEED + 5_000, habit=9_000.0)
    live(world.stage, h, NEEDED, 0.9)
    assert (h.spent, h.cash, h.coped) == (NEED + 5_000, 0, 0)
    world, h = home(cash=900_000_000, habit=0.0)
    live(world.stage, h, NEEDED, 0.9)
    assert h.spent > NEED
    assert shortfall(h, NEEDED) == NEED - h.cash


def test_without_cash_it_sells_borrows_cuts_and_falls_into_arrears():
    world, h = home(usual=1.0, excluded=1)
    live(world.stage, h, NEEDED, 0.9)
    assert h.coped & (1 << CUT)
    assert h.coped & (1 << ARREARS)
    assert h.spent == h.debt == fen(LIVING.floor * NEEDED)


def test_coping_steps_are_taken_in_their_order_until_nothing_is_missing():
    world, h = home(cash=0, steers=1, cows=5, usual=500.0, school_due=0)
    assert cope(world.stage, h, 700_000) == 0
    assert (h.steers, h.cows, h.debt, h.coped) == (0, 5, 0, 1 << YOUNG_STOCK)
    world, h = home(cash=0, steers=1, cows=5, usual=500.0)
    assert cope(world.stage, h, 1_000_000) == 0
    assert (h.steers, h.cows, h.debt) == (0, 5, 200_000)
    assert h.coped == 1 << YOUNG_STOCK | 1 << INFORMAL_CREDIT
    world, h = home(cash=0, cows=1, usual=500.0, school_due=50_000)
    assert cope(world.stage, h, 2_000_000) == 2_000_000 - 600_000 - 800_000 - 50_000
    assert h.coped == 1 << INFORMAL_CREDIT | 1 << BREEDING_STOCK | 1 << LEAVE_SCHOOL


def test_what_is_left_in_december_pays_the_loan_and_then_buys_a_cow():
    world, h = home(12, cash=9_000_000, labour=2.0, fodder=9.0, loan=1_000_000, loan_due=START)
    make_ends_meet(world.stage, h, NEEDED, 0.9)
    assert h.loan == 0
    assert h.cows > 0
    assert h.spent > 0


def test_a_month_of_a_house_comes_in_before_bills_fall_due_and_interest_last():
    world, h = home(2, wages_due=20_000, bill=10_000, drugs=500, debt=1_000_000, insured=0, usual=100_000.0)
    keep_house(world.stage, h, (0.999, 0.5))
    credit = world.numbers[0].credit
    interest = fen(10_000 * credit.rate / 12)
    paid = h.interest
    assert 0 < paid < interest
    assert h.cash == 20_000 - 10_500 - paid
    assert h.debt == 1_000_000 + interest - paid
    assert h.medical == 10_500


def test_fodder_of_the_village_goes_by_lot_to_those_who_lack_it():
    world = county_of({}, 12)
    h, world.villages.common_fodder = world.households, 3
    h.cows, h.heifers, h.steers, h.calves, h.fodder, h.in_calf = 2, 0, 0, 0, 0.5, 0
    h.where[4], h.fodder[8], h.cows[1] = DISSOLVED, 2.0, 0
    world.head, world.county[0].season = {"cows": 20, "heifers": 0, "steers": 0, "calves": 0}, 11
    before = h.fodder.copy()
    share_fodder(world)
    given = h.fodder - before
    assert given[[4, 8, 1]].tolist() == [0.0, 0.0, 0.0]
    lots = [draw4(11, 2, FODDER.number, h.id[row], START)[0] for row in range(12)]
    for village, asking in ((0, [0]), (1, [5, 9]), (2, [2, 6, 10]), (3, [3, 7, 11])):
        first = sorted(asking, key=lambda row: lots[row])
        expected = dict(zip(first, (2.0, 1.0, 0.0), strict=False))
        assert {row: float(given[row]) for row in asking} == expected, village
    assert world.county[0].usual_lack == pytest.approx((9 * 2 - (2 + 3 * 3)) / 20)
    assert np.isfinite(world.county[0].feed)
