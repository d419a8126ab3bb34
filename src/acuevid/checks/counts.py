"""CNT1: whole numbers against each other."""

from collections.abc import Iterator
from decimal import Decimal

from acuevid.checks.results import Answer, Status, Subject, check, fits
from acuevid.diagnostics import Severity
from acuevid.models import Outcome
from acuevid.numbers import format as fmt
from acuevid.results.kinds import is_counted


def sum_line(parts: list[int], whole: int) -> str:
    """``17 + 11 + 11 = 39``, or ``… = 38, not 39``."""
    total = sum(parts)
    line = f"{' + '.join(fmt.count(part) for part in parts)} = {fmt.count(total)}"
    return line if total == whole else f"{line}, not {fmt.count(whole)}"


@check("CNT101", "more events than people", Severity.ERROR, of=("events",))
def events_within_total(subject: Subject) -> Iterator[Answer]:
    """The events of an arm are at most the people that they are counted among.

    A count above its total cannot be right; it is a slip of the catalogue or of the source.
    Example: 31 of 30.
    """
    for outcome in subject.study.outcomes:
        if not is_counted(outcome):
            continue  # events over person-time may come twice to one person
        for arm_id, events in outcome.events.items():
            total = subject.counts.total(outcome, subject.study.arm(arm_id))
            if total is not None:
                fields: tuple[str, ...] = (f"outcome[{outcome.id}].events.{arm_id}",)
                if arm_id in outcome.total:
                    fields += (f"outcome[{outcome.id}].total.{arm_id}",)
                yield fits(events <= total), fields, f"{fmt.count(events)} of {fmt.count(total)}"


@check("CNT102", "groups do not add up to the study")
def arms_add_up(subject: Subject) -> Iterator[Answer]:
    """The sizes of all groups add up to the study's number of people.

    Not asked of reviews and of crossover trials, whose people stand in more than one group.
    Example: 21 + 26 = 47.
    """
    study = subject.study
    sizes = [arm.participants for arm in study.arms]
    if study.participants is None or len(sizes) < 2 or study.review or study.is_crossover:
        return
    known = [size for size in sizes if size is not None]
    if len(known) == len(sizes):
        fields = ("participants", *(f"arm[{arm.id}].participants" for arm in study.arms))
        yield fits(sum(known) == study.participants), fields, sum_line(known, study.participants)


@check("CNT103", "categories do not add up to their group", of=("category_of",))
def categories_add_up(subject: Subject) -> Iterator[Answer]:
    """Outcomes that divide a group between them (the same `category_of`) add up to the group.

    Counts add up to the group's size; percentages alone add up to 100 within their rounding.
    Example: 16 + 3 + 2 = 21.
    """
    kinds: dict[str, list[Outcome]] = {}
    for outcome in subject.study.outcomes:
        if outcome.category_of:
            kinds.setdefault(outcome.category_of, []).append(outcome)
    for outcomes in kinds.values():
        for arm in subject.study.arms:
            total = subject.counts.total(outcomes[0], arm)
            events = [o.events[arm.id] for o in outcomes if arm.id in o.events]
            percents = [o.percent[arm.id] for o in outcomes if arm.id in o.percent]
            if total is not None and len(events) == len(outcomes):
                fields = tuple(f"outcome[{o.id}].events.{arm.id}" for o in outcomes)
                yield fits(sum(events) == total), fields, sum_line(events, total)
            elif len(percents) == len(outcomes):
                fields = tuple(f"outcome[{o.id}].percent.{arm.id}" for o in outcomes)
                whole = sum(percents, start=Decimal(0))
                slack = sum(10.0 ** int(p.as_tuple().exponent) / 2 for p in percents)
                told = f"{' + '.join(fmt.percent(p) for p in percents)} = {fmt.percent(whole)}"
                ok = abs(float(whole) - 100) <= slack + 1e-9
                yield fits(ok), fields, told if ok else f"{told}, not 100% within rounding"


