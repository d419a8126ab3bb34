"""The exports in the programs that people open them with: R, csvkit, sqlite-utils, citeproc-js, Zotero's translator."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import rispy

from acuevid.models import Catalogue
from tests.conftest import HERE, Command
from tests.export import test_bibliography as bibliography
from tests.export.tools import missing, program, run

TITLES = [
    '"Wet" needling trial of a 5" needle',
    '"Unclosed quote at the start',
    "plain, with a comma; and more",
    "'tis #1 % of \\ it",
    'ends with a quote"',
]
FORMULAS = [
    "x;=1+1;y",
    "x; =1+1",
    'x;"=1+1"',
    'x;"" =1+1',
    "x;\t@SUM(A1)",
    "x;-2+3",
    ";+1",
    'say "x;=1+1"',
]
SHEET = """
[sheet]
title = "Titles"
topic = "titles"
intervention = "acupuncture"
[[condition]]
key = "c"
name = "case"
"""
STUDY = """
[[study]]
citekey = "study{n}"
conditions = ["c"]
design = "case-series"
[study.reference]
authors = ["Abel A"]
issued = {year}
title = {title}
"""


def catalogue(folder: Path, titles: list[str]) -> Path:
    """A catalogue of studies with these titles."""
    path = folder / "titles.toml"
    studies = [STUDY.format(n=n, year=2020 - n, title=json.dumps(title)) for n, title in enumerate(titles)]
    path.write_text(SHEET + "".join(studies), encoding="utf-8")
    return path


@pytest.fixture
def tsv(acuevid: Command, tmp_path: Path) -> Path:
    path = tmp_path / "titles.tsv"
    assert acuevid("export", "-f", "tsv", "--catalogue", catalogue(tmp_path, TITLES), "-o", path).code == 0
    return path


# ------------------------------------------------------------------ TSV, CSV

R_TITLES = "args <- commandArgs(TRUE); d <- {call}; writeLines(d$title)"


def by_r(path: Path, call: str) -> list[str]:
    """The titles as R reads them from `args[1]`."""
    return run([program("Rscript"), "-e", R_TITLES.format(call=call), str(path)]).splitlines()


def tool(module: str) -> list[str]:
    """A program that is a package of this Python."""
    if find_spec(module.split(".")[0]) is None:
        missing(module)
    return [sys.executable, "-W", "ignore", "-m", module]


def test_tsv_in_r(tsv: Path) -> None:
    assert by_r(tsv, "read.delim(args[1])") == TITLES


def test_tsv_in_python(tsv: Path) -> None:
    with tsv.open(encoding="utf-8", newline="") as stream:
        assert [row["title"] for row in csv.DictReader(stream, dialect=csv.excel_tab)] == TITLES


def test_tsv_in_csvkit(tsv: Path) -> None:
    told = run([*tool("csvkit.utilities.csvcut"), "-t", "-c", "title", str(tsv)])
    assert [row[0] for row in csv.reader(io.StringIO(told, newline=""))][1:] == TITLES


def test_tsv_in_sqlite_utils(tsv: Path, tmp_path: Path) -> None:
    command, database = tool("sqlite_utils"), str(tmp_path / "x.db")
    run([*command, "insert", database, "studies", str(tsv), "--tsv"], may_talk=True)
    rows = json.loads(run([*command, "query", database, "select title from studies order by rowid"]))
    assert [row["title"] for row in rows] == TITLES


def test_a_tsv_without_quotation_marks_is_plain(acuevid: Command, tmp_path: Path) -> None:
    """awk and cut find every cell as it is; a title with a mark has it doubled, and its cell has them at its ends."""
    out = acuevid("export", "-f", "tsv", "--catalogue", catalogue(tmp_path, TITLES)).out.splitlines()
    column = out[0].split("\t").index("title")
    cells = [line.split("\t")[column] for line in out[1:]]
    assert cells[2:4] == TITLES[2:4]
    assert cells[0] == '"""Wet"" needling trial of a 5"" needle"'


