"""What each study reports, figure by figure, and what a design like its own can show."""

from collections.abc import Iterator, Sequence

from acuevid.models import Arm, Outcome, ReviewScope, Study
from acuevid.numbers import format as fmt
from acuevid.results.analysed import analysed, result
from acuevid.results.findings import Comparison
from acuevid.results.once import once
from acuevid.synthesis.appraisal_detail import appraisal_sentences
from acuevid.synthesis.brief import review_counts
from acuevid.synthesis.changes import within_sentences
from acuevid.synthesis.outcomes import (
    arm_name,
    comparison_sentences,
    direction_basis,
    figure,
    has_figures,
    value,
    when,
)
from acuevid.synthesis.statements import Basis, Phrase, Statement, computed, from_field, joined, listed, named, say
from acuevid.terms import Design, Direction, Family


def detail_sentences(study: Study) -> Sequence[Statement]:
    """A paragraph on one clinical study: its outcomes, and what the design leaves open."""
    return once(study, "detail", lambda: tuple(_sentences(study)))


def _sentences(study: Study) -> Iterator[Statement]:
    if (standing := study.reference.standing) is not None:
        notice = from_field(study, "reference.notice", standing)
        yield say("detail.notice", "{study} carries a notice: {notice}.", study=named(study), notice=notice)
    pairs = analysed(study).comparisons
    alike = _alike(pairs)
    if alike:
        yield _neither(study, alike)
    told = {o.id for _, o in alike}
    turn, opened = 0, bool(told)
    for pair in pairs:
        for outcome in pair.outcomes:
            if outcome.id in told or outcome.family.is_harm:
                continue
            if outcome.trials is not None:
                yield from _review_counts(study, outcome, pair)
                continue
            yield from comparison_sentences(study, outcome, pair.first, pair.second, turn, opened=opened)
            turn += has_figures(outcome)
            opened = True
    inside = [o for o in study.compared if study.sides(o) is None and not o.family.is_harm]
    yield from within_sentences(study, inside, opened=opened)
    yield from _secondary(study, pairs)
    yield from _caution(study, pairs, inside)
    yield from appraisal_sentences(study)


def _secondary(study: Study, pairs: Sequence[Comparison]) -> Iterator[Statement]:
    """Which outcome a study was planned for, where others are told beside it."""
    about = {o.id: o for pair in pairs for o in pair.outcomes if not o.family.is_harm}
    primary = {o.label: value(study, o, "primary", o.label) for o in about.values() if o.primary}
    others = {o.label: o for o in about.values() if o.label not in primary and not o.subgroup}
    if primary and others:
        yield say(
            "detail.secondary",
            "the primary {outcomes} {labels}{others}.",
            *(value(study, o, "primary", "absent") for o in others.values()),
            outcomes="outcome was" if len(primary) == 1 else "outcomes were",
            labels=listed(primary.values()),
            others=f", {next(iter(others))} a secondary one" if len(others) == 1 else "; the others were secondary",
        )


def _review_counts(study: Study, outcome: Outcome, pair: Comparison) -> Iterator[Statement]:
    """A review's own count of its trials by what they found."""
    told = review_counts(study, outcome, arm_name(study, pair.first), arm_name(study, pair.second))
    if told is not None and study.review is not None:
        yield say(
            "detail.review-counts",
            "of the {all} in {study}, by their own verdicts on {label}, {told}.",
            all=from_field(study, "review.trials", _trials(study.review)),
            study=named(study),
            label=value(study, outcome, "label", outcome.label),
            told=told,
        )


def _trials(review: ReviewScope) -> str:
    noun = "review" if review.included.is_review else "trial"
    return f"{fmt.count_word(review.trials)} {noun if review.trials == 1 else f'{noun}s'}"


def _alike(pairs: Sequence[Comparison]) -> list[tuple[Comparison, Outcome]]:
    """The outcomes without figures that several comparisons share and that show no clear difference in any."""
    found = [
        (pair, o)
        for pair in pairs
        for o in pair.outcomes
        if result(pair.study, o).direction is Direction.NO_CLEAR_DIFFERENCE
        and not has_figures(o)
        and o.effect is None
        and o.subgroup is None
    ]
    kinds = {(o.label, o.timepoints) for _, o in found}
    return found if len(found) > 1 and len(kinds) == 1 and len({id(p) for p, _ in found}) == len(found) else []


def _neither(study: Study, alike: Sequence[tuple[Comparison, Outcome]]) -> Statement:
    outcome = alike[0][1]
    sets = listed(joined(arm_name(study, pair.first), " with ", arm_name(study, pair.second)) for pair, _ in alike)
    return say(
        "detail.neither",
        "{study} compared {sets}; {none} comparison showed a clear difference in {label}{when}.",
        *(direction_basis(study, o) for _, o in alike),
        study=named(study),
        sets=sets,
        none="neither" if len(alike) == 2 else "no",
        label=value(study, outcome, "label", outcome.label),
        when=when(study, outcome),
    )


