"""One household's life under each policy, side by side: income against the line, cattle, money, and what happened."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from experiments.charts_style import BASELINE, COLOURS, INK, SOFT, blank, headed
from experiments.trace import Trace
from experiments.trace_events import LANES, POVERTY, lane
from model.calendar import month_number
from model.messages import _

INCOME, CATTLE, CASH, LOAN, DEBT = COLOURS[0], COLOURS[2], COLOURS[5], COLOURS[4], COLOURS[1]
SHOWN = [part for part in LANES if part != POVERTY]
COLUMN, HEIGHT = 92.0, 190.0


def plot_life(trace: Trace) -> Figure:
    """A household month by month, one column a policy; exits and returns are marked on its income."""
    columns = len(trace.policies)
    figure, axes = blank(
        max(180.0, COLUMN * columns), HEIGHT, rows=4, columns=columns, sharex=True, sharey="row",
        gridspec_kw={"height_ratios": [4, 2.2, 3, 3.6]},
    )  # fmt: skip
    for column, policy in enumerate(trace.policies):
        months = trace.months[trace.months["policy"] == policy]
        events = trace.events[trace.events["policy"] == policy]
        here = months[months["where"] == 0]
        when = _years(here["month"])
        for draw, panel in zip((_income, _cattle, _money), axes[column::columns], strict=False):
            draw(panel, when, here)
        _timeline(axes[3 * columns + column], events)
        axes[column].set_title(policy, loc="left", size=9.5, weight="bold")
        axes[3 * columns + column].xaxis.set_major_locator(MaxNLocator(7, integer=True))
    for panel in axes:
        panel.label_outer()
    for panel in (axes[0], axes[columns]):
        panel.set_ylim(bottom=min(0.0, 1.1 * panel.dataLim.y0))
    axes[columns].set_ylim(top=max(2.0, axes[columns].get_ylim()[1]))
    title = _("One household under {policies}").format(policies=_(" and ").join(trace.policies))
    setting = _("household {household} of {place}; future: {future}; seed {seed}, replicate {replicate}").format(
        household=trace.household, place=trace.place, future=trace.future, seed=trace.seed, replicate=trace.replicate
    )
    note = _("A made-up household on the same luck under each policy: a story of the model, not of any real household.")
    return headed(figure, title, setting, note, _keys())


def _income(axes: Axes, when: np.ndarray, months: pd.DataFrame) -> None:
    """Income per head of each assessed year against the line, with latent exits and returns."""
    axes.step(when, months["line"], where="pre", color=INK, linewidth=1.2, linestyle=(0, (4, 2)))
    known = months["income_per_head"].notna().to_numpy()
    at, income = when[known], months["income_per_head"].to_numpy()[known]
    axes.plot(at, income, color=INCOME, marker="o", markersize=3)
    poor = months["year_poor"].to_numpy()[known] == 1
    axes.plot(at[poor], income[poor], "o", color="white", markeredgecolor=INCOME, markersize=4.5)
    for counter, sign, colour in (("year_exits", "^", CATTLE), ("year_returns", "v", DEBT)):
        happened = months[counter].diff().to_numpy()[known] > 0
        axes.plot(at[happened], income[happened], sign, color=colour, markersize=8)
    axes.set_ylabel(_("income, yuan\na head and year"))
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))


def _cattle(axes: Axes, when: np.ndarray, months: pd.DataFrame) -> None:
    """Head of cattle, of them cows."""
    axes.fill_between(when, months["cattle"], step="post", color=CATTLE, alpha=0.25, linewidth=0)
    axes.step(when, months["cows"] + months["trusted"], where="post", color=CATTLE)
    axes.set_ylabel(_("cattle\n(line: cows)"))
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))


def _money(axes: Axes, when: np.ndarray, months: pd.DataFrame) -> None:
    """Cash above zero, what is owed below, in thousand yuan."""
    thousand = {name: months[name].to_numpy() / 1e5 for name in ("cash", "loan", "debt")}
    axes.fill_between(when, thousand["cash"], step="post", color=CASH, alpha=0.7, linewidth=0)
    axes.fill_between(when, -thousand["loan"], step="post", color=LOAN, alpha=0.8, linewidth=0)
    owed = thousand["loan"] + thousand["debt"]
    axes.fill_between(when, -thousand["loan"], -owed, step="post", color=DEBT, alpha=0.8, linewidth=0)
    axes.axhline(0, color=SOFT, linewidth=0.8)
    axes.set_ylabel(_("money,\nthousand yuan"))


def _timeline(axes: Axes, events: pd.DataFrame) -> None:
    """A tick for every event, in a lane for each part of life."""
    for row, part in enumerate(SHOWN):
        at = _years(events.loc[events["part"] == part, "month"])
        axes.plot(at, np.full(len(at), row), "|", color=INK, markersize=7, markeredgewidth=1.3)
    axes.set_ylim(len(SHOWN) - 0.5, -0.5)
    axes.set_yticks(range(len(SHOWN)), [lane(part) for part in SHOWN])
    axes.tick_params(axis="y", length=0)


def _years(months: pd.Series) -> np.ndarray:
    """Calendar time in years at the end of each month."""
    return np.array([2000 + month_number(month) / 12 for month in months])


def _keys() -> list[Line2D]:
    """What the marks mean."""
    point: dict[str, Any] = {"linestyle": "none", "markersize": 7}
    return [
        Line2D([], [], color=INK, linestyle=(0, (4, 2)), linewidth=1.2, label=_("poverty line")),
        Line2D([], [], color=INCOME, marker="o", markersize=4, label=_("income (hollow: poor)")),
        Line2D([], [], color=CATTLE, marker="^", label=_("leaves poverty"), **point),
        Line2D([], [], color=DEBT, marker="v", label=_("poor again"), **point),
        Line2D([], [], color=BASELINE, marker="|", markeredgewidth=1.3, label=_("something happens"), **point),
        Line2D([], [], color=CASH, linewidth=6, alpha=0.7, label=_("cash")),
        Line2D([], [], color=LOAN, linewidth=6, alpha=0.8, label=_("cattle loan")),
        Line2D([], [], color=DEBT, linewidth=6, alpha=0.8, label=_("informal debt")),
    ]
