"""`pool --json` of what is no plain table of counts, against metafor; `scripts/goesin.R` makes the reference."""

import json
import math
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import DATA
from tests.pool.builder import (
    Pooled,
    Row,
    alone,
    association,
    ci,
    counts,
    effect,
    event,
    means,
    pair,
    rates,
    scale,
    single,
    study,
)

REFERENCE: dict[str, Any] = json.loads((DATA / "reference" / "goesin.json").read_text(encoding="utf-8"))
SETS: dict[str, Any] = REFERENCE["sets"]


def _rates(number: int, row: Row) -> str:
    return study(number, rates(row))


def _odds(number: int, row: Row) -> str:
    return study(number, event(effect("odds_ratio", row[0], ci(row[1], row[2]))))


def _differences(number: int, row: Row) -> str:
    return study(number, scale(effect("std_mean_difference", row[0], f"se = {row[1]:g}")))


def _means(number: int, row: Row) -> str:
    return study(number, means(row), (row[2], row[5]))


def _counts(number: int, row: Row) -> str:
    return study(number, counts(row[0], row[2]), (row[1], row[3]))


def _mixed(number: int, row: Row) -> str:
    printed = event(effect("risk_ratio", row[4], f"se = {row[5]:g}"))
    return study(number, printed if number > 6 else counts(row[0], row[2]), (row[1], row[3]))


def _judged(number: int, row: Row) -> str:
    """At low risk of bias where allocation was concealed and people blinded, at high risk where neither was done."""
    word = ("high", "unclear", "low")[round(row[4] + row[5])]
    more = f'appraisal = [{{ tool = "rob-1", overall = "{word}" }}]'
    return study(number, counts(row[0], row[2]), (row[1], row[3]), more)


def _clusters(number: int, row: Row) -> str:
    return study(
        number, counts(row[0], row[2]), (row[1], row[3]), f'clusters = {row[4]:.0f}\nicc = 0.01\nicc_from = "a survey"'
    )


def _medians(number: int, row: Row) -> str:
    q1, median, q3, n1, p1, other, p3, n2 = row
    figures = f"{pair('median', median, other)}\niqr = {{ a = [{q1:g}, {q3:g}], b = [{p1:g}, {p3:g}] }}"
    return study(number, scale(figures), (n1, n2))


def _correlations(number: int, row: Row) -> str:
    return alone(number, association(row[0]), row[1])


def _shares(number: int, row: Row) -> str:
    return alone(number, single(row[0]), row[1], "case-series")


Builder = Callable[[int, Row], str]
CASES: dict[str, tuple[Builder, str]] = {
    "hart1999-IRR": (_rates, "irr"),
    "hart1999-IRD": (_rates, "ird"),
    "hart1999-IRR-zero": (_rates, "irr"),
    "hackshaw1998": (_odds, "or"),
    "lopez2019": (_differences, "smd"),
    "normand1999-MD": (_means, "md"),
    "normand1999-SMD": (_means, "smd"),
    "normand1999-ROM": (_means, "rom"),
    "gibson2002-MD": (_means, "md"),
    "gibson2002-RR": (_counts, "rr"),
    "damico2009": (_judged, "or"),
    "bcg-mixed": (_mixed, "rr"),
    "bcg-clusters-RR": (_clusters, "rr"),
    "bcg-clusters-OR": (_clusters, "or"),
    "medians": (_medians, "md"),
    "molloy2014": (_correlations, "r"),
    "pritz1997-PLO": (_shares, "proportion"),
}


def assert_close(mine: Any, theirs: float | None, what: str, least: float = 1e-10) -> None:
    assert mine is not None, what
    assert theirs is not None, what
    assert math.isclose(mine, theirs, rel_tol=1e-8, abs_tol=least), (what, mine, theirs)


def assert_fits(data: dict[str, Any], name: str) -> None:
    reference = SETS[name]["fits"]
    assert len(data["studies"]) == len(reference["yi"])
    found = {s["citekey"]: s for s in data["studies"]}
    for number, (yi, vi) in enumerate(zip(reference["yi"], reference["vi"], strict=True), 1):
        assert_close(found[f"s{number:03}-2001"]["yi"], yi, f"{name} yi {number}")
        assert_close(found[f"s{number:03}-2001"]["vi"], vi, f"{name} vi {number}", 1e-14)
    fits = {f"{fit['method']} {fit['test']}": fit for fit in data["fits"]}
    for model, theirs in reference.items():
        if model not in ("yi", "vi"):
            for key, value in zip(REFERENCE["fit"], theirs, strict=True):
                least = 1e-10 if key == "tau2" else 1e-14
                assert_close(fits[model][key], value, f"{name} {model} {key}", least)


@pytest.mark.parametrize("name", CASES)
def test_metafor(pool_of: Pooled, name: str) -> None:
    build, measure = CASES[name]
    studies = [build(i, row) for i, row in enumerate(SETS[name]["rows"], 1)]
    data = pool_of(*studies, options=("--measure", measure))
    assert_fits(data, name)


def test_the_methods_for_counts_take_clusters_over_the_design_effect(pool_of: Pooled) -> None:
    studies = [_clusters(i, row) for i, row in enumerate(SETS["bcg-clusters-RR"]["rows"], 1)]
    found = pool_of(*studies, options=("--measure", "rr"))["mantel_haenszel"]
    for key, value in zip(("estimate", "se", "ci_low", "ci_high"), SETS["bcg-clusters-MH"]["fit"], strict=False):
        assert_close(found[key], value, key)


def test_means_and_counts_of_the_same_trials_are_two_questions(pool_of: Pooled) -> None:
    """dat.gibson2002 gives both of five trials: asked for a measure, each pool has its own."""
    both = [_means(i, row) for i, row in enumerate(SETS["gibson2002-MD"]["rows"], 1)]
    tables = [_counts(i, row) for i, row in enumerate(SETS["gibson2002-RR"]["rows"], 1)]
    events = ["[[study.outcome]]" + table.split("[[study.outcome]]")[1] for table in tables]
    joined = [first + other for first, other in zip(both, events, strict=False)]
    data = pool_of(*joined, *both[len(joined) :], options=("--measure", "md"))
    assert_fits(data, "gibson2002-MD")


def test_the_double_arcsine_stands_beside_the_logit(pool_of: Pooled) -> None:
    """Brought back by Miller's inverse with the harmonic mean of the sizes, as metafor's transf.ipft.hm."""
    studies = [_shares(i, row) for i, row in enumerate(SETS["pritz1997-PFT"]["rows"], 1)]
    found = pool_of(*studies, options=("--measure", "proportion"))["double_arcsine"]
    for key, value in zip(("estimate", "ci_low", "ci_high"), SETS["pritz1997-PFT"]["back"], strict=True):
        assert_close(found[key], value, key)


def test_judgements_of_bias_leave_out_those_at_high_risk(pool_of: Pooled) -> None:
    """dat.damico2009: allocation was not concealed and nobody blinded in five of its 16 trials."""
    studies = [_judged(i, row) for i, row in enumerate(SETS["damico2009"]["rows"], 1)]
    data = pool_of(*studies, options=("--measure", "or"))
    assert [s["risk_of_bias"] for s in data["studies"]].count("high") == 5
    (without,) = [item for item in data["variants"] if item["name"] == "without studies at high risk of bias"]
    assert (without["test"], without["k"]) == ("z", 11)  # τ² is 0
    for key, value in zip(REFERENCE["fit"], SETS["damico2009-judged"]["fits"]["REML z"], strict=True):
        assert_close(without[key], value, key)
