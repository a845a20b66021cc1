"""When each thing a scenario says can first matter, and how scenarios part: on facts worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model import Scenario, ScenarioError, simulate
from model.branches import (
    Fact,
    Past,
    each_branch,
    facts_of,
    go_on_under,
    parting,
    shared_past,
    simulate_branches,
)
from model.calendar import month_number
from model.interventions import KINDS
from model.month import advance
from model.number import Yearly
from model.processes import PROCESSES
from model.scenario import Series
from model.simulate import new_world
from tests.test_side import Saving, plain

START = month_number("2014-01")
EVE = START - 1


def scenario(*kinds, months=48, changes=None, series=None, **parts):
    """A scenario of these kinds of programme and changed processes; `series` are yearly values by name."""
    processes = {name: process() for name, process in PROCESSES.items()}
    for name, values in (changes or {}).items():
        processes[name] = replace(processes[name], **values)
    programmes = {kind: KINDS[kind]() for kind in kinds} | parts
    paths = {name: Series("any", Yearly(values)) for name, values in (series or {}).items()}
    return Scenario("here", start=START, months=months, processes=processes, programmes=programmes, series=paths)


def facts(asked, start):
    """The facts whose path begins so: (month, value) by path."""
    return {fact.path: (fact.month, fact.value) for fact in facts_of(asked) if fact.path.startswith(start)}


def test_a_number_of_a_process_matters_from_the_eve_and_one_of_a_programme_from_its_start():
    training = replace(KINDS["training"](), start=month_number("2016-03"), end=month_number("2017-06"), cost=400.0)
    asked = scenario(training=training)
    assert facts(asked, "work.lose") == {"work.lose": (EVE, asked.processes["work"].lose)}
    own = facts(asked, "training")
    assert own["training"] == (month_number("2016-03"), "training")
    assert own["training.cost"] == (month_number("2016-03"), 400.0)
    assert own["training.target.places"][0] == month_number("2016-03")
    assert own["training.end"] == (month_number("2017-07"), training.end)
    assert own["training.start"] == (month_number("2016-03"), training.start)


def test_a_programme_that_began_before_the_run_matters_from_its_first_month():
    early = replace(KINDS["training"](), start=month_number("2012-01"))
    own = facts(scenario(training=early), "training.")
    assert own["training.cost"][0] == own["training.start"][0] == START


def test_values_by_year_matter_in_their_january_and_the_first_from_the_start():
    loans = replace(KINDS["cattle_loan"](), starts=Yearly({2013: 0.1, 2016: 0.5, 2017: 0.2}), start=START)
    own = facts(scenario(cattle_loan=loans), "cattle_loan.starts")
    assert own == {
        "cattle_loan.starts.2013": (START, 0.1), "cattle_loan.starts.2016": (month_number("2016-01"), 0.5),
        "cattle_loan.starts.2017": (month_number("2017-01"), 0.2),
    }  # fmt: skip


def test_a_path_is_what_is_in_force_the_year_before_and_each_change_of_it():
    path = {2011: 5.0, 2013: 6.0, 2014: 6.0, 2015: 7.0, 2016: 7.0, 2017: 6.0}
    own = facts(scenario(series={"maize_price": path}), "series.")
    assert own == {
        "series.maize_price": (EVE, 5.0), "series.maize_price.2013": (EVE, 6.0),
        "series.maize_price.2015": (month_number("2015-01"), 7.0),
        "series.maize_price.2017": (month_number("2017-01"), 6.0),
    }  # fmt: skip


def test_a_path_that_is_looked_ahead_in_matters_whole_from_the_eve():
    own = facts(scenario(series={"cpi": {2014: 2.0, 2018: 3.0}}), "series.")
    assert own == {"series.cpi": (EVE, ((2014, 2.0), (2018, 3.0)))}


def test_settings_matter_from_the_eve():
    assert facts(scenario(), "months") == {"months": (EVE, 48)}


def test_two_scenarios_part_at_the_first_fact_that_one_of_them_has():
    whole = scenario("training", "house_renovation")
    assert parting(whole, whole) is None
    dearer = whole.with_values({"training.cost": 600.0})
    apart = parting(whole, dearer)
    assert apart in {Fact(whole.programmes["training"].start, "training.cost", cost) for cost in (500.0, 600.0)}
    both = scenario("training", "house_renovation", changes={"herd": {"restock": 0.5}})
    assert parting(whole, both)[:2] == (EVE, "herd.restock")


def mixes():
    """The status quo, a programme from 2015, the same dearer from 2016 on, and one from 2015 that stops in 2016."""
    fifteen, sixteen = month_number("2015-01"), month_number("2016-01")
    course = replace(KINDS["training"](), start=fifteen)
    late = replace(KINDS["courtyard"](), start=sixteen)
    return [
        scenario(), scenario(training=course), scenario(training=course, courtyard=late),
        scenario(training=replace(course, end=sixteen - 1)), scenario(training=course),
    ], fifteen, sixteen  # fmt: skip


def test_a_tree_says_who_shares_what_until_when():
    asked, fifteen, sixteen = mixes()
    end = START + 48
    past = shared_past(asked)
    assert (past.members, past.until) == ((0, 1, 2, 3, 4), fifteen)
    alone, taught = past.branches
    assert alone == Past((0,), end)
    assert (taught.members, taught.until) == ((1, 2, 3, 4), sixteen)
    assert sorted(branch.members for branch in taught.branches) == [(1, 4), (2,), (3,)]
    assert {branch.until for branch in taught.branches} == {end}
    assert shared_past([asked[1], asked[4]]) == Past((0, 1), end)


def test_with_the_people_of_one_nothing_parts_them_before_the_first_month():
    one, other = scenario(), scenario(changes={"herd": {"restock": 0.5}})
    assert shared_past([one, other]).until == EVE
    assert shared_past([one, other], people_of=one).until == START
    with pytest.raises(ScenarioError, match="months: differs from that of the scenario whose first people are wanted"):
        shared_past([one, scenario(months=12)], people_of=one)


def test_a_part_from_outside_cannot_be_given_to_other_people():
    one, other = plain(saving=Saving()), plain(saving=Saving(coins=4))
    with pytest.raises(ScenarioError, match="saving: differs from that of the scenario"):
        shared_past([one, other], people_of=one)


def test_each_branch_is_the_run_from_the_start_and_what_says_the_same_is_one_result():
    saving = plain(saving=Saving(pay=3000.0), months=6)
    stops = saving.with_values({"months": 3})
    later = replace(saving, series={"exit_line": Series("any", Yearly({2014: 9000.0}))})
    asked = [saving, stops, later, plain(saving=Saving(pay=3000.0), months=6)]
    results = simulate_branches(asked, 5, 1)
    for each, result in zip(asked, results, strict=True):
        alone = simulate(each, 5, 1)
        assert result.digest == alone.digest
        assert {name: list(values) for name, values in result.series.items()}.keys() == alone.series.keys()
        assert result.series["saving.coins"].tolist() == alone.series["saving.coins"].tolist()
    assert results[3] is results[0]
    assert list(each_branch([], 5)) == []


def test_programmes_from_outside_make_runs_part_within_the_run_too():
    one = plain(saving=Saving(), months=6)
    cheap = replace(KINDS["training"](), start=START + 2)
    other = replace(one, programmes={"training": cheap})
    assert shared_past([one, other]).until == START + 2
    assert [result.digest for result in simulate_branches([one, other], 5)] == [simulate(one, 5).digest] * 2
    assert len(simulate_branches([one, other], 5, people_of=one)) == 2


def test_what_parts_too_early_is_refused_with_the_month():
    asked, _, _ = mixes()
    with pytest.raises(ScenarioError, match=r"training.*part in 2015-01, before 2016-01: only what is the same"):
        simulate_branches(asked[:2], 1, branch="2016-01")
    with pytest.raises(ScenarioError, match="branch: '2016-13' is not a month"):
        simulate_branches(asked[:2], 1, branch="2016-13")


def test_a_world_goes_on_under_another_scenario_from_its_month_or_not_at_all():
    one = plain(saving=Saving(), months=6)
    other = replace(one, programmes={"training": replace(KINDS["training"](), start=START + 2)})
    world = new_world(one, 5)
    advance(world)
    advance(world)
    twin = go_on_under(world, other)
    assert (twin.scenario, twin.month, world.scenario) == (other, START + 2, one)
    assert twin.households.tobytes() == world.households.tobytes()
    assert twin.given["training"]["cost"][0] == other.programmes["training"].cost
    assert go_on_under(world, one).given["training"]["cost"][0] == 0.0
    advance(world)
    with pytest.raises(ScenarioError, match="part in 2014-03, before 2014-04"):
        go_on_under(world, other)
