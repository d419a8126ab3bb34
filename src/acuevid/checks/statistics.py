"""STA1: p-values, intervals and effects against the figures that they are made from."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from acuevid.checks.results import Finding, Status, Subject, check, fits
from acuevid.diagnostics import Severity
from acuevid.figures.counts import ArmCount, NoCount
from acuevid.figures.effects import outcome_effects
from acuevid.models import Arm, Outcome
from acuevid.numbers import format as fmt
from acuevid.numbers.intervals import p_range_from_interval, ratio_interval_symmetry
from acuevid.numbers.pvalues import FourTests, four_tests
from acuevid.numbers.reported_p import ReportedP, p_matches, p_matches_range, parse_p
from acuevid.numbers.splits import Split
from acuevid.numbers.student import t_from_means
from acuevid.terms import Feature

_MOST_DIVISIONS, _MOST_PEOPLE = 50, 2000
"""Beyond these, trying four tests on every division of a total takes too long."""
_NAMES = {"fisher_exact": "Fisher", "pearson": "Pearson", "pearson_yates": "Yates", "n_minus_1": "N−1"}


def _with_p(subject: Subject) -> Iterator[tuple[Outcome, tuple[Arm, Arm], ReportedP]]:
    for outcome in subject.study.outcomes:
        sides = subject.study.sides(outcome)
        crossover = Feature.CROSSOVER in subject.study.features
        if outcome.p is not None and sides is not None and outcome.trials is None and not crossover:
            yield outcome, sides, parse_p(outcome.p)


def _tests(first: ArmCount, second: ArmCount) -> FourTests:
    return four_tests(first.events, first.total, second.events, second.total)


@check("STA101", "a p-value is not reproduced from the counts")
def p_from_counts(subject: Subject) -> Iterator[Finding]:
    """One of four usual tests on the counts gives the printed p-value, with its digits and its sign.

    The tests are Fisher's exact, Pearson's chi-squared, the same with Yates' correction, and N−1 (Campbell 2007).
    The choice can turn a verdict, so the finding is never "wrong", only "not reproduced by any of the four".
    Where several divisions of a total are possible, all must give it; if only some do, it is not testable.
    Example: 16 of 58 v 25 of 56: Pearson gives 0.058.
    """
    for outcome, sides, reported in _with_p(subject):
        fields = (f"outcome[{outcome.id}].p",)
        if outcome.mean:
            continue
        counts = [subject.counts.of(outcome, arm) for arm in sides]
        if all(isinstance(count, ArmCount) for count in counts):
            first, second = (count for count in counts if isinstance(count, ArmCount))
            if first.total and second.total:
                yield _four(fields, outcome, reported, first, second)
                continue
        found = _by_division(subject, outcome, sides, reported)
        if found is not None:
            yield found[0], fields, found[1]
            continue
        reason = next((count.reason for count in counts if isinstance(count, NoCount)), "a group is empty")
        yield Status.NOT_TESTABLE, fields, reason


def _four(fields: tuple[str, ...], outcome: Outcome, reported: ReportedP, first: ArmCount, second: ArmCount) -> Finding:
    found = _tests(first, second).defined()
    table = f"{first.text} v {second.text}{' (inferred)' if first.inferred or second.inferred else ''}"
    if not found:
        return Status.NOT_TESTABLE, fields, f"{table}: the tests are not defined"
    values = ", ".join(f"{_NAMES[name]} {fmt.computed_p(p)}" for name, p in found.items())
    matching = [_NAMES[name] for name, p in found.items() if p_matches(reported, p)]
    printed = f"printed {fmt.p_value(outcome.p or '')}"
    if matching:
        return Status.CONSISTENT, fields, f"{table}: {values}; {printed}, reproduced by {', '.join(matching)}"
    low, high = fmt.computed_p(min(found.values())), fmt.computed_p(max(found.values()))
    line = f"{table}: {values}; {printed} is not reproduced by any of the four, which give {low} to {high}"
    return Status.INCONSISTENT, fields, line


def _by_division(
    subject: Subject, outcome: Outcome, sides: tuple[Arm, Arm], reported: ReportedP
) -> tuple[Status, str] | None:
    """How many possible divisions of the total give the p-value; `None` if there is none to try.

    All of them: consistent. None: inconsistent. Some: it cannot be told, for the division is not known.
    """
    found = subject.counts.divisions
    if found is None or outcome.subgroup or not all(arm.id in outcome.percent for arm in sides):
        return None
    possible = found.rounded or found.truncated
    if not possible or len(possible) > _MOST_DIVISIONS or (subject.study.participants or 0) > _MOST_PEOPLE:
        return None
    good = [split for split in possible if _gives(subject, split, outcome, sides, reported)]
    how = "" if found.rounded else " (by cutting off)"
    n, k = len(possible), len(good)
    share = fmt.share(k, n)
    status = Status.CONSISTENT if k == n else Status.NOT_TESTABLE if k else Status.INCONSISTENT
    return status, f"printed {fmt.p_value(outcome.p or '')} comes out of {share} possible divisions{how}"


def _gives(subject: Subject, split: Split, outcome: Outcome, sides: tuple[Arm, Arm], reported: ReportedP) -> bool:
    order = [arm.id for arm in subject.study.arms]
    pairs: list[tuple[Sequence[int], int]] = []
    for arm in sides:
        at = order.index(arm.id)
        which = [o.id for o, _ in subject.counts.percents[arm.id]].index(outcome.id)
        pairs.append((split.counts[at][which], split.totals[at]))
    (events_1, n_1), (events_2, n_2) = pairs
    return any(
        p_matches(reported, p)
        for a in events_1
        for c in events_2
        for p in four_tests(a, n_1, c, n_2).defined().values()
    )


@check("STA102", "a p-value and an interval contradict each other")
def p_against_interval(subject: Subject) -> Iterator[Finding]:
    """The p-value lies in the range that the printed effect and its 95% interval leave open.

    The rounding of all three figures is allowed for. Only for 95% intervals. After Altman & Bland 2011.
    Example: risk ratio 0.30 (0.10 to 0.90) leaves p from 0.026 to 0.039 open.
    """
    for outcome, _, reported in _with_p(subject):
        effect = outcome.effect
        if effect is None or effect.ci_low is None or effect.ci_high is None:
            continue
        fields = tuple(f"outcome[{outcome.id}].{name}" for name in ("p", "effect.ci_low", "effect.ci_high"))
        if effect.level != 95:
            yield Status.NOT_TESTABLE, fields, f"the interval is of {fmt.percent(effect.level)}, not 95%"
            continue
        if not _ordered(effect.ci_low, effect.estimate, effect.ci_high, ratio=effect.measure.is_ratio):
            continue
        found = p_range_from_interval(effect.estimate, effect.ci_low, effect.ci_high, ratio=effect.measure.is_ratio)
        if found.low is None or found.high is None:
            yield Status.NOT_TESTABLE, fields, found.reason or "the interval has no width"
            continue
        ok = p_matches_range(reported, found.low, found.high)
        line = f"the interval leaves p from {fmt.computed_p(found.low)} to {fmt.computed_p(found.high)} open"
        yield fits(ok), fields, f"{line}; printed {fmt.p_value(outcome.p or '')}"


def _ordered(low: Decimal, estimate: Decimal, high: Decimal, *, ratio: bool) -> bool:
    return low <= estimate <= high and (not ratio or low > 0)


@check("STA103", "a ratio does not lie in the middle of its interval")
def ratio_is_central(subject: Subject) -> Iterator[Finding]:
    """A ratio lies in the middle of its interval on the log scale, within the rounding of the printed figures.

    Exact and profile intervals need not be symmetric, so this is a reason to look, not a proof of error.
    Example: 0.62 (0.37 to 1.04): the limits multiply to 0.62 squared.
    """
    for outcome in subject.study.outcomes:
        effect = outcome.effect
        if effect is None or effect.ci_low is None or effect.ci_high is None or not effect.measure.is_ratio:
            continue
        if not _ordered(effect.ci_low, effect.estimate, effect.ci_high, ratio=True):
            continue
        fields = tuple(f"outcome[{outcome.id}].effect.{name}" for name in ("estimate", "ci_low", "ci_high"))
        found = ratio_interval_symmetry(effect.estimate, effect.ci_low, effect.ci_high)
        if found.centre_low is None or found.centre_high is None:
            yield Status.NOT_TESTABLE, fields, found.reason or ""
            continue
        middle = (
            f"the middle of the limits lies between {fmt.ratio(found.centre_low)} and {fmt.ratio(found.centre_high)}"
        )
        yield fits(found.status == "symmetric"), fields, f"{middle}; printed {fmt.printed(effect.estimate)}"


@check("STA104", "an effect lies outside its own interval", Severity.ERROR)
def effect_in_interval(subject: Subject) -> Iterator[Finding]:
    """An effect lies between its limits, the lower limit below the upper, and a ratio is above zero.

    Example: 0.62 (0.70 to 1.04) cannot be.
    """
    for outcome in subject.study.outcomes:
        effect = outcome.effect
        if effect is None or effect.ci_low is None or effect.ci_high is None:
            continue
        fields = tuple(f"outcome[{outcome.id}].effect.{name}" for name in ("estimate", "ci_low", "ci_high"))
        ok = _ordered(effect.ci_low, effect.estimate, effect.ci_high, ratio=effect.measure.is_ratio)
        line = f"{fmt.printed(effect.estimate)} ({fmt.printed(effect.ci_low)} to {fmt.printed(effect.ci_high)})"
        yield fits(ok), fields, line


@check("STA105", "a p-value is not reproduced from the means")
def p_from_means(subject: Subject) -> Iterator[Finding]:
    """Student's t-test on the printed means, standard deviations and group sizes gives the printed p-value.

    The rounding of the means and standard deviations is allowed for. Tests adjusted for baseline, and others
    than Student's, give other values: the finding is "not reproduced", never "wrong".
    Example: t(28) = 2.20 gives 0.036, not 0.03.
    """
    for outcome, sides, reported in _with_p(subject):
        if not outcome.mean:
            continue
        fields = (f"outcome[{outcome.id}].p",)
        values = [(outcome.mean.get(a.id), outcome.sd.get(a.id), subject.counts.total(outcome, a)) for a in sides]
        (m_1, s_1, n_1), (m_2, s_2, n_2) = values
        if m_1 is None or m_2 is None or s_1 is None or s_2 is None or not n_1 or not n_2:
            yield Status.NOT_TESTABLE, fields, "a mean, a standard deviation or a group size is not printed"
            continue
        found = t_from_means(m_1, s_1, n_1, m_2, s_2, n_2)
        if found is None:
            yield Status.NOT_TESTABLE, fields, "the standard deviations or groups are too small for a test"
            continue
        ok = p_matches_range(reported, found.p_low, found.p_high)
        line = (
            f"Student's t({found.df}) from {fmt.ratio(found.t_low)} to {fmt.ratio(found.t_high)} gives p from "
            f"{fmt.computed_p(found.p_low)} to {fmt.computed_p(found.p_high)}; printed {fmt.p_value(outcome.p or '')}"
        )
        yield fits(ok), fields, line


@check("STA106", "a reported effect is not the one that the figures give")
def effect_from_figures(subject: Subject) -> Iterator[Finding]:
    """A printed effect is the one that the printed counts or means give, within its rounding.

    Adjusted effects differ from crude ones, so this is a reason to look, not a proof of error.
    Example: 16 of 58 v 25 of 56 gives a risk ratio of 0.62.
    """
    for outcome in subject.study.outcomes:
        if outcome.effect is None:
            continue
        fields = (f"outcome[{outcome.id}].effect.estimate",)
        effects = outcome_effects(subject.study, outcome, subject.counts)
        found = effects.get(outcome.effect.measure.value)
        if found is None or found.estimate is None:
            reason = effects.reason or f"acuevid does not compute a {outcome.effect.measure.value.replace('_', ' ')}"
            yield Status.NOT_TESTABLE, fields, reason
            continue
        printed = outcome.effect.estimate
        half = 10.0 ** int(printed.as_tuple().exponent) / 2
        ok = abs(found.estimate - float(printed)) <= half * (1 + 1e-9)
        yield fits(ok), fields, f"{fmt.estimate_interval(found)}; printed {fmt.printed(printed)}"
