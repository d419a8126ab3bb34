"""Appraisals against their tools, their study and each other: each fault is found once, and what is right is left."""

from pathlib import Path

import pytest

from acuevid.appraisal_tools import TOOLS
from acuevid.catalogue.load import load_catalogue
from acuevid.checks.run import run_checks
from tests.checks.test_planted import SOUND, appraisal, appraised, planted
from tests.conftest import DATA, Command

RATED = (DATA / "rated.toml").read_text(encoding="utf-8")
JADAD = "randomisation = 2, blinding = 1, withdrawals = 1"
AMSTAR = {str(n): "yes" for n in range(1, 17)}
OWN = """
[[appraisal_tool]]
key = "own"
name = "our own list"
judgements = { good = "low", poor = "high" }
rule = "worst"
[[appraisal_tool.domain]]
key = "sampling"
name = "Sampling"
"""


def codes(text: str, path: Path) -> list[str]:
    return [found for found, _ in findings(text, path)]


def findings(text: str, path: Path) -> list[tuple[str, str]]:
    path.write_text(text, encoding="utf-8")
    return [(found.result.code, found.result.line) for found in run_checks(load_catalogue(path)).found]


def judged(tool: str, *words: str) -> str:
    """Domains of a tool in their order, each with a word; the last word stands for all further ones."""
    keys = [domain.key for domain in TOOLS[tool].domains]
    each = [*words, *[words[-1]] * (len(keys) - len(words))]
    return ", ".join(f"{key} = '{word}'" for key, word in zip(keys, each, strict=True))


def items(**changed: str) -> str:
    return ", ".join(f"'{n}' = '{changed.get(f'n{n}', word)}'" for n, word in AMSTAR.items())


# the rules are those of the tools' authors: Sterne 2019 (RoB 2), Sterne 2016 (ROBINS-I), Shea 2017, Jadad 1996
@pytest.mark.parametrize(
    ("tool", "domains", "overall", "is_found"),
    [
        ("rob-2", judged("rob-2", "low"), "low", False),
        ("rob-2", judged("rob-2", "low"), "some-concerns", True),
        ("rob-2", judged("rob-2", "some-concerns", "low"), "some-concerns", False),
        ("rob-2", judged("rob-2", "some-concerns", "low"), "high", True),
        ("rob-2", judged("rob-2", "some-concerns", "some-concerns", "low"), "high", False),
        ("rob-2", judged("rob-2", "some-concerns", "some-concerns", "low"), "low", True),
        ("rob-2", judged("rob-2", "high", "low"), "some-concerns", True),
        ("rob-2", judged("rob-2", "high", "low").replace(", D5 = 'low'", ""), "low", False),
        ("rob-1", judged("rob-1", "unclear", "low"), "unclear", False),
        ("rob-1", judged("rob-1", "unclear", "low"), "low", True),
        ("robins-i", judged("robins-i", "serious", "low"), "serious", False),
        ("robins-i", judged("robins-i", "serious", "low"), "critical", True),
        ("robins-i", judged("robins-i", "serious", "serious", "low"), "critical", False),
        ("robins-i", judged("robins-i", "serious", "low"), "moderate", True),
        ("amstar-2", items(), "high", False),
        ("amstar-2", items(n2="no"), "low", False),
        ("amstar-2", items(n2="no"), "moderate", True),
        ("amstar-2", items(n2="no", n4="no"), "critically-low", False),
        ("amstar-2", items(n2="no", n4="no"), "low", True),
        ("jadad", JADAD, "4", False),
        ("jadad", JADAD, "3", True),
        ("jbi-case-series", judged("jbi-case-series", "no"), "include", False),
        ("own", "sampling = 'poor'", "poor", False),
        ("own", "sampling = 'poor'", "good", True),
        ("own", "sampling = 'no-information'", "good", False),
    ],
)
def test_the_overall_judgement_is_one_that_the_rule_gives(
    tool: str, domains: str, overall: str, is_found: bool, tmp_path: Path
) -> None:
    text = planted(appraised(appraisal(domains, tool, f"overall = '{overall}'"))) + OWN
    assert codes(text, tmp_path / "a.toml").count("APP101") == is_found


