"""Every verb that goes over a library, on three sheets of which one uses studies of another."""

import csv
import io
import json
from pathlib import Path

import pytest

from acuevid.catalogue.load import load_catalogue
from tests.conftest import Command, Golden
from tests.library.conftest import line_of


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


def test_each_row_names_its_sheet(acuevid: Command, library: Path) -> None:
    found = rows(acuevid("list", "--catalogue", "sheets").out)
    assert {row["sheet"] for row in found} == {"nausea", "neuropathic", "palliative"}
    n = sum(len(load_catalogue(path).studies) for path in library.glob("*.toml"))
    assert len(found) == n == 16 + 19 + 4


@pytest.mark.usefixtures("library")
def test_a_condition_is_found_in_every_sheet_that_has_it(acuevid: Command) -> None:
    found = rows(acuevid("list", "--condition", "hiv", "--catalogue", "sheets").out)
    assert [(row["sheet"], row["citekey"]) for row in found] == [
        ("neuropathic", "shlay1998"),
        ("neuropathic", "shiflett2011"),
        ("neuropathic", "phillips2004"),
        ("neuropathic", "galantino1999"),
        ("palliative", "shlay1998"),
        ("palliative", "shiflett2011"),
    ]
    alone = rows(acuevid("list", "--condition", "palliative:hiv", "--catalogue", "sheets").out)
    assert [row["sheet"] for row in alone] == ["palliative", "palliative"]


@pytest.mark.usefixtures("library")
def test_a_library_is_sorted_as_a_whole(acuevid: Command) -> None:
    years = [int(row["year"]) for row in rows(acuevid("list", "--sort=-year", "--catalogue", "sheets").out)]
    assert years == sorted(years, reverse=True)
    assert years[0] == 2019


@pytest.mark.usefixtures("library")
def test_a_name_that_no_sheet_has(acuevid: Command) -> None:
    result = acuevid("show", "shlay1997", "--catalogue", "sheets")
    assert result.code == 1
    assert result.err.startswith("acuevid: in neuropathic: no study 'shlay1997'; did you mean shlay1998?")
    assert acuevid("summarize", "nausae:hiv", "--catalogue", "sheets") == (
        1,
        "",
        "acuevid: no sheet 'nausae' in the library; did you mean nausea?\n",
    )
    nothing = acuevid("summarize", "gout", "--catalogue", "sheets")
    assert nothing.err == "acuevid: no sheet of the library has 'gout'; 'acuevid list' shows what there is\n"
    assert acuevid("list", "--condition", "gout", "--catalogue", "sheets").code == 1


@pytest.mark.usefixtures("library")
def test_what_one_sheet_leaves_to_another_leads_there(acuevid: Command) -> None:
    found = rows(acuevid("conditions", "--catalogue", "sheets").out)
    where = {(row["sheet"], row["condition"]): row["treated_in"] for row in found}
    assert where["neuropathic", "sciatica"] == "sheet palliative"
    assert where["neuropathic", "cancer"] == "sheet “Cancer”"  # no sheet of the library
    assert where["palliative", "sciatica"] == ""


@pytest.mark.usefixtures("library")
def test_a_study_that_is_used_is_told_in_both_sheets(acuevid: Command) -> None:
    text = acuevid("summarize", "hiv", "--catalogue", "sheets").out
    first, second = text.split("Acupuncture in palliative care (palliative)")
    assert first.startswith("Acupuncture and neuropathic pain (neuropathic)\n")
    for part in (first, second):
        assert "Shiflett 2011, a re-analysis of 114 people from Shlay 1998" in part
    data = json.loads(acuevid("summarize", "hiv", "--json", "--catalogue", "sheets").out)
    assert list(data["sheets"]) == ["neuropathic", "palliative"]
    assert data["sheets"]["palliative"]["conditions"][0]["studies"] == ["shlay1998", "shiflett2011"]


def test_a_sentence_is_traced_to_the_sheet_that_holds_the_figure(acuevid: Command, library: Path) -> None:
    data = json.loads(acuevid("trace", "palliative:hiv.3", "--json", "--catalogue", "sheets").out)
    basis = data["sheets"]["palliative"]["statements"][0]["basis"]
    people = next(b for b in basis if (b["record"], b["field"]) == ("shiflett2011", "participants"))
    there = library / "neuropathic.toml"
    line = line_of(there, "participants = 114")
    assert people["place"] == f"sheets/neuropathic.toml:{line}"


