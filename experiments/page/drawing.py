"""Line charts as SVG that stands in the page: bands for intervals, a colour and a dash a policy, text as text.

The letters are the browser's, so that Chinese needs no font of ours; nothing is styled inline, as the content
security policy wants it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from markupsafe import Markup, escape
from numpy.typing import NDArray

from experiments.charts_style import FAINT, INK, SOFT, spread

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 58, 128, 10, 44
GAP = 16.0  # between the names at the ends of lines
DARKER = 0.72  # of a line's colour, for letters that must be read on white

type Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One policy's path with its interval; NaN where there is none."""

    name: str
    colour: str
    dash: str
    x: Numbers
    estimate: Numbers
    low: Numbers
    high: Numbers

    def stepped(self) -> "Line":
        """The same, each value holding until the next."""
        paths = (np.repeat(path, 2)[:-1] for path in (self.estimate, self.low, self.high))
        return replace(self, x=np.repeat(self.x, 2)[1:], **dict(zip(("estimate", "low", "high"), paths, strict=True)))


@dataclass(frozen=True, slots=True)
class Frame:
    """Where numbers lie on the sheet."""

    first: float
    last: float
    top: float

    def across(self, value: float) -> float:
        """From the left edge."""
        share = (value - self.first) / (self.last - self.first) if self.last > self.first else 0.0
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def down(self, value: float) -> float:
        """From the upper edge."""
        return HEIGHT - BOTTOM - min(max(value / self.top, 0.0), 1.0) * (HEIGHT - TOP - BOTTOM)


def line_chart(lines: Sequence[Line], *, about: str, x_label: str, ticks: Sequence[float]) -> Markup:
    """The chart; `about` says what it shows to those who cannot see it.  The upright axis begins at zero."""
    ends = [float(line.x.max()) for line in lines]
    frame = Frame(min(ticks), max([*ticks, *ends]), ceiling(lines))
    parts = [
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(about)}">',
        *_grid(frame, ticks),
        _text(LEFT + (WIDTH - LEFT - RIGHT) / 2, HEIGHT - 6, x_label, SOFT, "middle"),
        *(_band(line, frame) for line in lines),
        *(_path(line, frame) for line in lines),
        *_names(lines, frame),
        "</svg>",
    ]
    return Markup("\n".join(parts))


@dataclass(frozen=True, slots=True)
class Point:
    """One thing at two values, each as (estimate, low, high); `told` is shown while it is pointed at."""

    name: str
    colour: str
    x: tuple[float, float, float]
    y: tuple[float, float, float]
    told: str


def point_chart(points: Sequence[Point], *, about: str, x_label: str) -> Markup:
    """Points with the bars of their intervals; both axes begin at zero.  `about` is for those who cannot see it."""
    widest, highest = (
        round_up(float(np.nanmax(values))) for values in ([point.x for point in points], [point.y for point in points])
    )
    frame = Frame(0.0, widest, highest)
    places = spread([frame.down(point.y[0]) for point in points], GAP)
    parts = [
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(about)}">',
        *_grid(frame, [widest * quarter / 4 for quarter in range(5)]),
        _text(LEFT + (WIDTH - LEFT - RIGHT) / 2, HEIGHT - 6, x_label, SOFT, "middle"),
        *(_point(point, place, frame) for point, place in zip(points, places, strict=True)),
        "</svg>",
    ]
    return Markup("\n".join(parts))


def _point(point: Point, name_at: float, frame: Frame) -> str:
    """A point, its bars, a thin line to its name at the right, and what is told of it."""
    x, y, edge = frame.across(point.x[0]), frame.down(point.y[0]), WIDTH - RIGHT
    drawn = []
    if np.isfinite([*point.x, *point.y]).all():
        (left, right), (low, high) = map(frame.across, point.x[1:]), map(frame.down, point.y[1:])
        drawn = [
            f'<path d="M{left:.1f} {y:.1f}H{right:.1f}M{x:.1f} {low:.1f}V{high:.1f}" stroke="{point.colour}"'
            ' stroke-width="1.6"/>'
        ]
    leader = f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{edge + 4}" y2="{name_at:.1f}" stroke="{FAINT}"/>'
    dot = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{point.colour}"/>'
    name = _text(edge + 8, name_at + 4, point.name, darker(point.colour)).replace("<text ", '<text class="end" ')
    return "".join(["<g>", f"<title>{escape(point.told)}</title>", leader, *drawn, dot, name, "</g>"])


