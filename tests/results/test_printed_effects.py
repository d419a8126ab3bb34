"""Several printed effects of one outcome: one leads, each is checked and counted, none is lost; effects of one group.

The studies of `tests/data/effects.toml` are invented; computed figures are those of R 4.2.2 with metafor 3.8-1, by the
calls that stand beside them.
"""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import tomli

from acuevid.catalogue.load import load_catalogue
from acuevid.checks.run import run_checks
from acuevid.models import Catalogue, Outcome
from acuevid.results.kinds import outcome_effects
from acuevid.results.reported import on_scale
from tests.conftest import DATA, Command, Golden
from tests.test_boundaries import codes, effect, one, outcome

CATALOGUE = DATA / "effects.toml"
R = {
    # escalc("ROM", m1i = 8, sd1i = 4, n1i = 50, m2i = 10, sd2i = 5, n2i = 50): exp(yi), sqrt(vi)
    ("nash2018", "days", "ratio_of_means"): (0.8, 0.1),
    # escalc("MC", m1i = -2.1, m2i = 0, sd1i = 2.4, sd2i = 0, ni = 40, ri = 0)
    ("price2020", "pain", "mean_change"): (-2.1, 0.379473319220),
    # escalc("SMCC", m1i = -2.1, m2i = 0, sd1i = 2.4, sd2i = 2.4, ni = 40, ri = 0.5), whose changes have SD 2.4
    ("price2020", "pain", "std_mean_change"): (-0.858046208845, 0.184940641449),
    # escalc("MC", m1i = 62, m2i = 55, sd1i = 15, sd2i = 16, ni = 40, ri = 0.6)
    ("price2020", "function", "mean_change"): (7.0, 2.196588264558),
}


def read(text: str) -> Outcome:
    return Outcome.model_validate(tomli.loads(text, parse_float=Decimal))


def printed(*tables: str, more: str = "") -> str:
    base = f'id = "o"\nlabel = "o"\nfamily = "pain"\n{more}\n'
    figures = 'measure = "risk_ratio"\nestimate = {n}.50\n'
    return base + "".join(f"[[effect]]\n{figures.format(n=n)}{table}\n" for n, table in enumerate(tables, start=1))


def test_one_table_and_a_list_of_one_are_the_same() -> None:
    alone = read('id = "o"\nlabel = "o"\nfamily = "pain"\neffect = { measure = "risk_ratio", estimate = 1.50 }')
    assert read(printed("")) == alone
    assert alone.effect is not None
    assert alone.other_effects == ()
    assert alone.lead_field == "effect"
    assert read('id = "o"\nlabel = "o"\nfamily = "pain"\n').effect is None


@pytest.mark.parametrize("lead", [0, 1, 2])
def test_the_primary_one_leads_wherever_it_stands(lead: int) -> None:
    tables = ["", "", ""]
    tables[lead] = "primary = true"
    found = read(printed(*tables))
    assert found.effect == found.effects[lead]
    assert found.lead_field == f"effect[{lead + 1}]"
    assert [e.estimate for e in found.other_effects] == [e.estimate for e in found.effects if not e.primary]


