"""How the worth of a whole is shared among those who make it together (Shapley 1953).

A player's share is the mean, over all orders in which the players could come, of what the whole gains when this one
joins those before it.  It is the only way to share out all of it that gives equals equal shares, gives nothing to one
who changes nothing, and adds up where two games do.  The worth of a coalition may be one number or several, of shape
[measures]; shares have the shape [players, measures].
"""

from collections.abc import Mapping
from itertools import combinations, pairwise
from math import factorial

import numpy as np
from numpy.typing import NDArray

MOST_EXACT = 8

type Coalition = frozenset[int]
type Worth = Mapping[Coalition, NDArray[np.float64]]
type Orders = NDArray[np.int64]


def every_coalition(players: int) -> list[Coalition]:
    """All coalitions, the empty one first and the whole last: 2 ** players of them."""
    return [frozenset(some) for size in range(players + 1) for some in combinations(range(players), size)]


def exact_shares(worth: Worth, players: int) -> NDArray[np.float64]:
    """Each player's share, from the worth of every coalition."""
    weight = [factorial(size) * factorial(players - size - 1) / factorial(players) for size in range(players)]
    shares = [
        sum(
            (weight[len(some)] * (np.asarray(worth[some | {player}]) - worth[some]))
            for some in every_coalition(players)
            if player not in some
        )
        for player in range(players)
    ]
    return np.array(shares, dtype=np.float64)


def antithetic_orders(players: int, pairs: int, key: int) -> Orders:
    """So many orders drawn at random, each followed by its reverse: int[2 * pairs, players].

    The reverse has whoever came late come early, which evens out much of the luck of a few orders.  The same key gives
    the same orders.
    """
    luck = np.random.Generator(np.random.Philox(key=key))
    drawn = [luck.permutation(players) for _pair in range(pairs)]
    return np.array([order for each in drawn for order in (each, each[::-1])], dtype=np.int64)


def coalitions_of(orders: Orders) -> list[Coalition]:
    """The coalitions that the players of each order form one after another, each named once."""
    return list(dict.fromkeys(some for order in orders for some in _growing(order)))


def sampled_shares(worth: Worth, orders: Orders) -> NDArray[np.float64]:
    """Each player's mean gain over some orders; whatever the orders, the shares add up to the whole."""
    gains = [np.zeros_like(np.asarray(worth[frozenset()], dtype=np.float64)) for _player in orders[0]]
    for order in orders:
        for player, (before, after) in zip(order, pairwise(_growing(order)), strict=True):
            gains[player] = gains[player] + np.asarray(worth[after]) - worth[before]
    return np.array(gains) / len(orders)


def _growing(order: NDArray[np.int64]) -> list[Coalition]:
    members = [int(player) for player in order]
    return [frozenset(members[:size]) for size in range(len(members) + 1)]
