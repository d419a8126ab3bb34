"""The pages of a site beside those of its sheets: the index, every study, the map over all, the references."""

from collections.abc import Iterable, Mapping, Sequence
from pkgutil import get_data
from typing import NamedTuple

from acuevid import __version__
from acuevid.catalogue.shelf import Called, folded, treating
from acuevid.export.html.blocks import blocks, scrolled, sign
from acuevid.export.html.chips import empty_cell, full_cell
from acuevid.export.html.page import head_with, style_of
from acuevid.export.marks import mark
from acuevid.export.markup import Markup, element, lines, text, together
from acuevid.export.site.cards import Listed, SheetCard, Work
from acuevid.lists import spoken
from acuevid.numbers import format as fmt
from acuevid.terms import Direction
from acuevid.views.blocks import Block
from acuevid.views.map import CELL

_ALLOWED = "style-src 'self' file:; script-src 'self' file:"
"""The site's own files; `file:` for who opens the site from a folder, where some browsers know no 'self'."""


class Site(NamedTuple):
    """What all pages say of the site: its title, and its address where that is known, with a slash at its end."""

    title: str
    website: str


def sheet_address(key: str) -> str:
    """Where the page of a sheet is, from the root."""
    return f"sheets/{key}.html"


def study_address(page: str) -> str:
    """Where the page of a study is, from the root."""
    return f"studies/{page}.html"


def style_css() -> str:
    """The style that pages share."""
    return style_of("style.css", "pictures.css", "lights.css") + _file("site.css")


def search_js() -> str:
    """What searches the studies."""
    return _file("search.js")


def index_html(site: Site, cards: Sequence[SheetCard], works: Sequence[Work], elsewhere: "Elsewhere") -> str:
    """The first page: the search, the sheets, the conditions."""
    conditions = sum(not c.is_elsewhere for card in cards for c in card.conditions)
    size = ", ".join(
        (
            _counted(len(cards), "sheet", "sheets"),
            _counted(len(works), "study", "studies"),
            _counted(conditions, "condition", "conditions"),
        )
    )
    body = (
        _search(),
        _section("sheets", "Sheets", element("div", *(_sheet(card) for card in cards), class_="sheets")),
        _section("conditions", "Conditions", _conditions(cards, elsewhere)),
    )
    lead = element("p", text(size), class_="quiet")
    return _page(site, site.title, body, lead=lead, depth=0, is_home=True, scripts=("search.js",))


def studies_html(site: Site, works: Sequence[Work]) -> str:
    """Every study of the library in a list, by name, for who searches with the browser."""
    entries = []
    for work in sorted(works, key=lambda w: (w.first.study.label.casefold(), w.page)):
        study = work.first.study
        link = element("a", text(study.label), href=study_address(work.page))
        told = text(f". {study.reference} ")
        entries.append(element("li", together(link, told, _finding(study.direction, study.finding))))
    body = element("ul", *entries, class_="references")
    return _page(site, "All studies", (body,), depth=0)


def references_html(site: Site, listed: Sequence[Listed]) -> str:
    """The references of all sheets, each once, with the sheets that have it."""
    entries = []
    for work in listed:
        name = element("a", text(work.label), href=study_address(work.page)) if work.page else text(work.label)
        told = [name, text(f". {work.reference}")]
        if work.url:
            told += [text(" "), element("a", text(work.url), href=work.url)]
        links = [element("a", text(card.title), href=sheet_address(card.key)) for card in work.sheets]
        entries.append(element("li", *told, element("p", text("In: "), _listed(links), class_="quiet")))
    return _page(site, "References", (element("ul", *entries, class_="references"),), depth=0)


def map_html(site: Site, cards: Sequence[SheetCard]) -> str:
    """The evidence of all sheets: their conditions by design, with what is empty."""
    designs = list(dict.fromkeys(name for card in cards for name in card.map[0][1:]))
    heads = ("Condition", *designs)
    rows: list[Markup] = []
    for card in cards:
        at = "#map" if any(condition.studies for condition in card.conditions) else ""
        link = element("a", text(card.title), href=f"{sheet_address(card.key)}{at}")
        rows.append(element("tr", element("th", link, colspan=len(heads), scope="colgroup"), class_="group"))
        names = {condition.name: condition for condition in card.conditions}
        for row in card.map[1:]:
            cells = dict(zip(card.map[0], row, strict=True))
            told = [_cell(heads[n], cells.get(heads[n], "–")) for n in range(1, len(heads))]
            condition = names.get(row[0])
            name = text(row[0][:1].upper() + row[0][1:])
            if condition is not None and condition.studies:
                name = element("a", name, href=f"{sheet_address(card.key)}#condition-{condition.key}")
            rows.append(element("tr", element("th", name, scope="row", role="rowheader"), *told, role="row"))
    columns = (element("th", text(name), scope="col", role="columnheader") for name in heads)
    table = element(
        "table",
        element("thead", element("tr", *columns, role="row"), role="rowgroup"),
        element("tbody", *rows, role="rowgroup"),
        role="table",
    )
    signs = "; ".join(f"{d.sign} {d.told()}" for d in Direction if not d.is_within_arm)
    key = f"{CELL}: {signs}. – is empty."
    return _page(site, "Map of the evidence", (element("p", text(key), class_="quiet"), scrolled(table)), depth=0)


