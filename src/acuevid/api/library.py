"""A library that is loaded: its sheets by name, and what goes over all of them."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from acuevid.api.frames import FrameLibrary
from acuevid.api.results import Rows, Shown
from acuevid.api.sheet import Changes, Sheet, Words, query
from acuevid.catalogue.query import select
from acuevid.catalogue.shelf import Shelf
from acuevid.views.blocks import Document

if TYPE_CHECKING:
    from acuevid.api.checking import Checked


@dataclass(frozen=True, repr=False)
class Library(Shown, Mapping[str, Sheet]):
    """Several sheets, each by its name; a study that one uses from another is one record."""

    shelf: Shelf

    def __repr__(self) -> str:
        """The library by its title and size."""
        return f"<Library {self.title!r}: {len(self.sheets)} sheets>"

    def __str__(self) -> str:
        """The same."""
        return repr(self)

    @property
    def title(self) -> str:
        """Its title; without one, the name of its folder."""
        return self.shelf.library.title if self.shelf.library is not None else ""

    @cached_property
    def sheets(self) -> dict[str, Sheet]:
        """The sheets by name."""
        return {opened.key: Sheet(opened.source, opened.key) for opened in self.shelf}

    def __getitem__(self, key: str) -> Sheet:
        """The sheet of this name."""
        return self.sheets[key]

    def __iter__(self) -> Iterator[str]:
        """The names of the sheets."""
        return iter(self.sheets)

    def __len__(self) -> int:
        """How many sheets there are."""
        return len(self.sheets)

    def studies(self, *columns: str, **filters: Any) -> Rows:
        """The studies of all sheets as rows that name their sheet; filters are those of `Studies.where`."""
        from acuevid.views.rows import EXPORT_COLUMNS
        from acuevid.views.shelf import studies_of

        found = self.shelf.each(lambda sheet, asked: select(sheet.catalogue, asked), query(**filters))
        pairs = [(sheet, study) for sheet, those in found for study in those]
        return Rows(studies_of(self.shelf, pairs, columns or EXPORT_COLUMNS))

    def check(self, *, select: Words = None, ignore: Words = None) -> "Checked":
        """What is wrong in each sheet, and what two sheets say differently of one work."""
        from acuevid.api.checking import check_shelf

        return check_shelf(self.shelf, select=select, ignore=ignore, numbers=True)

    def diff(self, other: "Library | str | os.PathLike[str]") -> dict[str, Changes]:
        """What changed from another library to this one, by sheet."""
        from acuevid.api.opening import open_shelf
        from acuevid.views.diff import compare_shelves

        old = other.shelf if isinstance(other, Library) else open_shelf(other)
        return {key: Changes(difference) for key, difference in compare_shelves(old, self.shelf).items()}

    def site(self, folder: str | os.PathLike[str], *, when: str = "", force: bool = False) -> int:
        """Build the site of the library, and return how many pages were made anew; `when` is the time of the build."""
        import time

        from acuevid.export.site.build import build_site

        assert self.shelf.library is not None
        now = when or time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        return build_site(self.shelf.library, Path(folder), now, force=force).made

    @property
    def document(self) -> Document:
        """The sheets as a table."""
        from acuevid.views.shelf import sheets_table

        return Document.of(sheets_table(self.shelf))

    def to_dict(self) -> dict[str, Any]:
        """Each sheet as plain data, by name."""
        return {key: sheet.to_dict() for key, sheet in self.sheets.items()}

    def to_frame(self, library: FrameLibrary | None = None) -> Any:
        """The studies of all sheets as a frame, with the sheet of each."""
        return self.studies().to_frame(library)
