"""Changing the records of a catalogue in its text: set, rename, remove; comments and layout stay."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import tomli

from acuevid import citations
from acuevid.catalogue.paths import Path, steps
from acuevid.catalogue.referring import at, referring
from acuevid.errors import AcuevidError, NotFound
from acuevid.intake.fields import refuse_unknown, typed
from acuevid.intake.layout import line_end
from acuevid.intake.records import KEYS, Part, RecordText, cut
from acuevid.models import BY_GROUP


class CatalogueText:
    """A catalogue's text in pieces, of which those that are asked for are changed."""

    def __init__(self, text: str) -> None:
        """Cut the text; the records are read when they are asked for."""
        self._parts = cut(text)
        self._open: dict[int, RecordText] = {}
        self._places: dict[tuple[str, int], int] = {}
        self._names: dict[str, int] = {}
        rank = {table: n for n, table in enumerate(KEYS)}
        count: dict[str, int] = {}
        for n, part in enumerate(self._parts):
            self._places[part.table, count.setdefault(part.table, 0)] = n
            count[part.table] += 1
            name = part.name
            known = self._names.get(name) if name is not None else None
            if name is not None and (known is None or rank.get(part.table, 9) < rank.get(self._parts[known].table, 9)):
                self._names[name] = n

    def __contains__(self, name: str) -> bool:
        """Whether a record goes by this name."""
        return name in self._names

    def part(self, name: str) -> Part:
        """The piece with a record's text as it was; raises `NotFound`."""
        if name not in self._names:
            raise NotFound(f"the catalogue has no '{name[:60]}'")
        return self._parts[self._names[name]]

    def line(self, name: str) -> int:
        """The line on which the table of a record begins, from 1."""
        number = self._names.get(name, 0)
        before = sum(part.text.count("\n") for part in self._parts[:number])
        own = self._parts[number].text.split("\n")
        return before + 1 + next((n for n, line in enumerate(own) if line.lstrip().startswith("[")), 0)

    def record(self, name: str) -> RecordText:
        """A record to be changed, by its name."""
        self.part(name)
        return self._opened(self._names[name])

    def inside(self, path: Path) -> tuple[RecordText, Path]:
        """The record that a path of the whole catalogue leads into, and the path inside it."""
        table, rest = str(path[0]), path[1:]
        number = rest[0] if rest and isinstance(rest[0], int) else 0
        if (table, number) not in self._places:
            raise AcuevidError(f"the [{table}] tables are not written one by one; edit them by hand")
        record = self._opened(self._places[table, number])
        return record, path[len(record.root) :]

    def take_out(self, path: Path) -> None:
        """Take out a whole record, by its path in the catalogue: its table and its position."""
        self.inside(path)
        number = self._places[str(path[0]), int(path[1])]
        text = self._parts[number].text
        self._open.pop(number)
        self._parts[number] = Part("", _left(text))

    def joined(self) -> str:
        """The whole text with all changes; raises `AcuevidError` where a record is not what it was to become."""
        pieces = [self._open[n].checked() if n in self._open else part.text for n, part in enumerate(self._parts)]
        if not pieces[-1]:  # the last record was taken out, and the blank line before it parts nothing any more
            return "".join(pieces).rstrip("\r\n") + line_end(self._parts[0].text)
        return "".join(pieces)

    def _opened(self, number: int) -> RecordText:
        if number not in self._open:
            self._open[number] = self._parts[number].record()
        return self._open[number]


def set_values(text: str, changes: Sequence[tuple[str, str, object | None]]) -> str:
    """The text of a catalogue with values set: each the record's name, the field as `check` names it, and the value.

    A record is a study, by its citekey, or a background work, a condition, a claim, a mechanism or ``sheet``. `None`
    removes. What is missing is made: a field where the models have it, an arm or outcome behind the study's last. A
    comment ``# TODO field:`` goes with what it asked for. Raises `NotFound` for a record that there is not, and
    `AcuevidError` for what is no field, and for a record that is written so that it cannot be changed in place.
    """
    whole = CatalogueText(text)
    for name, field, value in changes:
        record = whole.record(name)
        refuse_unknown(record.names(field))
        path = record.path(field, make=value is not None)
        if value is None:
            if path is not None:
                record.drop(path)
            continue
        assert path is not None
        record.put(path, value)
        record.done(field)
    return whole.joined()


def one_value(text: str, name: str, field: str, value: str | None) -> str:
    """The text with one field of a record set to a value as it was typed, or taken out (`None`).

    Raises `AcuevidError` for a field that there is not, for an arm or outcome that the study does not have, and for
    the name of a record, to which others refer.
    """
    record = CatalogueText(text).record(name)
    fields, path = record.names(field), record.path(field, make=False)
    refuse_unknown(fields)
    if path is None:
        ids = [(table, _shown(record.data.get(table, ()))) for table, key in steps(field) if key]
        known = "; ".join(f"{table}: {', '.join(map(str, rows)) or 'none'}" for table, rows in ids)
        raise AcuevidError(f"{name} has no such {ids[0][0]} ({known})")
    if path[-1] == KEYS.get(record.table) or path[-1] == "id":
        raise AcuevidError(f"'acuevid rename' changes {field}, with all that refers to it")
    return set_values(text, [(name, field, None if value is None else typed(fields, value))])


def _shown(rows: Sequence[dict[str, Any]]) -> list[str]:
    """What goes into brackets for each row: its id, or its number with the tool of an appraisal."""
    return [row.get("id") or f"{n} ({row.get('tool', '')})" for n, row in enumerate(rows, 1)]


