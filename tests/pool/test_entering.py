"""Which figures of a study enter a pool, what is said of them, and why others do not; through the command."""

import math
from typing import Any

import pytest

from tests.conftest import Command
from tests.pool.builder import (
    Pooled,
    alone,
    association,
    ci,
    counts,
    effect,
    event,
    means,
    names,
    pair,
    rates,
    reasons,
    scale,
    single,
    study,
    told,
)


def hazard(estimate: float, low: float, high: float, more: str = "") -> str:
    return event(effect("hazard_ratio", estimate, ci(low, high) + more))


ADJUSTED = ', adjusted_for = ["age", "sex"], model = "Cox regression"'
SCORES = means((3.0, 2.0, 40, 4.1, 2.2, 40))
CHANGES = scale(f"{pair('change', -2.0, -1.1)}\n{pair('change_sd', 2.0, 2.2)}")
MEDIANS = scale(f"{pair('median', 4, 6)}\niqr = {{ a = [2, 6], b = [4, 8] }}")


# ------------------------------------------------------------------------------------------- printed effects


def test_adjusted_and_unadjusted_effects_are_two_questions(pool_of: Pooled) -> None:
    crude = [study(i, hazard(0.8, 0.6, 1.1)) for i in (1, 2)]
    data = pool_of(*crude, study(3, hazard(0.9, 0.7, 1.2, ADJUSTED)))
    assert (data["measure"], data["question"]["adjusted"], names(data)) == ("hazard_ratio", "no", ["1", "2"])
    assert reasons(data) == {"3": "the printed hazard ratio is adjusted for age and sex"}
    assert "All enter with the hazard ratio that they print" in told(data)
    assert "None of these effects is adjusted." in told(data)
    adjusted = [study(i, hazard(0.9, 0.7, 1.2, ADJUSTED)) for i in (3, 4)]
    data = pool_of(*crude, *adjusted, options=("--adjusted", "yes"))
    assert (data["question"]["adjusted"], names(data)) == ("yes", ["3", "4"])
    assert reasons(data) == {"1": "no adjusted effect is printed", "2": "no adjusted effect is printed"}
    assert "All these effects are adjusted, each as its source did it." in told(data)
    assert "adjusted for age and sex, by Cox regression" in told(data)
    every = pool_of(*crude, *adjusted, options=("--adjusted", "any"))
    assert (every["question"]["adjusted"], names(every)) == ("any", ["1", "2", "3", "4"])
    assert "Adjusted effects (S003 A 2001 and S004 A 2001) and unadjusted ones stand in one pool here" in told(every)


def test_each_of_two_questions_has_its_command(pool_of: Pooled) -> None:
    crude = [study(i, hazard(0.8, 0.6, 1.1)) for i in (1, 2)]
    data = pool_of(*crude, *(study(i, hazard(0.9, 0.7, 1.2, ADJUSTED)) for i in (3, 4)))
    commands = [row["command"] for row in data["questions"]]
    assert [command.rpartition("--adjusted ")[2].split()[0] for command in commands] == ["no", "yes"]


def test_a_printed_ratio_enters_beside_counts_and_is_named(pool_of: Pooled) -> None:
    """ln 0.50 with SE (ln 0.80 − ln 0.3125)/(2·1.959964) = 0.2398022."""
    printed = event(effect("risk_ratio", 0.5, ci(0.3125, 0.8)))
    data = pool_of(study(1, counts(5, 10)), study(2, counts(6, 12)), study(3, printed))
    assert names(data) == ["1", "2", "3"]
    (third,) = [s for s in data["studies"] if s["citekey"] == "s003-2001"]
    assert (third["tier"], third["counts"]) == ("printed", [])
    assert math.isclose(third["yi"], math.log(0.5))
    assert math.isclose(math.sqrt(third["vi"]), 0.2398022, rel_tol=1e-6)
    assert (data["mantel_haenszel"], data["peto"]) == (None, None)
    assert math.isclose(data["control_risk"], (10 / 40 + 12 / 40) / 2)
    text = told(data)
    assert "S003 A 2001 enters with the risk ratio as printed, by inverse variance" in text
    assert "Mantel–Haenszel and Peto pool counts, which S003 A 2001 lacks, and are not shown." in text
    assert "the median of the control groups with counts" in text
    assert any(name == "without effects as printed" for name, _ in data["sensitivity"]["others"])


