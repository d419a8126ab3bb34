"""STA1: a printed test statistic against the p-value beside it, and an interval against the standard error."""

from collections.abc import Iterator

from acuevid.checks.results import Answer, Status, Subject, check, fits
from acuevid.diagnostics import Severity
from acuevid.numbers import format as fmt
from acuevid.numbers.ranges import Range
from acuevid.numbers.reported_p import parse_p
from acuevid.results.reported import error_range, printed_error

_WIDER = 4 / 3
"""So much wider correct methods make an interval than twice z times the standard error."""


@check("STA108", "a test statistic does not give its p-value", Severity.ERROR, of=("statistic",))
def statistic_gives_p(subject: Subject) -> Iterator[Answer]:
    """A test statistic with its degrees of freedom has one p-value, which is the one printed beside it.

    All values of the statistic that print so are tried. A p that is right for a one-sided test is named as such and
    fits. Where the two lie on either side of 0.05, that is said.
    Example: t(28) = 2.20 gives 0.036, and p = .06 is printed. As statcheck does it (Nuijten & Epskamp).
    """
    for outcome in subject.study.outcomes:
        if outcome.statistic is None:
            continue
        fields = (f"outcome[{outcome.id}].p", f"outcome[{outcome.id}].statistic")
        if outcome.p is None:
            yield Status.NOT_TESTABLE, fields[1:], f"no p-value is printed with {outcome.statistic}"
            continue
        reported = parse_p(outcome.p)
        if reported.value is None:
            yield Status.NOT_TESTABLE, fields, f"{fmt.p_value(outcome.p)} says no figure"
            continue
        from acuevid.numbers.test_statistics import parse_statistic, statistic_against_p  # few outcomes have one

        found = statistic_against_p(parse_statistic(outcome.statistic), reported)
        low, high = fmt.computed_p(found.p_low), fmt.computed_p(found.p_high)
        gives = f"p = {low}" if low == high else f"p from {low} to {high}"
        line = f"{outcome.statistic} gives {gives}; printed as {fmt.p_value(outcome.p)}"
        if found.status == "one-sided only":
            line += ", which is the one-sided p"
        if found.flips:
            line += "; the two lie on either side of 0.05"
        yield fits(found.status != "does not agree"), fields, line


@check("STA109", "an interval and a standard error do not fit", of=("effects",))
def interval_fits_error(subject: Subject) -> Iterator[Answer]:
    """The interval of a printed effect is as wide as its printed standard error makes it, at its level.

    All values that print so are tried; of a ratio on the logarithmic scale. An interval by t, or by another correct
    method, may be wider by a third.
    Example: a mean difference of −0.9 with SE 0.4 and an interval from −1.2 to −0.6, whose SE is 0.15.
    """
    for _, at, effect in subject.effects():
        if effect.se is None:
            continue
        fields = (f"{at}.se", f"{at}.ci_low")
        printed, made = printed_error(effect), error_range(effect)
        if effect.interval is None or printed is None or made is None:
            yield Status.NOT_TESTABLE, fields[:1], "no interval is printed with the standard error"
            continue
        low, high = fmt.effects((made.low, made.high), "mean_difference")
        line = f"the interval gives a standard error of {low} to {high}; printed as {fmt.printed(effect.se)}"
        yield fits(printed.meets(Range(made.low / _WIDER, made.middle, made.high))), fields, line
