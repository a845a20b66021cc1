"""What a stored search or discovery found, told from its tables: mixes of a front, and boxes where mixes fail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments import language, words
from experiments.charts_style import COLOURS
from experiments.headline import split
from experiments.page.drawing import Point, point_chart
from experiments.page.results import Figure
from experiments.store import StudyError
from experiments.tables import Cell, Table, cell
from model.messages import _

ESTIMATES, LIMITS, BOXES = "estimates.csv", "limits.csv", "boxes.csv"
COST, ALL = "public_cost", "all"
MOST_PICTURES = 2


@dataclass(frozen=True, slots=True)
class Found:
    """Pictures and tables, each table with the heading of its rows."""

    figures: Sequence[Figure] = ()
    tables: Sequence[tuple[Table, str]] = ()


def found_in(files: Mapping[str, Path], objectives: Sequence[str]) -> Found:
    """What the tables among some files tell: of a search with these objectives, of a discovery, or nothing.

    Raises StudyError where they are not what this version writes.
    """
    try:
        if objectives and ESTIMATES in files:
            return front_of(pd.read_csv(files[ESTIMATES]), objectives)
        if LIMITS in files and BOXES in files:
            return boxes_of(pd.read_csv(files[BOXES]), pd.read_csv(files[LIMITS]))
    except (KeyError, ValueError, TypeError) as error:
        names = ", ".join(sorted({ESTIMATES, LIMITS, BOXES} & set(files)))
        message = _("{path} cannot be read: {why}").format(path=names, why=type(error).__name__)
        raise StudyError(message) from error
    return Found()


def front_of(estimates: pd.DataFrame, objectives: Sequence[str]) -> Found:
    """The finalists and references of a search on fresh seeds, over all futures."""
    rows = estimates[estimates["future"] == ALL].set_index(["mix", "measure"])
    mixes = list(dict.fromkeys(rows.index.get_level_values("mix")))
    units = {measure: str(rows.xs(measure, level="measure")["unit"].iloc[0]) for measure in objectives}
    table = Table(
        _("Mixes that no other beats, on fresh seeds"),
        tuple((words.heading(*split(each)), words.scale(units[each])[1]) for each in objectives),
        tuple((str(mix), tuple(cell(rows.loc[(mix, each)], "estimate", units[each]) for each in objectives))
              for mix in mixes),
        _("Means over futures and fresh replicates, 95 % intervals over replicates; luck is common to all mixes."),
    )  # fmt: skip
    drawn = [each for each in objectives if each != COST and rows.xs(each, level="measure")["low"].min() >= 0.0]
    pictures = [_picture(rows, mixes, each, units) for each in drawn[:MOST_PICTURES]] if COST in units else []
    return Found(pictures, [(table, _("mix"))])


def _picture(rows: pd.DataFrame, mixes: Sequence[str], measure: str, units: dict[str, str]) -> Figure:
    """One objective against what it costs, a point a mix."""
    scales = [words.scale(units[each]) for each in (COST, measure)]
    points = []
    for place, mix in enumerate(mixes):
        x, y = (factor * rows.loc[(mix, each), ["estimate", "low", "high"]].to_numpy(float)
                for each, (factor, _unit) in zip((COST, measure), scales, strict=True))  # fmt: skip
        cells = [cell(rows.loc[(mix, each)], "estimate", units[each]) for each in (COST, measure)]
        told = "; ".join(
            f"{each.value} {scale[1]} ({each.interval})" for each, scale in zip(cells, scales, strict=True)
        )
        points.append(Point(str(mix), COLOURS[place % len(COLOURS)], tuple(x), tuple(y), f"{mix}: {told}"))
    pairs = zip((COST, measure), scales, strict=True)
    names = [f"{words.heading(*split(each))}, {scale[1]}" for each, scale in pairs]
    about = f"{names[1]}. " + "; ".join(point.told for point in points)
    return Figure(names[1], point_chart(points, about=about, x_label=names[0]),
                  _("Each point is a mix, its bars the 95 % intervals; the table has the numbers."))  # fmt: skip


def boxes_of(boxes: pd.DataFrame, limits: pd.DataFrame) -> Found:
    """Where mixes fail: how good each box is, and its limits."""
    rows = tuple(
        (str(box["policy"]), (
            Cell(f"{int(box['failed'])} / {int(box['rows'])}"), _share(box, "coverage"), _share(box, "density"),
            Cell("–" if np.isnan(box["mass"]) else words.amount(100.0 * box["mass"], 2)),
        ))
        for box in boxes.to_dict("records")
    )  # fmt: skip
    columns = ((_("rows that fail"), ""), (_("coverage: share of failures in the box"), "%"),
               (_("density: share of the box that fails"), "%"), (_("share of all rows"), "%"))  # fmt: skip
    note = _("Intervals are of points left out, in 95 % of resamples.")
    tables = [(Table(_("Where mixes fail"), columns, rows, note), _("policy"))]
    for policy, own in limits.groupby("policy", sort=False):
        title = _("Where {policy} fails").format(policy=policy)
        heads = ((_("limit"), ""), (_("found again"), "%"), (_("quasi-p"), ""))
        tables.append((Table(title, heads, tuple(_limit(row) for row in own.to_dict("records"))), _("number")))
    return Found((), tables)


def _share(box: dict[str, Any], name: str) -> Cell:
    known = {"estimate": box[name], "low": box[f"{name}_low"], "high": box[f"{name}_high"]}
    return cell(known, "estimate", "proportion")


def _limit(row: dict[str, Any]) -> tuple[str, tuple[Cell, ...]]:
    at, unit = row["at"], row["unit"] if isinstance(row["unit"], str) else ""
    try:
        value = words.amount(float(at))
    except ValueError:  # words: a future, or several
        value = str(at)
    said = " ".join(part for part in (_(row["side"]), value, language.unit(unit, language.spoken())) if part)
    between = words.interval(row["low"], row["high"], places=words.significant(3, row["low"], row["high"]))
    again = words.amount(100.0 * row["found_again"], 3)
    return str(row["factor"]), (Cell(said, between), Cell(again), Cell(words.amount(row["quasi_p"], 2)))
