"""Small catalogues that once gave wrong numbers, each with what is right; one stands for its kind.

Figures of named trials are published (GERAC: Haake et al. 2007, Arch Intern Med 167, 1892–8); the others are invented,
and the right values are those of R 4.2.2 with metafor 3.8.1 unless another source stands beside them.
"""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import DATA, Command

CASES = DATA / "cases"


def case(name: str) -> Path:
    return CASES / f"{name}.toml"


class Tool:
    """The commands on one case."""

    def __init__(self, command: Command) -> None:
        self.command = command

    def text(self, verb: str, name: str, *args: str) -> str:
        result = self.command(verb, *args, "--catalogue", case(name), columns=400)
        assert result.code == 0, result.err
        return " ".join(result.out.split())

    def pool(self, name: str, *args: str) -> dict[str, Any]:
        result = self.command("pool", "--json", *args, "--catalogue", case(name))
        assert result.code == 0, result.err
        data: dict[str, Any] = json.loads(result.out)
        return data

    def check(self, name: str, *args: str) -> tuple[list[tuple[str, str]], str]:
        """The codes with their records, errors first in capitals, and all messages as one text."""
        result = self.command("check", "--json", *args, "--catalogue", case(name))
        found = json.loads(result.out)["diagnostics"]
        return [(d["code"], d["citekey"]) for d in found], " ".join(d["message"] for d in found)


@pytest.fixture
def tool(acuevid: Command) -> Tool:
    return Tool(acuevid)


def natural(fit: dict[str, Any], digits: int = 2) -> tuple[float, float, float]:
    own = fit["natural"]
    return tuple(round(own[key], digits) for key in ("estimate", "ci_low", "ci_high"))


def sentences(data: dict[str, Any]) -> str:
    return " ".join(s["text"] for paragraph in data["sentences"] for s in paragraph)


def citekeys(data: dict[str, Any]) -> list[str]:
    return sorted(s["citekey"] for s in data["studies"])


# ------------------------------------------------------------------------------ what is one question


def test_relapse_and_recovery_are_two_questions(tool: Tool) -> None:
    data = tool.pool("opposite-events")
    assert data["studies"] == []
    told = {item["citekey"]: item["reason"] for item in data["left_out"]}
    assert told == {
        "smith2001": "alone on relapse against sham treatment",
        "smith2002": "alone on recovery against sham treatment",
    }


def test_scales_that_run_opposite_ways_are_turned_to_one_side(tool: Tool) -> None:
    data = tool.pool("opposite-scales", "--measure", "smd")
    assert [s["yi"] < 0 for s in data["studies"]] == [True, True, True]
    assert [s["citekey"] for s in data["studies"] if s["turned"]] == ["smith2002"]
    assert data["headline"]["ci_high"] < 0
    assert "scale of Smith 2002 was turned, so that less is better on all" in sentences(data)
    plain = tool.pool("opposite-scales")
    assert (plain["measure"], citekeys(plain)) == ("mean_difference", ["smith2001", "smith2003"])


def test_time_points_are_windows(tool: Tool) -> None:
    data = tool.pool("time-points")
    assert data["studies"] == []
    told = sorted(item["reason"] for item in data["left_out"])
    assert told == [
        "alone on pain after 3 and up to 12 months against sham treatment",
        "alone on pain up to 3 months against sham treatment",
    ]
    both = tool.pool("time-points", "--window", "any")
    assert citekeys(both) == ["smith2001", "smith2002"]
    assert "at any time" in sentences(both)


@pytest.mark.parametrize(
    ("name", "args"), [("statistics/md-units", ("--measure", "md")), ("statistics/events-mixed", ())]
)
def test_millimetres_and_points_nausea_and_insomnia_are_no_question(
    tool: Tool, name: str, args: tuple[str, ...]
) -> None:
    assert tool.pool(name, *args)["studies"] == []


def test_standardised_effects_on_one_side(tool: Tool) -> None:
    """R: rma(yi, vi, method = "REML") on escalc("SMD") with the second study's sign turned: −1.01 (−1.25 to −0.77)."""
    data = tool.pool("statistics/smd-opposite")
    assert natural(data["headline"]) == (-1.01, -1.25, -0.77)
    assert data["headline"]["test"] == "z"