@pytest.mark.usefixtures("library")
def test_the_map_of_each_sheet(acuevid: Command) -> None:
    found = rows(acuevid("map", "hiv", "--catalogue", "sheets").out)
    trials = [row for row in found if row["design"] == "randomised-trial"]
    assert [(row["sheet"], row["studies"], row["participants"]) for row in trials] == [
        ("neuropathic", "2", "250"),
        ("palliative", "2", "250"),
    ]
    assert acuevid("map", "-o", "map.svg", "--catalogue", "sheets").code == 2
    assert acuevid("map", "palliative:hiv", "-o", "map.svg", "--catalogue", "sheets").code == 0


@pytest.mark.usefixtures("library")
def test_the_check_of_a_library(acuevid: Command, golden: Golden) -> None:
    result = acuevid("check", "--select", "LIB", "--select", "CAT", "--catalogue", "sheets", columns=100)
    assert (result.code, result.err) == (0, "")
    golden("library/check.txt", result.out)
    data = json.loads(acuevid("check", "--json", "--catalogue", "sheets").out)
    assert list(data["sheets"]) == ["nausea", "neuropathic", "palliative"]
    told = [(d["code"], d["file"], d["line"], d["field"]) for d in data["diagnostics"]]
    assert len(told) == len(set(told))  # a used study's finding is told once


def test_a_planted_contradiction_has_both_lines(acuevid: Command, library: Path) -> None:
    data = json.loads(acuevid("check", "--json", "--select", "LIB", "--catalogue", "sheets").out)
    found = {(d["code"], d["field"]): d for d in data["diagnostics"]}
    here, there = library / "palliative.toml", library / "neuropathic.toml"
    people = found["LIB101", "participants"]
    assert people["line"] == line_of(here, "participants = 46")
    line = line_of(there, "participants = 64", 'citekey = "xu2010"')
    assert people["message"].endswith(f"participants is 46 here, and 64 in sheets/neuropathic.toml:{line}")
    assert set(found) == {
        ("LIB201", "citekey"),
        ("LIB101", "participants"),
        ("LIB101", "outcome[response].percent.needles"),
        ("LIB101", "outcome[response].percent.vitamin"),
        ("LIB102", "outcome[response].direction"),
        ("LIB102", "verdict"),
        ("LIB103", "reference.volume"),
    }


def test_a_contradiction_is_acknowledged_in_either_sheet(acuevid: Command, library: Path) -> None:
    answer = '\n[[acknowledged]]\ncode = "LIB101"\nrecord = "xu2010"\nfield = "participants"\nreason = "46 finished."\n'
    with (library / "neuropathic.toml").open("a", encoding="utf-8") as file:
        file.write(answer)
    data = json.loads(acuevid("check", "--json", "--catalogue", "sheets").out)
    (found,) = [d for d in data["diagnostics"] if d["code"] == "LIB101" and d["field"] == "participants"]
    assert (found["severity"], found["hint"]) == ("info", "46 finished.")
    assert not [d for d in data["diagnostics"] if d["code"] == "CAT301"]


def test_what_is_still_to_fill_in(acuevid: Command, library: Path) -> None:
    with (library / "palliative.toml").open("a", encoding="utf-8") as file:
        file.write("# TODO claims of the sheet\n")
    (row,) = rows(acuevid("todo", "--catalogue", "sheets").out)
    assert (row["sheet"], row["todo"]) == ("palliative", "claims of the sheet")


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("format", ["csv", "tsv"])
def test_rows_of_an_export_name_their_sheet(acuevid: Command, format: str) -> None:
    text = acuevid("export", "--format", format, "--rows", "outcomes", "--catalogue", "sheets").out
    found = list(csv.DictReader(io.StringIO(text), delimiter="\t" if format == "tsv" else ","))
    assert {row["sheet"] for row in found} == {"nausea", "neuropathic", "palliative"}


