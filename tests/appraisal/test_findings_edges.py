"""Summaries of findings at their edges, on small invented sheets: what a sceptical reader found."""

import json
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from tests.conftest import Command


def trial(key: str, outcomes: list[dict[str, Any]], *, design: str = "randomised-trial", **more: Any) -> dict[str, Any]:
    year = int(key[-4:])
    return {
        "citekey": key,
        "conditions": ["asthma"],
        "design": design,
        "participants": 100,
        "reference": {"authors": [f"{key[:-4].title()} A"], "title": f"A study of {year}", "issued": year},
        "arm": [
            {"id": "a", "label": "the drug", "role": "experimental", "participants": 50},
            {"id": "b", "label": "placebo", "role": "comparator", "comparator": "placebo", "participants": 50},
        ],
        "outcome": outcomes,
        **more,
    }


def events(label: str, a: int, b: int, **more: Any) -> dict[str, Any]:
    made = {"id": label.replace(" ", "-"), "label": label, "event": f"had {label}", "family": "symptoms"}
    return made | {"event_is": "bad", "events": {"a": a, "b": b}} | more


def score(mean_a: str, mean_b: str, **more: Any) -> dict[str, Any]:
    made = {"id": "pain", "label": "pain", "family": "pain", "better": "lower", "unit": "mm"}
    return made | {"mean": {"a": float(mean_a), "b": float(mean_b)}, "sd": {"a": 10, "b": 10}} | more


def rating(certainty: str, **more: Any) -> dict[str, Any]:
    return {"condition": "asthma", "certainty": certainty, "rated_by": "AB"} | more


@pytest.fixture
def found(acuevid: Command, tmp_path: Path) -> Any:
    def make(studies: list[dict[str, Any]], **tables: Any) -> dict[str, Any]:
        sheet = {"title": "A drug for asthma", "topic": "asthma", "intervention": "the drug"}
        data = {"sheet": sheet, "condition": [{"key": "asthma", "name": "asthma"}], "study": studies} | tables
        path = tmp_path / "sheet.toml"
        path.write_text(tomli_w.dumps(data), encoding="utf-8")
        done = acuevid("findings", "--json", "--catalogue", path)
        assert done.code == 0, done.err
        conditions = json.loads(done.out)["conditions"]
        return conditions[0] if conditions else {"tables": [], "sentences": []}

    return make


def wilson(x: int, n: int) -> tuple[float, float]:
    """Wilson's limits (1927), written out."""
    z, p = 1.959963984540054, x / n
    half = z * ((p * (1 - p) + z * z / (4 * n)) / n) ** 0.5
    centre, scale = p + z * z / (2 * n), 1 + z * z / n
    return (centre - half) / scale, (centre + half) / scale


def texts(items: list[dict[str, Any]]) -> list[str]:
    return [item["text"] for item in items]


def certainties(condition: dict[str, Any]) -> list[str | None]:
    rows = [row for table in condition["tables"] for row in table["rows"]]
    return [row["rating"] and row["rating"]["certainty"] for row in rows]


# ------------------------------------------------------------------------------- a rating and the row that it fits
def test_a_start_at_high_is_that_of_the_randomised_trials(found: Any) -> None:
    studies = [
        trial("ash2001", [events("stroke", 10, 20)]),
        trial("elm2002", [events("stroke", 9, 9)], design="cohort"),
    ]
    rated = [rating("high", outcome="stroke", start="high")]
    assert certainties(found(studies, rating=rated)) == ["high", None]
    assert certainties(found(studies, rating=[rating("low", outcome="stroke", start="low")])) == [None, "low"]


def test_a_rating_that_fits_two_rows_stands_with_none(found: Any) -> None:
    times = [
        events("stroke", 10, 20, timepoints=["4 weeks"]),
        events("stroke", 11, 12, id="s2", timepoints=["2 years"]),
    ]
    condition = found([trial("ash2001", times)], rating=[rating("high", outcome="stroke")])
    assert certainties(condition) == [None, None]
    assert texts(condition["sentences"]) == [
        "AB rated stroke as high (GRADE); this fits two rows, and stands with none."
    ]
    one = found([trial("ash2001", times)], rating=[rating("high", outcome="stroke", window="long")])
    assert sorted(map(str, certainties(one))) == ["None", "high"]


def test_a_rating_that_may_rest_on_a_review_stands_with_no_trial(found: Any) -> None:
    outcome = {"id": "stroke", "label": "stroke", "family": "symptoms", "direction": "favours-experimental"}
    review = trial("oak2003", [outcome], design="systematic-review", review={"trials": 9})
    studies = [trial("ash2001", [events("stroke", 10, 20)]), review]
    condition = found(studies, rating=[rating("moderate", outcome="stroke")])
    assert certainties(condition) == [None]
    assert texts(condition["sentences"]) == [
        "AB rated stroke as moderate (GRADE); this may rest on reviews, too, and stands with none.",
        "Oak 2003 is a review, with trials of its own, and stands in no row.",
    ]


