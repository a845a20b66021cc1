"""The tables of a study: their columns, and how rows are written and read, the same wherever they are kept."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.design import KEYS, Run
from model.messages import _

WORD, COUNT, AMOUNT, SWITCH = pa.string(), pa.int64(), pa.float64(), pa.bool_()
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
LABELS = pa.schema([(name, WORD if name in ("policy", "future") else COUNT) for name in KEYS])
WORDS = ("policy", "future", "baseline", "measure", "unit")
WHOLE = {"point": "int64", "replicates": "int64", "horizon_months": "Int64"}
ROWS_A_GROUP = 1 << 20
COMPRESSION = "zstd"


def stored(frame: pd.DataFrame) -> pa.Table:
    """Rows as they are stored: plain column types, no index, nothing but the rows."""
    table = pa.Table.from_pandas(frame, preserve_index=False, nthreads=1)  # threads take longer to start than to help
    return table.cast(pa.schema([_plain(field) for field in table.schema]))


def labelled(run: Run, frame: pd.DataFrame, name: str = RUNS) -> pa.Table:
    """The rows of a run as they are stored in the table `name`, `KEYS` first.

    Raises KeyError where a column of `TABLES` is missing, ArrowException where one holds something else.
    """
    table, known = stored(frame), TABLES.get(name, ())
    if missing := [column for column in known if column not in table.column_names]:
        raise KeyError(f"{name}: no column {', '.join(missing)}")
    table = table.cast(pa.schema([_known(field.name) if field.name in known else field for field in table.schema]))
    return _beginning(run, table)


def row_of(run: Run, values: Mapping[str, str | float]) -> pa.Table:
    """The row of a run in `runs`, `KEYS` first; what is not a number is missing."""
    scalars = {name: pa.scalar(value) for name, value in values.items()}
    columns = [pa.array([None if value != value else value], scalars[name].type) for name, value in values.items()]
    return _beginning(run, pa.table(columns, names=list(scalars)))


def _beginning(run: Run, table: pa.Table) -> pa.Table:
    """The rows with the run's `KEYS` before them."""
    for place, (field, value) in enumerate(zip(LABELS, run.labels, strict=True)):
        table = table.add_column(place, field, pa.repeat(pa.scalar(value, field.type), len(table)))
    return table


def _known(column: str) -> pa.Field:
    return pa.field(column, KINDS.get(column, WORD))


def _plain(field: pa.Field) -> pa.Field:
    kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    return field.with_type(WORD if pa.types.is_large_string(kind) else kind)


def schema_of_all(schemas: Iterable[pa.Schema], name: str) -> pa.Schema:
    """The columns of a table from those of its parts; without parts, the columns it has at least.

    Where parts differ, the columns that all tables of this name have come first and the others by name, so that the
    order of the parts does not show.  Raises ArrowException where two parts disagree about what a column holds.
    """
    least = pa.schema([*LABELS, *map(_known, TABLES.get(name, ()))])
    different = list({schema.to_string(): schema for schema in schemas}.values()) or [least]
    try:
        fields = list(pa.unify_schemas(different, promote_options="permissive"))
    except pa.ArrowException as error:
        message = _("the runs do not agree on table {name}: {why}").format(name=name, why=error)
        raise pa.ArrowInvalid(message) from error
    if len(different) > 1:
        places = {column: place for place, column in enumerate(least.names)}
        fields.sort(key=lambda field: (places.get(field.name, len(places)), field.name))
    return pa.schema([field.with_type(WORD) if pa.types.is_null(field.type) else field for field in fields])


def write_parquet(sink: Path | BinaryIO, parts: Iterable[pa.Table], schema: pa.Schema) -> None:
    """Write the rows of all parts as one Parquet file."""
    with pq.ParquetWriter(sink, schema, compression=COMPRESSION) as file:
        for table in _grouped(parts, schema):
            file.write_table(table, row_group_size=ROWS_A_GROUP)


def fitted(part: pa.Table, schema: pa.Schema) -> pa.Table:
    """The rows with the columns of the schema; one they do not have is null."""
    if part.schema.equals(schema):
        return part
    nulls = (pa.nulls(len(part), field.type) for field in schema)
    columns = [part[f.name] if f.name in part.column_names else null for f, null in zip(schema, nulls, strict=True)]
    return pa.table(columns, names=schema.names).cast(schema)


def _grouped(parts: Iterable[pa.Table], schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows of all parts in few large pieces."""
    waiting, rows = list[pa.Table](), 0
    for part in parts:
        waiting.append(fitted(part, schema))
        rows += len(part)
        if rows >= ROWS_A_GROUP:
            yield pa.concat_tables(waiting)
            waiting, rows = [], 0
    if waiting:
        yield pa.concat_tables(waiting)


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