def study_html(site: Site, work: Work, details: tuple[Block, ...], contradictions: Sequence[str]) -> str:
    """A study: all that its record says, and every sheet that has it, with what these say differently."""
    study = work.first.study
    parts = [blocks(details, {})]
    uses = []
    for use in work.uses:
        there = f"../{sheet_address(use.sheet.key)}#study-{use.study.citekey}"
        names = {condition.key: condition.name for condition in use.sheet.conditions}
        about = ", ".join(names[key] for key in use.study.conditions)
        told = together(
            element("a", text(use.sheet.title), href=there),
            text(f" ({about}) " if about else " "),
            _finding(use.study.direction, use.study.finding),
        )
        uses.append(element("li", told))
    parts.append(_section("in-sheets", "In these sheets", element("ul", *uses)))
    if contradictions:
        items = element("ul", *(element("li", text(line)) for line in contradictions))
        parts.append(_section("differences", "What these sheets say differently", items))
    return _page(site, study.label, parts, depth=1)


class Found(NamedTuple):
    """Where a condition is treated that a sheet leaves to another: the sheet, and its condition there, if it has it."""

    sheet: SheetCard
    condition: str


Elsewhere = Mapping[tuple[str, str], Found]
"""Where each condition is treated that a sheet leaves to another, by that sheet and the condition's key."""


def home_links(site: Site, card: SheetCard, elsewhere: Elsewhere) -> Markup:
    """What the page of a sheet has beside its own: the way back, and to the sheets that it leaves conditions to."""
    links = [element("p", element("a", text(site.title), href="../index.html"), class_="home")]
    left = [c for c in card.conditions if (card.key, c.key) in elsewhere]
    if left:
        items = (
            element("li", together(text(f"{c.name}: "), _link_to(elsewhere[card.key, c.key], up="../"))) for c in left
        )
        links.append(element("p", text("Treated in other sheets:")))
        links.append(element("ul", *items))
    return element("nav", *links, aria_label="Library", class_="library")


def _link_to(found: Found, up: str = "") -> Markup:
    at = f"#condition-{found.condition}" if found.condition else ""
    return element("a", text(found.sheet.title), href=f"{up}{sheet_address(found.sheet.key)}{at}")


def _sheet(card: SheetCard) -> Markup:
    treated = [c.name for c in card.conditions if c.studies]
    shown = treated[:6] + ([f"{fmt.count(len(treated) - 6)} more"] if len(treated) > 6 else [])
    about = ", ".join(
        (
            _counted(len(card.studies), "study", "studies"),
            _counted(len(treated), "condition", "conditions"),
        )
    )
    told = [
        element("h3", element("a", text(card.title), href=sheet_address(card.key))),
        element("p", text(about), class_="quiet"),
        element("p", text(card.source), class_="quiet") if card.source else Markup(""),
        element("p", text(f"On {spoken(shown)}.")) if shown else Markup(""),
        element("ul", *(element("li", text(message)) for message in card.messages)) if card.messages else Markup(""),
    ]
    return element("article", lines(*told), class_="card")


def _conditions(cards: Sequence[SheetCard], elsewhere: Elsewhere) -> Markup:
    """Every condition by name, with the sheets that treat it; one that a sheet leaves to another leads there."""
    found: dict[str, tuple[str, list[Markup]]] = {}
    for card in cards:
        for condition in card.conditions:
            told = found.setdefault(condition.name.casefold(), (condition.name, []))
            if condition.studies:
                size = _counted(condition.studies, "study", "studies")
                at = f"{sheet_address(card.key)}#condition-{condition.key}"
                told[1].append(together(element("a", text(card.title), href=at), text(f" ({size})")))
    items = []
    for title, own in sorted(found.values(), key=lambda item: item[0].casefold()):
        there = [_link_to(elsewhere[k]) for k in elsewhere if _named(cards, k).casefold() == title.casefold()]
        links = own or list(dict.fromkeys(there)) or [element("span", text("no study here"), class_="quiet")]
        items.append(together(element("dt", text(title[:1].upper() + title[1:])), element("dd", _listed(links))))
    return element("dl", *items)


