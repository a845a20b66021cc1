"""Every number of the model knows its unit, range, source and how sure we are of it.

A process or a programme is a frozen dataclass whose fields are declared here:

    @dataclass(frozen=True, slots=True)
    class Photovoltaic:
        dividend: float = number(3000.0, unit="yuan/household/year", low=1500, high=3500,
                                 source="F091", confidence="found")
        start: int = date("2016-01", source="F091", confidence="found")
        target: Target = Target(who="listed")       # a frozen dataclass of such fields nests

Validation, sweeps, sensitivity, documents and the page read that one line.  Two ranges guard a number: `low` to
`high` is what the evidence supports, `least` to `most` what can exist at all (a share lies between 0 and 1).
Two optional things on such a class are read here: fields `start` and `end` (or `x_start` and `x_end`) must be in
order, and a method `faults(self) -> Iterable[tuple[field, message]]` states what must hold between fields.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from operator import attrgetter
from typing import Any

import numpy as np

from model.calendar import NEVER, month_name, month_number, season_of, year_of
from model.declared import LARGEST, ByYear, Choice, Date, Declared, Number
from model.errors import Fault, ScenarioError, Unfit
from model.frozen import Yearly
from model.messages import _
from model.rows import Row, Rows, layout_of_rows, rows_of

__all__ = [
    "CONFIDENCE",
    "NEVER",
    "ByYear",
    "Choice",
    "Date",
    "Declared",
    "Number",
    "Yearly",
    "bounded",
    "by_text",
    "by_year",
    "check",
    "choice",
    "date",
    "declared",
    "dtype_of",
    "faults_of",
    "leaves_of",
    "month_name",
    "month_number",
    "number",
    "numbers_of",
    "pack",
    "parts",
    "plain",
    "season_of",
    "year_of",
]

CONFIDENCE = ("found", "derived", "recalled", "guess", "setting")
RESERVED = frozenset(dir(Rows)) | frozenset(dir(Row))
MOST = {"share": 1.0, "proportion": 1.0, "probability": 1.0, "percent": 100.0, "switch": 1.0}


def number(
    default: float,
    *,
    unit: str = "switch",
    low: float = 0,
    high: float = 1,
    source: str,
    confidence: str,
    least: float | None = None,
    most: float | None = None,
) -> Any:
    """Declare a number: a whole one where the default is an int, a switch where it is a bool.

    `low` and `high` bound what the evidence supports, `least` and `most` what can exist; left out, these follow
    the unit: a share, proportion or probability is at most 1, a percentage at most 100, and nothing whose `low` is
    not negative can be negative.  Raises ValueError at import where the default breaks its own declaration.
    """
    _trustworthy(source, confidence)
    fitting = _number(default, unit, (low, high), (least, most), source, confidence)
    return dataclasses.field(default=default, metadata={"number": fitting})


def date(default: str, *, source: str, confidence: str) -> Any:
    """Declare a calendar month, such as "2017-07" or "never"; the field holds its month number."""
    _trustworthy(source, confidence)
    month = month_number(default)
    return dataclasses.field(default=month, metadata={"number": Date(month, source, confidence)})


def choice(default: str, *, allowed: tuple[str, ...], source: str = "design", confidence: str = "setting") -> Any:
    """Declare one of a few words. Raises Unfit at import where the default is not among them."""
    _trustworthy(source, confidence)
    fitting = Choice(default, tuple(allowed), source, confidence)
    return dataclasses.field(default=fitting.convert(default), metadata={"number": fitting})


def by_year(
    default: Mapping[int, float],
    *,
    unit: str,
    low: float,
    high: float,
    source: str,
    confidence: str,
    least: float | None = None,
    most: float | None = None,
) -> Any:
    """Declare a number that changes by calendar year; the field holds a `Yearly`, read with `.at(year)`."""
    _trustworthy(source, confidence)
    values = Yearly({year: float(value) for year, value in default.items()})
    each = [_number(value, unit, (low, high), (least, most), source, confidence) for value in values.values()]
    return dataclasses.field(default=values, metadata={"number": ByYear(values, each[0])})


def _number(
    default: float,
    unit: str,
    evidence: tuple[float, float],
    bounds: tuple[float | None, float | None],
    source: str,
    confidence: str,
) -> Number:
    """A number's declaration, its hard bounds filled in and its default checked."""
    switch = isinstance(default, bool)
    if not switch and unit in ("switch", ""):
        raise ValueError(f"number({default}): say its unit")
    low, high = evidence
    top = bounded(unit).most
    least = bounds[0] if bounds[0] is not None else 0.0 if low >= 0 else -top
    most = bounds[1] if bounds[1] is not None else top
    if not -math.inf < least <= low <= default <= high <= most < math.inf:
        raise ValueError(f"number({default}): {least} <= low {low} <= default <= high {high} <= {most} does not hold")
    whole = isinstance(default, int) and not switch
    return Number(default, unit, low, high, source, confidence, whole, switch, least, most)


def bounded(unit: str) -> Number:
    """A number of which only the unit is known: at most 1 for a share, 100 for a percentage, of either sign."""
    most = MOST.get(re.split(r"[ /]", unit)[0], LARGEST)
    return Number(0.0, unit, -most, most, "design", "setting", least=-most, most=most)


def _trustworthy(source: str, confidence: str) -> None:
    if not source or confidence not in CONFIDENCE:
        raise ValueError(f"source {source!r}, confidence {confidence!r}: a source is needed, and one of {CONFIDENCE}")


