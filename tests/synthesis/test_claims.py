"""The sheet's claims held against the records: the verdicts that METHODS ("What may not be said") asks for."""

from typing import Any

import pytest

from acuevid.models import Catalogue
from acuevid.synthesis.claim_rules import RULES
from acuevid.synthesis.claims import Judgement, Verdict, judge_claims
from tests.conftest import Command
from tests.test_boundaries import catalogue, effect, outcome, study

Given = dict[str, Any]

EXPECTED = {
    "liu-as-effective": ("goes too far", "CLM101"),
    "liu-fewer-harms": ("goes too far", "CLM105"),
    "penza-not-effective": ("goes too far", "CLM102"),
    "xu-superior": ("reported, not checked", None),
    "pan-superior": ("reported, not checked", None),
    "hiv-no-better-than-placebo": ("reported, not checked", None),
    "hiv-attrition-mortality": ("goes too far", "CLM106"),
    "other-studies-encouraging": ("goes too far", "CLM108"),
    "summary-as-good-as-drugs": ("goes too far", "CLM101"),
    "summary-neither-effective": ("cannot be judged", None),
    "summary-insufficient": ("supported", None),
    "summary-additional-benefits": ("goes too far", "CLM108"),
    "summary-fewer-side-effects": ("goes too far", "CLM105"),
    "mechanism-general": ("cannot be judged", None),
    "mechanism-relief": ("goes too far", "CLM104"),
    "about-tried-and-tested": ("cannot be judged", None),
    "about-weight-of-evidence": ("cannot be judged", None),
    "about-benefits-acknowledged": ("cannot be judged", None),
}


def test_the_verdicts_on_the_sheet(shipped: Catalogue) -> None:
    found = {j.claim.id: (j.verdict.value, j.rule.code if j.rule else None) for j in judge_claims(shipped)}
    assert found == EXPECTED


def test_each_verdict_has_its_reason_and_what_may_be_said(shipped: Catalogue) -> None:
    for judgement in judge_claims(shipped):
        assert judgement.reason.basis
        assert (judgement.rule is not None) == (judgement.verdict in (Verdict.TOO_FAR, Verdict.NOT_SUPPORTED))
        if judgement.verdict is Verdict.TOO_FAR and judgement.claim.id != "mechanism-relief":
            assert judgement.licensed


def test_no_claim_of_efficacy_rests_on_a_mechanism_study(shipped: Catalogue) -> None:
    mechanisms = {s.citekey for s in shipped.studies if s.design.is_mechanism}
    for judgement in judge_claims(shipped):
        for statement in judgement.licensed:
            assert mechanisms.isdisjoint(statement.citekeys)
        if judgement.verdict is Verdict.SUPPORTED:
            assert mechanisms.isdisjoint(judgement.supporting)


def changed(shipped: Catalogue, **outcome: object) -> Catalogue:
    """The shipped catalogue with Xu 2010's outcome changed."""
    data = shipped.model_dump(by_alias=True, exclude_unset=True)
    xu = next(s for s in data["study"] if s["citekey"] == "xu2010")
    xu["outcome"][0].update(outcome)
    return Catalogue.model_validate(data)


@pytest.mark.parametrize(
    ("outcome", "verdict", "rule"),
    [
        ({"direction": "favours-comparator"}, "not supported", "CLM107"),
        ({"direction": "no-clear-difference"}, "not supported", "CLM107"),
        ({"p": "= 0.2"}, "goes too far", "CLM107"),
        ({"p": "= 0.05"}, "reported, not checked", None),
    ],
)
def test_the_verdict_follows_the_records(
    shipped: Catalogue, outcome: dict[str, object], verdict: str, rule: str | None
) -> None:
    found = {j.claim.id: j for j in judge_claims(changed(shipped, **outcome))}["xu-superior"]
    assert (found.verdict.value, found.rule.code if found.rule else None) == (verdict, rule)


def test_check_reports_them_and_the_export_prints_them(acuevid: Command) -> None:
    out = acuevid("check").out
    for claim, (verdict, rule) in EXPECTED.items():
        assert (f"claim {claim} {verdict}" in out) == (rule is not None)
    text = acuevid("export", "--format", "md").out
    assert text.count("Goes too far (CLM") + text.count("Not supported (CLM") == sum(
        rule is not None for _, rule in EXPECTED.values()
    )
    for code in RULES:
        assert acuevid("check", "--explain", code).out.startswith(f"{code} (warning)")


# ------------------------------------------------------------------------------ what decides, and what is told


