"""Slips that newcomers make: each gets a hint that fits, and several are told in one run."""

import json
from pathlib import Path
from typing import Any

import pytest

from acuevid.catalogue.load import load_catalogue
from acuevid.catalogue.slips import number_hint, toml_hint
from tests.conftest import DATA, Command

NEWCOMER = DATA / "cases" / "newcomer"
SOUND = (DATA / "sound.toml").read_text(encoding="utf-8")


def found(acuevid: Command, path: Path) -> list[dict[str, Any]]:
    diagnostics: list[dict[str, Any]] = json.loads(acuevid("check", "--json", "--catalogue", path).out)["diagnostics"]
    return diagnostics


@pytest.mark.parametrize(
    ("name", "place", "hint"),
    [
        ("09-comma", (49, 27), "a decimal has a point, not a comma: 3.2"),
        ("11-date", (24, 14), 'write a real date, as in 2011-09-14, or a month in quotes: "2007-09"'),
        ("24-pct-sign", (60, 29), "a number stands without the per cent sign: 13"),
        ("29-thousand", (16, 17), "a number has no comma between thousands: 1060"),
        ("30-minus", (49, 24), "the minus is the hyphen of the keyboard: -3.2"),
        ("31-newline-string", (17, 30), 'a text of several lines stands between three quotes: """text"""'),
        ("22-nobrackets", (13, 1), 'write conditions = ["tension-headache"]'),
    ],
)
def test_the_hints_of_the_cases(name: str, place: tuple[int, int], hint: str, acuevid: Command) -> None:
    path = NEWCOMER / f"{name}.toml"
    (only,) = found(acuevid, path)
    assert (only["line"], only["column"]) == place
    assert hint in only["hint"]
    result = acuevid("check", "--catalogue", path)
    assert result.code == 1
    assert hint in result.out


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("issued = 2007-09", 'a month stands in quotes: "2007-09"'),
        ("issued = 2020-02-30", "write a real date"),
        ("participants = 1 060", "no blank between thousands: 1060"),
        ("participants = 12,345,678", "no comma between thousands: 12345678"),
        ("mean = { a = .5 }", "a digit before its point: 0.5"),
        ("mean = { a = 5. }", "a digit behind its point: 5.0"),
        ("mean = { a = –1,5 }", "the hyphen of the keyboard: -1.5"),
        ("percent = { a = 47,6 % }", "without the per cent sign: 47.6"),
        ('mean = { "a, b" = 3,2 } # 1,000', "a decimal has a point, not a comma: 3.2"),
        ("p = < 0.05", 'stands in quotes: "< 0.05"'),
        ("title = “A title”", 'straight quotes: "text"'),
        ("et_al = True", "write true"),
        ("participants = forty", "text stands in straight quotes"),
    ],
)
def test_a_line_that_is_no_toml(line: str, hint: str, tmp_path: Path, acuevid: Command) -> None:
    path = tmp_path / "slip.toml"
    path.write_text(SOUND.replace("participants = 114", line, 1), encoding="utf-8")
    (only,) = found(acuevid, path)
    assert (only["code"], only["source"]) == ("CAT002", line)
    assert hint in only["hint"]


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("participants = 114", 'participants = "114"', "a number stands without quotes: 114"),
        ("participants = 114", 'participants = "1,140"', "1140, without quotes"),
        ("drug = 44.6", 'drug = "44.6%"', "44.6, without quotes"),
        ("drug = 3.91", 'drug = "3,91"', "3.91, without quotes"),
        ("drug = 3.91", 'drug = "−3.91"', "-3.91, without quotes"),
    ],
)
def test_a_number_in_quotes(old: str, new: str, hint: str, tmp_path: Path, acuevid: Command) -> None:
    path = tmp_path / "slip.toml"
    assert old in SOUND
    path.write_text(SOUND.replace(old, new, 1), encoding="utf-8")
    assert hint in acuevid("check", "--catalogue", path).out


def test_one_bracket_where_there_are_two(tmp_path: Path, acuevid: Command) -> None:
    path = tmp_path / "slip.toml"
    path.write_text(SOUND.replace("[[study]]", "[study]"), encoding="utf-8")
    assert found(acuevid, path)[0]["hint"] == "write [[study]], with two brackets, for each"
    path.write_text(SOUND.replace("[[study.arm]]", "[study.arm]"), encoding="utf-8")
    assert found(acuevid, path)[0]["hint"] == "write [[study.arm]], with two brackets, for each"
    alone = SOUND.split("[[study]]")
    path.write_text(f"{alone[0]}[study]{alone[1]}".replace("[[study.arm]]", "[study.arm]", 1), encoding="utf-8")
    assert "[study.arm] stands above: write [[study.arm]]" in acuevid("check", "--catalogue", path).out
    path.write_text(f"{alone[0]}[study]{alone[1]}", encoding="utf-8")
    assert "write [[study]], with two brackets, for each" in acuevid("check", "--catalogue", path).out


