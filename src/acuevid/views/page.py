"""The sheet as a page: its parts, a table of its studies to search, and each study in full."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from acuevid.catalogue.query import comparators, in_order
from acuevid.checks.run import Report, findings_of
from acuevid.models import Catalogue, Study
from acuevid.results.analysed import analysed
from acuevid.synthesis.sheet import SheetSummary
from acuevid.terms import Comparator, Direction
from acuevid.views.blocks import Block
from acuevid.views.factsheet import FactSheet, fact_sheet
from acuevid.views.pictures import Timeline
from acuevid.views.rows import studies_table
from acuevid.views.scope import Scope
from acuevid.views.study import study_blocks
from acuevid.views.table import Cell, Column
from acuevid.views.timeline import timeline
from acuevid.vocabulary import in_place


@dataclass(frozen=True, slots=True)
class Entry:
    """A study in the table of the page; `number` is its place in the reference list."""

    study: Study
    number: int
    cells: tuple[Cell, ...]
    comparators: tuple[str, ...]
    direction: Direction | None
    details: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """What the table can be narrowed by: its name, and values with their labels."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet with its studies for a page."""

    sheet: FactSheet
    columns: tuple[Column, ...]
    entries: tuple[Entry, ...]
    filters: tuple[Filter, ...]
    publisher: str = ""
    timeline: Timeline | None = None
    study_pages: Mapping[str, str] = field(default_factory=dict)
    """In a site, the address of each study's own page, by citekey."""


_MOST_YEARS = 100
"""More studies than these are a wall of circles; the table sorts them by year."""
_COLUMNS = ("study", "year", "design", "participants", "condition", "comparison", "finding", "level")


def sheet_page(catalogue: Catalogue, summary: SheetSummary, report: Report, scope: Scope) -> Page:
    """The page of what is in scope, with what the checks say of it."""
    studies = in_order(scope.studies)
    found = findings_of(catalogue, studies)
    table = studies_table(catalogue, studies, _COLUMNS)
    entries = tuple(
        Entry(
            study,
            number,
            cells,
            tuple(c.value for c in Comparator if c in comparators(study)) or ("none",),
            analysed(study).finding.direction,
            tuple(study_blocks(catalogue, study, found[study.citekey])),
        )
        for number, (study, cells) in enumerate(zip(studies, table.rows, strict=True), start=1)
    )
    sheet = fact_sheet(catalogue, summary, report, scope)
    publisher = catalogue.sheet.publisher
    named = publisher.name if publisher is not None else ""
    years = timeline(studies, catalogue.sheet.topic) if 1 < len(studies) <= _MOST_YEARS else None
    return Page(sheet, table.columns, entries, tuple(_filters(catalogue, entries)), named, years)


def _filters(catalogue: Catalogue, entries: tuple[Entry, ...]) -> Iterable[Filter]:
    studies = [entry.study for entry in entries]
    conditions = {key for study in studies for key in study.conditions}
    designs = in_place(study.design for study in studies)
    classes = {name for entry in entries for name in entry.comparators}
    directions = {entry.direction for entry in entries}
    named = [(c.key, c.name) for c in catalogue.conditions if c.key in conditions]
    compared = [(c.value, c.words) for c in Comparator if c.value in classes]
    yield Filter("condition", "Condition", tuple(named))
    yield Filter("design", "Design", tuple((d.value, d.label) for d in designs))
    yield Filter(
        "comparator", "Compared with", (*compared, *([("none", "no comparison")] if "none" in classes else []))
    )
    yield Filter("direction", "Finding", tuple((d.value, _told(d)) for d in Direction if d in directions))


def _told(direction: Direction) -> str:
    return f"{direction.told()} ({direction.sign})"