def test_csv_in_r(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "titles.csv"
    assert acuevid("export", "-f", "csv", "--catalogue", catalogue(tmp_path, TITLES), "-o", path).code == 0
    assert by_r(path, "read.csv(args[1])") == TITLES


@pytest.mark.parametrize("name", ["csv", "tsv"])
def test_no_formula_behind_a_semicolon(acuevid: Command, tmp_path: Path, name: str) -> None:
    """Where a comma is the decimal sign, spreadsheets split at semicolons: no cell may then be a formula."""
    out = acuevid("export", "-f", name, "--catalogue", catalogue(tmp_path, FORMULAS)).out
    path = tmp_path / "split"
    path.write_text(out, encoding="utf-8")
    cells = [cell for row in csv.reader(io.StringIO(out, newline=""), delimiter=";") for cell in row]
    r = 'args <- commandArgs(TRUE); writeLines(scan(args[1], "", sep = ";", quote = "\\"", quiet = TRUE))'
    cells += run([program("Rscript"), "-e", r, str(path)]).splitlines()
    assert len(cells) > 20
    assert not [cell for cell in cells if cell.lstrip(' "').startswith(("=", "+", "-", "@"))]


def test_a_cell_with_a_semicolon_is_whole_where_both_signs_split(acuevid: Command, tmp_path: Path) -> None:
    """LibreOffice splits at commas and semicolons at once, unless a cell is quoted."""
    out = acuevid("export", "-f", "csv", "--catalogue", catalogue(tmp_path, FORMULAS)).out
    for line in out.splitlines()[1:]:
        assert ";" not in "".join(line.split('"')[::2])


def test_a_byte_order_mark_for_excel(acuevid: Command, tmp_path: Path) -> None:
    for name, call in (("csv", "read.csv"), ("tsv", "read.delim")):
        path = tmp_path / f"x.{name}"
        for _ in range(2):  # a file with the mark is known as acuevid's, and is overwritten
            assert acuevid("export", "-f", name, "--bom", "-o", path).code == 0
        data = path.read_bytes()
        assert data[:3] == b"\xef\xbb\xbf"
        assert data[3:].decode() == acuevid("export", "-f", name).out
        titles = by_r(path, f'{call}(args[1], fileEncoding = "UTF-8-BOM", encoding = "UTF-8")')
        assert len(titles) == 19
        assert acuevid("export", "-f", name, "--bom", "-o", path, "--check").code == 0


@pytest.mark.parametrize(
    "name", ["md", "html", "json", "jsonl", "metafor", "bibtex", "ris", "csl-json", "fhir", "toml"]
)
def test_no_byte_order_mark_elsewhere(acuevid: Command, name: str) -> None:
    result = acuevid("export", "-f", name, "--bom")
    assert (result.code, result.out) == (2, "")
    assert "--bom is for CSV and TSV" in result.err


@pytest.mark.parametrize(
    "arguments",
    [*(["export", "--format", name] for name in ("html", "toml", "csv", "json")), ["map", "-o", "-"]],
    ids=lambda arguments: arguments[-1],
)
def test_standard_output_is_utf8_whatever_the_locale_says(acuevid: Command, arguments: list[str]) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ACUEVID")}
    environment |= {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "acuevid", *arguments]
    done = subprocess.run(command, capture_output=True, check=True, env=environment, cwd=HERE.parent)
    assert done.stdout.decode("utf-8") == acuevid(*arguments).out
    assert not done.stdout.isascii()


# ---------------------------------------------------------------- references


def by_node(text: str, *arguments: str) -> Any:
    """What the script beside this file makes of a text, with the packages of `ACUEVID_NODE_MODULES`."""
    packages = os.environ.get("ACUEVID_NODE_MODULES", "")
    if not (Path(packages) / "@citation-js" / "plugin-csl").is_dir():
        missing("@citation-js/core with plugin-csl and plugin-ris, in a folder named by ACUEVID_NODE_MODULES")
    node = [program("node"), str(HERE / "export" / "readers.js"), *arguments]
    done = subprocess.run(
        node, input=text, capture_output=True, check=True, encoding="utf-8", env=os.environ | {"NODE_PATH": packages}
    )
    return json.loads(done.stdout)


@pytest.fixture
def ris(acuevid: Command) -> str:
    return acuevid("export", "--format", "ris").out


@pytest.mark.parametrize("style", ["apa", "vancouver", "harvard1"])
def test_citeproc_js_prints_every_work(acuevid: Command, shipped: Catalogue, style: str) -> None:
    told = by_node(acuevid("export", "--format", "csl-json").out, "bibliography", style)
    works = bibliography.works(shipped)
    assert set(told) == {work.citekey for work in works}
    for work in works:
        entry, reference = told[work.citekey], work.reference
        assert (reference.title or "").rstrip(".").casefold() in entry.casefold()
        assert "others" not in entry
        assert str(reference.year) in entry
        if not (reference.language or "en").startswith("zh"):  # citeproc-js prints no suffix of Chinese names
            assert ("et al." in entry) == reference.et_al


def test_citeproc_js_puts_et_al_behind_the_last_name(acuevid: Command) -> None:
    items = acuevid("export", "--format", "csl-json").out
    assert by_node(items, "bibliography", "apa")["liu2010"].startswith("Liu, H., et al. (2010). A systematic review")
    assert by_node(items, "bibliography", "vancouver")["liu2010"].startswith("1.  Liu H et al. A systematic review")


def test_ris_in_citation_js(ris: str, shipped: Catalogue) -> None:
    found = bibliography.by_csl(by_node(ris, "ris"))
    wanted = bibliography.expected(shipped, others=False)
    assert set(found) == set(wanted)
    for key, work in wanted.items():
        assert found[key]._replace(names=()) == work._replace(names=())
        assert [bibliography.words(n) for n in found[key].names] == [bibliography.words(n) for n in work.names]


def test_ris_has_nothing_that_a_library_takes_for_a_place(ris: str, shipped: Catalogue) -> None:
    items = {item["id"]: item for item in rispy.loads(ris)}
    for work in bibliography.works(shipped):
        item = items[work.citekey]
        assert not {"accession_number", "name_of_database"} & set(item)
        assert "others" not in item.get("authors", ())
        assert ("first authors only" in " ".join(item.get("notes", ()))) == work.reference.et_al


def test_ris_in_zoteros_translator(ris: str, shipped: Catalogue) -> None:
    """Zotero's own RIS.js; CI takes it out of npm's zotero-translators."""
    translator = os.environ.get("ACUEVID_ZOTERO_RIS") or missing("Zotero's RIS.js, named by ACUEVID_ZOTERO_RIS,")
    items = by_node(ris, "zotero", translator)
    works = bibliography.works(shipped)
    assert len(items) == len(works)
    for item, work in zip(items, works, strict=True):
        wanted = bibliography.work(work.reference, others=False)
        names = tuple(
            f"{c['lastName']}, {c['firstName']}" if "firstName" in c else c["lastName"] for c in item["creators"]
        )
        assert (names, item.get("title", ""), item.get("DOI", "")) == (wanted.names, wanted.title, wanted.doi)
        assert wanted.year in re.split("[- ]", item["date"])
        assert bibliography.pages(item.get("pages", "")) == wanted.pages
        assert item["libraryCatalog"] == "acuevid"
        assert not {"archive", "archiveLocation", "callNumber"} & set(item)
        assert bool(item["notes"]) == (work.reference.et_al or bool(work.reference.original_title))
