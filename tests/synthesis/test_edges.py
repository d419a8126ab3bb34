"""Sentences where their rule turns: one study or two, the last time, the rare event, an end that is not better."""

import string
from decimal import Decimal
from typing import Any

import pytest

from acuevid.catalogue.load import load_catalogue
from acuevid.models import Catalogue
from acuevid.pools.asked import Wanted
from acuevid.pools.fit import pool_set
from acuevid.pools.questions import left_out_of_all, pool_sets
from acuevid.results.kinds import outcome_effects
from acuevid.synthesis.claims import judge_claims
from acuevid.synthesis.condition import summarise_condition
from acuevid.synthesis.pool_words import axis_words, left_out, nothing_to_pool, pool_sentences
from acuevid.synthesis.sheet import summarise_sheet
from tests.test_boundaries import UP, catalogue, effect, outcome, study
from tests.test_cases import case

Given = dict[str, Any]


def trial(i: int, *outcomes: Given, **more: Any) -> Given:
    """A trial of its own name: ``Bbb 2001``, ``Ccc 2002``, ``Ddd 2003``."""
    name = string.ascii_lowercase[i] * 3
    reference = {"authors": [f"{name.capitalize()} A"], "title": f"On {name}", "issued": 2000 + i}
    return study(*outcomes, **more) | {"citekey": f"{name}{2000 + i}", "reference": reference}


def told(*studies: Given) -> list[str]:
    """All that is said of a condition."""
    made = catalogue(*studies)
    return [s.text for s in summarise_condition(made, made.conditions[0]).told]


# ------------------------------------------------------------------------------ changes inside a group


def change(label: str, direction: str, **more: Any) -> Given:
    return outcome(label, direction=direction, within=["a"]) | more


def series(*outcomes: Given) -> Given:
    return trial(1, *outcomes, design="before-after", arm=[{"id": "a", "label": "needles", "role": "experimental"}])


@pytest.mark.parametrize(
    ("outcomes", "found"),
    [
        (
            [
                change("pain", "improved", p="= 0.03"),
                change("sleep", "improved", p="< 0.001"),
                change("mood", "improved", p="= 0.01"),
            ],
            ["In Bbb 2001, all three measures improved from before to after treatment (p from < 0.001 to 0.03)."],
        ),
        (
            [change("pain", "improved", p="= 0.03"), change("sleep", "improved", p="< 0.001")],
            [
                "In Bbb 2001, pain improved from before to after treatment (p = 0.03).",
                "In Bbb 2001, sleep improved from before to after treatment (p < 0.001).",
            ],
        ),
        (
            [
                change("pain", "improved", p="= 0.05"),
                change("sleep", "improved", p="< 0.05"),
                change("mood", "improved", p="= 0.01"),
            ],
            ["In Bbb 2001, all three measures improved from before to after treatment (p from 0.01 to 0.05)."],
        ),
        (
            [change("pain", "unchanged", p="ns"), change("sleep", "unchanged", p="ns")],
            ["In Bbb 2001, pain and sleep did not change"],
        ),
        (
            [change("pain", "improved", mean={"a": Decimal("3.2")}, unit="mm")],
            ["In Bbb 2001, pain improved, to a mean of 3.2 mm."],
        ),
        (
            [change("better", "improved", events={"a": 14}, event="got better", total={"a": 17})],
            ["In Bbb 2001, 14 of 17 got better (95% CI 59.0% to 93.8%)."],
        ),
    ],
)
def test_what_changed_inside_a_group(outcomes: list[Given], found: list[str]) -> None:
    """Wilson's interval of 14 of 17: (14 + 1.92 ± 1.96·√(14·3/17 + 0.96))/(17 + 3.84) = 0.590 to 0.938."""
    text = told(series(*outcomes))
    assert len(found) == sum("Bbb 2001" in sentence for sentence in text[1:])
    assert all(sentence.startswith(start) for sentence, start in zip(text[1:], found, strict=False))
    assert "without a comparison group it cannot show what caused it" in text[0]


def test_without_a_direction_no_cause_is_spoken_of() -> None:
    text = told(series(outcome("pain", within=["a"])))
    assert text[0] == "One uncontrolled study (Bbb 2001; number of people not given) gave no direction."


