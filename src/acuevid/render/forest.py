"""A forest plot in the cells of a terminal."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from acuevid.escape import visible
from acuevid.numbers import format as fmt
from acuevid.render.wrap import longest_piece, pad, wrap
from acuevid.views.blocks import BIAS, Forest, ForestColumn, ForestRow
from acuevid.views.forest import ticks

_LEAST, _MOST = 18, 100
"""The cells of a plot beside its columns: with fewer it goes below its row, and it is never wider."""
_NAMED = 100
"""From this width on, the columns of counts are headed by the names of the groups, and by letters below it."""
_STRONG, _QUIET, _NONE = Style(bold=True), Style(dim=True), Style.null()


@dataclass(frozen=True, slots=True)
class _Signs:
    """The characters that a plot is drawn with."""

    line: str = "─"
    sizes: tuple[str, str, str] = ("·", "▪", "■")
    cut: tuple[str, str] = ("◂", "▸")
    null: str = "│"
    crossed: str = "┼"
    pooled: str = "━"
    diamond: str = "◆"
    beside: str = "◇"
    prediction: tuple[str, str, str] = ("├", "╌", "┤")
    axis: str = "─"
    tick: str = "┴"
    ends: tuple[str, str] = ("←", "→")


_UNICODE = _Signs()
_ASCII = _Signs("-", (".", "o", "O"), ("<", ">"), "|", "+", "=", "#", "%", ("[", ".", "]"), "-", "+", ("<-", "->"))


def draw_forest(plot: Forest, width: int, *, ascii_only: bool = False) -> Text:
    """The plot in at most `width` cells; where it would be too narrow beside its columns it stands below each row."""
    signs = _ASCII if ascii_only else _UNICODE
    left, right = _columns(plot, width)
    columns = [*left, *right]
    room = width - sum(c.width for c in columns) - len(columns)
    lines: list[tuple[str, Style]] = [(line, _STRONG) for line in wrap(visible(plot.title), width)]
    letters = any(c.group for c in plot.columns) if plot.columns else width < _NAMED and any(r.first for r in plot.rows)
    if letters:
        lines += [(line, _QUIET) for line in wrap(visible(f"A: {plot.first} · B: {plot.second}"), width)]
    lines.append(("", _NONE))
    lines += _beside(plot, left, right, min(room, _MOST), signs) if room >= _LEAST else _below(plot, width, signs)
    lines.append(("", _NONE))
    for note in filter(None, (*plot.varies, plot.note, plot.key)):
        lines += [(line, _QUIET) for line in wrap(visible(note), min(width, 92))]
    return Text("\n").join(Text(text.rstrip(), style=style) for text, style in lines)


@dataclass(frozen=True)
class _Column:
    """A column beside the plot: its heading in lines, its cells, and which way they stand."""

    heading: list[str]
    cells: list[str]
    is_number: bool = True

    @cached_property
    def width(self) -> int:
        """That of its widest cell; gone through once, for every row asks for it."""
        return max((cell_len(text) for text in (*self.heading, *self.cells)), default=0)


def _columns(plot: Forest, width: int) -> tuple[list[_Column], list[_Column]]:
    """The label and both groups' figures; right of the plot the effect, weights if any and, asked for, bias."""
    labels = [visible(row.label) if row.has_place else "" for row in plot.rows]
    found = [_Column([plot.column], labels, is_number=False)]
    if plot.columns:
        beside = [_chosen(column) for column in plot.columns]
        return [*found, *beside[: plot.split]], beside[plot.split :]
    for letter, name, cells in (
        ("A", plot.first, [visible(row.first) for row in plot.rows]),
        ("B", plot.second, [visible(row.second) for row in plot.rows]),
    ):
        if any(cells):
            room = max(9, min(16, longest_piece(visible(name))), *map(cell_len, cells))
            found.append(_Column([letter] if width < _NAMED else wrap(visible(name), room), cells))
    right = [_Column([f"{plot.heading} (95% CI)"], [row.text for row in plot.rows])]
    weights = ["" if row.weight is None else fmt.weight(row.weight) for row in plot.rows]
    if any(weights):
        right.append(_Column(["Weight"], weights))
    if plot.key:
        right.append(_Column(["Bias"], [row.lights[-1].sign if row.lights else "" for row in plot.rows]))
    return found, right


