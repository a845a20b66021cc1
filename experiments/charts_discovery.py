"""The figure of a discovery: the box over its two tightest numbers, and the path of PRIM it was chosen from."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from experiments import words
from experiments.charts_style import COLOURS, INK, SOFT, Setting, blank, headed
from experiments.discovery import ABOVE, AMONG, FUTURE, PATHS, Discovery, inside, is_number
from experiments.discovery_findings import criterion_of
from experiments.headline import split
from model.messages import _

WIDTH, HEIGHT = 190.0, 105.0
FAILS, HOLDS, BOX = COLOURS[1], COLOURS[0], COLOURS[2]
JITTER = 0.3


def plot_discovery(found: Discovery, setting: Setting) -> Figure:
    """Rows that fail and rows that do not, the box, and coverage against density along PRIM's paths."""
    figure, (rows, path) = blank(WIDTH, HEIGHT, columns=2)
    _scatter(rows, found)
    keys = [_dot(FAILS, "X", _("fails")), _dot(HOLDS, "o", _("does not fail"))]
    if found.box is None:
        path.set_visible(False)
    else:
        _path(path, found)
        box = Patch(fill=False, edgecolor=BOX, linewidth=1.6, label=_("the box"))
        keys += [box, _dot(SOFT, ".", _("boxes of PRIM")), _dot(INK, "D", _("chosen; after weak limits are dropped"))]
    title = _("Where {policy} fails").format(policy=found.policy)
    futures = ", ".join(found.judged.x[FUTURE].unique()) if FUTURE in found.judged.x else setting.future
    where = _("{place}; futures: {futures}; {count} replicates; {share:.3g} % sample of kin groups").format(
        place=setting.place, futures=futures, count=setting.replicates, share=100 * setting.sample_fraction
    )
    return headed(figure, title, where, _("Failure: {0}.").format(criterion_of(found)), keys)


def _scatter(axes: Axes, found: Discovery) -> None:
    """Every row over the two tightest factors; where fewer are limited, over the measure itself."""
    names = _tightest(found)
    across, up = (_column(found, name) for name in names)
    for failed, colour, marker in ((False, HOLDS, "o"), (True, FAILS, "X")):
        rows = found.judged.failed == failed
        axes.scatter(across[rows], up[rows], s=16, c=colour, marker=marker, linewidths=0.3, edgecolors="white")
    for set_label, set_ticks, name in ((axes.set_xlabel, axes.set_xticks, names[0]),
                                       (axes.set_ylabel, axes.set_yticks, names[1])):  # fmt: skip
        set_label(_label(found, name))
        if name and not is_number(found.judged.x[name]):
            known = sorted(set(found.judged.x[name]))
            set_ticks(range(len(known)), known)
    axes.grid(visible=False)
    if found.box and found.box.limits:
        ends = [
            _ends(found, name, limits) for name, limits in zip(names, (axes.get_xlim(), axes.get_ylim()), strict=True)
        ]
        (left, right), (bottom, top) = ends
        frame = Rectangle((left, bottom), right - left, top - bottom, fill=False, edgecolor=BOX, linewidth=1.6)
        axes.add_patch(frame)


def _path(axes: Axes, found: Discovery) -> None:
    """Coverage against density, box after box, with the one kept and its range on points left out of resamples."""
    box, stability = found.box, found.stability
    assert box is not None
    assert stability is not None
    for name, dash in zip(PATHS, ("-", "--"), strict=True):
        own = box.trajectory[box.trajectory["path"] == name]
        axes.plot(own["coverage"], own["density"], dash, color=SOFT, marker=".", linewidth=0.8, markersize=4)
    if box.limits:
        axes.plot(box.fit.coverage, box.fit.density, "D", color=INK, markersize=6)
        known = stability.fits.dropna()
        if len(known):
            spans = known[["coverage", "density"]].quantile([0.025, 0.975]).to_numpy()
            middle = known[["coverage", "density"]].median()
            axes.hlines(middle["density"], *spans[:, 0], color=INK, linewidth=1.0)
            axes.vlines(middle["coverage"], *spans[:, 1], color=INK, linewidth=1.0)
    axes.axhline(found.judged.failed.mean(), color=SOFT, linewidth=0.8, linestyle=":")
    axes.set_xlim(-0.03, 1.05)
    axes.set_ylim(-0.03, 1.05)
    axes.set_xlabel(_("coverage: share of failures in the box"))
    axes.set_ylabel(_("density: share of the box that fails"))
    axes.set_title(_("dotted: all rows; cross: points left out,\n95 % of resamples"), fontsize=7.5, fontweight="normal")


def _tightest(found: Discovery) -> tuple[str, str]:
    """The factors of the two tightest limits; "" stands for the measure."""
    limits = found.box.limits if found.box else ()
    limits = sorted(limits, key=lambda each: inside(found.judged.x, [each]).mean())
    names = list(dict.fromkeys(limit.factor for limit in limits))[:2]
    if not names:
        names = [str(found.judged.x.columns[0])]
    return names[0], names[1] if len(names) > 1 else ""


def _column(found: Discovery, name: str) -> np.ndarray:
    """Places of the rows along an axis; words get places of their own, and rows are spread around them."""
    if not name:
        return found.judged.values
    if is_number(found.judged.x[name]):
        return found.judged.x[name].to_numpy(float)
    codes = pd.Categorical(found.judged.x[name]).codes.astype(float)
    return codes + JITTER * (np.modf(np.arange(len(codes)) * 0.618)[0] - 0.5) * 2


def _ends(found: Discovery, name: str, whole: tuple[float, float]) -> tuple[float, float]:
    """Where the box begins and ends along an axis."""
    low, high = whole
    if not name:
        edge = found.criterion.threshold
        return (edge, high) if found.criterion.side == ABOVE else (low, edge)
    for limit in (each for each in found.box.limits if each.factor == name) if found.box else ():
        if limit.side == AMONG:
            known = sorted(set(found.judged.x[name]))
            places = [known.index(each) for each in limit.at]
            low, high = min(places) - 0.45, max(places) + 0.45
        elif limit.side == ABOVE:
            low = limit.at
        else:
            high = limit.at
    return low, high


def _label(found: Discovery, name: str) -> str:
    if not name:
        name, unit = words.heading(*split(found.criterion.measure)), found.units.get(found.criterion.measure, "")
    else:
        unit = found.units.get(name, "")
    return f"{name}\n{unit}".rstrip()


def _dot(colour: str, marker: str, label: str) -> Line2D:
    return Line2D([], [], color=colour, marker=marker, linestyle="none", markersize=5, label=label)
