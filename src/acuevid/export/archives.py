"""A Word file as an archive: the same bytes each time, and a mark by which acuevid knows its own.

The mark stands in the properties, under comments. Its digest is that of all parts, for which its own digits are zeros:
it stays the same however tightly they are packed.
"""

import hashlib
import html
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

from acuevid.export.marks import without_stamp

_CORE = "docProps/core.xml"
_STAMP = re.compile(rb"\(docx sha256:([0-9a-f]{64})\)")
_DATE = (1980, 1, 1, 0, 0, 0)
"""The first that an archive can hold."""
_MOST_BYTES, _MOST_PARTS = 300_000_000, 2_000
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|(</w:p>)")


def parts_of(source: Path | BinaryIO) -> dict[str, bytes]:
    """The parts of an archive by their names; raises `ValueError` where it is none, or holds too much."""
    try:
        with zipfile.ZipFile(source) as archive:
            found = archive.infolist()
            if len(found) > _MOST_PARTS or sum(part.file_size for part in found) > _MOST_BYTES:
                raise ValueError("it holds too much")
            return {part.filename: archive.read(part) for part in found if not part.is_dir()}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise ValueError(str(error)) from None
    except Exception as error:
        if isinstance(error, (ValueError, OSError, MemoryError)):
            raise
        raise ValueError(str(error)) from None  # zlib.error, lzma.LZMAError


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The archive of these parts, without the time of day."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            archive.writestr(entry, data)
    return stream.getvalue()


def stamped(data: bytes, with_stamp: Callable[[str], str]) -> bytes:
    """A file with the digest in its mark, in which `with_stamp` makes room for it."""
    parts = parts_of(io.BytesIO(data))
    parts[_CORE] = with_stamp(parts[_CORE].decode()).encode()
    digest = _digest(parts)
    parts[_CORE] = _STAMP.sub(lambda m: m[0].replace(m[1], digest.encode()), parts[_CORE], count=1)
    return packed(parts)


def is_untouched(path: Path) -> bool | None:
    """Whether all of a file is as acuevid wrote it; `None` where it has no mark with a digest."""
    try:
        parts = parts_of(path)
    except ValueError:
        return None
    stamp = _STAMP.search(parts.get(_CORE, b""))
    return None if stamp is None else _digest(parts).encode() == stamp[1]


def says(path: Path, words: str) -> bool:
    """Whether the properties of a file have these words."""
    try:
        return words.encode() in parts_of(path).get(_CORE, b"")
    except ValueError:
        return False


def unstamped(source: Path | BinaryIO) -> dict[str, bytes]:
    """The parts of a file, in whose mark there is no digest; raises `ValueError` as `parts_of`."""
    parts = parts_of(source)
    if _CORE in parts:
        parts[_CORE] = without_stamp(parts[_CORE].decode("utf-8", "backslashreplace")).encode()
    return parts


def _digest(parts: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(parts):
        data = parts[name]
        if name == _CORE:
            data = _STAMP.sub(lambda m: m[0].replace(m[1], b"0" * 64), data, count=1)
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def in_lines(parts: Mapping[str, bytes]) -> str:
    """A line for each paragraph and each part of a file, to compare two files by."""
    found: list[str] = []
    for name in sorted(parts):
        if name in ("word/document.xml", "word/endnotes.xml"):
            found += _paragraphs(parts[name].decode("utf-8", "replace"))
        found.append(f"({name} {hashlib.sha256(parts[name]).hexdigest()[:12]})")
    return "\n".join(found)


def _paragraphs(text: str) -> list[str]:
    told = "".join("\n" if end else html.unescape(words) for words, end in _TEXT.findall(text))
    return [line for line in told.split("\n") if line]
