"""Counts that are inferred, and those that must not be."""

from decimal import Decimal

import pytest

from acuevid.models import Catalogue, Study
from acuevid.numbers.splits import splits
from acuevid.results.counts import ArmCount, NoCount, StudyCounts
from acuevid.results.kinds import outcome_effects


def test_a_contradicted_denominator_gives_no_proportion(shipped: Catalogue) -> None:
    """The sheet prints 82% (n=14) of 18 patients; 14 of 17 is 82%, and 14 of 18 is 78%."""
    donald = shipped.study_by_key["donald2011"]
    effects = outcome_effects(donald, next(o for o in donald.outcomes if o.id == "symptoms"))
    assert effects.estimates == ()
    assert effects.reason == "14 and 82% imply 17 people, and the study has 18"


@pytest.mark.parametrize(
    ("people", "analysed", "expected"),
    [
        (17, None, ArmCount(14, 17, "17 is the only group size that gives 14 and 82%")),
        (18, 17, ArmCount(14, 17, "17 is the only group size that gives 14 and 82%")),
        (18, None, NoCount("14 and 82% imply 17 people, and the study has 18")),
    ],
)
def test_one_group_is_the_study_or_those_analysed(
    people: int, analysed: int | None, expected: ArmCount | NoCount
) -> None:
    study = Study.model_validate(
        {
            "citekey": "one2001",
            "conditions": ["pain"],
            "design": "case-series",
            "participants": people,
            "reference": {"authors": ["One A"], "title": "A series", "issued": 2001},
            "arm": [{"id": "a", "label": "acupuncture", "role": "experimental"}],
            "outcome": [
                {"id": "o", "label": "better", "family": "response", "events": {"a": 14}, "percent": {"a": 82}}
            ],
        }
        | ({"analysed": analysed} if analysed else {})
    )
    assert StudyCounts(study).of(study.outcomes[0], study.arms[0]) == expected


def test_divisions_go_by_the_digits_as_printed() -> None:
    """Of 64 people in two groups, 40.0% and 66.7% leave other divisions than 40% and 66.7% do."""

    def divisions(first: str) -> int:
        arms = [
            {"id": "a", "label": "acupuncture", "role": "experimental"},
            {"id": "b", "label": "drug", "role": "comparator", "comparator": "active-drug"},
        ]
        percent = {"a": Decimal(first), "b": Decimal("66.7")}
        outcome = {"id": "o", "label": "better", "family": "response", "percent": percent}
        reference = {"authors": ["Two B"], "title": "A trial", "issued": 2001}
        record = {"citekey": "two2001", "conditions": ["pain"], "design": "randomised-trial", "participants": 64}
        study = Study.model_validate(record | {"reference": reference, "arm": arms, "outcome": [outcome]})
        found = StudyCounts(study).divisions
        assert found is not None
        return len(found.rounded)

    expected = {first: len(splits(64, [[Decimal(first)], [Decimal("66.7")]]).rounded) for first in ("40", "40.0")}
    assert expected["40"] > expected["40.0"]
    assert {first: divisions(first) for first in ("40", "40.0")} == expected
