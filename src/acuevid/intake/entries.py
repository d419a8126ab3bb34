"""What another file brought, before it is written into a catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Entry:
    """A record to be appended to a catalogue: its table as TOML has it, and what stands beside it as comments.

    `table` is plain data under the names of the record (`citekey`, `reference`, `arm`, …). `origin` says where it
    stood: ``refs.ris, line 41``. `remarks` say what was guessed and from what; `todo` what a person must fill in, each
    as the field and the words.
    """

    kind: Literal["study", "background"]
    table: Mapping[str, Any]
    origin: str
    remarks: tuple[str, ...] = ()
    todo: tuple[tuple[str, str], ...] = ()
    abstract: str = ""


@dataclass(frozen=True, slots=True)
class Leftover:
    """What was not understood, or fits no field: where it stood, the text, and why it is left."""

    origin: str
    text: str
    reason: str
