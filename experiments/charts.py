"""The figures of a study: poverty over time, cumulative return, why households return, what it costs.

Each takes a study and gives a matplotlib Figure; the numbers come from `experiments.tables`, the look from
`experiments.charts_style`.  Nothing here touches pyplot or any global state.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import LogLocator, MaxNLocator, MultipleLocator, NullFormatter, StrMethodFormatter

from experiments import words
from experiments.charts_style import INK, SOFT, Setting, blank, headed, setting_of, spread
from experiments.tables import HORIZON, poverty_path, return_curve, returns_per_run
from model.messages import _

# Paul Tol's muted scheme, safe for the colour blind; parts are named beside the stack as well.
PARTS = ("#CC6677", "#332288", "#DDCC77", "#117733", "#88CCEE", "#882255", "#44AA99", "#999933", "#AA4499")
OTHER, REST = "#BBBBBB", "others"
ESTIMATE = ("estimate", "low", "high")
DARK = {"#332288", "#117733", "#882255", "#AA4499"}
WIDTH = 180.0
FAR_APART = 50  # a largest cost so many times the smallest is drawn on logs
BEYOND = 6  # months shown after the horizon, so that the step at it is seen


def plot_poverty(study: Any) -> Figure:
    """Share of rural persons below the line at each December assessment, by policy, with bands."""
    setting = setting_of(study)
    figure, (axes,) = blank(WIDTH, 110)
    _name_ends(axes, _lines(axes, poverty_path(study.months), "year", setting), setting)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel(_("assessed in December of"))
    axes.set_ylabel(_("% of rural persons"))
    return headed(figure, _("Rural persons with income below the poverty line"), setting.sentence())


def plot_return_risk(study: Any) -> Figure:
    """Cumulative return to poverty after the first exit of ever-listed households: each policy beside the baseline."""
    setting = setting_of(study)
    curve = return_curve(study.spells, HORIZON + BEYOND)
    others = [policy for policy in setting.policies if policy != setting.baseline]
    columns = 2 if len(others) in (2, 4) else min(len(others), 3) or 1
    rows = -(-len(others) // columns) or 1
    figure, panels = blank(WIDTH, 48 + 52 * rows, rows=rows, columns=columns, sharex=True, sharey=True)
    for axes, policy in zip(panels, others or [setting.baseline], strict=False):
        shown = dict.fromkeys((setting.baseline, policy))
        _lines(axes, curve[curve["policy"].isin(shown)], "since_exit", setting, drawstyle="steps-post")
        axes.set_title(policy, color=setting.colour(policy), loc="left", size=9.5, weight="bold")
        axes.set_xlabel(_("months since the first exit"))
        axes.set_ylabel(_("% of first exits"))
        axes.label_outer()
        axes.set_xlim(0, HORIZON + BEYOND)
        axes.xaxis.set_major_locator(MultipleLocator(12))
    for axes in panels[len(others) or 1 :]:
        axes.set_visible(False)
    note = _(
        "Ever-listed households, by income alone; Aalen-Johansen, with dissolution and departure competing.\n"
        "Policies change who exits, so these curves are of different groups: compare by poor years and sustained exit."
    )
    title = _("Poor again after the first exit from poverty")
    return headed(figure, title, setting.sentence(), note, _policy_keys(setting))


def plot_causes(study: Any) -> Figure:
    """Proximate causes of return: stacked shares by policy and, beside them, each share with its interval."""
    setting = setting_of(study)
    shares, counts = study.causes(), returns_per_run(study.spells)
    causes = _by_size(shares, "cause")
    percent = shares.assign(**{name: 100 * shares[name] for name in ESTIMATE})
    height = 60 + 8.0 * max(len(setting.policies), len(causes))
    figure, (stack, dots) = blank(WIDTH, height, columns=2, gridspec_kw={"width_ratios": [5, 4]})
    colours = {
        cause: PARTS[words.CAUSES.index(cause)] if cause in words.CAUSES[: len(PARTS)] else OTHER for cause in causes
    }
    _stack(stack, percent.rename(columns={"cause": "part"}), setting.policies, colours, least=7)
    rows = [
        _("{policy}\n{count} a run").format(policy=p, count=words.amount(counts.get(p, 0.0))) for p in setting.policies
    ]
    stack.set_yticks(range(len(rows)), rows)
    stack.set_xlim(0, 100)
    stack.set_xlabel(_("% of returns"))
    _dots(dots, percent, causes, setting)
    dots.set_yticks(range(len(causes)), [words.cause(cause) for cause in causes])
    for row, cause in enumerate(causes):
        dots.plot(
            -0.05, row, "s", color=colours[cause], markersize=8, transform=dots.get_yaxis_transform(), clip_on=False
        )
    dots.tick_params(axis="y", pad=18)
    dots.set_xlabel(_("% of returns, with intervals"))
    title = _("Why ever-listed households are poor again: proximate cause of return")
    note = _("Returns that end a first exit; the cause is what fell most since the last year out of poverty.")
    return headed(figure, title, setting.sentence(), note, _policy_keys(setting, points=True))


def plot_costs(study: Any) -> Figure:
    """Public outlays by programme and, beside them, the cost per poor-year averted, with intervals."""
    setting = setting_of(study)
    outlays = study.cost()
    million = outlays.assign(**{name: outlays[name] / 1e6 for name in ESTIMATE})
    whole = million["programme"] == "total"
    parts = _few(million[~whole].rename(columns={"programme": "part"}))
    programmes = _by_size(parts, "part")
    height = 62 + 12.0 * len(setting.policies) + 5.0 * (len(programmes) // 4)
    figure, (stack, dots) = blank(WIDTH, height, columns=2, sharey=True, gridspec_kw={"width_ratios": [5, 4]})
    colours = {part: OTHER if part == REST else PARTS[place] for place, part in enumerate(programmes)}
    _stack(stack, parts, setting.policies, colours)
    _totals(stack, million[whole], setting.policies)
    stack.set_yticks(range(len(setting.policies)), setting.policies)
    stack.set_xlabel(_("public outlays, million yuan of 2018"))
    _ratios(dots, study.cost_per_effect(), setting)
    even = dots.get_xscale() == "linear"
    unit = _("yuan of 2018 per poor-year averted")
    dots.set_xlabel(unit if even else _("{unit}, log scale").format(unit=unit))
    stack.xaxis.set_major_locator(MaxNLocator(5))
    dots.xaxis.set_major_locator(MaxNLocator(3) if even else LogLocator(numticks=4))
    for axes in (stack, dots):
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    note = _(
        "Grants, subsidies, guarantee losses and delivery, discounted at 3 % a year; loan principal is not a cost, and "
        "the status quo\nof 2013 is not counted. Where the poor-years averted may be none, their cost has no bounds."
    )
    keys = [Patch(color=colour, label=words.plain(name)) for name, colour in colours.items()]
    title = _("What it costs the public, in all and for each poor-year averted")
    return headed(figure, title, setting.sentence(), note, keys)


# By the name of their files.
FIGURES: Mapping[str, Callable[[Any], Figure]] = {
    "poverty": plot_poverty,
    "return_risk": plot_return_risk,
    "causes": plot_causes,
    "costs": plot_costs,
}


def _lines(
    axes: Axes, path: pd.DataFrame, along: str, setting: Setting, **style: Any
) -> list[tuple[float, float, str]]:
    """One line with its band for each policy, in percent; where each ends, with its policy."""
    step = "post" if style else None
    ends = []
    for policy in setting.policies:
        own = path[path["policy"] == policy]
        if own.empty:
            continue
        x, colour = own[along].to_numpy(), setting.colour(policy)
        axes.fill_between(x, 100 * own["low"], 100 * own["high"], color=colour, alpha=0.16, linewidth=0, step=step)
        axes.plot(x, 100 * own["estimate"], color=colour, linestyle=setting.dash(policy), **style)
        ends.append((x[-1], 100 * own["estimate"].iloc[-1], policy))
    axes.set_ylim(bottom=0)
    return ends


def _name_ends(axes: Axes, ends: Sequence[tuple[float, float, str]], setting: Setting) -> None:
    """Write each policy's name to the right of its line, moved apart where two would touch."""
    if not ends:
        return
    top = axes.get_ylim()[1]
    heights = spread([height for _x, height, _policy in ends], 0.055 * top)
    right = max(x for x, _height, _policy in ends)
    for (_x, height, policy), place in zip(ends, heights, strict=True):
        axes.annotate(
            policy, (right, height), (1.02, place / top), xycoords="data", textcoords="axes fraction", va="center",
            color=setting.colour(policy), weight="bold", fontsize=8.5, annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": setting.colour(policy), "linewidth": 0.6, "alpha": 0.6},
        )  # fmt: skip


