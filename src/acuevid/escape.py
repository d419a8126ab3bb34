"""Making catalogue text safe to show: what every terminal, table and file passes its text through first."""

import unicodedata

_KEPT = "\u200c\u200d"  # joiners that scripts and emoji need
_BLANK = "\t\n\r\v\f\x85\u2028\u2029"


def visible(text: str) -> str:
    """Text on one line without anything a terminal would obey or a reader could not see.

    White space of any kind becomes a blank; control characters, direction overrides, invisible format
    characters and lone surrogates are shown by their number, as in ``<U+001B>``.
    """
    if text.isprintable():
        return text
    return "".join(_shown(c) for c in text)


def _shown(character: str) -> str:
    if character.isprintable() or character in _KEPT:
        return character
    if character in _BLANK:
        return " "
    category = unicodedata.category(character)
    if category == "Zs":
        return character
    return f"<U+{ord(character):04X}>"
