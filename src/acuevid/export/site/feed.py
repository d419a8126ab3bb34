"""What changed since the last build, as an Atom feed (RFC 4287), and the map of the site for search engines."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from acuevid.escape import visible
from acuevid.export.markup import element, text
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
    feed = Element("feed", xmlns="http://www.w3.org/2005/Atom")
    _told(feed, "title", f"What changed in {site.title}")
    _told(feed, "id", root)
    _told(feed, "updated", entries[0].when if entries else when)
    _told(SubElement(feed, "author"), "name", site.title)
    SubElement(feed, "link", href=f"{base}index.html", rel="alternate")
    SubElement(feed, "link", href=f"{base}feed.xml", rel="self")
    for entry in entries[:MOST]:
        page = sheet_address(entry.key) if entry.key in sheets else "index.html"
        one = SubElement(feed, "entry")
        _told(one, "title", entry.title)
        _told(one, "id", f"{root}#{entry.name}")
        _told(one, "updated", entry.when)
        SubElement(one, "link", href=f"{base}{page}")
        _told(one, "content", element("ul", *(element("li", text(line)) for line in entry.lines)), type="html")
    return _file(feed)


def sitemap_xml(site: Site, pages: Iterable[str]) -> str:
    """The addresses of all pages (sitemaps.org 0.9)."""
    whole = Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    for page in pages:
        _told(SubElement(whole, "url"), "loc", f"{site.website}{page}")
    return _file(whole)


def _told(parent: Element, tag: str, words: str, **attributes: str) -> None:
    SubElement(parent, tag, attributes).text = visible(words)


def _file(root: Element) -> str:
    indent(root, space="")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def _slug(title: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in visible(title).casefold()).split()) or "library"
