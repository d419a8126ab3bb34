"""The summary of a condition, or of the whole sheet, as a reader sees it."""

from collections.abc import Sequence

from acuevid.models import Catalogue
from acuevid.numbers import format as fmt
from acuevid.synthesis.condition import ConditionSummary
from acuevid.synthesis.directions import DirectionRow
from acuevid.synthesis.paragraphs import paragraphs
from acuevid.synthesis.sheet import NOTE, SheetSummary
from acuevid.synthesis.statements import Statement
from acuevid.terms import Direction
from acuevid.views.blocks import Block, Bullets, Document, Heading, Prose, Sentences
from acuevid.views.directions import direction_plots
from acuevid.views.pictures import DirectionPlot
from acuevid.views.rows import READER_COLUMNS, studies_table
from acuevid.views.table import Column, Table

CONDITION_COLUMNS = tuple(name for name in READER_COLUMNS if name != "condition")
_SHEET_COLUMNS = tuple("design" if name == "kind" else name for name in CONDITION_COLUMNS)
"""As a sheet has them, which calls a design by one name everywhere."""
ADVICE = (
    "“Favours” says only on which side a reported result lies, not how large, certain or significant it is; "
    "“no clear difference”, that none was reported and the side is not known, or that both sides are alike or within a "
    "margin set beforehand. "
    "This summarises studies; it is not medical advice."
)


def condition_blocks(catalogue: Catalogue, summary: ConditionSummary, level: int = 1) -> list[Block]:
    """A condition: its key messages, how much evidence, the table, the text, what it cannot show."""
    return [*condition_first(summary, level), *condition_rest(catalogue, summary, level)]


def condition_first(
    summary: ConditionSummary, level: int, *, key: bool = True, pictures: Sequence[Block] = ()
) -> list[Block]:
    """What is read first of a condition: its name, the key messages, and pictures; all where it has no study."""
    title = Heading(summary.condition.name[:1].upper() + summary.condition.name[1:], level)
    if not summary.studies:
        return [title, *_paragraphs(summary.brief)]
    return [title, *(key_blocks(summary.key, level + 1) if key else []), *pictures]


def condition_rest(
    catalogue: Catalogue, summary: ConditionSummary, level: int, *, pictures: bool = False
) -> list[Block]:
    """Everything else of a condition: how much evidence, the table, the text; with `pictures` also its plots."""
    if not summary.studies:
        return []
    blocks: list[Block] = [Prose(size_line(summary), quiet=True)]
    blocks.append(studies_table(catalogue, summary.studies, _SHEET_COLUMNS if pictures else CONDITION_COLUMNS))
    blocks += [Heading("In summary", level + 1), *_paragraphs(summary.brief)]
    if summary.detail:
        blocks.append(Heading("Study by study", level + 1))
    blocks += [Sentences(paragraph) for paragraph in summary.detail]
    if summary.rows:
        blocks += [Heading("Directions", level + 1), directions_table(summary.rows), Sentences(summary.directions)]
        blocks += _plots(summary) if pictures else []
    if summary.limits:
        blocks.append(Heading("What this cannot show", level + 1))
        blocks.append(Bullets(tuple(Sentences((statement,)) for statement in summary.limits)))
    return blocks


def _plots(summary: ConditionSummary) -> list[DirectionPlot]:
    """The directions drawn against each class of comparator where there are several datasets."""
    several = {row.comparator for row in summary.rows if len(row.votes) > 1}
    return list(direction_plots(summary.condition, [row for row in summary.rows if row.comparator in several]))


def _paragraphs(statements: Sequence[Statement]) -> list[Sentences]:
    return [Sentences(paragraph) for paragraph in paragraphs(statements)]


def key_blocks(key: Sequence[Statement], level: int = 2) -> list[Block]:
    """The key messages as a list; nothing without any."""
    return [Heading("Key messages", level), Bullets(tuple(Sentences((s,)) for s in key))] if key else []


def key_table(summaries: Sequence[ConditionSummary]) -> Table:
    """Each condition with its studies and the first of its key messages, or what is said where it has none."""
    columns = (
        Column("condition", "Condition"),
        Column("name", "Name"),
        Column("studies", "Studies", is_number=True),
        Column("key_message", "First key message"),
    )
    firsts = ((s, next(iter(s.key or s.brief), None)) for s in summaries)
    rows = tuple((s.condition.key, s.condition.name, len(s.studies), one.text if one else "") for s, one in firsts)
    return Table(columns, rows)