def test_counts_go_before_a_printed_ratio_that_is_theirs(pool_of: Pooled) -> None:
    both = counts(5, 10).rstrip() + "\n" + effect("risk_ratio", 0.5, ci(0.19, 1.33)) + "\n"
    data = pool_of(study(1, both), study(2, counts(6, 12)))
    assert {s["tier"] for s in data["studies"]} == {"computed"}
    assert data["mantel_haenszel"] is not None


def test_figures_that_are_not_the_printed_effects_stay_out(pool_of: Pooled) -> None:
    other = counts(5, 10).rstrip() + "\n" + effect("risk_ratio", 0.9, ci(0.8, 1.01)) + "\n"
    data = pool_of(study(1, other), study(2, counts(6, 12)), study(3, counts(7, 12)))
    assert reasons(data) == {"1": "the printed risk ratio is not what the counts give"}


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        ("se = 0", "a standard error of 0 cannot be weighed"),
        ("ci_low = 0, ci_high = 0.9", "a ratio or limit of 0 has no logarithm"),
        ("ci_low = 0.5, ci_high = 0.5", "the interval has no width"),
        ("primary = true", "neither an interval nor a standard error is printed"),
    ],
)
def test_a_printed_effect_that_cannot_be_weighed_is_left_out_with_the_reason(
    pool_of: Pooled, printed: str, reason: str
) -> None:
    good = [study(i, event(effect("odds_ratio", 0.5, ci(0.3, 0.8)))) for i in (1, 2)]
    data = pool_of(*good, study(3, event(effect("odds_ratio", 0.5, printed))), options=("--measure", "or"))
    assert reasons(data) == {"3": f"the printed odds ratio cannot be weighed: {reason}"}


def test_an_interval_of_another_level_is_brought_to_its_standard_error(pool_of: Pooled) -> None:
    """90 %: (ln 0.8 − ln 0.3125)/(2·1.644854) = 0.2857420."""
    printed = event(effect("odds_ratio", 0.5, ci(0.3125, 0.8) + ", level = 90"))
    data = pool_of(study(1, printed), study(2, printed))
    assert data["measure"] == "odds_ratio"
    assert math.isclose(math.sqrt(data["studies"][0]["vi"]), 0.2857420, rel_tol=1e-6)
    assert "it enters by its printed odds ratio 0.5, 90% CI 0.3125 to 0.8" in told(data)


def test_a_ratio_without_counts_of_another_measure_is_named(pool_of: Pooled) -> None:
    odds = event(effect("odds_ratio", 0.5, ci(0.3, 0.8)))
    data = pool_of(study(1, counts(5, 10)), study(2, counts(6, 12)), study(3, odds), study(4, hazard(0.8, 0.6, 1.1)))
    assert reasons(data) == {
        "3": "the odds ratio is printed, and no figures for a risk ratio",
        "4": "times to an event, not counts",
    }


def test_a_printed_standardised_difference_does_not_stand_beside_means_in_units(pool_of: Pooled) -> None:
    smd = scale(effect("std_mean_difference", -0.4, "se = 0.2"))
    data = pool_of(study(1, SCORES), study(2, SCORES), study(3, smd))
    assert (data["measure"], names(data)) == ("mean_difference", ["1", "2"])
    asked = pool_of(study(1, SCORES), study(2, SCORES), study(3, smd), options=("--measure", "smd"))
    assert names(asked) == ["1", "2", "3"]


