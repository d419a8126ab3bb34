"""What the schema tells an editor: every field in words, with an example that holds and, of a number, its unit."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import tomli

from acuevid import appraisals, models, references, words
from acuevid.catalogue.schema import catalogue_schema, told_fields
from acuevid.export.jsontext import dumps
from acuevid.scalars import Record
from tests.conftest import DATA, HERE, Command
from tests.export.tools import missing, program

SHIPPED = HERE.parent / "data"
LINE = "#:schema ./acuevid.schema.json"
SCHEMA = json.loads(dumps(catalogue_schema()))
TABLES: dict[str, dict[str, Any]] = {"Catalogue": SCHEMA, **SCHEMA["$defs"]}
FIELDS = [(record, name) for record, table in TABLES.items() for name in table["properties"]]
TOLD = told_fields()
RECORDS: dict[str, type[Record]] = {
    name: thing
    for module in (models, appraisals, references, words)
    for name, thing in vars(module).items()
    if isinstance(thing, type) and issubclass(thing, Record) and thing is not Record
}
VAS = {"key": "vas-pain", "name": "visual analogue scale of pain"}


def test_each_field_is_told_and_nothing_else_is() -> None:
    assert sorted((record, name) for record, fields in TOLD.items() for name in fields) == sorted(FIELDS)
    assert set(RECORDS) == set(TOLD)


@pytest.mark.parametrize(("record", "name"), FIELDS, ids=str)
def test_a_property_has_a_description_an_example_and_the_unit_of_a_number(record: str, name: str) -> None:
    form = TABLES[record]["properties"][name]
    what, *shown = form["description"].split("\n\n")
    assert re.fullmatch(r"[A-Z].*\.", what)
    assert ("Unit: " in form["description"]) == takes_a_number(form)
    (example,) = form["examples"]
    assert [json.loads(json.dumps(tomli.loads(line.strip("`")))) for line in shown] in ([], [{name: example}])
    # a record's own references lead into the whole schema
    validator = jsonschema.Draft202012Validator({**form, "$defs": SCHEMA["$defs"]})
    assert list(validator.iter_errors(example)) == []
    assert not {"title", "$ref"} & form.keys()


def takes_a_number(form: Any) -> bool:
    """Whether a number may stand in a field itself, and not only in a table of other fields."""
    if isinstance(form, list):
        return any(map(takes_a_number, form))
    if not isinstance(form, dict):
        return False
    inner = [form.get(key) for key in ("anyOf", "items", "prefixItems", "additionalProperties")]
    inner += form.get("patternProperties", {}).values()
    return form.get("type") in ("number", "integer") or takes_a_number(inner)


@pytest.mark.parametrize(("record", "name"), FIELDS, ids=str)
def test_an_example_is_read(record: str, name: str) -> None:
    """Beside the fields that its record must have: an author's family name or literal, a rating's family or outcome."""
    kind = RECORDS["Used" if (record, name) == ("Study", "use") else record]
    fields = TOLD[record]
    form = TABLES[record]
    must = form.get("required") or form.get("else", {}).get("required", ())  # of a study that no other sheet has
    needed = [n for n in must if n in fields and kind is RECORDS[record]]
    needed += ["family"] if record == "Rating" or (record == "Author" and name != "literal") else []
    raw: dict[str, Any] = {needed_name: fields[needed_name].example for needed_name in (*needed, name)}
    declared = {"instrument": [VAS], "sheet": TOLD["Catalogue"]["sheet"].example}
    with words.speaking(words.vocabulary_of(declared)):
        kind.model_validate(raw)


def test_the_examples_of_a_study_fit_each_other() -> None:
    examples = {name: told.example for name, told in TOLD["Study"].items() if name != "use"}
    models.Study.model_validate(examples)


@pytest.mark.parametrize("path", [*sorted(SHIPPED.glob("*.toml")), DATA / "kinds.toml"], ids=lambda path: path.stem)
def test_what_loads_is_valid(path: Path) -> None:
    data = json.loads(json.dumps(tomli.loads(path.read_text(encoding="utf-8")), default=date.isoformat))
    assert list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(data)) == []


def test_a_study_of_another_sheet_is_valid_and_has_little_of_its_own() -> None:
    valid = jsonschema.Draft202012Validator(SCHEMA)
    sheet = {"title": "x", "topic": "x", "intervention": "x"}
    assert valid.is_valid({"sheet": sheet, "study": [{"use": "a:b", "conditions": ["c"], "source": {"notes": ["x"]}}]})
    assert not valid.is_valid({"sheet": sheet, "study": [{"use": "a:b", "participants": 3}]})
    assert not valid.is_valid({"sheet": sheet, "study": [{"use": "b"}]})
    assert not valid.is_valid({"sheet": sheet, "study": [{"citekey": "b"}]})


def test_the_schema_of_words_is_what_a_list_of_them_says() -> None:
    """TOML has no null, and an editor names the words of a list where they may stand."""
    assert '"null"' not in json.dumps(SCHEMA)
    form = SCHEMA["$defs"]["Study"]["properties"]
    assert "enum" in form["species"]
    assert "enum" in form["features"]["items"]
    assert form["reference"]["anyOf"] == [{"$ref": "#/$defs/Reference"}]


# ------------------------------------------------------------------------------------- acuevid schema --write
def catalogue(folder: Path, data: bytes) -> Path:
    path = folder / "my.toml"
    path.write_bytes(data)
    return path


GOOD = (DATA / "good.toml").read_bytes()


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (GOOD, f"{LINE}\n".encode()),
        (GOOD.replace(b"\n", b"\r\n"), f"{LINE}\r\n".encode()),
        (b"\xef\xbb\xbf" + GOOD, f"{LINE}\n".encode()),
        (GOOD + b"[[study]]\n", f"{LINE}\n".encode()),
    ],
    ids=["LF", "CRLF", "byte order mark", "does not load"],
)
def test_write_adds_one_line_and_keeps_all_else(acuevid: Command, tmp_path: Path, data: bytes, line: bytes) -> None:
    path = catalogue(tmp_path, data)
    path.chmod(0o640)
    done = acuevid("schema", "--write", "--catalogue", path)
    assert (done.code, done.out) == (0, "")
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    assert path.read_bytes() == mark + line + data.removeprefix(mark)
    assert path.stat().st_mode & 0o777 == 0o640
    schema = tmp_path / "acuevid.schema.json"
    assert json.loads(schema.read_bytes())["$defs"] == SCHEMA["$defs"]
    before = path.stat().st_mtime_ns
    again = acuevid("schema", "--write", "--catalogue", path)
    assert (again.code, again.err) == (0, f"wrote {schema}\n")
    assert path.stat().st_mtime_ns == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["acuevid.schema.json", "my.toml"]


def test_a_line_further_down_in_the_header_is_enough(acuevid: Command, tmp_path: Path) -> None:
    data = b"# mine\n\n  #:schema   acuevid.schema.json \n" + GOOD
    path = catalogue(tmp_path, data)
    assert acuevid("schema", "--write", "--catalogue", path).code == 0
    assert path.read_bytes() == data


def test_a_line_behind_the_first_table_is_none(acuevid: Command, tmp_path: Path) -> None:
    path = catalogue(tmp_path, GOOD + b"\n#:schema other.json\n")
    assert acuevid("schema", "--write", "--catalogue", path).code == 0
    assert path.read_bytes().startswith(LINE.encode())


def refused(acuevid: Command, path: Path) -> str:
    """What is said where neither file is changed."""
    before = {file: file.read_bytes() for file in path.parent.iterdir()}
    done = acuevid("schema", "--write", "--catalogue", path)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert {file: file.read_bytes() for file in path.parent.iterdir()} == before
    return str(done.err)


def test_another_schema_is_left_to_the_person(acuevid: Command, tmp_path: Path) -> None:
    path = catalogue(tmp_path, b"#:schema https://example.org/\xe2\x80\xae.json\n" + GOOD)
    assert "names another schema, https://example.org/<U+202E>.json; take that line out first" in refused(acuevid, path)


def test_a_file_of_that_name_that_is_not_ours_is_kept(acuevid: Command, tmp_path: Path) -> None:
    path = catalogue(tmp_path, GOOD)
    (tmp_path / "acuevid.schema.json").write_text("{}", encoding="utf-8")
    assert "was not written by acuevid; --force overwrites it" in refused(acuevid, path)
    assert acuevid("schema", "--write", "--force", "--catalogue", path).code == 0
    assert path.read_bytes() == f"{LINE}\n".encode() + GOOD


def test_no_catalogue_no_schema(acuevid: Command, tmp_path: Path) -> None:
    assert "No such file" in refused(acuevid, tmp_path / "none.toml")


# ----------------------------------------------------------------------------- language servers, as in editors
def tombi(path: Path) -> tuple[int, str]:
    """What Tombi says of a catalogue."""
    places = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    script = shutil.which("tombi", path=places) or missing("tombi (pip install -e '.[test]')")
    return said([script, "lint", "--offline", path.name], path.parent)


def taplo(path: Path) -> tuple[int, str]:
    """What taplo says of a catalogue; VS Code's Even Better TOML, Helix and Neovim check with it."""
    folder = os.environ.get("ACUEVID_NODE_MODULES", "")
    script = Path(folder) / "@taplo" / "cli" / "dist" / "cli.js"
    if not folder or not script.is_file():
        missing("@taplo/cli, in a folder named by ACUEVID_NODE_MODULES")
    return said([program("node"), "--no-warnings", str(script), "lint", path.name], path.parent)


def said(command: list[str], folder: Path) -> tuple[int, str]:
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=folder, check=False, timeout=120)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("path", [SHIPPED / "studies.toml", DATA / "kinds.toml"], ids=lambda path: path.stem)
@pytest.mark.parametrize(
    ("lint", "wrong"), [(taplo, '"humann" is not one of ["human"'), (tombi, 'one of ["human"')], ids=["taplo", "tombi"]
)
def test_a_language_server_finds_the_schema_by_its_line(
    acuevid: Command, tmp_path: Path, lint: Callable[[Path], tuple[int, str]], wrong: str, path: Path
) -> None:
    path = catalogue(tmp_path, path.read_bytes())
    assert acuevid("schema", "--write", "--catalogue", path).code == 0
    code, told = lint(path)
    assert code == 0, told
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('species = "human"', 'species = "humann"', 1), encoding="utf-8")
    code, told = lint(path)
    assert code != 0
    assert wrong in told
