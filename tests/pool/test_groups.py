"""A pool divided by a field: the groups and the test against metafor, and the laws; through `pool --json`.

Expected figures are `scripts/moderators.R`'s, of metadat's konstantopoulos2011 (schools by district), bcg (trials by
how they allocated people) and damico2009 (trials by concealment and blinding).
"""

import csv
import json
import math
from typing import Any

import pytest

from acuevid.models import Study, Treatment
from acuevid.pools.fields import FIELDS
from acuevid.references import Reference
from tests.conftest import DATA, Command, Golden
from tests.pool.builder import HEAD, Pooled, counts, event, scale, study, told

SETS: dict[str, Any] = json.loads((DATA / "reference" / "moderators.json").read_text(encoding="utf-8"))["subgroups"]
FIT = ("estimate", "se", "ci_low", "ci_high", "p_value")


def close(mine: float | None, theirs: float, what: str = "") -> None:
    assert mine is not None, what
    assert math.isclose(mine, theirs, rel_tol=1e-8, abs_tol=1e-12), (what, mine, theirs)


def in_setting(name: str) -> str:
    return f'setting = "{name}"' if name else ""


def printed(yi: float, vi: float) -> str:
    return scale(f'effect = {{ measure = "std_mean_difference", estimate = {yi:.12f}, se = {math.sqrt(vi):.12f} }}')


def konstantopoulos() -> list[str]:
    data = SETS["konstantopoulos2011"]
    rows = zip(data["yi"], data["vi"], data["groups"], strict=True)
    return [study(i, printed(y, v), more=in_setting(f"district {g}")) for i, (y, v, g) in enumerate(rows, 1)]


def bcg_printed() -> list[str]:
    """As printed risk ratios: of the counts, rare as they are, Mantel–Haenszel leads."""
    data = SETS["bcg"]
    rows = zip(data["yi"], data["vi"], data["groups"], strict=True)
    given = 'effect = {{ measure = "risk_ratio", estimate = {:.12f}, se = {:.12f} }}'
    return [
        study(i, event(given.format(math.exp(y), math.sqrt(v))), more=in_setting(g))
        for i, (y, v, g) in enumerate(rows, 1)
    ]


def damico() -> list[str]:
    """Printed odds ratios by what was judged of the trials."""
    data = SETS["damico2009"]
    given = 'effect = {{ measure = "odds_ratio", estimate = {:.12f}, se = {:.12f} }}'
    return [
        study(i, event(given.format(math.exp(y), math.sqrt(v))), more=judged(g))
        for i, (y, v, g) in enumerate(zip(data["yi"], data["vi"], data["groups"], strict=True), 1)
    ]


def judged(word: str) -> str:
    return f'appraisal = [{{ tool = "rob-1", overall = "{word}" }}]'


def bcg() -> list[str]:
    with (DATA / "reference" / "bcg.csv").open(encoding="utf-8") as file:
        tables = [[int(row[key]) for key in ("tpos", "tneg", "cpos", "cneg")] for row in csv.DictReader(file)]
    groups = SETS["bcg"]["groups"]
    return [
        study(i, counts(a, c), (a + b, c + d), in_setting(group))
        for i, ((a, b, c, d), group) in enumerate(zip(tables, groups, strict=True), 1)
    ]


SEPARATE = {"konstantopoulos2011": (konstantopoulos, "smd", "district "), "bcg": (bcg_printed, "rr", "")}
TOGETHER = {"konstantopoulos2011": (konstantopoulos, "smd", "district "), "bcg": (bcg, "rr", "")}


AGAINST = {"random": "placebo", "alternate": "usual-care", "systematic": "no-treatment"}
"""How bcg's trials allocated people, as if it were what they compared with."""


def against(one: str, group: str) -> str:
    named = one.replace('label = "the other"', f'label = "{AGAINST[group]} of its own"')
    return named.replace('comparator = "placebo"', f'comparator = "{AGAINST[group]}"')


