"""How every figure looks, what its heading says, and how it is written to disk with the same bytes each time.

Colours are those of Okabe and Ito, told apart by the colour blind, and every policy has a dash of its own as well, so
that a figure survives a black-and-white printer.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from experiments import language, lettering, words
from model.messages import _

INK, SOFT, FAINT = "#1a1a1a", "#5c5c5c", "#d9d9d9"
BASELINE = "#4d4d4d"
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C5A2B")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
DASHES = ((), (6, 2), (2, 1.5), (7, 2, 1.5, 2), (4, 1.5, 1.5, 1.5, 1.5, 1.5), (10, 3), (1, 1))
BASELINE_DASH = (4, 2)
INCH = 25.4

LOOK: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9.0,
    "text.color": INK,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "figure.facecolor": "white",
    "svg.fonttype": "path",
    "svg.hashsalt": "fanpin",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """What every figure must name: where, under which future, against which baseline, over how many runs."""

    place: str
    future: str
    baseline: str
    replicates: int
    policies: tuple[str, ...]
    sample_fraction: float = 1.0

    def sentence(self) -> str:
        """The line under a figure's title."""
        parts = [
            _("{place}; future: {future}; baseline: {baseline}").format(
                place=self.place, future=self.future, baseline=self.baseline
            ),
            _("one run, no intervals")
            if self.replicates < 2
            else _("{count} replicates, 95 % intervals").format(count=self.replicates),
        ]
        if self.sample_fraction < 1.0:
            parts.append(_("{share:.3g} % sample of kin groups").format(share=100 * self.sample_fraction))
        return words.listed(parts)

    def colour(self, policy: str) -> str:
        """The colour of a policy, the same in every figure of a study; the baseline is grey."""
        return BASELINE if policy == self.baseline else COLOURS[self._place(policy) % len(COLOURS)]

    def dash(self, policy: str) -> tuple[object, ...] | str:
        """The dash of a policy's lines."""
        pattern = BASELINE_DASH if policy == self.baseline else DASHES[self._place(policy) % len(DASHES)]
        return (0, pattern) if pattern else "solid"

    def marker(self, policy: str) -> str:
        """The shape of a policy's points."""
        return "o" if policy == self.baseline else MARKERS[1:][self._place(policy) % (len(MARKERS) - 1)]

    def _place(self, policy: str) -> int:
        return [each for each in self.policies if each != self.baseline].index(policy)


def blank(width: float, height: float, *, rows: int = 1, columns: int = 1, **layout: Any) -> tuple[Figure, list[Axes]]:
    """An empty figure of `width` by `height` millimetres and its axes, row by row.

    `layout` goes to `Figure.subplots`.  Room for the heading is kept by `headed`.
    """
    with mpl.rc_context(LOOK):
        figure = Figure(figsize=(width / INCH, height / INCH), dpi=150)
        FigureCanvasAgg(figure)
        axes = figure.subplots(rows, columns, squeeze=False, **layout)
    return figure, list(axes.flat)


