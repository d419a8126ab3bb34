"""The conclusion of a set of studies in few sentences: by comparator class and design, then what has no comparison."""

from collections.abc import Iterator, Sequence

from acuevid.measures import MEASURES
from acuevid.models import Catalogue, Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.results.analysed import analysed, result
from acuevid.results.better import SIDES
from acuevid.results.findings import Comparison, by_study, side_name
from acuevid.results.independence import Overlap, independent
from acuevid.results.kinds import kind_of
from acuevid.results.once import once
from acuevid.results.reported import effect_text, lead_text
from acuevid.synthesis import verbs
from acuevid.synthesis.doubts import Doubts
from acuevid.synthesis.nouns import design_of, design_phrase, people_compared, people_in
from acuevid.synthesis.outcomes import (
    MOST_WORDS,
    arm_name,
    at_margin,
    direction_basis,
    figure,
    ratio_apart,
    short_figure,
    spans_none,
    value,
    when,
)
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
from acuevid.vocabulary import in_place

_MOST_HARMS = 3
"""So many harms of a study without a comparison are told in a summary; the study's own paragraph has them all."""
_MOST_LABELS = 3
"""So many different arms are named side by side; more are "the treatment"."""
_FRAME = 14
"""The words of a sentence on results that are not names and figures."""
_ROOM = MOST_WORDS - _FRAME
"""More words for the figures of one outcome leave out those of the groups and the model: the detail has both."""
_OF_MARGIN = 5
"""A sentence on a margin has so many words more."""
_MOST_NAMES = 8
"""More studies than these are not named in a sentence; the table has them."""


def brief_sentences(catalogue: Catalogue, studies: Sequence[Study], doubts: Doubts) -> Iterator[Statement]:
    """What these studies found; a re-analysis is told as such and counts for nothing of its own."""
    sources = [s for s in studies if not s.shares_data]
    classes: dict[tuple[Comparator, Group], list[Comparison]] = {}
    for study in sources:
        for pair in analysed(study).of_treatment:
            classes.setdefault((pair.comparator, study.group), []).append(pair)
    told: set[str] = set()
    said: set[str] = set()
    overlap = Overlap(tuple(studies))
    for pairs in classes.values():
        if len({pair.study.citekey for pair in pairs}) > 1:
            yield from _several(pairs, overlap, said)
        else:
            for pair in pairs:
                yield from _one(pair, doubts, again=pair.study.citekey in told)
                told.add(pair.study.citekey)
        told.update(pair.study.citekey for pair in pairs)
        for pair in pairs:
            yield from _harms(pair, doubts)
    yield from inside_reviews(studies)
    for study in studies:
        if study.shares_data:
            yield from reanalysis(catalogue, study, doubts)
    alone = [s for s in sources if not analysed(s).of_treatment]
    yield from told_alone(alone)


def inside_reviews(studies: Sequence[Study]) -> Iterator[Statement]:
    """Which of these trials are among those of which reviews: they are not counted beside them."""
    reviews = {s.citekey: s for s in studies if s.review is not None}
    groups: dict[tuple[str, ...], list[Study]] = {}
    for study in independent(studies):
        keys = tuple(key for key in reviews if key in study.included_in)
        if keys:
            groups.setdefault(keys, []).append(study)
    for keys, trials in groups.items():
        ties = tuple(Basis(s.citekey, "included_in", ", ".join(s.included_in)) for s in trials)
        one = len(trials) == 1
        yield say(
            "brief.inside",
            "{who} {are} among the trials in {reviews}.",
            Phrase("", ties),
            who=listed(named(s) for s in trials) if len(trials) <= _MOST_NAMES else Phrase(fmt.count(len(trials))),
            are="is" if one else "are",
            reviews=listed(named(reviews[key]) for key in keys),
        )


def outcome_clauses(pair: Comparison, doubts: Doubts) -> list[Phrase]:
    """Which outcomes of a comparison point where, a clause for each direction: ``results for pain were mixed``."""
    study = pair.study
    clauses = _clauses(pair, analysed(pair.study).counted(pair.outcomes), doubts)
    if not clauses:
        harms = bool(pair.outcomes) and all(o.family.is_harm for o in pair.outcomes)
        basis = Basis(study.citekey, "outcome", "harms" if harms else "none")
        return [Phrase("harms alone are reported" if harms else "no direction is recorded", (basis,))]
    return clauses


