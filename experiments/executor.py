"""Carrying out a design: run after run into a store, then the tables of the study.

The first run goes alone, so that the compiler works once; the rest one by one or on threads, which fill the cores
since compiled phases release the interpreter lock.  Nothing here can change a result: a run depends on its scenario,
seed and replicate alone, and its rows are put in order when all are in.
"""

import os
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextvars import copy_context
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.design import KEYS, Design, Run
from experiments.headline import DONE, FACTS, FAILED, against, headline, in_order, tables
from experiments.manifest import FINISHED, Manifest, manifest_of, model_version, run_key, settle
from experiments.rows import PAIRED, RUNS, SUMMARY, TABLES, labelled, stored
from experiments.store import FolderStore, MemoryStore, Shard, Store, merge
from experiments.study import Study
from model.scenario import Scenario

REFUSED = [*KEYS[:3], "measure", "reason"]

type Simulate = Callable[[Scenario, int, int], Any]
type Progress = Callable[[int, int, str], None]


def conduct(
    design: Design,
    *,
    out: str | Path | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    simulate: Simulate | None = None,
    command: str = "",
    inputs: Mapping[str, str] | None = None,
) -> Study:
    """Run a whole design, but for the runs that `out` already holds, and give back the study. Raises StudyError.

    `inputs` are the hashes of the files behind it, for the manifest.  On Ctrl-C, runs under way are let finish and
    kept; the same call takes the study up again.
    """
    simulate = simulate or _the_model()
    version = model_version((case.scenario for case in design.cases), simulate)
    manifest = manifest_of(design, command, inputs or {}, version)
    store = _open(out, manifest)
    if isinstance(store, Study):
        return store
    todo = [run for run in design.in_turn() if not _is_done(store, run, version)]
    total = len(design.cases) * design.replicates
    done = total - len(todo)

    tell = progress or _silent

    def work(run: Run) -> None:
        store.keep(run, shard_of(run, run_key(run, version), simulate))

    def count(run: Run) -> None:
        nonlocal done
        done += 1
        tell(done, total, str(run))

    tell(done, total, "")
    execute(todo, work, count, jobs)
    return finish(design, store, manifest)


def shard_of(run: Run, key: str, simulate: Simulate) -> Shard:
    """The tables of one run; of a run that fails, one row with the traceback."""
    try:
        result = simulate(run.case.scenario, run.seed, run.replicate)
        frames = {name: getattr(result, name) for name in TABLES}
        shard = {name: labelled(run, frame, name) for name, frame in frames.items()}
        row = {"status": DONE, "error": "", "digest": result.digest}
        row |= headline(result.headline, frames, run.case.scenario.series)
    except Exception:  # noqa: BLE001  whatever went wrong in one run, the study goes on and shows it
        shard, row = {}, {"status": FAILED, "error": traceback.format_exc(), "digest": ""}
    return {**shard, RUNS: labelled(run, pd.DataFrame([{"key": key, **row}]))}


def finish(design: Design, store: Store, manifest: Manifest) -> Study:
    """Merge the shards of all runs into the tables of the study, and estimate."""
    runs = _rows_of_runs(design, store)
    summary, paired, costs = tables(runs, design.baseline)
    rows = stored(runs)
    store.publish(RUNS, [rows], rows.schema)
    merge(store, design.runs())
    for name, table in ((SUMMARY, summary), (PAIRED, paired)):
        store.write(f"{name}.csv", table.to_csv(index=False, lineterminator="\n"))
    refused = costs.loc[costs["estimate"].isna(), REFUSED]
    reasons = [dict(zip(REFUSED, row, strict=True)) for row in refused.itertuples(index=False)]
    manifest = manifest.finished(int((runs["status"] == FAILED).sum()), reasons)
    manifest.save(store)
    return Study(store, manifest)


def _silent(done: int, total: int, what: str) -> None:
    """The progress of those who did not ask."""


def _the_model() -> Simulate:
    from model.simulate import simulate

    return simulate


def _open(out: str | Path | None, manifest: Manifest) -> Store | Study:
    """Where to keep the rows; the study itself where the folder holds all of it already."""
    if out is None:
        return MemoryStore()
    store = FolderStore(out)
    known = settle(store.folder, manifest)
    if known is not None and known.contains(manifest) and known.status == FINISHED and not known.failed:
        return Study(store, known)
    store.begin()
    manifest.save(store)
    return store


def _is_done(store: Store, run: Run, version: str) -> bool:
    row = store.part(run, RUNS)
    key = run_key(run, version)
    return row is not None and row["status"][0].as_py() == DONE and row["key"][0].as_py() == key != ""


def _rows_of_runs(design: Design, store: Store) -> pd.DataFrame:
    """One row a run, in order; beside the baseline's where both finished."""
    rows = []
    for run in design.runs():
        row = store.part(run, RUNS)
        assert row is not None, f"no shard of {run}"
        twin = design.against(run)
        spells, theirs = (store.part(each, "spells") if each else None for each in (run, twin))
        beside = against(spells.to_pandas(), theirs.to_pandas()) if spells is not None and theirs is not None else {}
        rows.append({**row.to_pylist()[0], **beside})
    runs = pd.DataFrame(rows)
    runs = runs.reindex(columns=in_order({*map(str, runs), *FACTS}))
    return runs.astype({"same_first_exits": "boolean", "listed_at_start": float})


def execute[Task](
    tasks: Sequence[Task], work: Callable[[Task], None], done: Callable[[Task], None], jobs: int | None = None
) -> None:
    """Call `work` once with every task, on `jobs` threads (None: one a core), and `done` after each, in this thread.

    An exception of `work` stops the rest and comes out here, as does Ctrl-C; a task under way is let finish first.
    """
    if not tasks:
        return
    first, rest = tasks[:1], tasks[1:]
    _one_by_one(first, work, done)
    threads = min(jobs or cores(), len(rest))
    if threads > 1:
        _on_threads(rest, work, done, threads)
    else:
        _one_by_one(rest, work, done)


def cores() -> int:
    """How many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _one_by_one[Task](tasks: Iterable[Task], work: Callable[[Task], None], done: Callable[[Task], None]) -> None:
    for task in tasks:
        work(task)
        done(task)


def _on_threads[Task](
    tasks: Iterable[Task], work: Callable[[Task], None], done: Callable[[Task], None], threads: int
) -> None:
    """Each task runs in a copy of this thread's context, so that messages keep its language."""
    with ThreadPoolExecutor(threads, thread_name_prefix="run") as pool:
        futures = {pool.submit(copy_context().run, work, task): task for task in tasks}
        try:
            for future in as_completed(futures):
                future.result()
                done(futures[future])
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
