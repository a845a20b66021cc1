"""A nation of counties: how many there are, how their numbers are put together, and that no bit hangs on the order."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from experiments import nation as nation_module
from experiments.cli import app
from experiments.nation import County, Living, Nation, counties_of, nation, weighted
from experiments.store import StudyError
from experiments.summary import UNITS
from model import ScenarioError, load_scenario
from tests.small import small

FEW = {"population.households": 300, "population.listed": 60, "months": 14}


@pytest.fixture
def little_counties(monkeypatch):
    """Counties of 300 households."""
    monkeypatch.setattr(
        nation_module,
        "load_scenario",
        lambda *names: load_scenario(*names).with_values(FEW, beyond_evidence=True),
    )


def test_households_that_are_no_whole_number_of_counties_leave_a_sample_of_one():
    assert counties_of(900, 300) == [County(0, 1.0), County(1, 1.0), County(2, 1.0)]
    assert counties_of(450, 300) == [County(0, 1.0), County(1, 0.5)]
    assert counties_of(30, 300) == [County(0, 0.1)]
    assert len(counties_of(300_001, 300_000)) == 1  # what is left is not worth a county


def test_the_interval_of_equal_counties_is_students_t():
    values = [3.0, 5.0, 4.0, 8.0]
    mean, low, high = weighted([(value, 1.0) for value in values])
    half = 3.182446305 * np.std(values, ddof=1) / 2.0
    assert (mean, low, high) == pytest.approx((5.0, 5.0 - half, 5.0 + half))


def test_a_smaller_county_counts_for_less_and_a_missing_number_for_nothing():
    assert weighted([(1.0, 1.0), (4.0, 0.5)])[0] == pytest.approx(2.0)
    assert weighted([(1.0, 1.0), (float("nan"), 1.0), (4.0, 0.5)])[0] == pytest.approx(2.0)
    assert np.isnan(weighted([(float("nan"), 1.0)])).all()
    assert np.isnan(weighted([(1.0, 1.0)])[1:]).all()


def test_intervals_cover_as_often_as_they_say():
    luck = np.random.default_rng(5)
    weights = np.array([1.0] * 10 + [0.3])
    hits = 0
    for _ in range(2000):
        _, low, high = weighted(list(zip(luck.normal(2.0, 1.0, 11), weights, strict=True)))
        hits += low <= 2.0 <= high
    assert hits / 2000 == pytest.approx(0.95, abs=0.02)


def test_a_total_is_of_all_households_asked_for_even_where_a_county_was_lost():
    found = Nation(900, 300, 12)
    for number, value in enumerate((10.0, 14.0)):
        found.take(County(number, 1.0), {("exits", 0): value, ("poverty_headcount", 0): value / 100})
    found.take(County(2, 1.0), None)
    table = found.table().set_index("measure")
    assert table.loc["exits", "estimate"] == pytest.approx(36.0)
    assert table.loc["poverty_headcount", "estimate"] == pytest.approx(0.12)
    assert (found.lost, found.taken) == ([2], 3)


def test_the_order_in_which_counties_come_back_changes_no_bit():
    values = [(County(number, 1.0), {("exits", 0): 0.1 * number}) for number in range(7)]
    tables = []
    for order in (range(7), reversed(range(7)), (3, 1, 6, 0, 2, 5, 4)):
        found = Nation(2100, 300, 12)
        for place in order:
            found.take(*values[place])
        tables.append(found.table())
    assert all(table.equals(tables[0]) for table in tables[1:])


def test_a_county_is_the_run_of_its_number():
    scenario = small("none", months=14)
    found = Living(scenario, 3)(County(2, 1.0))
    result = nation_module.simulate(scenario, 3, 2)
    assert found["exits", 0] == result.headline["exits"]
    assert found["poverty_headcount", 2014] == result.series["poverty_headcount"][11]
    assert ("poverty_headcount", 2015) not in found


@pytest.mark.usefixtures("little_counties")
def test_a_nation_is_the_same_on_one_thread_and_on_two():
    one, two = (nation(750, policy="none", jobs=jobs).table() for jobs in (1, 2))
    pd.testing.assert_frame_equal(one, two)
    assert set(one["measure"]) <= set(UNITS)
    assert set(one["counties"]) <= {1, 2, 3}
    headcount = one[(one["measure"] == "poverty_headcount") & one["year"].isna()].iloc[0]
    assert headcount["low"] < headcount["estimate"] < headcount["high"]


def test_wrong_numbers_are_refused_before_anything_is_run():
    for wrong in ({"households": 0}, {"households": 10.5}, {"households": 10, "seed": -1}):
        with pytest.raises(ScenarioError):
            nation(**wrong)


@pytest.mark.usefixtures("little_counties")
def test_a_nation_all_of_whose_counties_are_lost_is_an_error(monkeypatch):
    dead = SimpleNamespace(carry_out=lambda counties: None)
    monkeypatch.setattr(nation_module, "Dispatch", lambda *_: dead)
    with pytest.raises(StudyError, match="every county was lost"):
        nation(600, policy="none")


@pytest.mark.usefixtures("little_counties")
def test_the_command_prints_and_keeps_the_table(tmp_path):
    asked = ["nation", "--households", "450", "--policy", "none", "--jobs", "1"]
    shown = CliRunner().invoke(app, [*asked, "--out", str(tmp_path)])
    assert shown.exit_code == 0, shown.stderr
    assert "450 households in 2 counties" in shown.stdout
    kept = pd.read_csv(tmp_path / "nation.csv")
    assert {"measure", "estimate", "low", "high"} <= set(kept)
    assert json.loads((tmp_path / "nation.json").read_text())["command"].startswith("fanpin nation --households 450")
    told = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)
    assert told["seconds_for_the_yardstick"] > 0
    assert len(told["measures"]) == len(kept)
