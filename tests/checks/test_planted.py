"""For each check a catalogue with exactly one planted fault gives exactly that one finding."""

from pathlib import Path

import pytest

from acuevid.catalogue.load import load_catalogue
from acuevid.checks.results import CHECKS, Status
from acuevid.checks.run import run_checks
from acuevid.views.codes import all_codes
from tests.conftest import DATA, Command

SOUND = (DATA / "sound.toml").read_text(encoding="utf-8")
TWIN = """
[[study]]
citekey = "fifth2001"
conditions = ["back-pain"]
design = "case-series"
[study.reference]
authors = ["Fifth E"]
title = "Quite another title"
issued = 2001
doi = "10.1000/first"
"""
_DOI = 'doi = "10.1000/first"'
_LOW = "D1 = 'low', D2 = 'low', D3 = 'low', D4 = 'low', D5 = 'low'"


def appraisal(domains: str = _LOW, tool: str = "rob-2", more: str = "overall = 'low'") -> str:
    return f"[[study.appraisal]]\ntool = '{tool}'\ndomains = {{ {domains} }}\n{more}\n"


def appraised(*texts: str) -> list[tuple[str, str]]:
    """The first study with these appraisals."""
    return [(_DOI, "\n".join([_DOI, *texts]))]


# code → what is replaced by what; the arithmetic that the finding must show
PLANTS = {
    "CNT101": (
        [
            ("events = { acupuncture = 14 }", "events = { acupuncture = 14 }\ntotal = { acupuncture = 13 }"),
            ("percent = { acupuncture = 82 }", ""),
        ],
        "14 of 13",
    ),
    "CNT102": ([("participants = 114", "participants = 115")], "58 + 56 = 114, not 115"),
    "CNT103": (
        [("percent = { acupuncture = 50.0, drug = 75.0 }", "percent = { acupuncture = 50.0, drug = 50.0 }")],
        "25.0% + 50.0% = 75.0%, not 100% within rounding",
    ),
    "CNT104": ([("analysed = 17", "analysed = 18")], "18 analysed of 17"),
    "CNT105": ([("no_clear_difference = 8", "no_clear_difference = 9")], "4 + 9 = 13, not 12"),
    "CNT106": (
        [
            (
                "percent = { acupuncture = 66.7, drug = 40.0 }",
                "percent = { acupuncture = 66.7, drug = 40.0, third = 50.0 }",
            ),
            ('p = "< 0.05"\n', ""),
            (
                'comparator = "active-drug"\n[[study.outcome]]\nid = "response"',
                'comparator = "active-drug"\n[[study.arm]]\nid = "third"\nlabel = "no treatment"\n'
                'role = "comparator"\ncomparator = "no-treatment"\n[[study.outcome]]\nid = "response"\n'
                'compares = ["acupuncture", "drug"]',
            ),
        ],
        "no treatment has a figure, and response compares acupuncture with the drug only",
    ),
    "CNT201": (
        [("percent = { acupuncture = 27.6, drug = 44.6 }", "percent = { acupuncture = 28.6, drug = 44.6 }")],
        "16 of 58 is 27.586%, printed as 28.6%",
    ),
    "CNT202": (
        [
            ("percent = { acupuncture = 50.0, drug = 25.0 }", "percent = { acupuncture = 50.4, drug = 25.0 }"),
            ("percent = { acupuncture = 50.0, drug = 75.0 }", "percent = { acupuncture = 50.0, drug = 75.0 }"),
            ('category_of = "course"\n', ""),
        ],
        "29 of 58 is 50.000% and 30 of 58 is 51.724%; no count of 58 gives 50.4%",
    ),
    "CNT203": (
        [("percent = { acupuncture = 27.6, drug = 44.6 }", "percent = { acupuncture = 27.5, drug = 44.6 }")],
        "16 of 58 is 27.586%, which rounds to another figure than 27.5%",
    ),
    "CNT204": (
        [("participants = 17\nanalysed = 17", "participants = 18")],
        "14 of 18 is 77.78% and 14 of 17 is 82.35%; printed as 82%",
    ),
    "CNT205": (
        [
            ("percent = { acupuncture = 66.7, drug = 40.0 }", "percent = { acupuncture = 66.1, drug = 41.3 }"),
            ('p = "< 0.05"\n', ""),
        ],
        "no division of 64 gives 66.1% and 41.3% by rounding",
    ),
    "CNT206": (
        [("mean = { acupuncture = 3.21, drug = 3.91 }", "mean = { acupuncture = 3.20, drug = 3.91 }")],
        "185 / 58 = 3.1897 and 186 / 58 = 3.2069; printed as 3.20",
    ),
    "CNT301": (
        [
            ("[[condition]]\n", '[[instrument]]\nkey = "nrs"\nname = "NRS"\nlow = 0\nhigh = 3.5\n[[condition]]\n'),
            ("items = 1\n", 'items = 1\ninstrument = "nrs"\n'),
        ],
        "a mean of 3.91; NRS runs from 0 to 3.5",
    ),
    "CNT401": (
        [
            (
                "mean = { acupuncture = 3.21, drug = 3.91 }",
                "mean = { acupuncture = 3.21, drug = 3.91 }\nci = { drug = [3.92, 4.9] }",
            )
        ],
        "mean 3.91, interval 3.92 to 4.9",
    ),
    "CNT402": (
        [
            (
                "sd = { acupuncture = 1.80, drug = 1.90 }",
                "sd = { acupuncture = 1.80, drug = 1.90 }\nse = { drug = 0.26 }",
            )
        ],
        "SD 1.90 of 56 people gives a standard error of 0.25; SE 0.26 one of 0.26 to 0.27",
    ),
    "CNT403": (
        [
            (
                "sd = { acupuncture = 1.80, drug = 1.90 }",
                "sd = { acupuncture = 1.80, drug = 1.90 }\nchange = { drug = -1.1 }\nbaseline = { drug = 5.11 }",
            )
        ],
        "3.91 less 5.11 is −1.20; printed as −1.1",
    ),
    "CNT404": (
        [
            ("sd = { acupuncture = 1.80, drug = 1.90 }", "sd = { acupuncture = 1.80, drug = 0.00 }"),
            ('p = "= 0.046"\n', ""),
        ],
        "mean 3.91, SD 0.00, 56 people",
    ),
    "STA109": (
        [("ci_low = 0.37\nci_high = 1.03\n", "ci_low = 0.37\nci_high = 1.03\nse = 0.12\n")],
        "the interval gives a standard error of 0.26 to 0.27; printed as 0.12",
    ),
    "STA108": (
        [('p = "= 0.046"', 'p = "= 0.046"\nstatistic = "t(112) = 2.20"')],
        "t(112) = 2.20 gives p from 0.029 to 0.030; printed as p = 0.046",
    ),
    "STA101": (
        [('p = "= 0.058"', 'p = "= 0.047"'), ("ci_low = 0.37\nci_high = 1.03\n", "")],
        "printed p = 0.047 is not reproduced by any of the four, which give 0.058 to 0.089",
    ),
    "STA102": (
        [
            ("events = { acupuncture = 16, drug = 25 }\npercent = { acupuncture = 27.6, drug = 44.6 }\n", ""),
            ('p = "= 0.058"', 'p = "= 0.58"'),
        ],
        "printed p = 0.58",
    ),
    "STA103": (
        [("ci_low = 0.37", "ci_low = 0.52"), ('p = "= 0.058"\n', "")],
        "the middle of the limits lies between 0.73 and 0.74; printed 0.62",
    ),
    "STA104": ([("ci_low = 0.37", "ci_low = 0.64")], "0.62 (0.64 to 1.03)"),
    "STA105": ([('p = "= 0.046"', 'p = "= 0.01"')], "gives p from 0.042 to 0.050; printed p = 0.01"),
    "STA106": (
        [("estimate = 0.62\nci_low = 0.37\nci_high = 1.03", "estimate = 0.72")],
        "risk ratio 0.62, 95% CI 0.37 to 1.03; printed risk ratio 0.72",
    ),
    "STA107": (
        [
            (
                "percent = { acupuncture = 50.0, drug = 25.0 }",
                'percent = { acupuncture = 50.0, drug = 25.0 }\np = "= 0.0"',
            )
        ],
        "p = 0.0 is read as p < 0.05",
    ),
    "STA201": (
        [
            ('items = 1\ndirection = "favours-experimental"', 'items = 1\ndirection = "favours-comparator"'),
            ('verdict = "favours-experimental"\n', ""),
        ],
        "3.21 v 3.91, and less is better: favours experimental",
    ),
    "STA202": (
        [('verdict = "favours-experimental"', 'verdict = "favours-comparator"')],
        "4 favours experimental; by the 70 % rule favours experimental; the authors: favours comparator",
    ),
    "STA203": (
        [("review = { trials = 12 }", 'review = { trials = 12 }\nconclusion = "Their margin was 5 points."')],
        "“margin was 5” is said, and no outcome has a margin",
    ),
    "REF201": ([("issued = 2007", "issued = 2008")], "2007 in the citekey, 2008 in the reference"),
    "REF202": ([('title = "A series"', 'title = "A review"')], "third2006 has the same title"),
    "REF203": ([('authors = ["Third C"]', 'authors = ["Carl Third"]')], "Write it first: Third, Carl"),
    "REF204": ([('title = "A series"', 'title = "A series"\npage = "154-48"')], "154-48 ends before it begins"),
    "REF206": (
        [("review = { trials = 12 }", 'review = { trials = 12 }\nconclusion = "First 2001 was the largest."')],
        "First 2001 (first2001) is named and not tied",
    ),
    "REF207": (
        [("participants = 114", 'participants = 114\nregistration = ["NCT01234567", "NCT0123456"]')],
        "“NCT0123456” has the form of no registry",
    ),
    "REF208": (
        [('title = "A series"', 'title = "A series"\nissn = "0098-7485"')],
        "0098-7485 has a digit that is wrong",
    ),
    "REF209": (
        [("review = { trials = 12 }", f"review = {{ trials = 12, lists = {[f'Trial {n}' for n in range(13)]} }}")],
        "13 listed, 12 included",
    ),
    "CNT107": (
        [
            (
                "events = { acupuncture = 16, drug = 25 }\npercent = { acupuncture = 27.6, drug = 44.6 }\n",
                'unit = "years"\nevents = { acupuncture = 16, drug = 25 }\n'
                "person_time = { acupuncture = 52, drug = 50 }\nrate = { acupuncture = 31, drug = 40 }\n"
                "rate_per = 100\n",
            ),
            ('p = "= 0.058"\n', ""),
        ],
        "25 in 50 is 49.50 to 50.51 per 100; printed as 40",
    ),
    "CNT108": (
        [
            (
                "events = { acupuncture = 16, drug = 25 }\n",
                "events = { acupuncture = 16, drug = 25 }\nall_events = 42\n",
            )
        ],
        "16 + 25 = 41; 42 in all groups together",
    ),
    "CNT109": (
        [("participants = 114", 'participants = 114\nwomen = "54.1%"')],
        "no whole number of women is 54.1% of 114",
    ),
    "CNT110": (
        [
            (
                "estimate = 0.62\nci_low = 0.37\nci_high = 1.03\n",
                'estimate = 0.63\nci_low = 0.37\nci_high = 1.03\nanalysis = "intention-to-treat"\n',
            ),
            ("percent = { acupuncture = 27.6, drug = 44.6 }", "total = { acupuncture = 57 }"),
            ('p = "= 0.058"\n', ""),
        ],
        "57 of 58 analysed with acupuncture, and called intention to treat",
    ),
    "REF211": (
        [
            ("review = { trials = 12 }", f"review = {{ trials = 12, lists = {[f'Trial {n}' for n in range(12)]} }}"),
            ('citekey = "first2001"', 'citekey = "first2001"\nincluded_in = ["third2006"]'),
        ],
        "First 2001 is not among the 12 that Third 2006 lists",
    ),
    "REF210": (
        [
            ('title = "A series"', 'title = "A series"\nnotice = [{ kind = "retraction", date = 2015 }]'),
            (
                '[[condition]]\nkey = "back-pain"',
                '[[claim]]\nid = "alone"\nplace = "about"\ntext = "More studies are needed."\n'
                'asserts = "insufficient-evidence"\nstudies = ["fourth2007"]\n[[condition]]\nkey = "back-pain"',
            ),
        ],
        "claim alone cites it alone",
    ),
    "APP101": (
        appraised(appraisal(_LOW.replace("D2 = 'low'", "D2 = 'high'"))),
        "high: D2; low: D1, D3, D4, D5; RoB 2 gives high, recorded as low",
    ),
    "APP102": (
        appraised(appraisal(_LOW.replace(", D5 = 'low'", ""))),
        "RoB 2 also has D5 (Selection of the reported result)",
    ),
    "APP103": (appraised(appraisal(f"{_LOW}, D6 = 'low'")), "RoB 2 has no domain “D6”"),
    "APP104": (
        appraised(
            appraisal(more="overall = 'low'\nby = 'AB'"),
            appraisal(_LOW.replace("D5 = 'low'", "D5 = 'high'"), more="overall = 'high'\nby = 'CD'"),
        ),
        "RoB 2; D5: AB says low, CD says high; overall: AB says low, CD says high",
    ),
    "APP105": (
        appraised(appraisal(f"{_LOW}, D6 = 'low', D7 = 'low'", "robins-i")),
        "ROBINS-I is for studies that are not randomised; the design is recorded as “randomised trial”",
    ),
    "APP106": (
        [
            *appraised(appraisal(more="overall = 'low'\noutcomes = ['inside']")),
            (
                '[[study.outcome]]\nid = "left"',
                '[[study.outcome]]\nid = "inside"\nlabel = "sleep"\nfamily = "sleep"\nwithin = ["drug"]\n'
                'direction = "improved"\n[[study.outcome]]\nid = "left"',
            ),
        ],
        "RoB 2 judges effects between groups; inside is a change inside groups",
    ),
    "APP107": (
        [
            (
                "[[condition]]\n",
                '[[instrument]]\nkey = "nrs"\nname = "NRS"\nlow = 0\nhigh = 10\nminimal_important_difference = 11\n'
                "[[condition]]\n",
            ),
            ("items = 1\n", 'items = 1\ninstrument = "nrs"\n'),
        ],
        "the smallest difference that people feel in NRS is 11; NRS runs from 0 to 10",
    ),
    "REF205": ([("issued = 2007", "issued = 2098"), ("fourth2007", "fourth2098")], "2098 is still to come"),
}


