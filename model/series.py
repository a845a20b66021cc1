"""Yearly paths of a future: prices, wages, lines, weather."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from model.calendar import year_of
from model.declared import ByYear, shown
from model.errors import Fault, Unfit, unknown
from model.frozen import Yearly
from model.messages import _
from model.number import CONFIDENCE, bounded

KEYS = ("unit", "values", "source", "confidence")


@dataclass(frozen=True, slots=True)
class Series:
    """One path: a value for each calendar year given, in `unit`."""

    unit: str
    values: Yearly
    source: str = "design"
    confidence: str = "setting"

    def at(self, month: int) -> float:
        """The value in force in a month; each year's value holds until the next year given, the first before it too."""
        return self.values.at(year_of(month))


def path_values(unit: str, given: object) -> Yearly:
    """Values by year, as a series of that unit may have them. Raises Unfit: NaN, a share above one, a wrong year."""
    return ByYear(Yearly({2000: 0.0}), bounded(unit)).convert(given)


def read_series(
    table: Any, known: Series | None, key: tuple[str, ...], blame: Callable[[tuple[str, ...], str], Fault]
) -> tuple[Series | None, list[Fault]]:
    """A series from its table, and what is wrong with it; over `known`, the same series of the extended file.

    Values replace the known ones as a whole and bring their own source.  `key` is the table's place in the file.
    """
    if not isinstance(table, Mapping):
        return None, [blame(key, _("must be a table with unit, values, source and confidence."))]
    faults = [blame((*key, name), unknown(_("unknown key"), name, KEYS)) for name in table if name not in KEYS]
    needed = KEYS if known is None else KEYS[1:]
    faults += [blame(key, _("{0} is missing.").format(name)) for name in needed if name not in table and not faults]
    unit = table.get("unit", known.unit if known else "")
    if known and unit != known.unit:
        faults.append(blame((*key, "unit"), _("wrong unit {0}. Allowed: '{1}'.").format(shown(unit), known.unit)))
    if not faults and table["confidence"] not in CONFIDENCE:
        what = _("unknown confidence {0}").format(shown(table["confidence"]))
        faults.append(blame((*key, "confidence"), unknown(what, table["confidence"], CONFIDENCE)))
    for name in ("unit", "source"):
        if name in table and not (isinstance(table[name], str) and table[name]):
            faults.append(blame((*key, name), _("must be a text.")))
    if faults:
        return None, faults
    try:
        return Series(unit, path_values(unit, table["values"]), table["source"], table["confidence"]), []
    except Unfit as unfit:
        return None, [blame((*key, "values"), str(unfit))]
