"""STA1: a printed test statistic against the p-value beside it."""

from collections.abc import Iterator

from acuevid.checks.results import Finding, Status, Subject, check, fits
from acuevid.diagnostics import Severity
from acuevid.numbers import format as fmt
from acuevid.numbers.reported_p import parse_p
from acuevid.numbers.test_statistics import parse_statistic, statistic_against_p


@check("STA108", "a test statistic does not give its p-value", Severity.ERROR)
def statistic_gives_p(subject: Subject) -> Iterator[Finding]:
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
        found = statistic_against_p(parse_statistic(outcome.statistic), reported)
        low, high = fmt.computed_p(found.p_low), fmt.computed_p(found.p_high)
        gives = f"p = {low}" if low == high else f"p from {low} to {high}"
        line = f"{outcome.statistic} gives {gives}; printed as {fmt.p_value(outcome.p)}"
        if found.status == "one-sided only":
            line += ", which is the one-sided p"
        if found.flips:
            line += "; the two lie on either side of 0.05"
        yield fits(found.status != "does not agree"), fields, line
