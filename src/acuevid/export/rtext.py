"""Text and figures as R reads them: strings, numbers, vectors and comments that no text can break out of."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from textwrap import wrap
from typing import TypeAlias

from acuevid.escape import visible

Value: TypeAlias = str | bool | float | Decimal | None
"""What stands in an R vector; `None` is NA."""
_WIDTH = 116
_INDENT = "\n    "


def string(text: str) -> str:
    """A string in ASCII, so that no locale changes it; of the text as it may be shown (`escape.visible`)."""
    return f'"{"".join(map(_escaped, visible(text)))}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if " " <= character <= "~":
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def value(item: Value) -> str:
    """A value at full precision."""
    if item is None:
        return "NA"
    if isinstance(item, bool):
        return "TRUE" if item else "FALSE"
    return string(item) if isinstance(item, str) else repr(float(item)) if isinstance(item, Decimal) else repr(item)


def vector(items: Iterable[Value]) -> str:
    """A vector, over several lines where it is long."""
    lines = [""]
    for told in map(value, items):
        if lines[-1] and len(lines[-1]) + len(told) > _WIDTH - 8:
            lines.append("")
        lines[-1] += f"{', ' if lines[-1] else ''}{told}"
    return f"c({f',{_INDENT}'.join(lines)})"


def comment(text: str) -> Iterator[str]:
    """Text as lines of comment; whatever is in it, each begins with the sign of one."""
    yield from (f"# {line}" for line in wrap(visible(text), _WIDTH, subsequent_indent="  "))