def test_a_ratio_of_means_cannot_be_turned(pool_of: Pooled) -> None:
    other = SCORES.replace('better = "lower"', 'better = "higher"')
    data = pool_of(study(1, SCORES), study(2, SCORES), study(3, other), options=("--measure", "rom"))
    assert reasons(data) == {"3": "its scale runs the other way, and a ratio cannot be turned"}


# ------------------------------------------------------------------------------------------------------ rates


def test_rates_are_a_ratio_and_a_zero_has_its_rule_named(pool_of: Pooled) -> None:
    rows = [(9, 413, 19, 398), (8, 263, 19, 245), (0, 487, 13, 435), (0, 100, 0, 100)]
    data = pool_of(*(study(i, rates(row)) for i, row in enumerate(rows, 1)))
    assert (data["measure"], data["scale"], names(data)) == ("rate_ratio", "log", ["1", "2", "3"])
    assert reasons(data) == {"4": "nobody had the event in either arm"}
    assert "½ was added to both counts of events of S003 A 2001" in told(data)
    assert (data["peto"], data["absolute"]) == (None, None)
    one, two = 9 * 398 / 811 + 8 * 245 / 508, 19 * 413 / 811 + 19 * 263 / 508 + 13 * 487 / 922
    assert math.isclose(data["mantel_haenszel"]["natural"]["estimate"], one / two)  # Greenland & Robins 1985


def test_rates_in_another_unit_stay_out_of_a_difference(pool_of: Pooled) -> None:
    rows = [(9, 413, 19, 398), (8, 263, 19, 245), (9, 4130, 19, 3980)]
    studies = [study(i, rates(row)) for i, row in enumerate(rows, 1)]
    studies[2] = studies[2].replace("person-years", "person-months")
    assert names(pool_of(*studies)) == ["1", "2", "3"]
    data = pool_of(*studies, options=("--measure", "ird"))
    assert reasons(data) == {"3": "measured in person-months"}
    assert "events per unit of person-time, here in person-years" in told(data)


# --------------------------------------------------------------------------------------- changes and medians


def test_changes_and_final_values_stand_in_one_mean_difference(pool_of: Pooled) -> None:
    data = pool_of(study(1, SCORES), study(2, CHANGES))
    assert (data["measure"], names(data)) == ("mean_difference", ["1", "2"])
    assert "S002 A 2001 enters with changes from baseline, the others with final values" in told(data)
    alone = pool_of(study(1, SCORES), study(2, SCORES), study(3, CHANGES), options=("--measure", "smd"))
    assert reasons(alone) == {"3": "changes from baseline, whose deviations are not those of values"}


def test_final_values_go_before_changes_in_a_study(pool_of: Pooled) -> None:
    both = SCORES + CHANGES.replace('id = "m"', 'id = "a0"')
    data = pool_of(study(1, both), study(2, SCORES))
    (first,) = [s for s in data["studies"] if s["citekey"] == "s001-2001"]
    assert (first["outcome"], first["change"]) == ("m", False)
    assert "“the score” is pooled as its final values" in told(data)
    one = SCORES.rstrip() + f"\n{pair('change', -2.0, -1.1)}\n"
    assert "S001 A 2001: final values are taken, not the changes from baseline." in told(
        pool_of(study(1, one), study(2, SCORES))
    )


def test_a_change_with_its_deviation_serves_where_final_values_have_none(pool_of: Pooled) -> None:
    both = scale(f"{pair('mean', 3.0, 4.1)}\n{pair('change', -2.0, -1.1)}\n{pair('change_sd', 2.0, 2.2)}")
    data = pool_of(study(1, both), study(2, SCORES))
    assert [s["change"] for s in data["studies"]] == [True, False]


def test_a_change_without_a_deviation_of_its_own_is_left_out(pool_of: Pooled) -> None:
    bare = scale(f"{pair('change', -2.0, -1.1)}\n{pair('baseline', 6.0, 6.1)}\n{pair('baseline_sd', 2.0, 2.0)}")
    data = pool_of(study(1, SCORES), study(2, SCORES), study(3, bare))
    assert reasons(data) == {"3": "no standard deviation is printed for the treatment"}