def directions_table(rows: Sequence[DirectionRow]) -> Table:
    """How many independent datasets point which way; each counts once, whatever its size or p-value."""
    columns = (
        Column("comparator", "Against"),
        Column("family", "Outcome"),
        Column("favours_treatment", "Favours treatment", is_number=True),
        Column("favours_comparison", "Favours comparison", is_number=True),
        Column("no_clear_difference", "No clear difference", is_number=True),
        Column("unclear", "Mixed or unclear", is_number=True),
        Column("studies", "Datasets"),
    )
    made = tuple(
        (
            row.comparator.label,
            row.family.label,
            row.count(Direction.FAVOURS_EXPERIMENTAL),
            row.count(Direction.FAVOURS_COMPARATOR),
            row.count(Direction.NO_CLEAR_DIFFERENCE),
            row.count(Direction.MIXED, Direction.UNCLEAR),
            ", ".join(vote.standing for vote in row.votes),
        )
        for row in rows
    )
    return Table(columns, made)


def size_line(summary: ConditionSummary) -> str:
    """``4 studies (1998 to 2011) on 3 independent datasets · best level by design: 2 (OCEBM 2011)``.

    Reviews are counted apart: their people are those of their trials.
    """
    n, k = len(summary.studies), summary.datasets
    reviews = sum(s.review is not None for s in summary.studies)
    years = sorted(s.reference.year for s in summary.studies)
    span = str(years[0]) if years[0] == years[-1] else f"{years[0]} to {years[-1]}"
    studies = f"{fmt.count(n)} {'study' if n == 1 else 'studies'} ({span})"
    parts = [f"{fmt.count(reviews)} {'review' if reviews == 1 else 'reviews'}"] if reviews and n > reviews else []
    if k != n and k:
        parts.append(f"{fmt.count(k)} independent {'dataset' if k == 1 else 'datasets'}")
    if parts:
        studies += f": {' and '.join(parts)}" if reviews and n > reviews else f" on {parts[0]}"
    level = "none" if summary.level is None else summary.level
    waiting = sum(not s.is_extracted for s in summary.studies)
    if waiting == n:
        return f"{studies}, not yet extracted"
    left = f" · {fmt.count(waiting)} not yet extracted" if waiting else ""
    return f"{studies}{left} · best level by design: {level} (OCEBM 2011)"


def brief_document(catalogue: Catalogue, summaries: Sequence[ConditionSummary], key: Sequence[Statement]) -> Document:
    """The key messages alone: of the sheet, where there are any, and of each condition."""
    head = [Heading(catalogue.sheet.title, 1), *key_blocks(key)[1:]] if key else []
    told = [_in_brief(summary) for summary in summaries if summary.key or not key]
    return Document.of(head, *told, Prose(ADVICE, quiet=True))


def _in_brief(summary: ConditionSummary) -> list[Block]:
    title = Heading(summary.condition.name[:1].upper() + summary.condition.name[1:], 2)
    return [title, *(key_blocks(summary.key)[1:] or _paragraphs(summary.brief))]


def condition_document(catalogue: Catalogue, summaries: list[ConditionSummary]) -> Document:
    """The summaries of some conditions, one after the other."""
    parts = [condition_blocks(catalogue, summary) for summary in summaries]
    return Document.of(*parts, Prose(ADVICE, quiet=True))


def sheet_document(catalogue: Catalogue, summary: SheetSummary) -> Document:
    """The whole sheet in brief: each condition, then "In summary", then the mechanisms."""
    return Document.of(
        Heading(catalogue.sheet.title, 1),
        key_blocks(summary.first),
        *(condition_paragraph(s) for s in summary.conditions if s.studies),
        *elsewhere_blocks(summary.conditions),
        *whole_blocks(summary),
        *mechanism_blocks(summary),
        Prose(ADVICE, quiet=True),
    )


def condition_paragraph(summary: ConditionSummary) -> list[Block]:
    """A condition as a heading and its short paragraphs."""
    title = summary.condition.name[:1].upper() + summary.condition.name[1:]
    return [Heading(title), *_paragraphs(summary.brief)]


def elsewhere_blocks(summaries: Sequence[ConditionSummary]) -> list[Block]:
    """The conditions that other sheets treat, or nobody: those without a study."""
    without = [s for s in summaries if not s.studies]
    told = "treated elsewhere" if all(s.condition.treated_in for s in without) else "without a study here"
    return [Heading(f"Conditions {told}"), Bullets(tuple(Sentences(s.brief) for s in without))] if without else []


def whole_blocks(summary: SheetSummary) -> list[Block]:
    """The sheet's "In summary"."""
    return [Heading("In summary"), *_paragraphs(summary.in_summary)]


def mechanism_blocks(summary: SheetSummary) -> list[Block]:
    """The sheet's mechanisms as a list under their caution; nothing without any."""
    if not summary.mechanisms:
        return []
    first, *rest = summary.mechanisms
    items: list[tuple[Statement, ...]] = []
    for statement in rest:
        if statement.template == NOTE:
            items[-1] += (statement,)
        else:
            items.append((statement,))
    told = Bullets(tuple(Sentences(item) for item in items))
    return [Heading("How it might act"), Sentences((first,)), told]