def _named(cards: Sequence[SheetCard], at: tuple[str, str]) -> str:
    card = next(card for card in cards if card.key == at[0])
    return next(condition.name for condition in card.conditions if condition.key == at[1])


def treated_elsewhere(cards: Sequence[SheetCard]) -> Elsewhere:
    """The sheet that treats each condition which another leaves to it, as in a shelf."""
    sheets = {card.key: card for card in cards}
    told = {(card.key, c.key) for card in cards for c in card.conditions if c.studies}
    all_called = [_called(card) for card in cards]
    found: dict[tuple[str, str], Found] = {}
    for card in cards:
        others = [one for one in all_called if one.key != card.key]
        for condition in (c for c in card.conditions if c.is_elsewhere):
            there = treating((condition.key, condition.name), condition.elsewhere, others)
            if there is not None:
                found[card.key, condition.key] = Found(sheets[there[0]], there[1] if there in told else "")
    return found


def _called(card: SheetCard) -> Called:
    own = {c.key: folded(*c.names) for c in card.conditions if not c.is_elsewhere}
    return Called(card.key, folded(card.title, card.topic, card.key), own)


def _cell(heading: str, told: str) -> Markup:
    return empty_cell(heading) if told == "–" else full_cell(heading, text(told))


def _finding(direction: str, words: str) -> Markup:
    return element("span", sign(Direction(direction) if direction else None, words), class_="quiet")


def _search() -> Markup:
    """The search over all studies; a browser without JavaScript has the list of them."""
    field = element("input", type="search", id="words", autocomplete="off", aria_controls="found")
    return element(
        "section",
        element(
            "form",
            element("p", element("label", text("Search all studies"), for_="words"), field),
            element("p", text(""), id="shown", role="status"),
            role="search",
            aria_label="All studies",
            id="search",
            hidden=True,
        ),
        element("ul", id="found", class_="references", hidden=True),
        aria_label="Search",
    )


def _section(name: str, title: str, *told: Markup) -> Markup:
    return element(
        "section", element("h2", text(title), id=f"{name}-heading"), *told, id=name, aria_labelledby=f"{name}-heading"
    )


def _page(
    site: Site,
    title: str,
    body: Iterable[Markup],
    *,
    depth: int,
    lead: Markup | None = None,
    is_home: bool = False,
    scripts: Sequence[str] = (),
) -> str:
    up = "../" * depth
    whole = title if is_home or title == site.title else f"{title} – {site.title}"
    links = (
        ("index.html", site.title),
        ("studies.html", "All studies"),
        ("map.html", "Map of the evidence"),
        ("references.html", "References"),
    )
    menu = element(
        "nav",
        element("ul", *(element("li", element("a", text(n), href=f"{up}{at}")) for at, n in links)),
        aria_label="Site",
        class_="library",
    )
    feed = element(
        "link",
        rel="alternate",
        type="application/atom+xml",
        href=f"{up}feed.xml",
        title=f"What changed in {site.title}",
    )
    style = element("link", rel="stylesheet", href=f"{up}style.css")
    loaded = (element("script", src=f"{up}{name}", defer=True) for name in scripts)
    shown = lines(
        element("a", text("Skip to the content"), href="#main", class_="skip"),
        menu,
        element("header", element("h1", text(title)), *([lead] if lead else [])),
        element("main", lines(*body), id="main", tabindex=-1),
        element("footer", element("p", text(f"Made by acuevid {__version__} from catalogues of studies."))),
    )
    top = head_with(whole, _ALLOWED, style, feed, *loaded)
    html = element("html", top, element("body", shown, class_="site"), lang="en-GB")
    return f"<!DOCTYPE html>\n{mark('html')}\n{html}\n"


def _counted(n: int, one: str, several: str) -> str:
    return f"{fmt.count(n)} {one if n == 1 else several}"


def _listed(links: Sequence[Markup]) -> Markup:
    return Markup(", ".join(links))


def _file(name: str) -> str:
    data = get_data("acuevid.export.site", name)  # also from a zip
    assert data is not None
    return data.decode("utf-8")