@pytest.mark.parametrize(
    ("arms", "who"), [(["a", "b"], "in both groups"), (["b"], "with sham"), (["a"], "with needles")]
)
def test_the_groups_of_a_change_are_named(arms: list[str], who: str) -> None:
    text = told(trial(1, outcome("pain", direction="improved", within=arms, p="= 0.01")))
    assert f"In Bbb 2001, pain improved from before to after treatment {who} (p = 0.01)." in text


@pytest.mark.parametrize(
    ("times", "when"),
    [
        (["6 weeks"], " at 6 weeks"),
        (["4 weeks", "8 weeks"], " at 4 and 8 weeks"),
        (["4 weeks", "3 months"], " at 4 weeks and 3 months"),
        (["4 weeks", "8 weeks", "end of treatment"], " at 4 weeks, 8 weeks and end of treatment"),
        (["end of treatment"], " at the end of treatment"),
        (["follow-up"], " (follow-up)"),
        ([], ""),
    ],
)
def test_times_are_told_in_full(times: list[str], when: str) -> None:
    text = told(trial(1, outcome("pain", direction=UP, timepoints=times, p="ns")))
    assert f"In Bbb 2001, results for pain{when} favoured needles over sham (called not significant)." in text


def test_a_p_that_is_not_significant_is_not_told_beside_no_clear_difference() -> None:
    text = told(trial(1, outcome("pain", direction="no-clear-difference", p="ns")))
    assert "In Bbb 2001, results for pain showed no clear difference between needles and sham." in text


@pytest.mark.parametrize(
    ("more", "missing"),
    [([], "function, quality of life or harms"), ([outcome("faint", family="harms")], "function or quality of life")],
)
def test_what_was_never_compared_is_named(more: list[Given], missing: str) -> None:
    text = told(trial(1, outcome("pain", direction=UP), *(o | {"direction": UP} for o in more)))
    assert f"No comparison between groups is recorded for {missing}." in text


@pytest.mark.parametrize(("arms", "none"), [("bc", "neither"), ("bcd", "no")])
def test_comparisons_without_a_clear_difference_are_told_together(arms: str, none: str) -> None:
    sides = [{"id": x, "label": f"{x} drug", "role": "comparator", "comparator": "active-drug"} for x in arms]
    alike = [outcome(f"o{x}", direction="no-clear-difference", compares=["a", x]) | {"label": "pain"} for x in arms]
    groups = [{"id": "a", "label": "needles", "role": "experimental"}, *sides]
    text = " ".join(told(trial(1, *alike, arm=groups)))
    assert f"; {none} comparison showed a clear difference in pain." in text


@pytest.mark.parametrize(
    ("harms", "sides"),
    [
        (
            {"events": {"a": 3}, "direction": UP},
            "but never for both sides of a comparison, so harms cannot be compared",
        ),
        ({"events": {"a": 3, "b": 4}}, "and for both sides of a comparison in Bbb 2001"),
        ({"direction": UP}, "and for both sides of a comparison in Bbb 2001"),
    ],
)
def test_harms_are_told_with_the_sides_that_they_are_told_of(harms: Given, sides: str) -> None:
    made = catalogue(trial(1, outcome("faint", family="harms") | harms))
    text = [s.text for s in summarise_sheet(made).statements]
    assert f"The catalogue gives adverse effects for the one clinical study, {sides}." in text


@pytest.mark.parametrize(("n", "which"), [(1, "the one clinical study"), (2, "any clinical study")])
def test_no_harms_in_one_study_or_in_several(n: int, which: str) -> None:
    made = catalogue(*[trial(i, outcome("pain", direction=UP)) for i in range(1, n + 1)])
    text = [s.text for s in summarise_sheet(made).statements]
    assert f"The catalogue records no adverse effects for {which}." in text


def test_figures_stand_in_brief_only_where_a_label_has_one_outcome() -> None:
    both = [outcome(f"p{i}", direction=UP, p=f"= 0.0{i}") | {"label": "pain"} for i in (1, 2)]
    start = (
        "Bbb 2001, a randomised trial of an unstated number of participants, compared needles with sham: results for"
    )
    assert told(trial(1, both[0]))[0] == f"{start} pain (p = 0.01) favoured needles."
    assert told(trial(1, *both))[0] == f"{start} pain favoured needles."


