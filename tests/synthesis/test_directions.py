"""Directions are counted once a dataset; significance is never counted."""

from typing import Any

import pytest

from acuevid.synthesis.condition import summarise_condition
from acuevid.synthesis.directions import direction_sentences
from tests.synthesis.catalogues import build


def trial(index: int, direction: str, **more: Any) -> dict[str, Any]:
    return {
        "citekey": f"author{index}",
        "conditions": ["one"],
        "design": "randomised-trial",
        "reference": {
            "authors": [f"Author{'abcdefghijklmnop'[index]} A"],
            "title": f"T{index}",
            "issued": 2000 + index,
        },
        "arm": [
            {"id": "a", "label": "needles", "role": "experimental"},
            {"id": "b", "label": "sham", "role": "comparator", "comparator": "sham"},
        ],
        "outcome": [{"id": "o", "label": "vomiting", "family": "symptoms", "direction": direction}],
        **more,
    }


def catalogue(*studies: dict[str, Any]) -> Any:
    return build(
        {
            "sheet": {"title": "T", "topic": "t", "intervention": "needles"},
            "condition": [{"key": "one", "name": "one"}],
            "study": list(studies),
        }
    )


@pytest.mark.parametrize(
    ("for_it", "against", "says"),
    [
        # METHODS.md, Cochrane Handbook ch. 12: 10 of 12, 83 % (55–95 %), P = 0.039
        (10, 2, "10 independent datasets favoured the treatment on symptoms and two the comparison "
                "(83.3% for the treatment, 95% CI 55.2% to 95.3%; exact sign test p = 0.039)"),
        # METHODS.md: 12 of 15 on lee2004, P = 0.0352, Wilson 55–93 %
        (12, 3, "(80.0% for the treatment, 95% CI 54.8% to 93.0%; exact sign test p = 0.035)"),
        (3, 12, "(80.0% for the comparison, 95% CI 54.8% to 93.0%; exact sign test p = 0.035)"),
        (3, 3, "(50.0% on either side, 95% CI 18.8% to 81.2%; exact sign test p = 1.000)"),
    ],
)  # fmt: skip
def test_the_sign_test(for_it: int, against: int, says: str) -> None:
    studies = [trial(i, "favours-experimental") for i in range(for_it)]
    studies += [trial(for_it + i, "favours-comparator") for i in range(against)]
    made = catalogue(*studies)
    summary = summarise_condition(made, made.conditions[0])
    assert says in summary.directions[0].text


def test_too_few_for_a_test_is_said() -> None:
    made = catalogue(*(trial(i, "favours-experimental") for i in range(5)))
    summary = summarise_condition(made, made.conditions[0])
    assert summary.directions[0].text == (
        "On any one outcome against any one comparator at most five independent datasets point to a side, too few for "
        "a sign test."
    )
    assert list(direction_sentences(())) == []


def test_a_reanalysis_and_a_companion_have_no_vote() -> None:
    made = catalogue(
        trial(0, "favours-experimental"),
        trial(1, "favours-experimental", reanalysis_of="author0"),
        trial(2, "favours-comparator", companion_of="author0"),
    )
    (row,) = summarise_condition(made, made.conditions[0]).rows
    assert [study.citekey for vote in row.votes for study in vote.studies] == ["author0"]


def test_the_overlap_of_reviews() -> None:
    # METHODS.md: CCA with N = 8, r = 3, c = 5 is 41.67 %; here three reviews hold two trials four times: (4-2)/(6-2)
    made = catalogue(
        *(trial(i, "unclear", design="systematic-review", review={"trials": n}) for i, n in enumerate((2, 1, 1))),
        trial(3, "unclear", included_in=["author0", "author1", "author2"]),
        trial(4, "unclear", included_in=["author0"]),
    )
    texts = [s.text for s in summarise_condition(made, made.conditions[0]).directions]
    assert (
        "The three reviews share trials: two trials stand in them four times (corrected covered area 50.0%)." in texts
    )


def test_the_overlap_of_reviews_whose_trials_are_not_all_listed_is_not_known() -> None:
    made = catalogue(
        *(trial(i, "favours-experimental", design="systematic-review", review={"trials": 9}) for i in range(2)),
        trial(3, "favours-experimental", included_in=["author0"]),
    )
    summary = summarise_condition(made, made.conditions[0])
    told = " ".join(s.text for s in summary.directions)
    assert (
        "How far the two reviews overlap is not known: of their 9 and 9 trials the catalogue lists one trial." in told
    )
    assert "covered area" not in told
    (row,) = summary.rows
    assert len(row.votes) == 1
    assert [s.citekey for s in row.silent] == ["author3"]
    assert "which may share trials, so their people are not added up" in " ".join(s.text for s in summary.brief)


def test_a_grade_rating_is_told_only_where_a_person_gave_one() -> None:
    made = catalogue(trial(0, "favours-experimental"))
    assert not any("GRADE" in s.text for s in summarise_condition(made, made.conditions[0]).statements)
    data = made.model_dump(by_alias=True, exclude_unset=True)
    data["rating"] = [
        {
            "condition": "one",
            "comparator": "sham",
            "family": "symptoms",
            "certainty": "very-low",
            "rated_by": "A. Reader",
        }
    ]
    rated = build(data)
    texts = [s.text for s in summarise_condition(rated, rated.conditions[0]).brief]
    assert texts[-1] == (
        "A. Reader rated the certainty of the evidence on symptoms against sham treatment as very low (GRADE)."
    )
