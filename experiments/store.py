"""Where the rows of a study are kept: a folder on disk, or memory.

One process writes.  A finished run is kept in a journal (`experiments.journal`) at once, and with others becomes a
shard (`experiments.shards`), complete or absent; when all runs are in, shards are published as one larger Parquet file
a table, in the order of the design.  No table holds a time, so that equal runs make equal bytes, whoever ran them and
in what order.
"""

import io
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import batched
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.design import Run
from experiments.journal import Journal, Labels, Shard, is_done
from experiments.rows import (
    COMPRESSION,
    LABELS,
    PAIRED,
    SUMMARY,
    TABLES,
    encodings,
    fitted,
    labelled,
    read_csv,
    read_parquet,
    schema_of_all,
    write_parquet,
)
from experiments.shards import Shards
from model.messages import _

try:
    import fcntl
except ImportError:  # Windows: nothing keeps a second writer out
    fcntl = None  # type: ignore[assignment]

PARTS, ASIDE, WRITER, JOURNAL = "parts", ".aside", ".writer", ".journal"
RUNS_AT_ONCE = 8  # whose rows get their labels together
RUNS_A_SHARD, BYTES_A_SHARD = 64, 64 << 20  # runs become a shard once there are so many, or such a journal


class StudyError(Exception):
    """A study that cannot be written, read or mixed with another; the message says what to do."""


class Store(Protocol):
    """Keeps shards while a study runs, then its published tables."""

    @property
    def folder(self) -> Path | None:
        """Where on disk; None where in memory."""

    def keep(self, run: Run, shard: Shard) -> None:
        """Keep the tables of one run, all or none."""

    def close(self) -> None:
        """Put in safety what was kept, and let others write."""

    def part(self, run: Run, name: str) -> pa.Table | None:
        """One table of a run's shard; None where there is none. Rows of `RUNS` alone begin with the run's `KEYS`."""

    def parts(self, runs: Iterable[Run], name: str) -> Iterator[pa.Table | None]:
        """The same of each of some runs, in their order."""

    def schema(self, run: Run, name: str) -> pa.Schema | None:
        """The columns of a run's table; None where there is none."""

    def publish(self, name: str, parts: Iterable[pa.Table], schema: pa.Schema) -> None:
        """Put the tables of all runs, in the order given, into one."""

    def write(self, name: str, text: str) -> None:
        """Keep a text, such as a CSV table."""

    def frame(self, name: str) -> pd.DataFrame:
        """A published table."""


def merge(store: Store, runs: Iterable[Run]) -> None:
    """Publish each of `TABLES` from the shards of `runs`, in their order; a failed run has no rows.

    Raises StudyError where two runs disagree about what a column holds.
    """
    order = list(runs)
    for name in TABLES:
        found = (schema for run in order if (schema := store.schema(run, name)) is not None)
        try:
            schema = schema_of_all(found, name)
        except pa.ArrowException as error:
            raise StudyError(str(error)) from error
        parts = zip(order, store.parts(order, name), strict=True)
        rows = ((run, fitted(part, schema)) for run, part in parts if part is not None)
        near = (labelled(*zip(*each, strict=True)) for each in batched(rows, RUNS_AT_ONCE))
        store.publish(name, near, pa.schema([*LABELS, *schema]))


class MemoryStore:
    """A study that leaves nothing behind; its files, Parquet as on disk, are kept as bytes by name."""

    folder = None

    def __init__(self) -> None:
        self._shards: dict[tuple[Any, ...], dict[str, bytes]] = {}
        self._files: dict[str, bytes] = {}

    def keep(self, run: Run, shard: Shard) -> None:
        """Keep the tables of one run."""
        kept = {}
        for name, table in shard.items():
            pq.write_table(table, sink := io.BytesIO(), compression=COMPRESSION, **encodings(table.schema))
            kept[name] = sink.getvalue()
        self._shards[run.labels] = kept

    def close(self) -> None:
        """Nothing: memory is as safe as it gets."""

    def part(self, run: Run, name: str) -> pa.Table | None:
        """One table of a run's shard; None where there is none."""
        kept = self._shards.get(run.labels, {}).get(name)
        return None if kept is None else pq.read_table(io.BytesIO(kept), use_threads=False)

    def parts(self, runs: Iterable[Run], name: str) -> Iterator[pa.Table | None]:
        """The same of each of some runs, in their order."""
        return (self.part(run, name) for run in runs)

    def schema(self, run: Run, name: str) -> pa.Schema | None:
        """The columns of a run's table; None where there is none."""
        kept = self._shards.get(run.labels, {}).get(name)
        return None if kept is None else pq.read_schema(io.BytesIO(kept))

    def publish(self, name: str, parts: Iterable[pa.Table], schema: pa.Schema) -> None:
        """Put the tables of all runs into one, and forget the shards' own."""
        write_parquet(sink := io.BytesIO(), parts, schema)
        self._files[f"{name}.parquet"] = sink.getvalue()
        for kept in self._shards.values():
            kept.pop(name, None)

    def write(self, name: str, text: str) -> None:
        """Keep a text."""
        self._files[name] = text.encode()

    def frame(self, name: str) -> pd.DataFrame:
        """A published table."""
        if name in (SUMMARY, PAIRED):
            return read_csv(io.BytesIO(self._files[f"{name}.csv"]))
        return read_parquet(io.BytesIO(self._files[f"{name}.parquet"]))


