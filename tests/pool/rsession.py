"""What an R script of ``pool --format r`` prints, and held against ``pool --json``."""

import csv
import math
from pathlib import Path
from typing import Any

from tests.export.tools import program, run

FIT = ("k", "estimate", "se", "ci_low", "ci_high", "q", "q_p", "tau2", "i2", "pi_low", "pi_high")
Tables = dict[str, list[dict[str, str]]]


def rscript(path: Path) -> str:
    """What a script prints under Rscript, with nothing on the side."""
    return run([program("Rscript"), "--vanilla", str(path)])


def tables(printed: str) -> dict[str, Tables]:
    """The tables that were printed, by pool and by name."""
    found: dict[str, Tables] = {}
    for block in printed.strip().split("\n\n"):
        if block.startswith("# "):
            continue
        title, *rows = block.split("\n")
        pool, name = title.strip("[]").split(": ")
        found.setdefault(pool, {})[name] = list(csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))
    return found


IN_TURN = ("leave_one_out", "cumulative")
OF_GLMM = 1e-5
"""How near to the maximum rma.glmm ends with the controls of the script, in shares and in standard errors."""


def assert_same(mine: float | None, theirs: str, what: str, within: float = 1e-8, least: float = 1e-12) -> None:
    """To a relative `within`, or to `least` where that is more."""
    if mine is None or theirs == "NA":
        assert (mine, theirs) == (None, "NA"), what
    else:
        assert math.isclose(mine, float(theirs), rel_tol=within, abs_tol=least), (what, mine, theirs)


def assert_figures(mine: dict[str, Any], theirs: dict[str, str], what: str) -> None:
    """Every figure of a row of a table; its words as they are."""
    for key, printed in theirs.items():
        if isinstance(mine[key], str):
            assert mine[key] == printed, (what, key)
        else:
            assert_same(mine[key], printed, f"{what} {key}")


def _assert_fit(mine: dict[str, Any], theirs: dict[str, str], sides: dict[str, int]) -> None:
    name = f"{theirs['part']} {theirs['name']}"
    assert (mine["method"], mine["test"]) == (theirs["method"], theirs["test"]), name
    within, least, of_p = 1e-8, 1e-12, 1e-8
    if theirs["part"] == "glmm":
        # an end of an interval moves by both, and a p far out by z² times the share by which z does
        within, least, of_p = OF_GLMM, 3 * OF_GLMM * mine["se"], OF_GLMM * max(1, (mine["estimate"] / mine["se"]) ** 2)
        assert_same(mine["estimate"], theirs["estimate"], f"{name} estimate", OF_GLMM, OF_GLMM * mine["se"])
        assert_same(mine["se"], theirs["se"], f"{name} se", OF_GLMM)
    assert_same(mine["p_value"], theirs["p_value"], f"{name} p", of_p)
    for key in FIT:
        assert_same(mine[key], theirs[key], f"{name} {key}", within, least)
    for key, value in mine["natural"].items():
        # what is added on the log scale is a share here
        assert_same(value, theirs[f"natural_{key}"], f"{name} natural {key}", max(within, least))
    assert sides.get(theirs["name"], int(theirs["side"])) == int(theirs["side"]), name


def assert_pool(data: dict[str, Any], found: Tables) -> None:
    """Every figure of a pool is in the tables of the script, and the other way round."""
    assert [(s["citekey"], s["outcome"]) for s in data["studies"]] == [
        (s["id"], s["outcome"]) for s in found["studies"]
    ]
    for mine, theirs in zip(data["studies"], found["studies"], strict=True):
        for key in ("yi", "vi", "weight"):
            assert_same(mine[key], theirs[key], f"{mine['citekey']} {key}")
    _assert_results(data, found["results"])
    assert_same(data["people"], found["people"][0]["people"], "people")
    assert [data["tau2_interval"]["low"] is not None] == [("tau2_interval" in found)]
    for name in ("tau2_interval", "double_arcsine"):
        for row in found.get(name, []):
            assert_figures(data[name], row, name)
    maxima = [row["tau2"] for row in found.get("tau2_maxima", [])]
    for mine_at, theirs_at in zip(data["tau2_maxima"], maxima, strict=True):
        assert_same(mine_at, theirs_at, "maximum")
    assert ("double_arcsine" in found) == (data["double_arcsine"] is not None)
    assert_same(data["control_risk"], found.get("control_risk", [{"control_risk": "NA"}])[0]["control_risk"], "risk")
    _assert_absolute(data["absolute"], found.get("absolute"))
    _assert_influence(data["influence"], found)
    _assert_groups(data.get("subgroups"), found)
    _assert_moderator(data.get("moderator"), found)


