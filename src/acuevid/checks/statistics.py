"""STA1: p-values, intervals and effects against each other and against the figures that they are made from.

The printed effect comes first: a printed p belongs to it, and is held against its interval; against counts or means
only where no effect is printed, or where the effect is theirs. Printed figures are ranges, and two correct methods
may differ by more than rounding.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product
from math import erfc, sqrt

from acuevid.checks.results import Answer, Status, Subject, check, fits
from acuevid.diagnostics import Severity
from acuevid.lists import spoken
from acuevid.models import Arm, Outcome, ReportedEffect
from acuevid.numbers import format as fmt
from acuevid.numbers.intervals import PRange, central_position, p_range_of_methods, ratio_interval_symmetry
from acuevid.numbers.pvalues import four_tests
from acuevid.numbers.ranges import as_printed
from acuevid.numbers.reported_p import ReportedP, p_matches, p_matches_range, parse_p
from acuevid.numbers.splits import Split
from acuevid.numbers.student import TRange, t_from_means, welch_from_means
from acuevid.results.agreement import Agreement
from acuevid.results.analysed import result
from acuevid.results.computed import Effects
from acuevid.results.counts import ArmCount, NoCount
from acuevid.results.kinds import is_scale, kind_of
from acuevid.results.rates import RATES
from acuevid.results.reported import effect_text, error_range

_MOST_DIVISIONS, _MOST_PEOPLE = 50, 2000
"""Beyond these, trying four tests on every division of a total takes too long."""
_NAMES = {"fisher_exact": "Fisher", "pearson": "Pearson", "pearson_yates": "Yates", "n_minus_1": "N−1"}
_SHARES = {"mean_difference": 0.0, "std_mean_difference": 0.3, "hazard_ratio": 0.1}
"""How far z may lie apart between an interval and a p of two methods, as a share of itself."""
_SHARE_OF_COUNTS, _CORRECTION, _UNKNOWN = 0.25, 0.7, 0.9
"""The share for counts; a continuity correction moves z by half its standard error, with a margin; or not known."""
_RATES = ("events", "person_time", "rate")
_FEW_DF = 8.0
"""Student's t on so few degrees of freedom is allowed for where the groups' sizes are not printed."""
_CENTRAL = 0.2
"""Exact, profile and score intervals need not be symmetric: so far from the middle, as a share of its width, an
estimate may lie."""


def _with_p(subject: Subject) -> Iterator[tuple[Outcome, tuple[Arm, Arm], ReportedP]]:
    for outcome in subject.study.outcomes:
        sides = subject.study.sides(outcome)
        if outcome.p is not None and sides is not None and outcome.trials is None:
            yield outcome, sides, parse_p(outcome.p)


def _of_effect(
    subject: Subject, outcome: Outcome, effect: ReportedEffect | None, sides: tuple[Arm, Arm]
) -> PRange | None:
    """The p-values that a printed effect and its interval leave open; `None` without an interval."""
    if effect is None or effect.ci_low is None or effect.ci_high is None or not _ordered(effect):
        return None
    sizes = tuple(n for arm in sides if (n := subject.counts.total(outcome, arm)) is not None and n > 1)
    dfs = (float(min(sizes) - 1), float(sum(sizes) - 2)) if len(sizes) == 2 else (_FEW_DF,)
    is_mean = effect.measure.name in ("mean_difference", "std_mean_difference")
    return p_range_of_methods(
        effect.estimate,
        effect.ci_low,
        effect.ci_high,
        ratio=effect.measure.is_ratio,
        level=float(effect.level),
        dfs=dfs if is_mean else (),
        share=_SHARES.get(effect.measure.name, _SHARE_OF_COUNTS),
        shift=0.0 if effect.measure.name in _SHARES else _correction(effect, sizes),
    )


def _correction(effect: ReportedEffect, sizes: Sequence[int]) -> float:
    """How far a continuity correction, or an exact test, may move z from that of the printed interval.

    Half a person in a cell moves z by half the standard error of the log odds ratio (Yates 1934 on Peto's z); that of
    a risk ratio is smaller, and that of a difference needs the sizes of the groups.
    """
    error = error_range(effect)
    if error is None or (effect.measure.name == "risk_difference" and len(sizes) < 2):
        return _UNKNOWN
    if effect.measure.name == "risk_difference":
        return 2 * _CORRECTION * (1 / sizes[0] + 1 / sizes[1]) / 2 / error.low if error.low > 0 else _UNKNOWN
    return (1 if effect.measure.name == "odds_ratio" else 2) * _CORRECTION * error.high


def _given_by_effect(subject: Subject, outcome: Outcome, sides: tuple[Arm, Arm], reported: ReportedP) -> bool:
    """Whether the interval of the printed effect that leads gives the printed p."""
    found = _of_effect(subject, outcome, outcome.effect, sides)
    return (
        found is not None
        and found.low is not None
        and found.high is not None
        and p_matches_range(reported, found.low, found.high)
    )


def _belongs_elsewhere(effects: Effects) -> Answer | None:
    """That a printed p belongs to a printed effect which the crude figures do not give."""
    return (Status.NOT_TESTABLE, (), f"p belongs to the printed effect, and {effects.apart}") if effects.apart else None


def _tests(tables: Sequence[tuple[int, int, int, int]]) -> dict[str, list[float]]:
    """The p-values of the four tests over all tables in question, by the test."""
    found: dict[str, list[float]] = {}
    for table in tables:
        for name, p in four_tests(*table).defined().items():
            found.setdefault(name, []).append(p)
    return found


@check("STA101", "a p-value is not reproduced from the counts", of=("p",))
def p_from_counts(subject: Subject) -> Iterator[Answer]:
    """One of four usual tests on the counts gives the printed p-value, with its digits and its sign.

    The tests are Fisher's exact, Pearson's chi-squared, the same with Yates' correction, and N−1 (Campbell 2007).
    The choice can turn a verdict, so the finding is never "wrong", only "not reproduced by any of the four".
    Where several divisions of a total are possible, all must give it; if only some do, it is not testable. A p that
    belongs to a printed effect which is not that of the counts (adjusted, clustered, of times) is held against that
    effect's interval instead (STA102).
    Example: 16 of 58 v 25 of 56: Pearson gives 0.058.
    """
    for outcome, sides, reported in _with_p(subject):
        if is_scale(outcome) or not subject.study.divides_people:
            continue
        fields = (f"outcome[{outcome.id}].p",)
        effects = result(subject.study, outcome).effects
        if (elsewhere := _belongs_elsewhere(effects)) is not None:
            yield elsewhere[0], fields, elsewhere[2]
            continue
        if kind_of(outcome) is RATES:
            yield Status.NOT_TESTABLE, fields, "the events are counted over person-time, and not in people"
            continue
        counts = [subject.counts.of(outcome, arm) for arm in sides]
        if all(isinstance(count, ArmCount) for count in counts):
            first, second = (count for count in counts if isinstance(count, ArmCount))
            if first.total and second.total:
                status, line = _four(outcome, reported, first, second)
                if status is Status.INCONSISTENT and _given_by_effect(subject, outcome, sides, reported):
                    status, line = Status.CONSISTENT, f"{line}; the printed effect's interval gives it"
                yield status, fields, line
                continue
        found = _by_division(subject, outcome, sides, reported)
        if found is not None:
            yield found[0], fields, found[1]
            continue
        reason = next((count.reason for count in counts if isinstance(count, NoCount)), "a group is empty")
        yield Status.NOT_TESTABLE, fields, reason


def _four(outcome: Outcome, reported: ReportedP, first: ArmCount, second: ArmCount) -> tuple[Status, str]:
    tables = [(a, first.total, c, second.total) for a, c in product(first.possible, second.possible)]
    found = _tests(tables)
    how = " (inferred)" if (first.inferred or second.inferred) and len(tables) == 1 else ""
    table = f"{first.text} v {second.text}{how}"
    if not found:
        return Status.NOT_TESTABLE, f"{table}: the tests are not defined"
    values = ", ".join(f"{_NAMES[name]} {_p_span(ps)}" for name, ps in found.items())
    matching = [_NAMES[name] for name, ps in found.items() if p_matches_range(reported, min(ps), max(ps))]
    printed = f"printed {fmt.p_value(outcome.p or '')}"
    if matching:
        return Status.CONSISTENT, f"{table}: {values}; {printed}, reproduced by {', '.join(matching)}"
    every = [p for ps in found.values() for p in ps]
    low, high = fmt.computed_p(min(every)), fmt.computed_p(max(every))
    line = f"{table}: {values}; {printed} is not reproduced by any of the four, which give {low} to {high}"
    return Status.INCONSISTENT, line


def _p_span(ps: Sequence[float]) -> str:
    low, high = fmt.computed_p(min(ps)), fmt.computed_p(max(ps))
    return low if low == high else f"{low} to {high}"


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


@check("STA102", "a p-value and an interval contradict each other", of=("effects",))
def p_against_interval(subject: Subject) -> Iterator[Answer]:
    """The p-value lies in the range that the printed effect and its interval, of whatever level, leave open.

    The rounding of all figures is allowed for, and so are two methods: t beside z for means, and Wald, score and exact
    ones for counts. Where the counts or means themselves give the printed p, nothing is contradicted. Of several
    effects the one that leads has the outcome's p, and each of the others its own. After Altman & Bland 2011.
    Example: risk ratio 0.30 (0.10 to 0.90) leaves p from 0.026 to 0.039 open to rounding alone.
    """
    for outcome, at, effect in subject.effects():
        sides = subject.study.sides(outcome)
        p, of_p = (outcome.p, f"outcome[{outcome.id}].p") if effect is outcome.effect else (effect.p, f"{at}.p")
        if p is None or sides is None or outcome.trials is not None:
            continue
        if effect.ci_low is None or effect.ci_high is None or not _ordered(effect):
            continue
        reported, fields = parse_p(p), (of_p, f"{at}.ci_low", f"{at}.ci_high")
        found = _of_effect(subject, outcome, effect, sides)
        if found is None or found.low is None or found.high is None:
            yield Status.NOT_TESTABLE, fields, (found.reason if found else None) or "the interval has no width"
            continue
        ok = p_matches_range(reported, found.low, found.high)
        line = f"the interval leaves p from {fmt.computed_p(found.low)} to {fmt.computed_p(found.high)} open"
        line = f"{line}; printed {fmt.p_value(p)}"
        if not ok and _given_by_figures(subject, outcome, sides, reported):
            ok, line = True, f"{line}, which the figures of both groups give"
        yield fits(ok), fields, line


def _given_by_figures(subject: Subject, outcome: Outcome, sides: tuple[Arm, Arm], reported: ReportedP) -> bool:
    """Whether the counts or means give the printed p by a usual test."""
    if not subject.study.divides_people:
        return False
    if is_scale(outcome):
        return _some_give(_t_tests(subject, outcome, sides), reported)
    first, second = (subject.counts.of(outcome, arm) for arm in sides)
    if not isinstance(first, ArmCount) or not isinstance(second, ArmCount) or not first.total or not second.total:
        return False
    return _four(outcome, reported, first, second)[0] is Status.CONSISTENT


def _ordered(effect: ReportedEffect) -> bool:
    """Whether an effect may lie inside its interval, over all that rounding allows; a ratio's limit may print as 0."""
    if effect.ci_low is None or effect.ci_high is None:
        return True
    low, estimate, high = (as_printed(value) for value in (effect.ci_low, effect.estimate, effect.ci_high))
    inside = low.low <= estimate.high and estimate.low <= high.high and effect.ci_low <= effect.ci_high
    return inside and (not effect.measure.is_ratio or (effect.ci_low >= 0 and high.high > 0 and effect.estimate >= 0))


@check("STA103", "an effect does not lie in the middle of its interval", of=("effects",))
def effect_is_central(subject: Subject) -> Iterator[Answer]:
    """A ratio lies in the middle of its interval on the log scale, a difference of means on its own.

    The rounding of the printed figures is allowed for. Exact, score and profile intervals need not be symmetric, so
    only an estimate outside the middle third or so is a finding, and a reason to look, not a proof of error.
    Example: 0.62 (0.37 to 1.04): the limits multiply to 0.62 squared.
    """
    for _, at, effect in subject.effects():
        if effect.ci_low is None or effect.ci_high is None or not _ordered(effect):
            continue
        if not effect.measure.is_ratio and effect.measure.name != "mean_difference":
            continue
        fields = tuple(f"{at}.{name}" for name in ("estimate", "ci_low", "ci_high"))
        where = central_position(effect.estimate, effect.ci_low, effect.ci_high, ratio=effect.measure.is_ratio)
        if where is None:
            yield Status.NOT_TESTABLE, fields, "a limit printed as zero has no logarithm, or the interval no width"
            continue
        ok = where.low <= 0.5 + _CENTRAL and where.high >= 0.5 - _CENTRAL
        if effect.measure.is_ratio:
            found = ratio_interval_symmetry(effect.estimate, effect.ci_low, effect.ci_high)
            low, high = (fmt.ratio(x or 0.0) for x in (found.centre_low, found.centre_high))
        else:
            ends = as_printed(effect.ci_low), as_printed(effect.ci_high)
            low, high = (
                fmt.difference(x) for x in ((ends[0].low + ends[1].low) / 2, (ends[0].high + ends[1].high) / 2)
            )
        middle = f"the middle of the limits lies between {low} and {high}"
        yield fits(ok), fields, f"{middle}; printed {fmt.printed(effect.estimate)}"


@check("STA104", "an effect lies outside its own interval", Severity.ERROR, of=("effects",))
def effect_in_interval(subject: Subject) -> Iterator[Answer]:
    """An effect lies between its limits, the lower limit below the upper, and a ratio is not below zero.

    The rounding of the figures is allowed for: a ratio's limit may be printed as 0.00.
    Example: 0.62 (0.70 to 1.04) cannot be.
    """
    for _, at, effect in subject.effects():
        if effect.ci_low is None or effect.ci_high is None:
            continue
        fields = tuple(f"{at}.{name}" for name in ("estimate", "ci_low", "ci_high"))
        line = f"{fmt.printed(effect.estimate)} ({fmt.printed(effect.ci_low)} to {fmt.printed(effect.ci_high)})"
        yield fits(_ordered(effect)), fields, line


@check("STA105", "a p-value is not reproduced from the means", of=("p",))
def p_from_means(subject: Subject) -> Iterator[Answer]:
    """Student's or Welch's t-test on the printed means, standard deviations and group sizes gives the printed p-value.

    The rounding of the means and standard deviations is allowed for. Tests adjusted for baseline, and others, give
    other values: the finding is "not reproduced", never "wrong". A p that belongs to a printed effect which is not
    that of the means is held against that effect's interval (STA102). Where it comes out once the spreads are taken
    for standard errors, that is said.
    Example: t(28) = 2.20 gives 0.036, not 0.03.
    """
    for outcome, sides, reported in _with_p(subject):
        if not is_scale(outcome) or not subject.study.divides_people:
            continue
        fields = (f"outcome[{outcome.id}].p",)
        effects = result(subject.study, outcome).effects
        if (elsewhere := _belongs_elsewhere(effects)) is not None:
            yield elsewhere[0], fields, elsewhere[2]
            continue
        found = _t_tests(subject, outcome, sides)
        if not found:
            printed = all(arm.id in outcome.sd for arm in sides)
            why = "the standard deviations or groups are too small for a test"
            reason = effects.reason or (why if printed else "the standard deviations are not printed themselves")
            yield Status.NOT_TESTABLE, fields, reason
            continue
        ok = _some_give(found, reported)
        student = found[0]
        line = (
            f"Student's t({student.df:g}) from {fmt.ratio(student.t_low)} to {fmt.ratio(student.t_high)} gives p from "
            f"{fmt.computed_p(student.p_low)} to {fmt.computed_p(student.p_high)}; printed "
            f"{fmt.p_value(outcome.p or '')}"
        )
        if not ok and _given_by_effect(subject, outcome, sides, reported):
            ok, line = True, f"{line}, which the printed effect's interval gives"
        if not ok and _some_give(_t_tests(subject, outcome, sides, are_errors=True), reported):
            line += "; it comes out if the printed spreads are standard errors, not standard deviations"
        yield fits(ok), fields, line


def _t_tests(subject: Subject, outcome: Outcome, sides: tuple[Arm, Arm], *, are_errors: bool = False) -> list[TRange]:
    """Student's and Welch's test on the means; with `are_errors` the spreads are taken for standard errors."""
    values = [(outcome.mean.get(a.id), outcome.sd.get(a.id), subject.counts.total(outcome, a)) for a in sides]
    (m_1, s_1, n_1), (m_2, s_2, n_2) = values
    if m_1 is None or m_2 is None or s_1 is None or s_2 is None or not n_1 or not n_2:
        return []
    if are_errors:
        s_1, s_2 = _times_root(s_1, n_1), _times_root(s_2, n_2)
    found = (t_from_means(m_1, s_1, n_1, m_2, s_2, n_2), welch_from_means(m_1, s_1, n_1, m_2, s_2, n_2))
    return [t for t in found if t is not None]


def _some_give(tests: Sequence[TRange], reported: ReportedP) -> bool:
    """Whether one of the tests, or the normal distribution in place of its t, gives the printed p."""
    return any(
        p_matches_range(reported, min(t.p_low, normal), t.p_high)
        for t in tests
        for normal in (erfc(t.t_high / sqrt(2)),)
    )


def _times_root(error: Decimal, n: int) -> Decimal:
    """A standard error as the standard deviation that it would be of, with as many decimals less the root's own."""
    exponent = int(error.as_tuple().exponent) + len(str(n)) // 2
    return (error * Decimal(n).sqrt()).quantize(Decimal((0, (1,), exponent)))


@check("STA106", "a reported effect is not the one that the figures give", of=("effects",))
def effect_from_figures(subject: Subject) -> Iterator[Answer]:
    """A printed effect, and the width of its interval, are those that the printed counts, means or rates give.

    All roundings are allowed for; a standardised difference may be any of the usual ones, a difference of rates for 10,
    100 … units of person-time, and the interval of a correlation is held against Fisher's. Adjusted effects differ
    from crude ones: say so in `adjusted_for`, and it is a note. An interval is another analysis's where it is more
    than 1.6 times as wide or narrow as the figures', as in a trial of clusters. An effect that fits with the groups
    exchanged is named as such.
    Example: 16 of 58 v 25 of 56 gives a risk ratio of 0.62.
    """
    for outcome, at, effect in subject.effects():
        fields = (f"{at}.estimate", *_behind(outcome))
        effects = result(subject.study, outcome).effects
        agreed, found = effects.agreements.get(at.rpartition(".")[2]), effects.get(effect.measure.name)
        crude = fmt.estimate_interval(found, outcome.unit) if found is not None else ""
        if effect.adjusted_for:
            told = f"; the crude {crude}" if crude else ""
            yield Status.NOT_TESTABLE, fields, f"adjusted for {spoken(effect.adjusted_for)}{told}"
        elif agreed is None:
            reason = effects.reason or (
                f"a cell is zero, and methods differ on it; here {crude}"
                if found is not None
                else f"acuevid does not compute a {effect.measure.label} from these figures"
            )
            yield Status.NOT_TESTABLE, fields, reason
        else:
            line = f"{crude or _range(agreed, effect)}; printed {effect_text(effect, outcome.unit)}"
            if agreed.differs == "interval":
                line += "; the interval is of another width, as from an adjusted or clustered analysis"
            if agreed.per > 1:
                line += f"; it is for {fmt.count(agreed.per)} units of person-time"
            if agreed.exchanged:
                line += "; with the groups exchanged it fits"
            elif agreed.differs == "estimate":
                line += "; if it is adjusted, say for what in adjusted_for"
            yield fits(not agreed.differs), fields, line


def _behind(outcome: Outcome) -> Iterator[str]:
    """The figures of rates, and of events in both groups together, which nothing else is held against."""
    if outcome.person_time or outcome.rate:
        yield from (f"outcome[{outcome.id}].{name}.{arm}" for name in _RATES for arm in getattr(outcome, name))
    elif outcome.all_events is not None and not outcome.events:
        yield f"outcome[{outcome.id}].all_events"


def _range(agreed: Agreement, effect: ReportedEffect) -> str:
    """The computed effect, where it is a range and has no interval of its own."""
    low, high = fmt.effects((agreed.computed.low, agreed.computed.high), effect.measure.name)
    return f"{effect.measure.label} {low}" if low == high else f"{effect.measure.label} {low} to {high}"


@check("STA107", "a p-value is printed as zero", of=("p", "effects"))
def p_is_not_zero(subject: Subject) -> Iterator[Answer]:
    """No p-value is zero; what a program prints as 0.000 is below half a unit of its last digit, and read so.

    Example: p = 0.000 is p < 0.0005.
    """
    printed = [(f"outcome[{outcome.id}].p", outcome.p) for outcome in subject.study.outcomes]
    printed += [(f"{at}.p", effect.p) for _, at, effect in subject.effects()]
    for field, p in printed:
        if p is not None and parse_p(p).is_zero:
            value = parse_p(p).value
            assert value is not None
            line = f"{fmt.p_value(p)} is read as p < {fmt.printed(Decimal(str(as_printed(value).high)))}"
            yield Status.INCONSISTENT, (field,), line
