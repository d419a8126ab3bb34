"""A table in Word: a caption that numbers itself, a head that repeats, rows that stay whole, widths that fit."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from acuevid.export.docx.styles import Styles
from acuevid.export.docx.xml import Xml, field, run, w
from acuevid.export.shapes import PAINT
from acuevid.export.widths import wide
from acuevid.views.lights import Light
from acuevid.views.table import Cell, Column, Table

_TWIPS = 12.3
"""Of a cell of 8.5 points, for each pixel that `wide` gives for 13; its font is wider than those of most files."""
_EDGES = 160
_LEAST, _MOST, _NAME = 500, 4200, 1500
"""The narrowest column, the widest word that one holds whole, and the widest name of a row that stands on one line."""
_LOOKED_AT, _STEPS, _FULL = 200, 60, 0.9
"""So many rows decide, in so many steps; text that takes more than so much of a line may wrap."""
_CRAMPED, _MANY, _LONG = 0.95, 7, 1.4
"""A table is turned where its words fill the page, or where of many columns the texts would, so many times over."""


class Captioned(NamedTuple):
    """A table with what stands above it, what it is for those who do not see it, and the judgements in its cells."""

    table: Table
    caption: str
    told: str
    lights: Mapping[tuple[int, int], Light]


def table(item: Captioned, number: int, styles: Styles, width: int) -> list[Xml]:
    """A caption and a table of this width in twips."""
    columns, rows = item.table.columns, item.table.rows
    widths = shared(columns, rows, width)
    grid = w("tblGrid", *(w("gridCol", w=size) for size in widths))
    look = w("tblLook", val="04A0", firstRow=1, lastRow=0, firstColumn=1, lastColumn=0, noHBand=1, noVBand=1)
    properties = w(
        "tblPr",
        w("tblStyle", val=styles["Evidence Table"]),
        w("tblW", w=sum(widths), type="dxa"),
        w("tblLayout", type="fixed"),
        look,
        w("tblCaption", val=_plain(item.caption)),
        w("tblDescription", val=_plain(item.told)),
    )
    made = w("tbl", properties, grid)
    made.append(_row(columns, [c.heading for c in columns], widths, styles, {}, is_head=True))
    for n, row in enumerate(rows):
        lights = {m: light for m in range(len(columns)) if (light := item.lights.get((n, m)))}
        made.append(_row(columns, row, widths, styles, lights))
    caption = w(
        "p",
        w("pPr", w("pStyle", val=styles["caption"])),
        run("Table "),
        *field("SEQ Table \\* ARABIC", run(str(number))),
        run(f". {item.caption}"),
    )
    return [caption, made]


def _plain(text: str) -> str:
    from acuevid.escape import visible

    return visible(text)[:2000]


def _row(
    columns: Sequence[Column],
    cells: Sequence[Cell],
    widths: Sequence[int],
    styles: Styles,
    lights: Mapping[int, Light],
    *,
    is_head: bool = False,
) -> Xml:
    made = w("tr", w("trPr", w("cantSplit"), w("tblHeader") if is_head else None))
    for n, (column, cell, width) in enumerate(zip(columns, cells, widths, strict=True)):
        light = lights.get(n)
        paragraph = w(
            "p",
            w(
                "pPr",
                w("pStyle", val=styles["Table Text"]),
                w("keepNext") if is_head else None,
                w("jc", val="right") if column.is_number else None,
            ),
            None if cell is None or cell == "" else _told(str(cell).strip(), light),
        )
        ground = str(PAINT[f"tone-{light.tone}"]["fill"]).removeprefix("#") if light else ""
        shade = w("shd", val="clear", color="auto", fill=ground.upper()) if ground else None
        made.append(w("tc", w("tcPr", w("tcW", w=width, type="dxa"), shade), paragraph))
    return made


def _told(text: str, light: Light | None) -> Xml:
    made = run(text)
    if light is not None:
        ink = str(PAINT[f"mark-{light.tone}"]["fill"]).removeprefix("#").upper()
        made.insert(0, w("rPr", w("color", val=ink)))
    return made


def is_wide(item: Table, width: int) -> bool:
    """Whether a table of many columns, or of long words, would be cramped on a page of this width."""
    least, wanted = _needs(item.columns, item.rows)
    return sum(least) > _CRAMPED * width or (len(item.columns) > _MANY and sum(wanted) > _LONG * width)


def shared(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int) -> list[int]:
    """The widths of columns: each has its longest word, and what is left goes where rows are tallest, bit by bit."""
    least, wanted = _needs(columns, rows)
    if sum(least) >= width:
        return _whole([size * width / sum(least) for size in least], width)
    if sum(wanted) <= width:
        return _whole([size * width / sum(wanted) for size in wanted], width)
    sizes = list(least)
    texts = [[_TWIPS * wide("" if cell is None else str(cell)) for cell in row] for row in rows[:_LOOKED_AT]]
    texts.append([_TWIPS * wide(column.heading, bold=True) for column in columns])
    step = (width - sum(least)) / _STEPS
    for _ in range(_STEPS):
        sizes[_tallest(texts, sizes, wanted)] += step
    return _whole(sizes, width)


def _tallest(texts: Sequence[Sequence[float]], sizes: Sequence[float], wanted: Sequence[float]) -> int:
    """The column that makes the most lines, counted in the rows of which it is the tallest."""
    lines = [0.0] * len(sizes)
    for row in texts:
        counts = [text / (size - _EDGES) for text, size in zip(row, sizes, strict=True)]
        n = max(range(len(counts)), key=counts.__getitem__)
        lines[n] += max(0.0, counts[n] - _FULL)
    if not any(lines):
        return max(range(len(sizes)), key=lambda n: wanted[n] - sizes[n])
    return max(range(len(lines)), key=lines.__getitem__)


def _whole(sizes: Sequence[float], width: int) -> list[int]:
    found = [int(size) for size in sizes]
    found[-1] += width - sum(found)
    return found


def _needs(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> tuple[list[float], list[float]]:
    """What each column needs for its longest word, and would take for its longest text, both within bounds."""
    least, wanted = [], []
    for n, column in enumerate(columns):
        texts = {str(row[n]) for row in rows if row[n] is not None}
        words = {word for text in texts for word in text.split()}
        is_bold = n == 0
        word = max(
            [wide(word, bold=True) for word in column.heading.split()] + [wide(word, bold=is_bold) for word in words],
            default=0.0,
        )
        line = max([wide(column.heading, bold=True)] + [wide(text, bold=is_bold) for text in texts])
        whole = _TWIPS * line + _EDGES
        low = max(_LEAST, min(_MOST, _TWIPS * word + _EDGES), min(whole, _NAME) if is_bold else 0)
        least.append(low)
        wanted.append(max(low, min(_MOST * 2, whole)))
    return least, wanted