def test_a_good_event_does_not_stand_beside_bad_ones(tool: Tool) -> None:
    data = tool.pool("statistics/rr-opposite")
    assert citekeys(data) == ["aone2001", "cthr2003"]
    (left,) = data["left_out"]
    assert left == {"citekey": "btwo2002", "outcome": "e", "reason": "counts a good event, not a bad one"}


@pytest.mark.parametrize("name", ["method/c", "method/c2"])
def test_serious_events_and_withdrawals_are_two_questions_in_any_order(tool: Tool, name: str) -> None:
    """R: rma.mh for the serious events 0.25 (0.053 to 1.175); rma(test = "knha") for the withdrawals 0.075 to 0.50.

    τ² is 0, so Wald's interval leads (METHODS), and Knapp–Hartung's stands beside it with three studies.
    """
    serious = tool.pool(name, "-O", "serious adverse events")
    assert natural(serious["headline"], 3) == (0.25, 0.053, 1.175)
    assert serious["headline"]["method"] == "MH"
    withdrawn = tool.pool(name, "-O", "withdrawal because of adverse events")
    assert natural(withdrawn["fits"][0], 3) == (0.194, 0.075, 0.5)
    assert "by Knapp–Hartung 0.075 to 0.50" in sentences(withdrawn)
    assert citekeys(withdrawn) == ["one2001", "three2008", "two2004"]


def test_a_second_arm_is_named_and_its_people_are_not_counted(tool: Tool) -> None:
    data = tool.pool("statistics/multiarm")
    assert data["people"] == 200
    assert "x1 v y is pooled, and x2 v y is left out, since no group may count twice" in sentences(data)
    assert "200 people" in sentences(data)


# ------------------------------------------------------------------------------ numbers of a pool


def test_reml_finds_the_highest_maximum_and_tells_of_the_other(tool: Tool) -> None:
    """R: the restricted log-likelihood on a grid of τ²; at 0.985 it is above its value at 0, where metafor stops."""
    data = tool.pool("statistics/reml-local-a")
    reml = data["fits"][0]
    assert (round(reml["tau2"], 3), round(reml["i2"], 1)) == (0.985, 99.9)
    assert natural(reml) == (1.04, 0.07, 14.42) or natural(reml, 1) == (1.0, 0.1, 14.4)
    assert len(data["tau2_maxima"]) == 2
    assert "has two maxima" in sentences(data)


def test_mantel_haenszel_takes_every_table(tool: Tool) -> None:
    """R: rma.mh(measure = "RD") 11.8 points (1.9 to 21.7) and rma.mh(measure = "RR") 1.11."""
    data = tool.pool("statistics/rd-full", "-m", "rd")
    assert [round(100 * x, 1) for x in natural(data["mantel_haenszel"], 6)] == [11.8, 1.9, 21.7]
    assert data["headline"]["method"] == "MH"
    assert natural(tool.pool("statistics/or-full", "-m", "rr")["mantel_haenszel"])[0] == 1.11


def test_identical_results_have_no_knapp_hartung_interval(tool: Tool) -> None:
    data = tool.pool("statistics/identical-noise")
    hartung = data["fits"][0]
    assert (hartung["ci_low"], hartung["p_value"]) == (None, None)
    assert "same result" in hartung["reason"]
    assert "so Knapp–Hartung gives no interval" in sentences(data)
    assert data["headline"]["test"] == "z"


def test_a_narrower_knapp_hartung_does_not_lead(tool: Tool) -> None:
    data = tool.pool("statistics/hksj-narrow3")
    assert natural(data["headline"]) == (0.71, 0.52, 0.99)
    told = sentences(data)
    assert "by Knapp–Hartung 0.71 to 0.72, narrower than Wald's" in told
    assert "too wide to use" not in told


def test_an_empty_q_profile_is_said(tool: Tool) -> None:
    data = tool.pool("statistics/qprofile-empty")
    assert (data["tau2_interval"]["low"], data["tau2_interval"]["high"]) == (None, None)
    assert "no interval: the results are more alike than chance would make them" in sentences(data)


