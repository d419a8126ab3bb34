"""Judgements as SVG: circles with signs, as robvis draws them, and bars of shares, with what they mean in words."""

from collections.abc import Sequence
from typing import NamedTuple

from acuevid.export.circles import RADIUS, STEP, circle, circles, heads, mark_of
from acuevid.export.markup import Markup, element
from acuevid.export.shapes import FONT, NAMESPACE, drawing, shape, words
from acuevid.export.theme import Theme
from acuevid.export.widths import wide, wrapped
from acuevid.lists import spoken
from acuevid.views.bias import Appraised, bars, lights, not_appraised
from acuevid.views.lights import BiasBar, BiasBars, Light, LightRow, TrafficLights

_ROW, _LINE, _GAP = 26.0, 16.0, 16.0
_BAR, _TALL, _SIGNED = 260.0, 18.0, 14.0
"""A bar's length and height, and the least length of a part that has its sign in it."""
_NAME, _LEAST = 270.0, 600.0
"""The widest names of domains, and the least width of a picture."""


class _Panel(NamedTuple):
    """A part of a picture, drawn from a height on, and how far down it goes."""

    body: list[Markup]
    bottom: float


def bias_svg(found: Appraised, *, alone: Theme | None = None) -> Markup:
    """All that is appraised in one picture: for each tool the lights, what they mean, and the bars."""
    plots = [(lights(by), bars(by)) for by in found.tools]
    width = max([_LEAST, *(_lights_width(a) for a, _ in plots), *(_bars_width(b) for _, b in plots)])
    body: list[Markup] = []
    y = 0.0
    for drawn, summary in plots:
        above = _lights(drawn, width, y)
        below = _bars(summary, width, above.bottom + _ROW)
        body += [*above.body, *below.body]
        y = below.bottom + _ROW
    missing = not_appraised(found)
    notes = wrapped(missing, width) if missing else []
    body += [words(line, 0, y + _LINE * i, "quiet") for i, line in enumerate(notes)]
    title = spoken([drawn.title for drawn, _ in plots])
    told = " ".join((*(_in_words(drawn, summary) for drawn, summary in plots), missing))
    return drawing(body, width, y + _LINE * len(notes) - 8, title, told.strip(), alone=alone, name="bias")


def _in_words(drawn: TrafficLights, summary: BiasBars) -> str:
    """What a picture shows, for those who do not see it."""
    rows = (f"{row.label}: {_cells(drawn, row)}." for row in drawn.rows)
    shares = (f"{bar.column.told}: {bar.told}." for bar in summary.bars)
    return " ".join((f"{drawn.title}.", *rows, *shares, summary.note))


def _cells(drawn: TrafficLights, row: LightRow) -> str:
    return ", ".join(f"{c.short} {cell.label}" for c, cell in zip(drawn.columns, row.lights, strict=True))


def _names_width(drawn: TrafficLights) -> float:
    return min(_NAME, max(wide("Study", bold=True), *(wide(row.label, bold=True) for row in drawn.rows)))


def _lights_width(drawn: TrafficLights) -> float:
    last = max(wide("Overall", bold=True), *(wide(row.lights[-1].label) for row in drawn.rows))
    return _names_width(drawn) + _GAP + STEP * len(drawn.columns) + last


