"""Effect direction plots as SVG: arrows by study and outcome, larger for larger studies."""

from collections.abc import Sequence

from acuevid.export.circles import RADIUS, circle
from acuevid.export.markup import Markup
from acuevid.export.shapes import drawing, shape, words
from acuevid.export.theme import Theme
from acuevid.export.widths import wide, wrapped
from acuevid.lists import spoken
from acuevid.numbers import format as fmt
from acuevid.results.better import SIDES
from acuevid.terms import Direction
from acuevid.views.pictures import DirectionPlot, DirectionStudy, size_of

_ROW, _LINE, _GAP, _PARTS = 26.0, 16.0, 16.0, 36.0
_NAME, _COLUMN, _LEAST = 220.0, 96.0, 480.0
"""The widest names, a column of arrows, and the least width of a picture."""
_SIZES = (4.0, 6.5, 9.0)
_KEY = "An arrow is larger from 50 people on, and again from 300 on. Blank: not reported."
_BROAD = 700.0
"""A picture that is wider has more room in a page."""


def directions_svg(plots: Sequence[DirectionPlot], *, alone: Theme | None = None) -> Markup:
    """The plots one below the other; `alone` gives them a size and a ground of their own."""
    width = max([_LEAST, *(_edge(plot) for plot in plots)])
    body: list[Markup] = []
    y = 0.0
    for i, plot in enumerate(plots):
        drawn, y = _panel(plot, width, y + (_PARTS if i else 0))
        body += drawn
    title = spoken([plot.title for plot in plots])
    name = "directions broad" if width > _BROAD else "directions"
    return drawing(body, width, y - 8, title, " ".join(map(_in_words, plots)), alone=alone, name=name)


def _in_words(plot: DirectionPlot) -> str:
    """What a plot shows, for those who do not see it."""
    rows = " ".join(f"{row.label} ({row.told}): {_cells(plot, row)}." for row in plot.rows)
    return f"{plot.title}. {rows} {plot.note}"


def _cells(plot: DirectionPlot, row: DirectionStudy) -> str:
    told = (f"{name} {d.told()}" for name, d in zip(plot.outcomes, row.directions, strict=True) if d is not None)
    return ", ".join((*told, *([f"risk of bias {row.bias.label}"] if row.bias else [])))


def _places(plot: DirectionPlot) -> tuple[float, float]:
    """Where the people end, and the middle of the first column."""
    names = min(_NAME, max(wide("Study", bold=True), *(wide(row.label, bold=True) for row in plot.rows)))
    people = max(wide("People", bold=True), *(wide(row.told) for row in plot.rows))
    end = names + _GAP + people
    return end, end + _GAP + _COLUMN / 2


def _edge(plot: DirectionPlot) -> float:
    last = max((wide(row.bias.label) for row in plot.rows if row.bias), default=0.0)
    _, first = _places(plot)
    bias = 2 * RADIUS + 6 + max(last, wide("Bias", bold=True)) if plot.has_bias else 0.0
    return first + _COLUMN * (len(plot.outcomes) - 0.5) + bias


def _panel(plot: DirectionPlot, width: float, top: float) -> tuple[list[Markup], float]:
    """One plot from a height on, and how far down it goes."""
    titles = wrapped(plot.title, width, 16, bold=True)
    body = [words(line, 0, top + 18 + 20 * i, "title") for i, line in enumerate(titles)]
    end, first = _places(plot)
    columns = [first + _COLUMN * i for i in range(len(plot.outcomes))]
    heads = [wrapped(name, _COLUMN - 8, bold=True) for name in plot.outcomes]
    deep = max(map(len, heads))
    y = top + 26 + 20 * len(titles) + _LINE * (deep - 1)
    body += [words("Study", 0, y, "head"), words("People", end, y, "head", "end")]
    for head, x in zip(heads, columns, strict=True):
        body += [words(line, x, y - _LINE * (len(head) - 1 - i), "head", "middle") for i, line in enumerate(head)]
    bias = columns[-1] + _COLUMN / 2 + RADIUS
    body += [words("Bias", bias - RADIUS, y, "head")] if plot.has_bias else []
    y += 8
    body.append(shape("line", "rule", x1=0, y1=y, x2=width, y2=y))
    for row in plot.rows:
        names = wrapped(row.label, _NAME, bold=True)
        middle = y + _ROW / 2
        body += [words(line, 0, middle + 4 + _LINE * i, "strong") for i, line in enumerate(names)]
        body.append(words(row.told, end, middle + 4, None, "end"))
        for direction, x in zip(row.directions, columns, strict=True):
            body += [_arrow(direction, x, middle, _size(row))] if direction is not None else []
        if row.bias:
            body += [circle(row.bias, bias, middle), words(row.bias.label, bias + RADIUS + 6, middle + 4)]
        y += _ROW + _LINE * (len(names) - 1)
    body.append(shape("line", "rule", x1=0, y1=y + 4, x2=width, y2=y + 4))
    y += 4 + _ROW / 2
    body.append(words("All", 0, y + 4, "strong"))
    for both, x in zip(plot.totals, columns, strict=True):
        for n, direction, at in zip(both, SIDES, (x - 22, x + 14), strict=True):
            body += [words(fmt.count(n), at, y + 4, "strong", "end"), _arrow(direction, at + 10, y, _SIZES[1])]
    return _key(plot, body, width, y + _ROW)


def _key(plot: DirectionPlot, body: list[Markup], width: float, top: float) -> tuple[list[Markup], float]:
    """What the arrows mean, in as many lines as it takes, and the note."""
    x, y = 0.0, top
    for direction in plot.used:
        needed = 24 + wide(direction.told())
        if x and x + needed > width:
            x, y = 0.0, y + _ROW
        body += [_arrow(direction, x + 9, y, _SIZES[1]), words(direction.told(), x + 24, y + 4)]
        x += needed + _GAP
    y += _ROW
    notes = [line for text in (_KEY, plot.note) if text for line in wrapped(text, width)]
    body += [words(line, 0, y + _LINE * i, "quiet") for i, line in enumerate(notes)]
    return body, y + _LINE * len(notes)


def _size(row: DirectionStudy) -> float:
    """Half an arrow's width, by the people of the study; the least where they are not stated."""
    return _SIZES[size_of(row.people)]


def _arrow(direction: Direction, x: float, y: float, r: float) -> Markup:
    """A triangle up or down, two sideways for what is mixed, and the sign of what has neither side."""
    match direction:
        case Direction.FAVOURS_EXPERIMENTAL:
            return _polygon("points-up", ((x - r, y + r), (x + r, y + r), (x, y - r)))
        case Direction.FAVOURS_COMPARATOR:
            return _polygon("points-down", ((x - r, y - r), (x + r, y - r), (x, y + r)))
        case Direction.MIXED:
            corners = (
                (x - r, y),
                (x - 1, y - r),
                (x - 1, y + r),
                (x - r, y),
                (x + r, y),
                (x + 1, y - r),
                (x + 1, y + r),
            )
            return _polygon("points-both", (*corners, (x + r, y)))
        case _:
            return words(direction.sign, x, y + 4.5, "points-none", "middle")


def _polygon(name: str, corners: Sequence[tuple[float, float]]) -> Markup:
    return shape("polygon", name, points=" ".join(f"{round(x, 1):g},{round(y, 1):g}" for x, y in corners))
