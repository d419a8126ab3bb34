"""Following a catalogue: each save is checked, told, and shown to the browser that looks on."""

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import sleep, strftime
from types import TracebackType
from typing import TYPE_CHECKING

import typer

from acuevid.api.checking import examine
from acuevid.catalogue.files import find_catalogue, shown_name
from acuevid.catalogue.load import Loaded, load_bytes, read_bytes
from acuevid.cli.check import told_severities
from acuevid.cli.common import Color, catalogue_file, show, write
from acuevid.diagnostics import Diagnostic
from acuevid.errors import AcuevidError, CatalogueError
from acuevid.render.problems import diagnostic_lines, problem_lines

if TYPE_CHECKING:
    from acuevid.cli.serving import Server

_PATIENCE = 0.2
"""So many seconds a file may be away while an editor puts another in its place."""


class Watcher:
    """A catalogue's file, what it was when it last loaded, and who looks on."""

    def __init__(self, context: typer.Context, option: str | None, conditions: Sequence[str], color: Color) -> None:
        """Nothing is read yet; raises `AcuevidError` where there is no file to watch, or nothing to watch it with."""
        self.path = find_catalogue(catalogue_file(context, option))
        if not self.path.is_file():
            raise AcuevidError(f"there is no file {self.path} to watch")
        _watchfiles()
        gc.enable()  # unlike other commands this one lives long
        self.name = shown_name(self.path)
        self.conditions, self.color = tuple(conditions), color
        self.seen = (-1, 0, 0)
        self.good: Loaded | None = None
        self.problems: set[tuple[str, ...]] = set()
        self.server: Server | None = None

    def __enter__(self) -> "Watcher":
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving."""
        if self.server is not None:
            self.server.close()

    def serve(self, port: int) -> None:
        """Serve the sheet on this machine from now on, and print where."""
        from acuevid.cli.serving import Server

        self.server = Server(port)
        write(f"{self.server.address}\n")

    def follow(self) -> None:
        """Tell how the catalogue stands, then after each save what changed; ends with Ctrl-C only."""
        changes = self._saves()
        self._look()
        typer.echo(f"watching {self.name}; Ctrl-C ends it", err=True)
        for _ in changes:
            self._look()

    def _saves(self) -> Iterator[object]:
        """Something for each time that the file may have been saved, or another put in its place."""
        files = {Path(os.path.abspath(self.path)), Path(os.path.realpath(self.path))}
        names = {file.name for file in files}
        folders = {file.parent for file in files}
        watch = _watchfiles()
        return iter(
            watch(
                *folders,
                watch_filter=lambda _, changed: Path(changed).name in names,
                recursive=False,
                debounce=400,
                rust_timeout=1000,
                yield_on_timeout=True,
            )
        )

    def _look(self) -> None:
        """Read the file, and where it is another than before say what is new."""
        try:
            status = os.stat(self.path) if self.path.exists() else None
            seen = (status.st_ino, status.st_size, status.st_mtime_ns) if status else (0, 0, 0)
            if seen == self.seen:
                return
            self.seen = seen
            data = self._read()
            source = load_bytes(data, self.name, self.path)
        except CatalogueError as error:
            self._tell(error.diagnostics)
            if self.server is not None:
                self.server.show(None, list(problem_lines(error.diagnostics, most=20)))
            return
        keys = self._keys(source)
        _, found = examine(source)
        self._tell(found)
        if self.good is not None:
            self._tell_sentences(self.good, source, keys)
        self.good = source
        if self.server is not None:
            self.server.show(self._page(source), ())

    def _read(self) -> bytes:
        try:
            return read_bytes(self.path, self.name)
        except CatalogueError:
            sleep(_PATIENCE)
            return read_bytes(self.path, self.name)

    def _tell(self, found: Sequence[Diagnostic]) -> None:
        """How many problems there are, and those in full that were not there before, but for what is still to do."""
        from acuevid.views.todo import is_todo

        now = {_key(diagnostic) for diagnostic in found}
        fresh = [d for d in found if _key(d) not in self.problems and not is_todo(d)]
        mended = len(self.problems - now)
        lines = [line for diagnostic in fresh for line in diagnostic_lines(diagnostic)]
        told = f"{strftime('%H:%M:%S')} {told_severities(found)}{f'; {mended} mended' if mended else ''}"
        write("".join(f"{line}\n" for line in [told, *lines]))
        self.problems = now

    def _tell_sentences(self, old: Loaded, new: Loaded, keys: set[str]) -> None:
        from acuevid.views.diff import compare, diff_document

        difference = compare(old.catalogue, new.catalogue)
        if keys:
            both = [(change, [s for s in (change.old, change.new) if s]) for change in difference.sentences]
            kept = [change for change, told in both if any(s.id.rpartition(".")[0] in keys for s in told)]
            difference = replace(difference, sentences=tuple(kept))
        show(diff_document(difference), self.color)

    def _keys(self, source: Loaded) -> set[str]:
        from acuevid.catalogue.names import find_condition

        return {find_condition(source.catalogue, name).key for name in self.conditions}

    def _page(self, source: Loaded) -> str:
        from acuevid.catalogue.query import Query
        from acuevid.export.formats import FORMATS, Export
        from acuevid.export.names import ExportFormat
        from acuevid.views.scope import scope_of

        scope = scope_of(source.catalogue, Query(conditions=self.conditions))
        return "".join(map(str, FORMATS[ExportFormat.HTML].make(Export(source, scope))))


def _key(diagnostic: Diagnostic) -> tuple[str, ...]:
    """A problem without its place, which moves when something is written before it."""
    return diagnostic.code, diagnostic.citekey, diagnostic.field, diagnostic.message


def _watchfiles() -> Callable[..., Iterator[object]]:
    try:
        from watchfiles import watch
    except ImportError:
        raise AcuevidError("watch needs watchfiles: pip install 'acuevid[desk]'") from None
    return watch
