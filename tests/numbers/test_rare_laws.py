"""Laws of pooling rare events and rates, by hand and by exchange; extreme figures give a result or a reason."""

import math
import subprocess
import sys
from dataclasses import astuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuevid.numbers.binomial_normal import MOST_COUNTS, GlmmModel, binomial_normal, poisson_normal
from acuevid.numbers.effects import odds_ratio
from acuevid.numbers.heterogeneity import OUT_OF_RANGE
from acuevid.numbers.mantel_haenszel import mantel_haenszel_rates, random_about, with_q
from acuevid.numbers.pooling import Pooled, mantel_haenszel, pool
from acuevid.numbers.tails import ScipyMissing
from tests.numbers.test_rare import (
    AT_MAXIMUM,
    EXACT,
    FLEISS,
    MODELS,
    RATES,
    REFERENCE,
    Row,
    close,
    glmm,
    points,
    rows,
)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("name", ["nielweise2007", "hine1989", "nielweise2008", "zeros"])
def test_the_order_of_studies_and_which_arm_comes_first_do_not_matter(name: str, model: GlmmModel) -> None:
    found = glmm(rows(name), model, name)
    back = glmm(rows(name)[::-1], model, name)
    turned = glmm([(c, n2, a, n1) for a, n1, c, n2 in rows(name)], model, name)
    for key in ("estimate", "se", "tau2", "ci_low", "ci_high", "q", "q_p", "p_value", "pi_low", "pi_high"):
        close(getattr(back, key), getattr(found, key), AT_MAXIMUM, key)
    for key, other in (("estimate", "estimate"), ("ci_low", "ci_high"), ("pi_low", "pi_high")):
        close(-getattr(turned, other), getattr(found, key), AT_MAXIMUM, key)
    for key in ("se", "tau2", "q", "q_p", "p_value"):
        close(getattr(turned, key), getattr(found, key), AT_MAXIMUM, key)


@pytest.mark.parametrize("model", MODELS)
def test_people_without_the_event_turn_the_odds_ratio(model: GlmmModel) -> None:
    found = binomial_normal(rows("nielweise2007"), model)
    turned = binomial_normal([(n1 - a, n1, n2 - c, n2) for a, n1, c, n2 in rows("nielweise2007")], model)
    close(-(turned.estimate or 0), found.estimate, AT_MAXIMUM, "estimate")
    close(turned.se, found.se, AT_MAXIMUM, "se")


@pytest.mark.parametrize("measure", RATES)
def test_the_rate_of_the_other_arm_turns_mantel_haenszel(measure: str) -> None:
    for name in REFERENCE["rates"]:
        found = mantel_haenszel_rates(rows(name), RATES[measure][0])
        turned = mantel_haenszel_rates([(c, t2, a, t1) for a, t1, c, t2 in rows(name)][::-1], RATES[measure][0])
        close(-(turned.estimate or 0), found.estimate, EXACT, "estimate")
        close(turned.se, found.se, EXACT, "se")


@pytest.mark.parametrize("model", MODELS)
def test_studies_that_say_nothing_change_nothing(model: GlmmModel) -> None:
    """Nobody, or for odds everybody, had the event; metafor leaves them out too (drop00)."""
    some, silent = rows("nielweise2007"), [(0, 30, 0, 40), (30, 30, 40, 40)]
    assert astuple(binomial_normal([*some, *silent], model)) == astuple(binomial_normal(some, model))
    some = rows("nielweise2008")
    assert astuple(poisson_normal([*some, (0, 30.5, 0, 40)], model)) == astuple(poisson_normal(some, model))


def test_the_same_study_five_times() -> None:
    """By hand: log(2·46/(48·4)), variance (1/2 + 1/48 + 1/4 + 1/46)/5; of rates log(2/4), variance (1/2 + 1/4)/5."""
    fit = binomial_normal([(2, 50, 4, 50)] * 5, "UM.FS")
    close(fit.estimate, math.log(92 / 192), 1e-8, "estimate")
    close(fit.se, math.sqrt((1 / 2 + 1 / 48 + 1 / 4 + 1 / 46) / 5), 1e-8, "se")
    fits = [fit, binomial_normal([(2, 50, 4, 50)] * 5, "CM.EL")]
    for model in MODELS:
        fit = poisson_normal([(2, 10.5, 4, 10.5)] * 5, model)
        close(fit.estimate, math.log(2 / 4), 1e-8, "estimate")
        close(fit.se, math.sqrt((1 / 2 + 1 / 4) / 5), 1e-8, "se")
        fits.append(fit)
    for fit in fits:
        assert (fit.tau2, round(fit.q or 0, 9), round(fit.q_p or 0, 9)) == (0, 0, 1)


