"""Which part of the model carries each measure and each risk that the sources name.

The sources' own list is docs/evidence/interventions.csv; who carries a row of it, and how, is written by hand in
docs/evidence/coverage.csv.  A carrier is a kind of programme, a process, a number of one, or a scenario.
"""

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

from experiments.markdown import table
from model.interventions import KINDS
from model.number import declared
from model.processes import PROCESSES
from model.scenario_file import available
from model.targeting import Target

EVIDENCE = Path(__file__).parents[1] / "docs" / "evidence"
AXES = ("place", "policy", "future")
GROUPS = ("a programme", "a process", "a scenario", "outside")


class Carried(NamedTuple):
    """One row of the sources: what they name, who carries it in the model, and how, or why nobody does."""

    id: str
    sort: str
    name: str
    term: str
    carriers: tuple[str, ...]
    how: str

    @property
    def group(self) -> str:
        """Which of `GROUPS` carries it: a programme before a process, a process before a scenario."""
        if not self.carriers:
            return GROUPS[3]
        firsts = {carrier.partition(".")[0] for carrier in self.carriers if ":" not in carrier}
        if not firsts:
            return GROUPS[2]
        return GROUPS[1] if firsts <= {*PROCESSES, "target"} else GROUPS[0]

    def is_carried_by(self, kind: str) -> bool:
        """Whether a kind of programme, or one of its numbers, is among the carriers."""
        return any(carrier.partition(".")[0] == kind for carrier in self.carriers)


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one table of docs/evidence."""
    with (EVIDENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@cache
def carried() -> tuple[Carried, ...]:
    """Every row of the sources, in their order. Raises KeyError on one that the mapping has forgotten."""
    by_hand = {row["id"]: row for row in rows_of("coverage")}
    found = []
    for row in rows_of("interventions"):
        parted = re.fullmatch(r"\[(\w+)\] (.*)", row["intervention_en"])
        assert parted is not None
        hand = by_hand[row["id"]]
        carriers = tuple(hand["carried_by"].split())
        found.append(Carried(row["id"], parted[1], parted[2], row["term_zh"], carriers, hand["how"]))
    return tuple(found)


@cache
def names() -> frozenset[str]:
    """Every name that can carry a row: kinds, processes, their numbers and a target's by path, and scenarios."""
    classes = {**PROCESSES, **KINDS, "target": Target}
    numbers = {f"{name}.{path}" for name, cls in classes.items() for path in declared(cls)}
    scenarios = {f"{axis}:{name}" for axis in AXES for name in available(axis)}
    return frozenset({*PROCESSES, *KINDS} | numbers | scenarios)


def coverage(_name: str) -> str:
    """Every row of the sources with its carriers."""
    rows = [(each.id, each.name, each.term, linked(each.carriers), each.how) for each in carried()]
    return table(("row", "what the sources name", "term", "carried by", "how"), rows)


def linked(carriers: tuple[str, ...]) -> str:
    """Carriers as text; a programme, or a number of one, leads to its page."""
    return ", ".join(
        f"[`{each}`](programmes/{kind}.md)" if (kind := each.partition(".")[0]) in KINDS else f"`{each}`"
        for each in carriers
    )


def covered(_name: str) -> str:
    """How many rows are carried by what."""
    counts = Counter((each.group, each.sort) for each in carried())
    rows = [(group, str(counts[group, "intervention"]), str(counts[group, "risk"])) for group in GROUPS]
    sums = [str(sum(counts[group, sort] for group in GROUPS)) for sort in ("intervention", "risk")]
    return table(("carried by", "measures", "risks"), [*rows, ("together", *sums)])
