"""What [levers] and [uncertainties] of a design file say of each path, and the points that come of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

import pandas as pd
import pyarrow as pa

from experiments.factors import LEVER, UNCERTAINTY, Factor, factor_of, factors_of, numbers_of_all, unknown_path
from experiments.sampling import BY_TABLE, Sample, every_combination, side_by_side
from model.declared import Declared, Number, shown
from model.errors import Fault, ScenarioError, Unfit, unknown
from model.messages import _
from model.number import CONFIDENCE, leaves_of
from model.scenario import Scenario
from model.scenario_file import Document

TABLES = {"levers": LEVER, "uncertainties": UNCERTAINTY}
RANGE, VALUES, PATTERN = ("low", "high", "log", "source"), ("values", "source"), ("confidence",)

type Key = tuple[str, ...]


@dataclass(slots=True)
class Entries:
    """The paths of a design: ranges to draw from, lists to scan, values to hold; and where each was given."""

    document: Document
    scenarios: Sequence[Scenario]
    numbers: Mapping[str, Number]
    leaves: Mapping[str, Declared | None]
    ranges: dict[str, Factor] = field(default_factory=dict)
    lists: dict[str, list[Any]] = field(default_factory=dict)
    held: dict[str, Any] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Document, scenarios: Sequence[Scenario]) -> "Entries":
        """The entries of a file. Raises ScenarioError with every fault; a path in full overrules a pattern."""
        entries = cls(document, scenarios, numbers_of_all(scenarios), _leaves(scenarios))
        faults, given = list[Fault](), list(entries._given())
        for kind, key, path, value in sorted(given, key=lambda each: "*" not in each[2]):
            try:
                entries._take(kind, key, path, value)
            except ScenarioError as error:
                faults += [document.fault(key, fault.message) for fault in error.faults]
        try:
            entries._leave_out()
        except ScenarioError as error:
            faults += [document.fault(("leave_out",), fault.message) for fault in error.faults]
        if faults:
            raise ScenarioError(faults)
        return entries

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The ranges, in the order of the model's numbers."""
        return tuple(self.ranges[path] for path in self.numbers if path in self.ranges)

    def fit(self, path: str, value: Any, source: str = "") -> Any:
        """The value as the model keeps it. Raises ScenarioError where the path or the value cannot be.

        Without a source it must lie in the range of its evidence.
        """
        if path not in self.leaves:
            raise ScenarioError([Fault(path, unknown_path(path, self.leaves))])
        leaf = self.leaves[path]
        if leaf is None:
            return value
        try:
            found = leaf.convert(value)
            if isinstance(leaf, Number) and not source:
                leaf.within(found)  # type: ignore[arg-type]
        except Unfit as unfit:
            raise ScenarioError([Fault(path, str(unfit))]) from None
        return found if isinstance(leaf, Number) else value

    def _given(self) -> Iterator[tuple[str, Key, str, Any]]:
        """Kind, key, path and value of each entry; a dotted path may be quoted, or written as tables."""
        for table, kind in TABLES.items():
            content = self.document.content.get(table, {})
            if not isinstance(content, Mapping):
                message = _("must be a table of paths.")
                raise ScenarioError([self.document.fault((table,), message)])
            yield from ((kind, key, path, value) for key, path, value in self._walk((table,), "", content))

    def _walk(self, key: Key, path: str, table: Mapping[str, Any]) -> Iterator[tuple[Key, str, Any]]:
        for name, value in table.items():
            here, below = (*key, name), f"{path}.{name}".lstrip(".")
            if isinstance(value, Mapping) and "*" not in below and below not in self.leaves and value:
                yield from self._walk(here, below, value)
            else:
                yield here, below.removeprefix("programmes."), value

    def _take(self, kind: str, key: Key, path: str, value: Any) -> None:
        """Keep one entry. Raises ScenarioError."""
        if path in self.keys and "*" not in ".".join(self.keys[path][1:]):
            raise ScenarioError([Fault(path, _("'{name}' is given twice.").format(name=path))])
        if "*" in path:
            for factor in ranges_of(self.scenarios, path, kind, value):
                self._range(factor, key)
        elif isinstance(value, list) or (isinstance(value, Mapping) and "values" in value):
            self._list(kind, key, path, value)
        elif isinstance(value, Mapping):
            _only(path, value, RANGE)
            self._range(factor_of(self.numbers, path, kind, **value), key)
        else:
            self.ranges.pop(path, None)
            self.held[path] = self.fit(path, value)
            self.keys[path] = key

    def _range(self, factor: Factor, key: Key) -> None:
        self.ranges[factor.path] = factor
        self.kinds[factor.path], self.keys[factor.path] = factor.kind, key

    def _list(self, kind: str, key: Key, path: str, value: Any) -> None:
        table = value if isinstance(value, Mapping) else {"values": value}
        _only(path, table, VALUES)
        given = table["values"]
        if not isinstance(given, list) or not given:
            raise ScenarioError([Fault(path, _("{0} is no list of values.").format(shown(given)))])
        self.ranges.pop(path, None)
        self.lists[path] = [self.fit(path, each, table.get("source", "")) for each in given]
        self.kinds[path], self.keys[path] = kind, key

    def _leave_out(self) -> None:
        """Drop the ranges that `leave_out` names. Raises ScenarioError where a name means nothing."""
        given = self.document.content.get("leave_out", [])
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            raise ScenarioError([Fault("leave_out", _("must be a list of paths or patterns."))])
        for path in (factor.path for factor in factors_of(self.scenarios, given)):
            if self.ranges.pop(path, None):
                del self.kinds[path]


