"""How much is read, and what is said where there is too much of it or too little memory."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import DATA, TALLY
from tests.robust.test_inputs import MEASURE
from tests.robust.test_traps import studies

GOOD = (DATA / "good.toml").read_bytes()
MOST = 150_000_000
LIMIT = 120
IN_LITTLE = (
    "import resource, runpy, sys; most = int(sys.argv.pop(1)) * 10**6; "
    "resource.setrlimit(resource.RLIMIT_AS, (most, most)); runpy.run_module('acuevid', run_name='__main__')"
)


def measured(*args: str | Path) -> tuple["subprocess.CompletedProcess[str]", int]:
    """What a command did, and the megabytes of memory that it, or git for it, had at most."""
    command = [sys.executable, "-c", MEASURE, sys.executable, "-m", "acuevid", *map(str, args)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=LIMIT, text=True)
    assert "Traceback" not in done.stderr
    return done, int(done.stdout.split()[-1])


@pytest.mark.long
def test_a_file_of_150_mb_is_read_and_a_larger_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_bytes(GOOD + b"#" + b"x" * (MOST - len(GOOD) - 1))
    done, megabytes = measured("list", "--catalogue", path)
    assert (done.returncode, done.stderr) == (0, "")
    TALLY["memory on 150 MB of comments"] = f"{megabytes} MB"
    with path.open("ab") as stream:
        stream.write(b"x")
    done, megabytes = measured("list", "--catalogue", path)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "more than 150 MB" in done.stderr
    assert megabytes < 100


def test_a_file_that_only_says_that_it_is_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    with path.open("wb") as stream:
        stream.truncate(3_000_000_000)
    for verb in ("list", "check"):
        done, megabytes = measured(verb, "--catalogue", path)
        assert (done.returncode, "more than 150 MB" in done.stdout + done.stderr) == (1, True)
        assert megabytes < 100


def test_a_large_file_at_a_revision_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_bytes(GOOD + b"#" + b"x" * MOST)
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["-c", "core.looseCompression=1", "add", "."], [*identity, "commit", "-qm", "x"]):
        subprocess.run(["git", "-C", tmp_path, *command], check=True, capture_output=True)
    path.write_bytes(GOOD)
    done, megabytes = measured("diff", "HEAD", "--catalogue", path)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert done.stderr.startswith("HEAD:c.toml:")
    assert "more than 150 MB" in done.stderr
    assert megabytes < 100


@pytest.mark.parametrize("kind", ["one text", "many studies"])
def test_too_little_memory_is_one_line(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "c.toml"
    text = "#" + "x" * 60_000_000 if kind == "one text" else "".join(studies(15_000))
    path.write_text(text, encoding="utf-8")
    for megabytes in (90, 100, 110):
        command = [sys.executable, "-c", IN_LITTLE, str(megabytes), "list", "--catalogue", str(path)]
        done = subprocess.run(command, capture_output=True, check=False, timeout=LIMIT, text=True)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == "acuevid: there is not enough memory for this\n"
