"""Comparisons over draws: what is run, and how variance is told apart."""

import numpy as np
import pandas as pd
import pytest

from experiments import compare
from experiments.draws import over_draws, read_draws
from model import load_scenario
from model.errors import ScenarioError
from tests.made_up_calibration import listed
from tests.made_up_study import made_up_run

PRESSURES = np.linspace(0.1, 0.5, 9)
DRAWS = pd.DataFrame({"register.exit_pressure": PRESSURES})


def compared(draws, simulate=listed, policies=("as_reported", "none"), **more):
    """A comparison over draws, in memory."""
    options = {"baseline": "none", "replicates": 4, "sample_fraction": 0.01, "jobs": 1} | more
    return compare("kezuohou", list(policies), draws=draws, simulate=simulate, **options)


def test_every_policy_is_run_at_every_draw_on_the_same_luck():
    study = compared(DRAWS)
    runs = study.runs
    assert len(runs) == 9 * 2 * 4
    assert runs.groupby("point")["policy"].unique().map(list).tolist() == [["as_reported", "none"]] * 9
    at = [case["scenario"]["processes"]["register"]["exit_pressure"] for case in study.manifest["cases"]]
    assert at == [float(each) for each in np.repeat(PRESSURES, 2)]


def test_the_split_finds_the_variance_of_the_draws_and_that_of_luck():
    table = over_draws(compared(DRAWS), DRAWS, ("exits",))
    level = table[(table["policy"] == "as_reported") & (table["against"] == "")].iloc[0]
    # exits = 1000 pressure + 10 z, z the same at every draw
    assert level["estimate"] == pytest.approx(1000 * PRESSURES.mean(), abs=10)
    assert level["variance_between_draws"] == pytest.approx((1000 * PRESSURES).var(ddof=1))
    assert level["variance_own_luck"] == pytest.approx(0.0, abs=1e-6)
    assert level["variance_of_mean_by_luck"] == pytest.approx(level["variance_common_luck"] / 4)
    assert level["high"] - level["low"] > 5 * (level["high_luck"] - level["low_luck"])


def test_a_difference_on_which_the_draws_do_not_bear_has_no_variance_of_them():
    difference = over_draws(compared(DRAWS), DRAWS, ("exits",)).query("against == 'none'").iloc[0]
    assert difference[["estimate", "variance_between_draws"]].astype(float).tolist() == pytest.approx([0, 0], abs=1e-6)


def test_a_number_that_only_one_mix_has_changes_that_one():
    draws = pd.DataFrame({"cattle_loan.principal": [20000, 30000, 40000]})
    study = compared(draws, made_up_run, ("none", "cattle_loan"), replicates=2)
    cases = pd.DataFrame(study.manifest["cases"])
    assert cases.groupby("policy")["key"].nunique().to_dict() == {"cattle_loan": 3, "none": 1}


def test_draws_are_read_from_a_folder_or_a_table_the_first_of_them(tmp_path):
    DRAWS.rename_axis(index="draw").reset_index().to_parquet(tmp_path / "draws.parquet")
    DRAWS.to_csv(tmp_path / "mine.csv", index=False)
    pd.testing.assert_frame_equal(read_draws(tmp_path), DRAWS)
    pd.testing.assert_frame_equal(read_draws(tmp_path, 4), DRAWS.head(4))
    pd.testing.assert_frame_equal(read_draws(tmp_path / "mine.csv"), DRAWS)
    DRAWS.head(1).to_csv(tmp_path / "one.csv", index=False)
    with pytest.raises(ScenarioError, match="holds no two draws"):
        read_draws(tmp_path / "one.csv")


def test_a_place_stands_for_the_draws_shipped_with_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    draws = read_draws("kezuohou", 20)
    assert list(draws) == ["population.seen_sd", "register.clean_up", "register.find", "register.exit_pressure"]
    assert len(read_draws("kezuohou")) == 200
    DRAWS.to_csv("kezuohou", index=False)  # a file of that name goes first
    with pytest.raises(ScenarioError, match=r"or a place that was calibrated \(kezuohou\)"):
        read_draws("kezuohou")


def test_the_place_lives_by_the_middle_of_its_draws_where_they_are_informed():
    draws, register = read_draws("kezuohou"), load_scenario("kezuohou", "as_reported").processes["register"]
    for name in ("find", "exit_pressure"):
        low, middle, high = draws[f"register.{name}"].quantile([0.48, 0.5, 0.52])
        assert low <= getattr(register, name) <= high, middle
    assert draws["register.find"].corr(draws["register.exit_pressure"], method="spearman") > 0.7


def test_a_draw_that_cannot_be_is_refused_before_anything_is_run():
    with pytest.raises(ScenarioError, match="exit_pressure"):
        compared(pd.DataFrame({"register.exit_pressure": [0.1, 1.7]}), simulate=None)
