"""Shares of players in games whose answers are known, by hand or by symmetry."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.shapley import antithetic_orders, coalitions_of, every_coalition, exact_shares, sampled_shares

PLAYERS = 4
GAMES = st.lists(st.floats(-100, 100), min_size=2**PLAYERS, max_size=2**PLAYERS)


def worth_of(game, coalitions):
    """The worth of each coalition by a function."""
    return {some: np.asarray(game(some), dtype=float) for some in coalitions}


def whole_game(game, players):
    return worth_of(game, every_coalition(players))


def gloves(some):
    """A pair of gloves is worth one: players 0 and 1 have left gloves, player 2 the only right one."""
    return float(2 in some and len(some & {0, 1}) > 0)


def test_three_players_by_hand():
    # Of the six orders the right glove completes a pair in four; each left glove in one, where it comes just after it.
    np.testing.assert_allclose(exact_shares(whole_game(gloves, 3), 3), [1 / 6, 1 / 6, 2 / 3])


def test_the_first_of_two_who_do_the_same_alone_gets_half():
    np.testing.assert_allclose(exact_shares(whole_game(lambda some: min(1, len(some)), 2), 2), [0.5, 0.5])


@given(GAMES)
def test_shares_add_up_to_the_whole(values):
    worth = dict(zip(every_coalition(PLAYERS), map(np.asarray, values), strict=True))
    whole = worth[frozenset(range(PLAYERS))] - worth[frozenset()]
    np.testing.assert_allclose(exact_shares(worth, PLAYERS).sum(), whole, atol=1e-9)
    for pairs in (1, 3):
        sampled = sampled_shares(worth, antithetic_orders(PLAYERS, pairs, key=5))
        np.testing.assert_allclose(sampled.sum(), whole, atol=1e-9)


@given(GAMES)
def test_who_changes_nothing_gets_exactly_nothing(values):
    worth = dict(zip(every_coalition(PLAYERS), map(np.asarray, values), strict=True))
    dummy = whole_game(lambda some: worth[some - {2}], PLAYERS)
    assert exact_shares(dummy, PLAYERS)[2] == 0.0
    assert sampled_shares(dummy, antithetic_orders(PLAYERS, 2, key=5))[2] == 0.0


@given(GAMES)
def test_players_who_do_the_same_get_the_same(values):
    by_size = dict(zip(every_coalition(PLAYERS), values, strict=True))

    def game(some):
        return by_size[frozenset({0} if some & {1, 2} else set()) | (some - {1, 2})] + 3.0 * len(some & {1, 2})

    shares = exact_shares(whole_game(game, PLAYERS), PLAYERS)
    np.testing.assert_allclose(shares[1], shares[2], atol=1e-9)


@given(GAMES, GAMES)
def test_shares_of_two_games_add_up_to_those_of_their_sum(one, other):
    games = [dict(zip(every_coalition(PLAYERS), map(np.asarray, each), strict=True)) for each in (one, other)]
    both = {some: games[0][some] + games[1][some] for some in games[0]}
    apart = exact_shares(games[0], PLAYERS) + exact_shares(games[1], PLAYERS)
    np.testing.assert_allclose(exact_shares(both, PLAYERS), apart, atol=1e-9)


@given(GAMES)
def test_all_orders_give_the_exact_shares(values):
    worth = dict(zip(every_coalition(PLAYERS), map(np.asarray, values), strict=True))
    orders = np.array(list(permutations(range(PLAYERS))))
    np.testing.assert_allclose(sampled_shares(worth, orders), exact_shares(worth, PLAYERS), atol=1e-9)


def test_many_orders_come_near_the_exact_shares():
    worth = whole_game(lambda some: len(some) ** 3 + 20.0 * (some >= {0, 3, 5}), 6)
    errors = [
        np.abs(sampled_shares(worth, antithetic_orders(6, pairs, key=1)) - exact_shares(worth, 6)).max()
        for pairs in (4, 4000)
    ]
    assert errors[1] < 0.4 < errors[0]


def test_one_pair_of_orders_is_exact_where_only_pairs_of_players_meet():
    luck = np.random.default_rng(3)
    alone, meets = luck.normal(size=7), luck.normal(size=(7, 7))

    def game(some):
        members = list(some)
        return alone[members].sum() + sum(meets[i, j] for i in members for j in members if i < j)

    worth = whole_game(game, 7)
    np.testing.assert_allclose(sampled_shares(worth, antithetic_orders(7, 1, key=9)), exact_shares(worth, 7))


def test_several_measures_are_shared_at_once():
    worth = whole_game(lambda some: [gloves(some), 2.0 * len(some)], 3)
    np.testing.assert_allclose(exact_shares(worth, 3), [[1 / 6, 2], [1 / 6, 2], [2 / 3, 2]])
    assert sampled_shares(worth, antithetic_orders(3, 1, key=0)).shape == (3, 2)


def test_orders_come_with_their_reverse_and_by_key():
    orders = antithetic_orders(5, 3, key=7)
    assert orders.shape == (6, 5)
    np.testing.assert_array_equal(orders[0::2], orders[1::2, ::-1])
    np.testing.assert_array_equal(np.sort(orders), np.tile(range(5), (6, 1)))
    np.testing.assert_array_equal(orders, antithetic_orders(5, 3, key=7))
    assert (orders != antithetic_orders(5, 3, key=8)).any()


@pytest.mark.parametrize("players", [1, 3, 6])
def test_every_coalition_is_there_once(players):
    found = every_coalition(players)
    assert len(found) == len(set(found)) == 2**players
    assert (found[0], found[-1]) == (frozenset(), frozenset(range(players)))


def test_an_order_forms_one_coalition_more_than_it_has_players():
    found = coalitions_of(np.array([[2, 0, 1], [2, 1, 0]]))
    assert found == [frozenset(each) for each in ([], [2], [0, 2], [0, 1, 2], [1, 2])]
