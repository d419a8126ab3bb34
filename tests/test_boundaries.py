"""Decisions at their boundaries: each rule has a case just inside and one just outside."""

from decimal import Decimal
from typing import Any

import pytest

from acuevid.checks.run import run_checks
from acuevid.models import Catalogue, Study
from acuevid.results.clarity import is_clear
from acuevid.results.counts import ArmCount, NoCount, StudyCounts
from acuevid.results.findings import finding, overall
from acuevid.results.kinds import outcome_effects
from acuevid.synthesis.claims import Verdict, judge_claims
from acuevid.synthesis.limits import limits
from acuevid.terms import Design, Direction

UP, DOWN = "favours-experimental", "favours-comparator"


def outcome(ident: str = "o", **more: Any) -> dict[str, Any]:
    return {"id": ident, "label": ident, "family": "pain"} | more


def study(*outcomes: dict[str, Any], n: tuple[int | None, int | None] = (50, 50), **more: Any) -> dict[str, Any]:
    arms = [
        {"id": "a", "label": "needles", "role": "experimental"} | ({"participants": n[0]} if n[0] else {}),
        {"id": "b", "label": "sham", "role": "comparator", "comparator": "sham"}
        | ({"participants": n[1]} if n[1] else {}),
    ]
    return {
        "citekey": "one2001",
        "conditions": ["c"],
        "design": "randomised-trial",
        "reference": {"authors": ["One A"], "title": "One", "issued": 2001},
        "arm": arms,
        "outcome": list(outcomes),
    } | more


def catalogue(*studies: dict[str, Any], **more: Any) -> Catalogue:
    return Catalogue.model_validate(
        {
            "sheet": {"title": "t", "topic": "t", "intervention": "x"},
            "condition": [{"key": "c", "name": "c"}],
            "study": list(studies),
        }
        | more
    )


def one(*outcomes: dict[str, Any], **more: Any) -> Study:
    return catalogue(study(*outcomes, **more)).studies[0]


def codes(*outcomes: dict[str, Any], **more: Any) -> list[str]:
    return [item.result.code for item in run_checks(catalogue(study(*outcomes, **more))).found]


@pytest.mark.parametrize(
    ("for_it", "against", "found"),
    [(7, 3, UP), (6, 3, "mixed"), (69, 31, "mixed"), (70, 30, UP), (3, 7, DOWN), (1, 1, "mixed"), (1, 0, UP)],
)
def test_seventy_per_cent_of_the_outcomes_give_the_direction(for_it: int, against: int, found: str) -> None:
    """SWiM (Campbell et al. 2020; Boon & Thomson 2021): 70 % or more."""
    pointing = [UP] * for_it + [DOWN] * against
    trial = one(*(outcome(f"o{i}", direction=way) for i, way in enumerate(pointing)))
    assert overall(trial, trial.outcomes) == Direction(found)


def effect(measure: str, estimate: str, low: str, high: str, **more: Any) -> dict[str, Any]:
    numbers = {"estimate": Decimal(estimate), "ci_low": Decimal(low), "ci_high": Decimal(high)}
    return {"measure": measure} | numbers | more


@pytest.mark.parametrize(
    ("measure", "figures", "clear"),
    [
        ("risk_ratio", ("0.60", "0.40", "0.90"), True),
        ("risk_ratio", ("0.60", "0.40", "1.00"), False),
        ("hazard_ratio", ("1.60", "1.01", "2.50"), True),
        ("odds_ratio", ("1.60", "0.99", "2.50"), False),
        ("mean_difference", ("0.60", "0.10", "1.10"), True),
        ("mean_difference", ("0.60", "0.00", "1.20"), False),
        ("risk_difference", ("-0.60", "-1.10", "-0.10"), True),
    ],
)
def test_a_printed_effect_is_judged_against_its_own_value_of_no_effect(
    measure: str, figures: tuple[str, str, str], clear: bool
) -> None:
    trial = one(outcome(effect=effect(measure, *figures)))
    assert is_clear(trial, trial.outcomes[0]) is clear


def test_a_proportion_in_one_arm_is_not_clear_of_anything() -> None:
    """14 of 17 lies clear of 0 %, which is no comparison; the p-value printed with it decides."""
    within = outcome(within=["a"], events={"a": 14}, total={"a": 17})
    for p, clear in ((None, False), ("= 0.04", True)):
        trial = one(within | ({"p": p} if p else {}))
        assert is_clear(trial, trial.outcomes[0]) is clear


@pytest.mark.parametrize(("p", "clear"), [("= 0.05", True), ("= 0.051", False), ("< 0.05", True), ("> 0.01", False)])
def test_without_figures_p_decides(p: str, clear: bool) -> None:
    trial = one(outcome(p=p))
    assert is_clear(trial, trial.outcomes[0]) is clear


