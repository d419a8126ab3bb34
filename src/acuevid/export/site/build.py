"""Building a site: what changed since the last build is made anew, the rest stays, and all of it appears at once."""

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import tomli

from acuevid import __version__
from acuevid.catalogue.files import shown_name
from acuevid.catalogue.library import Library
from acuevid.catalogue.load import load_bytes, load_source, read_bytes
from acuevid.catalogue.shelf import Opened, Shelf
from acuevid.diagnostics import Diagnostic
from acuevid.errors import AcuevidError, CatalogueError
from acuevid.export.site import feed
from acuevid.export.site.cards import SheetCard, Work, card_of, references_of, sheet_card, works_of
from acuevid.export.site.pages import (
    Elsewhere,
    Site,
    home_links,
    index_html,
    map_html,
    references_html,
    search_js,
    sheet_address,
    studies_html,
    study_address,
    study_html,
    style_css,
    treated_elsewhere,
)
from acuevid.models import Catalogue
from acuevid.views.page import Page
from acuevid.writing import replace_folder

STATE = "site.json"
_LOGO = re.compile(rb"""logo["']?\s*=\s*["']([^"'\n]+)["']""")
_HREF = re.compile(r'\b(?:href|src)="([^"]*)"')
_ID = re.compile(r'\bid="([^"]*)"')


class Built(NamedTuple):
    """What a build did: how many pages the site has, how many of them were made anew, and what there is to say."""

    pages: int
    made: int
    remarks: tuple[str, ...]


@dataclass
class _State:
    """What the last build left: a card and a digest for each sheet, a digest for each page, the entries of the feed."""

    cards: dict[str, SheetCard] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    entries: list[feed.Entry] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def build_site(
    library: Library, folder: Path, when: str, *, force: bool = False, tick: Callable[[int, int], None] | None = None
) -> Built:
    """Build the site of a library into a folder, whole or not at all.

    `when` is the time of the build, for the feed, as RFC 3339 has it. Raises `CatalogueError` with all that keeps a
    sheet from loading; `AcuevidError` where the folder holds what acuevid did not make, unless `force`.
    """
    return _Build(library, folder, when, tick).run(force=force)


