"""As many replicates as an interval needs: when to stop, what the rule covers, and that nothing else decides."""

from importlib import import_module

import numpy as np
import pytest
from typer.testing import CliRunner

from experiments import compare
from experiments.cli import app
from experiments.estimates import interval_of_mean
from experiments.precision import (
    NAIVE,
    SYNTHETIC,
    Goal,
    Rule,
    covers,
    goals_of,
    half_widths,
    reached,
    stopped_at,
    wanted_in,
)
from model import ScenarioError
from tests.made_up_study import made_up_run

POLICIES = ["none", "as_reported"]
GOAL = {"poor_years": 0.12}
RULE = Rule(least=4, look_ahead=2, most=40)


def asked(**options):
    """A comparison of made-up runs."""
    chosen = {"replicates": 4, "sample_fraction": 0.1, "simulate": made_up_run} | options
    return compare("kezuohou", POLICIES, **chosen)


def test_half_widths_are_those_of_every_beginning_of_the_list():
    values = np.random.default_rng(1).normal(1e6, 1.0, size=12)
    values[4] = np.nan
    halves, means = half_widths(values)
    for count in range(2, 13):
        if count != 2:
            known = interval_of_mean(values[:count])
            np.testing.assert_allclose(halves[count - 1], known.high - known.estimate, rtol=1e-6)
            np.testing.assert_allclose(means[count - 1], known.estimate)
    assert np.isnan(halves[0])


@pytest.mark.parametrize("name", list(SYNTHETIC))
def test_the_rule_covers_what_stopping_at_once_does_not(name):
    draw, mean = SYNTHETIC[name]
    held, _count = covers(draw, mean, 0.5, Rule(), 2000)
    naive, _count = covers(draw, mean, 0.5, NAIVE, 2000)
    assert held >= 0.93
    assert naive < 0.92


def narrow_from(count, total):
    """Excess that is met from a replicate on, counted from 1."""
    return np.where(np.arange(1, total + 1) >= count, 0.9, 1.1)[:, None]


def test_a_goal_has_to_hold_over_the_look_ahead():
    assert RULE.next_number(narrow_from(8, 6)) == 6 + 3
    assert RULE.next_number(narrow_from(8, 9)) == 10
    assert RULE.next_number(narrow_from(8, 10)) == 10
    lost = narrow_from(8, 9)
    lost[8] = 1.1
    assert RULE.next_number(lost) == 12


def test_never_fewer_than_the_least_and_the_look_ahead_nor_more_than_the_most():
    assert RULE.next_number(np.zeros((0, 1))) == RULE.next_number(np.zeros((3, 1))) == 6
    assert RULE.next_number(np.zeros((6, 1))) == 6
    assert RULE.next_number(np.full((40, 1), 9.0)) == 40
    assert RULE.next_number(np.full((39, 1), 1.01)) == 40


def test_where_intervals_are_far_too_wide_looks_are_left_out():
    assert RULE.next_number(np.full((10, 1), 9.0)) == 20
    assert RULE.next_number(np.full((10, 1), 1.25)) == 13


def test_every_goal_has_to_be_met():
    both = np.hstack([narrow_from(5, 10), narrow_from(9, 10)])
    assert RULE.next_number(both) == 11


def test_values_alone_decide_when_to_stop():
    values = np.random.default_rng(3).normal(size=200)
    goal = Goal("", "", 0.4, relative=False, written="")
    count = stopped_at(values, goal, Rule())
    longer = np.concatenate([values[:count], 1e6 * np.ones(50)])
    assert stopped_at(longer, goal, Rule()) == count


def test_a_goal_may_be_relative_to_the_estimate():
    values = 50.0 + np.random.default_rng(3).normal(size=30)
    halves, means = half_widths(values)
    relative = Goal("", "", 0.01, relative=True, written="")
    np.testing.assert_allclose(relative.excess(values)[1:], (halves / (0.01 * means))[1:])
    assert np.isinf(relative.excess(values)[0])
    assert (Goal("", "", 0.1, relative=False, written="").excess(np.ones(5))[1:] == 0).all()


