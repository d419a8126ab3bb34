"""The text of a catalogue cut into its records, each with the comments right above it, so that one can be changed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import tomli

from acuevid.appraisal_tools import TOOLS
from acuevid.catalogue.locate import KEY_PART, STRING, name_of
from acuevid.catalogue.paths import BY_DOMAIN, NUMBERED, Path, place_of, steps
from acuevid.catalogue.referring import at
from acuevid.errors import AcuevidError
from acuevid.intake import splice
from acuevid.intake.fields import order
from acuevid.intake.layout import line_start, with_comments
from acuevid.intake.values import plain, same

KEYS = {"study": "citekey", "background": "citekey", "condition": "key", "claim": "id", "mechanism": "id"}
"""The tables whose records go by a name, each with the field that has it; of two records, the first table's counts."""

_DEEPEST = 5
_INSIDE = rf"{STRING}|#[^\n]*+|[^\[\]\"'#]++"
_ARRAY = rf"\[(?:{_INSIDE})*+\]"
for _ in range(_DEEPEST):
    _ARRAY = rf"\[(?:{_INSIDE}|{_ARRAY})*+\]"
_TOKEN = re.compile(
    rf"{STRING}|#[^\n]*+|=[ \t]*+{_ARRAY}|^[ \t]*+(?P<header>\[\[?)(?=[ \t]*+[\w\"'-])", re.DOTALL | re.M
)
"""What a header may be sought behind: a text, a comment or an array may have lines that look like one."""
_NAMED = {
    field: re.compile(rf"^[ \t]*+{field}[ \t]*+=[ \t]*+(?:\"([^\"\\\n]*)\"|'([^'\n]*)')", re.M)
    for field in set(KEYS.values())
}
_LONG_TEXT = re.compile("\"\"\"|'''")


@dataclass(slots=True)
class Part:
    """A piece of a catalogue's text: a record of a table, a table, or (nameless) what stands before the first."""

    table: str
    text: str

    @property
    def name(self) -> str | None:
        """The citekey, key or id of the record; `None` where it has none."""
        field = KEYS.get(self.table)
        if field is None:
            return "sheet" if self.table == "sheet" else None
        found = _NAMED[field].search(self.text)
        if found is not None and not _LONG_TEXT.search(self.text, 0, found.start()):
            return found[1] or found[2]
        try:
            value = self.record().data.get(field)
        except AcuevidError:  # it may still be opened in an editor by the others' names
            return None
        return value if isinstance(value, str) else None

    def record(self) -> "RecordText":
        """The record to be changed; raises `AcuevidError` where its text is not TOML by itself."""
        return RecordText(self.table, self.text)


def cut(text: str) -> list[Part]:
    """A catalogue's text in pieces, which joined are the text again; all that belongs to a record is in its piece."""
    starts, tables = [0], [""]
    for token in _TOKEN.finditer(text):
        if token["header"] is None:
            continue
        part = KEY_PART.match(text, token.end())
        if part is None:
            continue
        name = name_of(part[1])
        if part[2] != "." or name != tables[-1]:
            starts.append(with_comments(text, line_start(text, token.end() - 1)))
            tables.append(name)
    ends = [*starts[1:], len(text)]
    return [Part(table, text[start:end]) for table, start, end in zip(tables, starts, ends, strict=True)]