def parts(cls: type) -> dict[str, Declared | type]:
    """What a class declares, in order: for each field its declaration, or the class of a nested table.

    Raises TypeError where a field is neither, or has the name of a NumPy attribute (compiled code could not read it).
    """
    found: dict[str, Declared | type] = {}
    for field in dataclasses.fields(cls):
        if field.name in RESERVED:
            raise TypeError(f"{cls.__name__}.{field.name}: NumPy records have an attribute of that name")
        nested = dataclasses.is_dataclass(field.default) and not isinstance(field.default, type)
        if not nested and "number" not in field.metadata:
            raise TypeError(f"{cls.__name__}.{field.name}: declare it with number(), date(), choice() or by_year()")
        found[field.name] = type(field.default) if nested else field.metadata["number"]
    return found


def declared(cls: type) -> dict[str, Declared]:
    """Every declaration of a class by path, nested ones as "target.places", with the defaults in force in `cls`."""
    return dict(leaves_of(cls()))


def leaves_of(instance: Any) -> Iterator[tuple[str, Declared]]:
    """Each declaration under an instance by path, its value there in place of the default."""
    for name, part in parts(type(instance)).items():
        value = getattr(instance, name)
        if isinstance(part, type):
            yield from ((f"{name}.{path}", leaf) for path, leaf in leaves_of(value))
        else:
            yield name, dataclasses.replace(part, default=value)


def numbers_of(cls: type) -> dict[str, Number]:
    """The single numbers and switches of a class by path: what a sweep or a sensitivity study can vary."""
    return {path: leaf for path, leaf in declared(cls).items() if isinstance(leaf, Number)}


def plain(instance: Any) -> dict[str, Any]:
    """The values of an instance as JSON and TOML hold them: months and years as text, nested tables as objects."""
    values: dict[str, Any] = {}
    for name, part in parts(type(instance)).items():
        value = getattr(instance, name)
        if isinstance(part, type):
            values[name] = plain(value)
        elif isinstance(part, Date):
            values[name] = month_name(value)
        else:
            values[name] = by_text(value) if isinstance(value, Yearly) else value
    return values


def by_text(values: Yearly) -> dict[str, float]:
    """Values by year with the years as text."""
    return {str(year): value for year, value in values.items()}


def faults_of(instance: Any) -> Iterator[tuple[str, str]]:
    """What is wrong with an instance, as (path, message): types, what cannot exist, dates, and its own `faults`.

    The range of the evidence is not held here but where values are given, since a file may widen it with a source.
    """
    found = list(_own_faults(instance))
    yield from found
    if not found:
        yield from _disorder(instance)
        yield from instance.faults() if hasattr(instance, "faults") else ()


def _own_faults(instance: Any) -> Iterator[tuple[str, str]]:
    for name, part in parts(type(instance)).items():
        value = getattr(instance, name)
        if isinstance(part, type):
            yield from ((f"{name}.{path}", message) for path, message in faults_of(value))
            continue
        try:
            part.convert(value)
        except Unfit as unfit:
            yield name, str(unfit)


def _disorder(instance: Any) -> Iterator[tuple[str, str]]:
    """The dates of an instance that are the wrong way round."""
    found = parts(type(instance))
    dates = {name: getattr(instance, name) for name, part in found.items() if isinstance(part, Date)}
    for end in (name for name in dates if name == "end" or name.endswith("_end")):
        start = end.removesuffix("end") + "start"
        if start in dates and dates[start] > dates[end]:
            message = _("{end} is before {start}, {first}; allowed: that month or later.")
            yield end, message.format(end=month_name(dates[end]), start=start, first=month_name(dates[start]))


def check(instance: Any, where: str) -> None:
    """Raises ScenarioError with every fault of an instance; `where` names it in the messages."""
    faults = [Fault(f"{where}.{path}".lstrip("."), message) for path, message in faults_of(instance)]
    if faults:
        raise ScenarioError(faults)


@cache
def dtype_of(cls: type) -> np.dtype[Any]:
    """Layout of a class packed for compiled code: f8 for quantities, i8 for whole numbers, dates, switches, choices.

    Nested fields are flattened, `target.places` to `target_places`; values by year are left out (read them with
    `.at(year)` outside compiled code).  These layouts nest: a record of them is read as `numbers.health.admission`.
    """
    columns = [
        (path.replace(".", "_"), "f8" if isinstance(leaf, Number) and leaf.continuous else "i8")
        for path, leaf in leaves_of(cls())
        if not isinstance(leaf, ByYear)
    ]
    return layout_of_rows(columns)


def pack(instance: Any) -> Row:
    """The values of an instance as one record of `dtype_of`; a choice is its position in `allowed`."""
    cls: type = type(instance)
    values = tuple(stands_for(read(instance)) for read, stands_for in _columns(cls))
    packed: Row = rows_of(np.array([values], dtype_of(cls)))[0]
    return packed


@cache
def _columns(cls: type) -> list[tuple[Callable[[Any], Any], Callable[[Any], Any]]]:
    """How the value of each column of `dtype_of` is read off an instance, and the number that stands for it."""
    return [
        (attrgetter(path), leaf.allowed.index if isinstance(leaf, Choice) else _itself)
        for path, leaf in leaves_of(cls())
        if not isinstance(leaf, ByYear)
    ]


def _itself(value: Any) -> Any:
    return value
