"""A summary of findings: for each comparison its bodies of evidence, in words and with what a reader must know of each.

The rows are `Body`s; every figure of a row is read from there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from acuevid.catalogue.query import clinical, extracted, in_order
from acuevid.checks.run import findings_of
from acuevid.lists import spoken
from acuevid.measures import MEASURES, Sort
from acuevid.models import Catalogue, Condition, Study
from acuevid.numbers import format as fmt
from acuevid.pools.asked import Wanted
from acuevid.pools.bodies import Body, Comparison, comparisons_of, fitting, speaking_reviews
from acuevid.pools.fit import PoolResult
from acuevid.pools.questions import left_out_of_all
from acuevid.results.analysed import analysed
from acuevid.results.entering import adjusting
from acuevid.synthesis.certainty import plain_words, topic_of, topic_phrase
from acuevid.synthesis.doubts import doubted_in
from acuevid.synthesis.outcomes import at_margin, value
from acuevid.synthesis.pool_taken import pooled_basis, taken, zero_words
from acuevid.synthesis.pool_words import (
    beside_words,
    by_reason,
    dissent,
    doubted_figures,
    nearest_counts,
    sides,
    turned_scales,
    unit_of,
    unweighed_tables,
    zero_rule,
)
from acuevid.synthesis.ratings import RatingWords
from acuevid.synthesis.statements import Basis, Phrase, Statement, computed, listed, named, numbered, say
from acuevid.terms import Adjusted, Down, Up
from acuevid.words import Instrument


@dataclass(frozen=True, slots=True)
class Note:
    """A note on a row; `words` are a person's own, behind it."""

    statement: Statement
    words: str = ""

    @property
    def text(self) -> str:
        """The note as one text."""
        return f"{self.statement.text} {self.words}".rstrip()


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
        for note in _notes(body):
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


def _notes(body: Body) -> Iterator[Note]:
    """What a reader must know of a row, in the order of its columns."""
    yield from map(Note, _of_studies(body))
    yield from map(Note, _of_result(body))
    yield from map(Note, _of_risk(body))
    yield from map(Note, _of_scale(body))
    yield from _of_rating(body)


def _of_studies(body: Body) -> Iterator[Statement]:
    members = body.members
    if len(members) == 1:
        yield say("findings.one", "from {study} alone: nothing was pooled.", study=named(members[0].study))
    elif body.pooled is None:
        yield say("findings.apart", "{who} were not pooled.", who=listed(named(m.study) for m in members))
    if not body.question.is_randomised:
        whose = (
            "the figures are not adjusted for other differences" if body.question.adjusted is not Adjusted.YES else ""
        )
        yield say(
            "findings.not-randomised",
            "the groups were not formed at random{tail}.",
            Phrase("", tuple(Basis(m.study.citekey, "design", m.study.design.value) for m in members)),
            tail=f", and {whose}" if whose else "",
        )
    gone = [m.study for m in members if m.study.reference.is_retracted]
    if gone:
        yield say(
            "findings.retracted",
            "{who} {were} retracted after publication.",
            Phrase("", tuple(Basis(s.citekey, "reference.notice", s.reference.standing or "") for s in gone)),
            who=listed(named(s) for s in gone),
            were="was" if len(gone) == 1 else "were",
        )


def _of_result(body: Body) -> Iterator[Statement]:
    """How the effect was made: the other interval, tables with a zero, figures in doubt."""
    basis = pooled_basis(body.members)
    if body.pooled is None:
        for member in body.members:
            if (printed := member.entry.printed) is not None:
                label, factors = MEASURES[member.effect.measure].label, adjusting(printed)
                yield say(
                    "findings.printed",
                    "the {label} is the one that {study} prints{adjusted}.",
                    label=value(member.study, member.outcome, member.entry.field or "effect", label),
                    study=named(member.study),
                    adjusted=f", adjusted for {spoken(factors)}" if factors else "",
                )
            if (margin := at_margin(member.study, member.outcome)) is not None:
                yield say("findings.margin", "{study}: {margin}.", study=named(member.study), margin=margin)
            if member.effect.rule:
                cells, _ = zero_words(body.chosen)
                added = "½ was added to {cells} of {study}."
                yield say("findings.zero", added, cells=cells, study=named(member.study))
            if member.doubt:
                yield say(
                    "findings.doubted",
                    "not all figures of {study} fit each other ({codes}).",
                    study=named(member.study),
                    codes=Phrase(
                        member.doubt, (Basis(member.study.citekey, f"outcome[{member.outcome.id}]", member.doubt),)
                    ),
                )
        return
    how, given = beside_words(body.pooled)
    if how and dissent(body.pooled) is None:
        yield say("findings.beside", "{how} {figures}.", how=how, figures=computed(given, basis))
    rule = zero_rule if body.pooled.main.method not in ("MH", "PETO") else lambda _: iter(())
    for statements in (taken, rule, nearest_counts, doubted_figures, turned_scales, unweighed_tables):
        yield from statements(body.pooled)


