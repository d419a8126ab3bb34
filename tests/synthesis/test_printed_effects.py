"""How sentences tell effects as printed: long lists of adjustments, associations in one group, retracted trials."""

from decimal import Decimal
from typing import Any

from acuevid.synthesis.condition import summarise_condition
from tests.synthesis.catalogues import build

FACTORS = ["age", "sex", "smoking", "body mass index", "diabetes", "blood pressure", "income", "earlier treatment"]
EFFECT = {"measure": "mean_difference", "estimate": 1, "ci_low": 0, "ci_high": 2, "adjusted_for": FACTORS}


def told(outcome: dict[str, Any], **more: Any) -> list[str]:
    arms = [
        {"id": "a", "label": "walking", "role": "experimental"},
        {"id": "b", "label": "rest", "role": "comparator", "comparator": "no-treatment"},
    ]
    study = {
        "citekey": "alder2001",
        "conditions": ["knee"],
        "design": "randomised-trial",
        "reference": {"authors": ["Alder A"], "title": "On walking", "issued": 2001} | more.pop("reference", {}),
        "arm": arms[: 1 if "within" in outcome else 2],
        "outcome": [{"id": "o", "label": "steps", "family": "function", "better": "higher"} | outcome],
    }
    sheet = {"title": "t", "topic": "t", "intervention": "walking"}
    catalogue = build({"sheet": sheet, "condition": [{"key": "knee", "name": "knee pain"}], "study": [study | more]})
    return [s.text for s in summarise_condition(catalogue, catalogue.conditions[0]).statements]


def test_a_long_list_of_adjustments_is_counted() -> None:
    texts = told({"effect": EFFECT})
    assert any("adjusted for age, sex and 6 more" in text for text in texts)
    assert max(len(text.split()) for text in texts) <= 35


def test_few_adjustments_are_a_list() -> None:
    texts = told({"effect": EFFECT | {"adjusted_for": FACTORS[:3]}})
    assert any("adjusted for age, sex and smoking" in text for text in texts)


def test_a_printed_effect_beside_figures_has_its_own_sentence_where_one_would_be_long() -> None:
    figures = {"mean": {"a": 5, "b": 4}, "sd": {"a": 1, "b": 2}, "timepoints": ["6 weeks"], "unit": "thousands a day"}
    model = {"model": "linear mixed model", "analysis": "modified-intention-to-treat"}
    texts = told({"effect": EFFECT | model, "p": "= 0.03"} | figures)
    assert max(len(text.split()) for text in texts) <= 35
    assert any(text.startswith("For steps the printed effect is: mean difference 1 thousands a day") for text in texts)


def test_an_association_in_one_group_is_told() -> None:
    effect = {"measure": "correlation", "estimate": Decimal("0.24")}
    texts = told({"within": ["a"], "effect": effect})
    assert "In Alder 2001, an association is reported for steps (correlation 0.24); it compares no groups." in texts


def test_a_summary_says_that_a_study_was_retracted() -> None:
    texts = told({"effect": EFFECT}, reference={"notice": [{"kind": "retraction", "date": 2003}]})
    assert "Alder 2001 was retracted after publication; it is counted here, with its results as printed." in texts


def test_a_retraction_that_was_lifted_is_not_told_so() -> None:
    notices = [{"kind": "retraction", "date": 2003}, {"kind": "reinstatement", "date": 2004}]
    assert not any("retracted" in text for text in told({"effect": EFFECT}, reference={"notice": notices}))
