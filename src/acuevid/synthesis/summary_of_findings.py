"""A summary of findings: for each comparison its bodies of evidence, in words and with what a reader must know of each.

The rows are `Body`s; every figure of a row is read from there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from acuevid.catalogue.query import clinical, extracted, in_order
from acuevid.checks.run import findings_of
from acuevid.models import Catalogue, Condition, Study
from acuevid.numbers import format as fmt
from acuevid.pools.asked import Wanted
from acuevid.pools.bodies import Body, Comparison, comparisons_of, fitting, speaking_reviews
from acuevid.pools.fit import PoolResult
from acuevid.pools.questions import left_out_of_all
from acuevid.results.analysed import analysed
from acuevid.synthesis.certainty import plain_words, topic_of, topic_phrase
from acuevid.synthesis.doubts import doubted_in
from acuevid.synthesis.findings_notes import Note, notes_of
from acuevid.synthesis.pool_taken import pooled_basis
from acuevid.synthesis.pool_words import (
    by_reason,
    sides,
)
from acuevid.synthesis.ratings import RatingWords
from acuevid.synthesis.statements import Basis, Phrase, Statement, computed, listed, named, numbered, say


@dataclass(frozen=True, slots=True)
class Row:
    """A body of evidence with what it says in plain words, and the numbers of its notes."""

    body: Body
    plain: tuple[Statement, ...]
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FindingsTable:
    """A comparison: its sides by name, its rows, the notes by number from 1, and what is not in the table."""

    comparison: Comparison
    first: str
    second: str
    rows: tuple[Row, ...]
    notes: tuple[Note, ...]
    rest: tuple[Statement, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every sentence of it, in the order of reading."""
        plain = (s for row in self.rows for s in row.plain)
        return (*plain, *(note.statement for note in self.notes), *self.rest)


