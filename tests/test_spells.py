"""Spells out of poverty as they are written down: when they began and ended, how and why; by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.errors import ScenarioError
from model.ledger import COWS_BOUGHT, LOAN_INCURRED, LOAN_PAID_OUT, WAGES
from model.observe import (
    Observer,
    assessed_measures,
    cohort_measures,
    digest,
    mean_of_known,
    needs_met,
)
from model.phases.assessed import Assessed, last_assessment
from model.processes.assessment import LATENT_EXIT, LATENT_RETURN
from model.records import DISSOLVED, HERE, LISTED, MOVED_AWAY
from model.result import ENDS, OUTCOMES, Result
from model.spells import Spells, first_rows, last_rows
from tests.handmade_county import START, county_of

E, R = LATENT_EXIT, LATENT_RETURN


def noted(*assessments, households=5):
    """A county after some assessments, a year apart: (latent events, events where a guarantee counts) of each."""
    world, spells = county_of({}, households, start=START), Spells()
    y, nobody = world.yearbook, np.zeros(households, np.int64)
    y.exits = 0
    for year, (events, any_events) in enumerate(assessments):
        month = START + 11 + 12 * year
        y.exits += np.array(events) == E
        y.exit_month = np.where(np.array(events) == E, month, y.exit_month)
        told = Assessed(*([nobody] * len(Assessed._fields)))._replace(
            event=np.array(events), any_event=np.array(any_events)
        )
        spells.note(world, told, month)
    world.month = START + 12 * len(assessments)
    return world, spells


def test_a_spell_begins_with_an_exit_and_ends_with_the_next_return():
    world, spells = noted(([E, 0, E, 0, 0], [0] * 5), ([0, E, R, 0, 0], [0] * 5), ([R, 0, E, 0, 0], [0] * 5))
    world.yearbook.cause[0], world.yearbook.cause[2] = 3, 2
    rows = spells.rows(world)
    assert rows["household"].tolist() == [3, 10, 17, 17]
    assert rows["exit_month"].tolist() == [11, 23, 11, 35]
    assert rows["end_month"].tolist() == [35, 35, 23, 35]
    assert [OUTCOMES[each] for each in rows["outcome"]] == ["returned", "censored", "returned", "censored"]
    assert rows["first"].tolist() == [True, True, True, False]
    assert rows["listed"].tolist() == rows["cohort"].tolist() == [True] * 4
    assert rows["weight"].tolist() == [1.0] * 4


def test_the_cause_is_the_one_told_when_it_returned():
    world, spells = noted(([E] * 5, [0] * 5))
    for row, cause in ((0, 4), (1, 2)):
        world.yearbook.cause[row] = cause
    events = np.array([R, R, 0, 0, 0])
    told = last_assessment(world.stage)._replace(event=events, any_event=np.zeros(5, np.int64))
    spells.note(world, told, START + 23)
    world.month = START + 24
    assert spells.rows(world)["cause"].tolist() == [4, 2, 0, 0, 0]


def test_a_guarantee_lost_ends_a_spell_where_it_counts_and_nowhere_else():
    world, spells = noted(([E, E, 0, 0, 0], [E, E, 0, 0, 0]), ([0, R, 0, 0, 0], [R, 0, 0, 0, 0]))
    rows = spells.rows(world)
    assert rows["outcome"].tolist() == [OUTCOMES.index("censored"), OUTCOMES.index("returned")]
    assert rows["any_outcome"].tolist() == [OUTCOMES.index("returned")] * 2
    assert (rows["end_month"].tolist(), rows["any_end_month"].tolist()) == ([23, 23], [23, 23])


def test_who_leaves_ends_its_spell_by_leaving():
    world, spells = noted(([E] * 5, [0] * 5), ([R, 0, 0, 0, 0], [0] * 5))
    h = world.households
    h.where = [DISSOLVED, DISSOLVED, MOVED_AWAY, HERE, HERE]
    h.left = [START + 30, START + 15, START + 16, 0, 0]
    rows = spells.rows(world)
    assert [OUTCOMES[each] for each in rows["outcome"]] == [
        "returned", "dissolved", "moved_away", "censored", "censored"
    ]  # fmt: skip
    assert rows["end_month"].tolist() == [23, 15, 16, 23, 23]


def test_without_an_exit_there_is_no_spell():
    world, spells = noted(([0] * 5, [0] * 5))
    assert all(len(column) == 0 for column in spells.rows(world).values())
    assert spells.first_exits(5).tolist() == [-1] * 5
    assert all(len(column) == 0 for column in Spells().rows(world).values())


def test_the_first_exit_is_the_first_also_of_several():
    world, spells = noted(([E, 0, 0, 0, 0], [0] * 5), ([R, E, 0, 0, 0], [0] * 5), ([E, 0, 0, 0, 0], [0] * 5))
    assert spells.first_exits(5).tolist() == [START + 11, START + 23, -1, -1, -1]
    assert last_rows(world, spells)["first_exit_month"].tolist() == [11, 23, -1, -1, -1]


def test_months_out_run_from_the_last_exit_to_the_end_or_the_day_it_left():
    world, spells = noted(([E, E, 0, 0, 0], [0] * 5), ([0, 0, 0, 0, 0], [0] * 5))
    world.yearbook.poor = [0, 0, 0, 1, 0]
    world.households.where[[1, 4]], world.households.left[[1, 4]] = MOVED_AWAY, START + 14
    rows = last_rows(world, spells)
    assert rows["months_out_at_end"].tolist() == [12, 3, 24, 0, 15]
    assert [ENDS[each] for each in rows["end"]] == ["here", "moved_away", "here", "here", "moved_away"]


def test_what_a_household_was_at_the_start():
    world = county_of({}, 3)
    h = world.households
    h.cows, h.heifers, h.steers, h.calves, h.trusted = [1, 0, 0], [2, 0, 0], [4, 0, 0], [8, 0, 0], [16, 0, 3]
    h.debt, h.ill, h.able, h.members, world.yearbook.cohort = [12_345, 0, 0], [2, 0, 1], [1, 2, 0], [3, 2, 1], [1, 0, 1]
    world.weight = 5.0
    rows = {name: column.tolist() for name, column in first_rows(world).items()}
    assert rows == {
        "household": [3, 10, 17], "listed": [True, False, True], "size": [3, 2, 1], "able": [1, 2, 0],
        "ill": [True, False, True], "cows": [31, 0, 3], "debt": [123.45, 0.0, 0.0], "weight": [5.0] * 3,
    }  # fmt: skip


def cohort():
    """Three households of the cohort, of three, two and one persons, and what they had in the year."""
    world = county_of({}, 4)
    y, h = world.yearbook, world.households
    y.cohort, y.ever, h.register = [1, 1, 1, 0], [1, 1, 1, 0], [LISTED, LISTED, LISTED, 0]
    y.members, h.members = [3, 2, 1, 9], [3, 2, 1, 9]
    y.income, y.wages, y.crops, y.rent = [600_000, 300_000, 300_000, 0], [60_000, 0, 0, 0], 12_000, [0, 600, 0, 0]
    y.poor, y.poor_real = [1, 0, 1, 0], [1, 0, 0, 0]
    h.cows, h.heifers, h.steers, h.calves, h.trusted = [2, 0, 0, 9], [1, 0, 0, 9], [0, 0, 1, 9], [0, 0, 2, 9], 0
    h.dibao, h.guaranteed = [1, 0, 0, 9], [1, 0, 5, 9]
    world.weight = 10.0
    return world


def test_the_cohorts_budget_is_by_the_head_of_all_its_persons():
    found = cohort_measures(cohort(), np.arange(3))
    assert found["cohort_income_per_head"] == pytest.approx(12_000 / 6)
    assert found["cohort_wages_per_head"] == pytest.approx(600 / 6)
    assert found["cohort_crops_per_head"] == pytest.approx(360 / 6)
    assert found["cohort_rent_per_head"] == pytest.approx(6 / 6)
    assert (found["cohort_poor"], found["cohort_poor_real"]) == pytest.approx((2 / 3, 1 / 3))
    assert (found["cattle_per_head"], found["cohort_cattle"]) == (1.0, 60.0)
    assert (found["cohort_on_guarantee"], found["cohort_households_on_guarantee"]) == (30.0, 20.0)


def test_an_assessment_is_measured_over_the_people_who_are_here():
    world = cohort()
    world.households.where[3] = MOVED_AWAY
    found = assessed_measures(world, last_assessment(world.stage), 2800.0)
    assert found["poverty_headcount"] == pytest.approx((3 + 2) / 6)
    assert found["cohort_poor"] == pytest.approx(2 / 3)
    assert found["poverty_gap"] == pytest.approx((3 * 800 / 2800 + 2 * 1300 / 2800) / 6)
    assert found["net_income_per_head"] == pytest.approx((3 * 2000 + 2 * 1500 + 3000) / 6)


def test_a_mean_of_what_is_known():
    assert mean_of_known([1.0, float("nan"), 4.0]) == 2.5
    assert np.isnan(mean_of_known([float("nan")]))
    assert np.isnan(mean_of_known([]))


def test_a_digest_tells_every_field_of_every_record_apart():
    world = cohort()
    before, told = digest(world), set()
    for table, field in (("households", "cash"), ("yearbook", "cause"), ("persons", "job")):
        rows = getattr(world, table)
        rows[field][-1] += 1
        told.add(digest(world))
        rows[field][-1] -= 1
        assert digest(world) == before
    assert len(told - {before}) == 3


def test_needs_are_told_by_year_and_programme():
    world = cohort()
    world.treasury.year = 2015
    world.treasury.note("training.target", 5.0, 2.0, 10.0)
    world.treasury.note("external_aid.projects", 4.0, 4.0, 10.0)
    world.treasury.note("training.target", 1.0, 0.0, 10.0)
    assert needs_met(world) == [
        (2015, "external_aid.projects", 4.0, 4.0, 0.0), (2015, "training", 6.0, 2.0, 40.0)
    ]  # fmt: skip


def test_flows_are_told_in_yuan_of_the_whole_county_and_claims_by_their_book():
    world = cohort()
    flows, herds = np.zeros_like(world.ledger), np.zeros_like(world.animals)
    flows[[WAGES, LOAN_PAID_OUT, LOAN_INCURRED]], herds[COWS_BOUGHT] = [100, 5_000, 7_000], 3
    result = Result(
        START, 2.0, {"a": np.array([1.0, 2.0])}, {}, {}, {}, {2014: flows, 2015: flows}, {2014: herds}, [], ""
    )
    first = result.ledger[result.ledger["year"] == 2014].to_numpy().tolist()
    assert first == [
        [2014, "bank", "households", "cattle_loan", 100.0], [2014, "employers", "households", "", 2.0],
        [2014, "loan bank", "loan households", "", 140.0],
    ]  # fmt: skip
    assert len(result.ledger) == 6
    assert result.animals.to_numpy().tolist() == [[2014, "market", "cows", "", 6.0]]
    assert result.months.to_numpy().tolist() == [["2014-01", "a", 1.0], ["2014-02", "a", 2.0]]
    assert "<td>a</td>" not in result._repr_html_()
    assert "<td>exits</td><td>1,234</td>" in replace(result, headline={"exits": 1234.0})._repr_html_()


def test_a_household_that_is_watched_must_be_there():
    with pytest.raises(ScenarioError, match="no household 5 in this place and sample; a household that is there: 3"):
        Observer.of(cohort(), (5,))