def test_rare_harms_are_pooled_without_a_half(tool: Tool) -> None:
    """R: rma.mh(ai, n1i, ci, n2i, measure = "RR") 0.76 (0.17 to 3.40)."""
    data = tool.pool("rare-harms")
    assert natural(data["headline"]) == (0.76, 0.17, 3.4)
    assert (data["headline"]["method"], data["headline"]["k"]) == ("MH", 3)
    assert [m["citekey"] for m in data["unweighed"]] == ["b2002"]
    assert "Buthor 2002 counts in a risk difference only" in sentences(data)
    difference = tool.pool("rare-harms", "-m", "rd")
    assert difference["mantel_haenszel"]["k"] == 4


def test_small_risks_are_told_per_100_000_without_a_number_needed(tool: Tool) -> None:
    told = sentences(tool.pool("statistics/rare"))
    assert "in 100,000 people at a control risk of 20.3 per 100,000" in told.replace("In", "in")
    assert "10 fewer" in told
    assert "NNT" not in told
    assert "0 more or fewer" not in told


def test_a_control_risk_of_zero_asks_for_one(tool: Tool) -> None:
    """R: rma.peto 3.88 (1.24 to 12.1)."""
    data = tool.pool("statistics/median-control-zero")
    assert natural(data["peto"], 1) == (3.9, 1.2, 12.1)
    told = sentences(data)
    assert "give one with --control-risk" in told
    assert "NNT" not in told
    assert (
        "in 10"
        in tool.pool("statistics/median-control-zero", "--control-risk", "0.05")["sentences"][2][0]["text"].lower()
    )


def test_a_study_whose_figures_do_not_fit_is_marked_in_the_pool(acuevid: Command, tmp_path: Path) -> None:
    text = case("method/e2").read_text(encoding="utf-8")
    path = tmp_path / "c.toml"
    path.write_text(
        text.replace(
            'effect = { measure = "mean_difference", estimate = -1.2, ci_low = -2.0, ci_high = -0.4 }\np = "= 0.004"\n',
            "",
        ),
        encoding="utf-8",
    )
    data = json.loads(acuevid("pool", "-O", "sleep", "--json", "--catalogue", path).out)
    assert "semean2005" in [s["citekey"] for s in data["studies"] if s["doubt"] == "STA105"]
    assert [v["name"] for v in data["variants"]] == ["without figures that do not fit each other"]
    assert "(STA105); the study is marked * in the plot" in sentences(data)
    assert "Semean 2005 *" in acuevid("pool", "-O", "sleep", "--catalogue", path).out


def test_an_adjusted_effect_is_left_out_of_a_crude_pool_by_name(tool: Tool) -> None:
    data = tool.pool("method/e2", "-O", "sleep")
    told = {item["citekey"]: item["reason"] for item in data["left_out"]}
    assert told["adj2007"] == told["adj2008"] == "the printed mean difference is not what the means give"


# ------------------------------------------------------------------------------ effects of one study


def test_the_nearest_counts_of_gerac(tool: Tool) -> None:
    """47.6% of 387 is no whole number; 184 is the nearest, 171 of 387 is 44.2%, 106 of 388 the nearest to 27.4%."""
    told = tool.text("show", "gerac", "haake2007")
    assert "≈184 of 387 v 171 of 387" in told
    assert "risk difference 3.4 percentage points" in told
    assert "≈184 of 387 v ≈106 of 388" in told
    assert "risk difference 20.2 percentage points" in told
    assert "the risk difference stands from 20.0 to 20.5 percentage points" in told
    codes, messages = tool.check("gerac")
    assert codes == [("CNT202", "haake2007")] * 3
    assert "it is 106 of 387" in messages


def test_small_units_keep_their_digits(tool: Tool) -> None:
    told = tool.text("show", "statistics/tiny-units", "aone2001")
    assert "mean difference −0.00050 mmol/l, 95% CI −0.00068 to −0.00032" in told


def test_a_spread_of_zero_is_not_called_unprinted(tool: Tool) -> None:
    assert "the standard deviation printed for x is 0" in tool.text("show", "statistics/sd-zero", "aone2001")


