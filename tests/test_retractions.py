"""Retracted, doubted and corrected works: found in the file of Retraction Watch, recorded, and said beside the study.

The works are invented; their DOIs have the prefix 10.5555 of Crossref's tests. The columns of the file, its dates with
the month first, and its 0 for no PMID are those of https://gitlab.com/crossref/retraction-watch-data.
"""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from acuevid.references import Notice, in_force
from tests.conftest import Command

COLUMNS = [
    *("Record ID", "Title", "Subject", "Institution", "Journal", "Publisher", "Country", "Author", "URLS"),
    *("ArticleType", "RetractionDate", "RetractionDOI", "RetractionPubMedID", "OriginalPaperDate", "OriginalPaperDOI"),
    *("OriginalPaperPubMedID", "RetractionNature", "Reason", "Paywalled", "Notes"),
]
ROW = {
    "Record ID": "1",
    "Title": "A trial, with a comma",
    "Author": "Abel A;First B",
    "RetractionDate": "3/2/2015 0:00",
    "RetractionDOI": "10.5555/Notice",
    "RetractionPubMedID": "0",
    "OriginalPaperDOI": "10.5555/Trial.1",
    "OriginalPaperPubMedID": "0",
    "RetractionNature": "Retraction",
    "Reason": "+Error in Data;",
}
KEYS: dict[str, Any] = {"conditions": ["c"], "design": "case-series", "conclusion": "It is told."}


