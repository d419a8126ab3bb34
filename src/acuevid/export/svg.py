"""Pictures as SVG: forest plot and evidence map, for a page, an article or a slide.

In a page they take its colours; as a file of their own they bring a style, with dark colours where a viewer asks.
"""

import math

from acuevid.export.markup import Markup, element, lines, text
from acuevid.numbers import format as fmt
from acuevid.views.blocks import Forest, ForestRow
from acuevid.views.forest import ticks
from acuevid.views.map import EvidenceMap, MapCell

MARK = "<!-- acuevid made this from a catalogue; what is written in here is lost at the next export -->"
_STYLE = Markup(
    "svg{color-scheme:light dark;--ground:#fff;--ink:#1a1f24;--quiet:#545d66;--line:#cfd6dc;--raised:#f4f6f8;"
    "--first:#0b4f8a;--second:#8a3d00}"
    "@media(prefers-color-scheme:dark){svg{--ground:#14181c;--ink:#e8ebee;--quiet:#aab3bc;--line:#3b444d;"
    "--raised:#1e242a;--first:#8fc1f5;--second:#f2b27a}}"
    ".ground{fill:var(--ground)}text{font:13px system-ui,'Segoe UI',Helvetica,Arial,sans-serif;fill:var(--ink)}"
    ".head,.quiet{fill:var(--quiet)}.head{font-weight:600}.strong{font-weight:700}.title{font-size:16px;font-weight:700}"
    ".axis,.rule{stroke:var(--line)}.axis,.null{stroke:var(--quiet)}.null{stroke-dasharray:3 3}"
    ".interval{stroke:var(--ink);stroke-width:1.5}.estimate,.diamond,.arrow{fill:var(--ink)}"
    ".prediction{stroke:var(--quiet);stroke-width:3}"
    ".cell{fill:var(--raised);stroke:var(--line)}.gap{fill:none;stroke:var(--line);stroke-dasharray:4 4}"
    ".bubble{fill:var(--quiet);fill-opacity:.25;stroke:var(--quiet)}"
    ".favours-experimental{fill:var(--first)}.favours-comparator{fill:var(--second)}"
)
_ROW, _PLOT, _GAP = 24, 300, 16
_LETTER, _BOLD = 7.4, 8.3
"""The mean width of a character at 13 px; SVG cannot measure text, so columns are made a little wide."""


def picture(drawn: Markup) -> str:
    """A picture as a file of its own."""
    return f"{MARK}\n{drawn}\n"


def forest_svg(plot: Forest, *, alone: bool = False) -> Markup:
    """A forest plot with its columns; `alone` gives it a style and a ground of its own."""
    columns = _columns(plot)
    widths = [max(_wide(head, _BOLD), *map(_wide, cells)) for head, cells, _ in columns]
    left = _offsets(widths[:-2], 0)
    start = left[-1] + widths[-3] + _GAP
    right = _offsets(widths[-2:], start + _PLOT + _GAP)
    width = right[-1] + widths[-1]
    top = 36
    body: list[Markup] = [element("text", text(plot.title), x=0, y=18, class_="title")]
    places = [*left, *right]
    for (head, cells, is_number), x, wide in zip(columns, places, widths, strict=True):
        at, anchor = (x + wide, "end") if is_number else (x, None)
        body.append(element("text", text(head), x=at, y=top + 16, class_="head", text_anchor=anchor))
        for i, (cell, row) in enumerate(zip(cells, plot.rows, strict=True)):
            strong = None if row.kind == "study" else "strong"
            body.append(element("text", text(cell), x=at, y=_line_of(i, top) + 4, text_anchor=anchor, class_=strong))
    body.append(_rule(0, width, top + _ROW - 1))
    bottom = top + _ROW * (len(plot.rows) + 1) + 4
    null = _x(plot, 0.0, start)
    if start <= null <= start + _PLOT:
        body.append(element("line", x1=null, y1=top + _ROW, x2=null, y2=bottom, class_="null"))
    body += [_row(plot, row, _line_of(i, top), start) for i, row in enumerate(plot.rows)]
    body += _axis(plot, start, bottom)
    height = bottom + 42.0
    if plot.below and plot.above:
        mid = min(max(null, start), start + _PLOT)
        body.append(
            element("text", text(f"← {plot.below}"), x=mid - 10, y=bottom + 38, class_="quiet", text_anchor="end")
        )
        body.append(element("text", text(f"{plot.above} →"), x=mid + 10, y=bottom + 38, class_="quiet"))
        width = max(width, mid + 10 + _wide(plot.above) + 16)
        height += 16
    for i, line in enumerate(_wrapped(plot.note, width)):
        body.append(element("text", text(line), x=0, y=height + 16 * i, class_="quiet"))
    height += 16 * len(_wrapped(plot.note, width))
    told = (
        f"Forest plot of the {plot.measure}. " + " ".join(f"{r.label}: {r.text}." for r in plot.rows) + f" {plot.note}"
    )
    return _svg(body, width, height, plot.title, told, alone=alone, name="forest")


