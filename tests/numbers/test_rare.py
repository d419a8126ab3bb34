"""Pooling rare events and rates against metafor and lme4 (`scripts/rare.R` makes the reference), RevMan, and by law."""

import json
import math
from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest

from acuevid.numbers.binomial_normal import GlmmModel, binomial_normal, poisson_normal
from acuevid.numbers.effects import Estimate, odds_ratio, risk_ratio, wald_risk_difference
from acuevid.numbers.mantel_haenszel import mantel_haenszel_rates, random_about, with_q
from acuevid.numbers.pooling import Pooled, for_pooling, mantel_haenszel, peto, says_something
from acuevid.numbers.rates import rate_difference, rate_ratio
from tests.conftest import DATA

REFERENCE: dict[str, Any] = json.loads((DATA / "reference" / "rare.json").read_text(encoding="utf-8"))
ROWS: dict[str, list[Any]] = {name: data["tables"] for name, data in REFERENCE["tables"].items()}
ROWS |= {name: data["rates"] for name, data in REFERENCE["rates"].items()}
SETS: dict[str, Any] = REFERENCE["tables"] | REFERENCE["rates"]
MODELS: tuple[GlmmModel, ...] = "CM.EL", "UM.FS"
EXACT = 1e-10
"""Formulas: both sides round in the 15th digit, and a few digits go in sums."""
AT_MAXIMUM = 1e-7
"""Fits here with each other: Newton's steps end at 1e-8 of a standard error."""
OF_INTEGRALS, OF_GLMER = 1e-8, 5e-6
"""R's maxima: its integrals are given to 1e-12, glmer's deviance with noise that leaves a curvature six digits."""
AS_FITTED = 0.02
"""metafor's own fits, in standard errors: its optimisers and integrals (relative 1e-4) stop short of the maximum."""
TABLES: dict[str, tuple[str, Any]] = {"RR": ("risk_ratio", risk_ratio), "OR": ("odds_ratio", odds_ratio)}
TABLES |= {"RD": ("risk_difference", wald_risk_difference)}
RATES: dict[str, tuple[str, Any]] = {"IRR": ("rate_ratio", rate_ratio), "IRD": ("rate_difference", rate_difference)}
BY_COUNTS = [(name, measure) for name in REFERENCE["tables"] for measure in TABLES]
BY_COUNTS += [(name, measure) for name in REFERENCE["rates"] for measure in RATES]
Row = tuple[int, Any, int, Any]


def rows(name: str) -> list[Row]:
    return [tuple(row) for row in ROWS[name]]


def glmm(data: Sequence[Row], model: GlmmModel, name: str) -> Pooled:
    return (binomial_normal if name in REFERENCE["tables"] else poisson_normal)(data, model)


@cache
def fitted(name: str, model: GlmmModel) -> Pooled:
    return glmm(rows(name), model, name)


def points(effects: Sequence[Estimate]) -> tuple[list[float], list[float]]:
    found = [point for effect in effects if (point := for_pooling(effect))]
    return [y for y, _ in found], [v for _, v in found]


def close(mine: float | None, theirs: float | None, rel: float, what: str) -> None:
    assert mine is not None, what
    assert theirs is not None, what
    assert math.isclose(mine, theirs, rel_tol=rel, abs_tol=rel * 1e-3), (what, mine, theirs)


@pytest.mark.parametrize(("name", "measure"), BY_COUNTS)
def test_mantel_haenszel_and_random_effects_about_it(name: str, measure: str) -> None:
    if measure in TABLES:
        own, effect = TABLES[measure]
        fit = mantel_haenszel(rows(name), own)
    else:
        own, effect = RATES[measure]
        fit = mantel_haenszel_rates(rows(name), own)
    yi, vi = points([effect(*row) for row in rows(name)])
    found, random = with_q(fit, yi, vi), random_about(fit, yi, vi)
    for key, theirs in zip(REFERENCE["fits"]["MH"], SETS[name][f"MH_{measure}"], strict=True):
        close(getattr(found, key), theirs, EXACT, key)
    for key, theirs in zip(REFERENCE["fits"]["MH_DL"], SETS[name][f"MH_DL_{measure}"], strict=True):
        close(getattr(random, key), theirs, EXACT, key)
    assert (random.method, random.test, random.k, random.reason) == ("MH-DL", "z", len(yi), None)
    assert math.isclose(sum(random.weights), 100)


