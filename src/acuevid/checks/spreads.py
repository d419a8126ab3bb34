"""CNT4: means, medians and changes against the spreads, intervals and baselines printed beside them."""

import math
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from acuevid.checks.results import Answer, Status, Subject, check, fits
from acuevid.models import Outcome
from acuevid.numbers import format as fmt
from acuevid.numbers.intervals import normal_quantile, t_quantile_of_level
from acuevid.numbers.ranges import Range, as_printed


def _field(outcome: Outcome, name: str, arm_id: str) -> str:
    return f"outcome[{outcome.id}].{name}.{arm_id}"


@check("CNT401", "the ends do not enclose their middle", of=("ci", "iqr", "range", "change_ci"))
def ends_enclose(subject: Subject) -> Iterator[Answer]:
    """A median lies between its quartiles, these inside the range, and a mean or a change inside its interval.

    Example: a median of 7 with quartiles 2 and 5.
    """
    pairs = (("median", "iqr"), ("median", "range"), ("mean", "ci"), ("change", "change_ci"))
    for outcome in subject.study.outcomes:
        for middle, ends in pairs:
            for arm_id, (low, high) in getattr(outcome, ends).items():
                fields, line = (_field(outcome, ends, arm_id),), fmt.printed_pair((low, high))
                value = getattr(outcome, middle).get(arm_id)
                if value is None:
                    yield Status.NOT_TESTABLE, fields, f"no {middle} is printed with {line}"
                    continue
                told = f"{middle} {fmt.printed(value)}, {_WORDS[ends]} {line}"
                yield fits(low <= value <= high), (*fields, _field(outcome, middle, arm_id)), told
        for arm_id, (first, third) in outcome.iqr.items():
            if arm_id in outcome.range:
                least, most = outcome.range[arm_id]
                told = f"quartiles {fmt.printed_pair((first, third))}, range {fmt.printed_pair((least, most))}"
                both = (_field(outcome, "iqr", arm_id), _field(outcome, "range", arm_id))
                yield fits(least <= first and third <= most), both, told


_WORDS = {"iqr": "quartiles", "range": "range", "ci": "interval", "change_ci": "interval"}


@check("CNT402", "two spreads of one mean do not fit", of=("sd", "se", "ci", "change_sd", "change_se", "change_ci"))
def spreads_agree(subject: Subject) -> Iterator[Answer]:
    """A standard deviation is the standard error times √n, and half an interval the standard error times t or z.

    All values that print so are tried; an interval may be made with t or with z.
    Example: SD 10, SE 2 and 100 people, which give an SE of 1.
    """
    for outcome in subject.study.outcomes:
        for names in (("sd", "se", "ci"), ("change_sd", "change_se", "change_ci")):
            for arm in subject.study.arms:
                n = subject.counts.total(outcome, arm)
                if n is not None and n > 1:
                    yield from _agreement(outcome, names, arm.id, n)


def _agreement(outcome: Outcome, names: tuple[str, str, str], arm_id: str, n: int) -> Iterator[Answer]:
    sd, se, ends = (getattr(outcome, name).get(arm_id) for name in names)
    errors: list[tuple[str, str, Range]] = []
    if sd is not None:
        spread, root = as_printed(sd), math.sqrt(n)
        error = Range(spread.low / root, spread.middle / root, spread.high / root)
        errors.append((names[0], f"SD {fmt.printed(sd)}", error))
    if se is not None:
        errors.append((names[1], f"SE {fmt.printed(se)}", as_printed(se)))
    if ends is not None and ends[0] <= ends[1]:
        errors.append((names[2], f"interval {fmt.printed_pair(ends)}", _error_of(ends, n, float(outcome.ci_level))))
    for (name, told, one), (other, beside, two) in pairwise(errors):
        line = f"{told} of {fmt.count(n)} people gives a standard error of {_span(one)}; {beside} one of {_span(two)}"
        yield fits(one.meets(two)), (_field(outcome, other, arm_id), _field(outcome, name, arm_id)), line


def _span(errors: Range) -> str:
    low, high = fmt.effects((errors.low, errors.high), "mean_difference")
    return low if low == high else f"{low} to {high}"


def _error_of(ends: tuple[Decimal, Decimal], n: int, level: float) -> Range:
    """The standard errors that an interval leaves open, by t or by z."""
    low, high = as_printed(ends[0]), as_printed(ends[1])
    widths = max(0.0, high.low - low.high), high.middle - low.middle, high.high - low.low
    t, z = t_quantile_of_level(level, n - 1), normal_quantile(level)
    return Range(widths[0] / (2 * t), widths[1] / (2 * t), widths[2] / (2 * z))