def _columns(plot: Forest) -> list[tuple[str, list[str], bool]]:
    rows = plot.rows
    found: list[tuple[str, list[str], bool]] = [("Study", [r.label for r in rows], False)]
    if any(row.first for row in rows):
        found += [(plot.first, [r.first for r in rows], True), (plot.second, [r.second for r in rows], True)]
    weights = ["" if r.weight is None else fmt.weight(r.weight) for r in rows]
    return [*found, (f"{plot.heading} (95% CI)", [r.text for r in rows], True), ("Weight", weights, True)]


def _row(plot: Forest, row: ForestRow, y: float, start: float) -> Markup:
    low, high, middle = (_x(plot, at, start) for at in (row.low, row.high, row.estimate))
    first, last = max(low, start), min(high, start + _PLOT)
    if row.kind == "pooled":
        points = f"{low},{y} {middle},{y - 7} {high},{y} {middle},{y + 7}"
        return element("polygon", points=points, class_="diamond")
    name = "prediction" if row.kind == "prediction" else "interval"
    drawn = [element("line", x1=first, y1=y, x2=last, y2=y, class_=name)]
    if low < start - 0.1:
        drawn.append(element("polygon", points=f"{start},{y} {start + 7},{y - 4} {start + 7},{y + 4}", class_="arrow"))
    if high > start + _PLOT + 0.1:
        end = start + _PLOT
        drawn.append(element("polygon", points=f"{end},{y} {end - 7},{y - 4} {end - 7},{y + 4}", class_="arrow"))
    if row.kind == "study":
        largest = max((r.weight or 0.0 for r in plot.rows), default=0.0) or 1.0
        edge = round(4 + 10 * math.sqrt((row.weight or 0.0) / largest), 1)
        drawn.append(
            element("rect", x=_round(middle - edge / 2), y=y - edge / 2, width=edge, height=edge, class_="estimate")
        )
    return lines(*drawn)


def _axis(plot: Forest, start: float, y: float) -> list[Markup]:
    drawn = [element("line", x1=start, y1=y, x2=start + _PLOT, y2=y, class_="axis")]
    for at, label in ticks(plot, 7):
        x = _x(plot, at, start)
        drawn.append(element("line", x1=x, y1=y, x2=x, y2=y + 5, class_="axis"))
        drawn.append(element("text", text(label), x=x, y=y + 19, class_="quiet", text_anchor="middle"))
    return drawn


