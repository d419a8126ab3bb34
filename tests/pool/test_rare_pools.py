"""`pool --json` of rare events and of rates against metafor and lme4; `scripts/rare.R` makes the reference."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Command
from tests.numbers.test_rare import AS_FITTED, EXACT, OF_GLMER, OF_INTEGRALS, REFERENCE, ROWS, SETS, close
from tests.pool.builder import HEAD, Pooled, Row, counts, effect, event, rates, study, told
from tests.pool.builder import ci as interval

MODELS = ("CM.EL", "UM.FS")
RARE, COMMON = "nielweise2007", "hine1989"
"""Of the first, 6 of 18 trials have a group without events (RARE_SHARE exactly); of the second none."""
FITS = {"MH": "mantel_haenszel", "MH_DL": "mantel_haenszel_random", "PETO": "peto"}


def _table(number: int, row: Row) -> str:
    a, n1, c, n2 = row
    return study(number, counts(a, c), (n1, n2))


def _tables(name: str) -> list[str]:
    return [_table(n, row) for n, row in enumerate(ROWS[name], 1)]


def _rates(name: str) -> list[str]:
    return [study(n, rates(row)) for n, row in enumerate(ROWS[name], 1)]


def _agrees(fit: dict[str, Any], method: str, theirs: list[float]) -> None:
    for key, value in zip(REFERENCE["fits"]["MH_DL" if method == "MH_DL" else "MH"], theirs, strict=True):
        close(fit[key], value, EXACT, f"{method} {key}")


@pytest.mark.parametrize("name", [RARE, COMMON])
@pytest.mark.parametrize("measure", ["RR", "OR", "RD"])
def test_mantel_haenszel_and_peto_of_tables(pool_of: Pooled, name: str, measure: str) -> None:
    data = pool_of(*_tables(name), options=("--measure", measure.lower()))
    for method in ("MH", "MH_DL"):
        _agrees(data[FITS[method]], method, SETS[name][f"{method}_{measure}"])
    _agrees(data["peto"], "PETO", SETS[name]["PETO"])


@pytest.mark.parametrize("name", ["hart1999", "nielweise2008"])
@pytest.mark.parametrize("measure", ["IRR", "IRD"])
def test_mantel_haenszel_of_rates(pool_of: Pooled, name: str, measure: str) -> None:
    data = pool_of(*_rates(name), options=("--measure", measure.lower()))
    for method in ("MH", "MH_DL"):
        _agrees(data[FITS[method]], method, SETS[name][f"{method}_{measure}"])
    assert (data["peto"], data["glmm"], data["headline"]["method"]) == (None, [], "REML")
    assert "Mantel–Haenszel" in dict(data["sensitivity"]["others"])


def _agrees_with_glmm(fit: dict[str, Any], theirs: dict[str, Any], exact: float) -> None:
    for key, value in theirs["maximum"].items():
        close(fit[key], value, exact, key)
    fitted = dict(zip(REFERENCE["fits"]["metafor"], theirs["metafor"], strict=True))
    for key in ("ci_low", "ci_high", "p_value"):
        assert abs(fit[key] - fitted[key]) < AS_FITTED * fitted["se"], key
    q, df, p = theirs["lrt"]
    close(fit["q"], q, 1e-6, "q")
    close(fit["q_p"], p, 1e-6, "q_p")
    assert fit["k"] == theirs["k"] == df + 1


@pytest.mark.parametrize("measure", ["rr", "or"])
def test_glmm_of_rare_tables_are_odds_ratios(pool_of: Pooled, measure: str) -> None:
    data = pool_of(*_tables(RARE), options=("--measure", measure))
    assert [(fit["method"], fit["measure"]) for fit in data["glmm"]] == [(model, "odds_ratio") for model in MODELS]
    for fit in data["glmm"]:
        model = fit["method"]
        _agrees_with_glmm(fit, SETS[RARE][model], OF_INTEGRALS if model == "CM.EL" else OF_GLMER)
        assert math.isclose(fit["natural"]["estimate"], math.exp(fit["estimate"]))
    assert data["headline"]["method"] == "MH"


def test_glmm_of_rare_rates(pool_of: Pooled) -> None:
    """The set is made up: of six trials two have a group without events, and one has none in either."""
    data = pool_of(*_rates("zeros"))
    assert [(fit["method"], fit["measure"]) for fit in data["glmm"]] == [(model, "rate_ratio") for model in MODELS]
    for fit in data["glmm"]:
        _agrees_with_glmm(fit, SETS["zeros"][fit["method"]], OF_GLMER)
    _agrees(data["mantel_haenszel"], "MH", SETS["zeros"]["MH_IRR"])
    assert {item["citekey"]: item["reason"] for item in data["left_out"]} == {
        "s003-2001": "nobody had the event in either arm"
    }


def test_no_glmm_beside_a_difference_or_where_events_are_common(pool_of: Pooled) -> None:
    assert pool_of(*_tables(RARE), options=("--measure", "rd"))["glmm"] == []
    assert pool_of(*_rates("zeros"), options=("--measure", "ird"))["glmm"] == []
    assert pool_of(*_tables(COMMON), options=("--measure", "or"))["glmm"] == []


@pytest.mark.parametrize(("of_rare", "expected"), [(2, 2), (1, 0)])
def test_rates_are_rare_from_a_third_of_the_trials_on(pool_of: Pooled, of_rare: int, expected: int) -> None:
    """Two of six is a third; one of six is less."""
    rows = [(0, 100, 3, 100), (0 if of_rare == 2 else 1, 100, 3, 100), *[(4, 100, 6, 100)] * 4]
    data = pool_of(*(study(n, rates(row)) for n, row in enumerate(rows, 1)))
    assert len(data["glmm"]) == expected
    assert data["headline"]["method"] == ("MH" if expected else "REML")


def test_mantel_haenszel_leads_rare_rates(pool_of: Pooled) -> None:
    data = pool_of(*_rates("zeros"))
    _agrees(data["headline"], "MH", SETS["zeros"]["MH_IRR"])
    assert {fit["method"] for fit in data["leave_one_out"]} == {"MH"}
    assert "In three of five trials a group has no event, so Mantel–Haenszel leads" in told(data)
    assert "inverse variance would add ½" in told(data)
    difference = pool_of(*_rates("zeros"), options=("--measure", "ird"))
    assert (difference["headline"]["method"], difference["headline"]["measure"]) == ("MH", "rate_difference")
    assert "inverse variance would" not in told(difference)


def test_trials_without_events_are_named_and_count_in_a_risk_difference(pool_of: Pooled) -> None:
    """One of the 18 has no event in either group of 118 and 105 people."""
    data = pool_of(*_tables(RARE))
    assert (data["headline"]["k"], len(data["unweighed"])) == (17, 1)
    assert "S015 A 2001 counts in a risk difference only, and its 223 people not here" in told(data)
    difference = pool_of(*_tables(RARE), options=("--measure", "rd"))
    assert (difference["headline"]["method"], difference["headline"]["k"]) == ("MH", 18)
    assert difference["people"] - data["people"] == 223


def test_never_with_a_study_left_out(pool_of: Pooled) -> None:
    data = pool_of(*_tables(RARE))
    assert {fit["method"] for fit in data["leave_one_out"]} == {"MH"}
    assert not {name for name, _ in data["sensitivity"]["others"] if "GLMM" in name}


def test_a_sentence_says_where_they_give_another_conclusion(pool_of: Pooled) -> None:
    """Effects that differ much, in rare events: random effects of the events have an interval that holds 1."""
    rows = [(0, 200, 12, 200), (1, 200, 9, 200), (6, 200, 2, 200), (7, 200, 3, 200), (0, 200, 10, 200)]
    data = pool_of(*(_table(n, row) for n, row in enumerate(rows, 1)))
    assert data["headline"]["ci_high"] < 0
    assert all(fit["ci_low"] < 0 < fit["ci_high"] for fit in data["glmm"])
    (sentence,) = [s for p in data["sentences"] for s in p if "GLMM" in s["text"]]
    assert sentence["text"].startswith("By models not counted above, the interval holds 1: GLMM, CM.EL, odds ratio ")
    assert {basis["record"][:4] for basis in sentence["basis"]} == {f"s00{n}" for n in range(1, 6)}
    assert len(sentence["text"].split()) <= 35
    same = pool_of(*_tables(RARE))
    assert "not counted above" not in told(same)


def test_a_reason_stands_in_the_row(acuevid: Command, tmp_path: Path) -> None:
    """One side has no event at all: Peto leads, and neither model has a ratio."""
    path = tmp_path / "c.toml"
    path.write_text(HEAD + "".join(_table(n, (0, 100, 3, 100)) for n in range(1, 4)), encoding="utf-8")
    data = json.loads(acuevid("pool", "--json", "--catalogue", path).out)
    assert data["headline"]["method"] == "PETO"
    assert {fit["reason"] for fit in data["glmm"]} == {
        "every study has all the events that it could have on the same side, so the ratio has no bound"
    }
    text = " ".join(acuevid("pool", "--catalogue", path).out.split())
    for name in ("GLMM, CM.EL (odds ratio)", "GLMM, UM.FS (odds ratio)", "Mantel–Haenszel, random"):
        assert name in text
    assert "so the ratio has no bound" in text


def test_clusters_have_no_whole_counts(pool_of: Pooled) -> None:
    more = 'clusters = 40\nicc = 0.01\nicc_from = "a survey"'
    clustered = [study(n, rates(row), more=more) for n, row in enumerate(ROWS["zeros"], 1)]
    data = pool_of(*clustered)
    assert {fit["reason"] for fit in data["glmm"]} == {"counts over a design effect are no whole numbers"}
    plain = pool_of(*_rates("zeros"))
    assert math.isclose(data["mantel_haenszel"]["estimate"], plain["mantel_haenszel"]["estimate"])
    times = data["mantel_haenszel"]["se"] / plain["mantel_haenszel"]["se"]
    assert math.isclose(times, math.sqrt(1 + (80 / 40 - 1) * 0.01))  # the design effect of two people in a cluster


def test_a_printed_rate_ratio_leaves_no_mantel_haenszel(pool_of: Pooled) -> None:
    printed = study(9, event(effect("rate_ratio", 0.5, interval(0.3, 0.9))))
    data = pool_of(*_rates("hart1999"), printed)
    assert (data["mantel_haenszel"], data["mantel_haenszel_random"], data["glmm"]) == (None, None, [])
    assert "S009 A 2001 lacks" in told(data)
