"""JSON text that keeps numbers as the source prints them: a `Decimal` of 40.0 is written ``40.0``."""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring as _encoded
from json.encoder import encode_basestring_ascii as _ascii
from typing import Any

_DEEPEST = 2


def dumps(value: Any, indent: int | None = 2) -> str:
    """JSON for plain data, `Decimal` included, with a last line feed if indented.

    Lone surrogates are escaped, so that the text can always be written as UTF-8.

    Raises `ValueError` for a number that JSON has no form for, `TypeError` for anything that is not plain data.
    """
    return _dumps(value, indent, 0) + ("\n" if indent else "")


def pieces(value: Mapping[str, Any], indent: int = 2) -> Iterator[str]:
    """The same in pieces: a member that is an iterator is written as a list, item by item, while it is made.

    Iterators may stand in the outermost table, and in the tables in it.
    """
    yield from _pieces(value, indent, 0)
    yield "\n"


def _pieces(value: Any, indent: int, depth: int) -> Iterator[str]:
    line = "\n" + " " * indent * (depth + 1)
    if isinstance(value, Mapping) and value and depth < _DEEPEST:
        start = "{"
        for key, member in value.items():
            yield f"{start}{line}{_quoted(str(key))}: "
            yield from _pieces(member, indent, depth + 1)
            start = ","
        yield f"\n{' ' * indent * depth}}}"
    elif isinstance(value, Iterator):
        start = "["
        for item in value:
            yield f"{start}{line}{_dumps(item, indent, depth + 1)}"
            start = ","
        yield "[]" if start == "[" else f"\n{' ' * indent * depth}]"
    else:
        yield _dumps(value, indent, depth)


def _dumps(value: Any, indent: int | None, depth: int) -> str:
    match value:
        case str():
            return _quoted(value)
        case dict() | Mapping():
            pairs = [
                f"{_name(k)}: {_quoted(v) if type(v) is str else _dumps(v, indent, depth + 1)}"
                for k, v in value.items()
            ]
            return _bracket("{", pairs, "}", indent, depth)
        case list() | tuple() | Sequence():
            return _bracket("[", [_dumps(v, indent, depth + 1) for v in value], "]", indent, depth)
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return int.__repr__(value)
        case float():
            return json.dumps(value, allow_nan=False)
        case Decimal():
            if not value.is_finite():
                raise ValueError(f"{value} has no form in JSON")
            return format(value, "f")
        case _:
            raise TypeError(f"{type(value).__name__} is not plain data")


@lru_cache(maxsize=1024, typed=True)
def _name(key: object) -> str:
    """The name of a member; there are few, that stand again and again."""
    return _quoted(str(key))


def _quoted(text: str) -> str:
    told = _encoded(text)
    return told if told.isprintable() else _ascii(text)


def _bracket(start: str, items: list[str], end: str, indent: int | None, depth: int) -> str:
    if not items:
        return start + end
    if indent is None:
        return start + ", ".join(items) + end
    inner = f"\n{' ' * indent * (depth + 1)}"
    return f"{start}{inner}{f',{inner}'.join(items)}{inner[:-indent]}{end}"
