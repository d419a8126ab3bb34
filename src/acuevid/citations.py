"""Citations in prose: ``[@shlay1998]``, or several, ``[@shlay1998; @penza2011]``; ``\\[@`` is the signs themselves."""

import re
from collections.abc import Callable, Container, Iterator, Sequence
from typing import NamedTuple

_KEY = r"[^\s;,@\[\]]++"
_OPENING = re.compile(rf"\\?\[@(?:({_KEY}(?:\s*+;\s*+@{_KEY})*+)\s*+\])?+")
"""Each ``[@``, with all of the citation where there is one; linear, since no part gives back what it took."""
_PARTED = re.compile(r"\s*+;\s*+@")
_BROKEN = re.compile(r"\[@\w[^\s\[\]]{0,40}")


class Work(NamedTuple):
    """A study or another work that is cited: its citekey and its name."""

    key: str
    name: str


class Cited(NamedTuple):
    """A citation in words: from where to where its names stand, brackets and all."""

    start: int
    end: int
    works: tuple[Work, ...]


Piece = tuple[str, tuple[Work, ...]]
"""Some words, and the works that they name, if they are a citation."""


class Written(str):
    """Prose as it is read, with names where it cites: ``as before (Shlay 1998)``; `source` is as it was written."""

    source: str
    cited: tuple[Cited, ...]


def read(text: str, label: Callable[[str], str | None]) -> str:
    """The prose as it is read; a citation of what has no label stays as it stands, and so does text without any."""
    if "[@" not in text or isinstance(text, Written):
        return text
    pieces: list[Piece] = []
    last = 0
    for found in _OPENING.finditer(text):
        keys = _keys(found)
        works = tuple(Work(key, name) for key in keys if (name := label(key)) is not None)
        pieces.append((text[last : found.start()], ()))
        if found[0].startswith("\\"):
            pieces.append((found[0][1:], ()))
        else:
            pieces.append((_names(works), works) if keys and len(works) == len(keys) else (found[0], ()))
        last = found.end()
    return _joined([*pieces, (text[last:], ())], text)


def behind(text: str, works: Sequence[Work]) -> str:
    """Prose that cites these works at its end."""
    if not works:
        return text
    return _joined([*in_parts(text), (" ", ()), (_names(works), tuple(works))], source(text))


def after(lead: str, text: str) -> str:
    """Prose behind some words."""
    return _joined([(lead, ()), *in_parts(text)], lead + source(text)) if isinstance(text, Written) else lead + text


def in_parts(text: str) -> Iterator[Piece]:
    """The words in order, each piece with the works that it names; most name none."""
    last = 0
    for start, end, works in text.cited if isinstance(text, Written) else ():
        yield str(text[last:start]), ()
        yield str(text[start:end]), works
        last = end
    yield str(text[last:]), ()


def marked(text: str, known: Container[str]) -> Iterator[Piece]:
    """The words for a face that marks citations of works that it knows, without the blank before a mark.

    Only a piece of works is a mark; other citations are words among words.
    """
    words = ""
    for piece, works in in_parts(text):
        if not works or not all(work.key in known for work in works):
            words += piece
            continue
        if words.strip():
            yield words.rstrip(), ()
        yield piece, works
        words = ""
    if words:
        yield words, ()


def cited(text: str) -> tuple[Work, ...]:
    """The works that prose as it is read cites, each once."""
    return tuple(dict.fromkeys(work for _, works in in_parts(text) for work in works))


def source(text: str) -> str:
    """Prose as it was written in the catalogue."""
    return text.source if isinstance(text, Written) else text


def unlinked(text: str, known: Container[str]) -> str:
    """The prose, or its words where it cites a work that is not known."""
    return text if all(work.key in known for work in cited(text)) else str(text).replace("[@", "\\[@")


def keys_in(text: str) -> tuple[str, ...]:
    """The citekeys that prose cites as it was written, each once."""
    written = source(text)
    if "[@" not in written:
        return ()
    return tuple(dict.fromkeys(key for found in _OPENING.finditer(written) for key in _keys(found)))


def broken(text: str) -> Iterator[str]:
    """What begins as a citation and is none, as ``[@shlay1998,`` does."""
    for found in _OPENING.finditer(text) if "[@" in text else ():
        if found[1] is None and not found[0].startswith("\\") and (start := _BROKEN.match(text, found.start())):
            yield start[0]


def renamed(text: str, old: str, new: str) -> str:
    """The prose with another citekey where it cites one."""

    def other(found: re.Match[str]) -> str:
        if old not in _keys(found):
            return found[0]
        return re.sub(rf"@{re.escape(old)}(?=[\s;\]])", lambda _: f"@{new}", found[0])

    return _OPENING.sub(other, text)


def _keys(found: re.Match[str]) -> tuple[str, ...]:
    return () if found[1] is None or found[0].startswith("\\") else tuple(_PARTED.split(found[1]))


def _names(works: Sequence[Work]) -> str:
    return f"({'; '.join(work.name for work in works)})"


def _joined(pieces: Sequence[Piece], written: str) -> Written:
    places: list[Cited] = []
    at = 0
    for words, works in pieces:
        if works:
            places.append(Cited(at, at + len(words), works))
        at += len(words)
    made = Written("".join(words for words, _ in pieces))
    made.source, made.cited = written, tuple(places)
    return made