WRONG: dict[str, tuple[tuple[str, ...], str, str]] = {
    "none": (("", ""), "[[study.outcome.effect]]", "of several effects one is primary, and none of these is"),
    "two": (("primary = true", "primary = true # second"), "primary = true # second", "one alone is primary"),
    "p of the lead": (("primary = true\np = 0.03", ""), "p = 0.03", "the P value of the effect that leads"),
    "p of the only one": (("p = 0.03",), "p = 0.03", "the P value of the effect that leads"),
    "unknown key": (("primary = true", "ci_lo = 1.2"), "ci_lo = 1.2", "unknown key 'ci_lo'"),
    "no number": (("primary = true", 'ci_low = "1"'), 'ci_low = "1"', "ci_low should be a number"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_its_line_and_refused_by_the_schema(
    name: str, tmp_path: Path, acuevid: Command
) -> None:
    tables, at, told = WRONG[name]
    text = CATALOGUE.read_text(encoding="utf-8")
    effects = printed(*tables).replace("[[effect]]", "[[study.outcome.effect]]")
    path = tmp_path / "wrong.toml"
    path.write_text(f"{text}\n[[study.outcome]]\n{effects}", encoding="utf-8")
    found = json.loads(acuevid("check", "--json", "--catalogue", path).out)["diagnostics"]
    assert len(found) == 1
    assert told in found[0]["message"]
    whole = path.read_text(encoding="utf-8")
    start = whole.index('id = "o"')
    assert found[0]["line"] == whole[: whole.index(at, start)].count("\n") + 1
    schema = Catalogue.model_json_schema(by_alias=True, mode="validation")
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(tomli.loads(whole)))


def test_the_schema_takes_what_is_right() -> None:
    schema = Catalogue.model_json_schema(by_alias=True, mode="validation")
    jsonschema.validate(tomli.loads(CATALOGUE.read_text(encoding="utf-8")), schema)


def test_round_trips(acuevid: Command) -> None:
    catalogue = load_catalogue(CATALOGUE)
    again = acuevid("export", "--format", "toml", "--catalogue", CATALOGUE).out
    assert Catalogue.model_validate(tomli.loads(again, parse_float=Decimal)) == catalogue
    data = json.loads(acuevid("export", "--format", "json", "--catalogue", CATALOGUE).out, parse_float=Decimal)
    figures = {s["citekey"]: {o["id"]: o for o in s["outcome"]} for s in data["studies"]}
    assert [e["estimate"] for e in figures["marsh2016"]["relapse"]["effect"]] == list(
        map(Decimal, ("0.47", "0.43", "0.62"))
    )
    assert figures["quinn2021"]["recovered"]["effect"]["estimate"] == Decimal("2.05")
    study = {k: v for k, v in next(s for s in data["studies"] if s["citekey"] == "marsh2016").items() if k != "derived"}
    raw: Any = {"sheet": {"title": "t", "topic": "t", "intervention": "x"}, "study": [study]}
    raw["condition"] = [{"key": "shoulder-pain", "name": "shoulder pain"}]
    assert Catalogue.model_validate(raw).studies[0].outcomes == catalogue.study_by_key["marsh2016"].outcomes


def test_each_figure_counts_and_is_checked() -> None:
    report = run_checks(load_catalogue(CATALOGUE), numbers=True)
    assert report.found == ()
    marsh = [n for n in report.numbers if n.record == "marsh2016" and ".effect[" in n.field]
    assert len(marsh) == 10  # three effects with two limits, and one P value of its own
    assert {n.field.split("].", 1)[1] for n in marsh if n.field.endswith("p")} == {"effect[1].p"}
    told = {n.field: n.lines for n in marsh}
    assert any(
        line.startswith("STA106 odds ratio 0.47, 95% CI 0.22 to 1.03")
        for line in told["outcome[relapse].effect[1].estimate"]
    )
    assert any(line.startswith("STA106 risk ratio 0.62") for line in told["outcome[relapse].effect[3].estimate"])


COUNTS: dict[str, Any] = {"events": {"a": 16, "b": 25}, "event_is": "bad"}
LEAD = effect("risk_ratio", "0.64", "0.38", "1.07", primary=True)


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (effect("odds_ratio", "0.47", "0.20", "1.10"), []),
        (effect("odds_ratio", "0.74", "0.33", "1.66"), ["STA106"]),
        (effect("odds_ratio", "0.74", "0.33", "1.66", adjusted_for=["age"]), []),
        (effect("odds_ratio", "0.47", "0.10", "0.60"), ["STA103"]),
        (effect("odds_ratio", "0.47", "0.50", "1.10"), ["STA104"]),
        (effect("hazard_ratio", "0.60", "0.40", "0.90", se=Decimal("0.5")), ["STA109"]),
        (effect("hazard_ratio", "0.60", "0.40", "0.90", p="= 0.4"), ["STA102"]),
        (effect("hazard_ratio", "0.60", "0.40", "0.90", p="= 0.014"), []),
        (effect("hazard_ratio", "0.60", "0.40", "0.90", p="= 0.000"), ["STA102", "STA107"]),
    ],
)
def test_each_check_runs_on_each_effect(other: dict[str, Any], found: list[str]) -> None:
    for effects in ([LEAD, other], [other, LEAD]):
        assert codes(outcome(effect=effects, **COUNTS)) == found