def ranges_of(scenarios: Sequence[Scenario], pattern: str, kind: str, value: Any) -> list[Factor]:
    """The continuous numbers that a pattern means, of the confidence asked for. Raises ScenarioError."""
    if not isinstance(value, Mapping):
        message = _("a pattern means ranges: give {}, or { confidence = [..] }.")
        raise ScenarioError([Fault(pattern, message)])
    _only(pattern, value, PATTERN)
    wanted = value.get("confidence", list(CONFIDENCE))
    wanted = wanted if isinstance(wanted, list) else [wanted]
    for word in wanted:
        if word not in CONFIDENCE:
            what = _("unknown confidence {0}").format(shown(word))
            raise ScenarioError([Fault(pattern, unknown(what, word, CONFIDENCE))])
    found = [each for each in factors_of(scenarios, pattern, kind=kind, confidence=wanted) if not each.whole]
    if not found:
        raise ScenarioError([Fault(pattern, _("no number with a range has this confidence."))])
    return found


def groups_of(document: Document, factors: Sequence[Factor], grouping: str) -> tuple[str, ...]:
    """The group of each factor: as [groups] says, or its table ("herd"), or itself.

    Raises ScenarioError where a group means none of them.
    """
    given = document.content.get("groups", {})
    found = {factor.path: factor.path.split(".")[0] if grouping == BY_TABLE else factor.path for factor in factors}
    for name, patterns in given.items() if isinstance(given, Mapping) else ():
        for pattern in patterns if isinstance(patterns, list) else [patterns]:
            met = [path for path in found if fnmatchcase(path, str(pattern))]
            if not met:
                raise ScenarioError([document.fault(("groups", name), unknown_path(str(pattern), found))])
            found |= dict.fromkeys(met, name)
    return tuple(found[factor.path] for factor in factors)


def listed_points(entries: Entries, sample: Sample | None, *, side: bool = False) -> pd.DataFrame:
    """Listed values, in every combination or side by side, each with every point of the sample."""
    lists = side_by_side(entries.lists) if side else every_combination(entries.lists)
    if sample is None:
        return _numbered(lists)
    return _numbered(lists.merge(sample.points(), how="cross") if entries.lists else sample.points())


def table_points(document: Document, entries: Entries, sampler: Mapping[str, Any]) -> pd.DataFrame:
    """The rows of a CSV or Parquet table whose columns are paths, each with every combination of listed values.

    Raises ScenarioError with the row and column of a value that cannot be.
    """
    path = document.path.parent / str(sampler.get("file", ""))
    read = pd.read_parquet if path.suffix == ".parquet" else pd.read_csv
    try:
        table = read(path).drop(columns="point", errors="ignore")
    except (OSError, ValueError, pa.ArrowException) as error:
        message = _("{path} cannot be read: {why}").format(path=path, why=error)
        raise ScenarioError([document.fault(("sampler", "file"), message)]) from None
    columns, faults = dict[str, list[Any]](), list[Fault]()
    for name in map(str, table):
        columns[name] = []
        for row, value in enumerate(table[name].tolist(), start=1):
            try:
                columns[name].append(entries.fit(name, value, sampler.get("source", "")))
            except ScenarioError as error:
                where = _("row {row} of {file}").format(row=row, file=path.name)
                faults += [document.fault(("sampler", "file"), f"{name}: {where}: {f.message}") for f in error.faults]
    if table.empty:
        faults += [document.fault(("sampler", "file"), _("{path} has no rows.").format(path=path))]
    if faults:
        raise ScenarioError(faults[:10])
    entries.kinds |= {name: UNCERTAINTY for name in columns if name not in entries.kinds}
    drawn = pd.DataFrame(columns)
    return _numbered(every_combination(entries.lists).merge(drawn, how="cross") if entries.lists else drawn)


def _numbered(points: pd.DataFrame) -> pd.DataFrame:
    return points.set_axis(pd.RangeIndex(len(points), name="point"))


def _only(path: str, table: Mapping[str, Any], allowed: Sequence[str]) -> None:
    faults = [Fault(path, unknown(_("unknown key"), key, allowed)) for key in table if key not in allowed]
    if faults:
        raise ScenarioError(faults)


def _leaves(scenarios: Sequence[Scenario]) -> dict[str, Declared | None]:
    """Every path that `with_values` takes, with its declaration; None for the series of a future."""
    found: dict[str, Declared | None] = {}
    for scenario in scenarios:
        for name, part in scenario.parts().items():
            found |= {f"{name}.{path}": leaf for path, leaf in leaves_of(part)}
        found |= dict(leaves_of(scenario.settings()))
        found |= dict.fromkeys((f"series.{name}" for name in scenario.series), None)
    return found | numbers_of_all(scenarios)
