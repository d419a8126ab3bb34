"""What a reader must know of a row of a summary of findings: its studies, effect, risk, scale and rating."""

from collections.abc import Iterator
from dataclasses import dataclass

from acuevid.lists import spoken
from acuevid.measures import MEASURES, Sort
from acuevid.numbers import format as fmt
from acuevid.pools.bodies import Body
from acuevid.results.entering import adjusting
from acuevid.synthesis.certainty import topic_phrase
from acuevid.synthesis.outcomes import at_margin, value
from acuevid.synthesis.pool_taken import pooled_basis, taken, zero_words
from acuevid.synthesis.pool_words import (
    beside_words,
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
from acuevid.synthesis.statements import Basis, Phrase, Statement, computed, listed, named, say
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


def notes_of(body: Body) -> Iterator[Note]:
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
    yield from risk_sentences(body)


def risk_sentences(body: Body) -> Iterator[Statement]:
    """Where the risk without the treatment is from, of a body that has an effect at a risk."""
    basis, group = pooled_basis(body.members), sides(body.chosen)[1]
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
    higher = body.chosen.higher_is_better
    end = "" if higher is None else "higher" if higher else "lower"
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
            words.cited(rating.reason),
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
                words.cited(rating.because.get(word.value)),
                way=way,
                count="one step" if count == 1 else f"{fmt.count_word(count)} steps",
                reason=words.field(f"{way}.{word.value}", str(count), word.words),
            ),
            rating.because.get(word.value, ""),
        )
