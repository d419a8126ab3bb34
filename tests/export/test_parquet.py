"""Parquet: typed columns, read back by pyarrow and by DuckDB; whose file it is; what happens without pyarrow."""

import csv
import io
import os
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import acuevid as library
from acuevid.catalogue.files import find_catalogue
from acuevid.escape import visible
from acuevid.models import Catalogue
from tests.conftest import DATA, Command, rest_long
from tests.export.hostile import TEXTS, hostile
from tests.export.tools import missing

SOUND = DATA / "sound.toml"
ROWS = ("studies", "outcomes")
EVERY_DAY = ("formula", "direction", "escape")


@pytest.fixture(autouse=True)
def pyarrow() -> None:
    try:
        import pyarrow  # noqa: F401  # asked for, to say what is missing
    except ImportError:
        missing('pyarrow (the extra "data")')


def written(acuevid: Command, path: Path, *options: str | Path) -> list[dict[str, Any]]:
    """The rows of an export, as pyarrow reads them."""
    from pyarrow import parquet

    result = acuevid("export", "--format", "parquet", "-o", path, *options)
    assert (result.code, result.out, result.err) == (0, "", f"wrote {path}\n")
    return in_rows(parquet.read_table(path))


def in_rows(table: Any) -> list[dict[str, Any]]:
    """The rows of a table of Arrow, which has maps as lists of pairs."""
    maps = {"as_printed"} & set(table.column_names)
    return [row | {name: row[name] and dict(row[name]) for name in maps} for row in table.to_pylist()]


def told(acuevid: Command, rows: str, *options: str | Path) -> list[dict[str, str]]:
    text = acuevid("export", "--format", "csv", "--csv-raw", "--rows", rows, *options).out
    return list(csv.DictReader(io.StringIO(text, newline="")))


def said_again(name: str, cell: Any, printed: dict[str, str]) -> str:
    """A cell as CSV has it."""
    match cell:
        case None:
            return ""
        case list():
            return "; ".join(cell)
        case float():
            return printed.get(name) or repr(cell).removesuffix(".0")
        case _:
            return str(cell)


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize("name", ["studies", "p6-nausea", str(SOUND), str(DATA / "kinds.toml")])
def test_it_has_what_csv_has(acuevid: Command, tmp_path: Path, rows: str, name: str) -> None:
    """Cell by cell; computed numbers to the last bit, printed ones to the last digit."""
    found = written(acuevid, tmp_path / "x.parquet", "--rows", rows, "--catalogue", name)
    wanted = told(acuevid, rows, "--catalogue", name)
    assert len(found) == len(wanted) > 0
    for row, line in zip(found, wanted, strict=True):
        printed = row.pop("as_printed", None) or {}
        assert list(row) == list(line)
        cells = {name: said_again(name, cell, printed) for name, cell in row.items()}
        assert cells == {name: cell.removesuffix(".0") if name not in printed else cell for name, cell in line.items()}


def test_columns_have_types_and_the_same_ones_in_every_catalogue(acuevid: Command, tmp_path: Path) -> None:
    from pyarrow import parquet

    for rows in ROWS:
        schemas = []
        for options in (["--year", "1700"], ["--condition", "hiv"], ["--catalogue", "p6-nausea"]):
            path = tmp_path / "x.parquet"
            assert acuevid("export", "--format", "parquet", "--rows", rows, "-o", path, *options).code == 0
            schemas.append({field.name: str(field.type) for field in parquet.read_schema(path)})
        assert schemas[0] == schemas[1] == schemas[2]
        types = schemas[0]
        if rows == "studies":
            assert (types["year"], types["participants"], types["level"]) == ("int64",) * 3
            assert {n for n, t in types.items() if t.startswith("list<") and t.endswith(": string>")} == {
                *("condition", "author", "countries", "databases", "languages", "lists", "registration", "notices")
            }
        else:
            assert (types["events_1"], types["mean_1"], types["risk_ratio_low"]) == ("int64", "double", "double")
            assert (types["p"], types["label"]) == ("double", "string")
            assert types["as_printed"].startswith("map<string, string")


