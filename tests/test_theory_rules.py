"""The rules of the theory worlds, step by step; that the worlds give their answers is in test_theory.py."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import norm

from experiments import theory_steps
from experiments.theory_worlds import (
    Ar1,
    Capital,
    CompetingExits,
    LogIncome,
    LogNormal,
    MoverStayer,
    Temper,
    Trapping,
)
from model.records import MOVED_AWAY, Household
from tests.test_household_rules import one

START = 1
U = (0.3, 0.6, 0.5, 0.5)


def step(world, own=None, month=START, u=U, begin=False):
    """What one household earns in a month of a world, in yuan, and the household."""
    h, county = one(Household), SimpleNamespace(month=month, start=START)
    rule = type(world).BEGIN if begin else type(world).RULE
    rule(h, own, world, county, None, u)
    return h.wages / 100, h


def test_capital_grows_above_the_critical_level_may_fall_and_traps_for_ever_below():
    world, own = Trapping(), one(Capital)
    step(world, own, begin=True)
    assert own.capital == world.capital
    no_loss = (1.0 - 1e-9, 0.5, 0.5, 0.5)
    step(world, own, u=no_loss)
    grown = world.critical + (world.capital - world.critical) * np.exp(world.growth * world.step)
    assert (own.capital, own.trapped) == (pytest.approx(grown), 0)
    own.capital = world.capital
    step(world, own, u=(0.0, 0.5, 0.5, 0.5))
    assert own.capital == pytest.approx(grown - np.log(2.0) * world.loss_size)
    step(world, own, u=(0.0, 1e-9, 0.5, 0.5))
    fallen = float(own.capital)
    assert fallen < world.critical
    assert own.trapped == 1
    step(world, own, u=no_loss)
    assert own.capital == fallen


def test_income_is_an_autoregression_whatever_the_step():
    yearly, own = Ar1(rho=0.5, steps=1), one(LogIncome)
    earned, _ = step(yearly, own, begin=True)
    assert own.z == pytest.approx(norm.ppf(0.3))
    assert earned == pytest.approx(10_000 * np.exp(own.z), abs=0.01)
    before = float(own.z)
    earned, _ = step(yearly, own)
    assert own.z == pytest.approx(0.5 * before + np.sqrt(0.75) * norm.ppf(0.3))
    assert earned == pytest.approx(10_000 * np.exp(own.z), abs=0.01)
    halved, own = Ar1(rho=0.5, steps=2), one(LogIncome, z=1.0)
    assert step(halved, own, month=START)[0] == 0.0
    assert own.z == pytest.approx(np.sqrt(0.5) + np.sqrt(0.5) * norm.ppf(0.3))
    assert step(halved, own, month=START + 1)[0] > 0.0


def test_exits_compete_from_the_second_month():
    world = CompetingExits()
    returns, departs = world.returns, world.returns + world.departs
    for month, u, earned, where in (
        (START, 0.0, 10_000, 0), (START + 1, returns - 1e-9, 0, 0), (START + 1, returns, 10_000, MOVED_AWAY),
        (START + 1, departs - 1e-9, 10_000, MOVED_AWAY), (START + 1, departs, 10_000, 0),
    ):  # fmt: skip
        found, h = step(world, month=month, u=(u, 0.5, 0.5, 0.5))
        assert (found, h.where, h.left) == (earned, where, month if where else 0)


def test_movers_return_more_often_than_stayers_after_the_first_year():
    world = MoverStayer()
    for u, moves in ((world.movers - 1e-9, 1), (world.movers, 0)):
        own = one(Temper)
        step(world, own, u=(u, 0.5, 0.5, 0.5), begin=True)
        assert own.moves == moves
    for moves, chance in ((1, world.fast), (0, world.slow)):
        own = one(Temper, moves=moves)
        assert [step(world, own, START + 1, (u, 0.5, 0.5, 0.5))[0] for u in (chance - 1e-9, chance)] == [0.0, 10_000.0]
        assert step(world, own, START, (0.0, 0.5, 0.5, 0.5))[0] == 10_000.0


def test_log_normal_incomes_are_drawn_anew():
    world = LogNormal()
    assert step(world)[0] == pytest.approx(np.exp(world.mu + world.sigma * norm.ppf(0.3)), abs=0.01)


def test_the_table_of_halved_steps_is_written_between_its_marks_with_an_interval_of_each_run(tmp_path, monkeypatch):
    page = tmp_path / "theory.md"
    page.write_text(f"Before.\n{theory_steps.START}old\n{theory_steps.END}After.\n", "utf-8")
    few = {"population.households": 200}
    cases = [
        theory_steps.Halving("ar1", title, parts, few | {"months": 24}, lambda result: result.weight, scheme, 0.5)
        for title, parts, scheme in (("one", 1, 0.7), ("one", 2, 0.6))
    ]
    monkeypatch.setattr(theory_steps, "DOCUMENT", page)
    monkeypatch.setattr(theory_steps, "REPLICATES", 2)
    monkeypatch.setattr(theory_steps, "halvings", lambda: cases)
    theory_steps.main()
    text = page.read_text("utf-8")
    assert text.startswith("Before.\n")
    assert text.endswith(f"{theory_steps.END}After.\n")
    assert "| one | 1 | 0.7000 | +0.2000 |  | 1.0000 [1.0000, 1.0000] |" in text
    assert "| one | 2 | 0.6000 | +0.1000 | 1.00 | 1.0000 [1.0000, 1.0000] |" in text