def planted(changes: list[tuple[str, str]]) -> str:
    text = SOUND
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def test_the_sound_catalogue_has_no_finding() -> None:
    report = run_checks(load_catalogue(DATA / "sound.toml"), numbers=True)
    assert report.found == ()
    kinds = {number.kind for number in report.numbers if number.status is Status.CONSISTENT}
    assert len(kinds) == 6


@pytest.mark.parametrize("code", PLANTS)
def test_one_fault_gives_one_finding(code: str, tmp_path: Path, acuevid: Command) -> None:
    changes, line = PLANTS[code]
    path = tmp_path / "planted.toml"
    path.write_text(planted(changes), encoding="utf-8")
    report = run_checks(load_catalogue(path))
    assert [found.result.code for found in report.found] == [code]
    assert line in report.found[0].result.line
    result = acuevid("check", "--catalogue", path)
    assert result.code == (1 if CHECKS[code].severity == "error" else 0)
    assert f": {code} " in result.out
    assert acuevid("check", "--catalogue", path, "--strict").code == 1
    assert acuevid("check", "--catalogue", path, "--strict", "--ignore", code[:4]).code == 0


def test_every_check_has_a_planted_fault() -> None:
    assert set(PLANTS) == set(CHECKS)


def test_every_check_says_what_why_and_gives_an_example() -> None:
    for code in all_codes():
        assert code.title
        assert "Example: " in code.text