@pytest.mark.parametrize(("n", "named"), [(8, True), (9, False)])
def test_up_to_eight_studies_are_named(n: int, named: bool) -> None:
    text = told(*[trial(i, outcome("pain", direction=UP)) for i in range(1, n + 1)])[0]
    assert ("Ccc 2002 and Bbb 2001" in text) is named


def test_a_certainty_is_told_with_or_without_its_comparator() -> None:
    rated = {"condition": "c", "family": "pain", "certainty": "low", "rated_by": "The panel"}
    made = catalogue(trial(1, outcome("pain", direction=UP)), rating=[rated, rated | {"comparator": "sham"}])
    text = " ".join(s.text for s in summarise_condition(made, made.conditions[0]).told)
    assert "The panel rated the certainty of the evidence on pain as low (GRADE)." in text
    assert "The panel rated the certainty of the evidence on pain against sham treatment as low (GRADE)." in text


def judged(asserts: str, *studies: Given) -> tuple[str, str | None]:
    claim = {
        "id": "k",
        "place": "in-summary",
        "text": "t",
        "asserts": asserts,
        "studies": [s["citekey"] for s in studies],
    }
    (found,) = judge_claims(catalogue(*studies, claim=[claim]))
    return found.verdict.value, found.rule.code if found.rule else None


def test_claims_on_a_study_without_a_comparison() -> None:
    assert judged("superiority", series(change("pain", "improved"))) == ("cannot be judged", None)
    assert judged("benefit", series(change("pain", "improved"))) == ("goes too far", "CLM103")


def test_the_whole_sheet_counts_its_trials_and_its_mechanisms() -> None:
    def sheet(*studies: Given, **more: Any) -> str:
        return " ".join(s.text for s in summarise_sheet(catalogue(*studies, **more)).statements)

    single = "no condition has more than one independent randomised trial"
    assert single not in sheet(trial(1, outcome("pain", direction=UP)))
    both = [{"key": "c", "name": "c"}, {"key": "d", "name": "d"}]
    apart = (trial(1, outcome("pain", direction=UP)), trial(2, outcome("pain", direction=UP), conditions=["d"]))
    assert single in sheet(*apart, condition=both)
    assert single not in sheet(*[trial(i, outcome("pain", direction=UP)) for i in (1, 2)])
    rats = [{**trial(i, design="mechanism-study", arm=[], outcome=[]), "conditions": []} for i in (1, 2)]
    assert "One work concerns how x might act; it cannot show that it helps patients." in sheet(rats[0])
    assert "Two works concern how x might act; they cannot show that it helps patients." in sheet(*rats)


# ------------------------------------------------------------------------------ pools


def falls(i: int, a: int, b: int, n: tuple[int, int] = (50, 50), way: str = "bad", **more: Any) -> Given:
    counted = outcome("fall", events={"a": a, "b": b}, event_is=way, event="fell", family="symptoms") | more
    return trial(i, counted, n=n)


def pain(i: int, a: str, b: str, **more: Any) -> Given:
    """Means of 50 people each, with deviations of 2."""
    figures = {"mean": {"a": Decimal(a), "b": Decimal(b)}, "sd": {"a": Decimal(2), "b": Decimal(2)}}
    return trial(i, outcome("pain", **figures) | {"unit": "mm", "better": "lower"} | more)


def pooled(*studies: Given, wanted: Wanted | None = None, control_risk: float | None = None) -> str:
    """All that is said of the first pool, and what is left out of it."""
    first = pool_sets(catalogue(*studies).studies, wanted)[0]
    sentences = [s for paragraph in pool_sentences(pool_set(first, control_risk)) for s in paragraph]
    return " ".join(s.text for s in [*sentences, *left_out(first)])


def test_rare_events_are_pooled_by_their_counts() -> None:
    """Groups of 1,000: (1 + 0 + 2)/(2 + 3 + 3) = 0.375; 11 events in 6,000 people are 0.18%."""
    text = pooled(falls(1, 1, 2, (1000, 1000)), falls(2, 0, 3, (1000, 1000)), falls(3, 2, 3, (1000, 1000)))
    assert "risk ratio 0.38, 95% CI 0.10 to 1.41 (Mantel–Haenszel)" in text
    assert "The risk in all groups together is 0.18%, so Mantel–Haenszel leads" in text
    assert "inverse variance would add ½ where a cell is zero" in text
    assert "½ was added to all four cells of Ccc 2002, which has a zero in its table." in text
    assert "In 10,000 people at a control risk of 0.30%" in text


