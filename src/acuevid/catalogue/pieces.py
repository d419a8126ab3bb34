"""A large catalogue read piece by piece, so that it is never in memory as raw data, whole.

A piece begins where a line is ``[[study]]``. Such a line may also stand inside a text of several lines: then the piece
before it ends inside that text and is not TOML, which shows. Whatever is not plainly right is left to the whole file's
reader, which also says what is wrong; nothing is passed over here that it would complain of.
"""

import re
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from mmap import mmap
from typing import Any

import tomli
from pydantic import ValidationError

from acuevid.catalogue.links import Asked, circles, link_problems, most_conditions, study_problems
from acuevid.models import Catalogue, Study
from acuevid.prose import cites
from acuevid.words import Vocabulary, speaking, vocabulary_of

_CUT = b"\n[[study]]"
_HEADING = re.compile(rb"^[ \t]*(\[\[)[ \t]*study[ \t]*\]\]", re.MULTILINE)
_SIZE = 20_000
"""The least bytes of a piece."""
_HUGE = 10_000_000
"""A piece of more bytes is no study, or has a text that is better read once."""

_ROOM, _ROOM_OF_A_STUDY = 16_000_000, 300
"""More bytes than reading a piece takes beside the piece, and than a study takes in the catalogue's own tables."""

_WORDS = ("family", "design", "instrument", "appraisal_tool")
"""The tables that declare words: they stand before the studies, or the file is read whole."""
_TIES = ("citekey", "reanalysis_of", "companion_of", "included_in")
Keep = Callable[[Study], bool]
Tick = Callable[[int, int], None]
"""Told how many bytes of how many are read."""


def load_pieces(data: bytes, wanted: Callable[[Catalogue], Keep] | None, tick: Tick | None) -> Catalogue | None:
    """The catalogue in the bytes of a file, or `None` where it has to be read whole.

    `wanted` makes, of a catalogue that has the conditions only, the test of the studies to keep; all are validated.
    """
    try:
        return _Reader(wanted).read(data, tick)
    except _NOT_PLAIN:
        return None


@dataclass
class Spans:
    """Where the studies of a large catalogue stand.

    For each piece its first and last byte (`starts`, `ends`), its first study (`firsts`) and the lines before it
    (`before`); for each study the line on which it begins (`lines`).
    """

    starts: "array[int]" = field(default_factory=lambda: array("Q"))
    ends: "array[int]" = field(default_factory=lambda: array("Q"))
    firsts: "array[int]" = field(default_factory=lambda: array("L"))
    before: "array[int]" = field(default_factory=lambda: array("L"))
    lines: "array[int]" = field(default_factory=lambda: array("L"))


@dataclass(kw_only=True)
class Pieces(Spans):
    """A large catalogue without its studies: where these stand, the words that they use, and the citekey of each."""

    catalogue: Catalogue
    words: Vocabulary
    citekeys: list[str]

    def text(self, data: bytes, number: int) -> str:
        """The text of a piece."""
        return data[self.starts[number] : self.ends[number]].decode("utf-8").replace("\r\n", "\n")

    def raw(self, data: bytes, number: int) -> list[dict[str, Any]]:
        """The studies of a piece as raw data."""
        found: list[dict[str, Any]] = tomli.loads(self.text(data, number), parse_float=Decimal)["study"]
        return found


def read_pieces(data: bytes, look: Callable[[Study], None], tick: Tick | None) -> Pieces | None:
    """Where the studies of a catalogue stand, all of it validated, or `None` where it has to be read whole.

    `look` sees each study once, in order, and none is kept.
    """

    def keep(study: Study) -> bool:
        look(study)
        return False

    reader = _Reader(lambda _: keep)
    reader.spans = spans = Spans()
    try:
        catalogue = reader.read(data, tick)
    except _NOT_PLAIN:
        return None
    return Pieces(**vars(spans), catalogue=catalogue, words=reader.words, citekeys=reader.citekeys)


class _Whole(Exception):
    """The file has to be read whole."""


_NOT_PLAIN = (_Whole, tomli.TOMLDecodeError, ValidationError, ValueError, ArithmeticError, RecursionError)