def headed(figure: Figure, title: str, setting: str, note: str = "", keys: Sequence[Artist] = ()) -> Figure:
    """The figure with its title, the line saying what it is a figure of, and at its foot a legend and a note."""
    width, height = figure.get_figwidth() * INCH, figure.get_figheight() * INCH
    note_room = 3 + 3.7 * (note.count("\n") + 1) if note else 1
    columns = min(len(keys), 5) if len(keys) <= 5 else 4
    key_room = 2 + 4.6 * -(-len(keys) // columns) if columns else 0
    with mpl.rc_context(LOOK):
        figure.text(4 / width, 1 - 6 / height, title, weight="bold", size=11.5, va="center")
        figure.text(4 / width, 1 - 12 / height, setting, color=SOFT, size=8.5, va="center")
        figure.text(4 / width, 2.5 / height, note, color=SOFT, size=7.5, va="bottom")
        if keys:
            figure.legend(
                handles=_across(keys, columns), loc="lower left", bbox_to_anchor=(2.5 / width, note_room / height),
                ncols=columns, fontsize=8, handlelength=2.6, columnspacing=1.6,
            )  # fmt: skip
    foot = (note_room + key_room) / height
    figure.set_layout_engine("constrained", rect=(0.01, foot, 0.98, 1 - 16 / height - foot))
    return _settled(figure)


def _settled(figure: Figure) -> Figure:
    """The figure laid out once and for all: the solver's last bits change from time to time, so they are cut off."""
    with mpl.rc_context(LOOK):
        if language.spoken() == "zh":
            for text in figure.findobj(Text):
                text.set_fontfamily([LOOK["font.family"], lettering.for_figures()])
        figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axes in figure.axes:
        axes.set_position([round(number, 4) for number in axes.get_position().bounds])
    return figure


def _across(keys: Sequence[Artist], columns: int) -> list[Artist]:
    """The keys in the order in which a legend, filling column by column, shows them row by row."""
    return [key for column in range(columns) for key in keys[column::columns]]


def spread(places: Sequence[float], gap: float) -> list[float]:
    """Places as near to the given ones as can be with at least `gap` between neighbours; the order is kept.

    Labels at the ends of lines are put there, so that none covers another.
    """
    order = sorted(range(len(places)), key=lambda each: places[each])
    groups: list[tuple[float, int]] = []
    for each in order:
        groups.append((places[each], 1))
        while len(groups) > 1 and _touch(groups[-2], groups[-1], gap):
            (low, few), (high, many) = groups[-2:]
            groups[-2:] = [((low * few + high * many) / (few + many), few + many)]
    moved = [centre + gap * (k - (size - 1) / 2) for centre, size in groups for k in range(size)]
    found = dict(zip(order, moved, strict=True))
    return [found[each] for each in range(len(places))]


def _touch(below: tuple[float, int], above: tuple[float, int], gap: float) -> bool:
    return above[0] - below[0] < gap * (below[1] + above[1]) / 2 - 1e-12


def svg(figure: Figure) -> str:
    """The figure as SVG: letters as outlines, no date, no version; the same figure gives the same text."""
    with mpl.rc_context(LOOK):
        return _written(figure, "svg").decode()


def png(figure: Figure) -> bytes:
    """The figure as PNG, 150 dots an inch."""
    with mpl.rc_context(LOOK):
        return _written(figure, "png")


def _written(figure: Figure, form: str) -> bytes:
    buffer = BytesIO()
    nothing = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}
    figure.savefig(buffer, format=form, metadata=nothing[form])
    return buffer.getvalue()


def inline(drawing: str, name: str, words: str) -> str:
    """An SVG as it can stand inside a page: ids made unique by `name`, and `words` for who cannot see it."""
    body = drawing[drawing.index("<svg") :]
    body = re.sub(r'\bid="', f'id="{name}-', body)
    body = re.sub(r"url\(#", f"url(#{name}-", body)
    body = re.sub(r'href="#', f'href="#{name}-', body)
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    return body.replace("<svg ", f'<svg role="img" aria-label="{escape(words)}" ', 1)


def save(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Write NAME.svg and NAME.png into a folder, made if need be, each named after the language; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [language.named(folder / f"{name}.{form}") for form in ("svg", "png")]
    paths[0].write_text(svg(figure), "utf-8")
    paths[1].write_bytes(png(figure))
    return paths


def setting_of(study: Any) -> Setting:
    """What a study's figures must name."""
    case, manifest = study.manifest["cases"][0], study.manifest
    place = language.title(case["titles"], "place", case["scenario"]["place"])
    future = case["future"] if language.spoken() == "en" else language.title(case["titles"], "future", case["future"])
    share = case["scenario"]["sample_fraction"]
    return Setting(place, future, study.baseline, manifest["replicates"], study.policies, share)
