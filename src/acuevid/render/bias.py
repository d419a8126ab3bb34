"""Traffic lights and their summary in the cells of a terminal: signs that a key explains, and words."""

import re

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from acuevid.escape import visible
from acuevid.render.wrap import TIE, pad, wrap
from acuevid.views.lights import BiasBar, BiasBars, Light, LightRow, TrafficLights

_MEASURE = 92
_LEAST = 12
"""The fewest cells for the names of studies beside signs."""
_BAR, _LEAST_BAR, _LEAST_WORDS = 30, 16, 24
"""The most and the fewest cells of a bar beside words, and the fewest of these."""
_HEADED = re.compile(r"(?<!\S)(\S|D\d+\w?|\d+) (?=\S)")
"""A sign and its word, or a heading and its name, which stay on one line."""
_STRONG, _QUIET, _NONE = Style(bold=True), Style(dim=True), Style.null()
_TONES = {
    "low": Style(color="green"),
    "some": Style(color="yellow"),
    "high": Style(color="red"),
    "critical": Style(color="red", bold=True),
    "unknown": Style(color="cyan"),
    "disputed": Style(color="magenta"),
}


def tone(item: Light) -> Style:
    """The colour of a light, which only repeats its sign."""
    return _TONES.get(item.tone, _NONE)


def draw_lights(item: TrafficLights, width: int, *, ascii_only: bool = False) -> Text:
    """Signs in narrow columns, the word of the whole behind its sign where there is room; on a narrow terminal words.

    Below them stand what the signs mean and which domains the headings are.
    """
    wide = [max(cell_len(column.short), 1) for column in item.columns[:-1]]
    whole = max([cell_len("Overall"), *(cell_len(row.lights[-1].told) for row in item.rows)])
    names = max([cell_len("Study"), *(cell_len(visible(row.label)) for row in item.rows)])
    for gap, last in ((2, whole), (1, whole), (2, cell_len("Overall")), (1, cell_len("Overall"))):
        room = width - sum(wide) - gap * (len(wide) + 1) - last
        if room >= min(names, 24 if last == whole else _LEAST):
            drawn = _table(item, [min(names, room), *wide, last], gap, "-" if ascii_only else "─", words=last == whole)
            break
    else:
        drawn = _words(item, width)
    told = [f"Signs: {item.key}.", f"Columns: {item.domains}."]
    drawn.append("\n")
    for text in told:
        tied = _HEADED.sub(rf"\1{TIE}", visible(text))
        drawn.append("".join(f"\n{line}" for line in wrap(tied, min(width, _MEASURE))), _QUIET)
    return drawn


def _table(item: TrafficLights, widths: list[int], gap: int, rule: str, *, words: bool) -> Text:
    space = " " * gap
    heads = ["Study", *(column.short for column in item.columns)]
    drawn = Text(space.join(pad(head, w) for head, w in zip(heads, widths, strict=True)).rstrip(), _STRONG)
    drawn.append("\n" + space.join(rule * w for w in widths))
    for row in item.rows:
        first, *more = wrap(visible(row.label), widths[0])
        drawn.append("\n" + pad(first, widths[0]), _STRONG)
        for n, (cell, w) in enumerate(zip(row.lights, widths[1:], strict=True)):
            is_last = n == len(row.lights) - 1
            text = cell.told if is_last and words else cell.sign
            drawn.append(space)
            drawn.append(visible(text) if is_last else pad(text, w), tone(cell))
        drawn.append("".join(f"\n{line}" for line in more), _STRONG)
    return drawn


def _words(item: TrafficLights, width: int) -> Text:
    """Each study with a line for each domain."""
    drawn = Text()
    for i, row in enumerate(item.rows):
        drawn.append("\n" if i else "")
        drawn.append("\n".join(wrap(visible(row.label), width)), _STRONG)
        for told, cell in _told(item, row):
            first, *more = wrap(visible(told), max(1, width - 4))
            drawn.append("".join([f"\n  {first}", *(f"\n    {line}" for line in more)]), tone(cell))
    return drawn


def _told(item: TrafficLights, row: LightRow) -> list[tuple[str, Light]]:
    return [(f"{c.short}: {cell.told}", cell) for c, cell in zip(item.columns, row.lights, strict=True)]


def draw_bars(item: BiasBars, width: int) -> Text:
    """A bar of signs for each domain with its shares in words behind it, or below it where there is no room.

    Domains have their names where all fit on one line, and else the headings that the lights above explain.
    """
    told = max(cell_len(visible(bar.told)) for bar in item.bars)
    names = [visible(bar.column.told) for bar in item.bars]
    if max(map(cell_len, names)) + 2 + _BAR + 2 + told > width:
        names = [visible(bar.column.short) for bar in item.bars]
    name = max(map(cell_len, names))
    room = width - name - 2
    size = min(_BAR, max(_LEAST_BAR, room - told - 2))
    beside = room - size - 2
    if beside < _LEAST_WORDS:
        size, beside = room, 0
    drawn = Text("\n".join(wrap(visible(item.title), width)), _STRONG)
    for bar, text in zip(item.bars, names, strict=True):
        words = wrap(visible(bar.told), beside or room)
        drawn.append("\n" + pad(text, name), _STRONG)
        drawn.append("  ")
        for sign, style in _signs(bar, size):
            drawn.append(sign, style)
        drawn.append(f"  {words.pop(0)}" if beside else "")
        before = " " * (name + 2 + (size + 2 if beside else 0))
        drawn.append("".join(f"\n{before}{line}" for line in words))
    drawn.append("".join(f"\n{line}" for line in wrap(visible(item.note), min(width, _MEASURE))), _QUIET)
    return drawn


def _signs(bar: BiasBar, size: int) -> list[tuple[str, Style]]:
    """The signs that fill a bar: its parts end at rounded places, and each has one cell at least."""
    found, share, start = [], 0.0, 0
    for left, part in enumerate(bar.shares, start=1 - len(bar.shares)):
        share += part.share
        end = min(max(start + 1, round(share * size)), size + left)
        found.append((part.light.sign * (end - start), tone(part.light)))
        start = end
    return found
