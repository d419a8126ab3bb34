"""Appraisals whose lists of outcomes overlap: each outcome is judged by all that name it, in whatever order."""

from typing import Any

import pytest
from hypothesis import strategies as st

from acuevid.appraisal_tools import OVERALL
from acuevid.checks.run import run_checks
from acuevid.models import Catalogue
from acuevid.results.appraised import deciding, judged, risk_of_bias
from acuevid.synthesis.condition import summarise_condition
from tests.conftest import law
from tests.test_boundaries import catalogue, outcome, study

Given = dict[str, Any]
OUTCOMES = ("stroke", "death", "bleed")
WORDS = {
    "rob-2": ("low", "some-concerns", "high", "no-information"),
    "rob-1": ("low", "unclear", "high"),
    "robins-i": ("low", "moderate", "serious", "critical", "no-information"),
}


def one(*appraisals: Given) -> Catalogue:
    outcomes = (outcome(name, direction="favours-experimental") for name in OUTCOMES)
    return catalogue(study(*outcomes) | {"appraisal": list(appraisals)})


def judge(by: str, overall: str | None, *outcomes: str, tool: str = "rob-2", **more: Any) -> Given:
    found: Given = {"tool": tool, "by": by, **more}
    return found | ({"overall": overall} if overall else {}) | ({"outcomes": list(outcomes)} if outcomes else {})


def said(made: Catalogue, key: str | None = None) -> str | None:
    """The judgement on an outcome, or on the study: its word, ``disputed``, or `None`."""
    (trial,) = made.studies
    found = deciding(trial, key)
    judgement = risk_of_bias(trial, key)
    return judgement.word if judgement else "disputed" if found is not None else None


def disagreements(made: Catalogue) -> list[str]:
    return [f.result.line for f in run_checks(made).found if f.result.code == "APP104"]


def test_the_longer_list_is_no_weaker() -> None:
    """AB judges stroke and death low, CD judges stroke high: on stroke they differ, whichever stands first."""
    both = judge("AB", "low", "stroke", "death"), judge("CD", "high", "stroke")
    for order in (both, both[::-1]):
        made = one(*order)
        assert [said(made, key) for key in OUTCOMES] == ["disputed", "low", None]
        assert said(made) == "disputed"  # the worst outcome is one that people differ on
        (line,) = disagreements(made)
        assert line.startswith("RoB 2 for stroke; overall: ")
        assert "AB says low" in line
        assert "CD says high" in line


def test_one_finding_for_each_set_of_outcomes_in_dispute() -> None:
    made = one(judge("AB", "low", *OUTCOMES), judge("CD", "high", "stroke", "death"), judge("EF", "high", "bleed"))
    assert disagreements(made) == [
        "RoB 2 for death, stroke; overall: AB says low, CD says high",
        "RoB 2 for bleed; overall: AB says low, EF says high",
    ]


def test_one_person_who_judges_an_outcome_twice_differs_too() -> None:
    made = one(judge("AB", "low", "stroke", "death"), judge("AB", "high", "stroke"))
    assert disagreements(made) == ["RoB 2 for stroke; overall: AB says low, AB says high"]
    assert said(made, "stroke") == "disputed"


def test_a_consensus_on_one_of_the_outcomes_settles_that_one() -> None:
    two = judge("AB", "low", "stroke", "death"), judge("CD", "high", "stroke", "death")
    made = one(*two, judge("both", "some-concerns", "stroke", consensus=True))
    assert (said(made, "stroke"), said(made, "death")) == ("some-concerns", "disputed")
    assert [line.split(";")[0] for line in disagreements(made)] == ["RoB 2 for death"]
    settled = one(*two, judge("both", "some-concerns", *OUTCOMES, consensus=True))
    assert disagreements(settled) == []
    assert said(settled, "death") == "some-concerns"


def test_two_that_are_called_consensus_and_differ_are_none() -> None:
    made = one(judge("AB", "low", consensus=True), judge("CD", "high", consensus=True))
    assert said(made, "stroke") == "disputed"
    assert disagreements(made) == ["RoB 2; overall: AB says low, CD says high"]


