"""Reading design files: keys, names and numbers, each refused with file, line, what is allowed and what was meant."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from experiments.compare import MOST, MOST_SEED
from model.declared import shown
from model.errors import Fault, ScenarioError, unknown
from model.messages import _
from model.scenario_file import Document

type Key = tuple[str, ...]
COUNT, SEED = (1, MOST), (0, MOST_SEED)


def wrong(document: Document, key: Key, message: str) -> ScenarioError:
    """The error for one fault at a key of a file."""
    return ScenarioError([document.fault(key, message)])


@contextmanager
def placing(document: Document, keys: Mapping[str, Key] | None = None) -> Iterator[None]:
    """Faults raised inside are put on the line of their key in the file; `keys` say where a path was given."""
    try:
        yield
    except ScenarioError as error:
        raise ScenarioError(_placed(document, fault, keys or {}) for fault in error.faults) from None


def _placed(document: Document, fault: Fault, keys: Mapping[str, Key]) -> Fault:
    if fault.file:
        return fault
    found = document.fault(keys.get(fault.key) or tuple(fault.key.split(".")), fault.message)
    return Fault(fault.key, found.message, found.file, found.line)


def only_keys(document: Document, at: Key, table: Any, allowed: Iterable[str]) -> None:
    """Raises ScenarioError where a table has a key that is not allowed, or is no table."""
    if not isinstance(table, Mapping):
        raise wrong(document, at, _("must be a table of: {0}.").format(", ".join(allowed)))
    names = list(allowed)
    faults = [document.fault((*at, key), unknown(_("unknown key"), key, names)) for key in table if key not in names]
    if faults:
        raise ScenarioError(faults)


def names(document: Document, key: str, default: str | Sequence[str]) -> list[str]:
    """A name, or a list of names, each once. Raises ScenarioError."""
    given = document.content.get(key, default)
    found = [given] if isinstance(given, str) else list(given) if isinstance(given, Sequence) else []
    if not found or not all(isinstance(each, str) for each in found):
        raise wrong(document, (key,), _("{0} is no name, nor a list of names.").format(shown(given)))
    repeated = [name for name in dict.fromkeys(found) if found.count(name) > 1]
    if repeated:
        raise wrong(document, (key,), _("'{name}' is given twice.").format(name=repeated[0]))
    return found


def whole(document: Document, key: Key, default: int, bounds: tuple[int, int] = COUNT) -> int:
    """A whole number within bounds. Raises ScenarioError."""
    value, (least, most) = _at(document, key, default), bounds
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        message = _("{value} cannot be. Allowed: a whole number, {least} to {most}.")
        raise wrong(document, key, message.format(value=shown(value), least=least, most=most))
    return value


def number(document: Document, key: Key, between: tuple[float, float] | None = None) -> float:
    """A number that is there, between two others where they are given. Raises ScenarioError."""
    value = _at(document, key, None)
    finite = not isinstance(value, bool) and isinstance(value, int | float) and abs(value) < float("inf")
    if finite and (between is None or between[0] < value < between[1]):
        return float(value)
    allowed = _("a number") if between is None else _("a number between {0:g} and {1:g}").format(*between)
    raise wrong(document, key, _("{value} cannot be. Allowed: {allowed}.").format(value=shown(value), allowed=allowed))


def _at(document: Document, key: Key, default: Any) -> Any:
    """The value at a key of a file."""
    table: Any = document.content
    for name in key:
        table = table.get(name, default) if isinstance(table, Mapping) else default
    return table