def test_a_subgroup_does_not_get_the_size_of_its_arm() -> None:
    counts = outcome(events={"a": 5, "b": 9}, subgroup="the old")
    trial = one(counts)
    arm = trial.arms[0]
    assert StudyCounts(trial).total(trial.outcomes[0], arm) is None
    assert isinstance(StudyCounts(trial).of(trial.outcomes[0], arm), NoCount)
    sized = one(counts | {"total": {"a": 20, "b": 21}})
    assert StudyCounts(sized).of(sized.outcomes[0], sized.arms[0]) == ArmCount(5, 20)


@pytest.mark.parametrize(("n", "reason"), [(1, "fewer than two people stand behind the mean of needles"), (2, "")])
def test_a_mean_needs_two_people(n: int, reason: str) -> None:
    means = outcome(mean={"a": 1, "b": 2}, sd={"a": 1, "b": 1}, better="lower")
    trial = one(means, n=(n, 50))
    assert outcome_effects(trial, trial.outcomes[0]).reason == reason


@pytest.mark.parametrize(("people", "small"), [(99, True), (100, False)])
def test_fewer_than_a_hundred_people_are_few(people: int, small: bool) -> None:
    smaller = study(outcome(direction=UP), participants=20) | {"citekey": "two2002"}
    made = catalogue(study(outcome(direction=UP), participants=people), smaller)
    text = " ".join(s.text for s in limits(made.studies))
    assert (f"Every study is small: the largest had {people} participants." in text) is small


@pytest.mark.parametrize(
    ("percents", "found"),
    [(("33.3", "33.3", "33.3"), []), (("33.1", "33.3", "33.3"), ["CNT103"]), (("33.5", "33.3", "33.3"), [])],
)
def test_percentages_add_up_within_their_own_rounding(percents: tuple[str, ...], found: list[str]) -> None:
    """Three percentages with one decimal may miss 100 by 0.15, not by 0.3."""
    parts = [
        outcome(f"o{i}", category_of="course", percent={"a": Decimal(p)}, within=["a"]) for i, p in enumerate(percents)
    ]
    assert codes(*parts, n=(None, None)) == found


@pytest.mark.parametrize(("level", "found"), [(90, []), (95, ["STA102"])])
def test_the_level_of_an_interval_counts_beside_its_p(level: int, found: list[str]) -> None:
    """HR 0.70 (0.49 to 0.99) at 90 %: z = ln 0.70 · 2 · 1.645 / ln(0.99/0.49) = −1.67, p = 0.095; at 95 %, 0.046."""
    printed = effect("hazard_ratio", "0.70", "0.49", "0.99", level=level)
    assert codes(outcome(effect=printed, p="= 0.095", event_is="bad")) == found


@pytest.mark.parametrize(
    ("ends", "found"),
    [
        (("1.0", "-2.0", "4.0"), "no-clear-difference"),
        (("1.0", "-2.0", "5.0"), DOWN),  # the worse end is on the margin, and not inside it
        (("-1.0", "-7.0", "4.0"), "no-clear-difference"),  # how much better it may be is not asked
        (("-1.5", "-2.9", "-0.1"), UP),  # clearly better
        (("1.5", "0.1", "2.9"), DOWN),  # clearly worse, though by less than the margin
    ],
)
def test_inside_its_margin_and_not_clear_a_result_points_to_no_side(ends: tuple[str, str, str], found: str) -> None:
    printed = effect("mean_difference", *ends)
    trial = one(outcome(effect=printed, better="lower", margin=Decimal(5), direction=DOWN if ends[0] > "0" else UP))
    assert finding(trial).direction == Direction(found)


LEVELS = {
    Design.SYSTEMATIC_REVIEW: 1,
    Design.RANDOMISED_TRIAL: 2,
    Design.NON_RANDOMISED_CONTROLLED: 3,
    Design.RETROSPECTIVE_COMPARISON: 3,
    Design.CASE_CONTROL: 4,
    Design.BEFORE_AFTER: 4,
    Design.CASE_SERIES: 4,
    Design.MECHANISM_STUDY: 5,
    Design.MECHANISM_REVIEW: 5,
}
"""OCEBM 2011, treatment benefits (METHODS)."""


def test_levels_by_design() -> None:
    assert {design: design.level for design in LEVELS} == LEVELS


def claim(asserts: str, **more: Any) -> list[dict[str, Any]]:
    return [{"id": "k", "place": "in-summary", "text": "t", "asserts": asserts, "studies": ["one2001"]} | more]


def verdict(*outcomes: dict[str, Any], asserts: str, **more: Any) -> Verdict:
    (judged,) = judge_claims(catalogue(study(*outcomes), claim=claim(asserts, **more)))
    return judged.verdict