def _lights(drawn: TrafficLights, width: float, top: float) -> _Panel:
    """The rows of circles under their headings, then what the signs and the headings mean."""
    titles = wrapped(drawn.title, width, 16, bold=True)
    body = [words(line, 0, top + 18 + 20 * i, "title") for i, line in enumerate(titles)]
    y = top + 18 + 20 * len(titles)
    x = _names_width(drawn) + _GAP + RADIUS
    end = x + STEP * (len(drawn.columns) - 1) - RADIUS
    body += [words("Study", 0, y, "head"), *heads(drawn.columns[:-1], x, y), words("Overall", end, y, "head")]
    body.append(shape("line", "rule", x1=0, y1=y + 8, x2=width, y2=y + 8))
    y += 8
    for row in drawn.rows:
        names = wrapped(row.label, _NAME, bold=True)
        middle = y + _ROW / 2
        body += [words(line, 0, middle + 4 + _LINE * i, "strong") for i, line in enumerate(names)]
        body += circles(row.lights, x, middle)
        body.append(words(row.lights[-1].label, end + 2 * RADIUS + 6, middle + 4))
        y += _ROW + _LINE * (len(names) - 1)
    body.append(shape("line", "rule", x1=0, y1=y + 4, x2=width, y2=y + 4))
    y += 24
    groups = [(drawn.judgements, ""), (drawn.verdicts, "Overall:")]
    if set(drawn.verdicts) <= set(drawn.judgements):
        groups.pop()
    for found, label in groups:
        key = _key(found, label, width, y)
        body += key.body
        y = key.bottom
    for line in wrapped(f"{drawn.domains}.", width):
        body.append(words(line, 0, y, "quiet"))
        y += _LINE
    return _Panel(body, y)


def _key(found: Sequence[Light], label: str, width: float, y: float) -> _Panel:
    """Each judgement as a circle with its word, in as many lines as it takes."""
    body = [words(label, 0, y + 4, "quiet")] if label else []
    x = wide(label) + 8 if label else 0.0
    for item in found:
        needed = 2 * RADIUS + 6 + wide(item.label)
        if x and x + needed > width:
            x, y = 0.0, y + _ROW
        body += [circle(item, x + RADIUS, y), words(item.label, x + 2 * RADIUS + 6, y + 4)]
        x += needed + _GAP
    return _Panel(body, y + _ROW)


def _bar_names(summary: BiasBars) -> float:
    return min(_NAME, max(wide(bar.column.told) for bar in summary.bars))


def _bars_width(summary: BiasBars) -> float:
    return _bar_names(summary) + _BAR + 2 * _GAP + min(420.0, max(wide(bar.told) for bar in summary.bars))


def _bars(summary: BiasBars, width: float, top: float) -> _Panel:
    """A bar for each domain, with its name before it and its shares in words behind it."""
    x = _bar_names(summary) + _GAP
    body = [words(summary.title, 0, top, "strong")]
    y = top + 10
    for bar in summary.bars:
        names = wrapped(bar.column.told, _NAME)
        told = wrapped(bar.told, width - x - _BAR - _GAP)
        middle = y + _ROW / 2
        body += [words(line, 0, middle + 4 + _LINE * i) for i, line in enumerate(names)]
        body += segments(bar, x, middle - _TALL / 2, _BAR)
        body += [words(line, x + _BAR + _GAP, middle + 4 + _LINE * i) for i, line in enumerate(told)]
        y += _ROW + _LINE * (max(len(names), len(told)) - 1)
    y += _LINE
    for line in wrapped(summary.note, width):
        body.append(words(line, 0, y, "quiet"))
        y += _LINE
    return _Panel(body, y)


def segments(bar: BiasBar, x: float, y: float, length: float) -> list[Markup]:
    """The parts of a bar one after the other, each with its sign where that has room."""
    body: list[Markup] = []
    start = x
    for part in bar.shares:
        size = length * part.share
        body.append(
            shape("rect", f"tone-{part.light.tone}", x=round(start, 1), y=y, width=round(size, 1), height=_TALL)
        )
        if size >= _SIGNED:
            body.append(mark_of(part.light, start + size / 2, y + _TALL / 2))
        start += size
    return body


def bar_svg(bar: BiasBar) -> Markup:
    """A bar alone, for a cell whose words say the same."""
    return element(
        "svg",
        *segments(bar, 1, 1, _BAR),
        xmlns=NAMESPACE,
        viewBox=f"0 0 {_BAR + 2:g} {_TALL + 2:g}",
        font_family=FONT,
        font_size=13,
        aria_hidden="true",
        class_="share",
    )
