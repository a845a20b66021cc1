"""Calibration as a whole, on a made-up world: it finds what is known, and nothing but the time depends on how."""

import numpy as np
import pandas as pd
import pytest

from experiments.calibration import FIRST, SEARCH, WAVE, calibrate
from experiments.calibration_file import read_calibration
from experiments.calibration_tables import emulator_errors, finding, parameters_table, points_table, targets_table
from experiments.charts_calibration import figures_of
from experiments.display import parameters_grid, targets_grid
from experiments.store import StudyError
from tests.as_seen import in_chinese, seen
from tests.made_up_calibration import SYNTHETIC, TARGETS, TRUTH, design, listed

FEW = (
    SYNTHETIC.replace("points = 30", "points = 12").replace("replicates = 3", "replicates = 2")
    .replace("trials = 6", "trials = 4").replace("wave = 10", "wave = 4").replace("shown = 8", "shown = 4")
)  # fmt: skip
ELSEWHERE = {"tolerance = 60": 90000, "tolerance = 20": 100, "tolerance = 0.1": 2}  # values that no point comes near


def reported():
    """A design whose values are given."""
    text = FEW.split("[synthetic]")[0] + TARGETS
    for tolerance, value in ELSEWHERE.items():
        text = text.replace(tolerance, f'{tolerance}\nvalue = {value}\nsource = "W053"')
    return text


@pytest.fixture(scope="module")
def recovered(tmp_path_factory):
    """A calibration on data made at a truth that is known."""
    return calibrate(read_calibration(design(tmp_path_factory.mktemp("design"))), simulate=listed, jobs=1)


def few(folder, **how):
    """A smaller one, in a folder or in memory."""
    return calibrate(read_calibration(design(folder, FEW + TARGETS)), **{"simulate": listed, "jobs": 1} | how)


def test_three_known_parameters_are_recovered_within_the_region_of_90_percent(recovered):
    assert recovered.holds(TRUTH)
    table = parameters_table(recovered).set_index("path")
    assert table["truth"].to_dict() == TRUTH
    assert table["truth"].between(table["low_90"], table["high_90"]).all()
    assert table.loc["register.exit_pressure", "narrowed"] > 0.8
    assert not recovered.holds({**TRUTH, "register.exit_pressure": 0.45})


def test_the_ridge_that_remains_is_named(recovered):
    table = parameters_table(recovered).set_index("path")
    assert table.loc["register.find", "ridge_with"] in {"register.relist", "register.exit_pressure"}
    assert abs(table.loc["register.find", "correlation"]) > 0.8
    assert "A ridge remains" in finding(recovered)
    assert "还留有一条脊线" in in_chinese(lambda: finding(recovered))


def test_each_phase_runs_what_the_design_says(recovered):
    table = points_table(recovered)
    assert table["phase"].value_counts().to_dict() == {FIRST: 30, WAVE: 10, SEARCH: 6}
    assert len(recovered.draws) == 200
    assert recovered.shown.shape == (4, 8, 3)
    assert table["misfit"].idxmin() == recovered.best
    factors = {factor.path: factor for factor in recovered.question.factors}
    assert all(recovered.draws[path].between(each.low, each.high).all() for path, each in factors.items())


def test_targets_are_met_by_the_draws_and_checks_are_never_fitted(recovered):
    table = targets_table(recovered).set_index("target")
    fitted = table[table["use"] == "calibrate"]
    assert (fitted["misfit"].abs() < 2).all()
    assert (fitted["low"] <= fitted["low_luck"]).all()
    assert ((fitted["high"] - fitted["low"]) < (fitted["before_high"] - fitted["before_low"])).all()
    assert len(recovered.likelihood.emulators) == len(fitted) == 3
    assert table.loc["size", ["use", "simulated"]].tolist() == ["check", pytest.approx(2.5)]
    assert (np.abs(emulator_errors(recovered)) < 3).mean() > 0.8


