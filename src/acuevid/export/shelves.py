"""The sheets of a library in one file, in the formats that can hold several."""

from collections.abc import Callable, Iterator, Sequence

from acuevid.catalogue.shelf import Opened, Shelf
from acuevid.errors import UsageError
from acuevid.export.formats import FORMATS, Export, table_of, works_of
from acuevid.export.names import ExportFormat as Name
from acuevid.models import BackgroundWork, Study
from acuevid.views.table import Table

Parts = Sequence[tuple[Opened, Export]]


def library_pieces(shelf: Shelf, format: Name, parts: Parts) -> Iterator[str] | Iterator[bytes]:
    """The exports of several sheets as one file, in pieces: rows, lines and objects name their sheet.

    A reference that several sheets have in the same words stands once. Raises `UsageError` for a format that holds one
    sheet, of which a folder takes a file each.
    """
    if format not in _TOGETHER:
        raise UsageError(f"one file in {format.value} holds one sheet; -o DIR/ writes a file for each")
    return _TOGETHER[format](shelf, parts)


def _json(shelf: Shelf, parts: Parts) -> Iterator[str]:
    from acuevid.export.json import shelf_json

    return shelf_json(shelf.is_library, ((sheet.key, _text(Name.JSON, export)) for sheet, export in parts))


def _jsonl(_: Shelf, parts: Parts) -> Iterator[str]:
    from acuevid.export.json import studies_jsonl

    for sheet, export in parts:
        yield from studies_jsonl(export.source.catalogue, export.scope.studies, sheet.key)


def _csv(shelf: Shelf, parts: Parts) -> Iterator[str]:
    from acuevid.export.csv import table_csv

    yield _text_table(table_csv, shelf, parts)


def _tsv(shelf: Shelf, parts: Parts) -> Iterator[str]:
    from acuevid.export.tsv import table_tsv

    yield _text_table(table_tsv, shelf, parts)


def _parquet(shelf: Shelf, parts: Parts) -> Iterator[bytes]:
    from acuevid.export.parquet import table_parquet

    yield table_parquet(_table(shelf, parts))


def _text_table(made: Callable[..., str], shelf: Shelf, parts: Parts) -> str:
    first = parts[0][1]
    told = made(_table(shelf, parts), raw=first.raw)
    return f"\ufeff{told}" if first.bom else told


def _table(shelf: Shelf, parts: Parts) -> Table:
    from acuevid.views.shelf import one_table

    return one_table(shelf, ((sheet, table_of(export)) for sheet, export in parts))


def _bibtex(_: Shelf, parts: Parts) -> Iterator[str]:
    from acuevid.export.bibtex import bibliography_bibtex

    yield bibliography_bibtex(_works(parts))


def _ris(_: Shelf, parts: Parts) -> Iterator[str]:
    from acuevid.export.ris import bibliography_ris

    yield bibliography_ris(_works(parts))


def _csl(_: Shelf, parts: Parts) -> Iterator[str]:
    from acuevid.export.csl import bibliography_csl

    yield bibliography_csl(_works(parts))


def _text(format: Name, export: Export) -> Iterator[str]:
    return (piece for piece in FORMATS[format].make(export) if isinstance(piece, str))


def _works(parts: Parts) -> list[Study | BackgroundWork]:
    """The works of all sheets, each once; one of the same citekey in other words goes by its sheet, too."""
    found: dict[str, Study | BackgroundWork] = {}
    for sheet, export in parts:
        for work in works_of(export):
            known = found.get(work.citekey)
            if known is None:
                found[work.citekey] = work
            elif known.reference != work.reference:
                key = f"{sheet.key}.{work.citekey}"
                found[key] = work.model_copy(update={"citekey": key})
    return list(found.values())


_TOGETHER: dict[Name, Callable[[Shelf, Parts], Iterator[str] | Iterator[bytes]]] = {
    Name.JSON: _json,
    Name.JSONL: _jsonl,
    Name.CSV: _csv,
    Name.TSV: _tsv,
    Name.PARQUET: _parquet,
    Name.BIBTEX: _bibtex,
    Name.RIS: _ris,
    Name.CSL_JSON: _csl,
}
