"""What tests for small-study effects give, in sentences, and what they cannot tell."""

from collections.abc import Iterator

from acuevid.measures import MEASURES
from acuevid.numbers import format as fmt
from acuevid.numbers.small_studies import SmallStudies
from acuevid.pools.fit import PoolResult
from acuevid.pools.small_studies import SmallStudyTests
from acuevid.synthesis.pool_taken import pooled_basis
from acuevid.synthesis.statements import Phrase, Statement, computed, say

_NAMES = {"egger": "Egger's test", "peters": "Peters's test", "harbord": "Harbord's test"}
_LINES = {
    "egger": "line of {effect} on their standard errors",
    "peters": "line of {effect} on 1/people",
    "harbord": "line of the scores of log odds ratios on their standard errors",
}
LEVEL = 0.10
"""The p below which asymmetry is said to go beyond what chance often gives: high, as the tests have little power."""


def no_funnel(result: PoolResult, reason: str) -> Statement:
    """Why nothing is drawn and nothing tested."""
    return say("funnel.none", "no funnel plot: {reason}.", reason=Phrase(reason, pooled_basis(result.chosen.pooled)))


def told_tests(result: PoolResult, found: SmallStudyTests) -> list[list[Statement]]:
    """Paragraphs: what the tests give; what they cannot tell."""
    basis = pooled_basis(result.chosen.all_members)
    if found.reason:
        return [[say("funnel.no-test", "no test of asymmetry: {reason}.", reason=Phrase(found.reason, basis))]]
    given = [said for test in found.tests for said in _given(result, test)]
    return [given, list(_cannot_tell(result, found))]


def _given(result: PoolResult, test: SmallStudies) -> Iterator[Statement]:
    """One test with its figures, and which way the small studies go."""
    basis, name = pooled_basis(result.chosen.all_members), _NAMES[test.test]
    if test.bias is None or test.se is None or test.statistic is None or test.p_value is None:
        yield say("funnel.undefined", "{name} gives nothing: {why}.", name=name, why=Phrase(test.reason or "", basis))
        return
    yield say(
        f"funnel.{test.test}",
        "{name} ({line}): slope {figures}.",
        name=name,
        line=_LINES[test.test].format(effect=_effects(result)),
        figures=computed(
            f"{fmt.difference(test.bias)} (SE {fmt.difference(test.se)}), t = {fmt.difference(test.statistic)} on "
            f"{test.df} degrees of freedom, p {fmt.told_p(test.p_value)}",
            basis,
        ),
    )
    yield say(
        "funnel.side",
        "by it effects get {side} towards small studies, {chance}.",
        Phrase("", basis),
        side="lower" if test.bias < 0 else "higher",
        chance="as they may by chance" if test.p_value >= LEVEL else "more than they often do by chance",
    )


def _effects(result: PoolResult) -> str:
    """The effects by name, on the scale of analysis."""
    measure = "odds_ratio" if result.headline.measure == "peto_odds_ratio" else result.headline.measure
    kind = MEASURES[measure]
    name = f"{kind.label}s" if measure != "ratio_of_means" else "ratios of means"
    return f"log {name}" if kind.is_ratio else "Fisher's z" if measure == "correlation" else name


def _cannot_tell(result: PoolResult, found: SmallStudyTests) -> Iterator[Statement]:
    """That asymmetry has many causes, that no test proves its absence, and what misleads these."""
    chosen = result.chosen
    basis = Phrase("", pooled_basis(chosen.pooled))
    yield say(
        "funnel.causes",
        "asymmetry is not publication bias alone: small studies may differ in people, dose or conduct, and chance may "
        "do the same.",
        basis,
    )
    yield say(
        "funnel.power",
        "with {k} studies such a test has little power: a large p does not show that nothing is missing.",
        k=computed(str(len(chosen.studies)), basis.basis),
    )
    random = result.fits[0]
    if random.tau2 and random.i2 is not None:
        yield say(
            "funnel.heterogeneity",
            "the effects vary between studies (I² {i2}%), which makes the tests less reliable.",
            i2=computed(fmt.computed_percent(random.i2 / 100), basis.basis),
        )
    if found.is_tied:
        yield say(
            "funnel.tied",
            "of {measure}s, effect and standard error depend on each other by construction, so Egger's test may find "
            "asymmetry where there is none.",
            basis,
            measure=MEASURES[result.headline.measure].label,
        )
    if any(test.test == "harbord" for test in found.tests) and result.headline.measure == "risk_ratio":
        yield say("funnel.harbord", "Harbord's test is of odds ratios, whatever is pooled.", basis)
    if len(chosen.studies) < len(chosen.members):
        yield say("funnel.shared", "the tests take the comparisons of one study for independent ones.", basis)
    yield say("funnel.no-correction", "nothing is corrected by these tests: the pooled effect stays as it is.", basis)
