"""Each check where its rule ends: the last figure that it lets pass, the first that it names, and what it says."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from acuevid.catalogue.files import shipped_catalogues
from acuevid.catalogue.load import load_catalogue
from acuevid.checks.results import CHECKS, Checked, Status, Subject
from acuevid.checks.run import Number, run_checks
from acuevid.results.counts import StudyCounts
from tests.conftest import DATA
from tests.test_boundaries import DOWN, UP, catalogue, codes, effect, outcome, study

Given = dict[str, Any]


def lines(*outcomes: Given, **more: Any) -> list[str]:
    """What the checks say of the figures that do not fit."""
    return [item.result.line for item in run_checks(catalogue(study(*outcomes, **more))).found]


def results_of(*outcomes: Given, **more: Any) -> list[Checked]:
    """All that the checks say, whatever comes of it."""
    data = catalogue(study(*outcomes, **more))
    subject = Subject(data.studies[0], StudyCounts(data.studies[0]), data)
    return [result for check in CHECKS.values() for result in check.results(subject)]


def numbers(*outcomes: Given, **more: Any) -> dict[str, Number]:
    """How every number ends, by its field."""
    return {n.field: n for n in run_checks(catalogue(study(*outcomes, **more)), numbers=True).numbers}


def said(field: str, *outcomes: Given, **more: Any) -> tuple[str, str]:
    """How one number ends, and all that is said of it."""
    number = numbers(*outcomes, **more)[f"outcome[o].{field}"]
    return number.status.value, " | ".join(number.lines)


def percent(a: str, b: str | None = None, **more: Any) -> Given:
    if b is None:
        return outcome(percent={"a": Decimal(a)}, within=["a"]) | more
    return outcome(percent={"a": Decimal(a), "b": Decimal(b)}) | more


# ------------------------------------------------------------------------------ counts and percentages


def test_a_review_may_count_more_people_than_it_names() -> None:
    """A review's groups are those of its trials, so that a denominator may be of another number than its own."""
    counted = outcome(events={"a": 5, "b": 9}, total={"a": 60, "b": 50})
    assert codes(counted) == ["CNT104"]
    review = {"design": "systematic-review", "review": {"trials": 3}, "participants": 50}
    assert codes(counted, n=(None, None), **review) == []


@pytest.mark.parametrize(("events", "shown", "found"), [(20, "95", ["CNT201"]), (20, "100", []), (19, "95", [])])
def test_all_of_a_group_is_a_count_like_another(events: int, shown: str, found: list[str]) -> None:
    assert codes(percent(shown, events={"a": events}), n=(20, 20)) == found


def test_a_percentage_stands_with_its_count_only_where_one_is_printed() -> None:
    (alone,) = run_checks(catalogue(study(percent("35"), n=(10, 10)))).found
    assert alone.result.fields == ("outcome[o].percent.a",)
    (both,) = run_checks(catalogue(study(percent("35", events={"a": 4}), n=(10, 10)))).found
    assert both.result.fields == ("outcome[o].percent.a", "outcome[o].events.a")


@pytest.mark.parametrize(
    ("shown", "n", "hint"),
    [
        ("38", 10, ""),  # 3 of 8 is 37.5%, but 8 lies more than one from 10
        ("36", 10, "; it is 4 of 11"),  # 36.4%
        ("2.38", 40, "; it is 1 of 42"),  # a twentieth of 40 is 2
        ("2.33", 40, ""),  # 1 of 43
        ("0.87", 120, "; it is 1 of 115"),  # five at most
        ("0.79", 120, ""),  # 1 of 126
        ("21", 40, "; it is 8 of 39 or 8 of 38"),  # and 9 of 42, which is not told
    ],
)
def test_a_group_a_twentieth_larger_or_smaller_is_tried(shown: str, n: int, hint: str) -> None:
    (line,) = lines(percent(shown), n=(n, n))
    assert line.endswith(f"no count of {n} gives {shown}%{hint}")


