"""The mark on what acuevid makes: where it comes from and, in a file, whether anybody has written in it since.

A comment holds it, in JSON the key ``acuevid``, in a Word file its properties, in Parquet the footer. In a file it
names the format and the file's SHA-256, for which the digits of the digest itself count as zeros. CSV, TSV, RIS,
CSL-JSON and FHIR have no place for it.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from acuevid.export import footers

_MADE = "acuevid made this from a catalogue"
_LOST = "what is written in here is lost at the next export"
_KEPT = "what is written in here stays until an export is forced"


class _Comment(NamedTuple):
    """How a format begins and ends a comment, and what its mark goes on to say."""

    opening: str
    closing: str
    more: str = _LOST


_COMMENTS = {
    "md": _Comment("<!-- ", " -->"),
    "html": _Comment("<!-- ", " -->"),
    "svg": _Comment("<!-- ", " -->"),
    "toml": _Comment("# ", "", "comments of the original are not in here"),
    "bibtex": _Comment("% ", ""),
    "r": _Comment("# ", ""),
    "docx": _Comment("", ""),
}
_KEY = re.compile(r'"acuevid": \{(\s*)')
_JSON = ("json", "jsonl")
_ZEROS = "0" * 64
_STAMP = re.compile(rb"([a-z]+) sha256:([0-9a-f]{64})")
_STAMPED_COMMENT = re.compile(rf"{_MADE} \(([a-z]+) sha256:[0-9a-f]{{64}}\); ([a-z ]+)")
_STAMPED_KEY = re.compile(r'"made": "[a-z]+ sha256:[0-9a-f]{64}",\s+')
_UNSTAMPED = re.compile(rb"(?:<!DOCTYPE html>\n)?(?:<!--|[#%]) acuevid made this |\{\s*\"acuevid\":")
_LOOK = 400
"""A mark stands at the beginning of a file."""
_PIECE = 1 << 20
_ARCHIVE = b"PK\x03\x04"


class Mark(NamedTuple):
    """What a file's mark says: its format, and whether all of it is as acuevid wrote it."""

    format: str
    is_untouched: bool


def mark(format: str) -> str:
    """The mark of a format that has comments, as standard output has it: without a digest."""
    comment = _COMMENTS[format]
    return f"{comment.opening}{_MADE}; {comment.more}{comment.closing}"


def has_place(format: str) -> bool:
    """Whether files of a format can carry the mark."""
    return format in _COMMENTS or format in _JSON or format == "parquet"


def write(stream: BinaryIO, pieces: Iterable[str | bytes], format: str) -> None:
    """Write what comes in pieces to a new file, with the digest in its mark where the format has one."""
    if format == "docx":
        from acuevid.export.archives import stamped

        stream.write(stamped(b"".join(map(encoded, pieces)), lambda text: _with_stamp(text, format)))
        return
    if format == "parquet" or not has_place(format):  # Parquet has its mark from the first
        stream.writelines(map(encoded, pieces))
        return
    digest, place = hashlib.sha256(), None
    for number, data in enumerate(map(encoded, _with_room(map(str, pieces), format))):
        if number == 0 and (room := _STAMP.search(data[:_LOOK])):
            place = room.start(2)
        digest.update(data)
        stream.write(data)
    if place is not None:
        stream.seek(place)
        stream.write(digest.hexdigest().encode())


def found(path: Path) -> Mark | None:
    """What the mark of a file says; `None` where it has none with a digest."""
    with path.open("rb") as stream:
        head = stream.read(_LOOK)
        stamp = _STAMP.search(head)
        if head.startswith(_ARCHIVE):
            return _found_in_archive(path)
        if head.startswith(footers.PARQUET):
            answer = footers.is_untouched(stream)
            return None if answer is None else Mark("parquet", answer)
        if stamp is None or b"acuevid" not in head[: stamp.start()]:
            return None
        digest = hashlib.sha256(head[: stamp.start(2)] + _ZEROS.encode() + head[stamp.end(2) :])
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return Mark(stamp[1].decode(), digest.hexdigest().encode() == stamp[2])


def _found_in_archive(path: Path) -> Mark | None:
    from acuevid.export.archives import is_untouched

    answer = is_untouched(path)
    return None if answer is None else Mark("docx", answer)


def is_unstamped(path: Path) -> bool:
    """Whether a file has the mark without a digest: from standard output, or from an earlier acuevid."""
    with path.open("rb") as stream:
        head = stream.read(_LOOK)
    if head.startswith(_ARCHIVE):
        from acuevid.export.archives import says

        return says(path, _MADE)
    return _UNSTAMPED.match(head) is not None


def without_digest(text: str) -> str:
    """The text of a file as standard output would have it."""
    head, rest = text[:_LOOK], text[_LOOK:]
    return _STAMPED_KEY.sub("", without_stamp(head), count=1) + rest


def without_stamp(text: str) -> str:
    """A comment without the digest."""
    return _STAMPED_COMMENT.sub(lambda m: f"{_MADE}; {m[2].replace(_KEPT, _LOST)}", text, count=1)


def _with_stamp(text: str, format: str) -> str:
    """A comment with room for the digest."""
    words = _COMMENTS[format].more
    made = f"{_MADE} ({format} sha256:{_ZEROS}); {words.replace(_LOST, _KEPT)}"
    return text.replace(f"{_MADE}; {words}", made, 1)


def _with_room(pieces: Iterable[str], format: str) -> Iterator[str]:
    """The pieces, of which the first has room for the digest."""
    rest, first = iter(pieces), ""
    while len(first) < _LOOK and (more := next(rest, "")):
        first += more
    if format in _COMMENTS:
        first = _with_stamp(first, format)
    elif format in _JSON:
        first = _KEY.sub(lambda m: f'{m[0]}"made": "{format} sha256:{_ZEROS}",{m[1] or " "}', first, count=1)
    yield first
    yield from rest


def encoded(piece: str | bytes) -> bytes:
    """A piece as a file has it."""
    return piece if isinstance(piece, bytes) else piece.encode("utf-8", "backslashreplace")
