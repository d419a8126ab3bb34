"""`pool --json` against metafor on the two-by-two data sets of metadat; `scripts/metadat.R` makes the reference."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from acuevid.numbers.effects import odds_ratio, risk_ratio, wald_risk_difference
from acuevid.numbers.heterogeneity import reml_maxima
from acuevid.numbers.pooling import for_pooling
from tests.conftest import DATA, Command, rest_long

REFERENCE: dict[str, Any] = json.loads((DATA / "reference" / "metadat.json").read_text(encoding="utf-8"))
SETS: dict[str, Any] = REFERENCE["sets"]
MEASURES = {"RR": risk_ratio, "OR": odds_ratio, "RD": wald_risk_difference}
IN_METAFOR = {"CE": "EE"}
OF_COUNTS = ("estimate", "se", "ci_low", "ci_high", "p_value")
HEAD = """
[sheet]
title = "Sets"
topic = "sets"
intervention = "acupuncture"

[[condition]]
key = "set"
name = "a set"
"""
CASES = [(name, measure) for name in SETS for measure in MEASURES]


def study(number: int, table: tuple[int, int, int, int]) -> str:
    a, n1, c, n2 = table
    return f"""
[[study]]
citekey = "s{number:03}-2001"
conditions = ["set"]
design = "randomised-trial"
species = "human"
participants = {n1 + n2}
reference = {{ authors = ["S{number:03} A"], title = "Trial {number}", issued = 2001 }}
[[study.arm]]
id = "a"
label = "the treatment"
role = "experimental"
participants = {n1}
[[study.arm]]
id = "b"
label = "the other"
role = "comparator"
comparator = "placebo"
participants = {n2}
[[study.outcome]]
id = "e"
label = "the event"
event = "had the event"
family = "symptoms"
event_is = "bad"
events = {{ a = {a}, b = {c} }}
"""


def assert_close(mine: Any, theirs: float | None, what: str) -> None:
    """Within a relative 1e-6; where the reference is 0, within 1e-9."""
    if theirs is None or mine is None:
        assert (mine, theirs) == (None, None), what
    else:
        assert math.isclose(mine, theirs, rel_tol=1e-6, abs_tol=0 if theirs else 1e-9), (what, mine, theirs)


@pytest.mark.parametrize(("name", "measure"), rest_long(CASES[::4], [case for n, case in enumerate(CASES) if n % 4]))
def test_metadat(acuevid: Command, tmp_path: Path, name: str, measure: str) -> None:
    reference = SETS[name]
    path = tmp_path / "c.toml"
    studies = [study(i, tuple(table)) for i, table in enumerate(reference["tables"], 1)]
    path.write_text(HEAD + "".join(studies), encoding="utf-8")
    result = acuevid("pool", "--json", "--measure", measure.lower(), "--catalogue", path)
    assert (result.code, result.err) == (0, "")
    data = json.loads(result.out)
    inverse = reference[measure]
    assert len(data["studies"]) == inverse["k"]
    assert len(data["studies"]) + len(data["unweighed"]) == len(reference["tables"])
    random = {(method, test) for method in ("REML", "PM", "DL") for test in ("knha", "z")}
    assert sorted((fit["method"], fit["test"]) for fit in data["fits"]) == sorted(random | {("CE", "z")})
    for fit in data["fits"]:
        of_method = inverse[IN_METAFOR.get(fit["method"], fit["method"])]
        theirs = dict(zip(REFERENCE["fit"], of_method[fit["test"]], strict=True))
        theirs |= {key: inverse[key] for key in ("q", "q_p")} | {key: of_method[key] for key in ("tau2", "i2")}
        assert (fit["k"], fit["reason"]) == (inverse["k"], None)
        for key, value in theirs.items():
            assert_close(fit[key], value, f"{name} {measure} {fit['method']} {fit['test']} {key}")
    assert data["tau2_maxima"] == pytest.approx(inverse["REML"].get("maxima", []), rel=1e-6, abs=1e-12)
    for own, theirs_of_counts in (("mantel_haenszel", reference[f"MH_{measure}"]), ("peto", reference["PETO"])):
        for key, value in zip(OF_COUNTS, theirs_of_counts, strict=True):
            assert_close(data[own][key], value, f"{name} {measure} {own} {key}")


def test_the_maxima_are_those_of_a_dense_profile() -> None:
    """Two of the sets have two maxima, at 0 and above it: in one the first is the higher, in one the second."""
    several = {}
    for name, reference in SETS.items():
        for measure, effect in MEASURES.items():
            points = [for_pooling(effect(*table)) for table in reference["tables"]]
            yi, vi = zip(*[point for point in points if point], strict=True)
            found = reml_maxima(yi, vi)
            assert math.isclose(found[0], reference[measure]["REML"]["tau2"], rel_tol=1e-6, abs_tol=1e-15)
            if len(found) > 1:
                several[name, measure] = found[0] == 0
    assert several == {("lau1992-but-6", "RD"): True, ("lau1992-but-13", "RD"): False}