def ceiling(lines: Sequence[Line]) -> float:
    """A round number that no estimate is above, with room for bands as far as they are not much higher."""
    estimates = max((float(np.nanmax(line.estimate)) for line in lines if np.isfinite(line.estimate).any()), default=0)
    bounds = max((float(np.nanmax(line.high)) for line in lines if np.isfinite(line.high).any()), default=0.0)
    return round_up(max(estimates, min(bounds, 1.6 * estimates)))


def round_up(value: float) -> float:
    """The least of 1, 2, 4, 5, 8 or 10 times a power of ten that is no less."""
    if not value > 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return power * next(each for each in (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10) if value <= each * power * (1 + 1e-9))


def darker(colour: str) -> str:
    """A colour in which letters can be read on white."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(DARKER * part):02x}" for part in parts)


def _grid(frame: Frame, ticks: Sequence[float]) -> list[str]:
    parts = []
    for quarter in range(5):
        value = frame.top * quarter / 4
        y = frame.down(value)
        parts.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="{FAINT}"/>')
        parts.append(_text(LEFT - 6, y + 4, f"{value:,g}", INK, "end"))
    for tick in ticks:
        x = frame.across(tick)
        parts.append(
            f'<line x1="{x:.1f}" y1="{HEIGHT - BOTTOM}" x2="{x:.1f}" y2="{HEIGHT - BOTTOM + 4}" stroke="{SOFT}"/>'
        )
        parts.append(_text(x, HEIGHT - BOTTOM + 18, f"{tick:g}", INK, "middle"))
    return parts


def _text(x: float, y: float, words: str, colour: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}">{escape(words)}</text>'


def _band(line: Line, frame: Frame) -> str:
    known = np.isfinite(line.low) & np.isfinite(line.high)
    if not known.any():
        return ""
    upper = [(x, y) for x, y in zip(line.x[known], line.high[known], strict=True)]
    lower = [(x, y) for x, y in zip(line.x[known], line.low[known], strict=True)]
    return f'<polygon points="{_points([*upper, *reversed(lower)], frame)}" fill="{line.colour}" fill-opacity="0.15"/>'


def _path(line: Line, frame: Frame) -> str:
    known = np.isfinite(line.estimate)
    points = _points(list(zip(line.x[known], line.estimate[known], strict=True)), frame)
    dash = f' stroke-dasharray="{line.dash}"' if line.dash else ""
    return f'<polyline points="{points}" fill="none" stroke="{line.colour}" stroke-width="2.2"{dash}/>'


def _points(points: Sequence[tuple[float, float]], frame: Frame) -> str:
    return " ".join(f"{frame.across(x):.1f},{frame.down(y):.1f}" for x, y in points)


def _names(lines: Sequence[Line], frame: Frame) -> list[str]:
    """Each line's name at its end, moved apart where two would touch."""
    ended = [line for line in lines if np.isfinite(line.estimate).any()]
    ends = [frame.down(float(line.estimate[np.isfinite(line.estimate)][-1])) for line in ended]
    places = spread(ends, GAP) if ends else []
    lowest = HEIGHT - BOTTOM - 4  # where the axis begins, and its years
    places = [place - max(0.0, max(places) - lowest) for place in places]
    return [
        _text(WIDTH - RIGHT + 8, place + 4, line.name, darker(line.colour)).replace("<text ", '<text class="end" ')
        for line, place in zip(ended, places, strict=True)
    ]
