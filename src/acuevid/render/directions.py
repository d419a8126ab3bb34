"""Effect direction plots in the cells of a terminal: an arrow for each study and outcome, and what it means below."""

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from acuevid.escape import visible
from acuevid.numbers import format as fmt
from acuevid.render.bias import tone
from acuevid.render.wrap import TIE, longest_piece, pad, wrap
from acuevid.results.better import SIDES
from acuevid.terms import Direction
from acuevid.views.pictures import DirectionPlot, DirectionStudy, arrow

_MEASURE, _NAME, _LEAST = 92, 28, 12
_STRONG, _QUIET, _NONE = Style(bold=True), Style(dim=True), Style.null()
_COLOURS = {Direction.FAVOURS_EXPERIMENTAL: Style(color="blue"), Direction.FAVOURS_COMPARATOR: Style(color="yellow")}


def draw_directions(plot: DirectionPlot, width: int, *, ascii_only: bool = False) -> Text:
    """A row a study, a column a kind of outcome; on a narrow terminal a line for each outcome below the study."""
    drawn = Text("\n".join(wrap(visible(plot.title), width)), _STRONG)
    wide = _widths(plot, width)
    drawn.append(_table(plot, wide, ascii_only=ascii_only) if wide else _words(plot, width, ascii_only=ascii_only))
    drawn.append("\n")
    signs = "; ".join(f"{arrow(d, ascii_only=ascii_only)}{TIE}{d.told()}" for d in plot.used)
    for text in filter(None, (f"{signs}; blank: not reported.", visible(plot.note))):
        drawn.append("".join(f"\n{line}" for line in wrap(text, min(width, _MEASURE))), _QUIET)
    return drawn


def _widths(plot: DirectionPlot, width: int) -> list[int]:
    """The cells of each column where all have room, headings broken over lines; empty where they have not."""
    outcomes = [max(5, longest_piece(visible(name)), min(14, cell_len(visible(name)))) for name in plot.outcomes]
    people = max(cell_len("People"), *(cell_len(row.told) for row in plot.rows))
    bias = [max(cell_len("Bias"), *(cell_len(_bias(row)) for row in plot.rows))] if plot.has_bias else []
    names = min(_NAME, max(len("Study"), *(cell_len(visible(row.label)) for row in plot.rows)))
    room = width - sum((people, *outcomes, *bias)) - 2 * (1 + len(outcomes) + len(bias))
    return [min(names, room), people, *outcomes, *bias] if room >= min(names, _LEAST) else []


def _bias(row: DirectionStudy) -> str:
    return visible(row.bias.told) if row.bias else ""


def _table(plot: DirectionPlot, wide: list[int], *, ascii_only: bool) -> Text:
    heads = ["Study", "People", *map(visible, plot.outcomes), *(["Bias"] if plot.has_bias else [])]
    cells = [wrap(head, w) for head, w in zip(heads, wide, strict=True)]
    deep = max(map(len, cells))
    drawn = Text("\n")
    for i in range(deep):
        line = "  ".join(
            pad(c[i - deep + len(c)] if i >= deep - len(c) else "", w) for c, w in zip(cells, wide, strict=True)
        )
        drawn.append(f"\n{line.rstrip()}", _STRONG)
    drawn.append("\n" + "  ".join(("-" if ascii_only else "─") * w for w in wide))
    for row in plot.rows:
        name, *more = wrap(visible(row.label), wide[0])
        drawn.append("\n" + pad(name, wide[0]), _STRONG)
        drawn.append("  " + pad(row.told, wide[1], right=True))
        for direction, w in zip(row.directions, wide[2:], strict=False):
            sign = "" if direction is None else arrow(direction, ascii_only=ascii_only)
            drawn.append("  ")
            drawn.append(pad(sign, w), _COLOURS.get(direction, _NONE) if direction else _NONE)
        if row.bias:
            drawn.append("  ")
            drawn.append(_bias(row), tone(row.bias))
        drawn.append("".join(f"\n{line}" for line in more), _STRONG)
    totals = [
        pad(" ".join(f"{fmt.count(n)}{arrow(d, ascii_only=ascii_only)}" for n, d in zip(both, SIDES, strict=True)), w)
        for both, w in zip(plot.totals, wide[2:], strict=False)
    ]
    drawn.append(("\n" + "  ".join((pad("All", wide[0]), " " * wide[1], *totals))).rstrip(), _STRONG)
    return drawn


def _words(plot: DirectionPlot, width: int, *, ascii_only: bool) -> Text:
    """Each study with a line for each outcome that it speaks of."""
    drawn = Text("\n")
    for row in plot.rows:
        drawn.append("".join(f"\n{line}" for line in wrap(visible(f"{row.label} ({row.told})"), width)), _STRONG)
        for name, direction in zip(plot.outcomes, row.directions, strict=True):
            if direction is not None:
                text = f"{arrow(direction, ascii_only=ascii_only)} {visible(name)}: {direction.told()}"
                first, *more = wrap(text, max(1, width - 4))
                drawn.append(
                    "".join([f"\n  {first}", *(f"\n    {line}" for line in more)]), _COLOURS.get(direction, _NONE)
                )
        if row.bias:
            drawn.append("".join(f"\n    {line}" for line in wrap(f"bias: {_bias(row)}", max(1, width - 4))))
    return drawn