CLEAR = outcome("pain", direction=UP, effect=effect("mean_difference", "-1.0", "-1.5", "-0.5"), better="lower")
UNCLEAR = outcome("walk", direction=UP, effect=effect("mean_difference", "-1.0", "-2.5", "0.5"), better="lower")


def test_superiority_needs_every_outcome_that_is_claimed_clear() -> None:
    assert verdict(CLEAR, asserts="superiority") is Verdict.SUPPORTED
    assert verdict(CLEAR, UNCLEAR, asserts="superiority") is Verdict.TOO_FAR
    assert verdict(CLEAR, outcome("x", direction=DOWN), asserts="superiority") is Verdict.NOT_SUPPORTED


MARGIN = {"better": "lower", "margin": 5, "direction": DOWN}


@pytest.mark.parametrize(
    ("limits", "inferior", "equivalent"),
    [
        (("-2.0", "4.0"), Verdict.SUPPORTED, Verdict.SUPPORTED),  # method/a: non-inferior within 5 points
        (("-2.0", "5.0"), Verdict.TOO_FAR, Verdict.TOO_FAR),
        (("-6.0", "4.9"), Verdict.SUPPORTED, Verdict.TOO_FAR),
    ],
)
def test_as_good_as_needs_a_margin(limits: tuple[str, str], inferior: Verdict, equivalent: Verdict) -> None:
    trial = outcome("pain", effect=effect("mean_difference", "1.0", *limits), **MARGIN)
    assert verdict(trial, asserts="non-inferiority") is inferior
    assert verdict(trial, asserts="equivalence") is equivalent
    bare = {k: v for k, v in trial.items() if k != "margin"}
    assert verdict(bare, asserts="non-inferiority") is Verdict.TOO_FAR


def test_what_supports_better_supports_at_least_as_good() -> None:
    assert verdict(CLEAR, asserts="non-inferiority") is Verdict.SUPPORTED
    assert verdict(CLEAR, asserts="equivalence") is Verdict.TOO_FAR


def test_a_claim_is_about_the_outcome_that_it_names() -> None:
    other = outcome("walk", direction=DOWN)
    assert verdict(CLEAR, other, asserts="superiority") is Verdict.NOT_SUPPORTED
    assert verdict(CLEAR, other, asserts="superiority", outcomes=["Pain"]) is Verdict.SUPPORTED


def test_worse_reporting_never_passes_more_easily() -> None:
    """Clear by p alone is reported; with an interval that spans no effect it goes too far."""
    assert verdict(outcome("pain", direction=UP, p="= 0.01"), asserts="superiority") is Verdict.REPORTED
    assert verdict(UNCLEAR | {"p": "= 0.01"}, asserts="superiority") is Verdict.TOO_FAR
    assert verdict(outcome("pain", direction=UP), asserts="superiority") is Verdict.TOO_FAR


def test_hedged_doubt_of_the_own_treatment_is_no_overclaim() -> None:
    none = outcome("pain", direction="no-clear-difference")
    assert verdict(none, asserts="no-effect") is Verdict.TOO_FAR
    assert verdict(none, asserts="no-effect", hedged=True) is Verdict.REPORTED


def test_primary_outcomes_alone_make_the_finding_and_costs_do_not_make_it_mixed() -> None:
    cost = outcome("cost", direction=DOWN) | {"family": "other"}
    assert finding(one(outcome("pain", direction=UP), cost)).direction is Direction.FAVOURS_EXPERIMENTAL
    assert finding(one(cost)).direction is Direction.FAVOURS_COMPARATOR
    primary = outcome("pain", direction=UP, primary=True)
    assert finding(one(primary, outcome("walk", direction=DOWN))).direction is Direction.FAVOURS_EXPERIMENTAL


def harm(ident: str, way: str, a: int, b: int) -> dict[str, Any]:
    return outcome(ident, direction=way, events={"a": a, "b": b}, event_is="bad") | {"family": "harms"}


def test_fewer_harms_need_every_harm_to_point_so() -> None:
    fewer, more = harm("bruise", UP, 1, 20), harm("faint", DOWN, 9, 3)
    assert verdict(harm("bruise", UP, 1, 2), asserts="fewer-harms") is Verdict.TOO_FAR  # 1 of 50 v 2 of 50
    assert verdict(fewer, asserts="fewer-harms") is Verdict.SUPPORTED
    assert verdict(fewer, more, asserts="fewer-harms") is Verdict.NOT_SUPPORTED


def test_a_finding_counts_no_harms_and_no_subgroups() -> None:
    trial = one(outcome("pain", direction=UP), harm("faint", DOWN, 9, 3), outcome("s", direction=DOWN, subgroup="old"))
    assert finding(trial).direction is Direction.FAVOURS_EXPERIMENTAL
