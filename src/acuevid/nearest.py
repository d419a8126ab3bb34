"""Did you mean: the known name nearest to a mistyped one."""

from collections.abc import Iterable

LONGEST = 80
"""A longer name is no slip of the pen, and comparing two takes as long as their lengths multiplied."""
_MOST = 2000
"""So many names are looked at; a list of more has too many neighbours for a hint."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The name of `known` nearest to the word, or `None` where none is near or the word is too long for a slip."""
    if len(word) > LONGEST:
        return None
    from difflib import get_close_matches  # only where a name is wrong

    short = [name for name in known if abs(len(name) - len(word)) <= len(word)]
    near = get_close_matches(word, short[:_MOST], n=1)
    return near[0] if near else None
