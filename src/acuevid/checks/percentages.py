"""CNT2: percentages and means as printed, against whole people (GRIM)."""

from collections.abc import Iterator
from decimal import Decimal

from acuevid.checks.results import Answer, Status, Subject, check, fits
from acuevid.models import Arm, Outcome
from acuevid.numbers import format as fmt
from acuevid.numbers.grim import Grim, counts_for_percent, grim, nearby_sizes, smallest_size
from acuevid.numbers.printed import print_fraction
from acuevid.numbers.splits import Splits
from acuevid.results.counts import ways


def _shown(events: int, total: int, value: Decimal) -> str:
    """``16 of 21 is 76.19%``: a percentage with two decimals more than the printed one."""
    decimals = max(0, -int(value.as_tuple().exponent))
    exact = print_fraction(100 * events, total, decimals + 2)
    return f"{fmt.count(events)} of {fmt.count(total)} is {fmt.percent(exact)}"


def _percents(subject: Subject) -> Iterator[tuple[Outcome, Arm, Decimal, int | None]]:
    """Every printed percentage with its arm and, where it is printed, the size of the group."""
    for outcome in subject.study.outcomes:
        for arm_id, value in outcome.percent.items():
            arm = subject.study.arm(arm_id)
            total = subject.counts.total(outcome, arm)
            yield outcome, arm, value, total if total else None


def _fields(outcome: Outcome, arm: Arm) -> tuple[str, ...]:
    percent = f"outcome[{outcome.id}].percent.{arm.id}"
    return (percent, f"outcome[{outcome.id}].events.{arm.id}") if arm.id in outcome.events else (percent,)


@check("CNT201", "a percentage does not fit its count", of=("percent",))
def percent_fits_count(subject: Subject) -> Iterator[Answer]:
    """A printed percentage is its printed count of the printed total, rounded half up or half down.

    Example: 16 of 21 is 76.19%, printed as 76%. Source of the idea: GRIM (Brown & Heathers 2017).
    """
    for outcome, arm, value, total in _percents(subject):
        events = outcome.events.get(arm.id)
        if events is None or total is None or events > total:
            continue
        counts = counts_for_percent(value, total)
        line = f"{_shown(events, total, value)}, printed as {fmt.percent(value)}"
        if events in counts.rounds or events not in counts.truncates:
            yield fits(events in counts.rounds), _fields(outcome, arm), line


@check("CNT202", "no whole number of people gives a percentage", of=("percent",))
def percent_is_reachable(subject: Subject) -> Iterator[Answer]:
    """Some whole number of the group's people gives the printed percentage, rounded half up or half down.

    Not testable where the group is so large that any percentage printed so can be had.
    Example: of 43 people, 30 are 69.77% and 31 are 72.09%, so 71% cannot be. GRIM (Brown & Heathers 2017).
    """
    for outcome, arm, value, total in _percents(subject):
        if total is None or arm.id in outcome.events:
            continue
        found = grim(value, total, percent=True)
        if found.status == "not-testable":
            yield Status.NOT_TESTABLE, _fields(outcome, arm), found.reason or ""
        elif found.status != "truncates":
            yield fits(found.status == "rounds"), _fields(outcome, arm), _grim_line(found, value, total)


def _grim_line(found: Grim, value: Decimal, total: int) -> str:
    if found.candidates:
        return f"{_shown(found.candidates[0], total, value)}, printed as {fmt.percent(value)}"
    beside = " and ".join(_shown(near.count, total, value) for near in found.nearest)
    line = f"{beside}; no count of {fmt.count(total)} gives {fmt.percent(value)}"
    near = [f"{fmt.count(n)} of {fmt.count(size)}" for n, size in nearby_sizes(value, total, _reach(total))[:2]]
    return f"{line}; it is {' or '.join(near)}" if near else line


