"""Funnel plots and tests for small-study effects, through the command, against metafor and R's lm().

`scripts/moderators.R` makes the reference.
"""

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.conftest import DATA, Command, Result
from tests.pool.builder import HEAD, alone, ci, counts, effect, event, means, scale, single, study

REFERENCE: dict[str, Any] = json.loads((DATA / "reference" / "moderators.json").read_text(encoding="utf-8"))
FIGURES = ("k", "bias", "se", "statistic", "p_value", "df", "limit", "limit_low", "limit_high")
EGGER_2001 = REFERENCE["counts"]["egger2001"]["tables"]
Funnel = Callable[..., Result]


@pytest.fixture
def funnel(acuevid: Command, tmp_path: Path) -> Funnel:
    """``acuevid funnel`` of these studies."""

    def run(studies: Sequence[str], *options: str, columns: int = 80) -> Result:
        path = tmp_path / "c.toml"
        path.write_text(HEAD + "".join(studies), encoding="utf-8")
        return acuevid("funnel", "--catalogue", path, *options, columns=columns)

    return run


def data(result: Result) -> dict[str, Any]:
    assert (result.code, result.err) == (0, "")
    found: dict[str, Any] = json.loads(result.out)
    return found


def told(found: dict[str, Any]) -> str:
    return " ".join(s["text"] for paragraph in found["sentences"] for s in paragraph)


def tables(rows: Sequence[Sequence[float]]) -> list[str]:
    return [study(i, counts(a, c), (n1, n2)) for i, (a, n1, c, n2) in enumerate(rows, 1)]


def printed(rows: Sequence[Sequence[float]], measure: str = "odds_ratio") -> list[str]:
    return [study(i, event(effect(measure, e, ci(low, high)))) for i, (e, low, high) in enumerate(rows, 1)]


def differences(k: int) -> list[str]:
    """Mean differences of a falling spread; odd ones on the other side, with τ² above 0."""
    return [study(i, means((10 - i % 3, 2 + i, 0, 10, 2 + i, 0)), (20 + i, 20 + i)) for i in range(1, k + 1)]


def same(test: dict[str, Any], theirs: Sequence[float]) -> None:
    for key, value in zip(FIGURES, theirs, strict=True):
        assert math.isclose(test[key], value, rel_tol=1e-8), (test["test"], key, test[key], value)


def test_egger_of_printed_odds_ratios(funnel: Funnel) -> None:
    """dat.hackshaw1998, 37 odds ratios with intervals; metafor's regtest with model = "lm"."""
    found = data(funnel(printed(REFERENCE["pools"]["hackshaw1998"]["printed"]), "--json"))
    assert [test["test"] for test in found["tests"]] == ["egger"]
    same(found["tests"][0], REFERENCE["egger"]["hackshaw1998"]["lm"])
    assert [s["yi"] for s in found["studies"]] == pytest.approx(REFERENCE["egger"]["hackshaw1998"]["yi"], rel=1e-8)
    assert "slope 0.90 (SE 0.38), t = 2.38 on 35 degrees of freedom, p = 0.023" in told(found)
    assert "By it effects get higher towards small studies, more than they often do by chance." in told(found)
    assert "effect and standard error depend on each other by construction" in told(found)


@pytest.mark.parametrize(("measure", "key"), [("or", "peters OR"), ("rr", "peters RR")])
def test_peters_and_harbord_of_counts(funnel: Funnel, measure: str, key: str) -> None:
    """dat.egger2001, 16 trials; R's lm() with the weights of Peters (2006) and the score of Harbord (2006)."""
    found = data(funnel(tables(EGGER_2001), "--json", "--measure", measure))
    assert [test["test"] for test in found["tests"]] == ["peters", "harbord"]
    same(found["tests"][0], REFERENCE["counts"]["egger2001"][key])
    same(found["tests"][1], REFERENCE["counts"]["egger2001"]["harbord"])
    assert "Egger" not in told(found)
    assert ("Harbord's test is of odds ratios, whatever is pooled." in told(found)) == (measure == "rr")