def test_one_event_each_by_hand() -> None:
    """1/1 v 0/1, 0/1 v 1/1 and 1/2 v 1/2: given their totals the chances are ω/(1 + ω), 1/(1 + ω), 4ω/(1 + 4ω + ω²).

    At ω = 1 the log-likelihood bends by 1/4, 1/4 and 1/3, so the variance is 6/5; effects of their own would give 1, 1
    and 2/3, so the likelihood ratio is 2·log 4.
    """
    found = binomial_normal([(1, 1, 0, 1), (0, 1, 1, 1), (1, 2, 1, 2)], "CM.EL")
    assert abs(found.estimate or 0) < 1e-9
    close(found.se, math.sqrt(6 / 5), 1e-8, "se")
    close(found.q, 2 * math.log(4), 1e-8, "q")


def test_where_every_variance_is_as_likely_it_is_zero() -> None:
    """Three pairs of people with one event each: given it, the chance of the first is 2/3, whatever τ² does to it.

    By hand: log 2, and by the binomial of 3 the variance 1/(3·(2/3)·(1/3)).
    """
    found = binomial_normal([(1, 1, 0, 1), (0, 1, 1, 1), (1, 1, 0, 1)], "CM.EL")
    close(found.estimate, math.log(2), AT_MAXIMUM, "estimate")
    close(found.se, math.sqrt(9 / 6), AT_MAXIMUM, "se")
    assert found.tau2 == 0


WIDE: list[Row] = [(9, 40, 1, 40), (0, 35, 6, 30), (2, 50, 2, 55), (7, 20, 0, 25), (1, 60, 8, 60)]
FEW: list[Row] = [(0, 50, 1, 50), (1, 40, 0, 45), (0, 30, 2, 30), (2, 60, 0, 60), (1, 50, 1, 50)]


@pytest.mark.parametrize("tables", [WIDE, FEW], ids=["wide", "few"])
def test_no_place_is_higher_by_plain_sums(tables: list[Row]) -> None:
    """The conditional likelihood by the trapezium rule over the random effect, every 0.05 of its standard deviation."""

    def log_likelihood(beta: float, tau: float) -> float:
        total = 0.0
        for a, n1, c, n2 in tables:
            ways = {
                y: math.comb(n1, y) * math.comb(n2, a + c - y) for y in range(max(0, a + c - n2), min(n1, a + c) + 1)
            }
            chance = 0.0
            for u in (j / 20 for j in range(-170, 171)):
                odds = math.exp(beta + tau * u)
                chance += ways[a] / sum(w * odds ** (y - a) for y, w in ways.items()) * math.exp(-u * u / 2) / 20
            total += math.log(chance / math.sqrt(2 * math.pi))
        return total

    found = binomial_normal(tables, "CM.EL")
    assert found.estimate is not None
    assert found.tau2 is not None
    tau = math.sqrt(found.tau2)
    highest = log_likelihood(found.estimate, tau)
    for beta in (-1, -0.1, -1e-3, 0, 1e-3, 0.1, 1):
        for share in (0, 0.5, 0.99, 0.999, 1.001, 1.01, 2):
            assert log_likelihood(found.estimate + beta, tau * share) <= highest + 1e-12, (beta, share)
    assert tau > 1 or not tau
    for other in (0.1, 0.3, 1, 3):
        assert log_likelihood(found.estimate, other) <= highest + 1e-12


TWO = "the model needs two studies that say something of this measure"
ONE_SIDE = "every study has all the events that it could have on the same side, so the ratio has no bound"
NO_BOUND = "the variance between studies has no bound"
MANY = f"the counts that the tables could have are more than {MOST_COUNTS:,}, so events are not rare"


