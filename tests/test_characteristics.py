"""The study as PICO: what is recorded of people, place, treatment, search and money, wherever studies are shown.

The studies are invented.
"""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from acuevid.catalogue.load import load_catalogue
from acuevid.models import Catalogue
from tests.conftest import Command

TREATED: dict[str, Any] = {
    "citekey": "first2001",
    "conditions": ["c"],
    "design": "randomised-trial",
    "countries": ["Germany", "Japan"],
    "setting": "two pain clinics",
    "recruitment": "2004 to 2006",
    "eligibility": "pain for 3 months or longer",
    "age": 54.3,
    "women": "41 of 64",
    "funding": "the Ministry",
    "conflicts": "none declared",
    "registration": ["NCT01234567", "ISRCTN01234567"],
    "protocol": "https://doi.org/10.5555/protocol",
    "treatment": {"weeks": 6, "co_treatments": ["rest", "paracetamol"]},
    "reference": {"authors": ["First A"], "issued": 2001, "title": "A trial"},
    "arm": [
        {
            "id": "needles",
            "label": "needles",
            "role": "experimental",
            "treatment": {"sessions": "10 to 12", "minutes": 30, "points": "GB34, ST36", "practitioner": "nurses"},
        },
        {
            "id": "sham",
            "label": "sham",
            "role": "comparator",
            "comparator": "sham",
            "treatment": {"sessions": 12},
        },
    ],
}
REVIEW: dict[str, Any] = {
    "citekey": "second2002",
    "conditions": ["c"],
    "design": "systematic-review",
    "review": {
        "trials": 3,
        "searched": "2001-11",
        "databases": ["MEDLINE", "CENTRAL"],
        "languages": ["English"],
        "lists": ["first2001", "Third 1999"],
    },
    "reference": {"authors": ["Second B"], "issued": 2002, "title": "A review"},
}
PLAIN: dict[str, Any] = {
    "citekey": "third2003",
    "conditions": ["c"],
    "design": "case-series",
    "conclusion": "as expected",
    "reference": {"authors": ["Third C"], "issued": 2003, "title": "A series"},
}
TOLD = {
    "countries": "Germany; Japan",
    "setting": "two pain clinics",
    "recruitment": "2004 to 2006",
    "eligibility": "pain for 3 months or longer",
    "age": "54.3",
    "women": "41 of 64",
    "sessions": "needles: 10 to 12; sham: 12",
    "weeks": "6",
    "minutes": "needles: 30",
    "points": "needles: GB34, ST36",
    "practitioner": "needles: nurses",
    "co_treatments": "rest; paracetamol",
    "funding": "the Ministry",
    "conflicts": "none declared",
    "registration": "NCT01234567; ISRCTN01234567",
    "protocol": "doi:10.5555/protocol",
}
OF_REVIEW = {
    "searched": "November 2001",
    "databases": "MEDLINE; CENTRAL",
    "languages": "English",
    "lists": "First 2001; Third 1999",
}


def write(folder: Path, *studies: dict[str, Any]) -> Path:
    data = {
        "sheet": {"title": "T", "topic": "t", "intervention": "i"},
        "condition": [{"key": "c", "name": "case"}],
        "study": studies,
    }
    path = folder / "pico.toml"
    path.write_text(tomli_w.dumps(data), encoding="utf-8")
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write(tmp_path, TREATED, REVIEW, PLAIN)


def test_each_is_a_column_of_a_list(path: Path, acuevid: Command) -> None:
    names = [*TOLD, *OF_REVIEW]
    out = acuevid("list", "--json", "--columns", ",".join(["citekey", *names]), "--catalogue", path).out
    first, second, third = json.loads(out)["studies"]
    assert first == {"citekey": "first2001", **TOLD, **dict.fromkeys(OF_REVIEW, "")}
    assert second == {"citekey": "second2002", **dict.fromkeys(TOLD, ""), **OF_REVIEW}
    assert set(third.values()) == {"third2003", ""}


def test_show_has_them_as_facts(path: Path, acuevid: Command) -> None:
    shown = " ".join(acuevid("show", "first2001", "--catalogue", path, columns=200).out.split())
    assert all(text in shown for text in TOLD.values())
    assert "Sessions needles: 10 to 12; sham: 12" in shown
    shown = " ".join(acuevid("show", "second2002", "--catalogue", path, columns=200).out.split())
    assert "Searched November 2001 Databases MEDLINE; CENTRAL" in shown
    assert "Country" not in shown


@pytest.mark.parametrize("name", ["csv", "tsv"])
def test_tables_have_them_at_the_end_of_each_row(path: Path, acuevid: Command, name: str) -> None:
    out = acuevid("export", "--format", name, "--catalogue", path).out
    header, first, second, third = csv.reader(io.StringIO(out, newline=""), delimiter="\t" if name == "tsv" else ",")
    start = header.index("conclusion") + 1
    assert header[-1] == "notices"
    assert set(header[start:-1]) == {*TOLD, *OF_REVIEW}
    assert {n: text for n, text in zip(header[start:], first[start:], strict=True) if text} == TOLD
    assert {n: text for n, text in zip(header[start:], second[start:], strict=True) if text} == OF_REVIEW
    assert set(third[start:]) == {""}


def section(sheet: str) -> list[str]:
    return sheet.split("## Characteristics of included studies\n")[1].split("\n## ")[0].strip().splitlines()


