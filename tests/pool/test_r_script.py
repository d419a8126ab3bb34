"""`pool --format r` and `export --format r`: run by Rscript, metafor gives every figure of `pool --json` again."""

import json
import random
import re
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from acuevid.escape import visible
from acuevid.export.rtext import comment, string, value
from tests.conftest import DATA, Command, rest_long
from tests.export.hostile import TEXTS
from tests.export.tools import missing
from tests.pool import test_entering as entering
from tests.pool import test_groups, test_moderator, test_rare_pools, test_small_studies
from tests.pool import test_what_goes_in as goes_in
from tests.pool.builder import HEAD, ci, counts, effect, event, means, pair, scale, study
from tests.pool.rsession import Tables, assert_pool, assert_tests, rscript, tables

METADAT = json.loads((DATA / "reference" / "metadat.json").read_text(encoding="utf-8"))["sets"]
GLMM = {"rr": ["CM.EL", "UM.FS"], "or": ["CM.EL", "UM.FS"], "rd": []}
Redone = Callable[..., dict[str, Any]]


@pytest.fixture
def redone(acuevid: Command, tmp_path: Path) -> Redone:
    """What ``pool --json`` prints, once the script is held against it; so many effects are taken as they are."""

    def made(
        *studies: str, options: Sequence[str] = (), catalogue: str | Path = "", taken: int = 0, has_glmm: bool = True
    ) -> dict[str, Any]:
        if not catalogue:
            catalogue = tmp_path / "c.toml"
            catalogue.write_text(HEAD + "".join(studies), encoding="utf-8")
        told = acuevid("pool", "--json", "--catalogue", catalogue, *options)
        data: dict[str, Any] = json.loads(told.out)
        script = acuevid("pool", "--format", "r", "--catalogue", catalogue, *options)
        assert (script.code, script.err) == (0, "")
        column = re.search(r"vi_taken = c\((.*?)\),\n", script.out, re.DOTALL)
        assert len([item for item in column[1].split(",") if item.strip() != "NA"] if column else []) == taken
        found = printed(script.out, tmp_path)
        assert list(found) == ["pool 1"]
        assert_pool(data if has_glmm else data | {"glmm": []}, found["pool 1"])
        return data

    return made


def printed(script: str, folder: Path) -> dict[str, Tables]:
    return tables(rscript_of(script, folder))


def rscript_of(script: str, folder: Path, *, is_lacking: bool = False) -> str:
    """What a script prints; the packages of the mixed models are there unless something `is_lacking`."""
    path = folder / "pool.R"
    path.write_text(script, encoding="utf-8")
    told = rscript(path)
    for package in re.findall("needs the R package ([A-Za-z0-9]+)", told) if not is_lacking else ():
        missing(f"the R package {package}")
    return told


def several(build: Callable[[int, Any], str], name: str) -> list[str]:
    return [build(i, row) for i, row in enumerate(goes_in.SETS[name]["rows"], 1)]


# -------------------------------------------------------------------------------------------------------- counts


@pytest.mark.parametrize(
    "options",
    [
        pytest.param([], id="RR"),
        pytest.param(["--measure", "or", "--control-risk", "0.3"], id="OR", marks=pytest.mark.long),
        pytest.param(["--measure", "rd"], id="RD", marks=pytest.mark.long),
    ],
)
def test_counts(redone: Redone, options: list[str]) -> None:
    data = redone(catalogue="p6-nausea", options=options)
    assert len(data["studies"]) == 16
    assert len(data["leave_one_out"]) == 16
    assert (data["control_risk"] == 0.3) == ("0.3" in options)


@pytest.mark.long
def test_rare_events_lead_by_mantel_haenszel(redone: Redone) -> None:
    """Of trial 4 nobody had the event: it has no ratio, and its people count in no result."""
    rows = [(1, 400, 3, 390), (2, 350, 1, 360), (0, 200, 2, 210), (0, 100, 0, 100)]
    trials = [study(i, counts(a, c), (n1, n2)) for i, (a, n1, c, n2) in enumerate(rows, 1)]
    data = redone(*trials)
    assert (data["headline"]["method"], data["headline"]["k"], len(data["unweighed"])) == ("MH", 3, 1)
    assert data["studies"][0]["weight"] is None
    assert len(data["leave_one_out"]) == 3


