"""What each comparison found, in plain words: people of 100, or in how many studies which side did better."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from acuevid.measures import MEASURES
from acuevid.models import Catalogue, Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.pools.sets import Doubted
from acuevid.results.analysed import analysed, result
from acuevid.results.better import SIDES
from acuevid.results.findings import Comparison, by_study, side_name
from acuevid.results.independence import Overlap
from acuevid.synthesis import verbs
from acuevid.synthesis.brief import directions_basis
from acuevid.synthesis.condition import ConditionSummary
from acuevid.synthesis.key_messages import bodies_of, speaking_body
from acuevid.synthesis.nouns import people_compared
from acuevid.synthesis.outcomes import MOST_WORDS, direction_basis, value
from acuevid.synthesis.plain_chance import chance, noun_of
from acuevid.synthesis.pool_taken import pooled_basis
from acuevid.synthesis.statements import Basis, Phrase, Statement, computed, joined, listed, named, say
from acuevid.terms import Comparator, Direction, Group

if TYPE_CHECKING:
    from acuevid.pools.bodies import AtRisk, Body

_MOST_LABELS, _LONGEST_LABEL = 2, 5
Class = tuple[Comparator, Group]


def treatment_of(catalogue: Catalogue) -> Phrase:
    """The treatment by name."""
    name = catalogue.sheet.intervention
    return Phrase(name, (Basis("sheet", "intervention", name),))


def number_of(studies: Sequence[Study]) -> Phrase:
    """How many these studies are."""
    return Phrase(fmt.count_word(len(studies)), tuple(Basis(s.citekey, "citekey", s.citekey) for s in studies))


def plain_found(
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
    bodies = bodies_of(catalogue, summary.condition, studies, doubted, summary.pools) if classes else []
    for key in sorted(classes, key=lambda key: (list(Group).index(key[1]), list(Comparator).index(key[0]))):
        yield from _of_class(catalogue, classes[key], bodies)
    alone = [s for s in sources if not analysed(s).of_treatment and not analysed(s).is_beside]
    for group, pattern in (
        ([s for s in alone if len(s.arms) == 1], "{n} {studies} had no other group to compare with"),
        ([s for s in alone if len(s.arms) != 1], "for {n} {studies} we have no comparison of {treatment}"),
    ):
        if group:
            yield say(
                "plain.alone",
                f"{pattern}, so {{they}} cannot show what caused any change.",
                Phrase("", tuple(Basis(s.citekey, "arm", "no comparison") for s in group)),
                n=number_of(group),
                studies="study" if len(group) == 1 else "studies",
                treatment=treatment_of(catalogue) if len(group[0].arms) != 1 else "",
                they="it" if len(group) == 1 else "they",
            )
    compared = {pair.study.citekey for pairs in classes.values() for pair in pairs}
    for study in studies:
        if study.reference.is_retracted and study.citekey not in compared:
            yield say("plain.retracted", "{who} has been retracted.", _notices([study]), who=named(study))


def _of_class(catalogue: Catalogue, pairs: Sequence[Comparison], bodies: "Sequence[Body]") -> Iterator[Statement]:
    """One class of comparator: who was compared, then how many of 100 people, or where the studies point."""
    found = by_study(pairs)
    studies = [study for study, _ in found]
    basis = tuple(Basis(p.study.citekey, f"arm[{p.first.id}].label", p.first.label) for p in pairs)
    first = Phrase(side_name([p.first for p in pairs], catalogue.sheet.intervention), basis)
    if first.text == catalogue.sheet.intervention:
        first = joined(first, Phrase("", treatment_of(catalogue).basis))
    basis = tuple(Basis(p.study.citekey, f"arm[{p.second.id}].comparator", p.comparator.value) for p in pairs)
    second = Phrase(side_name([p.second for p in pairs], pairs[0].comparator.label), basis)
    n, parts = len(studies), {"first": first, "second": second}
    opening = "{n} {kind} compared {first} with {second}{people}."
    people = people_compared(pairs, Overlap(tuple(studies)))
    is_shared = people.text.startswith("which ")
    for inside in (joined(" (", people, ")"), Phrase("", people.basis))[is_shared:]:
        one = say("plain.compared", opening, n=number_of(studies), kind=_kind(studies), people=inside, **parts)
        if len(one.text.split()) <= MOST_WORDS:
            break
    yield one
    if is_shared:
        yield say(
            "plain.shared", "these reviews {what}.", what=people._replace(text=people.text.removeprefix("which "))
        )
    yield from _retracted(studies)
    body = speaking_body(catalogue, pairs, bodies)
    if body is not None and _gives_people(body):
        yield from _of_100(body, first, second)
        yield from _beside(body, pairs, first, second)
    elif n == 1:
        yield from _of_one(pairs, *found[0], first, second)
    else:
        yield from _of_several(pairs, found, first, second)
        if body is not None:
            yield from _together(body, found)


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


def _gives_people(body: "Body") -> bool:
    """Whether a body of evidence gives people of 100 that had one event."""
    is_one_event = len({m.outcome.event for m in body.members}) == 1 and bool(body.members[0].outcome.event)
    return is_one_event and _at_risk(body) is not None


def _together(body: "Body", found: Sequence[tuple[Study, Direction | None]]) -> Iterator[Statement]:
    """Whether the results of several studies put together may be chance, which each alone does not tell."""
    holds = body.effect.holds(MEASURES[body.measure].null)
    basis = Phrase("", pooled_basis(body.members))
    if holds:
        yield say("plain.together", "put together, their results may be due to chance.", basis)
    elif holds is not None and len({pointing for _, pointing in found}) == 1:
        yield say("plain.together", "put together, their results are hard to explain by chance alone.", basis)


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
        yield say(
            "plain.chance", "neither number is certain, so the difference may be due to chance.", Phrase("", basis)
        )


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
        yield from chance([(study, counted)], basis)
        return
    match direction:
        case Direction.NO_CLEAR_DIFFERENCE:
            yield say(
                "plain.same", "it found no clear difference{on}.", basis, on=joined(" in ", what) if is_short else ""
            )
            if len(counted) == 1:
                yield from _margin(study, counted[0], first, second)
        case Direction.MIXED:
            yield say("plain.mixed", "its results pointed both ways.", basis)
        case None if not counted:
            yield say("plain.silent", "it does not tell who did better.", basis)
        case _:
            yield say("plain.unclear", "its results are not clear.", basis)


def _margin(study: Study, outcome: Outcome, first: Phrase, second: Phrase) -> Iterator[Statement]:
    """Whether a limit set beforehand for how much worse the treatment may be holds; nothing without a limit."""
    inside = result(study, outcome).inside_margin(both_ends=False)
    if inside is None or outcome.margin is None:
        return
    pattern = "{first} was not worse than {second} by more than the limit that the study set."
    if not inside:
        pattern = "{first} may be worse than {second} by more than the limit that the study set."
    basis = value(study, outcome, "margin", fmt.printed(outcome.margin))
    yield say("plain.margin", pattern, Phrase("", basis.basis), first=first, second=second)


def _of_several(
    pairs: Sequence[Comparison], found: Sequence[tuple[Study, Direction | None]], first: Phrase, second: Phrase
) -> Iterator[Statement]:
    """In how many studies of a class results were better on which side, each study counted once."""
    counted = [
        (study, [o for p in pairs if p.study is study for o in analysed(study).counted(p.outcomes)])
        for study, _ in found
    ]
    yield from _tally("plain.tally", Phrase(""), found, counted, first, second, len(found))


def _beside(body: "Body", pairs: Sequence[Comparison], first: Phrase, second: Phrase) -> Iterator[Statement]:
    """Where the other outcomes of benefit point, so that the one told in people of 100 does not stand for all."""
    pooled = {m.outcome.label for m in body.members}
    by_key: dict[str, tuple[Study, list[Outcome]]] = {}
    for pair in pairs:
        for o in pair.outcomes:
            is_other = o.label not in pooled and o.subgroup is None and o.family.counts == "benefit"
            if is_other and result(pair.study, o).direction is not None:
                by_key.setdefault(pair.study.citekey, (pair.study, []))[1].append(o)
    if not by_key:
        return
    labels = {o.label: value(s, o, "label", o.label) for s, outcomes in by_key.values() for o in outcomes}
    of = len({p.study.citekey for p in pairs})
    if len(labels) > _MOST_LABELS or any(len(label.split()) > _LONGEST_LABEL for label in labels):
        on = Phrase("on other outcomes, ", listed(labels.values()).basis)
        yield from pointing("plain.beside", on, list(by_key.values()), first, second, of)
        return
    for label, what in labels.items():
        told = [(s, [o for o in outcomes if o.label == label]) for s, outcomes in by_key.values()]
        told = [(s, outcomes) for s, outcomes in told if outcomes]
        yield from pointing("plain.beside", joined("on ", what, ", "), told, first, second, of)


def pointing(
    template: str,
    on: Phrase,
    told: Sequence[tuple[Study, Sequence[Outcome]]],
    first: Phrase,
    second: Phrase,
    of: int,
) -> Iterator[Statement]:
    """In how many of `of` studies these outcomes point where, each study counted once."""
    found = [(study, analysed(study).overall(outcomes)) for study, outcomes in told]
    yield from _tally(template, on, found, told, first, second, of)


def _tally(
    template: str,
    on: Phrase,
    found: Sequence[tuple[Study, Direction | None]],
    outcomes: Sequence[tuple[Study, Sequence[Outcome]]],
    first: Phrase,
    second: Phrase,
    of: int,
) -> Iterator[Statement]:
    """How many of these studies point where, and what may be said of chance in those that point to a side."""
    basis = {s.citekey: tuple(b for o in few for b in direction_basis(s, o).basis) for s, few in outcomes}
    told: list[Phrase] = []
    for direction in verbs.ORDER:
        same = [study for study, pointing in found if pointing is direction]
        if not same:
            continue
        rests = tuple(b for s in same for b in basis[s.citekey] or (Basis(s.citekey, "outcome", "absent"),))
        n = Phrase(_all_or(len(same), of), rests)
        if (side := verbs.favoured(direction, first, second)) is not None:
            told.append(joined("results were better with ", side, *([" in ", n] if of > 1 else [n._replace(text="")])))
        elif direction is Direction.NO_CLEAR_DIFFERENCE:
            told.append(joined(n, " found no clear difference"))
        elif direction is Direction.MIXED:
            told.append(joined(n, " pointed both ways"))
        else:
            told.append(joined(n, " did not tell who did better" if direction is None else " gave no clear result"))
    yield say(template, "{on}{told}.", on=on, told=listed(told))
    sided = {study.citekey for study, pointing in found if pointing in SIDES}
    looked = [(s, few) for s, few in outcomes if s.citekey in sided]
    if looked:
        rests = tuple(b for s, _ in looked for b in basis[s.citekey])
        yield from chance(looked, Phrase("", rests), is_only=len(found) == 1)


def _all_or(n: int, of: int) -> str:
    """``both``, ``all three`` where it is each of them; else the number."""
    if n < of or n == 1:
        return fmt.count_word(n)
    return f"all {fmt.count_word(n)}" if n != 2 else "both"


def _retracted(studies: Sequence[Study]) -> Iterator[Statement]:
    """Which of the studies just told of were retracted, beside what they found."""
    gone = [s for s in studies if s.reference.is_retracted]
    if not gone:
        return
    many = "have" if len(gone) > 1 else "has"
    start = "it has" if len(studies) == 1 else f"{_all_or(len(gone), len(studies))} of these {noun_of(studies)} {many}"
    names = listed(named(s) for s in gone)
    for inside in (joined(" (", names, ")"), Phrase("", names.basis)):
        one = say("plain.retracted", f"{start} been retracted{{who}}.", _notices(gone), who=inside)
        if len(one.text.split()) <= MOST_WORDS:
            break
    yield one


def _notices(studies: Sequence[Study]) -> Phrase:
    return Phrase("", tuple(Basis(s.citekey, "reference.notice", s.reference.standing or "") for s in studies))
