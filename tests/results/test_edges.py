"""From print to counts and effects, where a rule ends: one person, nobody, the last time, the other measure."""

from decimal import Decimal
from typing import Any

import pytest

from acuevid.models import ReportedEffect, Study
from acuevid.numbers.splits import splits
from acuevid.results.clarity import is_clear
from acuevid.results.counts import ArmCount, NoCount, StudyCounts, ways
from acuevid.results.kinds import outcome_effects
from acuevid.results.reported import effect_text, error_range, excludes_none, side_of
from acuevid.results.sides import gap
from acuevid.results.windows import days, window
from acuevid.terms import Window
from tests.test_boundaries import effect, one, outcome


def printed(
    measure: str, estimate: str, low: str | None = None, high: str | None = None, **more: Any
) -> ReportedEffect:
    limits = {"ci_low": Decimal(low), "ci_high": Decimal(high)} if low and high else {}
    return ReportedEffect.model_validate({"measure": measure, "estimate": Decimal(estimate)} | limits | more)


def count(trial: Study, arm: int = 0, at: int = 0) -> ArmCount | NoCount:
    return StudyCounts(trial).of(trial.outcomes[at], trial.arms[arm])


# ------------------------------------------------------------------------------ time


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12 hours", 0.5),
        ("one day", 1),
        ("two days", 2),
        ("twelve weeks", 84),
        ("week 6", 42),
        ("12 months", 365.25),
        ("1 year", 365.25),
        ("3 months and 4 weeks", 91.3125),
        ("4 weeks and 3 months", 91.3125),
        ("end of treatment", None),
    ],
)
def test_a_time_as_days(text: str, found: float | None) -> None:
    assert days(text) == found


@pytest.mark.parametrize(
    ("times", "found"),
    [
        (["13 weeks"], Window.SHORT),
        (["3 months"], Window.SHORT),
        (["14 weeks"], Window.MEDIUM),
        (["52 weeks"], Window.MEDIUM),
        (["1 year"], Window.MEDIUM),
        (["13 months"], Window.LONG),
        (["4 weeks", "2 years"], Window.LONG),
        (["93 days"], Window.SHORT),
        (["94 days"], Window.MEDIUM),
        (["368 days"], Window.MEDIUM),
        (["369 days"], Window.LONG),
        ([], Window.UNRECORDED),
    ],
)
def test_an_outcome_stands_in_the_window_of_its_last_time(times: list[str], found: Window) -> None:
    assert window(one(outcome(timepoints=times)).outcomes[0]) is found


# ------------------------------------------------------------------------------ printed effects


@pytest.mark.parametrize(
    ("measure", "estimate", "side"),
    [
        ("risk_ratio", "0.99", -1),
        ("risk_ratio", "1.00", 0),
        ("risk_ratio", "1.01", 1),
        ("mean_difference", "-0.1", -1),
        ("mean_difference", "0.0", 0),
        ("mean_difference", "0.1", 1),
    ],
)
def test_the_side_of_a_printed_effect(measure: str, estimate: str, side: int) -> None:
    assert side_of(printed(measure, estimate)) == side


def test_without_an_interval_a_printed_effect_leaves_it_open() -> None:
    assert excludes_none(printed("risk_ratio", "0.60")) is None
    assert excludes_none(printed("risk_ratio", "0.60", "0.40", "0.90")) is True


def test_only_a_difference_has_the_unit_of_the_means() -> None:
    assert effect_text(printed("mean_difference", "-1.2", "-2.0", "-0.4"), "mm") == (
        "mean difference −1.2 mm, 95% CI −2.0 to −0.4"
    )
    assert effect_text(printed("std_mean_difference", "-0.4"), "mm") == "standardised mean difference −0.4"
    assert effect_text(printed("risk_difference", "-12", unit="points")) == "risk difference −12 percentage points"
    told = effect_text(printed("odds_ratio", "0.60", adjusted_for=("age", "sex")))
    assert told == "odds ratio 0.60, adjusted for age and sex"


