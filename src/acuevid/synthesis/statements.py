"""A sentence, and the records and fields it rests on. No sentence can be made without them."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from acuevid.citations import cited
from acuevid.lists import spoken
from acuevid.models import Catalogue, Study
from acuevid.numbers import format as fmt


class Basis(NamedTuple):
    """A field of a record that a sentence rests on, and the value as the sentence shows it.

    `field` is the path inside the record, with arms and outcomes by id: ``outcome[pain].p``.
    """

    record: str
    field: str
    value: str


class Phrase(NamedTuple):
    """A piece of a sentence with what it rests on."""

    text: str
    basis: tuple[Basis, ...] = ()

    def __str__(self) -> str:
        """The words."""
        return self.text


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence; `template` names the pattern that it was made from. Raises `ValueError` without a basis.

    `id` is its place in a summary, for people (``hiv-neuropathy.3``); `digest` changes with its content only.
    """

    template: str
    text: str
    basis: tuple[Basis, ...]
    id: str = ""

    def __post_init__(self) -> None:
        """Refuse a sentence that rests on nothing."""
        if not self.basis:
            raise ValueError(f"the statement {self.template!r} rests on no record")

    @property
    def digest(self) -> str:
        """Twelve hexadecimal digits that stay while template, text and basis do (SHA-256)."""
        parts = [self.template, self.text, *(f"{b.record}\0{b.field}\0{b.value}" for b in self.basis)]
        return hashlib.sha256("\1".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]

    @property
    def citekeys(self) -> tuple[str, ...]:
        """The records that the sentence rests on, each once, in order."""
        return tuple(dict.fromkeys(basis.record for basis in self.basis))


def say(template: str, pattern: str, *silent: Phrase, **parts: Phrase | str) -> Statement:
    """A statement from a pattern with `{named}` parts; `silent` phrases are rested on without being said."""
    text = pattern.format(**parts)
    basis = [b for part in (*parts.values(), *silent) if isinstance(part, Phrase) for b in part.basis]
    return Statement(template, text[:1].upper() + text[1:], tuple(dict.fromkeys(basis)))


def article(word: str) -> str:
    """``a`` or ``an``, by the letter that a word begins with; ``an n-of-1 trial``."""
    return "an" if word[:1].lower() in "aeiou" or word.startswith("n-of-") else "a"


def from_field(study: Study, field: str, value: str) -> Phrase:
    """A value of a study's field as a phrase."""
    return Phrase(value, (Basis(study.citekey, field, value),))


def named(study: Study) -> Phrase:
    """The study by the name that sentences use."""
    return from_field(study, "citekey", study.label)


def works_in(text: str) -> tuple[Basis, ...]:
    """The works that prose cites."""
    return tuple(Basis(work.key, "citekey", work.name) for work in cited(text))


def written(record: str, field: str, text: str, ends: str = "") -> Phrase:
    """What a person wrote in a field, which rests on it and on the works that it cites; without `ends` at its end."""
    told = str(text).rstrip(ends) if ends else str(text)
    return Phrase(told, (Basis(record, field, told), *works_in(text)))


def people(study: Study) -> Phrase:
    """How many took part: ``250 people``; ``an unstated number of people`` where the source does not say."""
    noun = study.species.noun(study.participants) if study.species else "participants"
    if study.participants is None:
        return from_field(study, "participants", f"an unstated number of {noun}")
    return from_field(study, "participants", f"{fmt.count(study.participants)} {noun}")


def computed(text: str, basis: tuple[Basis, ...]) -> Phrase:
    """What was worked out of these records, which its trace names as computed."""
    return Phrase(text, (*basis, Basis(basis[0].record, "computed", text)) if basis and text else basis)


def listed(phrases: Iterable[Phrase], last: str = " and ") -> Phrase:
    """Phrases as a list in running text: ``a, b and c``."""
    items = list(phrases)
    return Phrase(spoken([item.text for item in items], last), tuple(b for item in items for b in item.basis))


def joined(*pieces: Phrase | str) -> Phrase:
    """Pieces run together into one phrase."""
    return Phrase(
        "".join(str(piece) for piece in pieces),
        tuple(b for piece in pieces if isinstance(piece, Phrase) for b in piece.basis),
    )


def numbered(prefix: str, paragraphs: Iterable[Sequence[Statement]]) -> list[tuple[Statement, ...]]:
    """The paragraphs with each sentence called by its place: ``hiv-neuropathy.1`` and on."""
    made: list[tuple[Statement, ...]] = []
    n = 0
    for paragraph in paragraphs:
        made.append(tuple(replace(s, id=f"{prefix}.{n + i}") for i, s in enumerate(paragraph, start=1)))
        n += len(paragraph)
    return made


def opened(catalogue: Catalogue, paragraphs: Sequence[Sequence[Statement]]) -> list[tuple[Statement, ...]]:
    """The paragraphs with each of the sheet's abbreviations spelt out where it first stands."""
    waiting = dict(catalogue.sheet.abbreviations)
    order = {short: n for n, short in enumerate(waiting)}
    odd = [short for short in waiting if not _WORD.fullmatch(short)]
    return [tuple(_open(sentence, waiting, order, odd) for sentence in paragraph) for paragraph in paragraphs]


_WORD = re.compile(r"\w+")


def _stands(short: str, text: str) -> re.Match[str] | None:
    """Where an abbreviation stands as a word of its own."""
    return re.search(rf"\b{re.escape(short)}\b", text)


def _open(sentence: Statement, waiting: dict[str, str], order: Mapping[str, int], odd: Sequence[str]) -> Statement:
    """Each abbreviation that waits and stands here, in the sheet's order; one may stand in the words of another."""
    text, basis, last = sentence.text, sentence.basis, -1
    while True:
        there = [short for short in _WORD.findall(text) if short in waiting]
        there += [
            short for short in odd if short in waiting and short in text and re.search(rf"\b{re.escape(short)}\b", text)
        ]
        short = min((s for s in there if order[s] > last), key=lambda s: order[s], default=None)
        if short is None:
            break
        last, long = order[short], waiting.pop(short)
        found = _stands(short, text)
        assert found is not None
        text = f"{text[: found.start()]}{long} ({short}){text[found.end() :]}"
        basis = (*basis, Basis("sheet", f"abbreviations.{short}", long))
    return replace(sentence, text=text, basis=basis) if text != sentence.text else sentence
