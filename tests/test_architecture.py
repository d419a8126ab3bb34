"""What docs/architecture.md says a new thing takes is all that it takes: tried on a copy of the house."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import HERE

PACKAGE = HERE.parent / "src" / "acuevid"
ROW = '    yield MeasureKind("mean_change",'
TOY = '    yield MeasureKind("toy_ratio", "toy ratio", "TOY", is_ratio=True, is_reported=True)\n'
SHEET = """
[sheet]
title = "Toys"
topic = "toys"
intervention = "needling"
[[condition]]
key = "pain"
name = "pain"
[[study]]
citekey = "first2001"
conditions = ["pain"]
design = "DESIGN"
species = "human"
participants = 80
[study.reference]
authors = ["First F"]
title = "A first trial"
issued = 2001
[[study.arm]]
id = "needling"
label = "needling"
role = "experimental"
[[study.arm]]
id = "sham"
label = "sham needling"
role = "comparator"
comparator = "sham"
[[study.outcome]]
id = "o"
label = "relapse"
family = "FAMILY"
event_is = "bad"
p = "= 0.6"
effect = { measure = "MEASURE", estimate = 0.60, ci_low = 0.40, ci_high = 0.90 }
"""
COUNTED = """
[[study.outcome]]
id = "n"
label = "attack"
family = "symptoms"
event_is = "bad"
events = { needling = 10, sham = 20 }
total = { needling = 40, sham = 40 }
"""
DECLARED = """
[[design]]
key = "toy-trial"
label = "toy trial"
group = "randomised-trials"
level = 2
randomised = true
controlled = true
[[family]]
key = "toys"
label = "joy in toys"
"""
FUNCTION = """def toy_ratio(events_1: int, total_1: int, events_2: int, total_2: int) -> Estimate:
    return Estimate("toy_ratio", events_1 / total_2, 0.5, 2.0)


"""
CHECK = '''

@check("CNT399", "a title is of trials")
def title_of_trials(subject: Subject) -> Iterator[Answer]:
    """A title names no trial."""
    yield fits("trial" not in (subject.study.reference.title or "")), ("reference.title",), "it says trial"
'''
FORMAT = """        Format(Name.TOY, "toy", "a line of toys", "toy boxes", lambda export: iter(("toys\\n",))),
"""
Run = Callable[..., str]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the house, to build on."""
    return Path(shutil.copytree(PACKAGE, tmp_path / "acuevid", ignore=shutil.ignore_patterns("__pycache__")))


def in_house(house: Path, measure: str = "risk_ratio", design: str = "randomised-trial", family: str = "pain") -> Run:
    """Commands of that copy on a catalogue with this measure, design and family; what they print."""
    sheet = house.parent / "toys.toml"
    words = {"MEASURE": measure, "DESIGN": design, "FAMILY": family}
    text = SHEET
    for word, said in words.items():
        text = text.replace(f'"{word}"', f'"{said}"')
    sheet.write_text(text, encoding="utf-8")

    def run(*arguments: str, code: int = 0, lines: bool = False) -> str:
        command = [sys.executable, "-m", "acuevid", *arguments, "--catalogue", str(sheet)]
        environment = os.environ | {"PYTHONPATH": str(house.parent), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        assert (done.returncode, done.stderr) == (code, ""), done.stderr
        return done.stdout if lines else " ".join(done.stdout.split())

    return run


def built_on(path: Path, before: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, new + before), encoding="utf-8")


def test_a_measure_that_papers_print_is_its_row_in_the_table_of_measures(house: Path) -> None:
    built_on(house / "measures.py", ROW, TOY)
    run = in_house(house, "toy_ratio")
    told = "toy ratio 0.60, 95% CI 0.40 to 0.90"
    assert told in run("show", "first2001", "--format", "md")
    assert f"relapse ({told}, p = 0.6, not all consistent) favoured needling" in run("summarize", "pain")
    found = {d["code"] for d in json.loads(run("check", "--json"))["diagnostics"]}
    assert "STA102" in found  # on the log scale 0.40 to 0.90 excludes 1, and p = 0.6 does not
    assert "toy_ratio" in run("list", "--columns", "citekey,toy_ratio")
    assert "0.60 (0.40 to 0.90)" in run("list", "--columns", "citekey,toy_ratio")
    assert '"measure": "toy_ratio"' in run("export", "--format", "json")
    assert 'measure = "toy_ratio"' in run("export", "--format", "toml")
    assert "toy_ratio" in run("export", "--format", "csv", "--rows", "outcomes")
    assert told in run("export", "--format", "html")
    assert "First 2001 (alone on relapse against sham treatment)" in run("pool", "pain", "--measure", "toy")


def test_a_measure_that_is_not_in_the_table_is_refused(house: Path) -> None:
    assert "toy_ratio" in in_house(house, "toy_ratio")("check", code=1)


@pytest.mark.long
def test_a_measure_that_is_computed_is_its_row_its_function_and_its_place_in_a_room(house: Path) -> None:
    built_on(house / "measures.py", ROW, TOY.replace("is_reported=True", "is_computed=True"))
    built_on(house / "numbers" / "effects.py", "def odds_ratio(", FUNCTION)
    room = house / "results" / "events.py"
    built_on(room, "odds_ratio, risk_difference, risk_ratio", "toy_ratio, ")
    built_on(room, "odds_ratio(*table), risk_difference", "toy_ratio(*table), ")
    run = in_house(house)
    with (house.parent / "toys.toml").open("a", encoding="utf-8") as sheet:
        sheet.write(COUNTED)
    head, *rows = run("export", "--format", "csv", "--rows", "outcomes", lines=True).split("\n")
    cells = dict(zip(head.split(","), rows[1].split(","), strict=True))
    assert (cells["toy_ratio"], cells["toy_ratio_low"], cells["toy_ratio_high"]) == ("0.25", "0.5", "2.0")
    assert "toy ratio 0.25, 95% CI 0.50 to 2.00" in run("show", "first2001", "--format", "md")


@pytest.mark.long
def test_a_design_and_a_family_are_tables_of_the_catalogue(house: Path) -> None:
    run = in_house(house, design="toy-trial", family="toys")
    with (house.parent / "toys.toml").open("a", encoding="utf-8") as sheet:
        sheet.write(DECLARED)
    assert "toy trial" in run("list", "--columns", "design")
    assert "First 2001, a toy trial of 80 people" in run("summarize", "pain")
    assert "joy in toys" in run("export", "--format", "html")


def test_a_check_is_a_function_in_a_file_of_checks(house: Path) -> None:
    with (house / "checks" / "scales.py").open("a", encoding="utf-8") as file:
        file.write(CHECK)
    run = in_house(house)
    assert "CNT399" in run("check")
    assert "A title names no trial." in run("check", "--explain", "CNT399")


def test_a_format_is_its_name_and_its_row(house: Path) -> None:
    built_on(house / "export" / "names.py", '    MD = "md"\n', '    TOY = "toy"\n')
    built_on(house / "export" / "formats.py", "        Format(Name.MD,", FORMAT)
    run = in_house(house)
    assert run("export", "--format", "toy") == "toys"
    assert "a line of toys" in run("export", "--list-formats")
