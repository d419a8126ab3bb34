"""The smallest difference that people feel is no larger than the scale that it is of."""

from decimal import Decimal
from typing import Any

import pytest

from acuevid.checks.run import run_checks
from tests.test_boundaries import catalogue, outcome, study


def lines(*scores: dict[str, Any], on_scale: Decimal | None = None, **important: Any) -> list[str]:
    """What APP107 says of pain on a scale from 0 to 100 points."""
    scale: dict[str, Any] = {"key": "vas", "name": "VAS", "low": 0, "high": 100, "unit": "mm"}
    if on_scale is not None:
        scale["minimal_important_difference"] = on_scale
    matters = [{"outcome": "pain", "importance": "critical", **important}] if important else []
    outcomes = scores or (outcome("pain", instrument="vas"),)
    studies = [study(*outcomes) | {"citekey": key} for key in ("one2001", "two2002")]
    made = catalogue(*studies, instrument=[scale], important_outcome=matters)
    return [f.result.line for f in run_checks(made).found if f.result.code == "APP107"]


@pytest.mark.parametrize(("least", "is_found"), [("100", False), ("100.1", True), ("10", False), (None, False)])
def test_of_an_instrument_it_is_told_once(least: str | None, is_found: bool) -> None:
    found = lines(on_scale=None if least is None else Decimal(least))
    assert found == ["the smallest difference that people feel in VAS is 100.1; VAS runs from 0 to 100"] * is_found


@pytest.mark.parametrize(
    ("important", "is_found"),
    [
        ({"minimal_important_difference": 200}, True),
        ({"minimal_important_difference": 100}, False),
        ({"minimal_important_difference": 200, "outcome": "Pain"}, True),
        ({"minimal_important_difference": 200, "outcome": "walking"}, False),
        ({"minimal_important_difference": 200, "conditions": ["c"]}, True),
    ],
)
def test_of_an_important_outcome_on_such_a_scale(important: dict[str, Any], is_found: bool) -> None:
    found = lines(**important)
    assert len(found) == is_found
    assert all(line.endswith(" is 200; VAS runs from 0 to 100") for line in found)


def test_an_outcome_in_another_unit_or_without_its_scale_is_passed_over() -> None:
    assert lines(outcome("pain", instrument="vas", unit="cm"), minimal_important_difference=200) == []
    assert lines(outcome("pain"), minimal_important_difference=200) == []