def _caution(study: Study, pairs: Sequence[Comparison], inside: Sequence[Outcome]) -> Iterator[Statement]:
    design = Phrase("", (Basis(study.citekey, "design", study.design.value),))
    changed = [o for o in inside if o.direction is not None and o.direction.is_within_arm]
    if pairs and changed:
        basis = Phrase("", tuple(Basis(study.citekey, f"outcome[{o.id}].within", str(o.direction)) for o in changed))
        yield say(
            "caution.all-groups",
            "a change inside each group does not show what caused it; that needs a comparison.",
            basis,
            design,
        )
    if study.reanalysis_of is not None:
        yield say(
            "caution.reanalysis",
            "a re-analysis looks again at data already collected; its findings would need a new trial to confirm them.",
            from_field(study, "reanalysis_of", study.reanalysis_of),
        )
    if study.design.may_differ_at_start and pairs:
        yield say(
            "caution.not-randomised",
            "the groups of {study} were not formed at random; other differences between them may explain the result.",
            design,
            study=named(study),
        )
    if study.design == Design.NOT_RECORDED:
        yield say(
            "caution.no-design",
            "how {study} was made is not recorded; it may or may not have been randomised.",
            design,
            study=named(study),
        )
    if study.design == Design.RETROSPECTIVE_COMPARISON:
        yield say(
            "caution.retrospective",
            "{study} looked back at treatment already given; the reasons for each choice may explain the result.",
            design,
            study=named(study),
        )
    if study.analysed is not None and study.participants is not None and study.analysed < study.participants:
        yield say(
            "caution.incomplete",
            "complete data are missing for {missing} of its {all} people.",
            from_field(study, "analysed", str(study.analysed)),
            missing=computed(
                fmt.count_word(study.participants - study.analysed),
                (Basis(study.citekey, "analysed", str(study.analysed)),),
            ),
            all=from_field(study, "participants", fmt.count_word(study.participants)),
        )


def harms_sentences(studies: Sequence[Study]) -> Iterator[Statement]:
    """What is reported of adverse effects, for whom, and the plain word where nothing is."""
    reported = [(s, o) for s in studies for o in s.compared if o.family.is_harm]
    last = None
    for study, outcome in reported:
        sides = study.sides(outcome)
        told = [arm for arm in study.arms if figure(study, outcome, arm) is not None]
        both = sides is not None and (not told or all(arm in told for arm in sides))
        if sides is not None and both:
            yield from comparison_sentences(study, outcome, *sides, opened=study is last)
        else:
            arms = told or ([] if sides is not None else list(study.inside(outcome)))
            yield from _harm_of_one_side(study, outcome, arms)
        last = study
    if not reported:
        yield _no_harms(studies)


def _harm_of_one_side(study: Study, outcome: Outcome, arms: Sequence[Arm]) -> Iterator[Statement]:
    label = value(study, outcome, "label", outcome.label)
    figures = [joined(f, " with ", arm_name(study, arm)) for arm in arms if (f := figure(study, outcome, arm))]
    trials = outcome.trials
    if trials is not None and trials.reporting is not None and study.review is not None:
        yield say(
            "harms.review",
            "{n} of the {all} trials in {study} reported {label}.",
            n=value(study, outcome, "trials.reporting", fmt.count_word(trials.reporting)),
            all=from_field(study, "review.trials", fmt.count_word(study.review.trials)),
            study=named(study),
            label=label,
        )
    elif figures:
        pattern = "for {label}, {study} reports {figures}."
        yield say("harms.figures", pattern, label=label, study=named(study), figures=listed(figures))
    elif outcome.direction is Direction.NOT_OBSERVED:
        direction = value(study, outcome, "direction", outcome.direction.value)
        yield say(
            "harms.not-seen", "{study} reports that it saw no {label}.", direction, study=named(study), label=label
        )
    else:
        yield say("harms.reported", "{study} reported {label}.", study=named(study), label=label)
    silent = [arm for arm in study.arms if arm not in arms]
    if silent and arms:
        yield say(
            "harms.one-side",
            "nothing is given for {others}, so harms cannot be compared.",
            value(study, outcome, "within", ", ".join(arm.id for arm in arms)),
            others=listed(arm_name(study, arm) for arm in silent),
        )


def _no_harms(studies: Sequence[Study]) -> Statement:
    deaths = [(s, o) for s in studies for o in s.compared if o.family == Family.MORTALITY]
    apart = Phrase(
        "apart from deaths, " if deaths else "",
        tuple(Basis(s.citekey, f"outcome[{o.id}].family", o.family.value) for s, o in deaths),
    )
    return say(
        "harms.none",
        "{apart}the catalogue has nothing on adverse effects in {who}.",
        Phrase("", tuple(Basis(s.citekey, "outcome", "no harms") for s in studies)),
        apart=apart,
        who="this study" if len(studies) == 1 else "any of these studies",
    )
