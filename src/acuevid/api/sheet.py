"""A sheet that is loaded: its studies, its conditions, and all that can be asked of it."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from acuevid.api.frames import FrameLibrary
from acuevid.api.results import Picture, Rows, Shown, plain
from acuevid.catalogue.load import Loaded
from acuevid.catalogue.names import find_condition, find_study
from acuevid.catalogue.query import Query, parse_years, select, sort_studies, term_of
from acuevid.catalogue.shelf import Opened, Shelf
from acuevid.errors import UsageError
from acuevid.models import Catalogue, Condition, Study
from acuevid.terms import Comparator, Direction, Species
from acuevid.views.blocks import Document

if TYPE_CHECKING:
    from acuevid.api.checking import Checked
    from acuevid.api.pooling import Pool
    from acuevid.api.summaries import Kind, Summary
    from acuevid.views.diff import Difference

Words = str | Sequence[str] | None


def _several(words: Words) -> tuple[str, ...]:
    return () if words is None else (words,) if isinstance(words, str) else tuple(words)


def query(
    *,
    condition: Words = None,
    design: Words = None,
    species: Words = None,
    comparator: Words = None,
    year: str | int | None = None,
    author: Words = None,
    journal: Words = None,
    search: Words = None,
) -> Query:
    """Filters in the words of the options of ``acuevid list``; several values of one mean any of them.

    `year` is 2010, "2005..2011", "2005.." or "..2011". Raises `UsageError` for what is no such word or span.
    """
    return Query(
        _several(condition),
        _several(design),
        tuple(term_of(Species, word) for word in _several(species)),
        tuple(term_of(Comparator, word) for word in _several(comparator)),
        (None, None) if year is None else parse_years(str(year)),
        _several(author),
        _several(journal),
        _several(search),
    )


@dataclass(frozen=True, repr=False)
class Studies(Shown, Sequence[Study]):
    """Studies of a sheet, in order; `where` narrows them, and what is pooled or framed is of these alone."""

    source: Loaded
    records: tuple[Study, ...]

    def __repr__(self) -> str:
        """How many there are, and the first of them."""
        named = ", ".join(study.label for study in self.records[:3])
        return f"<Studies: {len(self)}{f' ({named}{chr(8230) if len(self) > 3 else str()})' if named else ''}>"

    def where(self, *, finding: Words = None, **filters: Any) -> "Studies":
        """The studies that pass every filter: condition, design, species, comparator, year, author, journal, search.

        `finding` is a direction, as "favours-experimental". Raises `NotFound` for an unknown condition, `UsageError`
        for any other word that there is not.
        """
        kept = {study.citekey for study in select(self.source.catalogue, query(**filters))}
        found = [study for study in self.records if study.citekey in kept]
        if finding is not None:
            from acuevid.results.findings import with_finding

            found = with_finding(found, [term_of(Direction, word) for word in _several(finding)])
        return Studies(self.source, tuple(found))

    def sorted(self, key: str) -> "Studies":
        """The same in another order: catalogue, year, study, participants, level or design; downwards with a minus."""
        return Studies(self.source, tuple(sort_studies(self.records, key)))

    def rows(self, *columns: str) -> Rows:
        """The studies as rows under the columns of ``acuevid list``, or those of its data without any."""
        from acuevid.views.rows import EXPORT_COLUMNS, studies_table

        return Rows(studies_table(self.source.catalogue, self.records, columns or EXPORT_COLUMNS))

    @property
    def outcomes(self) -> Rows:
        """Their outcomes as rows, with the figures of both groups and the effects computed of them."""
        from acuevid.views.outcomes import outcomes_data

        return Rows(outcomes_data(self.records))

    def pool(self, condition: str | None = None, **options: Any) -> "Pool":
        """The pool of these studies alone; see `Sheet.pool`."""
        from acuevid.api.pooling import pool_of

        return pool_of(self.source.catalogue, condition, studies=self.records, **options)

    @property
    def document(self) -> Document:
        """The studies as the table that a reader is shown."""
        from acuevid.views.rows import READER_COLUMNS, studies_table

        return Document.of(studies_table(self.source.catalogue, self.records, READER_COLUMNS))

    def to_dict(self) -> list[dict[str, Any]]:
        """The records in full with what is derived of each, as ``acuevid show --json`` has them."""
        from acuevid.export.json import studies_json

        data: list[dict[str, Any]] = plain(studies_json(self.source.catalogue, self.records))["studies"]
        return data

    def to_frame(self, library: FrameLibrary | None = None, *columns: str) -> Any:
        """The studies as a frame, one a row."""
        return self.rows(*columns).to_frame(library)

    def __len__(self) -> int:
        """How many studies there are."""
        return len(self.records)

    def __iter__(self) -> Iterator[Study]:
        """Each record."""
        return iter(self.records)

    @overload
    def __getitem__(self, index: int) -> Study: ...

    @overload
    def __getitem__(self, index: slice) -> "Studies": ...

    def __getitem__(self, index: int | slice) -> "Study | Studies":
        """A record by its place, or the studies of a slice."""
        return Studies(self.source, self.records[index]) if isinstance(index, slice) else self.records[index]


@dataclass(frozen=True, repr=False)
class StudyInFull(Shown):
    """One study: its `record`, and all that can be told of it."""

    source: Loaded
    record: Study

    def __repr__(self) -> str:
        """The study by name."""
        return f"<Study {self.record.label}>"

    @property
    def document(self) -> Document:
        """The reference, the people, the groups, every outcome, effects, what the checks found."""
        from acuevid.views.study import study_document

        return study_document(self.source.catalogue, self.record)

    def to_dict(self) -> dict[str, Any]:
        """The record with what is derived of it."""
        found: dict[str, Any] = Studies(self.source, (self.record,)).to_dict()[0]
        return found


@dataclass(frozen=True, repr=False)
class ConditionOf(Shown):
    """A condition of a sheet: its `record`, its studies, what may be said of them, and what they pool to."""

    source: Loaded
    record: Condition

    def __repr__(self) -> str:
        """The condition by name."""
        return f"<Condition {self.name}>"

    @property
    def key(self) -> str:
        """Its key in the catalogue."""
        return self.record.key

    @property
    def name(self) -> str:
        """Its name."""
        return self.record.name

    @property
    def studies(self) -> Studies:
        """The studies of it."""
        return Studies(self.source, self.source.catalogue.studies_of.get(self.key, ()))

    def summary(self, kind: "Kind" = "full") -> "Summary":
        """What may be said of it: in full, brief (the key messages), or plain (for those it is about)."""
        from acuevid.api.summaries import Summary

        return Summary(self.source, (self.record,), kind)

    def pool(self, **options: Any) -> "Pool":
        """The pool of its studies; see `Sheet.pool`."""
        from acuevid.api.pooling import pool_of

        return pool_of(self.source.catalogue, self.key, **options)

    @property
    def document(self) -> Document:
        """Its summary."""
        return self.summary().document

    def to_dict(self) -> dict[str, Any]:
        """Its summary as plain data."""
        return self.summary().to_dict()


@dataclass(frozen=True, repr=False)
class Changes(Shown):
    """What changed between two sheets: records added, removed and changed, and sentences with what they rest on."""

    difference: "Difference"

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return self.difference.is_empty

    @property
    def document(self) -> Document:
        """The changes for a reader."""
        from acuevid.views.diff import diff_document

        return diff_document(self.difference)

    def to_dict(self) -> dict[str, Any]:
        """The same data as ``acuevid diff --json``."""
        from acuevid.export.json import diff_json

        data: dict[str, Any] = plain(diff_json(self.difference))
        return data


@dataclass(frozen=True, repr=False)
class Sheet(Shown):
    """A catalogue of studies that is loaded; `key` is its name in a library, and empty without one."""

    source: Loaded
    key: str = ""

    def __repr__(self) -> str:
        """The sheet by its title and size."""
        return f"<Sheet {self.title!r}: {len(self.catalogue.studies)} studies>"

    def __str__(self) -> str:
        """The same; its summary is a result of its own."""
        return repr(self)

    @property
    def catalogue(self) -> Catalogue:
        """The records, frozen pydantic models."""
        return self.source.catalogue

    @property
    def title(self) -> str:
        """The title of the sheet."""
        return self.catalogue.sheet.title

    @cached_property
    def studies(self) -> Studies:
        """Every study."""
        return Studies(self.source, self.catalogue.studies)

    def study(self, name: str) -> StudyInFull:
        """The study of a citekey, an author, or an author and a year; raises `NotFound`, with what is near."""
        return StudyInFull(self.source, find_study(self.catalogue, name))

    @property
    def conditions(self) -> tuple[ConditionOf, ...]:
        """Every condition, those that other sheets treat included."""
        return tuple(ConditionOf(self.source, condition) for condition in self.catalogue.conditions)

    def condition(self, name: str) -> ConditionOf:
        """The condition of a key, a name or an alias, or its beginning; raises `NotFound`, with what is near."""
        return ConditionOf(self.source, find_condition(self.catalogue, name))

    def summary(self, kind: "Kind" = "full") -> "Summary":
        """What may be said of the whole sheet: in full, brief (the key messages), or plain."""
        from acuevid.api.summaries import Summary

        return Summary(self.source, (), kind)

    def check(self, *, select: Words = None, ignore: Words = None) -> "Checked":
        """What is wrong with the catalogue, and how every number of it ends; codes are chosen by how they begin."""
        from acuevid.api.checking import check_shelf

        return check_shelf(Shelf((Opened("", self.source),)), select=select, ignore=ignore, numbers=True)

    def pool(self, condition: str | None = None, **options: Any) -> "Pool":
        """The one pool that is asked for, in the words of the options of ``acuevid pool``.

        measure ("rr", "or", "md" …), outcome, comparator, window, event, not_randomised, adjusted, multi_arm and
        control_risk. Raises `NotFound` where nothing can be pooled, or several questions could be; `AcuevidError`
        where scipy is not installed.
        """
        from acuevid.api.pooling import pool_of

        return pool_of(self.catalogue, condition, **options)

    def pools(self, condition: str | None = None, **options: Any) -> "tuple[Pool, ...]":
        """Every pool that the studies allow."""
        from acuevid.api.pooling import pools_of

        return pools_of(self.catalogue, condition, **options)

    def diff(self, other: "Sheet | str | os.PathLike[str]") -> Changes:
        """What changed from another sheet, or from the one in a file, to this one."""
        from acuevid.api.opening import open_shelf
        from acuevid.views.diff import compare

        old = other.catalogue if isinstance(other, Sheet) else open_shelf(other).sheets[0].catalogue
        return Changes(compare(old, self.catalogue))

    def todo(self) -> Rows:
        """What is still to fill in."""
        from acuevid.views.todo import chosen_todos, todo_table

        return Rows(todo_table(chosen_todos(self.source, ())))

    def map(self, by: str = "design") -> Rows:
        """The evidence map as data: a row for each condition and design (or comparator), empty ones too."""
        from acuevid.views.map import data_table, evidence_map

        column: Any = by
        if by not in ("design", "comparator"):
            raise UsageError(f"{by!r} is not one of design, comparator")
        return Rows(data_table(evidence_map(self.catalogue.studies, self.catalogue.conditions, column)))

    def map_picture(self, by: str = "design") -> Picture:
        """The evidence map drawn."""
        from acuevid.export.svg import map_svg
        from acuevid.export.theme import Theme
        from acuevid.views.map import evidence_map

        column: Any = by
        return Picture(
            map_svg(evidence_map(self.catalogue.studies, self.catalogue.conditions, column), alone=Theme.LIGHT)
        )

    def trace(self, sentence: str) -> Document:
        """What a sentence rests on, by its id or digest: ``hiv.3``; raises `NotFound`."""
        from acuevid.views.trace import find_statement, trace_document

        return trace_document(self.source, [find_statement(self.source, sentence)])

    def export(self, format: str = "md", **options: Any) -> str | bytes:
        """The whole sheet in a format of ``acuevid export``: its text, or the bytes of docx, pdf and parquet.

        Options are those of `acuevid.export.formats.Export`, as ``rows="outcomes"`` or ``plain=True``.
        """
        from acuevid.export.formats import FORMATS, Export
        from acuevid.export.names import ExportFormat
        from acuevid.views.scope import all_of

        chosen = FORMATS[term_of(ExportFormat, format)]
        pieces = list(chosen.make(Export(self.source, all_of(self.catalogue), **options)))
        if chosen.is_text:
            return "".join(str(piece) for piece in pieces)
        return b"".join(piece for piece in pieces if isinstance(piece, bytes))

    @property
    def document(self) -> Document:
        """The summary of the whole sheet."""
        return self.summary().document

    def to_dict(self) -> dict[str, Any]:
        """The same data as ``acuevid export --format json``."""
        return self.summary().to_dict()

    def to_frame(self, library: FrameLibrary | None = None) -> Any:
        """Its studies as a frame."""
        return self.studies.to_frame(library)
