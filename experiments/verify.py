"""A study held against the model: some of its runs done again, and compared with what it stores, to the bit."""

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa

from experiments.compare import MOST, MOST_SEED, check_whole, check_work
from experiments.design import KEYS, Run
from experiments.dispatch import Dispatch
from experiments.executor import Progress, the_model
from experiments.headline import DONE
from experiments.journal import Shard
from experiments.manifest import FINISHED, Manifest, keys_of, model_version
from experiments.one_run import Simulate, Task, Work
from experiments.resume import design_in, manifest_of_study, other_model
from experiments.rows import RUNS, TABLES
from experiments.store import FolderStore, StudyError
from experiments.workers import check_executor, cores, workers
from model.messages import _

SEED = 1


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a run done again first differs from what is stored; `row` counts the run's rows of the table from 0."""

    point: int
    policy: str
    future: str
    replicate: int
    table: str
    row: int
    column: str
    stored: Any
    new: Any

    def __str__(self) -> str:
        message = _("{policy}, replicate {replicate}: {table}, row {row}, {column}: stored {stored}, now {new}")
        return message.format(**{name: getattr(self, name) for name in self.__slots__})


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of it; `model` says in words that the model is another one than the study's, and is empty otherwise.

    `left_out` names the tables that the study does not keep, of which the digest of each run must do instead.
    """

    runs: tuple[Run, ...]
    difference: Difference | None
    model: str
    left_out: tuple[str, ...] = ()


def verify(
    folder: str | Path,
    *,
    runs: int = 5,
    seed: int = SEED,
    jobs: int | None = None,
    executor: str | Executor = "threads",
    scheduler: str | None = None,
    progress: Progress | None = None,
    simulate: Simulate | None = None,
) -> Verification:
    """Do `runs` runs of a study again, chosen by `seed` among those that finished, and compare every row of theirs.

    A finished study is compared by its published tables, another by its shards.  `difference` is the first in the
    order of the design.  Raises StudyError where there is no study, none of its runs has finished, or its scenarios
    cannot be made again; ScenarioError where a number cannot be.
    """
    check_whole(runs=(runs, 1, MOST), seed=(seed, 0, MOST_SEED))
    check_work(jobs, executor, scheduler, None)
    manifest = manifest_of_study(folder)
    simulate, design = simulate or the_model(), design_in(manifest)
    now = model_version((case.scenario for case in design.cases), simulate)
    model = other_model(manifest, now) if now != manifest.model_version or not now else ""
    kept = _Kept(FolderStore(folder), manifest)
    finished = [run for run in design.runs() if kept.is_done(run)]
    if not finished:
        raise StudyError(_("no run of the study in {folder} has finished.").format(folder=folder))
    chosen = sorted(Random(seed).sample(range(len(finished)), min(runs, len(finished))))
    key_of = keys_of(manifest.model_version, manifest.scenarios())
    tasks = [Task(finished[place], key_of(finished[place])) for place in chosen]
    found = dict[tuple[Any, ...], Difference]()

    def compare(task: Task, shard: Shard) -> None:
        if difference := next(differences(task.run, kept, shard), None):
            found[task.run.labels] = difference
        done.append(task)
        if progress:
            progress(len(done), len(tasks), str(task.run))

    done = list[Task]()
    with workers(check_executor(executor, scheduler), min(jobs or cores(), len(tasks)), scheduler) as pool:
        Dispatch(pool, Work(simulate), compare, _worker_died).carry_out(tasks)
    first = next((found[task.run.labels] for task in tasks if task.run.labels in found), None)
    return Verification(tuple(task.run for task in tasks), first, model, manifest.left_out)


def differences(run: Run, kept: "_Kept", new: Shard) -> Iterator[Difference]:
    """Each value that differs; a column of `runs` that tells of two runs is not compared."""
    for name in (RUNS, *(each for each in TABLES if each not in kept.left_out)):
        stored, again = kept.part(run, name), new.get(name)
        if again is None:
            continue  # the run failed, which its row in `runs` has told
        if len(stored) != len(again):
            yield Difference(*run.labels, name, min(len(stored), len(again)), _("rows"), len(stored), len(again))
        for column in again.column_names:
            if column not in stored.column_names:
                yield Difference(*run.labels, name, 0, column, None, again[column][:1].to_pylist())
                continue
            pairs = zip(_plain(stored[column]), _plain(again[column]), strict=False)
            yield from (
                Difference(*run.labels, name, row, column, before, after)
                for row, (before, after) in enumerate(pairs)
                if before != after
            )


class _Kept:
    """What a study stores of a run: in its published tables once it is finished, in its shards before."""

    def __init__(self, store: FolderStore, manifest: Manifest) -> None:
        self._store, self._published, self.left_out = store, manifest.status == FINISHED, manifest.left_out
        self._done = _labels_done(store.rows(RUNS, {})) if self._published else store.done()

    def is_done(self, run: Run) -> bool:
        """Whether the run finished."""
        return run.labels in self._done

    def part(self, run: Run, name: str) -> pa.Table:
        """The rows of a run."""
        if self._published:
            return self._store.rows(name, dict(zip(KEYS, run.labels, strict=True)))
        found = self._store.part(run, name)
        assert found is not None
        return found


def _labels_done(rows: pa.Table) -> set[tuple[Any, ...]]:
    columns = [rows[name].to_pylist() for name in (*KEYS, "status")]
    return {tuple(labels) for *labels, status in zip(*columns, strict=True) if status == DONE}


def _plain(column: pa.ChunkedArray) -> list[Any]:
    """Values that compare equal where they are the same; what is not a number is missing."""
    return [None if value != value else value for value in column.to_pylist()]


def _worker_died(task: Task) -> Shard:
    raise StudyError(_("the process that ran {run} died each time").format(run=task.run))