def test_by_comparator_classes_stand_in_one_pool(pool_of: Pooled) -> None:
    reference = SETS["bcg"]
    trials = [against(one, group) for one, group in zip(bcg_printed(), reference["groups"], strict=True)]
    data = pool_of(*trials, options=("--measure", "rr", "--by", "comparator"))
    assert (data["headline"]["k"], data["question"]["comparator"]) == (13, None)
    labels = {"placebo": "placebo", "usual care": "usual-care", "no treatment": "no-treatment"}
    words = {label: name for name, key in AGAINST.items() for label, value in labels.items() if value == key}
    for group in data["subgroups"]["groups"]:
        of = reference[f"separate REML {group['result']['test']}"]
        at = reference["names"].index(words[group["name"]])
        for key, value in zip(FIT, of["groups"][at], strict=True):
            close(group["result"][key], value, f"{group['name']} {key}")
    said = " ".join(s["text"] for p in data["subgroups"]["sentences"] for s in p)
    assert "Each comparator asks a question of its own" in said
    assert "compared the treatment with several comparators on the event" in told(data)
    fields = {b["field"] for p in data["subgroups"]["sentences"] for s in p for b in s["basis"]}
    assert "arm[b].comparator" in fields


def test_by_comparator_a_group_is_used_once_and_the_other_comparison_named(pool_of: Pooled) -> None:
    third = '[[study.arm]]\nid = "c"\nlabel = "no pills"\nrole = "comparator"\ncomparator = "no-treatment"\n'
    third += "participants = 40\n"
    one = study(1, "").rstrip() + "\n" + third
    one += event('compares = ["a", "b"]\nevents = { a = 5, b = 9 }')
    one += event('compares = ["a", "c"]\nevents = { a = 5, c = 12 }').replace('id = "e"', 'id = "f"')
    trials = (one, study(2, counts(4, 9)), against(study(3, counts(6, 8)), "systematic"))
    data = pool_of(*trials, options=("--by", "comparator"))
    assert data["headline"]["k"] == 3
    assert "the treatment v no pills is left out, since no group may count twice" in told(data)
    split = pool_of(*trials, options=("--by", "comparator", "--multi-arm", "split"))
    assert [len(g["studies"]) for g in split["subgroups"]["groups"]] == [2, 2]


@pytest.mark.parametrize("name", SEPARATE)
def test_each_group_by_itself_as_metafor_has_it(pool_of: Pooled, name: str) -> None:
    made, measure, prefix = SEPARATE[name]
    data = pool_of(*made(), options=("--measure", measure, "--by", "setting"))
    reference, found = SETS[name], data["subgroups"]
    assert [g["name"].removeprefix(prefix) for g in found["groups"]] == sorted(reference["names"])
    assert_separate(found, reference, prefix)


def test_groups_by_judgements_of_bias_as_metafor_has_them(pool_of: Pooled) -> None:
    """dat.damico2009 by concealment and blinding."""
    data = pool_of(*damico(), options=("--measure", "or", "--by", "risk-of-bias"))
    found = data["subgroups"]
    assert [(g["name"], len(g["studies"])) for g in found["groups"]] == [("low", 2), ("unclear", 9), ("high", 5)]
    assert_separate(found, SETS["damico2009"])


def assert_separate(found: dict[str, Any], reference: dict[str, Any], prefix: str = "") -> None:
    """Each group and the test between them."""
    for group in found["groups"]:
        at, result = reference["names"].index(group["name"].removeprefix(prefix)), group["result"]
        of = reference[f"separate REML {result['test']}"]
        for key, value in zip(FIT, of["groups"][at], strict=True):
            close(result[key], value, f"{group['name']} {key}")
        close(result["tau2"], of["tau2"][at], f"{group['name']} τ²")
    theirs = reference["separate REML z"]
    close(found["between"]["statistic"], theirs["q_between"])
    close(found["between"]["p_value"], theirs["p"])
    assert found["between"]["df"] == len(reference["names"]) - 1
    assert (found["common_tau2"], found["tau2"], found["reason"]) == (False, None, None)