def test_a_near_duplicate_by_doi(tmp_path: Path) -> None:
    path = tmp_path / "twin.toml"
    path.write_text(SOUND + TWIN, encoding="utf-8")
    report = run_checks(load_catalogue(path))
    assert [(f.result.code, f.result.line) for f in report.found] == [("REF202", "first2001 has the same DOI")]


def test_acknowledged_findings_are_shown_with_their_reason(tmp_path: Path, acuevid: Command) -> None:
    path = tmp_path / "acknowledged.toml"
    answer = '\n[[acknowledged]]\ncode = "REF201"\nrecord = "fourth2007"\nreason = "It was printed a year late."\n'
    path.write_text(planted(PLANTS["REF201"][0]) + answer, encoding="utf-8")
    result = acuevid("check", "--catalogue", path, "--strict")
    assert result.code == 0
    assert "acknowledged: It was printed a year late." in result.out
    assert "It was printed a year late." in acuevid("show", "fourth", "--catalogue", path).out
    path.write_text(SOUND + answer, encoding="utf-8")
    assert (
        "CAT301 an acknowledgement of REF201 for fourth2007 that answers no finding"
        in acuevid("check", "--catalogue", path).out
    )


def test_an_explosive_division_is_not_testable(tmp_path: Path, acuevid: Command) -> None:
    path = tmp_path / "many.toml"
    text = SOUND.replace("participants = 64", "participants = 99999").replace("reanalysis_of", "companion_of")
    path.write_text(text, encoding="utf-8")
    result = acuevid("check", "second", "--catalogue", path)
    assert result.code == 0
    assert "too many divisions of the total would have to be tried" in result.out