def test_figures_lists_and_digits(acuevid: Command, tmp_path: Path, shipped: Catalogue) -> None:
    """The figures are those that the sheet prints: Shlay 1998 in JAMA with 250 people; Xu 2010, 66.7% and 40.0%."""
    studies = written(acuevid, tmp_path / "s.parquet")
    assert [row["citekey"] for row in studies] == [study.citekey for study in shipped.studies]
    shlay = next(row for row in studies if row["citekey"] == "shlay1998")
    assert (shlay["participants"], shlay["journal"], shlay["year"]) == (250, "JAMA", 1998)
    assert (shlay["author"][0], shlay["author"][-1]) == ("Shlay JC", "et al")
    assert shlay["countries"] is None
    (xu,) = (r for r in written(acuevid, tmp_path / "o.parquet", "--rows", "outcomes") if r["citekey"] == "xu2010")
    assert (xu["percent_1"], xu["percent_2"], xu["p"], xu["risk_ratio"]) == (66.7, 40.0, 0.05, None)
    assert xu["as_printed"] == {"percent_2": "40.0"}


def test_digits_that_a_double_does_not_keep() -> None:
    from pyarrow import parquet

    from acuevid.export.parquet import table_parquet
    from acuevid.views.table import Column, Several, Table

    long = "0.1234567890123456789"
    columns = (Column("a", "A", is_number=True), Column("b", "B", is_number=True), Column("c", "C", is_list=True))
    rows = ((Decimal("20"), 0.1 + 0.2, Several(("x; y", "z"))), (Decimal("0.50"), None, ""), (Decimal(long), 2.0, None))
    made = table_parquet(Table(columns, rows))
    found = in_rows(parquet.read_table(io.BytesIO(made)))
    assert [row["as_printed"] for row in found] == [None, {"a": "0.50"}, {"a": long}]
    assert [row["b"] for row in found] == [0.1 + 0.2, None, 2.0]
    assert [row["c"] for row in found] == [["x; y", "z"], None, None]


def test_duckdb_reads_it(acuevid: Command, tmp_path: Path) -> None:
    try:
        import duckdb
    except ImportError:
        missing("duckdb")
    studies, outcomes = tmp_path / "s.parquet", tmp_path / "o.parquet"
    rows = written(acuevid, studies)
    written(acuevid, outcomes, "--rows", "outcomes")
    with duckdb.connect() as base:
        (count, people, by_author) = base.execute(
            "select count(*), sum(participants), count(*) filter (list_contains(author, 'et al')) from read_parquet(?)",
            [str(studies)],
        ).fetchall()[0]
        assert count == len(rows)
        assert people == sum(row["participants"] or 0 for row in rows)
        assert by_author == sum("et al" in row["author"] for row in rows)
        asked = (
            "select percent_1, p, map_extract(as_printed, 'percent_2') from read_parquet(?) where citekey = 'xu2010'"
        )
        ((percent, p, digits),) = base.execute(asked, [str(outcomes)]).fetchall()
        assert (percent, p, digits) == (66.7, 0.05, ["40.0"])


@pytest.mark.parametrize("name", rest_long(EVERY_DAY, [name for name in TEXTS if name not in EVERY_DAY]))
def test_hostile_text_is_data(acuevid: Command, tmp_path: Path, name: str) -> None:
    """It stands as CSV has it, without the apostrophe that spreadsheets need; none passes for the mark."""
    path, text = tmp_path / "x.parquet", TEXTS[name]
    source = hostile(tmp_path, text)
    for rows in ROWS:
        found = written(acuevid, path, "--rows", rows, "--catalogue", source)
        wanted = told(acuevid, rows, "--catalogue", source)
        for row, line in zip(found, wanted, strict=True):
            assert {
                k: "; ".join(v) if isinstance(v, list) else v for k, v in row.items() if isinstance(v, (str, list))
            } == {k: v for k, v in line.items() if isinstance(row[k], (str, list))}
    assert visible(text).split() == (found[0]["label"] or "").split()