def _clauses(pair: Comparison, outcomes: Sequence[Outcome], doubts: Doubts) -> list[Phrase]:
    study = pair.study
    first, second = arm_name(study, pair.first), arm_name(study, pair.second)
    clauses = []
    inside: list[Outcome] = []
    rest: dict[Direction | None, list[Outcome]] = {}
    for outcome in outcomes:
        found = result(study, outcome)
        group = inside if found.is_within_margin else rest.setdefault(found.direction, [])
        group.append(outcome)
    for direction, same in rest.items():
        verb = verbs.of_results(direction, first, second, many=True)
        start, end = "results for ", ""
        for some in _short_enough(study, same, doubts):
            clauses.append(joined(start, _labels(study, some, doubts), " ", verb, end))
            start, end = "those for ", " too"
    for some in _short_enough(study, inside, doubts, _FRAME + _OF_MARGIN) if inside else ():
        margins = tuple(b for o in some for b in value(study, o, "margin", str(o.margin)).basis)
        sizes = {fmt.printed(o.margin) for o in some if o.margin is not None}
        size = f" of {sizes.pop()}" if len(sizes) == 1 else ""
        told = Phrase(f" stayed inside the margin of non-inferiority{size} set beforehand", margins)
        clauses.append(joined("results for ", _labels(study, some, doubts), told))
    return clauses


def _short_enough(
    study: Study, outcomes: Sequence[Outcome], doubts: Doubts, frame: int = _FRAME
) -> Iterator[Sequence[Outcome]]:
    """Outcomes of one direction in groups whose names and figures fit one sentence; of one label they stay together."""
    by_label: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_label.setdefault(outcome.label, []).append(outcome)
    group: list[Outcome] = []
    for more in by_label.values():
        if group and len(_labels(study, [*group, *more], doubts).text.split()) > MOST_WORDS - frame:
            yield group
            group = []
        group += more
    yield group


def _harms(pair: Comparison, doubts: Doubts) -> Iterator[Statement]:
    """Harms that are told of both sides, so that they stand beside the benefit."""
    told = [o for o in pair.outcomes if o.family.is_harm and o.subgroup is None]
    harms = [o for o in told if result(pair.study, o).direction is not None]
    if not harms:
        return
    clauses = _clauses(pair, harms, doubts)
    pattern, study = "on harms, {told} in {study}.", named(pair.study)
    one = say("brief.harms", pattern, study=study, told=_run_on(clauses))
    if len(one.text.split()) <= MOST_WORDS:
        yield one
        return
    for clause in clauses:
        yield say("brief.harms", pattern, study=study, told=clause)


def _labels(study: Study, outcomes: Sequence[Outcome], doubts: Doubts) -> Phrase:
    """The outcomes by label, each once, with its p-value where it has one of its own."""
    times = _several_times(study)
    each: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        label = outcome.label
        if label in times and (at := when(study, outcome).text):
            label += at
        each.setdefault(label, []).append(outcome)
    phrases = []
    for label, same in each.items():
        basis = [b for o in same for b in value(study, o, "label", o.label).basis]
        if label != same[0].label:
            basis += [b for o in same for b in when(study, o).basis]
        basis += [b for o in same for b in direction_basis(study, o).basis]
        shown = _figures(study, same[0], doubts) if len(same) == 1 else Phrase("")
        phrases.append(joined(Phrase(label, tuple(basis)), shown))
    return listed(phrases)


def _several_times(study: Study) -> set[str]:
    """The labels of outcomes that point different ways at different times, so that the time must stand beside them."""
    return once(study, "several times", lambda: _labels_of_several_times(study))


def _labels_of_several_times(study: Study) -> set[str]:
    found: dict[str, set[tuple[tuple[str, ...], Direction | None]]] = {}
    for outcome in study.outcomes:
        found.setdefault(outcome.label, set()).add((outcome.timepoints, result(study, outcome).direction))
    return {
        label for label, seen in found.items() if len({t for t, _ in seen}) > 1 and len({way for _, way in seen}) > 1
    }