@pytest.mark.parametrize(
    ("data", "conditional", "unconditional"),
    [
        ([], TWO, TWO),
        ([(1, 10, 2, 10)], TWO, TWO),
        ([(0, 10, 0, 12)] * 4, TWO, TWO),
        ([(10, 10, 12, 12)] * 4, TWO, TWO),
        ([(1, 10, 2, 10), (0, 5, 0, 5)], TWO, TWO),
        ([(1, 10, 2, 10), (2, 9, 1, 12)], None, None),
        ([(0, 10, 2, 10), (0, 9, 1, 12)], ONE_SIDE, ONE_SIDE),
        ([(3, 10, 10, 10), (0, 9, 1, 12)], ONE_SIDE, ONE_SIDE),  # 13 events: no fewer than 3 can fall on the first
        ([(4, 10, 10, 10), (0, 9, 1, 12)], ONE_SIDE, ONE_SIDE),
        ([(4, 10, 9, 10), (0, 9, 1, 12)], None, None),
        ([(0, 5, 5, 5), (5, 5, 0, 5)], NO_BOUND, NO_BOUND),
        ([(5, 10**6, 9, 10**6), (1, 10**6, 0, 10**6), (2, 10**6, 3, 10**6)], None, None),
        ([(3, 10**9, 8, 10**9), (2, 10**9, 5, 10**9)], None, None),
        ([(3, 10**13, 8, 10**9), (2, 10**9, 5, 10**9)], OUT_OF_RANGE, OUT_OF_RANGE),
        ([(500_000, 10**6, 499_000, 10**6), (3, 10, 4, 10)], MANY, None),
        ([(i % 4, 100, i % 5, 120) for i in range(400)], None, None),
    ],
)
def test_extreme_tables(data: list[Row], conditional: str | None, unconditional: str | None) -> None:
    for model, reason in zip(MODELS, (conditional, unconditional), strict=True):
        found = binomial_normal(data, model)
        assert found.reason == reason
        is_whole(found)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ([], TWO),
        ([(1, 10.5, 2, 10)], TWO),
        ([(0, 10.5, 0, 10)] * 3, TWO),
        ([(0, 10.5, 2, 10), (0, 1, 1, 1)], ONE_SIDE),
        ([(2, 10.5, 0, 10), (3, 1, 0, 1)], ONE_SIDE),
        ([(1, 10.5, 2, 10), (3, 1, 1, 1)], None),
        ([(10**13, 10.5, 2, 10), (3, 1, 1, 1)], OUT_OF_RANGE),
        ([(10**6, 10.0, 10**6 + 5000, 11.0), (3, 1e-9, 4, 1e-9), (3, 1e12, 4, 1e12)], None),
        ([(1, 1e300, 2, 1e300), (3, 1e-300, 1, 1e-300)], None),
        ([(i % 4, 100, i % 5, 90) for i in range(400)], None),
    ],
)
def test_extreme_rates(data: list[Row], reason: str | None) -> None:
    for model in MODELS:
        found = poisson_normal(data, model)
        assert found.reason == reason
        is_whole(found)


def is_whole(fit: Pooled) -> None:
    """A fit has all its figures, finite, or none and a reason."""
    keys = ("estimate", "se", "ci_low", "ci_high", "p_value", "q", "q_p", "tau2")
    figures = [getattr(fit, key) for key in keys]
    if fit.reason:
        assert figures == [None] * len(keys)
    else:
        assert all(math.isfinite(figure) for figure in figures)
        assert fit.se is not None
        assert fit.tau2 is not None
        assert fit.se > 0
        assert fit.tau2 >= 0
        assert (fit.pi_low is None) == (fit.k < 3)


TABLE = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, min(n, 6)), st.just(n)))


TABLES = st.lists(st.tuples(TABLE, TABLE).map(lambda pair: (*pair[0], *pair[1])), max_size=6)


def gives_a_fit_or_a_reason(tables: list[Row]) -> None:
    for model in MODELS:
        for pooled in (binomial_normal, poisson_normal):
            found, turned = pooled(tables, model), pooled([(c, n2, a, n1) for a, n1, c, n2 in tables], model)
            is_whole(found)
            assert found.reason == turned.reason
            if found.estimate is not None and turned.estimate is not None:
                assert math.isclose(found.estimate, -turned.estimate, rel_tol=1e-5, abs_tol=1e-5)


@settings(deadline=None, database=None, max_examples=8)
@given(TABLES)
def test_a_fit_or_a_reason(tables: list[Row]) -> None:
    gives_a_fit_or_a_reason(tables)


@pytest.mark.long
@settings(deadline=None, database=None, max_examples=300)
@given(TABLES)
def test_a_fit_or_a_reason_for_many(tables: list[Row]) -> None:
    gives_a_fit_or_a_reason(tables)