def trial(name: str, *outcomes: Given, **more: Any) -> Given:
    """A trial of its own name: ``Big 2015``."""
    reference = {"authors": [f"{name.capitalize()} A"], "title": f"On {name}", "issued": 2015}
    return study(*outcomes, **more) | {"citekey": f"{name}2015", "reference": reference}


def pain(estimate: str, low: str, high: str, **more: Any) -> Given:
    return outcome("pain", effect=effect("mean_difference", estimate, low, high), better="lower") | more


def judged(asserts: str, *studies: Given, **more: Any) -> Judgement:
    """One claim on pain in the condition, without citations."""
    about = {"conditions": ["c"], "families": ["pain"]} | more
    (found,) = judge_claims(
        catalogue(*studies, claim=[{"id": "k", "place": "in-summary", "text": "t", "asserts": asserts} | about])
    )
    return found


BIG = trial("big", pain("-1.2", "-1.6", "-0.8"), n=(400, 400), participants=800)
SMALL = trial("small", pain("-0.3", "-1.6", "1.0"), n=(20, 20), participants=40)
REVIEW = trial("rev", pain("-0.5", "-0.9", "-0.1"), design="systematic-review", review={"trials": 3}, n=(None, None))
INSIDE = trial("ant", pain("-0.7", "-1.4", "0.0"), included_in=["rev2015"])
AGAIN = trial("antb", pain("0.4", "-0.3", "1.1"), reanalysis_of="ant2015")


@pytest.mark.parametrize(
    "asserted",
    [{"asserts": "no-clear-difference"}, {"asserts": "no-effect", "hedged": True}, {"asserts": "no-effect"}],
)
def test_one_clear_interval_contradicts_no_clear_difference(asserted: Given) -> None:
    asserts = asserted["asserts"]
    more = {k: v for k, v in asserted.items() if k != "asserts"}
    found = judged(asserts, BIG, SMALL, **more)
    assert (found.verdict, found.rule) == (Verdict.NOT_SUPPORTED, RULES["CLM109"])
    assert found.reason.text == "Big 2015 contradicts it: its interval for pain lies wholly on the side of needles."
    assert (found.supporting, found.opposing) == (("small2015",), ("big2015",))


def test_a_hedged_doubt_is_not_refused_on_a_p_alone_beside_a_result_that_bears_it_out(shipped: Catalogue) -> None:
    """The sheet's own doubt, "in some circumstances"; Xu 2010 and Pan 2008 print a p and no interval."""
    (found,) = (j for j in judge_claims(shipped) if j.claim.id == "summary-neither-effective")
    assert found.reason.text == (
        "Shlay 1998 bears it out; Xu 2010 and Pan 2008 report a clear difference, by a p-value alone."
    )


def test_no_clear_difference_is_borne_out_by_those_that_have_a_vote() -> None:
    """Trials inside the review and re-analyses have none beside it."""
    found = judged("no-clear-difference", REVIEW, INSIDE, AGAIN)
    assert found.reason.text == "Rev 2015 contradicts it: its interval for pain lies wholly on the side of needles."
    unclear = REVIEW | {"outcome": [pain("-0.5", "-1.1", "0.1")]}
    clear_inside = INSIDE | {"outcome": [pain("-0.7", "-1.3", "-0.1")]}
    found = judged("no-clear-difference", unclear, clear_inside)
    assert found.verdict is Verdict.SUPPORTED
    assert found.reason.text == "Rev 2015 bears it out."


def test_a_claim_is_not_borne_out_by_what_it_does_not_name() -> None:
    harm = outcome("bruise", events={"a": 3, "b": 4}, event_is="bad") | {"family": "harms"}
    found = judged("no-clear-difference", trial("big", harm), outcomes=["quality of life"], studies=["big2015"])
    assert found.verdict is Verdict.OPEN


def test_without_an_interval_no_clear_difference_is_reported() -> None:
    bare = trial("big", outcome("pain", direction="no-clear-difference", p="= 0.60"))
    for asserts in ("no-clear-difference", "no-effect"):
        found = judged(asserts, bare, hedged=True)
        assert found.verdict is Verdict.REPORTED
        assert found.reason.text.startswith("Big 2015 reports so, on pain only; without an interval")
    assert judged("no-clear-difference", SMALL).verdict is Verdict.SUPPORTED
    assert judged("no-clear-difference", trial("big", outcome("pain", direction="favours-experimental"))).verdict is (
        Verdict.OPEN
    )


def test_a_clear_p_contradicts_without_an_interval_and_a_re_analysis_does_not() -> None:
    by_p = outcome("pain", direction="favours-comparator", p="= 0.01")
    found = judged("no-clear-difference", trial("big", by_p))
    assert found.reason.text == "Big 2015 contradicts it: it reports a clear difference in pain."
    alone = trial("antb", outcome("walk", direction="favours-comparator", p="= 0.01"), reanalysis_of="ant2015")
    assert judged("no-clear-difference", INSIDE, REVIEW, alone, outcomes=["walk"]).verdict is Verdict.OPEN


