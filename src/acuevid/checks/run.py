"""Running the checks: every number of the catalogue ends as consistent, inconsistent or not testable."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from acuevid.checks import (  # noqa: F401  the register fills as they load
    appraisals,
    counts,
    directions,
    least_differences,
    particulars,
    people,
    percentages,
    printed_tests,
    rates,
    references,
    scales,
    spreads,
    statistics,
)
from acuevid.checks.people import women_of
from acuevid.checks.results import CHECKS, Checked, Status, Subject
from acuevid.models import Acknowledgement, Catalogue, Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.results.analysed import analysed
from acuevid.results.kind import NumberKind
from acuevid.results.kinds import numbers_of
from acuevid.results.once import forget, once

UNUSED_ACKNOWLEDGEMENT = "CAT301"


class Number(NamedTuple):
    """One number of the catalogue: where it stands, how it is printed, and how it ends."""

    record: str
    field: str
    kind: NumberKind
    printed: str
    status: Status
    lines: tuple[str, ...]


Tick: TypeAlias = Callable[[int, int], None]
_TICK = 100


@dataclass(frozen=True, slots=True)
class Found:
    """An inconsistency, with the acknowledgement that answers it, if a person has looked into it."""

    result: Checked
    acknowledged: Acknowledgement | None


class Report(NamedTuple):
    """All that the checks say.

    What is inconsistent, how many numbers of each kind end how in how many studies, every number where it was asked
    for, and acknowledgements of nothing.
    """

    found: tuple[Found, ...]
    totals: Mapping[NumberKind, Mapping[Status, int]]
    studies: int
    numbers: tuple[Number, ...]
    unused: tuple[Acknowledgement, ...]


def run_checks(
    catalogue: Catalogue,
    studies: Sequence[Study] | None = None,
    *,
    numbers: bool = False,
    tick: Tick | None = None,
    look: Callable[[int, Study], None] | None = None,
    but: Collection[int] = (),
) -> Report:
    """Check some studies of a catalogue, or all of it with its ratings; `tick` is told how many of how many are done.

    Studies at the positions `but` are left out. `look` sees each study with its number, so that a large catalogue is
    gone through once. The single `numbers` are kept where they are asked for, since a large catalogue has millions.
    """
    chosen: Sequence[Study] = catalogue.studies if studies is None else studies
    if but:
        chosen = [study for n, study in enumerate(chosen) if n not in but]
    keys: set[str] = set()
    by_study = once(catalogue, "findings", dict[str, tuple[Found, ...]])
    found: list[Found] = []
    kept: list[Number] = []
    totals = {kind: dict.fromkeys(Status, 0) for kind in NumberKind}
    for done, (study, results) in enumerate(_results(catalogue, chosen)):
        keys.add(study.citekey)
        by_study[study.citekey] = tuple(_found(catalogue, results))
        found += by_study[study.citekey]
        if look is not None:
            look(done, study)
        for number in _numbers(study, results):
            totals[number.kind][number.status] += 1
            if numbers:
                kept.append(number)
        if tick is not None and done % _TICK == 0:
            tick(done, len(chosen))
    if studies is None and catalogue.ratings:
        from acuevid.checks.rated import each_rating

        found += _found(catalogue, each_rating(catalogue))
        keys.update(rating.id for rating in catalogue.ratings if rating.id is not None)
    used = {id(item.acknowledged) for item in found if item.acknowledged is not None}
    unused = tuple(a for a in catalogue.acknowledged if a.record in keys and id(a) not in used and _is_code(a.code))
    return Report(tuple(found), totals, len(chosen), tuple(kept), unused)


def _is_code(code: str) -> bool:
    """Whether a check of studies or of ratings has this code."""
    if code in CHECKS:
        return True
    from acuevid.checks.rated import rating_checks

    return code in rating_checks()


def findings_of(catalogue: Catalogue, studies: Sequence[Study]) -> dict[str, tuple[Found, ...]]:
    """What the checks find inconsistent in each of these studies, by citekey; each is checked once."""
    kept = once(catalogue, "findings", dict[str, tuple[Found, ...]])
    asked = [study for study in studies if study.citekey not in kept]
    kept |= {study.citekey: found for study, found in each_finding(catalogue, asked)}
    return {study.citekey: kept[study.citekey] for study in studies}


def each_finding(catalogue: Catalogue, studies: Sequence[Study]) -> Iterator[tuple[Study, tuple[Found, ...]]]:
    """The same, a study at a time."""
    for study, results in _results(catalogue, studies):
        yield study, tuple(_found(catalogue, results))


def _results(catalogue: Catalogue, studies: Sequence[Study]) -> Iterator[tuple[Study, list[Checked]]]:
    """What every check says of each study."""
    for study in studies:
        subject = Subject(study, analysed(study).counts, catalogue)
        yield study, [result for check in CHECKS.values() if check.asks(subject) for result in check.results(subject)]
        forget(study)


def _found(catalogue: Catalogue, results: Iterable[Checked]) -> list[Found]:
    return [Found(r, _answer(catalogue, r)) for r in results if r.status is Status.INCONSISTENT]


def _answer(catalogue: Catalogue, result: Checked) -> Acknowledgement | None:
    answers = catalogue.answers.get((result.code, result.record), ())
    return next((a for a in answers if a.field is None or a.field in result.fields), None)


def _numbers(study: Study, results: Sequence[Checked]) -> Iterator[Number]:
    by_field: dict[str, list[Checked]] = {}
    for result in results:
        for name in result.fields:
            by_field.setdefault(name, []).append(result)
    for name, kind, printed in _printed_numbers(study):
        about = [r for r in by_field.get(name, []) if r.status is not Status.INCONSISTENT or name in r.faulty]
        statuses = {result.status for result in about}
        status = next((s for s in (Status.INCONSISTENT, Status.CONSISTENT) if s in statuses), Status.NOT_TESTABLE)
        lines = tuple(f"{r.code} {r.line}" for r in about if r.status is status)
        if not lines:
            beside = [r for r in by_field.get(name, []) if r.status is Status.INCONSISTENT]
            lines = tuple(f"{r.code} {r.line}" for r in beside) or (_why_not(name, kind, study),)
        yield Number(study.citekey, name, kind, printed, status, lines)


def _why_not(name: str, kind: NumberKind, study: Study) -> str:
    if kind is NumberKind.P_VALUE and not study.divides_people:
        why = "clusters were randomised" if study.is_clustered else "the same people stand in both groups"
        return f"{why}, and neither an interval nor a test statistic is printed with it"
    if kind is NumberKind.P_VALUE:
        return "no counts or means between two groups are printed with it"
    if name == "participants":
        return "nothing else is printed that it could be held against"
    if ".sd." in name:
        return "a standard deviation alone cannot be tested"
    if ".events." in name:
        return "the number of people that it was counted among is not printed"
    return f"nothing in the record of {study.label} can be held against it"


def _printed_numbers(study: Study) -> Iterator[tuple[str, NumberKind, str]]:
    """Every number of a study's record: its path, its kind, and how it is printed."""
    yield "reference.issued", NumberKind.YEAR, str(study.reference.year)
    for name in ("participants", "analysed"):
        value = getattr(study, name)
        if value is not None:
            yield name, NumberKind.COUNT, fmt.count(value)
    if study.women is not None and any(sign.isdigit() for sign in study.women):
        is_share = women_of(study.women)[0] is None
        yield "women", NumberKind.PERCENTAGE if is_share else NumberKind.COUNT, study.women[:60]
    if study.review is not None:
        yield "review.trials", NumberKind.COUNT, fmt.count(study.review.trials)
    for arm in study.arms:
        if arm.participants is not None:
            yield f"arm[{arm.id}].participants", NumberKind.COUNT, fmt.count(arm.participants)
    for outcome in study.outcomes:
        for path, kind, printed in _outcome_numbers(outcome):
            yield f"outcome[{outcome.id}].{path}", kind, printed


def _outcome_numbers(outcome: Outcome) -> Iterator[tuple[str, NumberKind, str]]:
    yield from numbers_of(outcome)
    if outcome.all_events is not None:
        yield "all_events", NumberKind.COUNT, fmt.count(outcome.all_events)
    if outcome.trials is not None:
        for name in ("favours_experimental", "favours_comparator", "no_clear_difference", "reporting"):
            n = getattr(outcome.trials, name)
            if n is not None:
                yield f"trials.{name}", NumberKind.COUNT, fmt.count(n)
    for field, effect in outcome.effect_fields:
        for name in ("estimate", "ci_low", "ci_high", "se"):
            value = getattr(effect, name)
            if value is not None:
                yield f"{field}.{name}", NumberKind.EFFECT, fmt.printed(value)
        if effect.p is not None:
            yield f"{field}.p", NumberKind.P_VALUE, fmt.p_value(effect.p)
    if outcome.statistic is not None:
        yield "statistic", NumberKind.STATISTIC, outcome.statistic
    if outcome.p is not None:
        yield "p", NumberKind.P_VALUE, fmt.p_value(outcome.p)