@pytest.mark.long
def test_events_on_one_side_only_lead_by_peto(redone: Redone) -> None:
    trials = [study(i, counts(a, 0), (300, 310)) for i, a in enumerate((1, 3, 2), 1)]
    data = redone(*trials)
    assert (data["headline"]["method"], data["mantel_haenszel"]["estimate"]) == ("PETO", None)


@pytest.mark.long
def test_a_table_that_inverse_variance_cannot_weigh(redone: Redone) -> None:
    """All against none has a difference without a variance: Mantel–Haenszel leads."""
    trials = [study(1, counts(20, 0), (20, 20)), study(2, counts(5, 9)), study(3, counts(4, 11))]
    data = redone(*trials, options=("--measure", "rd"))
    assert (data["headline"]["method"], len(data["studies"]), len(data["unweighed"])) == ("MH", 2, 1)


@pytest.mark.parametrize("measure", ["rr", "or", "rd"])
@pytest.mark.long
def test_rare_tables(redone: Redone, measure: str) -> None:
    """dat.nielweise2007, with the mixed models."""
    data = redone(*test_rare_pools._tables("nielweise2007"), options=("--measure", measure))
    assert data["headline"]["method"] == "MH"
    assert [fit["method"] for fit in data["glmm"] if fit["estimate"] is not None] == GLMM[measure]


@pytest.mark.long
def test_judgements_of_bias(redone: Redone) -> None:
    """dat.damico2009, by what was judged of its trials, too."""
    trials = several(goes_in._judged, "damico2009")
    data = redone(*trials, options=("--measure", "or", "--by", "risk-of-bias"))
    assert "without studies at high risk of bias" in [item["name"] for item in data["variants"]]
    redone(*trials, options=("--measure", "rr", "--by", "risk-of-bias", "--common-tau2"))


@pytest.mark.long
def test_zero_cells_are_left_out_together(redone: Redone) -> None:
    trials = [study(i, counts(a, c)) for i, (a, c) in enumerate([(0, 5), (4, 9), (6, 11), (3, 10)], 1)]
    data = redone(*trials)
    assert [item["name"] for item in data["variants"]] == ["without trials that have a zero cell"]


@pytest.mark.parametrize("name", ["lau1992-but-6", "lau1992-but-13"])
@pytest.mark.long
def test_the_highest_of_two_maxima(redone: Redone, name: str) -> None:
    rows = METADAT[name]["tables"]
    trials = [study(i, counts(a, c), (n1, n2)) for i, (a, n1, c, n2) in enumerate(rows, 1)]
    data = redone(*trials, options=("--measure", "rd"))
    assert len(data["tau2_maxima"]) == 2


@pytest.mark.long
def test_two_trials_and_three_that_are_all_the_same(redone: Redone) -> None:
    two = redone(study(1, counts(5, 10)), study(2, counts(9, 7)))
    assert (two["headline"]["test"], two["headline"]["pi_low"]) == ("z", None)
    same = redone(*(study(i, counts(5, 10)) for i in (1, 2, 3)))
    assert same["tau2_interval"]["low"] is None
    assert same["fits"][0]["se"] is None


@pytest.mark.long
def test_results_that_are_not_there(redone: Redone) -> None:
    """Differences without a variance, and Mantel–Haenszel's ratio without the only trial with an event on one side."""
    nothing = redone(*(study(i, counts(0, 0)) for i in (1, 2)), options=("--measure", "rd"))
    assert (nothing["headline"]["estimate"], nothing["people"]) == (None, 160)
    rows = [(1, 0), (0, 2), (0, 1)]
    lacking = redone(*(study(i, counts(a, c), (300, 300)) for i, (a, c) in enumerate(rows, 1)))
    assert [fit["estimate"] is None for fit in lacking["leave_one_out"]].count(True) == 1


@pytest.mark.long
def test_counts_beside_printed_ratios(redone: Redone) -> None:
    data = redone(*several(goes_in._mixed, "bcg-mixed"), options=("--measure", "rr"), taken=7)
    assert [item["name"] for item in data["variants"]] == ["without effects as printed"]


@pytest.mark.parametrize("measure", ["rr", "or", "rd"])
@pytest.mark.long
def test_clusters(redone: Redone, measure: str) -> None:
    some = several(goes_in._clusters, "bcg-clusters-RR")[:5]
    others = several(goes_in._mixed, "bcg-mixed")[5:6]
    data = redone(*some, *others, options=("--measure", measure))
    assert data["studies"][0]["divisors"] != [1, 1]