def test_what_names_the_outcome_stands_before_what_is_on_the_whole_study() -> None:
    made = one(judge("AB", "high"), judge("CD", "low", "stroke"))
    assert [said(made, key) for key in OUTCOMES] == ["low", "high", "high"]
    assert said(made) == "high"
    assert disagreements(made) == []


@pytest.mark.parametrize(
    ("apart", "found"),
    [
        (("low", "some-concerns"), "some-concerns"),
        (("low", "high"), "high"),
        (("low", "low"), "low"),
        (("no-information", "some-concerns"), "some-concerns"),
    ],
)
def test_without_an_outcome_the_worst_of_those_judged_apart_counts(apart: tuple[str, str], found: str) -> None:
    first, second = (judge("AB", word, key) for word, key in zip(apart, OUTCOMES, strict=False))
    assert said(one(first, second)) == said(one(second, first)) == found


def test_a_high_risk_outcome_is_worse_than_a_disputed_one_and_that_than_some_concerns() -> None:
    differ = judge("AB", "low", "stroke"), judge("CD", "high", "stroke")
    assert said(one(*differ, judge("AB", "high", "death"))) == "high"
    assert said(one(*differ, judge("AB", "some-concerns", "death"))) == "disputed"


def test_of_two_tools_the_worse_judgement_counts() -> None:
    both = judge("AB", "low", "stroke"), judge("AB", "unclear", "stroke", tool="rob-1")
    assert said(one(*both), "stroke") == said(one(*both[::-1]), "stroke") == "unclear"


def test_appraisals_that_agree_add_up() -> None:
    """One judges a domain, the other the whole: both count, in either order."""
    both = judge("AB", None, domains={"D1": "low"}), judge("CD", "low")
    for order in (both, both[::-1]):
        (item,) = judged(one(*order).studies[0])
        assert [item.judgement(name) for name in ("D1", OVERALL)] == [item.tool.judgement(OVERALL, "low")] * 2


def _appraisal(tool: str) -> st.SearchStrategy[Given]:
    word = st.sampled_from(WORDS[tool])
    return st.builds(
        lambda by, overall, outcomes, consensus, domains: judge(
            by, overall, *sorted(outcomes), tool=tool, consensus=consensus, domains=domains
        ),
        st.sampled_from(["AB", "CD", "EF"]),
        st.none() | word,
        st.sets(st.sampled_from(OUTCOMES)),
        st.booleans(),
        st.dictionaries(st.sampled_from(["D1", "D2"]), word) if tool != "rob-1" else st.just({}),
    )


APPRAISALS = st.lists(st.sampled_from(sorted(WORDS)).flatmap(_appraisal), min_size=1, max_size=5)


@law(APPRAISALS.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))), short=60, long=1000)
def test_the_order_of_appraisals_changes_no_judgement(both: tuple[list[Given], list[Given]]) -> None:
    first, second = (one(*order) for order in both)
    for key in (None, *OUTCOMES):
        assert said(first, key) == said(second, key), key
    for key in OUTCOMES:
        known = [{(i.tool.key, n): word(i, n) for i in groups(m, key) for n in names(i)} for m in (first, second)]
        assert known[0] == known[1]
    assert heads(first) == heads(second)
    assert sentences(first) == sentences(second)


def groups(made: Catalogue, key: str) -> list[Any]:
    return [item for item in judged(made.studies[0]) if key in item.outcomes]


def names(item: Any) -> list[str]:
    return [*(domain.key for domain in item.tool.domains), OVERALL]


def word(item: Any, name: str) -> str | None:
    judgement = item.judgement(name)
    return judgement.word if judgement else "disputed" if item.is_disputed(name) else None


def heads(made: Catalogue) -> list[tuple[str, ...]]:
    """Each disagreement without who says what, for that is told in the order of the record."""
    return sorted(tuple(sorted(part.split(":")[0] for part in line.split("; "))) for line in disagreements(made))


def sentences(made: Catalogue) -> list[str]:
    told = summarise_condition(made, made.conditions[0]).statements
    return sorted(s.text for s in told if s.template.startswith(("appraisal.", "brief.risk-of-bias")))
