"""The shards of a study on disk: folders parts/NUMBER, each complete or absent, each with the tables of several runs.

`runs.parquet` of a shard has one row a run and is the index of what the shard holds.  Each other table has one row
group for every run with rows in it, in the order of `runs.parquet`; how many rows that are, run by run, stands in the
file's metadata.  So the rows of one run are read without the others.  Pages carry checksums.
"""

import errno
import json
import logging
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from experiments.design import KEYS, Run
from experiments.headline import DONE
from experiments.rows import RUNS, TABLES, fitted, schema_of_all
from model.messages import _

SET_ASIDE = "set-aside"
ROWS = b"rows"
QUICKLY = {"compression": "lz4", "write_statistics": False, "write_page_checksum": True}
DAMAGE = (None, errno.ENOENT, errno.ENOTDIR, errno.EIO)  # None: what Arrow says of content
LOG = logging.getLogger("fanpin")  # a warning goes to standard error, unless a notebook wants it elsewhere

type Shard = Mapping[str, pa.Table]
type Labels = tuple[Any, ...]


class DamagedShardError(Exception):
    """A shard could not be read and is set aside: its runs have to be done again."""


class Shards:
    """All shards in a folder, by the runs they hold; of a run in two shards the later one counts, if it is done."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._rows = dict[str, pa.Table]()
        self._schemas = dict[tuple[str, str], pa.Schema]()
        self._places = dict[Labels, tuple[str, int]]()
        self._recent = dict[Labels, Shard]()  # tables written to small shards, at hand until these become one
        for shard in sorted((path.name for path in folder.glob("*") if path.name.isdecimal()), key=int):
            self._take_up(shard)

    def write(self, runs: Mapping[Labels, Shard], aside: Path) -> None:
        """Write the tables of some runs as one shard: into the folder `aside`, which then takes its place here.

        Raises OSError, and ArrowException where two runs disagree about what a column holds.
        """
        try:
            aside.mkdir(parents=True)
            for name in (RUNS, *TABLES):
                parts = [shard.get(name) for shard in runs.values()]
                if any(part is not None for part in parts):
                    _write(aside / f"{name}.parquet", parts, name)
            number = 1 + max((int(name) for name in self._rows), default=-1)
            while (self.folder / f"{number:06}").exists():
                number += 1
            aside.replace(self.folder / f"{number:06}")
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        written = f"{number:06}"
        self._index(written, together([shard[RUNS] for shard in runs.values()], RUNS))
        self._recent |= {labels: shard for labels, shard in runs.items() if self._places[labels][0] == written}

    def gather(self, most_runs: int, most_bytes: int, aside: Path) -> None:
        """Put the small shards into one, once they hold `most_runs` runs or so many bytes; raises as `write` does.

        Whoever is killed in between leaves runs in two shards, which are the same.
        """
        sizes = {shard: self._size(shard) for shard, rows in self._rows.items() if len(rows) < most_runs}
        small = [shard for shard, size in sizes.items() if size < most_bytes]
        self._recent = {labels: kept for labels, kept in self._recent.items() if self._places[labels][0] in small}
        enough = sum(len(self._rows[shard]) for shard in small) >= most_runs
        if len(small) < 2 or not (enough or sum(sizes[shard] for shard in small) >= most_bytes):
            return
        mine = [labels for labels, (shard, _place) in self._places.items() if shard in small]
        with suppress(DamagedShardError):  # told, and its runs are missing now
            self.write({labels: self._recent.get(labels) or _Kept(self, labels) for labels in mine}, aside)
            self._recent = {}
            for shard in small:
                (self.folder / shard).replace(aside)
                shutil.rmtree(aside)
                self._forget(shard)

    def part(self, run: Run, name: str) -> pa.Table | None:
        """One table of a run; None where there is none. Raises DamagedShardError."""
        return self.of(run.labels, name)

    def of(self, labels: Labels, name: str) -> pa.Table | None:
        """One table of the run with these labels, as `part` has it."""
        if (found := self._places.get(labels)) is None:
            return None
        shard, place = found
        if name == RUNS:
            return self._rows[shard].slice(place, 1)
        with self._reading(shard):
            return _rows_of(self.folder / shard / f"{name}.parquet", place)

    def schema(self, run: Run, name: str) -> pa.Schema | None:
        """The columns of a run's table; None where there is none. Raises DamagedShardError."""
        if (found := self._places.get(run.labels)) is None:
            return None
        shard, _place = found
        path = self.folder / shard / f"{name}.parquet"
        if (shard, name) not in self._schemas and path.is_file():
            with self._reading(shard):
                self._schemas[shard, name] = pq.read_schema(path).remove_metadata()
        return self._schemas.get((shard, name))

    def _take_up(self, shard: str) -> None:
        """Put the runs of a shard into the index; a shard that is not whole is set aside."""
        try:
            with self._reading(shard):
                rows = _checked(self.folder / shard)
        except DamagedShardError:
            return
        self._index(shard, rows)

    def _index(self, shard: str, rows: pa.Table) -> None:
        self._rows[shard] = rows
        columns = [rows[name].to_pylist() for name in (*KEYS, "status")]
        for place, (*labels, status) in enumerate(zip(*columns, strict=True)):
            if status == DONE or not self._is_done(tuple(labels)):
                self._places[tuple(labels)] = shard, place

    def _is_done(self, labels: Labels) -> bool:
        if (found := self._places.get(labels)) is None:
            return False
        shard, place = found
        return self._rows[shard]["status"][place].as_py() == DONE

    @contextmanager
    def _reading(self, shard: str) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError, LookupError, TypeError, pa.ArrowException) as error:
            if isinstance(error, OSError) and error.errno not in DAMAGE:
                raise  # it may be whole, and only not to be read now
            to = self._set_aside(shard)
            message = _("{path} is damaged and set aside as {to}; its runs are done again: {why}")
            LOG.warning(message.format(path=self.folder / shard, to=to, why=error))
            raise DamagedShardError from error

    def _set_aside(self, shard: str) -> Path:
        """Move a shard out of the way, and forget its runs."""
        to = self.folder / SET_ASIDE / shard
        to.parent.mkdir(exist_ok=True)
        while to.exists():
            to = to.with_name(f"{to.name}+")
        (self.folder / shard).replace(to)
        self._forget(shard)
        return to

    def _forget(self, shard: str) -> None:
        self._rows.pop(shard, None)
        self._schemas = {key: schema for key, schema in self._schemas.items() if key[0] != shard}
        self._places = {labels: place for labels, place in self._places.items() if place[0] != shard}

    def _size(self, shard: str) -> int:
        return sum(path.stat().st_size for path in (self.folder / shard).iterdir())


