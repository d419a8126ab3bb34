"""The text of a file that another program wrote, in whatever encoding it comes."""

import codecs
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from acuevid.errors import AcuevidError, NotFound
from acuevid.escape import visible

LONGEST_LINE = 1_000_000
"""No line of a reference has more characters. Of XML and JSON a whole file may be one line."""
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SAMPLE = 2000
_MOST_MEMORY = 350_000_000
_WEIGHTS = {
    "<": {"<": 150, "=": 110},
    "{": (_JSON := {"{": 240, "[": 80, '"': 28, ",": 40}),
    "[": _JSON,
}
_LINES = {"\n": 250, "\r": 250}
"""The bytes that a reader takes for what each mark begins: half an element, an attribute, a table, a line."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
"""What stands in no text, and what a terminal might obey."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A source as text, with line ends as they came and without a byte order mark; `name` is fit to be shown."""

    name: str
    text: str


def read_source(name: str, most: int = 50_000_000) -> Decoded:
    """Read a file of at most `most` bytes, or standard input for ``-``.

    UTF-8 and UTF-16 are told by their bytes; what is neither is Windows' Latin-1. Raises `AcuevidError` for what is no
    text, for a line that is too long, and for what is too large.
    """
    shown = "standard input" if name == "-" else visible(name)
    data = _bytes(name, shown, most)
    if len(data) > most:
        raise AcuevidError(f"{shown} is larger than {most // 1_000_000} MB")
    text = decoded(data)
    if text is None:
        raise AcuevidError(f"{shown} is not text")
    text = text.rstrip("\x1a")  # which DOS put at the end of a file
    if control := _CONTROL.search(text):
        line = len(text[: control.start()].splitlines()) or 1
        raise AcuevidError(f"{shown}, line {line}: a control character stands there ({visible(control[0])[1:-1]})")
    if text.lstrip()[:1] not in ("<", "{", "[") and _has_long_line(text):
        raise AcuevidError(f"{shown} has a line of more than a million characters")
    refuse_much(shown, text)
    return Decoded(shown, text)


def refuse_much(shown: str, text: str, weights: Mapping[str, int] | None = None) -> None:
    """Raise `AcuevidError` where the parts of a text, which marks tell, would take too much memory."""
    weights = weights or _WEIGHTS.get(text.lstrip()[:1], _LINES)
    if sum(text.count(mark) * weight for mark, weight in weights.items()) > _MOST_MEMORY:
        raise AcuevidError(f"{shown} has too many parts to be read at once; split it")


def _bytes(name: str, shown: str, most: int) -> bytes:
    if name == "-":
        stream = getattr(sys.stdin, "buffer", None)
        return stream.read(most + 1) if stream is not None else sys.stdin.read(most + 1).encode()
    try:
        with Path(name).open("rb") as file:
            return file.read(most + 1)
    except FileNotFoundError:
        raise NotFound(f"no file '{shown}'") from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else None
        raise AcuevidError(f"cannot read {shown}: {why or 'no name of a file'}") from None


def decoded(data: bytes) -> str | None:
    """Bytes as text; `None` where they are no text."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    if b"\0" in data[:_SAMPLE]:
        return _without_mark(data)
    if b"\0" in data:
        return None
    for encoding in ("utf-8", "cp1252"):
        text = _strictly(data, encoding)
        if text is not None:
            return text
    return data.decode("latin-1")


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _without_mark(data: bytes) -> str | None:
    """UTF-16 without a mark: of mostly Latin text every other byte is zero."""
    sample = data[:_SAMPLE]
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if sample[start::2].count(0) * 4 > len(sample) and sample[1 - start :: 2].count(0) == 0:
            return _strictly(data, encoding)
    return None


def _has_long_line(text: str) -> bool:
    start = 0
    while len(text) - start > LONGEST_LINE:
        end = max(text.rfind("\n", start, start + LONGEST_LINE), text.rfind("\r", start, start + LONGEST_LINE))
        if end < 0:
            return True
        start = end + 1
    return False
