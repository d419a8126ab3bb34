"""Three invented sheets on other topics: a drug against placebo with costs, a cohort on falls, reviews on anxiety."""

import json
from typing import Any

import pytest

from tests.conftest import DATA, Command, Golden

TOPICS = DATA / "topics"


@pytest.fixture
def told(acuevid: Command) -> Any:
    def run(topic: str, *words: str) -> str:
        result = acuevid(*words, "--catalogue", TOPICS / f"{topic}.toml")
        assert (result.code, result.err) == (0, "")
        return " ".join(result.out.split())

    return run


@pytest.mark.parametrize(
    ("topic", "sentence"),
    [
        (
            "migraine",
            "Third 2004, an economic evaluation of 300 participants, compared the triptan with usual care: results for "
            "cost of care favoured usual care.",
        ),
        (
            "migraine",
            "One guideline (Fourth 2005) stands beside the evidence; by its design it cannot show whether the "
            "treatment helps.",
        ),
        ("migraine", "On harms, results for hot flushes (12 of 100 v 3 of 100) favoured placebo in First 2001."),
        ("falls", "The groups of First 2001 were not formed at random; other differences between them may explain"),
        ("falls", "The groups of Fourth 2004 were not formed at random;"),
        ("falls", "On this condition the catalogue holds no randomised trial."),
        (
            "falls",
            "One cross-sectional study (Second 2003; 300 people) reported improvement; without a comparison group it "
            "cannot show what caused it.",
        ),
        (
            "anxiety",
            "First 2011, an overview of seven systematic reviews with 5000 participants, compared yoga with no yoga: "
            "by the reviews' own verdicts, five favoured yoga and two showed no clear difference.",
        ),
        ("anxiety", "Of the seven reviews in First 2011, by their own verdicts on anxiety, five favoured yoga"),
        ("anxiety", "Second 2012, a network meta-analysis of 40 randomised trials with 3000 participants, compared"),
        ("anxiety", "Second 2012 and First 2011 may rest in part on the same trials"),
        ("anxiety", "of their 40 and 7 studies the catalogue lists no trial"),
    ],
)
def test_what_a_summary_says(topic: str, sentence: str, told: Any) -> None:
    assert sentence in told(topic, "summarize", topic)


def test_what_an_overview_does_not_leave_out(told: Any) -> None:
    # whether the reviews of an overview include trials is not known, so that none may be called missing
    assert "no randomised trial" not in told("anxiety", "summarize", "anxiety")


@pytest.mark.parametrize(
    ("topic", "size"),
    [
        ("migraine", "7 studies (2001 to 2008) on 6 independent datasets · best level by design: 2 (OCEBM 2011)"),
        ("falls", "4 studies (2001 to 2004) · best level by design: 3 (OCEBM 2011)"),
        ("anxiety", "2 studies (2011 to 2012) · best level by design: 1 (OCEBM 2011)"),
    ],
)
def test_the_best_level_passes_over_designs_without_one(topic: str, size: str, told: Any) -> None:
    assert size in told(topic, "summarize", topic)


@pytest.mark.parametrize(
    ("topic", "holds"),
    [
        ("migraine", "holds five clinical studies of one condition, from five independent sources of data."),
        ("anxiety", "holds two clinical studies of one condition, from two reviews."),
    ],
)
def test_what_a_sheet_holds(topic: str, holds: str, told: Any) -> None:
    assert holds in told(topic, "summarize")


def test_a_guideline_does_not_hide_that_every_study_is_small(tmp_path: Any, acuevid: Command) -> None:
    small = trial("one", NRS) + trial("two", NRS)
    guideline = """
[[study]]
citekey = "three2001"
conditions = ["c"]
design = "guideline"
conclusion = "It names the treatment."
reference = { authors = ["Three A"], title = "On three", issued = 2001 }
"""
    (tmp_path / "c.toml").write_text(HEAD + small + guideline, encoding="utf-8")
    told = " ".join(acuevid("summarize", "c", "--catalogue", tmp_path / "c.toml").out.split())
    assert "Every study is small: the largest had 40 participants." in told
    assert "The catalogue holds two clinical studies" in acuevid("summarize", "--catalogue", tmp_path / "c.toml").out
    (tmp_path / "c.toml").write_text(HEAD + guideline, encoding="utf-8")
    told = " ".join(acuevid("summarize", "--catalogue", tmp_path / "c.toml").out.split())
    assert "One guideline (Three 2001) stands beside the evidence" in told
    assert "clinical stud" not in told


