"""One run, wherever it is carried out: what goes to a worker, and the tables that come back.

Everything here can be sent to another process or machine.  A run depends on its scenario, seed and replicate alone.
"""

import re
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.columns import columns_of
from experiments.design import Run
from experiments.headline import DONE, FAILED, headline
from experiments.journal import Shard
from experiments.manifest import hash_when_first_asked
from experiments.rows import RUNS, row_of, stored
from experiments.store import StudyError
from experiments.time_limit import Clock
from model.messages import _

type Simulate = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Task:
    """A run to be carried out, and the key that its row will carry."""

    run: Run
    key: str


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker does with a task: run `simulate`, within `time_limit` seconds if there is one.

    `model` is the hash of the model's sources where the study was begun; a worker with other sources refuses.
    """

    simulate: Simulate
    time_limit: float | None = None
    model: str = ""

    def __call__(self, task: Task) -> Shard:
        """The tables of the run; of a run that fails, one row with the traceback. Raises StudyError."""
        if self.model and hash_when_first_asked("model") != self.model:
            raise StudyError(_("a worker has another version of the model; install the same one on every machine."))
        run = task.run
        try:
            clock = {} if self.time_limit is None else {"each_month": Clock(self.time_limit)}
            result = self.simulate(run.case.scenario, run.seed, run.replicate, **clock)
            tables = columns_of(result)
            shard = {name: stored(table, name) for name, table in tables.items()}
            row = {"status": DONE, "error": "", "digest": result.digest}
            row |= headline(result.headline, tables, run.case.scenario.series)
        except Exception:  # noqa: BLE001  whatever went wrong in one run, the study goes on and shows it
            return failed(task, without_folders(traceback.format_exc()))
        return {**shard, RUNS: row_of(run, {"key": task.key, **row})}


def failed(task: Task, error: str) -> Shard:
    """The one row of a run that did not finish."""
    row = {"key": task.key, "status": FAILED, "error": error, "digest": ""}
    return {RUNS: row_of(task.run, row)}


def without_folders(text: str) -> str:
    """A traceback in which files are named from their package on, as they are on every machine."""
    roots = {str(Path(root)) for root in (*sys.path, Path.cwd(), Path.home(), tempfile.gettempdir()) if root}
    for root in sorted(roots, key=len, reverse=True):
        if root != root[:1]:
            text = text.replace(root + "/", "").replace(root + "\\", "")
    text = re.sub(r'File "(?:/|[A-Za-z]:\\)[^"]*[/\\]([^"/\\]+)"', r'File "\1"', text)
    return re.sub(r"(?<![\w.:/])(?:/|[A-Za-z]:\\)(?:[\w.@+~-]+[/\\])+", "", text)
