"""The tables that plots are drawn from, for formats without pictures."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from acuevid.numbers import format as fmt
from acuevid.views.blocks import BubblePlot, Forest, Funnel, Prose, Sentences
from acuevid.views.lights import BiasBars, Light, TrafficLights
from acuevid.views.pictures import DirectionPlot, IconArrays, Timeline, arrow
from acuevid.views.table import Cell, Column, Table


class PlotTable(NamedTuple):
    """A plot as a table, what has to be said below it, and the judgement that a cell holds, by row and column."""

    table: Table
    notes: tuple[str, ...] = ()
    lights: Mapping[tuple[int, int], Light] = MappingProxyType({})


Plot: TypeAlias = Forest | BubblePlot | Funnel | TrafficLights | BiasBars | IconArrays | DirectionPlot | Timeline


def plot_table(plot: Plot) -> PlotTable:
    """A plot of any kind as its table."""
    match plot:
        case Forest():
            return _forest(plot)
        case BubblePlot():
            return _bubbles(plot)
        case Funnel():
            return _funnel(plot)
        case TrafficLights():
            return _lights(plot)
        case BiasBars():
            return _bars(plot)
        case IconArrays():
            return _icons(plot)
        case DirectionPlot():
            return _directions(plot)
        case Timeline():
            return _timeline(plot)


def below(item: IconArrays) -> tuple[Sentences | Prose, ...]:
    """What stands below the table of icon arrays: the effect in words, and how certain it is."""
    figures = (Prose(item.figures),) if item.figures else ()
    plain = (Sentences(item.plain),) if item.plain else ()
    return (*figures, *plain, Prose(item.certainty), Prose(item.note, quiet=True))


def _forest(plot: Forest) -> PlotTable:
    groups, has_weights = any(r.first for r in plot.rows), any(r.weight is not None for r in plot.rows)
    columns = [Column("study", plot.column)]
    columns += [Column("first", plot.first), Column("second", plot.second)] if groups else []
    columns += [Column("effect", f"{plot.heading} (95% CI)")]
    columns += [Column("weight", "Weight", is_number=True)] if has_weights else []
    columns += [Column("bias", "Bias")] if plot.key else []
    rows: list[tuple[Cell, ...]] = []
    for r in plot.rows:
        figures = (r.first, r.second) if groups else ()
        weight = ("" if r.weight is None else fmt.weight(r.weight),) if has_weights else ()
        bias = (r.lights[-1].told if r.lights else "",) if plot.key else ()
        rows.append((r.label, *figures, r.text, *weight, *bias))
    last = len(columns) - 1
    lights = {(n, last): r.lights[-1] for n, r in enumerate(plot.rows) if r.lights and plot.key}
    notes = tuple(note for note in (plot.note, plot.key) if note)
    return PlotTable(Table(tuple(columns), tuple(rows)), notes, lights)


def _bubbles(plot: BubblePlot) -> PlotTable:
    columns = (
        Column("study", "Study"),
        Column("moderator", plot.across, is_number=True),
        Column("effect", f"{plot.heading} (95% CI)"),
        Column("weight", "Weight", is_number=True),
    )
    rows = tuple((b.label, b.across, b.text, fmt.weight(b.weight)) for b in plot.bubbles)
    return PlotTable(Table(columns, rows))


def _funnel(plot: Funnel) -> PlotTable:
    """With the contours that each study stands between."""
    columns = (
        Column("study", "Study"),
        Column("effect", f"{plot.heading} (95% CI)"),
        Column("se", "Standard error", is_number=True),
        Column("place", "Contour"),
    )
    rows: list[tuple[Cell, ...]] = [(p.label, p.text, p.error, p.band) for p in plot.points]
    rows.append(("Pooled", plot.pooled_text, "", ""))
    return PlotTable(Table(columns, tuple(rows)), (plot.note,))


def _lights(item: TrafficLights) -> PlotTable:
    """With the sign and the word in each cell, and what the headings stand for."""
    columns = (Column("study", "Study"), *(Column(c.key, c.short) for c in item.columns))
    rows = tuple((row.label, *(cell.told for cell in row.lights)) for row in item.rows)
    lights = {(n, m): cell for n, row in enumerate(item.rows) for m, cell in enumerate(row.lights, start=1)}
    return PlotTable(Table(columns, rows), (f"Columns: {item.domains}.",), lights)


def _bars(item: BiasBars) -> PlotTable:
    """What share has which judgement, in words."""
    columns = (Column("domain", "Domain"), Column("shares", item.title))
    rows = tuple((bar.column.told, bar.told) for bar in item.bars)
    return PlotTable(Table(columns, rows), (item.note,))


def _icons(item: IconArrays) -> PlotTable:
    """Both sides among 100 people and among more; `below` has what is said of them."""
    columns = (
        Column("side", item.title),
        Column("of_100", f"People {item.event}"),
        Column("figures", "In more people"),
    )
    return PlotTable(Table(columns, tuple((side.label, side.told, side.whole) for side in item.sides)))


def _directions(item: DirectionPlot) -> PlotTable:
    """With an arrow and what it means in each cell."""
    bias = (Column("bias", "Bias"),) if item.has_bias else ()
    outcomes = (Column(f"outcome{n}", name) for n, name in enumerate(item.outcomes))
    columns = (Column("study", item.heading), Column("people", "People", is_number=True), *outcomes, *bias)
    rows: list[tuple[Cell, ...]] = []
    for row in item.rows:
        cells = ("" if d is None else f"{arrow(d)} {d.told()}" for d in row.directions)
        rows.append((row.label, row.told, *cells, *((row.bias.told if row.bias else "",) if item.has_bias else ())))
    lights = {(n, len(columns) - 1): row.bias for n, row in enumerate(item.rows) if row.bias is not None}
    return PlotTable(Table(columns, tuple(rows)), (item.note,) if item.note else (), lights)


def _timeline(item: Timeline) -> PlotTable:
    columns = (
        Column("design", "Design"),
        Column("year", "Year", is_number=True),
        Column("study", "Study"),
        Column("people", "People", is_number=True),
    )
    rows = tuple((design, s.year, s.label, s.told) for design, studies in item.groups for s in studies)
    return PlotTable(Table(columns, rows), (item.note,))