class RecordText:
    """The text of one record, changed field by field, and the data that it must then give."""

    def __init__(self, table: str, text: str) -> None:
        """Read the text; raises `AcuevidError` where it is not a record by itself."""
        self.table, self.text = table, text
        self.root: Path = (table, 0)
        try:
            self._data = _read(text)
            if isinstance(self._data[table], dict):
                self.root = (table,)
            self.data: dict[str, Any] = at(self._data, self.root)
        except (ValueError, ArithmeticError, LookupError, TypeError, RecursionError):
            raise AcuevidError(
                f"a [{table}] cannot be changed in place; correct its TOML, or edit it by hand"
            ) from None

    def names(self, field: str) -> tuple[str, ...]:
        """The names on the way to a field, from that of the table on."""
        return (self.table, *(name for name, _ in _steps(field)))

    def path(self, field: str, *, make: bool) -> Path | None:
        """The path of a field in the record, such as ``outcome[pain].mean.sham``; `None` where it has no such table.

        With `make` the arm or outcome that it names is appended where there is none. Raises `AcuevidError` for what
        is no field.
        """
        path: list[str | int] = []
        for name, key in _steps(field):
            path.append(name)
            if key is None:
                continue
            rows = self._there(tuple(path))
            rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
            place = place_of(name, key, rows)
            if place is None:
                if not make:
                    return None
                first = {} if name in NUMBERED else {"id": key}
                self.text = splice.append_table(self.text, (*self.root, *path[:-1]), name, list(first.items()), order)
                place = len(rows)
                at(self.data, tuple(path[:-1])).setdefault(name, []).append(first)
            path.append(place)
        return self._as_written(path)

    def _as_written(self, path: list[str | int]) -> Path:
        """The path of a judgement under the name that the record has for its domain: ``randomisation-process``."""
        held = self._there(tuple(path[:-1])) if len(path) > 1 and path[-2] in BY_DOMAIN else None
        name = str(path[-1]).casefold()
        if not isinstance(held, dict):
            return tuple(path)
        tool = TOOLS.get(str(at(self.data, tuple(path[:-2])).get("tool")))
        names = {(found.key if tool and (found := tool.domain(key)) else key).casefold(): key for key in held}
        return (*path[:-1], names.get(name, path[-1]))

    def put(self, path: Path, value: object) -> None:
        """Put a value at a path."""
        value = plain(value)
        old = self._there(path)
        if old is not None and same(old, value):
            return
        if isinstance(old, list) and isinstance(value, list) and old and value:
            self.text = splice.replace_elements(self.text, (*self.root, *path), old, value, order)
        else:
            self.text = splice.put(self.text, (*self.root, *path), value, order)
        holder: Any = self.data
        for step in path[:-1]:
            holder = holder.setdefault(step, {}) if isinstance(holder, dict) else holder[step]
        holder[path[-1]] = value

    def append(self, name: str, table: Mapping[str, Any]) -> None:
        """Put one more table into a list of tables of the record, behind its last."""
        fields = {key: plain(value) for key, value in table.items()}
        known = [key for key in order((self.table, name)) if key in fields]
        rows = [(key, fields[key]) for key in dict.fromkeys((*known, *fields))]
        self.text = splice.append_table(self.text, self.root, name, rows, order)
        self.data.setdefault(name, []).append(dict(rows))

    def drop(self, path: Path) -> None:
        """Take out what is at a path, if there is anything, and the tables that this leaves empty."""
        if self._there(path) is None:
            return
        self.text = splice.drop(self.text, (*self.root, *path))
        while path:
            holder = at(self.data, path[:-1])
            was_table = isinstance(holder.pop(path[-1]), dict)
            path = path[:-1]
            if holder or not path or not isinstance(path[-1], str) or (isinstance(holder, list) and not was_table):
                break

    def rename(self, path: Path, new: str) -> None:
        """Give the key at the end of a path another name, or put that in the place of a text."""
        if isinstance(self._there(path), str):
            return self.put(path, new)
        self.text = splice.rename_key(self.text, (*self.root, *path), new)
        holder = at(self.data, path[:-1])
        holder[new] = holder.pop(path[-1])
        return None

    def done(self, field: str) -> None:
        """Take out the comments that say that a field is still to do."""
        self.text = re.sub(
            rf"^[ \t]*#[ \t]*TODO[ \t]+{re.escape(field)}[ \t]*:[^\n]*(?:\n|\Z)", "", self.text, flags=re.M
        )

    def checked(self) -> str:
        """The changed text; raises `AcuevidError` where it does not give just the data that it is to give."""
        try:
            if same(_read(self.text), self._data):
                return self.text
        except (ValueError, ArithmeticError, RecursionError):
            pass
        raise AcuevidError(f"this [{self.table}] is written in a way that cannot be changed in place; edit it by hand")

    def _there(self, path: Path) -> Any:
        """The value at a path; `None` where there is none."""
        try:
            return at(self.data, path)
        except (LookupError, TypeError):
            return None


def _steps(field: str) -> tuple[tuple[str, str | None], ...]:
    try:
        return steps(field)
    except ValueError:
        raise AcuevidError(f"'{field[:60]}' is no field; it is written like outcome[pain].mean.sham") from None


def _read(text: str) -> dict[str, Any]:
    return tomli.loads(text, parse_float=Decimal)
