"""`fanpin calibrate` and `fanpin compare --draws`: what they print and leave behind, and how they end."""

import json
import shlex
import sys

import pandas as pd
import pytest
from typer.testing import CliRunner

from experiments.cli import app
from tests.made_up_calibration import DESIGN, SYNTHETIC, TARGETS, TRUTH, design, listed

FEW = (
    SYNTHETIC.replace("points = 30", "points = 12").replace("replicates = 3", "replicates = 2")
    .replace("trials = 6", "trials = 3").replace("wave = 10", "wave = 4").replace("shown = 8", "shown = 4")
) + TARGETS  # fmt: skip


def fanpin(line):
    """What comes of a line that a person types."""
    return CliRunner().invoke(app, shlex.split(line))


@pytest.fixture(autouse=True)
def invented_runs(monkeypatch, tmp_path):
    """No command of these tests waits for the model, and each works in a folder with one design."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", listed)
    design(tmp_path, FEW)


def never(scenario, seed, replicate):
    raise AssertionError("a run that was done is run again")


never.__module__ = listed.__module__


def test_it_ends_in_tables_figures_and_a_paragraph_and_is_not_done_twice(tmp_path, monkeypatch):
    done = fanpin("calibrate calibrate.toml --out out --jobs 1")
    assert done.exit_code == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "Calibrated 3 parameters on 3 targets" in said
    assert "register.exit_pressure" in said
    out = tmp_path / "out"
    parameters = pd.read_csv(out / "parameters.csv").set_index("path")
    assert parameters["truth"].to_dict() == TRUTH
    assert (parameters["low_90"] < parameters["high_90"]).all()
    assert pd.read_csv(out / "targets.csv")["target"].tolist() == ["stock_2016", "stock_2018", "paper", "size"]
    assert len(pd.read_csv(out / "points.csv")) == 12 + 3 + 4
    assert list(pd.read_parquet(out / "draws.parquet")) == ["draw", *parameters.index]
    assert said.endswith(" ".join((out / "finding.md").read_text("utf-8").split()))
    assert {path.name for path in (out / "figures").iterdir()} == {
        f"calibration_{name}.{kind}" for name in ("parameters", "targets") for kind in ("svg", "png")
    }
    facts = json.loads((out / "calibration.json").read_text("utf-8"))
    assert facts["status"] == "done"
    assert facts["command"] == "fanpin calibrate calibrate.toml"
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file() and path.name != "search.journal"}
    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", never)
    assert fanpin("calibrate calibrate.toml --out out --jobs 1").exit_code == 0
    assert {path: path.read_bytes() for path in before} == before


def test_a_folder_of_another_question_is_refused_before_anything_is_run(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", never)
    assert fanpin("calibrate calibrate.toml --out out --jobs 1").exit_code != 0
    design(tmp_path, FEW.replace("tolerance = 60", "tolerance = 600"))
    done = fanpin("calibrate calibrate.toml --out out")
    assert done.exit_code == 2
    assert "holds another calibration" in done.stderr
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear all")
    done = fanpin("calibrate calibrate.toml --out mine")
    assert done.exit_code == 2
    assert "holds files that are no calibration" in done.stderr


def test_stopped_it_says_how_to_go_on(monkeypatch):
    def stops(scenario, seed, replicate):
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", stops)
    done = fanpin("calibrate calibrate.toml --out out --jobs 1")
    assert done.exit_code == 1
    assert "the same command, with the same --out, takes it up" in done.stderr
    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", listed)
    resumed = fanpin("resume out --jobs 1")
    assert resumed.exit_code == 0, resumed.stderr
    assert "Calibrated 3 parameters on 3 targets" in " ".join(resumed.stdout.split())
    refused = fanpin("resume out --time-limit 9")
    assert refused.exit_code == 2
    assert "fanpin calibrate calibrate.toml has no time limit" in refused.stderr


@pytest.mark.parametrize(("limit", "words"), [(0.25, "runs failed, and their points"), (0.08, "most points have no")])
def test_runs_that_fail_end_in_1_with_the_first_reason(limit, words, monkeypatch):
    def fails(scenario, seed, replicate):
        if scenario.processes["register"].find > limit:
            raise RuntimeError("nobody was found")
        return listed(scenario, seed, replicate)

    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", fails)
    done = fanpin("calibrate calibrate.toml --jobs 1")
    assert done.exit_code == 1
    assert words in done.stderr
    assert "nobody was found" in done.stderr
    assert ("Calibrated 3 parameters" in done.stdout) == (limit == 0.25)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("calibrate calibrate_registr", "Did you mean 'calibrate_register'?"),
        ("calibrate sweep_demo", "listed values are no range, so they cannot be calibrated"),
        ("compare kezuohou --draws nowhere", "Allowed: the folder of a finished `fanpin calibrate`"),
        ("compare kezuohou --draws few.csv --draws-used 9", "Allowed: 2 to 3"),
        ("compare kezuohou --draws wrong.csv --draws-used 2", "register.fund: unknown key"),
        ("compare kezuohou --draws few.csv --draws-used 2 --precision exits=2", "precision"),
    ],
)
def test_wrong_input_is_told_in_words_ends_in_2_and_writes_nothing(line, words, tmp_path):
    (tmp_path / "few.csv").write_text("register.find\n0.01\n0.05\n0.09\n")
    (tmp_path / "wrong.csv").write_text("register.fund\n0.01\n0.05\n")
    done = fanpin(f"{line} --out out")
    assert done.exit_code == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "out").exists()


def test_json_is_one_document_on_standard_output():
    done = fanpin("calibrate calibrate.toml --json --jobs 1")
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert found["truth"] == TRUTH
    assert {row["path"] for row in found["parameters"]} == set(TRUTH)
    assert len(found["draws"]) == 200


def test_draws_feed_a_comparison_whose_intervals_hold_what_is_not_known(tmp_path):
    pressures = [0.05 + 0.05 * draw for draw in range(10)]
    pd.DataFrame({"draw": range(10), "register.exit_pressure": pressures}).to_parquet(tmp_path / "draws.parquet")
    line = "compare kezuohou --policies none,as_reported --replicates 3 --draws . --draws-used 8 --jobs 1"
    done = fanpin(f"{line} --json --out out")
    assert done.exit_code == 0, done.stderr
    found = pd.DataFrame(json.loads(done.stdout)["over_draws"])
    kept = pd.read_csv(tmp_path / "out" / "over_draws.csv", keep_default_na=False)
    assert len(kept) == len(found)
    assert list(pd.read_parquet(tmp_path / "out" / "draws.parquet")) == ["draw", "register.exit_pressure"]
    runs = pd.read_parquet(tmp_path / "out" / "runs.parquet")
    assert len(runs) == 8 * 2 * 3
    assert runs.groupby("point")["exits"].mean().is_monotonic_increasing
    assert "8 draws of uncertain numbers" in " ".join(fanpin(line).stdout.split())
    resumed = fanpin("resume out")
    assert resumed.exit_code == 0, resumed.stderr
    assert "all runs are there; what comes of them: fanpin compare kezuohou" in resumed.stderr


def test_without_a_design_of_its_own_each_tolerance_must_be_said(tmp_path):
    design(tmp_path, DESIGN + '[targets.x]\nmeasure = "exits"\nvalue = 1\nsource = "W053"\n')
    done = fanpin("calibrate calibrate.toml")
    assert done.exit_code == 2
    assert "calibrate.toml:17: targets.x.tolerance: say, before fitting" in done.stderr