def test_nobody_is_no_percentage_of_any_number() -> None:
    """None of unknown people is 0% whatever their number."""
    nobody = percent("0", events={"a": 0})
    assert codes(nobody, n=(None, None), participants=18) == []
    assert said("percent.a", nobody, n=(None, None), participants=18) == (
        "not-testable",
        "CNT204 the number of people is not printed",
    )


@pytest.mark.parametrize(
    ("items", "line"),
    [
        (1, "32 / 10 = 3.2000 and 33 / 10 = 3.3000; printed as 3.25"),
        (3, "97 / 10 × 3 = 3.2333 and 98 / 10 × 3 = 3.2667; printed as 3.25"),
    ],
)
def test_a_mean_of_items(items: int, line: str) -> None:
    """Ten people's whole scores give tenths; of three items each, thirtieths: 97/30 = 3.2333, 98/30 = 3.2667."""
    scores = outcome(mean={"a": Decimal("3.25")}, within=["a"], items=items)
    assert codes(scores, n=(10, 10)) == ["CNT206"]
    assert lines(scores, n=(10, 10)) == [line]


def test_a_mean_of_two_items_and_of_many_people() -> None:
    """65 / 20 is 3.25; from 100 people on, some whole total gives any mean with two decimals."""
    assert codes(outcome(mean={"a": Decimal("3.25")}, within=["a"], items=2), n=(10, 10)) == []
    (line,) = lines(outcome(mean={"a": Decimal("3.27")}, within=["a"], items=2), n=(10, 10))
    assert line == "65 / 10 × 2 = 3.2500 and 66 / 10 × 2 = 3.3000; printed as 3.27"
    status, told = said("mean.a", outcome(mean={"a": Decimal("3.27")}, within=["a"], items=1), n=(100, 10))
    assert status == "not-testable"
    assert "with n of 100 or more" in told


def test_a_denominator_is_held_against_its_group_and_else_against_the_study() -> None:
    counted = outcome(events={"a": 5, "b": 9}, total={"a": 60, "b": 50})
    assert lines(counted) == ["60 counted of 50 in the group"]
    assert lines(counted, n=(None, None), participants=55) == ["60 counted of 55 in the study"]


def test_what_is_cut_off_is_named_once() -> None:
    """39 of 42 is 92.86%: 92.9% by rounding, 92.8% cut off."""
    assert codes(percent("92.8"), n=(42, 42)) == ["CNT203"]


def test_what_a_count_and_its_percentage_say_of_the_people() -> None:
    """14 people are 3% of 400 to 560, of which 18 is none; 14 of 17 is 82.35%, and 14 of 18 77.78%."""
    (line,) = lines(percent("3", events={"a": 14}), n=(None, None), participants=18)
    assert line == "no number of people gives 14 as 3%"
    assert said("percent.a", percent("82", events={"a": 14}), n=(None, None), participants=18) == (
        "consistent",
        "CNT204 14 of 17 is 82.35%; printed as 82%",
    )


def test_a_study_of_one_group_may_be_told_what_its_own_number_would_give() -> None:
    """14 of 18 is 77.78%; no number of people up to 18 gives 14 as 30%."""
    alone = {"arm": [{"id": "a", "label": "needles", "role": "experimental"}], "design": "case-series"}
    (line,) = lines(percent("30", events={"a": 14}), participants=18, **alone)
    assert line == "14 of 18 is 77.78%; no number of people gives 14 as 30%"


@pytest.mark.parametrize(
    ("shown", "tail"),
    [
        ("66.7", "; the smallest that gives 66.7% is 3 (2 of 3)"),
        ("0.6", "; the smallest that gives 0.6% is 154 (1 of 154)"),
        ("100", ""),
        ("0", ""),
    ],
)
def test_the_smallest_group_that_gives_a_percentage(shown: str, tail: str) -> None:
    """1 of 154 is 0.649%, 1 of 153 is 0.654%."""
    status, told = said("percent.a", percent(shown), n=(None, None))
    assert (status, told) == ("not-testable", f"CNT205 the size of the group is not printed{tail}")


