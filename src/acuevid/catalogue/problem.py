"""Something wrong in the data of a catalogue, before it has a place in the file."""

from collections.abc import Collection
from typing import NamedTuple

MISSING = "CAT103"
Path = tuple[str | int, ...]


class Problem(NamedTuple):
    """Something wrong at a path of the TOML data; `near` has the names among which the right one may be.

    `name` is the name it is about, where that is not the value at the path.
    """

    path: Path
    code: str
    message: str
    hint: str = ""
    near: Collection[str] = ()
    name: str = ""


def quoted(value: object) -> str:
    """A value in quotes for a message, cut where it is long."""
    try:
        text = str(value)
    except ValueError:  # Python refuses to write an integer of thousands of digits
        return "a number of thousands of digits"
    return f"'{text[:57]}…'" if len(text) > 60 else f"'{text}'"