def _chosen(column: ForestColumn) -> _Column:
    """A column that was asked for; one of a group has the letter of it over its heading."""
    letter = {"first": ["A"], "second": ["B"], "": []}[column.group]
    told = wrap(visible(column.heading), 20) if column.heading else []
    return _Column([*letter, *told] or [""], [visible(cell) for cell in column.cells], column.is_number)


def _beside(
    plot: Forest, left: Sequence[_Column], right: Sequence[_Column], room: int, signs: _Signs
) -> list[tuple[str, Style]]:
    """A line a row, with the plot between the groups' figures and the effect."""
    columns = [*left, *right]
    height = max(len(column.heading) for column in columns)
    before = sum(c.width for c in left) + len(left)
    lines: list[tuple[str, Style]] = []
    for i in range(height):
        heads = [_headed(column, i, height) for column in columns]
        lines.append((" ".join((*heads[: len(left)], " " * room, *heads[len(left) :])), _QUIET))
    for i, row in enumerate(plot.rows):
        if not row.has_place:
            lines += _heading(row, before + room)
            continue
        cells = [pad(c.cells[i], c.width, right=c.is_number) for c in columns]
        drawn = _drawn(plot, row, room, signs)
        lines.append(
            (" ".join((*cells[: len(left)], drawn, *cells[len(left) :])), _NONE if row.kind == "study" else _STRONG)
        )
    lines += [(" " * before + line, _QUIET) for line in _axis(plot, room, signs)]
    total = before + room + sum(c.width for c in right) + len(right)
    lines += [(line, _QUIET) for line in _ends(plot, before, room, total, signs)]
    return lines


def _heading(row: ForestRow, width: int) -> list[tuple[str, Style]]:
    style = _STRONG if row.kind == "heading" else _QUIET
    return [(line, style) for line in wrap(visible(row.label), width)]


def _headed(column: _Column, i: int, height: int) -> str:
    """A line of a heading; headings stand on their last line."""
    missing = height - len(column.heading)
    text = column.heading[i - missing] if i >= missing else ""
    return pad(text, column.width, right=column.is_number)


def _below(plot: Forest, width: int, signs: _Signs) -> list[tuple[str, Style]]:
    """On a narrow terminal: each row in words, then its plot over the whole width."""
    lines: list[tuple[str, Style]] = []
    for i, row in enumerate(plot.rows):
        if not row.has_place:
            lines += _heading(row, width)
            continue
        told = visible(f"{row.label}: {_cells_in_words(plot, i)}" if plot.columns else _in_words(row))
        lines += [(line, _NONE if row.kind == "study" else _STRONG) for line in wrap(told, width)]
        lines.append((_drawn(plot, row, width, signs), _NONE))
    lines += [(line, _QUIET) for line in _axis(plot, width, signs)]
    lines += [(line, _QUIET) for line in _ends(plot, 0, width, width, signs)]
    return lines


def _in_words(row: ForestRow) -> str:
    counts = f" ({row.first} v {row.second})" if row.first else ""
    weight = f" · {fmt.weight(row.weight)}" if row.weight is not None else ""
    bias = f" · bias: {row.lights[-1].label}" if row.lights else ""
    return f"{row.label}{counts}: {row.text}{weight}{bias}"


