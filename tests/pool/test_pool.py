"""What is pooled with what, what is left out and why, and what is said of it; through the command."""

import json
import math
import sys
from pathlib import Path
from typing import Any

import pytest

from acuevid.numbers import format as fmt
from acuevid.numbers.effects import Estimate
from tests.conftest import Command, Golden

HEAD = """
[sheet]
title = "Needles"
topic = "needles"
intervention = "acupuncture"

[[condition]]
key = "back"
name = "back pain"
"""


def study(
    key: str,
    outcomes: str,
    *,
    n: tuple[int, int] = (20, 20),
    comparator: str = "sham",
    design: str = "randomised-trial",
    more: str = "",
    arms: str = "",
) -> str:
    return f"""
[[study]]
citekey = "{key}2001"
conditions = ["back"]
design = "{design}"
species = "human"
participants = {sum(n)}
{more}
reference = {{ authors = ["{key.capitalize()} A"], title = "On {key}", issued = 2001 }}
[[study.arm]]
id = "a"
label = "acupuncture"
role = "experimental"
participants = {n[0]}
[[study.arm]]
id = "b"
label = "the other"
role = "comparator"
comparator = "{comparator}"
participants = {n[1]}
{arms}
{outcomes}
"""


def events(a: int, b: int, ident: str = "fall", more: str = "") -> str:
    return f"""
[[study.outcome]]
id = "{ident}"
label = "{ident}"
event = "had a {ident}"
family = "symptoms"
event_is = "bad"
events = {{ a = {a}, b = {b} }}
{more}
"""


def means(a: str, b: str, unit: str = 'unit = "points"') -> str:
    return f"""
[[study.outcome]]
id = "pain"
label = "pain"
family = "pain"
better = "lower"
{unit}
mean = {{ a = {a}, b = {b} }}
sd = {{ a = 2.0, b = 2.5 }}
"""


Write = Any


@pytest.fixture
def pooled(acuevid: Command, tmp_path: Path) -> Write:
    def made(*studies: str, options: tuple[str, ...] = ()) -> dict[str, Any]:
        path = tmp_path / "c.toml"
        path.write_text(HEAD + "".join(studies), encoding="utf-8")
        result = acuevid("pool", "--json", "--catalogue", path, *options)
        assert (result.code, result.err) == (0, "")
        data: dict[str, Any] = json.loads(result.out)
        return data

    return made


def keys(data: dict[str, Any]) -> list[str]:
    return sorted(s["citekey"].removesuffix("2001") for s in data["studies"])


def reasons(data: dict[str, Any]) -> dict[str, str]:
    return {item["citekey"].removesuffix("2001"): item["reason"] for item in data["left_out"]}


def test_one_question_is_pooled_and_the_others_are_named(pooled: Write) -> None:
    data = pooled(
        study("one", events(2, 5)),
        study("two", events(3, 6)),
        study("three", events(1, 4), comparator="usual-care"),
        study("four", events(1, 4), design="non-randomised-controlled"),
        study("five", events(1, 4), more='reanalysis_of = "one2001"'),
        study("six", events(1, 4), more='companion_of = "two2001"'),
        study("seven", events(1, 4, more='subgroup = "the old"')),
        study("eight", '[[study.outcome]]\nid = "fall"\nlabel = "fall"\nfamily = "symptoms"\np = "ns"\n'),
        study("nine", events(1, 4), more='features = ["crossover"]'),
        study("ten", events(0, 0)),
        study("eleven", ""),
    )
    assert keys(data) == ["one", "two"]
    assert data["question"] == {
        "comparator": "sham",
        "family": "symptoms",
        "outcome": "fall",
        "event_is": "bad",
        "window": "unrecorded",
        "randomised": True,
        "adjusted": "no",
    }
    told = reasons(data)
    assert told == {
        "three": "compared with usual care",
        "four": "not randomised",
        "five": "a re-analysis of One 2001",
        "six": "a further paper on the people of Two 2001",
        "seven": "a subgroup only",
        "eight": "no figures of the groups are printed",
        "nine": "in a crossover trial the same people stand in both groups, and the correlation of their "
        "two times is not printed",
        "ten": "nobody had the event in either arm",
        "eleven": "fall not recorded",
    }
    text = data["left_out_sentences"][0]["text"]
    assert all(name.capitalize() in text for name in told)