def test_a_study_made_so_is_the_study_asked_with_that_number():
    study = asked(precision=GOAL, most=40)
    count = study.manifest["replicates"]
    assert 9 < count < 40
    same = asked(replicates=count)
    assert study.summary.equals(same.summary)
    assert study.paired.equals(same.paired)
    assert study.runs.equals(same.runs)
    table = reached(study, goals_of(GOAL, POLICIES, "none"))
    assert table["met"].all()
    assert set(table["policy"]) == {"as_reported"}


def test_nothing_is_run_twice_whether_in_memory_or_in_a_folder_and_on_any_number_of_threads(tmp_path):
    runs, studies = [], []

    def counted(scenario, seed, replicate):
        runs.append((scenario.policy, replicate))
        return made_up_run(scenario, seed, replicate)

    for out, jobs in ((None, 1), (tmp_path / "study", 3)):
        runs.clear()
        studies.append(asked(precision=GOAL, most=40, simulate=counted, out=out, jobs=jobs))
        assert len(runs) == len(set(runs)) == 2 * studies[-1].manifest["replicates"]
    assert studies[0].summary.equals(studies[1].summary)
    runs.clear()
    again = asked(precision=GOAL, most=40, simulate=counted, out=tmp_path / "study")
    assert again.manifest["replicates"] == studies[1].manifest["replicates"]
    assert runs == []


def test_a_goal_that_is_not_reached_is_told():
    study = asked(precision={"poor_years": 1e-6}, most=8)
    assert study.manifest["replicates"] == 8
    assert not reached(study, goals_of({"poor_years": 1e-6}, POLICIES, "none"))["met"].any()


def test_a_study_with_a_failed_run_stops():
    def fails(scenario, seed, replicate):
        if replicate == 2:
            raise RuntimeError("no luck")
        return made_up_run(scenario, seed, replicate)

    study = asked(precision={"poor_years": 1e-6}, simulate=fails)
    assert study.manifest["replicates"] == 9
    assert len(study.failed) == 2


def test_goals_are_differences_of_policies_and_the_level_of_the_baseline():
    study = asked(replicates=3)
    wide = study.runs.pivot(index="replicate", columns="policy", values="poor_years")
    level, difference = goals_of({"none:poor_years": 1, "as_reported:poor_years": "5 %"}, POLICIES, "none")
    np.testing.assert_array_equal(level.values(study), wide["none"])
    np.testing.assert_array_equal(difference.values(study), wide["as_reported"] - wide["none"])
    assert (difference.half, difference.relative) == (0.05, True)
    assert [goal.policy for goal in goals_of(GOAL, ["none"], "none")] == ["none"]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"poor_year": 0.1}, "Did you mean 'poor_years'"),
        ({"as_report:poor_years": 0.1}, "Did you mean 'as_reported'"),
        ({"poor_years": "narrow"}, "'narrow' is no half-width"),
        ({"poor_years": 0}, "'0' is no half-width"),
    ],
)
def test_goals_that_cannot_be_are_refused(wanted, message):
    with pytest.raises(ScenarioError, match=message):
        goals_of(wanted, POLICIES, "none")


def test_goals_are_typed_with_an_equals_sign():
    assert wanted_in(["poor_years=0.02", "as_reported:public_cost = 5%"]) == {
        "poor_years": "0.02", "as_reported:public_cost": "5%"
    }  # fmt: skip
    with pytest.raises(ScenarioError, match="'poor_years' is no goal"):
        wanted_in(["poor_years"])


def test_the_command_says_how_narrow_the_intervals_are(monkeypatch):
    monkeypatch.setattr(import_module("model.simulate"), "simulate", made_up_run)
    line = "compare kezuohou --policies none,as_reported --replicates 4 --precision poor_years=0.001 --most 8"
    done = CliRunner().invoke(app, [*line.split(), "--json"])
    assert done.exit_code == 0, done.output
    assert "not reached; raise --most" in done.stderr
    assert "--precision poor_years=0.001 --most 8" in done.stdout
    wrong = CliRunner().invoke(app, ["compare", "kezuohou", "--precision", "poor_years"])
    assert wrong.exit_code == 2
    assert "poor_years=0.02" in wrong.stderr
