"""A bubble plot in the cells of a terminal, in a simple form: no interval of the line."""

from rich.style import Style
from rich.text import Text

from acuevid.escape import visible
from acuevid.render.wrap import wrap
from acuevid.views.blocks import BubblePlot
from acuevid.views.bubbles import across_ticks
from acuevid.views.forest import ticks

_ROWS, _MOST = 16, 80
_STRONG, _QUIET, _NONE = Style(bold=True), Style(dim=True), Style.null()
_SIGNS = ("─", "┄", "·", "•", "●", "│", "└")
_ASCII = ("-", ".", ".", "o", "O", "|", "+")


def draw_bubbles(plot: BubblePlot, width: int, *, ascii_only: bool = False) -> Text:
    """The plot in at most `width` cells: effects upwards, the moderator across."""
    signs = _ASCII if ascii_only else _SIGNS
    across, null, *sizes, wall, corner = signs
    marks = {_row(plot, at): text for at, text in ticks(plot, 6)}
    left = max(map(len, marks.values()), default=0) + 1
    room = max(8, min(width, _MOST) - left - 1)
    grid = [[" "] * room for _ in range(_ROWS)]
    if plot.has_null:
        grid[_row(plot, 0.0)] = [null] * room
    for x, y, *_ in _dense(plot, room):
        grid[_row(plot, y)][_column(plot, x, room)] = across
    largest = max(b.weight for b in plot.bubbles)
    for bubble in sorted(plot.bubbles, key=lambda b: (b.weight, b.label)):
        size = 0 if bubble.weight < 0.2 * largest else 1 if bubble.weight < 0.6 * largest else 2
        grid[_row(plot, bubble.y)][_column(plot, bubble.x, room)] = sizes[size]
    lines = [(line, _STRONG) for line in wrap(visible(plot.title), width)]
    lines += [(line, _QUIET) for line in wrap(visible(f"upwards: {plot.heading}"), width)]
    lines += [(f"{marks.get(i, ''):>{left - 1}} {wall}{''.join(row)}", _NONE) for i, row in enumerate(grid)]
    lines += [(line, _QUIET) for line in _axis(plot, left, room, across, corner)]
    lines += [(line, _QUIET) for line in wrap(visible(f"across: {plot.across}. {plot.note}"), min(width, 92))]
    return Text("\n").join(Text(text.rstrip(), style=style) for text, style in lines)


def _dense(plot: BubblePlot, room: int) -> list[tuple[float, float]]:
    """The straight line at every cell that it crosses."""
    (x1, y1, *_), (x2, y2, *_) = plot.line[0], plot.line[-1]
    return [(x1 + (x2 - x1) * i / room, y1 + (y2 - y1) * i / room) for i in range(room + 1)]


def _row(plot: BubblePlot, y: float) -> int:
    place = round((plot.high - y) / (plot.high - plot.low) * (_ROWS - 1))
    return min(max(place, 0), _ROWS - 1)


def _column(plot: BubblePlot, x: float, room: int) -> int:
    return min(max(round((x - plot.first) / (plot.last - plot.first) * (room - 1)), 0), room - 1)


def _axis(plot: BubblePlot, left: int, room: int, across: str, corner: str) -> list[str]:
    labels, end = [" "] * room, -1
    for at, text in across_ticks(plot, max(2, room // 8)):
        start = min(max(0, _column(plot, at, room) - len(text) // 2), room - len(text))
        if start > end:
            labels[start : start + len(text)] = text
            end = start + len(text)
    return [f"{' ' * left}{corner}{across * room}", f"{' ' * (left + 1)}{''.join(labels)}"]
