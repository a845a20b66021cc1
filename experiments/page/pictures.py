"""Figures of the report as files, drawn one at a time: matplotlib's settings are the whole process's."""

from collections.abc import Callable
from threading import Lock
from typing import Any

from matplotlib.figure import Figure

from experiments.charts_style import png, svg

_drawing = Lock()


def drawn(plot: Callable[[Any], Figure], of: Any, form: str) -> str | bytes:
    """A figure as SVG text or PNG bytes, in the language of the current catalogue."""
    with _drawing:
        figure = plot(of)
        return svg(figure) if form == "svg" else png(figure)
