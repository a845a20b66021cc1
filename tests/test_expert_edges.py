"""Counties at the edge: one household, one month, and what becomes of a county when people, cattle or jobs are gone."""

from __future__ import annotations

import numpy as np
import pytest

from model import simulate
from model.records import DISSOLVED, MOVED_AWAY
from model.simulate import live, new_world
from tests.small import small

each_policy = pytest.mark.parametrize("policy", ["none", "as_reported"])
NOBODY_DIES_OR_LEAVES = {"life__death_at_40": 0.0, "life__leave": 0.0, "life__merge": 0.0, "health__major_death": 0.0}
EVERYBODY_DIES = {"life__death_at_40": 1.0, "life__death_doubles": 1e9, "life__birth": 0.0}


def lived(policy, **changes):
    """A world at the end of its run; its books closed in every month."""
    world = new_world(small(policy, **changes), 7)
    for _month in live(world):
        pass
    return world


@each_policy
@pytest.mark.parametrize("listed", [0, 1])
def test_one_household_lives_for_years(policy, listed):
    result = simulate(small(policy, population__households=1, population__listed=listed, months=98), 7)
    assert len(result.months) == 98 * len(result.series)
    assert result.series["registered_households"][0] == listed


@each_policy
def test_a_run_can_be_one_month_long_and_is_the_first_of_a_longer_one(policy):
    one, two = (simulate(small(policy, months=months), 7) for months in (1, 2))
    assert one.spells.empty
    for name, values in one.series.items():
        np.testing.assert_array_equal(two.series[name][:1], values, err_msg=name)


@each_policy
@pytest.mark.parametrize(
    ("changes", "where"), [(EVERYBODY_DIES, DISSOLVED), ({"life__leave": 1.0}, MOVED_AWAY)], ids=["die", "leave"]
)
def test_where_everybody_dies_or_leaves_nothing_is_left_but_closed_books(policy, changes, where):
    world = lived(policy, months=60, **changes)
    assert set(world.households["where"]) == {where}
    assert sum(world.head.values()) == 0
    assert not any(world.stocks[name] for name in ("cash", "loan", "debt", "shares"))


def test_nobody_has_no_poverty_and_what_is_not_known_is_told_month_by_month():
    result = simulate(small(months=60, **EVERYBODY_DIES), 7)
    months = result.months.pivot(index="month", columns="measure", values="value")
    assert months.shape == (60, len(result.series))
    assert months["households"].iloc[-1] == 0
    gone = ["poverty_headcount", "net_income_per_head", "cohort_poor"]
    assert months[gone].iloc[-1].isna().all()
    assert np.isnan([result.headline[name] for name in gone[:2]]).all()


def test_a_cohort_that_is_gone_leaves_the_measures_of_the_others_alone():
    changes = {"population__households": 60, "population__listed": 1, "life__leave": 0.4, "months": 62}
    result = simulate(small("none", **changes), 7)
    months = result.months.pivot(index="month", columns="measure", values="value")
    assert months.shape == (62, len(result.series))
    assert months["households"].iloc[-1] > 0
    assert months[["poverty_headcount", "net_income_per_head"]].notna().all(axis=None)
    assert months["cohort_poor"].isna().sum() > 0
    assert months["cohort_poor"].isna().equals(months["cohort_income_per_head"].isna())
    assert not months["cohort_poor"].isna().iloc[0]


def test_where_nobody_dies_or_leaves_all_households_of_the_start_are_there_at_the_end():
    assert not lived("none", **NOBODY_DIES_OR_LEAVES).households["where"].any()


def test_without_cattle_at_the_start_and_cattle_bought_there_are_none_and_nobody_earns_by_them():
    result = simulate(small("none", population__keeps=0.0, herd__restock=0.0, months=62), 7)
    assert not result.series["cattle_per_head"].any()
    assert not result.series["cohort_herd_per_head"].any()
    assert result.animals.empty


def test_without_jobs_nobody_works_for_pay():
    world = new_world(small("none", work__job_months=0.0), 7)
    for _month in live(world):
        assert not world.persons["job"].any()
        assert not world.households["wages"].any()