@pytest.mark.parametrize("way", ["combine", "split"])
@pytest.mark.long
def test_trials_of_several_groups(redone: Redone, way: str) -> None:
    trials = [study(1, entering.THREE), study(2, counts(6, 12)), study(3, counts(8, 9))]
    assert len(redone(*trials, options=("--multi-arm", way))["studies"]) == (3 if way == "combine" else 4)
    scores = [study(1, entering.SCORES_OF_THREE), study(2, entering.SCORES), study(3, goes_scores(2.5))]
    for measure in ("md", "smd"):
        redone(*scores, options=("--multi-arm", way, "--measure", measure))


def goes_scores(mean: float) -> str:
    return means((mean, 1.9, 40, 4.4, 2.4, 40))


# ------------------------------------------------------------------------------------- means, and what is printed


@pytest.mark.parametrize("measure", ["MD", "SMD", "ROM"])
@pytest.mark.long
def test_means(redone: Redone, measure: str) -> None:
    redone(*several(goes_in._means, f"normand1999-{measure}"), options=("--measure", measure.lower()))


@pytest.mark.long
def test_means_and_counts_of_the_same_trials(redone: Redone) -> None:
    """dat.gibson2002 gives both of five trials."""
    redone(*several(goes_in._means, "gibson2002-MD"), options=("--measure", "md"))
    redone(*several(goes_in._counts, "gibson2002-RR"), options=("--measure", "rr"))


@pytest.mark.long
def test_turned_scales_are_standardised(redone: Redone) -> None:
    """One of three scales runs the other way, and one effect is printed: both are turned where they must be."""
    other = goes_scores(5.0).replace('better = "lower"', 'better = "higher"').replace('"points"', '"steps"')
    printed_one = scale(effect("std_mean_difference", 0.4, "se = 0.2")).replace('better = "lower"', 'better = "higher"')
    trials = [study(1, entering.SCORES), study(2, other), study(3, goes_scores(3.3)), study(4, goes_scores(3.5))]
    data = redone(*trials, study(5, printed_one), options=("--measure", "smd"), taken=1)
    assert [s["turned"] for s in sorted(data["studies"], key=lambda s: s["citekey"])] == [0, 1, 0, 0, 1]


@pytest.mark.long
def test_estimated_means_and_changes(redone: Redone) -> None:
    trials = [*several(goes_in._medians, "medians")[:3], study(8, entering.SCORES), study(9, entering.CHANGES)]
    data = redone(*trials, options=("--measure", "md"))
    assert "without means that are estimated from medians" in [item["name"] for item in data["variants"]]


@pytest.mark.long
def test_crossover_trials(redone: Redone) -> None:
    crossed = study(2, entering.SCORES.rstrip() + "\ncorrelation = 0.6\n", more='features = ["crossover"]')
    crossed = crossed.replace("participants = 80", "participants = 40")
    redone(study(1, entering.SCORES), crossed, study(3, goes_scores(3.2)), taken=1)


@pytest.mark.long
def test_printed_effects(redone: Redone) -> None:
    data = redone(*several(goes_in._odds, "hackshaw1998"), options=("--measure", "or"), taken=37)
    assert {s["tier"] for s in data["studies"]} == {"printed"}
    differences = several(goes_in._differences, "lopez2019")
    redone(*differences, options=("--measure", "smd"), taken=len(differences))


@pytest.mark.parametrize(
    ("name", "measure"), [("hart1999-IRR", "irr"), ("hart1999-IRR-zero", "irr"), ("hart1999-IRD", "ird")]
)
@pytest.mark.long
def test_rates(redone: Redone, name: str, measure: str) -> None:
    redone(*several(goes_in._rates, name), options=("--measure", measure))


@pytest.mark.parametrize("measure", rest_long(["irr"], ["ird"]))
def test_rare_rates(redone: Redone, measure: str) -> None:
    """Mantel–Haenszel leads them; mixed models stand beside a ratio."""
    data = redone(*test_rare_pools._rates("zeros"), options=("--measure", measure))
    assert data["headline"]["method"] == "MH"
    assert [fit["tau2"] for fit in data["glmm"]] == ([0, 0] if measure == "irr" else [])


