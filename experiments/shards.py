"""The shards of a study on disk: folders parts/NUMBER, each complete or absent, each with the tables of several runs.

`runs.parquet` of a shard has one row a run and is the index of what the shard holds.  Each other table has the rows of
those runs in that order, in one row group for all replicates of a case; how many rows a run has stands in the file's
metadata.  So the rows of one case are read without the others.  Pages carry checksums.
"""

import errno
import json
import logging
import shutil
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import accumulate, groupby
from operator import itemgetter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from experiments.design import KEYS, Run
from experiments.headline import DONE
from experiments.journal import Labels, Shard
from experiments.rows import RUNS, TABLES, encodings, fitted, in_one, schema_of_all
from model.messages import _

SET_ASIDE = "set-aside"
ROWS = b"rows"
FILES = 64  # kept open
NOWHERE = "", 0  # shard and place of a run that is in none
QUICKLY = {"compression": "lz4", "write_statistics": False, "write_page_checksum": True}
DAMAGE = (None, errno.ENOENT, errno.ENOTDIR, errno.EIO)  # None: what Arrow says of content
LOG = logging.getLogger("fanpin")  # a warning goes to standard error, unless a notebook wants it elsewhere


class DamagedShardError(Exception):
    """A shard could not be read and is set aside: its runs have to be done again."""


class Shards:
    """All shards in a folder, by the runs they hold; of a run in two shards the later one counts, if it is done."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._rows = dict[str, pa.Table]()
        self._places = dict[Labels, tuple[str, int]]()
        self._file = lru_cache(FILES)(_opened)
        for shard in sorted((path.name for path in folder.glob("*") if path.name.isdecimal()), key=int):
            self._take_up(shard)

    def write(self, runs: Mapping[Labels, Shard], aside: Path) -> None:
        """Write the tables of some runs as one shard: into the folder `aside`, which then takes its place here.

        Raises OSError, and ArrowException where two runs disagree about what a column holds.
        """
        try:
            aside.mkdir(parents=True)
            order = sorted(runs)  # replicates of a case are together
            for name in (RUNS, *TABLES):
                parts = {labels: runs[labels].get(name) for labels in order}
                if any(part is not None for part in parts.values()):
                    _write(aside / f"{name}.parquet", parts, name)
            number = 1 + max((int(name) for name in self._rows), default=-1)
            while (self.folder / f"{number:06}").exists():
                number += 1
            aside.replace(self.folder / f"{number:06}")
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        self._index(f"{number:06}", together([runs[labels][RUNS] for labels in order], RUNS))

    def done(self) -> set[Labels]:
        """The labels of all runs that finished."""
        return {labels for labels in self._places if self._is_done(labels)}

    def part(self, run: Run, name: str) -> pa.Table | None:
        """One table of a run; None where there is none. Raises DamagedShardError."""
        return next(self.parts([run], name))

    def parts(self, runs: Iterable[Run], name: str) -> Iterator[pa.Table | None]:
        """The same of each of some runs; what stands together in a shard is read together."""
        places = (self._places.get(run.labels, NOWHERE) for run in runs)
        for shard, near in groupby(places, itemgetter(0)):
            yield from self._read(shard, name, [place for _shard, place in near])

    def schema(self, run: Run, name: str) -> pa.Schema | None:
        """The columns of a run's table; None where there is none. Raises DamagedShardError."""
        if (found := self._places.get(run.labels)) is None:
            return None
        shard, _place = found
        with self._reading(shard):
            file = self._file(self.folder / shard / f"{name}.parquet")
        return file and file.schema

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

    def _read(self, shard: str, name: str, places: Sequence[int]) -> Sequence[pa.Table | None]:
        if name == RUNS and shard:
            return [self._rows[shard].slice(place, 1) for place in places]
        with self._reading(shard):
            file = self._file(self.folder / shard / f"{name}.parquet") if shard else None
            return [None] * len(places) if file is None else file.read(places)

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
        self._file.cache_clear()
        self._places = {labels: place for labels, place in self._places.items() if place[0] != shard}


class _File:
    """A table of a shard: the rows of each run by its place in the index."""

    def __init__(self, path: Path) -> None:
        self._file = pq.ParquetFile(path, pre_buffer=False, page_checksum_verification=True)
        own = [each for each in self._file.schema_arrow if each.name not in KEYS]  # older shards had them in each table
        self.schema = pa.schema(own)
        self.rows: list[int | None] = json.loads(self._file.schema_arrow.metadata[ROWS])
        self._begins = list(accumulate((rows or 0 for rows in self.rows), initial=0))
        groups = (self._file.metadata.row_group(each).num_rows for each in range(self._file.num_row_groups))
        self._group_begins = list(accumulate(groups, initial=0))

    def holds(self, runs: int) -> bool:
        """Whether there are as many rows, of as many runs, as it says itself."""
        return len(self.rows) == runs and self._begins[-1] == self._group_begins[-1]

    def read(self, places: Sequence[int]) -> list[pa.Table | None]:
        """The rows of each of some runs; None where one has no such table."""
        group_of = {place: bisect_right(self._group_begins, self._begins[place]) - 1 for place in places}
        groups = sorted({group for place, group in group_of.items() if self.rows[place]})
        table = self._file.read_row_groups(groups, self.schema.names, use_threads=False).replace_schema_metadata(None)
        sizes = (self._group_begins[group + 1] - self._group_begins[group] for group in groups)
        at = dict(zip(groups, accumulate(sizes, initial=0), strict=False))

        def rows_of(place: int) -> pa.Table | None:
            rows, group = self.rows[place], group_of[place]
            begin = at[group] + self._begins[place] - self._group_begins[group] if rows else 0
            return None if rows is None else table.slice(begin, rows)

        return [rows_of(place) for place in places]


def _opened(path: Path) -> _File | None:
    """A table of a shard; None where the shard has none of that name."""
    return _File(path) if path.is_file() else None


def _write(path: Path, parts: Mapping[Labels, pa.Table | None], name: str) -> None:
    """One table of a shard: a row group for the rows of each case; the index is one piece."""
    found = {labels: part for labels, part in parts.items() if part is not None}
    if name == RUNS:
        table = together(list(found.values()), name)
        pq.write_table(table, path, **encodings(table.schema), **QUICKLY)
        return
    schema = schema_of_all((part.schema for part in found.values()), name)
    rows = json.dumps([None if part is None else len(part) for part in parts.values()])
    with pq.ParquetWriter(path, schema.with_metadata({ROWS: rows}), **encodings(schema), **QUICKLY) as file:
        for _case, near in groupby(found, lambda labels: labels[:-1]):
            table = in_one(fitted(found[labels], schema) for labels in near)
            if len(table):
                file.write_table(table, row_group_size=len(table))


def together(parts: Sequence[pa.Table], name: str) -> pa.Table:
    """The rows of all parts as one table. Raises ArrowException where they disagree about a column."""
    schema = schema_of_all((part.schema for part in parts), name)
    return in_one(fitted(part, schema) for part in parts)


def _checked(shard: Path) -> pa.Table:
    """The index of a shard, once every file of it has been found whole at both ends. Raises ValueError, OSError."""
    index = pq.read_table(shard / f"{RUNS}.parquet", partitioning=None, page_checksum_verification=True)
    for name in TABLES:
        path = shard / f"{name}.parquet"
        if not path.is_file() and DONE not in index["status"].to_pylist():
            continue
        if not _File(path).holds(len(index)):
            raise ValueError(_("{name} does not hold the rows that it says").format(name=path.name))
    return index
