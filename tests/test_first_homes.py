"""How the first homes are filled: kinds, members, slots, ages and sexes, in numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.processes.population import Population
from model.synthesis.homes import (
    ADULT,
    ALONE,
    CHILD,
    COUPLE,
    ELDER,
    ELDERS,
    FAMILY,
    GENERATIONS,
    GROWN,
    adults_in,
    age_of,
    age_of_head,
    children_in,
    elders_in,
    is_female,
    kind_of_home,
    make_home,
    role_of,
    spare_slots,
)
from model.synthesis.start import Home, befalls, leaning
from tests.test_household_rules import one

KINDS = (ELDERS, ALONE, COUPLE, FAMILY, GROWN, GENERATIONS)
N = Population()
GRID = (np.arange(10_000) + 0.5) / 10_000
SIZED = Population(paired=0.6, lone_parent=0.1, second_child=0.5, third_child=0.2)


def shares(disadvantage, n=N):
    """How often each kind of home is found at a disadvantage."""
    found = np.bincount([kind_of_home(disadvantage, n, u) for u in GRID], minlength=6)
    return found / len(GRID)


def home(kind, adults=2, elders=0, head=50.0):
    return one(Home, kind=kind, adults=adults, elders=elders, head=head)


def test_at_average_disadvantage_each_kind_has_its_share():
    given = [N.elders, N.alone, N.couple, N.family, N.grown]
    assert shares(0.0) == pytest.approx([*given, 1.0 - sum(given)], abs=1e-3)


def test_a_kind_leans_on_disadvantage_against_the_homes_of_three_generations():
    leans = np.array([N.elders_lean, N.alone_lean, N.couple_lean, N.family_lean, N.grown_lean])
    even, hard = shares(0.0), shares(0.7)
    assert hard[:5] / even[:5] * even[5] / hard[5] == pytest.approx(np.exp(0.7 * leans), rel=0.02)


@pytest.mark.parametrize(
    ("kind", "adults", "elders", "children", "spare"),
    [
        (ELDERS, 0.0, 1.6, 0.0, 0), (ALONE, 1.0, 0.0, 0.0, 1), (COUPLE, 2.0, 0.0, 0.0, 1),
        (FAMILY, 1.9, 0.0, 1.7, 3), (GROWN, 1.9, 0.0, 1.7, 2), (GENERATIONS, 1.9, 1.6, 1.7, 2),
    ],
)  # fmt: skip
def test_a_kind_has_its_members_on_average_and_its_spare_slots(kind, adults, elders, children, spare):
    rule_and_mean = ((adults_in, adults), (elders_in, elders), (children_in, children))
    assert [np.mean([rule(kind, SIZED, u) for u in GRID]) for rule, _ in rule_and_mean] == pytest.approx(
        [mean for _, mean in rule_and_mean]
    )
    assert spare_slots(kind) == spare


def test_a_home_is_filled_by_its_kind_each_number_by_its_own_luck():
    certain = replace(N, elders=0.0, alone=0.0, couple=0.0, family=0.0, grown=0.0)
    three = one(Home)
    members = make_home(three, 0.3, certain, (0.5, 0.5, 0.25, 0.05), (0.5, 0.5, 0.01, 0.99))
    assert (three.disadvantage, three.kind, three.adults, three.elders) == (0.3, GENERATIONS, 1, 1)
    assert three.head == 28.0 + 22.0 * 0.25
    assert members == 1 + 1 + 3


def test_adults_take_the_first_slots_then_elders_then_children():
    assert [role_of(slot, home(GENERATIONS, 2, 1)) for slot in range(5)] == [ADULT, ADULT, ELDER, CHILD, CHILD]
    assert [role_of(slot, home(ELDERS, 0, 2)) for slot in range(2)] == [ELDER, ELDER]


@pytest.mark.parametrize(
    ("kind", "youngest", "middle", "oldest"),
    [
        (ELDERS, 60.0, 63.125, 85.0), (ALONE, 35.0, 41.25, 60.0), (COUPLE, 44.0, 48.0, 60.0),
        (FAMILY, 24.0, 29.25, 45.0), (GROWN, 44.0, 48.0, 60.0), (GENERATIONS, 28.0, 33.5, 50.0),
    ],
)  # fmt: skip
def test_the_head_is_of_an_age_that_goes_with_the_kind(kind, youngest, middle, oldest):
    assert [age_of_head(kind, u) for u in (0.0, 0.25, 1.0)] == [youngest, middle, oldest]


@pytest.mark.parametrize(
    ("role", "slot", "there", "ages"),
    [
        (ADULT, 0, home(FAMILY, head=40.0), (40.0, 40.0, 40.0)),
        (ELDER, 0, home(ELDERS, 0, 2, 70.0), (70.0, 70.0, 70.0)),
        (ELDER, 1, home(ELDERS, 0, 2, 70.0), (66.0, 70.0, 74.0)),
        (ELDER, 1, home(ELDERS, 0, 2, 62.0), (60.0, 62.0, 66.0)),
        (ADULT, 1, home(FAMILY, head=40.0), (36.0, 39.0, 42.0)),
        (ADULT, 1, home(FAMILY, head=23.0), (20.0, 22.0, 25.0)),
        (ELDER, 2, home(GENERATIONS, 2, 1, 45.0), (67.0, 72.0, 77.0)),
        (ELDER, 2, home(GENERATIONS, 2, 1, 60.0), (82.0, 87.0, 88.0)),
        (CHILD, 2, home(GROWN, head=55.0), (16.0, 22.0, 28.0)),
        (CHILD, 2, home(GROWN, head=44.0), (16.0, 22.0, 24.0)),
        (CHILD, 2, home(FAMILY, head=30.0), (0.0, 4.5, 9.0)),
        (CHILD, 0, home(FAMILY, 0, 0, 45.0), (0.0, 9.0, 18.0)),
    ],
)
def test_a_spouse_is_near_the_heads_age_and_a_parent_or_a_child_a_generation_away(role, slot, there, ages):
    assert tuple(age_of(role, slot, there, u) for u in (0.0, 0.5, 1.0)) == ages


def test_in_a_pair_the_first_is_a_man_and_of_all_others_half_are_women():
    pair, lone = home(GENERATIONS, 2, 2), home(GENERATIONS, 1, 1)
    assert [is_female(role_of(slot, pair), slot, pair, 0.9) for slot in range(5)] == [False, True, False, True, False]
    assert [is_female(role_of(slot, pair), slot, pair, 0.1) for slot in range(5)] == [False, True, False, True, True]
    for slot in range(3):
        assert [is_female(role_of(slot, lone), slot, lone, u) for u in (0.49, 0.51)] == [True, False]


def test_what_befalls_a_share_befalls_those_who_lean_to_it_most():
    assert leaning(1.5, 0.5, 0.6) == pytest.approx(0.9)
    assert leaning(0.0, 0.975, 0.6) == pytest.approx(0.8 * 1.959964, rel=1e-6)
    assert [befalls(0.25, leans) for leans in (0.674, 0.675)] == [False, True]
    assert (befalls(0.0, 9.0), befalls(1.0, -9.0)) == (False, True)