class _Build:
    """One build, step by step."""

    def __init__(self, library: Library, folder: Path, when: str, tick: Callable[[int, int], None] | None) -> None:
        self.library, self.folder, self.when = library, folder, when
        self.tick = tick or (lambda _done, _all: None)
        website = library.about.website or ""
        self.site = Site(library.title, website if not website or website.endswith("/") else f"{website}/")
        self.lenders = library.lenders
        self.opened: dict[str, Opened] = {}
        self.made: dict[str, str] = {}
        """The pages that are made anew, by address."""

    def run(self, *, force: bool) -> Built:
        old = self._old_state(force=force)
        digests = self._digests()
        cards = self._cards(old, digests)
        works = works_of(cards)
        elsewhere = treated_elsewhere(cards)
        pages = self._pages(cards, works, elsewhere)
        anew = [address for address, digest in pages.items() if old.pages.get(address) != digest]
        if not anew and old.pages.keys() == pages.keys():
            return Built(sum(name.endswith(".html") for name in pages), 0, ())
        self._make(anew, cards, works, elsewhere)
        entries = [*self._entries(old, cards, digests), *old.entries][: feed.MOST]
        self.made["feed.xml"] = feed.feed_xml(self.site, entries, self.when, {card.key for card in cards})
        listed = sorted(name for name in pages if name.endswith(".html"))
        remarks = []
        if self.site.website:
            self.made["sitemap.xml"] = feed.sitemap_xml(self.site, listed)
        else:
            remarks.append("no sitemap: [library] names no website in library.toml")
        state = {
            "acuevid": {"kind": "site"},
            "version": __version__,
            "pages": pages,
            "cards": [card._asdict() for card in cards],
            "entries": entries,
            "files": sorted({*pages, *(name for name in self.made if name not in pages), STATE}),
        }
        state = json.loads(json.dumps(state))
        self.made[STATE] = json.dumps(state | {"digest": _digest(state)}, ensure_ascii=False, separators=(",", ":"))
        kept = [name for name in pages if name not in self.made]
        self._check_links(kept, cards)
        replace_folder(self.folder, self.made, kept, set(old.files))
        return Built(len(listed), sum(name.endswith(".html") for name in self.made), tuple(remarks))

    def _old_state(self, *, force: bool) -> _State:
        """The state of the site that is there; none for a first build, or one by another version."""
        if not self.folder.exists() or not any(self.folder.iterdir()):
            return _State()
        try:
            data: dict[str, Any] = json.loads((self.folder / STATE).read_text("utf-8"))
            if data.pop("digest") != _digest(data):
                raise ValueError("somebody wrote in it")
            files = [name for name in data["files"] if (self.folder / name).is_file()]
            entries = [feed.Entry(w, k, t, tuple(told), name) for w, k, t, told, name in data["entries"]]
            cards = {card.key: card for card in map(card_of, data["cards"])}
            is_same = data["version"] == __version__
            there = set(files)
            pages = {name: digest for name, digest in data["pages"].items() if name in there} if is_same else {}
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            if not force:
                raise AcuevidError(
                    f"{self.folder} holds something, and no site that acuevid made; --force puts the site there as well"
                ) from None
            return _State()
        return _State(cards if is_same else {}, pages, entries, files)

    def _digests(self) -> dict[str, str]:
        """A digest of all that each sheet is made of: its file, those that it takes studies from, its logo."""
        files = {**self.library.sheets, **self.library.shared}
        data = {key: read_bytes(path, shown_name(path)) for key, path in files.items()}
        uses = {key: _used_in(text) & files.keys() for key, text in data.items()}
        found = {}
        for key, path in self.library.sheets.items():
            waiting, needed = [key], {key}
            while waiting:
                more = uses[waiting.pop()] - needed
                needed |= more
                waiting += more
            whole = hashlib.sha256(__version__.encode())
            for name in sorted(needed):
                whole.update(f"\0{name}\0".encode())
                whole.update(data[name])
            for logo in _LOGO.findall(data[key]):
                with_logo = path.parent / os.fsdecode(logo)
                if with_logo.is_file() and with_logo.stat().st_size < 1_000_000:
                    whole.update(with_logo.read_bytes())
            found[key] = whole.hexdigest()
        return found

    def _cards(self, old: _State, digests: Mapping[str, str]) -> list[SheetCard]:
        """The card of every sheet; a sheet that did not change is not read."""
        cards: list[SheetCard] = []
        problems: list[Diagnostic] = []
        for done, (key, digest) in enumerate(digests.items()):
            known = old.cards.get(key)
            if known is not None and known.digest == digest:
                cards.append(known)
                continue
            try:
                cards.append(sheet_card(self._open(key), digest))
            except CatalogueError as error:
                problems += error.diagnostics
            self.tick(done + 1, 3 * len(digests))
        if problems:
            raise CatalogueError(list(dict.fromkeys(problems)))
        return cards

    def _open(self, key: str) -> Opened:
        if key not in self.opened:
            path = self.library.sheets[key]
            self.opened[key] = Opened(key, load_source(path, shown_name(path), lenders=self.lenders))
        return self.opened[key]

    def _pages(self, cards: Sequence[SheetCard], works: Sequence[Work], elsewhere: Elsewhere) -> dict[str, str]:
        """Every page by its address, with a digest of all that it is made of."""
        site = _digest(self.site, __version__)
        own_page = {(use.sheet.key, use.study.citekey): work.page for work in works for use in work.uses}
        pages: dict[str, str] = {}
        for card in cards:
            left = [(c.key, elsewhere[card.key, c.key]) for c in card.conditions if (card.key, c.key) in elsewhere]
            links = [(key, found.sheet.key, found.sheet.title, found.condition) for key, found in left]
            names = [own_page[card.key, study.citekey] for study in card.studies]
            pages[sheet_address(card.key)] = _digest(site, card.digest, links, names)
            pages[f"data/{card.key}.toml"] = _digest(card.digest)
        for work in works:
            uses = [(u.sheet.key, u.sheet.title, u.study, _names(u.sheet, u.study.conditions)) for u in work.uses]
            digests = [use.sheet.digest for use in (work.first, *work.records)]
            pages[study_address(work.page)] = _digest(site, uses, digests)
        whole = _digest(site, [card.digest for card in cards], [card.key for card in cards])
        common = (
            "index.html",
            "studies.html",
            "references.html",
            "map.html",
            "style.css",
            "search.js",
            "search-index.js",
        )
        return pages | dict.fromkeys(common, whole)

    def _make(
        self, anew: Sequence[str], cards: Sequence[SheetCard], works: Sequence[Work], elsewhere: Elsewhere
    ) -> None:
        wanted = set(anew)
        by_sheet: dict[str, list[Work]] = {}
        for work in works:
            if study_address(work.page) in wanted:
                by_sheet.setdefault(work.first.sheet.key, []).append(work)
        own_page = {(use.sheet.key, use.study.citekey): work.page for work in works for use in work.uses}
        for done, card in enumerate(cards):
            needs_page, its_works = sheet_address(card.key) in wanted, by_sheet.get(card.key, [])
            if needs_page or its_works or f"data/{card.key}.toml" in wanted:
                self._sheet(card, its_works, elsewhere, own_page, needs_page=needs_page)
            self.tick(len(cards) + 2 * done + 2, 3 * len(cards))
        made: Mapping[str, Callable[[], str]] = {
            "index.html": lambda: index_html(self.site, cards, works, elsewhere),
            "studies.html": lambda: studies_html(self.site, works),
            "references.html": lambda: references_html(self.site, references_of(cards, works)),
            "map.html": lambda: map_html(self.site, cards),
            "style.css": style_css,
            "search.js": search_js,
            "search-index.js": lambda: _search_index(cards, works),
        }
        self.made |= {name: make() for name, make in made.items() if name in wanted}

    def _sheet(
        self,
        card: SheetCard,
        works: Sequence[Work],
        elsewhere: Elsewhere,
        own_page: Mapping[tuple[str, str], str],
        *,
        needs_page: bool,
    ) -> None:
        """The page of a sheet, those of the studies that it tells in full, and its records."""
        from acuevid.checks.run import run_checks
        from acuevid.export.html.brand import logo_address
        from acuevid.export.html.page import page_html
        from acuevid.export.toml import catalogue_toml
        from acuevid.synthesis.sheet import summarise_sheet
        from acuevid.views.page import sheet_page
        from acuevid.views.scope import all_of

        opened = self._open(card.key)
        catalogue = opened.catalogue
        if needs_page:
            report = run_checks(catalogue, catalogue.studies)  # as the page alone has it
            page = sheet_page(catalogue, summarise_sheet(catalogue), report, all_of(catalogue))
            pages = {study.citekey: f"../{study_address(own_page[card.key, study.citekey])}" for study in card.studies}
            ours = catalogue.sheet.style
            logo = logo_address(ours.logo, self.library.sheets[card.key]) if ours is not None and ours.logo else ""
            around = home_links(self.site, card, elsewhere)
            self.made[sheet_address(card.key)] = "".join(page_html(replace(page, study_pages=pages), logo, around))
            self.made[f"data/{card.key}.toml"] = catalogue_toml(catalogue)
        self._studies(catalogue, works, page if needs_page else None)

    def _studies(self, catalogue: Catalogue, works: Sequence[Work], page: Page | None) -> None:
        from acuevid.views.study import study_document

        known = {entry.study.citekey: entry.details for entry in page.entries} if page is not None else {}
        for work in works:
            key = work.first.study.citekey
            details = known.get(key) or study_document(catalogue, catalogue.study_by_key[key]).blocks[1:]
            self.made[study_address(work.page)] = study_html(self.site, work, details, self._differences(work))

    def _differences(self, work: Work) -> list[str]:
        """What the sheets that have a record of their own of a work say differently, in lines."""
        if len({use.sheet.key for use in work.records}) < 2:
            return []
        from acuevid.views.between import differences

        sheets = [self._open(use.sheet.key) for use in work.records]
        shelf = Shelf(tuple({sheet.key: sheet for sheet in sheets}.values()), self.library)
        return differences(shelf, {(use.sheet.key, use.study.citekey) for use in work.records})

    def _entries(self, old: _State, cards: Sequence[SheetCard], digests: Mapping[str, str]) -> Iterator[feed.Entry]:
        """What changed in the sheets since the last build; nothing at the first."""
        from acuevid.views.diff import compare

        if not old.cards and not old.pages:
            return
        titles = {card.key: card.title for card in cards}
        for key, card in old.cards.items():
            if key not in titles:
                told = (f"The sheet “{card.title}” is no longer here.",)
                yield feed.Entry(self.when, key, f"{card.title}: removed", told, _digest(self.when, key))
        for card in cards:
            known, name = old.cards.get(card.key), _digest(self.when, card.key, card.digest)[:16]
            if known is None:
                first = card.messages or ("A new sheet.",)
                yield feed.Entry(self.when, card.key, f"{card.title}: a new sheet", first, name)
            elif known.digest != digests[card.key] and (before := self._published(card.key)) is not None:
                difference = compare(before, self._open(card.key).catalogue)
                entry = feed.changed(card.key, card.title, difference, self.when, name)
                if entry is not None:
                    yield entry

    def _published(self, key: str) -> Catalogue | None:
        """The records of a sheet as the last build published them."""
        path = self.folder / "data" / f"{key}.toml"
        try:
            return load_bytes(path.read_bytes(), str(path)).catalogue
        except (OSError, CatalogueError):
            return None

    def _check_links(self, kept: Iterable[str], cards: Sequence[SheetCard]) -> None:
        """Raise `AcuevidError` where a page that was made leads nowhere: to no page, or no place in one.

        The places of a page that stays are those that its card leads others to; it was looked through when it was made.
        """
        there = {*self.made, *kept}
        known = {sheet_address(card.key): _places(card) for card in cards}

        def places(address: str) -> set[str]:
            if address in self.made and address not in looked_at:
                known[address] = set(_ID.findall(self.made[address]))
                looked_at.add(address)
            return known.get(address, set())

        looked_at: set[str] = set()
        for address, whole in self.made.items():
            if not address.endswith(".html"):
                continue
            for link in set(_HREF.findall(whole)):
                if ":" in link.partition("#")[0]:
                    continue
                path, _, place = link.partition("#")
                target = os.path.normpath(os.path.join(os.path.dirname(address), path)) if path else address
                if target not in there or (place and place not in places(target)):
                    raise AcuevidError(f"{address} leads to {link}, which is not there (a fault in acuevid)")


