"""A herd through its year: birth, growth, loss, sale, purchase and its end, in heads and yuan worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.ledger import (
    BREEDING_PURCHASES,
    BREEDING_SALES,
    CALVES_BORN,
    CALVES_SOLD,
    CALVES_TO_HEIFERS,
    CALVES_TO_STEERS,
    COWS_BOUGHT,
    COWS_SOLD,
    HEIFERS_SOLD,
    HEIFERS_TO_COWS,
    STEERS_SOLD,
    STOCK_SALES,
)
from model.processes.cattle_market import (
    cow_margin,
    cull,
    give_up,
    heifers_to_keep,
    restock,
    room_for_cows,
    sell_calves_for_feed,
    sell_in_autumn,
)
from model.processes.herd import Herd, calve, grow, mate, monthly_loss
from model.records import County, Household, dtype_of
from tests.test_household_rules import books, one

HERD = Herd()
HANDS = 1.0  # an adult's labour, enough for 25 cows
MARKET = one(
    County, season=10, cow_price=10_000.0, calf_price=5_500.0, yearling_price=7_500.0, steer_price=10_000.0,
    prices=1.0, feed=1.0,
)  # fmt: skip


def moved(book):
    """The flows that are not zero."""
    return {int(place): int(book[place]) for place in np.flatnonzero(book)}


@pytest.mark.parametrize(("u", "females"), [(0.51, 3), (0.49, 2)])
def test_half_of_the_calves_become_heifers_and_the_odd_one_by_chance(u, females):
    h, (_, animals) = one(Household, calves=5, heifers=1, steers=1), books()
    grow(h, animals, u)
    assert (int(h.calves), int(h.heifers), int(h.steers)) == (0, 1 + females, 1 + 5 - females)
    assert moved(animals) == {CALVES_TO_HEIFERS: females, CALVES_TO_STEERS: 5 - females}


def test_who_is_in_calf_gives_birth_and_a_heifer_that_does_is_a_cow():
    """Ten at term, of which 6 % are lost: nine calves, and a tenth with four chances in ten."""
    for u, born in ((0.61, 10), (0.59, 9)):
        h, (_, animals) = one(Household, cows=8, in_calf=7, heifers=5, heifers_in_calf=3, calves=1), books()
        calve(h, HERD, animals, u)
        assert (int(h.calves), int(h.cows), int(h.heifers)) == (1 + born, 11, 2)
        assert (int(h.in_calf), int(h.heifers_in_calf)) == (0, 0)
        assert moved(animals) == {CALVES_BORN: born, HEIFERS_TO_COWS: 3}


def test_most_cows_conceive_and_some_of_the_heifers_kept_fewer_where_nobody_tends_them():
    """An interval of 13.5 months is 8 of 9 cows a year; a first calf at 28 months 3 heifers of 4."""
    for cared, cows, heifers in ((1.0, 8, 3), (0.0, 4, 2)):
        h = one(Household, cows=9, heifers=6)
        mate(h, HERD, cared, 4, (0.5, 0.6))
        assert (int(h.in_calf), int(h.heifers_in_calf)) == (cows, heifers)
    h = one(Household, cows=9, heifers=2)
    mate(h, HERD, 1.0, -1, (0.5, 0.5))
    assert int(h.heifers_in_calf) == 0


def lost(season, cared=1.0, spared=0.0, **weather):
    """The share of a herd lost in a month."""
    return monthly_loss(HERD, one(County, season=season, **weather), cared, spared)


def test_losses_come_of_years_neglect_disease_hard_winters_and_dry_summers():
    usual = HERD.death / 12
    assert lost(5) == pytest.approx(usual)
    assert lost(5, cared=0.5) == pytest.approx(1.5 * usual)
    assert lost(5, disease=1.0) == pytest.approx(usual + HERD.disease_loss / 12)
    winter = [lost(season, winter=1.0) - usual for season in range(1, 13)]
    dry = [lost(season, drought=1.0) - usual for season in range(1, 13)]
    assert [season for season, each in enumerate(winter, 1) if each > 1e-9] == [1, 2, 12]
    assert [season for season, each in enumerate(dry, 1) if each > 1e-9] == [7, 8, 9]
    assert (sum(winter), sum(dry)) == (pytest.approx(HERD.winter_loss), pytest.approx(HERD.drought_loss))
    assert lost(1, spared=0.25, winter=0.5) == pytest.approx(usual + 0.75 * 0.5 * HERD.winter_loss / 3)


def test_old_cows_that_are_not_in_calf_are_sold_and_that_is_income():
    """Eight calvings in a life: of twelve cows one and a half a year."""
    for u, in_calf, old in ((0.4, 10, 1), (0.6, 10, 2), (0.6, 11, 1), (0.6, 12, 0)):
        h, (ledger, animals) = one(Household, cows=12, in_calf=in_calf), books()
        cull(h, HERD, MARKET, ledger, animals, u)
        assert (int(h.cows), int(h.cash), int(h.herd)) == (12 - old, 700_000 * old, 700_000 * old)
        assert moved(animals) == ({COWS_SOLD: old} if old else {})


def test_in_october_steers_and_heifers_without_a_place_go():
    h, (ledger, animals) = one(Household, cows=6, in_calf=6, heifers=5, heifers_in_calf=2, steers=3, debt=1), books()
    sell_in_autumn(h, HERD, MARKET, ledger, animals, (0.01, 0.5, 0.5))
    assert (int(h.steers), int(h.heifers), int(h.heifers_in_calf), int(h.cows)) == (0, 2, 2, 6)
    assert moved(ledger) == {STOCK_SALES: 6_000_000}
    assert moved(animals) == {STEERS_SOLD: 3, HEIFERS_SOLD: 3}
    roomy, (ledger, animals) = one(Household, cows=6, in_calf=6, heifers=3, labour=HANDS, fodder=8.0), books()
    sell_in_autumn(roomy, HERD, MARKET, ledger, animals, (0.01, 0.5, 0.5))
    assert int(roomy.heifers) == 2


def test_room_is_what_hands_and_fodder_allow():
    """An adult has 300 days, of which a herd takes 45 and each cow 10; fodder may be stretched by a tenth."""
    assert [room_for_cows(one(Household, labour=labour), HERD, fodder) for labour, fodder in (
        (1.0, 100.0), (1.0, 10.0), (0.15, 10.0), (0.1, 10.0), (1.0, 0.0),
    )] == [25, 11, 0, 0, 1]  # fmt: skip


def test_heifers_are_kept_to_replace_culls_and_to_grow_into_room():
    """Of eight cows one goes a year; a heifer takes four thirds of a year to replace it."""
    debtor = one(Household, cows=8, debt=1, labour=HANDS, fodder=100.0)
    assert [heifers_to_keep(debtor, HERD, u) for u in (0.7, 0.6)] == [2, 1]
    free = one(Household, cows=8, labour=HANDS, fodder=100.0)
    assert heifers_to_keep(free, HERD, 0.6) == 25 - 8 + 1


def test_weaned_calves_pay_the_part_of_the_winter_that_cash_cannot():
    for cash, bill, sold in (
        (0, 550_000, 2),
        (0, 549_999, 1),
        (600_000, 600_000, 0),
        (600_000, 600_001, 1),
        (0, 9_000_000, 4),
    ):
        h, (ledger, animals) = one(Household, cash=cash, calves=4), books()
        sell_calves_for_feed(h, bill, MARKET, ledger, animals)
        assert int(h.calves) == 4 - sold
        assert int(h.herd) == 550_000 * sold
        assert moved(animals) == ({CALVES_SOLD: sold} if sold else {})


def test_a_cow_is_worth_its_calves_less_its_feed_and_what_it_loses():
    calves = 12 / 13.5 * 0.94
    raised = calves * max(10_000.0 - 1_200.0 - 2_500.0, 5_500.0)
    assert cow_margin(HERD, MARKET) == pytest.approx(raised - 2_800.0 - (0.015 + 0.3 / 8) * 10_000.0)


@pytest.mark.parametrize(
    ("cows", "labour", "u", "sold"),
    [(3, HANDS, 0.9, False), (3, 0.14, 0.9, True), (3, 0.14, 0.69, False), (3, 0.15, 0.9, False), (0, 0.0, 0.9, True)],
)
def test_a_herd_without_hands_is_sold_when_patience_ends(cows, labour, u, sold):
    has = {"cows": cows, "in_calf": min(2, cows), "heifers": 4, "heifers_in_calf": 1, "calves": 2}
    h, (ledger, animals) = one(Household, labour=labour, **has), books()
    give_up(h, HERD, MARKET, ledger, animals, u)
    if sold:
        assert not any(h[name] for name in has)
        assert moved(animals) == {HEIFERS_SOLD: 4, CALVES_SOLD: 2} | ({COWS_SOLD: cows} if cows else {})
        assert moved(ledger) == {STOCK_SALES: 3 * 1_000_000 + 2 * 550_000, BREEDING_SALES: (cows + 1) * 1_000_000}
        assert int(h.herd) == 4_100_000
    else:
        assert {name: int(h[name]) for name in has} == has
        assert moved(animals) == {}


def test_a_herd_that_cannot_pay_its_fixed_cost_is_sold():
    dear = replace(HERD, fixed_cost=3 * cow_margin(HERD, MARKET))
    for cows, left in ((3, 0), (4, 4)):
        h, (ledger, animals) = one(Household, labour=HANDS, cows=cows), books()
        give_up(h, dear, MARKET, ledger, animals, 0.9)
        assert int(h.cows) == left


@pytest.mark.parametrize(
    ("spare", "fodder", "heifers", "bought"),
    [
        (10_000_000, 50.0, 0, 4),
        (9_999_999, 50.0, 0, 3),
        (10_000_000, 6.0, 1, 3),
        (2_000_000, 50.0, 0, 0),
        (-5, 50.0, 0, 0),
    ],
)
def test_cows_are_bought_out_of_part_of_the_spare_cash_while_there_is_room(spare, fodder, heifers, bought):
    """Two fifths of what is spare; nine of ten cows bought are in calf."""
    h, (ledger, animals) = np.zeros(1, dtype_of(Household, wide=True)).view(np.recarray)[0], books()
    h.cash, h.cows, h.heifers, h.labour, h.fodder = 20_000_000, 2, heifers, HANDS, fodder
    restock(h, HERD, MARKET, spare, ledger, animals)
    assert (int(h.cows), int(h.in_calf)) == (2 + bought, int(0.9 * bought))
    assert moved(ledger) == ({BREEDING_PURCHASES: bought * 1_000_000} if bought else {})
    assert moved(animals) == ({COWS_BOUGHT: bought} if bought else {})
    assert int(h.herd) == 0


def test_no_herd_is_begun_that_would_not_pay_its_fixed_cost_well():
    """It must bring one and a half times the fixed cost."""
    for share, bought in ((1.01, 0), (0.99, 1)):
        dear = replace(HERD, fixed_cost=share * cow_margin(HERD, MARKET) / HERD.worth_starting)
        h, (ledger, animals) = one(Household, cash=9_000_000, labour=HANDS, fodder=9.0), books()
        restock(h, dear, MARKET, 2_500_000, ledger, animals)
        assert int(h.cows) == bought
