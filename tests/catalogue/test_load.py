"""A bad catalogue gives all its diagnostics, each with a place, in file order."""

import re
from pathlib import Path

import pytest

from acuevid.catalogue.load import load_catalogue
from acuevid.errors import CatalogueError
from tests.conftest import DATA, Command, Golden

BAD = sorted((DATA / "bad").glob("*.toml"))
CODE = {
    "toml-syntax": "CAT002",
    "toml-duplicate-key": "CAT002",
    "unknown-key": "CAT101",
    "unknown-key-far": "CAT101",
    "wrong-type": "CAT102",
    "wrong-type-boolean": "CAT102",
    "not-a-number": "CAT105",
    "missing-field": "CAT103",
    "missing-table": "CAT103",
    "no-comparator-class": "CAT103",
    "no-condition": "CAT103",
    "bad-enum": "CAT104",
    "bad-citekey": "CAT105",
    "bad-p": "CAT105",
    "percent-over-100": "CAT105",
    "duplicate-citekey": "CAT201",
    "duplicate-arm": "CAT201",
    "unknown-condition": "CAT202",
    "unknown-arm": "CAT203",
    "unknown-study": "CAT204",
    "unknown-cited-in": "CAT204",
    "unknown-citation": "CAT204",
    "no-citation": "CAT213",
    "circle": "CAT205",
    "which-arms": "CAT206",
    "unknown-record": "CAT207",
    "wrong-direction": "CAT208",
    "no-control": "CAT209",
    "no-review": "CAT103",
    "impossible-year": "REF101",
    "impossible-doi": "REF102",
    "cut-doi": "REF102",
    "impossible-pages": "REF103",
}


def complaints(path: Path) -> CatalogueError:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(path, path.name)
    return caught.value


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_one_defect_gives_its_code_and_line(
    path: Path, acuevid: Command, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    found = complaints(path).diagnostics
    assert {d.code for d in found} == {CODE[path.stem]}
    good = (DATA / "good.toml").read_text(encoding="utf-8").split("\n")
    lines = path.read_text(encoding="utf-8").split("\n")
    assert all(d.source == lines[d.line - 1] for d in found)
    assert path.stem.startswith(("missing", "no-", "which", "duplicate")) or any(d.source not in good for d in found)
    result = acuevid("check", "--catalogue", path)
    assert result.code == 1
    golden(f"bad/{path.stem}.txt", result.out)


def test_every_named_code_has_a_fixture() -> None:
    assert {path.stem for path in BAD} == set(CODE)


def test_ten_faults_give_ten_diagnostics_in_file_order(
    golden: Golden, acuevid: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(DATA)
    found = complaints(DATA / "ten.toml").diagnostics
    places = [(d.line, d.column) for d in found]
    assert places == sorted(places)
    # the misspelt key of the condition is a fault of its own, and so is the study that refers to it
    assert len({line for line, _ in places}) == 12
    result = acuevid("check", "--catalogue", DATA / "ten.toml")
    golden("bad/ten.txt", result.out)
    assert all(re.match(r"ten\.toml:\d+:\d+: [A-Z]{3}\d{3} ", d.place + ": " + d.code + " ") for d in found)


def test_other_commands_refuse_a_bad_catalogue_in_the_same_words(acuevid: Command) -> None:
    path = DATA / "bad" / "bad-enum.toml"
    result = acuevid("list", "--catalogue", path)
    assert (result.code, result.out) == (1, "")
    assert result.err == acuevid("check", "--catalogue", path).out


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "CAT103"),
        (b"\xff\xfe[\x00s\x00", "not UTF-8"),
        (b'x = 1\ntitle = "\x80"\n', ":2:10: CAT001 byte 0x80 is not UTF-8"),
        (b"a = " + b"[" * 5000, "CAT002"),
        (b"\x00", "CAT002"),
        (b"d = 2001-99-99", "CAT002"),
        (b"study = 3\n", "CAT102"),
        (b"study = [1, 2]\n", "CAT102"),
        (b"[study]\nx = 1\n", "CAT102"),
        (b"[[study]]\nconditions = [[1]]\narm = [{id = []}]\nreanalysis_of = 7\n", "CAT102"),
    ],
)
def test_no_input_gives_a_traceback(acuevid: Command, tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "odd.toml"
    path.write_bytes(data)
    result = acuevid("check", "--catalogue", path)
    assert result.code == 1
    assert says in result.out
    assert "Traceback" not in result.out + result.err


def test_a_byte_order_mark_and_windows_line_ends_load(tmp_path: Path) -> None:
    text = (DATA / "good.toml").read_text(encoding="utf-8").replace("\n", "\r\n")
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert len(load_catalogue(path).studies) == 2


def test_a_file_that_is_not_there(acuevid: Command, tmp_path: Path) -> None:
    result = acuevid("list", "--catalogue", tmp_path / "none.toml")
    assert result.code == 1
    assert "cannot read the catalogue: No such file or directory" in result.err
    assert acuevid("list", "--catalogue", tmp_path).code == 1
