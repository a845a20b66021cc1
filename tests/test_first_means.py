"""What the first month's households have and owe, in numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.arithmetic import fen
from model.processes.credit import Credit
from model.processes.crops import Crops
from model.processes.herd import Herd
from model.processes.population import Population
from model.processes.work import Work
from model.records import SAFE, UNSAFE, Household
from model.synthesis.means import (
    draw_on_guarantee,
    graze,
    hold_cash,
    keep_herd,
    live_in_house,
    make_herd,
    owe,
    settle_on_land,
    worth_farming,
)
from tests.test_first_persons import start
from tests.test_household_rules import one

N, HERD, CROPS, CREDIT, WORK = Population(), Herd(), Crops(), Credit(), Work()
HALF = (0.5, 0.5, 0.5, 0.5)
SURELY, NEVER = 1.0 - 1e-12, 1e-12  # draws that lean all the way to a thing, or away from it


def at_home(members=4, **fields):
    """A household of average disadvantage with two hands, and prices of 2014."""
    s = start(members, **fields)
    home, county = s.homes[0], s.county[0]
    home.hands, home.young = 2.0, 2.0
    county.maize_price, county.pension, county.grain_subsidy = 2.0, 60.0, 50.0
    for name in ("let", "pasture", "fodder", "debt", "cash", "heifers", "steers", "calves", "in_calf", "ill", "elders"):
        s.households[0][name] = 0
    return s, s.households[0], home


def people(members):
    """How land grows with members."""
    return (members / N.members) ** N.land_members


def test_a_farm_is_of_the_size_its_members_were_allotted_and_a_plot_lets_the_rest():
    mean = np.exp(-0.5 * N.land_sd**2)
    s, h, home = at_home(4)
    settle_on_land(s, h, home, (SURELY, 0.5, SURELY, 0.5))
    assert (h.watered, h.let) == (N.watered_part, 0.0)
    assert h.land == pytest.approx(N.land * people(4) * mean)
    s, h, home = at_home(2)
    h.watered = 0.0
    settle_on_land(s, h, home, (NEVER, 0.5, NEVER, 0.5))
    assert (h.land, h.let) == pytest.approx((N.plot * people(2), N.let * people(2)))
    assert h.watered == 0.0


def test_without_hands_all_is_let_and_without_young_ones_fewer_farm():
    s, h, home = at_home(3)
    home.hands, home.young = 0.0, 0.0
    settle_on_land(s, h, home, (SURELY, 0.5, SURELY, 0.5))
    assert h.land == 0.0
    assert h.let == pytest.approx((N.plot + N.let) * people(3))
    between = 1.0 - (N.farms + N.farms_old) / 2.0
    for young, let in ((2.0, 0.0), (0.0, N.let * people(3))):
        s, h, home = at_home(3)
        home.young, s.numbers["population"]["farms_leans"] = young, 0.0
        settle_on_land(s, h, home, (between, 0.5, SURELY, 0.5))
        assert h.let == pytest.approx(let)


def test_land_is_farmed_where_it_brings_more_than_its_rent():
    h = one(Household, watered=0.0)
    least = (CROPS.rent + CROPS.inputs) / CROPS.yield_rainfed
    assert [worth_farming(h, CROPS, least * times) for times in (0.999, 1.001)] == [False, True]
    h.watered, h.ability = 1.0, 2 * np.log(2.0)
    least = (CROPS.rent + CROPS.inputs) / (2.0 * CROPS.yield_watered)
    assert [worth_farming(h, CROPS, least * times) for times in (0.999, 1.001)] == [False, True]


def test_half_the_homes_have_a_pasture_right():
    for u, mu in (
        (1.0 - N.pastoral + 1e-6, N.pasture * np.exp(-0.5 * N.pasture_sd**2)),
        (1.0 - N.pastoral - 1e-6, 0.0),
    ):
        h = one(Household)
        graze(h, N, u, 0.5)
        assert h.pasture == pytest.approx(mu)


def test_a_first_herd_has_its_calves_of_last_spring_and_no_more_in_calf_than_there_are():
    h = one(Household)
    make_herd(h, 20, 0.3, HERD, (0.5, 0.5, 0.3, 0.3))
    calving, first = 12.0 / HERD.interval, 12.0 / (HERD.first_calving - 12.0)
    assert (h.cows, h.heifers, h.steers) == (20, 6, 0)
    assert h.in_calf == int(20 * calving + 0.3)
    assert h.calves == int(20 * calving * (1 - HERD.calf_loss) + 0.3)
    assert h.heifers_in_calf == int(6 * first + 0.3)
    make_herd(h, 20, 0.3, replace(HERD, interval=6.0, first_calving=18.0, calf_loss=0.0), HALF)
    assert (h.in_calf, h.calves, h.heifers_in_calf) == (20, 20, 6)


def test_cattle_are_kept_by_those_with_half_a_hand_and_their_winter_is_half_found():
    s, h, home = at_home(4, land=20.0)
    h.pasture, home.hands = 100.0, 0.5
    keep_herd(s, h, home, (SURELY, 0.5, 0.5, 0.5))
    cows = N.cows * np.exp(-0.5 * N.cows_sd**2)
    assert h.cows == int(cows + 0.5)
    own = CROPS.straw * 20.0 + CROPS.grass * 100.0
    mouths = h.cows + HERD.feed_heifer * h.heifers + HERD.calf_mouth * h.calves
    assert own < mouths
    assert h.fodder == pytest.approx(own + N.fodder_found * (mouths - own))
    for hands, u in ((0.49, SURELY), (0.5, NEVER)):
        s, h, home = at_home(4, land=20.0)
        home.hands = hands
        keep_herd(s, h, home, (u, 0.5, 0.5, 0.5))
        assert (h.cows, h.fodder) == (0, CROPS.straw * 20.0)


def test_the_smallest_herd_is_one_cow():
    s, h, home = at_home()
    keep_herd(s, h, home, (SURELY, NEVER, NEVER, 0.5))
    assert h.cows == 1


def test_more_homes_without_hands_draw_the_guarantee_and_seldom_for_every_member():
    between = 1.0 - (N.guaranteed + N.guaranteed_weak) / 2.0
    for young, u, v, recipients in (
        (1.0, 1.0 - N.guaranteed + 1e-6, 0.5, int(N.recipients * 4 + 0.5)), (1.0, between, 0.5, 0),
        (0.0, between, 0.5, int(N.recipients * 4 + 0.5)), (0.0, between, NEVER, int(N.recipients * 4)),
    ):  # fmt: skip
        _, h, home = at_home(4)
        home.young, home.poverty = young, 0.0
        alone = replace(N, guaranteed_leans=0.0)
        draw_on_guarantee(h, home, alone, u, v)
        assert h.dibao == recipients
    h.members, h.dibao = 1, 0
    draw_on_guarantee(h, home, alone, SURELY, NEVER)
    assert h.dibao == 1


def test_an_unsafe_house_befalls_its_share_and_the_poor_first():
    _, h, home = at_home()
    home.poverty = 0.0
    alone = replace(N, unsafe_leans=0.0)
    for more, house in ((1e-6, UNSAFE), (-1e-6, SAFE)):
        live_in_house(h, home, alone, 1.0 - N.unsafe + more)
        assert h.house == house
    home.poverty = 5.0
    live_in_house(h, home, N, 0.5)
    assert h.house == UNSAFE


def test_debt_grows_with_income_up_to_near_insolvency_and_illness_makes_debtors():
    mean, freely = np.exp(-0.5 * N.debt_sd**2), replace(N, debt_most=9.0)
    for income, ill, u, debt in (
        (N.at_income, 0, N.debtors - 1e-6, N.debt * mean),
        (2 * N.at_income, 0, 0.0, N.debt * mean * 2**N.debt_rises),
        (N.at_income, 0, N.debtors + 1e-6, 0.0), (N.at_income, 1, N.debtors + N.debtors_ill - 1e-6, N.debt * mean),
    ):  # fmt: skip
        h = one(Household, ill=ill)
        owe(h, income, freely, CREDIT, u, 0.5)
        assert h.debt == pytest.approx(100 * debt, abs=1)
    h = one(Household)
    owe(h, 100.0, N, CREDIT, 0.0, 1.0 - 1e-9)
    assert h.debt == fen(N.debt_most * CREDIT.insolvent * CREDIT.least)


def test_money_in_hand_grows_with_income_and_has_the_feed_of_the_winters_rest():
    s, h, _ = at_home()
    mean = np.exp(-0.5 * N.cash_sd**2)
    hold_cash(h, 2 * N.at_income, s.numbers[0], s.county[0], 0.5)
    assert h.cash == pytest.approx(100 * N.cash * mean * 2**N.cash_rises, abs=1)
    hold_cash(h, 10.0, s.numbers[0], s.county[0], 0.5)
    least = 100 * N.cash * mean * (1000.0 / N.at_income) ** N.cash_rises
    assert h.cash == pytest.approx(least, abs=1)
    h.cows, h.fodder = 3, 1.0
    hold_cash(h, 10.0, s.numbers[0], s.county[0], 0.5)
    winter = 3 * HERD.feed_cow + HERD.roughage * 2.0
    assert h.cash == pytest.approx(least + 100 * N.feed_saved * 4 / 6 * winter, abs=2)