def test_the_sheet_has_a_table_with_the_columns_that_any_study_has(tmp_path: Path, acuevid: Command) -> None:
    some = REVIEW | {"review": {"trials": 3, "databases": ["MEDLINE"]}}
    lines = section(acuevid("export", "--catalogue", write(tmp_path, some, PLAIN | {"age": "20 to 30"}, TREATED)).out)
    assert "Databases" in lines[0]
    assert "Searched" not in lines[0]
    lines = section(acuevid("export", "--catalogue", write(tmp_path, some, PLAIN | {"age": "20 to 30"})).out)
    assert lines == [
        "| Study | Age | Databases |",
        "| --- | --- | --- |",
        "| Second 2002 |  | MEDLINE |",
        "| Third 2003 | 20 to 30 |  |",
    ]


def test_the_page_has_the_same_table(path: Path, acuevid: Command) -> None:
    page = acuevid("export", "--format", "html", "--catalogue", path).out
    part = page.split('<section id="characteristics"')[1].split("</section>")[0]
    assert "pain for 3 months or longer" in part
    assert "Third 2003" not in part
    assert '<a href="#characteristics">Characteristics of included studies</a>' in page


def test_a_sheet_without_any_has_no_such_section(tmp_path: Path, acuevid: Command) -> None:
    for study, is_there in ((PLAIN, False), (PLAIN | {"age": 40}, True)):
        for name in ("md", "html"):
            sheet = acuevid("export", "--format", name, "--catalogue", write(tmp_path, study)).out
            assert ("Characteristics of included studies" in sheet) is is_there


def test_they_come_back_from_toml_and_stand_in_json(path: Path, tmp_path: Path, acuevid: Command) -> None:
    other = tmp_path / "other.toml"
    other.write_text(acuevid("export", "--format", "toml", "--catalogue", path).out, encoding="utf-8")
    assert load_catalogue(other) == load_catalogue(path)
    study = json.loads(acuevid("export", "--format", "json", "--catalogue", path).out)["studies"][0]
    assert study["treatment"] == {"weeks": "6", "co_treatments": ["rest", "paracetamol"]}
    assert study["countries"] == ["Germany", "Japan"]
    assert study["protocol"] == "10.5555/protocol"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("age", -1, "a number is from 0 to a thousand million"),
        ("age", 10**9 + 1, "a number is from 0 to a thousand million"),
        ("age", True, "age should be text in quotes"),
        ("women", " ", "' ' cannot be a number of women"),
        ("setting", 3, "setting should be text in quotes, not 3"),
        ("countries", "Germany", 'write countries = ["Germany"]'),
        ("protocol", "10.5555/", "cannot be a DOI"),
        ("treatment", {"session": 12}, "did you mean 'sessions'?"),
    ],
)
def test_what_cannot_be_is_a_diagnostic(field: str, value: Any, message: str, tmp_path: Path, acuevid: Command) -> None:
    result = acuevid("check", "--catalogue", write(tmp_path, PLAIN | {field: value}))
    assert result.code == 1
    assert message in result.out


@pytest.mark.parametrize(("value", "kept"), [(0, "0"), (10**9, "1000000000"), ("about 50", "about 50")])
def test_numbers_and_words_are_kept_as_given(value: Any, kept: str, tmp_path: Path) -> None:
    catalogue: Catalogue = load_catalogue(write(tmp_path, PLAIN | {"age": value}))
    assert catalogue.studies[0].age == kept


@pytest.mark.parametrize(
    ("number", "fits"),
    [
        ("NCT01234567", True),
        ("NCT0123456", False),
        ("NCT012345678", False),
        ("nct01234567", False),
        ("ISRCTN01234567", True),
        ("ISRCTN0123456", False),
        ("ACTRN12605000000123", True),
        ("ACTRN1260500000012", False),
        ("ChiCTR-TRC-08000254", True),
        ("ChiCTR2000029308", True),
        ("ChiCTR200002930", False),
        ("2004-000446-20", True),
        ("EudraCT 2004-000446-20", True),
        ("2004-00446-20", False),
        ("DRKS00004567", True),
        ("UMIN000012345", True),
        ("CRD42012001234", True),
        ("12345", False),
    ],
)
def test_a_registration_number_has_the_form_of_a_registry(
    number: str, fits: bool, tmp_path: Path, acuevid: Command
) -> None:
    """NCT and eight digits, ISRCTN and eight … as the registries number trials; the last digit more or less is none."""
    result = acuevid("check", "--json", "--catalogue", write(tmp_path, PLAIN | {"registration": [number]}))
    codes = [d["code"] for d in json.loads(result.out)["diagnostics"]]
    assert codes == ([] if fits else ["REF207"])


@pytest.mark.parametrize(("trials", "codes"), [(2, []), (3, []), (1, ["REF209"])])
def test_a_review_lists_no_more_trials_than_it_has(
    trials: int, codes: list[str], tmp_path: Path, acuevid: Command
) -> None:
    review = REVIEW | {"review": {"trials": trials, "lists": ["Third 1999", "Fourth 1998", "Third 1999"]}}
    result = acuevid("check", "--json", "--catalogue", write(tmp_path, review))
    assert [d["code"] for d in json.loads(result.out)["diagnostics"]] == codes
