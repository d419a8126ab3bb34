"""The table of studies: what narrows it, and each study as a row that unfolds to all that is recorded of it."""

from acuevid.export.html.blocks import blocks, cell, scrolled
from acuevid.export.html.told import Sources
from acuevid.export.markup import Markup, element, lines, text, together
from acuevid.views.page import Entry, Filter, Page


def studies(page: Page, sources: Sources) -> Markup:
    """The search above the table."""
    return lines(_search(page), scrolled(studies_table(page, sources)))


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
        *(_entry(entry, page, sources) for entry in page.entries),
        role="table",
        class_="studies",
    )


def _entry(entry: Entry, page: Page, sources: Sources) -> Markup:
    study, columns = entry.study, page.columns
    cells = (cell(c, v, entry.direction, heads=c is columns[0]) for c, v in zip(columns, entry.cells, strict=True))
    title = element("h3", text(f"{study.label} in full"))
    link = element("p", element("a", text("Link to this study"), href=f"#study-{study.citekey}"), class_="quiet")
    if study.citekey in page.study_pages:
        own = element("a", text("This study in every sheet"), href=page.study_pages[study.citekey])
        link = together(link, element("p", own, class_="quiet"))
    reference, rest = blocks(entry.details[:1], sources, deeper=2), blocks(entry.details[1:], sources, deeper=2)
    told = lines(element("div", reference, link, class_="cite"), rest)
    details = element("details", element("summary", title), told, class_="fold study", open=True)
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
