"""Breaking text into lines by the cells that it takes on a terminal."""

import re
from collections.abc import Iterator

from rich.cells import cell_len, chop_cells

_TIED = re.compile(r"\bp [<=>≤≥] [0-9.]+|\b\d+ of \d+|\b\d{1,3}% CI|[+−=±?↑↓→·○] (?=\w)")
_LONG = 20
"""A word of more cells may be broken after a hyphen."""
TIE = "\ue000"
"""A blank at which no line ends; no catalogue text has it here, since `visible` shows private characters by number."""
_PIECE = re.compile(r"\S+?(?:[-–/](?=\w)|\.(?=[A-Za-z]))|\S+")


def wrap(text: str, width: int) -> list[str]:
    """Text in lines of at most `width` cells; breaks at blanks, and inside a word only if it must.

    Long words break after their hyphens first; ``non-randomised`` and ``Cidral-Filho`` stay whole. A p-value, a share
    such as ``four of 12`` or a sign and its word stay together.
    """
    tied = _TIED.sub(lambda match: match.group().replace(" ", TIE), text)
    lines: list[str] = []
    line, used = "", 0
    for part, blank in _pieces(tied, width):
        piece, gap = part, blank
        size = cell_len(piece)
        if line and used + len(gap) + size > width:
            lines.append(line)
            line, used, gap = "", 0, ""
        if not line:
            gap = ""
        if size > width:
            *whole, piece = chop_cells(line + gap + piece, width)
            lines.extend(whole)
            line, used = piece, cell_len(piece)
            continue
        line, used = line + gap + piece, used + len(gap) + size
    lines.append(line)
    return [line.replace(TIE, " ") for line in lines]


def _pieces(text: str, width: int) -> Iterator[tuple[str, str]]:
    """What stays on one line, each with the blank before it: words, and parts of a long or too wide one."""
    for place, word in enumerate(text.split()):
        gap = " " if place else ""
        if cell_len(word) <= min(_LONG, width):
            yield word, gap
            continue
        for part in _PIECE.findall(word):
            yield part, gap
            gap = ""


def longest_piece(text: str) -> int:
    """The cells that the widest unbreakable piece of a text takes."""
    tied = _TIED.sub(lambda match: match.group().replace(" ", TIE), text)
    return max((cell_len(piece) for piece in _PIECE.findall(tied)), default=0)


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Text filled up with blanks to `width` cells."""
    blanks = " " * (width - cell_len(text))
    return blanks + text if right else text + blanks
