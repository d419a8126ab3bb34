"""The whole page: its head, the sheet's parts in order, and the table of studies to search."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from pkgutil import get_data

from acuevid import __version__
from acuevid.export.html.blocks import Numbered, Sources, blocks, cell, scrolled, sign
from acuevid.export.marks import mark
from acuevid.export.markup import Markup, element, lines, tags, text, together
from acuevid.views.blocks import Heading
from acuevid.views.factsheet import Part
from acuevid.views.map import EvidenceMap, MapCell
from acuevid.views.page import Entry, Filter, Page
from acuevid.views.table import Column

_EARLY = ("key-messages", "in-summary", "map", "evidence")
"""The parts that a page begins with; the others follow in the sheet's order."""


def page_html(page: Page) -> Iterator[str]:
    """The page as one file, in pieces: it asks for nothing from elsewhere, and no text of a catalogue can act."""
    sources = {entry.study.citekey: Numbered(entry.number, entry.study.label) for entry in page.entries}
    early = [part for name in _EARLY for part in page.sheet.parts if part.name == name]
    ordered = [*early, *(part for part in page.sheet.parts if part not in early)]
    (html, html_end), (body, body_end) = tags("html", lang="en-GB"), tags("body")
    (div, div_end), (main, main_end) = tags("div", class_="page"), tags("main", id="main", tabindex=-1)
    yield f"<!DOCTYPE html>\n{mark('html')}\n{html}{head(page.sheet.title, _style(page))}{body}"
    skip = element("a", text("Skip to the content"), href="#main", class_="skip")
    yield lines(skip, element("header", element("h1", text(page.sheet.title)), blocks(page.sheet.lead, sources)))
    yield f"\n{div}{_contents(ordered)}{main}"
    for n, part in enumerate(ordered):
        told = _part(page, part, sources)
        yield f"\n{told}" if n else told
    foot = element("footer", element("p", text(f"Made by acuevid {__version__} from a catalogue of studies.")))
    yield f"{main_end}{div_end}\n{foot}{_script()}{body_end}{html_end}\n"


def head(title: str, style: Markup | None = None) -> Markup:
    """The head of a page: its style, and the rule that nothing in it may ask for anything from elsewhere."""
    style = style or _file("style.css")
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(_file('script.js'))}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="generator", content=f"acuevid {__version__}"),
        element("title", text(title)),
        element("link", rel="icon", href="data:,"),
        element("style", style),
    )


def _style(page: Page) -> Markup:
    """The style, with that of appraisals where the sheet has any."""
    has_lights = any(part.name == "bias" for part in page.sheet.parts)
    return style_of("style.css", *(["lights.css"] if has_lights else []))


def style_of(*names: str) -> Markup:
    """The style of a page from these files."""
    return together(*map(_file, names))


def _file(name: str) -> Markup:
    data = get_data("acuevid.export.html", name)  # also from a zip
    assert data is not None
    return Markup(data.decode("utf-8"))


def _script() -> Markup:
    return element("script", _file("script.js"))


def _digest(source: Markup) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}"


def _contents(parts: Iterable[Part]) -> Markup:
    entries = (element("li", element("a", text(_title(part)), href=f"#{part.name}")) for part in parts)
    return element("nav", element("ul", *entries), aria_label="Contents")


def _title(part: Part) -> str:
    return next((block.text for block in part.blocks if isinstance(block, Heading)), part.name)


def _part(page: Page, part: Part, sources: Sources) -> Markup:
    heading = f"{part.name}-heading"
    first, rest = part.blocks[0], part.blocks[1:]
    if part.name == "evidence" and page.entries:
        told = lines(_search(page), scrolled(studies_table(page, sources)))
    elif part.name == "map" and page.sheet.map is not None:
        told = together(scrolled(_map(page.sheet.map, sources)), blocks(rest[1:], sources))
    else:
        told = blocks(rest, sources)
    title = text(first.text) if isinstance(first, Heading) else text(part.name)
    return element("section", element("h2", title, id=heading), told, id=part.name, aria_labelledby=heading)


