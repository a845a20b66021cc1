"""The tables of a run as columns: of a `Result` straight from its arrays, of anything else from its data frames.

A column of numbers is an array, one of words a series of pandas or an Arrow dictionary.  They are what the frames of
the run show, without the frames, which take longer to make than all that is done with them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from experiments.rows import FLOW, TABLES
from model.calendar import month_name
from model.ledger import ANIMALS, MONEY, Flow
from model.processes.assessment import CAUSES
from model.result import ENDS, OUTCOMES, Result

type Columns = Mapping[str, Any]

CODED = {"outcome": OUTCOMES, "any_outcome": OUTCOMES, "cause": CAUSES, "end": ENDS}


def columns_of(result: Any) -> dict[str, Columns]:
    """The columns of each of `TABLES`. Raises AttributeError where a result that is no `Result` lacks one."""
    if not isinstance(result, Result):
        return {name: dict(getattr(result, name).items()) for name in TABLES}
    ledger, fen = _by_year(result.flows, MONEY)
    animals, heads = _by_year(result.herd_flows, ANIMALS)
    return {
        "months": _months(result),
        "spells": _named(result.spell_rows),
        "households": _named(result.start_rows),
        "ledger": {**ledger, "yuan": result.weight * fen / 100.0},
        "animals": {**animals, "head": result.weight * heads},
        "needs": {name: [row[place] for row in result.needs_met] for place, name in enumerate(TABLES["needs"])},
    }


def columns_in(table: pa.Table) -> Columns:
    """The columns of a table as it is stored."""
    return {name: table[name].combine_chunks() for name in table.column_names}


def words(codes: NDArray[Any], names: Sequence[str]) -> pa.DictionaryArray:
    """A column of words: the names that the codes are places of."""
    return pa.DictionaryArray.from_arrays(codes.astype(np.int32), pa.array(names, pa.string()))


def codes(column: Any, names: Sequence[str]) -> NDArray[np.int64]:
    """The place of each word of a column among `names`. Raises ValueError where one is not there."""
    coded = column
    if not isinstance(column, pa.DictionaryArray):
        coded = pa.array(texts(column), from_pandas=True).dictionary_encode()
    known = coded.dictionary.to_pylist()
    places = np.array([names.index(name) if name in names else -1 for name in [*known, None]], np.int64)
    found = places[coded.indices.fill_null(len(known)).to_numpy(zero_copy_only=False)]
    if (found < 0).any():
        unknown = sorted(set(known) - set(names)) or [None]
        raise ValueError(f"{unknown} is none of {', '.join(names)}")
    return found


def texts(column: Any) -> NDArray[Any]:
    """The words of a column as an array of objects."""
    if not isinstance(column, pa.DictionaryArray):
        return np.asarray(column, object)
    return column.dictionary.to_numpy(zero_copy_only=False)[column.indices.to_numpy()]


def _months(result: Result) -> Columns:
    months, measures = len(next(iter(result.series.values()))), list(result.series)
    names = [month_name(result.start + passed) for passed in range(months)]
    return {
        "month": words(np.tile(np.arange(months), len(measures)), names),
        "measure": words(np.repeat(np.arange(len(measures)), months), measures),
        "value": np.concatenate(list(result.series.values())),
    }


def _named(rows: Mapping[str, NDArray[Any]]) -> Columns:
    """The columns that are shown, with the names of what is coded."""
    shown = {name: values for name, values in rows.items() if name[0] != "_"}
    return {name: words(values, CODED[name]) if name in CODED else values for name, values in shown.items()}


def _by_year(flows: Mapping[int, NDArray[np.int64]], chart: Sequence[Flow]) -> tuple[Columns, NDArray[np.int64]]:
    """The columns of `FLOW`, and how much moved in each year between two accounts for a programme."""
    names = [_accounts(flow) for flow in chart]
    kinds = {name: place for place, name in enumerate(sorted(set(names)))}
    kind, years = np.array([kinds[name] for name in names]), sorted(flows)
    moved, seen = np.zeros((len(years), len(kinds)), np.int64), np.zeros((len(years), len(kinds)), bool)
    for row, year in enumerate(years):
        np.add.at(moved[row], kind[: len(flows[year])], flows[year])
        seen[row, kind[np.flatnonzero(flows[year])]] = True
    row, of_kind = np.nonzero(seen)
    columns: dict[str, Any] = {"year": np.array(years, np.int64)[row]}
    for column, parts in zip(FLOW[1:], zip(*kinds, strict=True), strict=True):
        known = {part: place for place, part in enumerate(dict.fromkeys(parts))}
        columns[column] = words(np.array([known[part] for part in parts])[of_kind], list(known))
    return columns, moved[seen]


def _accounts(flow: Flow) -> tuple[str, str, str]:
    """From, to and for which programme; accounts of claims are named by their book."""
    book = "" if flow.book in ("cash", "animals") else flow.book + " "
    return book + flow.source, book + flow.target, flow.programme
