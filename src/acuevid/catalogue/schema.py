"""The JSON Schema of a catalogue, for editors: the form of each field from the records, its words from fields.toml."""

from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files
from typing import Any, NamedTuple

import tomli
import tomli_w

from acuevid.models import Catalogue, Study, Used


class Told(NamedTuple):
    """What a reader is told of a field: what it is, an example as a catalogue has it, and of a number the unit."""

    what: str
    example: Any
    unit: str = ""

    @property
    def text(self) -> str:
        """What it is, with the unit."""
        return f"{self.what} Unit: {self.unit}." if self.unit else self.what

    @property
    def toml(self) -> str:
        """The example as it stands in a catalogue, on one line."""
        return _toml(self.example)


def told_fields() -> Mapping[str, Mapping[str, Told]]:
    """What is told of each field, by the names of its record in `models` and of the field in a catalogue."""
    text = files(__package__).joinpath("fields.toml").read_text(encoding="utf-8")
    records = tomli.loads(text, parse_float=Decimal)
    return {record: {name: Told(*row) for name, row in fields.items()} for record, fields in records.items()}


def catalogue_schema() -> dict[str, Any]:
    """The schema, in the parts of JSON Schema that editors of TOML read.

    TOML has no null, so none is offered. The words of a list stand where they may be used, for what stands beside a
    reference is passed over by editors; where a table is referred to, the reference has a level of its own.
    """
    schema = Catalogue.model_json_schema(by_alias=True, mode="validation")
    used = Used.model_json_schema(by_alias=True, mode="validation")
    schema["$defs"] |= {**used.pop("$defs"), Used.__name__: used}
    _may_be_used(schema["$defs"][Study.__name__], used)
    tables = {Catalogue.__name__: schema, **schema["$defs"]}
    lists = {f"#/$defs/{name}": table["enum"] for name, table in tables.items() if "enum" in table}
    for record, fields in told_fields().items():
        properties = tables[record]["properties"]
        properties |= {name: _told(name, _plain(properties[name], lists), told) for name, told in fields.items()}
    schema["$defs"] = {name: table for name, table in schema["$defs"].items() if f"#/$defs/{name}" not in lists}
    mark = {"kind": "schema"}
    return {"acuevid": mark, "$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _may_be_used(study: dict[str, Any], used: dict[str, Any]) -> None:
    """A study may stand in another sheet; editors say more of one form with a condition than of two to choose from."""
    study["properties"] = {"use": used["properties"]["use"], **study["properties"]}
    study["if"] = {"required": ["use"]}
    study["then"] = {"$ref": f"#/$defs/{Used.__name__}"}
    study["else"] = {"required": study.pop("required")}


def _told(name: str, form: dict[str, Any], told: Told) -> dict[str, Any]:
    """The form of a field with what is told of it; editors show the description, and no list of examples."""
    is_table = "$ref" in form or "$ref" in form.get("items", ())
    shown = told.text if is_table else f"{told.text}\n\n`{name} = {told.toml}`"
    form = {"anyOf": [form]} if "$ref" in form else form
    return {"description": shown, **form, "examples": [told.example]}


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_toml(member)}' for key, member in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return tomli_w.dumps({"x": value}).removeprefix("x = ").rstrip()


def _plain(form: Any, lists: Mapping[str, list[str]]) -> Any:
    """The form of a value without titles and nulls, and with the words of a list in the place of its name."""
    if isinstance(form, list):
        return [_plain(part, lists) for part in form]
    if not isinstance(form, dict):
        return form
    if (words := lists.get(form.get("$ref", ""))) is not None:
        form = {"type": "string", "enum": words} | {key: value for key, value in form.items() if key != "$ref"}
    form = {key: _plain(part, lists) for key, part in form.items() if key != "title"}
    if "anyOf" in form:
        ways = [way for way in form.pop("anyOf") if way != {"type": "null"}]
        form = {**ways[0], **form} if len(ways) == 1 else {"anyOf": ways, **form}
    return {key: value for key, value in form.items() if key != "default" or value is not None}
