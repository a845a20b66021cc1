"""Runs that share a past: each is to the bit what it would be from the start, and only what is the same is shared."""

from dataclasses import fields, replace
from importlib import import_module

import numpy as np
import pytest

from model import ScenarioError, load_scenario, simulate
from model.branches import facts_of, go_on_under, parting, shared_past, simulate_branches
from model.calendar import month_name
from model.month import advance
from model.simulate import new_world
from model.world import World
from tests.small import small, whole_story
from tests.test_architecture import MODULES

LONG = {"population__households": 80, "population__listed": 40, "months": 132}
MIX = whole_story()


def same(one, other):
    """Whether two results agree in every field, to the bit."""
    for field in fields(one):
        np.testing.assert_equal(getattr(one, field.name), getattr(other, field.name), err_msg=field.name)
    return one.digest == other.digest


def policy_and_future(policy, future="historical", **changes):
    return small(policy, future, **LONG | changes)


FAMILIES = {
    "what stops": [policy_and_future(name) for name in ("as_reported", "stop_in_2020", "support_kept")],
    "futures": [policy_and_future("as_reported", name) for name in ("historical", "epidemic", "cattle_slump")],
    "everything": [
        policy_and_future(name) for name in ("as_reported", "none", "cattle_loan", "stop_at_exit", "taper_after_exit")
    ],
    "nothing shared": [policy_and_future(name, hold_shared=True) for name in ("as_reported", "support_kept")],
    "lengths": [policy_and_future("as_reported", months=months) for months in (12, 30)],
}


@pytest.mark.parametrize(("seed", "replicate"), [(7, 0), (11, 3)])
@pytest.mark.parametrize("name", list(FAMILIES))
def test_a_branch_is_the_run_from_the_start(name, seed, replicate):
    scenarios = FAMILIES[name]
    for scenario, result in zip(scenarios, simulate_branches(scenarios, seed, replicate), strict=True):
        assert same(result, simulate(scenario, seed, replicate)), scenario.policy


def test_a_mix_may_be_branched_whenever_one_of_its_programmes_starts():
    without = [MIX.without(name) for name in MIX.programmes]
    results = simulate_branches([MIX, *without], 7)
    for scenario, result in zip([MIX, *without], results, strict=True):
        assert result.digest == simulate(scenario, 7).digest, set(MIX.programmes) - set(scenario.programmes)


@pytest.mark.parametrize(
    ("one", "other", "month", "path"),
    [
        (("as_reported",), ("stop_in_2020",), "2021-01", "asset_income.end"),
        (("as_reported",), ("support_kept",), "2019-01", "debt_resolution.end"),
        (("as_reported",), ("as_reported_without_photovoltaic",), "2017-07", "photovoltaic"),
        (("as_reported",), ("as_reported", "epidemic"), "2020-01", "series.months_of_migrant_work.2020"),
        (("as_reported",), ("as_reported", "cattle_slump"), "2017-01", "series.calf_6m.2017"),
        (("as_reported",), ("as_reported", "late_subsidy"), "2013-12", "markets.subsidy_late"),
        (("as_reported",), ("none",), "2013-12", "register.acts"),
    ],
)
def test_scenarios_part_where_the_first_thing_differs(one, other, month, path):
    found = parting(load_scenario("kezuohou", *one), load_scenario("kezuohou", *other))
    assert month_name(found.month) == month
    assert found.path.startswith(path)


def test_scenarios_that_say_the_same_never_part():
    assert parting(MIX, whole_story()) is None
    renamed = replace(MIX, policy="another name")
    one, other = simulate_branches([MIX, renamed], 7)
    assert one is other


def test_prices_and_lines_that_are_looked_ahead_to_part_scenarios_before_the_first_month():
    for name in ("cpi", "exit_line"):
        later = {**MIX.series[name].values, 2020: 5.0}
        assert parting(MIX, MIX.with_values({f"series.{name}": later})).month < MIX.start


def test_a_winter_of_the_year_before_is_part_of_the_past():
    march = MIX.with_values({"start": "2017-03"})
    hard = march.with_values({"series.winter_disaster": {2016: 1.0, 2017: 0.0}})
    none = march.with_values({"series.winter_disaster": {2016: 0.0}})
    assert parting(hard, none).month < march.start


