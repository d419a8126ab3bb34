"""``acuevid export --all``: every format into one folder, or a check that each is in step."""

from collections.abc import Iterable
from pathlib import Path

from acuevid.cli.common import say
from acuevid.cli.progress import Progress
from acuevid.errors import OutOfStep
from acuevid.export.everything import everything, index_document, index_name
from acuevid.export.files import difference, write_file
from acuevid.export.formats import Export
from acuevid.export.html.document import document_html


def export_everything(export: Export, folder: Path, stem: str, *, check: bool, force: bool) -> None:
    """Write every format, and the index last; with `check` write nothing, and raise `OutOfStep` where one differs."""
    if not check:
        folder.mkdir(exist_ok=True)
    last = folder / index_name(stem)
    files: list[tuple[str, str]] = []
    stale: list[str] = []
    without: list[str] = []
    with Progress("exporting"):
        for made in everything(export, stem):
            if made.reason:
                without.append(f"no {made.name}: {made.reason}")
                continue
            files.append((made.name, made.holds))
            stale += _one(export, folder / made.name, made.pieces, made.format, check=check, force=force)
        index = document_html(index_document(export, files), export.source.catalogue.sheet.title)
        stale += _one(export, last, [index], "html", check=check, force=force)
    say(*without, *export.remarks)
    if stale:
        raise OutOfStep(f"out of step with the catalogue: {', '.join(stale)}")
    if not check:
        say(f"wrote {len(files) + 1} files to {folder}; {last} lists them")


def _one(
    export: Export, path: Path, pieces: Iterable[str | bytes], format: str, *, check: bool, force: bool
) -> list[str]:
    """Write a file, or say its name where it is not there or differs."""
    if not check:
        write_file(path, pieces, format, source=Path(export.source.name), force=force)
        return []
    try:
        return [str(path)] if difference(path, pieces, format) is not None else []
    except OutOfStep:
        return [str(path)]