def _policy_keys(setting: Setting, *, points: bool = False) -> list[Artist]:
    """What a legend shows for each policy: its line, or its point where there are only points."""
    look = {"linestyle": "none"} if points else {"marker": ""}
    return [
        Line2D(
            [],
            [],
            **{"color": setting.colour(p), "linestyle": setting.dash(p), "marker": setting.marker(p), **look},
            label=p,
        )
        for p in setting.policies
    ]


def _by_size(shares: pd.DataFrame, part: str) -> list[str]:
    """The parts that are not zero everywhere, the largest first."""
    largest = shares["estimate"].abs().groupby(shares[part]).max()
    return [str(name) for name in largest[largest > 0].sort_values(ascending=False, kind="stable").index]


def _few(parts: pd.DataFrame) -> pd.DataFrame:
    """Policy, part and estimate, the smallest parts put together where there are more than colours."""
    kept = _by_size(parts, "part")
    kept = kept if len(kept) <= len(PARTS) else kept[: len(PARTS) - 1]
    named = parts.assign(part=parts["part"].where(parts["part"].isin(kept), REST))
    return named.groupby(["policy", "part"], as_index=False)["estimate"].sum()


def _stack(
    axes: Axes, parts: pd.DataFrame, rows: Sequence[str], colours: Mapping[str, str], least: float = np.inf
) -> None:
    """A bar of parts for each policy, in the order of `colours`, the first policy on top; what is below zero goes left.

    Parts of at least `least` get their number written on them.
    """
    for row, policy in enumerate(rows):
        sizes = parts[parts["policy"] == policy].set_index("part")["estimate"].reindex(list(colours)).fillna(0.0)
        ends = {True: 0.0, False: 0.0}
        for part, size in sizes[sizes != 0].items():
            axes.barh(
                row, size, left=ends[size > 0], color=colours[part], height=0.62, edgecolor="white", linewidth=0.6
            )
            if size >= least:
                tone = "white" if colours[part] in DARK else INK
                axes.text(ends[True] + size / 2, row, f"{size:.0f}", ha="center", va="center", color=tone, fontsize=7.5)
            ends[size > 0] += size
    _as_rows(axes, len(rows))


