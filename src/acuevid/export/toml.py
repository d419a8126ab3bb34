"""TOML: the catalogue, or a part of it that is a catalogue by itself; it loads back equal."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import tomli_w

from acuevid.citations import source
from acuevid.export.marks import mark
from acuevid.models import Catalogue


def catalogue_toml(catalogue: Catalogue) -> str:
    """The records under the names that the catalogue uses; printed numbers keep their digits."""
    text = tomli_w.dumps(_plain(catalogue.model_dump(by_alias=True, exclude_unset=True)))
    return mark("toml") + "\n\n" + "".join(c if c == "\n" or c.isprintable() else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    """A character that a terminal might obey, by number: it stands in a quoted string, where TOML allows that."""
    return f"\\U{ord(character):08X}"


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, Decimal):
        return int(value) if value.as_tuple().exponent == 0 else value
    if isinstance(value, (bool, int, float, date)):
        return value
    return str(source(value)) if isinstance(value, str) else str(value)
