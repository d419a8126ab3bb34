"""A new catalogue loads clean and works with every command; a study to fill in says nothing of any evidence."""

import os
import pty
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from acuevid.catalogue.files import find_catalogue
from acuevid.catalogue.load import load_bytes, load_catalogue
from acuevid.intake.templates import study_template
from acuevid.vocabulary import DESIGNS
from tests.conftest import Command, read_terminal

OPTIONS = ("--title", "Acupuncture & “headache” [x]", "--topic", "headache", "--treatment", "acupuncture")
CONDITIONS = ("--condition", "tension headache", "--condition", "migraine = migraine with aura")


@pytest.fixture
def fresh(acuevid: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new catalogue with two conditions."""
    monkeypatch.chdir(tmp_path)
    result = acuevid("new", "headache", *OPTIONS, *CONDITIONS)
    assert (result.code, result.out, result.err) == (0, "", "wrote headache.toml\n")
    return tmp_path / "headache.toml"


def test_what_was_said_stands_in_a_catalogue_that_loads_clean(acuevid: Command, fresh: Path) -> None:
    data = tomllib.loads(fresh.read_text(encoding="utf-8"))
    assert data["sheet"] == {
        "title": "Acupuncture & “headache” [x]",
        "topic": "headache",
        "intervention": "acupuncture",
    }
    assert data["condition"] == [
        {"key": "tension-headache", "name": "tension headache"},
        {"key": "migraine", "name": "migraine with aura"},
    ]
    assert acuevid("check", "--catalogue", fresh, "--strict").code == 0
    assert fresh.stat().st_mode & 0o777 == 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["list", "--format", "table"], "the catalogue has no study yet"),
        (["list", "--format", "table", "--author", "Smith"], "no study fits"),
        (["list"], "citekey\tstudy"),
        (["conditions"], "tension-headache"),
        (["summarize"], "The catalogue has no clinical study of headache."),
        (["summarize", "migraine"], "The catalogue has no clinical study of migraine with aura."),
        (["summarize", "--trace"], "condition.empty"),
        (["summarize"], "Conditions without a study here"),
        (["pool"], "There is nothing to pool: the catalogue has no clinical study."),
        (["map"], "migraine\trandomised-trial\t0"),
        (["check", "--all"], "0 studies, 0 numbers"),
        (["todo", "--format", "table"], "nothing is left to fill in"),
        (["trace", "migraine.1"], "condition.empty"),
        (["diff", "headache.toml", "headache.toml"], "Nothing changed."),
        *((["export", "--format", name], "the catalogue has no study yet") for name in ("md", "html", "csv", "tsv")),
        *(
            (["export", "--format", name], "the catalogue has no study yet")
            for name in ("json", "jsonl", "metafor", "robvis")
        ),
        *(
            (["export", "--format", name], "the catalogue has no study yet")
            for name in ("bibtex", "ris", "csl-json", "fhir")
        ),
        (["export", "--format", "toml"], "the catalogue has no study yet"),
        (["export", "--format", "md"], "The catalogue has no study yet."),
    ],
)
def test_an_empty_catalogue_works_with_every_command(
    acuevid: Command, fresh: Path, command: list[str], told: str
) -> None:
    result = acuevid(*command, "--catalogue", fresh)
    assert result.code == 0
    assert told in result.out + result.err


def test_no_file_is_overwritten_unless_told(acuevid: Command, fresh: Path) -> None:
    before = fresh.read_bytes()
    result = acuevid("new", "headache", *OPTIONS, "--condition", "neck pain")
    assert (result.code, result.err) == (1, "acuevid: headache.toml is there already; --force overwrites it\n")
    assert fresh.read_bytes() == before
    assert acuevid("new", "headache.toml", *OPTIONS, "--condition", "neck pain", "--force").code == 0
    assert [c.key for c in load_catalogue(fresh).conditions] == ["neck-pain"]
    assert [path.name for path in fresh.parent.iterdir()] == ["headache.toml"]


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (["new", "x"], 2, "missing: --title, --topic, --treatment, --condition; there is no terminal to ask at"),
        (["new", "x", *OPTIONS], 2, "missing: --condition; there is no terminal to ask at"),
        (["new", "x", *OPTIONS, "--condition", "頭痛"], 2, "the condition '頭痛' has no key"),
        (["new", "x", *OPTIONS, "--condition", "Bad Key = x"], 2, "the condition 'Bad Key = x' has no key"),
        (["new", "x", *OPTIONS, "--condition", "Neck pain", "--condition", "neck-pain"], 2, "have the key neck-pain"),
        (["new", "x", *OPTIONS[2:], "--title", " ", *CONDITIONS], 2, "--title is empty"),
        (["new", "x", "--from", "p6-nausea", "--title", "x"], 2, "--from copies a catalogue as it is"),
        (["new", "x", "--from", "p6-nasea"], 1, "did you mean p6-nausea?"),
        (["new", "x", "--design", "cohort"], 2, "--design is for a study"),
        (["new", "no/such/x", *OPTIONS, *CONDITIONS], 1, "there is no folder no/such"),
        (["new", "study"], 2, "--design is missing; there are: systematic-review"),
        (["new", "study", "--design", "chohort"], 2, "did you mean 'cohort'?"),
        (["new", "study", "--design", "cohort", "--title", "x"], 2, "a study takes --design and --condition only"),
    ],
)
def test_one_line_says_what_lacks(
    acuevid: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], code: int, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = acuevid(*args)
    assert (result.code, result.out) == (code, "")
    assert told in result.err
    assert len([line for line in result.err.splitlines() if line.startswith("acuevid:")]) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_shipped_one_is_copied_with_its_comments(
    acuevid: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert acuevid("new", "mine", "--from", "p6-nausea").code == 0
    assert (tmp_path / "mine.toml").read_bytes() == find_catalogue("p6-nausea").read_bytes()


def on_a_terminal(answers: bytes, folder: Path) -> tuple[int, str]:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "acuevid", "new", "asked"]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder)
    os.close(theirs)
    os.write(ours, answers)
    told = read_terminal(ours)
    return process.wait(), told.decode()


def test_at_a_terminal_it_asks(tmp_path: Path) -> None:
    answers = (
        "Acupuncture and neck pain\n\nneck pain\nacupuncture\nBad Key = x\nneck pain\nwhiplash = whiplash injury\n\n"
    )
    code, told = on_a_terminal(answers.encode(), tmp_path)
    assert code == 0, told
    made = load_catalogue(tmp_path / "asked.toml")
    assert (made.sheet.title, made.sheet.topic) == ("Acupuncture and neck pain", "neck pain")
    assert [(c.key, c.name) for c in made.conditions] == [("neck-pain", "neck pain"), ("whiplash", "whiplash injury")]
    assert "Title of the sheet: " in told
    assert "wrote asked.toml" in told


def test_the_end_of_the_answers_writes_nothing(tmp_path: Path) -> None:
    code, told = on_a_terminal(b"A title\n\x04", tmp_path)
    assert code == 2
    assert "nothing is written: the answers ended" in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("design", DESIGNS)
def test_a_template_loads_and_says_nothing(acuevid: Command, fresh: Path, design: str) -> None:
    printed = acuevid("new", "study", "--design", design, "--condition", "migraine", "--catalogue", fresh)
    assert (printed.code, printed.err) == (0, "")
    fresh.write_text(fresh.read_text(encoding="utf-8") + printed.out, encoding="utf-8")
    assert acuevid("check", "--catalogue", fresh).code == 0
    assert acuevid("check", "--catalogue", fresh, "--strict").code == 1
    (study,) = load_catalogue(fresh).studies
    assert study.design == design
    assert not study.is_extracted
    assert (study.arms, study.outcomes, study.reference.authors) == ((), (), ())
    assert (study.participants, study.species) == (None, None)
    assert "not yet extracted" in acuevid("todo", "--catalogue", fresh).out
    assert acuevid("summarize", "--catalogue", fresh).code == 0


@pytest.mark.parametrize("design", DESIGNS)
def test_every_example_in_a_template_is_right(acuevid: Command, fresh: Path, design: str) -> None:
    text = study_template(DESIGNS[design], ["migraine"])
    filled = re.sub(r"(?m)^# (?=\[|[a-z])", "", text)
    assert filled != text
    fresh.write_text(fresh.read_text(encoding="utf-8") + filled, encoding="utf-8")
    result = acuevid("check", "--catalogue", fresh, "--ignore", "REF")
    assert (result.code, result.err) == (0, "")
    assert "CAT1" not in result.out
    (study,) = load_catalogue(fresh).studies
    assert study.is_extracted
    assert acuevid("summarize", "migraine", "--catalogue", fresh).code == 0


def test_of_several_conditions_a_person_chooses(acuevid: Command, fresh: Path) -> None:
    text = acuevid("new", "study", "--design", "cohort", "--catalogue", fresh).out
    assert "# TODO conditions: one or more of tension-headache, migraine" in text
    filled = text.replace("conditions = []", 'conditions = ["migraine"]')
    assert load_bytes((fresh.read_text(encoding="utf-8") + filled).encode(), "x").catalogue.studies
    assert "# TODO conditions: the keys of" in acuevid("new", "study", "--design", "cohort").out