@pytest.mark.parametrize("name", REFERENCE["tables"])
def test_peto(name: str) -> None:
    """Its own effects are (O − E)/V with variance 1/V (Yusuf et al. 1985)."""
    yi, vi = [], []
    for a, n1, c, n2 in rows(name):
        if says_something((a, n1, c, n2), "odds_ratio"):
            n, m = n1 + n2, a + c
            v = n1 * n2 * m * (n - m) / (n**2 * (n - 1))
            yi.append((a - n1 * m / n) / v)
            vi.append(1 / v)
    found = with_q(peto(rows(name)), yi, vi)
    for key, theirs in zip(REFERENCE["fits"]["MH"], SETS[name]["PETO"], strict=True):
        close(getattr(found, key), theirs, EXACT, key)


FLEISS: list[Row] = [
    *((49, 615, 67, 624), (44, 758, 64, 771), (102, 832, 126, 850), (32, 317, 38, 309), (85, 810, 52, 406)),
    *((246, 2267, 219, 2257), (1570, 8587, 1720, 8600)),
]


def test_q_as_revman_prints_it() -> None:
    """RevMan 5, Fleiss1993_CR.csv of the R package meta: odds ratio, MH, fixed; eight digits."""
    fit = mantel_haenszel(FLEISS, "odds_ratio")
    found = with_q(fit, *points([odds_ratio(*row) for row in FLEISS]))
    assert [round(math.exp(x or 0), 8) for x in (found.estimate, found.ci_low, found.ci_high)] == [
        *(0.89686556, 0.8405144, 0.95699471),
    ]
    assert round(found.q or 0, 8) == 9.94605598
    assert round(found.q_p or 0, 6) == 0.126942  # RevMan has seven digits of it
    assert round(found.i2 or 0, 8) == 39.67458046
    assert round(found.p_value or 0, 8) == 0.00101033


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("name", SETS)
def test_the_maximum_of_the_likelihoods_of_metafor(name: str, model: GlmmModel) -> None:
    found, theirs = fitted(name, model), SETS[name][model]["maximum"]
    assert (found.method, found.test, found.reason) == (model, "z", None)
    for key, value in theirs.items():
        exact = model == "CM.EL" and name in REFERENCE["tables"]
        close(getattr(found, key), value, OF_INTEGRALS if exact else OF_GLMER, key)


FITTED = [(name, model) for name in SETS for model in MODELS if "metafor" in SETS[name][model]]
WRONG: set[tuple[str, GlmmModel]] = {("hine1989", "CM.EL")}
"""There tau² is 0, and metafor 3.8.1 stops beside it with a standard error of 6e-7, where 0.28 is right."""


@pytest.mark.parametrize(("name", "model"), [case for case in FITTED if case not in WRONG])
def test_metafor(name: str, model: GlmmModel) -> None:
    found, theirs = fitted(name, model), SETS[name][model]
    fit = dict(zip(REFERENCE["fits"]["metafor"], theirs["metafor"], strict=True))
    for key in ("estimate", "se", "ci_low", "ci_high", "tau2", "p_value"):
        assert abs(getattr(found, key) - fit[key]) < AS_FITTED * fit["se"], key
    for key in ("pi_low", "pi_high"):
        assert abs(getattr(found, key) - fit[key]) < AS_FITTED * math.sqrt(fit["se"] ** 2 + fit["tau2"]), key
    assert found.k == theirs["k"]


@pytest.mark.parametrize(("name", "model"), FITTED)
def test_the_likelihood_ratio_test_of_heterogeneity(name: str, model: GlmmModel) -> None:
    """metafor ends the fits of this test with a relative 1e-8 or less of the log-likelihood."""
    found = fitted(name, model)
    q, df, p = SETS[name][model]["lrt"]
    assert df == found.k - 1
    close(found.q, q, 1e-6, "q")
    close(found.q_p, p, 1e-6, "q_p")


def test_metafor_stops_beside_a_variance_of_zero() -> None:
    """What WRONG says, so that it is seen when a later reference is right."""
    for name, model in WRONG:
        fit = dict(zip(REFERENCE["fits"]["metafor"], SETS[name][model]["metafor"], strict=True))
        found = fitted(name, model)
        assert found.tau2 == 0.0 < fit["tau2"] < 1e-3
        assert fit["se"] < 1e-5 < 0.2 < (found.se or 0)
