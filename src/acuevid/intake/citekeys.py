"""Citekeys by the house's rule: surname and year, and a letter where that is taken."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import count
from string import ascii_lowercase

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h"}
)
_LONGEST = 40


def citekey(family: str, year: int, taken: Collection[str]) -> str:
    """``shlay1998`` for Shlay and 1998; the next free of ``shlay1998b``, ``shlay1998c`` … where that is taken.

    Accents fall off; a name without any Latin letter is ``anon``.
    """
    base = unicodedata.normalize("NFKD", family.casefold().translate(_LETTERS))
    stem = f"{re.sub(r'[^a-z0-9]', '', base)[:_LONGEST] or 'anon'}{year}"
    if stem not in taken:
        return stem
    return next(key for key in (f"{stem}{letters}" for letters in _suffixes()) if key not in taken)


def _suffixes() -> Iterator[str]:
    """``b`` to ``z``, then ``-27``, ``-28`` and so on."""
    yield from ascii_lowercase[1:]
    yield from (f"-{n}" for n in count(27))
