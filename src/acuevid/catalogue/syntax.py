"""Everything that keeps a text from being TOML: behind the first fault the parser goes on where that is safe.

It goes on at the next line that begins a table of the catalogue, and inside such a table at the next line where the
fault was in one value. A fault that could be made by an earlier one is not told.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

import tomli

from acuevid.catalogue.slips import TABLES, toml_hint

_CUT = re.compile(rf"^\[\[(?:{'|'.join(TABLES)})\]\]|^\[sheet\]", re.MULTILINE)
_PAIR = re.compile(r"\s*[\w.\"'-]+\s*=")
_FRESH = re.compile(r"\s*(?:[\w.\"'-]+\s*=|\[|#|$)")
_MOST = 20
"""So many faults are looked for in one table, and five times as many in all."""
_LARGE = 200_000
"""In a table of more characters one fault is enough."""
_FINAL = ("overwrite", "twice", "Unterminated")
"""After these faults, of which one makes many, the table is left."""


class Fault(NamedTuple):
    """A place of a text, counted from 1, why it is no TOML, and what to write instead."""

    line: int
    column: int
    message: str
    source: str
    hint: str


def faults(text: str, first: tomli.TOMLDecodeError) -> list[Fault]:
    """What keeps a text from being TOML, of which the parser named the `first`."""
    lines = text.split("\n")
    told = [_fault(first, lines, 0)]
    open_end = "Unterminated" in first.msg
    starts = [text.count("\n", 0, cut.start()) for cut in _CUT.finditer(text)] if text.count("[[") < 100_000 else []
    further = []
    for start, end in _pieces(lines, [0, *starts, len(lines)]):
        if end >= first.lineno or open_end:
            further += [fault for fault in _in_piece(lines[start:end], start) if open_end or fault.line > first.lineno]
        if len(further) > 5 * _MOST:
            break
    return further if open_end and further else [*told, *further]


def _pieces(lines: list[str], bounds: list[int]) -> Iterator[tuple[int, int]]:
    """The tables, by their lines; one that ends inside a text of several lines goes on to where that ends."""
    at = 0
    while at < len(bounds) - 1:
        start, last = bounds[at], at + 1
        if not _closes(lines[start : bounds[last]]):
            # the text of several lines may hold a line that looks like the beginning of a table
            last = next((n for n in range(at + 2, min(at + 5, len(bounds))) if _loads(lines[start : bounds[n]])), last)
        if bounds[last] > start:
            yield start, bounds[last]
        at = last


def _closes(lines: list[str]) -> bool:
    text = "\n".join(lines)
    return text.count('"""') % 2 == 0 and text.count("'''") % 2 == 0


def _loads(lines: list[str]) -> bool:
    try:
        tomli.loads("\n".join(lines), parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError):
        return False
    return True


def _in_piece(lines: list[str], start: int) -> Iterator[Fault]:
    """The faults of one table, whose first line is that many lines down."""
    body = list(lines)
    for _ in range(_MOST):
        try:
            tomli.loads("\n".join(body), parse_float=Decimal)
        except tomli.TOMLDecodeError as error:
            yield _fault(error, body, start)
            if not _can_go_on(error, body):
                return
            _blank(body, error.lineno - 1)
        except (ValueError, ArithmeticError, RecursionError):
            return
        else:
            return


def _can_go_on(error: tomli.TOMLDecodeError, body: list[str]) -> bool:
    """Whether the fault is in one value, on a line of its own."""
    if error.lineno > len(body) or any(word in error.msg for word in _FINAL) or sum(map(len, body)) > _LARGE:
        return False
    line = body[error.lineno - 1]
    return _PAIR.match(line) is not None and line.count("[") == line.count("]") and line.count("{") == line.count("}")


def _blank(body: list[str], row: int) -> None:
    """Empty a line, and what follows of its value."""
    body[row] = ""
    for below in range(row + 1, len(body)):
        if _FRESH.match(body[below]):
            return
        body[below] = ""


def _fault(error: tomli.TOMLDecodeError, lines: list[str], start: int) -> Fault:
    line, column = error.lineno, error.colno
    if "Unterminated" in error.msg and (opened := _opening(lines)):
        line, column = opened
    source = lines[line - 1] if line <= len(lines) else ""
    return Fault(start + line, column, error.msg, source, toml_hint(source, column, error.msg))


def _opening(lines: list[str]) -> tuple[int, int] | None:
    """Where the last text of several lines begins that does not end."""
    for quotes in ('"""', "'''"):
        if sum(line.count(quotes) for line in lines) % 2:
            row = max(i for i, line in enumerate(lines) if quotes in line)
            return row + 1, lines[row].rindex(quotes) + 1
    return None
