"""Small-study effects of a pool: which test belongs to which measure, and where none does."""

from dataclasses import dataclass

from acuevid.measures import MEASURES
from acuevid.numbers.small_studies import FEWEST, SmallStudies, egger, harbord, peters
from acuevid.pools.fit import PoolResult

TIED = frozenset(
    {"risk_ratio", "odds_ratio", "peto_odds_ratio", "rate_ratio", "rate_difference", "std_mean_difference"}
)
"""The measures whose standard error is worked out of the effect itself, so that Egger's line may slope by that alone:
shown of odds ratios (Peters et al. 2006) and standardised differences (Pustejovsky & Rodgers 2019); the variances of
the others hang on the same counts or events as their effects."""


@dataclass(frozen=True, slots=True)
class SmallStudyTests:
    """The tests of a pool's funnel plot, or the reason why there are none; never both.

    Peters's and Harbord's where every study gives counts and a ratio is pooled, else Egger's. `is_tied` where Egger's
    is used although effect and standard error depend on each other.
    """

    tests: tuple[SmallStudies, ...] = ()
    reason: str = ""
    is_tied: bool = False


def funnel_reason(result: PoolResult) -> str:
    """Why there is no funnel plot of a pool; empty where there is one."""
    measure = MEASURES[result.headline.measure]
    if not measure.has_null:
        return "proportions in one group have no value of no effect to draw it around"
    k = len({m.study.citekey for m in result.chosen.members})
    if k < FEWEST:
        return f"of under {FEWEST} studies chance cannot be told from asymmetry, and {k} can be weighed here"
    if result.main.estimate is None:
        return result.main.reason or "there is no pooled effect"
    return ""


def small_study_tests(result: PoolResult) -> SmallStudyTests:
    """The tests for small-study effects that fit what is pooled; raises `ScipyMissing`."""
    if reason := funnel_reason(result):
        return SmallStudyTests(reason=reason)
    chosen, measure = result.chosen, result.headline.measure
    if measure == "risk_difference":
        return SmallStudyTests(
            reason="a risk difference and its standard error both depend on the risk, and no test is fit for that"
        )
    if chosen.has_tables:
        tables = [m.table for m in chosen.all_members]
        name = "risk_ratio" if measure == "risk_ratio" else "odds_ratio"
        found = [peters(tables, name), harbord(tables)]
    else:
        found = [egger([m.yi for m in chosen.members], [m.vi for m in chosen.members])]
    return SmallStudyTests(tuple(map(_of_enough, found)), is_tied=not chosen.has_tables and measure in TIED)


def _of_enough(test: SmallStudies) -> SmallStudies:
    """A test, or that too few of the tables say something for it."""
    if test.k >= FEWEST:
        return test
    return SmallStudies(test.test, test.k, reason=f"it can use {test.k} of the studies, under {FEWEST}")
