"""A forest plot for a narrow screen: each row's name and figures above its interval, so that all stands in view."""

from acuevid.export.circles import RADIUS, circle
from acuevid.export.markup import Markup
from acuevid.export.shapes import drawing, shape, words
from acuevid.export.svg import PLOT, axis, drawn_row, in_words
from acuevid.export.widths import wide, wrapped
from acuevid.views.blocks import Forest, ForestRow

_LINE, _ROW, _GAP, _TITLE = 16, 22, 8, 16


def narrow_forest_svg(plot: Forest) -> Markup:
    """The same rows, axis and notes as ``forest_svg`` has, as wide as its plot alone."""
    titles = wrapped(plot.title, PLOT, _TITLE, bold=True)
    body = [words(line, 0, 18 + 20 * i, "title") for i, line in enumerate(titles)]
    heading = " · ".join(part for part in (plot.column, f"{plot.heading} (95% CI)") if part)
    y = 22.0 + 20 * len(titles)
    for line in wrapped(heading, PLOT, bold=True):
        body.append(words(line, 0, y, "head"))
        y += _LINE
    for row in plot.rows:
        found, y = _row(plot, row, y)
        body += found
    body += axis(plot, 0, y)
    y += 40
    sides = [f"← {plot.below}", f"{plot.above} →"] if plot.below and plot.above else []
    told = [*sides, *plot.varies, plot.note, plot.key]
    for line in (line for note in told if note for line in wrapped(note, PLOT)):
        body.append(words(line, 0, y, "quiet"))
        y += _LINE
    shown = " ".join(("Forest plot of the", f"{plot.measure}.", *map(in_words, plot.rows), *plot.varies, plot.note))
    return drawing(body, PLOT, y, plot.title, shown, alone=None, name="forest")


def _row(plot: Forest, row: ForestRow, y: float) -> tuple[list[Markup], float]:
    """A row from `y` on, and where the next one begins."""
    is_strong = row.kind != "study"
    style = None if not is_strong else "quiet" if row.kind == "words" else "strong"
    light = 2 * RADIUS + 4 if row.lights and plot.key else 0
    room = PLOT - light - (wide(row.text, bold=is_strong) + _GAP if row.text else 0)
    fits = wide(row.label, bold=is_strong) <= room
    lines = [row.label] if fits else wrapped(row.label, PLOT - light, bold=is_strong)
    y += _LINE
    body = [words(line, 0, y + _LINE * i, style) for i, line in enumerate(lines)]
    if light:
        body.append(circle(row.lights[-1], PLOT - RADIUS, y - 4))
    y += _LINE * (len(lines) - 1)
    if row.text and not fits:
        y += _LINE
    if row.text:
        body.append(words(row.text, PLOT - light, y, style, "end"))
    if row.has_place:
        if plot.has_null and plot.low <= 0 <= plot.high:  # only beside what is drawn, so that it crosses no figure
            null = round(-plot.low / (plot.high - plot.low) * PLOT, 1)
            body.append(shape("line", "null", x1=null, y1=y + 4, x2=null, y2=y + 20))
        body.append(drawn_row(plot, row, y + 12, 0))
        y += _ROW
    return body, y + 2
