"""The evidence on a condition for those it is about: questions and answers without p-values, numbers as of 100 people.

Each sentence is a statement as any other: it rests on records, and says no more than these. Words of the field stand
where no plainer one says the same, and `explained` says once what each means.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from acuevid.checks.run import findings_of
from acuevid.models import Catalogue, Study
from acuevid.numbers import format as fmt
from acuevid.numbers.tails import ScipyMissing
from acuevid.pools.sets import Doubted
from acuevid.results.analysed import analysed, result
from acuevid.results.better import SIDES
from acuevid.results.findings import Comparison, by_study, side_name
from acuevid.results.independence import Overlap, independent
from acuevid.synthesis import verbs
from acuevid.synthesis.appraisal_words import appraisable, risk_tally
from acuevid.synthesis.brief import directions_basis
from acuevid.synthesis.condition import ConditionSummary
from acuevid.synthesis.doubts import doubted_in
from acuevid.synthesis.harms_known import tells_both
from acuevid.synthesis.limits import missing_comparisons, missing_outcomes
from acuevid.synthesis.nouns import people_compared, people_in
from acuevid.synthesis.outcomes import MOST_WORDS, value
from acuevid.synthesis.pool_taken import pooled_basis
from acuevid.synthesis.ratings import ratings_on
from acuevid.synthesis.statements import (
    Basis,
    Phrase,
    Statement,
    computed,
    joined,
    listed,
    named,
    numbered,
    opened,
    say,
)
from acuevid.terms import GLOSSARY, Comparator, Direction, Family, Group

if TYPE_CHECKING:
    from acuevid.pools.bodies import AtRisk, Body

QUESTIONS = (
    "What was studied?",
    "What did the studies find?",
    "How sure can we be?",
    "Were there unwanted effects?",
    "What do we not know?",
)
_MOST_NAMED, _MOST_LABELS, _LONGEST_LABEL = 3, 2, 5
Class = tuple[Comparator, Group]


@dataclass(frozen=True)
class PlainSummary:
    """What may be said of a condition in plain words: the answer to each question that has one."""

    condition: str
    title: str
    answers: tuple[tuple[str, tuple[Statement, ...]], ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every sentence, in the order of reading."""
        return tuple(s for _, told in self.answers for s in told)


def plain_summary(catalogue: Catalogue, summary: ConditionSummary) -> PlainSummary:
    """The answers on the extracted studies of a condition; where there are none, what is said of that."""
    condition = summary.condition
    title = condition.name[:1].upper() + condition.name[1:]
    studies = [s for s in summary.studies if s.is_extracted]
    sources = independent([s for s in studies if not s.shares_data]) or independent(studies)
    evidence = [s for s in sources if not analysed(s).is_beside]
    if not evidence:
        told = [_nothing(catalogue, summary)] if summary.studies else list(summary.brief)
        (only,) = numbered(f"{condition.key}.plain", opened(catalogue, [told]))
        return PlainSummary(condition.key, title, ((QUESTIONS[0], only),))
    found = findings_of(catalogue, studies)
    answers = (
        list(_studied(catalogue, summary, evidence)),
        [*_found(catalogue, summary, studies, sources, doubted_in(found)), *_retracted(studies)],
        list(_how_sure(catalogue, summary, evidence)),
        [_harms([s for s in studies if not analysed(s).is_beside])],
        list(_unknown(catalogue, studies)),
    )
    given = numbered(f"{condition.key}.plain", opened(catalogue, answers))
    return PlainSummary(condition.key, title, tuple((q, a) for q, a in zip(QUESTIONS, given, strict=True) if a))


def explained(statements: Iterable[Statement]) -> list[tuple[str, str]]:
    """The words of the field that stand in these sentences, with what each means, in the glossary's order."""
    told = " ".join(s.text for s in statements).casefold()
    return [(word, meaning) for word, meaning in GLOSSARY.items() if word in told]


def _treatment(catalogue: Catalogue) -> Phrase:
    name = catalogue.sheet.intervention
    return Phrase(name, (Basis("sheet", "intervention", name),))