def test_divisions_are_told_with_what_equal_groups_would_give() -> None:
    _, told = said("percent.a", percent("66.7", "40.0"), n=(None, None), participants=64)
    assert told == (
        "CNT205 four divisions of 64 give 66.7% and 40.0%: 9 + 55, 24 + 40, 39 + 25, 54 + 10; equal groups do not"
    )
    _, told = said("percent.a", percent("0.0", "0.0"), n=(None, None), participants=4)
    assert told == "CNT205 three divisions of 4 give 0.0% and 0.0%: 1 + 3, 2 + 2, 3 + 1"
    status, told = said("percent.a", percent("66.7", "40.0"), n=(None, None), participants=20_000)
    assert (status, told) == ("not-testable", "CNT205 too many divisions of the total would have to be tried")


def test_what_cannot_be_tested_is_told_with_its_reason() -> None:
    bare = outcome(mean={"a": Decimal("3.25")}, sd={"a": Decimal("1.5")}, within=["a"], items=1)
    assert said("mean.a", bare, n=(None, None)) == ("not-testable", "CNT206 the size of the group is not printed")
    told = "CNT404 mean 3.25, SD 1.5, 50 people: no whole scores give the mean alone (CNT206)"
    assert said("sd.a", bare) == ("not-testable", told)
    assert said("events.a", outcome(events={"a": 3}, within=["a"]), n=(None, None))[1] == (
        "the number of people that it was counted among is not printed"
    )
    assert said("p", outcome(p="= 0.03", within=["a"]))[1] == (
        "no counts or means between two groups are printed with it"
    )
    assert numbers(outcome())["arm[a].participants"].lines == (
        "nothing in the record of One 2001 can be held against it",
    )


# ------------------------------------------------------------------------------ verdicts


CLEAR: Given = {"effect": effect("mean_difference", "-1.0", "-1.5", "-0.5"), "better": "lower"}
OPEN: Given = {"effect": effect("mean_difference", "-1.0", "-2.5", "0.5"), "better": "lower"}


@pytest.mark.parametrize(
    ("outcomes", "verdict", "found"),
    [
        ([outcome(direction=UP, **OPEN)], "no-clear-difference", []),
        ([outcome(direction=UP, **CLEAR)], "no-clear-difference", ["STA202"]),
        ([outcome(direction=UP, **OPEN)], "favours-comparator", ["STA202"]),
        ([outcome(direction=UP, **OPEN), outcome("m", direction="mixed")], "no-clear-difference", ["STA202"]),
        ([outcome(direction=UP, **OPEN), outcome("m", direction=DOWN)], "no-clear-difference", []),
        ([outcome()], "favours-experimental", []),
    ],
)
def test_authors_may_call_a_side_that_is_not_clear_no_difference(
    outcomes: list[Given], verdict: str, found: list[str]
) -> None:
    assert codes(*outcomes, verdict=verdict) == found


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        ({"events": {"a": 5, "b": 9}}, "the catalogue does not say which end is better"),
        ({"event_is": "bad"}, "no figures in both groups"),
    ],
)
def test_why_a_direction_is_not_held_against_figures(figures: Given, reason: str) -> None:
    (line,) = [r.line for r in results_of(outcome(direction=UP) | figures) if r.code == "STA201"]
    assert line == reason


def test_one_division_by_cutting_off() -> None:
    """6 of 11 is 54.545%, cut off to 54.54%; 1 of 19 is 5.263%, which rounds to 5.26%: the first is named."""
    for a, b in (("54.54", "5.26"), ("5.26", "54.54")):
        both = percent(a, b)
        size = "11 + 19" if a == "54.54" else "19 + 11"
        assert lines(both, n=(None, None), participants=30) == [
            f"no division of 30 gives {a}% and {b}% by rounding; cut off, one does: {size}"
        ]
        (found,) = [r for r in results_of(both, n=(None, None), participants=30) if r.code == "CNT203"]
        assert found.faulty == (f"outcome[o].percent.{'a' if a == '54.54' else 'b'}",)


def test_the_directions_of_outcomes_are_counted_out() -> None:
    some = [outcome("p", direction=UP), outcome("q", direction=UP), outcome("r", direction="mixed")]
    assert lines(*some, verdict=UP) == [
        "outcomes: 2 favours experimental, 1 mixed; by the 70 % rule mixed; the authors: favours experimental"
    ]


