"""Rows under columns: what lists, and the data of exports, are made of."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from acuevid.terms import Direction

Cell: TypeAlias = str | int | float | Decimal | None


class Column(NamedTuple):
    """A column of a table: its name in data, and its heading for a reader."""

    name: str
    heading: str
    is_number: bool = False


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
