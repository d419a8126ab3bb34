"""Tallies of studies: whose intervals stay on their side, and what reviews and shared groups do not add."""

from decimal import Decimal
from typing import Any

import pytest

from acuevid.catalogue.load import load_catalogue
from acuevid.models import Catalogue
from acuevid.results.clarity import is_clear
from acuevid.results.kinds import outcome_effects
from acuevid.synthesis.sheet import summarise_sheet
from tests.conftest import DATA
from tests.synthesis.test_edges import Given, told, trial
from tests.test_boundaries import UP, catalogue, effect, outcome


def measured(label: str, *interval: str) -> Given:
    """A printed mean difference, lower being better; the side is computed of it."""
    return outcome(label, effect=effect("mean_difference", *interval), better="lower")


CLEAR, OPEN = ("-1.2", "-1.6", "-0.8"), ("-0.4", "-1.6", "0.8")


@pytest.mark.parametrize(
    ("one", "two", "words"),
    [
        ([CLEAR], [CLEAR], "both favoured needles (both with an interval wholly on that side)"),
        ([OPEN], [OPEN], "both favoured needles (neither with an interval wholly on that side)"),
        (
            [CLEAR, OPEN],
            [OPEN],
            "both favoured needles (neither with every interval wholly on that side, one with some)",
        ),
        ([CLEAR, OPEN], [CLEAR], "both favoured needles (one with every interval wholly on that side, one with some)"),
    ],
)
def test_how_many_intervals_stay_on_their_side(one: list[Any], two: list[Any], words: str) -> None:
    studies = [
        trial(i, *(measured(f"pain{j}", *ends) for j, ends in enumerate(found)))
        for i, found in enumerate((one, two), 1)
    ]
    assert words in " ".join(told(*studies))


def test_what_is_mixed_has_no_side_for_its_intervals() -> None:
    both = [measured("pain", *CLEAR), measured("sleep", "0.9", "0.3", "1.5")]
    text = " ".join(told(trial(1, *both), trial(2, *both)))
    assert "both were mixed." in text
    assert "wholly" not in text


@pytest.mark.parametrize(("n", "clear"), [((8, 8), False), ((16, 16), True)])
def test_few_people_are_clear_only_by_welch(n: tuple[int, int], clear: bool) -> None:
    """By R, Welch of 8 and 8 people: p = 0.059, while the normal interval leaves out 0; of 16 and 16, p = 0.0069."""
    means: Given = {
        "mean": {"a": Decimal("3.1"), "b": Decimal("5.0")},
        "sd": {"a": Decimal("1.9"), "b": Decimal("1.8")},
    }
    study = catalogue(trial(1, outcome("pain", better="lower", **means), n=n)).studies[0]
    main = outcome_effects(study, study.outcomes[0]).main
    assert main is not None
    assert main.ci_high is not None
    assert main.ci_high < 0
    assert is_clear(study, study.outcomes[0]) is clear


def whole(made: Catalogue) -> str:
    whole = summarise_sheet(made)
    return " ".join(s.text for s in (*whole.key, *whole.in_summary))


def test_trials_are_not_counted_beside_their_reviews() -> None:
    """Three reviews with full lists of four trials: the sheet tells of the reviews, and why the trials add nothing."""
    text = whole(load_catalogue(DATA / "sheets" / "reviews.toml"))
    assert "rest in part on the same trials, so that their agreement does not add up." in text
    assert "may rest" not in text
    assert "are not counted beside the reviews, which included them." in text
    assert "randomised trials favoured" not in text


def review(i: int, trials: int) -> Given:
    return trial(i, outcome("pain", direction=UP), design="systematic-review", review={"trials": trials})


@pytest.mark.parametrize(
    ("of", "words"), [([], "may share trials"), ([3], "may share trials"), ([3, 4], "share trials, so their people")]
)
def test_reviews_share_trials_where_one_is_recorded_in_both(of: list[int], words: str) -> None:
    keys = {3: "ddd2003", 4: "eee2004"}
    member = trial(1, outcome("pain", direction=UP), included_in=[keys[i] for i in of])
    text = " ".join(told(member, review(3, 6), review(4, 4)))
    assert words in text
    assert ("they share at least one trial, and of their 4 and 6" in text) is (len(of) == 2)
    assert ("may rest in part" in text) is (len(of) < 2)


def test_deaths_are_no_absence_of_adverse_effects() -> None:
    deaths = outcome("deaths", family="mortality", events={"a": 1, "b": 0}, event_is="bad")
    text = whole(catalogue(trial(1, outcome("pain", direction=UP), deaths)))
    assert "Apart from deaths, the catalogue records no adverse effects for the one clinical study." in text


def test_three_groups_share_the_group_that_stands_in_both_comparisons() -> None:
    arms = [
        {"id": "a", "label": "needles", "role": "experimental"},
        {"id": "b", "label": "sham", "role": "comparator", "comparator": "sham"},
        {"id": "c", "label": "rest", "role": "comparator", "comparator": "no-treatment"},
    ]
    outcomes = [
        outcome("pain", direction=UP, compares=["a", "b"]),
        outcome("sleep", direction=UP, compares=["a", "c"]),
    ]
    text = whole(catalogue(trial(1, *outcomes, arm=arms)))
    assert "The two comparisons from Bbb 2001 share the group that had needles." in text


def test_one_event_under_two_names_is_told_by_name() -> None:
    same = {"event": "had it", "event_is": "bad", "events": {"a": 3, "b": 4}}
    text = told(trial(1, outcome("nausea", **same), outcome("vomiting", **same)))
    assert len(text) == len(set(text))
    assert any("Vomiting occurred in" in t or "vomiting occurred in" in t for t in text)


def test_harms_of_a_further_paper_are_told_by_their_figures() -> None:
    harms = outcome("falls", family="harms", events={"a": 6, "b": 2}, event_is="bad")
    further = trial(2, harms, companion_of="bbb2001")
    text = told(trial(1, outcome("pain", direction=UP)), further)
    assert (
        "On harms, results for falls (6 of 50 v 2 of 50, computed 95% CI spans zero) favoured sham in Ccc 2002." in text
    )


@pytest.mark.parametrize(
    ("margins", "words"),
    [
        (
            (None, 2),
            "one favoured sham (no interval wholly on that side) and one showed no clear difference (inside the",
        ),
        ((2, 2), "both showed no clear difference (both inside the margin of non-inferiority)."),
    ],
)
def test_a_tally_tells_whose_results_stay_inside_their_margin(margins: tuple[int | None, ...], words: str) -> None:
    """Lower is better: 0.4 more pain lies on the side of sham, and its worse end, 1.6, inside a margin of 2."""
    worse = measured("pain", "0.4", "-0.8", "1.6")
    studies = [trial(i, worse | ({"margin": Decimal(m)} if m else {})) for i, m in enumerate(margins, 1)]
    assert words in " ".join(told(*studies))
