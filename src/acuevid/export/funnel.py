"""A funnel plot as SVG."""

import math

from acuevid.export.markup import Markup, element, text
from acuevid.export.shapes import PAINT, drawing, shape, words
from acuevid.export.theme import Theme
from acuevid.export.widths import wide, wrapped
from acuevid.numbers import format as fmt
from acuevid.views.axis import linear_ticks
from acuevid.views.blocks import Funnel, FunnelPoint
from acuevid.views.forest import ticks

_WIDE, _TALL, _LEFT, _RADIUS = 560, 340, 56, 4
_TITLE = 16


def funnel_svg(plot: Funnel, *, alone: Theme | None = None) -> Markup:
    """The plot with its contours as nested areas; `alone` gives it a size and a ground of its own."""
    width = _LEFT + _WIDE
    titles = wrapped(plot.title, width, _TITLE, bold=True)
    top = 30.0 + 20 * len(titles)
    body = [words(line, 0, 18 + 20 * i, "title") for i, line in enumerate(titles)]
    body += _contours(plot, top)
    body += [_line("null", _x(plot, 0.0), top), _line("pooled", _x(plot, plot.pooled), top)]
    body += [_point(plot, point, top) for point in plot.points]
    body += _axes(plot, top)
    height = top + _TALL + 58
    body.append(words("Standard error", 0, top - 8, "head"))
    body.append(words(plot.heading, _LEFT + _WIDE / 2, height - 18, "head", "middle"))
    for line, x, anchor in _sides(plot):
        if anchor is None or not _fit(plot):
            height += 16
        body.append(words(line, x, height - 16, "quiet", anchor))
    body += _key(plot, height + 8)
    height += 34
    notes = wrapped(plot.note, width)
    body += [words(line, 0, height + 16 * i, "quiet") for i, line in enumerate(notes)]
    height += 16 * len(notes)
    studies = " ".join(f"{p.label}: {p.text}, standard error {p.error}, {p.band}." for p in plot.points)
    told = f"Funnel plot of the {plot.measure}. {studies} {plot.note}"
    return drawing(body, width, height, plot.title, told, alone=alone, name="funnel")


def _fit(plot: Funnel) -> bool:
    """Whether the words on both ends have room beside each other."""
    return wide(plot.below) + wide(plot.above) < _WIDE - 80


def _sides(plot: Funnel) -> list[tuple[str, float, str | None]]:
    """The words on both ends, line by line, with where each stands."""
    low, high = f"← {plot.below}", f"{plot.above} →"
    if _fit(plot):
        return [(low, _LEFT, None), (high, _LEFT + _WIDE, "end")]
    return [(line, _LEFT, None) for side in (low, high) for line in wrapped(side, _WIDE)]


def _x(plot: Funnel, at: float) -> float:
    return round(_LEFT + (at - plot.low) / (plot.high - plot.low) * _WIDE, 1)


def _y(plot: Funnel, se: float, top: float) -> float:
    return round(top + 8 + se / (plot.deepest or 1.0) * (_TALL - 16), 1)


def _line(name: str, x: float, top: float) -> Markup:
    return shape("line", name, x1=x, y1=top, x2=x, y2=top + _TALL)


def _contours(plot: Funnel, top: float) -> list[Markup]:
    """The area inside each contour, the widest first, so that the next lies on it; they end with the plot."""
    drawn = []
    for level, z in reversed(plot.contours):
        left, right = (_edge(plot, end, z, top) for end in (plot.low, plot.high))
        corners = [(_x(plot, 0.0), _y(plot, 0.0, top)), *left, *reversed(right)]
        points = " ".join(f"{x},{y}" for x, y in corners)
        drawn.append(shape("polygon", f"contour-{level.removesuffix('%')}", points=points))
    return drawn


def _edge(plot: Funnel, end: float, z: float, top: float) -> list[tuple[float, float]]:
    """The corners of a contour on one side: where it leaves the plot at that end, if it does, and at the bottom."""
    bottom, lowest = top + _TALL, plot.deepest * (_TALL - 8) / (_TALL - 16)
    if z * lowest <= abs(end):
        return [(_x(plot, math.copysign(z * lowest, end)), bottom)]
    return [(_x(plot, end), _y(plot, abs(end) / z, top)), (_x(plot, end), bottom)]


def _point(plot: Funnel, point: FunnelPoint, top: float) -> Markup:
    return element(
        "circle",
        element("title", text(f"{point.label}: {point.text}, standard error {point.error}")),
        cx=_x(plot, point.estimate),
        cy=_y(plot, point.se, top),
        r=_RADIUS,
        class_="study",
        **PAINT["study"],
    )


def _axes(plot: Funnel, top: float) -> list[Markup]:
    """Both axes with ticks at round values: standard errors downwards, effects across."""
    bottom = top + _TALL
    drawn = [shape("line", "axis", x1=_LEFT, y1=top, x2=_LEFT, y2=bottom)]
    drawn.append(shape("line", "axis", x1=_LEFT, y1=bottom, x2=_LEFT + _WIDE, y2=bottom))
    for at in linear_ticks(0.0, plot.deepest, 6):
        y = _y(plot, at, top)
        drawn.append(shape("line", "axis", x1=_LEFT - 5, y1=y, x2=_LEFT, y2=y))
        drawn.append(words(fmt.tick(round(at, 10)), _LEFT - 8, y + 4, "quiet", "end"))
    for at, label in ticks(plot, 9):
        x = _x(plot, at)
        drawn.append(shape("line", "axis", x1=x, y1=bottom, x2=x, y2=bottom + 5))
        drawn.append(words(label, x, bottom + 19, "quiet", "middle"))
    return drawn


def _key(plot: Funnel, y: float) -> list[Markup]:
    """What the shades and lines are."""
    x, drawn = 0.0, []
    for level, _ in plot.contours:
        drawn.append(shape("rect", f"contour-{level.removesuffix('%')}", x=round(x, 1), y=y - 9, width=16, height=11))
        told = f"inside {level}"
        drawn.append(words(told, x + 22, y, "quiet"))
        x += 22 + wide(told) + 16
    for name, told in (("null", "no effect"), ("pooled", "pooled")):
        drawn.append(shape("line", name, x1=round(x, 1), y1=y - 4, x2=round(x + 18, 1), y2=y - 4))
        drawn.append(words(told, x + 24, y, "quiet"))
        x += 24 + wide(told) + 16
    return drawn