def test_the_p_of_the_outcome_is_that_of_the_one_that_leads() -> None:
    """0.60 (0.40 to 0.90) has p = 0.014 (Altman & Bland 2011), and 0.60 (0.30 to 1.20) has 0.15."""
    clear, open_ = effect("hazard_ratio", "0.60", "0.40", "0.90"), effect("hazard_ratio", "0.60", "0.30", "1.20")
    assert codes(outcome(effect=[clear | {"primary": True}, open_], p="= 0.014")) == []
    assert codes(outcome(effect=[clear, open_ | {"primary": True}], p="= 0.014")) == ["STA102"]


@pytest.mark.parametrize(
    ("rates", "other", "found"),
    [
        ((210, 880, 300, 900), effect("rate_ratio", "0.72", "0.60", "0.85"), []),
        ((210, 880, 300, 900), effect("rate_ratio", "0.74", "0.62", "0.88"), ["STA106"]),
        ((210, 880, 300, 900), effect("rate_ratio", "0.72", "0.40", "1.30"), ["STA106"]),
        ((210, 880, 300, 900), effect("rate_difference", "-0.095", "-0.144", "-0.045"), []),
        ((210, 880, 300, 900), effect("rate_difference", "-95", "-144", "-45"), []),
        ((210, 880, 300, 900), effect("rate_difference", "-0.13", "-0.18", "-0.08"), ["STA106"]),
        ((0, 880, 5, 900), effect("rate_ratio", "0.10", "0.01", "1.68"), []),
    ],
)
def test_a_printed_rate_ratio_is_that_of_the_events(
    rates: tuple[int, int, int, int], other: dict[str, Any], found: list[str]
) -> None:
    a, t1, c, t2 = rates
    figures: dict[str, Any] = {"events": {"a": a, "b": c}, "person_time": {"a": Decimal(t1), "b": Decimal(t2)}}
    assert codes(outcome(effect=other, **figures)) == found


@pytest.mark.parametrize(("ratio", "found"), [("0.77", []), ("0.81", ["STA106"]), ("1.29", ["STA106"])])
def test_a_printed_rate_ratio_is_that_of_the_rates(ratio: str, found: list[str]) -> None:
    """2.4 / 3.1 lies between 2.35 / 3.15 = 0.746 and 2.45 / 3.05 = 0.803."""
    rates: dict[str, Any] = {"rate": {"a": Decimal("2.4"), "b": Decimal("3.1")}, "rate_per": 100}
    middle = Decimal(ratio)
    other = effect("rate_ratio", ratio, str(middle / 2), str(middle * 2))
    assert codes(outcome(effect=other, **rates)) == found


@pytest.mark.parametrize(
    ("ratio", "n", "found"),
    [
        ("2.05", (122, 118), []),
        ("2.05", (12, 118), ["STA106"]),
        ("0.49", (122, 118), []),
        ("1.9", (10, 10), ["STA106"]),
    ],
)
def test_an_odds_ratio_is_held_against_the_events_of_both_groups(
    ratio: str, n: tuple[int, int], found: list[str]
) -> None:
    """36 of 122 v 20 of 118 have 2.05 (metafor's conv.2x2); of 10 v 10 with 5 events, 3 v 2 has 1.71 and 4 v 1 6.0."""
    events = 56 if n[1] == 118 else 5
    made = outcome(all_events=events, effect={"measure": "odds_ratio", "estimate": Decimal(ratio)})
    assert codes(made, n=n) == found


def test_the_counts_that_an_odds_ratio_gives_are_told_and_stand_in_no_effect() -> None:
    study = load_catalogue(CATALOGUE).study_by_key["quinn2021"]
    effects = outcome_effects(study, study.outcomes[0])
    assert effects.estimates == ()
    assert effects.reason.endswith("the odds ratio and 56 events in both groups together give 36 of 122 v 20 of 118")


@pytest.mark.parametrize(("citekey", "outcome_id", "measure"), R)
def test_effects_are_those_of_metafor(citekey: str, outcome_id: str, measure: str) -> None:
    study = load_catalogue(CATALOGUE).study_by_key[citekey]
    found = outcome_effects(study, study.outcomes[study.place_of_outcome[outcome_id]]).get(measure)
    estimate, se = R[citekey, outcome_id, measure]
    assert found is not None
    assert found.estimate == pytest.approx(estimate, abs=1e-8)
    assert found.se == pytest.approx(se, abs=1e-8)


