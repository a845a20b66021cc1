"""Where the rows of a study are kept: a folder on disk, or memory.

Every run keeps a shard of its own, complete or absent: written aside, then renamed.  When all runs are in, shards are
published as one larger Parquet file a table, in the order of the design, by one writer.  No table holds a time, so
that equal runs make equal bytes, whoever ran them and in what order.
"""

import io
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.design import Run
from experiments.rows import COMPRESSION, PAIRED, SUMMARY, TABLES, read_csv, read_parquet, schema_of_all, write_parquet
from model.messages import _

PARTS, ASIDE = "parts", ".aside"

type Shard = Mapping[str, pa.Table]


class StudyError(Exception):
    """A study that cannot be written, read or mixed with another; the message says what to do."""


class Store(Protocol):
    """Keeps shards while a study runs, then its published tables."""

    @property
    def folder(self) -> Path | None:
        """Where on disk; None where in memory."""

    def keep(self, run: Run, shard: Shard) -> None:
        """Keep the tables of one run, all or none."""

    def part(self, run: Run, name: str) -> pa.Table | None:
        """One table of a run's shard; None where there is none."""

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
        parts = (part for run in order if (part := store.part(run, name)) is not None)
        try:
            schema = schema_of_all(found, name)
        except pa.ArrowException as error:
            raise StudyError(_("the runs do not agree on table {name}: {why}").format(name=name, why=error)) from error
        store.publish(name, parts, schema)


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
            pq.write_table(table, sink := io.BytesIO(), compression=COMPRESSION)
            kept[name] = sink.getvalue()
        self._shards[run.labels] = kept

    def part(self, run: Run, name: str) -> pa.Table | None:
        """One table of a run's shard; None where there is none."""
        kept = self._shards.get(run.labels, {}).get(name)
        return None if kept is None else pq.read_table(io.BytesIO(kept))

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
    """A study on disk; shards are the folders parts/POINT/POLICY/FUTURE/REPLICATE.  Raises StudyError throughout."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)

    def begin(self) -> None:
        """Make the folder, and clear away what a killed run may have left half written."""
        with self._writing():
            self.folder.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(self.folder / PARTS / ASIDE, ignore_errors=True)

    def keep(self, run: Run, shard: Shard) -> None:
        """Write the tables of one run aside, then put them in place of what was there."""
        aside, place = self._aside(), self._place(run)
        with self._writing():
            try:
                aside.mkdir(parents=True)
                for name, table in shard.items():
                    pq.write_table(table, aside / f"{name}.parquet", compression=COMPRESSION)
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.rmtree(place, ignore_errors=True)
                aside.replace(place)
            finally:
                shutil.rmtree(aside, ignore_errors=True)

    def part(self, run: Run, name: str) -> pa.Table | None:
        """One table of a run's shard; None where there is none."""
        path = self._place(run) / f"{name}.parquet"
        with self._reading(path):
            return pq.read_table(path, partitioning=None) if path.is_file() else None

    def schema(self, run: Run, name: str) -> pa.Schema | None:
        """The columns of a run's table; None where there is none."""
        path = self._place(run) / f"{name}.parquet"
        with self._reading(path):
            return pq.read_schema(path) if path.is_file() else None

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

    def _place(self, run: Run) -> Path:
        point, policy, future, replicate = run.labels
        return self.folder / PARTS / str(point) / policy / future / str(replicate)

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
