"""Judgements in a page: a table with the sign and the word in each cell, and bars whose words stand beside them."""

from collections.abc import Iterable

from acuevid.export.lights import bar_svg
from acuevid.export.markup import Markup, element, lines, text, together
from acuevid.views.lights import BiasBars, Light, TrafficLights


def lights_table(item: TrafficLights) -> Markup:
    """Studies by domains; a heading has the domain's whole name for those who hear it."""
    heads = [_head(text("Study")), *(_head(_heading(c.short, c.name)) for c in item.columns)]
    rows = (
        element(
            "tr",
            element("th", text(row.label), scope="row", role="rowheader"),
            *(_cell(cell, c.told) for c, cell in zip(item.columns, row.lights, strict=True)),
            role="row",
        )
        for row in item.rows
    )
    return _table("lights", heads, rows, element("caption", text(item.title), class_="unseen"))


def domains(item: TrafficLights) -> Markup:
    """What the headings stand for."""
    return element("p", text(f"{item.domains}."), class_="quiet")


def bars_table(item: BiasBars) -> Markup:
    """A row for each domain: its shares in words, with a bar that repeats them."""
    heads = [_head(text("Domain")), _head(text("Judgements"))]
    rows = (
        element(
            "tr",
            element("th", text(bar.column.told), scope="row", role="rowheader"),
            element("td", element("div", bar_svg(bar), text(bar.told)), role="cell", data_label="Judgements"),
            role="row",
        )
        for bar in item.bars
    )
    return lines(
        _table("shares", heads, rows, element("caption", text(item.title))),
        element("p", text(item.note), class_="quiet"),
    )


def light_mark(item: Light) -> Markup:
    """A judgement as its sign in a circle and in words."""
    mark = element("span", text(item.sign), class_=f"light tone-{item.tone}", aria_hidden="true")
    return together(mark, Markup(" "), text(item.label))


def _heading(short: str, name: str) -> Markup:
    if short == name:
        return text(name)
    return together(text(short), element("span", text(f" {name}"), class_="unseen"))


def _head(told: Markup) -> Markup:
    return element("th", told, scope="col", role="columnheader")


def _cell(item: Light, label: str) -> Markup:
    return element("td", element("div", light_mark(item)), role="cell", data_label=label)


def _table(name: str, heads: Iterable[Markup], rows: Iterable[Markup], caption: Markup) -> Markup:
    return element(
        "table",
        caption,
        element("thead", element("tr", *heads, role="row"), role="rowgroup"),
        element("tbody", *rows, role="rowgroup"),
        role="table",
        class_=name,
    )
