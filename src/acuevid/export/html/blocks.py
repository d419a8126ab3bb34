"""Blocks as HTML."""

from acuevid.export.html.lights import bars_table, domains, lights_table
from acuevid.export.html.plot import effect_list
from acuevid.export.html.told import Numbered, Sources, entry, paragraph, prose
from acuevid.export.markup import Markup, element, lines, text, together
from acuevid.export.narrow import narrow_forest_svg
from acuevid.export.svg import forest_svg
from acuevid.terms import Direction
from acuevid.views.blocks import (
    Block,
    BubblePlot,
    Bullets,
    EffectList,
    Facts,
    Forest,
    Funnel,
    Heading,
    Prose,
    ReferenceItem,
    References,
    Sentences,
)
from acuevid.views.lights import BiasBars, TrafficLights
from acuevid.views.pictures import DirectionPlot, IconArrays, Timeline
from acuevid.views.table import Cell, Column, Table

_SIGNED = ("finding", "direction")
"""The columns that hold what a row found."""


def blocks(items: tuple[Block, ...], sources: Sources, deeper: int = 0) -> Markup:
    """Blocks one after the other, with headings `deeper` than they say."""
    return lines(*(block(item, sources, deeper) for item in items))


def block(item: Block, sources: Sources, deeper: int = 0) -> Markup:  # noqa: C901  # a case a kind
    """One block."""
    match item:
        case Heading():
            return element(f"h{min(6, item.level + deeper)}", text(item.text))
        case Sentences():
            return paragraph(item, sources)
        case Prose():
            return element("p", prose(item, sources), class_="quiet" if item.quiet else None)
        case Bullets():
            return element("ul", *(entry(i, sources) for i in item.items))
        case EffectList():
            return effect_list(item)
        case Facts():
            return facts(item)
        case Forest():
            return forest(item)
        case BubblePlot():
            from acuevid.export.bubbles import bubble_svg

            return scrolled(element("figure", bubble_svg(item)), label=item.title)
        case Funnel():
            from acuevid.export.funnel import funnel_svg

            return scrolled(element("figure", funnel_svg(item)), label=item.title)
        case Table():
            return table(item)
        case References():
            return references(item, sources)
        case TrafficLights():
            return lines(scrolled(lights_table(item), label=item.title), domains(item))
        case BiasBars():
            return bars_table(item)
        case IconArrays():
            from acuevid.export.icons import icons_svg

            return element("figure", icons_svg((item,)), class_="small")
        case DirectionPlot():
            from acuevid.export.directions import directions_svg

            return scrolled(element("figure", directions_svg((item,)), class_="middle"), label=item.title)
        case Timeline():
            from acuevid.export.timeline import timeline_svg

            return scrolled(element("figure", timeline_svg(item), class_="middle"), label=item.title)


def facts(item: Facts) -> Markup:
    """Labelled values; one that stands for an address is a link."""
    links = dict(item.links)
    rows = (
        together(element("dt", text(k)), element("dd", element("a", text(v), href=links[k]) if k in links else text(v)))
        for k, v in item.rows
    )
    return element("dl", *rows)


def forest(item: Forest) -> Markup:
    """A forest plot; on a narrow screen each row in two lines, so that no part of it is off the screen."""
    wide = scrolled(element("figure", forest_svg(item)), label=item.title)
    return together(element("div", wide, class_="wide"), element("figure", narrow_forest_svg(item), class_="narrow"))


def references(item: References, sources: Sources) -> Markup:
    """A reference list; the studies of the page have the numbers that sentences call them by."""
    numbered = all(i.citekey in sources for i in item.items)
    entries = (_entry(i, sources[i.citekey] if numbered else None) for i in item.items)
    return element("ol" if numbered else "ul", *entries, class_="references")


def _entry(item: ReferenceItem, source: Numbered | None) -> Markup:
    if source is None:
        return element("li", _reference(item))
    return element("li", _reference(item), value=source.number, id=source.at if source.at.startswith("work-") else None)


def _reference(item: ReferenceItem) -> Markup:
    told = together(element("strong", text(item.label)), text(f". {item.text}"))
    return together(told, Markup(" "), element("a", text(item.url), href=item.url)) if item.url else told


def table(item: Table) -> Markup:
    """A table; on a narrow screen each row becomes a list of labelled values."""
    head = (element("th", text(c.heading), scope="col", role="columnheader", **_number(c)) for c in item.columns)
    directions = item.directions or (None,) * len(item.rows)
    rows = (
        element(
            "tr",
            *(cell(c, v, direction, heads=c is item.columns[0]) for c, v in zip(item.columns, row, strict=True)),
            role="row",
        )
        for row, direction in zip(item.rows, directions, strict=True)
    )
    return scrolled(
        element(
            "table",
            element("thead", element("tr", *head, role="row"), role="rowgroup"),
            element("tbody", *rows, role="rowgroup"),
            role="table",
        )
    )


def scrolled(wide: Markup, label: str | None = None) -> Markup:
    """What may be wider than its place, so that the page itself never is; with a label it is reached by keyboard."""
    if label is None:
        return element("div", wide, class_="scroll")
    return element("div", wide, class_="scroll", role="region", aria_label=label, tabindex=0)


def cell(column: Column, value: Cell, direction: Direction | None = None, *, heads: bool = False) -> Markup:
    """A cell under its column; one that heads its row is a header, and a finding has its sign."""
    words = "" if value is None else str(value)
    told = sign(direction, words) if column.name in _SIGNED else text(words)
    if heads:
        return element("th", told, scope="row", role="rowheader")
    shown = element("div", told)  # one element, for on a narrow screen it stands in a grid beside its label
    return element("td", shown, role="cell", data_label=column.heading, **_number(column))


def _number(column: Column) -> dict[str, str]:
    return {"class_": "number"} if column.is_number else {}


def sign(direction: Direction | None, words: str) -> Markup:
    """A finding as its sign and in words; the colour only repeats them."""
    if direction is None:
        return text(words)
    mark = element("span", text(direction.sign), class_=f"sign {direction.value}", aria_hidden="true")
    return together(mark, Markup(" "), text(words))