def test_paths_of_the_future_are_read_only_where_branching_knows_of_it():
    readers = {name for name, path in MODULES.items() if "scenario.series" in path.read_text() and "model." in name}
    readers -= {"model.population"}  # only to tell whether it has made these people before
    assert readers == {"model.branches", "model.observe", "model.phases.county"}


def test_what_parts_too_early_is_refused_with_what_and_when():
    whole, stopped = policy_and_future("as_reported"), policy_and_future("stop_in_2020")
    with pytest.raises(ScenarioError, match=r"_income.end: .*stop_in_2020, historical part in 2021-01, before 2022-01"):
        simulate_branches([whole, stopped], 7, branch="2022-01")
    with pytest.raises(ScenarioError, match=r"register.acts: .* part in 2014-01"):
        simulate_branches([whole, policy_and_future("none")], 7, branch="2015-01")
    with pytest.raises(ScenarioError, match="is not a month"):
        simulate_branches([whole, stopped], 7, branch="in 2022")
    assert len(simulate_branches([whole, stopped], 7, branch="2021-01")) == 2


def test_a_world_goes_on_only_under_a_scenario_with_its_own_past():
    world = new_world(MIX, 7)
    for _ in range(20):
        advance(world)
    twin = go_on_under(world, MIX.without("photovoltaic"))
    assert isinstance(twin, World)
    assert twin.month == world.month
    assert "photovoltaic" not in twin.programmes
    assert "photovoltaic" in world.programmes
    with pytest.raises(ScenarioError, match="training"):
        go_on_under(world, MIX.without("training"))


def test_the_people_of_another_scenario_begin_a_run():
    fewer = MIX.with_values({"population.listed": 20}, beyond_evidence=True)
    own, of_mix = simulate_branches([fewer], 7), simulate_branches([fewer, MIX], 7, people_of=MIX)
    assert same(own[0], simulate(fewer, 7))
    assert own[0].start_rows["listed"].sum() == 20
    assert all(same(each, simulate(MIX, 7)) for each in of_mix)


def test_with_the_people_of_another_a_changed_number_acts_from_the_first_month():
    healthy = MIX.with_values({"health.admission": 0.0}, beyond_evidence=True)
    changed, mix = simulate_branches([healthy, MIX], 7, people_of=MIX)
    for name in ("household", "size", "ill", "cows", "debt"):
        np.testing.assert_array_equal(changed.start_rows[name], mix.start_rows[name])
    assert changed.digest != mix.digest


def test_people_cannot_be_those_of_another_sample():
    with pytest.raises(ScenarioError, match="sample_fraction"):
        simulate_branches([MIX], 7, people_of=MIX.with_values({"sample_fraction": 0.5}))


def test_the_shared_past_is_lived_once(monkeypatch):
    lived = []
    monkeypatch.setattr(
        import_module("model.simulate"), "advance", lambda world: (lived.append(world.month), advance(world))
    )
    scenarios = FAMILIES["what stops"]
    simulate_branches(scenarios, 7)
    end = scenarios[0].start + 132
    parts = [parting(scenarios[0], other).month for other in scenarios[1:]]
    assert len(lived) == 132 + sum(end - month for month in parts)


def test_nothing_to_run_is_no_result():
    assert simulate_branches([], 7) == []
    assert shared_past([MIX]).branches == ()
    assert len(facts_of(MIX)) > 500


def test_a_result_says_of_every_assessment_who_was_poor():
    result = simulate(MIX, 7)
    assert result.poor.shape == (8, 80)
    listed = result.start_rows["listed"]
    np.testing.assert_array_equal(result.poor.sum(axis=0), result.start_rows["poor_years"])
    last = result.spell_rows
    returned = (last["outcome"] == 0) & np.isin(last["household"], result.start_rows["household"][listed])
    rows = [list(result.start_rows["household"]).index(each) for each in last["household"][returned]]
    assert result.poor[(last["end_month"][returned] + 1) // 12 - 1, rows].all()