@dataclass(frozen=True, slots=True)
class Findings:
    """The tables of a condition, and what people said of it that stands in none."""

    condition: Condition
    tables: tuple[FindingsTable, ...]
    rest: tuple[Statement, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every sentence of it, in the order of reading."""
        return (*(s for table in self.tables for s in table.statements), *self.rest)


def summary_of_findings(catalogue: Catalogue, condition: Condition, known: Sequence[PoolResult] = ()) -> Findings:
    """The tables of a condition, one a comparison; none without an effect.

    `known` are pools that are there already. Raises `ScipyMissing`.
    """
    studies = extracted(in_order(clinical(catalogue, condition)))
    doubted = doubted_in(findings_of(catalogue, studies))
    found = comparisons_of(catalogue, condition, studies, doubted, known)
    shown = [comparison for comparison in found if comparison.bodies]
    tables = tuple(_table(comparison, studies, n) for n, comparison in enumerate(shown, start=1))
    (rest,) = numbered(f"{condition.key}.findings.0", [list(_of_condition(catalogue, condition, studies, found))])
    return Findings(condition, tables, rest)


def _of_condition(
    catalogue: Catalogue, condition: Condition, studies: Sequence[Study], found: Sequence[Comparison]
) -> Iterator[Statement]:
    """Important outcomes without any table, ratings that stand in no row, and reviews, which never do."""
    bodies = [body for comparison in found for body in (*comparison.bodies, *comparison.aside)]
    if not any(comparison.bodies for comparison in found):
        wanted = [
            Phrase(item.outcome, (Basis(f"important outcome {n}", "outcome", item.outcome),))
            for n, item in enumerate(catalogue.important_outcomes)
            if not item.conditions or condition.key in item.conditions
        ]
        if wanted:
            what = listed(wanted, last=" or ")
            yield say("findings.none-missing", "no study here gives an effect between groups on {what}.", what=what)
    standing = {body.rating[0] for body in bodies if body.rating is not None}
    for n, rating in enumerate(catalogue.ratings):
        if rating.condition == condition.key and n not in standing:
            words, fits = RatingWords(n, rating), len(fitting(rating, bodies))
            why = _why_astray(fits, has_review=bool(speaking_reviews(rating, studies)))
            yield say(
                "findings.stray-rating",
                "{who} rated {about} as {certainty} (GRADE); this {why}, and stands with none.",
                who=words.who,
                about=words.about,
                certainty=words.certainty,
                why=computed(why, words.certainty.basis),
            )
    reviews = [study for study in studies if study.review is not None]
    if reviews and bodies:
        yield say(
            "findings.reviews",
            "{who} {are}, with {trials}, and {stand} in no row.",
            who=listed(named(study) for study in reviews),
            are="is a review" if len(reviews) == 1 else "are reviews",
            trials="trials of its own" if len(reviews) == 1 else "trials of their own",
            stand="stands" if len(reviews) == 1 else "stand",
        )


def _why_astray(fits: int, *, has_review: bool) -> str:
    """Why a rating stands with no row."""
    if has_review:
        return "may rest on reviews, too"
    if fits == 1:
        return "is not the only one of its row"
    return f"fits {fmt.count_word(fits)} rows" if fits else "fits no row"


def _table(comparison: Comparison, studies: Sequence[Study], number: int) -> FindingsTable:
    notes: dict[str, tuple[int, Note]] = {}
    drafts: list[tuple[Body, tuple[Statement, ...], tuple[int, ...]]] = []
    for body in comparison.bodies:
        at = []
        for note in notes_of(body):
            at.append(notes.setdefault(note.text, (len(notes) + 1, note))[0])
        at.sort()
        drafts.append((body, tuple(plain_words(body)), tuple(at)))
    prefix = f"{comparison.condition.key}.findings.{number}"
    kept = [note for _, note in notes.values()]
    *plain, of_notes, rest = numbered(
        prefix, [*(p for _, p, _ in drafts), [note.statement for note in kept], list(_rest(comparison, studies))]
    )
    first, second = _sides(comparison)
    return FindingsTable(
        comparison,
        first,
        second,
        tuple(Row(body, said, at) for (body, _, at), said in zip(drafts, plain, strict=True)),
        tuple(Note(s, note.words) for s, note in zip(of_notes, kept, strict=True)),
        rest,
    )


def _sides(comparison: Comparison) -> tuple[str, str]:
    """Both sides by the names that all rows have for them, or by the class."""
    found = [sides(body.chosen) for body in comparison.bodies]
    first, second = {one for one, _ in found}, {two for _, two in found}
    return (
        first.pop() if len(first) == 1 else "the treatment",
        second.pop() if len(second) == 1 else comparison.comparator.label,
    )


def _rest(comparison: Comparison, studies: Sequence[Study]) -> Iterator[Statement]:
    """Important outcomes that nothing is known of, what is known of others, and studies without an effect here."""
    if comparison.missing:
        names = [
            Phrase(item.outcome, (Basis(f"important outcome {n}", "outcome", item.outcome),))
            for n, item in comparison.missing
        ]
        kind = "randomised trial" if comparison.is_randomised else "study that was not randomised"
        against = f" against {comparison.comparator.label}"
        yield say(
            "findings.missing",
            "no {kind}{against} gives an effect on {what}.",
            kind=kind,
            against=against,
            what=listed(names, last=" or "),
        )
    if comparison.aside:
        topics = {topic_of(body): topic_phrase(body) for body in comparison.aside}
        basis = [b for body in comparison.aside for b in pooled_basis(body.members)]
        yield say(
            "findings.aside",
            "not among the important outcomes: {what}.",
            Phrase("", tuple(basis)),
            what=listed(topics.values()),
        )
    silent = [study for study in studies if _is_silent(study, comparison)]
    if silent:
        wanted = Wanted(comparator=comparison.comparator, is_randomised=comparison.is_randomised)
        yield say("findings.silent", "in no row: {who}.", who=by_reason(left_out_of_all(silent, wanted)))


def _is_silent(study: Study, comparison: Comparison) -> bool:
    """Whether a study made the comparison, and stands in no body of evidence on it."""
    if study.is_randomised is not comparison.is_randomised or study.review is not None or study.shares_data:
        return False
    if not any(pair.comparator is comparison.comparator for pair in analysed(study).of_treatment):
        return False
    return not any(
        m.study is study for body in (*comparison.bodies, *comparison.aside) for m in body.chosen.all_members
    )
