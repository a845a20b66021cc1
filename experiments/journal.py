"""Where finished runs wait until they are enough for a shard: in memory, and in one file to which each is added whole.

A record is its length, its checksum and the run's tables, one Arrow stream after another.  What a kill, or a disk that
is full, leaves of a record at the end does not count, and the next one is written over it.
"""

import struct
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from experiments.design import KEYS
from experiments.headline import DONE
from experiments.rows import RUNS

HEAD = struct.Struct("<QI")
NAME = b"table"

type Shard = Mapping[str, pa.Table]
type Labels = tuple[Any, ...]


class Journal:
    """The runs in a file, those of one label once: the later one counts, if it is done.  Raises OSError throughout."""

    def __init__(self, path: Path) -> None:
        self.runs = dict[Labels, Shard]()
        self._path = path
        self.size = 0  # bytes, to the end of the last whole record
        for shard in self._read():
            self._take(shard)

    def add(self, shard: Shard) -> None:
        """Add the tables of a run."""
        record = _record(shard)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch()
        with self._path.open("r+b", buffering=0) as file:
            file.truncate(file.seek(self.size))
            for part in (HEAD.pack(len(record), zlib.crc32(record)), record):
                left = memoryview(part)
                while left:
                    left = left[file.write(left) :]
        self.size += HEAD.size + len(record)
        self._take(shard)

    def empty(self) -> None:
        """Forget all runs."""
        self._path.unlink(missing_ok=True)
        self.runs, self.size = {}, 0

    def _take(self, shard: Shard) -> None:
        labels = tuple(shard[RUNS][name][0].as_py() for name in KEYS)
        if is_done(shard) or labels not in self.runs or not is_done(self.runs[labels]):
            self.runs[labels] = shard

    def _read(self) -> Iterator[Shard]:
        """The tables of every run in the file that is whole, in the order in which they were added."""
        content = self._path.read_bytes() if self._path.exists() else b""
        while len(content) >= self.size + HEAD.size:
            size, checksum = HEAD.unpack_from(content, self.size)
            record = memoryview(content)[self.size + HEAD.size :][:size]
            if not 0 < size == len(record) or zlib.crc32(record) != checksum:
                return
            yield _tables(record)
            self.size += HEAD.size + size


def is_done(shard: Shard) -> bool:
    """Whether the run finished."""
    return bool(shard[RUNS]["status"][0].as_py() == DONE)


def _record(shard: Shard) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    for name, table in shard.items():
        with pa.ipc.new_stream(sink, table.schema.with_metadata({NAME: name})) as stream:
            stream.write_table(table)
    return sink.getvalue()


def _tables(record: memoryview) -> Shard:
    source, tables = pa.BufferReader(record), dict[str, pa.Table]()
    while source.tell() < len(record):
        with pa.ipc.open_stream(source) as stream:
            table = stream.read_all()
        tables[table.schema.metadata[NAME].decode()] = table.replace_schema_metadata(None)
    return tables
