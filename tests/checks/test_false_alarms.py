"""Correct results, rounded as papers round them, raise no finding; planted faults are found, as often as is said."""

import random
from collections import Counter

import pytest

from acuevid.checks.run import run_checks
from acuevid.diagnostics import Severity
from acuevid.models import Catalogue
from tests.checks.simulate import FAULTS, catalogue, results
from tests.conftest import TALLY

SEED = 20_261_126


def findings(each: int, seed: int) -> tuple[int, Counter[str], int]:
    """How many results were drawn, the codes found in them, and how many of these are errors."""
    drawn = list(results(seed, each))
    report = run_checks(Catalogue.model_validate(catalogue(drawn)))
    # that two of thousands of drawn trials agree in all figures is chance, and a finding
    found = [item.result for item in report.found if item.result.code != "REF202"]
    return len(drawn), Counter(r.code for r in found), sum(r.severity is Severity.ERROR for r in found)


def _rare_and_no_errors(each: int, seed: int) -> None:
    drawn, codes, errors = findings(each, seed)
    TALLY[f"correct results ({each} of each kind)"] = f"{drawn} drawn, flagged {dict(codes)}"
    assert errors == 0, codes
    assert sum(codes.values()) <= drawn / 1000, codes


def test_correct_results_are_left_in_peace() -> None:
    _rare_and_no_errors(400, SEED)


@pytest.mark.long
def test_many_correct_results_are_left_in_peace() -> None:
    _rare_and_no_errors(4000, SEED + 1)


FOUND = {
    "a p ten times too large or small": 0.75,
    "the first digit of an effect one too high": 0.75,
    "two digits of a limit exchanged": 0.5,
    "standard errors printed as standard deviations": 0.85,
    "a direction of the other side": 0.99,
}
"""The least share of each planted fault that is found; docs/checks.md quotes these figures."""


@pytest.mark.parametrize("name", FAULTS)
def test_planted_faults_are_found(name: str) -> None:
    rng = random.Random(SEED)
    drawn = [item for item in results(SEED + 2, 150) if FAULTS[name](item, rng)]
    report = run_checks(Catalogue.model_validate(catalogue(drawn)))
    caught = {item.result.record for item in report.found}
    share = len(caught) / len(drawn)
    TALLY[f"planted: {name}"] = f"{len(caught)} of {len(drawn)}"
    assert share >= FOUND[name]
