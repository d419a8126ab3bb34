"""A plain value as TOML has it on one line, and whether two are the same to the digit."""

import json
import re
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from acuevid.errors import AcuevidError

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WIDE = 120
"""An array that would make a longer line is written over several."""


def plain(value: object) -> Any:
    """A value as a TOML reader gives it: whole numbers as int, other numbers as Decimal, no tuples, nothing absent."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        if not value.is_finite() or value.adjusted() > 30:
            raise AcuevidError("a number of a catalogue is finite, and not huge")
        text = format(value, "f")
        return Decimal(text) if "." in text else int(text)
    if isinstance(value, str):
        return str(value)  # of an enumeration, its word
    if isinstance(value, (bool, int, date, time)):
        return value
    raise AcuevidError(f"a {type(value).__name__} has no place in a catalogue")


def written(value: Any) -> str:
    """A plain value as TOML on one line."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        inner = ", ".join(f"{written_key(key)} = {written(item)}" for key, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def statement(key: str, value: Any, indent: str, end: str) -> str:
    """``key = value`` as a line without its end; a long array has a line for each element."""
    line = f"{indent}{key} = {written(value)}"
    if len(line) <= _WIDE or not isinstance(value, list):
        return line
    return end.join((f"{indent}{key} = [", *(f"{indent}  {written(item)}," for item in value), f"{indent}]"))


def written_key(key: str) -> str:
    """A key as TOML has it: bare where it may be."""
    return key if _BARE.fullmatch(key) else _text(key)


def same(one: Any, other: Any) -> bool:
    """Whether two plain values are one to the printed digit; the order of keys does not count."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return str(one) == str(other)


def _text(value: str) -> str:
    """A text in double quotes; what a terminal might obey goes by its number."""
    if any("\ud800" <= c <= "\udfff" for c in value):
        raise AcuevidError("a text of the change holds bytes that are no text")
    quoted = json.dumps(value, ensure_ascii=False)
    return quoted if quoted.isprintable() else "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in quoted)
