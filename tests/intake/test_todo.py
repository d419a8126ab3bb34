"""What is still to fill in: told by record and line, wherever its comment stands."""

import json
from pathlib import Path

from tests.conftest import Command

TEXT = '''# TODO title: the words on the cover
[sheet]
title = "T"
topic = "t"
intervention = "i"

[[condition]]
key = "c"
name = "c"

# From refs.ris, line 1.
# TODO participants: how many were randomised
[[study]]
citekey = "a2000"
design = "randomised-trial"
conditions = ["c"]
conclusion = """
# TODO inside a text
""" # TODO arm
#TODO: with a colon
# TODOS are no such thing
[study.reference]
title = "x # TODO in a title"
issued = 2000
# TODO end

[[study]]
citekey = "b2001"
design = "not-recorded"
conditions = ["c"]
reference = { title = 'b "', issued = 2001 }
'''
EXPECTED = [
    ("the sheet", 1, "title: the words on the cover"),
    ("a2000", 12, "participants: how many were randomised"),
    ("a2000", 19, "arm"),
    ("a2000", 20, "with a colon"),
    ("a2000", 25, "end"),
    ("b2001", 27, "not yet extracted: nothing is recorded but its reference"),
]


def rows(acuevid: Command, path: Path, *args: str) -> list[tuple[str, int, str]]:
    result = acuevid("todo", *args, "--catalogue", path, "--json")
    assert (result.code, result.err) == (0, "")
    return [(row["record"], row["line"], row["todo"]) for row in json.loads(result.out)["todo"]]


def test_each_comment_with_its_study_and_line(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(TEXT, encoding="utf-8")
    assert rows(acuevid, path) == EXPECTED
    assert rows(acuevid, path, "b2001") == EXPECTED[-1:]
    lines = acuevid("todo", "--catalogue", path).out.splitlines()
    assert lines[:2] == ["record\tline\ttodo", "the sheet\t1\ttitle: the words on the cover"]


def test_line_ends_and_a_byte_order_mark_change_nothing(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert rows(acuevid, path) == EXPECTED


def test_a_comment_below_a_blank_line_stays_with_the_record_above(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(TEXT.replace("# TODO end\n\n", "\n# TODO end\n\n"), encoding="utf-8")
    assert ("a2000", 26, "end") in rows(acuevid, path)
    path.write_text(TEXT.replace("# TODO end\n\n", "\n# TODO end\n"), encoding="utf-8")
    assert ("b2001", 26, "end") in rows(acuevid, path)


def test_studies_in_one_array(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    kind, rest = 'design = "mechanism-study"', 'conclusion = "x", reference = { title = "x", issued = 2000 }'
    path.write_text(
        'sheet = { title = "T", topic = "t", intervention = "i" }\n'
        "study = [\n"
        + ", # TODO one\n  # TODO two\n".join(
            f"  {{ {kind}, citekey = '{key}', {rest} }}" for key in ("a2000", "b2001")
        )
        + "]\n",
        encoding="utf-8",
    )
    assert rows(acuevid, path) == [("a2000", 3, "one"), ("b2001", 4, "two")]


def test_check_notes_it_and_strict_counts_it(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(TEXT, encoding="utf-8")
    plain = acuevid("check", "--catalogue", path)
    assert plain.code == 0
    assert "CAT303" not in plain.out
    assert plain.out.endswith("0 errors, 6 still to fill in ('acuevid todo' lists them)\n")
    strict = acuevid("check", "--catalogue", path, "--strict")
    assert strict.code == 1
    line = f"{path}:12:1: CAT303 a2000: still to fill in: participants: how many were randomised"
    for said in (strict, acuevid("check", "a2000", "--catalogue", path)):
        assert line in said.out
        assert said.out.endswith(" still to fill in\n")
    for also in (["--all"], ["--select", "CAT3"]):
        assert line in acuevid("check", "--catalogue", path, *also).out
    assert acuevid("check", "--catalogue", path, "--strict", "--ignore", "CAT303").code == 0
    found = json.loads(acuevid("check", "b2001", "--catalogue", path, "--json").out)["diagnostics"]
    assert [(d["code"], d["severity"], d["line"], d["citekey"]) for d in found] == [("CAT303", "note", 27, "b2001")]


def test_the_shipped_catalogues_have_nothing_to_do(acuevid: Command) -> None:
    for name in ("studies", "p6-nausea"):
        assert acuevid("todo", "--catalogue", name).out == "record\tline\ttodo\n"
