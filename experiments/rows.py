"""The tables of a study: their columns, and how rows are written and read, the same wherever they are kept.

In memory words are places in a dictionary, which take little room and no time to write; in files they are words.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.design import KEYS, Run
from model.messages import _

WORD, COUNT, AMOUNT, SWITCH = pa.dictionary(pa.int32(), pa.string()), pa.int64(), pa.float64(), pa.bool_()
RUNS, SUMMARY, PAIRED = "runs", "summary", "paired"
# Tables with rows of every run, and the columns that each has at least; `runs` has one row a run.
FLOW = ("year", "account_from", "account_to", "programme")
TABLES = {
    "months": ("month", "measure", "value"),
    "spells": ("household", "listed", "cohort", "first", "exit_month", "end_month", "outcome", "cause",
               "any_end_month", "any_outcome", "weight"),
    "households": ("household", "listed", "weight", "poor_years", "months_out_at_end", "end"),
    "ledger": (*FLOW, "yuan"),
    "animals": (*FLOW, "head"),
    "needs": ("year", "programme", "wished", "admitted", "yuan"),
}  # fmt: skip
KINDS = {
    **dict.fromkeys(("household", "exit_month", "end_month", "any_end_month", "year"), COUNT),
    **dict.fromkeys(("poor_years", "months_out_at_end"), COUNT),
    **dict.fromkeys(("value", "weight", "yuan", "head", "wished", "admitted"), AMOUNT),
    **dict.fromkeys(("listed", "cohort", "first"), SWITCH),
}
LABELS = pa.schema([pa.field(name, WORD if name in ("policy", "future") else COUNT, nullable=False) for name in KEYS])
WORDS = ("policy", "future", "baseline", "measure", "unit")
WHOLE = {"point": "int64", "replicates": "int64", "horizon_months": "Int64"}
ROWS_A_GROUP = 1 << 18
COMPRESSION = "zstd"


def stored(columns: Mapping[Any, Any], name: str = RUNS) -> pa.Table:
    """Rows as they are stored in the table `name`: plain column types, no index; `columns` may be a data frame.

    Raises KeyError where a column of `TABLES` is missing, ArrowException where one holds something else.
    """
    known = TABLES.get(name, ())
    if missing := [column for column in known if column not in columns]:
        raise KeyError(f"{name}: no column {', '.join(missing)}")
    kinds = {column: KINDS.get(column, WORD) for column in known}
    return _table({str(each): _array(values, kinds.get(each)) for each, values in columns.items()})


def labelled(runs: Sequence[Run], rows: Sequence[pa.Table]) -> pa.Table:
    """The rows of some runs, tables of one schema, in one table, with the `KEYS` of its run before each row."""
    table, run_of = pa.concat_tables(rows), np.repeat(np.arange(len(runs)), [len(each) for each in rows])
    values = zip(*(run.labels for run in runs), strict=True)
    labels = [pa.array(each, field.type).take(run_of) for field, each in zip(LABELS, values, strict=True)]
    return pa.table([*labels, *table.columns], pa.schema([*LABELS, *table.schema]))


def row_of(run: Run, values: Mapping[str, str | float]) -> pa.Table:
    """The row of a run in `runs`, `KEYS` first; what is not a number is missing."""
    kinds = {str: WORD, bool: SWITCH, int: COUNT, float: AMOUNT}
    fields = [pa.field(name, kinds[type(value)], isinstance(value, float)) for name, value in values.items()]
    known = {name: value if value == value else None for name, value in values.items()}
    row = dict(zip(KEYS, run.labels, strict=True)) | known
    return pa.Table.from_pylist([row], pa.schema([*LABELS, *fields]))


def _table(arrays: Mapping[str, pa.Array]) -> pa.Table:
    """Arrays as columns; that nothing is missing in one is said once, not row by row, but for amounts."""
    missing = {name for name, each in arrays.items() if each.null_count or each.type in (AMOUNT, pa.null())}
    schema = pa.schema([pa.field(name, each.type, name in missing) for name, each in arrays.items()])
    return pa.table(dict(arrays), schema)


def _array(values: Any, kind: pa.DataType | None = None) -> pa.Array:
    """Values as they are stored, of a kind or of their own; what is not a number is missing."""
    array = pa.array(values, from_pandas=True)
    if kind is None:
        words = pa.types.is_dictionary(array.type) or pa.types.is_large_string(array.type)
        kind = WORD if words or pa.types.is_string(array.type) else array.type
    return array.cast(kind)


def schema_of_all(schemas: Iterable[pa.Schema], name: str) -> pa.Schema:
    """The columns of a table from those of its parts; without parts, the columns it has at least.

    Where parts differ, the columns that all tables of this name have come first and the others by name, so that the
    order of the parts does not show.  Raises ArrowException where two parts disagree about what a column holds.
    """
    kinds = ((each, KINDS.get(each, WORD)) for each in TABLES.get(name, ()))
    least = pa.schema([pa.field(each, kind, kind == AMOUNT) for each, kind in kinds])
    different = list({schema.to_string(): schema for schema in schemas}.values()) or [least]
    try:
        fields = list(pa.unify_schemas(different, promote_options="permissive"))
    except pa.ArrowException as error:
        message = _("the runs do not agree on table {name}: {why}").format(name=name, why=error)
        raise pa.ArrowInvalid(message) from error
    if len(different) > 1:
        everywhere = set.intersection(*(set(schema.names) for schema in different))
        fields = [field if field.name in everywhere else field.with_nullable(True) for field in fields]
        places = {column: place for place, column in enumerate((*KEYS, *least.names))}
        fields.sort(key=lambda field: (places.get(field.name, len(places)), field.name))
    return pa.schema([field.with_type(WORD) if pa.types.is_null(field.type) else field for field in fields])


def write_parquet(sink: Path | BinaryIO, parts: Iterable[pa.Table], schema: pa.Schema) -> None:
    """Write the rows of all parts as one Parquet file of words and numbers: the same bytes, whatever the parts."""
    how = {"compression": COMPRESSION, "write_statistics": list(KEYS), "store_schema": False}
    with pq.ParquetWriter(sink, schema, **encodings(schema), **how) as file:
        for table in _grouped(parts, schema):
            file.write_table(table)


def encodings(schema: pa.Schema) -> dict[str, Any]:
    """How columns are encoded by their kind: words by dictionary, whole numbers by their differences."""
    whole = [field.name for field in schema if pa.types.is_integer(field.type)]
    words = [field.name for field in schema if pa.types.is_dictionary(field.type)]
    return {"use_dictionary": words, "column_encoding": dict.fromkeys(whole, "DELTA_BINARY_PACKED")}


def fitted(part: pa.Table, schema: pa.Schema) -> pa.Table:
    """The rows with the columns of the schema; one they do not have is null."""
    if part.schema.equals(schema):
        return part
    nulls = (pa.nulls(len(part), field.type) for field in schema)
    columns = [part[f.name] if f.name in part.column_names else null for f, null in zip(schema, nulls, strict=True)]
    return pa.table(columns, names=schema.names).cast(schema)


def _grouped(parts: Iterable[pa.Table], schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows of all parts in large pieces, of equal size but for the last."""
    waiting, rows = list[pa.Table](), 0
    for part in parts:
        waiting.append(fitted(part, schema))
        rows += len(part)
        while rows >= ROWS_A_GROUP:
            table = in_one(waiting)
            yield _as_met(table.slice(0, ROWS_A_GROUP))
            waiting, rows = [table.slice(ROWS_A_GROUP)], rows - ROWS_A_GROUP
    if rows:
        yield _as_met(in_one(waiting))


