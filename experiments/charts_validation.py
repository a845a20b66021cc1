"""The figures of docs/validation.md: what structure moves, what is foretold, and who sees a return."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.calibration_file import read_calibration
from experiments.charts_style import COLOURS, FAINT, INK, SOFT, blank, headed
from experiments.estimates import interval_of_mean
from experiments.validation import AFTER_EXIT, ALTERNATIVES, BASELINE, MIX, SINGLE, STUDIES, TRANSFERS
from experiments.validation_expected import HISTORICAL, told
from experiments.validation_foretold import LAYERS, foretold
from experiments.validation_kept import crossed, values_of
from experiments.validation_patterns import EARLY, LATE
from experiments.validation_tables import DESIGN, SURVEYED

WIDTH = 190.0
SHORT = {
    "still_listed": "still on the list", "found": "found by the village", "supported": "taken in by the county",
    "relisted": "listed again", "unseen": "seen by nobody",
}  # fmt: skip


def figures_of(folder: Path) -> dict[str, Figure]:
    """Every figure, by the name of its file."""
    return {
        "validation_alternatives": plot_alternatives(folder),
        "validation_transfer": plot_transfer(folder),
        "validation_withdrawal": plot_withdrawal(folder),
        "validation_layers": plot_layers(folder),
    }


def _bar(axes: Axes, place: float, values: np.ndarray, colour: str, marker: str = "o") -> None:
    """A mean and its interval across a row."""
    found = interval_of_mean(values)
    axes.plot([found.low, found.high], [place, place], color=colour, linewidth=1.2)
    axes.plot(found.estimate, place, marker, color=colour, markersize=4)


def plot_alternatives(folder: Path) -> Figure:
    """The stock of 2018, the share that returns, and what single programmes avert, under each alternative."""
    values = values_of("structure", folder)
    level = {policy: crossed(values, policy, "poor_years") for policy in (BASELINE, *SINGLE)}
    stock, back = (crossed(values, MIX, each) for each in ("registered_households 2018", "return_risk_36"))
    figure, panels = blank(WIDTH, 42 + 7 * len(ALTERNATIVES), columns=3, sharey=True)
    markers = ("o", "s", "^")
    for place in range(len(ALTERNATIVES)):
        _bar(panels[0], place, stock[place], INK)
        _bar(panels[1], place, 100 * back[place], INK)
        for nth, policy in enumerate(SINGLE):
            averted = level[BASELINE][place] - level[policy][place]
            _bar(panels[2], place + 0.22 * (nth - 1), averted, COLOURS[nth], markers[nth])
    (reported,) = (each for each in read_calibration(DESIGN).targets if each.name == "registered_2018")
    panels[0].axvspan(
        reported.value - reported.tolerance, reported.value + reported.tolerance, color=FAINT, linewidth=0
    )
    panels[1].axvspan(*(100 * each for each in SURVEYED), color=FAINT, linewidth=0)
    labels = ("registered households, end 2018,\nas_reported", "returned within 36 months, %,\nas_reported",
              "poor-years averted a listed\nhousehold, alone against none")  # fmt: skip
    for axes, label in zip(panels, labels, strict=True):
        axes.set_xlabel(label, fontsize=8)
        axes.grid(axis="x")
        axes.grid(visible=False, axis="y")
    panels[0].set_yticks(range(len(ALTERNATIVES)), [each.name for each in ALTERNATIVES])
    panels[0].invert_yaxis()
    keys = [
        panels[2].plot([], [], markers[nth], color=COLOURS[nth], label=policy)[0] for nth, policy in enumerate(SINGLE)
    ]
    note = "Grey: the reported stock with one tolerance each way, and the range of the survey."
    return headed(figure, "What another structure moves", _setting("structure", "luck"), note, keys)


def _setting(name: str, of: str) -> str:
    return f"{STUDIES[name].setting()}; future: historical; 95 % intervals of {of}"


def _band(axes: Axes, rows: pd.DataFrame, colour: str, label: str, factor: float = 1.0) -> None:
    years = rows["year"].astype(int)
    axes.fill_between(years, factor * rows["low"], factor * rows["high"], color=colour, alpha=0.25, linewidth=0)
    axes.plot(years, factor * rows["estimate"], color=colour, label=label)


def plot_transfer(folder: Path) -> Figure:
    """The registered stock and the poor by income in the two other places, year by year."""
    rows = foretold(folder)
    figure, panels = blank(WIDTH, 120, rows=2, columns=2, sharex="col")
    for column, place in enumerate(TRANSFERS):
        here = rows[(rows["place"] == place) & (rows["year"] != "")]
        upper, lower = panels[column], panels[2 + column]
        _band(upper, here[here["quantity"] == "registered_households"], COLOURS[0], MIX, 1e-3)
        poor = here[here["quantity"] == "poverty_headcount"]
        for policy, colour in ((MIX, COLOURS[0]), (BASELINE, SOFT)):
            _band(lower, poor[poor["policy"] == policy], colour, policy, 100.0)
        upper.set_title(place, fontsize=9.5, loc="left")
        upper.set_ylim(0)
        lower.set_ylim(0)
    panels[0].set_ylabel("registered households,\nthousand")
    panels[2].set_ylabel("rural persons below\nthe line by income, %")
    keys = panels[2].get_legend_handles_labels()[0]
    sizes = "; ".join(STUDIES[place].setting() for place in TRANSFERS)
    note = (
        "Bands: 95 % intervals of two calibrated numbers and luck. No outcome after the first month was used.\n"
        "From 2020 the registered are the listed and those whom monitoring supports."
    )
    return headed(figure, "Foretold for two other places, from their inputs alone", sizes, note, keys)


def plot_withdrawal(folder: Path) -> Figure:
    """Decembers in poverty and returns where support goes on, tapers or stops."""
    rows = foretold(folder)
    here = rows[(rows["place"] == "kezuohou") & (rows["less"] == "")]
    figure, panels = blank(WIDTH, 78, columns=2, sharey=True)
    for axes, measure, factor in zip(panels, ("poor_years", "return_risk_60"), (1.0, 100.0), strict=True):
        for place, policy in enumerate((BASELINE, *AFTER_EXIT)):
            (row,) = (each for _, each in here[(here["policy"] == policy) & (here["quantity"] == measure)].iterrows())
            colour = SOFT if policy == BASELINE else COLOURS[0]
            axes.plot([factor * row["low"], factor * row["high"]], [place, place], color=colour, linewidth=1.2)
            axes.plot(
                [factor * row["low_luck"], factor * row["high_luck"]], [place, place], color=colour, linewidth=3.5
            )
            axes.plot(factor * row["estimate"], place, "o", color=INK, markersize=4)
        axes.grid(axis="x")
        axes.grid(visible=False, axis="y")
    panels[0].set_yticks(range(1 + len(AFTER_EXIT)), [BASELINE, *AFTER_EXIT])
    panels[0].invert_yaxis()
    panels[0].set_xlabel("Decembers in poverty of a household\nlisted at the start")
    panels[1].set_xlabel("returned within 60 months\nof the first exit, %")
    note = "Thin: 95 % of four calibrated numbers and luck; thick: of luck alone."
    return headed(figure, "Support that goes on, tapers or stops", _setting("withdrawal", "numbers and luck"), note)


def plot_layers(folder: Path) -> Figure:
    """Which share of latent returns each layer sees, early and late."""
    values = values_of("patterns", folder)
    figure, panels = blank(WIDTH, 72, columns=2, sharey=True)
    for axes, period, (first, last) in zip(panels, ("early", "late"), (EARLY, LATE), strict=True):
        for place, layer in enumerate(LAYERS):
            shares = 100 * told(values, f"{period}: {layer}", MIX, HISTORICAL)
            found = interval_of_mean(shares)
            axes.barh(place, found.estimate, color=COLOURS[1] if layer == "unseen" else COLOURS[0], height=0.6)
            axes.plot([found.low, found.high], [place, place], color=INK, linewidth=1.4)
        axes.set_xlim(0, 80)
        axes.set_title(f"returns of {first} to {last}", fontsize=9.5, loc="left")
        axes.set_xlabel("% of latent returns, within two years")
        axes.grid(axis="x")
        axes.grid(visible=False, axis="y")
    panels[0].set_yticks(range(len(LAYERS)), [SHORT[layer] for layer in LAYERS])
    panels[0].invert_yaxis()
    note = "Policy: as_reported. A return can be seen by several; monitoring begins in March 2020."
    return headed(figure, "Who sees a return to poverty", _setting("patterns", "luck"), note)
