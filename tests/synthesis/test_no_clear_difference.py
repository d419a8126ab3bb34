"""What no clear difference does not rule out, and on which outcomes where a study has findings on several."""

from typing import Any

import pytest

from acuevid.synthesis.no_clear_difference import no_clear_difference
from tests.test_boundaries import UP, catalogue, outcome, study

OPEN = "no-clear-difference"


def told(*studies: dict[str, Any]) -> list[str]:
    names = ("Ash", "Beech", "Cedar", "Elm", "Fir", "Oak")
    made = [
        s | {"citekey": f"{n.lower()}2013", "reference": {"authors": [f"{n} A"], "title": f"On {n}", "issued": 2013}}
        for n, s in zip(names, studies, strict=False)
    ]
    found = [s.text for s in no_clear_difference(catalogue(*made).studies)]
    assert all(len(text.split()) <= 35 for text in found)
    return [text.partition("; the catalogue")[0].removesuffix(".") for text in found if "rule" in text]


def trial(**ways: str) -> dict[str, Any]:
    return study(*(outcome(name, direction=way) for name, way in ways.items()))


@pytest.mark.parametrize(
    ("ways", "who"),
    [
        ({"stroke": OPEN}, "Ash 2013"),
        ({"stroke": UP, "death": OPEN}, "Ash 2013 (on death)"),
        ({"stroke": UP, "death": OPEN, "bleeding": OPEN}, "Ash 2013 (on death and bleeding)"),
        ({"stroke": OPEN, "death": OPEN}, "Ash 2013"),
    ],
)
def test_of_several_findings_the_ones_that_are_meant_are_named(ways: dict[str, str], who: str) -> None:
    assert told(trial(**ways)) == [f"In {who}, no clear difference from sham treatment does not rule one out"]


def test_many_names_are_told_by_their_number_and_many_studies_counted() -> None:
    many = {f"outcome{n}": OPEN for n in "abcdefghi"} | {"stroke": UP}
    pair = told(trial(**many), trial(stroke=UP, death=OPEN), trial(**many))
    assert pair == [
        "In Ash 2013 (on nine outcomes), Beech 2013 (on one outcome) and Cedar 2013 (on nine outcomes), no clear "
        "difference from sham treatment does not rule one out"
    ]
    assert told(*[trial(**many)] * 6) == [
        "In 6 studies, on some outcomes, no clear difference from sham treatment does not rule one out"
    ]
    assert told(*[trial(death=OPEN)] * 6) == [
        "In 6 studies, no clear difference from sham treatment does not rule one out"
    ]
