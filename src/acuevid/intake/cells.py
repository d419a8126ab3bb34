"""A field as the text of a cell, and the text of a cell as the value of a field."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from acuevid.citations import source
from acuevid.intake.columns import Column
from acuevid.numbers.reported_p import p_as_text

REMOVE = "-"
"""What a person writes into a cell to take its value out of the catalogue."""
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_YES, _NO = ("yes", "y", "true", "1", "x"), ("no", "n", "false", "0")
_NOT_KEY = re.compile(r"[^\w.]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, and where; of a number that a spreadsheet keeps as such, last zeros may be lost.

    `raw` is the text with the numbers of characters that XML cannot hold; openpyxl does not always tell these numbers
    from text that looks like them.
    """

    text: str
    place: str
    is_number: bool = False
    raw: str = ""

    def fits(self, text: str) -> bool:
        """Whether it says what a text says: the same, or, of a number, the same value."""
        if self.text == text:
            return True
        try:
            return self.is_number and Decimal(self.text) == Decimal(text)
        except InvalidOperation:
            return False


def cell_text(value: Any, column: Column) -> str:
    """A plain value of a record as its cell has it; empty where there is none."""
    match value:
        case None | False:
            return ""
        case True:
            return "yes"
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case str():
            text = source(value).strip()
            return text.removeprefix("= ") if column.kind == "p" else text
        case Mapping():
            return ", ".join(str(part) for part in value.values())
        case Sequence():
            return "\n".join(cell_text(item, column).replace("\n", "\n  ") for item in value)
    return str(value)


def as_key(text: str) -> str:
    """A short name as keys are written: in small letters, with hyphens for blanks."""
    return _NOT_KEY.sub("-", text.strip().casefold()).strip("-")


def settled(text: str, column: Column) -> str:
    """The text of a cell in the one form in which cells are compared; raises ValueError where it is no such value."""
    text = text.strip()
    if text in ("", REMOVE):
        return text
    if _CONTROL.search(text):
        raise ValueError("there is a control character in it")
    match column.kind:
        case "number" | "percent" | "count":
            return _number(text, column)
        case "word":
            return _word(text)
        case "judgement":
            return "-".join(text.casefold().replace(".", " ").replace("-", " ").split())
        case "words":
            return "\n".join(_word(part) for part in _several(text))
        case "key":
            return as_key(text)
        case "keys":
            return "\n".join(as_key(part) for part in _several(text))
        case "flag":
            if text.casefold() not in (*_YES, *_NO):
                raise ValueError("write yes, or leave it empty")
            return "yes" if text.casefold() in _YES else ""
        case "p":
            return p_as_text(text).removeprefix("= ")
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n"))


def value_of(text: str, column: Column) -> Any:
    """The value of a settled text, as a catalogue has it; of a pair, of one of its ends."""
    match column.kind:
        case "number" | "percent":
            return Decimal(text)
        case "count":
            return int(text)
        case "texts":
            return [part.replace("\n  ", "\n") for part in re.split(r"\n(?!  )", text) if part.strip()]
        case "keys" | "words":
            return text.split("\n")
        case "flag":
            return True
        case "p":
            return p_as_text(text)
        case "date" | "free":
            return int(text) if re.fullmatch(r"[1-9][0-9]{0,8}", text, re.ASCII) else text
    return text


def _number(text: str, column: Column) -> str:
    plain = text.replace("−", "-")
    if column.kind == "percent":
        plain = plain.removesuffix("%").rstrip()
    if len(plain) > 40 or not _NUMBER.fullmatch(plain):
        hint = f"; write {plain.replace(',', '.')}" if re.fullmatch(r"-?[0-9]+,[0-9]+", plain, re.ASCII) else ""
        raise ValueError(f"'{text[:40]}' is no number{hint}")
    if column.kind == "count" and not re.fullmatch(r"[0-9]+", plain, re.ASCII):
        raise ValueError(f"'{text[:40]}' is no whole number")
    return format(Decimal(plain), "f")


def _word(text: str) -> str:
    return text.strip().casefold()


def _several(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[\n,;]", text) if part.strip()]
