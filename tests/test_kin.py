"""Kin lend to each other: who asks, who can spare, how few means meet many needs, and how it is given back."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest

from model import simulate
from model.ledger import HOUSEHOLDS, KIN_GIVEN_BACK, KIN_LOANS
from model.phases.households import Pace, help_kin
from model.phases.kin import KinGroups, asks_kin, empty_purses, give_back_to_kin, kin_groups_of
from model.phases.stage import CASH, CLAIMS
from model.processes.kinship import Kinship, can_give_back, can_lend, may_borrow
from model.processes.living import KIN_LOAN
from model.records import DISSOLVED, MOVED_AWAY, Household
from model.simulate import live, new_world
from tests.handmade_county import county_of
from tests.small import small
from tests.test_household_rules import one

KINSHIP = Kinship()
PACE = Pace(0.98, 0.03, 0.94)


def members(groups: KinGroups, group: int) -> set[int]:
    """The rows of one group."""
    return set(groups.rows[groups.starts[group] : groups.starts[group + 1]].tolist())


def family_of(count: int) -> tuple[Any, Any]:
    """A county of one kin group without needs of their own, and purses in which nothing is written yet."""
    world = county_of({}, count)
    world.households.kin = 0
    world.households.members = 0
    world.kin = kin_groups_of(world.households["kin"])
    return world, empty_purses(world.kin, lends=True)


def ask(world: Any, purses: Any, lacks: dict[int, int]) -> None:
    """These rows ask for so many fen."""
    for row, fen in lacks.items():
        assert asks_kin(world.households[row], row, fen, purses)


def test_groups_hold_each_row_once_and_know_its_place():
    groups = kin_groups_of(np.array([2, 0, 2, 1, 0, 2, 4], np.int32))
    assert [members(groups, group) for group in range(5)] == [{1, 4}, {3}, {0, 2, 5}, set(), {6}]
    assert groups.rows[groups.place].tolist() == list(range(7))
    assert len(kin_groups_of(np.empty(0, np.int32)).rows) == 0


def test_a_household_lends_part_of_what_it_has_beyond_a_buffer_and_counts_what_it_is_owed_already():
    needed = 500.0  # a buffer of 6,000 yuan
    rich = one(Household, cash=1_600_000)
    assert can_lend(rich, needed, KINSHIP) == 200_000
    rich.claim = 150_000
    assert can_lend(rich, needed, KINSHIP) == 50_000
    rich.claim = 300_000
    assert can_lend(rich, needed, KINSHIP) == 0
    assert can_lend(one(Household, cash=599_999), needed, KINSHIP) == 0


def test_a_household_may_owe_its_kin_part_of_a_years_income_and_draws_on_what_it_is_owed():
    h = one(Household, usual=1000.0)  # a quarter of 12,000 yuan
    assert may_borrow(h, 100_000, KINSHIP) == 100_000
    assert may_borrow(h, 900_000, KINSHIP) == 300_000
    h.claim = -250_000
    assert may_borrow(h, 900_000, KINSHIP) == 50_000
    h.claim = 100_000
    assert may_borrow(h, 900_000, KINSHIP) == 400_000
    assert may_borrow(h, -5, KINSHIP) == 0


def test_what_is_given_back_is_part_of_the_cash_beyond_some_months_of_need():
    h = one(Household, cash=250_000, claim=-80_000)
    assert can_give_back(h, 500.0, KINSHIP) == 50_000
    h.cash = 1_000_000
    assert can_give_back(h, 500.0, KINSHIP) == 80_000
    h.cash = 100_000
    assert can_give_back(h, 500.0, KINSHIP) == 0


def test_where_there_is_enough_all_are_given_what_they_lack_by_those_who_can_spare_most():
    world, purses = family_of(5)
    h, lenders = world.households, [1, 2, 4]
    before = h.cash[lenders]
    purses.spare[:] = [0, 300, 500, 0, 200]
    ask(world, purses, {0: 450, 3: 250})
    help_kin(world.stage, PACE, world.kin, purses)
    assert list(h.claim) == [-450, 200, 500, -250, 0]
    assert list(h.cash[lenders] - before) == [-200, -500, 0]
    assert [bool(bits & 1 << KIN_LOAN) for bits in h.coped] == [True, False, False, True, False]
    assert world.ledger[KIN_LOANS] == 700
    assert not purses.asked.any()


def test_where_there_is_too_little_it_is_given_by_lot_until_nothing_is_left():
    world, purses = family_of(4)
    purses.spare[:] = [0, 0, 0, 350]
    ask(world, purses, {0: 200, 1: 200, 2: 200})
    help_kin(world.stage, PACE, world.kin, purses)
    claims = list(world.households.claim)
    assert sorted(claims[:3]) == [-200, -150, 0]
    assert claims[3] == 350


@pytest.mark.parametrize("order", list(permutations(range(4)))[:12])
@pytest.mark.parametrize("lacks", [(200, 100), (100, 60)])  # of 240 that two can spare alike
def test_the_order_of_the_records_does_not_matter(order, lacks):
    world, purses = family_of(4)
    turned, other = family_of(4)
    for name in world.households.dtype.names:
        turned.households[name] = world.households[name][list(order)]
    purses.spare[:] = [0, 0, 120, 120]
    other.spare[:] = purses.spare[list(order)]
    ask(world, purses, {0: lacks[0], 1: lacks[1]})
    ask(turned, other, {order.index(0): lacks[0], order.index(1): lacks[1]})
    help_kin(world.stage, PACE, world.kin, purses)
    help_kin(turned.stage, PACE, turned.kin, other)
    assert list(turned.households.claim) == list(world.households.claim[list(order)])


def test_nobody_is_asked_who_has_nothing_to_spare():
    world, purses = family_of(3)
    ask(world, purses, {0: 200})
    help_kin(world.stage, PACE, world.kin, purses)
    assert not world.households.claim.any()
    assert not asks_kin(world.households[1], 1, 0, purses)


def test_what_is_given_back_goes_to_those_who_are_owed_most():
    world, purses = family_of(5)
    h = world.households
    h.claim = [-500, -300, 450, 350, 0]
    h.cash = 1000
    purses.spare[:] = [-400, -200, 0, 0, 100]
    give_back_to_kin(world.stage, world.kin, purses)
    assert list(h.claim) == [-100, -100, 0, 200, 0]
    assert list(h.cash) == [600, 800, 1450, 1150, 1000]
    assert world.ledger[KIN_GIVEN_BACK] == 600


def test_debts_of_the_departed_are_lost_and_debts_to_them_forgiven():
    for claims, left, after in (
        ([-500, 300, 200, 0], {0: DISSOLVED}, [0, 0, 0, 0]),
        ([-500, 600, -100, 0], {0: MOVED_AWAY}, [0, 100, -100, 0]),
        ([-500, 600, -100, 0], {1: DISSOLVED}, [0, 0, 0, 0]),
        ([-500, 600, -200, 100], {0: DISSOLVED, 3: DISSOLVED}, [0, 200, -200, 0]),
    ):
        world, purses = family_of(4)
        world.households.claim = claims
        for row, where in left.items():
            world.households.where[row] = where
        give_back_to_kin(world.stage, world.kin, purses)
        assert list(world.households.claim) == after


def test_claims_of_every_group_add_up_to_nothing_in_every_month():
    world, lent = new_world(small(months=60), 7), 0
    for _ in live(world):
        sums = np.bincount(world.households["kin"], world.households["claim"])
        assert not sums.any()
        assert world.tally[CLAIMS] == 0
        assert world.tally[CASH] == world.households["cash"].sum()
        lent += int(world.ledger[KIN_LOANS])
    assert lent > 0
    assert (world.households["claim"] > 0).any()


def test_kin_help_spares_some_informal_debt():
    def borrowed(**changes):
        ledger = simulate(small("none", months=60, **changes), 7).ledger
        return ledger[ledger["account_from"] == "informal lenders"]["yuan"].sum()

    assert borrowed() < borrowed(kinship__lends=False)


def test_without_kin_help_and_where_what_is_shared_is_held_nobody_lends():
    for scenario in (small("none", kinship__lends=False), small("none", hold_shared=True)):
        ledger = simulate(scenario, 7).ledger
        kin = (ledger["account_from"] == HOUSEHOLDS) & (ledger["account_to"] == HOUSEHOLDS)
        assert not kin.any()