def _figures(study: Study, outcome: Outcome, doubts: Doubts) -> Phrase:
    """The figures of both arms and p in brackets: `` (27.6% v 44.6%, p = 0.058)``; empty where none are printed."""
    sides = study.sides(outcome)
    both = [f for arm in sides or () if (f := short_figure(study, outcome, arm))]
    kind = kind_of(outcome)
    items = [joined(kind.lead if kind else "", listed(both, last=" v "))] if len(both) == 2 else []
    known, amiss = result(study, outcome), doubts.get((study.citekey, outcome.id))
    is_within, at, direction = known.is_within_margin, at_margin(study, outcome), known.direction
    aside = [at] if at is not None and not is_within else []
    if outcome.p is not None and not (outcome.p == "ns" and direction is Direction.NO_CLEAR_DIFFERENCE):
        aside.append(value(study, outcome, "p", fmt.p_value(outcome.p)))
    if (effect := outcome.effect) is not None:
        more = _OF_MARGIN + max(0, len(outcome.label.split()) - 2) if is_within else 0
        beside = [*aside, *([amiss] if amiss is not None else [])]
        room = _ROOM - more - sum(len(item.text.split()) for item in beside)
        text = lead_text(outcome, brief=True)
        if len(text.split()) + sum(len(item.text.split()) for item in items) > room:
            items, text = [], effect_text(effect.model_copy(update={"model": None}), outcome.unit, brief=True)
        if len(text.split()) > room:
            bare = effect.model_copy(update={"model": None, "analysis": None, "adjusted_for": ()})
            text = f"{effect_text(bare, outcome.unit)}{', adjusted' if effect.adjusted_for else ''}"
        items.append(value(study, outcome, outcome.lead_field, text))
    items += aside
    effects = known.effects if outcome.effect is None else None
    if effects is not None and is_within and effects.main is not None:
        items.append(value(study, outcome, "computed", fmt.estimate_interval(effects.main, outcome.unit)))
    elif effects is not None and direction in SIDES:
        if spans_none(effects):
            none = "one" if effects.main is not None and MEASURES[effects.main.measure].is_ratio else "zero"
            items.append(value(study, outcome, "computed", f"computed 95% CI spans {none}"))
        elif ratio_apart(effects) is not None:
            told = "95% CIs: difference excludes zero, ratio spans one"
            items.append(value(study, outcome, "computed", told))
    if amiss is not None:
        items.append(amiss)
    return joined(" (", listed(items, last=", "), ")") if items else Phrase("")


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
        joined(" (", value(study, outcome, outcome.lead_field, lead_text(outcome, brief=True)), ")")
        if outcome.effect
        else Phrase("")
    )
    return joined(listed(told), effect)


def _design(study: Study) -> Phrase:
    """The design before what it included: ``overview`` (of seven systematic reviews)."""
    design = design_of(study)
    return Phrase(design.text.removesuffix(" of reviews"), design.basis) if study.review is not None else design


def _unit(study: Study) -> str:
    """What a review counts by their own verdicts."""
    included = study.review.included if study.review else None
    if included is not None and included.is_review:
        return "reviews"
    return "trials" if included == Design.RANDOMISED_TRIAL else "studies"


def _one(pair: Comparison, doubts: Doubts, *, again: bool) -> tuple[Statement, ...]:
    study = pair.study
    first, second = arm_name(study, pair.first), arm_name(study, pair.second)
    counts = [c for o in pair.outcomes if (c := review_counts(study, o, first, second))]
    unit = _unit(study)
    told = [joined(f"by the {unit}' own verdicts, ", *counts)] if counts else outcome_clauses(pair, doubts)
    if again:
        pattern = "{study} also set {first} against {second}: {told}."
        return (say("brief.again", pattern, study=named(study), first=first, second=second, told=_run_on(told)),)
    trials = Phrase("")
    if study.review is not None:
        included = study.review.included
        noun = included.label if study.review.trials == 1 else included.plural
        trials = joined(from_field(study, "review.trials", f"{fmt.count_word(study.review.trials)} {noun}"), " with ")
    parts: dict[str, Phrase | str] = {
        "study": named(study),
        "design": _design(study),
        "trials": trials,
        "people": joined(people(study), in_groups(study)),
        "first": first,
        "second": second,
    }
    an = article(str(parts["design"]))
    opening = f"{{study}}, {an} {{design}} of {{trials}}{{people}}, compared {{first}} with {{second}}"
    return _with_results(opening, parts, told)


def in_groups(study: Study) -> Phrase:
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