@check("CNT403", "a change is not the end less the baseline", of=("change",))
def change_is_the_difference(subject: Subject) -> Iterator[Answer]:
    """Where a group's mean, its baseline and its change are printed, the change is the mean less the baseline.

    Within the rounding of all three. People who dropped out may make the difference: then acknowledge it.
    Example: 6.3 at baseline, 4.2 at the end, and a change of −1.2.
    """
    for outcome in subject.study.outcomes:
        for arm_id, change in outcome.change.items():
            start, end = outcome.baseline.get(arm_id), outcome.mean.get(arm_id)
            fields = (_field(outcome, "change", arm_id),)
            if start is None or end is None:
                yield Status.NOT_TESTABLE, fields, "baseline and end are not both printed with the change"
                continue
            first, last = as_printed(start), as_printed(end)
            open_to = Range(last.low - first.high, last.middle - first.middle, last.high - first.low)
            line = f"{fmt.printed(end)} less {fmt.printed(start)} is {fmt.printed(end - start)}"
            told = f"{line}; printed as {fmt.printed(change)}"
            yield (
                fits(as_printed(change).meets(open_to)),
                (*fields, _field(outcome, "baseline", arm_id), _field(outcome, "mean", arm_id)),
                told,
            )


@check("CNT404", "no whole scores give a mean with its standard deviation", of=("sd",))
def deviation_is_reachable(subject: Subject) -> Iterator[Answer]:
    """Whole-number scores give a mean only with certain standard deviations.

    Only where the catalogue says that scores are whole numbers (`items`); the ends of the scale, where an `instrument`
    gives them, narrow it. On a scale from 0 to 1 it is the share of people, and DEBIT asks (Heathers & Brown 2019).
    Example: a mean of 5.23 with SD 2.55 and 35 people. GRIMMER (Anaya 2016; Allard 2018).
    """
    for outcome in subject.study.outcomes:
        for arm_id, sd in outcome.sd.items():
            fields = (_field(outcome, "sd", arm_id), _field(outcome, "mean", arm_id))
            mean, n = outcome.mean.get(arm_id), subject.counts.total(outcome, subject.study.arm(arm_id))
            if outcome.items is None:
                yield Status.NOT_TESTABLE, fields[:1], "the catalogue does not say that the scores are whole numbers"
            elif sd < 0:
                yield Status.NOT_TESTABLE, fields[:1], "a standard deviation is never below 0"
            elif mean is None or not n or n < 2:
                yield Status.NOT_TESTABLE, fields[:1], "no mean, or no number of people, is printed with it"
            else:
                yield _reachable(outcome, mean, sd, n, outcome.items, fields)


def _reachable(outcome: Outcome, mean: Decimal, sd: Decimal, n: int, items: int, fields: tuple[str, ...]) -> Answer:
    told = f"mean {fmt.printed(mean)}, SD {fmt.printed(sd)}, {fmt.count(n)} people"
    ends = None if outcome.instrument is None else outcome.instrument.ends
    if ends is not None and ends[0] == 0 and ends[1] == 1 and items == 1 and 0 <= mean <= 1:
        from acuevid.numbers.debit import debit

        shares = debit(mean, sd, n)
        if shares.status == "not-testable":
            return Status.NOT_TESTABLE, fields, f"{told}: {shares.reason}"
        possible = "" if shares.possible is None else f"; shares of people give {fmt.printed_pair(shares.possible)}"
        return fits(shares.status == "consistent"), fields, f"{told}{possible}"
    scale = None
    if ends is not None and all(end == int(end) for end in ends):
        scale = (int(ends[0]), int(ends[1]))
    from acuevid.numbers.grimmer import grimmer

    found = grimmer(mean, sd, n, items=items, scale=scale)
    if found.status == "not-testable":
        return Status.NOT_TESTABLE, fields, f"{told}: with so many people any standard deviation is possible"
    if found.failed == "mean":
        return Status.NOT_TESTABLE, fields, f"{told}: no whole scores give the mean alone (CNT206)"
    near = " or ".join(fmt.printed(value) for value in found.nearest)
    return fits(found.status == "consistent"), fields, f"{told}; the nearest possible SD is {near}" if near else told