# ------------------------------------------------------------------------------ p against counts and divisions


def test_a_p_of_the_nearest_counts() -> None:
    """50% of 300 is 149 to 151, 40% 119 to 121: 151 v 119 has χ² = 6.90 (p 0.0086), 149 v 121 5.28 (p 0.022)."""
    for p, status in (("= 0.0087", "consistent"), ("= 0.021", "consistent"), ("= 0.005", "inconsistent")):
        found, told = said("p", percent("50", "40", p=p), n=(300, 300))
        assert found == status
        assert "≈150 of 300 v ≈120 of 300: Fisher" in told
        assert "Pearson 0.0086 to 0.022" in told


def test_tests_that_are_not_defined() -> None:
    status, told = said("p", outcome(events={"a": 0, "b": 0}, p="= 0.5"), n=(10, 10))
    assert (status, told) == ("not-testable", "STA101 0 of 10 v 0 of 10: the tests are not defined")


def test_inferred_counts_are_called_so() -> None:
    """16 of 58 v 25 of 56: Fisher 0.079, Pearson 0.058, Yates 0.089, N−1 0.059. 27.6% and 44.6% give those counts."""
    for figures, aside in (
        (outcome(events={"a": 16, "b": 25}), ""),
        (percent("27.6", "44.6"), " (inferred)"),
        (outcome(events={"a": 16}, percent={"b": Decimal("44.6")}), " (inferred)"),
    ):
        status, told = said("p", figures | {"p": "= 0.058"}, n=(58, 56))
        assert status == "consistent"
        assert f"16 of 58 v 25 of 56{aside}: Fisher" in told


@pytest.mark.parametrize(
    ("p", "status", "share"),
    [
        ("= 0.039", "not-testable", "one of four"),
        ("> 0.0001", "consistent", "four of four"),
        ("= 0.9", "inconsistent", "none of four"),
    ],
)
def test_a_p_that_some_divisions_give(p: str, status: str, share: str) -> None:
    """64 people, 66.7% and 40.0%: 9 + 55, 24 + 40, 39 + 25 or 54 + 10.

    16 of 24 v 16 of 40: χ² = 64·(16·24 − 8·16)²/(24·40·32·32) = 4.27, p = 0.039.
    """
    found = said("p", percent("66.7", "40.0", p=p), n=(None, None), participants=64)
    assert found == (status, f"STA101 printed p {p} comes out of {share} possible divisions")


# ------------------------------------------------------------------------------ p against an interval


POINTS = effect("risk_difference", "-20", "-39", "-1", unit="points")


def open_to(given: Given, **more: Any) -> str:
    """The range of p that an interval leaves open, as it is told; with p = 0.04, which lies in all of them."""
    _, told = said("p", outcome(effect=given, p="= 0.04"), **more)
    line = next(part for part in told.split(" | ") if part.startswith("STA102"))
    return line.removeprefix("STA102 the interval leaves p from ").removesuffix(" open; printed p = 0.04")


def test_a_risk_difference_leaves_a_correction_open() -> None:
    """−20 points (−39 to −1), 50 against 50.

    The limits are 37 to 39 points apart: a standard error from 37/3.92 = 9.44 to 39/3.92 = 9.95 points, and so z from
    19.5/9.95 = 1.960 to 20.5/9.44 = 2.172. Methods part by a quarter, and a correction by 0.7·(1/50 + 1/50)/0.0944 =
    0.297: from 1.470 − 0.297 = 1.173 (p 0.241) to 2.715 + 0.297 = 3.012 (p 0.0026).
    """
    assert open_to(POINTS) == "0.0026 to 0.241"
    found = [codes(outcome(effect=POINTS, p=p)) for p in ("= 0.002", "= 0.003", "= 0.24", "= 0.25")]
    assert found == [["STA102"], [], [], ["STA102"]]


def test_a_difference_without_the_sizes_of_groups_is_given_more_room() -> None:
    """Without sizes z may move by 0.9: from 1.470 − 0.9 = 0.570 (p 0.569) to 2.715 + 0.9 = 3.615 (p 0.0003)."""
    assert open_to(POINTS, n=(None, None)) == "0.0003 to 0.569"
    assert open_to(POINTS, n=(50, None)) == "0.0003 to 0.569"