def test_people_who_were_not_analysed_are_told(tool: Tool) -> None:
    assert "80 people were analysed, and the record does not say" in tool.text(
        "show", "statistics/attrition", "aone2001"
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("statistics/rd-points", "risk difference −17.1 percentage points, 95% CI −33.3 to 0.5"),
        ("newcomer/72-rd-frac", "risk difference 0.20"),
        ("newcomer/73-rd-pct", "risk difference 20.0 percentage points"),
    ],
)
def test_a_risk_difference_in_points_and_as_a_fraction(tool: Tool, name: str, shown: str) -> None:
    codes, _ = tool.check(name, "--select", "STA")
    assert codes == []
    first = (
        "aone2001"
        if name.startswith("statistics")
        else json.loads(tool.command("list", "--json", "--catalogue", case(name)).out)["studies"][0]["citekey"]
    )
    assert shown in tool.text("show", name, first)


def test_no_number_needed_from_counts_that_ignore_clusters(tool: Tool) -> None:
    told = tool.text("show", "method/a", "cluster2005")
    assert "NNT" not in told
    assert "These are crude figures; the printed odds ratio is not what the counts give" in told


def test_a_crossover_trial_is_not_divided_and_leaves_as_such(tool: Tool) -> None:
    assert tool.check("statistics/cross20")[0] == []
    rows = list(
        csv.DictReader(
            io.StringIO(tool.command("export", "--format", "metafor", "--catalogue", case("statistics/cross20")).out)
        )
    )
    assert [(r["ai"], r["n1i"], r["counts"]) for r in rows] == [
        ("", "", "crossover: the same people stand in both groups")
    ]


@pytest.mark.parametrize("args", [("--format", "csv", "--rows", "outcomes"), ("--format", "metafor")])
def test_a_printed_hazard_ratio_is_exported(tool: Tool, args: tuple[str, ...]) -> None:
    out = tool.command("export", *args, "--catalogue", case("statistics/hr")).out
    row = next(csv.DictReader(io.StringIO(out)))
    assert [row[k] for k in ("reported_measure", "reported", "reported_low", "reported_high", "reported_level")] == [
        "hazard_ratio",
        "0.62",
        "0.40",
        "0.96",
        "95",
    ]


# ------------------------------------------------------------------------------ checks


@pytest.mark.parametrize(
    "name",
    ["ci-zero-limit", "rounded-tie", "md-rounding", "tci", "fisher-ci", "cross20", "hr", "pform-pge", "attrition"],
)
def test_correct_figures_raise_no_finding(tool: Tool, name: str) -> None:
    assert tool.check(f"statistics/{name}")[0] == []


def test_one_trial_under_two_titles(tool: Tool) -> None:
    assert tool.check("statistics/twice")[0] == [("REF202", "btwo2002")]


def test_hints_at_exchanged_groups_and_at_standard_errors(tool: Tool) -> None:
    codes, told = tool.check("statistics/inverted")
    assert codes == [("STA106", "aone2001")]
    assert "with the groups exchanged it fits" in told
    codes, told = tool.check("statistics/se-as-sd")
    assert codes == [("STA105", "aone2001")]
    assert "if the printed spreads are standard errors" in told


def test_a_claim_gets_one_verdict_at_90_and_at_95_per_cent(tool: Tool) -> None:
    """0.70 (0.49 to 0.99) at 90% is 0.70 (0.46 to 1.06) at 95%: the same data, not clear of none."""
    both = [tool.check(f"statistics/claim{level}", "--select", "CLM")[0] for level in (90, 95)]
    assert both[0] == both[1] == [("CLM107", "k")]


@pytest.mark.parametrize(
    ("name", "shown", "codes"),
    [
        ("p000", "p = 0.000", ["STA101", "STA107"]),
        ("plt000", "p < 0.000", ["STA101", "STA107"]),
        ("p1", "p = 1", ["STA101"]),
        ("pNS", "called not significant", []),
        ("pge", "p ≥ 0.05", []),
        ("psci", "p < 1e-5", ["STA101"]),
    ],
)
def test_p_is_taken_as_printed(tool: Tool, name: str, shown: str, codes: list[str]) -> None:
    """10 of 100 v 20 of 100: Fisher 0.073, Pearson 0.048, Yates 0.075, N−1 0.048."""
    assert [code for code, _ in tool.check(f"statistics/pform-{name}")[0]] == codes
    assert shown in tool.text("show", f"statistics/pform-{name}", "aone2001")