@pytest.mark.long
def test_without_their_packages_the_mixed_models_are_skipped(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text(HEAD + "".join(test_rare_pools._tables("nielweise2007")), encoding="utf-8")
    script = acuevid("pool", "--format", "r", "--catalogue", path).out
    told = rscript_of("requireNamespace <- function(...) FALSE\n" + script, tmp_path, is_lacking=True)
    for model, package in (("CM.EL", "BiasedUrn"), ("UM.FS", "lme4")):
        assert f"# Mixed model {model}: not fitted; it needs the R package {package}\n" in told
    results = tables(told)["pool 1"]["results"]
    assert {row["part"] for row in results} >= {"headline", "fits", "mantel_haenszel", "peto", "leave_one_out"}
    assert "glmm" not in {row["part"] for row in results}


@pytest.mark.long
def test_correlations(redone: Redone) -> None:
    redone(*several(goes_in._correlations, "molloy2014"), options=("--measure", "r"))


@pytest.mark.long
def test_proportions_stand_beside_the_double_arcsine(redone: Redone) -> None:
    data = redone(*several(goes_in._shares, "pritz1997-PLO"), options=("--measure", "proportion"))
    assert data["double_arcsine"]


@pytest.mark.long
def test_of_very_many_studies_neither_steps_nor_mixed_models_are_fitted(redone: Redone) -> None:
    trials = [study(i, counts(i % 3, 1 + i % 4), (200, 210 + i)) for i in range(1, 102)]
    data = redone(*trials, has_glmm=False)
    assert (data["headline"]["method"], data["leave_one_out"], data["cumulative"]) == ("MH", [], [])


# -------------------------------------------------------------------------- groups, moderators, small-study effects


@pytest.mark.parametrize(
    "more",
    [
        pytest.param([], id="each", marks=pytest.mark.long),
        pytest.param(["--common-tau2"], id="common", marks=pytest.mark.long),
    ],
)
def test_schools_by_district(redone: Redone, more: list[str]) -> None:
    """dat.konstantopoulos2011."""
    options = ("--measure", "smd", "--by", "setting", *more)
    data = redone(*test_groups.konstantopoulos(), options=options, taken=56)
    assert len(data["subgroups"]["groups"]) == 11


@pytest.mark.long
def test_groups_of_counts_and_one_that_does_not_record_it(redone: Redone) -> None:
    """Of one group Mantel–Haenszel leads, one has one study, and what is not recorded stands outside the test."""
    settings = ["ward"] * 3 + ["home"] * 3 + ["clinic", ""]
    rows = [(1, 9), (0, 4), (0, 6), (4, 9), (7, 8), (12, 20), (3, 11), (5, 6)]
    trials = [test_groups.trial(i, row, where) for i, (row, where) in enumerate(zip(rows, settings, strict=True), 1)]
    found = redone(*trials, options=("--by", "setting"))["subgroups"]
    assert [g["result"]["method"] for g in found["groups"]] == ["REML", "REML", "MH", "REML"]
    assert [g["result"]["k"] for g in found["groups"]] == [1, 3, 3, 1]
    assert found["between"]["df"] == 2
    redone(*trials, options=("--by", "setting", "--common-tau2"))


@pytest.mark.long
def test_groups_that_are_not_compared(redone: Redone) -> None:
    """Two measures, and a single group."""
    rare = [test_groups.trial(i, (0, b), "ward") for i, b in enumerate((1, 2, 3), 1)]
    common = [test_groups.trial(i, e, "home") for i, e in enumerate(test_groups.FOUR, 4)]
    assert redone(*rare, *common, options=("--by", "setting"))["subgroups"]["between"]["statistic"] is None
    assert redone(*common, options=("--by", "setting"))["subgroups"]["reason"]


@pytest.mark.parametrize("name", rest_long(["bcg-ablat"], ["bangertdrowns2004-length"]))
def test_a_moderator(redone: Redone, name: str) -> None:
    """dat.bangertdrowns2004 by length, dat.bcg by latitude; one more study records none."""
    trials = test_moderator.catalogue(name)
    measure = test_moderator.CASES[name][1]
    without = trials[0].replace("s001-2001", "s900-2001").replace("treatment.weeks = ", "# ")
    options = ("--measure", measure, "--moderator", "treatment.weeks")
    data = redone(*trials, without, options=options, taken=len(trials) + 1)
    assert data["moderator"]["without"] == ["s900-2001"]


@pytest.mark.long
def test_moderators_by_wald_and_none(redone: Redone) -> None:
    """All effects the same but for noise, a moderator in years, and too few studies."""
    alike = [study(i, counts(5 + i % 2, 10), more=test_moderator.weeks(i)) for i in range(1, 13)]
    data = redone(*alike, options=("--moderator", "treatment.weeks"))
    assert (data["moderator"]["fit"]["test"], data["moderator"]["fit"]["r2"]) == ("z", None)
    assert redone(*alike[:9], options=("--moderator", "treatment.weeks"))["moderator"]["fit"] is None
    years = [
        study(i, counts(3 + i % 4, 9 + i), (60, 60)).replace("issued = 2001", f"issued = {1980 + i * i % 37}")
        for i in range(1, 13)
    ]
    assert redone(*years, options=("--moderator", "year"))["moderator"]["fit"]["tau2"] is not None


SMALL_STUDIES: dict[str, tuple[list[str], str, list[str]]] = {
    "hackshaw1998": (several(goes_in._odds, "hackshaw1998"), "or", ["egger"]),
    "egger2001-OR": (test_small_studies.tables(test_small_studies.EGGER_2001), "or", ["peters", "harbord"]),
    "egger2001-RR": (test_small_studies.tables(test_small_studies.EGGER_2001), "rr", ["peters", "harbord"]),
    "egger2001-RD": (test_small_studies.tables(test_small_studies.EGGER_2001), "rd", []),
    "nine": (test_small_studies.differences(9), "md", []),
}


@pytest.mark.parametrize("name", rest_long(["hackshaw1998"], ["egger2001-OR", "egger2001-RR", "egger2001-RD", "nine"]))
def test_small_study_effects(acuevid: Command, tmp_path: Path, name: str) -> None:
    """Egger's test, Peters's and Harbord's, and none."""
    trials, measure, tests = SMALL_STUDIES[name]
    path = tmp_path / "c.toml"
    path.write_text(HEAD + "".join(trials), encoding="utf-8")
    asked = ("funnel", "--catalogue", path, "--measure", measure)
    data = json.loads(acuevid(*asked, "--json").out)
    script = acuevid(*asked, "--format", "r")
    assert (script.code, script.err) == (0, "")
    found = printed(script.out, tmp_path)["pool 1"]
    assert [row["test"] for row in found.get("tests", [])] == tests
    assert_tests(data, found)
    assert ("# None: " in script.out) == (not tests)


# ------------------------------------------------------------------------------------------------ several pools


@pytest.mark.long
def test_a_sheet_is_one_script_of_all_its_pools(acuevid: Command, tmp_path: Path) -> None:
    """Counts and means of one catalogue, with studies at high risk of bias: each pool as ``pool`` has it."""
    path = DATA / "rated.toml"
    questions = json.loads(acuevid("pool", "--json", "--catalogue", path).out)["questions"]
    for script in (
        acuevid("export", "--format", "r", "--catalogue", path).out,
        acuevid("pool", "--format", "r", "--catalogue", path).out,
    ):
        found = printed(script, tmp_path)
        assert len(found) == len(questions) == 2
        for question, theirs in zip(questions, found.values(), strict=True):
            command = shlex.split(question["command"])[1:]
            assert_pool(json.loads(acuevid(*command, "--json", "--catalogue", path).out), theirs)


@pytest.mark.long
def test_filters_choose_what_is_in_the_script(acuevid: Command) -> None:
    chosen = acuevid("export", "--format", "r", "--year", "2000", "--catalogue", "p6-nausea").out
    assert "agarwal2000" in chosen
    assert "agarwal2002" not in chosen
    assert "Pool 1" not in acuevid("export", "--format", "r", "--condition", "hiv").out


@pytest.mark.parametrize("command", [["pool", "hiv"], ["export", "--condition", "hiv"]])
@pytest.mark.long
def test_without_a_pool_the_script_says_why(acuevid: Command, tmp_path: Path, command: list[str]) -> None:
    told = acuevid(*command, "--format", "r")
    assert (told.code, told.err) == (0, "")
    assert "# There is nothing to pool on HIV" in told.out
    assert "Shiflett 2011" in told.out
    assert all(line.startswith("#") for line in told.out.splitlines() if line)
    (tmp_path / "none.R").write_text(told.out, encoding="utf-8")
    assert rscript(tmp_path / "none.R") == ""


@pytest.mark.long
def test_the_comments_say_where_figures_are_from(acuevid: Command, tmp_path: Path) -> None:
    inferred = event("percent = { a = 12.5, b = 25.0 }\n")
    trials = [study(1, inferred), study(2, counts(6, 12)), study(3, event(effect("risk_ratio", 0.5, ci(0.3, 0.8))))]
    unknown = study(4, scale(pair("mean", 3, 4)))
    path = tmp_path / "c.toml"
    path.write_text(HEAD + "".join((*trials, unknown)), encoding="utf-8")
    script = acuevid("pool", "--format", "r", "--catalogue", path).out
    assert "# s001-2001 (e): figures inferred" in script
    assert "# s002-2001 (e): figures as printed" in script
    assert "# s003-2001 (e): effect as printed, risk ratio 0.5, 95% CI 0.3 to 0.8; yi and vi are taken" in script
    assert "# left out: s004-2001 (" in script


# ---------------------------------------------------------------------------------------------- nothing breaks out

BREAKS = (
    ('"); system("touch broken'),
    'x\n"); stop("out")',
    "\\",
    '\\"',
    "'",
    "`",
    "%s%d",
    "\r\nquit()",
    '#line 1 "x"',
    "\\u{41}",
)
CODES = (range(0x20, 0x7F), range(0x20), range(0x80, 0x800), range(0x2000, 0x2070), range(0x1F300, 0x1F700))


def texts() -> list[str]:
    """What is hostile by design, and 400 texts by chance, always the same."""
    chance = random.Random(20)
    made = ["".join(chr(chance.choice(chance.choice(CODES))) for _ in range(chance.randint(1, 40))) for _ in range(400)]
    return [*BREAKS, *TEXTS.values(), *made]


def test_any_text_stays_a_string_or_a_comment(tmp_path: Path) -> None:
    """Parsed by R: as many expressions as were meant, and each string is the text as it may be shown."""
    found = texts()
    lines = [line for text in found for line in (*comment(text), f"{string(text)}")]
    assert all(line.isascii() for line in lines if not line.startswith("# "))
    (tmp_path / "texts.R").write_text("\n".join(lines) + "\n", encoding="utf-8")
    asked = (
        "all <- parse('texts.R', encoding = 'UTF-8'); stopifnot(all(vapply(all, is.character, NA)));"
        "for (x in all) cat(utf8ToInt(x), '\\n')"
    )
    (tmp_path / "ask.R").write_text(f"setwd({string(str(tmp_path))}); {asked}\n", encoding="utf-8")
    told = rscript(tmp_path / "ask.R").rstrip("\n").split("\n")
    assert [[int(code) for code in line.split()] for line in told] == [[ord(c) for c in visible(t)] for t in found]


@pytest.mark.parametrize("text", rest_long(BREAKS[:1], [*BREAKS[1:], TEXTS["newline"], TEXTS["escape"]]))
def test_a_hostile_catalogue_changes_no_expression(acuevid: Command, tmp_path: Path, text: str) -> None:
    """Every text of the catalogue that reaches the script: it parses to as many expressions, and runs."""
    for name, told in (("plain.R", "harmless"), ("hostile.R", text)):
        quoted = json.dumps(told)
        where = [f"setting = {json.dumps(f'{told} {i % 2}')}" for i in range(4)]
        trials = "".join(study(i, counts(5, 9 + i), more=where[i]) for i in range(4))
        for plain in ('"the treatment"', '"the other"', '"the event"', '"had the event"'):
            trials = trials.replace(plain, quoted)
        for number in range(4):
            trials = trials.replace(f'authors = ["S00{number} A"]', f"group_author = {quoted}")
        path = tmp_path / "c.toml"
        path.write_text(HEAD.replace('"a set"', quoted) + trials, encoding="utf-8")
        made = acuevid("pool", "--by", "setting", "--format", "r", "--catalogue", path)
        assert (made.code, made.err) == (0, "")
        (tmp_path / name).write_text(made.out, encoding="utf-8")
    lengths = "vapply(c('plain.R', 'hostile.R'), function(f) length(parse(f, encoding = 'UTF-8')), 0L)"
    ask = f"setwd({string(str(tmp_path))}); stopifnot(length(unique({lengths})) == 1); source('hostile.R')"
    (tmp_path / "ask.R").write_text(ask, encoding="utf-8")
    found = tables(rscript(tmp_path / "ask.R"))
    assert set(found) == {"pool 1"}
    assert len(found["pool 1"]["subgroups"]) == 2


@pytest.mark.parametrize(("item", "told"), [(None, "NA"), (True, "TRUE"), (0.1, "0.1"), (3, "3"), ("a", '"a"')])
@pytest.mark.long
def test_values(item: Any, told: str) -> None:
    assert value(item) == told
