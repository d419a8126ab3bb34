"""The evidence map: how much was studied for each condition by which design, and where there is nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from acuevid.catalogue.query import extracted, in_order
from acuevid.models import Condition, Study
from acuevid.numbers import format as fmt
from acuevid.results.analysed import analysed
from acuevid.results.independence import Overlap, independent, own_people
from acuevid.terms import Comparator, Design, Direction
from acuevid.views.blocks import Document, Prose
from acuevid.views.table import Cell, Column, Table
from acuevid.vocabulary import in_place

ALWAYS = (Design.SYSTEMATIC_REVIEW, Design.RANDOMISED_TRIAL)
"""The designs that have a column even where no study is of them, since that is what readers look for."""
CLASSES = (Comparator.PLACEBO, Comparator.SHAM, Comparator.ACTIVE_DRUG, Comparator.USUAL_CARE, Comparator.NO_TREATMENT)
"""The comparators that have a column even where no study has them."""
CELL = "Each cell: studies, and for each independent dataset its people and a sign for its finding"
_NONE = "none"
_MOST_SIGNS = 4
_SIGNS = {
    Direction.UNCLEAR: "inconclusive",
    Direction.IMPROVED: "improved, no comparison",
    Direction.WORSENED: "worsened, no comparison",
    Direction.UNCHANGED: "unchanged, no comparison",
}


@dataclass(frozen=True, slots=True)
class MapCell:
    """The studies of one condition in one column, each with what it found there.

    `people` and `directions` count each independent dataset once, as the votes on directions do; the people of several
    reviews are not added up, and none are added to those of trials.
    """

    found: tuple[tuple[Study, Direction | None], ...]
    people: int | None

    @property
    def studies(self) -> tuple[Study, ...]:
        """The studies alone."""
        return tuple(study for study, _ in self.found)

    @property
    def signed(self) -> tuple[tuple[Study, Direction | None], ...]:
        """The studies, a finding beside those alone that speak for their people.

        A re-analysis has none of its own, reviews that may share trials have one between them, and a trial has none
        beside a review that it is in.
        """
        told = {study.citekey: direction for study, direction in self.found}
        own = {study.citekey for study in independent(self.studies)}
        reviews = {s.citekey for s in self.studies if s.review is not None and told[s.citekey] is not None}
        for cluster in Overlap(self.studies).clusters:
            first, *rest = sorted(cluster, key=lambda s: (told[s.citekey] is None, -s.reference.year, s.label))
            shared = {told[s.citekey] for s in cluster} - {None}
            told[first.citekey] = Direction.MIXED if len(shared) > 1 else told[first.citekey]
            own -= {s.citekey for s in rest}
        own -= {s.citekey for s in self.studies if not reviews.isdisjoint(s.included_in)}
        return tuple((study, told[study.citekey] if study.citekey in own else None) for study, _ in self.found)

    @property
    def directions(self) -> tuple[Direction, ...]:
        """The findings, one for each independent dataset, in the order of the vocabulary."""
        found = [direction for _, direction in self.signed if direction is not None]
        return tuple(sorted(found, key=list(Direction).index))

    @property
    def counted_signs(self) -> tuple[tuple[Direction, str], ...]:
        """The findings, each with its sign, or counted where there are many: ``12 +``, ``3 −``."""
        found = self.directions
        if len(found) <= _MOST_SIGNS:
            return tuple((direction, direction.sign) for direction in found)
        return tuple((d, f"{fmt.count(found.count(d))} {d.sign}") for d in dict.fromkeys(found))

    @property
    def signs(self) -> str:
        """The same on a line: ``+ + =``, or ``12 +, 3 −``."""
        told = [sign for _, sign in self.counted_signs]
        return (" " if len(self.directions) <= _MOST_SIGNS else ", ").join(told)

    @property
    def size(self) -> str:
        """``2 studies, 250 people``; what is not stated is left out."""
        n = len(self.studies)
        studies = f"{fmt.count(n)} {'study' if n == 1 else 'studies'}"
        return (
            studies
            if self.people is None
            else f"{studies}, {fmt.count(self.people)} {'person' if self.people == 1 else 'people'}"
        )


@dataclass(frozen=True, slots=True)
class MapColumn:
    """A column of the map: what it is called in data, by readers of a narrow table, and in full."""

    name: str
    heading: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceMap:
    """Conditions by designs (or comparators); `cells` has a row for each condition and a cell for each column."""

    by: str
    conditions: tuple[Condition, ...]
    columns: tuple[MapColumn, ...]
    cells: tuple[tuple[MapCell, ...], ...]
    listed_only: int = 0

    @property
    def left_out(self) -> str:
        """The studies that are listed and not yet extracted, which stand in no cell; empty where there are none."""
        n = self.listed_only
        return f" Not in the map: {fmt.count(n)} {'study' if n == 1 else 'studies'} not yet extracted." if n else ""

    @property
    def gaps(self) -> int:
        """How many cells are empty."""
        return sum(not cell.studies for row in self.cells for cell in row)

    @property
    def meanings(self) -> tuple[tuple[Direction, str], ...]:
        """What the signs mean: those of both sides, and the others that stand in the map."""
        used = {direction for row in self.cells for cell in row for direction in cell.directions}
        used |= {Direction.FAVOURS_EXPERIMENTAL, Direction.FAVOURS_COMPARATOR}
        return tuple((d, _SIGNS.get(d, d.told())) for d in Direction if d in used)

    @property
    def legend(self) -> str:
        """The same on a line."""
        return "; ".join(f"{direction.sign} {words}" for direction, words in self.meanings)

    def table(self, gap: str = "–") -> Table:
        """The map as a table, with a sign for what is empty."""
        rows: list[tuple[Cell, ...]] = []
        for condition, cells in zip(self.conditions, self.cells, strict=True):
            texts = [f"{c.size} ({c.signs})" if c.signs else c.size if c.studies else gap for c in cells]
            rows.append((condition.name, *texts))
        columns = (Column("condition", "Condition"), *(Column(c.name, c.heading) for c in self.columns))
        return Table(columns, tuple(rows), has_signs=True)


def evidence_map(
    studies: Sequence[Study], conditions: Sequence[Condition], by: Literal["design", "comparator"] = "design"
) -> EvidenceMap:
    """The map of the clinical studies among these that are extracted; it counts the others.

    By comparator, a study stands in the column of each class that it compares the treatment with. A condition that
    another sheet treats and that no study is of has no row.
    """
    listed_too = [study for study in in_order(studies) if not study.is_mechanism]
    clinical = extracted(listed_too)
    studied = {key for study in clinical for key in study.conditions}
    rows = [c for c in conditions if c.treated_in is None or c.key in studied]
    present = {name for study in clinical for name in columns_of(study, by)}
    if by == "design":
        designs = in_place((*ALWAYS, *(s.design for s in clinical)))
        every = [MapColumn(d.value, _capital(d.short), _capital(d.label)) for d in designs]
    else:
        every = [
            MapColumn(c.value, _capital(_words(c.value))) for c in Comparator if c.value in present or c in CLASSES
        ]
        every += [MapColumn(_NONE, "No comparison")] if _NONE in present else []
    by_condition: dict[str, list[Study]] = {}
    for study in clinical:
        for key in study.conditions:
            by_condition.setdefault(key, []).append(study)
    cells = tuple(
        tuple(_cell(by_condition.get(condition.key, []), column, by) for column in every) for condition in rows
    )
    return EvidenceMap(by, tuple(rows), tuple(every), cells, len(listed_too) - len(clinical))


def map_document(shown: EvidenceMap) -> Document:
    """The map as a table, with what its signs mean and how many gaps it has."""
    gaps = f"{fmt.count(shown.gaps)} of {fmt.count(len(shown.conditions) * len(shown.columns))} cells are empty (–)"
    return Document.of(
        shown.table(), Prose(f"{CELL}: {shown.legend}. {gaps}: nothing in the catalogue.{shown.left_out}", quiet=True)
    )


def data_table(shown: EvidenceMap) -> Table:
    """The map as data: a row for each cell, empty ones too."""
    columns = (
        Column("condition", "Condition"),
        Column(shown.by, shown.by.capitalize()),
        Column("studies", "Studies", is_number=True),
        Column("participants", "People", is_number=True),
        Column("directions", "Findings"),
        Column("citekeys", "Citekeys"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            condition.key,
            column.name,
            len(cell.studies),
            cell.people,
            " ".join(d.value for d in cell.directions),
            " ".join(s.citekey for s in cell.studies),
        )
        for condition, cells in zip(shown.conditions, shown.cells, strict=True)
        for column, cell in zip(shown.columns, cells, strict=True)
    ]
    return Table(columns, tuple(rows))


def columns_of(study: Study, by: str) -> tuple[str, ...]:
    """The columns that a study stands in: its design, or the classes that it compares the treatment with, or none."""
    if by == "design":
        return (study.design.value,)
    used = {pair.comparator for pair in analysed(study).of_treatment}
    return tuple(c.value for c in Comparator if c in used) or (_NONE,)


def _cell(studies: Sequence[Study], column: MapColumn, by: str) -> MapCell:
    found = tuple(s for s in studies if column.name in columns_of(s, by))
    reviews = [s for s in found if s.review is not None]
    counted_people = own_people(found) or (reviews if len(reviews) == 1 else ())
    numbers = [s.participants for s in counted_people if s.participants is not None]
    return MapCell(tuple((s, _direction(s, column, by)) for s in found), sum(numbers) if numbers else None)


def _direction(study: Study, column: MapColumn, by: str) -> Direction | None:
    """What a study found; by comparator, against that one."""
    if by == "design" or column.name == _NONE:
        return analysed(study).finding.direction
    pairs = [p for p in analysed(study).of_treatment if p.comparator.value == column.name]
    return analysed(study).overall(analysed(study).counted([o for pair in pairs for o in pair.outcomes]))


def _words(name: str) -> str:
    return name.replace("-", " ")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
