"""Six small invented sheets, each another topic and shape, summarised: golden texts, read sentence by sentence.

A drug against placebo; overlapping reviews with full lists of trials; a comparison looked back at and a case series;
harms only; three arms; a sheet without a single figure.
"""

import json

import pytest

from acuevid.catalogue.load import load_catalogue
from acuevid.synthesis.condition import summarise_condition
from tests.conftest import DATA, Command, Golden

SHEETS = ("drug", "reviews", "cohort", "harms", "arms", "words")


@pytest.mark.parametrize("name", SHEETS)
def test_summary(acuevid: Command, golden: Golden, name: str) -> None:
    path = DATA / "sheets" / f"{name}.toml"
    key = load_catalogue(path).conditions[0].key
    result = acuevid("summarize", key, "--catalogue", path)
    assert (result.code, result.err) == (0, "")
    golden(f"sheets/{name}.txt", result.out)


@pytest.mark.parametrize("name", SHEETS)
def test_claims_and_findings(acuevid: Command, golden: Golden, name: str) -> None:
    path = DATA / "sheets" / f"{name}.toml"
    result = acuevid("check", "--json", "--catalogue", path)
    found = json.loads(result.out)["diagnostics"]
    golden(f"sheets/{name}-check.txt", "".join(f"{d['code']} {d['citekey']}: {d['message']}\n" for d in found))


@pytest.mark.parametrize("name", SHEETS)
def test_no_sentence_is_long_or_stands_twice(name: str) -> None:
    """35 words at the most, but for lists of names and the line of pooled figures."""
    catalogue = load_catalogue(DATA / "sheets" / f"{name}.toml")
    for condition in catalogue.conditions:
        told = [s.text for s in summarise_condition(catalogue, condition).statements]
        assert len(told) == len(set(told))
        assert [t for t in told if len(t.split()) > 45] == []


def test_the_covered_area_of_reviews_whose_trials_are_all_listed(acuevid: Command) -> None:
    """Pieper et al. 2014: (8 − 4) / (4 · 3 − 4) = 50 %; and the people of four trials, not of three reviews."""
    text = " ".join(acuevid("summarize", "swelling", "--catalogue", DATA / "sheets" / "reviews.toml").out.split())
    assert "four trials stand in them eight times (corrected covered area 50.0%)" in text
    assert "260 people in four different trials" in text
