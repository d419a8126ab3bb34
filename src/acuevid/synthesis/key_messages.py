"""The two to five sentences that a busy reader takes away: what was found, how sure it is, harms, what is not told.

Each comparison is told as a summary of findings tells it, where one body of evidence holds all its studies, and else by
where its studies point. No study is chosen by what it found: randomised trials go first, then comparators by class.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from acuevid.models import Catalogue, Condition, Study
from acuevid.numbers import format as fmt
from acuevid.numbers.tails import ScipyMissing
from acuevid.pools.fit import PoolResult
from acuevid.pools.sets import Doubted
from acuevid.results.analysed import analysed, result
from acuevid.results.better import SIDES
from acuevid.results.findings import Comparison, by_study, side_name
from acuevid.results.independence import Overlap, independent
from acuevid.synthesis import verbs
from acuevid.synthesis.appraisal_words import appraisable, risk_tally
from acuevid.synthesis.brief import clear_of_none, directions_basis, in_groups, tally
from acuevid.synthesis.further import further
from acuevid.synthesis.harms_known import harms_known
from acuevid.synthesis.limits import missing_comparisons, missing_outcomes
from acuevid.synthesis.nouns import design_phrase, people_compared
from acuevid.synthesis.outcomes import MOST_WORDS, value
from acuevid.synthesis.ratings import ratings_on
from acuevid.synthesis.statements import Basis, Phrase, Statement, computed, joined, listed, named, say
from acuevid.terms import Comparator, Direction, Group

if TYPE_CHECKING:
    from acuevid.pools.bodies import Body

_MOST = 5
_MOST_FOUND = 2
"""So many comparisons are told one by one; of more the first, and which others there are."""
_MOST_NAMED = 3
_MOST_LABELS = 2
Class = tuple[Comparator, Group]


def key_messages(
    catalogue: Catalogue,
    condition: Condition,
    studies: Sequence[Study],
    doubted: Doubted | None = None,
    known: Sequence[PoolResult] = (),
) -> list[Statement]:
    """What the extracted studies of a condition come to, in two to five sentences; `known` are its pools."""
    sources = independent([s for s in studies if not s.shares_data]) or independent(studies)
    evidence = [s for s in sources if not analysed(s).is_beside]
    told_of = [s for s in studies if not analysed(s).is_beside]
    bodies = bodies_of(catalogue, condition, studies, doubted, known) if any(map(_has_effect, sources)) else []
    found = list(_found(catalogue, sources, bodies))
    is_told = any(statement.template == "findings.plain" for statement in found)
    if not evidence:
        return found
    sure = _how_sure(catalogue, condition, evidence, is_told=is_told)
    rest = [*_retracted(studies), *sure, harms_known(told_of, " on this condition"), *_unknown(studies)]
    return [*found, *rest][:_MOST]


def _has_effect(study: Study) -> bool:
    """Whether a study has an effect between its groups, printed or computed; without any there are no bodies."""
    pairs = analysed(study).of_treatment
    return any(o.effect_fields or result(study, o).effects.estimates for pair in pairs for o in pair.outcomes)


def bodies_of(
    catalogue: Catalogue,
    condition: Condition,
    studies: Sequence[Study],
    doubted: Doubted | None,
    known: Sequence[PoolResult],
) -> "list[Body]":
    """The bodies of evidence of the condition, the important outcomes first; none where scipy is missing."""
    from acuevid.pools.bodies import comparisons_of

    try:
        found = comparisons_of(catalogue, condition, studies, doubted, known)
    except ScipyMissing:
        return []
    return [body for comparison in found for body in comparison.bodies]


def _found(catalogue: Catalogue, sources: Sequence[Study], bodies: "Sequence[Body]") -> Iterator[Statement]:
    """What each comparison found, the most trustworthy first; that there is none."""
    classes: dict[Class, list[Comparison]] = {}
    for study in sources:
        for pair in analysed(study).of_treatment:
            classes.setdefault((pair.comparator, study.group), []).append(pair)
    order = sorted(classes, key=lambda key: (list(Group).index(key[1]), list(Comparator).index(key[0])))
    shown = order if len(order) <= _MOST_FOUND else order[:1]
    for key in shown:
        told = list(_of_class(catalogue, classes[key], bodies))
        # beside other comparisons its first sentence, and what speaks against it
        yield from told if len(order) == 1 else (s for s in told if s is told[0] or s.template == "findings.dissent")
    others = order[len(shown) :]
    if others:
        named_others: dict[Comparator, tuple[Basis, ...]] = {}
        for key in others:  # trials and other studies of one class are named once
            named_others[key[0]] = (*named_others.get(key[0], ()), *_classes(classes[key]))
        yield further("key.further", named_others, _classes([pair for key in shown for pair in classes[key]]))
    if not order and sources:
        silent = tuple(Basis(s.citekey, "arm", "no comparison") for s in sources)
        yield say(
            "key.no-comparison",
            "no study here compares the treatment with anything, so none can show what it does.",
            Phrase("", silent),
        )


def _of_class(catalogue: Catalogue, pairs: Sequence[Comparison], bodies: "Sequence[Body]") -> Iterator[Statement]:
    """One class of comparator: by the body of evidence that holds all its studies, or by where they point."""
    body = speaking_body(catalogue, pairs, bodies)
    if body is not None and body.effect.ci_low is not None:
        from acuevid.synthesis.certainty import plain_words

        yield from plain_words(body)
        return
    yield _pointing(pairs)


def speaking_body(catalogue: Catalogue, pairs: Sequence[Comparison], bodies: "Sequence[Body]") -> "Body | None":
    """The body of evidence that speaks for a class of comparator, since it holds all its studies; `None` without one.

    Of several the first speaks only where people said which outcomes are important, else it would be a choice; where
    benefit is known, a body on a harm neither speaks in its place nor keeps the one on a benefit from speaking.
    """
    is_randomised = pairs[0].study.is_randomised
    of_class = [
        b for b in bodies if b.question.comparator is pairs[0].comparator and b.question.is_randomised is is_randomised
    ]
    if not catalogue.important_outcomes:
        if any(analysed(p.study).counted(p.outcomes) for p in pairs):
            of_class = [b for b in of_class if not any(m.outcome.family.is_harm for m in b.members)]
        if len(of_class) > 1:
            return None
    holds_all = of_class and {m.study.citekey for m in of_class[0].members} == {p.study.citekey for p in pairs}
    return of_class[0] if holds_all else None


def _pointing(pairs: Sequence[Comparison]) -> Statement:
    """Where the studies of one class of comparator point, each counted once, whatever its size."""
    found = by_study(pairs)
    studies = [study for study, _ in found]
    first = Phrase(
        side_name([p.first for p in pairs], "the treatment"),
        tuple(Basis(p.study.citekey, f"arm[{p.first.id}].label", p.first.label) for p in pairs),
    )
    second = Phrase(side_name([p.second for p in pairs], pairs[0].comparator.label), _classes(pairs))
    n = Phrase(fmt.count_word(len(studies)), directions_basis(studies, pairs))
    heads = people_compared(pairs, Overlap(tuple(studies)))
    parts: dict[str, Phrase | str] = {"n": n, "designs": design_phrase(studies), "second": second}
    who = listed(named(s) for s in studies) if len(studies) <= _MOST_NAMED else Phrase("")
    if len(found) == 1:
        return _of_one(pairs, *found[0], first, second, heads)
    told = tally(pairs, first, second)
    for brackets in (joined(who, "; " if who.text else "", heads), heads, Phrase("")):
        inside = joined(" (", brackets, ")") if brackets.text else brackets
        one = say(
            "key.pointing", "of {n} {designs} against {second}{inside}, {told}.", told=told, inside=inside, **parts
        )
        if len(one.text.split()) <= MOST_WORDS:
            break
    return one


def _of_one(
    pairs: Sequence[Comparison],
    study: Study,
    direction: Direction | None,
    first: Phrase,
    second: Phrase,
    heads: Phrase,
) -> Statement:
    """The one study of a class of comparator: where it points, and on what."""
    counted = [o for p in pairs for o in analysed(study).counted(p.outcomes)]
    labels = {o.label: value(study, o, "label", o.label) for o in counted}
    within = " in " if direction is Direction.NO_CLEAR_DIFFERENCE else " on "
    on = joined(within, listed(labels.values())) if 0 < len(labels) <= _MOST_LABELS else Phrase("")
    if direction is Direction.MIXED:
        verb = Phrase("gave mixed results")
    elif direction is None and counted == []:
        verb = Phrase("gave no direction on benefit")
    else:
        verb = verbs.of_results(direction, first, second, many=False)
    side = Phrase("")
    if direction in SIDES:
        has_interval = any(result(study, o).has_interval for o in counted)
        silent = Phrase(" (without an interval)", directions_basis([study], pairs))
        side = clear_of_none([study], pairs) if has_interval else silent
    return say(
        "key.one",
        "against {second}, one {design} ({who}; {people}) {verb}{on}{side}.",
        Phrase("", directions_basis([study], pairs)),
        second=second,
        design=design_phrase([study]),
        who=named(study),
        people=heads if heads.text.endswith("compared") else joined(heads, in_groups(study)),
        verb=verb,
        on=on,
        side=side,
    )


def _classes(pairs: Sequence[Comparison]) -> tuple[Basis, ...]:
    """Which class of comparator each of these is recorded as."""
    return tuple(Basis(p.study.citekey, f"arm[{p.second.id}].comparator", p.comparator.value) for p in pairs)


def _retracted(studies: Sequence[Study]) -> Iterator[Statement]:
    gone = [s for s in studies if s.reference.is_retracted]
    if gone:
        basis = tuple(Basis(s.citekey, "reference.notice", s.reference.standing or "") for s in gone)
        who = listed(named(s) for s in gone)
        if len(gone) > _MOST_NAMED:
            who = computed(f"{fmt.count_word(len(gone))} of these studies", basis)
        were = "was" if len(gone) == 1 else "were"
        yield say("key.retracted", "{who} {were} retracted.", Phrase("", basis), who=who, were=were)


def _how_sure(
    catalogue: Catalogue, condition: Condition, studies: Sequence[Study], *, is_told: bool
) -> Iterator[Statement]:
    """How certain the evidence is as people rated it; otherwise that no rating is recorded, with its plainest limit.

    `is_told`: a sentence before it says that the certainty is not rated.
    """
    rated = ratings_on(catalogue).get(condition.key, ())
    if rated:
        by_word: dict[str, list[Phrase]] = {}
        for words in rated:
            by_word.setdefault(words.certainty.text, []).append(words.about)
        basis = Phrase("", tuple(b for words in rated for b in words.certainty.basis))
        told = [joined(f"{word} for ", listed(about)) for word, about in by_word.items()]
        one = say("key.certainty", "people rated the certainty of the evidence as {told}.", basis, told=listed(told))
        if len(one.text.split()) > MOST_WORDS:
            counts = [joined(f"{word} for ", fmt.count_word(len(about))) for word, about in by_word.items()]
            n = Phrase(fmt.count_word(len(rated)), basis.basis)
            one = say(
                "key.certainty",
                "people rated the certainty of {n} bodies of evidence: {told}.",
                basis,
                n=n,
                told=listed(counts),
            )
        yield one
        return
    trials = [s for s in studies if s.group is Group.TRIALS and s.review is None]
    reviews = [s for s in studies if s.review is not None]
    designs = tuple(Basis(s.citekey, "design", s.design.value) for s in studies)
    limit: Phrase | None = None
    if not reviews and not trials:
        limit = Phrase("none of these studies is a randomised trial", designs)
    elif not reviews and len(trials) == 1 and len(studies) > 1:
        limit = joined(Phrase("only one randomised trial is recorded, ", designs), named(trials[0]))
    elif not any(risk_tally("key.risk-of-bias", appraisable(studies))):
        silent = tuple(Basis(s.citekey, "appraisal", "absent") for s in studies)
        limit = Phrase("how well the studies were done is not recorded", silent)
    if limit is not None and is_told:
        yield say("key.limit", "{limit}.", limit=limit)
    elif not is_told:
        yield say(
            "key.not-rated",
            "no rating of certainty is recorded{limit}.",
            Phrase("", (Basis(condition.key, "rating", "absent"),)),
            limit=joined(", and ", limit) if limit is not None else "",
        )


def _unknown(studies: Sequence[Study]) -> Iterator[Statement]:
    """Which comparisons and which outcomes the studies do not tell of, in one sentence."""
    compared, measured = missing_comparisons(studies), missing_outcomes(studies)
    parts = [
        *([joined("a comparison with ", listed(compared, last=", or "))] if compared else []),
        *([joined("a difference between groups in ", listed(measured, last=" or "))] if measured else []),
    ]
    if parts:
        yield say("key.unknown", "no study here gives {what}.", what=listed(parts, last=", or "))
