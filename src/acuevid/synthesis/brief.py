"""The conclusion of a set of studies in few sentences: by comparator class and design, then what has no comparison."""

from collections.abc import Iterator, Sequence

from acuevid.figures.effects import outcome_effects
from acuevid.figures.findings import Comparison, by_study, comparisons, counted, finding, side_name
from acuevid.figures.reported import effect_text
from acuevid.models import Catalogue, Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.synthesis.doubts import Doubts
from acuevid.synthesis.outcomes import MOST_WORDS, arm_name, ratio_apart, short_figure, spans_none, value
from acuevid.synthesis.statements import (
    Basis,
    Phrase,
    Statement,
    article,
    from_field,
    joined,
    listed,
    named,
    people,
    say,
)
from acuevid.terms import Comparator, Design, Direction, Family, Group

_ORDER: tuple[Direction | None, ...] = (
    Direction.FAVOURS_EXPERIMENTAL,
    Direction.FAVOURS_COMPARATOR,
    Direction.NO_CLEAR_DIFFERENCE,
    Direction.MIXED,
    Direction.UNCLEAR,
    None,
)
_MOST_NAMES = 8
"""More studies than these are not named in a sentence; the table has them."""


def brief_sentences(catalogue: Catalogue, studies: Sequence[Study], doubts: Doubts) -> Iterator[Statement]:
    """What these studies found; a re-analysis is told as such and counts for nothing of its own."""
    sources = [s for s in studies if not s.shares_data]
    classes: dict[tuple[Comparator, Group], list[Comparison]] = {}
    for study in sources:
        for pair in comparisons(study):
            if pair.is_of_treatment:
                classes.setdefault((pair.comparator, study.group), []).append(pair)
    told: set[str] = set()
    for pairs in classes.values():
        if len({pair.study.citekey for pair in pairs}) > 1:
            yield _several(pairs)
        else:
            for pair in pairs:
                yield from _one(pair, doubts, again=pair.study.citekey in told)
                told.add(pair.study.citekey)
        told.update(pair.study.citekey for pair in pairs)
        for pair in pairs:
            yield from _harms(pair, doubts)
    for study in studies:
        if study.shares_data:
            yield from reanalysis(catalogue, study, doubts)
    alone = [s for s in sources if not any(pair.is_of_treatment for pair in comparisons(s))]
    for uncontrolled in (True, False):
        group = [s for s in alone if s.design.is_uncontrolled is uncontrolled]
        if group:
            yield without_comparison(group)


def design_phrase(studies: Sequence[Study], n: int | None = None) -> Phrase:
    """The designs of some studies as one noun, in number: ``randomised trials``; ``studies`` where they differ."""
    designs = {s.design for s in studies}
    plural = (n or len(studies)) > 1
    if len(designs) == 1:
        design = designs.pop()
        text = design.plural if plural else design.label
        included = {s.review.included for s in studies if s.review is not None}
        if len(included) == 1 and (of := included.pop()) is not Design.RANDOMISED_TRIAL:
            text += f" of {of.plural}"
    else:
        text = "studies" if plural else "study"
    return Phrase(text, tuple(Basis(s.citekey, "design", s.design.value) for s in studies))


def people_in(studies: Sequence[Study]) -> Phrase:
    """How many people took part in all, where every study says so; otherwise how many studies do not."""
    known = [s for s in studies if s.participants is not None]
    total = sum(s.participants or 0 for s in known)
    silent = len(studies) - len(known)
    basis = tuple(
        Basis(s.citekey, "participants", str(s.participants if s.participants is not None else "absent"))
        for s in studies
    )
    if not known:
        return Phrase("number of people not given", basis)
    text = f"{fmt.count(total)} {'person' if total == 1 else 'people'}"
    missing = sum((s.participants or 0) - s.analysed for s in known if s.analysed is not None)
    if missing > 0:
        text = f"{text}, {fmt.count_word(missing)} of them without complete data"
        basis += tuple(Basis(s.citekey, "analysed", str(s.analysed)) for s in known if s.analysed is not None)
    return Phrase(f"{text}, and {fmt.count_word(silent)} without a number" if silent else text, basis)


