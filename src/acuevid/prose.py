"""The fields of a record that hold prose, in which works may be cited, and that prose as it is read."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeVar

from acuevid.citations import keys_in, read
from acuevid.scalars import Record

AnyRecord = TypeVar("AnyRecord", bound=Record)
Path = tuple[str | int, ...]

PROSE = (
    *("text", "statement", "conclusion", "note", "notes", "search", "reason", "because", "support"),
    *("recruitment", "setting", "eligibility", "funding", "conflicts"),
)
"""The fields of free text, in whatever record they stand."""
_INNER = {
    **{name: name for name in ("sheet", "background", "acknowledged", "source")},
    **{f"{name}s": name for name in ("condition", "section", "paragraph", "mechanism", "claim", "rating")},
    **{f"{name}s": name for name in ("arm", "outcome", "appraisal", "important_outcome")},
    "studies": "study",
}
"""The records inside a record, and what the catalogue calls them."""
ABOUT_ALL = (
    *("sheet", "condition", "background", "section", "mechanism", "claim"),
    *("important_outcome", "rating", "acknowledged"),
)
"""The tables of a catalogue with prose, but for studies."""
_PROSE, _INSIDE = frozenset(PROSE), frozenset(_INNER.values())


def texts(raw: dict[str, Any], at: Path = ()) -> Iterator[tuple[Path, str]]:
    """The prose of a record in the plain data of a catalogue, with the path of each text."""
    for name, value in raw.items():
        if name in _PROSE:
            yield from _texts(value, (*at, name))
        elif name not in _INSIDE:
            continue
        elif isinstance(value, dict):
            yield from texts(value, (*at, name))
        elif isinstance(value, list):
            for n, item in enumerate(value):
                if isinstance(item, dict):
                    yield from texts(item, (*at, name, n))


def _texts(value: Any, at: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, (list, dict)):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(inner, str):
                yield (*at, step), inner


def as_read(record: AnyRecord, label: Callable[[str], str | None]) -> AnyRecord:
    """The record with its prose as it is read; `label` names a study or a work by its citekey."""
    return changed(record, lambda text: read(text, label))


def changed(record: AnyRecord, change: Callable[[str], str]) -> AnyRecord:
    """The record with each text of prose in it changed; the record itself where that changes nothing."""
    found: dict[str, Any] = {}
    prose, inner = _fields(type(record))
    values = record.__dict__
    for name in prose:
        if (value := values[name]) and (new := _changed(value, change)) is not value:
            found[name] = new
    for name in inner:
        value = values[name]
        if isinstance(value, Record):
            if (one := changed(value, change)) is not value:
                found[name] = one
        elif value and isinstance(value[0], Record):
            several = [changed(item, change) for item in value]
            if any(a is not b for a, b in zip(several, value, strict=True)):
                found[name] = tuple(several)
    return record.model_copy(update=found) if found else record


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        texts = tuple(map(change, value))
        return texts if any(a is not b for a, b in zip(texts, value, strict=True)) else value
    if isinstance(value, dict):
        named = {name: change(text) for name, text in value.items()}
        return named if any(named[name] is not value[name] for name in named) else value
    return value


def cites(record: Record) -> tuple[str, ...]:
    """The citekeys that the prose of a record cites, and that of the records in it, each once."""
    return tuple(dict.fromkeys(_cites(record)))


def _cites(record: Record) -> Iterator[str]:
    prose, inner = _fields(type(record))
    for name in prose:
        value = getattr(record, name)
        for text in (value,) if isinstance(value, str) else value.values() if isinstance(value, dict) else value or ():
            yield from keys_in(text)
    for name in inner:
        value = getattr(record, name)
        for item in (value,) if isinstance(value, Record) else value or ():
            if isinstance(item, Record):
                yield from _cites(item)


@cache
def _fields(kind: type[Record]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields of a kind of record that hold prose, and those that hold records."""
    names = kind.model_fields
    return tuple(name for name in PROSE if name in names), tuple(name for name in _INNER if name in names)
