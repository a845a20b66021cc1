"""A study is finished from its folder alone, and held against the model; the first difference is named."""

import json
import shlex
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from experiments.cli import app
from experiments.design import Case, Design
from experiments.executor import conduct
from experiments.manifest import manifest_in, manifest_of
from experiments.resume import design_in, resume
from experiments.rows import TABLES
from experiments.store import FolderStore, StudyError
from experiments.study import Study
from experiments.verify import verify
from model.number import number
from model.scenario import load_scenario, scenario_of
from model.scenario_file import available
from tests.made_up_study import made_up_run, made_up_scenario
from tests.small_batch import small_batch

ROOT = Path(__file__).parents[1]
FILES = (*(f"{name}.parquet" for name in ("runs", *TABLES)), "summary.csv", "paired.csv")
POLICIES = ("none", "cattle_loan", "as_reported")


@pytest.fixture(autouse=True)
def invented_runs(monkeypatch, tmp_path):
    """The model is `made_up_run` here, and known scenarios are made of a manifest as they are made up."""
    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", made_up_run)
    made_up = {made_up_scenario(policy).key(): made_up_scenario(policy) for policy in POLICIES}
    monkeypatch.setattr("experiments.resume.scenario_of", lambda resolved: made_up_of(resolved, made_up))


def made_up_of(resolved, made_up):
    found = [scenario for scenario in made_up.values() if scenario.resolved() == resolved]
    return found[0] if found else scenario_of(resolved)


def interrupted_study(folder, runs=4):
    """A study of nine runs, stopped when so many of them are done."""

    def until(done, total, what):
        if done == runs:
            raise KeyboardInterrupt

    cases = tuple(Case(0, made_up_scenario(policy)) for policy in POLICIES)
    with pytest.raises(KeyboardInterrupt):
        conduct(
            Design(cases, "none", 1, 3),
            out=folder,
            jobs=1,
            progress=until,
            simulate=made_up_run,
            command="fanpin compare",
        )


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """The study of nine runs, not to be changed."""
    cases = tuple(Case(0, made_up_scenario(policy)) for policy in POLICIES)
    folder = tmp_path_factory.mktemp("finished")
    conduct(Design(cases, "none", 1, 3), out=folder, jobs=1, command="fanpin compare", simulate=made_up_run)
    return folder


@pytest.fixture
def study(finished, tmp_path):
    """The folder of a finished study of nine runs."""
    return shutil.copytree(finished, tmp_path / "study")


def tables_in(folder):
    return {name: (folder / name).read_bytes() for name in FILES}


def fanpin(line):
    return CliRunner().invoke(app, shlex.split(line))


@pytest.mark.parametrize("executor", ["serial", "threads"])
def test_a_study_is_finished_from_its_folder_alone_and_no_run_is_done_twice(tmp_path, executor, monkeypatch, finished):
    interrupted_study(tmp_path / "study")
    calls = []
    counted = lambda *a: calls.append((a[0].policy, a[2])) or made_up_run(*a)  # noqa: E731  a spy
    monkeypatch.setattr(sys.modules["model.simulate"], "simulate", counted)
    resume(tmp_path / "study", executor=executor)
    assert len(calls) == len(set(calls)) == 5
    assert tables_in(tmp_path / "study") == tables_in(finished)
    resume(tmp_path / "study", executor=executor)
    assert len(calls) == 5


def test_what_ctrl_c_interrupts_is_read_from_its_shards_and_cannot_be_opened(tmp_path):
    interrupted_study(tmp_path)
    with pytest.raises(StudyError, match="fanpin resume"):
        Study.open(tmp_path)
    assert verify(tmp_path, runs=9).difference is None
    assert len(verify(tmp_path, runs=9).runs) == 4


@pytest.mark.parametrize("place", available("place"))
def test_every_shipped_scenario_is_made_again_from_what_a_manifest_keeps(place, monkeypatch):
    monkeypatch.undo()
    written = (path.stem for path in (ROOT / "scenarios" / "policies").glob("*.toml"))
    mixes = [(policy, "historical") for policy in (*written, "relocation", "as_reported_without_relocation")]
    mixes += [("as_reported", future) for future in available("future")]
    for policy, future in mixes:
        scenario = load_scenario(place, policy, future)
        again = scenario_of(json.loads(json.dumps(scenario.resolved())))
        assert again.key() == scenario.key(), (place, policy, future)


def test_cases_that_differ_in_values_are_made_of_the_first_of_their_kind_and_are_the_same(tmp_path, monkeypatch):
    """To make one from nothing takes five times as long, and a study of many points has thousands."""
    whole = load_scenario("kezuohou", "as_reported")
    alike = {"herd.restock": 0.31, "cattle_loan.principal": 31_000, "cattle_loan.start": "2016-03", "months": 30}
    prices = {"series.cpi": dict.fromkeys(range(2010, 2026), 1.5)}
    points = [whole, *(whole.with_values({path: value}) for path, value in alike.items()), whole.with_values(alike)]
    points += [whole.with_values(prices), whole.without("training")]
    design = Design(tuple(Case(point, scenario) for point, scenario in enumerate(points)), "as_reported", 1, 1)
    manifest_of(design, "", {}, "").save(FolderStore(tmp_path))
    made = []
    monkeypatch.setattr("experiments.resume.scenario_of", lambda resolved: made.append(1) or scenario_of(resolved))
    assert design_in(manifest_in(tmp_path)) == design
    assert len(made) == 3  # the first, that with other prices, that without a programme


