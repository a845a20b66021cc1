"""What a study keeps on disk: shards complete or absent, tables of equal bytes, and never two studies in one folder."""

import json
from dataclasses import replace
from io import BytesIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments.design import KEYS, Case, Design, Run
from experiments.executor import conduct
from experiments.manifest import manifest_in
from experiments.rows import TABLES, read_csv, row_of, stored
from experiments.store import ASIDE, PARTS, FolderStore, MemoryStore, StudyError, merge
from experiments.study import Study
from tests.made_up_study import made_up_run, made_up_scenario


def design_of(*policies, replicates=2, seed=1, baseline="none"):
    cases = (Case(0, made_up_scenario(policy)) for policy in policies or ("none", "as_reported"))
    return Design(tuple(cases), baseline, seed, replicates)


def one_run(replicate=0):
    return Run(Case(0, made_up_scenario("none")), 1, replicate)


def months(*values):
    return pd.DataFrame({"month": "2014-01", "measure": "exits", "value": list(values)})


def shard(replicate=0, status="done", **frames):
    """A shard of one run: its row, the tables given, and the others without rows."""
    rows = {name: stored(pd.DataFrame(columns=list(columns)), name) for name, columns in TABLES.items()}
    rows |= {name: stored(frame, name) for name, frame in frames.items()}
    return {"runs": row_of(one_run(replicate), {"key": "", "status": status}), **rows}