@pytest.mark.parametrize(
    ("first", "second", "told_of"),
    [
        ((0, 4), (0, 3), "Peto odds ratio 0.13, 95% CI 0.031 to 0.59 (Peto)"),
        ((4, 0), (3, 0), "Peto odds ratio 7.41, 95% CI 1.68 to 32.6 (Peto)"),
    ],
)
def test_where_one_side_has_no_event_peto_leads(first: tuple[int, int], second: tuple[int, int], told_of: str) -> None:
    """O − E = −2 and −1.5, V = 4·1996·10⁶/(2000²·1999) = 0.998 and 0.749: exp(∓3.5/1.747) = 0.135 and 7.41."""
    text = pooled(falls(1, *first, (1000, 1000)), falls(2, *second, (1000, 1000)))
    assert told_of in text
    assert "The risk in all groups together is 0.18%, and one side has none at all, so Peto leads" in text
    nothing = "No absolute effect: the median risk in the control groups is 0; give one with --control-risk." in text
    assert nothing is (first[1] == 0)
    assert ("at a control risk of 0.35% (the median of these studies' control groups)" in text) is not nothing


def test_many_empty_groups_call_for_counts() -> None:
    """(0 + 0 + 5)/(4 + 3 + 6) = 0.385."""
    text = pooled(falls(1, 0, 4), falls(2, 0, 3), falls(3, 5, 6))
    assert "risk ratio 0.38, 95% CI 0.14 to 1.04 (Mantel–Haenszel)" in text
    assert "In two of three trials a group has no event, so Mantel–Haenszel leads" in text
    assert "½ was added to all four cells of Bbb 2001 and Ccc 2002, each of which has a zero in its table." in text


@pytest.mark.parametrize(
    ("risk", "found"),
    [
        (0.01, "In 1000 people at a control risk of 1.0% (as given), that means 5 fewer who fell"),
        (0.009, "In 10,000 people at a control risk of 0.90% (as given), that means 43 fewer who fell"),
        (None, "In 1000 people at a control risk of 21.0% (the median of these studies' control groups)"),
    ],
)
def test_absolute_effects_by_the_control_risk(risk: float | None, found: str) -> None:
    """A ratio of about 0.52 at 1%: 0.48·10 = 4.8 fewer in 1,000; at 0.9% 0.48·90 = 43 in 10,000; (20% + 22%)/2."""
    assert found in pooled(falls(1, 5, 10), falls(2, 6, 11), control_risk=risk)


def test_a_difference_of_risks_has_no_absolute_effect_besides() -> None:
    text = pooled(falls(1, 5, 10), falls(2, 6, 11), wanted=Wanted(measure="risk_difference"))
    assert "risk difference −10.0 percentage points" in text
    assert "control risk" not in text


def test_both_intervals_of_few_studies_are_told() -> None:
    """Differences −1.0, −0.9 and −2.2; without the last −0.95, without the second −1.6."""
    text = pooled(pain(1, "3.0", "4.0"), pain(2, "3.1", "4.0"), pain(3, "2.0", "4.2"))
    assert "mean difference −1.37 mm, 95% CI −3.16 to 0.43 (random effects, REML, Knapp–Hartung)" in text
    assert "by Wald −2.19 to −0.55, narrower than Knapp–Hartung's" in text
    assert (
        "The effect in a further study like these may lie anywhere from −4.52 to 1.79 (95% prediction interval" in text
    )
    assert "t on 2 degrees of freedom; with under five studies it is weak), on either side." in text
    assert (
        "With three studies both intervals are poor: Knapp–Hartung's may be too wide to use, Wald's too narrow." in text
    )
    assert "Leaving out one study at a time moves the mean difference between −1.60 and −0.95." in text
    fragile = "the interval holds 0 does not survive five of nine other ways of looking (REML, Wald; Paule–Mandel, Wald"
    assert fragile in text
    assert "…" not in text


