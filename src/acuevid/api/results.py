"""What every result can do: be read as text, in a notebook, as plain data, and as a frame."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acuevid.api.frames import FrameLibrary, frame
from acuevid.views.blocks import Document
from acuevid.views.table import Cell, Table


class Shown:
    """A result that has a document: as text it is Markdown, and a notebook shows it as HTML."""

    @property
    def document(self) -> Document:
        """The result as blocks, of which every output is drawn."""
        raise NotImplementedError

    def __repr__(self) -> str:
        """What it is, in a few words."""
        return f"<{type(self).__name__}>"

    def __str__(self) -> str:
        """The result as Markdown."""
        from acuevid.export.markdown import markdown

        return markdown(self.document)

    def _repr_html_(self) -> str:
        """The result as HTML, for notebooks."""
        from acuevid.export.html.blocks import blocks

        return f'<div class="acuevid">{blocks(self.document.blocks, {})}</div>'


@dataclass(frozen=True, repr=False)
class Rows(Shown, Sequence[dict[str, Cell]]):
    """Rows under columns, each a dictionary by the names of the columns; `table` has the headings, too."""

    table: Table

    @property
    def document(self) -> Document:
        """The table alone."""
        return Document.of(self.table)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.table.names

    def __repr__(self) -> str:
        """How many rows of which columns."""
        return f"<Rows: {len(self)} of {', '.join(self.columns[:6])}{'…' if len(self.columns) > 6 else ''}>"

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.table.rows)

    def __getitem__(self, index: Any) -> Any:
        """A row, or the rows of a slice."""
        rows = self.table.rows[index]
        return [self._row(row) for row in rows] if isinstance(index, slice) else self._row(rows)

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        """Each row."""
        return map(self._row, self.table.rows)

    def _row(self, row: tuple[Cell, ...]) -> dict[str, Cell]:
        return dict(zip(self.table.names, row, strict=True))

    def to_dict(self) -> list[dict[str, Cell]]:
        """The rows as plain data."""
        return list(self)

    def to_frame(self, library: FrameLibrary | None = None) -> Any:
        """The rows as a frame of pandas or polars."""
        cells = zip(*self.table.rows, strict=True) if self.table.rows else ([] for _ in self.table.names)
        return frame(dict(zip(self.table.names, map(list, cells), strict=True)), library)


@dataclass(frozen=True, repr=False)
class Picture:
    """A drawing: SVG that a notebook shows, and that `save` puts into a file."""

    svg: str

    def __repr__(self) -> str:
        """What it is."""
        return f"<Picture: SVG of {len(self.svg):,} characters>"

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: str | Path, *, force: bool = False) -> Path:
        """Write it as SVG, or as PDF or PNG where the name ends so; returns where it went.

        Raises `AcuevidError` where a file stands there that acuevid did not write, unless `force`.
        """
        from acuevid.export.files import write_file
        from acuevid.export.markup import Markup
        from acuevid.export.svg import picture
        from acuevid.export.typeset import PRINTED, typeset

        suffix = Path(path).suffix.lower().removeprefix(".")
        drawn = Markup(self.svg)
        pieces: Iterable[str | bytes] = [typeset(drawn, suffix) if suffix in PRINTED else picture(drawn)]
        return write_file(Path(path), pieces, suffix if suffix in PRINTED else "svg", force=force)


def plain(text: str | Iterable[str]) -> Any:
    """JSON text as plain data."""
    import json

    return json.loads(text if isinstance(text, str) else "".join(text))