def test_both_figures_show_every_parameter_and_target(recovered):
    figures = figures_of(recovered)
    assert set(figures) == {"calibration_parameters", "calibration_targets"}
    labels = [axes.get_xlabel() for axes in figures["calibration_parameters"].axes]
    assert all(any(path in label for label in labels) for path in TRUTH)
    ticks = [label.get_text() for label in figures["calibration_targets"].axes[0].get_yticklabels()]
    assert ticks == ["stock 2016", "stock 2018", "paper", "size"]


def test_no_result_depends_on_workers_or_on_a_folder(tmp_path):
    alone, together = few(tmp_path), few(tmp_path, jobs=2, out=tmp_path / "out")
    pd.testing.assert_frame_equal(points_table(alone), points_table(together), check_exact=True)
    pd.testing.assert_frame_equal(alone.draws, together.draws, check_exact=True)
    np.testing.assert_array_equal(alone.shown, together.shown)


def test_a_calibration_stopped_at_any_phase_ends_as_if_it_had_not_been(tmp_path):
    whole, runs = few(tmp_path), []

    def stops(scenario, seed, replicate):
        runs.append(replicate)
        if len(runs) in (15, 36, 46):  # among the first points, the trials of the search, the wave
            raise KeyboardInterrupt
        return listed(scenario, seed, replicate)

    stops.__module__ = listed.__module__
    for _time in range(3):
        with pytest.raises(KeyboardInterrupt):
            few(tmp_path, simulate=stops, out=tmp_path / "out")
    again = few(tmp_path, simulate=stops, out=tmp_path / "out")
    pd.testing.assert_frame_equal(points_table(again), points_table(whole), check_exact=True)
    pd.testing.assert_frame_equal(again.draws, whole.draws, check_exact=True)
    every = 6 + (12 + 4 + 4 + 4) * 2
    assert every < len(runs) <= every + 3 * 2 + 2  # what was under way when it stopped, and no more, is run again
    done = len(runs)
    few(tmp_path, simulate=stops, out=tmp_path / "out")
    assert len(runs) == done


def test_more_draws_can_be_run_of_what_is_there(tmp_path):
    few(tmp_path, out=tmp_path / "out")
    runs = []

    def counted(scenario, seed, replicate):
        runs.append(replicate)
        return listed(scenario, seed, replicate)

    counted.__module__ = listed.__module__
    more = FEW.replace("shown = 4", "shown = 7") + TARGETS
    question = read_calibration(design(tmp_path, more))
    found = calibrate(question, simulate=counted, jobs=1, out=tmp_path / "out")
    assert found.shown.shape == (4, 7, 2)
    assert len(runs) == 3 * 2


def test_points_whose_runs_fail_are_left_out_and_too_many_are_refused(tmp_path):
    def fails(limit):
        def run(scenario, seed, replicate):
            if scenario.processes["register"].find > limit:
                raise RuntimeError("nobody was found")
            return listed(scenario, seed, replicate)

        return run

    found = few(tmp_path, simulate=fails(0.25))
    assert np.isinf(found.misfits).any()
    assert np.isfinite(found.misfits[found.best])
    assert found.holds(TRUTH)
    with pytest.raises(StudyError, match=r"most points have no value of every target; .*nobody was found"):
        few(tmp_path, simulate=fails(0.08))


def test_where_nothing_fits_the_paragraph_says_so(tmp_path):
    found = calibrate(read_calibration(design(tmp_path, reported())), simulate=listed, jobs=1)
    assert finding(found).split(". ")[1].startswith("No point fits")
    assert found.posterior.open_share == 0.0
    assert "The truth is known" not in finding(found)
    assert "missed: size (2.50, where 2.00 was reported: +5.0 tolerances)" in finding(found)


def test_a_calibration_shows_in_a_notebook_what_the_terminal_prints(recovered):
    page = seen(recovered)
    assert finding(recovered).replace("`", "") in page
    for grid in (parameters_grid(recovered), targets_grid(recovered)):
        assert all(cell in page for row in grid.rows for cell in row)
