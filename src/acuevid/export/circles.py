"""Judgements as circles with signs, as robvis draws them (McGuinness & Higgins 2021)."""

from collections.abc import Sequence

from acuevid.export.markup import Markup, together
from acuevid.export.shapes import shape, words
from acuevid.views.lights import Light, LightColumn

RADIUS, STEP = 9.0, 28.0
"""Of a circle, and from one column of circles to the next."""


def circle(item: Light, x: float, y: float) -> Markup:
    """A judgement as a circle with its sign."""
    return together(shape("circle", f"tone-{item.tone}", cx=round(x, 1), cy=round(y, 1), r=RADIUS), mark_of(item, x, y))


def mark_of(item: Light, x: float, y: float) -> Markup:
    """The sign of a judgement, its middle at this place."""
    return words(item.sign, x, y + 4.5, f"mark-{item.tone}", "middle")


def circles(found: Sequence[Light], x: float, y: float) -> list[Markup]:
    """A row of circles, the first one's middle at `x`."""
    return [circle(item, x + STEP * j, y) for j, item in enumerate(found)]


def heads(columns: Sequence[LightColumn], x: float, y: float) -> list[Markup]:
    """The headings over a row of circles."""
    return [words(column.short, x + STEP * j, y, "head", "middle") for j, column in enumerate(columns)]
