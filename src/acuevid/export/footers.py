"""The mark in the footer of a Parquet file, by which acuevid knows its own.

Its digest is the SHA-256 of the file, for which its own digits are zeros. No library is needed to find it.
"""

import hashlib
import os
import re
from io import BytesIO
from typing import BinaryIO

PARQUET = b"PAR1"
"""How a Parquet file begins, and ends."""
_ZEROS = "0" * 64
_WORDS = "acuevid made this from a catalogue (parquet sha256:"
MARK = f"{_WORDS}{_ZEROS}); what is written in here stays until an export is forced"
_STAMP = re.compile(re.escape(_WORDS).encode() + b"([0-9a-f]{64})")
_END = 8
"""Behind the footer stand its length, as four bytes, and `PARQUET`."""


def stamped(data: bytes) -> bytes:
    """A file, in whose footer the mark has zeros, with the digest in their place."""
    place = _place(BytesIO(data))
    assert place is not None
    return _filled(data, place, hashlib.sha256(data).hexdigest())


def is_untouched(stream: BinaryIO) -> bool | None:
    """Whether all of a file is as acuevid wrote it; `None` where it has no mark."""
    place = _place(stream)
    if place is None:
        return None
    stream.seek(0)
    data = stream.read()
    return stamped(_filled(data, place, _ZEROS)) == data


def _filled(data: bytes, place: int, digits: str) -> bytes:
    return data[:place] + digits.encode() + data[place + len(digits) :]


def _place(stream: BinaryIO) -> int | None:
    """Where the digits of the mark begin. What texts of the data stand in the footer stand before it."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - _END))
    end = stream.read()
    start = size - _END - int.from_bytes(end[:4], "little")
    if len(end) != _END or end[4:] != PARQUET or start < 0:
        return None
    stream.seek(start)
    found = list(_STAMP.finditer(stream.read()))
    return start + found[-1].start(1) if found else None
