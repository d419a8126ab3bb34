"""In real shells, on a hostile catalogue: nothing in it is run, and nothing but colour codes reaches the terminal."""

import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import shellingham

from tests.conftest import TALLY, Command, read_terminal
from tests.export.hostile import hostile

SHELLS = [shell for shell in ("bash", "zsh", "fish") if shutil.which(shell)]
COLOUR = re.compile(rb"\x1b\[[\d;]*m")


def shown(command: list[str], folder: Path) -> bytes:
    """What a command writes to a terminal of its own."""
    parent, child = pty.openpty()
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"}
    process = subprocess.Popen(command, stdin=child, stdout=child, stderr=child, cwd=folder, env=environment)
    os.close(child)
    data = read_terminal(parent)
    process.wait()
    return data


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    mark = tmp_path / "pwned"
    text = f"$(touch {mark}) `touch {mark}` ; touch {mark} & \x1b]0;title\x07 \x1b[2J \x9b31m '\"!! %s <(touch {mark})"
    hostile(tmp_path, text)
    tool = tmp_path / "acuevid"
    tool.write_text(f'#!/bin/sh\nexec {sys.executable} -m acuevid "$@"\n', encoding="utf-8")
    tool.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.long
def test_nothing_is_run_and_only_colour_reaches_the_terminal(shell: str, folder: Path) -> None:
    tool = f"{folder}/acuevid --catalogue hostile.toml"
    for line in (
        f"{tool} list",
        f"{tool} show first",
        f"{tool} summarize",
        f"{tool} conditions",
        f"{tool} map",
        f"{tool} check",
        f"{tool} list --condition 'back p'",
        f"{tool} list --condition '$(x) `y`'",
        f"{tool} export --format md",
        f"{tool} export --format csv | cat",
        f"{tool} export --format html -o sheet.html; {tool} export --format ris -o '$(x).ris'",
    ):
        data = shown([shell, "-c", line], folder)
        assert data or "-o" in line
        rest = COLOUR.sub(b"", data)
        assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", rest), line
        rest.decode("utf-8")
        assert "\x9b" not in rest.decode("utf-8")
    assert not (folder / "pwned").exists()
    TALLY[f"lines in {shell}"] = "11"


COMPLETE = {
    "bash": 'source <(./acuevid --show-completion bash); COMP_WORDS=(acuevid list --condition ""); COMP_CWORD=3; '
    '_acuevid_completion acuevid; printf "%s\\n" "${COMPREPLY[@]}"',
    "zsh": "_TYPER_COMPLETE_ARGS='acuevid list --condition ' _ACUEVID_COMPLETE=complete_zsh acuevid",
    "fish": "env _TYPER_COMPLETE_ARGS='acuevid list --condition ' _TYPER_COMPLETE_FISH_ACTION=get-args "
    "_TYPER_COMPLETE_WORD_TO_COMPLETE= _ACUEVID_COMPLETE=complete_fish acuevid",
}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_can_be_had_without_a_shell(shell: str) -> None:
    environment = os.environ | {"_ACUEVID_COMPLETE": f"source_{shell}"}
    code = "import sys; from acuevid.cli import run; sys.exit(run([]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"_ACUEVID_COMPLETE=complete_{shell}" in done.stdout


@pytest.mark.parametrize("shell", SHELLS)
def test_show_completion_is_of_the_shell_that_asks(shell: str, folder: Path) -> None:
    line = "./acuevid --show-completion && true"  # the last word keeps the shell
    done = subprocess.run([shell, "-c", line], capture_output=True, text=True, check=False, cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"_ACUEVID_COMPLETE=complete_{shell}" in done.stdout


def test_completion_is_refused_in_one_line_where_no_shell_is(acuevid: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """As from cron, or from a program that is no shell's child."""

    def nobody() -> None:
        raise shellingham.ShellDetectionFailure

    monkeypatch.setattr(shellingham, "detect_shell", nobody)
    result = acuevid("--show-completion")
    assert (result.code, result.out) == (1, "")
    assert len(result.err.splitlines()) == 1


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_offers_the_keys_and_runs_nothing(shell: str, folder: Path) -> None:
    environment = os.environ | {"PATH": f"{folder}:{os.environ['PATH']}", "ACUEVID_CATALOGUE": "hostile.toml"}
    done = subprocess.run(
        [shell, "-c", COMPLETE[shell]], capture_output=True, text=True, check=False, cwd=folder, env=environment
    )
    assert "back-pain" in done.stdout, done.stderr
    assert not (folder / "pwned").exists()
    assert "\x1b" not in done.stdout
