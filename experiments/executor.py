"""Carrying out a design: run after run into a store, then the tables of the study.

Runs are done one by one, on threads, in processes or on a cluster (`experiments.workers`), and this process alone
writes.  Nothing here can change a result: a run depends on its scenario, seed and replicate alone, and its rows are
put in order when all are in.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.columns import columns_in
from experiments.design import KEYS, Design
from experiments.dispatch import Dispatch
from experiments.headline import DONE, FACTS, FAILED, against, in_order, tables
from experiments.journal import Labels, Shard
from experiments.manifest import FINISHED, Manifest, hash_when_first_asked, keys_of, manifest_of, model_version, settle
from experiments.one_run import Simulate, Task, Work, failed
from experiments.rows import PAIRED, RUNS, SUMMARY, stored
from experiments.shards import DamagedShardError
from experiments.store import FolderStore, MemoryStore, Store, StudyError, merge
from experiments.study import Study
from experiments.survival import FirstExits
from experiments.workers import check_executor, cores, workers
from model.messages import _

REFUSED = [*KEYS[:3], "measure", "reason"]
ROUNDS = 3  # of doing again what damaged shards held

type Progress = Callable[[int, int, str], None]


def conduct(
    design: Design,
    *,
    out: str | Path | None = None,
    jobs: int | None = None,
    executor: str | Executor = "threads",
    scheduler: str | None = None,
    time_limit: float | None = None,
    progress: Progress | None = None,
    simulate: Simulate | None = None,
    command: str = "",
    inputs: Mapping[str, str] | None = None,
) -> Study:
    """Run a whole design, but for the runs that `out` already holds, and give back the study. Raises StudyError.

    `jobs`, `executor` and `scheduler` say on what (`experiments.workers.workers`); a run over `time_limit` seconds
    fails.  `simulate` stands in for the model, and takes `each_month` where there is a time limit.  `inputs` are the
    hashes of the files behind the design, for the manifest.  On Ctrl-C, runs under way are let finish and kept, as
    far as the executor can; the same call takes the study up again.
    """
    simulate = simulate or the_model()
    version = model_version((case.scenario for case in design.cases), simulate)
    manifest = manifest_of(design, command, inputs or {}, version)
    store = _open(out, manifest)
    if isinstance(store, Study):
        return store
    work = Work(simulate, time_limit, hash_when_first_asked("model"))
    pool = check_executor(executor, scheduler), jobs, scheduler
    try:
        for _round in range(ROUNDS):
            _run_what_is_missing(design, store, manifest, work, pool=pool, tell=progress or _silent)
            try:
                return finish(design, store, manifest)
            except DamagedShardError:
                continue  # it is set aside, so its runs are missing now
        raise StudyError(_("shards of {folder} are damaged as soon as they are written").format(folder=store.folder))
    finally:
        store.close()


def _run_what_is_missing(
    design: Design,
    store: Store,
    manifest: Manifest,
    work: Work,
    *,
    pool: tuple[str | Executor, int | None, str | None],
    tell: Progress,
) -> None:
    """Carry out every run of the design that the store does not hold, and keep what comes of it."""
    key_of = keys_of(manifest.model_version, manifest.scenarios())
    every = (Task(run, key_of(run)) for run in design.in_turn())
    todo = [task for task in every if not _is_done(store, task)]
    total = len(design.cases) * design.replicates
    done = total - len(todo)

    def keep(task: Task, shard: Shard) -> None:
        nonlocal done
        store.keep(task.run, shard)
        done += 1
        tell(done, total, str(task.run))

    tell(done, total, "")
    if todo:
        executor, jobs, scheduler = pool
        with workers(executor, min(jobs or cores(), len(todo)), scheduler) as opened:
            Dispatch(opened, work, keep, _lost).carry_out(todo)


def _lost(task: Task) -> Shard:
    """The row of a run whose worker died again and again."""
    message = _("WorkerDied: the process that ran it died each time; it was killed, or out of memory")
    return failed(task, message)


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


def the_model() -> Simulate:
    """The model itself, imported by those who run it."""
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
    try:
        manifest.save(store)
    except StudyError:
        store.close()
        raise
    return store


def _is_done(store: Store, task: Task) -> bool:
    row = store.part(task.run, RUNS)
    return row is not None and row["status"][0].as_py() == DONE and row["key"][0].as_py() == task.key != ""


def _rows_of_runs(design: Design, store: Store) -> pd.DataFrame:
    """One row a run, in order; beside the baseline's where both finished."""
    found, theirs = dict[Labels, Mapping[str, Any]](), None  # first exits of the baseline's run on the luck at hand
    order = list(design.in_pairs())
    for run, row, spells in zip(order, store.parts(order, RUNS), store.parts(order, "spells"), strict=True):
        if row is None:  # its shard was damaged, and another of the study's runs told so
            raise DamagedShardError
        ours, beside = spells and FirstExits.of(columns_in(spells)), dict[str, Any]()
        if design.against(run) is None:
            theirs = ours
        elif ours is not None and theirs is not None:
            beside = against(ours, theirs)
        found[run.labels] = row.to_pylist()[0] | beside
    runs = pd.DataFrame([found[run.labels] for run in design.runs()])
    runs = runs.reindex(columns=in_order({*map(str, runs), *FACTS}))
    return runs.astype({"same_first_exits": "boolean", "listed_at_start": float})
