"""Citekeys by the house's rule: surname and year, and a letter where that is taken."""

import re
import unicodedata
from string import ascii_lowercase

from acuevid.intake.naming import Names

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h"}
)
_LONGEST = 40


def take_citekey(family: str, year: int, taken: Names) -> str:
    """``shlay1998`` for Shlay and 1998; the next free of ``shlay1998b``, ``shlay1998c`` … where that is taken.

    Accents fall off; a name without any Latin letter is ``anon``. The key is taken from now on.
    """
    base = unicodedata.normalize("NFKD", family.casefold().translate(_LETTERS))
    return taken.take(f"{re.sub(r'[^a-z0-9]', '', base)[:_LONGEST] or 'anon'}{year}", _suffix)


def _suffix(number: int) -> str:
    """``b`` to ``z`` from 2 on, then ``-27``, ``-28`` and so on."""
    return ascii_lowercase[number - 1] if number <= len(ascii_lowercase) else f"-{number}"
