"""Paragraphs of generated sentences, with one quiet marker each that unfolds to the sources of every sentence."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from acuevid.citations import marked
from acuevid.export.markup import Markup, element, text, together
from acuevid.lists import ranges
from acuevid.synthesis.statements import Statement
from acuevid.views.blocks import Prose, Sentences


class Numbered(NamedTuple):
    """A study or a work of the page: its number in the reference list, its name, and where it stands."""

    number: int
    label: str
    at: str


Sources = Mapping[str, Numbered]
"""The studies and works of the page by citekey."""


def paragraph(item: Sentences, sources: Sources) -> Markup:
    """A paragraph as a block of its own."""
    if not any(_known(s, sources) for s in item.statements):
        return element("p", _running(item))
    return element("div", element("p", _running(item)), _sources(item.statements, sources), class_="told")


def entry(item: Sentences | Prose, sources: Sources) -> Markup:
    """A paragraph as an item of a list."""
    if isinstance(item, Prose):
        return element("li", prose(item, sources))
    if not any(_known(s, sources) for s in item.statements):
        return element("li", _running(item))
    return element("li", element("p", _running(item)), _sources(item.statements, sources), class_="told")


def prose(item: Prose, sources: Sources) -> Markup:
    """A paragraph that a person wrote, with numbers that link to what it cites."""
    pieces = marked(item.text, sources)
    return together(*(_cited([sources[w.key] for w in works]) if works else text(words) for words, works in pieces))


def _cited(found: Iterable[Numbered]) -> Markup:
    links = (
        element(
            "a",
            element("span", text(f"{s.label}, "), class_="unseen"),
            text(str(s.number)),
            href=f"#{s.at}",
            class_="ref",
        )
        for s in found
    )
    return element("sup", Markup(" ".join(links)))


def _running(item: Sentences) -> Markup:
    told = (element("span", text(s.text), id=f"s-{s.id}" if s.id else None) for s in item.statements)
    return Markup(" ".join(told))


def _known(statement: Statement, sources: Sources) -> list[str]:
    """The records of the page that a sentence rests on."""
    return [key for key in statement.citekeys if key in sources]


def _sources(statements: tuple[Statement, ...], sources: Sources) -> Markup:
    """The marker: all numbers of the paragraph; below it, sentence by sentence, a link to it and to its studies."""
    numbers = [sources[key].number for s in statements for key in _known(s, sources)]
    marker = element(
        "summary",
        element("span", text("Sources: "), class_="unseen"),
        text(", ".join(told for told, _ in ranges(numbers))),
    )
    items = [element("li", *_of_one(n, s, len(statements), sources)) for n, s in enumerate(statements, start=1)]
    return element("details", marker, element("ul", *items), class_="sources")


def _of_one(n: int, statement: Statement, among: int, sources: Sources) -> Iterator[Markup]:
    name = "This sentence" if among == 1 else f"Sentence {n}"
    named = element("a", text(name), href=f"#s-{statement.id}") if statement.id else text(name)
    links = [_link(sources[key]) for key in _known(statement, sources)]
    yield together(named, text(": "), Markup(", ".join(links))) if links else together(named, text(": no study"))


def _link(source: Numbered) -> Markup:
    return element("a", text(f"{source.number} {source.label}"), href=f"#{source.at}")