def _reach(total: int) -> int:
    """How far from the printed size of a group other sizes are tried that would give its percentage."""
    return max(1, min(5, total // 20))


@check("CNT203", "a percentage was cut off, not rounded", of=("percent",))
def percent_is_rounded(subject: Subject) -> Iterator[Answer]:
    """A printed percentage fits only if its last digit was cut off instead of rounded.

    It is a small thing, but it tells that a figure was not taken over from a table that rounds.
    Example: 39 of 42 is 92.86%, printed as 92.8%.
    """
    for outcome, arm, value, total in _percents(subject):
        if total is None:
            continue
        counts = counts_for_percent(value, total)
        events = outcome.events.get(arm.id)
        cut = counts.truncates if events is None else [e for e in counts.truncates if e == events]
        rounded = counts.rounds if events is None else [e for e in counts.rounds if e == events]
        if cut and not rounded:
            line = f"{_shown(cut[0], total, value)}, which rounds to another figure than {fmt.percent(value)}"
            yield Status.INCONSISTENT, _fields(outcome, arm), line
    found = subject.counts.divisions
    if found is not None and found.status == "truncates":
        yield Status.INCONSISTENT, _cut_first(subject, found), _division_line(subject, found)


def _cut_first(subject: Subject, found: Splits) -> tuple[str, ...]:
    """The fields of a division's percentages, those first that no division gives by rounding."""
    fields = []
    for at, arm in enumerate(subject.study.arms):
        for outcome, _ in subject.counts.percents[arm.id]:
            rounds = any(counts_for_percent(outcome.percent[arm.id], way.totals[at]).rounds for way in found.truncated)
            fields.append((rounds, f"outcome[{outcome.id}].percent.{arm.id}"))
    return tuple(name for _, name in sorted(fields, key=lambda item: item[0]))


@check("CNT204", "a count and its percentage imply another number of people", of=("percent",))
def denominator_fits(subject: Subject) -> Iterator[Answer]:
    """A count and its percentage, printed without a total, give the number of people in the study or group.

    The sizes that give the percentage are listed; in a study of one group the study's own number must be among them.
    Example: of 18 people 14 are 77.78%, printed as 82%; of 17 they would be 82.35%.
    """
    study = subject.study
    for outcome, arm, value, total in _percents(subject):
        events = outcome.events.get(arm.id)
        if events is None or total is not None:
            continue
        people = study.participants
        if people is None or value == 0:
            yield Status.NOT_TESTABLE, _fields(outcome, arm), "the number of people is not printed"
            continue
        sizes = subject.counts.denominators(outcome, arm)
        alone = len(study.arms) == 1
        wrong = not sizes or (alone and people not in sizes)
        tried = ([people] if alone and events <= people and people not in sizes else []) + list(sizes[:3])
        line = " and ".join(_shown(events, n, value) for n in tried)
        none = f"no number of people gives {fmt.count(events)} as {fmt.percent(value)}"
        line = f"{line}; printed as {fmt.percent(value)}" if sizes else f"{line}; {none}" if line else none
        yield fits(not wrong), _fields(outcome, arm), line


@check("CNT205", "no division of the total gives the percentages", of=("percent",))
def division_exists(subject: Subject) -> Iterator[Answer]:
    """Where only a study's total is printed, some division of it over the groups gives all their percentages.

    Every division is tried. One: the counts are inferred. Several: they are listed and the counts stay unknown.
    None by rounding, but some by cutting off: CNT203. Too many to try: not testable.
    Example: 64 people with 66.7% and 40.0%: 9 + 55, 24 + 40, 39 + 25, 54 + 10.
    """
    found = subject.counts.divisions
    fields = _division_fields(subject) if found is not None else ()
    divided = frozenset(fields)
    if found is not None and found.status == "not-testable":
        yield Status.NOT_TESTABLE, fields, found.reason or ""
    elif found is not None and found.status != "truncates":
        yield fits(bool(found.rounded)), fields, _division_line(subject, found)
    for outcome, arm, value, total in _percents(subject):
        path = f"outcome[{outcome.id}].percent.{arm.id}"
        if total is None and arm.id not in outcome.events and path not in divided:
            yield Status.NOT_TESTABLE, (path,), _no_group(outcome, value)


def _no_group(outcome: Outcome, value: Decimal) -> str:
    group = "subgroup" if outcome.subgroup else "group"
    line = f"the size of the {group} is not printed"
    found = smallest_size(value) if value not in (0, 100) else None
    if found is None:
        return line
    n, count = found
    return f"{line}; the smallest that gives {fmt.percent(value)} is {fmt.count(n)} ({count} of {n})"


def _division_fields(subject: Subject) -> tuple[str, ...]:
    return tuple(
        f"outcome[{outcome.id}].percent.{arm.id}"
        for pairs in subject.counts.percents.values()
        for outcome, arm in pairs
    )


def _division_line(subject: Subject, found: Splits) -> str:
    study = subject.study
    values = " and ".join(
        ", ".join(fmt.percent(o.percent[arm.id]) for o, arm in subject.counts.percents[arm.id]) for arm in study.arms
    )
    total = fmt.count(study.participants or 0)
    if found.rounded:
        n = len(found.rounded)
        many = "one division" if n == 1 else f"{fmt.count_word(n)} divisions"
        line = f"{many} of {total} {'gives' if n == 1 else 'give'} {values}: {ways(found.rounded)}"
        equal = (study.participants or 0) / len(study.arms)
        if n > 1 and not any(set(split.totals) == {equal} for split in found.rounded):
            line += "; equal groups do not"
        return line
    line = f"no division of {total} gives {values} by rounding"
    if found.truncated:
        n = len(found.truncated)
        line += f"; cut off, {fmt.count_word(n)} {'does' if n == 1 else 'do'}: {ways(found.truncated)}"
    return line


@check("CNT206", "no whole total gives a mean", of=("mean",))
def mean_is_reachable(subject: Subject) -> Iterator[Answer]:
    """A mean of whole-number scores is some whole total divided by the people (times the items of the scale).

    Only where the catalogue says that scores are whole numbers (`items`); otherwise not testable.
    Example: 5.19 from 28 people: 145 give 5.1786 and 146 give 5.2143. GRIM (Brown & Heathers 2017).
    """
    for outcome in subject.study.outcomes:
        for arm_id, value in outcome.mean.items():
            fields = (f"outcome[{outcome.id}].mean.{arm_id}",)
            total = subject.counts.total(outcome, subject.study.arm(arm_id))
            if outcome.items is None:
                yield Status.NOT_TESTABLE, fields, "the catalogue does not say that the scores are whole numbers"
            elif not total:
                yield Status.NOT_TESTABLE, fields, "the size of the group is not printed"
            else:
                found = grim(value, total, percent=False, items=outcome.items)
                people = f"{fmt.count(total)}{f' × {outcome.items}' if outcome.items > 1 else ''}"
                if found.status == "not-testable":
                    yield Status.NOT_TESTABLE, fields, found.reason or ""
                    continue
                beside = " and ".join(f"{near.count} / {people} = {fmt.printed(near.shown)}" for near in found.nearest)
                yield fits(found.status == "rounds"), fields, f"{beside}; printed as {fmt.printed(value)}"