def test_the_not_randomised_are_pooled_apart(pooled: Write) -> None:
    studies = [
        study("one", events(2, 5)),
        study("two", events(3, 6), design="non-randomised-controlled"),
        study("three", events(3, 6), design="retrospective-comparison"),
    ]
    assert keys(pooled(*studies)) == []
    data = pooled(*studies, options=("--not-randomised",))
    assert keys(data) == ["three", "two"]
    assert reasons(data) == {"one": "a randomised trial"}


def test_no_control_group_is_used_twice(pooled: Write) -> None:
    third = '[[study.arm]]\nid = "c"\nlabel = "moxa"\nrole = "experimental"\nparticipants = 20\n'
    both = events(2, 5, more='compares = ["a", "b"]') + events(1, 5, "slip", 'compares = ["c", "b"]').replace(
        "a = 1", "c = 1"
    )
    data = pooled(study("one", both, arms=third), study("two", events(3, 6)))
    assert keys(data) == ["one", "two"]
    (first,) = [s for s in data["studies"] if s["citekey"] == "one2001"]
    assert first["outcome"] == "fall"


def test_two_events_of_one_kind_are_two_questions(pooled: Write) -> None:
    first = study("one", events(2, 5, "fall") + events(9, 1, "slip", "primary = true"))
    data = pooled(first, study("two", events(3, 6)))
    assert [s["outcome"] for s in data["studies"]] == ["fall", "fall"]
    data = pooled(first, study("two", events(3, 6, "slip")), options=("--outcome", "slip"))
    assert [s["outcome"] for s in data["studies"]] == ["slip", "slip"]


def test_a_recorded_construct_joins_what_has_two_labels(pooled: Write) -> None:
    there = study("one", events(2, 5, "fall", 'construct = "falls"'))
    back = study("two", events(3, 6, "tumble", 'construct = "Falls"'))
    data = pooled(there, back)
    assert (data["question"]["outcome"], keys(data)) == ("Falls", ["one", "two"])
    assert pooled(there, study("two", events(3, 6, "tumble")))["studies"] == []


def at(ident: str, time: str, a: str, b: str, more: str = "") -> str:
    text = means(a, b).replace('id = "pain"', f'id = "{ident}"')
    return text + f'timepoints = ["{time}"]\n{more}'


def test_the_last_time_in_a_window_is_pooled_and_what_else_there_was_is_said(pooled: Write) -> None:
    times = [at("p4", "4 weeks", "3.0", "4.0"), at("p12", "12 weeks", "3.1", "4.0"), at("p52", "1 year", "3.2", "4.0")]
    for order in (times, times[::-1]):
        data = pooled(study("one", "".join(order)), study("two", at("p", "3 months", "3.0", "4.0")))
        assert {s["citekey"]: s["outcome"] for s in data["studies"]} == {"one2001": "p12", "two2001": "p"}
        (remarks,) = [s["remarks"] for s in data["studies"] if s["citekey"] == "one2001"]
        assert remarks == [
            "“pain” at 12 weeks is pooled, the last of its times here (also at 4 weeks)",
            "“pain” was also measured at 1 year, in another window",
        ]
    medium = pooled(
        study("one", "".join(times)), study("two", at("p", "12 months", "3.0", "4.0")), options=("--window", "medium")
    )
    assert {s["citekey"]: s["outcome"] for s in medium["studies"]} == {"one2001": "p52", "two2001": "p"}


@pytest.mark.parametrize(
    ("time", "window"),
    [
        ("13 weeks", "short"),
        ("14 weeks", "medium"),
        ("52 weeks", "medium"),
        ("13 months", "long"),
        ("at the end", "unrecorded"),
    ],
)
def test_windows_end_where_they_are_said_to(pooled: Write, time: str, window: str) -> None:
    data = pooled(study("one", at("p", time, "3.0", "4.0")), study("two", at("p", time, "3.0", "4.2")))
    assert data["question"]["window"] == window