def test_egger_of_mean_differences_is_not_called_tied(funnel: Funnel) -> None:
    found = data(funnel(differences(10), "--json"))
    assert [test["test"] for test in found["tests"]] == ["egger"]
    assert found["measure"] == "mean_difference"
    assert "by construction" not in told(found)


def test_ten_studies_are_enough_and_nine_are_not(funnel: Funnel) -> None:
    assert len(data(funnel(differences(10), "--json"))["tests"]) == 1
    found = data(funnel(differences(9), "--json"))
    assert (found["tests"], found["studies"], found["pooled"]) == ([], [], None)
    line = "No funnel plot: of under 10 studies chance cannot be told from asymmetry, and 9 can be weighed here."
    assert told(found) == line
    shown = funnel(differences(9))
    assert (shown.code, " ".join(shown.out.split())) == (0, line)
    refused = funnel(differences(9), "-o", "-")
    assert (refused.code, refused.out) == (1, "")
    assert "under 10 studies" in refused.err


def test_a_test_that_can_use_nine_tables_gives_nothing(funnel: Funnel) -> None:
    """Tables without an event say nothing of an odds ratio: of ten, nine are left, and then nothing is drawn."""
    rows = [*EGGER_2001[:9], [0, 50, 0, 50]]
    found = data(funnel(tables(rows), "--json", "--measure", "or"))
    assert found["tests"] == []
    assert "9 can be weighed here" in found["reason"]


def test_what_a_test_cannot_tell_stands_beside_it(funnel: Funnel) -> None:
    text = told(data(funnel(tables(EGGER_2001), "--json", "--measure", "or")))
    assert "Asymmetry is not publication bias alone" in text
    assert "With 16 studies such a test has little power: a large p does not show that nothing is missing." in text
    assert "The effects vary between studies (I² " in text
    assert "Nothing is corrected by these tests: the pooled effect stays as it is." in text
    for sentence in text.split(". "):
        assert len(sentence.split()) <= 35, sentence


def test_a_risk_difference_is_drawn_and_not_tested(funnel: Funnel) -> None:
    found = data(funnel(tables(EGGER_2001), "--json", "--measure", "rd"))
    assert len(found["studies"]) == 16
    assert found["tests"] == []
    assert told(found).startswith("No test of asymmetry: a risk difference and its standard error both depend on")


def test_proportions_have_no_funnel_plot(funnel: Funnel) -> None:
    studies = [alone(i, single(i), 30 + i, "case-series") for i in range(1, 13)]
    found = data(funnel(studies, "--json", "--measure", "proportion"))
    assert "no value of no effect" in found["reason"]
    assert found["studies"] == []


def test_effects_mirrored_give_the_mirrored_test(funnel: Funnel) -> None:
    """Arms exchanged: every slope changes its sign and nothing else."""
    one = data(funnel(tables(EGGER_2001), "--json", "--measure", "or"))
    turned = [(c, n2, a, n1) for a, n1, c, n2 in EGGER_2001]
    other = data(funnel(tables(turned), "--json", "--measure", "or"))
    for test, mirror in zip(one["tests"], other["tests"], strict=True):
        assert test["bias"] == pytest.approx(-mirror["bias"])
        assert test["p_value"] == pytest.approx(mirror["p_value"])
    words = told(one).replace("get lower", "get higher").replace("−", "")
    assert words == told(other).replace("−", "")


def test_contours_by_hand(funnel: Funnel) -> None:
    """Effects of 1.6, 1.7, 2 and 2.6 standard errors: normal quantiles are 1.645, 1.960 and 2.576."""
    ratios = [1.6, 1.7, 2.0, 2.6] * 3
    studies = [
        study(i, scale(effect("std_mean_difference", z / 10 * i, f"se = {i / 10:g}"))) for i, z in enumerate(ratios, 1)
    ]
    found = data(funnel(studies, "--json", "--measure", "smd"))
    by_key = {s["citekey"]: s["contour"] for s in found["studies"]}
    order = [by_key[f"s{i:03}-2001"] for i in range(1, 5)]
    assert order == ["inside 90%", "beyond 90%", "beyond 95%", "beyond 99%"]