@pytest.mark.parametrize("name", TOGETHER)
def test_one_variance_for_all_groups_as_metafor_has_it(pool_of: Pooled, name: str) -> None:
    made, measure, prefix = TOGETHER[name]
    data = pool_of(*made(), options=("--measure", measure, "--by", "setting", "--common-tau2"))
    reference, found = SETS[name], data["subgroups"]
    tests = {group["result"]["test"] for group in found["groups"]}
    # Knapp–Hartung's standard errors are the smaller ones of the trials by allocation, but not its intervals
    assert tests == {"knha"}
    theirs = reference["common REML knha"]
    for key in ("tau2", "i2", "q", "q_p"):
        close(found[key], theirs[key], key)
    close(found["between"]["statistic"], theirs["q_between"])
    close(found["between"]["p_value"], theirs["p"])
    assert found["between"]["df_2"] == len(reference["yi"]) - len(reference["names"])
    for group in found["groups"]:
        at = reference["names"].index(group["name"].removeprefix(prefix))
        for key, value in zip(FIT, theirs["groups"][at], strict=True):
            close(group["result"][key], value, f"{group['name']} {key}")


def trial(number: int, events: tuple[int, int], setting: str = "", more: str = "") -> str:
    return study(number, counts(*events), more=f"{in_setting(setting)}\n{more}")


FOUR = [(4, 9), (7, 8), (12, 20), (3, 11)]


@pytest.mark.parametrize("more", [(), ("--common-tau2",)])
def test_the_order_of_studies_does_not_matter(pool_of: Pooled, more: tuple[str, ...]) -> None:
    trials = [trial(i, e, "home" if i % 2 else "ward") for i, e in enumerate([*FOUR, (8, 9), (10, 14)], 1)]
    one, two = (pool_of(*some, options=("--by", "setting", *more))["subgroups"] for some in (trials, trials[::-1]))
    assert [g["name"] for g in one["groups"]] == [g["name"] for g in two["groups"]] == ["home", "ward"]
    assert [g["result"]["estimate"] for g in one["groups"]] == pytest.approx(
        [g["result"]["estimate"] for g in two["groups"]], rel=1e-9
    )
    assert one["between"]["statistic"] == pytest.approx(two["between"]["statistic"], rel=1e-9)


def test_a_single_group_is_the_pool(pool_of: Pooled) -> None:
    data = pool_of(*(trial(i, e, "ward") for i, e in enumerate(FOUR, 1)), options=("--by", "setting"))
    (group,) = data["subgroups"]["groups"]
    assert {k: v for k, v in data["headline"].items() if k != "why"} == group["result"]
    reason = "all studies that record the setting have the same"
    assert data["subgroups"]["reason"] == data["subgroups"]["between"]["reason"] == reason
    assert [s["text"] for p in data["subgroups"]["sentences"] for s in p] == [
        f"The studies are not divided by setting: {reason}."
    ]


def test_each_group_is_the_pool_of_its_studies(pool_of: Pooled) -> None:
    home, ward = (
        [trial(i, e, "home") for i, e in enumerate(FOUR, 1)],
        [trial(5, (5, 8), "ward"), trial(6, (9, 9), "ward")],
    )
    groups = pool_of(*home, *ward, options=("--by", "setting"))["subgroups"]["groups"]
    for group, some in zip(groups, (home, ward), strict=True):
        headline = pool_of(*some)["headline"]
        assert group["result"] == {k: v for k, v in headline.items() if k != "why"}


def test_studies_that_do_not_record_it_stand_outside_the_test(pool_of: Pooled) -> None:
    known = [trial(1, (4, 9), "home"), trial(2, (7, 8), "home"), trial(3, (3, 11), "ward"), trial(4, (12, 20), "ward")]
    without = pool_of(*known, options=("--by", "setting"))["subgroups"]
    found = pool_of(*known, trial(5, (1, 19)), options=("--by", "setting"))["subgroups"]
    assert [(g["name"], g["recorded"]) for g in found["groups"]] == [
        ("home", True),
        ("ward", True),
        ("not recorded", False),
    ]
    assert found["between"] == without["between"]
    text = " ".join(s["text"] for p in found["sentences"] for s in p)
    assert "S005 A 2001 does not record the setting, and stands outside the test." in text
    assert "Where the setting is not recorded, there is one study, S005 A 2001" in text


