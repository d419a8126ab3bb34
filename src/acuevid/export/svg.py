"""Pictures as SVG: forest plot and evidence map, for a page, an article or a slide."""

import math
from math import fsum
from typing import NamedTuple

from acuevid.export.circles import RADIUS, STEP, circle, circles, heads
from acuevid.export.marks import mark
from acuevid.export.markup import Markup, lines, text
from acuevid.export.shapes import INK, drawing, shape, words
from acuevid.export.theme import Theme
from acuevid.export.widths import wide, wrapped
from acuevid.numbers import format as fmt
from acuevid.views.blocks import BIAS, Forest, ForestColumn, ForestRow
from acuevid.views.forest import ticks
from acuevid.views.lights import LightColumn
from acuevid.views.map import EvidenceMap, MapCell

_ROW, PLOT, _GAP = 24, 300, 16
_TITLE = 16
_ALIKE = 0.3
"""The share of the largest square where no row has a weight."""


def picture(drawn: Markup) -> str:
    """A picture as a file of its own."""
    return f"{mark('svg')}\n{drawn}\n"


class _Column(NamedTuple):
    """A column beside the plot: its heading, its cells, which way they stand, and the group over its heading, if any.

    In a column of `lights` a cell is a circle.
    """

    heading: str
    cells: list[str]
    is_number: bool = True
    group: str = ""
    lights: bool = False


def forest_svg(plot: Forest, *, alone: Theme | None = None) -> Markup:
    """A forest plot with its columns; `alone` gives it a size and a ground of its own."""
    before, behind = _columns(plot)
    columns = [*before, *behind]
    bold = [row.kind != "study" for row in plot.rows]
    widths = [_width(column, bold) for column in columns]
    _widen(columns, widths)
    left = _offsets(widths[: len(before)], 0)
    start = left[-1] + widths[len(before) - 1] + _GAP
    right = _offsets(widths[len(before) :], start + PLOT + _GAP)
    edge = right[-1] + widths[-1] if behind else start + PLOT
    width = max([edge + _lights_width(plot), *map(_words_width, plot.rows)])
    null = _x(plot, 0.0, start)
    middle = min(max(null, start), start + PLOT)
    if plot.below and plot.above:
        width = max(width, middle + 10 + wide(f"{plot.above} →"))
    titles = wrapped(plot.title, width, _TITLE, bold=True)
    top = 16 + 20 * len(titles)
    body = [words(line, 0, 18 + 20 * i, "title") for i, line in enumerate(titles)]
    places = [*left, *right]
    if any(column.group for column in columns):
        body += _groups(columns, widths, places, top + 16)
        top += 20
    for column, x, size in zip(columns, places, widths, strict=True):
        at, anchor = (x + size, "end") if column.is_number else (x, None)
        if column.lights:
            at, anchor = x + size / 2, "middle"
            body += [circle(row.lights[-1], at, _line_of(i, top)) for i, row in enumerate(plot.rows) if row.lights]
        body.append(words(column.heading, at, top + 16, "head", anchor))
        for i, (cell, strong) in enumerate(zip(column.cells, bold, strict=True)):
            if not column.lights:
                body.append(words(cell, at, _line_of(i, top) + 4, "strong" if strong else None, anchor))
    body.append(_rule(0, width, top + _ROW - 1))
    bottom = top + _ROW * (len(plot.rows) + 1) + 4
    if plot.has_null and start <= null <= start + PLOT:
        body.append(shape("line", "null", x1=null, y1=top + _ROW, x2=null, y2=bottom))
    for i, row in enumerate(plot.rows):
        y = _line_of(i, top)
        body.append(drawn_row(plot, row, y, start) if row.has_place else _said(row, y))
    body += axis(plot, start, bottom)
    body += _lights(plot, edge + _GAP + RADIUS, top)
    height = bottom + 42.0
    if plot.below and plot.above:
        sides = wrapped(f"← {plot.below}", middle - 10)
        body += [words(line, middle - 10, bottom + 38 + 16 * i, "quiet", "end") for i, line in enumerate(sides)]
        body.append(words(f"{plot.above} →", middle + 10, bottom + 38, "quiet"))
        height += 16 * len(sides) + 4
    told = (*plot.varies, plot.note, plot.key, plot.headed)
    notes = [line for note in told if note for line in wrapped(note, width)]
    body += [words(line, 0, height + 16 * i, "quiet") for i, line in enumerate(notes)]
    height += 16 * len(notes)
    rows = " ".join(map(in_words, plot.rows))
    shown = " ".join(("Forest plot of the", f"{plot.measure}.", rows, *plot.varies, plot.note))
    return drawing(body, width, height, plot.title, shown, alone=alone, name="forest")