def _studied(catalogue: Catalogue, summary: ConditionSummary, evidence: Sequence[Study]) -> Iterator[Statement]:
    """How many studies there are, with how many people; reviews are told apart, since they hold other studies."""
    own = [s for s in evidence if s.review is None]
    reviews = [s for s in evidence if s.review is not None]
    name = summary.condition.name
    condition = Phrase(name, (Basis(summary.condition.key, "name", name),))
    if own:
        yield say(
            "plain.studied",
            "we have {n} {studies} of {treatment} for {condition} ({people}).",
            n=_number(own),
            studies="study" if len(own) == 1 else "studies",
            treatment=_treatment(catalogue),
            condition=condition,
            people=people_in(own),
        )
    for review in reviews[:_MOST_NAMED]:
        assert review.review is not None
        trials = review.review.trials
        n = Phrase(fmt.count_word(trials), (Basis(review.citekey, "review.trials", str(trials)),))
        studies = "study" if trials == 1 else "studies"
        yield say(
            "plain.review",
            "{who} is a review that puts together {n} {studies}.",
            who=named(review),
            n=n,
            studies=studies,
        )
    if reviews[_MOST_NAMED:]:
        more = reviews[_MOST_NAMED:]
        yield say("plain.reviews", "there {are} {n} more.", n=_number(more), are="is" if len(more) == 1 else "are")


def _nothing(catalogue: Catalogue, summary: ConditionSummary) -> Statement:
    """That none of the works listed shows what the treatment does; none may be extracted, or none is about that."""
    name = summary.condition.name
    silent = tuple(Basis(s.citekey, "design" if s.is_extracted else "outcome", s.design.value) for s in summary.studies)
    return say(
        "plain.nothing",
        "we have no results of a study that could show what {treatment} does for {condition}.",
        Phrase("", silent),
        treatment=_treatment(catalogue),
        condition=Phrase(name, (Basis(summary.condition.key, "name", name),)),
    )


def _number(studies: Sequence[Study]) -> Phrase:
    return Phrase(fmt.count_word(len(studies)), tuple(Basis(s.citekey, "citekey", s.citekey) for s in studies))


def _found(
    catalogue: Catalogue,
    summary: ConditionSummary,
    studies: Sequence[Study],
    sources: Sequence[Study],
    doubted: Doubted,
) -> Iterator[Statement]:
    """What each comparison found, the most trustworthy first, and that studies without one cannot show it."""
    classes: dict[Class, list[Comparison]] = {}
    for study in sources:
        for pair in analysed(study).of_treatment:
            classes.setdefault((pair.comparator, study.group), []).append(pair)
    bodies = _bodies(catalogue, summary, studies, doubted) if classes else []
    for key in sorted(classes, key=lambda key: (list(Group).index(key[1]), list(Comparator).index(key[0]))):
        yield from _of_class(catalogue, classes[key], bodies)
    alone = [s for s in sources if not analysed(s).of_treatment and not analysed(s).is_beside]
    if alone:
        one = len(alone) == 1
        yield say(
            "plain.alone",
            "{n} {studies} had no other group to compare with, so {they} cannot show what caused any change.",
            Phrase("", tuple(Basis(s.citekey, "arm", "no comparison") for s in alone)),
            n=_number(alone),
            studies="study" if one else "studies",
            they="it" if one else "they",
        )


def _bodies(
    catalogue: Catalogue, summary: ConditionSummary, studies: Sequence[Study], doubted: Doubted
) -> "list[Body]":
    from acuevid.pools.bodies import comparisons_of

    try:
        found = comparisons_of(catalogue, summary.condition, studies, doubted, summary.pools)
    except ScipyMissing:
        return []
    return [body for comparison in found for body in comparison.bodies]