def test_the_codes_can_be_chosen_and_explained(acuevid: Command) -> None:
    assert "STA101" in acuevid("check", "--select", "STA").out
    assert "STA101" not in acuevid("check", "--select", "CNT").out
    assert ": STA101 " not in acuevid("check", "--ignore", "STA1").out
    assert acuevid("check", "--explain", "cnt203").out.startswith("CNT203 (warning): a percentage was cut off")
    assert acuevid("check", "--explain", "XYZ999").code == 1
    assert acuevid("check", "--select", "XYZ").code == 2


@pytest.mark.parametrize("key", ["fourth1600-2007", "fourth16001-2007", "2007fourth"])
def test_a_number_in_a_citekey_that_is_no_year_is_not_taken_for_one(key: str, tmp_path: Path) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_text(SOUND.replace("fourth2007", key), encoding="utf-8")
    assert run_checks(load_catalogue(path)).found == ()


@pytest.mark.parametrize(
    ("words", "named"),
    [("First 2001 was large", True), ("Aafirst 2001 was", False), ("First 2001b was", False), ("First", False)],
)
def test_a_review_names_a_trial_by_its_label(words: str, named: bool, tmp_path: Path) -> None:
    path = tmp_path / "named.toml"
    plant = [("review = { trials = 12 }", f'review = {{ trials = 12 }}\nconclusion = "{words}."')]
    path.write_text(planted(plant), encoding="utf-8")
    assert [f.result.code for f in run_checks(load_catalogue(path)).found] == ["REF206"] * named
    tied = planted([*plant, ('citekey = "first2001"', 'citekey = "first2001"\nincluded_in = ["third2006"]')])
    path.write_text(tied, encoding="utf-8")
    assert [f.result.code for f in run_checks(load_catalogue(path)).found] == []
