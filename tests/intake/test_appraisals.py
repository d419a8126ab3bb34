"""Judgements of other programs become appraisals, under the studies that are there; nothing is written over."""

from pathlib import Path

import pytest

from acuevid.catalogue.load import load_catalogue
from acuevid.models import Catalogue
from tests.conftest import DATA, Command

FILES = DATA / "import"
RATED = DATA / "rated.toml"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A catalogue of one's own, with appraisals."""
    path = tmp_path / "rated.toml"
    path.write_bytes(RATED.read_bytes())
    return path


def table(tmp_path: Path, text: str, name: str = "judged.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def new(acuevid: Command, tmp_path: Path, text: str, *options: str) -> tuple[Catalogue, str]:
    """The catalogue that a table gives, and what was said of it."""
    path = tmp_path / "new.toml"
    result = acuevid("import", table(tmp_path, text), "-o", path, "--force", *options)
    assert result.code == 0, result.err
    return load_catalogue(path), result.err


ROB2 = "Study,D1,D2,D3,D4,D5,Overall\n"


@pytest.mark.parametrize(
    ("name", "tool"),
    [("rob1", "rob-1"), ("rob2", "rob-2"), ("rob2_cluster", "rob-2-cluster"), ("robins_i", "robins-i")],
)
def test_every_judgement_of_robvis_is_one_of_its_tool(acuevid: Command, tmp_path: Path, name: str, tool: str) -> None:
    path = FILES / f"robvis_data_{name}.csv"
    catalogue, _ = new(acuevid, tmp_path, path.read_text("utf-8"))
    _, *rows = [line.split(",") for line in path.read_text("utf-8").splitlines()]
    assert len(catalogue.studies) == len(rows)
    for study, row in zip(catalogue.studies, rows, strict=True):
        (appraisal,) = study.appraisals
        found = [appraisal.of(domain.key) for domain in appraisal.tool.domains] + [appraisal.verdict]
        assert [judgement.label.capitalize() if judgement else "" for judgement in found] == row[1:]
        assert (appraisal.tool.key, study.reference.title, study.source.notes) == (tool, row[0], ())


@pytest.mark.parametrize(
    ("header", "tool"),
    [
        ("D1,DS,D2,D3,D4,D5,Overall", "rob-2-crossover"),
        ("Random sequence generation,allocation_concealment,Selective.reporting", "rob-1"),
        ("Clear criteria for inclusion,Consecutive inclusion", "jbi-case-series"),
    ],
)
def test_columns_tell_the_tool(acuevid: Command, tmp_path: Path, header: str, tool: str) -> None:
    word = "Yes" if tool.startswith("jbi") else "Low"
    catalogue, _ = new(acuevid, tmp_path, f"Study,{header}\nElm 2020{f',{word}' * len(header.split(','))}\n")
    assert [a.tool.key for a in catalogue.studies[0].appraisals] == [tool]


def test_points_of_jadad_come_in(acuevid: Command, tmp_path: Path) -> None:
    catalogue, _ = new(
        acuevid, tmp_path, "Study,Randomisation,Blinding,Withdrawals and dropouts,Overall\nElm 2020,2,0,1,3\n"
    )
    (appraisal,) = catalogue.studies[0].appraisals
    assert appraisal.domains == {"randomisation": "2", "blinding": "0", "withdrawals": "1"}
    assert appraisal.overall == "3"


def test_a_person_says_the_tool_and_who_judged(acuevid: Command, tmp_path: Path) -> None:
    text = "Study,D1,D2,Overall,Mood\nElm 2020,Low,x,Some concerns,good\n"
    catalogue, said = new(acuevid, tmp_path, text, "--tool", "ROB2", "--by", "Anna B")
    (appraisal,) = catalogue.studies[0].appraisals
    assert (appraisal.tool.key, appraisal.by) == ("rob-2", "Anna B")
    assert (appraisal.domains, appraisal.overall) == ({"D1": "low", "D2": "high"}, "some-concerns")
    assert "left: judged.csv, line 2: Elm 2020, Mood: good (RoB 2 has no such domain)\n" in said
    refused = acuevid("import", table(tmp_path, text), "-o", tmp_path / "n.toml", "--tool", "rob-9")
    assert (refused.code, "no tool of appraisal 'rob-9'; there are: rob-2, " in refused.err) == (2, True)


def test_a_word_that_is_no_judgement_is_listed_with_its_line_and_so_are_weights(
    acuevid: Command, tmp_path: Path
) -> None:
    text = (
        "Study,D1,D2,D3,D4,D5,Overall,Weight\nElm 2020,Low,Lowish,Low,Low,Low,Low,33.3\nOak 2021,Low,,Low,Low,,Low,\n"
    )
    catalogue, said = new(acuevid, tmp_path, text)
    assert [list(s.appraisals[0].domains) for s in catalogue.studies] == [["D1", "D3", "D4", "D5"], ["D1", "D3", "D4"]]
    left = [line for line in said.splitlines() if line.startswith("left: ")]
    assert left == [
        "left: judged.csv, line 2: Elm 2020, D2: Lowish (no judgement of RoB 2)",
        "left: judged.csv, column Weight: Elm 2020 33.3 (computed: the weight of a study in a plot of robvis)",
    ]


def test_other_columns_are_a_tool_that_the_catalogue_declares(acuevid: Command, tmp_path: Path, mine: Path) -> None:
    text = "Study,D1,D2,D3,D4,Overall\nAmber 2011,Low,Unclear,Low,,High\nElm 2020,Low,High,Low,Low,High\n"
    quadas = table(tmp_path, text, "quadas_2.csv")
    told = acuevid("import", quadas, "--catalogue", mine)
    assert "amber2011: the appraisal with quadas 2 is added (quadas_2.csv, line 2)" in told.err
    catalogue = load_catalogue(mine)
    tool = catalogue.vocabulary.tools["quadas-2"]
    assert [(domain.key, domain.name) for domain in tool.domains] == [(f"d{n}", f"D{n}") for n in range(1, 5)]
    assert [(j.word, j.concern) for j in tool.verdicts] == [("low", "low"), ("unclear", "some"), ("high", "high")]
    assert [a.tool.key for a in catalogue.study_by_key["amber2011"].appraisals] == ["rob-2", "quadas-2"]
    assert "which tool is it" in acuevid("todo", "--catalogue", mine).out
    before = mine.read_bytes()
    assert "is there already" in acuevid("import", quadas, "--catalogue", mine).err
    assert mine.read_bytes() == before


def test_what_nobody_can_read_is_refused_in_one_line(acuevid: Command, tmp_path: Path) -> None:
    path = table(tmp_path, "Study,One,Two\n" + "Elm 2020,low,high\n" * 9 + "Oak 2021,low,murky\n")
    told = acuevid("import", path, "-o", tmp_path / "n.toml")
    assert told.code == 2
    assert told.err.startswith("acuevid: judged.csv, line 11: “murky” is no judgement that acuevid knows")
    assert not (tmp_path / "n.toml").exists()


def test_appraisals_go_under_the_studies_that_are_there(acuevid: Command, tmp_path: Path, mine: Path) -> None:
    rows = ("Cedar 2018", "dogwood2019", "Elm 2020")
    path = table(tmp_path, ROB2 + "".join(f"{name},Low,High,Low,Low,Low,High\n" for name in rows))
    before = mine.read_text("utf-8")
    shown = acuevid("import", path, "--catalogue", mine, "--dry-run")
    assert (shown.code, mine.read_text("utf-8")) == (0, before)
    assert shown.out.startswith('# Of cedar2018:\n[[study.appraisal]]\ntool = "rob-2"\n')
    told = acuevid("import", path, "--catalogue", mine)
    assert (told.code, told.out) == (0, "")
    assert told.err.splitlines()[1:4] == [
        "1 study new, 2 in the catalogue already",
        "cedar2018: the appraisal with RoB 2 is added (judged.csv, line 2)",
        "dogwood2019: the appraisal with RoB 2 is added (judged.csv, line 3)",
    ]
    block = (
        '\n[[study.appraisal]]\ntool = "rob-2"\n'
        'domains = { D1 = "low", D2 = "high", D3 = "low", D4 = "low", D5 = "low" }\noverall = "high"\n'
    )
    stay, last = "events = { course = 3, usual = 8 }\n", 'overall = "serious"\nby = "AB"\n'
    expected = before.replace(stay, stay + block).replace(last, last + block)
    assert mine.read_text("utf-8").startswith(expected)
    after = mine.read_text("utf-8")
    again = acuevid("import", path, "--catalogue", mine)
    assert (again.code, mine.read_text("utf-8")) == (0, after)
    assert "0 studies new, 3 in the catalogue already" in again.err
    assert "cedar2018: the appraisal with RoB 2 is there already (judged.csv, line 2)" in again.err


def test_another_judgement_is_told_and_another_persons_is_added(acuevid: Command, tmp_path: Path, mine: Path) -> None:
    path, before = table(tmp_path, ROB2 + "Amber 2011,Low,High,Low,Low,Low,High\n"), mine.read_bytes()
    told = acuevid("import", path, "--catalogue", mine)
    assert (told.code, mine.read_bytes()) == (0, before)
    assert (
        "amber2011: the appraisal with RoB 2 differs, and stays as it is (judged.csv, line 2): "
        "D2 high in the file, low in the catalogue; overall high in the file, low in the catalogue\n"
    ) in told.err
    assert acuevid("import", path, "--catalogue", mine, "--by", "AB").code == 0
    assert mine.read_bytes() == before
    assert acuevid("import", path, "--catalogue", mine, "--by", "CD").code == 0
    assert [a.by for a in load_catalogue(mine).study_by_key["amber2011"].appraisals] == ["AB", "CD"]


def test_no_condition_is_asked_for_where_all_studies_are_there(acuevid: Command, tmp_path: Path, mine: Path) -> None:
    mine.write_text(mine.read_text("utf-8") + '\n[[condition]]\nkey = "copd"\nname = "COPD"\n', "utf-8")
    path = table(tmp_path, ROB2 + "Cedar 2018,Low,Low,Low,Low,Low,Low\n")
    assert acuevid("import", path, "--catalogue", mine).code == 0
    path = table(tmp_path, ROB2 + "Elm 2020,Low,Low,Low,Low,Low,Low\n")
    assert "which condition are the studies on?" in acuevid("import", path, "--catalogue", mine).err


REVIEW = """<COCHRANE_REVIEW><STUDIES_AND_REFERENCES><STUDIES><INCLUDED_STUDIES>
<STUDY ID="S1" NAME="Amber 2011" YEAR="2011"/></INCLUDED_STUDIES></STUDIES></STUDIES_AND_REFERENCES><QUALITY_ITEMS>
{}</QUALITY_ITEMS></COCHRANE_REVIEW>"""
ITEM = """<QUALITY_ITEM><NAME>{}</NAME><QUALITY_ITEM_DATA><QUALITY_ITEM_DATA_ENTRY RESULT="{}" STUDY_ID="S1">
<DESCRIPTION><P>{}</P></DESCRIPTION></QUALITY_ITEM_DATA_ENTRY></QUALITY_ITEM_DATA></QUALITY_ITEM>"""


def test_judgements_of_revman_are_appraisals_with_rob_1(acuevid: Command, tmp_path: Path, mine: Path) -> None:
    items = (
        ("Random sequence generation (selection bias)", "YES", "A list."),
        ("Incomplete outcome data addressed?", "UNKNOWN", "Not said."),
        ("Other bias", "NO", ""),
        ("Blinding?", "NO", "Open."),
        ("Random sequence generation (selection bias)", "NO", "Of women."),
    )
    review = table(tmp_path, REVIEW.format("".join(ITEM.format(*item) for item in items)), "review.rm5")
    path = tmp_path / "new.toml"
    assert acuevid("import", review, "-o", path).code == 0
    (study,) = load_catalogue(path).studies
    (appraisal,) = study.appraisals
    assert appraisal.tool.key == "rob-1"
    assert appraisal.domains == {
        "random-sequence-generation": "low",
        "incomplete-outcome-data": "unclear",
        "other-sources-of-bias": "high",
    }
    assert appraisal.support == {"random-sequence-generation": "A list.", "incomplete-outcome-data": "Not said."}
    assert study.source.notes == (
        "Risk of bias, Blinding?: high risk (Open.)",
        "Risk of bias, Random sequence generation (selection bias): high risk (Of women.)",
    )
    told = acuevid("import", review, "--catalogue", mine)
    assert "amber2011: the appraisal with RoB 1 is added (review.rm5, S1)" in told.err
    assert [a.tool.key for a in load_catalogue(mine).study_by_key["amber2011"].appraisals] == ["rob-2", "rob-1"]


def test_judgements_of_revman_web_are_appraisals(acuevid: Command, tmp_path: Path) -> None:
    header = (
        "Study,Domain (judgement): Allocation concealment,Domain (support): Allocation concealment,"
        "Bias arising from the randomization process judgement,Overall bias judgement,Domain (judgement): Luck"
    )
    catalogue, _ = new(
        acuevid, tmp_path, f'{header}\nElm 2020,Low risk,"Sealed, opaque",Some concerns,High risk,None\n'
    )
    one, two = catalogue.studies[0].appraisals
    assert (one.tool.key, one.domains) == ("rob-1", {"allocation-concealment": "low"})
    assert one.support == {"allocation-concealment": "Sealed, opaque"}
    assert (two.tool.key, two.domains, two.overall) == ("rob-2", {"D1": "some-concerns"}, "high")
    assert catalogue.studies[0].source.notes == ("Risk of bias, (judgement): Luck: None",)


# -------------------------------------------------------------------------------------------------- set, rename, todo
def test_an_appraisal_is_changed_in_place_by_its_number_or_its_tool(acuevid: Command, mine: Path) -> None:
    before = mine.read_text("utf-8")
    assert acuevid("set", "birch2014", "appraisal[2].overall", "some concerns", "--catalogue", mine).code == 0
    assert acuevid("set", "dogwood2019", "appraisal[robins-i].domains.d3", "moderate", "--catalogue", mine).code == 0
    assert acuevid("set", "amber2011", "appraisal[1].outcomes", '["attack"]', "--catalogue", mine).code == 0
    expected = (
        before.replace('overall = "high"\nby = "CD"', 'overall = "some concerns"\nby = "CD"')
        .replace('D2 = "moderate", D3 = "low"', 'D2 = "moderate", D3 = "moderate"')
        .replace(
            'tool = "rob-2"\ndomains = { D1 = "low"', 'tool = "rob-2"\noutcomes = ["attack"]\ndomains = { D1 = "low"'
        )
    )
    assert mine.read_text("utf-8") == expected
    assert acuevid("rename", "attack", "fits", "--outcome", "amber2011", "--catalogue", mine).code == 0
    assert load_catalogue(mine).study_by_key["amber2011"].appraisals[0].outcomes == ("fits",)


def test_a_domain_is_found_under_the_name_that_the_record_has(acuevid: Command, mine: Path) -> None:
    text = mine.read_text("utf-8").replace(
        'support = { D1 = "Numbered', 'support = { randomisation-process = "Numbered'
    )
    mine.write_text(text, "utf-8")
    assert acuevid("set", "amber2011", "appraisal[1].support.D1", "A list.", "--catalogue", mine).code == 0
    assert 'support = { randomisation-process = "A list." }' in mine.read_text("utf-8")


def test_an_appraisal_that_there_is_not_is_told_with_those_that_there_are(acuevid: Command, mine: Path) -> None:
    for field in ("appraisal[4].overall", "appraisal[0].overall", "appraisal[rob-2].overall"):
        told = acuevid("set", "birch2014", field, "low", "--catalogue", mine)
        rest = "has no such appraisal (appraisal: 1 (rob-2), 2 (rob-2), 3 (rob-2))\n"
        assert (told.code, told.err) == (1, f"acuevid: birch2014 {rest}")
    assert "is not one of: low, some-concerns" in (
        acuevid("set", "amber2011", "appraisal[1].domains.D1", "lowish", "--catalogue", mine).err
    )


def test_todo_names_appraisals_and_ratings(acuevid: Command, mine: Path) -> None:
    text = mine.read_text("utf-8").replace("[[rating]]", "# TODO why is it rated so?\n[[rating]]", 1)
    mine.write_text(text.replace("[[study.appraisal]]", "# TODO appraisal: who?\n[[study.appraisal]]", 1), "utf-8")
    told = acuevid("todo", "--catalogue", mine).out
    rows = [(row[0], row[2]) for row in (line.split("\t") for line in told.splitlines()[1:])]
    assert rows == [("amber2011", "appraisal: who?"), ("rating of asthma", "why is it rated so?")]


def test_a_study_that_is_only_appraised_is_not_yet_extracted(acuevid: Command, tmp_path: Path) -> None:
    new(acuevid, tmp_path, ROB2 + "Elm 2020,Low,Low,Low,Low,Low,Low\n")
    told = acuevid("todo", "--catalogue", tmp_path / "new.toml").out
    assert "not yet extracted: nothing is recorded but its reference and its appraisal" in told


def test_a_tool_of_another_catalogue_comes_with_the_appraisals(acuevid: Command, tmp_path: Path) -> None:
    with_tool = tmp_path / "with.toml"
    text = RATED.read_text("utf-8").replace("rob-2", "panel-checklist")
    for n, key in ((1, "sampling"), (2, "follow-up")):
        text = text.replace(f'D{n} = "', f'{key} = "')
    for words in (', D3 = "low", D4 = "low", D5 = "low"', ', D3 = "low", D4 = "high", D5 = "low"'):
        text = text.replace(words, "")
    for old, word in (("some-concerns", "fair"), ("low", "good"), ("high", "poor")):
        text = text.replace(f'sampling = "{old}"', f'sampling = "{word}"').replace(f'up = "{old}"', f'up = "{word}"')
        text = text.replace(f'overall = "{old}"', f'overall = "{word}"')
    start, end = text.index('[[study]]\ncitekey = "birch2014"'), text.index("[[rating]]")
    with_tool.write_text((text[:start] + text[end:]).replace("support = {", "# support = {"), "utf-8")
    made = tmp_path / "with.json"
    assert acuevid("export", "--catalogue", with_tool, "--format", "json", "-o", made).code == 0
    bare = tmp_path / "bare.toml"
    before = RATED.read_text("utf-8")
    tool = before[before.index("[[appraisal_tool]]") : before.index("[[condition]]")]
    bare.write_text(before.replace(tool, ""), "utf-8")
    told = acuevid("import", made, "--catalogue", bare)
    assert "amber2011: the appraisal with the panel's checklist is added" in told.err
    assert load_catalogue(bare).tools == load_catalogue(with_tool).tools
    assert "# TODO" not in bare.read_text("utf-8")
