"""Fields with values that no record has: each is a complaint with its line, and the same for every verb."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import tomli

from tests.conftest import DATA, Command
from tests.robust.test_catalogues import VERBS
from tests.robust.test_traps import changed

EFFECT = "[study.outcome.effect]"
FURTHER = (["forest"], ["show", "first2001"], ["trace", "sheet.1"], ["diff", "OTHER"])


def line_of(path: Path, text: str) -> int:
    return path.read_text(encoding="utf-8").split(text)[0].count("\n") + 1


def complaint(acuevid: Command, path: Path, *verb: str) -> str:
    """What the verb says is wrong: the first line, on standard error or, of a check, on standard output."""
    named = [str(path) if word == "OTHER" else word for word in verb]
    result = acuevid(*named, "--catalogue", path)
    assert result.code == 1
    if "--json" in verb and verb[0] == "check":
        found = json.loads(result.out)["diagnostics"][0]
        return f"{path}:{found['line']}:{found['column']}: {found['code']} {found['message']}"
    return (result.err or result.out).splitlines()[0]


@pytest.mark.parametrize("value", ["[]", "{}", '["improved"]', "[[]]", "{ a = 1 }", "1", "true", "2001-02-03", "inf"])
def test_a_direction_of_another_type_is_told_by_every_verb(acuevid: Command, tmp_path: Path, value: str) -> None:
    path = changed(tmp_path, 'direction = "favours-experimental"', f"direction = {value}")
    line = line_of(path, f"direction = {value}")
    here = f"{path}:{line}:1: CAT102 direction should be "
    for verb in (*VERBS, *FURTHER):
        assert complaint(acuevid, path, *verb).startswith(here), verb


@pytest.mark.parametrize("level", ["0", "0.0", "100", "100.0", "-95", "100.5", "nan", "inf", '"95"', "true", "[95]"])
def test_a_level_lies_between_0_and_100_for_reader_and_schema(acuevid: Command, tmp_path: Path, level: str) -> None:
    path = changed(tmp_path, EFFECT, f"{EFFECT}\nlevel = {level}")
    told = complaint(acuevid, path, "list")
    assert told.startswith(f"{path}:{line_of(path, EFFECT) + 1}:1: CAT10")
    assert re.search(r" level(?: should be |: input should be a finite number)", told)
    data = tomli.loads(path.read_text(encoding="utf-8"))
    if level not in ("nan", "inf"):  # JSON has neither
        assert not validator(acuevid).is_valid(data)


@pytest.mark.parametrize("level", ["0.001", "95", "99.999999999999"])
def test_a_level_inside_these_bounds_is_read(acuevid: Command, tmp_path: Path, level: str) -> None:
    path = changed(tmp_path, EFFECT, f"{EFFECT}\nlevel = {level}")
    assert acuevid("list", "--catalogue", path).code == 0
    assert validator(acuevid).is_valid(tomli.loads(path.read_text(encoding="utf-8")))


def validator(acuevid: Command) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(acuevid("schema").out))


@pytest.mark.parametrize("p", ["> 1", "> 1.0", "> 1.000", "< 1.5", "= 1.01", ">= 1.1"])
def test_a_p_value_that_cannot_be_is_told_by_every_verb(acuevid: Command, tmp_path: Path, p: str) -> None:
    path = changed(tmp_path, 'p = "= 0.058"', f'p = "{p}"')
    line = line_of(path, f'p = "{p}"')
    here = f"{path}:{line}:1: CAT105 p: no P value can be "
    for verb in (*VERBS, *FURTHER):
        assert complaint(acuevid, path, *verb).startswith(here), verb


def test_a_condition_that_is_named_twice_has_its_study_once(acuevid: Command, tmp_path: Path) -> None:
    once = DATA / "sheets" / "arms.toml"
    twice = tmp_path / "twice.toml"
    named = 'conditions = ["insomnia"'
    twice.write_text(once.read_text(encoding="utf-8").replace(named, f'{named}, "insomnia"'), encoding="utf-8")
    assert '"insomnia", "insomnia"' in twice.read_text(encoding="utf-8")
    for verb in (["summarize"], ["summarize", "insomnia"], ["pool", "--json"], ["map"]):
        assert acuevid(*verb, "--catalogue", twice).out == acuevid(*verb, "--catalogue", once).out


@pytest.mark.parametrize(
    ("old", "most", "too_much", "told"),
    [
        ('title = "A series"', f'title = "{"x" * 20_000}"', f'title = "{"x" * 20_001}"', "more than 20,000 characters"),
        (
            "events = { acupuncture = 14 }",
            "items = 1000000000",
            "items = 1000000001",
            "items should be at most 1000000000",
        ),
        (
            "[sheet]",
            "[sheet]\n" + "#=\n" * 15_000,
            "[sheet]\n" + "".join(f"k{i} = 1\n" for i in range(20_001)),
            "a table of more keys than any record has",
        ),
    ],
    ids=["a text", "a count", "keys"],
)
def test_the_limits(acuevid: Command, tmp_path: Path, old: str, most: str, too_much: str, told: str) -> None:
    assert acuevid("list", "--catalogue", changed(tmp_path, old, most)).code == 0
    result = acuevid("list", "--catalogue", changed(tmp_path, old, too_much))
    assert (result.code, result.out) == (1, "")
    assert told in result.err


@pytest.mark.parametrize("comment", ["", "# " + 1_000_000 * "x" + "\n"], ids=["whole", "in pieces"])
def test_all_studies_together_name_10000_conditions(acuevid: Command, tmp_path: Path, comment: str) -> None:
    """A study is told under each of its conditions: 100 studies with 100 each can be, and one more name cannot."""
    head = '[sheet]\ntitle = "t"\ntopic = "t"\nintervention = "needling"\n' + comment
    named = [f"c{n}" for n in range(100)]
    conditions = "".join(f'[[condition]]\nkey = "{key}"\nname = "pain {key}"\n' for key in named)
    study = '[[study]]\ncitekey = "s{n}"\nconditions = {names}\ndesign = "case-series"\n' + (
        '[study.reference]\ntitle = "title {n}"\nissued = 2000\n'
    )
    studies = "".join(study.format(n=n, names=named) for n in range(100)).replace("'", '"')
    path = tmp_path / "many.toml"
    path.write_text(f"{head}{conditions}\n{studies}", encoding="utf-8")
    assert acuevid("list", "--catalogue", path).code == 0
    path.write_text(f"{head}{conditions}\n{studies}" + study.format(n=100, names='["c0"]'), encoding="utf-8")
    found = acuevid("check", "--catalogue", path)
    assert found.code == 1
    assert "CAT211 the studies of a catalogue of this size name at most 10,000 conditions together" in found.out