def _as_met(table: pa.Table) -> pa.Table:
    """The same rows, with the words of each dictionary in the order in which the rows have them."""
    for place, field in enumerate(table.schema):
        if field.type == WORD and len(table):
            column = table.column(place).combine_chunks()
            found = column.indices.dictionary_encode()
            words = pa.DictionaryArray.from_arrays(found.indices, column.dictionary.take(found.dictionary))
            table = table.set_column(place, field, words)
    return table


def in_one(tables: Iterable[pa.Table]) -> pa.Table:
    """The rows of all tables of one schema as one table, each of its words in one dictionary."""
    return pa.concat_tables(tables).unify_dictionaries()


def read_parquet(source: Path | BinaryIO) -> pd.DataFrame:
    """A table as a data frame."""
    table: pd.DataFrame = pq.read_table(source, partitioning=None).to_pandas()
    return table


def read_csv(source: Path | BinaryIO) -> pd.DataFrame:
    """A summary to the last digit as it was written: horizons whole or missing, names as they are."""
    frame = pd.read_csv(source, dtype=object, keep_default_na=False)
    numbers = frame.drop(columns=[name for name in WORDS if name in frame]).replace("", "nan").astype(float)
    whole = {name: kind for name, kind in WHOLE.items() if name in numbers}
    words = frame.drop(columns=list(numbers)).astype("str")
    return pd.concat([numbers.astype(whole), words], axis=1)[list(frame)]