def test_several_questions_are_listed_with_their_commands(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    pairs = [study(name, events(2, 5) + means("3.0", "4.0")) for name in ("one", "two")]
    path.write_text(HEAD + "".join(pairs), encoding="utf-8")
    result = acuevid("pool", "--catalogue", path)
    assert result.code == 0
    assert "choose one" in result.err
    lines = result.out.splitlines()
    assert len(lines) == 3
    for line in lines[1:]:
        command = line.split("\t")[-1].split()[1:]
        data = json.loads(acuevid(*command, "--json", "--catalogue", path).out)
        assert len(data["studies"]) == 2


def test_means_in_one_unit_and_in_several(pooled: Write) -> None:
    one = pooled(study("one", means("3.0", "4.0")), study("two", means("2.0", "4.0")))
    assert one["measure"] == "mean_difference"
    assert math.isclose(one["fits"][-1]["estimate"], -1.5)  # two trials of equal variance, −1 and −2
    several = pooled(study("one", means("3.0", "4.0")), study("two", means("20", "40", 'unit = "mm"')))
    assert several["measure"] == "std_mean_difference"
    asked = pooled(study("one", means("3.0", "4.0")), study("two", means("2.0", "4.0")), options=("--measure", "smd"))
    assert asked["measure"] == "std_mean_difference"


def test_few_studies_are_called_so_and_have_no_prediction_interval(pooled: Write) -> None:
    data = pooled(study("one", events(2, 5)), study("two", events(3, 6)))
    texts = [s["text"] for p in data["sentences"] for s in p]
    assert any("both intervals are poor" in text for text in texts)
    assert data["fits"][0]["pi_low"] is None
    assert data["leave_one_out"] == []


def test_a_fragile_conclusion_is_called_so(pooled: Write) -> None:
    strong = [study(name, events(3, 14)) for name in ("one", "two", "three")]
    data = pooled(*strong, study("four", events(9, 8), n=(20, 20)))
    sensitivity = data["sensitivity"]
    texts = " ".join(s["text"] for p in data["sentences"] for s in p)
    assert sensitivity["changed"]
    assert "fragile" in texts
    for name in sensitivity["changed"][:8]:
        assert name in texts
    robust = pooled(*strong, study("four", events(3, 15)), study("five", events(4, 15)))
    assert robust["sensitivity"]["changed"] == []
    assert "fragile" not in " ".join(s["text"] for p in robust["sentences"] for s in p)


def test_zero_cells_are_named_with_the_rule_and_looked_at_without(pooled: Write) -> None:
    data = pooled(study("zero", events(0, 5)), study("one", events(3, 6)), study("two", events(2, 6)))
    assert data["headline"]["method"] == "REML"  # one zero cell among common events changes nothing but its own ½
    texts = " ".join(s["text"] for p in data["sentences"] for s in p)
    assert "½ was added to all four cells of Zero 2001" in texts
    assert any(name == "without trials that have a zero cell" for name, _ in data["sensitivity"]["others"])
    raw = pooled(
        study("zero", events(0, 5)), study("one", events(3, 6)), study("two", events(2, 6)), options=("-m", "rd")
    )
    assert "½" not in " ".join(s["text"] for p in raw["sentences"] for s in p)
    (zero,) = [s for s in raw["studies"] if s["citekey"] == "zero2001"]
    assert zero["yi"] == -0.25


def test_absolute_effects_at_a_stated_risk(pooled: Write) -> None:
    """The numbers of METHODS: OR 0.73 at a control risk of 0.3 is 62 fewer per 1000 and NNT 17."""
    trials = [study(name, events(2730, 3000), n=(10000, 10000)) for name in ("one", "two")]
    data = pooled(*trials, options=("--measure", "or", "--control-risk", "0.3"))
    texts = " ".join(s["text"] for p in data["sentences"] for s in p)
    assert "at a control risk of 30.0% (as given)" in texts
    risks = pooled(*trials)
    assert "the median of these studies' control groups" in " ".join(s["text"] for p in risks["sentences"] for s in p)


def test_mirror_law(pooled: Write) -> None:
    """Exchange the arms' figures: the same words, the ratio turned over, the side exchanged."""
    there = pooled(*(study(name, events(a, b)) for name, a, b in (("one", 3, 9), ("two", 2, 8), ("three", 4, 11))))
    back = pooled(*(study(name, events(b, a)) for name, a, b in (("one", 3, 9), ("two", 2, 8), ("three", 4, 11))))
    for first, second in zip(there["fits"], back["fits"], strict=True):
        assert math.isclose(first["estimate"], -second["estimate"])
        assert math.isclose(first["p_value"], second["p_value"])
    one, two = (" ".join(s["text"] for s in d["sentences"][0][1:3]) for d in (there, back))
    swapped = one.replace("below", "above").replace("acuevid", "acuevid")
    assert [w for w in swapped.split() if not any(c.isdigit() for c in w)][:9] == [
        w for w in two.split() if not any(c.isdigit() for c in w)
    ][:9]
    assert ("side of acupuncture" in one, "side of the other" in two) == (True, True)


def test_every_sentence_on_a_pool_rests_on_its_studies(pooled: Write) -> None:
    data = pooled(study("one", events(2, 5)), study("two", events(3, 6)), study("three", events(2, 7)))
    for paragraph in data["sentences"]:
        for sentence in paragraph:
            assert {b["record"] for b in sentence["basis"]} >= {"one2001", "two2001", "three2001"}, sentence["text"]


# ------------------------------------------------------- counts, reasons and conclusions that must agree


def told(data: dict[str, Any]) -> str:
    return " ".join(s["text"] for p in data["sentences"] for s in p)


def summary(acuevid: Command, tmp_path: Path) -> str:
    """What the summary says of the catalogue that `pooled` wrote last."""
    return " ".join(acuevid("summarize", "back", "--catalogue", tmp_path / "c.toml").out.split())


def test_trials_that_say_nothing_of_a_ratio_are_not_counted_in_it(
    pooled: Write, acuevid: Command, tmp_path: Path
) -> None:
    big = (150, 150)
    rare = [study("one", events(1, 1), n=big), study("two", events(2, 0), n=big), study("three", events(0, 1), n=big)]
    none = [study("four", events(0, 0), n=(60, 60)), study("five", events(0, 0), n=(40, 40))]
    data = pooled(*rare, *none)
    assert (data["headline"]["method"], data["headline"]["k"], data["people"]) == ("MH", 3, 900)
    assert "Three randomised trials (900 people)" in told(data)
    silent = "count in a risk difference only, and their 200 people not here: nobody had the event in either arm."
    assert silent in told(data)
    assert {"four", "five"} == set(reasons(data))
    assert math.isclose(data["control_risk"], 1 / 150)  # the median of 1, 0 and 1 of 150, without the other two
    assert "three randomised trials give" in summary(acuevid, tmp_path)
    assert silent in summary(acuevid, tmp_path)
    difference = pooled(*rare, *none, options=("--measure", "rd"))
    assert (difference["headline"]["k"], difference["people"], difference["left_out"]) == (5, 1100, [])
    assert "Newcombe's" in told(difference)


def test_a_trial_that_only_mantel_haenszel_takes_is_not_behind_an_inverse_variance(pooled: Write) -> None:
    data = pooled(study("one", events(10, 5)), study("two", events(12, 8)), study("all", events(20, 20)))
    assert (data["headline"]["method"], data["people"], data["control_risk"]) == ("REML", 80, 0.325)
    assert "Two randomised trials (80 people)" in told(data)
    assert "All 2001 counts in Mantel–Haenszel only, and its 40 people not here" in told(data)


def test_the_list_of_questions_counts_what_is_pooled(acuevid: Command, pooled: Write, tmp_path: Path) -> None:
    pooled(*(study(name, events(2, 5) + events(4, 8, "slip")) for name in ("one", "two")), study("no", events(0, 0)))
    lines = acuevid("pool", "--catalogue", tmp_path / "c.toml").out.splitlines()[1:]
    assert [line.split("\t")[4:6] for line in lines] == [["2", "80"], ["2", "80"]]


def test_a_reason_is_of_the_outcome_that_is_pooled(pooled: Write) -> None:
    printed = 'effect = { measure = "mean_difference", estimate = -1.1, ci_low = -2.1, ci_high = -0.1'
    adjusted = means("3.0", "4.0") + printed + ', adjusted_for = ["age", "centre"] }\n'
    bare = '[[study.outcome]]\nid = "pain"\nlabel = "pain"\nfamily = "pain"\n' + printed
    short = '[[study.outcome]]\nid = "pain"\nlabel = "pain"\nfamily = "pain"\nbetter = "lower"\n'
    short += 'unit = "points"\neffect = { measure = "mean_difference", estimate = -1.1'
    data = pooled(
        study("one", means("3.0", "4.0")),
        study("two", means("2.0", "4.0")),
        study("adjusted", adjusted + events(0, 0)),
        study("bare", bare + ', adjusted_for = ["age"] }\n' + events(1, 3, "slip")),
        study("scale", bare + " }\n" + events(1, 3, "slip")),
        study("short", short + " }\n" + events(1, 3, "slip")),
        study("other", events(1, 3, "slip")),
        options=("--outcome", "pain"),
    )
    assert reasons(data) == {
        "adjusted": "the printed mean difference is adjusted for age and centre",
        "bare": "the printed mean difference is adjusted for age",
        "scale": "which end of its scale is better is not recorded",
        "short": "the printed mean difference cannot be weighed: neither an interval nor a standard error is printed",
        "other": "pain not recorded",
    }
    slip = pooled(
        study("one", events(2, 5, "slip")),
        study("two", events(3, 6, "slip")),
        study("bare", bare + " }\n"),
        study("usual", bare + " }\n", comparator="usual-care"),
    )
    assert reasons(slip) == {"bare": "slip not recorded", "usual": "compared with usual care"}


def test_a_reason_is_of_the_comparator_and_the_time_asked_for(pooled: Write) -> None:
    third = '[[study.arm]]\nid = "c"\nlabel = "care"\nrole = "comparator"\ncomparator = "usual-care"\n'
    third += "participants = 20\n"
    several = at("p52", "52 weeks", "3.0", "4.0") + at("p6", "6 weeks", "3.0", "4.0")
    arms = at("p8", "8 weeks", "3.0", "4.0", 'compares = ["a", "b"]')
    arms += at("p9", "8 weeks", "3.0", "4.0", 'compares = ["a", "c"]').replace("b = ", "c = ")
    found = pooled(study("one", several), study("two", arms, arms=third), options=("--window", "long"))
    assert reasons(found)["one"] == "measured at 6 weeks and 52 weeks"
    sham = ("--window", "long", "--comparator", "sham")
    assert reasons(pooled(study("one", several), study("two", arms, arms=third), options=sham)) == {
        "one": "measured at 6 weeks and 52 weeks",
        "two": "measured at 8 weeks",
    }


def test_times_stand_in_their_order_and_any_time_has_no_other_window(pooled: Write) -> None:
    times = [at(f"p{t}", f"{t} weeks", "3.0", "4.0") for t in (12, 26, 6, 52)]
    data = pooled(
        study("one", "".join(times)), study("two", at("p", "3 months", "3.0", "4.2")), options=("--window", "any")
    )
    (remarks,) = [s["remarks"] for s in data["studies"] if s["citekey"] == "one2001"]
    assert remarks == [
        "“pain” at 52 weeks is pooled, the last of its times here (also at 6 weeks, 12 weeks and 26 weeks)"
    ]


def test_the_summary_says_that_a_conclusion_is_fragile(pooled: Write, acuevid: Command, tmp_path: Path) -> None:
    strong = [study(name, events(3, 14)) for name in ("one", "two", "three")]
    data = pooled(*strong, study("four", events(9, 8)))
    n, of = len(data["sensitivity"]["changed"]), len(data["sensitivity"]["others"])
    words = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    share = " of ".join(words[k] if k < 10 else str(k) for k in (n, of))
    assert f"This is fragile: {share} other ways of looking give another conclusion." in summary(acuevid, tmp_path)
    pooled(*strong)
    assert "fragile" not in summary(acuevid, tmp_path)


def test_two_intervals_that_disagree_are_both_told(pooled: Write, acuevid: Command, tmp_path: Path) -> None:
    two = [study("one", events(5, 10)), study("two", events(6, 14))]
    data = pooled(*two)
    hartung, wald = data["fits"][:2]
    assert wald["ci_high"] < 0 < hartung["ci_high"]
    lies = "Wald's interval lies wholly below 1, on the side of acupuncture; Knapp–Hartung's does not."
    assert lies in told(data)
    assert "whole interval" not in told(data)
    assert lies in summary(acuevid, tmp_path)


def test_no_limit_is_printed_as_no_effect_unless_it_is() -> None:
    """A limit of 1.0046 is above 1, and 1.00 would deny it."""
    assert fmt.estimate_cell(Estimate("risk_ratio", 1.17, 1.0046, 1.37)) == "1.17 (1.005 to 1.37)"
    assert fmt.estimate_cell(Estimate("risk_ratio", 1.001, 0.9998, 1.37)) == "1.00 (0.9998 to 1.37)"
    assert fmt.estimate_cell(Estimate("risk_ratio", 1.0, 1.0, 1.0)) == "1.00 (1.00 to 1.00)"
    assert fmt.estimate_cell(Estimate("mean_difference", -0.6, -1.25, -0.003)) == "−0.60 (−1.25 to −0.003)"
    assert fmt.estimate_cell(Estimate("risk_difference", -0.02, -0.05, 0.0002)) == "−2.0 (−5.0 to 0.02)"


def test_what_is_left_follows_the_rule_of_the_headline(pooled: Write) -> None:
    """Two studies that are left lead with Wald, and the model is named where it is another than above."""
    near = events(0, 0).replace("events = { a = 0, b = 0 }", "percent = { a = 33.3, b = 61.1 }")
    exact = [study("one", events(1, 14)), study("two", events(14, 10))]
    data = pooled(*exact, *(study(name, near, n=(35, 35)) for name in ("three", "four")))
    assert (data["headline"]["test"], len(data["studies"])) == ("knha", 4)
    (variant,) = [v for v in data["variants"] if "nearest" in v["name"]]
    assert (variant["k"], variant["test"]) == (2, "z")
    assert "; REML, Wald)" in told(data)


def test_the_summary_says_what_was_left_out_and_turned(pooled: Write, acuevid: Command, tmp_path: Path) -> None:
    third = '[[study.arm]]\nid = "c"\nlabel = "moxa"\nrole = "experimental"\nparticipants = 20\n'
    both = means("3.0", "4.0") + 'compares = ["a", "b"]\n'
    both += means("3.5", "4.0").replace('id = "pain"', 'id = "p2"').replace("a = ", "c = ") + 'compares = ["c", "b"]\n'
    up = means("5.0", "4.0", 'unit = "mm"').replace('"lower"', '"higher"')
    data = pooled(study("one", both, arms=third), study("two", up), study("three", means("2.5", "4.1")))
    assert "since no group may count twice" in told(data)
    text = summary(acuevid, tmp_path)
    assert "acupuncture v the other is pooled, and moxa v the other is left out" in text
    assert "The scale of Two 2001 was turned, so that less is better on all." in text


def test_equal_results_have_a_sentence_on_their_one_interval(pooled: Write) -> None:
    data = pooled(study("one", events(5, 10)), study("two", events(5, 10)))
    texts = [s["text"] for p in data["sentences"] for s in p]
    assert "There is one interval: all studies have the same result, so Knapp–Hartung gives no interval." in texts


# ------------------------------------------------------- on the shipped catalogues


def test_hiv_has_nothing_to_pool_and_says_why_in_two_lines(acuevid: Command) -> None:
    result = acuevid("pool", "hiv")
    assert (result.code, result.err) == (0, "")
    assert len(result.out.splitlines()) == 2
    for word in ("Shlay 1998", "Shiflett 2011", "re-analysis", "no comparison", "nothing to pool"):
        assert word in result.out


def test_p6_by_name(acuevid: Command) -> None:
    data = json.loads(acuevid("pool", "--json", "--catalogue", "p6-nausea").out)
    assert len(data["studies"]) == 16
    assert data["left_out"] == []
    names = [line.split("\t")[0] for line in acuevid("catalogues").out.splitlines()]
    assert names == ["name", "studies", "p6-nausea"]


def test_the_summary_of_p6_has_the_pool_and_the_sign_test(acuevid: Command) -> None:
    """METHODS: 12 of 15, P = 0.0352, Wilson 55 to 93 %; the pool as metafor gives it (0.7302, 0.5724 to 0.9314)."""
    text = " ".join(acuevid("summarize", "nausea", "--catalogue", "p6-nausea").out.split())
    assert "risk ratio 0.73, 95% CI 0.57 to 0.93" in text
    assert "12 independent datasets favoured the treatment on symptoms and three the comparison" in text
    assert "95% CI 54.8% to 93.0%; exact sign test p = 0.035" in text


def test_without_scipy_one_line_says_how_to_get_it(acuevid: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    monkeypatch.setitem(sys.modules, "scipy", None)
    result = acuevid("pool", "--catalogue", "p6-nausea")
    assert (result.code, result.out) == (1, "")
    assert result.err == "acuevid: pooling needs scipy: pip install scipy\n"
    assert acuevid("pool", "hiv").code == 0
    summary = acuevid("summarize", "nausea", "--catalogue", "p6-nausea")
    assert summary.code == 0
    assert "could be pooled" in " ".join(summary.out.split())


SCREENS = {
    "pool": ["pool", "--leave-one-out"],
    "pool-md": ["pool", "--format", "md"],
    "pool-odds": ["pool", "nausea", "--measure", "or", "--control-risk", "0.3"],
    "forest": ["forest"],
    "forest-rd": ["forest", "--measure", "rd"],
    "map": ["map", "--format", "table"],
    "summarize": ["summarize", "nausea"],
    "list": ["list"],
    "export-md": ["export", "--format", "md"],
    "forest-svg": ["forest", "-o", "-"],
    "catalogues": ["catalogues", "--format", "table"],
}


@pytest.mark.parametrize("name", SCREENS)
def test_screen(acuevid: Command, golden: Golden, name: str) -> None:
    result = acuevid("--catalogue", "p6-nausea", *SCREENS[name])
    assert (result.code, result.err) == (0, "")
    golden(f"p6/{name}.txt", result.out)


@pytest.mark.parametrize("columns", [40, 60, 80, 120, 200])
def test_a_forest_plot_fits_every_width(acuevid: Command, golden: Golden, columns: int) -> None:
    text = acuevid("forest", "--catalogue", "p6-nausea", columns=columns).out
    assert max(map(len, text.splitlines())) <= columns
    golden(f"p6/forest-{columns}.txt", text)


@pytest.mark.parametrize("columns", [80, 120, 200])
@pytest.mark.parametrize("by", ["design", "comparator"])
def test_a_map_fits_every_width(acuevid: Command, golden: Golden, columns: int, by: str) -> None:
    text = acuevid("map", "--by", by, "--format", "table", columns=columns).out
    assert max(map(len, text.splitlines())) <= columns
    golden(f"map/{by}-{columns}.txt", text)


def test_a_map_as_data_and_as_a_picture(acuevid: Command, golden: Golden, tmp_path: Path) -> None:
    golden("map/data.txt", acuevid("map").out)
    golden("map/svg.txt", acuevid("map", "-o", "-").out)
    path = tmp_path / "map.svg"
    assert acuevid("map", "-o", path).code == 0
    assert acuevid("map", "-o", path).code == 0  # its own file
    (tmp_path / "mine.svg").write_text("<svg/>", encoding="utf-8")
    assert acuevid("map", "-o", tmp_path / "mine.svg").code == 1


def test_a_crossover_of_one_person_is_left_out_with_its_reason(acuevid: Command, tmp_path: Path) -> None:
    """A paired difference in one person has no error, so nothing can weigh it; a law over catalogues found it."""
    text = study("lone", means("4.0", "4.0"), more='features = ["crossover"]')
    text = text.replace("participants = 40", "participants = 1").replace("participants = 20\n", "")
    path = tmp_path / "lone.toml"
    path.write_text(HEAD + text.replace('unit = "points"', 'unit = "points"\ncorrelation = 0.6'), encoding="utf-8")
    assert acuevid("summarize", "back", "--catalogue", path).code == 0
    result = acuevid("pool", "back", "--catalogue", path)
    assert "Lone 2001" in result.out + result.err


def test_a_crossover_without_a_standardised_difference_is_left_out_of_one(acuevid: Command, tmp_path: Path) -> None:
    """On scales that are not known only a standardised difference serves, and of pairs none is made; it crashed."""
    pair = means("4.0", "4.0", "").replace("sd = ", "correlation = 0.6\nsd = ")
    text = HEAD + study("one", means("4.0", "5.0", "")) + study("two", pair, more='features = ["crossover"]')
    path = tmp_path / "pair.toml"
    path.write_text(text, encoding="utf-8")
    assert acuevid("summarize", "back", "--catalogue", path).code == 0


def test_an_outcome_without_its_event_is_not_told_by_its_label(acuevid: Command, tmp_path: Path) -> None:
    """RevMan's analyses are called “Aspirin for preventing death …”; nobody “had” that."""
    path = tmp_path / "event.toml"
    two = "".join(study(key, events(a, 9).replace('event = "had a fall"\n', "")) for key, a in (("one", 3), ("two", 5)))
    path.write_text(HEAD + two, encoding="utf-8")
    told = " ".join(acuevid("pool", "back", "--catalogue", path).out.split())
    assert " fewer who had the event (" in told