def rows(*changes: dict[str, str], columns: list[str] = COLUMNS) -> str:
    """A file with a row for each of these changes of one row."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows([dict.fromkeys(COLUMNS, "") | ROW | change for change in changes])
    return out.getvalue()


def catalogue(folder: Path, reference: dict[str, Any], **more: Any) -> Path:
    """A catalogue of a study with this in its reference, one that has neither DOI nor PMID, and a background work."""
    base = {"authors": ["Abel A"], "issued": 2001, "title": "A trial"}
    study = {"citekey": "abel2001", "reference": base | reference} | KEYS
    other = {"citekey": "other2002", "reference": {"authors": ["Other B"], "issued": 2002, "title": "Another"}} | KEYS
    work = {"citekey": "work2003", "reference": {"title": "A work", "issued": 2003, "pmid": "77"}}
    data = {
        "sheet": {"title": "T", "topic": "t", "intervention": "i"},
        "condition": [{"key": "c", "name": "case"}],
        "study": [study, other],
        "background": [work],
    }
    path = folder / "works.toml"
    path.write_text(tomli_w.dumps(data | more), encoding="utf-8")
    return path


def looked_up(
    acuevid: Command, folder: Path, text: str | bytes, reference: dict[str, Any], *args: str, **more: Any
) -> list[dict[str, Any]]:
    """What `check` says of the works with this file."""
    file = folder / "retraction_watch.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    result = acuevid(
        "check", "--json", "--retractions", file, *args, "--catalogue", catalogue(folder, reference, **more)
    )
    assert result.err == ""
    found: list[dict[str, Any]] = json.loads(result.out)["diagnostics"]
    return found


BY_DOI = {"doi": "10.5555/trial.1"}


def test_a_retracted_work_is_found_by_its_doi(acuevid: Command, tmp_path: Path) -> None:
    """Case does not count; the diagnostic has the line of the DOI, the day of the notice and its DOI."""
    (found,) = looked_up(acuevid, tmp_path, rows({"OriginalPaperDOI": "10.5555/other"}, {}), BY_DOI)
    assert (found["code"], found["severity"], found["citekey"]) == ("REF301", "warning", "abel2001")
    assert found["message"] == "abel2001: retracted on 2015-03-02 by doi:10.5555/Notice"
    line = (tmp_path / "works.toml").read_text(encoding="utf-8").splitlines()[found["line"] - 1]
    assert line == 'doi = "10.5555/trial.1"'
    assert found["hint"] == 'record it: notice = [{ kind = "retraction", date = 2015-03-02, doi = "10.5555/Notice" }]'


def test_what_the_hint_says_can_be_recorded(acuevid: Command, tmp_path: Path) -> None:
    (found,) = looked_up(acuevid, tmp_path, rows({}), BY_DOI)
    path = tmp_path / "works.toml"
    notice = found["hint"].removeprefix("record it: ")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(found["source"], f"{found['source']}\n{notice}"), encoding="utf-8")
    result = acuevid("check", "--strict", "--retractions", tmp_path / "retraction_watch.csv", "--catalogue", path)
    assert result.code == 0
    assert "acknowledged: the record holds a notice of it" in result.out
    assert "Abel 2001 (retracted 2015)" in acuevid("list", "--catalogue", path).out


def test_a_work_is_found_by_its_pmid(acuevid: Command, tmp_path: Path) -> None:
    text = rows({"OriginalPaperDOI": "unavailable", "OriginalPaperPubMedID": "77", "RetractionDOI": "unavailable"})
    (found,) = looked_up(acuevid, tmp_path, text, {"pmid": "7"})
    assert (found["citekey"], found["field"]) == ("work2003", "reference.pmid")
    assert found["message"] == "work2003: retracted on 2015-03-02"
    (found,) = looked_up(acuevid, tmp_path, rows({"OriginalPaperPubMedID": "7"}), {"pmid": "7"} | BY_DOI)
    assert found["field"] == "reference.doi"


def test_no_pmid_is_no_match(acuevid: Command, tmp_path: Path) -> None:
    """0 stands for none in the file, and an empty cell for none at all."""
    for pmid in ("0", ""):
        assert looked_up(acuevid, tmp_path, rows({"OriginalPaperDOI": "", "OriginalPaperPubMedID": pmid}), {}) == []


@pytest.mark.parametrize(
    ("nature", "codes"),
    [
        ("Retraction", ["REF301"]),
        ("retraction", ["REF301"]),
        ("Expression of concern", ["REF302"]),
        ("Correction", ["REF303"]),
        ("Reinstatement", []),
        ("Something new", []),
    ],
)
def test_each_kind_of_notice_has_its_code(nature: str, codes: list[str], acuevid: Command, tmp_path: Path) -> None:
    found = looked_up(acuevid, tmp_path, rows({"RetractionNature": nature}), BY_DOI)
    assert [d["code"] for d in found] == codes


def test_the_latest_of_each_kind_is_told(acuevid: Command, tmp_path: Path) -> None:
    text = rows(
        {"RetractionNature": "Correction", "RetractionDate": "1/31/2003 0:00"},
        {"RetractionNature": "Correction", "RetractionDate": "12/1/2004 0:00"},
        {"RetractionNature": "Correction", "RetractionDate": "11/30/2004 0:00"},
        {},
    )
    found = looked_up(acuevid, tmp_path, text, BY_DOI)
    told = [(d["code"], d["message"].split(" on ")[1].split(" by ")[0]) for d in found]
    assert told == [("REF301", "2015-03-02"), ("REF303", "2004-12-01")]


@pytest.mark.parametrize(
    ("day", "codes"),
    [("3/2/2015 0:00", []), ("3/3/2015 0:00", []), ("3/1/2015 0:00", ["REF301"]), ("2/3/2016 0:00", []), ("", [])],
)
def test_a_later_reinstatement_lifts_a_retraction(day: str, codes: list[str], acuevid: Command, tmp_path: Path) -> None:
    text = rows({"RetractionNature": "Reinstatement", "RetractionDate": day}, {})
    assert [d["code"] for d in looked_up(acuevid, tmp_path, text, BY_DOI)] == codes


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("12/31/1999 0:00", "on 1999-12-31"),
        ("2024-01-15", "on 2024-01-15"),
        ("2024-01-15T00:00:00", "on 2024-01-15"),
        ("13/1/2015 0:00", ", on a day that the file does not give"),
        ("soon", ", on a day that the file does not give"),
    ],
)
def test_days_as_the_file_has_them(day: str, told: str, acuevid: Command, tmp_path: Path) -> None:
    (found,) = looked_up(acuevid, tmp_path, rows({"RetractionDate": day}), BY_DOI)
    assert told in found["message"]


@pytest.mark.parametrize("how", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_the_file_may_be_in_any_usual_encoding(how: str, acuevid: Command, tmp_path: Path) -> None:
    columns = sorted(COLUMNS, key=lambda name: name != "OriginalPaperDOI")  # beside the mark of UTF-8
    text = rows({"Author": "Schröder S", "OriginalPaperDOI": "10.5555/ö"}, columns=columns)
    assert [d["code"] for d in looked_up(acuevid, tmp_path, text.encode(how), {"doi": "10.5555/ö"})] == ["REF301"]


def test_a_cell_may_have_several_lines_and_columns_any_order(acuevid: Command, tmp_path: Path) -> None:
    text = rows({"Reason": 'one\ntwo, "three"'}, columns=COLUMNS[::-1]).replace("\n", "\r\n")
    assert len(looked_up(acuevid, tmp_path, text, {"doi": "10.5555/TRIAL.1"})) == 1


def test_a_large_file_is_read_row_by_row(acuevid: Command, tmp_path: Path) -> None:
    """A row of a million characters has a place in memory, a file of them only one row at a time."""
    import tracemalloc

    text = rows(*({"Record ID": str(n), "OriginalPaperDOI": f"10.5555/x{n}", "Notes": "x" * 9000} for n in range(3000)))
    tracemalloc.start()
    try:
        assert looked_up(acuevid, tmp_path, rows({}), BY_DOI)
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        file = tmp_path / "large.csv"
        file.write_text(text, encoding="utf-8")
        size = len(text)
        del text
        acuevid("check", "--retractions", file, "--catalogue", tmp_path / "works.toml")
        tracemalloc.reset_peak()
        acuevid("check", "--retractions", file, "--catalogue", tmp_path / "works.toml")
        assert tracemalloc.get_traced_memory()[1] - before < size / 3
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "it has no column OriginalPaperDOI"),
        ("a,b\n1,2\n", "it has no column OriginalPaperDOI"),
        (rows({}).replace("RetractionNature", "Nature"), "it has no column RetractionNature"),
        (rows({"Notes": "x" * 1_000_000}), "has a line of 1,000,000 characters or more"),
        (rows({"Notes": "x" * 1_000_000}).encode("utf-16"), "has a line of 1,000,000 characters or more"),
        (rows({}) + '"' + "no end\n" * 30_000, "it cannot be read as CSV"),
        (rows({}) + '1,"a" b\n', "line 3: it cannot be read as CSV"),
        (b"\0" * 100, "it has no column OriginalPaperDOI"),
    ],
    ids=range(8),
)
def test_what_is_no_such_file_is_one_line(text: str | bytes, told: str, acuevid: Command, tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    result = acuevid("check", "--retractions", file, "--catalogue", catalogue(tmp_path, BY_DOI))
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("acuevid: other.csv")
    assert told in result.err
    assert result.err.count("\n") == 1


@pytest.mark.parametrize("name", ["not-there.csv", ".", "a\0b"])
def test_a_file_that_cannot_be_read_is_one_line(name: str, acuevid: Command, tmp_path: Path) -> None:
    result = acuevid("check", "--retractions", str(tmp_path / name), "--catalogue", catalogue(tmp_path, BY_DOI))
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("acuevid: cannot read ")


def test_the_codes_are_chosen_answered_and_explained(acuevid: Command, tmp_path: Path) -> None:
    assert looked_up(acuevid, tmp_path, rows({}), BY_DOI, "--ignore", "REF3") == []
    assert len(looked_up(acuevid, tmp_path, rows({}), BY_DOI, "--select", "REF301")) == 1
    assert looked_up(acuevid, tmp_path, rows({}), BY_DOI, "other2002") == []
    answer = [{"code": "REF301", "record": "abel2001", "reason": "Kept for the history."}]
    (found,) = looked_up(acuevid, tmp_path, rows({}), BY_DOI, acknowledged=answer)
    assert (found["severity"], found["hint"]) == ("info", "Kept for the history.")
    for code in ("REF301", "REF302", "REF303"):
        assert "Example: " in acuevid("check", "--explain", code).out


# ------------------------------------------------------------------------------------------ what is recorded


def test_the_notices_in_force() -> None:
    """The gravest first, the latest of a kind first; a reinstatement lifts what came before it, and no correction."""

    def told(*notices: tuple[str, int | str | None]) -> list[str]:
        made = [Notice.model_validate({"kind": kind, "date": day}) for kind, day in notices]
        return [notice.words for notice in in_force(made)]

    assert told(("correction", 2016), ("concern", None), ("retraction", "2015-03")) == [
        "retracted 2015",
        "expression of concern",
        "corrected 2016",
    ]
    assert told(("retraction", 2015), ("reinstatement", "2015-02")) == []
    assert told(("retraction", 2015), ("reinstatement", 2014)) == ["retracted 2015"]
    assert told(("correction", 2012), ("concern", 2013), ("reinstatement", None)) == ["corrected 2012"]
    assert told(("retraction", 2015), ("reinstatement", 2016), ("retraction", 2017)) == ["retracted 2017"]


NOTICE = {"kind": "retraction", "date": "2015-03", "doi": "10.5555/notice"}


def test_a_retraction_is_said_beside_the_study(acuevid: Command, tmp_path: Path) -> None:
    path = catalogue(tmp_path, BY_DOI | {"notice": [NOTICE]})

    def said(*args: str) -> str:
        return " ".join(acuevid(*args, "--catalogue", path, columns=300).out.split())

    sheet = said("export", "--format", "md")
    assert "| Abel 2001 (retracted 2015) | uncontrolled case series |" in sheet
    assert "\\[Retracted March 2015, doi:10.5555/notice\\]" in sheet.split("## References")[1]
    assert "Other 2002 (" not in sheet
    page = said("export", "--format", "html")
    assert "Abel 2001 (retracted 2015)</th>" in page
    assert "Abel 2001 (retracted 2015)" in said("summarize", "case")
    shown = said("show", "abel2001")
    assert shown.startswith("Abel 2001 (retracted 2015) ")
    assert "Notices retracted March 2015, doi:10.5555/notice" in shown
    assert "Abel 2001 (retracted 2015)" in said("export", "--format", "csv")
    (study, _) = json.loads(said("list", "--json", "--columns", "study,notices"))["studies"]
    assert study == {"study": "Abel 2001 (retracted 2015)", "notices": "retracted March 2015, doi:10.5555/notice"}


def test_a_reinstated_study_stands_as_any_other(acuevid: Command, tmp_path: Path) -> None:
    path = catalogue(tmp_path, BY_DOI | {"notice": [NOTICE, {"kind": "reinstatement", "date": 2016}]})
    for args in (["export"], ["show", "abel2001"], ["export", "--format", "ris"], ["export", "--format", "csl-json"]):
        result = acuevid(*args, "--catalogue", path)
        assert result.code == 0
        assert "etracted" not in result.out


@pytest.mark.parametrize(
    ("cites", "codes"),
    [
        (["abel2001"], ["REF210"]),
        (["abel2001", "other2002"], []),
        (["other2002"], []),
        ([], []),
    ],
)
def test_no_claim_rests_on_retracted_work_alone(
    cites: list[str], codes: list[str], acuevid: Command, tmp_path: Path
) -> None:
    claim = {
        "id": "open",
        "place": "about",
        "text": "More studies are needed.",
        "asserts": "insufficient-evidence",
        "studies": cites,
    }
    path = catalogue(tmp_path, BY_DOI | {"notice": [NOTICE]}, claim=[claim])
    found = json.loads(acuevid("check", "--json", "--ignore", "CLM", "--catalogue", path).out)["diagnostics"]
    assert [d["code"] for d in found] == codes
    mended = catalogue(tmp_path, BY_DOI | {"notice": [NOTICE, {"kind": "reinstatement"}]}, claim=[claim])
    assert json.loads(acuevid("check", "--json", "--ignore", "CLM", "--catalogue", mended).out)["diagnostics"] == []


@pytest.mark.parametrize(
    ("notice", "message"),
    [
        ({"kind": "withdrawal"}, "kind = 'withdrawal' is not one of"),
        ({"kind": "retraction", "date": "2015-13"}, "'2015-13' cannot be a date"),
        ({"kind": "retraction", "doi": "5555/x"}, "'5555/x' cannot be a DOI"),
        ({"date": 2015}, "has no 'kind'"),
    ],
)
def test_a_notice_that_cannot_be_is_a_diagnostic(
    notice: dict[str, Any], message: str, acuevid: Command, tmp_path: Path
) -> None:
    result = acuevid("check", "--catalogue", catalogue(tmp_path, {"notice": [notice]}))
    assert result.code == 1
    assert message in result.out
