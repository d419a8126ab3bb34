"""Rows under columns: what lists, and the data of exports, are made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from acuevid.terms import Direction

Cell: TypeAlias = str | int | float | Decimal | None


class Several(str):
    """A cell of several texts: one text for a reader, parted by semicolons, and each by itself for data with lists."""

    parts: tuple[str, ...]

    def __new__(cls, parts: Iterable[str]) -> "Several":
        """The texts as one."""
        found = tuple(parts)
        made = super().__new__(cls, "; ".join(found))
        made.parts = found
        return made


class Column(NamedTuple):
    """A column of a table: its name in data, its heading for a reader, and what its cells are for typed data.

    A number that `is_whole` is an `int`; a column that `is_list` has `Several` in every cell that is not empty.
    """

    name: str
    heading: str
    is_number: bool = False
    is_whole: bool = False
    is_list: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under columns; `directions` gives each row's finding, for its sign and colour.

    With `has_signs` the cells themselves hold signs of findings in brackets.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    directions: tuple[Direction | None, ...] = ()
    has_signs: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns: what data have above the rows."""
        return tuple(column.name for column in self.columns)
