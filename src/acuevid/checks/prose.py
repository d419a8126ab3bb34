"""CLM201: prose that a person wrote, screened for what may not be said."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from acuevid.models import Catalogue, Study

CODE, TITLE = "CLM201", "a phrase that claims more than records can bear"
WHY = (
    "Prose in sections, mechanisms, outcomes and groups is screened for phrases that claim equality, the absence of an "
    "effect, proof, or promise. The text of a claim and of an authors' conclusion is not: they report what others say."
)
EXAMPLE = '"acupuncture is as effective as the drug": say "no clear difference", with the interval if there is one.'


class Phrase(NamedTuple):
    """A phrase, why it may not be said, and what may be said instead."""

    pattern: re.Pattern[str]
    why: str
    instead: str


def _phrase(pattern: str, why: str, instead: str) -> Phrase:
    return Phrase(re.compile(rf"\b(?:{pattern})", re.IGNORECASE), why, instead)


PHRASES = (
    _phrase(
        r"(?:as|equally) (?:effective|good|beneficial|safe)\b|equivalent\b|equivalence\b|similarly effective",
        "equality needs an interval inside a stated margin",
        "“no clear difference”, with the interval",
    ),
    _phrase(
        r"no difference\b|no effect\b|not effective\b|ineffective\b|does not work\b",
        "no clear difference does not show that there is none",
        "“no clear difference”, with the interval",
    ),
    _phrase(
        r"is effective\b|are effective\b|was effective\b|works for\b|relieves\b|cures\b|proves?\b|proven\b",
        "it tells a cause as a fact",
        "who was compared with whom, and on which side the result lay",
    ),
    _phrase(
        r"promising\b|encouraging\b|trend towards\b|approach(?:ing|ed) significance",
        "it gives a hope for a result",
        "the figures, with the interval or p",
    ),
    _phrase(
        r"safe\b|harmless\b|(?:free of|no|fewer) (?:side|adverse) effects\b",
        "harms must have been measured in both groups",
        "what was reported, in which group",
    ),
)


class Overclaim(NamedTuple):
    """A phrase found in hand-written prose: the record and field it stands in, the words, and what may be said."""

    record: str
    path: tuple[str | int, ...]
    words: str
    why: str
    instead: str


def overclaims(catalogue: Catalogue) -> Iterator[Overclaim]:
    """Every phrase of the sheet's hand-written prose that claims more than records can bear."""
    yield from _found(_prose(catalogue))


def overclaims_of(place: int, study: Study) -> Iterator[Overclaim]:
    """The same of a study, whose position in the catalogue is `place`."""
    yield from _found(_prose_of(place, study))


def _found(texts: Iterable[tuple[str, tuple[str | int, ...], str]]) -> Iterator[Overclaim]:
    for record, path, text in texts:
        for phrase in PHRASES:
            for match in phrase.pattern.finditer(text):
                yield Overclaim(record, path, match.group(), phrase.why, phrase.instead)


def _prose(catalogue: Catalogue) -> Iterator[tuple[str, tuple[str | int, ...], str]]:
    for i, section in enumerate(catalogue.sections):
        for j, paragraph in enumerate(section.paragraphs):
            yield section.id, ("section", i, "paragraph", j, "text"), paragraph.text
    for i, mechanism in enumerate(catalogue.mechanisms):
        yield mechanism.id, ("mechanism", i, "statement"), mechanism.statement


def _prose_of(i: int, study: Study) -> Iterator[tuple[str, tuple[str | int, ...], str]]:
    for j, arm in enumerate(study.arms):
        yield study.citekey, ("study", i, "arm", j, "label"), arm.label
    for j, outcome in enumerate(study.outcomes):
        yield study.citekey, ("study", i, "outcome", j, "label"), outcome.label
        if outcome.event:
            yield study.citekey, ("study", i, "outcome", j, "event"), outcome.event