def test_no_level_is_a_dash_for_readers_and_nothing_in_data(acuevid: Command) -> None:
    path = TOPICS / "migraine.toml"
    row = next(
        line for line in acuevid("list", "-f", "md", "--catalogue", path).out.splitlines() if "Fourth 2005" in line
    )
    assert row.endswith("| – |")
    data = json.loads(acuevid("export", "-f", "json", "--catalogue", path).out)
    levels = {study["citekey"]: study["derived"]["level"] for study in data["studies"]}
    assert (levels["fourth2005"], levels["first2001"]) == (None, 2)
    ordered = acuevid("list", "--sort", "level", "-f", "tsv", "--catalogue", path).out.splitlines()[1:]
    assert [line.split("\t")[0] for line in ordered][-3:] == ["third2004", "fourth2005", "fifth2006"]


def test_the_map_has_the_designs_in_the_order_of_the_vocabulary(acuevid: Command) -> None:
    rows = acuevid("map", "-f", "tsv", "--catalogue", TOPICS / "migraine.toml").out.splitlines()[1:]
    assert [row.split("\t")[1] for row in rows] == [
        *("systematic-review", "randomised-trial", "cluster-randomised-trial", "n-of-1-trial"),
        *("economic-evaluation", "qualitative-study", "guideline", "registry"),
    ]


# ---------------------------------------------------------------------------- effects and pools


HEAD = """
[sheet]
title = "t"
topic = "t"
intervention = "x"
[[condition]]
key = "c"
name = "c"
[[instrument]]
key = "nrs"
name = "NRS"
better = "lower"
unit = "points"
construct = "pain intensity"
[[instrument]]
key = "vas"
name = "VAS"
better = "lower"
unit = "points"
construct = "pain intensity"
"""


def trial(key: str, scale: str, design: str = "randomised-trial") -> str:
    return f"""
[[study]]
citekey = "{key}2001"
conditions = ["c"]
design = "{design}"
participants = 40
reference = {{ authors = ["{key.capitalize()} A"], title = "On {key}", issued = 2001 }}
[[study.arm]]
id = "a"
label = "x"
role = "experimental"
participants = 20
[[study.arm]]
id = "b"
label = "sham"
role = "comparator"
comparator = "sham"
participants = 20
[[study.outcome]]
id = "pain"
label = "pain in {key}"
family = "pain"
{scale}
mean = {{ a = 3.0, b = 4.0 }}
sd = {{ a = 1.0, b = 1.1 }}
"""


def pool(acuevid: Command, tmp_path: Any, *trials: str, options: tuple[str, ...] = ()) -> dict[str, Any]:
    path = tmp_path / "c.toml"
    path.write_text(HEAD + "".join(trials), encoding="utf-8")
    result = acuevid("pool", "--json", "--catalogue", path, *options)
    assert (result.code, result.err) == (0, "")
    data: dict[str, Any] = json.loads(result.out)
    return data


NRS, VAS = 'instrument = "nrs"', 'instrument = "vas"'
BARE = 'better = "lower"\nunit = "points"\nconstruct = "pain intensity"'


@pytest.mark.parametrize(
    ("scales", "measure"),
    [
        ((NRS, NRS), "mean_difference"),
        ((BARE, BARE), "mean_difference"),
        ((NRS, VAS), "std_mean_difference"),  # one unit, two scales
        ((NRS, BARE), "std_mean_difference"),  # on which scale is not recorded
        ((NRS, f'{NRS}\nunit = "mm"'), "std_mean_difference"),
    ],
)
def test_a_mean_difference_needs_one_instrument_and_unit(
    scales: tuple[str, str], measure: str, acuevid: Command, tmp_path: Any
) -> None:
    data = pool(acuevid, tmp_path, *(trial(key, scale) for key, scale in zip(("one", "two"), scales, strict=True)))
    assert data["question"]["outcome"] == "pain intensity"
    assert data["headline"]["measure"] == measure
    assert len(data["studies"]) == 2


