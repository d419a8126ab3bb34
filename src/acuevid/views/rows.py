"""Studies and conditions as tables, one row each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from acuevid.errors import UsageError
from acuevid.measures import REPORTED
from acuevid.models import Catalogue, Study
from acuevid.results.analysed import analysed
from acuevid.terms import SheetStatus
from acuevid.views.characteristics import CHARACTERISTICS, notices, study_name
from acuevid.views.table import Cell, Column, Several, Table
from acuevid.vocabulary import in_place

Getter = Callable[[Study, Catalogue], Cell]


def comparison_words(study: Study) -> str:
    """What was compared with what: ``acupuncture v placebo``; a design without comparison says so."""
    labels = list(dict.fromkeys(c.label for c in analysed(study).comparisons))
    if labels:
        return "; ".join(labels)
    return "" if study.is_mechanism or not study.is_extracted else "no comparison"


def condition_names(study: Study, catalogue: Catalogue) -> str:
    """The study's conditions by name."""
    return Several(catalogue.condition_by_key[key].name for key in study.conditions)


def _finding(study: Study, _: Catalogue) -> str:
    return analysed(study).finding.words


def _direction(study: Study, _: Catalogue) -> str | None:
    direction = analysed(study).finding.direction
    return direction.value if direction else None


def design_words(study: Study) -> str:
    """The design, and that a study is a re-analysis."""
    return f"{study.design.label} (re-analysis)" if study.reanalysis_of else study.design.label


def _short_design(study: Study) -> str:
    return f"{study.design.short} (re-analysis)" if study.reanalysis_of else study.design.short


def level_cell(study: Study) -> Cell:
    """The level by design for a reader: a dash where the scheme has none."""
    return "–" if study.level is None else study.level


def _authors(study: Study) -> str:
    """All the authors that the source names, and that it names no more."""
    reference = study.reference
    group = [reference.group_author] if reference.group_author else []
    return Several([*reference.printed_authors, *group, *(["et al"] if reference.et_al else [])])


def _effect(measure: str) -> Getter:
    def cell(study: Study, _: Catalogue) -> Cell:
        from acuevid.views.effects import effect_cell  # most lists have no column of effects

        return effect_cell(study, measure)

    return cell


def _effect_on(study: Study, _: Catalogue) -> str:
    from acuevid.views.effects import main_outcome

    outcome = main_outcome(study)
    return outcome.label if outcome else ""


_EFFECTS = ("risk_ratio", "odds_ratio", "risk_difference", "number_needed", "mean_difference", "std_mean_difference")
_MORE = tuple(name for name in REPORTED if name not in _EFFECTS)
"""Effects that fewer sources print, and that exports have no column of unless asked."""

_COLUMNS: dict[str, tuple[Column, Getter]] = {
    "citekey": (Column("citekey", "Citekey"), lambda s, _: s.citekey),
    "study": (Column("study", "Study"), lambda s, _: study_name(s)),
    "year": (Column("year", "Year", is_number=True, is_whole=True), lambda s, _: s.reference.year),
    "design": (Column("design", "Design"), lambda s, _: design_words(s)),
    "kind": (Column("design", "Design"), lambda s, _: _short_design(s)),
    "participants": (Column("participants", "People", is_number=True, is_whole=True), lambda s, _: s.participants),
    "condition": (Column("condition", "Condition", is_list=True), condition_names),
    "comparison": (Column("comparison", "Comparison"), lambda s, _: comparison_words(s)),
    "finding": (Column("finding", "Finding"), _finding),
    "level": (Column("level", "Level", is_number=True, is_whole=True), lambda s, _: s.level),
    "rank": (Column("level", "Level", is_number=True), lambda s, _: level_cell(s)),
    "direction": (Column("direction", "Direction"), _direction),
    "group": (Column("group", "Group"), lambda s, _: s.group.heading),
    "species": (Column("species", "Species"), lambda s, _: s.species.value if s.species else None),
    "reanalysis_of": (Column("reanalysis_of", "Re-analysis of"), lambda s, _: s.reanalysis_of),
    "author": (Column("author", "Authors", is_list=True), lambda s, _: _authors(s)),
    "title": (Column("title", "Title"), lambda s, _: s.reference.title),
    "journal": (Column("journal", "Journal"), lambda s, _: s.reference.container_title),
    "doi": (Column("doi", "DOI"), lambda s, _: s.reference.doi),
    "effect_outcome": (Column("effect_outcome", "Effect on"), _effect_on),
    **{name: (Column(name, name.replace("_", " ").capitalize()), _effect(name)) for name in (*_EFFECTS, *_MORE)},
    "conclusion": (Column("conclusion", "Authors' conclusion"), lambda s, _: s.conclusion),
    **CHARACTERISTICS,
    "notices": (Column("notices", "Notices", is_list=True), notices),
}
_FOR_READERS = {"kind": "design", "rank": "level"}
"""Columns in fewer words, or with a dash for what there is not, and the names that they go by."""
COLUMN_NAMES = tuple(name for name in _COLUMNS if name not in _FOR_READERS)
READER_COLUMNS = ("study", "kind", "participants", "condition", "comparison", "finding", "rank")
DATA_COLUMNS = ("citekey", "study", "year", "design", *READER_COLUMNS[2:-1], "level", "direction")
EXPORT_COLUMNS = (
    *("citekey", "study", "year", "design", "level", "group", "species", "participants", "condition", "comparison"),
    *("finding", "direction", "reanalysis_of", "author", "title", "journal", "doi", "effect_outcome"),
    *_EFFECTS,
    *("conclusion", *CHARACTERISTICS, "notices"),
)