def test_without_an_overall_judgement_or_with_it_alone_nothing_is_amiss(tmp_path: Path) -> None:
    without = appraisal(judged("rob-2", "high", "low"), more="")
    alone = "[[study.appraisal]]\ntool = 'rob-2'\noverall = 'high'\noutcomes = ['score']\n"
    assert findings(planted(appraised(without, alone)), tmp_path / "a.toml") == []


def test_the_place_of_an_appraisal_is_told_with_its_line(tmp_path: Path, acuevid: Command) -> None:
    wrong = appraisal(judged("rob-2", "high", "low"), more="overall = 'low'\nby = 'CD'\noutcomes = ['score']")
    text = planted(appraised(appraisal(), wrong))
    path = tmp_path / "a.toml"
    path.write_text(text, encoding="utf-8")
    line = text.splitlines().index("by = 'CD'")
    told = acuevid("check", "first", "--catalogue", path, "--select", "APP").out
    assert f"a.toml:{line}:1: APP101 first2001: an overall judgement" in told
    assert (
        '"field": "appraisal[2].overall, appraisal[2].domains"' in acuevid("check", "--catalogue", path, "--json").out
    )


def test_a_finding_on_an_appraisal_can_be_acknowledged(tmp_path: Path, acuevid: Command) -> None:
    text = planted(appraised(appraisal(judged("rob-2", "high", "low"))))
    answer = (
        '[[acknowledged]]\ncode = "APP101"\nrecord = "first2001"\nfield = "appraisal[1].overall"\nreason = "Agreed."\n'
    )
    path = tmp_path / "a.toml"
    path.write_text(f"{text}\n{answer}", encoding="utf-8")
    result = acuevid("check", "--catalogue", path, "--strict")
    assert result.code == 0
    assert "acknowledged: Agreed." in result.out
    assert "Agreed." in acuevid("show", "first", "--catalogue", path).out


@pytest.mark.parametrize(
    ("key", "where", "line"),
    [
        ("Selection-of-reported-result", "domains", "; the nearest is D5"),
        ("D6", "domains", "RoB 2 has no domain “D6”; it has D1, D2, D3, D4, D5"),
        ("sampling.frame", "domains", "RoB 2 has no domain “sampling.frame”"),
        ("D9", "support", "RoB 2 has no domain “D9”"),
    ],
)
def test_a_domain_that_the_tool_has_not(key: str, where: str, line: str, tmp_path: Path, acuevid: Command) -> None:
    domains = judged("rob-2", "low") + (f", '{key}' = 'low'" if where == "domains" else "")
    second = key if where == "support" else "D2"
    more = f"overall = 'low'\nsupport = {{ overall = 'All well.', D1 = 'Sealed.', '{second}' = 'x' }}"
    path = tmp_path / "a.toml"
    found = findings(planted(appraised(appraisal(domains, more=more))), path)
    assert [code for code, _ in found] == ["APP103"]
    assert line in found[0][1]
    told = acuevid("check", "--catalogue", path)
    assert told.code == 1
    row = next(n for n, text in enumerate(path.read_text().splitlines(), 1) if f"'{key}' = " in text)
    assert f"a.toml:{row}:" in told.out


def test_two_planted_disagreements_are_found(tmp_path: Path) -> None:
    split = RATED.split("[[study.appraisal]]")
    agreed = next(part for part in split if "consensus = true" in part)
    without = RATED.replace("[[study.appraisal]]" + agreed.split("[[study]]")[0], "")
    second = appraisal(judged("rob-2", "low", "low", "low", "low", "high"), more="overall = 'high'\nby = 'CD'")
    both = without.replace('support = { D1 = "Numbered, sealed envelopes." }\n', second)
    assert findings(both, tmp_path / "a.toml") == [
        ("APP104", "RoB 2; D5: AB says low, CD says high; overall: AB says low, CD says high"),
        ("APP104", "RoB 2; D2: AB says high, CD says some concerns"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "n"),
    [
        ("", "", 1),
        ("outcomes = ['score']", "outcomes = ['left']", 0),
        ("outcomes = ['score']", "", 0),
        ("outcomes = ['score']", "outcomes = ['score', 'left']", 1),
    ],
)
def test_disagreement_is_of_one_tool_and_the_same_outcome(first: str, second: str, n: int, tmp_path: Path) -> None:
    high = judged("rob-2", "high", "low")
    text = planted(
        appraised(appraisal(more=f"overall = 'low'\n{first}"), appraisal(high, more=f"overall = 'high'\n{second}"))
    )
    found = findings(text, tmp_path / "a.toml")
    assert [code for code, _ in found] == ["APP104"] * n
    assert all("D1: appraisal[1] says low, appraisal[2] says high" in line for _, line in found)
    other = text.replace("'rob-2'", "'rob-1'", 1).replace(judged("rob-2", "low"), judged("rob-1", "low"), 1)
    assert codes(other, tmp_path / "b.toml") == []


