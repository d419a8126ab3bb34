"""The direction that figures show, by the short way and by the long one."""

from typing import Any

from hypothesis import given, settings

from acuevid.results.better import favoured
from acuevid.results.clarity import within_margin
from acuevid.results.pointing import direction_of, pointing
from acuevid.results.sides import gap
from acuevid.terms import Direction
from tests.synthesis.catalogues import build, catalogues


@settings(deadline=None, database=None, max_examples=50)
@given(catalogues())
def test_the_short_way_and_the_long_one_agree(data: dict[str, Any]) -> None:
    for record in data["study"]:
        for outcome in record.get("outcome", []):
            outcome.pop("direction", None)
    for study in build(data).studies:
        for outcome in study.outcomes:
            found = gap(study, outcome)
            expected = None
            if found is not None and outcome.higher_is_better is not None and not study.is_mechanism:
                expected = favoured(found.sign, outcome.higher_is_better) or Direction.NO_CLEAR_DIFFERENCE
            if within_margin(study, outcome):
                expected = Direction.NO_CLEAR_DIFFERENCE
            assert direction_of(study, outcome) is expected
            assert pointing(study, outcome).is_computed is (expected is not None)
