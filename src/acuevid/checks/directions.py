"""STA2: directions and verdicts against the numbers."""

from collections.abc import Iterator

from acuevid.checks.results import Answer, Status, Subject, check, fits
from acuevid.diagnostics import Severity
from acuevid.results.analysed import analysed, result
from acuevid.results.better import SIDES, favoured
from acuevid.terms import Direction


@check("STA201", "a direction contradicts its figures", Severity.ERROR, of=("direction",))
def direction_fits(subject: Subject) -> Iterator[Answer]:
    """A recorded direction is the side on which the printed figures lie, whatever their p-value.

    The printed effect is asked first, then counts, means and percentages; figures that are a tie, or change sides,
    within their rounding contradict no direction. It needs the word which end is better (`event_is` or `better`).
    Example: 27.6% v 44.6% left the study; leaving is bad, so the figures favour the first.
    """
    for outcome in subject.study.outcomes:
        if subject.study.sides(outcome) is None or outcome.direction is None or outcome.trials is not None:
            continue
        fields = (f"outcome[{outcome.id}].direction",)
        found, good = result(subject.study, outcome).gap, outcome.higher_is_better
        if found is None or good is None:
            reason = "no figures in both groups" if found is None else "the catalogue does not say which end is better"
            yield Status.NOT_TESTABLE, fields, reason
            continue
        line = f"{found.text}, and {'more' if good else 'less'} is better"
        side = favoured(found.sign, good)
        told = f"{line}: {side.words}" if side else f"{line}: no side is favoured"
        possible = {favoured(sign, good) for sign in found.possible}
        yield fits(outcome.direction not in SIDES or outcome.direction in possible), fields, told


@check("STA202", "the authors' verdict is not what their outcomes say")
def verdict_fits(subject: Subject) -> Iterator[Answer]:
    """What the authors concluded is the direction that at least 70 % of their outcomes share, or else mixed.

    Where outcomes are marked as primary, they alone are asked. Authors may call results without a clear difference
    what they are, on whichever side these lie. A verdict that differs from the outcomes is worth knowing; it is a
    finding about the source, not an error.
    Example: one of three outcomes favours the treatment, and the authors conclude that it does.
    """
    study = subject.study
    if study.verdict is None or study.is_mechanism or study.review is not None:  # a review counts verdicts
        return
    between = [o for pair in analysed(study).of_treatment for o in pair.outcomes]
    outcomes = analysed(study).counted(between) or analysed(study).counted(study.compared)
    found = analysed(study).overall(outcomes)
    if found is None:
        yield Status.NOT_TESTABLE, ("verdict",), "no outcome has a direction"
        return
    ways = [result(study, o).direction for o in outcomes]
    told = ", ".join(f"{ways.count(d)} {d.words}" for d in Direction if d in ways)
    line = f"outcomes: {told}; by the 70 % rule {found.words}"
    # "no clear difference" may be said of estimates that lie on a side without being clear of the other
    unclear = study.verdict is Direction.NO_CLEAR_DIFFERENCE and not any(result(study, o).is_clear for o in outcomes)
    sided = all(way in (*SIDES, Direction.NO_CLEAR_DIFFERENCE) for way in ways)
    yield (
        fits(found is study.verdict or (unclear and sided)),
        ("verdict",),
        f"{line}; the authors: {study.verdict.words}",
    )


@check("STA203", "a margin stands in words only")
def margin_is_recorded(subject: Subject) -> Iterator[Answer]:
    """A margin of non-inferiority or equivalence that a note or the conclusion gives is the `margin` of an outcome.

    Only there can the result be held against it: inside its margin it points to no side, and "at least as good" can be
    judged. Until then a result that does not exclude no difference points to no side. Where the words are about
    something else, acknowledge it.
    Example: "The margin set beforehand was 5 points", and no outcome has a margin.
    """
    study = subject.study
    if any(o.margin is not None for o in study.outcomes):
        return
    for outcome in study.outcomes:
        if told := result(study, outcome).margin_in_words:
            field, words = told
            yield Status.INCONSISTENT, (field,), f"“{words}” is said, and no outcome has a margin"
            return