def _of_class(catalogue: Catalogue, pairs: Sequence[Comparison], bodies: "Sequence[Body]") -> Iterator[Statement]:
    """One class of comparator: who was compared, then how many of 100 people, or where the studies point."""
    found = by_study(pairs)
    studies = [study for study, _ in found]
    basis = tuple(Basis(p.study.citekey, f"arm[{p.first.id}].label", p.first.label) for p in pairs)
    first = Phrase(side_name([p.first for p in pairs], "the treatment"), basis)
    basis = tuple(Basis(p.study.citekey, f"arm[{p.second.id}].comparator", p.comparator.value) for p in pairs)
    second = Phrase(side_name([p.second for p in pairs], pairs[0].comparator.label), basis)
    n, parts = len(studies), {"first": first, "second": second}
    opening = "{n} {kind} compared {first} with {second}{people}."
    people = people_compared(pairs, Overlap(tuple(studies)))
    for inside in (joined(" (", people, ")"), Phrase("", people.basis)):
        one = say("plain.compared", opening, n=_number(studies), kind=_kind(studies), people=inside, **parts)
        if len(one.text.split()) <= MOST_WORDS:
            break
    yield one
    body = _body_of(catalogue, pairs, bodies)
    if body is not None:
        yield from _of_100(body, first, second)
    elif n == 1:
        yield from _of_one(pairs, *found[0], first, second)
    else:
        yield from _of_several(pairs, found, first, second)


def _kind(studies: Sequence[Study]) -> Phrase:
    """What these studies are, in the words that a reader may know."""
    basis = tuple(Basis(s.citekey, "design", s.design.value) for s in studies)
    many = len(studies) > 1
    if all(s.review is not None for s in studies):
        return Phrase("reviews" if many else "review", basis)
    if all(s.is_randomised for s in studies):
        return Phrase("randomised trials" if many else "randomised trial", basis)
    if not any(s.is_randomised or s.review is not None for s in studies):
        return Phrase(f"{'studies' if many else 'study'} without random groups", basis)
    return Phrase("studies" if many else "study", basis)


def _body_of(catalogue: Catalogue, pairs: Sequence[Comparison], bodies: "Sequence[Body]") -> "Body | None":
    """The body of evidence that holds all studies of a class and gives people of 100, by the rule of key messages."""
    randomised = pairs[0].study.is_randomised
    of_class = [
        b for b in bodies if b.question.comparator is pairs[0].comparator and b.question.is_randomised is randomised
    ]
    if not of_class or (len(of_class) > 1 and not catalogue.important_outcomes):
        return None
    body = of_class[0]
    if {m.study.citekey for m in body.members} != {p.study.citekey for p in pairs} or _at_risk(body) is None:
        return None
    return body if len({m.outcome.event for m in body.members}) == 1 and body.members[0].outcome.event else None


def _at_risk(body: "Body") -> "AtRisk | None":
    """What the effect means in people at the comparison's own risk; `None` where it has no interval."""
    at = next((item for item in body.at_risks if not item.name), None)
    if at is None or at.treated is None or None in at.treated or at.effect.risk_difference.ci_low is None:
        return None
    return at


def _of_100(body: "Body", first: Phrase, second: Phrase) -> Iterator[Statement]:
    """How many of 100 people had the event on each side, between which numbers it may lie, and whether by chance."""
    at = _at_risk(body)
    assert at is not None
    assert at.treated is not None
    treated, low, high = at.treated
    difference = at.effect.risk_difference
    basis = pooled_basis(body.members)
    event = body.members[0].outcome.event or ""
    happened = Phrase(
        event, tuple(Basis(m.study.citekey, f"outcome[{m.outcome.id}].event", event) for m in body.members)
    )
    yield say(
        "plain.of-100",
        "about {with_it} people {event} with {first}, and about {without} with {second}.",
        with_it=computed(fmt.of_100(treated), basis),
        event=happened,
        first=first,
        without=computed(fmt.of_100(at.risk), basis),
        second=second,
    )
    yield say(
        "plain.range",
        "the true number with {first} is likely to lie between {low} and {high}.",
        first=first,
        low=computed(fmt.of_100(max(0.0, low or 0.0)), basis),
        high=computed(fmt.of_100(min(1.0, high or 0.0)), basis),
    )
    if (difference.ci_low or 0.0) <= 0 <= (difference.ci_high or 0.0):
        yield say("plain.chance", "so the difference may be due to chance.", Phrase("", basis))


