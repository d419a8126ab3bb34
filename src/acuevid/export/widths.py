"""How wide words are in a picture: SVG cannot measure text, so a wide common font stands for all."""

import unicodedata
from math import fsum

_EM = {
    character: em
    for em, characters in (
        (0.3, "ijlIJ'"),
        (0.35, " ,.·/:;\\|-"),
        (0.4, "()[]tf!²r"),
        (0.5, '"*_`–'),
        (0.6, "sz?cLFkvxyPTYaoeø"),
        (0.65, "ESbdghnpqu0123456789$"),
        (0.7, "KAVBRXZC"),
        (0.8, "UHNDGOQ&"),
        (0.85, "wM#+<=>^~−←→≈±×≥≤"),
        (1.0, "m½W%@…"),
    )
    for character in characters
}
"""Advances of DejaVu Sans, which is wider than Helvetica, Arial and Segoe UI, rounded up."""
_UNKNOWN = 0.7


def wide(words: str, size: float = 13, *, bold: bool = False) -> float:
    """Pixels that words take at most, near enough, in a sans serif font of this size."""
    ems = fsum(_em(character, bold=bold) for character in words)
    return round(size * ems, 1)


def wrapped(words: str, width: float, size: float = 13, *, bold: bool = False) -> list[str]:
    """Words in lines that are no wider than this; a word that is wider than a line is broken."""
    found, line, used = [], "", 0.0
    blank = wide(" ", size, bold=bold)
    for whole in words.split():
        word, needed = whole, wide(whole, size, bold=bold)
        if line and used + blank + needed > width:
            found.append(line)
            line, used = "", 0.0
        while needed > width and len(word) > 1:
            head = _head(word, width, size, bold=bold)
            found.append(word[:head])
            word = word[head:]
            needed = wide(word, size, bold=bold)
        used = used + blank + needed if line else needed
        line = f"{line} {word}" if line else word
    return [*found, line]


def _head(word: str, width: float, size: float, *, bold: bool) -> int:
    used = 0.0
    for i, character in enumerate(word):
        used += size * _em(character, bold=bold)
        if used > width:
            return max(1, i)
    return len(word)


def _em(character: str, *, bold: bool) -> float:
    em = _EM.get(character)
    if em is None:
        if unicodedata.combining(character):
            return 0.0
        em = 1.0 if unicodedata.east_asian_width(character) in "WF" else _EM.get(_base(character), _UNKNOWN)
    return em * 1.08 + 0.03 if bold else em


def _base(character: str) -> str:
    return unicodedata.normalize("NFD", character)[:1]