def test_two_studies_that_agree_have_one_interval() -> None:
    text = pooled(falls(1, 5, 10), falls(2, 6, 12, way="bad"))
    assert "all studies have the same result, so Knapp–Hartung gives no interval" in text
    assert "With two studies an interval is poor: Wald's may be too narrow." in text
    text = pooled(falls(1, 5, 10), falls(2, 6, 11))
    assert "both intervals are poor: Wald's may be too narrow, and Knapp–Hartung's is narrower." in text


def test_many_studies_need_one_interval() -> None:
    text = pooled(*[falls(i, 5 + i % 3 * 4, 10) for i in range(1, 10)])
    assert "(random effects, REML, Wald)" in text
    assert "he interval holds 1, so the pool shows no clear difference." in text
    assert "by Knapp–Hartung" not in text
    assert "(95% prediction interval, normal), on either side." in text
    assert "are poor" not in text


def test_events_that_are_neither_good_nor_bad_favour_nobody() -> None:
    plain = [falls(1, 5, 10, way="neutral"), falls(2, 6, 12, way="neutral")]
    (first,) = pool_sets(catalogue(*plain).studies)
    assert (axis_words(first, True), axis_words(first, False)) == ("less with needles", "more with needles")
    text = pooled(*plain)
    assert "he whole interval lies below 1." in text
    assert "that means 110 fewer who fell (95% CI 164 fewer to 5 fewer)." in text
    (bad,) = pool_sets(catalogue(falls(1, 5, 10), falls(2, 6, 12)).studies)
    assert (axis_words(bad, True), axis_words(bad, False)) == ("favours needles", "favours sham")


@pytest.mark.parametrize(
    ("third", "reason"),
    [
        (pain(3, "30", "42", unit="points"), "measured in points"),
        (pain(3, "30", "42", unit=None), "the unit of its scale is not recorded"),
        (pain(3, "3.0", "4.0", better=None), "which end of its scale is better is not recorded"),
    ],
)
def test_a_scale_that_cannot_stand_beside_the_others(third: Given, reason: str) -> None:
    third = third | {"outcome": [{k: v for k, v in o.items() if v is not None} for o in third["outcome"]]}
    text = pooled(pain(1, "3.0", "4.0"), pain(2, "3.1", "4.0"), third, wanted=Wanted(measure="mean_difference"))
    assert text.endswith(f"Left out: Ddd 2003 ({reason}).")


@pytest.mark.parametrize(
    ("first", "reason"),
    [
        (falls(1, 5, 9, way="good"), "counts a good event, not a bad one"),
        (
            trial(
                1, outcome("fall", effect=effect("odds_ratio", "0.5", "0.3", "0.9"), event_is="bad", family="symptoms")
            ),
            "the odds ratio is printed, and no figures for a risk ratio",
        ),
        (falls(1, 5, 9, timepoints=["2 years"]), "measured at 2 years"),
        (falls(1, 5, 9, subgroup="the old"), "a subgroup only"),
    ],
)
def test_why_a_study_is_left_out(first: Given, reason: str) -> None:
    text = pooled(first, falls(2, 5, 10), falls(3, 6, 9))
    assert text.endswith(f"Left out: Bbb 2001 ({reason}).")


def test_a_bad_event_beside_good_ones() -> None:
    text = pooled(falls(1, 5, 9), falls(2, 5, 10, way="good"), falls(3, 6, 9, way="good"))
    assert text.endswith("Left out: Bbb 2001 (counts a bad event, not a good one).")


def test_a_window_without_a_time_is_named() -> None:
    text = pooled(
        falls(1, 5, 9, timepoints=["6 weeks"]),
        falls(2, 5, 10, timepoints=["8 weeks"]),
        falls(3, 6, 9),
        wanted=Wanted(window=pool_sets(catalogue(falls(1, 5, 9, timepoints=["6 weeks"])).studies)[0].question.window),
    )
    assert text.endswith("Left out: Ddd 2003 (measured at a time that is not recorded).")
    assert "compared needles with sham on fall up to 3 months." in text