def test_estimated_means_are_told_and_looked_at_without(pool_of: Pooled) -> None:
    data = pool_of(study(1, SCORES), study(2, SCORES), study(3, MEDIANS))
    assert names(data) == ["1", "2", "3"]
    assert "The means and deviations of S003 A 2001 are estimated from medians; without it the pool gives" in told(data)
    assert any("estimated from medians" in name for name, _ in data["sensitivity"]["others"])
    few = pool_of(study(1, SCORES), study(3, MEDIANS))
    assert "without it too few studies are left to pool" in told(few)
    skewed = MEDIANS.replace("a = [2, 6]", "a = [3.9, 16]")
    left = reasons(pool_of(study(1, SCORES), study(2, SCORES), study(3, skewed)))
    assert left["3"].endswith("the values are too skewed to estimate a mean from them")


# ------------------------------------------------------------------------------------- clusters and crossovers


def test_a_cluster_trial_enters_with_its_correlation_and_its_source(pool_of: Pooled) -> None:
    """40 + 40 people in 8 clusters of 10, ICC 0.05: the design effect is 1.45."""
    design = 'clusters = 8\nicc = 0.05\nicc_from = "a survey"'
    plain = [study(i, counts(10, 20)) for i in (1, 2)]
    data = pool_of(*plain, study(3, counts(10, 20), more=design), study(4, counts(10, 20), more="clusters = 8"))
    assert reasons(data) == {
        "4": "the trial was randomised in clusters, and an intracluster correlation is not printed"
    }
    variances = {s["citekey"]: s["vi"] for s in data["studies"]}
    assert math.isclose(variances["s003-2001"], 1.45 * variances["s001-2001"])
    assert "S003 A 2001 randomised clusters, which its interval heeds; without it the pool gives" in told(data)
    assert "design effect 1.45 (10.0 people in a cluster, ICC 0.05 from a survey)" in told(data)
    means_too = pool_of(study(1, SCORES), study(2, SCORES, more=design))
    variances = {s["citekey"]: s["vi"] for s in means_too["studies"]}
    assert math.isclose(variances["s002-2001"], 1.45 * variances["s001-2001"])


def test_a_printed_effect_of_a_cluster_trial_must_heed_the_clusters(pool_of: Pooled) -> None:
    heeds = event(effect("odds_ratio", 0.5, ci(0.3, 0.8) + ', model = "GEE, by cluster"'))
    silent = event(effect("odds_ratio", 0.5, ci(0.3, 0.8)))
    plain = study(1, event(effect("odds_ratio", 0.6, ci(0.3, 1.2))))
    design = "clusters = 8"
    data = pool_of(plain, study(2, heeds, more=design), study(3, silent, more=design))
    assert names(data) == ["1", "2"]
    assert reasons(data) == {
        "3": "the trial was randomised in clusters, which the printed odds ratio is not said to heed"
    }


def test_a_crossover_trial_enters_as_pairs_and_its_people_count_once(pool_of: Pooled) -> None:
    crossed = SCORES.rstrip() + "\ncorrelation = 0.6\n"
    design = 'features = ["crossover"]'
    lone = study(2, crossed, more=design).replace("participants = 80", "participants = 40")
    without = study(3, SCORES, more=design)
    printed = study(4, scale(effect("mean_difference", -1.0, "se = 0.3")), more=design)
    data = pool_of(study(1, SCORES), lone, without, printed)
    assert names(data) == ["1", "2", "4"]
    assert reasons(data)["3"].endswith("the correlation of their two times is not printed")
    people = {s["citekey"]: s["people"] for s in data["studies"]}
    assert people["s002-2001"] == 40
    assert "S002 A 2001 and S004 A 2001 are crossover: the same people stand in both groups" in told(data)
    assert "S004 A 2001: it enters by its printed mean difference −1 points (SE 0.3); its printed interval" in told(
        data
    )


