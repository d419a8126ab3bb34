"""What the text says of how studies were done and how certain evidence is: only what people recorded of it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from acuevid.catalogue.load import load_source
from acuevid.models import Catalogue
from acuevid.pools.fit import WITHOUT_HIGH_RISK, pool_set
from acuevid.pools.questions import pool_sets
from acuevid.synthesis.claim_rules import RULES
from acuevid.synthesis.claims import Judgement, Verdict, judge_claims
from acuevid.synthesis.condition import summarise_condition
from acuevid.synthesis.pool_words import pool_sentences
from acuevid.synthesis.sheet import summarise_sheet
from acuevid.synthesis.statements import Statement
from acuevid.views.trace import place
from tests.conftest import DATA, Command, law
from tests.synthesis.catalogues import build, catalogues
from tests.test_boundaries import catalogue, effect, outcome, study

Given = dict[str, Any]
RATED = DATA / "rated.toml"
NOT_RATED = re.compile("the certainty is not rated|No rating of certainty is recorded")
SURE = re.compile(r"\bcertainty\b|GRADE|\bprobably\b|very uncertain|\blikely\b|\bresults? in\b")


def trial(name: str, *outcomes: Given, judged: list[Given] | None = None, **more: Any) -> Given:
    """A trial of its own name and year: ``Elm 2015``."""
    reference = {"authors": [f"{name.capitalize()} A"], "title": f"On {name}", "issued": 2015}
    made = study(*(outcomes or (outcome("pain", direction="favours-experimental"),)), **more)
    appraised = {"appraisal": judged} if judged else {}
    return made | {"citekey": f"{name}2015", "reference": reference} | appraised


def rob2(overall: str | None, by: str = "AB", **more: Any) -> Given:
    return {"tool": "rob-2", "by": by} | ({"overall": overall} if overall else {}) | more


def told(made: Catalogue, *templates: str) -> list[str]:
    summary = summarise_condition(made, made.conditions[0])
    return [s.text for s in summary.told if s.template.startswith(templates)]


def tally(*studies: Given) -> list[str]:
    return told(catalogue(*studies), "brief.risk-of-bias")


def in_detail(*judged: Given, **more: Any) -> list[str]:
    return told(catalogue(trial("elm", judged=list(judged), **more)), "appraisal.")


# ------------------------------------------------------------------------------ how many, at what risk


def test_each_level_is_told_in_its_tools_word_the_worst_first() -> None:
    found = tally(
        trial("elm", judged=[rob2("low")]),
        trial("fir", judged=[rob2("high")]),
        trial("ash"),
    )
    assert found == [
        "Of the three randomised trials, one was judged at high risk of bias (Fir 2015) and one at low risk "
        "(Elm 2015); for the other (Ash 2015) it is not recorded."
    ]


@pytest.mark.parametrize(
    ("studies", "text"),
    [
        ([rob2("low")], "Elm 2015 was judged at low risk of bias."),
        ([rob2("some-concerns")], "Elm 2015 was judged with some concerns about bias."),
        ([rob2("high")] * 2, "Both randomised trials were judged at high risk of bias."),
        ([rob2("high")] * 3, "All three randomised trials were judged at high risk of bias."),
        (
            [rob2("no-information"), rob2("low")],
            "Of the two randomised trials, one was judged as giving too little information on bias (Elm 2015) and one "
            "at low risk (Fir 2015).",
        ),
        (
            [rob2(None, domains={"D1": "low"}), rob2("low")],
            "Of the two randomised trials, one was judged at low risk of bias (Fir 2015); for the other (Elm 2015) no "
            "overall judgement is recorded.",
        ),
    ],
)
def test_a_tally_in_each_of_its_forms(studies: list[Given], text: str) -> None:
    names = ("elm", "fir", "oak")
    assert tally(*(trial(n, judged=[j]) for n, j in zip(names, studies, strict=False))) == [text]


def test_people_who_disagree_give_no_judgement_until_they_agree() -> None:
    two = [rob2("high", "AB"), rob2("low", "CD")]
    (text,) = tally(trial("elm", judged=two), trial("fir", judged=[rob2("low")]))
    assert text == (
        "Of the two randomised trials, one was judged at low risk of bias (Fir 2015); assessors disagree on one "
        "(Elm 2015)."
    )
    agreed = [*two, rob2("some-concerns", "both", consensus=True)]
    (text,) = tally(trial("elm", judged=agreed), trial("fir", judged=[rob2("low")]))
    assert "with some concerns about bias (Elm 2015) and one at low risk (Fir 2015)" in text


def test_nothing_is_tallied_where_no_judgement_on_bias_is_recorded() -> None:
    assert tally(trial("elm"), trial("fir")) == []
    assert tally(trial("elm", judged=[{"tool": "jadad", "overall": "3", "by": "AB"}]), trial("fir")) == []


def test_a_tool_that_is_declared_is_told_by_its_concern_and_never_called_good() -> None:
    tool: Given = {"key": "list", "name": "the list", "judgements": {"good": "low", "poor": "high"}}
    tool["domain"] = [{"key": "x", "name": "X"}]
    judged = [{"tool": "list", "overall": "good", "by": "AB"}]
    made = catalogue(trial("elm", judged=judged), trial("fir", judged=[rob2("low")]), appraisal_tool=[tool])
    assert told(made, "brief.risk-of-bias") == ["Both randomised trials were judged at low risk of bias."]
    assert "good" not in " ".join(told(made, "appraisal.", "brief."))


def test_outcomes_that_are_judged_apart_count_by_the_worst() -> None:
    apart = [rob2("low", outcomes=["pain"]), rob2("high", outcomes=["walk"])]
    two = (outcome("pain"), outcome("walk"))
    (text,) = tally(trial("elm", *two, judged=apart), trial("fir", judged=[rob2("low")]))
    assert text.endswith("and one at low risk (Fir 2015); where outcomes were judged apart, the worst counts.")


# ------------------------------------------------------------------------------ the paragraph on a study


@pytest.mark.parametrize(
    ("judged", "text"),
    [
        (
            rob2("high", domains={"D1": "low", "D2": "high", "D4": "high"}),
            "The risk of bias in Elm 2015 was judged high overall (RoB 2), for deviations from intended interventions "
            "and measurement of the outcome.",
        ),
        (
            rob2("high", domains={"D1": "some-concerns", "D3": "some-concerns"}),
            "The risk of bias in Elm 2015 was judged high overall (RoB 2), for some concerns in randomisation process "
            "and missing outcome data.",
        ),
        (
            rob2("some-concerns", domains={"D3": "some-concerns"}),
            "Some concerns about the risk of bias in Elm 2015 were recorded (RoB 2), for missing outcome data.",
        ),
        (
            rob2("low", domains={"D1": "low", "D2": "no-information", "D3": "some-concerns", "D4": "high"}),
            "The risk of bias in Elm 2015 was judged low overall (RoB 2), with measurement of the outcome (high) and "
            "missing outcome data (some concerns).",
        ),
        (
            rob2("low", domains={"D1": "low"}, outcomes=["pain"]),
            "On pain, the risk of bias in Elm 2015 was judged low overall (RoB 2).",
        ),
        (
            rob2(None, domains={"D1": "high"}),
            "The risk of bias in Elm 2015 was judged high for randomisation process (RoB 2); no overall judgement is "
            "recorded.",
        ),
        (
            {"tool": "robins-i", "overall": "critical", "domains": {"D1": "critical"}, "by": "AB"},
            "The risk of bias in Elm 2015 was judged critical overall (ROBINS-I), for confounding.",
        ),
        (
            {
                "tool": "robins-i",
                "overall": "moderate",
                "domains": {"D1": "moderate", "D3": "low", "D4": "moderate", "D5": "no-information", "D6": "serious"},
            },
            "The risk of bias in Elm 2015 was judged moderate overall (ROBINS-I), for measurement of outcomes "
            "(serious), confounding and deviations from intended interventions.",
        ),
        (
            {
                "tool": "robins-i",
                "overall": "serious",
                "domains": {"D1": "serious", "D2": "moderate", "D6": "critical"},
            },
            "The risk of bias in Elm 2015 was judged serious overall (ROBINS-I), for measurement of outcomes "
            "(critical) and confounding.",
        ),
        (
            {"tool": "robins-i", "overall": "no-information", "domains": {"D1": "moderate", "D5": "no-information"}},
            "Too little information was found to judge the risk of bias in Elm 2015 (ROBINS-I), for missing data.",
        ),
        (
            {"tool": "rob-1", "overall": "unclear", "domains": {"selective-reporting": "high"}},
            "The risk of bias in Elm 2015 was judged unclear overall (RoB 1), for selective reporting (high).",
        ),
        (
            rob2(None, domains={"D1": "some-concerns", "D2": "no-information"}),
            "The risk of bias in Elm 2015 was judged of some concern for randomisation process (RoB 2); no overall "
            "judgement is recorded.",
        ),
        ({"tool": "jadad", "overall": 3, "by": "AB"}, "Elm 2015 was appraised by the Jadad score: 3 of 5."),
        (
            {"tool": "jbi-case-series", "overall": "exclude"},
            "By the JBI checklist for case series Elm 2015 was judged as one to exclude.",
        ),
        (
            {"tool": "jbi-case-series", "overall": "include"},
            "Elm 2015 was appraised by the JBI checklist for case series: “include”.",
        ),
    ],
)
def test_a_study_is_told_with_its_appraisal(judged: Given, text: str) -> None:
    assert in_detail(judged) == [text]


def test_what_people_disagree_on_is_named() -> None:
    first = rob2("high", "AB", domains={"D1": "low", "D2": "high"})
    second = rob2("low", "CD", domains={"D1": "low", "D2": "low"})
    assert in_detail(first, second) == [
        "Assessors disagree on the risk of bias in Elm 2015 (RoB 2): deviations from intended interventions and the "
        "overall judgement."
    ]


def test_a_review_is_told_by_the_confidence_in_it_once() -> None:
    review = trial("elm", judged=[{"tool": "amstar-2", "overall": "critically-low", "by": "AB"}])
    review |= {"design": "systematic-review", "review": {"trials": 3}}
    other = review | {"citekey": "fir2014", "appraisal": [{"tool": "amstar-2", "overall": "low", "by": "AB"}]}
    other["reference"] = {"authors": ["Fir F"], "title": "On fir", "issued": 2014}
    made = catalogue(review, other)
    assert told(made, "appraisal.", "brief.risk", "limits.not-appraised") == [
        "Confidence in the results of Elm 2015 was judged critically low (AMSTAR 2).",
        "Confidence in the results of Fir 2014 was judged low (AMSTAR 2).",
    ]


# ------------------------------------------------------------------------------ what is not recorded

JBI: Given = {"tool": "jbi-case-series", "overall": "include", "by": "AB"}
"""An appraisal with a tool that gives no risk of bias."""


@pytest.mark.parametrize("tool", [JBI, {"tool": "jadad", "overall": 3}, {"tool": "amstar-2", "overall": "high"}])
def test_a_study_appraised_with_a_tool_that_gives_no_risk_of_bias_is_appraised(tool: Given) -> None:
    both = trial("elm", judged=[tool]), trial("fir", judged=[rob2("low")])
    assert told(catalogue(*both), "brief.risk-of-bias") == [
        "Of the two randomised trials, one was judged at low risk of bias (Fir 2015); one (Elm 2015) was appraised by "
        "a tool that does not judge it."
    ]
    made = catalogue(*both, trial("oak"))
    text = (
        "Of the three randomised trials, one was judged at low risk of bias; one was appraised by a tool that does not "
        "judge it; for the other it is not recorded."
    )
    assert told(made, "brief.risk-of-bias") == [text]
    assert [s.text for s in summarise_sheet(made).in_summary if s.template.startswith("sheet.risk")] == [text]


@pytest.mark.parametrize(
    ("judged", "text"),
    [
        ([[JBI], [JBI]], []),
        ([[JBI], []], ["How well one of the two studies was done is not recorded."]),
    ],
)
def test_the_sheet_counts_every_appraisal_as_one(judged: list[list[Given]], text: list[str]) -> None:
    made = catalogue(*(trial(n, judged=j) for n, j in zip(("elm", "fir"), judged, strict=True)))
    found = [s.text for s in summarise_sheet(made).in_summary if s.template.startswith(("sheet.not-app", "sheet.risk"))]
    assert found == text == told(made, "limits.not-appraised")


@pytest.mark.parametrize(
    ("judged", "text"),
    [
        ([[]], ["How well the study was done is not recorded."]),
        ([[], []], ["How well these studies were done is not recorded."]),
        ([[], [rob2("low")]], ["How well one of the two studies was done is not recorded."]),
        ([[], [], [rob2("low")]], ["How well two of the three studies were done is not recorded."]),
        ([[rob2("low")], [rob2("low")]], []),
        ([[JBI], [rob2("low")]], []),
        ([[JBI], [rob2("low")], []], ["How well one of the three studies was done is not recorded."]),
    ],
)
def test_a_summary_says_where_nothing_is_recorded(judged: list[list[Given]], text: list[str]) -> None:
    made = catalogue(*(trial(n, judged=j) for n, j in zip(("elm", "fir", "oak"), judged, strict=False)))
    assert told(made, "limits.not-appraised") == text
    whole = [s.text for s in summarise_sheet(made).in_summary if s.template.startswith("sheet.not-appraised")]
    assert whole == (text if not any(judged) else [])


# ------------------------------------------------------------------------------ pools


def events(a: int, b: int) -> Given:
    return outcome("fall", events={"a": a, "b": b}, event_is="bad", timepoints=["6 weeks"])


def pooled(*judged: list[Given]) -> tuple[Any, list[Statement]]:
    counts = ((20, 32), (9, 18), (14, 19), (15, 25))
    studies = [
        trial(name, events(*n), judged=j, n=(100, 100))
        for name, n, j in zip(("elm", "fir", "oak", "ash"), counts, judged, strict=False)
    ]
    (chosen,) = pool_sets(catalogue(*studies).studies)
    result = pool_set(chosen)
    return result, [s for paragraph in pool_sentences(result) for s in paragraph]


def texts(statements: list[Statement], *templates: str) -> list[str]:
    return [s.text for s in statements if s.template.startswith(templates)]


def test_a_pool_is_told_without_the_studies_at_high_risk() -> None:
    """Without Fir: log risk ratios −0.4700, −0.3054, −0.5108 with weights 16.33, 9.61, 11.54: −0.4404, SE 0.1633."""
    pytest.importorskip("scipy")
    result, statements = pooled([rob2("low")], [rob2("high")], [], [rob2("low")])
    ((name, fit),) = ((n, f) for n, f in result.variants if n == WITHOUT_HIGH_RISK)
    rest, _ = pooled([rob2("low")], [], [], [rob2("low")])
    assert fit.k == 3
    assert name in [way for way, _ in result.sensitivity.others]
    assert not [n for n, _ in rest.variants if n == WITHOUT_HIGH_RISK]
    (high,) = texts(statements, "pool.high-risk")
    assert high == "Fir 2015 was judged at high risk of bias; without it the pool gives 0.64 (0.47 to 0.89)."
    assert "without studies at high risk of bias" in " ".join(texts(statements, "pool.robust", "pool.fragile"))


def test_the_judgement_on_the_pooled_outcome_counts_and_not_the_one_on_another() -> None:
    pytest.importorskip("scipy")
    other = rob2("high", outcomes=["other"])
    counts = [trial("elm", events(20, 32), outcome("other"), judged=[rob2("low"), other], n=(100, 100))]
    counts += [trial(n, events(9, 18), judged=[rob2("low")], n=(100, 100)) for n in ("fir", "oak")]
    (chosen,) = pool_sets(catalogue(*counts).studies)
    assert [m.is_at_high_risk for m in chosen.pooled] == [False] * 3
    counts[0]["appraisal"] = [rob2("low"), rob2("high", outcomes=["fall"])]
    (chosen,) = pool_sets(catalogue(*counts).studies)
    statements = [s for paragraph in pool_sentences(pool_set(chosen)) for s in paragraph]
    (high,) = texts(statements, "pool.high-risk")
    assert high.startswith("Elm 2015 was judged at high risk of bias in this outcome; without it the pool gives ")


def test_too_few_left_and_all_at_high_risk() -> None:
    pytest.importorskip("scipy")
    _, two = pooled([rob2("high")], [rob2("low")])
    assert texts(two, "pool.high-risk") == [
        "Elm 2015 was judged at high risk of bias; without it too few studies are left to pool."
    ]
    _, every = pooled([rob2("high")], [rob2("high")], [rob2("high")])
    assert texts(every, "pool.high-risk") == []
    assert texts(every, "pool.risk-of-bias") == ["All three randomised trials were judged at high risk of bias."]


def test_the_caution_of_a_pool_says_what_is_recorded_and_what_is_not() -> None:
    pytest.importorskip("scipy")
    start = "Pooling weighs studies by their precision, not by how well they were done"
    _, none = pooled([], [], [])
    assert texts(none, "pool.caution", "pool.risk") == [f"{start}, which is not recorded."]
    _, some = pooled([rob2("high")], [rob2("low")], [])
    assert texts(some, "pool.caution", "pool.risk") == [
        f"{start}.",
        "Of the three randomised trials, one was judged at high risk of bias (Elm 2015) and one at low risk "
        "(Fir 2015); for the other (Oak 2015) it is not recorded.",
    ]


def test_a_pool_as_json_has_the_judgements_and_the_variant(acuevid: Command) -> None:
    pytest.importorskip("scipy")
    arguments = ("pool", "asthma", "--outcome", "asthma attack", "--json", "--catalogue", RATED)
    data = json.loads(acuevid(*arguments).out)
    assert {s["citekey"]: s["risk_of_bias"] for s in data["studies"]} == {
        "amber2011": "low",
        "birch2014": "high",
        "cedar2018": None,
    }
    assert WITHOUT_HIGH_RISK in [v["name"] for v in data["variants"]]


# ------------------------------------------------------------------------------ certainty


def rating(certainty: str, about: str = "pain", **more: Any) -> Given:
    return {"condition": "c", "outcome": about, "certainty": certainty, "rated_by": "AB and CD"} | more


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({}, "AB and CD rated the certainty of the evidence on pain as low (GRADE)."),
        (
            {"comparator": "sham", "rated_on": "2023-03", "down": {"risk-of-bias": 1, "imprecision": 1}},
            "AB and CD rated the certainty of the evidence on pain against sham treatment as low (GRADE, March 2023): "
            "rated down for risk of bias and imprecision.",
        ),
        (
            {"randomised": False, "down": {"imprecision": 2, "inconsistency": 1}},
            "AB and CD rated the certainty of the evidence from studies that were not randomised on pain as low "
            "(GRADE): rated down for inconsistency, and by two levels for imprecision.",
        ),
        (
            {"down": {"risk-of-bias": 2, "imprecision": 2}},
            "AB and CD rated the certainty of the evidence on pain as low (GRADE): rated down by two levels each for "
            "risk of bias and imprecision.",
        ),
        (
            {"window": "short", "up": {"large-effect": 1}},
            "AB and CD rated the certainty of the evidence on pain up to 3 months as low (GRADE): rated up for a large "
            "effect.",
        ),
    ],
)
def test_a_certainty_is_told_with_its_reasons(more: Given, text: str) -> None:
    assert told(catalogue(trial("elm"), rating=[rating("low", **more)]), "brief.rating") == [text]


def test_a_long_rating_is_told_in_several_sentences_in_the_order_of_the_record() -> None:
    every = {"risk-of-bias": 2, "inconsistency": 1, "indirectness": 1, "imprecision": 2, "publication-bias": 1}
    long = rating("low", comparator="sham", randomised=True, window="long", rated_on="2023-03-09", down=every)
    found = told(catalogue(trial("elm"), rating=[long, rating("high", "walking")]), "brief.rating")
    assert found == [
        "AB and CD rated the certainty of the evidence from randomised trials on pain after 12 months against sham "
        "treatment as low (GRADE, 9 March 2023).",
        "For pain after 12 months against sham treatment, it was rated down for inconsistency, indirectness and "
        "publication bias, and by two levels each for risk of bias and imprecision.",
        "AB and CD rated the certainty of the evidence on walking as high (GRADE).",
    ]
    panel = rating("low", rated_by="a panel of " + " ".join(["many people"] * 14))
    split = told(catalogue(trial("elm"), rating=[panel]), "brief.rating")
    assert [text.split(" many")[0] for text in split] == [
        "The certainty of the evidence on pain was rated as low (GRADE).",
        "This rating on pain is by a panel of",
    ]


@law(catalogues(), short=60, long=500)
def test_certainty_is_spoken_of_only_where_people_rated_it(data: Given) -> None:
    for rated, made in ((True, build(data)), (False, build(data | {"rating": []}))):
        for statement in summarise_sheet(made).statements:
            if SURE.search(NOT_RATED.sub("", statement.text)):
                assert rated, statement.text
                assert any(b.record.startswith("rating ") for b in statement.basis), statement.text


# ------------------------------------------------------------------------------ claims


CLEAR = outcome("pain", effect=effect("mean_difference", "-1.2", "-1.6", "-0.8"), better="lower")
OPEN = outcome("pain", effect=effect("mean_difference", "-0.2", "-0.6", "0.2"), better="lower")


def judged(asserts: str, *rated: Given, outcomes: tuple[Given, ...] = (CLEAR,), **more: Any) -> Judgement:
    claim = {"id": "k", "place": "in-summary", "text": "t", "asserts": asserts, "conditions": ["c"]}
    about = {"outcomes": ["pain"]} if "families" not in more else {}
    made = catalogue(trial("big", *outcomes, n=(400, 400)), claim=[claim | about | more], rating=list(rated))
    (found,) = judge_claims(made)
    return found


def verdict(found: Judgement) -> tuple[str, str | None]:
    return found.verdict.value, found.rule.code if found.rule else None


SUPPORTED, TOO_FAR = ("supported", None), ("goes too far", "CLM110")


@pytest.mark.parametrize("asserts", ["superiority", "benefit"])
@pytest.mark.parametrize(
    ("certainty", "hedged", "expected"),
    [
        (None, False, SUPPORTED),
        ("high", False, SUPPORTED),
        ("moderate", False, SUPPORTED),
        ("low", False, TOO_FAR),
        ("low", True, SUPPORTED),
        ("very-low", False, TOO_FAR),
        ("very-low", True, TOO_FAR),
    ],
)
def test_a_claim_may_not_be_surer_than_its_certainty(
    asserts: str, certainty: str | None, hedged: bool, expected: tuple[str, str | None]
) -> None:
    rated = [rating(certainty)] if certainty else []
    assert verdict(judged(asserts, *rated, hedged=hedged)) == expected


def test_what_may_be_said_instead_is_in_the_words_of_grade() -> None:
    low = judged("superiority", rating("low", comparator="sham"))
    assert low.reason.text == (
        "The evidence on pain against sham treatment was rated as of low certainty by AB and CD (GRADE); that bears "
        "“may”, and no more."
    )
    assert low.licensed[0].text == "X may be better than sham treatment for pain (low certainty)."
    very_low = judged("superiority", rating("very-low"), hedged=True)
    assert very_low.reason.text.endswith("(GRADE); that bears “very uncertain”, and no more.")
    assert very_low.licensed[0].text == "The evidence is very uncertain about the effect of x on pain."
    unsettled = judged("superiority", rating("low"), outcomes=(outcome("walking"),))
    assert verdict(unsettled) == TOO_FAR
    assert not any(" may be better" in s.text for s in unsettled.licensed)


def test_a_rating_of_something_else_changes_nothing() -> None:
    assert verdict(judged("superiority", rating("low", "walking"))) == SUPPORTED
    assert verdict(judged("superiority", rating("low", comparator="placebo"), comparators=["sham"])) == SUPPORTED
    assert verdict(judged("superiority", rating("low", "falls", family="harms"), families=["pain"])) == SUPPORTED


def test_a_family_and_an_outcome_in_it_are_one_subject() -> None:
    by_family = {"condition": "c", "family": "pain", "certainty": "low", "rated_by": "AB"}
    assert verdict(judged("superiority", by_family)) == TOO_FAR
    assert verdict(judged("superiority", rating("low"), families=["pain"])) == TOO_FAR


def test_of_several_ratings_of_one_body_the_best_counts_and_of_several_bodies_the_lowest() -> None:
    both = rating("moderate", randomised=True), rating("low", randomised=False)
    assert verdict(judged("superiority", *both)) == SUPPORTED
    two = (CLEAR, CLEAR | {"id": "walk", "label": "walking"})
    rated = rating("high"), rating("low", "walking")
    assert verdict(judged("superiority", *rated, outcomes=two, families=["pain"])) == TOO_FAR
    assert verdict(judged("superiority", *rated, outcomes=two)) == SUPPORTED


def test_doubt_and_an_earlier_fault_keep_their_verdict() -> None:
    assert verdict(judged("no-clear-difference", rating("very-low"), outcomes=(OPEN,))) == SUPPORTED
    assert judged("insufficient-evidence", rating("very-low")).rule is None
    assert verdict(judged("superiority", rating("low"), outcomes=(OPEN,))) == ("goes too far", "CLM107")
    assert verdict(judged("no-effect", rating("very-low"), outcomes=(OPEN,), hedged=True)) == TOO_FAR
    assert verdict(judged("no-effect", rating("low"), outcomes=(OPEN,), hedged=True)) == SUPPORTED


def test_fewer_harms_are_held_against_ratings_of_harms_alone() -> None:
    harms = outcome("sick", family="harms", events={"a": 5, "b": 60}, event_is="bad")
    about: Given = {"outcomes": (harms,), "families": ["harms"]}
    assert verdict(judged("fewer-harms", rating("low", "pain"), **about)) == SUPPORTED
    found = judged("fewer-harms", rating("low", "sick", comparator="sham"), **about)
    assert verdict(found) == TOO_FAR
    assert found.licensed[0].text == "X may do less harm than sham treatment, as to sick (low certainty)."


def test_check_explains_the_rule(acuevid: Command) -> None:
    assert Verdict.TOO_FAR.value == "goes too far"
    assert acuevid("check", "--explain", "CLM110").out.startswith("CLM110 (warning)")
    assert "CLM110" in RULES


# ------------------------------------------------------------------------------ where it is from


def test_every_judgement_resolves_to_its_line() -> None:
    source = load_source(RATED)
    lines = Path(RATED).read_text(encoding="utf-8").split("\n")
    checked = set()
    for statement in summarise_sheet(source.catalogue).statements:
        for basis in statement.basis:
            if basis.value == "absent" or not (basis.field.startswith("appraisal[") or "rating" in basis.record):
                continue
            number = int(place(source, basis).rpartition(":")[2])
            if basis.field == "computed":
                continue
            name = basis.field.split(".")[-1]
            assert name in lines[number - 1], (basis, lines[number - 1])
            checked.add((basis.record, basis.field))
    assert ("birch2014", "appraisal[3].overall") in checked
    assert ("birch2014", "appraisal[3].domains.D2") in checked
    assert ("rating 1", "down.imprecision") in checked


def test_the_invented_sheet_reads_well(acuevid: Command, golden: Any) -> None:
    pytest.importorskip("scipy")
    golden("appraisal/rated.txt", acuevid("summarize", "asthma", "--catalogue", RATED).out)
    arguments = ("pool", "asthma", "--outcome", "asthma attack", "--catalogue", RATED)
    golden("appraisal/rated-pool.txt", acuevid(*arguments).out)
