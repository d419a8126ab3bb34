"""Ratings against GRADE's steps and against the studies: each fault is found once, and what is right is left."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from acuevid.catalogue.load import load_catalogue
from acuevid.checks.rated import rating_checks
from acuevid.checks.run import run_checks
from acuevid.models import Study
from acuevid.pools import fit, questions
from acuevid.pools.asked import Wanted
from acuevid.pools.sets import PoolSet
from tests.conftest import DATA, Command

RATED = (DATA / "rated.toml").read_text(encoding="utf-8")
SHEET = """
[sheet]
title = "A course"
topic = "asthma"
intervention = "the course"
[[condition]]
key = "asthma"
name = "asthma"
[[instrument]]
key = "aqlq"
name = "AQLQ"
low = 1
high = 7
better = "higher"
unit = "points"
LEAST
"""


def counted(a: int, n1: int, c: int, n2: int) -> str:
    figures = f"events = {{ course = {a}, usual = {c} }}\ntotal = {{ course = {n1}, usual = {n2} }}"
    return f'label = "attack"\nfamily = "symptoms"\nevent_is = "bad"\n{figures}'


def scored(difference: float, sd: float, n: int, other: int | None = None) -> str:
    figures = f"mean = {{ course = {3 + difference:.2f}, usual = 3.00 }}\nsd = {{ course = {sd}, usual = {sd} }}"
    total = f"total = {{ course = {n}, usual = {n if other is None else other} }}"
    return f'label = "attack"\nfamily = "symptoms"\ninstrument = "aqlq"\n{figures}\n{total}'


def study(
    n: int, outcome: str, *, design: str = "randomised-trial", more: str = "", comparator: str = "usual-care"
) -> str:
    return f"""
