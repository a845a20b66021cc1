"""The figures of a calibration: what is left of each parameter and of each pair, and how the targets are met."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from experiments import language
from experiments.calibration import Calibration
from experiments.calibration_tables import correlations, targets_table
from experiments.charts_style import COLOURS, FAINT, SOFT, blank, headed
from experiments.factors import Factor
from model.messages import _

WIDTH, PANEL = 190.0, 42.0
DRAWN, BEST, KNOWN = COLOURS[0], COLOURS[1], COLOURS[2]
BARS = 12


def figures_of(found: Calibration) -> dict[str, Figure]:
    """Both figures, by the name of their files."""
    return {"calibration_parameters": plot_parameters(found), "calibration_targets": plot_targets(found)}


def setting_of(found: Calibration) -> str:
    """The line under a title: where, under which policy and future, on how much luck."""
    (scenario,) = found.question.asked.plan.scenarios
    place = language.title(scenario.titles, "place", scenario.place)
    text = _("{place}; policy: {policy}; future: {future}; {count} replicates; {share:.3g} % sample of kin groups")
    return text.format(
        place=place, policy=scenario.policy, future=scenario.future, count=found.question.asked.plan.replicates,
        share=100 * scenario.sample_fraction,
    )  # fmt: skip


def plot_parameters(found: Calibration) -> Figure:
    """Draws of each parameter, beside its prior, on the diagonal; of each pair below it, where ridges show."""
    factors, draws = found.question.factors, found.draws
    many = len(factors)
    best, ranks = found.values_of(found.runs.shares[[found.best]]).iloc[0], correlations(found)
    synthetic = found.question.synthetic
    figure, panels = blank(WIDTH, 40 + PANEL * many, rows=many, columns=many)
    for place, axes in enumerate(panels):
        row, column = divmod(place, many)
        one, other = factors[column], factors[row]
        if column > row:
            axes.set_visible(False)
            continue
        axes.set_xlim(one.low, one.high)
        truth = synthetic.truth if synthetic else {}
        if column == row:
            _margin(axes, found, column)
            axes.axvline(best[one.path], color=BEST, linewidth=1.2)
            if truth:
                axes.axvline(truth[one.path], color=KNOWN, linewidth=1.2, linestyle="--")
        else:
            axes.set_ylim(other.low, other.high)
            axes.plot(draws[one.path], draws[other.path], "o", color=DRAWN, markersize=2, alpha=0.5)
            axes.plot(best[one.path], best[other.path], "s", color=BEST, markersize=5)
            if truth:
                axes.plot(truth[one.path], truth[other.path], "*", color=KNOWN, markersize=8)
            said = _("rank correlation {0:.2f}").format(ranks[row, column]).replace("-", "−")
            axes.set_title(said, fontsize=7, weight="normal", color=SOFT)
        _named(axes, one, other, bottom=row == many - 1, left=column == 0 and row > 0)
    note = _("Draws of the posterior over the whole range of each parameter; the prior is flat over it.")
    return headed(figure, _("What the targets leave of each parameter"), setting_of(found), note, _keys(found))


def plot_targets(found: Calibration) -> Figure:
    """Simulated targets and checks, each from its reported value, in tolerances."""
    table = targets_table(found)
    rows = np.arange(len(table))
    figure, (axes,) = blank(WIDTH, 52 + 6.5 * len(table))
    axes.axvspan(-1, 1, color=FAINT, alpha=0.9, linewidth=0)
    axes.axvspan(-2, 2, color=FAINT, alpha=0.45, linewidth=0)
    axes.axvline(0, color=SOFT, linewidth=0.8)

    def scaled(name: str) -> np.ndarray:
        return ((table[name] - table["reported"]) / table["tolerance"]).to_numpy(float)

    axes.hlines(rows, scaled("low"), scaled("high"), color=DRAWN, linewidth=1.2)
    axes.hlines(rows, scaled("low_luck"), scaled("high_luck"), color=DRAWN, linewidth=3.6)
    fitted = (table["use"] == "calibrate").to_numpy()
    middle = scaled("simulated")
    axes.plot(middle[fitted], rows[fitted], "o", color=DRAWN, markersize=5)
    axes.plot(middle[~fitted], rows[~fitted], "o", color=DRAWN, markerfacecolor="white", markersize=5)
    axes.set_yticks(rows, [name.replace("_", " ") for name in table["target"]], fontsize=8)
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel(_("simulated minus reported, in tolerances"))
    keys: list[Artist] = [
        Line2D([], [], color=DRAWN, marker="o", markersize=5, label=_("fitted")),
        Line2D([], [], color=DRAWN, marker="o", markerfacecolor="white", markersize=5, label=_("check, never fitted")),
        Line2D([], [], color=DRAWN, linewidth=3.6, label=_("luck alone, 95 %")),
        Patch(color=FAINT, label=_("within one and two tolerances")),
    ]
    note = _(
        "Means over draws of the posterior; thin lines are 95 % intervals, uncertain parameters and luck together."
    )
    return headed(figure, _("Reported against simulated"), setting_of(found), note, keys)


def _margin(axes: Axes, found: Calibration, place: int) -> None:
    """The draws of one parameter as bars over its range, and the height that the prior would have."""
    factor = found.question.factors[place]
    edges = (
        factor.at(np.linspace(0.0, 1.0, BARS + 1))
        if not factor.whole
        else np.linspace(factor.low, factor.high, BARS + 1)
    )
    counts, _edges = np.histogram(found.draws[factor.path], edges)
    axes.stairs(counts / counts.sum(), edges, color=DRAWN, fill=True, alpha=0.6)
    axes.axhline(1.0 / BARS, color=SOFT, linewidth=0.8, linestyle=":")
    axes.set_yticks([])
    axes.grid(visible=False)


def _named(axes: Axes, one: Factor, other: Factor, *, bottom: bool, left: bool) -> None:
    """Paths and units at the outer sides only."""
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.tick_params(labelsize=7, labelbottom=bottom, labelleft=left)
    if bottom:
        axes.set_xlabel(_label(one), fontsize=7.5)
    if left:
        axes.set_ylabel(_label(other), fontsize=7.5)


def _label(factor: Factor) -> str:
    return f"{factor.path}\n{factor.unit}"


def _keys(found: Calibration) -> list[Artist]:
    keys: list[Artist] = [
        Patch(color=DRAWN, alpha=0.6, label=_("posterior")),
        Line2D([], [], color=SOFT, linestyle=":", label=_("prior")),
        Line2D([], [], color=BEST, marker="s", markersize=5, label=_("best fit")),
    ]
    if found.question.synthetic:
        keys.append(Line2D([], [], color=KNOWN, marker="*", linestyle="--", markersize=8, label=_("truth")))
    return keys