def _assert_influence(mine: dict[str, Any] | None, found: Tables) -> None:
    assert (mine is None) == ("influence" not in found)
    for study, row in zip(mine["studies"] if mine else [], found.get("influence", []), strict=True):
        assert (study["citekey"], study["outcome"]) == (row.pop("id"), row.pop("outcome"))
        for plot in ("baujat", "radial"):
            for axis in ("x", "y"):
                assert_same(study[plot][axis], row.pop(f"{plot}_{axis}"), f"{plot} {axis} of {study['citekey']}")
        assert set(row) == set(study) - {"citekey", "outcome", "baujat", "radial", "reason"}
        assert_figures(study, row, f"influence of {study['citekey']}")


def _assert_groups(mine: dict[str, Any] | None, found: Tables) -> None:
    if mine is None:
        assert not {"subgroups", "between", "common"} & set(found)
        return
    known = [group for group in mine["groups"] if group["result"]["estimate"] is not None]
    assert [group["name"] for group in known] == [row["name"] for row in found["subgroups"]]
    for group, row in zip(known, found["subgroups"], strict=True):
        _assert_fit(group["result"], row, {row["name"]: int(row["side"])})
        assert_same(group["people"], row["people"], f"people of {group['name']}")
    assert ("between" in found) == (mine["between"]["statistic"] is not None)
    for name, data in (("between", mine["between"]), ("common", mine)):
        for row in found.get(name, []):
            assert_figures(data, row, name)
    assert ("common" in found) == mine["common_tau2"]


def _assert_moderator(mine: dict[str, Any] | None, found: Tables) -> None:
    if mine is None or mine["fit"] is None:
        assert not {"moderator", "moderator_studies", "coefficients"} & set(found)
        return
    (row,) = found["moderator"]
    assert set(mine["fit"]) == {*row, "coefficients"}
    assert_figures(mine["fit"], row, "moderator")
    for coefficient, row in zip(mine["fit"]["coefficients"], found["coefficients"], strict=True):
        assert set(coefficient) == set(row) - {"name"}
        assert_figures(coefficient | {"name": row["name"]}, row, row["name"])
    for study, row in zip(mine["studies"], found["moderator_studies"], strict=True):
        assert (study["citekey"], study["outcome"]) == (row["id"], row["outcome"])
        assert_same(study["value"], row["moderator"], f"moderator of {row['id']}")


def assert_tests(data: dict[str, Any], found: Tables) -> None:
    """Every figure of the tests of ``funnel --json``."""
    known = [test for test in data["tests"] if test["se"] is not None]
    for mine, theirs in zip(known, found.get("tests", []), strict=True):
        assert set(mine) == {*theirs, "reason"}
        assert_figures(mine, theirs, mine["test"])


def _assert_results(data: dict[str, Any], rows: list[dict[str, str]]) -> None:
    by_part = {part: [row for row in rows if row["part"] == part] for part in dict.fromkeys(r["part"] for r in rows)}
    expected = {"headline": [data["headline"]], "fits": data["fits"], "variants": data["variants"]}
    by_counts = ("mantel_haenszel", "mantel_haenszel_random", "peto")
    expected |= {name: [data[name]] if data[name] else [] for name in by_counts} | {"glmm": data["glmm"]}
    expected |= {part: data[part] if data["headline"]["estimate"] is not None else [] for part in IN_TURN}
    sides = {name.removeprefix("without "): side for name, side in data["sensitivity"]["others"]}
    for part, fits in expected.items():
        known = [fit for fit in fits if fit["estimate"] is not None or part in IN_TURN]
        named = [fit.get("without") or fit.get("added") or fit.get("name") or fit["model"] for fit in known]
        assert named == [row["name"] for row in by_part.get(part, [])], part
        for mine, theirs in zip(known, by_part.get(part, []), strict=True):
            _assert_fit(mine, theirs, sides if part in ("fits", "variants") else {})
    for row in by_part.get("headline", []):
        assert int(row["side"]) == data["sensitivity"]["side"] or data["measure"] == "proportion"


def _assert_absolute(mine: dict[str, Any] | None, rows: list[dict[str, str]] | None) -> None:
    if mine is None or mine["risk_difference"]["estimate"] is None:
        assert rows is None
        return
    assert rows is not None
    for key in ("estimate", "ci_low", "ci_high"):
        assert_same(mine["risk_difference"][key], rows[0][key], f"absolute {key}")
    low, high = mine["per_1000_ci"] or (None, None)
    for key, value in (("per_1000", mine["per_1000"]), ("per_1000_low", low), ("per_1000_high", high)):
        assert_same(value, rows[0][key], key)