def content(folder):
    """The bytes of every file of a folder, by path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_where_the_baseline_stands_among_the_policies_changes_nothing_in_what_is_held_against_it():
    first, last = (
        conduct(design_of(*policies), jobs=1, simulate=made_up_run)
        for policies in (("none", "as_reported"), ("as_reported", "none"))
    )
    assert last.runs["return_risk_both_12"].notna().sum() == 2
    pd.testing.assert_frame_equal(last.paired, first.paired)


@pytest.fixture
def folder(tmp_path):
    """A finished study."""
    conduct(design_of(), out=tmp_path / "study", jobs=1, simulate=made_up_run)
    return tmp_path / "study"


def test_every_row_begins_with_where_it_belongs(folder):
    for name in ("runs", *TABLES):
        assert pq.read_schema(folder / f"{name}.parquet").names[:4] == list(KEYS)
    assert list(pd.read_csv(folder / "summary.csv"))[:3] == list(KEYS[:3])
    assert list(pd.read_csv(folder / "paired.csv"))[:4] == [*KEYS[:3], "baseline"]


def test_rows_come_by_policy_as_given_then_replicate(tmp_path):
    study = conduct(design_of("as_reported", "none", "cattle_loan"), jobs=2, simulate=made_up_run)
    runs = list(zip(study.runs["policy"], study.runs["replicate"], strict=True))
    assert runs == [(policy, replicate) for policy in ("as_reported", "none", "cattle_loan") for replicate in (0, 1)]
    assert list(study.spells[["policy", "replicate"]].drop_duplicates().itertuples(index=False, name=None)) == runs


def test_memory_and_folder_hold_the_same_tables(folder):
    in_memory = conduct(design_of(), jobs=1, simulate=made_up_run)
    on_disk = Study.open(folder)
    for name in ("runs", *TABLES, "summary", "paired"):
        pd.testing.assert_frame_equal(getattr(in_memory, name), getattr(on_disk, name))
    assert in_memory.folder is None
    assert on_disk.folder == folder


def test_what_a_killed_run_left_half_written_is_no_shard(folder):
    (folder / PARTS / ASIDE / "half").mkdir(parents=True)
    conduct(design_of(replicates=3), out=folder, jobs=1, simulate=made_up_run)
    assert not list((folder / PARTS / ASIDE).iterdir())


@pytest.mark.parametrize("store", ["memory", "folder"])
def test_tables_of_runs_with_and_without_rows_merge_into_one(store, tmp_path):
    store = MemoryStore() if store == "memory" else FolderStore(tmp_path)
    nothing = months().astype({"measure": object, "value": object}).assign(note=pd.Series(dtype=object))
    more = months(3.0).assign(value=4, note=pd.Categorical(["late"]))
    for replicate, frame in enumerate([nothing, months(1.0, 2.0), more]):
        store.keep(one_run(replicate), shard(replicate, months=frame))
    merge(store, [one_run(replicate) for replicate in range(4)])
    table = store.frame("months")
    assert list(table["value"]) == [1.0, 2.0, 4.0]
    assert list(table["replicate"]) == [1, 1, 2]
    assert list(table["note"].fillna("")) == ["", "", "late"]
    assert list(store.frame("ledger")) == [*KEYS, "year", "account_from", "account_to", "programme", "yuan"]


def test_a_table_that_lacks_a_column_or_holds_something_else_is_refused():
    with pytest.raises(KeyError, match="months: no column measure"):
        stored(months(1.0).drop(columns="measure"), "months")
    with pytest.raises(pa.ArrowException):
        stored(months(1.0).assign(value="many"), "months")


@pytest.mark.parametrize("apart", [True, False])
def test_runs_that_disagree_about_a_column_do_not_merge(tmp_path, apart):
    def gather():
        store = FolderStore(tmp_path)
        for replicate, note in enumerate(["late", 3.5]):
            store.keep(one_run(replicate), shard(replicate, months=months(1.0).assign(note=note)))
            if apart:
                store.flush()
        merge(store, [one_run(0), one_run(1)])

    with pytest.raises(StudyError, match="do not agree on table months"):
        gather()


def test_stored_tables_hold_rows_and_nothing_else(folder):
    assert all(not pq.read_schema(folder / f"{name}.parquet").metadata for name in ("runs", *TABLES))


def test_a_summary_reads_as_it_was_written():
    frame = pd.DataFrame(
        {
            "point": [0, 0, 0],
            "policy": ["none", "null", "NA"],
            "horizon_months": pd.array([12, pd.NA, 60], dtype="Int64"),
            "estimate": [0.1 + 0.2, np.inf, np.nan],
            "unit": ["proportion", "", "yuan"],
        }
    )
    back = read_csv(BytesIO(frame.to_csv(index=False).encode()))
    pd.testing.assert_frame_equal(back, frame.astype({"policy": "str", "unit": "str"}))


def test_a_second_call_runs_nothing_and_changes_no_byte(folder):
    before = content(folder)
    study = conduct(design_of(), out=folder, simulate=made_up_run)
    assert content(folder) == before
    assert len(study.runs) == 4


def test_more_replicates_and_policies_extend_a_study(folder):
    calls = []

    def counted(scenario, seed, replicate):
        calls.append((scenario.policy, replicate))
        return made_up_run(scenario, seed, replicate)

    wider = design_of("none", "as_reported", "cattle_loan", replicates=3)
    study = conduct(wider, out=folder, jobs=1, simulate=counted)
    assert calls == [("cattle_loan", 0), ("cattle_loan", 1), ("none", 2), ("as_reported", 2), ("cattle_loan", 2)]
    fresh = conduct(wider, jobs=1, simulate=counted)
    pd.testing.assert_frame_equal(study.runs, fresh.runs)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (design_of(seed=2), "its seed is 1"),
        (design_of(replicates=1), "it has 2 replicates"),
        (design_of(baseline="as_reported"), "its baseline is none"),
        (design_of("none"), "its scenarios are others"),
    ],
)
def test_a_folder_with_another_study_is_refused_and_left_alone(folder, other, why):
    before = content(folder)
    with pytest.raises(StudyError, match=f"holds another study .*{why}"):
        conduct(other, out=folder, simulate=pytest.fail)
    assert content(folder) == before


def test_a_study_made_by_another_model_is_refused(folder, monkeypatch):
    monkeypatch.setattr("experiments.executor.model_version", lambda scenarios, simulate: "another")
    with pytest.raises(StudyError, match="another version of the model"):
        conduct(design_of(), out=folder, simulate=made_up_run)


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("chapter one")
    with pytest.raises(StudyError, match="no study"):
        conduct(design_of(), out=tmp_path, simulate=pytest.fail)
    assert content(tmp_path) == {"thesis.txt": b"chapter one"}


def test_a_broken_manifest_is_refused(folder):
    (folder / "manifest.json").write_text('{"seed": 1}')
    with pytest.raises(StudyError, match="not the manifest of a study"):
        conduct(design_of(), out=folder, simulate=pytest.fail)


@pytest.mark.parametrize("inside", ["", "deeper"])
def test_a_folder_that_cannot_be_made_is_said_plainly(tmp_path, inside):
    (tmp_path / "file").write_text("")
    with pytest.raises(StudyError, match="cannot"):
        conduct(design_of(), out=tmp_path / "file" / inside, simulate=pytest.fail)


def test_opening_what_is_no_finished_study_is_refused(tmp_path, folder):
    with pytest.raises(StudyError, match="holds no study"):
        Study.open(tmp_path)
    replace(manifest_in(folder), status="running").save(FolderStore(folder))
    with pytest.raises(StudyError, match="not finished"):
        Study.open(folder)


def test_a_damaged_table_is_named(folder):
    (folder / "spells.parquet").write_bytes(b"not Parquet")
    with pytest.raises(StudyError, match=r"spells\.parquet cannot be read"):
        assert Study.open(folder).spells.empty


def test_only_the_manifest_knows_the_time(folder, tmp_path):
    later = tmp_path / "later"
    conduct(design_of(), out=later, jobs=2, simulate=made_up_run)
    manifest = json.loads((later / "manifest.json").read_text())
    assert manifest["started"] <= manifest["ended"]
    first, second = content(folder), content(later)
    assert first.keys() == second.keys()
    published = {name for name in first if PARTS not in name}
    assert {name for name in published if first[name] != second[name]} <= {"manifest.json"}
