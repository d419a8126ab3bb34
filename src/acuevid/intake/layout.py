"""Where a TOML text has its keys and values, from the first character of each to its last, so that one can be replaced.

Like `catalogue.locate`, it reads text that is known to parse and takes commas for blanks. It keeps far more of each
value, and is meant for the text of one record.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from acuevid.catalogue.locate import HEADER, KEY_PART, SCALAR, name_of

_GAP = re.compile(r"(?:[ \t\r\n,]++|#[^\n]*+)*+")
_SCALAR = re.compile(SCALAR, re.DOTALL)
_CLOSE = re.compile(r"[ \t]*+\]\]?")


class Kind(Enum):
    """How a value is written."""

    SCALAR = auto()
    ARRAY = auto()
    INLINE = auto()  # { … }
    DOTTED = auto()  # the a of a.b = 1
    HEADED = auto()  # [a], or one [[a]]
    TABLES = auto()  # all the [[a]]


@dataclass(slots=True)
class Node:
    """A value and where it stands.

    `start` and `end` bound the value; of a table with a header, all that is under it, from the header's line on.
    `first` is where the statement begins, and `key` bounds the last part of its key; of an element of an array both
    are where it begins. `head` is where the header itself ends.
    """

    kind: Kind
    start: int
    end: int = 0
    first: int = 0
    key: tuple[int, int] = (0, 0)
    head: int = 0
    members: dict[str, "Node"] = field(default_factory=dict)
    elements: list["Node"] = field(default_factory=list)

    @property
    def is_table(self) -> bool:
        """Whether it has members by name."""
        return self.kind in (Kind.INLINE, Kind.DOTTED, Kind.HEADED)

    def inner(self, step: str | int) -> "Node | None":
        """The member, or the element, that a step of a path leads to; `None` where there is none."""
        if isinstance(step, str):
            return self.members.get(step)
        return self.elements[step] if 0 <= step < len(self.elements) else None

    def statements(self) -> Iterator["Node"]:
        """All that is written as ``key = value`` in it, in no certain order; itself where it is so written."""
        if self.kind in (Kind.SCALAR, Kind.ARRAY, Kind.INLINE):
            yield self
            return
        for inner in (*self.members.values(), *self.elements):
            yield from inner.statements()

    @property
    def last(self) -> int:
        """Where the last that is written in it ends: its last value, or its header where it has none."""
        ends = [node.end for node in self.statements()]
        heads = [node.head for node in self.headed()]
        return max((*ends, *heads), default=self.end)

    def headed(self) -> Iterator["Node"]:
        """The tables with headers in it, and itself where it is one."""
        if self.kind is Kind.HEADED:
            yield self
        for inner in (*self.members.values(), *self.elements):
            yield from inner.headed()


def layout(text: str) -> Node:
    """The tree of a TOML text that parses; raises ValueError where it finds no TOML."""
    return _Scanner(text).scan()


def line_start(text: str, at: int) -> int:
    """Where the line of an offset begins."""
    return text.rfind("\n", 0, at) + 1


def next_line(text: str, at: int) -> int:
    """Where the line after that of an offset begins, or the end of the text."""
    end = text.find("\n", at)
    return end + 1 if end >= 0 else len(text)


def with_comments(text: str, at: int) -> int:
    """Where the comment lines that stand right above the line that begins at an offset begin."""
    while at:
        above = line_start(text, at - 1)
        if not text[above:at].lstrip(" \t").startswith("#"):
            break
        at = above
    return at


def line_end(text: str) -> str:
    """The line end of a text: that of its first line, or a line feed where it has none."""
    return "\r\n" if text[: text.find("\n") + 1].endswith("\r\n") else "\n"


class _Scanner:
    """One pass over a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def scan(self) -> Node:
        root = table = Node(Kind.HEADED, 0, len(self._text))
        open_tables: list[tuple[int, Node]] = []
        self._blank()
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                start = with_comments(self._text, line_start(self._text, self._at))
                depth, table = self._header(root, start)
                while open_tables and open_tables[-1][0] >= depth:
                    open_tables.pop()[1].end = start
                open_tables.append((depth, table))
            else:
                self._statement(table)
            self._blank()
        for _, left in open_tables:
            left.end = len(self._text)
        return root

    def _blank(self) -> None:
        gap = _GAP.match(self._text, self._at)
        self._at = gap.end() if gap is not None else self._at

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self._text, self._at)
        if match is None:
            raise ValueError(f"not TOML at offset {self._at}")
        self._at = match.end()
        return match

    def _header(self, root: Node, start: int) -> tuple[int, Node]:
        """Read a header; how many parts its key has, and the table that it opens."""
        first, depth, table = self._at, 1, root
        is_element = len(self._take(HEADER)[0]) == 2
        part = self._take(KEY_PART)
        while part[2] == ".":
            table = _entered(table, name_of(part[1]), first, (part.start(1), part.end(1)))
            part = self._take(KEY_PART)
            depth += 1
        self._take(_CLOSE)
        opened = Node(Kind.HEADED, start, 0, first, (part.start(1), part.end(1)), self._at)
        name = name_of(part[1])
        if is_element:
            rows = table.members.setdefault(name, Node(Kind.TABLES, start, start))
            rows.elements.append(opened)
        else:
            implied = table.members.get(name)
            opened.members = implied.members if implied is not None else {}
            table.members[name] = opened
        return depth, opened

    def _statement(self, table: Node) -> None:
        """Read ``key = value`` into a table."""
        first = self._at
        part = self._take(KEY_PART)
        while part[2] == ".":
            table = _entered(table, name_of(part[1]), first, (part.start(1), part.end(1)))
            part = self._take(KEY_PART)
        node = self._value()
        node.first, node.key = first, (part.start(1), part.end(1))
        table.members[name_of(part[1])] = node

    def _value(self) -> Node:
        start = self._at
        mark = self._text[start : start + 1]
        if mark not in ("[", "{"):
            self._take(_SCALAR)
            return Node(Kind.SCALAR, start, self._at, start, (start, start))
        node = Node(Kind.ARRAY if mark == "[" else Kind.INLINE, start, 0, start, (start, start))
        self._at += 1
        self._blank()
        while self._text[self._at : self._at + 1] not in ("]", "}", ""):
            if mark == "[":
                node.elements.append(self._value())
            else:
                self._statement(node)
            self._blank()
        self._at += 1
        node.end = self._at
        return node


def _entered(table: Node, name: str, first: int, key: tuple[int, int]) -> Node:
    """The table under a name, made if absent; of an array of tables, the last."""
    inner = table.members.setdefault(name, Node(Kind.DOTTED, first, first, first, key))
    return inner.elements[-1] if inner.kind is Kind.TABLES else inner