@pytest.mark.parametrize(
    ("estimate", "sign", "possible"),
    [("0.98", -1, {-1}), ("1.02", 1, {1}), ("1.00", 0, {-1, 0, 1}), ("0.995", -1, {-1}), ("1.0", 0, {-1, 0, 1})],
)
def test_a_ratio_lies_below_or_above_one(estimate: str, sign: int, possible: set[int]) -> None:
    """0.98 is 0.975 to 0.985, all below one; 1.00 is 0.995 to 1.005, on both sides."""
    trial = one(outcome(effect={"measure": "risk_ratio", "estimate": Decimal(estimate)}))
    found = gap(trial, trial.outcomes[0])
    assert found is not None
    assert found.sign == sign
    assert set(found.possible) == possible


# ------------------------------------------------------------------------------ counts


def test_a_percentage_that_several_counts_print() -> None:
    """49.67% to 50.33% of 300 are 149 to 151, and all print as 50%; 150 is the nearest."""
    trial = one(outcome(percent={"a": Decimal(50)}, within=["a"]), n=(300, 50))
    found = count(trial)
    assert isinstance(found, ArmCount)
    assert (found.events, found.total, found.span, found.possible) == (150, 300, (149, 151), (149, 151))
    assert (found.text, found.inferred) == ("≈150 of 300", "3 counts give 50% of 300; 150 is the nearest")
    effects = outcome_effects(trial, trial.outcomes[0])
    assert effects.is_nearest
    assert effects.spread == {"proportion": (149 / 300, 151 / 300)}


def test_a_group_of_one_and_a_group_of_nobody() -> None:
    whole = outcome(percent={"a": Decimal(100)}, within=["a"])
    assert count(one(whole | {"total": {"a": 1}})) == ArmCount(1, 1, "1 is the only count that gives 100% of 1")
    assert count(one(whole | {"total": {"a": 0}})) == NoCount("the group is empty")
    empty = one(outcome(events={"a": 0, "b": 3}, total={"a": 0, "b": 9}))
    assert outcome_effects(empty, empty.outcomes[0]).reason == "a group is empty"


def test_the_groups_of_a_crossover_trial_are_its_people() -> None:
    free = one(outcome(), n=(None, None), participants=20, features=["crossover"])
    assert StudyCounts(free).total(free.outcomes[0], free.arms[0]) == 20
    told = one(outcome(), n=(18, 17), participants=20, features=["crossover"])
    assert [StudyCounts(told).total(told.outcomes[0], arm) for arm in told.arms] == [18, 17]
    plain = one(outcome(), n=(None, None), participants=20)
    assert StudyCounts(plain).total(plain.outcomes[0], plain.arms[0]) is None


def test_one_division_may_leave_several_counts() -> None:
    """300 people with 32.85% and 13.87%, 33.13% and 50%: only 137 + 163; 81 and 82 of 163 print as 50%."""
    both = [
        outcome("p", percent={"a": Decimal("32.85"), "b": Decimal("33.13")}),
        outcome("q", percent={"a": Decimal("13.87"), "b": Decimal("50")}),
    ]
    trial = one(*both, n=(None, None), participants=300)
    how = "137 + 163 is the only division of 300 that gives all the percentages"
    assert count(trial) == ArmCount(45, 137, how)
    found = count(trial, arm=1, at=1)
    assert isinstance(found, ArmCount)
    assert (found.total, found.span) == (163, (81, 82))
    assert found.inferred.startswith(f"{how}; ")


def test_six_divisions_are_told_and_more_are_hinted_at() -> None:
    """Of 12 people, 0% and 0% leave all eleven divisions."""
    found = splits(12, [[Decimal("0.0")], [Decimal("0.0")]]).rounded
    assert len(found) == 11
    assert ways(found) == "1 + 11, 2 + 10, 3 + 9, 4 + 8, 5 + 7, 6 + 6 …"
    assert ways(found[:6]) == "1 + 11, 2 + 10, 3 + 9, 4 + 8, 5 + 7, 6 + 6"


# ------------------------------------------------------------------------------ effects