def in_words(row: ForestRow) -> str:
    """A row for those who do not see it."""
    if not row.has_place:
        return f"{row.label}{':' if row.kind == 'heading' else '.'}"
    bias = f"; risk of bias: {row.lights[-1].label}" if row.lights else ""
    return f"{row.label}: {row.text}{bias}."


def _words_width(row: ForestRow) -> float:
    return wide(row.label) if row.kind == "words" else 0.0


def _lights_width(plot: Forest) -> float:
    return _GAP + STEP * len(_lit(plot)) + 2 * RADIUS - STEP + wide("Bias", bold=True) / 2 if _lit(plot) else 0.0


def _lit(plot: Forest) -> tuple[LightColumn, ...]:
    """The columns of lights that stand behind all others: the domains and, unless it is a chosen one, the whole."""
    is_chosen = any(column.name == BIAS for column in plot.columns)
    whole = LightColumn("overall", "Bias", "Bias")
    return plot.domains if is_chosen or not plot.key else (*plot.domains, whole)


def _lights(plot: Forest, x: float, top: float) -> list[Markup]:
    """Beside the plot, row by row: the judgements of the domains, and the overall one under its own heading."""
    shown = _lit(plot)
    if not shown:
        return []
    body = heads(shown, x, top + 16)
    for i, row in enumerate(plot.rows):
        body += circles(row.lights[: len(shown)], x, _line_of(i, top))
    return body


def _columns(plot: Forest) -> tuple[list[_Column], list[_Column]]:
    """The columns before the plot, of which the names are the first, and those behind it."""
    rows = plot.rows
    left = [_Column(plot.column, [r.label if r.has_place else "" for r in rows], is_number=False)]
    if plot.columns:
        found = [_chosen(plot, column) for column in plot.columns]
        return [*left, *found[: plot.split]], found[plot.split :]
    if any(row.first for row in rows):
        left += [_Column(plot.first, [r.first for r in rows]), _Column(plot.second, [r.second for r in rows])]
    right = [_Column(f"{plot.heading} (95% CI)", [r.text for r in rows])]
    weights = ["" if r.weight is None else fmt.weight(r.weight) for r in rows]
    return left, [*right, _Column("Weight", weights)] if _has_weights(plot) else right


def _chosen(plot: Forest, column: ForestColumn) -> _Column:
    group = {"first": plot.first, "second": plot.second, "": ""}[column.group]
    heading = column.heading or "Figures"
    return _Column(heading, list(column.cells), column.is_number, group, column.name == BIAS)


def _width(column: _Column, bold: list[bool]) -> float:
    """How wide a column is at the least."""
    if column.lights:
        return max(2.0 * RADIUS, wide(column.heading, bold=True))
    cells = (wide(cell, bold=strong) for cell, strong in zip(column.cells, bold, strict=True))
    return max([wide(column.heading, bold=True), *cells])


def _runs(columns: list[_Column]) -> list[tuple[int, int]]:
    """The first and the last of the columns that stand under one name of a group."""
    found: list[tuple[int, int]] = []
    for i, column in enumerate(columns):
        if column.group and found and found[-1][1] == i - 1 and columns[i - 1].group == column.group:
            found[-1] = found[-1][0], i
        elif column.group:
            found.append((i, i))
    return found