@pytest.mark.parametrize("columns", [20, 40, 80, 120])
def test_on_a_terminal(funnel: Funnel, columns: int) -> None:
    shown = funnel(tables(EGGER_2001), "--measure", "or", columns=columns)
    assert (shown.code, shown.err) == (0, "")
    lines = shown.out.splitlines()
    assert max(map(len, lines)) <= columns
    plot = [line for line in lines if "┤" in line or line.lstrip().startswith("│")]
    assert len(plot) == 21
    drawn = "".join(line.split("│", 1)[-1] if "┤" not in line else line.split("┤", 1)[1] for line in plot)
    if columns >= 80:
        assert drawn.count("●") + sum(int(c) for c in drawn if c in "23456789") == 16


def test_the_whole_as_users_see_it(acuevid: Command, golden: Any) -> None:
    golden("pool-funnel-80.txt", acuevid("funnel", "--catalogue", "p6-nausea").out)
    golden("pool-funnel-md.txt", acuevid("funnel", "--catalogue", "p6-nausea", "--format", "md").out)


def test_the_picture(funnel: Funnel) -> None:
    """Real text, a title and a description; a circle a study, with its name; effects stand at their places."""
    root = ElementTree.fromstring(funnel(tables(EGGER_2001), "--measure", "or", "-o", "-").out.split("\n", 1)[1])
    ns = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{ns}title") is not None
    desc = root.findtext(f"{ns}desc") or ""
    assert desc.startswith("Funnel plot of the odds ratio. S001 A 2001: 0.44")
    circles = root.findall(f"{ns}circle")
    assert len(circles) == 16
    assert (circles[0].findtext(f"{ns}title") or "").startswith("S001 A 2001: ")
    found = data(funnel(tables(EGGER_2001), "--measure", "or", "--json"))["studies"]
    by_error = sorted(zip([s["se"] for s in found], [float(c.get("cy") or 0) for c in circles], strict=True))
    assert [y for _, y in by_error] == sorted(y for _, y in by_error)
    by_effect = sorted(zip([s["yi"] for s in found], [float(c.get("cx") or 0) for c in circles], strict=True))
    assert [x for _, x in by_effect] == sorted(x for _, x in by_effect)


def test_one_study_that_tells_next_to_nothing(funnel: Funnel) -> None:
    """A standard error of 5e9 on the log scale: the plot is made at once, and its contours end with it."""
    wide = study(17, event(effect("odds_ratio", 1, "se = 5000000000")))
    studies = [*printed(REFERENCE["pools"]["hackshaw1998"]["printed"])[:16], wide]
    assert funnel(studies).code == 0
    root = ElementTree.fromstring(funnel(studies, "-o", "-").out.split("\n", 1)[1])
    for area in root.iter("{http://www.w3.org/2000/svg}polygon"):
        corners = [tuple(map(float, pair.split(","))) for pair in (area.get("points") or "").split()]
        assert all(0 <= x <= 620 and 0 <= y <= 420 for x, y in corners)


def test_several_questions_and_none(acuevid: Command) -> None:
    assert "nothing to pool" in acuevid("funnel", "hiv").out
    assert acuevid("funnel", "hiv", "-o", "-").code == 1


@pytest.mark.parametrize("verb", [["funnel"], ["pool", "--moderator", "year"]])
def test_a_script_is_no_picture(acuevid: Command, tmp_path: Path, verb: list[str]) -> None:
    path = tmp_path / "x.svg"
    result = acuevid(*verb, "--catalogue", "p6-nausea", "--format", "r", "-o", path)
    assert (result.code, result.out, path.exists()) == (2, "", False)
    assert "a script goes to standard output" in result.err