def test_computed_effects_decide_without_a_printed_one() -> None:
    """10 of 50 v 30 of 50: −40 points (Newcombe: −56 to −20). 10 v 12: −4 points, −20 to 12. Means likewise."""
    for figures, clear in (
        (outcome(events={"a": 10, "b": 30}), True),
        (outcome(events={"a": 30, "b": 10}), True),
        (outcome(events={"a": 10, "b": 12}), False),
        (outcome(mean={"a": 1, "b": 5}, sd={"a": 2, "b": 2}), True),
        (outcome(mean={"a": 1, "b": 1}, sd={"a": 2, "b": 2}), False),
        (outcome(events={"a": 10, "b": 12}, p="< 0.001"), False),
    ):
        trial = one(figures)
        assert is_clear(trial, trial.outcomes[0]) is clear


@pytest.mark.parametrize(("analysed", "told"), [(99, True), (100, False)])
def test_all_who_stand_in_the_groups_were_analysed(analysed: int, told: bool) -> None:
    trial = one(outcome(events={"a": 10, "b": 30}), participants=100, analysed=analysed)
    note = outcome_effects(trial, trial.outcomes[0]).note
    assert note == (
        ""
        if not told
        else f"computed with the sizes of the groups; {analysed} people were analysed, and "
        "the record does not say how many of each group"
    )


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        ({"mean": {"a": 1}, "sd": {"a": 1, "b": 1}}, "no mean is printed for sham"),
        ({"mean": {"a": 1, "b": 2}, "sd": {"a": 1}}, "no standard deviation is printed for sham"),
    ],
)
def test_what_a_mean_lacks_is_named(figures: dict[str, Any], reason: str) -> None:
    trial = one(outcome(**figures))
    assert outcome_effects(trial, trial.outcomes[0]).reason == reason


# ------------------------------------------------------------------------------ printed against computed


def differs(figures: dict[str, Any], printed_effect: dict[str, Any], n: tuple[int, int] = (50, 50)) -> str | None:
    trial = one(outcome(**figures, effect=printed_effect), n=n)
    agreement = outcome_effects(trial, trial.outcomes[0]).agreement
    return None if agreement is None else agreement.differs


MEANS = {
    "mean": {"a": Decimal("1.0000"), "b": Decimal("0.0000")},
    "sd": {"a": Decimal("1.0000"), "b": Decimal("1.0000")},
}


@pytest.mark.parametrize(
    ("estimate", "found"), [("1.00", ""), ("0.96", ""), ("0.958", ""), ("0.957", "estimate"), ("1.01", "estimate")]
)
def test_a_standardised_difference_is_cohens_or_hedges(estimate: str, found: str) -> None:
    """Ten against ten, a difference of one deviation: d = 1, g = d·(1 − 3/(4·18 − 1)) = 0.9577, from 0.9576."""
    assert differs(MEANS, {"measure": "std_mean_difference", "estimate": Decimal(estimate)}, (10, 10)) == found


@pytest.mark.parametrize(("estimate", "found"), [("1.087", ""), ("1.000", ""), ("1.090", "estimate")])
def test_deviations_are_pooled_by_their_degrees_of_freedom(estimate: str, found: str) -> None:
    """Deviations 1 (5 people) and 3 (20): √((4·1 + 19·9)/23) = 2.758; 3 over it is 1.0876, over the second's own 1."""
    figures = {
        "mean": {"a": Decimal("3.00000"), "b": Decimal("0.00000")},
        "sd": {"a": Decimal("1.00000"), "b": Decimal("3.00000")},
    }
    assert differs(figures, {"measure": "std_mean_difference", "estimate": Decimal(estimate)}, (5, 20)) == found


def test_means_are_not_held_against_a_ratio() -> None:
    assert differs(MEANS, effect("risk_ratio", "1.00", "0.80", "1.25")) is None


