"""Every command as its user runs it: golden output, filters, exit codes, pipes."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from acuevid import __version__
from tests.conftest import DATA, Command, Golden

ACUEVID = [sys.executable, "-m", "acuevid"]
SCREENS = {
    "list": ["list", "--format", "table"],
    "list-trigeminal": ["list", "--condition", "trigeminal", "--format", "table"],
    "list-md": ["list", "--condition", "hiv", "--format", "md"],
    "list-tsv": ["list"],
    "conditions": ["conditions", "--format", "table"],
    "conditions-tsv": ["conditions"],
    "show-shiflett": ["show", "shiflett"],
    "show-liu-spacek": ["show", "liu2010", "Spacek 1998"],
    "show-schroder-md": ["show", "schröder", "--format", "md"],
    "show-penza-json": ["show", "penza2011", "--json"],
    "summarize": ["summarize"],
    "summarize-hiv": ["summarize", "hiv"],
    "summarize-hiv-md": ["summarize", "hiv", "--format", "md"],
    "summarize-hiv-json": ["summarize", "hiv", "--format", "json"],
    "summarize-trigeminal": ["summarize", "trigeminal"],
    "summarize-chemo-carpal": ["summarize", "chemo", "carpal"],
    "summarize-others": ["summarize", "occipital", "painful", "undefined"],
    "export-md": ["export", "--format", "md"],
    "export-json": ["export", "--format", "json"],
    "export-formats": ["export", "--list-formats"],
    "export-selection-md": ["export", "--design", "retrospective-comparison"],
    "export-html": ["export", "--format", "html", "--condition", "occipital"],
    "export-jsonl": ["export", "--format", "jsonl", "--author", "penza"],
    "export-csv": ["export", "--format", "csv"],
    "export-outcomes-tsv": ["export", "--format", "tsv", "--rows", "outcomes", "--condition", "hiv"],
    "export-metafor": ["export", "--format", "metafor"],
    "export-bibtex": ["export", "--format", "bibtex"],
    "export-ris": ["export", "--format", "ris"],
    "export-csl-json": ["export", "--format", "csl-json"],
    "export-toml": ["export", "--format", "toml", "--condition", "trigeminal"],
    "schema": ["schema"],
    "help": ["--help"],
    "help-list": ["list", "-h"],
    "help-summarize": ["summarize", "--help"],
    "help-export": ["export", "--help"],
}


@pytest.mark.parametrize("name", SCREENS)
def test_screen(acuevid: Command, golden: Golden, name: str) -> None:
    result = acuevid(*SCREENS[name])
    assert (result.code, result.err) == (0, "")
    golden(f"{name}.txt", result.out)


@pytest.mark.parametrize("columns", [30, 50, 79, 80, 100, 120, 200])
@pytest.mark.parametrize(
    "command", ["list --format table", "summarize hiv", "summarize", "show spacek1998", "conditions"]
)
def test_nothing_is_wider_than_the_terminal(acuevid: Command, command: str, columns: int) -> None:
    args = command.split()
    text = acuevid(*args, *(["--format", "table"] if args == ["conditions"] else []), columns=columns).out
    assert max(map(len, text.splitlines())) <= columns
    assert not any(line.endswith(" ") for line in text.splitlines())
    if command != "conditions":
        assert "Spacek" in "".join(text.split()) or "hiv" in command


def studies(result_out: str) -> list[str]:
    return [line.split("\t")[0] for line in result_out.splitlines()[1:]]


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ("--condition trigeminal", "liu2010 spacek1998"),
        ("--condition hiv", "shlay1998 shiflett2011 phillips2004 galantino1999"),
        ("--condition chemo", "xu2010 donald2011"),
        ("--condition chemo --condition trigeminal", "liu2010 xu2010 donald2011 spacek1998"),
        ("--condition sciatica", ""),
        ("--design systematic-review", "liu2010"),
        ("--design RANDOMISED-TRIAL --year 2011..", "penza2011 shiflett2011"),
        ("--species rabbit", "komori2009"),
        ("--comparator sham", "penza2011 hui2009"),
        ("--comparator active-treatment", "spacek1998"),
        ("--direction mixed", "liu2010 shiflett2011"),
        ("--direction improved --year ..2004", "phillips2004 galantino1999"),
        ("--year 1998", "shlay1998 spacek1998"),
        ("--author schroder", "schroder2007"),
        ("--author hui", "hui2010 hui2009"),
        ("--journal JAMA", "shlay1998"),
        ("--search adenosine", "goldman2010"),
        ("--search carbamazepine --search retrospective", "spacek1998"),
        ("--design mechanism-study --species rat --sort=-year", "cidral-filho2011 meng2011 dong2006"),
        ("--design before-after --sort participants", "galantino1999 phillips2004"),
    ],
)
def test_filters(acuevid: Command, args: str, expected: str) -> None:
    result = acuevid("list", *args.split())
    assert result.code == 0
    assert studies(result.out) == expected.split()


def test_a_pipe_gets_a_header_and_every_study(acuevid: Command) -> None:
    lines = acuevid("list").out.splitlines()
    assert len(lines) == 20
    assert len({line.count("\t") for line in lines}) == 1
    assert "\x1b" not in "".join(lines)


def test_columns_and_json(acuevid: Command) -> None:
    assert acuevid("list", "-c", "trigeminal", "--columns", "year,doi,study").out == (
        "year\tdoi\tstudy\n2010\t\tLiu 2010\n1998\t\tSpacek 1998\n"
    )
    data = json.loads(acuevid("list", "--json").out)
    assert data["acuevid"] == {"kind": "studies", "schema_version": 1}
    assert len(data["studies"]) == 19
    wrong = acuevid("list", "--columns", "year,docter")
    assert (wrong.code, wrong.out) == (2, "")
    assert "no column 'docter'" in wrong.err


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["summarize", "trigemnial"], 1, "did you mean trigeminal-neuralgia?"),
        (["list", "--condition", "neuropathy"], 1, "could be any of: chemotherapy-neuropathy, hiv-neuropathy"),
        (["show", "hui"], 1, "could be any of: hui2010, hui2009"),
        (["show", "schrader"], 1, "did you mean schroder2007?"),
        (["show", "zzz"], 1, "'acuevid list' shows what there is"),
        (["list", "--design", "chohort"], 2, "did you mean 'cohort'?"),
        (["list", "--year", "soon"], 2, "is no span of years"),
        (["list", "--year", "2011..2001"], 2, "runs backwards"),
        (["list", "--sort", "colour"], 2, "cannot sort by 'colour'"),
        (["list", "--foo"], 2, "No such option"),
        (["lits"], 2, "lits"),
        (["show"], 2, "STUDY"),
        (["export", "--format", "odt"], 2, "odt"),
    ],
)
def test_errors_are_a_line_and_a_code(acuevid: Command, args: list[str], code: int, says: str) -> None:
    result = acuevid(*args)
    assert (result.code, result.out) == (code, "")
    assert says in result.err
    assert len(result.err.splitlines()) <= 2
    assert "Traceback" not in result.err


def test_no_arguments_show_the_help(acuevid: Command) -> None:
    result = acuevid()
    assert result.code == 2
    assert "summarize" in result.out + result.err


def test_version_and_summarise(acuevid: Command) -> None:
    assert acuevid("--version").out == f"acuevid {__version__}\n"
    assert acuevid("summarise", "hiv").out == acuevid("summarize", "hiv").out


def test_the_catalogue_by_option_before_and_after_the_verb_and_by_variable(
    acuevid: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = DATA / "good.toml"
    for args in (["list", "--catalogue", good], ["list", "--catalog", good], ["--catalogue", good, "list"]):
        assert studies(acuevid(*args).out) == ["first2001", "second2002"]
    monkeypatch.setenv("ACUEVID_CATALOGUE", str(good))
    assert studies(acuevid("list").out) == ["first2001", "second2002"]
    assert len(studies(acuevid("list", "--catalogue", "studies").out)) == 19


def test_help_of_every_command_has_an_example(acuevid: Command) -> None:
    for name in ("list", "show", "conditions", "summarize", "trace", "export", "check", "schema"):
        for flag in ("-h", "--help"):
            result = acuevid(name, flag)
            assert result.code == 0
            assert f"  acuevid {name}" in result.out


def test_no_study_fits(acuevid: Command) -> None:
    result = acuevid("list", "--format", "table", "--year", "1900")
    assert (result.code, result.out, result.err) == (0, "", "no study fits\n")


# ------------------------------------------------------------------ as processes


def process(*args: str, cwd: Path) -> "subprocess.CompletedProcess[bytes]":
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ACUEVID")}
    return subprocess.run([*ACUEVID, *args], capture_output=True, env=environment, check=False, cwd=cwd)


def test_from_any_directory(tmp_path: Path) -> None:
    done = process("list", "--condition", "trigeminal", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"\n") == 3


def test_head_is_silent() -> None:
    for command in ("list", "export --format json", "summarize"):
        shell = f"{' '.join(ACUEVID)} {command} | head -1"
        done = subprocess.run(["bash", "-c", shell], capture_output=True, check=False)
        assert done.stderr == b""
        assert done.stdout.count(b"\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_one_line() -> None:
    done = subprocess.run(
        ["bash", "-c", f"{' '.join(ACUEVID)} export --format json > /dev/full"], capture_output=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert b"No space left" in done.stderr


def test_a_terminal_that_is_not_utf8() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([*ACUEVID, "summarize", "undefined"], capture_output=True, check=False, env=environment)
    assert done.returncode == 0
    assert b"Schr\\xf6der 2007" in done.stdout
    assert b"-----" in done.stdout


def on_a_terminal(*args: str, **extra: str) -> str:
    """What a command draws on a real terminal."""
    parent, child = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "ACUEVID_CATALOGUE")}
    environment |= {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40", **extra}
    done = subprocess.Popen([*ACUEVID, *args], stdout=child, stderr=child, env=environment)
    os.close(child)
    pieces = []
    while True:
        try:
            piece = os.read(parent, 65536)
        except OSError:
            break
        if not piece:
            break
        pieces.append(piece)
    assert done.wait() == 0
    os.close(parent)
    return b"".join(pieces).decode()


def test_a_terminal_gets_a_table_with_colour_and_words() -> None:
    drawn = on_a_terminal("list", "--condition", "hiv")
    assert "\x1b[" in drawn
    assert "no clear difference" in " ".join(drawn.split()) or "no clear" in drawn
    assert "\t" not in drawn


def test_colour_can_be_switched_off() -> None:
    for drawn in (
        on_a_terminal("list", "--color", "never"),
        on_a_terminal("--colour", "never", "list"),
        on_a_terminal("list", TERM="dumb"),
    ):
        assert "\x1b[3" not in drawn
    assert "\x1b[3" not in on_a_terminal("list", NO_COLOR="1")


def test_colour_can_be_forced_in_a_pipe(acuevid: Command) -> None:
    assert "\x1b[" in acuevid("summarize", "hiv", "--color", "always").out
    assert "\x1b[" not in acuevid("summarize", "hiv").out
