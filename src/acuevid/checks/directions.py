"""STA2: directions and verdicts against the numbers."""

from collections.abc import Iterator
from decimal import Decimal

from acuevid.checks.results import Finding, Status, Subject, check, fits
from acuevid.diagnostics import Severity
from acuevid.figures.clarity import is_clear as _is_clear
from acuevid.figures.counts import ArmCount
from acuevid.figures.findings import comparisons, counted, overall
from acuevid.models import Arm, Outcome
from acuevid.numbers import format as fmt
from acuevid.terms import Better, Direction, EventIs

_SIDES = (Direction.FAVOURS_EXPERIMENTAL, Direction.FAVOURS_COMPARATOR)


@check("STA201", "a direction contradicts its figures", Severity.ERROR)
def direction_fits(subject: Subject) -> Iterator[Finding]:
    """A recorded direction is the side on which the printed figures lie, whatever their p-value.

    It needs figures in both arms and the word which end is better (`event_is` or `better`).
    Example: 27.6% v 44.6% left the study; leaving is bad, so the figures favour the first.
    """
    for outcome in subject.study.outcomes:
        sides = subject.study.sides(outcome)
        if sides is None or outcome.direction is None or outcome.trials is not None:
            continue
        fields = (f"outcome[{outcome.id}].direction",)
        pair = _figures(subject, outcome, sides)
        good = _higher_is_better(outcome)
        if pair is None or good is None:
            reason = "no figures in both groups" if pair is None else "the catalogue does not say which end is better"
            yield Status.NOT_TESTABLE, fields, reason
            continue
        (first, second), text = pair
        line = f"{text}, and {'more' if good else 'less'} is better"
        if first == second:
            yield fits(outcome.direction not in _SIDES), fields, f"{line}: no side is favoured"
            continue
        side = _SIDES[0] if (first > second) == good else _SIDES[1]
        told = f"{line}: {side.value.replace('-', ' ')}"
        yield fits(outcome.direction is side or outcome.direction not in _SIDES), fields, told


def _higher_is_better(outcome: Outcome) -> bool | None:
    if outcome.mean:
        return None if outcome.better is None else outcome.better is Better.HIGHER
    return {EventIs.GOOD: True, EventIs.BAD: False}.get(outcome.event_is) if outcome.event_is else None


def _figures(subject: Subject, outcome: Outcome, sides: tuple[Arm, Arm]) -> tuple[tuple[Decimal, Decimal], str] | None:
    """What the two arms are to be compared by, and how it reads."""
    one, two = (arm.id for arm in sides)
    for values, write in ((outcome.mean, fmt.printed), (outcome.percent, fmt.percent)):
        if one in values and two in values:
            return (values[one], values[two]), f"{write(values[one])} v {write(values[two])}"
    first, second = (subject.counts.of(outcome, arm) for arm in sides)
    if isinstance(first, ArmCount) and isinstance(second, ArmCount) and first.total and second.total:
        shares = Decimal(first.events) * second.total, Decimal(second.events) * first.total
        return shares, f"{first.text} v {second.text}"
    return None


@check("STA202", "the authors' verdict is not what their outcomes say")
def verdict_fits(subject: Subject) -> Iterator[Finding]:
    """What the authors concluded is the direction that at least 70 % of their outcomes share, or else mixed.

    Where outcomes are marked as primary, they alone are asked. Authors may call results without a clear difference
    what they are, on whichever side these lie. A verdict that differs from the outcomes is worth knowing; it is a
    finding about the source, not an error.
    Example: one of three outcomes favours the treatment, and the authors conclude that it does.
    """
    study = subject.study
    if study.verdict is None or study.is_mechanism or study.review is not None:  # a review counts verdicts
        return
    between = [o for pair in comparisons(study) if pair.is_of_treatment for o in pair.outcomes]
    outcomes = counted(between) or counted(study.outcomes)
    outcomes = tuple(o for o in outcomes if o.primary) or outcomes
    found = overall(outcomes)
    if found is None:
        yield Status.NOT_TESTABLE, ("verdict",), "no outcome has a direction"
        return
    told = ", ".join(
        f"{sum(o.direction is d for o in outcomes)} {d.value.replace('-', ' ')}"
        for d in Direction
        if any(o.direction is d for o in outcomes)
    )
    line = f"outcomes: {told}; by the 70 % rule {found.value.replace('-', ' ')}"
    # "no clear difference" may be said of estimates that lie on a side without being clear of the other
    unclear = study.verdict is Direction.NO_CLEAR_DIFFERENCE and not any(_is_clear(study, o) for o in outcomes)
    sided = all(o.direction in (*_SIDES, Direction.NO_CLEAR_DIFFERENCE) for o in outcomes)
    yield (
        fits(found is study.verdict or (unclear and sided)),
        ("verdict",),
        f"{line}; the authors: {study.verdict.value.replace('-', ' ')}",
    )