def test_another_instrument_is_left_out_of_a_mean_difference_by_name(acuevid: Command, tmp_path: Any) -> None:
    trials = (trial("one", NRS), trial("two", NRS), trial("three", VAS), trial("four", BARE))
    data = pool(acuevid, tmp_path, *trials, options=("--measure", "md"))
    assert sorted(s["citekey"] for s in data["studies"]) == ["one2001", "two2001"]
    assert {item["citekey"]: item["reason"] for item in data["left_out"]} == {
        "three2001": "measured on VAS",
        "four2001": "its instrument is not recorded",
    }


@pytest.mark.parametrize(
    ("design", "reason", "effect"),
    [
        (
            "cluster-randomised-trial",
            "the trial was randomised in clusters, and the number of clusters is not printed",
            "clusters",
        ),
        ("n-of-1-trial", "a trial in single people, not in groups", "the same people stand in both groups"),
    ],
)
def test_figures_that_are_not_of_single_people_give_no_effect(
    design: str, reason: str, effect: str, acuevid: Command, tmp_path: Any
) -> None:
    data = pool(acuevid, tmp_path, trial("one", NRS), trial("two", NRS), trial("three", NRS, design))
    assert {item["citekey"]: item["reason"] for item in data["left_out"]} == {"three2001": reason}
    shown = " ".join(acuevid("show", "three", "--catalogue", tmp_path / "c.toml").out.split())
    assert "none computed: " in shown
    assert effect in shown


def test_a_quasi_randomised_trial_is_not_pooled_with_randomised_ones(acuevid: Command, tmp_path: Any) -> None:
    trials = (trial("one", NRS), trial("two", NRS), trial("three", NRS, "quasi-randomised-trial"))
    data = pool(acuevid, tmp_path, *trials)
    assert {item["citekey"]: item["reason"] for item in data["left_out"]} == {"three2001": "not randomised"}


def test_a_p_of_a_cluster_trial_is_not_held_against_figures_of_single_people(acuevid: Command, tmp_path: Any) -> None:
    odd = f'{NRS}\np = "= 0.20"'  # of single people 0.0046: R 4.2.2, 2*pt(-1/sqrt((1+1.21)/20), 38)
    (tmp_path / "c.toml").write_text(HEAD + trial("one", odd, "cluster-randomised-trial"), encoding="utf-8")
    assert "STA105" not in acuevid("check", "--catalogue", tmp_path / "c.toml").out
    (tmp_path / "c.toml").write_text(HEAD + trial("one", odd), encoding="utf-8")
    assert "STA105" in acuevid("check", "--catalogue", tmp_path / "c.toml").out


@pytest.mark.parametrize(("topic", "condition"), [("angina", "angina"), ("exercise", "knee"), ("asthma", "asthma")])
@pytest.mark.parametrize("verb", ["summarize", "check", "pool"])
def test_sheets_with_the_kinds_that_papers_print(
    acuevid: Command, golden: Golden, topic: str, condition: str, verb: str
) -> None:
    """Hazard ratios and margins; clusters and crossovers; rates, correlations and a retraction. Read line by line."""
    words = (verb, "--all") if verb == "check" else (verb, condition)
    result = acuevid(*words, "--catalogue", TOPICS / f"{topic}.toml")
    assert (result.code, result.err) == (0, "")
    golden(f"topics/{topic}-{verb}.txt", result.out)


def test_a_p_of_a_trial_in_clusters_is_not_said_to_lack_figures(told: Any) -> None:
    text = told("exercise", "check", "--all")
    assert "clusters were randomised, and neither an interval nor a test statistic is printed with it" in text
    assert "no counts or means between two groups" not in text
