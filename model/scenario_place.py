"""What a place says of programmes and of yearly paths: sizes of its own, what it leaves out, paths of its own.

A policy file with `sizes_of = "PLACE"` has the sizes of that place: places, cadres, budgets.  Any other place has them
in proportion to its listed households, or to all its households where a programme's target is all of them, unless its
own file gives them or leaves the programme out.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from model.declared import Number
from model.errors import Fault
from model.given import Given, Key
from model.messages import _
from model.number import leaves_of
from model.scenario_file import Document

LEFT_OUT = "left_out"
NO_LIMIT = 1e9
# Units in which a programme's number is a size of the county, and those in which it is not; "x/y" is a rate of one y,
# but for a budget.
SIZES = frozenset({
    "beds", "cadres", "firms", "households", "jobs", "organisations", "persons", "posts", "pupils", "shops", "stations",
    "villages", "yuan/year",
})  # fmt: skip
NO_SIZES = frozenset({
    "adults", "choice", "correlation", "cows", "days", "log", "month", "months", "mu", "ratio", "severity", "share",
    "step", "switch", "times", "years", "yuan",
})  # fmt: skip


@dataclass(slots=True)
class PlaceWords:
    """The tables of programmes and series in a place's files, kept until the files that they concern are read.

    `names` are the place and those it extends.
    """

    names: set[str] = field(default_factory=set)
    programmes: dict[str, list[tuple[Document, Mapping[str, Any]]]] = field(default_factory=dict)
    series: dict[str, tuple[Document, Any]] = field(default_factory=dict)

    def keep(self, document: Document, name: str, table: Mapping[str, Any]) -> Iterator[Fault]:
        """Remember a file's table of "programmes" or "series"; what is wrong with it at first sight."""
        for key, given in table.items():
            if name == "series":
                self.series[key] = (document, given)
            elif not isinstance(given, Mapping):
                yield document.fault((name, key), _("must be a table, [{0}].").format(f"{name}.{key}"))
            elif LEFT_OUT in given and not (isinstance(given[LEFT_OUT], str) and given[LEFT_OUT] and len(given) == 1):
                message = _("left_out must be a text that says why, and stand alone in its table.")
                yield document.fault((name, key, LEFT_OUT), message)
            else:
                self.programmes.setdefault(key, []).append((document, given))

    def leaves_out(self, programme: str) -> Fault | None:
        """Why a programme is left out here, on the line that says so; None if it is not."""
        document, table = self.programmes.get(programme, [(None, {})])[-1]
        if document is None or LEFT_OUT not in table:
            return None
        message = _("is left out here: {0}").format(table[LEFT_OUT])
        return document.fault(("programmes", programme, LEFT_OUT), message)

    def tables_of(self, programme: str) -> Iterator[tuple[Document, Mapping[str, Any]]]:
        """What the place's files give for a programme, the one extended first."""
        return (each for each in self.programmes.get(programme, ()) if LEFT_OUT not in each[1])


def is_size(part: Number) -> bool:
    """Whether a programme's number grows with the county; one that stands for "no limit" does not."""
    return part.unit in SIZES and not part.default >= part.high >= NO_LIMIT


def resize(given: Given, share: float, concerns: Callable[[Key], bool]) -> None:
    """Multiply those sizes of a programme whose path `concerns` accepts, and their ranges; they become guesses."""
    for path, leaf in leaves_of(given.instance):
        if isinstance(leaf, Number) and is_size(leaf) and concerns(tuple(path.split("."))):
            ruling = dataclasses.replace(leaf, **_range(given.evidence.get(path, leaf)))
            given.rule(path, _multiplied(ruling, share))


def _range(ruling: Any) -> dict[str, Any]:
    return {name: getattr(ruling, name) for name in ("low", "high", "source")}


def _multiplied(part: Number, share: float) -> Number:
    """A number with its value and range times `share`; whole numbers stay whole, and what there is does not vanish."""
    ends = {name: getattr(part, name) for name in ("default", "low", "high")}
    sized = {name: end if end >= NO_LIMIT else end * share for name, end in ends.items()}
    if part.integer:
        sized = {name: max(1 if ends[name] > 0 else 0, round(end)) for name, end in sized.items()}
    return dataclasses.replace(part, **sized, confidence="guess")