def _widen(columns: list[_Column], widths: list[float]) -> None:
    """Make room for the names of groups over their columns."""
    for first, last in _runs(columns):
        missing = wide(columns[first].group, bold=True) - fsum(widths[first : last + 1]) - _GAP * (last - first)
        for i in range(first, last + 1):
            widths[i] += max(0.0, missing / (last - first + 1))


def _groups(columns: list[_Column], widths: list[float], places: list[float], y: float) -> list[Markup]:
    """The names of the groups, each with a rule over its columns."""
    body = []
    for first, last in _runs(columns):
        begin, end = places[first], _round(places[last] + widths[last])
        body.append(words(columns[first].group, end, y, "head", "end"))
        body.append(_rule(begin, end, y + 5))
    return body


def _has_weights(plot: Forest) -> bool:
    return any(row.weight is not None for row in plot.rows)


def _said(row: ForestRow, y: float) -> Markup:
    """A heading, or words on a ground of their own, since they may reach the line of no effect."""
    if row.kind == "heading":
        return words(row.label, 0, y + 4, "strong")
    behind = shape("rect", "ground", x=0, y=y - 10, width=wide(row.label), height=20)
    return lines(behind, words(row.label, 0, y + 4, "quiet"))


def drawn_row(plot: Forest, row: ForestRow, y: float, start: float) -> Markup:
    """What is drawn of a row at the height `y`, in a plot that begins at `start`."""
    low, high, middle = (_x(plot, at, start) for at in (row.low, row.high, row.estimate))
    first, last = max(low, start), min(high, start + PLOT)
    if row.kind in ("pooled", "beside"):
        points = f"{low},{y} {middle},{y - 7} {high},{y} {middle},{y + 7}"
        return shape("polygon", "diamond" if row.kind == "pooled" else "beside", points=points)
    name = "prediction" if row.kind == "prediction" else "interval"
    drawn = [shape("line", name, x1=first, y1=y, x2=last, y2=y)]
    if low < start - 0.1:
        drawn.append(shape("polygon", "arrow", points=f"{start},{y} {start + 7},{y - 4} {start + 7},{y + 4}"))
    if high > start + PLOT + 0.1:
        end = start + PLOT
        drawn.append(shape("polygon", "arrow", points=f"{end},{y} {end - 7},{y - 4} {end - 7},{y + 4}"))
    if row.kind == "study":
        largest = max((r.weight or 0.0 for r in plot.rows), default=0.0) or 1.0
        share = (row.weight or 0.0) / largest if _has_weights(plot) else _ALIKE
        edge = round(4 + 10 * math.sqrt(share), 1)
        drawn.append(shape("rect", "estimate", x=_round(middle - edge / 2), y=y - edge / 2, width=edge, height=edge))
    return lines(*drawn)


def axis(plot: Forest, start: float, y: float) -> list[Markup]:
    """The axis below the rows, with its ticks."""
    drawn = [shape("line", "axis", x1=start, y1=y, x2=start + PLOT, y2=y)]
    for at, label in ticks(plot, 7):
        x = _x(plot, at, start)
        drawn.append(shape("line", "axis", x1=x, y1=y, x2=x, y2=y + 5))
        drawn.append(words(label, x, y + 19, "quiet", "middle"))
    return drawn


