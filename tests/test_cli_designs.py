"""`fanpin sweep` and `fanpin sensitivity`: what they print and leave behind, and how they end."""

import json
import shlex
import sys

import pandas as pd
import pytest
from typer.testing import CliRunner

from experiments.cli import app
from experiments.plans import Sweep
from tests.made_up_study import made_up_run

DESIGN = """\
place = "kezuohou"
policies = ["none", "cattle_loan"]
replicates = 2
[sampler]
kind = "morris"
trajectories = 2
[uncertainties]
herd.restock = {}
herd.death = {}
"""


def fanpin(line):
    """What comes of a line that a person types."""
    return CliRunner().invoke(app, shlex.split(line))


def felt(scenario, seed, replicate):
    """An invented run in which only one number matters: the readiness to restock."""
    run = made_up_run(scenario, seed, replicate)
    restock = scenario.processes["herd"].restock
    lent = scenario.policy != "none"
    return type(run)(**{**vars(run), "headline": {"exits": 1000 * restock * lent + replicate}})


@pytest.fixture(autouse=True)
def invented_runs(monkeypatch, tmp_path):
    """No command of these tests waits for the model, and each works in a folder with one design."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", felt)
    (tmp_path / "design.toml").write_text(DESIGN + '[analysis]\nmeasures = ["exits", "poor_years"]\n')


def test_a_sweep_leaves_a_study_with_its_points(tmp_path):
    done = fanpin("sweep design.toml --out out --jobs 2")
    assert done.exit_code == 0, done.stderr
    assert "6 points x 2 policies x 1 futures x 2 replicates" in " ".join(done.stdout.split())
    outcomes = Sweep.open(tmp_path / "out").outcomes
    assert len(outcomes) == 6 * 2 * 2
    assert list(outcomes)[:4] == ["point", "policy", "future", "replicate"]
    loan = outcomes[outcomes["policy"] == "cattle_loan"]
    assert loan["exits"].to_numpy() == pytest.approx(1000 * loan["herd.restock"] + loan["replicate"])


def test_sensitivity_ends_in_a_table_a_figure_and_a_paragraph(tmp_path):
    done = fanpin("sensitivity design.toml --out out")
    assert done.exit_code == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "households that left poverty, cattle_loan − none, 1 of them stand clear" in said
    assert "Measure this next: `herd.restock`" in said
    table = pd.read_csv(tmp_path / "out" / "sensitivity.csv", keep_default_na=False)
    stars = table[(table["index"] == "mu_star") & (table["measure"] == "exits") & (table["against"] == "none")]
    assert dict(zip(stars["factor"], stars["estimate"].astype(float), strict=True)) == pytest.approx(
        {"herd.death": 0, "herd.restock": 700}
    )
    assert {path.name for path in (tmp_path / "out" / "figures").iterdir()} == {
        "sensitivity_morris.svg", "sensitivity_morris.png"
    }  # fmt: skip
    assert (tmp_path / "out" / "finding.md").read_text("utf-8").split()[0] == "Screened"
    assert pd.read_csv(tmp_path / "out" / "measure_next.csv")["path"].tolist() == ["herd.restock"]


@pytest.mark.parametrize("command", ["sensitivity design.toml --out out", "resume out"])
def test_a_study_that_is_done_is_analysed_again_without_a_run(tmp_path, monkeypatch, command):
    fanpin("sensitivity design.toml --out out")
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").glob("*.*")}

    def never(scenario, seed, replicate):
        raise AssertionError("a run that was done is run again")

    never.__module__ = felt.__module__
    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", never)
    assert fanpin(command).exit_code == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").glob("*.*")} == before


@pytest.mark.parametrize("command", ["sweep", "sensitivity"])
def test_json_is_one_document_on_standard_output(command):
    done = fanpin(f"{command} design.toml --json")
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert found["uncertainties"] == ["herd.death", "herd.restock"]
    assert (found["points"] if command == "sensitivity" else len(found["points"])) == 6


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("sweep desing.toml", "design.toml"),
        ("sweep sweep_dmo", "sweep_demo"),
        ("sensitivity sweep_lists.toml", "no sensitivity analysis reads this sampler"),
        ("sensitivity mixed.toml", "listed values are no range"),
        ("sweep wrong.toml", "wrong.toml:2: levers.herd.restok"),
    ],
)
def test_wrong_input_is_told_in_words_ends_in_2_and_writes_nothing(line, words, tmp_path):
    (tmp_path / "sweep_lists.toml").write_text("[levers]\nherd.restock = [0.2, 0.4]\n")
    (tmp_path / "mixed.toml").write_text(DESIGN + "herd.fattens = [0.2, 0.4]\n")
    (tmp_path / "wrong.toml").write_text("[levers]\nherd.restok = [0.2]\n")
    done = fanpin(f"{line} --out out")
    assert done.exit_code == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "out").exists()


def test_runs_that_fail_end_in_1_and_what_misses_them_is_not_analysed(monkeypatch):
    def fails_once(scenario, seed, replicate):
        if scenario.policy == "none" and replicate == 1 and scenario.processes["herd"].restock > 0.5:
            raise RuntimeError("the cows are out")
        return felt(scenario, seed, replicate)

    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", fails_once)
    done = fanpin("sensitivity design.toml")
    assert done.exit_code == 1
    assert "the cows are out" in done.stderr
    assert "points have no value in every replicate" in " ".join(done.stdout.split())