def test_it_overwrites_its_own_and_nothing_else(acuevid: Command, tmp_path: Path) -> None:
    import pyarrow
    from pyarrow import parquet

    path = tmp_path / "x.parquet"
    command = ["export", "--format", "parquet", "-o", path]
    assert acuevid(*command, "--condition", "hiv").code == 0
    assert acuevid(*command).code == 0
    first = path.read_bytes()
    assert acuevid(*command).code == 0
    assert path.read_bytes() == first
    sheet = library.load(find_catalogue(None))
    assert isinstance(sheet, library.Sheet)
    assert sheet.export("parquet") == first  # so what comes through standard output is known, too

    def refused(words: str) -> None:
        before = path.read_bytes()
        result = acuevid(*command)
        assert (result.code, result.err) == (1, f"acuevid: {path} {words}; --force overwrites it\n")
        assert path.read_bytes() == before

    mine = parquet.read_table(path)
    parquet.write_table(mine.slice(1), path)
    refused("was written in after acuevid made it")
    parquet.write_table(pyarrow.table({"notes": ["mine"]}), path)
    refused("was not written by acuevid")
    mark = f"acuevid made this from a catalogue (parquet sha256:{'0' * 64}); what is written in here"
    parquet.write_table(pyarrow.table({"notes": [mark]}), path, store_schema=False)
    refused("was written in after acuevid made it")
    for length in (b"\xff\xff\xff\xff", b"\0\0\0\0"):
        path.write_bytes(b"PAR1 mine " + length + b"PAR1")
        refused("was not written by acuevid")
    path.write_bytes(b"PAR1")
    refused("was not written by acuevid")
    path.write_bytes(first[:-1] + b"2")
    refused("was not written by acuevid")
    assert acuevid(*command, "--force").code == 0
    assert path.read_bytes() == first
    markdown = acuevid("export", "--format", "md", "-o", path)
    assert (markdown.code, "is an export as parquet, not md" in markdown.err) == (1, True)


def test_check_shows_the_rows_that_changed(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    command = ["export", "--format", "parquet", "-o", path, "--check"]
    assert acuevid(*command).err == f"acuevid: {path} is not there\n"
    path.write_bytes(b"PAR1 mine")
    assert acuevid(*command).err == f"acuevid: {path} is no Parquet file\n"
    path.unlink()
    assert acuevid(*command[:-1], "--condition", "hiv").code == 0
    assert acuevid(*command, "--condition", "hiv").code == 0
    result = acuevid(*command)
    assert result.code == 1
    assert "+{'citekey': 'liu2010'" in result.out
    assert "\n-{" not in result.out


def test_a_library_in_one_file_names_each_rows_sheet(acuevid: Command, tmp_path: Path) -> None:
    sheets = tmp_path / "sheets"
    sheets.mkdir()
    for name in ("good", "sound"):
        (sheets / f"{name}.toml").write_text((DATA / f"{name}.toml").read_text("utf-8"), "utf-8")
    found = written(acuevid, tmp_path / "x.parquet", "--catalogue", sheets)
    wanted = told(acuevid, "studies", "--catalogue", sheets)
    assert [(row["sheet"], row["citekey"]) for row in found] == [(row["sheet"], row["citekey"]) for row in wanted]
    assert {row["sheet"] for row in found} == {"good", "sound"}
    assert {type(row["condition"]) for row in found} == {list}


def test_it_is_nothing_for_a_terminal(acuevid: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("acuevid.cli.export.is_terminal", lambda: True)
    result = acuevid("export", "--format", "parquet")
    assert (result.code, result.out) == (2, "")
    assert "parquet is nothing for a terminal; name a file with -o" in result.err


def test_without_the_extra_one_line_says_how_to_get_it(
    acuevid: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = acuevid("export", "--format", "parquet", "-o", tmp_path / "x.parquet")
    line = 'acuevid: Parquet files need the extra "data": pip install "acuevid[data]"\n'
    assert (result.code, result.out, result.err) == (1, "", line)
    assert os.listdir(tmp_path) == []
