"""Where an export goes: to standard output, a file or a folder, of one sheet or of all of a library."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import typer

from acuevid.catalogue.shelf import Opened, Shelf
from acuevid.cli.common import in_utf8, is_terminal, json_pieces, save, say, write, write_pieces
from acuevid.cli.progress import Progress
from acuevid.errors import OutOfStep
from acuevid.export.files import difference, target
from acuevid.export.formats import Export, Format
from acuevid.export.names import ExportFormat


class Where(NamedTuple):
    """The folder of every format, or else the file, folder or ``-``; and whether to compare only, or to overwrite."""

    everything: str
    output: str
    check: bool
    force: bool


def export_sheet(
    context: typer.Context, catalogue: str | None, format: Format, export: Export, stem: str, where: Where
) -> None:
    """Export one catalogue; raises `OutOfStep` where what is there is to be compared, and differs."""
    if where.everything:
        from acuevid.cli.everything import export_everything

        return export_everything(export, Path(where.everything), stem, check=where.check, force=where.force)
    if format.name is ExportFormat.ROBVIS:
        from acuevid.export.robvis import left_out

        say(*left_out(export.source.catalogue, export.scope.studies, export.tool))
    name = f"{stem}{format.extension}"
    return _put(context, catalogue, format, format.make(export), name, where, export.remarks)


def export_library(
    context: typer.Context, shelf: Shelf, format: Format, parts: Sequence[tuple[Opened, Export]], where: Where
) -> None:
    """Export the sheets of a library: into a folder, a file (with `everything` a folder) each, or all into one file."""
    if where.everything or where.output.endswith("/") or Path(where.output).is_dir():
        folder = Path(where.everything or where.output)
        if not where.check:
            folder.mkdir(exist_ok=True)
        stale = []
        for sheet, export in parts:
            inner = folder / sheet.key
            mine = where._replace(output=str(inner.with_name(f"{sheet.key}{format.extension}")))
            mine = mine._replace(everything=str(inner) if where.everything else "")
            try:
                export_sheet(context, export.source.name, format, export, sheet.key, mine)
            except OutOfStep as error:
                stale.append(str(error))
        if stale:
            raise OutOfStep("; ".join(stale))
        return None
    from acuevid.export.shelves import library_pieces

    name = f"{shelf.library.folder.resolve().name if shelf.library else 'library'}{format.extension}"
    remarks = [remark for _, export in parts for remark in export.remarks]
    source = parts[0][1].source.name
    return _put(context, source, format, library_pieces(shelf, format.name, parts), name, where, remarks)


def _put(
    context: typer.Context,
    catalogue: str | None,
    format: Format,
    pieces: Iterator[str | bytes] | Iterator[str] | Iterator[bytes],
    name: str,
    where: Where,
    remarks: Sequence[str],
) -> None:
    if where.output == "-":
        in_utf8()
    with Progress("exporting"):
        whole: Iterable[str | bytes] = chain((next(pieces, ""),), pieces)  # most formats are one piece
        say(*remarks)
        told = json_pieces(whole) if format.is_json else whole
        if where.output == "-" and not is_terminal():
            return write_pieces(told)
        if where.output != "-" and not where.check:
            return save(context, catalogue, where.output, whole, name, format=format.name, force=where.force)
        changes = difference(target(where.output, name), whole, format.name) if where.check else None
    if not where.check:
        return write_pieces(told)  # where the bar would be in the way
    if changes is None:
        return None
    write(changes)
    raise OutOfStep(f"{target(where.output, name)} is out of step with the catalogue")