@pytest.mark.parametrize(
    ("measure", "found"),
    [("odds_ratio", "0.0032 to 0.199"), ("risk_ratio", "0.0015 to 0.294"), ("hazard_ratio", "0.017 to 0.068")],
)
def test_methods_for_ratios_part_by_a_share_and_a_correction(measure: str, found: str) -> None:
    """0.50 (0.26 to 0.95), over all that prints so: ln 0.505 = −0.683 and ln 0.495 = −0.703; the standard error from
    ln(0.945/0.265)/3.92 = 0.324 to ln(0.955/0.255)/3.92 = 0.337; z from 2.028 to 2.168.

    Odds: a quarter and 0.7·0.337 = 0.236: 1.285 (p 0.199) to 2.946 (0.0032). Risks: twice the correction, 0.472: 1.050
    (0.294) to 3.182 (0.0015). Hazards: a tenth and none: 1.826 (0.068) to 2.385 (0.017).
    """
    assert open_to(effect(measure, "0.50", "0.26", "0.95"), n=(None, None)) == found


@pytest.mark.parametrize("n", [(None, None), (1, 50)])
def test_a_difference_of_means_without_sizes_has_eight_degrees_of_freedom(n: tuple[int | None, int]) -> None:
    """−1.00 (−1.95 to −0.05). Widest: interval by z, p by t: 0.995/(1.91/3.92) = 2.042, on 8 degrees p = 0.075.

    Narrowest: interval by t (2.306 on 8), p by z: 1.005/(1.89/4.612) = 2.452, p = 0.014.
    """
    assert open_to(effect("mean_difference", "-1.00", "-1.95", "-0.05"), n=n) == "0.014 to 0.075"


def test_a_difference_of_means_has_the_smaller_group_s_degrees_of_freedom() -> None:
    """6 against 20: five degrees at least, t 2.571. Widest 0.995/(1.91/3.92) = 2.042 on five: p = 0.097.

    Narrowest 1.005/(1.89/5.142) = 2.734, by z: p = 0.0063.
    """
    assert open_to(effect("mean_difference", "-1.00", "-1.95", "-0.05"), n=(6, 20)) == "0.0063 to 0.097"


def test_a_standardised_difference_has_room_for_its_variants() -> None:
    """The same on five degrees, z moved by 0.3 of itself besides: 1.661·0.7 = 1.163 (p 0.245), 2.734·1.3 = 3.554."""
    assert open_to(effect("std_mean_difference", "-1.00", "-1.95", "-0.05"), n=(6, 20)) == "0.00038 to 0.245"


def test_an_estimate_at_the_edge_of_its_interval_is_not_held_against_p() -> None:
    """−1.0 may be −0.95, and the limit −0.9 may be −0.95: no error, but no p-value either."""
    given = effect("mean_difference", "-1.0", "-0.9", "-0.2")
    status, told = said("p", outcome(effect=given, p="= 0.04", better="lower"))
    assert status == "not-testable"
    assert told.endswith("STA102 the estimate lies outside its interval")


def test_counts_that_give_the_printed_p_answer_for_it() -> None:
    """16 of 58 v 25 of 56: Pearson 0.058; a printed interval of 0.20 to 1.90 alone leaves p from 0.059 on open."""
    wide = effect("risk_ratio", "0.62", "0.20", "1.90")
    figures = outcome(events={"a": 16, "b": 25}, effect=wide, p="= 0.058", event_is="bad")
    status, told = said("p", figures, n=(58, 56))
    assert (status, told.endswith("; printed p = 0.058, which the figures of both groups give")) == ("consistent", True)
    bare = outcome(effect=wide, p="= 0.00058", event_is="bad")
    assert codes(bare, n=(58, 56)) == ["STA102"]


