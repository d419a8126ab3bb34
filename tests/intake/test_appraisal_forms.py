"""Appraisals in extraction forms: two people fill them in, see where they disagree, and both come in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from acuevid.catalogue.load import load_catalogue
from tests.conftest import DATA, Command

LOW = dict.fromkeys(("D1", "D2", "D3", "D4", "D5"), "low")


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A catalogue of one's own, with appraisals."""
    path = tmp_path / "rated.toml"
    path.write_bytes((DATA / "rated.toml").read_bytes())
    return path


def cells(page: Any, key: tuple[str, ...]) -> tuple[Any, dict[str, Any]]:
    """The cells of a row, told by its key, by their headings."""
    headings = [cell.value for cell in page[1]]
    for row in page.iter_rows(min_row=2):
        if tuple(cell.value for cell in row[: len(key)]) == key:
            return page, dict(zip(headings, row, strict=False))
    raise LookupError(key)


def form(acuevid: Command, mine: Path, name: str, by: str = "") -> Path:
    """A form with an appraisal of cedar2018 ready to be made."""
    path = mine.parent / name
    said = ("--tool", "RoB 2", *(("--by", by) if by else ()))
    assert acuevid("form", "cedar2018", *said, "--catalogue", mine, "-o", path).code == 0
    return path


def fill(path: Path, key: str, words: Mapping[str, str], overall: str, **more: str) -> Path:
    """The form with judgements written into it."""
    book = openpyxl.load_workbook(path)
    for domain, word in words.items():
        cells(book["judgements"], ("cedar2018", key, domain))[1]["judgement"].value = word
    _, row = cells(book["appraisals"], ("cedar2018", key))
    for heading, text in ({"overall": overall} | more).items():
        row[heading].value = text
    book.save(path)
    return path


def test_a_form_has_a_row_for_each_domain_with_words_to_choose_from(acuevid: Command, mine: Path) -> None:
    book = openpyxl.load_workbook(form(acuevid, mine, "f.xlsx", "Anna B"))
    _, row = cells(book["appraisals"], ("cedar2018", "anna-b"))
    assert (row["tool"].value, row["by"].value) == ("rob-2", "Anna B")
    rows = [[cell.value for cell in cells_[:4]] for cells_ in book["judgements"].iter_rows(min_row=2)]
    assert [row[:3] for row in rows] == [["cedar2018", "anna-b", f"D{n}"] for n in range(1, 6)]
    assert rows[0][3] == "Randomisation process"
    lists = {cell.value: cell.column for cell in book["lists"][1] if cell.value}
    words = [book["lists"].cell(n, lists["judgement"]).value for n in range(3, 9)]
    assert words == ["low", "some-concerns", "high", "no-information", "not-applicable", None]
    assert any("lists" in str(rule.formula1) for rule in book["judgements"].data_validations.dataValidation)


def test_a_form_in_which_nobody_judged_says_nothing(acuevid: Command, mine: Path) -> None:
    assert acuevid("import", form(acuevid, mine, "f.xlsx", "Anna B"), "--catalogue", mine).err == "no difference\n"


def test_two_people_disagree_and_both_appraisals_come_in(acuevid: Command, mine: Path) -> None:
    anna = fill(form(acuevid, mine, "anna.xlsx", "Anna B"), "anna-b", LOW, "low")
    ben = fill(form(acuevid, mine, "ben.xlsx", "Ben C"), "ben-c", LOW | {"D2": "Some concerns"}, "some-concerns")
    compared = acuevid("form", "--compare", anna, ben)
    assert compared.code == 1
    assert compared.out.splitlines()[1:] == [
        "cedar2018\tappraisal[rob-2].overall\tlow\tsome-concerns\tanna.xlsx, appraisals E2; ben.xlsx, appraisals E2",
        "cedar2018\tappraisal[rob-2].domains.D2\tlow\tsome-concerns\tanna.xlsx, judgements E3; ben.xlsx, judgements E3",
    ]
    before = mine.read_text("utf-8")
    assert acuevid("import", anna, ben, "--catalogue", mine).code == 0
    stay = "events = { course = 3, usual = 8 }\n"
    made = (
        '\n[[study.appraisal]]\ntool = "rob-2"\n'
        'domains = { D1 = "low", D2 = "low", D3 = "low", D4 = "low", D5 = "low" }\noverall = "low"\nby = "Anna B"\n'
        '\n[[study.appraisal]]\ntool = "rob-2"\n'
        'domains = { D1 = "low", D2 = "some-concerns", D3 = "low", D4 = "low", D5 = "low" }\n'
        'overall = "some-concerns"\nby = "Ben C"\n'
    )
    assert mine.read_text("utf-8") == before.replace(stay, stay + made)
    assert acuevid("import", anna, ben, "--catalogue", mine).err == "no difference\n"
    assert acuevid("import", ben, "--catalogue", mine).err == "no difference\n"


