"""The figures of an attribution: shares of groups, same-luck twins by kind of household, what returns hang on."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments import language, words
from experiments.attribution import Attribution
from experiments.attribution_tables import heading_of, returns_table, shares_table, twins_table
from experiments.charts_style import COLOURS, FAINT, INK, SOFT, blank, headed
from experiments.hazards import title_of
from experiments.twins import ALL
from model.messages import _

WIDTH = 190.0
BLUE, RED = COLOURS[0], COLOURS[1]
MOST_PANELS = 3


def setting_of(found: Attribution) -> str:
    """The line under a title: where, which mix and future, on how much luck."""
    mix = found.plan.mix
    place = language.title(mix.titles, "place", mix.place)
    text = _("{place}; mix: {policy}; future: {future}; {count} replicates, 95 % intervals; {share:.3g} % sample")
    return text.format(
        place=place, policy=mix.policy, future=mix.future, count=found.plan.replicates, share=100 * mix.sample_fraction
    )


def plot_shares(found: Attribution) -> Figure:
    """Each group's share of the change of the first measures, in percent of the whole, with intervals."""
    table, groups = shares_table(found), list(found.plan.groups)
    measures = found.plan.measures[:MOST_PANELS]
    figure, panels = blank(WIDTH, 48 + 8 * len(groups), columns=len(measures), sharey=True)
    for axes, measure in zip(panels, measures, strict=True):
        own = table[table["measure"] == measure].set_index("group")
        _dots(axes, own.loc[groups, ["percent", "percent_low", "percent_high"]].to_numpy(float), BLUE)
        whole = own.loc[ALL]
        factor, unit = words.scale(whole["unit"])
        amount = words.amount(factor * whole["estimate"])
        _title(axes, heading_of(measure))
        axes.set_xlabel(_("% of {amount} {unit}").format(amount=amount, unit=unit))
        _rows(axes, groups)
    note = _("Shapley shares: what a group adds, over all orders in which groups could join; they add up to the whole.")
    return headed(figure, _("What each group of programmes adds"), setting_of(found), note)


def plot_twins(found: Attribution) -> Figure:
    """Whom each group saved and harmed, and beside it the poor-years it averted by kind of household."""
    table, groups = twins_table(found), list(found.plan.groups)
    kinds = table[table["group"] == groups[0]][["trait", "kind"]].to_numpy().tolist()
    height = 52 + max(7.0 * len(kinds), 9.0 * len(groups))
    figure, (bars, grid) = blank(WIDTH, height, columns=2, gridspec_kw={"width_ratios": [4, 6]})
    own = table[table["trait"] == ALL].set_index("group").loc[groups]
    for row, (_name, each) in enumerate(own.iterrows()):
        for name, sign, colour in (("saved", 1, BLUE), ("harmed", -1, RED)):
            bars.barh(row, sign * each[name], color=colour, height=0.6)
            bars.hlines(row, *(sign * each[[f"{name}_low", f"{name}_high"]]), color=INK, linewidth=1)
    bars.axvline(0, color=INK, linewidth=0.8)
    bars.set_xlabel(_("% of households: harmed (left), saved (right)"))
    _rows(bars, groups)
    _title(bars, _("Saved from poor years, or harmed"))
    _heat(grid, table, groups, kinds)
    note = _(
        "Households listed at the start under the whole mix beside their twins, on the same luck, without the group.\n"
        "Where places and markets are shared, some gain what others lose, so that a group saves and harms:\n"
        "the right panel nets it out. Kinds are those of the start."
    )
    return headed(figure, _("Same-luck twins: the mix with and without each group"), setting_of(found), note)


def plot_returns(found: Attribution) -> Figure:
    """Share of returns that do not occur without each hazard, and the change in all returns, with intervals."""
    table = returns_table(found).sort_values("estimate", ascending=False)
    figure, panels = blank(WIDTH, 50 + 8 * len(table), columns=2, sharey=True)
    first = table[["estimate", "low", "high"]].to_numpy(float)
    second = table[["change", "change_low", "change_high"]].to_numpy(float)
    for axes, numbers, colour in zip(panels, (first, second), (BLUE, RED), strict=True):
        _dots(axes, numbers, colour)
        axes.axvline(0, color=SOFT, linewidth=0.8)
        _rows(axes, [title_of(hazard) for hazard in table["hazard"]])
    _title(panels[0], _("returns that do not occur"))
    panels[0].set_xlabel(_("% of returns under the mix"))
    _title(panels[1], _("change in all returns"))
    panels[1].set_xlabel(_("% change"))
    note = _(
        "Returns of those listed at the start. One hazard taken away at a time, on the same luck;\n"
        "hazards overlap, so shares need not add up to 100 %. Without a hazard other returns can occur: right."
    )
    return headed(figure, _("What returns to poverty hang on"), setting_of(found), note)


def figures_of(found: Attribution) -> Mapping[str, Figure]:
    """Every figure by the name of its file."""
    figures = {"attribution_shares": plot_shares(found), "attribution_twins": plot_twins(found)}
    return figures | ({"attribution_returns": plot_returns(found)} if found.plan.hazards else {})


def _dots(axes: Axes, numbers: np.ndarray, colour: str) -> None:
    """A point and its interval a row, the number beside it."""
    for row, (value, low, high) in enumerate(numbers):
        axes.hlines(row, low, high, color=colour, linewidth=1.6)
        axes.plot(value, row, "o", color=colour, markersize=5)
        text = words.amount(value, places=1)
        axes.annotate(text, (np.nanmax([value, high]), row), (5, 0), textcoords="offset points", va="center", size=8)
    edges = numbers[np.isfinite(numbers)]
    low, high = min(0.0, edges.min(initial=0.0)), max(0.0, edges.max(initial=0.0))
    axes.set_xlim(low - 0.06 * (high - low), high + 0.18 * (high - low) or 1.0)


def _heat(axes: Axes, table: pd.DataFrame, groups: Sequence[str], kinds: Sequence[Sequence[str]]) -> None:
    """Poor-years averted a household, a row a kind and a column a group; the number in each cell."""
    wide = table.pivot(index="kind", columns="group", values="poor_years")
    values = wide.loc[[kind for _trait, kind in kinds], list(groups)].to_numpy(float)
    most = max(1e-9, float(np.nanmax(np.abs(values))))
    axes.imshow(values, cmap="RdBu", vmin=-1.4 * most, vmax=1.4 * most, aspect="auto")
    for row, line in enumerate(values):
        for column, value in enumerate(line):
            axes.text(column, row, words.amount(value, places=2), ha="center", va="center", color=INK, size=7.5)
    axes.set_xticks(range(len(groups)), groups, rotation=30, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(kinds)), [_("all listed") if kind == ALL else _(kind) for _trait, kind in kinds])
    axes.tick_params(length=0)
    axes.grid(False)
    _title(axes, _("Poor-years averted a household"))
    for row, (trait, _kind) in enumerate(kinds[1:], start=1):
        if trait != kinds[row - 1][0]:
            axes.axhline(row - 0.5, color=FAINT, linewidth=2)


def _title(axes: Axes, text: str) -> None:
    axes.set_title(text, loc="left", size=9.5, weight="bold")


def _rows(axes: Axes, names: Sequence[str]) -> None:
    """Rows read from the top, ruled across."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.45, -0.55)
    axes.grid(False, axis="y")
    axes.grid(True, axis="x")
    axes.tick_params(axis="y", length=0)