@check("CNT104", "a part is larger than its whole", Severity.ERROR)
def part_within_whole(subject: Subject) -> Iterator[Answer]:
    """Those analysed are at most those in the study, a denominator at most its group, a re-analysis at most its trial.

    Example: 114 re-analysed of 250.
    """
    study = subject.study
    if study.analysed is not None and study.participants is not None:
        line = f"{fmt.count(study.analysed)} analysed of {fmt.count(study.participants)}"
        yield fits(study.analysed <= study.participants), ("analysed", "participants"), line
    for outcome in study.outcomes:
        for arm_id, total in outcome.total.items():
            size = study.arm(arm_id).participants
            whole, name = (study.participants, "in the study") if size is None else (size, "in the group")
            if whole is not None and not study.review:
                line = f"{fmt.count(total)} counted of {fmt.count(whole)} {name}"
                yield fits(total <= whole), (f"outcome[{outcome.id}].total.{arm_id}",), line
    parent = subject.catalogue.study_by_key.get(study.reanalysis_of or "")
    if parent is not None and study.participants is not None and parent.participants is not None:
        line = f"{fmt.count(study.participants)} re-analysed of {fmt.count(parent.participants)} in {parent.label}"
        yield fits(study.participants <= parent.participants), ("participants",), line


@check("CNT106", "figures of a group that is not compared", of=("events", "percent", "mean"))
def every_group_is_compared(subject: Subject) -> Iterator[Answer]:
    """The figures of an outcome are of the groups that it compares, or another outcome compares the group.

    A third group's printed figure would otherwise be lost to every effect, table and sentence.
    Example: percentages of three groups, of which `compares` names two.
    """
    study = subject.study
    compared: dict[_Result, set[str]] = {}
    for outcome in study.outcomes:
        compared.setdefault(_result(outcome), set()).update(arm.id for arm in study.sides(outcome) or ())
    for outcome in study.outcomes:
        sides = study.sides(outcome)
        if sides is None:
            continue
        named = compared[_result(outcome)]
        for name in ("events", "percent", "mean"):
            for arm_id in getattr(outcome, name):
                if arm_id not in named:
                    field = f"outcome[{outcome.id}].{name}.{arm_id}"
                    pair = " with ".join(arm.label for arm in sides)
                    line = f"{study.arm(arm_id).label} has a figure, and {outcome.label} compares {pair} only"
                    yield Status.INCONSISTENT, (field,), f"{line}; record that comparison, too"


_Result = tuple[str, tuple[str, ...], str | None]


def _result(outcome: Outcome) -> _Result:
    """What a figure is of, whichever groups are compared."""
    return outcome.measures, outcome.timepoints, outcome.subgroup


@check("CNT105", "a review's counts of trials do not fit", of=("trials",))
def trials_within_review(subject: Subject) -> Iterator[Answer]:
    """A review's counts of trials by finding add up to at most the trials that it included.

    Example: 4 + 8 = 12.
    """
    study = subject.study
    if study.review is None:
        return
    for outcome in study.outcomes:
        if outcome.trials is None:
            continue
        names = ("favours_experimental", "favours_comparator", "no_clear_difference")
        counts = {name: n for name in names if (n := getattr(outcome.trials, name)) is not None}
        if counts:
            fields = ("review.trials", *(f"outcome[{outcome.id}].trials.{name}" for name in counts))
            found, whole = list(counts.values()), study.review.trials
            line = sum_line(found, whole) if sum(found) >= whole else f"{sum_line(found, sum(found))} of {whole}"
            yield fits(sum(found) <= whole), fields, line
        if outcome.trials.reporting is not None:
            line = f"{outcome.trials.reporting} of {study.review.trials} trials"
            ok = outcome.trials.reporting <= study.review.trials
            yield fits(ok), (f"outcome[{outcome.id}].trials.reporting",), line