def test_the_latest_time_of_a_window_is_pooled() -> None:
    early = outcome("early", events={"a": 5, "b": 9}, event_is="bad", timepoints=["4 weeks"])
    late = outcome("late", events={"a": 6, "b": 9}, event_is="bad", timepoints=["8 weeks"])
    same = {"label": "fall", "family": "symptoms"}
    text = pooled(trial(1, early | same, late | same), falls(2, 5, 10, timepoints=["6 weeks"]))
    assert "Bbb 2001: “fall” at 8 weeks is pooled, the last of its times here (also at 4 weeks)." in text


def test_a_turned_scale_and_the_scales_of_a_kind_are_named() -> None:
    wanted = Wanted(measure="std_mean_difference")
    text = pooled(pain(1, "3.0", "4.0"), pain(2, "3.1", "4.0"), pain(3, "4.2", "3.0", better="higher"), wanted=wanted)
    assert "The scale of Ddd 2003 was turned, so that less is better on all." in text
    assert "he whole interval lies below 0, on the side of needles." in text
    text = pooled(pain(1, "3.0", "4.0", label="VAS pain"), pain(2, "3.1", "4.0", label="pain score"), wanted=wanted)
    assert "compared needles with sham on pain (VAS pain, pain score), at times that are not recorded." in text
    text = pooled(*[pain(i, "3.0", "4.0", label=f"scale {i}", construct="pain intensity") for i in (1, 2)])
    assert "compared needles with sham on pain intensity, at times that are not recorded." in text


def test_nearest_counts_are_named_in_the_pool() -> None:
    """50% and 60% of 300 are 149 to 151 and 179 to 181."""
    shown = [{"percent": {"a": Decimal(a), "b": Decimal(b)}} for a, b in (("50", "60"), ("40", "50"))]
    both = [trial(i, outcome("fall", event_is="bad", **f), n=(300, 300)) for i, f in enumerate(shown, 1)]
    text = pooled(*both)
    assert "The counts of Bbb 2001 and Ccc 2002 are the nearest to printed percentages (≈), not printed ones" in text
    assert "are the nearest" not in pooled(falls(1, 5, 10), falls(2, 6, 11))


def test_nothing_to_pool_is_said_with_its_subject() -> None:
    empty: Catalogue = catalogue()
    assert [s.text for s in nothing_to_pool(empty.conditions[0], [])] == [
        "There is nothing to pool on c: the catalogue has no clinical study."
    ]
    assert [s.text for s in nothing_to_pool(None, [])] == [
        "There is nothing to pool: the catalogue has no clinical study."
    ]
    alone = catalogue(falls(1, 5, 10))
    assert [s.text for s in nothing_to_pool(alone.conditions[0], left_out_of_all(alone.studies))] == [
        "There is nothing to pool on c: no two independent randomised trials have figures for one question in the "
        "catalogue.",
        "Bbb 2001 (alone on fall against sham treatment).",
    ]


def test_a_long_list_of_what_changes_the_conclusion_is_cut() -> None:
    """Nine times 11 of 50 v 14 of 50: z = 0.241/(0.350/3) = 2.07; without any one of them 0.241/(0.350/√8) = 1.95."""
    text = pooled(*[falls(i, 11, 14) for i in range(1, 10)])
    assert "does not survive nine of" in text
    assert "without Iii 2008 …)" in text
    assert "without Jjj 2009" not in text


def test_empty_control_groups_count_like_empty_treatment_groups() -> None:
    """(4 + 3 + 6)/(0 + 0 + 5) = 2.6."""
    text = pooled(falls(1, 4, 0), falls(2, 3, 0), falls(3, 6, 5))
    assert "risk ratio 2.60" in text
    assert "In two of three trials a group has no event, so Mantel–Haenszel leads" in text
    difference = pooled(falls(1, 4, 0), falls(2, 3, 0), falls(3, 6, 0), wanted=Wanted(measure="risk_difference"))
    assert "No absolute effect" not in difference


def test_scales_are_turned_to_the_side_of_most() -> None:
    lower, higher = [pain(i, "3.0", "4.0") for i in (1, 2, 3)], [pain(i, "4.2", "3.0", better="higher") for i in (4, 5)]
    (first,) = pool_sets(catalogue(*lower, *higher).studies, Wanted(measure="std_mean_difference"))
    assert [m.study.label for m in first.members if m.is_turned] == ["Eee 2004", "Fff 2005"]
    for member in first.members:
        low, high = member.effect.ci_low, member.effect.ci_high
        assert low is not None
        assert high is not None
        assert low < member.yi < high < 0