[[study]]
citekey = "trial{n}"
conditions = ["asthma"]
design = "{design}"
[study.reference]
authors = ["Trial {"ABCDEFGHIJKLM"[n]}"]
title = "Paper {("of", "and", "on", "by", "at", "to", "in")[n % 7]} {n}{n}{n}"
issued = 2001
[[study.arm]]
id = "course"
label = "the course"
role = "experimental"
[[study.arm]]
id = "usual"
label = "usual care"
role = "comparator"
comparator = "{comparator}"
[[study.outcome]]
id = "o"
{outcome}
{more}
"""


def sheet(studies: Sequence[str], rating: str, *, least: str = "", more: str = "") -> str:
    own = f'[[rating]]\ncondition = "asthma"\noutcome = "attack"\nrated_by = "AB"\n{rating}\n'
    return SHEET.replace("LEAST", least) + "".join(studies) + more + own


def trials(*outcomes: str) -> list[str]:
    return [study(n, outcome) for n, outcome in enumerate(outcomes)]


def appraised(outcome: str, *verdicts: str, design: str = "randomised-trial", tool: str = "rob-2") -> list[str]:
    """Studies with one and the same outcome and these judgements; none for an empty word."""
    return [
        study(
            n, outcome, design=design, more=f'[[study.appraisal]]\ntool = "{tool}"\noverall = "{word}"' if word else ""
        )
        for n, word in enumerate(verdicts)
    ]


def findings(text: str, path: Path) -> list[tuple[str, str]]:
    path.write_text(text, encoding="utf-8")
    found = [(f.result.code, f.result.line) for f in run_checks(load_catalogue(path)).found]
    return [(code, line) for code, line in found if code.startswith("APP")]


def codes(text: str, path: Path) -> list[str]:
    return [code for code, _ in findings(text, path)]


MIDDLING = counted(40, 400, 50, 400)
"""RR 0.80; ln RR has the variance 1/40 − 1/400 + 1/50 − 1/400 = 0.04, so that its limits are 0.54 and 1.18."""
WIDE = counted(10, 100, 10, 100)
"""RR 1, and the variance 2 × (1/10 − 1/100) = 0.18: 0.44 to 2.30."""
SHARP = counted(100, 400, 200, 400)
"""RR 0.5, and the variance 1/100 − 1/400 + 1/200 − 1/400 = 0.01: 0.41 to 0.61; 300 events."""
HIGH = 'certainty = "high"\nstart = "high"'


def down(reason: str, certainty: str = "moderate") -> str:
    return f'start = "high"\ndown = {{ {reason} = 1 }}\nbecause = {{ {reason} = "So." }}\ncertainty = "{certainty}"'


# code → a sheet with one fault in its rating, and the line that tells it
PLANTS = {
    "APP201": (
        sheet(trials(MIDDLING), down("indirectness", "low")),
        "high and 1 step down give moderate; rated low",
    ),
    "APP202": (
        sheet(trials(MIDDLING), 'start = "low"\ncertainty = "low"'),
        "randomised trials start at high; here low",
    ),
    "APP203": (
        sheet(trials(SHARP), down("imprecision")),
        "rated down for imprecision, and the risk ratio 0.50, 95% CI 0.41 to 0.61; appreciable is below 0.80 or above "
        "1.25 (GRADE's 0.75 and 1.25, taken alike on both sides)",
    ),
    "APP204": (
        sheet(trials(scored(0, 1, 50), scored(0.57, 1, 50)), HIGH),
        "I² from Q is 75.4%, from 75% on considerable (Cochrane Handbook 10.10.2), and inconsistency not named",
    ),
    "APP205": (
        sheet(trials(MIDDLING, MIDDLING), down("publication-bias")),
        "rated down for publication bias, from two studies; a funnel plot and its tests need ten",
    ),
    "APP206": (
        sheet(trials(MIDDLING), HIGH).replace('outcome = "attack"\nrated', 'outcome = "atack"\nrated'),
        "no study on asthma records atack; the nearest is attack",
    ),
    "APP207": (
        sheet(appraised(MIDDLING, "high", "low"), HIGH),
        "not rated down for risk of bias; 1 of 2 studies, with 50.0% of the weight, at high risk",
    ),
    "APP208": (
        sheet(
            trials(MIDDLING),
            HIGH,
            more=f'[[rating]]\ncondition = "asthma"\noutcome = "Attack"\nrated_by = "CD"\n{down("indirectness")}\n',
        ),
        "high by AB, and moderate by CD before it",
    ),
    "APP209": (
        sheet(trials(MIDDLING), down("indirectness").replace('because = { indirectness = "So." }\n', "")),
        "indirectness moves it, and because does not say why",
    ),
    "APP211": (
        sheet([*trials(MIDDLING), study(1, MIDDLING, comparator="sham")], HIGH),
        "fits two bodies of evidence here: attack against sham treatment, in randomised trials, by risk ratio; attack "
        "against usual care, in randomised trials, by risk ratio; say which with comparator",
    ),
    "APP210": (
        sheet(
            trials(MIDDLING),
            'start = "high"\ndown = { indirectness = 1 }\nup = { large-effect = 1 }\n'
            'certainty = "high"\nreason = "So."',
        ),
        "rated up for a large effect",
    ),
}


@pytest.mark.parametrize("code", PLANTS)
def test_one_fault_gives_one_finding(code: str, tmp_path: Path, acuevid: Command) -> None:
    text, line = PLANTS[code]
    path = tmp_path / "planted.toml"
    assert findings(text, path) == [(code, line)]
    told = acuevid("check", "--catalogue", path)
    assert told.code == 0
    assert f": {code} rating of " in told.out
    is_note = rating_checks()[code].severity == "note"
    assert acuevid("check", "--catalogue", path, "--strict").code == (0 if is_note else 1)
    assert ("1 note" in told.out) is is_note
    assert code not in acuevid("check", "--catalogue", path, "--ignore", "APP2").out
    assert code in acuevid("check", "--catalogue", path, "--select", code).out
    assert code not in acuevid("check", "trial0", "--catalogue", path).out


def test_every_check_of_ratings_has_a_planted_fault() -> None:
    assert set(PLANTS) == set(rating_checks())


@pytest.mark.parametrize("name", ["rated", "kinds", "effects", "good", "sound"])
def test_a_sheet_that_is_right_has_no_finding(name: str, tmp_path: Path) -> None:
    assert codes((DATA / f"{name}.toml").read_text(encoding="utf-8"), tmp_path / "a.toml") == []


@pytest.mark.parametrize(
    ("steps", "certainty", "is_found"),
    [
        ('start = "high"', "high", False),
        ('start = "high"', "moderate", True),
        ('start = "high"\ndown = { indirectness = 2, imprecision = 3 }', "very-low", False),
        ('start = "high"\ndown = { indirectness = 2 }', "very-low", True),
        ('start = "low"\nrandomised = false\nup = { large-effect = 2, dose-response = 1 }', "high", False),
        ("down = { indirectness = 1 }", "moderate", False),
        ("down = { indirectness = 1 }", "very-low", True),
        ("", "very-low", False),  # how it came about is not recorded
    ],
)
def test_the_steps_give_the_certainty(steps: str, certainty: str, is_found: bool, tmp_path: Path) -> None:
    kinds = [study(0, MIDDLING), study(1, MIDDLING, design="cohort")] if "false" in steps else trials(MIDDLING)
    text = sheet(kinds, f'{steps}\ncertainty = "{certainty}"\nreason = "So."')
    assert ("APP201" in codes(text, tmp_path / "a.toml")) is is_found


def test_where_the_start_is_not_known_either_will_do(tmp_path: Path) -> None:
    both = [study(0, MIDDLING), study(1, MIDDLING, design="cohort")]
    for certainty, is_found in (("moderate", False), ("very-low", False), ("low", True)):
        text = sheet(both, f'down = {{ indirectness = 1 }}\nreason = "So."\ncertainty = "{certainty}"')
        assert ("APP201" in codes(text, tmp_path / "a.toml")) is is_found


@pytest.mark.parametrize(
    ("start", "studies", "is_found"),
    [
        ("low", appraised(MIDDLING, "", "", design="cohort"), False),
        ("high", appraised(MIDDLING, "", "", design="cohort"), True),
        ("high", appraised(MIDDLING, "low", "low", design="cohort", tool="robins-i"), False),
        ("high", appraised(MIDDLING, "low", "", design="cohort", tool="robins-i"), True),
        ("moderate", trials(MIDDLING), True),
        ("high", trials(MIDDLING), False),
        ("high", [study(0, MIDDLING), study(1, MIDDLING, design="cohort")], False),
        ("high", [study(0, MIDDLING, design="not-recorded")], False),
    ],
)
def test_the_start_fits_the_design(start: str, studies: list[str], is_found: bool, tmp_path: Path) -> None:
    text = sheet(studies, f'start = "{start}"\ncertainty = "{start}"')
    assert ("APP202" in codes(text, tmp_path / "a.toml")) is is_found


LEAST = "minimal_important_difference = 0.5"


@pytest.mark.parametrize(
    ("outcome", "least", "is_found"),
    [
        (SHARP, "", True),
        (counted(99, 400, 200, 400), "", False),  # 299 events
        (counted(120, 400, 200, 400), "", True),  # 0.60; variance 0.008333: 0.50 to 0.72
        (counted(136, 400, 200, 400), "", False),  # 0.68; variance 0.007353: 0.575 to 0.804, which holds 0.80
        (counted(135, 400, 200, 400), "", True),  # 0.675; variance 0.007407: 0.570 to 0.799
        (counted(2700, 6000, 3000, 6000), "", True),  # 0.90; variance 0.000370: 0.87 to 0.93, all within 0.80 to 1
        (counted(120, 400, 200, 400) + "\nmargin = 1.6", "", False),  # 1/1.6 = 0.625 lies inside 0.50 to 0.72
        (scored(1, 1, 200), LEAST, True),  # 1.00; se √(2/200) = 0.1: 0.80 to 1.20
        (scored(1, 1, 199, 200), LEAST, False),  # 399 people
        (scored(0.6, 1, 200), LEAST, False),  # 0.40 to 0.80, which holds 0.5
        (scored(0.25, 1, 200), LEAST, True),  # 0.05 to 0.45, all within 0 to 0.5
        (scored(0.15, 1, 200), LEAST, False),  # −0.05 to 0.35 holds no effect
        (scored(0.6, 1, 200), "", True),
    ],
)
def test_a_precise_result_is_not_rated_down_for_imprecision(
    outcome: str, least: str, is_found: bool, tmp_path: Path
) -> None:
    text = sheet(trials(outcome), down("imprecision"), least=least)
    assert codes(text, tmp_path / "a.toml") == ["APP203"] * is_found


@pytest.mark.parametrize(
    ("outcome", "least", "is_found"),
    [
        (WIDE, "", True),
        (counted(111, 400, 111, 400), "", True),  # variance 2 × (1/111 − 1/400) = 0.013018: 0.7996 to 1.2506
        (counted(112, 400, 112, 400), "", False),  # variance 0.012857: 0.801 to 1.249
        (counted(10, 999, 10, 1000), "", True),
        (counted(10, 1000, 10, 1000), "", False),  # 2,000 people: the risks may be near each other all the same
        (scored(0, 2, 50), LEAST, True),  # se √(2 × 4/50) = 0.4: ±0.78
        (scored(0, 2, 200), LEAST, False),  # ±0.39
        (scored(0, 2, 50), "", False),  # what is appreciable is not known
    ],
)
def test_an_interval_that_holds_benefit_and_harm_is_rated_down(
    outcome: str, least: str, is_found: bool, tmp_path: Path
) -> None:
    text = sheet(trials(outcome), HIGH, least=least)
    assert codes(text, tmp_path / "a.toml") == ["APP203"] * is_found
    told = text.replace('start = "high"', 'start = "high"\nbecause = { imprecision = "Not for this." }')
    assert "APP203" not in codes(told, tmp_path / "b.toml")


@pytest.mark.parametrize("a", [60, 77, 111, 112, 150])
@pytest.mark.parametrize("c", [79, 111, 112])
def test_exchanged_sides_give_the_same_findings(a: int, c: int, tmp_path: Path) -> None:
    for rating in (HIGH, down("imprecision")):
        one, other = sheet(trials(counted(a, 400, c, 400)), rating), sheet(trials(counted(c, 400, a, 400)), rating)
        assert codes(one, tmp_path / "a.toml") == codes(other, tmp_path / "b.toml")


def test_the_important_outcome_says_what_is_appreciable(tmp_path: Path) -> None:
    least = '[[important_outcome]]\noutcome = "attack"\nimportance = "critical"\nminimal_important_difference = 0.3\n'
    studies = trials(scored(0, 2, 200))  # −0.39 to 0.39
    assert codes(sheet(studies, HIGH, least=LEAST, more=least), tmp_path / "a.toml") == ["APP203"]
    other = least + 'comparators = ["sham"]\n'
    assert codes(sheet(studies, HIGH, least=LEAST, more=other), tmp_path / "b.toml") == []


def test_figures_of_which_not_all_can_be_pooled_say_nothing_of_imprecision(tmp_path: Path) -> None:
    review = study(
        1, 'label = "attack"\nfamily = "symptoms"', design="systematic-review", more="[study.review]\ntrials = 9"
    )
    clusters = study(1, MIDDLING, design="cluster-randomised-trial")
    assert codes(sheet([study(0, WIDE)], HIGH), tmp_path / "a.toml") == ["APP203"]
    for other in (review, clusters):
        assert codes(sheet([study(0, WIDE), other], HIGH), tmp_path / "a.toml") == []


@pytest.mark.parametrize(
    ("outcomes", "is_found"),
    [
        # two trials of one variance v: Q = d²/2v and I² = 1 − 1/Q
        ([scored(0, 1, 50), scored(0.57, 1, 50)], True),  # v = 0.04, Q = 4.06: 75.4 %
        ([scored(0, 1, 100), scored(0.4, 1, 100)], True),  # v = 0.02, Q = 4: 75 %
        ([scored(0, 1, 50), scored(0.56, 1, 50)], False),  # Q = 3.92: 74.5 %
        ([scored(0, 1, 50)], False),
    ],
)
def test_considerable_heterogeneity_is_named(outcomes: list[str], is_found: bool, tmp_path: Path) -> None:
    text = sheet(trials(*outcomes), HIGH)
    assert codes(text, tmp_path / "a.toml") == ["APP204"] * is_found
    named = text.replace('start = "high"', 'start = "high"\nbecause = { inconsistency = "All on one side." }')
    assert "APP204" not in codes(named, tmp_path / "b.toml")
    rated = sheet(trials(*outcomes), down("inconsistency"))
    assert codes(rated, tmp_path / "c.toml") == ["APP204"] * (len(outcomes) == 1)


@pytest.mark.parametrize(("n", "is_found"), [(9, True), (10, False)])
def test_publication_bias_needs_ten_studies(n: int, is_found: bool, tmp_path: Path) -> None:
    text = sheet(trials(*[MIDDLING] * n), down("publication-bias"))
    assert codes(text, tmp_path / "a.toml") == ["APP205"] * is_found


@pytest.mark.parametrize(
    ("change", "field", "line"),
    [
        ('condition = "asthma"\noutcome', "condition", "no study is on sleep"),
        ('outcome = "attack"\nrated', "family", "no study on asthma records pain"),
        ("rated_by", "comparator", "no study on asthma records attack against sham treatment"),
        ("rated_by", "randomised", "no study on asthma records attack in studies that are not randomised"),
        ("rated_by", "window", "no study on asthma records attack in the window “up to 3 months”"),
    ],
)
def test_what_of_the_evidence_is_not_there(
    change: str, field: str, line: str, tmp_path: Path, acuevid: Command
) -> None:
    new = {
        "condition": 'condition = "sleep"\noutcome',
        "family": 'family = "pain"\nrated',
        "comparator": 'comparator = "sham"\nrated_by',
        "randomised": "randomised = false\nrated_by",
        "window": 'window = "short"\nrated_by',
    }
    start, rated, end = sheet(trials(MIDDLING), 'certainty = "high"').rpartition("[[rating]]")
    text = start + rated + end.replace(change, new[field])
    text = text.replace("[[instrument]]", '[[condition]]\nkey = "sleep"\nname = "sleep"\n[[instrument]]')
    path = tmp_path / "a.toml"
    assert findings(text, path) == [("APP206", line)]
    row = next(
        n
        for n, told in enumerate(text.splitlines(), 1)
        if told.startswith(f"{field} =") and n > text[: len(start)].count("\n")
    )
    assert f"a.toml:{row}:1: APP206" in acuevid("check", "--catalogue", path).out


def test_an_important_outcome_that_nobody_measured_is_no_fault(tmp_path: Path) -> None:
    death = '[[important_outcome]]\noutcome = "death"\nimportance = "critical"\n'
    assert codes(sheet(trials(MIDDLING), HIGH, more=death), tmp_path / "a.toml") == []


@pytest.mark.parametrize(
    ("verdicts", "is_found"),
    [
        (("high", "high", "low", "low"), True),
        (("high", "low", "low", "low"), False),
        (("high", "", ""), False),
        (("high", "high", ""), True),
        (("some-concerns", "some-concerns"), False),
    ],
)
def test_studies_at_high_risk_of_bias_are_rated_down_for(
    verdicts: Sequence[str], is_found: bool, tmp_path: Path
) -> None:
    text = sheet(appraised(MIDDLING, *verdicts), HIGH)
    assert codes(text, tmp_path / "a.toml") == ["APP207"] * is_found


def test_one_study_with_half_of_the_weight_is_most(tmp_path: Path) -> None:
    appraisal = '[[study.appraisal]]\ntool = "rob-2"\noverall = "high"'
    for n, is_found in ((400, True), (100, False)):
        # the same means in all, so that weights are as the numbers of people: 400 of 600, or 100 of 300
        large = study(0, scored(0.3, 1, n), more=appraisal)
        text = sheet([large, study(1, scored(0.3, 1, 100)), study(2, scored(0.3, 1, 100))], HIGH)
        assert codes(text, tmp_path / "a.toml") == ["APP207"] * is_found


@pytest.mark.parametrize(
    ("verdicts", "is_found"), [(("low", "low"), True), (("low", ""), False), (("low", "some-concerns"), False)]
)
def test_studies_at_low_risk_of_bias_are_not_rated_down_for(
    verdicts: Sequence[str], is_found: bool, tmp_path: Path
) -> None:
    text = sheet(appraised(MIDDLING, *verdicts), down("risk-of-bias"))
    assert codes(text, tmp_path / "a.toml") == ["APP207"] * is_found


def test_a_start_at_low_allows_for_the_risk_of_bias(tmp_path: Path) -> None:
    serious = appraised(MIDDLING, "serious", "serious", design="cohort", tool="robins-i")
    assert codes(sheet(serious, 'start = "low"\ncertainty = "low"'), tmp_path / "a.toml") == []
    assert codes(sheet(serious, HIGH), tmp_path / "b.toml") == ["APP207"]


BOTH = [study(0, MIDDLING), study(1, MIDDLING, design="cohort")]
LATE = MIDDLING + '\ntimepoints = ["2 years"]'
EARLY = MIDDLING + '\ntimepoints = ["4 weeks"]'
OTHER = MIDDLING.replace("attack", "wheeze")


@pytest.mark.parametrize(
    ("studies", "rating", "hint"),
    [
        (BOTH, 'certainty = "low"', "randomised"),
        (BOTH, 'certainty = "low"\nrandomised = true', ""),
        (BOTH, HIGH, ""),  # a start of high means the trials
        (BOTH, 'certainty = "low"\nstart = "low"', ""),
        (trials(EARLY, LATE), HIGH, "window"),
        (trials(EARLY, LATE), HIGH + '\nwindow = "short"', ""),
        (trials(EARLY, LATE), HIGH + '\nwindow = "any"', ""),
        (trials(EARLY, EARLY), HIGH, ""),
        ([*trials(EARLY, LATE), study(2, EARLY, comparator="sham")], HIGH, "comparator or window"),
    ],
)
def test_a_rating_is_about_one_body_of_evidence(studies: list[str], rating: str, hint: str, tmp_path: Path) -> None:
    found = [line for code, line in findings(sheet(studies, rating), tmp_path / "a.toml") if code == "APP211"]
    assert [line.rpartition("; say which with ")[2] for line in found] == [hint] * bool(hint)


def test_a_family_with_several_outcomes_is_several_bodies(tmp_path: Path) -> None:
    text = sheet(trials(MIDDLING, OTHER), HIGH).replace('outcome = "attack"\nrated', 'family = "symptoms"\nrated')
    (found,) = [line for code, line in findings(text, tmp_path / "a.toml") if code == "APP211"]
    assert found.endswith("; say which with outcome")
    alone = sheet(trials(MIDDLING), HIGH).replace('outcome = "attack"\nrated', 'family = "symptoms"\nrated')
    assert codes(alone, tmp_path / "b.toml") == []


def test_more_bodies_than_can_be_named_are_counted(tmp_path: Path) -> None:
    kinds = ("sham", "placebo", "usual-care", "no-treatment", "waiting-list", "active-drug")
    text = sheet([study(n, MIDDLING, comparator=kind) for n, kind in enumerate(kinds)], HIGH)
    (found,) = [line for code, line in findings(text, tmp_path / "a.toml") if code == "APP211"]
    assert found.startswith("fits six bodies of evidence here: ")
    assert "; two more; say which with comparator" in found


def test_a_start_that_does_not_fit_the_kind_of_study_that_is_named(tmp_path: Path) -> None:
    rated = HIGH + "\nrandomised = false"
    assert codes(sheet(BOTH, rated), tmp_path / "a.toml") == ["APP202"]
    assert codes(sheet(BOTH, HIGH), tmp_path / "b.toml") == []


@pytest.mark.parametrize(
    ("more", "is_found"), [("", True), ('comparator = "usual-care"', False), ('window = "any"', False)]
)
def test_two_ratings_of_one_thing(more: str, is_found: bool, tmp_path: Path) -> None:
    second = f'[[rating]]\ncondition = "asthma"\noutcome = "attack"\nrated_by = "CD"\ncertainty = "low"\n{more}\n'
    assert codes(sheet(trials(MIDDLING), HIGH, more=second), tmp_path / "a.toml") == ["APP208"] * is_found
    same = second.replace('"low"', '"high"')
    assert codes(sheet(trials(MIDDLING), HIGH, more=same), tmp_path / "b.toml") == []


def test_a_reason_for_no_step_is_a_note(tmp_path: Path) -> None:
    text = sheet(trials(MIDDLING), HIGH + '\nbecause = { inconsistency = "All agree." }')
    line = "because speaks of inconsistency, which moves it by no step"
    assert findings(text, tmp_path / "a.toml") == [("APP209", line)]
    told = PLANTS["APP209"][0].replace("certainty =", 'reason = "Other people."\ncertainty =')
    assert findings(told, tmp_path / "b.toml") == []


def test_a_rating_with_a_name_can_be_acknowledged(tmp_path: Path, acuevid: Command) -> None:
    answer = '[[acknowledged]]\ncode = "APP203"\nrecord = "attacks"\nreason = "People disagree on 25%."\n'
    path = tmp_path / "a.toml"
    named = PLANTS["APP203"][0].replace("[[rating]]", '[[rating]]\nid = "attacks"')
    path.write_text(named + answer, encoding="utf-8")
    told = acuevid("check", "--catalogue", path, "--strict")
    assert told.code == 0
    assert "acknowledged: People disagree on 25%." in told.out
    path.write_text(named.replace(down("imprecision"), HIGH) + answer, encoding="utf-8")
    assert (
        "CAT301 an acknowledgement of APP203 for attacks that answers no finding"
        in acuevid("check", "--catalogue", path).out
    )
    path.write_text(PLANTS["APP203"][0] + answer, encoding="utf-8")
    assert "CAT207" in acuevid("check", "--catalogue", path).out


def test_nothing_is_pooled_but_what_is_rated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    pool_sets = questions.pool_sets

    def counting(studies: Sequence[Study], wanted: Wanted) -> list[PoolSet]:
        asked.append(len(studies))
        return pool_sets(studies, wanted)

    monkeypatch.setattr(questions, "pool_sets", counting)
    codes(RATED, tmp_path / "a.toml")
    assert sorted(asked) == [2, 2, 3]  # attacks in three trials; quality of life in two, by chance or not
    asked.clear()
    codes(RATED.split("[[rating]]")[0], tmp_path / "b.toml")
    assert asked == []


def test_without_scipy_the_figures_are_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from acuevid.numbers.tails import ScipyMissing

    def missing(_: object) -> None:
        raise ScipyMissing

    monkeypatch.setattr(fit, "pool_set", missing)
    assert codes(PLANTS["APP204"][0], tmp_path / "a.toml") == []
    assert codes(PLANTS["APP203"][0], tmp_path / "b.toml") == ["APP203"]
