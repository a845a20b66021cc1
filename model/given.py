"""Values given for a process, a programme or the settings of a run, over what its class declares."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from model.declared import ByYear, Choice, Date, Declared, Number, shown
from model.errors import Fault, Unfit, unknown
from model.messages import _
from model.number import CONFIDENCE, faults_of, parts

type Key = tuple[str, ...]
type Blame = Callable[[Key, str], Fault]
TABLE_KEYS = ("value", "unit", "low", "high", "source", "confidence")


@dataclass(slots=True)
class Given:
    """An instance as the values given so far have made it, and who gave them.

    `blame` makes the fault for each path that was given; `evidence` holds, by path, the declarations for which a file
    brought another range or source: they rule from then on.  `beyond_evidence` lifts the range of the evidence,
    never what cannot exist.
    """

    instance: Any
    beyond_evidence: bool = False
    blame: dict[Key, Blame] = field(default_factory=dict)
    evidence: dict[str, Declared] = field(default_factory=dict)

    def take(self, table: Mapping[str, Any], key: Key, blame: Blame, also: Key = ()) -> list[Fault]:
        """Put the values of a table in place; what is wrong with them. `also` are keys of the table read elsewhere."""
        unread = {name: given for name, given in table.items() if name not in also}
        return [blame((*key, *path), message) for path, message in self._take((), unread, blame, also)]

    def _take(self, path: Key, table: Mapping[str, Any], blame: Blame, also: Key = ()) -> Iterator[tuple[Key, str]]:
        known = parts(type(_at(self.instance, path)))
        for name, given in table.items():
            here, part = (*path, name), known.get(name)
            if part is None:
                yield here, unknown(_("unknown key"), name, (*known, *also))
            elif not isinstance(part, type):
                try:
                    self._place(here, part, given)
                    self.blame[here] = blame
                except Unfit as unfit:
                    yield here, str(unfit)
            elif isinstance(given, Mapping):
                yield from self._take(here, given, blame)
            else:
                yield here, _("must be a table of: {0}.").format(", ".join(parts(part)))

    def _place(self, path: Key, part: Declared, given: object) -> None:
        name = ".".join(path)
        value, declared = value_of(self.evidence.get(name, part), given, self.beyond_evidence)
        self.instance = _with(self.instance, path, value)
        if declared is not part:
            self.evidence[name] = declared

    def rule(self, path: str, declared: Number) -> None:
        """Put a declaration in force at a path, and its default as the value there."""
        self.instance = _with(self.instance, tuple(path.split(".")), declared.default)
        self.evidence[path] = declared

    def faults(self, key: Key) -> list[Fault]:
        """What is wrong between the values, blamed on whoever gave the value concerned, or else on the last giver."""
        if not self.blame:
            return []
        last = next(reversed(self.blame.values()))
        found = ((tuple(path.split(".")), message) for path, message in faults_of(self.instance))
        return [self.blame.get(path, last)((*key, *path), message) for path, message in found]


def _at(instance: Any, path: Key) -> Any:
    for name in path:
        instance = getattr(instance, name)
    return instance


def _with(instance: Any, path: Key, value: object) -> Any:
    """A copy of an instance with one value, at a path through nested tables, changed."""
    name, *rest = path
    inner = _with(getattr(instance, name), tuple(rest), value) if rest else value
    return dataclasses.replace(instance, **{name: inner})


def nested(path: list[str], value: object) -> dict[str, Any]:
    """The table that gives one value at a path: ["target", "places"] and 3 make {"target": {"places": 3}}."""
    name, *rest = path
    return {name: nested(rest, value) if rest else value}


def value_of(part: Declared, given: object, beyond_evidence: bool = False) -> tuple[Any, Declared]:
    """A value as the model keeps it, and the declaration in force for it.

    A bare value must lie in the range of the evidence.  A table { value, unit, low, high, source, confidence } may
    bring another range; a wider one needs its source.  Raises Unfit.
    """
    if isinstance(given, Mapping) and not (isinstance(part, ByYear) and "value" not in given):
        part = _replaced(part, given)
        given = given["value"]
    value: Any = part.convert(given)
    if isinstance(part, Number | ByYear) and not beyond_evidence:
        part.within(value)
    return value, part


def _replaced(part: Declared, table: Mapping[Any, Any]) -> Declared:
    """A declaration with what a value table says in place of its own. Raises Unfit."""
    ranged = not part.switch if isinstance(part, Number) else isinstance(part, ByYear)
    allowed = TABLE_KEYS if ranged else tuple(name for name in TABLE_KEYS if name not in ("low", "high"))
    for name in table:
        if name not in allowed:
            raise Unfit(unknown(_("unknown key {name}").format(name=shown(name)), name, allowed))
    if "value" not in table:
        raise Unfit(_("the table has no 'value'. Allowed: {0}.").format(", ".join(allowed)))
    if table.get("unit", part.unit) != part.unit:
        raise Unfit(_("wrong unit {0}. Allowed: '{1}'.").format(shown(table["unit"]), part.unit))
    if table.get("confidence", part.confidence) not in CONFIDENCE:
        what = _("unknown confidence {0}").format(shown(table["confidence"]))
        raise Unfit(unknown(what, table["confidence"], CONFIDENCE))
    if not isinstance(table.get("source", ""), str) or table.get("source") == "":
        raise Unfit(_("the source must be a text, such as 'F091'."))
    if isinstance(part, Date | Choice):
        return dataclasses.replace(part, **_evidence(part, table)) if len(table) > 1 else part
    inner = part.number if isinstance(part, ByYear) else part
    inner = dataclasses.replace(inner, **_range(inner, table), **_evidence(inner, table))
    return dataclasses.replace(part, number=inner) if isinstance(part, ByYear) else inner


def _evidence(part: Number | Date | Choice, table: Mapping[str, Any]) -> dict[str, Any]:
    return {name: table.get(name, getattr(part, name)) for name in ("source", "confidence")}


def _range(part: Number, table: Mapping[str, Any]) -> dict[str, Any]:
    """The range that a table gives. Raises Unfit where it is the wrong way round, or wider without a source."""
    low, high = (part.convert(table[name]) if name in table else getattr(part, name) for name in ("low", "high"))
    if low > high:
        raise Unfit(_("low {low:g} is above high {high:g}.").format(low=low, high=high))
    if "source" not in table and (low < part.low or high > part.high):
        message = _("the range {low:g} .. {high:g} is wider than the evidence, {allowed}; give its source.")
        raise Unfit(message.format(low=low, high=high, allowed=part.allowed()))
    return {"low": low, "high": high}