def _used_in(data: bytes) -> set[str]:
    """The sheets from which a catalogue takes studies; a text that is no TOML is complained of when it is read."""
    if b"use" not in data:
        return set()
    try:
        studies = tomli.loads(data.decode("utf-8-sig")).get("study", ())
        return {str(study["use"]).partition(":")[0] for study in studies if isinstance(study, dict) and "use" in study}
    except (ValueError, TypeError, RecursionError):
        return set()


def _places(card: SheetCard) -> set[str]:
    """The places in the page of a sheet that other pages lead to."""
    conditions = {f"condition-{condition.key}" for condition in card.conditions if condition.studies}
    return {"map", *conditions, *(f"study-{study.citekey}" for study in card.studies)}


def _names(card: SheetCard, keys: Iterable[str]) -> list[str]:
    names = {condition.key: condition.name for condition in card.conditions}
    return [names[key] for key in keys]


def _search_index(cards: Sequence[SheetCard], works: Sequence[Work]) -> str:
    """The studies by what they are found by, as a script, which a page may load from a folder, too."""
    place = {card.key: n for n, card in enumerate(cards)}
    studies = [
        [
            work.page,
            work.first.study.label,
            work.first.study.reference,
            sorted({place[use.sheet.key] for use in work.uses}),
            " ".join(dict.fromkeys(" ".join(use.study.words for use in work.uses).split())),
        ]
        for work in works
    ]
    data = json.dumps({"sheets": [card.title for card in cards], "studies": studies}, ensure_ascii=False)
    return f"window.acuevidIndex = {data.replace('<', chr(92) + 'u003c')};\n"


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, default=str).encode()).hexdigest()