def _of_risk(body: Body) -> Iterator[Statement]:
    """Where the risk without the treatment is from, and why no effect follows at it."""
    basis, group = pooled_basis(body.members), sides(body.chosen)[1]
    for at in body.at_risks:
        if at.effect.risk_difference.reason:
            who = computed(f" at {fmt.risk(at.risk)}", basis)
            yield say(
                "findings.no-absolute",
                "{what} in people{who} cannot be given: {reason}.",
                what="an interval" if at.treated else "an effect",
                who=who,
                reason=Phrase(at.effect.risk_difference.reason, basis),
            )
    if body.at_risks and body.is_own_difference:
        why = "nobody with {group} had the event" if body.own_risk == 0 else "its ratio reaches a risk above 1"
        yield say(
            "findings.own-difference",
            f"in people it is the study’s own difference, with Newcombe’s interval, for {why}{{apart}}.",
            Phrase("", basis),
            apart=_apart(body),
            group=group,
        )
    if not body.at_risks:
        if body.is_counted and body.own_risk == 0:
            yield say(
                "findings.no-risk",
                "the median risk with {group} is 0, at which a ratio means nothing in people.",
                Phrase("", basis),
                group=group,
            )
        return
    if body.at_risks[0].source and body.important is not None:
        n, _ = body.important
        told = Phrase(
            body.at_risks[0].source, (Basis(f"important outcome {n}", "control_risk", body.at_risks[0].source),)
        )
        yield say("findings.given-risk", "the risk with {group} is from: {source}.", group=group, source=told)
    elif len(body.members) == 1:
        yield say("findings.own-risk", "the risk with {group} is that of the study.", Phrase("", basis), group=group)
    else:
        yield say(
            "findings.median-risk",
            "the risk with {group} is the median of these studies’ groups.",
            Phrase("", basis),
            group=group,
        )


def _apart(body: Body) -> str:
    """That the ratio's interval holds 1 where that of the study's own difference lies on one side."""
    ratio, own = body.effect, body.at_risks[0].effect.risk_difference
    return "; the interval of the ratio holds 1" if ratio.holds(1) and not own.holds(0) else ""


def _of_scale(body: Body) -> Iterator[Statement]:
    """The scale of a row, its better end, and the smallest difference that people feel."""
    if body.question.sort is not Sort.SCALE:
        return
    scales = {m.outcome.instrument.key: _scale(m.outcome.instrument) for m in body.members if m.outcome.instrument}
    basis = tuple(
        Basis(m.study.citekey, f"outcome[{m.outcome.id}].instrument", scales[m.outcome.instrument.key])
        for m in body.members
        if m.outcome.instrument
    ) or pooled_basis(body.members)
    names = [scales[key] for key in sorted(scales)]
    end = {True: "higher", False: "lower"}.get(body.chosen.higher_is_better)  # type: ignore[arg-type]  # None: not known
    if names or end:
        yield say(
            "findings.scale",
            "{topic}: {scale}{end}.",
            topic=topic_phrase(body),
            scale=Phrase(", ".join(names) or "scale not named", basis),
            end=f"; {end} is better" if end else "",
        )
    if (smallest := body.smallest_that_matters) is not None:
        yield _against_smallest(body, smallest)


def _scale(instrument: Instrument) -> str:
    """A scale with its ends: ``Score (0 to 10)``."""
    return f"{instrument.name} ({fmt.printed_pair(instrument.ends)})" if instrument.ends else instrument.name


def _against_smallest(body: Body, smallest: float) -> Statement:
    """How the interval lies to the smallest difference that people feel."""
    effect, unit = body.effect, unit_of(body.chosen)
    low, high = effect.ci_low, effect.ci_high
    assert low is not None
    assert high is not None
    if -smallest < low and high < smallest:
        how = "the whole interval is smaller"
    elif low >= smallest or high <= -smallest:
        how = "the whole interval is at least as large"
    else:
        how = "the interval holds it"
    record, field = _smallest_from(body)
    text = fmt.tick(smallest)
    return say(
        "findings.smallest",
        "the smallest difference that people feel is {smallest}{unit}; {how}.",
        smallest=Phrase(text, (Basis(record, field, text),)),
        unit=f" {unit}" if unit else "",
        how=computed(how, pooled_basis(body.members)),
    )


def _smallest_from(body: Body) -> tuple[str, str]:
    if body.important is not None and body.important[1].minimal_important_difference is not None:
        return f"important outcome {body.important[0]}", "minimal_important_difference"
    member = body.members[0]
    return member.study.citekey, f"outcome[{member.outcome.id}].instrument"


def _of_rating(body: Body) -> Iterator[Note]:
    """Who rated the certainty, from where on, and each step with the reason in the person's own words."""
    if body.rating is None:
        return
    n, rating = body.rating
    words = RatingWords(n, rating)
    steps: list[tuple[Down | Up, str, int]] = [(word, "down", count) for word, count in rating.down.items()]
    steps += [(word, "up", count) for word, count in rating.up.items()]
    yield Note(
        say(
            "findings.rated",
            "{who} rated the certainty as {certainty} (GRADE{when}){nothing}.",
            who=words.who,
            when=words.when,
            certainty=words.certainty,
            nothing="" if steps else ", without steps down or up on record",
        ),
        rating.reason or "",
    )
    for word, way, count in steps:
        yield Note(
            say(
                "findings.step",
                "rated {way} {count} for {reason}.",
                way=way,
                count="one step" if count == 1 else f"{fmt.count_word(count)} steps",
                reason=words.field(f"{way}.{word.value}", str(count), word.words),
            ),
            rating.because.get(word.value, ""),
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
