"""Making catalogue text safe to show: what every terminal, table and file passes its text through first."""

import unicodedata

_KEPT = "\u200c\u200d"  # joiners that scripts and emoji need
_BLANK = "\t\n\r\v\f\x85\u2028\u2029"
_BREAKS = "\u00ad\u200b\u2060\ufeff"  # what says where a line may end: soft hyphen, zero-width space and joiners


def visible(text: str, *, exact: bool = False) -> str:
    """Text on one line without anything a terminal would obey or a reader could not see.

    White space of any kind becomes a blank; control characters, direction overrides, invisible format
    characters and lone surrogates are shown by their number, as in ``<U+001B>``. Characters that only say where a line
    may end are left out; with `exact`, for a message about the text itself, they are shown, too.
    """
    if text.isprintable():
        return text
    return "".join(_shown(c) for c in text if exact or c not in _BREAKS)


def _shown(character: str) -> str:
    if character.isprintable() or character in _KEPT:
        return character
    if character in _BLANK:
        return " "
    category = unicodedata.category(character)
    if category == "Zs":
        return character
    return f"<U+{ord(character):04X}>"
