"""Correct results, rounded as papers round them, raise no finding; planted faults are found, as often as is said."""

import math
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from acuevid.checks.run import run_checks
from acuevid.diagnostics import Severity
from acuevid.models import Catalogue
from tests.checks.simulate import FAULTS, catalogue, results
from tests.conftest import TALLY, tries

ROOT = Path(__file__).parents[2]

SEED = 20_261_126


def findings(each: int, seed: int) -> tuple[int, Counter[str], int]:
    """How many results were drawn, the codes found in them, and how many of these are errors."""
    drawn = list(results(seed, each))
    report = run_checks(Catalogue.model_validate(catalogue(drawn)))
    # the references are made up, and that two of thousands of drawn trials agree in all figures is chance
    found = [item.result for item in report.found if not item.result.code.startswith("REF")]
    return len(drawn), Counter(r.code for r in found), sum(r.severity is Severity.ERROR for r in found)


@tries("each", 400, 4000)
def test_correct_results_are_left_in_peace(each: int) -> None:
    drawn, codes, errors = findings(each, SEED)
    TALLY[f"correct results ({each} of each kind)"] = f"{drawn} drawn, flagged {dict(codes)}"
    assert errors == 0, codes
    assert sum(codes.values()) <= drawn / 1000, codes


@tries("each", 150, 1000)
@pytest.mark.parametrize("name", FAULTS)
def test_planted_faults_are_found_as_often_as_is_said(name: str, each: int) -> None:
    """docs/checks.md quotes the long run; a short one may miss it by three standard errors."""
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    (said,) = (int(n) / 100 for n in re.findall(rf"\| {name} \| (\d+) \|", page))
    rng = random.Random(1)
    drawn = [item for item in results(SEED, each) if FAULTS[name](item, rng)]
    report = run_checks(Catalogue.model_validate(catalogue(drawn)))
    caught = {item.result.record for item in report.found}
    share = len(caught) / len(drawn)
    TALLY[f"planted: {name}"] = f"{len(caught)} of {len(drawn)}"
    assert share >= said - 3 * math.sqrt(said * (1 - said) / len(drawn))
