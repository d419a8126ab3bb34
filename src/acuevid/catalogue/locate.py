"""Where each value of a TOML text stands, so that a complaint about a path can name a line.

The text is known to parse, so the scan reads only what it needs to keep its place: it takes commas for
blanks and never looks inside a value. It keeps one offset a value, in a tree of the document's own shape.
"""

import re
import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

Path = tuple[str | int, ...]

_GAP = r"(?:[ \t\n,]++|#[^\n]*+)*+"
_BASIC = r'"(?:[^"\\]++|\\.)*+"'
_LITERAL = r"'[^']*+'"
_LONG_BASIC = r'"""(?:[^"\\]++|\\.|"(?!""))*+"{3,5}'
_LONG_LITERAL = r"'''(?:[^']++|'(?!''))*+'{3,5}"
_WORD = r"[\w.:+-]++(?: [0-9]{2}:[\w.:+-]++)?+"  # a number, a boolean or a date, which may hold one space
STRING = f"{_LONG_BASIC}|{_LONG_LITERAL}|{_BASIC}|{_LITERAL}"
SCALAR = f"{STRING}|{_WORD}"

_LINE_END = re.compile(r"\n")
_BLANK = re.compile(_GAP)
HEADER = re.compile(r"\[\[?")
KEY_PART = re.compile(rf"[ \t]*+([\w-]++|{_BASIC}|{_LITERAL})[ \t]*+([.=]?)[ \t]*+", re.DOTALL)
_VALUE = re.compile(rf"(?:[\[{{]|{SCALAR}){_GAP}", re.DOTALL)  # an opening bracket, or a whole scalar
_CLOSE = re.compile(rf"[\]}}]{_GAP}")
_ESCAPE = re.compile(r"\\(x..|u.{4}|U.{8}|.)")
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}

_LONGEST = 400


class Place(NamedTuple):
    """A line and column of a text, both from 1, and that line without its end: at most its first 400 characters.

    `file` is the name of its file, where that is known.
    """

    line: int
    column: int
    text: str
    file: str = ""


class Places:
    """The place of every value in a TOML text, by the path to it; made by `locate`."""

    def __init__(self, source: str, root: "_Table") -> None:
        """Keep the tree of offsets with the starts of the lines that they fall in; `source` has plain line feeds."""
        self._root = root
        self._source = source
        self._starts = array("Q", (0, *(end.end() for end in _LINE_END.finditer(source))))

    def __getitem__(self, path: Path) -> Place:
        """The place of the value at `path`, or of its nearest ancestor; the root stands on line 1."""
        item: _Item = self._root
        for step in path:
            inner = _inner(item, step)
            if inner is None:
                break
            item = inner
        offset = item if isinstance(item, int) else item.start
        row = bisect_right(self._starts, offset) - 1
        start = self._starts[row]
        longest = min(start + _LONGEST, len(self._source))  # many findings may stand in one long line
        end = self._source.find("\n", start, longest)
        return Place(row + 1, offset - start + 1, self._source[start : end if end >= 0 else longest])

    def paths(self) -> set[Path]:
        """Every path in the document but the root's: each key of a table and index of an array."""
        found: set[Path] = set()
        pending: list[tuple[Path, _Table | _Array]] = [((), self._root)]
        while pending:
            path, holder = pending.pop()
            members: Iterable[tuple[str | int, _Item]]
            members = holder.items() if isinstance(holder, _Table) else enumerate(holder)
            for step, item in members:
                found.add((*path, step))
                if not isinstance(item, int):
                    pending.append(((*path, step), item))
        return found


def locate(text: str) -> Places:
    """Index a TOML text, without byte order mark, that `tomli` has parsed.

    Other text gives meaningless places or an error, ValueError for one, but always comes to an end.
    """
    source = text.replace("\r\n", "\n")
    return Places(source, _Scanner(source).scan())


class _Table(dict[str, "_Item"]):
    """The offsets of a table's members, and its own."""

    __slots__ = ("start",)

    def __init__(self, start: int) -> None:
        super().__init__()
        self.start = start


class _Array(list["_Item"]):
    """The offsets of an array's elements, and its own."""

    __slots__ = ("start",)

    def __init__(self, start: int) -> None:
        super().__init__()
        self.start = start


_Item = int | _Table | _Array  # a scalar is its offset alone


class _Scanner:
    """One pass over a source, by an explicit stack, since the source sets the depth."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0

    def scan(self) -> _Table:
        """The offsets of the whole document; raises ValueError where it finds no TOML."""
        root = table = _Table(0)
        self._take(_BLANK)
        while self._at < len(self._source):
            if self._source[self._at] == "[":
                table = self._header(root)
            else:
                self._statement(table)
        return root

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self._source, self._at)
        if match is None:
            raise ValueError(f"not TOML at offset {self._at}")
        self._at = match.end()
        return match

    def _header(self, root: _Table) -> _Table:
        """Read `[key]` or `[[key]]`; the table that it opens."""
        brackets = len(self._take(HEADER)[0])
        table, name, start = self._key(root)
        if brackets == 1:
            table = _enter(table, name, start)
            table.start = start  # where it is declared, not where a sub-table first implied it
        else:
            rows = table.setdefault(name, _Array(start))
            table = _Table(start)
            if isinstance(rows, _Array):
                rows.append(table)
        for _ in range(brackets):
            self._take(_CLOSE)
        return table

    def _statement(self, table: _Table) -> None:
        """Read `key = value` into `table`, with all that stands inside the value."""
        holders: list[_Table | _Array] = [table]
        while True:
            holder = holders[-1]
            name, start = "", self._at
            if isinstance(holder, _Table):
                holder, name, start = self._key(holder)
            item: _Item = start
            mark = self._take(_VALUE)[0][0]
            if mark in "[{":
                item = _Array(start) if mark == "[" else _Table(start)
                holders.append(item)
            if isinstance(holder, _Table):
                holder[name] = item
            else:
                holder.append(item)
            while len(holders) > 1 and self._source.startswith(("]", "}"), self._at):
                self._take(_CLOSE)
                holders.pop()
            if len(holders) == 1:
                return

    def _key(self, table: _Table) -> tuple[_Table, str, int]:
        """Read a dotted key and its `=`, if any; the table of its last part, that part and its offset."""
        part = self._take(KEY_PART)
        while part[2] == ".":
            table = _enter(table, name_of(part[1]), part.start(1))
            part = self._take(KEY_PART)
        return table, name_of(part[1]), part.start(1)


def _enter(table: _Table, name: str, start: int) -> _Table:
    """The table under `name`, made if absent; of an array of tables, the last."""
    item = table.setdefault(name, _Table(start))
    if isinstance(item, _Array) and item:
        item = item[-1]
    if not isinstance(item, _Table):
        raise ValueError(f"not a table at offset {start}")
    return item


def name_of(part: str) -> str:
    """A key part as a name: without quotes, escapes resolved."""
    if part[0] == "'":
        return part[1:-1]
    if part[0] == '"':
        return _ESCAPE.sub(_unescape, part[1:-1])
    return sys.intern(part)  # the same few names fill a catalogue


def _unescape(escape: re.Match[str]) -> str:
    code = escape[1]
    return chr(int(code[1:], 16)) if code[0] in "xuU" else _ESCAPED[code]


def _inner(item: _Item, step: str | int) -> _Item | None:
    """The member that one step of a path leads to, or None."""
    if isinstance(item, _Table) and isinstance(step, str):
        return item.get(step)
    if isinstance(item, _Array) and isinstance(step, int) and 0 <= step < len(item):
        return item[step]
    return None