def studies_table(page: Page, sources: Sources) -> Markup:
    """The studies, each as a row and, below it, a row that unfolds to all of the study."""
    head = (
        element("th", text(c.heading), scope="col", role="columnheader", class_="number" if c.is_number else None)
        for c in page.columns
    )
    return element(
        "table",
        element("caption", text("Each study unfolds to all that is recorded of it."), class_="quiet"),
        element("thead", element("tr", *head, role="row"), role="rowgroup"),
        *(_entry(entry, page.columns, sources) for entry in page.entries),
        role="table",
        class_="studies",
    )


def _entry(entry: Entry, columns: tuple[Column, ...], sources: Sources) -> Markup:
    study = entry.study
    cells = (cell(c, v, entry.direction, heads=c is columns[0]) for c, v in zip(columns, entry.cells, strict=True))
    title = element("h3", text(f"{study.label} in full"))
    details = element("details", element("summary", title), blocks(entry.details, sources, deeper=2), open=True)
    return element(
        "tbody",
        element("tr", *cells, role="row"),
        element("tr", element("td", details, role="cell", colspan=len(columns)), role="row", class_="full"),
        role="rowgroup",
        id=f"study-{study.citekey}",
        data_place=entry.number,
        data_condition=" ".join(study.conditions),
        data_design=study.design.value,
        data_comparator=" ".join(entry.comparators),
        data_direction=entry.direction.value if entry.direction else "",
    )


def _search(page: Page) -> Markup:
    """What narrows the table; a browser without JavaScript does not show it."""
    n = len(page.entries)
    field = element("input", type="search", id="words", name="words", autocomplete="off")
    return element(
        "form",
        element("p", element("label", text("Search"), for_="words"), field),
        *(_select(item) for item in page.filters if item.options),
        element("p", element("button", text("Show all"), type="reset")),
        element("p", text(f"{n} {'study' if n == 1 else 'studies'}"), id="shown", role="status"),
        role="search",
        aria_label="Studies",
        id="narrow",
        hidden=True,
    )


def _select(item: Filter) -> Markup:
    options = [("", "any"), *item.options]
    return element(
        "p",
        element("label", text(item.label), for_=f"by-{item.name}"),
        element(
            "select",
            *(element("option", text(label), value=value) for value, label in options),
            id=f"by-{item.name}",
            name=item.name,
        ),
    )


def _map(shown: EvidenceMap, sources: Sources) -> Markup:
    """The evidence map with a link to each study; an empty cell says that it is one."""
    head = ("Condition", *(column.heading for column in shown.columns))
    rows = (
        element(
            "tr",
            element("th", text(condition.name), scope="row", role="rowheader"),
            *(_map_cell(column.heading, inner, sources) for column, inner in zip(shown.columns, cells, strict=True)),
            role="row",
        )
        for condition, cells in zip(shown.conditions, shown.cells, strict=True)
    )
    return element(
        "table",
        element(
            "thead",
            element("tr", *(element("th", text(t), scope="col", role="columnheader") for t in head), role="row"),
            role="rowgroup",
        ),
        element("tbody", *rows, role="rowgroup"),
        role="table",
        class_="map",
    )


def _map_cell(heading: str, inner: MapCell, sources: Sources) -> Markup:
    if not inner.studies:
        gap = together(
            element("span", text("–"), aria_hidden="true"), element("span", text("nothing"), class_="unseen")
        )
        return element("td", gap, role="cell", data_label=heading, class_="gap")
    return element("td", text(inner.size), *_map_links(inner, sources), role="cell", data_label=heading)


def _map_links(inner: MapCell, sources: Sources) -> Iterator[Markup]:
    for study, direction in inner.signed:
        if study.citekey in sources:
            name = sign(direction, study.label)
            yield together(element("br"), element("a", name, href=f"#study-{study.citekey}"))
