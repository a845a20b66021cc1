"""A village as it stands this month: every household in its kin group, and how many were poor month by month."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.charts_style import BASELINE, COLOURS, FAINT, INK, SOFT, blank, headed
from experiments.village import VillageModel
from model.calendar import month_number
from model.messages import _

POOR, NOT_POOR = COLOURS[1], COLOURS[5]
WIDTH, HEIGHT = 165.0, 165.0  # near the square of a cell of the village's page


def plot_village(model: VillageModel) -> Figure:
    """Households by kin group, and the village month by month up to now."""
    figure, (homes, path) = blank(WIDTH, HEIGHT, rows=2, gridspec_kw={"height_ratios": [3, 2]})
    _homes(homes, model.neighbours())
    _path(path, model)
    scenario = model.scenario_value
    title = _("A village in {month}").format(month=model.month)
    setting = _("village {village} of {place}; policy: {policy}; future: {future}; {share:.3g} % sample of kin groups")
    said = setting.format(
        village=model.village, place=scenario.place, policy=scenario.policy, future=scenario.future,
        share=100 * scenario.sample_fraction,
    )  # fmt: skip
    note = _("One run of made-up households: a picture of how the model works, of no real one. Poor: below the line\n"
             "at the last assessment, each December. The number beside a household: its breeding cows.")  # fmt: skip
    return headed(figure, title, said, note, _keys())


def _homes(axes: Axes, village: pd.DataFrame) -> None:
    """A mark a household, a row a kin group."""
    rows = village["kin"].rank(method="dense").to_numpy() - 1
    columns = village.groupby("kin").cumcount().to_numpy()
    for chosen, look in (
        (village["here"] & ~village["poor"], {"color": NOT_POOR, "marker": "o"}),
        (village["poor"], {"color": POOR, "marker": "s"}),
        (~village["here"], {"color": FAINT, "marker": "x"}),
    ):
        axes.plot(columns[chosen], rows[chosen], linestyle="", markersize=9, **look)
    for name, dash in (("listed", "-"), ("monitored", ":")):
        ringed = village[name].to_numpy()
        axes.scatter(columns[ringed], rows[ringed], s=210, facecolors="none", edgecolors=INK, linestyles=dash)
    for column, row, cows in zip(columns, rows, village["cows"], strict=True):
        if cows:
            axes.text(column + 0.3, row + 0.34, str(cows), fontsize=7, color=SOFT)
    axes.set_xlim(-0.7, columns.max() + 0.9)
    axes.set_ylim(rows.max() + 0.7, -0.7)
    axes.set_xticks([])
    axes.set_yticks(range(int(rows.max()) + 1))
    axes.set_ylabel(_("kin group"))
    axes.grid(visible=False)


def _path(axes: Axes, model: VillageModel) -> None:
    """Households that are here, poor and listed since the start."""
    counted = model.datacollector.get_model_vars_dataframe()
    first = month_number(model.month) - len(counted) + 1
    years = 2000 + (first + np.arange(len(counted))) / 12
    axes.step(years, counted["here"], where="post", color=BASELINE, linestyle=(0, (4, 2)))
    for name, colour in (("poor", POOR), ("listed", INK)):
        axes.step(years, counted[name], where="post", color=colour)
    scenario = model.scenario_value
    start = 2000 + (scenario.start - 1) / 12
    axes.set_xlim(start, start + scenario.months / 12)
    axes.set_ylim(bottom=0)
    axes.set_ylabel(_("households"))


def _keys() -> list[Any]:
    def mark(**look: Any) -> Line2D:
        return Line2D([], [], linestyle="", markersize=7, **look)

    ring = {"markerfacecolor": "none", "markeredgecolor": INK, "marker": "o"}
    return [
        mark(color=POOR, marker="s", label=_("poor")),
        mark(color=NOT_POOR, marker="o", label=_("not poor")),
        mark(color=FAINT, marker="x", label=_("gone")),
        mark(**ring, label=_("on the register")),
        Line2D([], [], color=POOR, label=_("poor households")),
        Line2D([], [], color=INK, label=_("on the register")),
        Line2D([], [], color=BASELINE, linestyle=(0, (4, 2)), label=_("all households")),
    ]