# ---------------------------------------------------------------------------------------- trials of several groups

THIRD = '[[study.arm]]\nid = "c"\nlabel = "moxa"\nrole = "experimental"\nparticipants = 30\n'
THREE = THIRD + counts(5, 10).replace("a = 5", "a = 5, c = 6")
SCORES_OF_THREE = THIRD + scale("mean = { a = 3.0, b = 4.1, c = 2.9 }\nsd = { a = 2.0, b = 2.2, c = 2.5 }")


def of_first(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [s for s in data["studies"] if s["citekey"] == "s001-2001"]


def test_of_several_groups_one_comparison_is_chosen(pool_of: Pooled) -> None:
    data = pool_of(study(1, THREE), study(2, counts(6, 12)))
    (first,) = of_first(data)
    assert first["arms"] == ["a", "b"]
    assert "moxa v the other is left out, since no group may count twice" in told(data)


def test_groups_taken_together_are_one(pool_of: Pooled) -> None:
    """5 of 40 and 6 of 30 are 11 of 70; 3.0 (2.0) of 40 and 2.9 (2.5) of 30 are 207/70 with variance
    (39·4 + 29·6.25 + 40·30/70·0.1²)/69 = 4.890166 (Handbook, table 6.5.a)."""
    data = pool_of(study(1, THREE), study(2, counts(6, 12)), options=("--multi-arm", "combine"))
    (first,) = of_first(data)
    assert math.isclose(first["yi"], math.log(11 / 70 / (10 / 40)))
    assert math.isclose(first["vi"], 1 / 11 - 1 / 70 + 1 / 10 - 1 / 40)
    assert (first["people"], data["people"]) == (110, 190)
    assert "S001 A 2001: the treatment and moxa are taken together as one group." in told(data)
    means_too = pool_of(study(1, SCORES_OF_THREE), study(2, SCORES), options=("--multi-arm", "combine"))
    (first,) = of_first(means_too)
    assert math.isclose(first["yi"], 207 / 70 - 4.1)
    assert math.isclose(first["vi"], 4.890166 / 70 + 2.2**2 / 40, rel_tol=1e-6)


def test_a_shared_group_is_divided(pool_of: Pooled) -> None:
    data = pool_of(study(1, THREE), study(2, counts(6, 12)), options=("--multi-arm", "split"))
    one, two = of_first(data)
    assert math.isclose(one["yi"], math.log(5 / 40 / (10 / 40)))
    assert math.isclose(one["vi"], 1 / 5 - 1 / 40 + 2 / 10 - 2 / 40)
    assert math.isclose(two["vi"], 1 / 6 - 1 / 30 + 2 / 10 - 2 / 40)
    assert (one["people"], two["people"], data["people"]) == (60, 50, 190)
    assert data["control_risk"] == (10 / 40 + 12 / 40) / 2
    assert "the other is divided over its two comparisons" in told(data)
    assert "Two randomised trials (190 people)" in told(data)
    assert [item["without"] for item in data["leave_one_out"]] == ["s001-2001", "s002-2001"]
    scores = pool_of(study(1, SCORES_OF_THREE), study(2, SCORES), options=("--multi-arm", "split"))
    assert math.isclose(of_first(scores)[0]["vi"], 2.0**2 / 40 + 2.2**2 / 20)


def test_one_trial_of_several_groups_is_no_pool(pool_of: Pooled) -> None:
    assert pool_of(study(1, THREE), options=("--multi-arm", "split"))["studies"] == []


def test_printed_effects_of_several_groups_are_neither_added_nor_divided(pool_of: Pooled) -> None:
    two = THIRD + "".join(
        event(effect("odds_ratio", 0.5, ci(0.3, 0.8)) + f'\ncompares = ["{arm}", "b"]').replace('"e"', f'"e{arm}"')
        for arm in "ac"
    )
    other = study(2, event(effect("odds_ratio", 0.6, ci(0.3, 1.2))))
    data = pool_of(study(1, two), other, options=("--multi-arm", "combine"))
    assert len(of_first(data)) == 1
    assert "they are not taken together: an effect is printed without the figures of its groups" in told(data)


# ------------------------------------------------------------------------------------------------ correlations


def test_correlations_are_pooled_as_fishers_z_where_they_are_asked_for(pool_of: Pooled) -> None:
    """artanh 0.3 = 0.3095196 with variance 1/97; of two alike the pool is 0.3."""
    studies = [alone(i, association(0.3), 100) for i in (1, 2)]
    assert pool_of(*studies)["studies"] == []
    data = pool_of(*studies, alone(3, association(1), 50), study(4, counts(5, 10)), options=("--measure", "r"))
    assert (data["measure"], data["scale"], data["question"]["comparator"]) == ("correlation", "fisher-z", None)
    assert math.isclose(data["studies"][0]["yi"], 0.3095196, rel_tol=1e-6)
    assert math.isclose(data["studies"][0]["vi"], 1 / 97)
    assert math.isclose(data["headline"]["natural"]["estimate"], 0.3)
    assert reasons(data) == {
        "3": "the printed correlation cannot be weighed: a correlation of 1 or −1 has no interval",
        "4": "no such correlation",
    }
    assert "All enter with the correlation that they print" in told(data)
    assert "in people who were not compared" in told(data)


# --------------------------------------------------------------------------------- proportions of single groups


def test_proportions_are_of_uncontrolled_studies_and_speak_of_no_effect(pool_of: Pooled) -> None:
    """15 of 20 and 18 of 20: log odds 1.0986123 and 2.1972246."""
    studies = [alone(1, single(15), 20, "case-series"), alone(2, single(18), 20, "cohort")]
    assert pool_of(*studies)["studies"] == []
    data = pool_of(*studies, study(3, counts(5, 10)), options=("--measure", "proportion"))
    assert (data["measure"], data["scale"]) == ("proportion", "logit")
    assert [round(s["yi"], 7) for s in data["studies"]] == [1.0986123, 2.1972246]
    assert reasons(data) == {"3": "compares groups, which are pooled by their difference"}
    assert (data["sensitivity"]["others"], data["absolute"], data["people"]) == ([], None, 40)
    text = told(data)
    assert "in people who were not compared" in text
    assert "This is what was reported of groups that were not compared, and tells of no effect of a treatment." in text
    assert "clear difference" not in text
    assert "lies wholly" not in text


# ------------------------------------------------------------------------------------------------- the options


def test_a_measure_that_is_not_known_is_a_usage_error(acuevid: Command) -> None:
    result = acuevid("pool", "--measure", "xy")
    assert result.code == 2
    assert "is not one of rr, or, hr" in result.err


def test_every_sentence_rests_on_its_studies_and_is_short(pool_of: Pooled) -> None:
    data = pool_of(
        study(1, SCORES),
        study(2, CHANGES),
        study(3, MEDIANS),
        study(4, scale(effect("mean_difference", -1.2, ci(-2.2, -0.2)))),
        study(5, SCORES, more="clusters = 8\nicc = 0.05"),
    )
    figures = ("pool.absolute", "pool.heterogeneity", "pool.fragile", "pool.robust")
    for paragraph in data["sentences"]:
        for sentence in paragraph:
            assert sentence["basis"]
            assert sentence["template"] in figures or len(sentence["text"].split()) <= 35, sentence["text"]


def test_the_summary_tells_what_was_taken(pool_of: Pooled, acuevid: Command, tmp_path: object) -> None:
    pool_of(study(1, hazard(0.8, 0.6, 1.1)), study(2, hazard(0.7, 0.5, 0.99)))
    text = " ".join(acuevid("summarize", "set", "--catalogue", f"{tmp_path}/c.toml").out.split())
    assert "hazard ratio 0.75" in text
    assert "All enter with the hazard ratio that they print" in text