@pytest.mark.parametrize(
    ("design", "tool", "is_found"),
    [
        ("randomised-trial", "rob-2", False),
        ("randomised-trial", "jadad", False),
        ("n-of-1-trial", "rob-2-crossover", False),
        ("cohort", "rob-2", True),
        ("cohort", "rob-1", True),
        ("cohort", "jadad", True),
        ("cohort", "robins-i", False),
        ("quasi-randomised-trial", "robins-i", False),
        ("randomised-trial", "robins-i", True),
        ("cluster-randomised-trial", "rob-2", True),
        ("cluster-randomised-trial", "rob-2-cluster", False),
        ("cluster-randomised-trial", "rob-1", False),
        ("randomised-trial", "rob-2-cluster", True),
        ('randomised-trial"\nfeatures = ["crossover"]#', "rob-2", True),
        ('randomised-trial"\nfeatures = ["crossover"]#', "rob-2-crossover", False),
        ("randomised-trial", "rob-2-crossover", True),
        ("cohort", "amstar-2", True),
        ("cohort", "jbi-case-series", True),
        ("not-recorded", "rob-2", False),
        ("not-recorded", "robins-i", False),
        ("economic-evaluation", "rob-2", False),
        ("cohort", "own", False),
    ],
)
def test_a_tool_is_made_for_a_design(design: str, tool: str, is_found: bool, tmp_path: Path) -> None:
    alone = f"[[study.appraisal]]\ntool = '{tool}'\nby = 'AB'\n"
    text = planted(appraised(alone)).replace('design = "randomised-trial"', f'design = "{design}"', 1) + OWN
    assert codes(text, tmp_path / "a.toml").count("APP105") == is_found


@pytest.mark.parametrize(
    ("design", "tool", "is_found"),
    [
        ("case-series", "jbi-case-series", False),
        ("before-after", "jbi-case-series", False),
        ("case-report", "jbi-case-series", True),
        ("case-series", "amstar-2", True),
    ],
)
def test_a_tool_for_studies_of_one_group(design: str, tool: str, is_found: bool, tmp_path: Path) -> None:
    alone = f"[[study.appraisal]]\ntool = '{tool}'\n[study.reference]\nauthors = [\"Fourth D\"]"
    text = SOUND.replace('[study.reference]\nauthors = ["Fourth D"]', alone).replace('"case-series"', f'"{design}"')
    assert codes(text, tmp_path / "a.toml").count("APP105") == is_found


@pytest.mark.parametrize(("tool", "is_found"), [("amstar-2", False), ("rob-2", True), ("robins-i", True)])
def test_a_review_is_appraised_as_one(tool: str, is_found: bool, tmp_path: Path) -> None:
    alone = f"[[study.appraisal]]\ntool = '{tool}'\n[study.reference]\nauthors = [\"Third C\"]"
    text = SOUND.replace('[study.reference]\nauthors = ["Third C"]', alone)
    assert codes(text, tmp_path / "a.toml").count("APP105") == is_found


def test_an_appraisal_does_not_put_figures_in_doubt(tmp_path: Path, acuevid: Command) -> None:
    """Of the shipped claim on Pan 2008, with a percentage that fits: 39 of 42 is 92.9%."""
    shipped = (DATA.parents[1] / "data" / "studies.toml").read_text(encoding="utf-8")
    volume = 'volume = "28"\npage = "175-7"\n'
    assert volume in shipped
    wrong = appraisal(judged("rob-2", "high", "low"))
    path = tmp_path / "a.toml"
    path.write_text(shipped.replace("= 92.8,", "= 92.9,").replace(volume, f"{volume}\n{wrong}\n"), encoding="utf-8")
    assert "APP101 pan2008" in acuevid("check", "pan2008", "--catalogue", path).out
    sheet = acuevid("export", "--format", "md", "--catalogue", path).out
    assert "Pan 2008 reports so, on response to treatment only" in sheet
    assert "figures fit each other" not in sheet