def outcome_clauses(pair: Comparison, doubts: Doubts) -> list[Phrase]:
    """Which outcomes of a comparison point where, a clause for each direction: ``results for pain were mixed``."""
    study = pair.study
    clauses = _clauses(pair, counted(pair.outcomes), doubts)
    if not clauses:
        harms = bool(pair.outcomes) and all(o.family is Family.HARMS for o in pair.outcomes)
        basis = Basis(study.citekey, "outcome", "harms" if harms else "none")
        return [Phrase("harms alone are reported" if harms else "no direction is recorded", (basis,))]
    return clauses


def _clauses(pair: Comparison, outcomes: Sequence[Outcome], doubts: Doubts) -> list[Phrase]:
    study = pair.study
    first, second = arm_name(study, pair.first), arm_name(study, pair.second)
    clauses = []
    for direction in dict.fromkeys(o.direction for o in outcomes):
        same = [o for o in outcomes if o.direction is direction]
        verb = _verb(direction, first, second, many=True)
        clauses.append(joined("results for ", _labels(study, same, doubts), " ", verb))
    return clauses


def _harms(pair: Comparison, doubts: Doubts) -> Iterator[Statement]:
    """Harms that are told of both sides, so that they stand beside the benefit."""
    harms = [o for o in pair.outcomes if o.family is Family.HARMS and o.subgroup is None and o.direction is not None]
    if harms:
        told = _run_on(_clauses(pair, harms, doubts))
        yield say("brief.harms", "on harms, {told} in {study}.", study=named(pair.study), told=told)


def _labels(study: Study, outcomes: Sequence[Outcome], doubts: Doubts) -> Phrase:
    """The outcomes by label, each once, with its p-value where it has one of its own."""
    each: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        each.setdefault(outcome.label, []).append(outcome)
    phrases = []
    for label, same in each.items():
        basis = [b for o in same for b in value(study, o, "label", label).basis]
        basis += [b for o in same for b in value(study, o, "direction", str(o.direction)).basis]
        shown = _figures(study, same[0], doubts) if len(same) == 1 else Phrase("")
        phrases.append(joined(Phrase(label, tuple(basis)), shown))
    return listed(phrases)


def _figures(study: Study, outcome: Outcome, doubts: Doubts) -> Phrase:
    """The figures of both arms and p in brackets: `` (27.6% v 44.6%, p = 0.058)``; empty where none are printed."""
    sides = study.sides(outcome)
    both = [f for arm in sides or () if (f := short_figure(study, outcome, arm))]
    items = [listed(both, last=" v ")] if len(both) == 2 else []
    if outcome.effect is not None:
        items.append(value(study, outcome, "effect", effect_text(outcome.effect, outcome.unit)))
    if outcome.p is not None and not (outcome.p == "ns" and outcome.direction is Direction.NO_CLEAR_DIFFERENCE):
        items.append(value(study, outcome, "p", fmt.p_value(outcome.p)))
    sided = outcome.direction in (Direction.FAVOURS_EXPERIMENTAL, Direction.FAVOURS_COMPARATOR)
    if sided and outcome.effect is None:
        effects = outcome_effects(study, outcome)
        if spans_none(effects):
            items.append(value(study, outcome, "computed", "computed 95% CI spans zero"))
        elif ratio_apart(effects) is not None:
            items.append(value(study, outcome, "computed", "computed risk ratio's 95% CI spans one"))
    if (amiss := doubts.get((study.citekey, outcome.id))) is not None:
        items.append(amiss)
    return joined(" (", listed(items, last=", "), ")") if items else Phrase("")


def _verb(direction: Direction | None, first: Phrase, second: Phrase, *, many: bool) -> Phrase:
    match direction:
        case Direction.FAVOURS_EXPERIMENTAL:
            return joined("favoured ", first)
        case Direction.FAVOURS_COMPARATOR:
            return joined("favoured ", second)
        case Direction.NO_CLEAR_DIFFERENCE:
            return Phrase("showed no clear difference")
        case None:
            return Phrase("gave no direction")
        case _:
            word = "mixed" if direction is Direction.MIXED else "inconclusive"
            return Phrase(f"{'were' if many else 'was'} {word}")


def review_counts(study: Study, outcome: Outcome, first: Phrase, second: Phrase) -> Phrase | None:
    """How many of a review's trials found what: ``four favoured acupuncture and eight showed no clear difference``."""
    trials = outcome.trials
    if trials is None:
        return None
    told = [
        joined(value(study, outcome, f"trials.{name}", fmt.count_word(n)), " ", words)
        for name, n, words in (
            ("favours_experimental", trials.favours_experimental, joined("favoured ", first)),
            ("favours_comparator", trials.favours_comparator, joined("favoured ", second)),
            ("no_clear_difference", trials.no_clear_difference, Phrase("showed no clear difference")),
        )
        if n is not None
    ]
    if not told:
        return None
    effect = (
        joined(" (", value(study, outcome, "effect", effect_text(outcome.effect, outcome.unit)), ")")
        if outcome.effect
        else Phrase("")
    )
    return joined(listed(told), effect)


