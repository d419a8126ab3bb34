"""What an R script of ``pool --format r`` prints, and held against ``pool --json``."""

import csv
import math
from pathlib import Path
from typing import Any

from tests.export.tools import program, run

FIT = ("k", "estimate", "se", "ci_low", "ci_high", "p_value", "q", "q_p", "tau2", "i2", "pi_low", "pi_high")
Tables = dict[str, list[dict[str, str]]]


def rscript(path: Path) -> str:
    """What a script prints under Rscript, with nothing on the side."""
    return run([program("Rscript"), "--vanilla", str(path)])


def tables(printed: str) -> dict[str, Tables]:
    """The tables that were printed, by pool and by name."""
    found: dict[str, Tables] = {}
    for block in printed.strip().split("\n\n"):
        title, *rows = block.split("\n")
        pool, name = title.strip("[]").split(": ")
        found.setdefault(pool, {})[name] = list(csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))
    return found


def assert_same(mine: float | None, theirs: str, what: str) -> None:
    """To a relative 1e-8; what is 0 here is at most 1e-12 there."""
    if mine is None or theirs == "NA":
        assert (mine, theirs) == (None, "NA"), what
    else:
        assert math.isclose(mine, float(theirs), rel_tol=1e-8, abs_tol=1e-12), (what, mine, theirs)


def assert_figures(mine: dict[str, Any], theirs: dict[str, str], what: str) -> None:
    for key, printed in theirs.items():
        assert_same(mine[key], printed, f"{what} {key}")


def _assert_fit(mine: dict[str, Any], theirs: dict[str, str], sides: dict[str, int]) -> None:
    name = f"{theirs['part']} {theirs['name']}"
    assert (mine["method"], mine["test"]) == (theirs["method"], theirs["test"]), name
    for key in FIT:
        assert_same(mine[key], theirs[key], f"{name} {key}")
    for key, value in mine["natural"].items():
        assert_same(value, theirs[f"natural_{key}"], f"{name} natural {key}")
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


def _assert_results(data: dict[str, Any], rows: list[dict[str, str]]) -> None:
    by_part = {part: [row for row in rows if row["part"] == part] for part in dict.fromkeys(r["part"] for r in rows)}
    expected = {"headline": [data["headline"]], "fits": data["fits"], "variants": data["variants"]}
    by_counts = ("mantel_haenszel", "mantel_haenszel_random", "peto")
    expected |= {name: [data[name]] if data[name] else [] for name in by_counts}
    expected["leave_one_out"] = data["leave_one_out"]
    sides = {name.removeprefix("without "): side for name, side in data["sensitivity"]["others"]}
    for part, fits in expected.items():
        known = [fit for fit in fits if fit["estimate"] is not None or part == "leave_one_out"]
        named = [fit.get("without") or fit.get("name") or fit["model"] for fit in known]
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