def test_a_p_beside_an_adjusted_effect_is_that_effect_s() -> None:
    """16 of 58 v 25 of 56 give no p below 0.058; the adjusted odds ratio's own interval gives 0.04."""
    adjusted = effect("odds_ratio", "0.45", "0.21", "0.97", adjusted_for=["age"])
    figures = outcome(events={"a": 16, "b": 25}, effect=adjusted, p="= 0.04", event_is="bad")
    assert codes(figures, n=(58, 56)) == []
    results = {r.code: r.line for r in results_of(figures, n=(58, 56)) if "outcome[o].p" in r.fields}
    assert results["STA101"] == "p belongs to the printed effect, and the printed odds ratio is adjusted for age"


# ------------------------------------------------------------------------------ effects in their intervals


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (effect("mean_difference", "-1.00", "-1.02", "-0.02"), ["STA103"]),
        (effect("std_mean_difference", "-1.00", "-1.02", "-0.02"), []),
        (effect("risk_difference", "-0.40", "-0.41", "-0.01"), []),
        (effect("risk_ratio", "0.62", "0.60", "1.90"), ["STA103"]),
        (effect("mean_difference", "-1.00", "-1.00", "-1.00"), []),
        (effect("mean_difference", "-1.0", "-0.9", "-0.2"), ["STA103"]),
        (effect("mean_difference", "-1.2", "-0.9", "-0.2"), ["STA104"]),
        (effect("mean_difference", "-0.5", "-0.2", "-0.9"), ["STA104"]),
    ],
)
def test_only_ratios_and_differences_of_means_lie_in_the_middle(given: Given, found: list[str]) -> None:
    """The interval of a difference of risks (Newcombe) or of a standardised one (t) need not be symmetric."""
    assert codes(outcome(effect=given)) == found


@pytest.mark.parametrize(
    ("estimate", "found"), [("0.690", []), ("0.720", ["STA103"]), ("0.310", []), ("0.280", ["STA103"])]
)
def test_a_fifth_of_the_width_from_the_middle_is_let_pass(estimate: str, found: list[str]) -> None:
    assert codes(outcome(effect=effect("mean_difference", estimate, "0.000", "1.000"))) == found


def test_the_middle_is_told_as_a_range() -> None:
    """√(0.595·1.895) = 1.062 and √(0.605·1.905) = 1.074; (−1.05 + 0.05)/2 = −0.50 and (−0.95 + 0.15)/2 = −0.40."""
    (ratio,) = lines(outcome(effect=effect("risk_ratio", "0.62", "0.60", "1.90")))
    assert ratio == "the middle of the limits lies between 1.06 and 1.07; printed 0.62"
    (plain,) = lines(outcome(effect=effect("mean_difference", "-1.0", "-1.0", "0.1")))
    assert plain == "the middle of the limits lies between −0.50 and −0.40; printed −1.0"


# ------------------------------------------------------------------------------ effects and means against figures


def of_means(a: str, b: str, sd: str, **more: Any) -> Given:
    shown: Given = {"mean": {"a": Decimal(a), "b": Decimal(b)}, "sd": {"a": Decimal(sd), "b": Decimal(sd)}}
    return outcome(**shown, better="lower") | more


def test_a_t_test_that_the_printed_interval_answers_for() -> None:
    """1.0 v 2.0 (deviations 1.0, 50 each): t(98) = 5; −1.58 to −0.42 has z = 3.38, p = 0.0007."""
    given = effect("mean_difference", "-1.00", "-1.58", "-0.42")
    for p, tail in (("= 0.0007", "; printed p = 0.0007, which the printed effect's interval gives"), ("= 0.2", "0.2")):
        results = {r.code: r for r in results_of(of_means("1.00", "2.00", "1.00", p=p, effect=given))}
        assert results["STA105"].line.endswith(tail)
        assert (results["STA105"].status is Status.CONSISTENT) is (p == "= 0.0007")
    assert codes(of_means("1.0", "2.0", "2.0", p="= 0.014")) == []
    (plain,) = [r for r in results_of(of_means("1.0", "2.0", "2.0", p="= 0.014")) if r.code == "STA105"]
    assert plain.line.startswith("Student's t(98) from ")
    assert plain.line.endswith("; printed p = 0.014")