def test_mantel_haenszel_of_rates_says_why_not() -> None:
    nothing = mantel_haenszel_rates([(0, 10, 0, 11)], "rate_ratio")
    assert (nothing.k, nothing.reason) == (0, "no study says anything of this measure")
    one = mantel_haenszel_rates([(0, 10, 2, 11), (0, 5.5, 0, 5)], "rate_ratio")
    assert (one.k, one.estimate, one.reason) == (1, None, "one side has no event in any study, so there is no ratio")
    flat = mantel_haenszel_rates([(0, 10, 0, 11)], "rate_difference")
    assert (flat.k, flat.estimate, flat.se, flat.reason) == (
        1,
        0,
        None,
        "nobody had the event, so there is no interval",
    )
    huge = mantel_haenszel_rates([(1, 1e308, 2, 1e308)], "rate_ratio")
    assert (huge.estimate, huge.reason) == (None, OUT_OF_RANGE)
    with pytest.raises(ValueError, match="no Mantel–Haenszel estimate of risk_ratio"):
        mantel_haenszel_rates([(1, 10, 2, 11)], "risk_ratio")
    with pytest.raises(ValueError, match="person-time must be above 0"):
        mantel_haenszel_rates([(1, 0, 2, 11)], "rate_ratio")


def test_about_an_estimate_says_why_not() -> None:
    fit = mantel_haenszel(FLEISS, "odds_ratio")
    yi, vi = points([odds_ratio(*row) for row in FLEISS])
    assert with_q(fit, [], []) == fit
    assert random_about(fit, [], []).reason == "there is no study to pool"
    none = mantel_haenszel([(0, 5, 0, 5)], "odds_ratio")
    assert with_q(none, yi, vi) == none
    assert (random_about(none, yi, vi).estimate, random_about(none, yi, vi).reason) == (None, none.reason)
    for bad in ([1e200], [math.inf], [math.nan]):
        assert (with_q(fit, bad, [1.0]).q, random_about(fit, bad, [1.0]).reason) == (None, OUT_OF_RANGE)
    assert random_about(fit, [1.0], [0.0]).reason == OUT_OF_RANGE
    alone = random_about(fit, yi[:1], vi[:1])
    assert (alone.estimate, alone.tau2, alone.i2, alone.pi_low) == (yi[0], 0, 0, None)
    assert with_q(fit, yi[:1], vi[:1]).q_p == 1
    with pytest.raises(ValueError, match="2 effects and 1 variances"):
        with_q(fit, yi[:2], vi[:1])


def test_about_the_mean_itself_it_is_dersimonian_and_laird() -> None:
    """With Q about the inverse-variance mean the model is `pool`'s DL, which metafor's figures hold."""
    yi, vi = points([odds_ratio(*row) for row in rows("nielweise2007")])
    mine, usual = random_about(pool(yi, vi, "CE", "z"), yi, vi), pool(yi, vi, "DL", "z")
    for key in ("estimate", "se", "ci_low", "ci_high", "p_value", "q", "q_p", "tau2", "i2", "pi_low", "pi_high"):
        close(getattr(mine, key), getattr(usual, key), EXACT, key)


def test_counts_that_no_arm_can_have() -> None:
    with pytest.raises(ValueError, match="between 0 and the total"):
        binomial_normal([(3, 2, 1, 2)], "CM.EL")
    with pytest.raises(ValueError, match="must not be negative"):
        poisson_normal([(-1, 2, 1, 2)], "UM.FS")


def test_scipy_comes_late_and_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import sys, acuevid.numbers.binomial_normal, acuevid.numbers.mantel_haenszel; print('numpy' in sys.modules)"
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert asked.stdout == "False\n"
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    with pytest.raises(ScipyMissing, match="pooling needs scipy"):
        binomial_normal(rows("hine1989"), "CM.EL")


def test_few_events_and_a_wide_variance() -> None:
    """By Nelder and Mead on sums over 20,001 points from −12 to 12 standard deviations: −3.245938, τ² 25.97374."""
    tables = [(0, 132, 1, 65), (0, 13, 1, 104), (2, 20, 0, 121), (0, 148, 1, 137), (1, 32, 5, 41), (0, 131, 5, 153)]
    found = binomial_normal(tables, "CM.EL")
    assert found.estimate == pytest.approx(-3.245938, abs=1e-6)
    assert found.tau2 == pytest.approx(25.97374, abs=1e-5)
