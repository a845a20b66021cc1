"""The figures of a sensitivity study: for each method, which numbers move the first few outputs, with intervals."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from experiments.charts_style import COLOURS, FAINT, SOFT, Setting, blank, headed
from experiments.findings import heading, leading, outputs, rows_of, scale_of
from experiments.sensitivity import Output
from model.messages import _

WIDTH = 190.0
PANELS, SHOWN = 4, 10
LEAD, FIRST = COLOURS[0], COLOURS[1]


def figures_of(table: pd.DataFrame, setting: Setting) -> dict[str, Figure]:
    """A figure a method, by the name of its file."""
    methods = list(dict.fromkeys(table["method"]))
    return {f"sensitivity_{method}": plot_indices(table[table["method"] == method], setting) for method in methods}


def plot_indices(table: pd.DataFrame, setting: Setting) -> Figure:
    """The numbers that matter most to each of the first outputs, by one method, beside what luck could show."""
    method, shown = str(table["method"].iloc[0]), list(outputs(leading(table)))[:PANELS]
    columns = min(2, len(shown))
    rows = -(-len(shown) // columns)
    many = min(SHOWN, max(len(rows_of(leading(table), output)) for output in shown))
    figure, panels = blank(WIDTH, 42 + rows * (26 + 5.0 * many), rows=rows, columns=columns)
    for axes, output in zip(panels, shown, strict=False):
        _panel(axes, table, output, method)
    for axes in panels[len(shown) :]:
        axes.set_visible(False)
    titles = {
        "morris": _("Which numbers matter: elementary effects (Morris)"),
        "sobol": _("Which numbers matter: shares of the variance (Sobol)"),
        "pawn": _("Which numbers matter: distance of distributions (PAWN)"),
    }
    return headed(figure, titles[method], setting.sentence(), _note(method), _keys(method))


def _panel(axes: Axes, table: pd.DataFrame, output: Output, method: str) -> None:
    """The first numbers of one output as dots with intervals, the largest on top."""
    factor, unit = scale_of(output, method)
    own = rows_of(leading(table), output).head(SHOWN)
    places = np.arange(len(own))
    bounds = [(factor * own[name]).to_numpy(float) for name in ("estimate", "low", "high")]
    _dots(axes, places, bounds, LEAD, "o")
    if method == "sobol":
        first = table[table["index"] == "S1"]
        first = rows_of(first, output).set_index("factor").reindex(own["factor"])
        _dots(axes, places + 0.3, [factor * first[name].to_numpy(float) for name in ("estimate", "low", "high")],
              FIRST, "s")  # fmt: skip
    floor = factor * float(np.nan_to_num(own["floor"].iloc[0]))
    if floor > 0:
        axes.axvspan(0, floor, color=FAINT, alpha=0.7, linewidth=0)
    axes.set_yticks(places, own["factor"], fontsize=7.5)
    axes.set_ylim(len(own) - 0.4, -0.6)
    axes.grid(axis="y", visible=False)
    axes.set_xlim(left=min(0.0, axes.get_xlim()[0]))
    axes.axvline(0, color=SOFT, linewidth=0.6)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.set_title(heading(output).replace(", ", "\n", 1), fontsize=8.5, loc="left")
    axes.set_xlabel(unit)


def _dots(axes: Axes, places: np.ndarray, bounds: Sequence[np.ndarray], colour: str, marker: str) -> None:
    estimate, low, high = bounds
    axes.hlines(places, low, high, color=colour, linewidth=1.2)
    axes.plot(estimate, places, marker, color=colour, markersize=4)


def _note(method: str) -> str:
    notes = {
        "morris": _("Mean size of the change over the whole range of a number (or of all numbers of a group); 95 %\n"
                    "intervals by bootstrap over trajectories."),
        "sobol": _("95 % intervals by bootstrap. A total index counts what a number does together with others."),
        "pawn": _("Median over slices of the range; 95 % intervals by bootstrap over points."),
    }  # fmt: skip
    return notes[method]


def _keys(method: str) -> list[Artist]:
    names = {"morris": _("mean size of effect"), "sobol": _("total index"), "pawn": _("median distance")}
    keys: list[Artist] = [Line2D([], [], color=LEAD, marker="o", markersize=4, label=names[method])]
    if method == "sobol":
        keys.append(Line2D([], [], color=FIRST, marker="s", markersize=4, label=_("first-order index")))
    return [*keys, Patch(color=FAINT, label=_("what luck alone would show"))]