def _several(pairs: Sequence[Comparison], overlap: Overlap, said: set[str]) -> tuple[Statement, ...]:
    """What several studies of one class of comparator found; `said` has the tallies that stand before it."""
    studies = list({pair.study.citekey: pair.study for pair in pairs}.values())
    basis = tuple(Basis(p.study.citekey, f"arm[{p.first.id}].label", p.first.label) for p in pairs)
    first = Phrase(side_name([p.first for p in pairs], "the treatment"), basis)
    labels = list(dict.fromkeys(p.first.label for p in pairs))
    named_first = Phrase(f"{', or '.join(labels)},", basis) if 1 < len(labels) <= _MOST_LABELS else first
    second = Phrase(
        side_name([p.second for p in pairs], pairs[0].comparator.label),
        tuple(Basis(p.study.citekey, f"arm[{p.second.id}].comparator", p.comparator.value) for p in pairs),
    )
    parts: dict[str, Phrase | str] = {
        "n": Phrase(fmt.count_word(len(studies)), tuple(Basis(s.citekey, "citekey", s.citekey) for s in studies)),
        "designs": design_phrase(studies),
        "who": joined(listed(named(s) for s in studies), "; ") if len(studies) <= _MOST_NAMES else Phrase(""),
        "people": people_compared(pairs, overlap),
        "first": named_first,
        "second": second,
    }
    opening, told = "{n} {designs} ({who}{people}) compared {first} with {second}", tally(pairs, first, second)
    one = say("brief.class", f"{opening}: {{told}}.", **parts, told=told)
    if len(one.text.split()) <= MOST_WORDS:
        return (one,)
    start = say("brief.class-opening", f"{opening}.", **parts)
    results = say("brief.class-results", "of these, {told}.", told=told)
    if results.text in said:  # of others, and a sentence that stands twice is read as a slip
        these = {name: parts[name] for name in ("n", "designs", "second")}
        results = say("brief.class-results", "of the {n} {designs} against {second}, {told}.", told=told, **these)
    said.add(results.text)
    return start, results


def tally(pairs: Sequence[Comparison], first: Phrase, second: Phrase) -> Phrase:
    """How many studies point which way, each counted once: ``one favoured acupuncture and two were mixed``."""
    found = by_study(pairs)
    against = second if len({p.second.label for p in pairs}) == 1 else Phrase("the comparison")
    told = []
    for direction in verbs.ORDER:
        same = [study for study, pointing in found if pointing is direction]
        if same:
            verb = verbs.of_results(direction, first, against, many=len(same) > 1)
            every = len(same) == len(found)
            n = {2: "both", 3: "all three"}.get(len(same), f"all {fmt.count_word(len(same))}")
            word = n if every else fmt.count_word(len(same))
            if direction is None:
                verb = _silent(same, pairs)
            aside = clear_of_none(same, pairs) if direction in SIDES else _within(same, pairs)
            told.append(joined(Phrase(word, directions_basis(same, pairs)), " ", verb, aside))
    return listed(told)


def _silent(studies: Sequence[Study], pairs: Sequence[Comparison]) -> Phrase:
    """What studies without a direction on benefit gave: harms alone, where that is what they report."""
    keys = {study.citekey for study in studies}
    families = {o.family for p in pairs if p.study.citekey in keys for o in p.outcomes}
    return Phrase("reported harms alone" if families and all(f.is_harm for f in families) else _SILENT)


def clear_of_none(studies: Sequence[Study], pairs: Sequence[Comparison]) -> Phrase:
    """In how many of some studies of one side the intervals stay there, in brackets; empty where other sides occur."""
    keys = {study.citekey for study in studies}
    about = [(p.study, o) for p in pairs if p.study.citekey in keys for o in analysed(p.study).counted(p.outcomes)]
    if not about or any(result(s, o).direction not in SIDES for s, o in about):
        return Phrase("")
    found: dict[str, list[bool]] = {}
    for study, outcome in about:
        known = result(study, outcome)
        found.setdefault(study.citekey, []).append(known.has_interval and known.is_clear)
    every = sum(all(clear) for clear in found.values())
    some = sum(any(clear) for clear in found.values()) - every
    if len(studies) == 1:
        whole = "its interval" if len(about) == 1 else "every interval"
        told = whole if every else "some intervals, not all," if some else "no interval"
        return Phrase(f" ({told} wholly on that side)", directions_basis(studies, pairs))
    each = "each" if every == len(studies) > 2 else _of_all(every, len(studies))
    told = f"{each} with {'every' if some else 'an'} interval wholly on that side"
    more = f", {fmt.count_word(some)} with some" if some else ""
    return Phrase(f" ({told}{more})", directions_basis(studies, pairs))