MARGIN = trial("eqm", pain("0.1", "-0.5", "0.7", margin=1))
NO_MARGIN = trial("eqn", pain("0.3", "-0.6", "1.2"))


@pytest.mark.parametrize(
    ("studies", "reason"),
    [
        (
            [MARGIN, NO_MARGIN],
            "No margin is recorded for pain in Eqn 2015; Eqm 2015 stays inside its margin of 1 for pain.",
        ),
        ([NO_MARGIN], "The records have no margin set beforehand, so no result can show this."),
        (
            [trial("nim", pain("0.2", "-0.4", "1.2", margin=1))],
            "Nim 2015 does not stay inside its margin of 1 for pain.",
        ),
        (
            [trial("dog", pain("-1.6", "-2.0", "-1.2", margin=1))],
            "Dog 2015 does not stay inside its margin of 1 for pain, on the side of needles.",
        ),
    ],
)
def test_equality_says_which_study_set_a_margin_and_which_misses_it(studies: list[Given], reason: str) -> None:
    found = judged("equivalence", *studies)
    assert (found.verdict, found.rule) == (Verdict.TOO_FAR, RULES["CLM101"])
    assert found.reason.text == reason


def test_many_margins_are_told_in_one_short_sentence() -> None:
    many = [trial(name, pain("0.2", "-0.4", "1.2", margin=1)) for name in ("abe", "bea", "cid", "dan", "eva")]
    text = judged("equivalence", *many).reason.text
    assert text.endswith("; and so on for three more.")
    assert len(text.split()) <= 35


@pytest.mark.parametrize(
    ("studies", "verdict"),
    [
        ([], Verdict.SUPPORTED),
        ([BIG], Verdict.SUPPORTED),
        ([BIG, SMALL], Verdict.OPEN),
        ([REVIEW], Verdict.OPEN),
    ],
)
def test_too_little_evidence_counts_what_the_claim_names(studies: list[Given], verdict: Verdict) -> None:
    drug = [
        {"id": "a", "label": "needles", "role": "experimental"},
        {"id": "b", "label": "drug", "role": "comparator", "comparator": "active-drug"},
    ]
    others = [trial(name, pain("0", "-1", "1"), arm=drug) for name in ("oak", "elm")]
    found = judged("insufficient-evidence", *others, *studies, comparators=["sham"])
    assert found.verdict is verdict
    if not studies:
        assert found.reason.text == "No randomised trial of what the claim names is recorded."


@pytest.mark.parametrize(
    ("events", "verdict", "reason"),
    [
        ((5, 3), Verdict.NOT_SUPPORTED, "Big 2015 did not find fewer: adverse events, five of 50 v three of 50."),
        ((3, 5), Verdict.TOO_FAR, "Big 2015 found fewer, but not clearly: adverse events, three of 50 v five of 50."),
    ],
)
def test_harms_that_were_not_fewer_are_told_by_their_figures(
    events: tuple[int, int], verdict: Verdict, reason: str
) -> None:
    harm = outcome("ae", events=dict(zip("ab", events, strict=True)), event_is="bad")
    found = judged(
        "fewer-harms", trial("big", harm | {"label": "adverse events", "family": "harms"}), families=["harms"]
    )
    assert (found.verdict, found.rule, found.reason.text) == (verdict, RULES["CLM105"], reason)


@pytest.mark.parametrize(
    ("studies", "verdict", "named"),
    [
        ([REVIEW, INSIDE, AGAIN], Verdict.SUPPORTED, "Rev 2015"),
        ([BIG, SMALL], Verdict.SUPPORTED, "Big 2015"),
        ([BIG | {"participants": 30}, SMALL], Verdict.TOO_FAR, None),  # the largest is not clear
        ([BIG | {"participants": None}, SMALL], Verdict.TOO_FAR, None),
        ([BIG, trial("odd", pain("0.2", "-1.0", "1.4"), participants=40)], Verdict.NOT_SUPPORTED, None),
        ([BIG | {"design": "non-randomised-controlled"}, SMALL], Verdict.TOO_FAR, None),
    ],
)
def test_the_largest_that_speaks_decides_where_all_point_one_way(
    studies: list[Given], verdict: Verdict, named: str | None
) -> None:
    found = judged("superiority", *studies)
    assert found.verdict is verdict
    if named:
        assert found.reason.text == f"{named} reports so, on pain only."
