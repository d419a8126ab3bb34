"""Pools as an R script: the data, and the metafor calls that give every figure of them again."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pkgutil import get_data

from acuevid.export.marks import mark
from acuevid.export.rcalls import ALL, WEIGHED, again, back, behind, row, shown, table, whole
from acuevid.export.rdata import DIVIDED, ESCALC, FLAGS, Frame, frame
from acuevid.export.rfunnel import tests_calls
from acuevid.export.rgroups import group_column, groups_calls
from acuevid.export.rmoderator import moderator_calls, moderator_column
from acuevid.export.rtext import comment, string, value, vector
from acuevid.measures import MEASURES, Sort
from acuevid.models import Catalogue, Condition
from acuevid.numbers.pooling import Pooled
from acuevid.pools.cumulative import cumulative
from acuevid.pools.fit import MOST_LEFT_OUT, PoolResult, model_name
from acuevid.pools.groups import Groups
from acuevid.pools.influence import bearing_test
from acuevid.pools.moderator import Moderated
from acuevid.pools.sets import PoolSet
from acuevid.pools.small_studies import SmallStudyTests
from acuevid.synthesis.pool_words import nothing_to_pool, sides, time_words, topic
from acuevid.views.scope import Scope

_BACK = {"log": "exp", "fisher-z": "tanh", "logit": "plogis", "natural": "identity"}


@dataclass(frozen=True)
class Scripted:
    """A pool for a script, and what else is asked of it: its groups, a meta-regression, tests for small studies."""

    where: Condition
    result: PoolResult
    groups: Groups | None = None
    moderated: Moderated | None = None
    tests: SmallStudyTests | None = None


_HELPERS: dict[str, Callable[[Scripted], bool]] = {
    "pool.R": lambda _: True,
    "steps.R": lambda _: True,
    "glmm.R": lambda one: any(fit.estimate is not None for fit in _mixed(one.result)),
    "groups.R": lambda one: one.groups is not None,
    "moderator.R": lambda one: one.moderated is not None,
    "funnel.R": lambda one: one.tests is not None,
}
"""The files of functions, and which pools need them."""


def pools_script(pools: Iterable[Scripted], nothing: Iterable[str] = ()) -> str:
    """A script that runs as it is and prints the figures of these pools, each in tables of its own.

    The tables are those of ``pool --json`` and ``funnel --json`` under their names. `nothing` says in comments what
    there is no pool of.
    """
    lines, asked = [mark("r"), ""], list(pools)
    for name, is_needed in _HELPERS.items():
        if any(map(is_needed, asked)):
            helpers = get_data("acuevid.export", name)  # also from a zip
            assert helpers is not None
            lines += helpers.decode("utf-8").splitlines()
    lines += [line for number, one in enumerate(asked, 1) for line in _section(number, one)]
    lines += [line for text in nothing for line in comment(text)]
    return "\n".join([*lines, ""])


def sheet_script(catalogue: Catalogue, scope: Scope) -> str:
    """A script of every question on which two randomised trials or more can be pooled, condition by condition.

    Where there is none the script says why. Raises `AcuevidError` without scipy.
    """
    from acuevid.catalogue.query import clinical, in_order
    from acuevid.checks.run import findings_of
    from acuevid.pools.questions import left_out_of_all, pool_sets
    from acuevid.synthesis.doubts import doubted_in

    pools: list[Scripted] = []
    nothing: list[str] = []
    for condition in catalogue.conditions:
        studies = in_order(s for s in clinical(catalogue, condition) if s.citekey in scope.citekeys)
        doubted = doubted_in(findings_of(catalogue, studies))
        found = [chosen for chosen in pool_sets(studies, doubted=doubted) if chosen.is_poolable]
        pools += [Scripted(condition, _pooled(chosen)) for chosen in found]
        if studies and not found:
            nothing += [statement.text for statement in nothing_to_pool(condition, left_out_of_all(studies))]
    return pools_script(pools, nothing or ([] if pools else ["There is nothing to pool."]))


def _pooled(chosen: PoolSet) -> PoolResult:
    from acuevid.errors import AcuevidError
    from acuevid.numbers.tails import ScipyMissing
    from acuevid.pools.fit import pool_set

    try:
        return pool_set(chosen)
    except ScipyMissing as error:
        raise AcuevidError(str(error)) from None


def _section(number: int, asked: Scripted) -> Iterator[str]:
    """One pool, from its heading to its tables."""
    result, groups, moderated = asked.result, asked.groups, asked.moderated
    beside = {"group": group_column(groups)} if groups else {}
    beside |= {"moderator": moderator_column(moderated)} if moderated else {}
    data = frame(result, beside)
    yield f"\n# {'-' * 114}"
    yield from comment(_heading(number, asked.where, result))
    yield ""
    yield from data.text
    yield ""
    yield from _effects(result, data)
    yield f"back <- {_BACK[MEASURES[result.measure].scale]}  # from the scale of analysis to the measure's own"
    yield ""
    yield from _leading(result)
    yield ""
    yield from _studies(number, result)
    if len(_mixed(result)) < len(result.by_events.glmm):
        yield from comment(f"Mixed models of more than {MOST_LEFT_OUT} studies take R too long, and are not fitted.")
    if fits := list(_fits(result)):
        yield table("fits", fits)
        yield shown(number, "results", "fits")
    if test := bearing_test(result):
        yield shown(number, "influence", f'bearings(weighed, "{test}")')
    yield from _beside(number, result)
    if groups:
        yield from ("", *groups_calls(number, groups))
    if moderated:
        yield from ("", *moderator_calls(number, moderated))
    if asked.tests:
        yield from ("", *tests_calls(number, result, asked.tests))


def _heading(number: int, where: Condition, result: PoolResult) -> str:
    chosen = result.chosen
    first, second = sides(chosen)
    groups = f", {first} against {second}" if first and second else ""
    measure = MEASURES[result.measure].label
    return f"Pool {number}: {where.name}, {topic(chosen)}{time_words(chosen)}{groups}; {measure}"


def _effects(result: PoolResult, data: Frame) -> Iterator[str]:
    """The effects and their variances: by ``escalc`` of figures, and as they were taken."""
    columns = data.columns
    call = ESCALC.get(result.measure)
    has_figures = call is not None and any(data.has(name) for name in call.figures)
    if call is not None and has_figures:
        over = DIVIDED if data.has("d1") else {}
        given = ", ".join(f"{name} = {name}{f' / {over[name]}' if name in over else ''}" for name in call.figures)
        found = f'escalc("{call.measure}", {given}, data = d{call.more}'
        if call.measure == "ROM":
            yield "# metafor below 5 has no such correction, and warns that it does not know the word"
            yield f"es <- suppressWarnings({found}, correct = FALSE))"
        else:
            yield f"es <- {found})"
        yield "d$yi <- as.numeric(es$yi)"
        yield "d$vi <- as.numeric(es$vi)"
    if "yi_taken" in columns and has_figures:
        yield "taken <- !is.na(d$vi_taken)"
        yield "d$yi[taken] <- d$yi_taken[taken]"
        yield "d$vi[taken] <- d$vi_taken[taken]"
    elif not has_figures:
        yield "d$yi <- d$yi_taken"
        yield "d$vi <- d$vi_taken"
    if "turn" in columns:
        turned = "ifelse(is.na(d$vi_taken), d$turn, 1)" if "yi_taken" in columns else "d$turn"
        yield f"d$yi <- d$yi * {turned}"
    if result.chosen.has_tables:
        divided = data.has("d1")
        for name, column, by in (("a", "ai", "d1"), ("n1", "n1i", "d1"), ("c", "ci", "d2"), ("n2", "n2i", "d2")):
            yield f"d${name} <- d${column}{f' / d${by}' if divided else ''}"
    yield "weighed <- d[!is.na(d$yi) & !is.na(d$vi) & d$vi > 0, ]"


def _leading(result: PoolResult) -> Iterator[str]:
    """What leads, as a way of pooling some of the studies; and the studies behind it."""
    fit = result.main
    yield from comment(f"What leads: {model_name(fit)}{f', since {why}' if (why := result.headline.why) else ''}.")
    if len(result.maxima) > 1:
        at = ", ".join(value(tau2) for tau2 in result.maxima)
        yield from comment(
            f"The restricted likelihood has several maxima, at a tau2 of {at}; tau2 is fixed at the first, the highest."
        )
    yield f"again <- function(d) {again(fit, result.measure, 'd')}"
    yield f"pooled <- {behind(result.chosen)}"
    yield f"ruled <- {'by_rule' if result.chosen.leading_by_counts is None else 'again'}"


def _mixed(result: PoolResult) -> tuple[Pooled, ...]:
    """The mixed models that are fitted again: R takes too long for those of many studies."""
    return result.by_events.glmm if len(result.chosen.all_members) <= MOST_LEFT_OUT else ()


def _fits(result: PoolResult) -> Iterator[str]:
    """The rows of the results, each a call."""
    events = result.by_events
    named = [
        ("mantel_haenszel", events.mantel_haenszel),
        ("mantel_haenszel_random", events.random),
        ("peto", events.peto),
        *(("glmm", fit) for fit in _mixed(result)),
    ]
    for part, fit in [("headline", result.main), *(("fits", f) for f in result.fits), *named]:
        if fit is not None and fit.estimate is not None:
            yield row(part, string(model_name(fit)), whole(fit, result.measure), fit)
    if result.without:
        yield f"without_each(pooled, again, {back(result.main)})"
    if result.main.estimate is not None and result.main.k <= MOST_LEFT_OUT:
        order = vector(m.study.citekey for m, _ in cumulative(result))
        yield f"added_each(pooled, {order}, again, {back(result.main)})"
    for name, fit in result.variants:
        if fit.estimate is not None:
            yield row("variants", string(name), f"ruled(pooled[!pooled${FLAGS[name]}, ])", fit)


def _studies(number: int, result: PoolResult) -> Iterator[str]:
    """The table of studies, with their weights in the headline's model."""
    fit = result.main
    yield "weight <- NA_real_"
    if fit.weights:
        yield f'weight <- as.numeric(weights(model(weighed, "{fit.method}", "{fit.test}")))'
    weights = "weight = rep_len(weight, nrow(weighed))"
    yield shown(number, "studies", f'data.frame(weighed[c("id", "outcome", "yi", "vi")], {weights})')