def test_important_outcomes_without_any_table_are_named(found: Any) -> None:
    outcome = {"id": "stroke", "label": "stroke", "family": "symptoms", "direction": "favours-experimental"}
    condition = found(
        [trial("ash2001", [outcome])], important_outcome=[{"outcome": "stroke", "importance": "critical"}]
    )
    assert texts(condition["sentences"]) == ["No study here gives an effect between groups on stroke."]


# ------------------------------------------------------------------------------------------------- absolute effects
def test_a_harm_that_no_one_in_the_control_group_had_is_told_in_people(found: Any) -> None:
    """7 of 50 v 0 of 50: 140 more in 1,000, with Newcombe's interval from the Wilson limits of both groups."""
    (table,) = found([trial("ash2001", [events("rash", 7, 0)])])["tables"]
    (row,) = table["rows"]
    (at,) = row["at_risks"]
    (low_a, high_a), (_, high_b) = wilson(7, 50), wilson(0, 50)
    low, high = 0.14 - ((0.14 - low_a) ** 2 + high_b**2) ** 0.5, 0.14 + (high_a - 0.14)
    assert at["risk"] == 0
    assert at["difference"]["estimate"] == pytest.approx(0.14)
    assert [at["difference"]["ci_low"], at["difference"]["ci_high"]] == pytest.approx([low, high])
    assert [at["treated"]["low"], at["treated"]["high"]] == pytest.approx([low_a, high_a])
    assert "there were more people who had rash with the drug" in row["sentences"][0]["text"]
    assert any("the interval of the ratio holds 1" in note["text"] for note in table["notes"])


def test_no_risk_is_above_all_people(found: Any) -> None:
    (table,) = found([trial("ash2001", [events("cure", 50, 48, event_is="good")])])["tables"]
    (at,) = table["rows"][0]["at_risks"]
    assert at["treated"]["risk"] == at["treated"]["high"] == 1.0


def test_an_effect_in_people_without_an_interval_is_not_told_alone(found: Any) -> None:
    """Two trials at a risk of 90 % whose pooled ratio may be 1.2: no interval in people, so the ratio is told."""
    studies = [trial("ash2001", [events("cure", 40, 45)]), trial("elm2002", [events("cure", 48, 45)])]
    (row,) = found(studies)["tables"][0]["rows"]
    told = " ".join(texts(row["sentences"]))
    assert row["at_risks"][0]["difference"]["ci_low"] is None
    assert "risk ratio" in told
    assert "in 1000 people" not in told


def test_a_difference_smaller_than_people_feel_is_called_so(found: Any) -> None:
    important = [{"outcome": "pain", "importance": "critical", "minimal_important_difference": 10}]
    studies = [trial("ash2001", [score("40.0", "41.0")])]
    (row,) = found(studies, important_outcome=important)["tables"][0]["rows"]
    assert row["sentences"][0]["text"].startswith(
        "Any difference in pain between the drug and placebo is smaller than people feel in Ash 2001"
    )
    rated = [rating("low", outcome="pain")]
    (row,) = found(studies, important_outcome=important, rating=rated)["tables"][0]["rows"]
    assert row["sentences"][0]["text"].startswith(
        "Any difference in pain between the drug and placebo may be smaller than people feel (certainty: low)"
    )


# ------------------------------------------------------------------------------------------------------ rare events
def rare() -> list[dict[str, Any]]:
    return [
        trial("ash2001", [events("liver injury", 2, 0)]),
        trial("elm2002", [events("liver injury", 1, 0)]),
        trial("fir2003", [events("liver injury", 0, 0)]),
    ]


def test_of_rare_events_nothing_is_said_to_be_added_and_the_silent_trial_is_named(found: Any) -> None:
    (table,) = found(rare())["tables"]
    notes = texts(table["notes"])
    assert not any("½ was added" in note for note in notes)
    assert any("Fir 2003" in note and "nobody had the event" in note for note in notes)


def test_a_plot_headed_peto_has_peto_ratios(acuevid: Command, tmp_path: Path) -> None:
    """2 of 50 v 0 of 50: O − E = 1, V = 50·50·2·98/(100²·99) = 0.4949, Peto OR exp(1/0.4949) = 7.54."""
    sheet = {"title": "A drug for asthma", "topic": "asthma", "intervention": "the drug"}
    path = tmp_path / "sheet.toml"
    data = {"sheet": sheet, "condition": [{"key": "asthma", "name": "asthma"}], "study": rare()}
    path.write_text(tomli_w.dumps(data), encoding="utf-8")
    told = acuevid("pool", "asthma", "--format", "md", "--catalogue", path).out
    row = next(line for line in told.splitlines() if line.startswith("| Ash 2001"))
    assert "Peto OR (95% CI)" in told
    assert "| 7.54 (" in row