def test_a_group_of_one_gives_its_own_effect(pool_of: Pooled) -> None:
    data = pool_of(
        trial(1, (4, 9), "home"), trial(2, (7, 8), "home"), trial(3, (0, 11), "ward"), options=("--by", "setting")
    )
    (single,) = [s for s in data["studies"] if s["citekey"] == "s003-2001"]
    ward = data["subgroups"]["groups"][1]
    assert (ward["result"]["estimate"], ward["result"]["se"] ** 2) == pytest.approx((single["yi"], single["vi"]))
    assert ward["studies"] == ["s003-2001"]


def test_groups_of_two_measures_are_not_compared(pool_of: Pooled) -> None:
    rare = [trial(i, (0, b), "ward") for i, b in enumerate((1, 2, 3), 1)]
    common = [trial(i, e, "home") for i, e in enumerate(FOUR, 4)]
    found = pool_of(*rare, *common, options=("--by", "setting"))["subgroups"]
    assert [g["result"]["measure"] for g in found["groups"]] == ["risk_ratio", "peto_odds_ratio"]
    assert found["between"]["reason"] == "the groups are not pooled in one measure"


def names(data: dict[str, Any]) -> list[str]:
    return [g["name"] for g in data["subgroups"]["groups"]]


@pytest.mark.parametrize(
    ("field", "given", "expected"),
    [
        ("setting", ['setting = "Ward"', 'setting = "ward"', 'setting = "home"'], ["home", "Ward"]),
        (
            "country",
            ['countries = ["France", "China"]', 'countries = ["China"]', ""],
            ["China", "China and France", "not recorded"],
        ),
        (
            "duration",
            ['duration = "13 weeks"', 'duration = "14 weeks"', 'duration = "two years"', 'duration = "long"'],
            ["up to 3 months", "over 3 and up to 12 months", "over 12 months", "not recorded"],
        ),
        (
            "treatment.sessions",
            ["treatment.sessions = 12", "treatment.sessions = 6", 'treatment.sessions = "6 to 8"'],
            ["6", "12", "6 to 8"],
        ),
        ("participants", ["", ""], ["80"]),
        ("design", ['features = ["pilot"]', ""], ["randomised trial"]),
        ("year", ["", ""], ["2000 to 2009"]),
        (
            "risk-of-bias",
            [*map(judged, ("high", "low", "unclear")), ""],
            ["low", "unclear", "high", "not recorded"],
        ),
    ],
)
def test_how_studies_are_grouped(pool_of: Pooled, field: str, given: list[str], expected: list[str]) -> None:
    trials = [trial(i, (4 + i, 9), more=text) for i, text in enumerate(given, 1)]
    assert names(pool_of(*trials, options=("--by", field))) == expected


def test_what_an_arm_was_given_goes_first(pool_of: Pooled) -> None:
    one = trial(1, (4, 9), more="treatment.sessions = 6").replace(
        'role = "experimental"', 'role = "experimental"\ntreatment = { sessions = 10 }'
    )
    assert names(
        pool_of(one, trial(2, (5, 8), more="treatment.sessions = 6"), options=("--by", "treatment.sessions"))
    ) == ["6", "10"]


def test_every_field_is_one_of_the_record() -> None:
    """That of a comparator is one of its group."""
    names = {f.alias or name for name, f in Study.model_fields.items()} | {
        f"treatment.{n}" for n in Treatment.model_fields
    }
    names |= {f"reference.{name}" for name in Reference.model_fields}
    assert {field.path for name, field in FIELDS.items() if name != "comparator"} <= names


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ("--by", "comparator", "--comparator", "placebo"),
            "--by comparator takes all comparators, so it does not go with --comparator",
        ),
        (
            ("--by", "comparator", "--multi-arm", "combine"),
            "--by comparator takes all comparators, so it does not go with --multi-arm combine, which would make one",
        ),
        (("--by", "setings"), "'setings' is not a field to divide a pool by; did you mean 'setting'?"),
        (("--common-tau2",), "--common-tau2 is of subgroups; --by FIELD makes them"),
        (("--moderator", "setting"), "'setting' is not a number that studies record; there are duration, year"),
        (("-o", "x.svg"), "-o writes the plot of a meta-regression, so it needs --moderator; 'forest -o' draws a pool"),
    ],
)
def test_what_cannot_be_asked(acuevid: Command, options: tuple[str, ...], message: str) -> None:
    result = acuevid("pool", "--catalogue", "p6-nausea", *options)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"acuevid: {message}")
    assert result.err.count("\n") == 1