def test_a_p_above_one_is_a_diagnostic(acuevid: Command) -> None:
    result = acuevid("check", "--catalogue", case("p-above-one"))
    assert result.code == 1
    assert "no P value can be > 1.0" in result.out


def test_a_thousand_million_people_end_at_once(tool: Tool) -> None:
    tool.check("t-tail-hang")
    tool.text("summarize", "t-tail-hang")


def test_printed_effects_come_first(tool: Tool) -> None:
    """Hazard ratio, clustered odds ratio, adjusted difference: p is held against its own effect; none is an error."""
    for name in ("method/a", "method/e2"):
        result = tool.command("check", "--json", "--ignore", "CLM", "--catalogue", case(name))
        assert result.code == 0
        found = json.loads(result.out)["diagnostics"]
        assert {d["code"] for d in found} <= {"STA106", "STA105", "STA202", "STA203"}, found


# ------------------------------------------------------------------------------ sentences


def test_directions_are_computed_where_figures_show_them(tool: Tool) -> None:
    """GERAC: 47.6% against 44.2% (p = 0.39) and 27.4% (p < 0.001) both lie on the side of needling."""
    told = tool.text("summarize", "gerac", "cond")
    assert "(47.6% v 44.2%, p = 0.39, computed 95% CI spans zero, not all consistent) favoured verum" in told
    assert "(47.6% v 27.4%, p < 0.001, not all consistent) favoured verum acupuncture" in told
    assert "no direction" not in told
    assert "at six months at 6 months" not in told
    assert "CNT202" not in told
    assert told.count("fit each other") == 1
    assert "computed from" in tool.text("trace", "gerac", "cond.1") + tool.text("trace", "gerac", "cond.2")


def test_reviews_that_may_share_trials_are_not_added_up(tool: Tool) -> None:
    """Jena 2008: mean difference −2.80 days (95% CI −3.21 to −2.39), from the means and deviations of 1613 and 1569."""
    told = tool.text("summarize", "overlapping-reviews", "cond")
    assert "10,052" not in told
    assert "which may share trials, so their people are not added up" in told
    assert "How far the three reviews overlap is not known" in told
    assert "covered area" not in told
    assert "Jena 2008 is among the trials in Linde 2016 and Sun 2008." in told
    assert "−2.80 days a month, 95% CI −3.21 to −2.39" in told
    assert "no interval for Melchart 1999" not in told
    data = json.loads(tool.command("summarize", "cond", "--json", "--catalogue", case("overlapping-reviews")).out)
    assert "jena2008" in json.dumps(data)


def test_harms_are_told_as_harms(tool: Tool) -> None:
    told = tool.text("summarize", "rare-harms", "cond")
    assert "all four reported harms alone" in told
    assert "gave no direction" not in told
    assert (
        "On harms, results for serious adverse events (0 of 80 v 3 of 82, computed 95% CI spans zero) favoured" in told
    )


@pytest.mark.parametrize("name", ["newcomer/incl", "newcomer/incl-ren"])
def test_trials_in_one_review_are_independent(tool: Tool, name: str) -> None:
    told = tool.text("summarize", name, "back")
    assert "one dataset" not in told
    assert "300 people) compared" in told
    assert "one favoured acupuncture and two favoured sham" in re.sub(r" \([^()]*\)", "", told)
    shown = tool.text("map", name, "--format", "table")
    assert "3 studies, 300 people (+ − −)" in shown
    assert tool.check(name, "--select", "CLM106")[0] == []


def test_six_reviews_of_five_trials_are_one_cluster(tool: Tool) -> None:
    told = tool.text("summarize", "method/d", json_key("method/d"))
    assert "1000 people in five different trials" in told
    assert "sign test p" not in told
    assert "6000" not in told


