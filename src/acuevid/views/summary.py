"""The summary of a condition, or of the whole sheet, as a reader sees it."""

from collections.abc import Sequence

from acuevid.models import Catalogue
from acuevid.numbers import format as fmt
from acuevid.synthesis.condition import ConditionSummary
from acuevid.synthesis.directions import DirectionRow
from acuevid.synthesis.sheet import NOTE, SheetSummary
from acuevid.synthesis.statements import Statement
from acuevid.terms import Direction
from acuevid.views.blocks import Block, Bullets, Document, Heading, Prose, Sentences
from acuevid.views.forest import forest
from acuevid.views.rows import READER_COLUMNS, studies_table
from acuevid.views.table import Column, Table

CONDITION_COLUMNS = tuple(name for name in READER_COLUMNS if name != "condition")
ADVICE = (
    "“Favours” says only on which side a reported result lies, not how large, certain or significant it is; "
    "“no clear difference”, that none was reported and the side is not known, or that both sides are alike or within a "
    "margin set beforehand. "
    "This summarises studies; it is not medical advice."
)


def condition_blocks(
    catalogue: Catalogue, summary: ConditionSummary, level: int = 1, *, pictures: bool = False, key: bool = True
) -> list[Block]:
    """A condition: key messages, how much evidence, the table, the text, what it cannot show.

    With `pictures` also its pools; without `key` it begins with the evidence.
    """
    title = summary.condition.name[:1].upper() + summary.condition.name[1:]
    blocks: list[Block] = [Heading(title, level)]
    if not summary.studies:
        return [*blocks, Sentences(summary.brief)]
    blocks += key_blocks(summary.key, level + 1) if key else []
    blocks.append(Prose(size_line(summary), quiet=True))
    blocks.append(studies_table(catalogue, summary.studies, CONDITION_COLUMNS))
    blocks += [Heading("In summary", level + 1), Sentences(summary.brief)]
    if pictures:
        blocks += [forest(result) for result in summary.pools]
    if summary.detail:
        blocks.append(Heading("Study by study", level + 1))
    blocks += [Sentences(paragraph) for paragraph in summary.detail]
    if summary.rows:
        blocks += [Heading("Directions", level + 1), directions_table(summary.rows), Sentences(summary.directions)]
    if summary.limits:
        blocks.append(Heading("What this cannot show", level + 1))
        blocks.append(Bullets(tuple(Sentences((statement,)) for statement in summary.limits)))
    return blocks


def key_blocks(key: Sequence[Statement], level: int = 2) -> list[Block]:
    """The key messages as a list; nothing without any."""
    return [Heading("Key messages", level), Bullets(tuple(Sentences((s,)) for s in key))] if key else []


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
    return [title, *(key_blocks(summary.key)[1:] or [Sentences(summary.brief)])]


def condition_document(catalogue: Catalogue, summaries: list[ConditionSummary]) -> Document:
    """The summaries of some conditions, one after the other."""
    parts = [condition_blocks(catalogue, summary) for summary in summaries]
    return Document.of(*parts, Prose(ADVICE, quiet=True))


def sheet_document(catalogue: Catalogue, summary: SheetSummary) -> Document:
    """The whole sheet in brief: a paragraph a condition, then "In summary", then the mechanisms."""
    return Document.of(
        Heading(catalogue.sheet.title, 1),
        key_blocks(summary.first),
        *(condition_paragraph(s) for s in summary.conditions if s.studies),
        *elsewhere_blocks(summary.conditions),
        *whole_blocks(summary),
        Prose(ADVICE, quiet=True),
    )


def condition_paragraph(summary: ConditionSummary) -> list[Block]:
    """A condition as a heading and one paragraph."""
    title = summary.condition.name[:1].upper() + summary.condition.name[1:]
    return [Heading(title), Sentences(summary.brief)]


def elsewhere_blocks(summaries: Sequence[ConditionSummary]) -> list[Block]:
    """The conditions that other sheets treat, or nobody: those without a study."""
    without = [s for s in summaries if not s.studies]
    told = "treated elsewhere" if all(s.condition.treated_in for s in without) else "without a study here"
    return [Heading(f"Conditions {told}"), Bullets(tuple(Sentences(s.brief) for s in without))] if without else []


def whole_blocks(summary: SheetSummary) -> list[Block]:
    """The sheet's "In summary", and its mechanisms as a list under their caution."""
    blocks: list[Block] = [Heading("In summary"), Sentences(summary.in_summary)]
    if summary.mechanisms:
        first, *rest = summary.mechanisms
        blocks += [Heading("How it might act"), Sentences((first,))]
        items: list[tuple[Statement, ...]] = []
        for statement in rest:
            if statement.template == NOTE:
                items[-1] += (statement,)
            else:
                items.append((statement,))
        blocks.append(Bullets(tuple(Sentences(item) for item in items)))
    return blocks