def _beside(number: int, result: PoolResult) -> Iterator[str]:
    """What is no fit: the people, how much tau2 is known, the double arcsine, and absolute effects."""
    yield shown(number, "people", "data.frame(people = sum(pooled$people))")
    if result.tau2.low is not None:
        yield shown(number, "tau2_interval", "q_profile(weighed)")
    else:
        yield from comment(f"No interval of tau2: {result.tau2.reason}.")
    if len(result.maxima) > 1:
        yield shown(number, "tau2_maxima", "data.frame(tau2 = maxima(weighed$yi, weighed$vi))")
    if result.double_arcsine is not None and result.chosen.question.sort is Sort.GROUP:
        yield from _double_arcsine(number, result.main.test)
    if result.control_risk is not None:
        yield from _absolute(number, result)


def _double_arcsine(number: int, test: str) -> Iterator[str]:
    yield 'ft <- escalc("PFT", xi = xi, ni = ni, data = weighed)'
    call = f'by_variance(data.frame(yi = as.numeric(ft$yi), vi = as.numeric(ft$vi)), "REML", "{test}")'
    yield f'arc <- unlist({call}[c("estimate", "ci_low", "ci_high")])'
    yield "arc <- as.list(vapply(arc, transf.ipft.hm, 0, targs = list(ni = weighed$ni)))"
    yield shown(number, "double_arcsine", "data.frame(arc)")


def _absolute(number: int, result: PoolResult) -> Iterator[str]:
    """The control risk, given or of the trials, and what the result means at it."""
    if result.is_control_risk_of_trials:
        yield "# the median risk of the control groups that are pooled by their counts, each once"
        yield 'controls <- pooled[!is.na(pooled$ci) & !duplicated(pooled[c("id", "control")]), ]'
        yield "risk <- median(controls$ci / controls$n2i)"
    else:
        yield f"risk <- {value(result.control_risk)}  # as given"
    yield shown(number, "control_risk", "data.frame(control_risk = risk)")
    if result.absolute is not None and result.absolute.risk_difference.estimate is not None:
        measure = "RR" if result.headline.measure == "risk_ratio" else "OR"
        headline = again(result.main, result.measure, ALL if result.main.method in ("MH", "PETO") else WEIGHED)
        yield shown(number, "absolute", f'absolute({headline}, risk, "{measure}")')
    elif result.absolute_reason:
        yield from comment(f"No absolute effect: {result.absolute_reason}.")
