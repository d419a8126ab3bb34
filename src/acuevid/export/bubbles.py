"""A bubble plot as SVG: effects against a moderator, with the line of the meta-regression and its interval."""

import math

from acuevid.export.markup import Markup
from acuevid.export.shapes import drawing, shape, words
from acuevid.export.theme import Theme
from acuevid.export.widths import wide, wrapped
from acuevid.views.blocks import BubblePlot
from acuevid.views.bubbles import across_ticks
from acuevid.views.forest import ticks

_WIDE, _TALL, _LARGEST = 520, 320, 14
_TITLE = 16


def bubble_svg(plot: BubblePlot, *, alone: Theme | None = None) -> Markup:
    """A bubble plot; `alone` gives it a size and a ground of its own."""
    marks = ticks(plot, 7)
    left = 12 + max((wide(text) for _, text in marks), default=0)
    width = left + _WIDE + 10
    titles = wrapped(plot.title, width, _TITLE, bold=True)
    body = [words(line, 0, 18 + 20 * i, "title") for i, line in enumerate(titles)]
    top = 34.0 + 20 * len(titles)
    bottom = top + _TALL
    body.append(words(plot.heading, 0, top - 10, "head"))
    for at, text in marks:
        y = _y(plot, at, top)
        body += [
            shape("line", "rule", x1=left, y1=y, x2=left + _WIDE, y2=y),
            words(text, left - 6, y + 4, "quiet", "end"),
        ]
    for at, text in across_ticks(plot, 8):
        x = _x(plot, at, left)
        body += [
            shape("line", "axis", x1=x, y1=bottom, x2=x, y2=bottom + 5),
            words(text, x, bottom + 19, "quiet", "middle"),
        ]
    body.append(shape("line", "axis", x1=left, y1=bottom, x2=left + _WIDE, y2=bottom))
    if plot.has_null:
        y = _y(plot, 0.0, top)
        body.append(shape("line", "null", x1=left, y1=y, x2=left + _WIDE, y2=y))
    body += _line(plot, left, top) + _bubbles(plot, left, top)
    body.append(words(plot.across, left + _WIDE / 2, bottom + 38, "head", "middle"))
    note = plot.note + (" Thin lines: its 95% interval." if plot.line[0][2] is not None else "")
    notes = wrapped(note, width)
    body += [words(line, 0, bottom + 62 + 16 * i, "quiet") for i, line in enumerate(notes)]
    told = " ".join(f"{b.label}: {b.text} at {b.across}." for b in plot.bubbles)
    height = bottom + 52 + 16 * len(notes)
    return drawing(body, width, height, plot.title, f"Bubble plot. {told} {note}", alone=alone, name="bubbles")


def _line(plot: BubblePlot, left: float, top: float) -> list[Markup]:
    """The line, and the ends of its interval as far as the plot reaches."""
    drawn = []
    for place, name in ((2, "axis"), (3, "axis"), (1, "interval")):
        points = [(p[0], y) for p in plot.line if (y := p[place]) is not None and plot.low <= y <= plot.high]
        told = " ".join(f"{_x(plot, x, left)},{_y(plot, y, top)}" for x, y in points)
        if told:
            drawn.append(shape("polyline", name, points=told, fill="none"))
    return drawn


def _bubbles(plot: BubblePlot, left: float, top: float) -> list[Markup]:
    largest = max(b.weight for b in plot.bubbles)
    ordered = sorted(plot.bubbles, key=lambda b: (-b.weight, b.label))
    return [
        shape(
            "circle",
            "bubble",
            cx=_x(plot, b.x, left),
            cy=_y(plot, b.y, top),
            r=round(max(2.0, _LARGEST * math.sqrt(b.weight / largest)), 1),
        )
        for b in ordered
    ]


def _x(plot: BubblePlot, x: float, left: float) -> float:
    return round(left + (x - plot.first) / (plot.last - plot.first) * _WIDE, 1)


def _y(plot: BubblePlot, y: float, top: float) -> float:
    return round(top + (plot.high - y) / (plot.high - plot.low) * _TALL, 1)
