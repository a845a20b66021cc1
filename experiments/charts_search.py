"""The figure of a search: finalists over all objectives at once, as parallel axes, better being up."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments import words
from experiments.charts_style import BASELINE, COLOURS, DASHES, FAINT, MARKERS, SOFT, blank, headed
from experiments.headline import split
from experiments.search_finalists import ALL, Finalists, estimates, unit
from experiments.search_findings import choices_in_words
from model.messages import _

WIDTH, HEIGHT = 190.0, 120.0
REFERENCES = ((4, 2), (1, 1.5))


def plot_search(found: Finalists, setting: str) -> Figure:
    """A line a finalist over the objectives, with 95 % intervals on fresh seeds; the references are grey."""
    objectives = found.searched.question.objectives
    figure, (axes,) = blank(WIDTH, HEIGHT + 3.7 * found.many)
    table = estimates(found)
    table = table[table["future"] == ALL].set_index(["measure", "mix"])
    columns = [table.loc[each.measure].loc[list(found.names), ["estimate", "low", "high"]].to_numpy(float)
               for each in objectives]  # fmt: skip
    shares = []
    for place, (objective, values) in enumerate(zip(objectives, columns, strict=True)):
        bad, good = _ends(values, objective.sign)
        shares.append((values - bad) / (good - bad))
        _axis(axes, place, objective.measure, (bad, good))
    keys = [
        _line(axes, found, number, name, np.array([each[number] for each in shares]))
        for number, name in enumerate(found.names)
    ]
    axes.set_xlim(-0.35, len(objectives) - 0.65)
    axes.set_ylim(-0.09, 1.09)
    axes.set_yticks([])
    axes.set_xticks(range(len(objectives)), [_heading(each.measure) for each in objectives], fontsize=7.5)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(length=0)
    return headed(figure, _("Mixes that no other beats"), setting, _note(found), keys)


def _ends(values: np.ndarray, sign: float) -> tuple[float, float]:
    """The worst and the best value of an axis; apart even where all are one."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    low, high = (low, high) if high > low else (low - 0.5, high + 0.5)
    return (high, low) if sign > 0 else (low, high)


def _axis(axes: Axes, place: int, measure: str, ends: tuple[float, float]) -> None:
    """An upright with the numbers at its ends."""
    factor, _unit = words.scale(unit(measure))
    axes.axvline(place, color=FAINT, linewidth=1.2, zorder=0)
    places = words.significant(3, *(factor * end for end in ends))
    for end, height, anchor in zip(ends, (-0.02, 1.02), ("top", "bottom"), strict=True):
        text = words.amount(factor * end, places=places)
        axes.text(place, height, text, ha="center", va=anchor, fontsize=7.5, color=SOFT)


def _line(axes: Axes, found: Finalists, number: int, name: str, shares: np.ndarray) -> Line2D:
    """One mix over all axes; its key."""
    finalist = number < found.many
    colour = COLOURS[number % len(COLOURS)] if finalist else BASELINE
    pattern = DASHES[number % len(DASHES)] if finalist else REFERENCES[(number - found.many) % len(REFERENCES)]
    marker = MARKERS[number % len(MARKERS)] if finalist else "."
    look = {"color": colour, "marker": marker, "markersize": 4.5, "linestyle": (0, pattern) if pattern else "-"}
    across = np.arange(len(shares)) + 0.02 * (number - len(found.names) / 2)
    axes.plot(across, shares[:, 0], linewidth=1.4, **look)
    axes.vlines(across, shares[:, 1], shares[:, 2], color=colour, linewidth=0.9)
    return Line2D([], [], linewidth=1.4, label=name, **look)


def _note(found: Finalists) -> str:
    """What each finalist has, and what the intervals are of."""
    lines = [
        f"{name}: {choices_in_words(found.searched.space.values(candidate), paths=False)}"
        for name, candidate in zip(found.names[: found.many], found.candidates, strict=False)
    ]
    what = _("Means over futures and fresh replicates, 95 % intervals over replicates. Luck is common, so mixes\n"
             "differ more surely than their intervals show.  Up is better on every axis.")  # fmt: skip
    return "\n".join([*(line if len(line) < 125 else line[:123] + "…" for line in lines), what])


def _heading(measure: str) -> str:
    _factor, name = words.scale(unit(measure))
    lines, line = list[str](), ""
    for word in words.heading(*split(measure)).split(" "):
        line, full = (word, line) if len(line) + len(word) > 20 else (f"{line} {word}".strip(), "")
        lines += [full] if full else []
    return "\n".join([*lines, line, name])
