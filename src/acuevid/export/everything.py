"""Every format of a sheet in one folder, with an index that says what each file is for."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import quote

from acuevid.errors import AcuevidError
from acuevid.export.formats import FORMATS, Export
from acuevid.export.names import ExportFormat as Name
from acuevid.views.blocks import Document, Facts, Prose


class Made(NamedTuple):
    """A file of the folder: its name, its format, what it holds and for what; in pieces, or why there is none."""

    name: str
    format: Name
    holds: str
    pieces: Iterator[str | bytes]
    reason: str = ""


def everything(export: Export, stem: str) -> Iterator[Made]:
    """Each format of an export as a file, the rows of outcomes beside those of studies, one at a time."""
    for name, form in FORMATS.items():
        holds = f"{form.holds[:1].upper()}{form.holds[1:]}, for {form.tool}"
        variants = [(export, f"{stem}{form.extension}", holds)]
        if name in (Name.CSV, Name.PARQUET):
            told = f"An outcome a row, for {form.tool}"
            variants = [
                (replace(export, rows="studies"), variants[0][1], f"A study a row, for {form.tool}"),
                (replace(export, rows="outcomes"), f"{stem}.outcomes{form.extension}", told),
            ]
        if name is Name.ROBVIS:
            tools = (
                [export.tool]
                if export.tool
                else sorted({a.tool.key for s in export.scope.studies for a in s.appraisals})
            )
            variants = [
                (
                    replace(export, tool=tool),
                    f"{stem}.{tool}{form.extension}",
                    f"Judgements with {tool}, for {form.tool}",
                )
                for tool in tools
            ]
        if name is not Name.TSV:  # the same as CSV
            for wanted, file, words in variants:
                yield _made(wanted, name, file, words)


def _made(export: Export, name: Name, file: str, holds: str) -> Made:
    pieces = FORMATS[name].make(export)
    try:
        first = next(pieces, "")
    except AcuevidError as error:  # an extra that is not installed
        return Made(file, name, holds, iter(()), str(error))
    return Made(file, name, holds, _all(first, pieces))


def _all(first: str | bytes, rest: Iterator[str | bytes]) -> Iterator[str | bytes]:
    yield first
    yield from rest


def index_name(stem: str) -> str:
    """What the index is called, which is no name of a file that it lists."""
    return "files.html" if stem == "index" else "index.html"


def index_document(export: Export, files: Sequence[tuple[str, str]]) -> Document:
    """The files by name, each under what it holds."""
    rows = tuple((holds, file) for file, holds in files)
    links = tuple((holds, quote(file)) for file, holds in files)
    sheet = export.source.catalogue.sheet
    by = f"{sheet.publisher.name}. " if sheet.publisher is not None and sheet.kind == "own" else ""
    return Document.of(Prose(f"{by}{sheet.title}, in every format.", quiet=True), Facts(rows, links))
