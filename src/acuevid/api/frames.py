"""Rows as a frame of pandas or polars, whichever is there; neither is needed for anything else."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from acuevid.errors import AcuevidError

FrameLibrary = Literal["pandas", "polars"]


def frame(columns: Mapping[str, Sequence[Any]], library: FrameLibrary | None = None) -> Any:
    """A frame of these columns; `library` is pandas or polars, and without it the one that is installed, pandas first.

    A printed number is a float there, and what is absent the library's own missing value. Raises `AcuevidError` where
    neither is installed.
    """
    plain = {name: [float(v) if isinstance(v, Decimal) else v for v in values] for name, values in columns.items()}
    for name in (library,) if library is not None else ("pandas", "polars"):
        try:
            return _made(name, plain)
        except ImportError:
            continue
    which = library or "pandas or polars"
    raise AcuevidError(f"frames need {which}: pip install {library or 'pandas'}")


def _made(library: str, columns: Mapping[str, Sequence[Any]]) -> Any:
    if library == "pandas":
        import pandas

        return pandas.DataFrame({name: pandas.Series(values, dtype=_dtype(values)) for name, values in columns.items()})
    import polars

    return polars.DataFrame(columns, strict=False)


def _dtype(values: Sequence[Any]) -> str:
    """pandas' own type for a column, one that can hold what is absent."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return "boolean"
    if kinds == {int}:
        return "Int64"
    return "Float64" if kinds and kinds <= {int, float} else "object"
