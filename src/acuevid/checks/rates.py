"""CNT1: rates against events over person-time, and events of both groups together against those of each."""

from collections.abc import Iterator

from acuevid.checks.results import Answer, Status, Subject, check, fits
from acuevid.diagnostics import Severity
from acuevid.models import Arm, Outcome
from acuevid.numbers import format as fmt
from acuevid.numbers.ranges import as_printed
from acuevid.results.kinds import is_counted
from acuevid.results.rates import rate_of


@check("CNT107", "a rate is not that of its events", of=("rate",))
def rate_from_events(subject: Subject) -> Iterator[Answer]:
    """A printed rate is the events over the person-time, for the units of time that it is printed for.

    The rounding of the rate and of the time is allowed for. Printed rate ratios and differences are held against the
    events by STA106.
    Example: 12 events in 340 person-years are 3.5 per 100 person-years, not 5.3.
    """
    for outcome in subject.study.outcomes:
        for arm_id, rate in outcome.rate.items():
            names = ("rate", "events", "person_time")
            fields = tuple(f"outcome[{outcome.id}].{name}.{arm_id}" for name in names)
            events, time = outcome.events.get(arm_id), outcome.person_time.get(arm_id)
            found = rate_of(outcome, subject.study.arm(arm_id))
            if events is None or time is None or found is None:
                yield Status.NOT_TESTABLE, fields[:1], "the events or the person-time are not printed with the rate"
                continue
            low, high = fmt.effects((found.low * outcome.rate_per, found.high * outcome.rate_per), "rate_difference")
            told = low if low == high else f"{low} to {high}"
            per = f" per {fmt.count(outcome.rate_per)}" if outcome.rate_per != 1 else ""
            line = f"{fmt.count(events)} in {fmt.printed(time)} is {told}{per}; printed as {fmt.printed(rate)}"
            yield fits(found.meets(as_printed(rate, outcome.rate_per))), fields, line


@check("CNT108", "events of the groups do not fit those of all", Severity.ERROR, of=("all_events",))
def events_add_up(subject: Subject) -> Iterator[Answer]:
    """The events of all groups together are the sum of those of each, and no more than the people in them.

    Where only some groups print theirs, the sum is at most the events of all.
    Example: 16 + 25 = 41.
    """
    for outcome in subject.study.outcomes:
        every = outcome.all_events
        if every is None or subject.study.is_crossover:
            continue
        arms = subject.study.sides(outcome) or subject.study.inside(outcome)
        fields: tuple[str, ...] = (f"outcome[{outcome.id}].all_events",)
        known = [outcome.events[arm.id] for arm in arms if arm.id in outcome.events]
        people = _people(subject, outcome, arms)
        if known:
            fields += tuple(f"outcome[{outcome.id}].events.{arm.id}" for arm in arms if arm.id in outcome.events)
            told = " + ".join(fmt.count(n) for n in known)
            ok = sum(known) == every if len(known) == len(arms) else sum(known) <= every
            yield fits(ok), fields, f"{told} = {fmt.count(sum(known))}; {fmt.count(every)} in all groups together"
        elif people is not None and is_one_each(outcome):
            yield fits(every <= people), fields, f"{fmt.count(every)} of {fmt.count(people)} in all groups together"
        else:
            yield Status.NOT_TESTABLE, fields, "neither the events nor the sizes of the groups are printed"


def is_one_each(outcome: Outcome) -> bool:
    """Whether an event comes to a person once at the most, as it does unless it is counted over time."""
    return is_counted(outcome) or not (outcome.person_time or outcome.rate)


def _people(subject: Subject, outcome: Outcome, arms: tuple[Arm, ...]) -> int | None:
    """The people in these groups together; `None` where one size is not printed."""
    sizes = [subject.counts.total(outcome, arm) for arm in arms]
    known = [size for size in sizes if size is not None]
    return sum(known) if known and len(known) == len(sizes) else None
