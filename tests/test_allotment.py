"""Few places and many wishes: what is given out is exact, and no order of asking can change it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.allotment import allot


def wishes_of(most=5):
    """Wishes, ranks with ties, luck with ties, unique ids, and places."""
    row = st.tuples(st.integers(0, most), st.integers(0, 2), st.sampled_from([0.1, 0.5, 0.9]))
    return st.tuples(st.lists(row, max_size=12), st.integers(0, 30), st.randoms(use_true_random=False))


def columns(rows, kind=np.int64):
    """Arrays of wishes, ranks, luck and ids."""
    wanted = np.array([row[0] for row in rows], np.int64).astype(kind)
    rank, luck = np.array([row[1] for row in rows], float), np.array([row[2] for row in rows], float)
    return wanted, rank, luck, np.arange(len(rows), dtype=np.int64) + 100


@given(wishes_of())
def test_places_go_until_they_are_gone_and_nobody_gets_more_than_asked(case):
    rows, places, _ = case
    wanted, rank, luck, ids = columns(rows)
    given_out = allot(wanted, rank, luck, ids, places)
    assert given_out.sum() == min(places, wanted.sum())
    assert ((given_out >= 0) & (given_out <= wanted)).all()


@given(wishes_of())
def test_nobody_is_served_before_one_who_comes_first(case):
    rows, places, _ = case
    wanted, rank, luck, ids = columns(rows)
    given_out = allot(wanted, rank, luck, ids, places)
    served = [(rank[i], luck[i], ids[i]) for i in range(len(rows)) if given_out[i] > 0]
    waiting = [(rank[i], luck[i], ids[i]) for i in range(len(rows)) if given_out[i] < wanted[i]]
    assert not served or not waiting or max(served) <= min(waiting)


@given(wishes_of())
def test_the_order_in_which_they_ask_does_not_matter(case):
    rows, places, chance = case
    wanted, rank, luck, ids = columns(rows)
    turn = np.array(chance.sample(range(len(rows)), len(rows)), np.int64)
    asked = allot(wanted[turn], rank[turn], luck[turn], ids[turn], places)
    assert (asked == allot(wanted, rank, luck, ids, places)[turn]).all()


@given(wishes_of(1))
def test_one_place_more_takes_nobodys_place_away(case):
    rows, places, _ = case
    wanted, rank, luck, ids = columns(rows, bool)
    fewer, more = allot(wanted, rank, luck, ids, places), allot(wanted, rank, luck, ids, places + 1)
    assert fewer.dtype == bool
    assert (more >= fewer).all()


@given(wishes_of())
def test_groups_are_cleared_apart(case):
    rows, places, chance = case
    wanted, rank, luck, ids = columns(rows)
    group = np.array([chance.randrange(3) for _ in rows], np.int64)
    offered = np.array([places, 2, 0])
    together = allot(wanted, rank, luck, ids, offered, group=group)
    for each in range(3):
        mine = group == each
        alone = allot(wanted[mine], rank[mine], luck[mine], ids[mine], int(offered[each]))
        assert (together[mine] == alone).all()


@given(wishes_of())
def test_where_nothing_is_shared_a_wish_depends_on_itself_alone(case):
    rows, places, _ = case
    wanted, rank, luck, ids = columns(rows)
    given_out = allot(wanted, rank, luck, ids, places, held=0.6)
    assert (given_out == np.where(luck < 0.6, wanted, 0)).all()


def test_places_below_zero_are_none():
    wanted, rank, luck, ids = columns([(1, 0, 0.5)] * 3, bool)
    assert not allot(wanted, rank, luck, ids, -2).any()


def test_units_that_are_not_whole_are_refused():
    with pytest.raises(TypeError, match="whole units, not float64"):
        allot(np.array([0.5]), np.zeros(1), np.zeros(1), np.arange(1), 1)