def studies_table(catalogue: Catalogue, studies: Iterable[Study], columns: Sequence[str]) -> Table:
    """Studies under the named columns, in the order given; raises `UsageError` for an unknown column."""
    unknown = [name for name in columns if name not in _COLUMNS or _FOR_READERS.get(name) in columns]
    if unknown:
        raise UsageError(f"no column '{unknown[0]}'; there are: {', '.join(COLUMN_NAMES)}")
    chosen = [_COLUMNS[name] for name in columns]
    found = list(studies)
    return Table(
        tuple(column for column, _ in chosen),
        tuple(tuple(get(study, catalogue) for _, get in chosen) for study in found),
        tuple(analysed(study).finding.direction for study in found) if "finding" in columns else (),
    )


def conditions_table(catalogue: Catalogue, sheets: Mapping[str, str] | None = None) -> Table:
    """Every condition, the names people call it by, its studies by design, and where else it is treated.

    `sheets` are the sheets of a library that treat some of them, by the condition's key.
    """
    from acuevid.numbers import format as fmt

    rows = []
    for condition in catalogue.conditions:
        designs = [s.design for s in catalogue.studies_of.get(condition.key, ())]
        by_design = ", ".join(
            f"{fmt.count(designs.count(d))} {d.label if designs.count(d) == 1 else d.plural}" for d in in_place(designs)
        )
        where = ""
        if condition.treated_in is not None:
            sheet = condition.treated_in.sheet
            planned = condition.treated_in.status is SheetStatus.PLANNED
            where = f"{'a future sheet' if planned else 'sheet'}{f' “{sheet}”' if sheet else ''}"
        where = f"sheet {sheets[condition.key]}" if sheets and condition.key in sheets else where
        rows.append((condition.key, condition.name, ", ".join(condition.aliases), len(designs), by_design, where))
    return Table(
        (
            Column("condition", "Condition"),
            Column("name", "Name"),
            Column("aliases", "Also found as"),
            Column("studies", "Studies", is_number=True),
            Column("designs", "By design"),
            Column("treated_in", "Treated in"),
        ),
        tuple(rows),
    )


def catalogues_table(found: Sequence[tuple[Path, Catalogue]], *, paths: bool = False) -> Table:
    """Catalogues by the name that stands for them, with their title and size."""
    columns = [
        Column("name", "Name"),
        Column("title", "Title"),
        Column("conditions", "Conditions", is_number=True),
        Column("studies", "Studies", is_number=True),
    ]
    rows = [(path.stem, c.sheet.title, len(c.conditions), len(c.studies), str(path)) for path, c in found]
    if paths:
        columns.append(Column("path", "File"))
    return Table(tuple(columns), tuple(row[: len(columns)] for row in rows))