def test_several_faults_in_one_run(tmp_path: Path, acuevid: Command) -> None:
    """In one study and in the next; a text that runs over a line is one fault, and so is a study without heading."""
    path = tmp_path / "slips.toml"
    text = SOUND
    for old, new in (
        ("participants = 114", "participants = 1,114"),
        ("percent = { acupuncture = 27.6, drug = 44.6 }", "percent = { acupuncture = 27.6%, drug = 44.6% }"),
        ("issued = 2005", "issued = 2005-13-01"),
        ('title = "A review"', 'title = "A review\nof many trials"'),
        ("participants = 17\n", "participants = 17\nparticipants = 18\nanalyzed = 1,7\n"),
    ):
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    told = found(acuevid, path)
    lines = text.split("\n")
    assert [d["source"] for d in told] == [lines[d["line"] - 1] for d in told]
    assert [d["source"] for d in told] == [
        "participants = 1,114",
        "percent = { acupuncture = 27.6%, drug = 44.6% }",
        "issued = 2005-13-01",
        'title = "A review',
        "participants = 18",
    ]
    assert {d["code"] for d in told} == {"CAT002"}


def test_a_text_of_several_lines_that_does_not_end_is_told_where_it_begins(tmp_path: Path, acuevid: Command) -> None:
    path = tmp_path / "open.toml"
    text = SOUND.replace('title = "A review"', 'title = """A review').replace("issued = 2007", "issued = 2007-13-01")
    path.write_text(text, encoding="utf-8")
    assert [d["source"] for d in found(acuevid, path)] == ['title = """A review', "issued = 2007-13-01"]


def test_a_text_that_looks_like_a_study_raises_no_false_fault(tmp_path: Path, acuevid: Command) -> None:
    text = SOUND.replace('title = "A review"', "title = '''A review\n[[study]]\nx = 1,2\n'''")
    path = tmp_path / "text.toml"
    path.write_text(text, encoding="utf-8")
    assert len(load_catalogue(path).studies) == 4
    path.write_text(text.replace("participants = 114", "participants = 1,114"), encoding="utf-8")
    assert [d["source"] for d in found(acuevid, path)] == ["participants = 1,114"]


def test_many_faults_come_to_an_end(tmp_path: Path, acuevid: Command) -> None:
    path = tmp_path / "many.toml"
    path.write_text(SOUND + "".join(f"[[study]]\nparticipants = {i},000\n" for i in range(5000)), encoding="utf-8")
    assert 100 <= len(found(acuevid, path)) < 200


@pytest.mark.parametrize("line", ["", "=" * 5000, "1," * 5000, '"' * 5001, "\\" * 5000, "- " * 5000])
def test_no_line_takes_long(line: str) -> None:
    assert isinstance(toml_hint(line, len(line), "Invalid value"), str)
    assert number_hint(line) == ""


# ---------------------------------------------------------------------------- aliases


@pytest.mark.parametrize(
    ("name", "alias", "owner", "kind", "lines"),
    [
        ("14-alias", "Headache", "tension-headache", "alias", (14, 9)),
        ("54-alias-exact", "headache", "tension-headache", "alias", (14, 9)),
        ("55-alias-is-key", "tension headache", "tension-headache", "key", (14, 7)),
    ],
)
def test_an_alias_of_two_conditions(
    name: str, alias: str, owner: str, kind: str, lines: tuple[int, int], acuevid: Command
) -> None:
    path = NEWCOMER / f"{name}.toml"
    (only,) = found(acuevid, path)
    assert (only["code"], only["severity"], only["line"], only["citekey"]) == ("CAT302", "error", lines[0], "migraine")
    assert f"“{alias}” leads to {owner} as well, whose {kind} it is (line {lines[1]})" in only["message"]
    assert acuevid("check", "--catalogue", path).code == 1
    assert acuevid("check", "--catalogue", path, "--ignore", "CAT3").code == 0
    assert acuevid("list", "--catalogue", path).code == 0  # the catalogue can be used all the same


def test_an_alias_that_is_a_later_name(tmp_path: Path, acuevid: Command) -> None:
    path = tmp_path / "alias.toml"
    further = '[[condition]]\nkey = "{}"\nname = "{}"\naliases = {}\n'
    text = (
        SOUND + further.format("a", "first", '["Secönd one", "a", "first"]') + further.format("b", "second-one", "[]")
    )
    path.write_text(text, encoding="utf-8")
    (only,) = found(acuevid, path)
    assert (only["code"], only["citekey"]) == ("CAT302", "a")
    assert "“Secönd one” leads to b as well, whose name it is" in only["message"]
    path.write_text(text.replace("Secönd one", "third one"), encoding="utf-8")
    assert found(acuevid, path) == []