def map_svg(shown: EvidenceMap, *, alone: bool = False) -> Markup:
    """The evidence map: a cell for each condition and column, bubbles by people, gaps as empty dashed cells."""
    wide, tall, head = 160, 74, 44
    names = [_wrapped(condition.name, 190) for condition in shown.conditions]
    left = 210
    largest = max((cell.people or 0 for row in shown.cells for cell in row), default=0) or 1
    body: list[Markup] = [element("text", text("Where there is evidence"), x=0, y=18, class_="title")]
    for j, column in enumerate(shown.columns):
        for i, line in enumerate(_wrapped(column.heading, wide)):
            x = left + wide * (j + 0.5)
            body.append(element("text", text(line), x=x, y=40 + 15 * i, class_="head", text_anchor="middle"))
    top = 26 + head
    for i, (name, row) in enumerate(zip(names, shown.cells, strict=True)):
        for k, line in enumerate(name):
            y = top + tall * (i + 0.5) + 15 * (k - (len(name) - 1) / 2) + 4
            body.append(element("text", text(line), x=0, y=y, class_="strong"))
        for j, cell in enumerate(row):
            body.append(_map_cell(cell, left + wide * j + 3, top + tall * i + 3, wide - 6, tall - 6, largest))
    bottom = top + tall * len(shown.conditions) + 24.0
    note = (
        "A bubble's area goes with the people in independent datasets, each of which has a sign. "
        f"{shown.legend}. A dashed cell is a gap."
    )
    width = left + wide * len(shown.columns)
    for i, line in enumerate(_wrapped(note, width)):
        body.append(element("text", text(line), x=0, y=bottom + 16 * i, class_="quiet"))
    height = bottom + 16 * len(_wrapped(note, width))
    told = " ".join(
        f"{condition.name}, {column.heading}: {cell.size if cell.studies else 'nothing'}."
        for condition, cells in zip(shown.conditions, shown.cells, strict=True)
        for column, cell in zip(shown.columns, cells, strict=True)
    )
    return _svg(body, width, height, "Where there is evidence, and where there is none", told, alone=alone, name="map")


def _map_cell(cell: MapCell, x: float, y: float, wide: float, tall: float, largest: int) -> Markup:
    if not cell.studies:
        return element("rect", x=x, y=y, width=wide, height=tall, rx=4, class_="gap")
    drawn = [element("rect", x=x, y=y, width=wide, height=tall, rx=4, class_="cell")]
    if cell.people:
        radius = _round(3 + 26 * math.sqrt(cell.people / largest))
        drawn.append(element("circle", cx=x + 36, cy=y + tall / 2, r=radius, class_="bubble"))
    signs = [
        element("tspan", text(d.sign), class_=d.value, dx=0 if i == 0 else 6) for i, d in enumerate(cell.directions)
    ]
    n = len(cell.studies)
    studies = f"{fmt.count(n)} {'study' if n == 1 else 'studies'}"
    people = "" if cell.people is None else f"{fmt.count(cell.people)} people"
    drawn.append(element("text", *signs, x=x + 72, y=y + 20, class_="strong"))
    drawn.append(element("text", text(studies), x=x + 72, y=y + 39))
    drawn.append(element("text", text(people), x=x + 72, y=y + 57, class_="quiet"))
    return lines(*drawn)


def _svg(body: list[Markup], width: float, height: float, title: str, told: str, *, alone: bool, name: str) -> Markup:
    pad = 16 if alone else 2
    box = f"{-pad} {-pad} {_round(width + 2 * pad)} {_round(height + 2 * pad)}"
    ground = [element("rect", x=-pad, y=-pad, width="100%", height="100%", class_="ground")] if alone else []
    style = [element("style", _STYLE)] if alone else []
    return element(
        "svg",
        element("title", text(title)),
        element("desc", text(told)),
        *style,
        *ground,
        *body,
        xmlns="http://www.w3.org/2000/svg" if alone else None,
        viewBox=box,
        width=_round(width + 2 * pad) if alone else None,
        height=_round(height + 2 * pad) if alone else None,
        role="img",
        class_=name,
    )


def _offsets(widths: list[float], start: float) -> list[float]:
    found = []
    for wide in widths:
        found.append(_round(start))
        start += wide + _GAP
    return found


def _line_of(i: int, top: float) -> float:
    return top + _ROW * (i + 1) + _ROW / 2


def _x(plot: Forest, at: float, start: float) -> float:
    return _round(start + (at - plot.low) / (plot.high - plot.low) * _PLOT)


def _rule(first: float, last: float, y: float) -> Markup:
    return element("line", x1=first, y1=y, x2=last, y2=y, class_="rule")


def _wide(words: str, letter: float = _LETTER) -> float:
    return _round(letter * len(words))


def _wrapped(words: str, width: float) -> list[str]:
    """Words in lines of about this width."""
    found, line = [], ""
    for word in words.split():
        if line and _LETTER * 0.95 * (len(line) + 1 + len(word)) > width:
            found.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*found, line]


def _round(value: float) -> float:
    return round(value, 1)
