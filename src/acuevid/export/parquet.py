"""Parquet: a table whose columns have types, the same ones whatever the catalogue."""

from decimal import Decimal
from io import BytesIO
from typing import Any

from acuevid.errors import AcuevidError
from acuevid.escape import visible
from acuevid.export import footers
from acuevid.views.table import Cell, Column, Several, Table

AS_PRINTED = "as_printed"
"""The column of the digits that a double does not keep."""


def table_parquet(table: Table) -> bytes:
    """The table as a file: whole numbers as int64, other numbers as doubles, texts as UTF-8, lists as lists of texts.

    What is empty is null. Where a table has other numbers than whole ones, a map `as_printed` beside them gives, by
    column, the digits of the source that a double does not keep, as those of 0.50. Raises `AcuevidError` without
    pyarrow.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet as pq
    except ImportError:
        raise AcuevidError('Parquet files need the extra "data": pip install "acuevid[data]"') from None
    fields: list[Any] = []
    cells: list[list[Any]] = []
    for number, column in enumerate(table.columns):
        fields.append(pa.field(column.name, _type(pa, column)))
        cells.append([_value(column, row[number]) for row in table.rows])
    if any(column.is_number and not column.is_whole for column in table.columns):
        fields.append(pa.field(AS_PRINTED, pa.map_(pa.string(), pa.string())))
        cells.append([_lost(table.names, row) for row in table.rows])
    schema, stream = pa.schema(fields), BytesIO()
    arrays = [pa.array(values, field.type) for field, values in zip(fields, cells, strict=True)]
    with pq.ParquetWriter(stream, schema, store_schema=False) as writer:  # Arrow's schema would be another mark
        writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
        writer.add_key_value_metadata({"acuevid": footers.MARK})
    return footers.stamped(stream.getvalue())


def _type(pa: Any, column: Column) -> Any:
    if column.is_list:
        return pa.list_(pa.string())
    if column.is_number:
        return pa.int64() if column.is_whole else pa.float64()
    return pa.string()


def _value(column: Column, cell: Cell) -> int | float | str | list[str] | None:
    """A cell as its column has it; text as CSV has it, but for what spreadsheets would run."""
    if cell is None or cell == "":
        return None
    if column.is_list:
        return [visible(part) for part in (cell.parts if isinstance(cell, Several) else (str(cell),))]
    if column.is_number:
        return int(cell) if column.is_whole else float(cell)
    return visible(str(cell))


def _lost(names: tuple[str, ...], row: tuple[Cell, ...]) -> dict[str, str] | None:
    """Printed numbers of a row that a double does not say again, with their digits."""
    told = {name: format(cell, "f") for name, cell in zip(names, row, strict=True) if isinstance(cell, Decimal)}
    return {name: text for name, text in told.items() if text != _again(float(text))} or None


def _again(number: float) -> str:
    """The fewest digits that give the same double, without noughts at the end."""
    return format(Decimal(repr(number)).normalize(), "f")


def rows_of(data: bytes) -> str:
    """A file in lines, its columns with their types and then its rows, to compare two files by."""
    import pyarrow as pa
    from pyarrow import parquet as pq

    try:
        table = pq.read_table(BytesIO(data))
    except (pa.ArrowException, OSError, ValueError):
        raise ValueError("it is no Parquet file") from None
    columns = (f"({field.name}: {field.type})" for field in table.schema)
    return "\n".join((*columns, *map(str, table.to_pylist())))