class FolderStore:
    """A study on disk, its shards in parts/.  Raises StudyError throughout, DamagedShardError for a damaged shard."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self._held: tuple[Shards, Journal] | None = None
        self._lock: Any = None

    def begin(self) -> None:
        """Make the folder, keep other writers out, and clear away what a killed run may have left half written."""
        with self._writing():
            (self.folder / PARTS).mkdir(parents=True, exist_ok=True)
            self._keep_others_out()
            shutil.rmtree(self.folder / PARTS / ASIDE, ignore_errors=True)
        self._held = None

    def keep(self, run: Run, shard: Shard) -> None:
        """Keep the tables of one run, and make a shard of those in the journal once they are enough."""
        _shards, journal = self._parts()
        with self._writing():
            journal.add(shard)
        if len(journal.runs) >= RUNS_A_SHARD or journal.size >= BYTES_A_SHARD:
            self.flush()

    def flush(self) -> None:
        """Make one shard of all runs in the journal; where that fails they are still there."""
        shards, journal = self._parts()
        if journal.runs:
            with self._writing():
                try:
                    shards.write(journal.runs, self._aside())
                except pa.ArrowException as error:
                    raise StudyError(str(error)) from error
                journal.empty()

    def close(self) -> None:
        """Let others write."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def part(self, run: Run, name: str) -> pa.Table | None:
        """One table of a run; None where there is none."""
        shards, journal = self._parts()
        waiting = journal.runs.get(run.labels)
        return shards.part(run, name) if waiting is None else waiting.get(name)

    def done(self) -> set[Labels]:
        """The labels of all runs that are kept and finished."""
        shards, journal = self._parts()
        return shards.done() | {labels for labels, shard in journal.runs.items() if is_done(shard)}

    def parts(self, runs: Iterable[Run], name: str) -> Iterator[pa.Table | None]:
        """The same of each of some runs, in their order."""
        self.flush()
        return self._parts()[0].parts(runs, name)

    def schema(self, run: Run, name: str) -> pa.Schema | None:
        """The columns of a run's table; None where there is none."""
        self.flush()
        return self._parts()[0].schema(run, name)

    def publish(self, name: str, parts: Iterable[pa.Table], schema: pa.Schema) -> None:
        """Write the tables of all runs into one Parquet file, aside, then rename it."""
        with self._replacing(f"{name}.parquet") as path:
            write_parquet(path, parts, schema)

    def write(self, name: str, text: str) -> None:
        """Write a text, aside, then rename it."""
        with self._replacing(name) as path:
            path.write_text(text, "utf-8", newline="\n")

    def frame(self, name: str) -> pd.DataFrame:
        """A published table."""
        read, ending = (read_csv, "csv") if name in (SUMMARY, PAIRED) else (read_parquet, "parquet")
        path = self.folder / f"{name}.{ending}"
        with self._reading(path):
            return read(path)

    def rows(self, name: str, labels: Mapping[str, Any]) -> pa.Table:
        """The rows of a published table with these labels; all where there are none."""
        path = self.folder / f"{name}.parquet"
        with self._reading(path):
            filters = [(column, "=", value) for column, value in labels.items()] or None
            return pq.read_table(path, partitioning=None, filters=filters)

    def _parts(self) -> tuple[Shards, Journal]:
        """What there is of finished runs, read when first asked for."""
        if self._held is None:
            with self._writing():
                self._held = Shards(self.folder / PARTS), Journal(self.folder / PARTS / JOURNAL)
        return self._held

    def _keep_others_out(self) -> None:
        """Lock the folder for as long as this process lives, where the file system knows locks."""
        if fcntl is None:
            return
        self._lock = (self.folder / PARTS / WRITER).open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._lock.close()
            message = _("another process is writing to {folder}; wait for it, or end it.")
            raise StudyError(message.format(folder=self.folder)) from error
        except OSError:
            return  # a file system without locks

    def _aside(self) -> Path:
        return self.folder / PARTS / ASIDE / uuid4().hex

    @contextmanager
    def _replacing(self, name: str) -> Iterator[Path]:
        """A path to write to, which becomes the file `name` once written."""
        aside = self._aside()
        with self._writing():
            try:
                aside.parent.mkdir(parents=True, exist_ok=True)
                yield aside
                aside.replace(self.folder / name)
            finally:
                aside.unlink(missing_ok=True)

    @contextmanager
    def _reading(self, path: Path) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError, pa.ArrowException) as error:
            raise StudyError(_("{path} cannot be read: {why}").format(path=path, why=error)) from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            why = error.strerror or error
            raise StudyError(_("cannot write to {folder}: {why}.").format(folder=self.folder, why=why)) from error