def _one(pair: Comparison, doubts: Doubts, *, again: bool) -> tuple[Statement, ...]:
    study = pair.study
    first, second = arm_name(study, pair.first), arm_name(study, pair.second)
    counts = [c for o in pair.outcomes if (c := review_counts(study, o, first, second))]
    unit = "trials" if study.review and study.review.included is Design.RANDOMISED_TRIAL else "studies"
    told = [joined(f"by the {unit}' own verdicts, ", *counts)] if counts else outcome_clauses(pair, doubts)
    if again:
        pattern = "the same study also set {first} against {second}: {told}."
        return (say("brief.again", pattern, named(study), first=first, second=second, told=_run_on(told)),)
    trials = Phrase("")
    if study.review is not None:
        included = study.review.included
        noun = included.label if study.review.trials == 1 else included.plural
        trials = joined(from_field(study, "review.trials", f"{fmt.count_word(study.review.trials)} {noun}"), " with ")
    parts: dict[str, Phrase | str] = {
        "study": named(study),
        "design": from_field(study, "design", study.design.label),
        "trials": trials,
        "people": joined(people(study), _groups(study)),
        "first": first,
        "second": second,
    }
    an = article(study.design.label)
    opening = f"{{study}}, {an} {{design}} of {{trials}}{{people}}, compared {{first}} with {{second}}"
    return _with_results(opening, parts, told)


def _groups(study: Study) -> Phrase:
    """That people were in more groups than the two compared, so that their number is not that of the comparison."""
    n = len(study.arms)
    if n <= 2 or study.review is not None or study.participants is None:
        return Phrase("")
    basis = tuple(Basis(study.citekey, f"arm[{arm.id}].label", arm.label) for arm in study.arms)
    return Phrase(f" in {fmt.count_word(n)} groups", basis)


def _with_results(opening: str, parts: dict[str, Phrase | str], told: Sequence[Phrase]) -> tuple[Statement, ...]:
    """An opening with its results behind a colon; as a sentence of their own, or several, where it grows too long."""
    one = say("brief.comparison", f"{opening}: {{told}}.", **parts, told=_run_on(told))
    if len(one.text.split()) <= MOST_WORDS:
        return (one,)
    first = say("brief.opening", f"{opening}.", **parts)
    results = say("brief.results", "in {study}, {told}.", study=parts["study"], told=_run_on(told))
    if len(results.text.split()) <= MOST_WORDS:
        return first, results
    silent = joined(parts["study"])
    start = say("brief.results", "in {study}, {told}.", study=parts["study"], told=told[0])
    return first, start, *(say("brief.further", "{told}.", silent, told=clause) for clause in told[1:])


def _run_on(clauses: Sequence[Phrase]) -> Phrase:
    return listed(clauses, last=", and ")


def _several(pairs: Sequence[Comparison]) -> Statement:
    studies = list({pair.study.citekey: pair.study for pair in pairs}.values())
    first = Phrase(
        side_name([p.first for p in pairs], "the treatment"),
        tuple(Basis(p.study.citekey, f"arm[{p.first.id}].label", p.first.label) for p in pairs),
    )
    second = Phrase(
        side_name([p.second for p in pairs], pairs[0].comparator.label),
        tuple(Basis(p.study.citekey, f"arm[{p.second.id}].comparator", p.comparator.value) for p in pairs),
    )
    return say(
        "brief.class",
        "{n} {designs} ({who}{people}) compared {first} with {second}: {told}.",
        n=Phrase(fmt.count_word(len(studies)), tuple(Basis(s.citekey, "citekey", s.citekey) for s in studies)),
        designs=design_phrase(studies),
        who=joined(listed(named(s) for s in studies), "; ") if len(studies) <= _MOST_NAMES else Phrase(""),
        people=people_in(studies),
        first=first,
        second=second,
        told=_tally(pairs, first, second),
    )


