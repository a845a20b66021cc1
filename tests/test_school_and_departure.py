"""How a child goes through school, what that costs, and what becomes of everything when a household ends."""

from __future__ import annotations

import numpy as np
import pytest

from model.ledger import (
    CALVES_LEFT,
    CASH_LEFT,
    COWS_LEFT,
    DEBT_LOST,
    HEIFERS_LEFT,
    LOAN_LOST,
    SHARES_LEFT,
    STEERS_LEFT,
    TRUSTED_LEFT,
)
from model.processes.departure import leave
from model.processes.school import School, beyond_compulsory, leave_school, new_school_year, school_cost
from model.records import (
    COMPULSORY,
    DROPPED_OUT,
    MOVED_AWAY,
    NO_SCHOOL,
    SENIOR_HIGH,
    UNIVERSITY,
    Household,
    Person,
)
from tests.test_household_rules import books, one

SCHOOL = School()
SENIOR, UNIVERSITY_SHARE = SCHOOL.senior, SCHOOL.university
STAGES = (NO_SCHOOL, COMPULSORY, SENIOR_HIGH, UNIVERSITY, DROPPED_OUT)


@pytest.mark.parametrize(
    ("school", "years", "u", "affordable", "goes_to"),
    [
        (NO_SCHOOL, 5, 0.0, True, NO_SCHOOL),
        (NO_SCHOOL, 6, 0.9, False, COMPULSORY),
        (NO_SCHOOL, 7, 0.0, True, NO_SCHOOL),
        (COMPULSORY, 14, 0.02, True, COMPULSORY),
        (COMPULSORY, 14, 0.0199, True, DROPPED_OUT),
        (COMPULSORY, 15, SENIOR - 1e-9, True, SENIOR_HIGH),
        (COMPULSORY, 15, SENIOR, True, NO_SCHOOL),
        (COMPULSORY, 15, 0.0, False, NO_SCHOOL),
        (SENIOR_HIGH, 17, 0.0, False, SENIOR_HIGH),
        (SENIOR_HIGH, 18, UNIVERSITY_SHARE - 1e-9, True, UNIVERSITY),
        (SENIOR_HIGH, 18, UNIVERSITY_SHARE, True, NO_SCHOOL),
        (SENIOR_HIGH, 18, 0.0, False, NO_SCHOOL),
        (UNIVERSITY, 21, 0.0, False, UNIVERSITY),
        (UNIVERSITY, 22, 0.0, True, NO_SCHOOL),
        (DROPPED_OUT, 14, 0.0, True, DROPPED_OUT),
        (DROPPED_OUT, 15, 0.0, True, NO_SCHOOL),
    ],
)
def test_each_september_a_child_goes_on_stays_or_stops(school, years, u, affordable, goes_to):
    """`u` is held against two in a hundred for dropping out, and against the shares that go on."""
    p = one(Person, school=school, schooling=0 if school == NO_SCHOOL else 5)
    new_school_year(p, 12 * years + 11, affordable, 0.02, SCHOOL, u)
    finished = school in (COMPULSORY, SENIOR_HIGH, UNIVERSITY)
    assert (int(p.school), int(p.schooling)) == (goes_to, (0 if school == NO_SCHOOL else 5) + finished)


def test_who_has_been_to_school_does_not_begin_again():
    p = one(Person, school=NO_SCHOOL, schooling=3)
    new_school_year(p, 12 * 6, True, 0.0, SCHOOL, 0.5)
    assert int(p.school) == NO_SCHOOL


def test_only_schools_beyond_the_ninth_year_cost_and_not_in_summer():
    costs = {
        school: [school_cost(one(Person, school=school), season, SCHOOL) for season in range(1, 13)]
        for school in STAGES
    }
    assert [sum(costs[school]) for school in STAGES] == [0, 0, SCHOOL.cost_senior, SCHOOL.cost_university, 0]
    assert [season for season, cost in enumerate(costs[SENIOR_HIGH], 1) if cost == 0] == [7, 8]
    assert [bool(beyond_compulsory(one(Person, school=school))) for school in STAGES] == [
        False,
        False,
        True,
        True,
        False,
    ]


def test_only_who_is_beyond_the_compulsory_years_leaves_school_for_want_of_money():
    left = []
    for school in STAGES:
        p = one(Person, school=school)
        leave_school(p)
        left.append(int(p.school))
    assert left == [NO_SCHOOL, COMPULSORY, NO_SCHOOL, NO_SCHOOL, DROPPED_OUT]


def test_all_that_a_household_has_and_owes_leaves_the_books_by_name():
    has = {"cash": 700, "debt": 600, "loan": 500, "shares": 400, "inputs_due": 300}
    herd = {"cows": 9, "heifers": 8, "steers": 7, "calves": 6, "trusted": 5}
    h, (ledger, animals) = one(Household, **has, **herd, in_calf=4, heifers_in_calf=3, jobs=2, members=3), books()
    leave(h, MOVED_AWAY, 250, ledger, animals)
    assert (int(h.where), int(h.left), int(h.members)) == (MOVED_AWAY, 250, 3)
    assert not any(h[name] for name in (*has, *herd, "in_calf", "heifers_in_calf", "jobs"))
    money = {CASH_LEFT: 700, DEBT_LOST: 600, LOAN_LOST: 500, SHARES_LEFT: 400}
    heads = {COWS_LEFT: 9, HEIFERS_LEFT: 8, STEERS_LEFT: 7, CALVES_LEFT: 6, TRUSTED_LEFT: 5}
    for book, expected in ((ledger, money), (animals, heads)):
        assert {int(place): int(book[place]) for place in np.flatnonzero(book)} == expected