def test_a_correlation_has_fishers_interval() -> None:
    """escalc("ZCOR", ri = 0.41, ni = 40): tanh of yi ± 1.96 · sqrt(vi)."""
    study = load_catalogue(CATALOGUE).study_by_key["price2020"]
    found = outcome_effects(study, study.outcomes[2]).get("correlation")
    assert found is not None
    assert (found.ci_low, found.ci_high) == pytest.approx((0.112911587179, 0.639795424012), abs=1e-8)


@pytest.mark.parametrize(
    ("limits", "n", "found"),
    [(("0.11", "0.64"), 40, []), (("0.30", "0.51"), 40, ["STA106"]), (("0.11", "0.64"), 400, ["STA106"])],
)
def test_the_interval_of_a_correlation_is_that_of_so_many_people(
    limits: tuple[str, str], n: int, found: list[str]
) -> None:
    assert codes(outcome(effect=effect("correlation", "0.41", *limits)), participants=n, n=(None, None)) == found


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"participants": 1}, "no 1 people can have a correlation of 0.41"),
        ({}, "the number of people behind the correlation is not printed"),
        ({"participants": 40, "design": "systematic-review", "review": {"trials": 3}}, "is of several studies"),
    ],
)
def test_a_correlation_without_its_people(more: dict[str, Any], reason: str) -> None:
    trial = one(outcome(effect=effect("correlation", "0.41", "0.11", "0.64")), n=(None, None), **more)
    assert reason in outcome_effects(trial, trial.outcomes[0]).reason


@pytest.mark.parametrize(
    ("more", "scale"),
    [
        ({"ci_low": Decimal("0.5"), "ci_high": Decimal(2)}, (0.0, 0.353653019151)),  # ln 2 / 1.959964
        ({"se": Decimal("0.3")}, (0.0, 0.3)),
        ({}, None),
        ({"ci_low": Decimal(0), "ci_high": Decimal(2)}, None),
        ({"ci_low": Decimal(2), "ci_high": Decimal("0.5")}, None),
    ],
)
def test_a_printed_effect_on_the_scale_of_analysis(more: dict[str, Any], scale: tuple[float, float] | None) -> None:
    made = one(outcome(effect={"measure": "risk_ratio", "estimate": Decimal(1)} | more)).outcomes[0].effect
    assert made is not None
    found = on_scale(made)
    assert (found.yi, found.se) == (pytest.approx(scale) if scale else (None, None))
    assert bool(found.reason) is (scale is None)


@pytest.mark.parametrize(("printed_d", "found"), [("0.50", []), ("0.56", []), ("0.60", []), ("0.45", ["STA106"])])
def test_a_standardised_difference_may_be_any_of_the_usual_ones(printed_d: str, found: list[str]) -> None:
    """10 over 16.7 (the second group: 0.60), 17.9 (pooled: 0.56) or √((16.7² + 23.2²)/2) = 20.2 (0.50)."""
    figures: dict[str, Any] = {"mean": {"a": Decimal("30.0"), "b": Decimal("20.0")}}
    figures["sd"] = {"a": Decimal("23.2"), "b": Decimal("16.7")}
    made = outcome(effect={"measure": "std_mean_difference", "estimate": Decimal(printed_d)}, **figures)
    assert codes(made, n=(20, 95)) == found


@pytest.mark.parametrize(
    ("women", "found"),
    [
        ("73", []), ("100", []), ("101", ["CNT109"]), ("54%", []), ("54.0%", []), ("54.5%", ["CNT109"]),
        ("54 (54%)", []), ("54 (55%)", ["CNT109"]), ("0.54", []), ("0.545", ["CNT109"]), ("about half", []),
        ("54 to 60%", []), ("101%", ["CNT109"]),
    ],
)  # fmt: skip
def test_women_among_100_people(women: str, found: list[str]) -> None:
    assert codes(participants=100, women=women) == found