def map_svg(shown: EvidenceMap, *, alone: Theme | None = None) -> Markup:
    """The evidence map: a cell for each condition and column, bubbles by people, gaps as empty dashed cells."""
    cells = [cell for row in shown.cells for cell in row]
    column = max([160.0, *(_CELL_TEXT + _cell_width(cell) + 12 for cell in cells if cell.studies)])
    names = [wrapped(condition.name, 190, bold=True) for condition in shown.conditions]
    heads = [wrapped(item.heading, column - 10, bold=True) for item in shown.columns]
    left = 210
    tall = max([74, *(15 * len(name) + 14 for name in names)])
    top = max([70, *(33 + 15 * len(head) for head in heads)])
    largest = max((cell.people or 0 for cell in cells), default=0) or 1
    body = [words("Where there is evidence", 0, 18, "title")]
    for j, head in enumerate(heads):
        x = _round(left + column * (j + 0.5))
        body += [words(line, x, 40 + 15 * i, "head", "middle") for i, line in enumerate(head)]
    for i, (name, row) in enumerate(zip(names, shown.cells, strict=True)):
        for k, line in enumerate(name):
            body.append(words(line, 0, top + tall * (i + 0.5) + 15 * (k - (len(name) - 1) / 2) + 4, "strong"))
        for j, cell in enumerate(row):
            x, y = _round(left + column * j + 3), top + tall * i + 3
            body.append(_map_cell(cell, x, y, _round(column - 6), tall - 6, largest))
    bottom = top + tall * len(shown.conditions) + 24.0
    note = (
        "A bubble's area goes with the people in independent datasets, each of which has a sign. "
        f"{shown.legend}. A dashed cell is a gap."
    )
    width = _round(left + column * len(shown.columns))
    notes = wrapped(note, width)
    body += [words(line, 0, bottom + 16 * i, "quiet") for i, line in enumerate(notes)]
    height = bottom + 16 * len(notes)
    told = " ".join(
        f"{condition.name}, {item.heading}: {cell.size if cell.studies else 'nothing'}."
        for condition, row in zip(shown.conditions, shown.cells, strict=True)
        for item, cell in zip(shown.columns, row, strict=True)
    )
    return drawing(
        body, width, height, "Where there is evidence, and where there is none", told, alone=alone, name="map"
    )


_CELL_TEXT, _SIGN_GAP = 72, 8
"""Where the text of a cell begins, beside its bubble, and the room between two signs."""


def _cell_texts(cell: MapCell) -> tuple[str, str]:
    n = len(cell.studies)
    people = "" if cell.people is None else f"{fmt.count(cell.people)} people"
    return f"{fmt.count(n)} {'study' if n == 1 else 'studies'}", people


def _cell_width(cell: MapCell) -> float:
    """How wide the text of a cell is: its signs, its studies or its people."""
    signs = fsum(wide(told, bold=True) + _SIGN_GAP for _, told in cell.counted_signs)
    return max([signs, *map(wide, _cell_texts(cell))])


def _map_cell(cell: MapCell, x: float, y: float, width: float, tall: float, largest: int) -> Markup:
    if not cell.studies:
        return shape("rect", "gap", x=x, y=y, width=width, height=tall, rx=4)
    drawn = [shape("rect", "cell", x=x, y=y, width=width, height=tall, rx=4)]
    if cell.people:
        radius = _round(3 + 26 * math.sqrt(cell.people / largest))
        drawn.append(shape("circle", "bubble", cx=x + 36, cy=y + tall / 2, r=radius))
    signs = [
        shape("tspan", d.value, text(told), dx=0 if i == 0 else _SIGN_GAP)
        for i, (d, told) in enumerate(cell.counted_signs)
    ]
    studies, people = _cell_texts(cell)
    at, middle = x + _CELL_TEXT, y + tall / 2
    drawn.append(shape("text", "strong", *signs, x=at, y=middle - 14, fill=INK))
    drawn.append(words(studies, at, middle + 5))
    drawn.append(words(people, at, middle + 23, "quiet"))
    return lines(*drawn)


def _offsets(widths: list[float], start: float) -> list[float]:
    found = []
    for width in widths:
        found.append(_round(start))
        start += width + _GAP
    return found


def _line_of(i: int, top: float) -> float:
    return top + _ROW * (i + 1) + _ROW / 2


def _x(plot: Forest, at: float, start: float) -> float:
    return _round(start + (at - plot.low) / (plot.high - plot.low) * PLOT)


def _rule(first: float, last: float, y: float) -> Markup:
    return shape("line", "rule", x1=first, y1=y, x2=last, y2=y)


def _round(value: float) -> float:
    return round(value, 1)
