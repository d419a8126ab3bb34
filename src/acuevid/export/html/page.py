"""The whole page: its head, the sheet's parts in the order of a reader in a hurry, the rest folded behind them."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from pkgutil import get_data

from acuevid import __version__
from acuevid.export.html.blocks import blocks, scrolled
from acuevid.export.html.brand import brand_style
from acuevid.export.html.chips import key, map_table, strip
from acuevid.export.html.claims import claims_table
from acuevid.export.html.studies import studies
from acuevid.export.html.told import Numbered, Sources
from acuevid.export.marks import mark
from acuevid.export.markup import Markup, element, lines, tags, text, together
from acuevid.views.blocks import Block, Claims, References
from acuevid.views.factsheet import Part
from acuevid.views.page import Page

_EARLY = ("key-messages", "map", "in-summary", "conditions", "findings", "evidence", "bias")
"""The parts that a page begins with, in this order; the others follow in the sheet's, each folded."""


def page_html(page: Page, logo: str = "", around: Markup | None = None) -> Iterator[str]:
    """The page as one file, in pieces: it asks for nothing from elsewhere, and no text of a catalogue can act.

    `logo` is a picture as an address that holds it, such as ``logo_address`` makes; `around` is what a site puts first.
    """
    sources = _sources(page)
    early = [part for name in _EARLY for part in page.sheet.parts if part.name == name]
    late = [part for part in page.sheet.parts if part not in early]
    (html, html_end), (body, body_end) = tags("html", lang="en-GB"), tags("body")
    (div, div_end), (main, main_end) = tags("div", class_="page"), tags("main", id="main", tabindex=-1)
    yield f"<!DOCTYPE html>\n{mark('html')}\n{html}{head(page.sheet.title, _style(page))}{body}"
    skip = element("a", text("Skip to the content"), href="#main", class_="skip")
    shown = element("img", src=logo, alt=page.publisher, class_="logo") if logo else Markup("")
    title = element("h1", text(page.sheet.title))
    yield lines(skip, *([around] if around else []), element("header", shown, title, blocks(page.sheet.lead, sources)))
    yield f"\n{div}{_contents([*early, *late])}{main}"
    for part in early:
        yield from _early(page, part, sources)
    for part in late:
        yield f"\n{_section(part, element('h2', text(part.title)), _told(part.blocks[1:], sources), folded=True)}"
    foot = element("footer", element("p", text(f"Made by acuevid {__version__} from a catalogue of studies.")))
    yield f"{main_end}{div_end}\n{foot}{_script()}{body_end}{html_end}\n"


def _sources(page: Page) -> Sources:
    """The studies of the page, then the other works of its reference list, numbered on."""
    found = {e.study.citekey: Numbered(e.number, e.study.label, f"study-{e.study.citekey}") for e in page.entries}
    listed = (block for part in page.sheet.parts for block in part.blocks if isinstance(block, References))
    for item in (item for block in listed for item in block.items):
        found.setdefault(item.citekey, Numbered(len(found) + 1, item.label, f"work-{item.citekey}"))
    return found


def head(title: str, style: Markup) -> Markup:
    """The head of a page that is one file, with its style in it."""
    allowed = f"style-src '{_digest(style)}'; script-src '{_digest(_file('script.js'))}'"
    return head_with(title, allowed, element("style", style))


def head_with(title: str, allowed: str, *loaded: Markup) -> Markup:
    """The head of a page, and the rule that nothing in it may ask for anything but what is allowed."""
    policy = f"default-src 'none'; {allowed}; img-src data:; base-uri 'none'; form-action 'none'"
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="generator", content=f"acuevid {__version__}"),
        element("title", text(title)),
        element("link", rel="icon", href="data:,"),
        *loaded,
    )


def _style(page: Page) -> Markup:
    """The style, with that of appraisals where the sheet has any, in the publisher's colour."""
    has_lights = any(part.name == "bias" for part in page.sheet.parts)
    style = style_of("style.css", "pictures.css", *(["lights.css"] if has_lights else []))
    return together(style, brand_style(page.sheet.colour)) if page.sheet.colour else style


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
    return element("nav", element("ul", *map(_entry, parts)), aria_label="Contents")


def _entry(part: Part) -> Markup:
    inner = element("ul", *map(_entry, part.inner)) if part.inner else Markup("")
    return element("li", element("a", text(part.title), href=f"#{part.name}"), inner)


def _early(page: Page, part: Part, sources: Sources) -> Iterator[str]:
    """A part that is not folded: the map drawn, the studies to search, the conditions as cards."""
    title = element("h2", text(part.title), id=f"{part.name}-heading")
    if part.inner:
        start, end = tags("section", id=part.name, aria_labelledby=f"{part.name}-heading")
        yield f"\n{start}{title}{_told(part.blocks[1:], sources)}"
        for inner in part.inner:
            yield _card(page, inner, sources)
        yield end
        return
    if part.name == "evidence" and page.entries:
        years = blocks((page.timeline,), sources) if page.timeline is not None else Markup("")
        told = lines(studies(page, sources), element("div", _folded(text("By year and design"), years), class_="years"))
    elif part.name == "map" and page.sheet.map is not None:
        shown = page.sheet.map
        told = lines(key(shown), scrolled(map_table(shown, sources)))
    else:
        told = _told(part.blocks[1:], sources)
    yield f"\n{_section(part, title, told)}"


def _card(page: Page, part: Part, sources: Sources) -> Markup:
    """A condition: its studies in a row, what is read first of it, and everything else folded."""
    condition = part.name.removeprefix("condition-")
    found = [(e.study, e.direction) for e in page.entries if condition in e.study.conditions]
    rest = (
        _folded(text("All that is recorded on this condition"), blocks(part.more, sources)) if part.more else Markup("")
    )
    title = element("h3", text(part.title), id=f"{part.name}-heading")
    told = lines(strip(found, sources), _told(part.blocks[1:], sources), rest)
    return element("section", title, told, id=part.name, aria_labelledby=f"{part.name}-heading", class_="card")


def _section(part: Part, title: Markup, told: Markup, *, folded: bool = False) -> Markup:
    """A part with its heading, which unfolds it where it is folded."""
    if folded:
        return element("section", _folded(title, told), id=part.name, aria_label=part.title)
    return element("section", title, told, id=part.name, aria_labelledby=f"{part.name}-heading")


def _folded(title: Markup, told: Markup) -> Markup:
    """What a reader unfolds; without JavaScript it stands open."""
    return element("details", element("summary", title), told, class_="fold", open=True)


def _told(items: Iterable[Block | Claims], sources: Sources) -> Markup:
    """Blocks of a part, claims as their table."""
    return lines(
        *(
            scrolled(claims_table(item, sources)) if isinstance(item, Claims) else blocks((item,), sources)
            for item in items
        )
    )
