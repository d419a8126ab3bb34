"""A funnel plot in the cells of a terminal."""

from collections import Counter
from itertools import pairwise

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from acuevid.escape import visible
from acuevid.numbers import format as fmt
from acuevid.render.wrap import wrap
from acuevid.views.axis import linear_ticks
from acuevid.views.blocks import Funnel
from acuevid.views.forest import ticks

_MOST, _DEEP = 88, 21
"""The cells across at most, and the lines down."""
_STRONG, _QUIET, _NONE = Style(bold=True), Style(dim=True), Style.null()
_UNICODE = {"90%": "·", "95%": ":", "99%": "¦", "null": "│", "pooled": "┃", "study": "●", "edge": "┤", "side": "│"}
_ASCII = {"90%": ".", "95%": ":", "99%": "!", "null": "|", "pooled": "#", "study": "o", "edge": "+", "side": "|"}
_AXES, _CORNERS, _ENDS = (
    {True: ("-", "+"), False: ("─", "┴")},
    {True: "+", False: "└"},
    {True: ("<-", "->"), False: ("←", "→")},
)


def draw_funnel(plot: Funnel, width: int, *, ascii_only: bool = False) -> Text:
    """The plot in at most `width` cells, standard errors downwards, with its key below."""
    signs = _ASCII if ascii_only else _UNICODE
    errors = linear_ticks(0.0, plot.deepest, 5)
    gutter = max(len(fmt.tick(round(at, 10))) for at in errors) + 1
    room = max(10, min(width - gutter - 1, _MOST))
    lines: list[tuple[str, Style]] = [(line, _STRONG) for line in wrap(visible(plot.title), width)]
    lines += [(f"Standard error down, {visible(plot.heading)} across", _QUIET), ("", _NONE)]
    labels = {_down(plot, at): fmt.tick(round(at, 10)) for at in errors}
    for i, cells in enumerate(_grid(plot, room, signs)):
        label = labels.get(i, "")
        lines.append((f"{label:>{gutter - 1}} {signs['edge' if label else 'side']}{''.join(cells)}", _NONE))
    lines += [(line, _QUIET) for line in _axis(plot, room, gutter, ascii_only=ascii_only)]
    low, high = (f"{_ENDS[ascii_only][0]} {plot.below}", f"{plot.above} {_ENDS[ascii_only][1]}")
    lines += [(line, _QUIET) for line in _sides(visible(low), visible(high), gutter + 1, room, width)]
    lines.append(("", _NONE))
    contours = ", ".join(f"{signs[level]} {level}" for level, _ in plot.contours)
    key = (
        f"{signs['study']} a study (a digit: several in one place), {signs['null']} no effect, {signs['pooled']} pooled"
    )
    for note in (f"{key}; contours {contours}.", visible(plot.note)):
        lines += [(line, _QUIET) for line in wrap(note, min(width, 92))]
    return Text("\n").join(Text(text.rstrip(), style=style) for text, style in lines)


def _down(plot: Funnel, se: float) -> int:
    """The line that a standard error falls on; 0 is the top."""
    return round(se / plot.deepest * (_DEEP - 1)) if plot.deepest else 0


def _across(plot: Funnel, at: float, room: int) -> int:
    return round((at - plot.low) / (plot.high - plot.low) * (room - 1))


def _grid(plot: Funnel, room: int, signs: dict[str, str]) -> list[list[str]]:
    """The cells, line by line: contours, no effect, the pooled effect, and the studies on top."""
    grid = [[" "] * room for _ in range(_DEEP)]
    for i, cells in enumerate(grid):
        se = plot.deepest * i / (_DEEP - 1)
        for level, z in reversed(plot.contours):
            for at in (-z * se, z * se):
                if plot.low <= at <= plot.high:
                    cells[_across(plot, at, room)] = signs[level]
        cells[_across(plot, 0.0, room)] = signs["null"]
        cells[_across(plot, plot.pooled, room)] = signs["pooled"]
    places = Counter((_down(plot, p.se), _across(plot, p.estimate, room)) for p in plot.points)
    for (i, j), n in places.items():
        grid[i][j] = signs["study"] if n == 1 else str(n) if n < 10 else "+"
    return grid


def _axis(plot: Funnel, room: int, gutter: int, *, ascii_only: bool) -> list[str]:
    """The axis with ticks at round values, and their labels below; labels never touch."""
    line, tick = _AXES[ascii_only]
    across, labels = [line] * room, [" "] * room
    for most in range(max(3, room // 8), 0, -1):
        found = [(_across(plot, at, room), text) for at, text in ticks(plot, most)]
        spans = [(max(0, min(at - len(text) // 2, room - len(text))), text) for at, text in found]
        if all(a + len(t) < b for (a, t), (b, _) in pairwise(spans)):
            break
    for (at, _), (start, text) in zip(found, spans, strict=True):
        across[at] = tick
        labels[start : start + len(text)] = text
    return [" " * gutter + _CORNERS[ascii_only] + "".join(across), " " * (gutter + 1) + "".join(labels)]


def _sides(low: str, high: str, before: int, room: int, width: int) -> list[str]:
    """Whom the ends favour: on one line where there is room."""
    gap = room - cell_len(low) - cell_len(high)
    return [" " * before + low + " " * gap + high] if gap > 2 else [*wrap(low, width), *wrap(high, width)]