def test_sentences_are_short_and_compare_nothing_by_one_p(pool_of: Pooled) -> None:
    long = "a hospital of many wards and outpatient clinics in the north of a country that has many of them"
    trials = [trial(i, e, long if i % 2 else "home") for i, e in enumerate(FOUR, 1)]
    data = pool_of(*trials, options=("--by", "setting"))
    sentences = [s for p in data["subgroups"]["sentences"] for s in p]
    assert all(len(s["text"].split()) <= 35 for s in sentences)
    assert all(s["basis"] for s in sentences)
    groups = [s["text"] for s in sentences if s["template"] == "pool.group"]
    assert len(groups) == 2
    assert not any(word in text for text in groups for word in (" p =", "interval lies", "interval holds"))
    assert "a hospital of many wards and outpatient clinics in the…" in groups[0]
    assert "no one was randomised to the setting" in told({"sentences": data["subgroups"]["sentences"]}).lower()


SCREENS = {
    "pool-by": ("pool", "--by", "year"),
    "forest-by": ("forest", "--by", "year"),
    "pool-by-common": ("pool", "--by", "year", "--common-tau2"),
}


@pytest.mark.parametrize("columns", [40, 80, 120])
@pytest.mark.parametrize("name", SCREENS)
def test_screen(acuevid: Command, golden: Golden, name: str, columns: int) -> None:
    result = acuevid("--catalogue", "p6-nausea", *SCREENS[name], columns=columns)
    assert (result.code, result.err) == (0, "")
    if columns > 40:
        golden(f"p6/{name}-{columns}.txt", result.out)
    if name == "forest-by":
        assert max(map(len, result.out.splitlines())) <= columns


def test_files(acuevid: Command, golden: Golden) -> None:
    golden("p6/forest-by-svg.txt", acuevid("forest", "--by", "year", "-o", "-", "--catalogue", "p6-nausea").out)
    golden("p6/pool-by-md.txt", acuevid("pool", "--by", "year", "-f", "md", "--catalogue", "p6-nausea").out)


def test_a_hostile_name_of_a_group_is_text_everywhere(acuevid: Command, tmp_path: Any) -> None:
    path = tmp_path / "c.toml"
    trials = [trial(i, e, "<script>|x|\\u001b[1m" if i % 2 else "home") for i, e in enumerate(FOUR, 1)]
    path.write_text(HEAD + "".join(trials), encoding="utf-8")
    screen = acuevid("forest", "--by", "setting", "--catalogue", path).out
    assert "\x1b" not in screen
    markdown = acuevid("pool", "--by", "setting", "-f", "md", "--catalogue", path).out
    assert r"\<script>\|x\|" in markdown
    assert "<script>" not in acuevid("forest", "--by", "setting", "-o", "-", "--catalogue", path).out


def test_a_group_without_a_result_stands_outside_the_test(pool_of: Pooled) -> None:
    """Nobody had the event in either arm of two trials: no ratio is theirs, so the others alone are compared."""
    known = [trial(i, e, "home" if i < 3 else "ward") for i, e in enumerate(FOUR, 1)]
    for more in ((), ("--common-tau2",)):
        silent = [trial(5, (0, 0), "lodge"), trial(6, (0, 0), "lodge")]
        found = pool_of(*known, *silent, options=("--by", "setting", *more))["subgroups"]
        assert [g["name"] for g in found["groups"]] == ["home", "lodge", "ward"]
        assert found["between"] == pool_of(*known, options=("--by", "setting", *more))["subgroups"]["between"]
        text = " ".join(s["text"] for p in found["sentences"] for s in p)
        assert "One of three groups gives no result, and stands outside the test." in text


def test_groups_of_one_each_have_no_common_variance(pool_of: Pooled) -> None:
    trials = [trial(i, e, f"place {i}") for i, e in enumerate(FOUR, 1)]
    one, two = (pool_of(*trials, options=("--by", "setting", *more))["subgroups"] for more in ((), ("--common-tau2",)))
    assert one["groups"] == two["groups"]
    assert one["between"]["reason"] is None
    assert two["between"]["reason"] == "no group has two studies, so there is no common variance between studies"
