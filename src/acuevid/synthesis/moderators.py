"""What a meta-regression on one moderator lets one say, and what it cannot show."""

import math
from collections.abc import Iterator, Sequence

from acuevid.measures import MEASURES
from acuevid.numbers import format as fmt
from acuevid.numbers.effects import Estimate
from acuevid.numbers.regression import Regression
from acuevid.pools.fit import PoolResult, model_name
from acuevid.pools.moderator import Moderated
from acuevid.pools.sets import Member
from acuevid.synthesis.pool_taken import pooled_basis
from acuevid.synthesis.pool_words import degrees, unit_of
from acuevid.synthesis.statements import Basis, Phrase, Statement, computed, listed, named, say

_MOST_NAMED = 5


def moderator_sentences(result: PoolResult, moderated: Moderated) -> list[Statement]:
    """The slope with its interval, what it accounts for, who is outside, and the cautions; or why there is none."""
    basis, found = _basis(moderated, moderated.members or result.chosen.pooled), moderated.found
    if found is None:
        reason = Phrase(moderated.reason, basis)
        return [say("pool.no-regression", "there is no meta-regression: {reason}.", reason=reason)]
    return [
        *_slope(result, moderated, found, basis),
        *_left(moderated, found, basis),
        *_outside(moderated),
        *_counts(result, basis),
        *_cautions(moderated, basis),
    ]


def slope_words(result: PoolResult, moderated: Moderated, found: Regression) -> str:
    """What the effect does for every step of the moderator: ``the risk ratio is multiplied by 0.75, 95% CI …``."""
    slope, kind = found.coefficients[1], MEASURES[result.measure]
    ends = [None if x is None else x * moderated.step for x in (slope.estimate, slope.ci_low, slope.ci_high)]
    measure, name, how = {
        "logit": ("odds_ratio", "the odds", "are multiplied by"),
        "log": (result.measure, f"the {kind.label}", "is multiplied by"),
        "fisher-z": ("fisher_z", MEASURES["fisher_z"].label, "changes by"),
    }.get(kind.scale, (result.measure, f"the {kind.label}", "changes by"))
    if kind.scale in ("log", "logit"):
        try:
            ends = [None if x is None else math.exp(x) for x in ends]
        except OverflowError:
            measure, name, how = "std_mean_difference", f"the logarithm of {name}", "changes by"
    of_slope = Estimate(measure, ends[0], ends[1], ends[2])
    told = fmt.estimate_figures(of_slope, unit_of(result.chosen)) or fmt.effects((ends[0] or 0.0,), measure)[0]
    return f"{name} {how} {told}"


def figure(value: float) -> str:
    """A value of a moderator: a count, or a number with the digits that it needs."""
    return fmt.count(int(value)) if value.is_integer() else fmt.tick(value)


def step_words(moderated: Moderated) -> str:
    """The step that the slope is told for, with its unit: ``10 years``."""
    one, several = moderated.field.unit
    return f"{figure(moderated.step)} {one if moderated.step == 1 else several}"


def _basis(moderated: Moderated, members: Sequence[Member]) -> tuple[Basis, ...]:
    values = {id(m): figure(x) for m, x in zip(moderated.members, moderated.values, strict=True)}
    fields = [Basis(m.study.citekey, moderated.field.path_in(m), values.get(id(m), "not recorded")) for m in members]
    return tuple(dict.fromkeys((*pooled_basis(members), *fields)))


def _slope(
    result: PoolResult, moderated: Moderated, found: Regression, basis: tuple[Basis, ...]
) -> Iterator[Statement]:
    slope = found.coefficients[1]
    yield say(
        "pool.regression",
        "{n} effects are regressed on the {what}, which goes from {low} to {high} among them.",
        n=computed(fmt.count(found.k), basis),
        what=moderated.field.what,
        low=computed(figure(min(moderated.values)), basis),
        high=computed(figure(max(moderated.values)), basis),
    )
    yield say(
        "pool.slope",
        "for every {step} more, {told}{p}.",
        step=step_words(moderated),
        told=computed(slope_words(result, moderated, found), basis),
        p=computed(f" (p {fmt.told_p(slope.p_value)})" if slope.p_value is not None else "", basis),
    )
    if moderated.reason:
        yield say("pool.regression-wald", "the interval is Wald's: {reason}.", reason=Phrase(moderated.reason, basis))


def _left(moderated: Moderated, found: Regression, basis: tuple[Basis, ...]) -> Iterator[Statement]:
    if found.tau2 is None or found.i2 is None or found.qe is None or found.qe_p is None or found.df is None:
        return
    if found.r2 is None:
        accounts = "without it τ² is 0, so there is nothing to account for"
    else:
        accounts = f"it accounts for {fmt.computed_percent(found.r2 / 100)}% of τ² (R²)"
    left = (
        f"τ² = {fmt.variance(found.tau2)}, I² = {fmt.computed_percent(found.i2 / 100)}%, "
        f"Q = {fmt.statistic(found.qe)} on {degrees(found.df)}, p {fmt.told_p(found.qe_p)}"
    )
    yield say(
        "pool.regression-left",
        "{accounts}; what is left is {left} ({model}).",
        model=moderated.model,
        accounts=computed(accounts, basis),
        left=computed(left, basis),
    )


def _outside(moderated: Moderated) -> Iterator[Statement]:
    studies = {m.study.citekey: m.study for m in moderated.without}
    if studies:
        who, is_one = listed(named(s) for s in studies.values()), len(studies) == 1
        if len(studies) > _MOST_NAMED:
            who = computed(f"{fmt.count_word(len(studies))} studies", who.basis)
        yield say(
            "pool.regression-outside",
            "{who} {do} not record the {what} as a number, and {stand} outside the meta-regression.",
            who=who,
            do="does" if is_one else "do",
            what=moderated.field.what,
            stand="stands" if is_one else "stand",
        )


def _counts(result: PoolResult, basis: tuple[Basis, ...]) -> Iterator[Statement]:
    if result.main.method in ("MH", "PETO"):
        yield say(
            "pool.regression-variance",
            "a meta-regression is of inverse variance, which is not fit for events as rare as these; {name} leads "
            "the pool.",
            Phrase("", basis),
            name=model_name(result.main),
        )


def _cautions(moderated: Moderated, basis: tuple[Basis, ...]) -> Iterator[Statement]:
    silent = Phrase("", basis)
    yield say(
        "pool.regression-observational",
        "this is observational: no study was randomised to its {what}, and studies differ in more than this one "
        "moderator.",
        silent,
        what=moderated.field.what,
    )
    yield say(
        "pool.regression-ecological",
        "it is of studies and not of people: what goes with the {what} across studies need not do so inside one.",
        silent,
        what=moderated.field.what,
    )