@pytest.mark.parametrize(
    ("n", "low", "high", "found"),
    [
        ((50, 50), "0.61", "1.39", ""),
        ((50, 50), "0.4", "1.6", ""),
        ((50, 50), "0.32", "1.68", "interval"),
        ((50, 50), "0.72", "1.28", ""),
        ((50, 50), "0.79", "1.21", "interval"),
        ((4, 50), "-2.00", "4.00", ""),
        ((50, 4), "-2.00", "4.00", ""),
        ((5, 50), "-2.00", "4.00", "interval"),
    ],
)
def test_an_interval_of_another_width_is_another_analysis(n: tuple[int, int], low: str, high: str, found: str) -> None:
    """Standard error √(1/50 + 1/50) = 0.2, so 0.61 to 1.39; up to 1.6 times as wide is let pass: 0.37 to 1.63.

    0.32 to 1.68 is 1.73 times as wide, 0.79 to 1.21 1.87 times as narrow. With under five in a group nothing is said.
    """
    assert differs(MEANS, effect("mean_difference", "1.00", low, high), n) == found


@pytest.mark.parametrize(("events", "found"), [((30, 20), "interval"), ((46, 20), ""), ((20, 46), ""), ((4, 20), "")])
def test_few_events_or_non_events_say_nothing_of_widths(events: tuple[int, int], found: str) -> None:
    """30 of 50 v 20 of 50: risk ratio 1.5, ln from 0.07 to 0.74. A hundredth of that width is no analysis of theirs."""
    ratio = Decimal(events[0]) / Decimal(events[1])
    shown = ratio.quantize(Decimal("0.001"))
    given = effect("risk_ratio", str(shown), str(shown - Decimal("0.01")), str(shown + Decimal("0.01")))
    assert differs({"events": {"a": events[0], "b": events[1]}}, given) == found


def test_nearest_counts_leave_a_range_of_effects() -> None:
    """50% of 300 v 40% of 300: a risk ratio from 149/121 = 1.231 to 151/119 = 1.269."""
    shown = {"percent": {"a": Decimal(50), "b": Decimal(40)}}
    for estimate, found in (("1.232", ""), ("1.268", ""), ("1.229", "estimate"), ("1.271", "estimate")):
        assert differs(shown, {"measure": "risk_ratio", "estimate": Decimal(estimate)}, (300, 300)) == found


def test_a_zero_cell_leaves_a_ratio_to_its_method() -> None:
    """0 of 50 v 5 of 50: with ½ in all cells the risk ratio is 0.091, by other methods another."""
    zero = {"events": {"a": 0, "b": 5}}
    assert differs(zero, {"measure": "risk_ratio", "estimate": Decimal("0.09")}) == ""
    assert differs(zero, {"measure": "risk_ratio", "estimate": Decimal("0.30")}) is None
    assert differs(zero, {"measure": "risk_difference", "estimate": Decimal("-0.30")}) == "estimate"


def test_a_hazard_ratio_stands_apart_from_counts() -> None:
    trial = one(outcome(events={"a": 10, "b": 20}, effect={"measure": "hazard_ratio", "estimate": Decimal("0.45")}))
    found = outcome_effects(trial, trial.outcomes[0])
    assert found.apart == "the printed hazard ratio is of times to an event, which the counts do not tell"
    assert found.main is None


def test_nobody_in_the_one_group() -> None:
    trial = one(outcome(within=["a"], events={"a": 0}, total={"a": 0}))
    assert outcome_effects(trial, trial.outcomes[0]).reason == "the group is empty"


def test_a_study_is_not_divided_where_a_group_has_a_size() -> None:
    shown = outcome(percent={"a": Decimal("66.7"), "b": Decimal("40.0")})
    assert StudyCounts(one(shown, n=(None, 25), participants=64)).divisions is None
    found = StudyCounts(one(shown, n=(None, None), participants=64)).divisions
    assert found is not None
    assert len(found.rounded) == 4
    bare = one(shown, n=(None, 25), participants=64)
    assert count(bare) == NoCount("the size of the group is not printed")


