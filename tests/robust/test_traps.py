"""Small files that once took minutes, and odd names, digits and numbers that once were faults.

A trap that springs runs into the time limit; nothing here asserts how long it takes.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from acuevid.numbers.grim import counts_for_percent, sizes_for_percent
from tests.conftest import DATA, Command, rest_long

LIMIT = 60
HEAD = '[sheet]\ntitle = "t"\ntopic = "t"\nintervention = "acupuncture"\n'
CONDITION = '[[condition]]\nkey = "{key}"\nname = "pain {key}"\n'
STUDY = """
[[study]]
citekey = "s{i}"
conditions = ["{condition}"]
design = "randomised-trial"
participants = {people}
{tie}
[study.reference]
authors = ["Author A"]
title = "title {i}"
issued = 2000
[[study.arm]]
id = "a"
label = "acupuncture"
role = "experimental"
[[study.arm]]
id = "b"
label = "sham"
role = "comparator"
comparator = "sham"
"""
OUTCOME = """
[[study.outcome]]
id = "o{i}"
label = "pain {i}"
family = "response"
event_is = "good"
direction = "favours-experimental"
{figures}
"""


def studies(n: int, figures: str = "", people: int = 60, tie: str = "", outcomes: int = 1) -> Iterator[str]:
    yield HEAD + CONDITION.format(key="c")
    for i in range(n):
        link = tie.format(next=(i + 1) % n) if i < n - 1 or "circle" in tie else ""
        yield STUDY.format(i=i, condition="c", people=people, tie=link.replace("circle", ""))
        for j in range(outcomes):
            yield OUTCOME.format(i=j, figures=figures)


def conditions(n: int) -> Iterator[str]:
    yield HEAD
    for i in range(n):
        yield CONDITION.format(key=f"c{i}")
    for i in range(n):
        yield STUDY.format(i=i, condition=f"c{i}", people=60, tie="") + OUTCOME.format(i=0, figures="")


TRAPS = {
    "counts and percentages without group sizes": (
        "".join(studies(1, "events = { a = 700, b = 900 }\npercent = { a = 1, b = 2 }", 100_000, outcomes=40)),
        [["check"], ["summarize"]],
    ),
    "divisions of many people": (
        "".join(studies(20, "percent = { a = 50.1, b = 40.2 }", 49_000)),
        [["check"], ["summarize"]],
    ),
    "a chain of ties": ("".join(studies(3_000, tie='reanalysis_of = "s{next}"')), [["list"], ["summarize"]]),
    "a circle of ties": ("".join(studies(5_000, tie='circlereanalysis_of = "s{next}"')), [["list"]]),
    "a large pool": ("".join(studies(1_500, "events = { a = 10, b = 15 }\ntotal = { a = 30, b = 30 }")), [["pool"]]),
    "two long titles": (
        "".join(studies(2)).replace("title 0", "ab" * 9_000).replace("title 1", "ba" * 9_000),
        [["check"]],
    ),
    "many conditions": ("".join(conditions(3_000)), [["conditions"], ["map"], ["export", "--format", "md"]]),
    "a long heading": (HEAD + f'[[condition]]\nkey = "c"\nname = "{"#" * 19_000}x"\n', [["export", "--format", "md"]]),
    "a text without end": (HEAD + f'[[condition]]\nkey = "c"\nname = "{"x" * 3_000_000}"\n', [["list"]]),
}


SLOW = ("many conditions", "a chain of ties", "a large pool")
EVERY_DAY = [name for name in TRAPS if name not in SLOW][::2]


@pytest.mark.parametrize("name", rest_long(EVERY_DAY, [name for name in TRAPS if name not in EVERY_DAY]))
def test_a_trap_does_not_spring(name: str, tmp_path: Path) -> None:
    text, verbs = TRAPS[name]
    path = tmp_path / "trap.toml"
    path.write_text(text, encoding="utf-8")
    for verb in verbs:
        done = run(*verb, "--catalogue", path)
        assert done.returncode in (0, 1)
        assert b"internal error" not in done.stderr
        assert b"Traceback" not in done.stderr


def test_a_large_pool_says_that_none_was_left_out(tmp_path: Path) -> None:
    path = tmp_path / "pool.toml"
    figures = "events = { a = 10, b = 15 }\ntotal = { a = 30, b = 30 }"
    for n, told in ((100, False), (101, True)):
        text = "".join(studies(n, figures)).replace("a = 10", "a = 13", n // 2)
        path.write_text(text, encoding="utf-8")
        text = " ".join(run("pool", "--catalogue", path).stdout.decode().split())
        assert ("With more than 100 studies, this counts no pool without one of them." in text) is told
        assert ("each study left out in turn" in text) is not told


def run(*args: str | Path, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "acuevid", *map(str, args)],
        capture_output=True,
        check=False,
        timeout=LIMIT,
        env={**os.environ, **env},
    )


@pytest.mark.parametrize("value", ["82", "82.4", "0.3", "1", "100", "99.95"])
def test_sizes_for_a_percentage_are_those_that_trying_each_finds(value: str) -> None:
    for count in (0, 1, 3, 14, 120):
        tried = [n for n in range(max(count, 1), 1_500) if count in counts_for_percent(Decimal(value), n).rounds]
        assert list(sizes_for_percent(Decimal(value), count, 1_499)) == tried


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = (DATA / "sound.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "changed.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_digits_of_other_scripts_and_huge_numbers_are_diagnosed(acuevid: Command, tmp_path: Path) -> None:
    for old, new in (
        ('p = "= 0.058"', 'p = "= .٠٥٨"'),
        ("events = { acupuncture = 14 }", f"events = {{ acupuncture = 14 }}\nitems = 0x{'f' * 5000}"),
    ):
        result = acuevid("check", "--catalogue", changed(tmp_path, old, new))
        assert result.code == 1
        assert "changed.toml:" in result.err + result.out
        assert "internal error" not in result.err


def test_odd_names_of_files_and_sentences(acuevid: Command, tmp_path: Path) -> None:
    for name in (f".acuevid-{'9' * 23}-x.tmp", ".acuevid-²-abcdefgh.tmp", ".acuevid-399999999-mine-important.tmp"):
        (tmp_path / name).write_text("mine", encoding="utf-8")
    (tmp_path / ".acuevid-399999999-abcdefgh.tmp").mkdir()
    assert acuevid("export", "-o", tmp_path / "sheet.md").code == 0
    assert len(list(tmp_path.iterdir())) == 5
    assert acuevid("trace", f"hiv.{'9' * 5000}").code == 1


@pytest.mark.parametrize(
    ("name", "text", "format"),
    [
        ("a.md", "<!-- acuevidence of mine -->\nmy page", "md"),
        ("a.json", "[] and my own notes", "csl-json"),
        ("a.json", '[{"id": "mine"}]', "csl-json"),
    ],
)
def test_what_only_looks_like_ours_is_kept(acuevid: Command, tmp_path: Path, name: str, text: str, format: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    result = acuevid("export", "--format", format, "-o", path)
    assert result.code == 1
    assert "--force" in result.err
    assert path.read_text(encoding="utf-8") == text


def test_a_loop_of_links_is_kept(acuevid: Command, tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert acuevid("export", "-o", loop).code == 1
    assert loop.is_symlink()


def test_a_revision_is_never_an_option_or_a_pattern(tmp_path: Path) -> None:
    catalogue = tmp_path / "studies.toml"
    catalogue.write_bytes((DATA / "good.toml").read_bytes())
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"]):
        subprocess.run(["git", "-C", tmp_path, *command], check=True)
    precious = tmp_path / "y:." / "studies.toml"
    precious.parent.mkdir()
    precious.write_text("precious", encoding="utf-8")
    for revision in ("--output=y", "-Ox", "*", "HEAD..HEAD", "^HEAD", "nosuch"):
        done = subprocess.run(
            [sys.executable, "-m", "acuevid", "diff", "--catalogue", "studies.toml", "--", revision],
            cwd=tmp_path,
            capture_output=True,
            check=False,
            text=True,
        )
        assert done.returncode == 1
        assert "no such revision" in done.stderr
    assert precious.read_text(encoding="utf-8") == "precious"
    good = [sys.executable, "-m", "acuevid", "diff", "--catalogue", "studies.toml", "HEAD"]
    subprocess.run(good, cwd=tmp_path, capture_output=True, check=True)


def test_what_has_no_end_is_not_read_to_its_end() -> None:
    done = run("list", "--catalogue", "/dev/zero")
    assert done.returncode == 1
    assert b"more than 150 MB" in done.stderr


def test_a_completion_never_disturbs_the_command_line() -> None:
    for env in (
        {"_ACUEVID_COMPLETE": "complete_bash"},
        {"_ACUEVID_COMPLETE": "complete_bash", "COMP_WORDS": "acuevid l", "COMP_CWORD": "zz"},
    ):
        done = run(**env)
        assert (done.stdout, done.stderr) == (b"", b"")


def test_nothing_to_draw_is_no_picture(acuevid: Command) -> None:
    result = acuevid("forest", "hiv", "-o", "-")
    assert (result.code, result.out) == (1, "")
    assert "nothing to pool" in result.err


def test_full_width_formulas_are_disarmed(acuevid: Command, tmp_path: Path) -> None:
    path = changed(tmp_path, 'title = "A series"', 'title = "＝1+1"')
    assert "'＝1+1" in acuevid("export", "--format", "csv", "--catalogue", path).out