@pytest.mark.usefixtures("library")
def test_lines_and_objects_name_their_sheet(acuevid: Command) -> None:
    lines = acuevid("export", "--format", "jsonl", "--catalogue", "sheets").out.splitlines()
    assert [json.loads(line)["sheet"] for line in lines].count("palliative") == 4
    whole = json.loads(acuevid("export", "--format", "json", "--catalogue", "sheets").out)
    assert {len(sheet["studies"]) for sheet in whole["sheets"].values()} == {16, 19, 4}


def test_a_reference_of_two_sheets_stands_once(acuevid: Command, library: Path) -> None:
    items = json.loads(acuevid("export", "--format", "csl-json", "--catalogue", "sheets").out)
    keys = [item["id"] for item in items]
    assert len(keys) == len(set(keys))
    assert keys.count("shlay1998") == 1
    text = (library / "palliative.toml").read_text("utf-8").replace('"xu2010a"', '"xu2010"')
    (library / "palliative.toml").write_text(text, "utf-8")
    items = json.loads(acuevid("export", "--format", "csl-json", "--catalogue", "sheets").out)
    assert {"xu2010", "palliative.xu2010"} <= {item["id"] for item in items}  # other words, so another entry


def test_a_folder_takes_a_file_for_each_sheet(acuevid: Command, library: Path) -> None:
    alone = acuevid("export", "--format", "html", "--catalogue", "sheets")
    assert (alone.code, alone.err) == (2, "acuevid: one file in html holds one sheet; -o DIR/ writes a file for each\n")
    assert acuevid("export", "--format", "html", "-o", "public/", "--catalogue", "sheets").code == 0
    assert sorted(path.name for path in Path("public").iterdir()) == [
        "nausea.html",
        "neuropathic.html",
        "palliative.html",
    ]
    assert acuevid("export", "--format", "html", "-o", "public/", "--check", "--catalogue", "sheets").code == 0
    with (library / "palliative.toml").open("a", encoding="utf-8") as file:
        file.write('[[condition]]\nkey = "thirst"\nname = "thirst"\n')
    stale = acuevid("export", "--format", "html", "-o", "public/", "--check", "--catalogue", "sheets")
    assert stale.code == 1
    assert "palliative.html is out of step" in stale.err
    assert "neuropathic" not in stale.err


def test_the_difference_of_two_libraries(acuevid: Command, library: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(library, tmp_path / "new")
    path = tmp_path / "new" / "neuropathic.toml"
    path.write_text(path.read_text("utf-8").replace("participants = 114", "participants = 115", 1), "utf-8")
    (tmp_path / "new" / "nausea.toml").unlink()
    data = json.loads(acuevid("diff", "sheets", "new", "--json").out)
    changes = {key: [c["field"] for c in sheet["changed"]] for key, sheet in data["sheets"].items()}
    assert changes == {"nausea": [], "neuropathic": ["participants"], "palliative": ["participants"]}
    assert len(data["sheets"]["nausea"]["removed"]) >= 17
    text = acuevid("diff", "sheets", "new").out
    assert "Acupuncture point P6 and nausea after operations (nausea), a sheet removed" in text
    assert acuevid("diff", "sheets", "sheets", "--exit-code") == (0, "Nothing changed.\n", "")
    assert acuevid("diff", "sheets", "new/neuropathic.toml").code == 2


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("verb", [["pool"], ["forest", "hiv"], ["findings"], ["funnel"], ["bias"]])
def test_a_verb_of_one_sheet_says_so(acuevid: Command, verb: list[str]) -> None:
    result = acuevid(*verb, "--catalogue", "sheets")
    assert (result.code, result.out) == (2, "")
    assert "is about one sheet; name one of the library" in result.err


@pytest.mark.usefixtures("library")
def test_one_sheet_of_a_library_is_a_catalogue(acuevid: Command) -> None:
    for verb in (["pool"], ["check"], ["export"], ["list"], ["bias"], ["export", "--format", "toml"]):
        assert acuevid(*verb, "--catalogue", "sheets/palliative.toml").code == 0, verb


def test_on_a_narrow_terminal_a_card_is_headed_by_its_study_and_sheet(acuevid: Command, library: Path) -> None:
    text = acuevid("list", "--condition", "hiv", "--format", "table", "--catalogue", library, columns=60).out
    assert text.startswith("Shlay 1998 (neuropathic)\n  Design: randomised trial\n")
    assert "\nShiflett 2011 (palliative)\n" in text