@pytest.mark.parametrize(
    ("figures", "sign", "possible"),
    [
        ({"percent": {"a": Decimal("27.6"), "b": Decimal("44.6")}}, -1, {-1}),
        ({"percent": {"a": Decimal("44.6"), "b": Decimal("27.6")}}, 1, {1}),
        ({"percent": {"a": Decimal("40"), "b": Decimal("40")}}, 0, {-1, 0, 1}),
        ({"percent": {"a": Decimal("40"), "b": Decimal("39")}}, 1, {1}),
        ({"percent": {"a": Decimal("40"), "b": Decimal("39.8")}}, 1, {-1, 0, 1}),
        ({"mean": {"a": Decimal("3.2"), "b": Decimal("3.9")}}, -1, {-1}),
        ({"mean": {"a": Decimal("3.9"), "b": Decimal("3.2")}}, 1, {1}),
        ({"trials": {"favours_experimental": 3}, "effect": effect("risk_ratio", "0.60", "0.40", "0.90")}, None, None),
    ],
)
def test_where_the_first_group_lies(figures: dict[str, Any], sign: int | None, possible: set[int] | None) -> None:
    """40% is 39.5 to 40.5 and 39% is 38.5 to 39.5: they only touch. 39.8% is 39.75 to 39.85, inside the first."""
    trial = one(outcome(**figures), n=(None, None))
    found = gap(trial, trial.outcomes[0])
    assert (found and found.sign, found and found.possible) == (sign, possible)


@pytest.mark.parametrize(
    ("more", "told"),
    [({}, True), ({"total": {"a": 45, "b": 45}}, False), ({"total": {"a": 45}}, False)],
)
def test_printed_totals_need_no_word_on_those_analysed(more: dict[str, Any], told: bool) -> None:
    trial = one(outcome(events={"a": 10, "b": 30}, **more), participants=100, analysed=90)
    assert bool(outcome_effects(trial, trial.outcomes[0]).note) is told


def test_nobody_is_no_percentage_of_known_people() -> None:
    nobody = outcome(events={"a": 0}, percent={"a": Decimal(0)}, within=["a"])
    for people in ({}, {"participants": 18}):
        assert count(one(nobody, n=(None, None), **people)) == NoCount("no group size gives 0 and 0%")


@pytest.mark.parametrize(("events", "needed"), [(52, True), (48, False)])
def test_a_difference_that_rounds_to_nobody_in_a_thousand_has_no_number_needed(events: int, needed: bool) -> None:
    """52 of 100,000 more are 0.52 in 1,000, which rounds to one; 48 are 0.48."""
    trial = one(outcome(events={"a": events, "b": 0}, event_is="bad"), n=(100_000, 100_000))
    assert (outcome_effects(trial, trial.outcomes[0]).number_needed is not None) is needed


def test_groups_without_a_size_are_not_counted_among_those_analysed() -> None:
    third = {"id": "c", "label": "nothing", "role": "comparator", "comparator": "no-treatment"}
    trial = one(outcome(events={"a": 10, "b": 30}, compares=["a", "b"]), analysed=100)
    arms = [arm.model_dump(exclude_unset=True) for arm in trial.arms]
    wider = one(outcome(events={"a": 10, "b": 30}, compares=["a", "b"]), analysed=100, arm=[*arms, third])
    assert outcome_effects(wider, wider.outcomes[0]).note == ""


def test_few_people_in_either_group_say_nothing_of_a_standardised_width() -> None:
    given = effect("std_mean_difference", "1.00", "0.99", "1.01")
    assert [differs(MEANS, given, n) for n in ((4, 50), (50, 4), (50, 50))] == ["", "", "interval"]


def test_one_zero_cell_among_the_nearest_counts_is_enough() -> None:
    """0.4% of 300 is 1 (0.33%) or 2 at the nearest: none; 0.2% is 0 or 1 (0.33%): one of them has a zero."""
    shown = {"percent": {"a": Decimal("0.2"), "b": Decimal("5.0")}}
    assert differs(shown, {"measure": "risk_ratio", "estimate": Decimal("0.90")}, (300, 300)) is None


def test_one_limit_is_no_interval() -> None:
    half = ReportedEffect.model_validate(
        {"measure": "risk_ratio", "estimate": Decimal("0.60"), "ci_low": Decimal("0.40")}
    )
    assert (error_range(half), excludes_none(half), effect_text(half)) == (None, None, "risk ratio 0.60")


def test_a_standardised_difference_of_two_and_two() -> None:
    assert differs(MEANS, {"measure": "std_mean_difference", "estimate": Decimal("1.00")}, (2, 2)) == ""