def _within(studies: Sequence[Study], pairs: Sequence[Comparison]) -> Phrase:
    """In how many of some studies a result stays inside the margin of its source, in brackets; empty where in none."""
    keys = {study.citekey for study in studies}
    about = [(p.study, o) for p in pairs if p.study.citekey in keys for o in analysed(p.study).counted(p.outcomes)]
    inside = [(s, o) for s, o in about if result(s, o).is_within_margin]
    if not inside:
        return Phrase("")
    n = len({s.citekey for s, _ in inside})
    count = "" if len(studies) == 1 else "each " if n == len(studies) > 2 else f"{_of_all(n, len(studies))} "
    basis = tuple(b for s, o in inside for b in value(s, o, "margin", str(o.margin)).basis)
    return Phrase(f" ({count}inside the margin of non-inferiority)", basis)


def _of_all(n: int, among: int) -> str:
    """A number in words, where it is of two: ``both``, ``neither``."""
    return {0: "neither", 2: "both"}.get(n, fmt.count_word(n)) if among == 2 else fmt.count_word(n)


def directions_basis(studies: Sequence[Study], pairs: Sequence[Comparison]) -> tuple[Basis, ...]:
    """The directions of some studies' outcomes in these comparisons, or that there are none."""
    keys = {study.citekey for study in studies}
    found = tuple(
        b for p in pairs if p.study.citekey in keys for o in p.outcomes for b in direction_basis(p.study, o).basis
    )
    return found or tuple(Basis(study.citekey, "outcome", "absent") for study in studies)


def reanalysis(catalogue: Catalogue, study: Study, doubts: Doubts) -> Iterator[Statement]:
    """What a study on another's data reported, told as such."""
    link, key, relation = _shared_source(study)
    origin = catalogue.study_by_key[key]
    source = Phrase(origin.label, (Basis(study.citekey, link, key), Basis(key, "citekey", origin.label)))
    pairs = analysed(study).of_treatment
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
        yield from _harms(pair, doubts)


def _shared_source(study: Study) -> tuple[str, str, Phrase | str]:
    """The field that ties a study to another's data, that other's key, and the tie in words."""
    if study.reanalysis_of is not None:
        return "reanalysis_of", study.reanalysis_of, joined("a re-analysis of ", people(study), " from ")
    assert study.companion_of is not None
    return "companion_of", study.companion_of, "a further paper on "


def told_alone(studies: Sequence[Study]) -> Iterator[Statement]:
    """Studies without a comparison: those that report harms alone by their figures, the others by their changes.

    Those on costs, experience or guidance are named, with what their design cannot show.
    """
    beside = [s for s in studies if analysed(s).is_beside]
    studies = [s for s in studies if not analysed(s).is_beside]
    harms = [
        s for s in studies if s.outcomes and all(o.family.is_harm or o.family == Family.MORTALITY for o in s.outcomes)
    ]
    rest = [s for s in studies if all(s is not other for other in harms)]
    for uncontrolled in (True, False):
        group = [s for s in rest if s.design.is_uncontrolled is uncontrolled]
        if group:
            yield from without_comparison(group)
    for study in harms:
        yield from _harms_alone(study)
    for design in in_place(s.design for s in beside):
        yield _beside([s for s in beside if s.design == design])


def _beside(studies: Sequence[Study]) -> Statement:
    """Studies of one design that speaks of costs, experience or guidance and makes no comparison here."""
    one = len(studies) == 1
    return say(
        "brief.beside",
        "{n} {noun} ({who}) {stand} beside the evidence; {such} cannot show whether the treatment helps.",
        n=Phrase(fmt.count_word(len(studies)), tuple(Basis(s.citekey, "citekey", s.citekey) for s in studies)),
        noun=design_phrase(studies),
        who=listed(named(s) for s in studies),
        stand="stands" if one else "stand",
        such="by its design it" if one else "by their design they",
    )