def _of_one(
    pairs: Sequence[Comparison], study: Study, direction: Direction | None, first: Phrase, second: Phrase
) -> Iterator[Statement]:
    """Where the one study of a class points, and whether that may be chance."""
    counted = [o for p in pairs for o in analysed(study).counted(p.outcomes)]
    labels = {o.label: value(study, o, "label", o.label) for o in counted}
    is_short = 0 < len(labels) <= _MOST_LABELS and all(len(label.split()) <= _LONGEST_LABEL for label in labels)
    what = listed(labels.values()) if is_short else Phrase("")
    basis = Phrase("", directions_basis([study], pairs))
    if (side := verbs.favoured(direction, first, second)) is not None:
        yield say(
            "plain.better",
            "results were better with {side}{on}.",
            basis,
            side=side,
            on=joined(" for ", what) if is_short else "",
        )
        yield from _chance(pairs, [study])
        return
    match direction:
        case Direction.NO_CLEAR_DIFFERENCE:
            yield say(
                "plain.same", "it found no clear difference{on}.", basis, on=joined(" in ", what) if is_short else ""
            )
        case Direction.MIXED:
            yield say("plain.mixed", "its results pointed both ways.", basis)
        case None if not counted:
            yield say("plain.silent", "it does not tell who did better.", basis)
        case _:
            yield say("plain.unclear", "its results are not clear.", basis)


def _of_several(
    pairs: Sequence[Comparison], found: Sequence[tuple[Study, Direction | None]], first: Phrase, second: Phrase
) -> Iterator[Statement]:
    """In how many studies of a class results were better on which side, each study counted once."""
    told: list[Phrase] = []
    for direction in verbs.ORDER:
        same = [study for study, pointing in found if pointing is direction]
        if not same:
            continue
        n = Phrase(fmt.count_word(len(same)), directions_basis(same, pairs))
        if (side := verbs.favoured(direction, first, second)) is not None:
            told.append(joined("results were better with ", side, " in ", n))
        elif direction is Direction.NO_CLEAR_DIFFERENCE:
            told.append(joined(n, " found no clear difference"))
        elif direction is Direction.MIXED:
            told.append(joined(n, " pointed both ways"))
        else:
            told.append(joined(n, " did not tell who did better" if direction is None else " gave no clear result"))
    yield say("plain.tally", "{told}.", told=listed(told))
    sided = [study for study, pointing in found if pointing in SIDES]
    if sided:
        yield from _chance(pairs, sided)


def _chance(pairs: Sequence[Comparison], studies: Sequence[Study]) -> Iterator[Statement]:
    """In how many of these studies the result may be chance, as their intervals say, or cannot be told without one."""
    keys = {study.citekey for study in studies}
    clear: dict[str, list[bool | None]] = {}
    for pair in pairs:
        if pair.study.citekey in keys:
            for outcome in analysed(pair.study).counted(pair.outcomes):
                known = result(pair.study, outcome)
                clear.setdefault(pair.study.citekey, []).append(known.is_clear if known.has_interval else None)
    basis = Phrase("", directions_basis(studies, pairs))
    maybe = [s for s in studies if False in clear.get(s.citekey, [])]
    silent = [s for s in studies if s not in maybe and None in clear.get(s.citekey, [None])]
    if len(studies) == 1:
        if maybe:
            yield say("plain.chance", "this may be due to chance.", basis)
        elif silent:
            yield say("plain.chance-unknown", "how far this may be due to chance cannot be told.", basis)
        return
    for group, pattern in (
        (maybe, "in {n} of these studies the result may be due to chance."),
        (silent, "for {n} of these studies it cannot be told how far the result is due to chance."),
    ):
        if group:
            yield say("plain.chance", pattern, basis, n=fmt.count_word(len(group)))


