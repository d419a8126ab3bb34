"""Tables as plain columns under a rule, or, where the terminal is too narrow for that, as cards."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from acuevid.escape import visible
from acuevid.render.wrap import longest_piece, pad, wrap
from acuevid.terms import Direction
from acuevid.views.table import Cell, Column, Table

_LONGEST_PIECE = 16
"""A word longer than this may be broken to make a table fit."""
_SAMPLE = 60
"""So many rows decide the widths of the columns beyond their longest words."""
_STRONG = Style(bold=True)
_NONE = Style.null()
_COLOURS = {
    Direction.FAVOURS_EXPERIMENTAL: Style(color="green"),
    Direction.FAVOURS_COMPARATOR: Style(color="magenta"),
    Direction.MIXED: Style(color="cyan"),
    Direction.NO_CLEAR_DIFFERENCE: Style(color="blue"),
}


class Layout(NamedTuple):
    """How a table is laid out: the widths of its columns and the gap between them, or as cards (`None`)."""

    widths: list[int] | None
    gap: int = 0


def layout_of(table: Table, width: int) -> Layout:
    """The layout that fits the rows of a table, or those with which a long one begins, to `width` cells."""
    table = _readable(table)
    cells = _texts(table)
    for longest, gap in ((width, 2), (width, 1), (_LONGEST_PIECE, 2), (_LONGEST_PIECE, 1)):
        widths = _widths(table.columns, cells, width - gap * (len(table.columns) - 1), longest)
        if widths is not None:
            return Layout(widths, gap)
    return Layout(None)


def draw_table(
    table: Table, width: int, *, ascii_only: bool = False, layout: Layout | None = None, goes_on: bool = False
) -> Text:
    """The table in at most `width` cells; nothing is cut, long cells run over several lines.

    With a `layout` it has that of another table; if it `goes_on`, its rows come below another's and have no heading.
    """
    table = _readable(table)
    widths, gap = layout or layout_of(table, width)
    cells = _texts(table)
    if widths is None:
        return _signed(table, _cards(table, cells, width, goes_on=goes_on))
    return _signed(table, _columns(table, cells, widths, gap, "" if goes_on else "-" if ascii_only else "─"))


def _readable(table: Table) -> Table:
    """The same with headings that may be shown: catalogues name groups and domains in them."""
    return replace(table, columns=tuple(c._replace(heading=visible(c.heading)) for c in table.columns))


def _texts(table: Table) -> list[list[str]]:
    return [[_text(table, j, cell, i) for j, cell in enumerate(row)] for i, row in enumerate(table.rows)]


def _signed(table: Table, drawn: Text) -> Text:
    """The same with the signs in brackets in their colours, where a table has such."""
    if table.has_signs:
        for direction, style in _COLOURS.items():
            drawn.highlight_regex(rf"(?<=[( ]){re.escape(direction.sign)}(?=[ ,)])", style)
    return drawn


def _text(table: Table, j: int, cell: Cell, row: int) -> str:
    text = "" if cell is None else visible(str(cell))
    direction = table.directions[row] if table.directions else None
    if table.columns[j].name in ("finding", "direction") and direction is not None:
        return f"{direction.sign} {text}"
    return text


def _widths(columns: Sequence[Column], cells: Sequence[Sequence[str]], room: int, longest: int) -> list[int] | None:
    """A width for each column: its longest word at least, and the room that is left where it saves lines.

    `None` where not even the longest words fit.
    """
    least, most = [], []
    for j, column in enumerate(columns):
        texts = [row[j] for row in cells]
        head = longest_piece(column.heading)
        cap = room if column.is_number else longest
        least.append(max(head, min(cap, max(map(longest_piece, texts), default=0))))
        most.append(max([cell_len(column.heading), *map(cell_len, texts)]))
    left = room - sum(least)
    if left < 0:
        return None
    widths = list(least)
    sizes = [[cell_len(text) for text in row] for row in cells[:_SAMPLE]]
    while left > 0 and (step := _best_step(sizes, widths, most, left)):
        j, more = step
        widths[j] += more
        left -= more
    return widths


def _best_step(
    sizes: Sequence[Sequence[int]], widths: Sequence[int], most: Sequence[int], left: int
) -> tuple[int, int] | None:
    """The column to widen, and by how much, that saves the most lines for the cells it takes."""
    heights = [[-(-size // width) for size, width in zip(row, widths, strict=True)] for row in sizes]
    best: tuple[float, int, int] | None = None
    for j, width in enumerate(widths):
        others = [max((h for k, h in enumerate(row) if k != j), default=1) for row in heights]
        now = sum(max(row) for row in heights)
        for more in range(1, min(left, most[j] - width) + 1):
            then = sum(max(other, -(-row[j] // (width + more))) for other, row in zip(others, sizes, strict=True))
            if then < now and (best is None or (now - then) / more > best[0]):
                best = ((now - then) / more, j, more)
    if best is not None:
        return best[1], best[2]
    wanting = [j for j in range(len(widths)) if widths[j] < most[j]]
    return (wanting[0], min(left, most[wanting[0]] - widths[wanting[0]])) if wanting else None


def _columns(table: Table, cells: Sequence[Sequence[str]], widths: list[int], gap: int, rule: str) -> Text:
    space = " " * gap
    drawn = Text()
    if rule:
        heads = [wrap(c.heading, w) for c, w in zip(table.columns, widths, strict=True)]
        for k in range(max(map(len, heads))):
            line = [h[k] if k < len(h) else "" for h in heads]
            padded = [pad(text, w, right=c.is_number) for text, w, c in zip(line, widths, table.columns, strict=True)]
            drawn.append(space.join(padded).rstrip() + "\n", _STRONG)
        drawn.append(space.join(rule * w for w in widths))
    for i, row in enumerate(cells):
        wrapped = [wrap(text, width) for text, width in zip(row, widths, strict=True)]
        styles = [_style(table, i, j) for j in range(len(row))]
        for k in range(max(map(len, wrapped))):
            line = [lines[k] if k < len(lines) else "" for lines in wrapped]
            last = max((j for j, text in enumerate(line) if text), default=-1)
            if drawn:
                drawn.append("\n")
            for j in range(last + 1):
                text = pad(line[j], widths[j], right=table.columns[j].is_number)
                drawn.append(text.rstrip() if j == last else text + space, styles[j])
    return drawn


def _style(table: Table, i: int, j: int) -> Style:
    if j == 0:
        return _STRONG
    direction = table.directions[i] if table.directions else None
    if direction is not None and table.columns[j].name in ("finding", "direction"):
        return _COLOURS.get(direction, _NONE)
    return _NONE


def _cards(table: Table, cells: Sequence[Sequence[str]], width: int, *, goes_on: bool) -> Text:
    """Each row as its first cell, then one labelled value a line."""
    drawn = Text()
    for i, row in enumerate(cells):
        if i or goes_on:
            drawn.append("\n\n")
        heads = 2 if table.columns[0].name == "sheet" and len(row) > 1 else 1
        title = f"{row[1]} ({row[0]})" if heads > 1 else row[0]
        drawn.append("\n".join(wrap(title, width)), _STRONG)
        for j, text in enumerate(row[heads:], start=heads):
            if text:
                first, *more = wrap(f"{table.columns[j].heading}: {text}", max(1, width - 4))
                drawn.append("".join([f"\n  {first}", *(f"\n    {line}" for line in more)]), _style(table, i, j))
    return drawn