def _harms_alone(study: Study) -> Iterator[Statement]:
    """What a study of harms alone counted: ``burns in nine of 182,000 people``; in two sentences where one is long."""
    told = [_counted_harm(study, outcome) for outcome in study.outcomes[:_MOST_HARMS]]
    more = len(study.outcomes) - len(told)
    design = study.design.label.removeprefix("uncontrolled ")
    pattern = "{study}, {an} {design} of {people} without a comparison, reported {told}{more}."
    parts: dict[str, Phrase | str] = {
        "study": named(study),
        "an": article(design),
        "design": from_field(study, "design", design),
        "people": people(study),
    }
    others = f", and {fmt.count_word(more)} further {'harm' if more == 1 else 'harms'}" if more else ""
    one = say("brief.harms-alone", pattern, told=listed(told), more=others, **parts)
    if len(one.text.split()) <= MOST_WORDS or len(told) == 1:
        yield one
        return
    yield say("brief.harms-alone", pattern, told=told[0], more="", **parts)
    yield say("brief.further-harms", "it also reported {told}{more}.", told=listed(told[1:]), more=others)


def _counted_harm(study: Study, outcome: Outcome) -> Phrase:
    arms = study.inside(outcome)
    figures = [f for arm in arms if (f := figure(study, outcome, arm)) is not None]
    label = value(study, outcome, "label", outcome.label)
    if not figures:
        return label
    main = result(study, outcome).effects.main
    share = ""
    if main is not None and main.measure == "proportion":
        is_printed = any(arm.id in outcome.percent for arm in arms)
        share = f" ({fmt.proportion_interval(main) if is_printed else fmt.estimate_interval(main)})"
    return joined(label, " in ", listed(figures), value(study, outcome, "computed", share))


_SILENT = "gave no direction"
_REPORTED = {
    Direction.IMPROVED: "reported improvement",
    Direction.WORSENED: "reported worsening",
    Direction.UNCHANGED: "reported no change",
    Direction.MIXED: "reported mixed changes",
}


def _reported(studies: Sequence[Study]) -> Phrase:
    """What studies without a comparison reported: ``reported improvement``; with numbers where they differ."""
    basis = tuple(b for s in studies for o in s.compared for b in direction_basis(s, o).basis)
    basis = basis or tuple(Basis(s.citekey, "outcome", "absent") for s in studies)
    found = [analysed(s).finding.direction for s in studies]
    kinds = list(dict.fromkeys(sorted(found, key=lambda d: (d is None, d or ""))))
    words = [_told_of(d) for d in kinds]
    if len(set(words)) == 1:
        return Phrase(words[0], basis)
    counts = [fmt.count_word(found.count(d)) for d in kinds]
    return Phrase(listed(Phrase(f"{n} {word}") for n, word in zip(counts, words, strict=True)).text, basis)


def _told_of(direction: Direction | None) -> str:
    return _REPORTED.get(direction, _SILENT) if direction else _SILENT


def without_comparison(studies: Sequence[Study]) -> tuple[Statement, ...]:
    """What studies without a comparison group reported, and that they cannot show what caused it."""
    told = _reported(studies)
    one = len(studies) == 1
    uncontrolled = all(s.design.is_uncontrolled for s in studies)
    noun = ("uncontrolled study" if one else "uncontrolled studies") if uncontrolled else design_phrase(studies).text
    differ = len({_told_of(analysed(s).finding.direction) for s in studies}) > 1
    caution = f"without a comparison group {'it' if one else 'they'} cannot show what caused it"
    parts: dict[str, Phrase | str] = {
        "n": Phrase(fmt.count_word(len(studies)), tuple(Basis(s.citekey, "citekey", s.citekey) for s in studies)),
        "noun": Phrase(noun, tuple(Basis(s.citekey, "design", s.design.value) for s in studies)),
        "who": listed(named(s) for s in studies),
        "people": people_in(studies),
        "told": told,
    }
    pattern = "of {n} {noun} ({who}; {people}), {told}" if differ else "{n} {noun} ({who}; {people}) {told}"
    if told.text == _SILENT:
        return (say("brief.uncontrolled", f"{pattern}.", **parts),)
    whole = say("brief.uncontrolled", f"{pattern}; {{caution}}.", **parts, caution=caution)
    if len(whole.text.split()) <= MOST_WORDS:
        return (whole,)
    return (
        say("brief.uncontrolled", f"{pattern}.", **parts),
        say("brief.no-comparison", "{caution}.", caution=Phrase(caution, tuple(_designs_of(studies)))),
    )


def _designs_of(studies: Sequence[Study]) -> Iterator[Basis]:
    for study in studies:
        yield Basis(study.citekey, "design", study.design.value)
