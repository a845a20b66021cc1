"""A study pared down: small, and yet its runs can be done again and compared to the bit."""

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from experiments.cli import app
from experiments.compare import compare
from experiments.headline import tables
from experiments.pared import pare
from experiments.rows import TABLES
from experiments.store import StudyError
from experiments.study import Study
from experiments.verify import verify
from tests.made_up_study import made_up_run


@pytest.fixture
def folder(tmp_path):
    """A small study, pared down."""
    options = {"replicates": 2, "sample_fraction": 0.002, "values": {"months": 14}, "jobs": 1}
    pare(compare("kezuohou", ["none", "as_reported"], **options), tmp_path / "pared")
    return tmp_path / "pared"


def test_its_runs_are_done_again_and_found_the_same(folder):
    found = verify(folder, runs=2, jobs=1)
    assert (len(found.runs), found.difference, found.model) == (2, None, "")
    assert found.left_out == tuple(TABLES)


def test_a_measure_or_a_digest_that_was_changed_is_found(folder):
    path = folder / "runs.parquet"
    runs = pd.read_parquet(path)
    runs.loc[0, "digest"] = "0" * 64
    runs.to_parquet(path, index=False)
    assert verify(folder, runs=4, jobs=1).difference.column == "digest"


def test_estimates_follow_from_its_runs_and_it_says_what_it_has_not(folder):
    study = Study.open(folder)
    summary, _, _ = tables(study.runs, study.baseline)
    assert set(summary["policy"]) == {"none", "as_reported"}
    assert len(study.runs) == 4
    assert not {path.stem for path in folder.iterdir()} & set(TABLES)
    with pytest.raises(StudyError, match=r"months\.parquet cannot be read"):
        _ = study.months


def test_a_study_in_memory_is_pared_as_one_on_disk(tmp_path):
    options = {"replicates": 2, "simulate": made_up_run, "jobs": 1}
    pare(compare("kezuohou", ["none"], **options), tmp_path / "memory")
    pare(compare("kezuohou", ["none"], out=tmp_path / "disk", **options), tmp_path / "pared")
    runs = [(tmp_path / name / "runs.parquet").read_bytes() for name in ("memory", "pared")]
    assert runs[0] == runs[1]


def test_the_command_says_what_was_not_compared(folder):
    answer = CliRunner().invoke(app, ["verify", str(folder), "--runs", "1", "--jobs", "1"])
    assert answer.exit_code == 0
    assert "not compared but by the digest of each run: months, spells" in answer.stderr.replace("\n", " ")
    told = CliRunner().invoke(app, ["verify", str(folder), "--runs", "1", "--jobs", "1", "--json"])
    assert json.loads(told.stdout)["left_out"] == list(TABLES)