def renamed(text: str, path: Path, new: str) -> str:
    """The text with another name at a path of the catalogue, and in all that refers to it.

    The path is that of a record's name or, inside a study, of an arm's or an outcome's id.
    """
    raw = read(text)
    whole = CatalogueText(text)
    for there in (path, *referring(raw, path)):
        record, inner = whole.inside(there)
        prose = citing(raw, there, at(raw, path))
        record.rename(inner, new if prose is None else citations.renamed(prose, at(raw, path), new))
    for n, item in enumerate(raw.get("acknowledged", ()) if path[0] == "study" else ()):
        field = _field_renamed(raw, path, item, new)
        if field is not None:
            record, inner = whole.inside(("acknowledged", n, "field"))
            record.put(inner, field)
    return whole.joined()


def citing(raw: dict[str, Any], path: Path, name: str) -> str | None:
    """The prose at a path, where it is that and cites a record."""
    value = at(raw, path)
    return value if isinstance(value, str) and value != name and name in citations.keys_in(value) else None


def _field_renamed(raw: dict[str, Any], path: Path, item: dict[str, Any], new: str) -> str | None:
    """The field that an acknowledgement names, with the new id of an arm or outcome; `None` where that is not in it."""
    if len(path) != len(("study", 0, "arm", 0, "id")) or item.get("record") != at(raw, path[:2])["citekey"]:
        return None
    old, table = at(raw, path), path[2]
    try:
        parts = steps(item.get("field", ""))
    except ValueError:
        return None
    named = [(name, new if (name, key) == (table, old) else key) for name, key in parts]
    if table == "arm" and len(parts) > 1 and parts[-2][0] in BY_GROUP and parts[-1] == (old, None):
        named[-1] = (new, None)
    field = ".".join(name if key is None else f"{name}[{key}]" for name, key in named)
    return field if field != item["field"] else None


def removed(text: str, path: Path) -> str:
    """The text without the record whose name stands at a path, and without what refers to it.

    Of a list the name is taken out; an acknowledgement, which is about this record alone, goes as a whole. Raises
    `AcuevidError` where a claim or a mechanism would be left without any study, and so say something else, and where
    prose cites the record.
    """
    raw, whole = read(text), CatalogueText(text)
    name = at(raw, path)
    found = sorted(referring_from_outside(raw, path), key=_in_order, reverse=True)
    gone = {there[:2] for there in found if there[0] == "acknowledged" and there[-1] == "record"}
    for there in found:
        if there[:2] in gone:
            continue
        if citing(raw, there, name) is not None:
            raise AcuevidError(f"{told(raw, there)} cites {name} in its words; change these first")
        record, inner = whole.inside(there)
        record.drop(inner)
        if isinstance(inner[-1], int) and not at(record.data, inner[:-1]):
            if there[0] in _REST_ON_STUDIES:
                raise AcuevidError(f"{told(raw, there)} has nothing else; change or remove that first")
            record.drop(inner[:-1])
    for item in (*sorted(gone, key=_in_order, reverse=True), path[:2]):
        whole.take_out(item)
    return whole.joined()


_REST_ON_STUDIES = ("claim", "mechanism")
"""With an empty list such a record would speak of other evidence than before."""


def referring_from_outside(raw: dict[str, Any], path: Path) -> tuple[Path, ...]:
    """What refers to the record whose name stands at a path, but for the record itself, in file order of the tables."""
    return tuple(sorted((there for there in referring(raw, path) if there[:2] != path[:2]), key=_in_order))


def name_path(raw: dict[str, Any], name: str) -> Path:
    """The path of a record's name in the data of a catalogue; raises `NotFound`."""
    for table, field in KEYS.items():
        for n, item in enumerate(raw.get(table, ())):
            if item.get(field) == name:
                return (table, n, field)
    raise NotFound(f"the catalogue has no '{name[:60]}'")


def id_path(raw: dict[str, Any], study: str, table: str, name: str) -> Path:
    """The path of the id of a study's arm or outcome; raises `NotFound`."""
    place = name_path(raw, study)[:2]
    for n, item in enumerate(at(raw, place).get(table, ())):
        if item.get("id") == name:
            return (*place, table, n, "id")
    raise NotFound(f"{study} has no {table} '{name[:60]}'")


def told(raw: dict[str, Any], path: Path) -> str:
    """A path of the catalogue in words for a person: ``liu2010 reference.as_cited_in``, ``[acknowledged] CNT203``."""
    if path[0] == "sheet":
        return f"[sheet] {path[1]}"
    table, record = str(path[0]), at(raw, path[:2])
    name = record.get(KEYS.get(table, "id")) or record.get("code") or str(path[1])
    fields = [str(step) for n, step in enumerate(path[2:]) if not (isinstance(step, int) and n == len(path) - 3)]
    return f"{'' if table == 'study' else f'[{table}] '}{name} {'.'.join(fields)}"


def read(text: str) -> dict[str, Any]:
    """The plain data of a catalogue's text; raises `AcuevidError` where it is not TOML."""
    try:
        return tomli.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError):
        raise AcuevidError("the catalogue is not TOML; 'acuevid check' shows where") from None


def _in_order(path: Path) -> tuple[tuple[bool, int, str], ...]:
    return tuple((isinstance(step, str), step if isinstance(step, int) else 0, str(step)) for step in path)


def _left(text: str) -> str:
    """What stays of a piece whose record goes: comments behind it that are parted from it by a blank line."""
    lines = text.splitlines(keepends=True)
    last = len(lines)
    while last and (not lines[last - 1].strip() or lines[last - 1].lstrip().startswith("#")):
        last -= 1
    while last < len(lines) and lines[last].strip():
        last += 1
    while last < len(lines) and not lines[last].strip():
        last += 1
    return "".join(lines[last:])