@pytest.mark.parametrize(("p", "found"), [("= 0.054", []), ("= 0.024", []), ("= 0.015", ["STA105"])])
def test_the_normal_distribution_may_stand_for_t(p: str, found: list[str]) -> None:
    """1.00 v 2.00, deviations 0.70, five against five: t(8) = 1/(0.70·√0.4) = 2.26, p = 0.054; by z, p = 0.024."""
    assert codes(of_means("1.00", "2.00", "0.70", p=p), n=(5, 5)) == found


@pytest.mark.parametrize(("p", "hint"), [("= 0.0006", True), ("= 0.0009", True), ("= 0.3", False)])
def test_spreads_that_are_standard_errors_are_recognised(p: str, hint: bool) -> None:
    """1.00 v 2.00 with standard errors 0.20: t = 1/√0.08 = 3.54, p = 0.0006; as deviations t = 25.

    Within rounding t may be 0.99/√(2·0.205²) = 3.41, p = 0.0009.
    """
    (line,) = lines(of_means("1.00", "2.00", "0.20", p=p))
    told = "; it comes out if the printed spreads are standard errors, not standard deviations"
    assert line.endswith(told) is hint


def test_what_is_said_of_an_effect_that_is_not_that_of_the_figures() -> None:
    """16 of 58 v 25 of 56: risk ratio 0.62 (0.37 to 1.04), odds ratio 0.47."""
    counts = outcome(events={"a": 16, "b": 25}, event_is="bad")
    size = {"n": (58, 56)}

    def told(**more: Any) -> tuple[str, str]:
        status, text = said("effect.estimate", counts | {"effect": more}, **size)
        return status, next(line for line in text.split(" | ") if line.startswith("STA106"))

    status, line = told(measure="risk_ratio", estimate=Decimal("0.80"))
    assert status == "inconsistent"
    assert line == (
        "STA106 risk ratio 0.62, 95% CI 0.37 to 1.03; printed risk ratio 0.80; if it is adjusted, say for what in "
        "adjusted_for"
    )
    status, line = told(measure="risk_ratio", estimate=Decimal("0.62"))
    assert (status, line) == ("consistent", "STA106 risk ratio 0.62, 95% CI 0.37 to 1.03; printed risk ratio 0.62")
    status, line = told(measure="risk_ratio", estimate=Decimal("1.62"))
    assert line.endswith("; printed risk ratio 1.62; with the groups exchanged it fits")
    status, line = told(**effect("risk_ratio", "0.62", "0.20", "1.90"))
    assert line.endswith("; the interval is of another width, as from an adjusted or clustered analysis")
    status, line = told(measure="risk_ratio", estimate=Decimal("0.80"), adjusted_for=["age"])
    assert (status, line) == (
        "not-testable",
        "STA106 adjusted for age; the crude risk ratio 0.62, 95% CI 0.37 to 1.03",
    )
    status, line = told(measure="hazard_ratio", estimate=Decimal("0.80"), adjusted_for=["age"])
    assert (status, line) == ("not-testable", "STA106 adjusted for age")
    status, line = told(measure="hazard_ratio", estimate=Decimal("0.80"))
    assert (status, line) == (
        "not-testable",
        "STA106 acuevid does not compute a hazard ratio from these figures",
    )
    empty = outcome(events={"a": 0, "b": 5}, effect={"measure": "risk_ratio", "estimate": Decimal("0.30")})
    status, text = said("effect.estimate", empty)
    assert status == "not-testable"
    assert "a cell is zero, and methods differ on it; here risk ratio 0.091" in text


SHEETS = [
    *shipped_catalogues(),
    *(DATA / f"{n}.toml" for n in ("kinds", "effects")),
    *sorted((DATA / "topics").iterdir()),
]


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_a_check_that_does_not_ask_of_a_study_has_nothing_to_say_of_it(path: Path) -> None:
    catalogue = load_catalogue(path)
    asked = 0
    for each in catalogue.studies:
        subject = Subject(each, StudyCounts(each), catalogue)
        for one in CHECKS.values():
            asked += one.asks(subject)
            assert one.asks(subject) or list(one.results(subject)) == [], (one.code, each.citekey)
    assert 0 < asked < len(catalogue.studies) * len(CHECKS)