class _Kept(Mapping[str, pa.Table]):
    """The tables of a run in its shard, read when asked for."""

    def __init__(self, shards: Shards, labels: Labels) -> None:
        self._shards, self._labels = shards, labels

    def __getitem__(self, name: str) -> pa.Table:
        if (table := self._shards.of(self._labels, name)) is None:
            raise KeyError(name)
        return table

    def __iter__(self) -> Iterator[str]:
        return (name for name in (RUNS, *TABLES) if name in self)

    def __len__(self) -> int:
        return sum(1 for _name in self)


def _write(path: Path, parts: Sequence[pa.Table | None], name: str) -> None:
    """One table of a shard: a row group for each part with rows; the index is one piece."""
    if name == RUNS:
        pq.write_table(together(parts, name), path, **QUICKLY)
        return
    schema = schema_of_all((part.schema for part in parts if part is not None), name)
    rows = json.dumps([None if part is None else len(part) for part in parts])
    with pq.ParquetWriter(path, schema.with_metadata({ROWS: rows}), **QUICKLY) as file:
        for part in parts:
            if part is not None and len(part):
                file.write_table(fitted(part, schema), row_group_size=len(part))


def together(parts: Sequence[pa.Table], name: str) -> pa.Table:
    """The rows of all parts as one table. Raises ArrowException where they disagree about a column."""
    schema = schema_of_all((part.schema for part in parts), name)
    return pa.concat_tables(fitted(part, schema) for part in parts)


def _checked(shard: Path) -> pa.Table:
    """The index of a shard, once every file of it has been found whole at both ends. Raises ValueError, OSError."""
    index = pq.read_table(shard / f"{RUNS}.parquet", partitioning=None, page_checksum_verification=True)
    for name in TABLES:
        path = shard / f"{name}.parquet"
        if not path.is_file() and DONE not in index["status"].to_pylist():
            continue
        file = pq.ParquetFile(path)
        rows = json.loads(file.schema_arrow.metadata[ROWS])
        if len(rows) != len(index) or sum(each or 0 for each in rows) != file.metadata.num_rows:
            raise ValueError(_("{name} does not hold the rows that it says").format(name=path.name))
    return index


def _rows_of(path: Path, place: int) -> pa.Table | None:
    """The rows of the run at a place of the index; None where it has no such table."""
    if not path.is_file():
        return None
    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        schema = file.schema_arrow
        rows = json.loads(schema.metadata[ROWS])
        if rows[place] is None:
            return None
        group = sum(1 for each in rows[:place] if each)
        table = file.read_row_group(group, use_threads=False) if rows[place] else schema.empty_table()
        return table.replace_schema_metadata(None)