def _cells_in_words(plot: Forest, i: int) -> str:
    """The chosen columns of a row, each by its heading where the cell does not speak for itself."""
    others = {column.name: column.cells[i] for column in plot.columns if column.group == "second"}
    told = []
    for column in plot.columns:
        cell = plot.rows[i].lights[-1].label if column.name == BIAS and plot.rows[i].lights else column.cells[i]
        if not cell or column.group == "second":
            continue
        heading = "" if column.name in ("effect", "weight") else f"{column.heading[:1].lower()}{column.heading[1:]}"
        versus = f"v {others[column.name]}" if others.get(column.name) else ""
        told.append(" ".join(filter(None, (heading, cell, versus))))
    return " · ".join(told)


def _place(plot: Forest, value: float, room: int) -> int:
    """The cell that a position falls in, from 0; outside the axis it is beyond the ends."""
    return round((value - plot.low) / (plot.high - plot.low) * (room - 1))


def _drawn(plot: Forest, row: ForestRow, room: int, signs: _Signs) -> str:
    """A row of the plot: the line of no effect, the interval, and the estimate on top."""
    cells = [" "] * room
    null = _place(plot, 0.0, room)
    if plot.has_null and 0 <= null < room:
        cells[null] = signs.null
    low, high = _place(plot, row.low, room), _place(plot, row.high, room)
    line = {"study": signs.line, "prediction": signs.prediction[1]}.get(row.kind, signs.pooled)
    for i in range(max(low, 0), min(high, room - 1) + 1):
        cells[i] = signs.crossed if plot.has_null and i == null and row.kind == "study" else line
    if row.kind == "prediction":
        cells[max(low, 0)], cells[min(high, room - 1)] = signs.prediction[0], signs.prediction[2]
    if row.low < plot.low - 1e-9:
        cells[0] = signs.cut[0]
    if row.high > plot.high + 1e-9:
        cells[-1] = signs.cut[1]
    if row.kind != "prediction":
        middle = min(max(_place(plot, row.estimate, room), 0), room - 1)
        diamonds = {"pooled": signs.diamond, "beside": signs.beside}
        cells[middle] = diamonds.get(row.kind) or _square(plot, row, signs)
    return "".join(cells)


def _square(plot: Forest, row: ForestRow, signs: _Signs) -> str:
    """A square by weight: its area goes with the study's share of the largest weight; all alike without weights."""
    if all(r.weight is None for r in plot.rows):
        return signs.sizes[1]
    largest = max((r.weight or 0.0 for r in plot.rows), default=0.0) or 1.0
    share = (row.weight or 0.0) / largest
    return signs.sizes[0 if share < 0.2 else 1 if share < 0.6 else 2]


def _axis(plot: Forest, room: int, signs: _Signs) -> list[str]:
    """The axis with ticks at round values, and their labels below; labels never touch."""
    line, labels = [signs.axis] * room, [" "] * room
    for most in range(max(3, room // 5), 0, -1):
        found = [(_place(plot, at, room), text) for at, text in ticks(plot, most)]
        spans = [(max(0, min(at - len(text) // 2, room - len(text))), text) for at, text in found]
        if all(a + len(t) < b for (a, t), (b, _) in pairwise(spans)):
            break
    for (at, _), (start, text) in zip(found, spans, strict=True):
        line[at] = signs.tick
        labels[start : start + len(text)] = text
    return ["".join(line), "".join(labels)]


def _ends(plot: Forest, before: int, room: int, total: int, signs: _Signs) -> list[str]:
    """Whom the ends favour, on either side of no effect, on one line where there is room."""
    if not plot.below or not plot.above:
        return []
    low, high = visible(f"{signs.ends[0]} {plot.below}"), visible(f"{plot.above} {signs.ends[1]}")
    null = before + min(max(_place(plot, 0.0, room), 0), room - 1)
    sizes = cell_len(low), cell_len(high)
    if sum(sizes) + 3 > total:
        return [*wrap(low, total), *wrap(high, total)]
    start = max(0, min(null - 1 - sizes[0], total - 3 - sum(sizes)))
    gap = max(3, null + 2 - start - sizes[0])
    gap = min(gap, total - start - sum(sizes))
    return [f"{' ' * start}{low}{' ' * gap}{high}"]
