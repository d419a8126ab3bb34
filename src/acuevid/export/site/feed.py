"""What changed since the last build, as an Atom feed (RFC 4287), and the map of the site for search engines."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from acuevid.escape import visible
from acuevid.export.markup import Markup, element, lines, text
from acuevid.export.site.pages import Site, sheet_address
from acuevid.views.diff import Difference

MOST = 100
"""So many entries a feed keeps."""
_MOST_LINES = 40


class Entry(NamedTuple):
    """What changed in a sheet at a build: when, its name, a title, and lines."""

    when: str
    key: str
    title: str
    lines: tuple[str, ...]
    name: str


def changed(key: str, title: str, difference: Difference, when: str, name: str) -> Entry | None:
    """What changed in a sheet, in its sentences; `None` where no sentence did."""
    told: list[str] = []
    for change in difference.sentences:
        if change.new is None:
            told.append(f"No longer said: {change.old.text if change.old else ''}")
        elif change.old is None:
            told.append(f"New: {change.new.text}")
        elif change.old.text != change.new.text:
            told += [f"Now: {change.new.text}", f"Before: {change.old.text}"]
    told = list(dict.fromkeys(told))
    if not told:
        return None
    if len(told) > _MOST_LINES:
        told = [*told[:_MOST_LINES], f"{len(told) - _MOST_LINES} more"]
    return Entry(when, key, f"{title}: what it says has changed", tuple(told), name)


def feed_xml(site: Site, entries: Sequence[Entry], when: str, sheets: Collection[str]) -> str:
    """The feed, the latest change first; a sheet that is gone leads to the index."""
    base = site.website
    root = base or f"urn:acuevid:{_slug(site.title)}"
    parts = [
        element("title", text(f"What changed in {site.title}")),
        element("id", text(root)),
        element("updated", text(entries[0].when if entries else when)),
        element("author", element("name", text(site.title))),
        element("link", href=f"{base}index.html", rel="alternate") + element_end(),
        element("link", href=f"{base}feed.xml", rel="self") + element_end(),
        *(_entry(entry, base, root, sheets) for entry in entries[:MOST]),
    ]
    feed = element(
        "feed", lines(*(Markup(part.replace("></link>", "/>")) for part in parts)), xmlns="http://www.w3.org/2005/Atom"
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n{feed}\n'


def element_end() -> str:
    """HTML's empty elements have no end; XML's do."""
    return "</link>"


def _entry(entry: Entry, base: str, root: str, sheets: Collection[str]) -> Markup:
    page = sheet_address(entry.key) if entry.key in sheets else "index.html"
    told = element("ul", *(element("li", text(line)) for line in entry.lines))
    return element(
        "entry",
        element("title", text(entry.title)),
        element("id", text(f"{root}#{entry.name}")),
        element("updated", text(entry.when)),
        Markup(element("link", href=f"{base}{page}") + element_end()),
        element("content", text(told), type="html"),
    )


def sitemap_xml(site: Site, pages: Iterable[str]) -> str:
    """The addresses of all pages (sitemaps.org 0.9)."""
    urls = (element("url", element("loc", text(f"{site.website}{page}"))) for page in pages)
    whole = element("urlset", lines(*urls), xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{whole}\n'


def _slug(title: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in visible(title).casefold()).split()) or "library"