@pytest.mark.parametrize("name", ["method/b", "method/b2", "method/b3"])
def test_dropping_a_review_changes_no_verdict(tool: Tool, name: str) -> None:
    """Of reviews that may share trials the largest speaks; costs do not make a finding mixed."""
    told = tool.text("summarize", name, json_key(name))
    assert "covered area" not in told
    codes = [record for _, record in tool.check(name, "--select", "CLM")[0]]
    assert "sup-sham" not in codes
    assert "mixed" not in told


def test_claims_by_rules_that_can_be_met(tool: Tool) -> None:
    """1 of 50 v 2 of 50 are no fewer harms; what supports better supports at least as good."""
    codes = {record: code for code, record in tool.check("method/f", "--select", "CLM")[0]}
    assert codes == {"fewer": "CLM105", "eq": "CLM101"}
    codes = {record: code for code, record in tool.check("method/a", "--select", "CLM")[0]}
    assert "sup-is-ni" not in codes
    assert codes["sup-cluster"] == "CLM107"


def test_inside_its_margin_a_result_favours_no_side(tool: Tool, acuevid: Command, tmp_path: Path) -> None:
    """method/a has its margin in words, where it is asked about; so or recorded, nothing favours diclofenac."""
    assert ("STA203", "noninf2015") in tool.check("method/a")[0]
    for told in (tool.text("summarize", "method/a"), tool.text("show", "method/a", "noninf2015")):
        assert not re.search("favour(s|ed) (diclofenac|the comparison)", told)
    traced = tool.text("trace", "method/a", "knee.3")
    assert "no-clear-difference, for “margin set beforehand was 5” is said and the result is not clear" in traced
    text, note = case("method/a").read_text(encoding="utf-8"), 'note = "The margin set beforehand was 5 points."'
    assert text.count(note) == 1
    path = tmp_path / "a.toml"
    path.write_text(text.replace(note, "margin = 5"), encoding="utf-8")
    told = " ".join(acuevid("summarize", "--catalogue", path, columns=400).out.split())
    assert "stayed inside the margin of non-inferiority of 5 set beforehand" in told
    assert "favours diclofenac" not in told
    assert "favoured diclofenac" not in told
    assert "Against an active drug, one randomised trial showed no clear difference (Noninf 2015)." in told
    assert "does not show that they work equally well" not in told
    found = json.loads(acuevid("check", "--json", "--catalogue", path).out)["diagnostics"]
    assert {d["code"] for d in found if d["citekey"] in ("noninf2015", "ni")} == set()


def test_a_claim_on_withdrawals_is_judged_on_withdrawals(acuevid: Command, tmp_path: Path) -> None:
    text = case("method/c").read_text(encoding="utf-8")
    path = tmp_path / "c.toml"
    named = 'id = "safer"\\noutcomes = ["withdrawal because of adverse events"]'
    assert text.count('id = "safer"') == 1
    path.write_text(text.replace('id = "safer"', named.replace("\\n", "\n")), encoding="utf-8")
    found = json.loads(acuevid("check", "--json", "--select", "CLM", "--catalogue", path).out)["diagnostics"]
    assert "safer" not in [d["citekey"] for d in found]


def test_a_survey_of_harms_is_told_by_its_figures(tool: Tool) -> None:
    """2 and 0 of 229,230: Wilson 0.2 to 3.2 and 0 to 1.7 per 100,000 (R 4.2.2: prop.test(correct = FALSE))."""
    told = tool.text("summarize", "method/e2", json_key("method/e2"))
    assert "pneumothorax in two of 229,230 (0.9, 95% CI 0.2 to 3.2 per 100,000)" in told
    assert "deaths in none of 229,230 (0, 95% CI 0 to 1.7 per 100,000)" in told
    assert "mixed changes" not in told


def test_a_third_groups_figure_is_asked_about(tool: Tool) -> None:
    codes, told = tool.check("newcomer/third-arm", "--select", "CNT106")
    assert codes == [("CNT106", "berman2004")]
    assert "record that comparison, too" in told


def json_key(name: str) -> str:
    """The key of the first condition of a case."""
    match = re.search(r'\[\[condition\]\]\s+key ?= ?"([^"]+)"', case(name).read_text(encoding="utf-8"))
    assert match is not None
    return match[1]
