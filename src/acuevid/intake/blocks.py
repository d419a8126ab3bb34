"""A record as the text that is appended to a catalogue: comments first, then TOML as a person would write it."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import tomli_w

from acuevid.appraisals import Appraisal
from acuevid.escape import visible
from acuevid.intake.entries import Entry
from acuevid.models import Arm, BackgroundWork, Outcome, Study
from acuevid.references import Reference

_WIDTH = 100
_LINE = 120
_TABLES = {"reference": Reference, "arm": Arm, "outcome": Outcome, "appraisal": Appraisal, "source": None}
"""What stands under a heading of its own; all else is written in its line."""
_ORDER = {
    model: {field.alias or name: n for n, (name, field) in enumerate(model.model_fields.items())}
    for model in (Study, BackgroundWork, Reference, Arm, Outcome, Appraisal)
}


def as_toml(entry: Entry) -> str:
    """The block of a record, ending in a line end.

    Where it is from and what was guessed, the abstract, which no export holds, and what is to do
    (``# TODO field: words``); then the record, its fields in the order of the model.
    """
    told = [f"From {entry.origin}.", *entry.remarks]
    lines = [line for text in told for line in _comment(text)]
    if entry.abstract:
        lines += ["# Abstract, to work from:", *_comment(entry.abstract, indent="  ")]
    lines += [f"# TODO {field}: {visible(words)}" for field, words in entry.todo]
    return "\n".join([*lines, *_record(entry)]) + "\n"


def appraisal_toml(table: Mapping[str, Any]) -> str:
    """An appraisal of a study as TOML, ending in a line end."""
    return "\n".join(["[[study.appraisal]]", *_fields(table, _ORDER[Appraisal])]) + "\n"


def tool_toml(table: Mapping[str, Any]) -> str:
    """A tool of appraisal that a catalogue declares as TOML, ending in a line end."""
    lines = ["[[appraisal_tool]]", *_fields({k: v for k, v in table.items() if k != "domain"}, {})]
    for domain in table.get("domain", ()):
        lines += ["[[appraisal_tool.domain]]", *_fields(domain, {})]
    return "\n".join(lines) + "\n"


def _comment(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(
        " ".join(visible(text).split()),
        _WIDTH,
        initial_indent=f"# {indent}",
        subsequent_indent=f"# {indent}",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _record(entry: Entry) -> Iterator[str]:
    model = Study if entry.kind == "study" else BackgroundWork
    yield f"[[{entry.kind}]]"
    yield from _fields({k: v for k, v in entry.table.items() if k not in _TABLES}, _ORDER[model])
    for name, inner in _TABLES.items():
        value = entry.table.get(name)
        several = isinstance(value, (list, tuple))
        tables: list[Mapping[str, Any]] = list(value or ()) if several else [value] if value else []
        for table in tables:
            yield ""
            yield f"[[{entry.kind}.{name}]]" if several else f"[{entry.kind}.{name}]"
            yield from _fields(table, _ORDER[inner] if inner else {})


def _fields(table: Mapping[str, Any], order: Mapping[str, int]) -> Iterator[str]:
    for key in sorted(table, key=lambda key: order.get(key, len(order))):
        value = table[key]
        line = f"{_key(key)} = {_inline(value)}"
        if len(line) > _LINE and isinstance(value, (list, tuple)):
            yield f"{_key(key)} = ["
            yield from (f"  {_inline(item)}," for item in value)
            yield "]"
        elif len(line) > _LINE and isinstance(value, Mapping) and value:
            yield from (f"{_key(key)}.{_key(name)} = {_inline(inner)}" for name, inner in value.items())
        else:
            yield line


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_inline(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_inline, value)) + "]"
    text = tomli_w.dumps({"v": value}).removeprefix("v = ").rstrip("\n")
    # what a terminal might obey is written by number, which TOML allows in a quoted string
    return "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in text)


def _key(key: str) -> str:
    return tomli_w.dumps({key: 0}).removesuffix(" = 0\n")