def _tally(pairs: Sequence[Comparison], first: Phrase, second: Phrase) -> Phrase:
    """How many studies point which way, each counted once: ``one favoured acupuncture and two were mixed``."""
    found = by_study(pairs)
    against = second if len({p.second.label for p in pairs}) == 1 else Phrase("the comparison")
    told = []
    for direction in _ORDER:
        same = [study for study, pointing in found if pointing is direction]
        if same:
            verb = _verb(direction, first, against, many=len(same) > 1)
            every = len(same) == len(found)
            n = {2: "both", 3: "all three"}.get(len(same), f"all {fmt.count_word(len(same))}")
            word = n if every else fmt.count_word(len(same))
            told.append(joined(Phrase(word, direction_basis(same, pairs)), " ", verb))
    return listed(told)


def direction_basis(studies: Sequence[Study], pairs: Sequence[Comparison]) -> tuple[Basis, ...]:
    """The directions of some studies' outcomes in these comparisons, or that there are none."""
    keys = {study.citekey for study in studies}
    found = tuple(
        Basis(p.study.citekey, f"outcome[{o.id}].direction", str(o.direction or "absent"))
        for p in pairs
        if p.study.citekey in keys
        for o in p.outcomes
    )
    return found or tuple(Basis(study.citekey, "outcome", "absent") for study in studies)


def reanalysis(catalogue: Catalogue, study: Study, doubts: Doubts) -> Iterator[Statement]:
    """What a study on another's data reported, told as such."""
    link, key, relation = _shared_source(study)
    origin = catalogue.study_by_key[key]
    source = Phrase(origin.label, (Basis(study.citekey, link, key), Basis(key, "citekey", origin.label)))
    pairs = [pair for pair in comparisons(study) if pair.is_of_treatment]
    if not pairs:
        yield say(
            "brief.shared",
            "{study}, {relation}{source}, {told}.",
            study=named(study),
            relation=relation,
            source=source,
            told=_reported([study]),
        )
    for pair in pairs:
        parts: dict[str, Phrase | str] = {
            "study": named(study),
            "relation": relation,
            "source": source,
            "first": arm_name(study, pair.first),
            "second": arm_name(study, pair.second),
        }
        opening = "{study}, {relation}{source}, set {first} against {second}"
        yield from _with_results(opening, parts, outcome_clauses(pair, doubts))


def _shared_source(study: Study) -> tuple[str, str, Phrase | str]:
    """The field that ties a study to another's data, that other's key, and the tie in words."""
    if study.reanalysis_of is not None:
        return "reanalysis_of", study.reanalysis_of, joined("a re-analysis of ", people(study), " from ")
    if study.companion_of is not None:
        return "companion_of", study.companion_of, "a further paper on "
    return "included_in", study.included_in[0], "one of the trials within "


_REPORTED = {
    Direction.IMPROVED: "reported improvement",
    Direction.WORSENED: "reported worsening",
    Direction.UNCHANGED: "reported no change",
    Direction.MIXED: "reported mixed changes",
}


def _reported(studies: Sequence[Study]) -> Phrase:
    directions = {finding(s).direction for s in studies}
    direction = directions.pop() if len(directions) == 1 else Direction.MIXED
    basis = tuple(
        Basis(s.citekey, f"outcome[{o.id}].direction", str(o.direction or "absent"))
        for s in studies
        for o in s.outcomes
    )
    text = _REPORTED.get(direction, "gave no direction") if direction else "gave no direction"
    return Phrase(text, basis or tuple(Basis(s.citekey, "outcome", "absent") for s in studies))


def without_comparison(studies: Sequence[Study]) -> Statement:
    """What studies without a comparison group reported, and that they cannot show what caused it."""
    told = _reported(studies)
    one = len(studies) == 1
    uncontrolled = all(s.design.is_uncontrolled for s in studies)
    noun = ("uncontrolled study" if one else "uncontrolled studies") if uncontrolled else design_phrase(studies).text
    caution = f"; without a comparison group {'it' if one else 'they'} cannot show what caused it"
    return say(
        "brief.uncontrolled",
        "{n} {noun} ({who}; {people}) {told}{caution}.",
        n=Phrase(fmt.count_word(len(studies)), tuple(Basis(s.citekey, "citekey", s.citekey) for s in studies)),
        noun=Phrase(noun, tuple(Basis(s.citekey, "design", s.design.value) for s in studies)),
        who=listed(named(s) for s in studies),
        people=people_in(studies),
        told=told,
        caution="" if told.text == "gave no direction" else caution,
    )