class _Reader:
    """What is known of a catalogue while its pieces are read."""

    def __init__(self, wanted: Callable[[Catalogue], Keep] | None) -> None:
        self.wanted = wanted
        self.keep: Keep | None = None
        self.rest: dict[str, Any] = {}
        self.first: frozenset[str] = frozenset()
        self.words: Vocabulary = vocabulary_of({})
        self.kept: list[Study] = []
        self.citekeys: list[str] = []
        self.named = 0
        self.ties: list[dict[str, Any]] = []
        self.conditions, self.studies, self.works = Asked(), Asked(), Asked()
        self.spans: Spans | None = None
        self.line = 0

    def read(self, data: bytes, tick: Tick | None) -> Catalogue:
        start = 0
        for end in _cuts(data):
            need_memory(_ROOM + 8 * (end - start))
            first = len(self.citekeys)
            self._piece(data[start:end], is_first=start == 0)
            if self.spans is not None:
                self._note(self.spans, data, start, end, first)
            start = end
            if tick is not None:
                tick(end, len(data))
        return self._whole()

    def _piece(self, data: bytes, *, is_first: bool) -> None:
        if len(data) > _HUGE:
            raise _Whole
        text = data.decode("utf-8-sig" if is_first else "utf-8").replace("\r\n", "\n")
        raw = tomli.loads(text, parse_float=Decimal)
        if is_first:
            self.first = frozenset(raw)
            if "study" in raw:
                raise _Whole
            self.rest = raw
            self.words = vocabulary_of(raw)
            if self.wanted is not None:
                head = {name: raw[name] for name in ("sheet", "condition", *_WORDS) if name in raw}
                self.keep = self.wanted(Catalogue.model_validate(head))
            return
        studies = raw.pop("study", [])
        for name, value in raw.items():
            # a list that began in the first piece may be one that nothing can be added to
            known = self.rest.setdefault(name, value)
            if known is not value:
                if name in self.first or not isinstance(known, list) or not isinstance(value, list):
                    raise _Whole
                known.extend(value)
            if name in _WORDS or (name == "condition" and self.wanted is not None):
                raise _Whole  # what the studies before it mean hangs on it
        with speaking(self.words):
            for study in studies:
                self._study(study)

    def _note(self, spans: Spans, data: bytes, start: int, end: int, first: int) -> None:
        """Where a piece stands, and its studies in it; a heading that is written otherwise leaves it to the whole."""
        n = len(self.citekeys) - first
        headings = [data.count(b"\n", start, found.start(1)) for found in _HEADING.finditer(data, start, end)]
        if n and (len(headings) != n or start == 0):
            raise _Whole
        if n:
            spans.starts.append(start)
            spans.ends.append(end)
            spans.firsts.append(first)
            spans.before.append(self.line)
            spans.lines.extend(self.line + line + 1 for line in headings)
        self.line += data.count(b"\n", start, end)

    def _study(self, raw: dict[str, Any]) -> None:
        if "use" in raw:  # it stands elsewhere
            raise _Whole
        study = Study.model_validate(raw)
        if any(True for _ in study_problems(raw, (), self.words, self.conditions, self.studies, self.works)):
            raise _Whole
        self.citekeys.append(study.citekey)
        self.named += len(study.conditions)
        if study.shares_data or study.included_in:
            self.ties.append(
                {k: raw[k] for k in ("citekey", "reanalysis_of", "companion_of", "included_in") if k in raw}
            )
        if self.keep is None or self.keep(study):
            self.kept.append(study)

    def _whole(self) -> Catalogue:
        need_memory(_ROOM + _ROOM_OF_A_STUDY * len(self.kept))
        catalogue = Catalogue.model_validate({**self.rest, "study": tuple(self.kept)})
        keys = set(self.citekeys)
        works = {work.citekey for work in catalogue.background}
        there = (
            len(keys) == len(self.citekeys)
            and self.named <= most_conditions(len(self.citekeys))
            and keys.isdisjoint(works)
            and catalogue.condition_by_key.keys() >= set(self.conditions)
            and keys >= set(self.studies)
            and keys | works >= set(self.works)
            and (self.keep is None or all(catalogue.label_of(key) for key in cites(catalogue)))
        )
        if not there or any(True for _ in (*link_problems(self.rest, keys), *circles({"study": self.ties}))):
            raise _Whole
        return catalogue


def need_memory(size: int) -> None:
    """Raise `MemoryError` unless so many bytes are left; they are asked for and given back, untouched.

    The validator is no Python and ends the process where it finds no memory, without a word that anyone understands.
    """
    try:
        mmap(-1, size).close()
    except OSError:
        raise MemoryError from None


def _cuts(data: bytes) -> Iterator[int]:
    """Where the pieces end: the first before the first study, the last at the end."""
    at = data.find(_CUT)
    while at >= 0:
        yield at + 1
        at = data.find(_CUT, at + _SIZE)
    yield len(data)