@pytest.mark.parametrize(("women", "analysed"), [("55.6%", 90), ("50 (55.6%)", 90)])
def test_a_share_of_women_may_be_of_those_analysed(women: str, analysed: int) -> None:
    """50 of 90 are 55.56 %."""
    assert codes(participants=100, women=women) == ["CNT109"]
    assert codes(participants=100, analysed=analysed, women=women) == []


@pytest.mark.parametrize(
    ("total", "analysis", "found"),
    [
        ({"a": 50, "b": 50}, "intention-to-treat", []),
        ({"a": 49, "b": 50}, "intention-to-treat", ["CNT110"]),
        ({"a": 49, "b": 50}, "modified-intention-to-treat", []),
        ({}, "intention-to-treat", []),
    ],
)
def test_those_analysed_and_those_randomised(total: dict[str, int], analysis: str, found: list[str]) -> None:
    made = outcome(total=total, effect=effect("hazard_ratio", "0.60", "0.40", "0.90", analysis=analysis))
    assert codes(made) == found
    if not total:
        assert codes(made, participants=100, analysed=99) == ["CNT110"]


SCREENS = {
    "show": ["show", "marsh2016"],
    "summarize": ["summarize", "shoulder"],
    "show-md": ["show", "owen2019", "--format", "md"],
    "check": ["check", "quinn2021", "--all"],
}


@pytest.mark.parametrize("name", SCREENS)
def test_screen(name: str, acuevid: Command, golden: Golden) -> None:
    golden(f"effects/{name}.txt", acuevid(*SCREENS[name], "--catalogue", CATALOGUE, columns=100).out)


def test_all_effects_are_in_every_table(acuevid: Command) -> None:
    second = "also odds ratio 0.47, 95% CI 0.21 to 1.03, unadjusted (p = 0.061)"
    for name in ("md", "html"):
        assert second in acuevid("export", "--format", name, "--catalogue", CATALOGUE).out
    data = acuevid("export", "--format", "csv", "--rows", "outcomes", "--catalogue", CATALOGUE).out
    rows = {row["outcome"]: row for row in csv.DictReader(io.StringIO(data))}
    assert rows["relapse"]["reported"] == "0.43"
    assert rows["relapse"]["reported_others"].startswith("odds ratio 0.47, 95% CI 0.21 to 1.03, unadjusted (p = 0.061)")
    assert rows["recovered"]["all_events"] == "56"


def test_a_second_table_of_one_name_is_told_how_to_be_a_list(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "twice.toml"
    two = CATALOGUE.read_text(encoding="utf-8").replace("[[study.outcome.effect]]", "[study.outcome.effect]")
    path.write_text(two, encoding="utf-8")
    told = acuevid("check", "--catalogue", path)
    assert "several effects are [[study.outcome.effect]] each" in told.out


def test_a_change_of_an_effect_is_named_as_check_names_it(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "other.toml"
    text = CATALOGUE.read_text(encoding="utf-8")
    path.write_text(text.replace("estimate = 0.43", "estimate = 0.44"), encoding="utf-8")
    told = acuevid("diff", path, "--catalogue", CATALOGUE).out
    assert "marsh2016: outcome[relapse].effect[2].estimate: 0.44 → 0.43" in told


def test_a_column_has_the_printed_effect_of_its_measure(acuevid: Command) -> None:
    told = acuevid("list", "--columns", "study,odds_ratio,risk_ratio", "--catalogue", CATALOGUE).out
    assert "Marsh 2016\t0.43 (0.19 to 0.97)\t0.62 (0.37 to 1.03)" in told


def test_a_sentence_rests_on_the_effect_that_leads(acuevid: Command) -> None:
    told = json.loads(acuevid("summarize", "shoulder", "--json", "--catalogue", CATALOGUE).out)["conditions"][0]
    text = CATALOGUE.read_text(encoding="utf-8")
    line = text[: text.index('[[study.outcome.effect]]\nmeasure = "odds_ratio"\nestimate = 0.43')].count("\n") + 1
    found = {
        (b["field"], int(b["place"].rpartition(":")[2]))
        for p in told["detail"]
        for s in p
        for b in s["basis"]
        if "effect" in b["field"]
    }
    assert ("outcome[relapse].effect[2]", line) in found
    assert not any("0.47" in s["text"] or "0.62" in s["text"] for s in told["brief"])
