"""Shards on disk: complete or absent, read run by run, written by one process, done again when damaged."""

import errno
import resource
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from experiments.executor import conduct
from experiments.manifest import manifest_in
from experiments.rows import TABLES, labelled, row_of
from experiments.store import JOURNAL, PARTS, FolderStore, StudyError, merge
from tests.made_up_study import made_up_run
from tests.test_store import content, design_of, months, one_run, shard


@contextmanager
def full_disk(size):
    """No file can grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def folder(tmp_path):
    """A finished study."""
    conduct(design_of(), out=tmp_path / "study", jobs=1, simulate=made_up_run)
    return tmp_path / "study"


def never(scenario, seed, replicate):
    """A run that must not be begun."""
    pytest.fail("a run was begun")


def test_a_run_that_cannot_be_written_leaves_nothing(tmp_path):
    store = FolderStore(tmp_path)
    many = shard(months=months(*np.random.default_rng(1).random(10_000)))
    with full_disk(10_000), pytest.raises(StudyError, match=r"cannot write to .*[Ff]ile too large"):
        store.keep(one_run(), many)
    assert store.part(one_run(), "months") is None
    assert FolderStore(tmp_path).done() == set()
    store.keep(one_run(1), shard(1, months=months(1.0)))
    assert FolderStore(tmp_path).done() == {one_run(1).labels}


def test_a_shard_that_cannot_be_written_leaves_its_runs_in_the_journal(tmp_path):
    store = FolderStore(tmp_path)
    for replicate in range(4):
        store.keep(one_run(replicate), shard(replicate, months=months(*np.random.default_rng(1).random(10_000))))
    with full_disk(20_000), pytest.raises(StudyError, match=r"cannot write to .*[Ff]ile too large"):
        store.flush()
    assert not list(tmp_path.rglob("*.parquet"))
    assert FolderStore(tmp_path).done() == {one_run(replicate).labels for replicate in range(4)}


def test_a_full_disk_ends_the_study_with_a_clear_error_and_keeps_what_was_done(tmp_path):
    calls = []

    def grows(scenario, seed, replicate):
        calls.append((scenario.policy, replicate))
        run = made_up_run(scenario, seed, replicate)
        many = np.random.default_rng(replicate).random(30_000 * replicate)
        return replace(run, months=pd.concat([run.months, months(*many)]))

    with full_disk(300_000), pytest.raises(StudyError, match=r"[Ff]ile too large"):
        conduct(design_of(), out=tmp_path, jobs=1, simulate=grows)
    assert manifest_in(tmp_path).status == "running"
    assert calls == [("none", 0), ("as_reported", 0), ("none", 1)]
    assert conduct(design_of(), out=tmp_path, jobs=1, simulate=grows).failed == ()
    assert calls[3:] == [("none", 1), ("as_reported", 1)]


def test_a_full_disk_at_the_end_leaves_a_study_that_is_taken_up(tmp_path, folder):
    with full_disk(1000), pytest.raises(StudyError, match="cannot write to"):
        conduct(design_of(), out=tmp_path / "other", jobs=1, simulate=made_up_run)
    conduct(design_of(), out=tmp_path / "other", jobs=1, simulate=made_up_run)
    assert (tmp_path / "other" / "runs.parquet").read_bytes() == (folder / "runs.parquet").read_bytes()


def test_a_folder_that_can_only_be_read_is_said_plainly(folder, monkeypatch):
    def refused(path, *arguments, **options):
        raise OSError(errno.EROFS, "Read-only file system")

    before = content(folder)
    monkeypatch.setattr(Path, "mkdir", refused)
    with pytest.raises(StudyError, match=r"cannot write to .*: Read-only file system"):
        conduct(design_of(replicates=3), out=folder, jobs=1, simulate=never)
    assert content(folder) == before


@pytest.mark.parametrize("apart", [True, False])
def test_of_a_run_kept_twice_the_later_counts_unless_it_failed(tmp_path, apart):
    for number, status in enumerate(["failed", "done", "done", "failed"]):
        store = FolderStore(tmp_path)
        store.keep(one_run(), shard(status=status, months=months(float(number))))
        if apart:
            store.flush()
    assert FolderStore(tmp_path).part(one_run(), "months")["value"].to_pylist() == [2.0]


def test_a_shard_holds_several_runs_and_each_is_read_by_itself(tmp_path):
    store = FolderStore(tmp_path)
    store.begin()
    for replicate in range(5):
        store.keep(one_run(replicate), shard(replicate, months=months(*range(replicate))))
    assert not list(tmp_path.rglob("*.parquet"))
    store.flush()
    store.close()
    again = FolderStore(tmp_path)
    assert len(list(tmp_path.glob(f"{PARTS}/*/runs.parquet"))) == 1
    assert [len(again.part(one_run(each), "months")) for each in range(5)] == [0, 1, 2, 3, 4]
    assert again.part(one_run(5), "months") is None
    assert again.part(one_run(3), "spells").num_rows == 0


def test_replicates_of_a_case_stand_together_and_each_is_read_by_itself_in_any_order(tmp_path):
    store, runs = FolderStore(tmp_path), list(design_of("none", "as_reported", replicates=3).in_turn())
    for rows, run in enumerate(runs):
        kept = shard(months=months(*range(rows)))
        store.keep(run, {**kept, "runs": row_of(run, {"status": "done"})})
    store.flush()
    file = pq.ParquetFile(tmp_path / PARTS / "000000" / "months.parquet")
    assert [file.metadata.row_group(each).num_rows for each in range(file.num_row_groups)] == [1 + 3 + 5, 0 + 2 + 4]
    assert [len(FolderStore(tmp_path).part(run, "months")) for run in runs] == list(range(6))
    nowhere = one_run(9)
    found = store.parts([runs[5], nowhere, runs[0], runs[3]], "months")
    assert [None if part is None else part["value"].to_pylist() for part in found] == [
        [0.0, 1.0, 2.0, 3.0, 4.0], None, [], [0.0, 1.0, 2.0],
    ]  # fmt: skip


def test_a_shard_of_old_is_read_in_which_every_table_has_the_labels(tmp_path):
    for old in (True, False):
        store = FolderStore(tmp_path / str(old))
        for replicate in range(3):
            run, kept = one_run(replicate), shard(replicate, months=months(*range(1 + replicate)))
            labels = {name: labelled([run], [table]) for name, table in kept.items() if name in TABLES}
            store.keep(run, kept | labels if old else kept)
        merge(store, [one_run(replicate) for replicate in range(3)])
    assert "point" in pq.read_schema(tmp_path / "True" / PARTS / "000000" / "months.parquet").names
    for name in TABLES:
        assert content(tmp_path / "True")[f"{name}.parquet"] == content(tmp_path / "False")[f"{name}.parquet"]


@pytest.mark.parametrize("bound", ["RUNS_A_SHARD", "BYTES_A_SHARD"])
def test_runs_become_a_shard_once_there_are_enough_or_enough_bytes(tmp_path, monkeypatch, bound):
    monkeypatch.setattr(f"experiments.store.{bound}", 1)
    store = FolderStore(tmp_path)
    store.keep(one_run(), shard())
    assert len(list(tmp_path.glob(f"{PARTS}/*/runs.parquet"))) == 1
    assert not (tmp_path / PARTS / JOURNAL).exists()


def test_runs_are_kept_at_once_and_no_row_is_lost(tmp_path, monkeypatch):
    monkeypatch.setattr("experiments.store.RUNS_A_SHARD", 4)
    store = FolderStore(tmp_path)
    for replicate in range(10):
        status = "failed" if replicate == 2 else "done"
        store.keep(one_run(replicate), shard(replicate, status, months=months(*range(replicate))))
        assert FolderStore(tmp_path).part(one_run(replicate), "months").equals(store.part(one_run(replicate), "months"))
    for kept in (store, FolderStore(tmp_path)):
        assert [len(kept.part(one_run(each), "months")) for each in range(10)] == list(range(10))
        assert kept.done() == {one_run(each).labels for each in range(10) if each != 2}
    sizes = sorted(len(pd.read_parquet(path)) for path in tmp_path.glob(f"{PARTS}/*/runs.parquet"))
    assert sizes == [4, 4]


@pytest.mark.parametrize("harm", ["cut short", "overwritten"])
def test_of_a_journal_spoilt_in_a_record_those_before_it_count_and_the_next_is_written_over_it(tmp_path, harm):
    store, ends = FolderStore(tmp_path), [0]
    path = tmp_path / PARTS / JOURNAL
    for replicate in range(3):
        store.keep(one_run(replicate), shard(replicate, months=months(*range(100))))
        ends.append(path.stat().st_size)
    whole = path.read_bytes()
    for cut in (ends[1] + 3, ends[1] + 12, (ends[1] + ends[2]) // 2, ends[2] - 1):
        path.write_bytes(whole[:cut] if harm == "cut short" else whole[:cut] + b"?" + whole[cut + 1 :])
        again = FolderStore(tmp_path)
        assert again.done() == {one_run(0).labels}
        again.keep(one_run(3), shard(3, months=months(1.0)))
        assert FolderStore(tmp_path).done() == {one_run(0).labels, one_run(3).labels}


def test_a_damaged_shard_among_others_is_set_aside_and_the_others_stay(tmp_path, caplog):
    store = FolderStore(tmp_path)
    for replicate in range(3):
        store.keep(one_run(replicate), shard(replicate, months=months(1.0)))
        store.flush()
    (tmp_path / PARTS / "000001" / "spells.parquet").write_bytes(b"spoilt")
    kept = FolderStore(tmp_path)
    assert [kept.part(one_run(each), "months") is not None for each in range(3)] == [True, False, True]
    assert "000001 is damaged" in caplog.text


def test_one_process_writes_and_others_are_told(folder):
    store = FolderStore(folder)
    store.begin()
    with pytest.raises(StudyError, match="another process is writing to"):
        conduct(design_of(replicates=3), out=folder, jobs=1, simulate=never)
    store.close()
    assert conduct(design_of(replicates=3), out=folder, jobs=1, simulate=made_up_run).failed == ()


@pytest.mark.parametrize("harm", ["cut short", "emptied", "lost", "overwritten"])
@pytest.mark.parametrize("table", ["runs", "spells"])
def test_a_damaged_shard_is_named_and_set_aside_and_its_runs_are_done_again(folder, tmp_path, caplog, harm, table):
    path = folder / PARTS / "000000" / f"{table}.parquet"
    whole = path.read_bytes()
    middle = len(whole) // 3
    spoilt = {
        "cut short": whole[:-40],
        "emptied": b"",
        "overwritten": whole[:middle] + bytes(99) + whole[middle + 99 :],
    }
    path.unlink() if harm == "lost" else path.write_bytes(spoilt[harm])
    calls = []
    conduct(design_of(replicates=3), out=folder, jobs=1, simulate=lambda *a: calls.append(a) or made_up_run(*a))
    assert len(calls) == 6
    assert "000000 is damaged and set aside as" in caplog.text
    assert (folder / PARTS / "set-aside" / "000000").is_dir()
    conduct(design_of(replicates=3), out=tmp_path / "fresh", jobs=1, simulate=made_up_run)
    for name in ("runs", *TABLES):
        assert (folder / f"{name}.parquet").read_bytes() == (tmp_path / "fresh" / f"{name}.parquet").read_bytes()


def test_columns_come_in_one_order_however_runs_are_gathered(tmp_path):
    frames = [months(1.0), months(1.0).assign(zest=1.0), months(1.0).assign(note="late", zest=2.0)]
    orders = []
    for order in ([0, 1, 2], [2, 1, 0]):
        for apart in (True, False):
            store = FolderStore(tmp_path / f"{order}{apart}")
            for replicate in order:
                store.keep(one_run(replicate), shard(replicate, months=frames[replicate]))
                if apart:
                    store.flush()
            merge(store, [one_run(replicate) for replicate in range(3)])
            orders.append((tmp_path / f"{order}{apart}" / "months.parquet").read_bytes())
    assert len(set(orders)) == 1
