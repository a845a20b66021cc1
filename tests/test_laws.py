"""Laws of the whole model: luck belongs to who and why, nothing is lost, and a run can be repeated anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model import ScenarioError, load_scenario, simulate
from model.interventions import KINDS
from model.ledger import BooksDoNotClose
from model.month import advance
from model.scenario_file import available
from model.simulate import live, new_world
from tests.small import shared_rows, small, whole_story

ROOT = Path(__file__).parents[1]
MIX = load_scenario("kezuohou", "as_reported")
ALONE = [name for name in MIX.programmes if name not in ("monitoring", "continuity")]
HELD = {"hold_shared": True}


def digest_elsewhere(policy: str, **environment: str) -> str:
    """The digest of the small county, run by another Python with this environment."""
    command = [sys.executable, "-W", "error::RuntimeWarning", "-m", "tests.small", policy]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_every_programme_runs_at_some_time_in_the_whole_story():
    world, ran = new_world(whole_story(), 7), set()
    for _ in live(world):
        ran |= {kind for kind in KINDS if world.numbers[kind]["active"][0] == 1}
    assert ran == set(KINDS) - {"price_insurance"}


@pytest.mark.parametrize("policy", ["none", "as_reported"])
def test_uncompiled_gives_the_same_bits(policy):
    assert simulate(whole_story(policy), 7, 3).digest == digest_elsewhere(policy, NUMBA_DISABLE_JIT="1")


def test_another_processor_gives_the_same_bits():
    assert simulate(whole_story(), 7, 3).digest == digest_elsewhere("as_reported", NUMBA_CPU_NAME="generic")


def test_the_same_seed_and_replicate_give_the_same_run():
    assert simulate(small(), 5, 2).digest == simulate(small(), 5, 2).digest


def test_another_replicate_gives_another_run():
    assert simulate(small(), 5, 2).digest != simulate(small(), 5, 3).digest


def test_people_at_the_start_are_the_same_under_every_policy():
    worlds = [new_world(small(policy), 5) for policy in ("none", "as_reported")]
    assert worlds[0].households.tobytes() == worlds[1].households.tobytes()
    assert worlds[0].persons.tobytes() == worlds[1].persons.tobytes()


@cache
def digest_of_policy(policy: str) -> str:
    """The digest of the small county under a policy, run once."""
    return simulate(small(policy, months=98), 7).digest


@pytest.mark.parametrize("name", list(MIX.programmes))
def test_a_programme_with_zero_coverage_changes_nothing(name):
    policy = name if name in ALONE else "none"
    scenario = small("as_reported", months=98)
    if name in ALONE:
        scenario = small(policy, months=98)
    off = {"continuity": {"continuity.months": 0}}.get(name, {f"{name}.target.coverage": 0.0})
    without = f"as_reported_without_{name}" if name not in ALONE else "none"
    nothing = scenario.with_values(off, beyond_evidence=True)
    assert simulate(nothing, 7).digest == digest_of_policy(without)


def test_the_declared_order_of_programmes_does_not_matter():
    scenario = small()
    backwards = dict(reversed(list(scenario.programmes.items())))
    assert simulate(replace(scenario, programmes=backwards), 7).digest == simulate(scenario, 7).digest


def test_one_household_more_changes_nobody_when_nothing_is_shared():
    one = new_world(small(**HELD), 7)
    more = new_world(small(**HELD, population__households=301), 7)
    for _ in range(98):
        advance(one)
        advance(more)
        rows = shared_rows(one, more)
        for name in set(one.households.dtype.names) - {"first"}:
            np.testing.assert_array_equal(one.households[name], more.households[name][rows], err_msg=name)
    for name in one.yearbook.dtype.names:
        np.testing.assert_array_equal(one.yearbook[name], more.yearbook[name][rows], err_msg=name)


def test_a_snapshot_lives_the_same_life():
    world = new_world(small(), 7)
    for _ in range(14):
        advance(world)
    twin = world.snapshot()
    for _ in live(world):
        pass
    for _ in live(twin):
        pass
    assert world.households.tobytes() == twin.households.tobytes()
    assert world.persons.tobytes() == twin.persons.tobytes()


def test_running_a_twin_leaves_the_snapshot_alone():
    world = new_world(small(), 7)
    kept = world.snapshot()
    advance(world)
    assert kept.households.tobytes() != world.households.tobytes()
    assert kept.month == world.month - 1


def test_two_programmes_of_one_kind_are_refused():
    mix = small()
    twice = {**mix.programmes, "second_loan": mix.programmes["cattle_loan"]}
    scenario = replace(mix, programmes=twice, kinds={**mix.kinds, "second_loan": "cattle_loan"})
    with pytest.raises(ScenarioError, match="one programme of kind cattle_loan"):
        new_world(scenario, 7)


@pytest.mark.parametrize(("seed", "replicate"), [(-1, 0), (2**64, 0), (1, 2**32), (1, -1)])
def test_luck_beyond_its_bits_is_refused(seed, replicate):
    with pytest.raises(ValueError, match="not within"):
        new_world(small(), seed, replicate)


def test_money_from_nowhere_stops_the_run():
    world = new_world(small(), 7)
    advance(world)
    world.households["cash"][0] += 1
    with pytest.raises(BooksDoNotClose, match="cash"):
        advance(world)


def test_a_cow_from_nowhere_stops_the_run():
    world = new_world(small(), 7)
    advance(world)
    world.households["cows"][0] += 1
    with pytest.raises(BooksDoNotClose, match="cows"):
        advance(world)


def some_of_the_mix():
    """Mixes with values anywhere in the range of their evidence."""
    numbers = {
        path: number
        for path, number in small().numbers().items()
        if path.split(".")[0] in KINDS and number.continuous and number.high < 1e6 and not path.endswith("share")
    }
    return st.lists(st.sampled_from(sorted(numbers)), max_size=6, unique=True).flatmap(
        lambda paths: st.fixed_dictionaries(
            {path: st.floats(numbers[path].low, numbers[path].high, allow_nan=False) for path in paths}
        )
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    changes=some_of_the_mix(),
    future=st.sampled_from(available("future")),
    policy=st.sampled_from(["none", "as_reported", "stop_at_exit", "stop_in_2020", "support_kept", "taper_after_exit"]),
    seed=st.integers(0, 2**62),
)
def test_books_close_every_month_in_any_scenario(changes, future, policy, seed):
    scenario = small(policy, future, months=84)
    changes = {path: value for path, value in changes.items() if path.split(".")[0] in scenario.programmes}
    world = new_world(scenario.with_values(changes, beyond_evidence=True), seed)
    for _ in live(world):
        assert (world.households["cash"] >= 0).all()
        assert (world.households["debt"] >= 0).all()
        assert (world.households["cows"] >= 0).all()
        assert (world.households["in_calf"] <= world.households["cows"]).all()
