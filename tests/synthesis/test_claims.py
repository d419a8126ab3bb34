"""The sheet's claims held against the records: the verdicts that METHODS ("What may not be said") asks for."""

import pytest

from acuevid.models import Catalogue
from acuevid.synthesis.claims import RULES, Verdict, judge_claims
from tests.conftest import Command

EXPECTED = {
    "liu-as-effective": ("goes too far", "CLM101"),
    "liu-fewer-harms": ("goes too far", "CLM105"),
    "penza-not-effective": ("goes too far", "CLM102"),
    "xu-superior": ("reported, not checked", None),
    "pan-superior": ("reported, not checked", None),
    "hiv-no-better-than-placebo": ("supported", None),
    "hiv-attrition-mortality": ("goes too far", "CLM106"),
    "other-studies-encouraging": ("goes too far", "CLM108"),
    "summary-as-good-as-drugs": ("goes too far", "CLM101"),
    "summary-neither-effective": ("supported", None),
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
    assert text.count("Goes too far (CLM") == sum(rule is not None for _, rule in EXPECTED.values())
    for code in RULES:
        assert acuevid("check", "--explain", code).out.startswith(f"{code} (warning)")