def _totals(axes: Axes, totals: pd.DataFrame, rows: Sequence[str]) -> None:
    """The whole bar's number and interval."""
    for row, policy in enumerate(rows):
        for found in totals[totals["policy"] == policy].itertuples():
            axes.hlines(row, found.low, found.high, color=INK, linewidth=1)
            axes.annotate(
                words.amount(found.estimate), (np.nanmax([found.estimate, found.high]), row), (4, 0),
                textcoords="offset points", va="center", fontsize=8,
            )  # fmt: skip
    axes.set_xlim(right=1.14 * max(1e-9, np.nanmax(totals[["estimate", "high"]], initial=0.0)))


def _dots(axes: Axes, shares: pd.DataFrame, causes: Sequence[str], setting: Setting) -> None:
    """The share of each cause under each policy as a dot in the colour of the policy, with its interval."""
    offsets = np.linspace(-0.3, 0.3, len(setting.policies)) if len(setting.policies) > 1 else [0.0]
    for policy, offset in zip(setting.policies, offsets, strict=True):
        own = shares[shares["policy"] == policy].set_index("cause").reindex(causes)
        rows = np.arange(len(causes)) + offset
        axes.hlines(rows, own["low"].clip(lower=0), own["high"], color=setting.colour(policy), linewidth=1.2)
        axes.plot(
            own["estimate"], rows, setting.marker(policy), color=setting.colour(policy), markersize=4, label=policy
        )
    axes.set_xlim(left=0)
    _as_rows(axes, len(causes))


def _ratios(axes: Axes, costs: pd.DataFrame, setting: Setting) -> None:
    """Cost per poor-year averted of each policy, on logs where they lie far apart; in words where there is none."""
    ratios = costs[costs["measure"] == "cost_per_poor_year_averted"].set_index("policy")
    left, right = np.inf, 0.0
    for row, policy in enumerate(setting.policies):
        found = ratios.loc[policy] if policy in ratios.index else None
        if found is None or not np.isfinite(found["estimate"]):
            text = _("(baseline)") if policy == setting.baseline else _("no number: see the note")
            axes.text(0.03, row, text, transform=axes.get_yaxis_transform(), va="center", color=SOFT, fontsize=8)
            continue
        value, low, high = (float(found[name]) if np.isfinite(found[name]) else np.nan for name in ESTIMATE)
        axes.hlines(row, low, high, color=setting.colour(policy))
        axes.plot(value, row, setting.marker(policy), color=setting.colour(policy))
        end = float(np.nanmax([value, high]))
        axes.annotate(words.amount(value), (end, row), (7, 0), textcoords="offset points", va="center", fontsize=8)
        left, right = min(left, float(np.nanmin([value, low]))), max(right, end)
    if 0.0 < FAR_APART * left < right:
        axes.set_xscale("log")
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.set_xlim(left / 3.0, 30.0 * right)
    else:
        axes.set_xlim(min(0.0, left), 1.3 * right if right else 1.0)
    _as_rows(axes, len(setting.policies))


def _as_rows(axes: Axes, count: int) -> None:
    """Rows read from the top, ruled across."""
    axes.set_ylim(count - 0.45, -0.55)
    axes.grid(False, axis="y")
    axes.grid(True, axis="x")
    axes.tick_params(axis="y", length=0)