def test_a_resumed_scenario_keeps_its_titles(tmp_path):
    interrupted_study(tmp_path)
    (first, *_others) = design_in(manifest_in(tmp_path)).cases
    assert first.scenario.titles == made_up_scenario("none").titles


@dataclass(frozen=True)
class Herbs:
    """A process from outside the package."""

    found: float = number(0.2, unit="share", low=0, high=1, source="design", confidence="setting")


def test_a_scenario_with_parts_from_outside_is_refused_with_what_to_do(tmp_path):
    scenario = made_up_scenario("none").adding(herbs=Herbs())
    conduct(Design((Case(0, scenario),), "none", 1, 1), out=tmp_path, simulate=made_up_run)
    for again in (resume, verify):
        with pytest.raises(StudyError, match=r"policy none cannot be made again .*herbs.*Parts from outside"):
            again(tmp_path, simulate=made_up_run)


def test_another_model_is_refused_to_resume_and_told_of_by_verify(tmp_path):
    interrupted_study(tmp_path)
    manifest = manifest_in(tmp_path)
    replace(manifest, model_version="f" * 64).save(FolderStore(tmp_path))
    with pytest.raises(StudyError, match="cannot be resumed: it was made by model version ffffffffffff"):
        resume(tmp_path)
    done = fanpin(f"resume {tmp_path}")
    assert (done.exit_code, done.stdout) == (2, "")
    done = fanpin(f"verify {tmp_path}")
    assert "the model is another one" in done.stderr
    assert "runs, row 0, key" in done.stderr


@pytest.mark.parametrize("command", ["resume", "verify"])
def test_a_folder_without_a_study_is_wrong_input(tmp_path, command):
    done = fanpin(f"{command} {tmp_path}")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "holds no study" in done.stderr


@pytest.mark.parametrize("wrong", ["--runs 0", "--jobs 0", "--executor trees", "--scheduler local --executor serial"])
def test_wrong_numbers_are_wrong_input(study, wrong):
    assert fanpin(f"verify {study} {wrong}").exit_code == 2


def test_a_study_that_is_as_the_model_has_it_is_verified(study):
    done = fanpin(f"verify {study} --runs 3 --seed 5 --json")
    document = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (document["difference"], document["same_model"], len(document["runs"])) == (None, True, 3)
    assert json.loads(fanpin(f"verify {study} --runs 3 --seed 5 --json").stdout) == document
    assert "every row of theirs is as it is stored" in fanpin(f"verify {study}").stdout


@pytest.mark.parametrize(
    ("table", "column", "value"), [("runs", "digest", "1" * 64), ("spells", "weight", 6.0), ("months", "value", 0.5)]
)
def test_the_first_difference_is_named_with_run_table_row_and_column(study, table, column, value):
    path = study / f"{table}.parquet"
    frame = pd.read_parquet(path)
    mine = frame[(frame["policy"] == "cattle_loan") & (frame["replicate"] == 1)]
    row = mine.index[-1]
    before, frame.loc[row, column] = frame.loc[row, column], value
    frame.to_parquet(path, index=False)
    found = verify(study, runs=9).difference
    assert (found.policy, found.replicate, found.table, found.row) == ("cattle_loan", 1, table, len(mine) - 1)
    assert (found.column, found.stored, found.new) == (column, value, before)
    done = fanpin(f"verify {study} --runs 9 --json")
    assert done.exit_code == 1
    assert f"cattle_loan, replicate 1: {table}, row {len(mine) - 1}, {column}: stored {value}" in done.stderr
    assert json.loads(done.stdout)["difference"]["column"] == column


def test_a_row_that_is_missing_is_a_difference(study):
    frame = pd.read_parquet(study / "needs.parquet")
    frame[1:].to_parquet(study / "needs.parquet", index=False)
    found = verify(study, runs=9).difference
    assert (found.policy, found.table, found.column, found.stored, found.new) == ("none", "needs", "rows", 0, 1)


def test_months_are_the_same_for_pandas_duckdb_and_xarray(finished):
    study = Study.open(finished)
    array = study.dataset()["value"]
    assert array.dims == ("policy", "future", "replicate", "month", "measure")
    assert list(array["policy"].values) == list(POLICIES)
    query = f"select policy, replicate, month, value from '{finished / 'months.parquet'}'"
    rows = duckdb.sql(query).fetchall()
    assert len(rows) == len(study.months) == array.size
    for policy, replicate, month, value in islice(rows, 0, None, 7):
        where = {"policy": policy, "future": "historical", "replicate": replicate, "month": month}
        assert array.sel(where | {"measure": "poverty_headcount"}).item() == value
    np.testing.assert_array_equal(np.sort(array.values.ravel()), np.sort(study.months["value"]))


def test_a_study_killed_in_the_middle_is_finished_by_resume(tmp_path, monkeypatch):
    """kill -9 of a study of twelve runs of the model in a process of its own; then every table as if nothing was."""
    monkeypatch.undo()
    command = [sys.executable, "-m", "tests.small_batch", str(tmp_path / "killed")]
    killed = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    wait_for(lambda: len(FolderStore(tmp_path / "killed").done()) >= 3, killed)
    killed.kill()
    killed.wait()
    assert manifest_in(tmp_path / "killed").status == "running"
    assert resume(tmp_path / "killed").failed == ()
    small_batch(tmp_path / "whole")
    assert tables_in(tmp_path / "killed") == tables_in(tmp_path / "whole")


def wait_for(holds, process):
    while not holds() and process.poll() is None:
        time.sleep(0.02)