def _retracted(studies: Sequence[Study]) -> Iterator[Statement]:
    gone = [s for s in studies if s.reference.is_retracted]
    for study in gone:
        basis = Phrase("", (Basis(study.citekey, "reference.notice", study.reference.standing or ""),))
        yield say("plain.retracted", "{who} has been retracted.", basis, who=named(study))


def _how_sure(catalogue: Catalogue, summary: ConditionSummary, evidence: Sequence[Study]) -> Iterator[Statement]:
    """How certain the evidence is as people rated it, or that nobody did; and its plainest limits."""
    rated = ratings_on(catalogue).get(summary.condition.key, ())
    for words in rated:
        yield say(
            "plain.certainty",
            "people who looked at the evidence{about} rated its certainty as {certainty}.",
            about=joined(" on ", words.about),
            certainty=words.certainty,
        )
    if not rated:
        absent = Phrase("", (Basis(summary.condition.key, "rating", "absent"),))
        yield say("plain.not-rated", "nobody has recorded how sure we can be of these results.", absent)
    designs = Phrase("", tuple(Basis(s.citekey, "design", s.design.value) for s in evidence))
    trials = [s for s in evidence if s.is_randomised and s.review is None]
    if not any(s.review is not None for s in evidence):
        if not trials:
            yield say("plain.no-trial", "none of these studies is a randomised trial.", designs)
        elif len(trials) == 1 < len(evidence):
            yield say("plain.one-trial", "only one of these studies is a randomised trial.", designs)
    if not any(risk_tally("plain.risk-of-bias", appraisable(evidence))):
        silent = Phrase("", tuple(Basis(s.citekey, "appraisal", "absent") for s in evidence))
        were = "was" if len(evidence) == 1 else "were"
        noun = "study" if len(evidence) == 1 else "studies"
        yield say("plain.not-appraised", f"we have no record of how well the {noun} {were} done.", silent)


def _harms(studies: Sequence[Study]) -> Statement:
    """Of how many studies unwanted effects are recorded, and whether they can be compared."""
    reported = [s for s in studies if any(o.family.is_harm for o in s.outcomes)]
    both = [s for s in reported if any(o.family.is_harm and tells_both(s, o) for o in s.compared)]
    keys = {s.citekey for s in reported}
    basis = Phrase(
        "", tuple(Basis(s.citekey, "outcome", "harms" if s.citekey in keys else "no harms") for s in studies)
    )
    if not reported:
        of = "this study" if len(studies) == 1 else "these studies"
        deaths = " other than deaths" if any(o.family == Family.MORTALITY for s in studies for o in s.outcomes) else ""
        return say("plain.no-harms", f"we have no record of unwanted effects{deaths} in {of}.", basis)
    n, all_of = fmt.count_word(len(reported)), fmt.count_word(len(studies))
    share = "the study" if len(studies) == 1 else f"{n} of the {all_of} studies"
    if both:
        where = "" if len(both) == len(reported) else f", in {fmt.count_word(len(both))} of them"
        pattern = (
            f"we have a record of unwanted effects from {{share}}{where} for both groups, so that they can be compared."
        )
    else:
        pattern = (
            "we have a record of unwanted effects from {share}, but not for both groups, so they cannot be compared."
        )
    return say("plain.harms", pattern, basis, share=Phrase(share, basis.basis))


def _unknown(catalogue: Catalogue, studies: Sequence[Study]) -> Iterator[Statement]:
    """What the treatment was compared with in no study here, and what no comparison tells of."""
    compared = missing_comparisons(studies)
    measured = [phrase for phrase in missing_outcomes(studies) if not phrase.text.startswith("harms")]
    treatment = _treatment(catalogue)
    if compared:
        pattern = "no study here compares {treatment} with {what}."
        yield say("plain.never-compared", pattern, treatment=treatment, what=listed(compared, last=", or with "))
    if measured:
        pattern = "no study here compares groups on {what}."
        yield say("plain.never-measured", pattern, what=listed(measured, last=" or "))
