"""robvis's own example tables come in as appraisals, and go out as they came; the judgement that stands is the one."""

from pathlib import Path

import pytest

from tests.conftest import DATA, Command

TABLES = sorted((DATA / "import").glob("robvis_*.csv"))
"""The example data of robvis (McGuinness & Higgins 2021), as its repository has them."""
RATED = DATA / "rated.toml"


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_the_tables_of_robvis_come_out_as_they_went_in(table: Path, acuevid: Command, tmp_path: Path) -> None:
    mine, out = tmp_path / "mine.toml", tmp_path / "out.csv"
    assert acuevid("import", table, "-o", mine).code == 0
    assert acuevid("export", "--format", "robvis", "--catalogue", mine, "-o", out) == (0, "", f"wrote {out}\n")
    assert out.read_bytes() == table.read_bytes()


def test_there_are_four_tables() -> None:
    assert len(TABLES) == 4


def test_of_several_tools_one_is_asked_for(acuevid: Command) -> None:
    asked = acuevid("export", "--format", "robvis", "--catalogue", RATED)
    assert (asked.code, asked.out) == (2, "")
    assert asked.err.splitlines()[0] == ("acuevid: the studies are appraised with rob-2, robins-i; --tool says which")
    assert acuevid("export", "--format", "robvis", "--catalogue", RATED, "--tool", "ROBINS-I").out == (
        "Study,D1,D2,D3,D4,D5,D6,D7,Overall\nDogwood 2019,Serious,Moderate,Low,Low,Moderate,Moderate,Low,Serious\n"
    )


def test_the_consensus_stands_and_without_it_nobody_does(acuevid: Command, tmp_path: Path) -> None:
    rob2 = ("--format", "robvis", "--tool", "rob-2")
    head, amber = "Study,D1,D2,D3,D4,D5,Overall\n", "Amber 2011,Low,Low,Low,Low,Low,Low\n"
    told = acuevid("export", *rob2, "--catalogue", RATED)
    assert told == (0, f"{head}{amber}Birch 2014,Some concerns,High,Low,High,Low,High\n", "")
    mine = tmp_path / "mine.toml"
    mine.write_text(RATED.read_text("utf-8").replace("consensus = true\n", ""), "utf-8")
    told = acuevid("export", *rob2, "--catalogue", mine)
    why = "left out: Birch 2014: people disagree on D2, and no consensus is recorded\n"
    assert told == (0, head + amber, why)


def test_an_appraisal_of_an_outcome_says_so_and_comes_back_to_it(acuevid: Command, tmp_path: Path) -> None:
    mine, bare, table = tmp_path / "mine.toml", tmp_path / "bare.toml", tmp_path / "table.csv"
    text = RATED.read_text("utf-8")
    of_amber = 'domains = { D1 = "low", D2 = "low"'
    mine.write_text(text.replace(of_amber, f'outcomes = ["attack"]\n{of_amber}'), "utf-8")
    rob2 = ("--format", "robvis", "--tool", "rob-2")
    table.write_text(acuevid("export", *rob2, "--catalogue", mine).out, "utf-8")
    assert "\nAmber 2011 (asthma attack),Low," in table.read_text("utf-8")
    start, end = text.index('[[study.appraisal]]\ntool = "rob-2"'), text.index('[[study]]\ncitekey = "birch2014"')
    bare.write_text(text[:start] + text[end:], "utf-8")
    assert acuevid("import", table, "--catalogue", bare, "--by", "AB").code == 0
    assert 'outcomes = ["attack"]' in bare.read_text("utf-8")
    assert acuevid("export", *rob2, "--catalogue", bare).out == table.read_text("utf-8")


def test_a_tool_that_a_file_brought_goes_out_in_its_own_words(acuevid: Command, tmp_path: Path) -> None:
    table, mine = tmp_path / "quips.csv", tmp_path / "mine.toml"
    text = "Study,D1,D2,Follow-up rate,Overall\nElm 2020,Low,Moderate,,No information\nOak 2021,High,Low,Low,High\n"
    table.write_text(text, "utf-8")
    assert acuevid("import", table, "-o", mine).code == 0
    assert acuevid("export", "--format", "robvis", "--catalogue", mine).out == text.replace("up rate", "up.rate")


def test_what_makes_no_row_is_one_line(acuevid: Command) -> None:
    none = acuevid("export", "--format", "robvis", "--catalogue", DATA / "kinds.toml")
    assert none == (0, "Study,Overall\n", "no study here has an appraisal\n")
    assert acuevid("export", "--tool", "rob-2").err.startswith("acuevid: --tool is for robvis")
    assert "no tool of appraisal 'rob-9'; there are: rob-2, " in (
        acuevid("export", "--format", "robvis", "--tool", "rob-9", "--catalogue", RATED).err
    )


def test_a_name_that_a_spreadsheet_would_run_is_kept_from_it(acuevid: Command, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(RATED.read_text("utf-8").replace('authors = ["Amber A"]', 'group_author = "=1+1, Inc"'), "utf-8")
    told = acuevid("export", "--format", "robvis", "--tool", "rob-2", "--catalogue", mine).out
    assert '\n"\'=1+1, Inc 2011",Low,' in told
