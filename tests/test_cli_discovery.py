"""`fanpin discover`: what it prints and leaves behind, and how it ends."""

import json
import re
import sys
from pathlib import Path

import pandas as pd
import pytest

from experiments.discovery import Criterion, Peeling
from experiments.discovery_file import question_of
from experiments.sweep_file import read_design
from tests.made_up_study import made_up_run
from tests.test_cli_designs import fanpin

DOCUMENT = Path(__file__).parents[1] / "docs" / "discovery.md"
DESIGN = """\
place = "kezuohou"
policies = ["none", "cattle_loan"]
futures = ["historical", "cattle_slump"]
replicates = 1
[sampler]
kind = "latin_hypercube"
points = 20
[uncertainties]
herd.restock = {}
herd.death = {}
[failure]
measure = "exits"
below = 500
[discovery]
peel = 0.1
resamples = 2
"""


def brittle(scenario, seed, replicate):
    """An invented run in which the loan fails where herds are rebuilt slowly and prices fall."""
    run = made_up_run(scenario, seed, replicate)
    slow = scenario.processes["herd"].restock < 0.4
    fails = slow and scenario.future == "cattle_slump" and scenario.policy == "cattle_loan"
    return type(run)(**{**vars(run), "headline": {"exits": 400.0 if fails else 600.0 + replicate}})


@pytest.fixture(autouse=True)
def invented_runs(monkeypatch, tmp_path):
    """No command of these tests waits for the model, and each works in a folder with one design."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", brittle)
    (tmp_path / "design.toml").write_text(DESIGN)


def test_discover_ends_in_tables_a_figure_and_a_paragraph(tmp_path):
    done = fanpin("discover design.toml --out out --jobs 2")
    assert done.exit_code == 0, done.stderr
    said = (tmp_path / "out" / "finding.md").read_text("utf-8")
    assert "cattle_loan fails" in said
    assert "the future is cattle_slump" in said
    assert said.strip().splitlines()[0][:60] in " ".join(done.stdout.split())
    limits = pd.read_csv(tmp_path / "out" / "limits.csv")
    assert set(limits["factor"]) == {"future", "herd.restock"}
    boxes = pd.read_csv(tmp_path / "out" / "boxes.csv")
    assert boxes["rows"].tolist() == [40]
    assert boxes["coverage"].item() > 0.9
    judged = pd.read_csv(tmp_path / "out" / "judged.csv")
    assert (judged["failed"] == ((judged["herd.restock"] < 0.4) & (judged["future"] == "cattle_slump"))).all()
    assert {path.name for path in (tmp_path / "out" / "figures").iterdir()} == {
        "discovery_cattle_loan.svg", "discovery_cattle_loan.png"
    }  # fmt: skip
    assert (tmp_path / "out" / "designs.parquet").exists()


def test_a_sweep_of_the_same_design_is_read_without_a_run(tmp_path, monkeypatch):
    assert fanpin("sweep design.toml --out out").exit_code == 0

    def never(scenario, seed, replicate):
        raise AssertionError("a run that was done is run again")

    never.__module__ = brittle.__module__
    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", never)
    done = fanpin("discover design.toml --out out --json")
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["failure"] == {"measure": "exits", "side": "below", "threshold": 500.0, "against": ""}
    assert {row["factor"] for row in found["limits"]} == {"future", "herd.restock"}


def test_what_was_cut_short_is_finished_by_resume_to_the_same_bytes_and_no_run_is_done_twice(tmp_path, monkeypatch):
    calls, most = [], 30

    def counted(scenario, seed, replicate):
        if len(calls) == most:
            raise KeyboardInterrupt
        calls.append((scenario.key(), replicate))
        return brittle(scenario, seed, replicate)

    counted.__module__ = brittle.__module__
    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", counted)
    done = fanpin("discover design.toml --out cut --jobs 1")
    assert (done.exit_code, len(calls)) == (1, most)
    assert "fanpin resume" in done.stderr
    assert not (tmp_path / "cut" / "finding.md").exists()
    most = None
    done = fanpin("resume cut --jobs 2")
    assert done.exit_code == 0, done.stderr
    assert len(set(calls)) == len(calls) == 80
    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", brittle)
    assert fanpin("discover design.toml --out whole").exit_code == 0
    cut, whole = (
        {path.name: path.read_bytes() for each in (".", "figures") for path in (tmp_path / name / each).glob("*.*")}
        for name in ("cut", "whole")
    )
    assert json.loads(cut.pop("manifest.json"))["status"] == json.loads(whole.pop("manifest.json"))["status"] == "done"
    assert {"finding.md", "limits.csv", "months.parquet", "discovery_cattle_loan.svg"} <= set(cut)
    assert cut == whole


def test_a_difference_from_the_baseline_can_be_what_fails(tmp_path):
    (tmp_path / "design.toml").write_text(DESIGN.replace("below = 500", 'below = -100\nagainst = "none"'))
    found = json.loads(fanpin("discover design.toml --json").stdout)
    assert found["failure"]["against"] == "none"
    assert {row["factor"] for row in found["limits"]} == {"future", "herd.restock"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('measure = "exits"', 'measure = "exit"', "Did you mean 'exits'?"),
        ("below = 500", "", "give either above or below"),
        ("below = 500", "below = true", "True cannot be. Allowed: a number."),
        ("below = 500", 'below = 500\nagainst = "non"', "Did you mean 'none'?"),
        ("below = 500", 'below = 500\npolicies = ["cattle_lone"]', "Did you mean 'cattle_loan'?"),
        ("resamples = 2", "resample = 2", "Did you mean 'resamples'?"),
        ("resamples = 2", "mass = 0.7", "a number between 0 and 0.5"),
        ("points = 20", "points = 4", "4 points are too few"),
        ('[failure]\nmeasure = "exits"\nbelow = 500\n', "", "say what counts as failure"),
    ],
)
def test_a_wrong_design_is_told_with_its_line_ends_in_2_and_writes_nothing(old, new, words, tmp_path):
    (tmp_path / "design.toml").write_text(DESIGN.replace(old, new))
    done = fanpin("discover design.toml --out out")
    assert done.exit_code == 2
    assert words in done.stderr
    assert done.stderr.startswith("design.toml:")
    assert not (tmp_path / "out").exists()


def test_the_design_of_the_document_can_be_read(tmp_path):
    (block,) = re.findall(r"^```toml\n(.*?)^```", DOCUMENT.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    (tmp_path / "document.toml").write_text(block, "utf-8")
    question = question_of(read_design(tmp_path / "document.toml"))
    assert question == (Criterion("poor_years", "above", 2.5), ("as_reported",), Peeling())


def test_where_nothing_fails_that_is_said(tmp_path):
    (tmp_path / "design.toml").write_text(DESIGN.replace("below = 500", "below = 1"))
    done = fanpin("discover design.toml --out out")
    assert done.exit_code == 0, done.stderr
    assert "fails nowhere" in " ".join(done.stdout.split())