def test_forms_that_agree_have_no_disagreement(acuevid: Command, mine: Path) -> None:
    anna = fill(form(acuevid, mine, "anna.xlsx"), "new", LOW, "low", by="AB", on="2024-05")
    ben = fill(form(acuevid, mine, "ben.xlsx", "Ben C"), "ben-c", LOW, "Low")
    assert acuevid("form", "--compare", anna, ben).err == "no disagreement\n"


def test_an_appraisal_of_the_catalogue_is_corrected_by_its_number(acuevid: Command, mine: Path) -> None:
    path = mine.parent / "f.xlsx"
    assert acuevid("form", "birch2014", "--catalogue", mine, "-o", path).code == 0
    book = openpyxl.load_workbook(path)
    cells(book["judgements"], ("birch2014", "2", "D2"))[1]["judgement"].value = "high"
    cells(book["judgements"], ("birch2014", "1", "D2"))[1]["support"].value = "-"
    cells(book["appraisals"], ("birch2014", "2"))[1]["by"].value = "CDE"
    book.save(path)
    told = acuevid("import", path, "--catalogue", mine)
    assert told.out.splitlines()[1:] == [
        "birch2014\tappraisal[2].by\tCD\tCDE\tf.xlsx, appraisals G3",
        "birch2014\tappraisal[1].support.D2\tPeople knew their group, and many changed their inhalers.\t'-\t"
        "f.xlsx, judgements F3",
        "birch2014\tappraisal[2].domains.D2\tsome-concerns\thigh\tf.xlsx, judgements E8",
    ]
    one, two, _ = load_catalogue(mine).study_by_key["birch2014"].appraisals
    assert (list(one.support), two.by, two.domains["D2"]) == (["D4"], "CDE", "high")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("cedar2018", "3", "D1"), "f.xlsx, judgements A7: cedar2018 has no appraisal 3; give a new one a short name"),
        (("cedar2018", "xy", "D1"), "f.xlsx, judgements A7: the sheet 'appraisals' has no row 'xy' of cedar2018"),
        (("cedar2018", "anna-b", "D9"), "f.xlsx, judgements A7: RoB 2 has no domain 'd9'; it has D1, D2, D3, D4, D5"),
        (("cedar2018", "anna-b", "D1"), "f.xlsx, judgements A7: the same row stands in f.xlsx, judgements A2"),
    ],
)
def test_a_row_that_is_of_no_appraisal_is_one_line(
    row: tuple[str, ...], said: str, acuevid: Command, mine: Path
) -> None:
    path = form(acuevid, mine, "f.xlsx", "Anna B")
    book = openpyxl.load_workbook(path)
    for n, text in enumerate((*row, "", "low"), 1):
        book["judgements"].cell(7, n).value = text
    book.save(path)
    told = acuevid("import", path, "--catalogue", mine)
    assert (told.code, told.out) == (1, "")
    (line,) = told.err.splitlines()
    assert line.startswith(said)


def test_a_judgement_that_the_tool_has_not_is_told_with_its_cell(acuevid: Command, mine: Path) -> None:
    path = fill(form(acuevid, mine, "f.xlsx", "Anna B"), "anna-b", {"D1": "serious"}, "low")
    told = acuevid("import", path, "--catalogue", mine)
    assert told.code == 1
    assert told.err.startswith("f.xlsx, judgements E2: D1 = 'serious' is not one of: low, some-concerns")


def test_who_appraises_needs_a_tool(acuevid: Command, mine: Path) -> None:
    told = acuevid("form", "--by", "AB", "--catalogue", mine, "-o", mine.parent / "f.xlsx")
    assert (told.code, told.err.splitlines()[0]) == (
        2,
        "acuevid: --by needs --tool: who makes an appraisal with which tool?",
    )


def test_nobody_appraises_a_study_twice_with_a_tool(acuevid: Command, mine: Path) -> None:
    path = mine.parent / "f.xlsx"
    assert acuevid("form", "amber2011", "--tool", "rob-2", "--by", "AB", "--catalogue", mine, "-o", path).code == 0
    book = openpyxl.load_workbook(path)
    assert [cell.value for cell in book["appraisals"]["B"]] == ["appraisal", "1"]