def test_a_pool_of_means_rests_on_the_means() -> None:
    (first,) = pool_sets(catalogue(pain(1, "3.0", "4.0"), pain(2, "3.1", "4.0")).studies)
    size = pool_sentences(pool_set(first))[0][0]
    assert [b.value for b in size.basis if b.field == "outcome[pain]"] == ["3.0 (2) v 4.0 (2)", "3.1 (2) v 4.0 (2)"]


def test_what_is_said_of_no_studies_rests_on_the_condition_or_the_sheet() -> None:
    empty = catalogue()
    for condition, record in ((empty.conditions[0], "c"), (None, "sheet")):
        (said,) = nothing_to_pool(condition, [])
        assert [b.record for b in said.basis] == [record]


def test_only_counts_lead_for_rare_events() -> None:
    made = load_catalogue(case("statistics/hksj-narrow3"))
    text = " ".join(s.text for part in pool_sentences(pool_set(pool_sets(made.studies)[0])) for s in part)
    assert "narrower than Wald's" in text
    assert "leads, with nothing added" not in text


def test_an_outcome_with_counts_but_no_sizes_is_left_out_for_that() -> None:
    counts = outcome(
        "fall", events={"a": 5, "b": 9}, effect={"measure": "risk_ratio", "estimate": Decimal("0.55")}, event_is="bad"
    )
    first = trial(1, counts | {"family": "symptoms"}, n=(None, None))
    text = pooled(first, falls(2, 5, 10), falls(3, 6, 9))
    assert text.endswith("Left out: Bbb 2001 (the size of the group is not printed).")


def test_the_larger_group_and_the_primary_outcome_speak_for_a_study() -> None:
    groups = [{"id": "a", "label": "needles", "role": "experimental", "participants": 50}]
    sizes = {"b": ("small sham", 20), "z": ("big sham", 60)}
    groups += [
        {"id": x, "label": label, "role": "comparator", "comparator": "sham", "participants": n}
        for x, (label, n) in sizes.items()
    ]
    both = [
        outcome(f"o{x}", events={"a": 5, x: 6}, compares=["a", x], event_is="bad", family="symptoms")
        | {"label": "fall"}
        for x in sizes
    ]
    text = pooled(trial(1, *both, arm=groups), falls(2, 5, 10))
    assert "needles v big sham is pooled, and needles v small sham is left out" in text
    early = outcome("x", events={"a": 5, "b": 9}, event_is="bad", timepoints=["4 weeks"], primary=True)
    late = outcome("y", events={"a": 6, "b": 9}, event_is="bad", timepoints=["8 weeks"])
    one_thing = {"construct": "falls", "family": "symptoms"}
    text = pooled(
        trial(1, early | one_thing, late | one_thing), falls(2, 5, 10, construct="falls", timepoints=["6 weeks"])
    )
    assert "Bbb 2001: “x” is pooled, its primary outcome (also y)." in text


# ------------------------------------------------------------------------------------ what is secondary, or a sum


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (["pain"], ""),
        (["pain", "sleep"], "The primary outcome was pain, sleep a secondary one."),
        (["pain", "sleep", "mood"], "The primary outcome was pain; the others were secondary."),
    ],
)
def test_a_secondary_outcome_is_named_as_one(labels: list[str], words: str) -> None:
    outcomes = [outcome(label, direction=UP, primary=label == "pain") for label in labels]
    text = told(trial(1, *outcomes))
    assert [t for t in text if "primary outcome" in t] == ([words] if words else [])


@pytest.mark.parametrize(("trials", "is_sum"), [(1, False), (2, True)])
def test_counts_summed_over_a_reviews_trials_give_no_effect(trials: int, is_sum: bool) -> None:
    """A sum over trials breaks each one's comparison: no risk ratio, no number needed."""
    counts = outcome("falls", events={"a": 3, "b": 9}, event_is="bad")
    review = catalogue(trial(1, counts, design="systematic-review", review={"trials": trials})).studies[0]
    found = outcome_effects(review, review.outcomes[0])
    assert bool(found.estimates) is not is_sum
    assert ("summed over two trials" in found.reason) is is_sum
