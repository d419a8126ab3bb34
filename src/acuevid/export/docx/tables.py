"""A table in Word: a caption that numbers itself, a head that repeats, rows that stay whole, widths that fit."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from acuevid.export.docx.styles import Styles
from acuevid.export.docx.xml import Xml, field, run, w
from acuevid.export.shapes import PAINT
from acuevid.export.shares import shared
from acuevid.views.lights import Light
from acuevid.views.table import Cell, Column, Table


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
