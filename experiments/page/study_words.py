"""What is told of stored studies: one by itself, several beside one another, and where each comes from."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from experiments.page.found_words import Found, found_in
from experiments.page.results import Results, results_of
from experiments.page.shelf import OF_EVERY_STUDY, Entry
from experiments.study import Study
from experiments.tables import HORIZON, Table, difference_cell, level_cell
from experiments.words import heading
from model.messages import _

COMPARED = (("poor_years", None), ("sustained_exit", None), ("return_risk", 36), ("return_risk", HORIZON),
            ("public_cost", None))  # fmt: skip
MOST_ROWS = 60  # of a stored table that are shown; all are in its file


@dataclass(frozen=True, slots=True)
class Stored:
    """One study as the page shows it: results where it is a comparison, else what it holds."""

    entry: Entry
    shown: Results | None
    found: Found
    finding: Sequence[str]
    tables: Sequence[tuple[str, Sequence[str], Sequence[Sequence[str]], int]]
    figures: Sequence[str]
    files: Sequence[str]


def stored(entry: Entry) -> Stored:
    """A study opened. Raises StudyError where it cannot be read."""
    files = entry.files()
    shown = results_of(Study.open(entry.folder)) if entry.plain and entry.finished else None
    tables = [] if shown else [
        (name, *rows_of(path)) for name, path in files.items()
        if name.endswith(".csv") and "/" not in name and name not in OF_EVERY_STUDY
    ]  # fmt: skip
    figures = [] if shown else entry.figures()
    finding = [part for part in entry.finding().split("\n\n") if part.strip()]
    found = Found() if shown else found_in(files, list(entry.facts.get("objectives") or ()))
    return Stored(entry, shown, found, finding, tables, figures, list(files))


def rows_of(path: Any) -> tuple[list[str], list[list[str]], int]:
    """The heading of a CSV file, its first rows with numbers cut to what can be read, and how many rows it has."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        head = next(reader, [])
        rows = [[_short(each) for each in row] for row in islice(reader, MOST_ROWS)]
        return head, rows, len(rows) + sum(1 for _row in reader)


def _short(text: str) -> str:
    try:
        return f"{float(text):.4g}" if "." in text or "e" in text else text
    except ValueError:
        return text


def side_by_side(studies: Mapping[str, Study]) -> Table:
    """The policies of several comparisons, one a row: levels, and the difference from each one's own baseline."""
    rows = []
    for name, study in studies.items():
        for policy in study.policies:
            cells = [level_cell(study, policy, *each) for each in COMPARED]
            cells += [difference_cell(study, policy, *each) for each in COMPARED[:2]]
            rows.append((f"{name}: {policy}", tuple(cells)))
    units = [_("years a household"), "%", "%", "%", _("million yuan of 2018")]
    columns = [(heading(*each), unit) for each, unit in zip(COMPARED, units, strict=True)]
    columns += [(_("{measure}, less the baseline").format(measure=heading(*each)), unit)
                for each, unit in zip(COMPARED[:2], (units[0], _("points")), strict=True)]  # fmt: skip
    note = _(
        "Each study has its own baseline, sample and luck: differences within a study are on common luck, those "
        "between studies are not. Return risks do not compare policies, since policies change who exits."
    )
    return Table(_("Stored comparisons side by side"), tuple(columns), tuple(rows), note)


def provenance(entries: Sequence[Entry]) -> list[tuple[str, list[str], bool]]:
    """Where studies come from: what is told, of each, and whether they differ in it."""
    names = list(dict.fromkeys(name for entry in entries for name in entry.facts))
    rows = []
    for name in names:
        told = [_told(entry.facts.get(name, "")) for entry in entries]
        rows.append((_fact(name), told, len(set(told)) > 1))
    return rows


def _told(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_told(each)[:40]}" for key, each in value.items())
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _fact(name: str) -> str:
    known = {
        "command": _("command"), "place": _("place"), "future": _("future"), "seed": _("seed"),
        "baseline": _("baseline"), "replicates": _("replicates"), "sample_fraction": _("sample of kin groups (share)"),
        "points": _("points"), "policies": _("policies"), "model_version": _("model version"),
        "started": _("started"), "ended": _("ended"), "failed": _("failed runs"), "versions": _("versions"),
        "inputs": _("inputs"), "machine": _("machine"),
    }  # fmt: skip
    return known.get(name, name.replace("_", " "))
