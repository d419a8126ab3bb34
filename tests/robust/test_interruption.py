"""Ctrl-C and kill at random moments: an exit code, no traceback, the old file or the new one, no litter that stays."""

import fcntl
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conftest import TALLY, tries


def command(*args: str | Path) -> list[str]:
    return [sys.executable, "-m", "acuevid", *map(str, args)]


def lasts(args: list[str]) -> float:
    start = time.monotonic()
    subprocess.run(args, check=True, capture_output=True)
    return time.monotonic() - start


@tries("kills", 6, 200)
@pytest.mark.long
def test_a_kill_at_any_moment_leaves_a_whole_file_and_no_litter_that_stays(tmp_path: Path, kills: int) -> None:
    path = tmp_path / "sheet.html"
    export = command("export", "--format", "html", "-o", path)
    subprocess.run([*export, "--condition", "hiv"], check=True, capture_output=True)
    old = path.read_bytes()
    seconds = lasts(export)
    whole = path.read_bytes()
    assert old != whole
    rng, kept, replaced = random.Random(5), 0, 0
    for _ in range(kills):
        path.write_bytes(old)
        process = subprocess.Popen(export, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=rng.uniform(0.3, 1.2) * seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        found = path.read_bytes()
        assert found in (old, whole)
        kept += found == old
        replaced += found == whole
    subprocess.run(export, check=True, capture_output=True)
    assert [p.name for p in tmp_path.iterdir()] == ["sheet.html"]
    TALLY["kills during an export"] = f"{kills}: {kept} old files, {replaced} new ones"


def test_litter_of_a_killed_export_goes_with_the_next_one(tmp_path: Path) -> None:
    """Whoever writes holds a lock; the number of a process says nothing, for it may be one of another container."""
    process = subprocess.Popen(["true"])
    process.wait()
    for name in (f".acuevid-{os.getpid()}-abcd1234.tmp", ".acuevid-abcd1234.tmp"):
        (tmp_path / name).write_text("half", encoding="utf-8")
    living = [f".acuevid-{process.pid}-efgh5678.tmp", ".acuevid-efgh5678.tmp"]
    with ExitStack() as held:
        for name in living:
            fcntl.flock(held.enter_context((tmp_path / name).open("w")), fcntl.LOCK_EX)
        subprocess.run(command("export", "-o", tmp_path / "sheet.md"), check=True, capture_output=True)
        assert {p.name for p in tmp_path.iterdir()} == {*living, "sheet.md"}
    subprocess.run(command("export", "-o", tmp_path / "sheet.md"), check=True, capture_output=True)
    assert [p.name for p in tmp_path.iterdir()] == ["sheet.md"]


def started(args: list[str]) -> "subprocess.Popen[bytes]":
    """A command that ignores Ctrl-C until acuevid asks for it.

    While Python itself starts nothing of acuevid can answer, and on a busy machine that lasts as long as it likes.
    """
    old = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.Popen(args, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    finally:
        signal.signal(signal.SIGINT, old)


def test_little_is_read_before_ctrl_c_is_asked_for() -> None:
    code = "import sys; old = set(sys.modules); import acuevid.cli; print(*sorted(set(sys.modules) - old))"
    done = subprocess.run([sys.executable, "-I", "-c", code], check=True, capture_output=True, text=True)
    ours = {name for name in done.stdout.split() if name.partition(".")[0] == "acuevid"}
    assert ours == {"acuevid", "acuevid.cli"}
    others = {name.partition(".")[0] for name in done.stdout.split()} - {"acuevid"}
    assert others <= sys.stdlib_module_names


@tries("breaks", 4, 20)
@pytest.mark.parametrize(
    "args", [["export", "--format", "html"], ["summarize"], ["check", "--all"]], ids=lambda a: a[0]
)
@pytest.mark.long
def test_ctrl_c_at_any_moment(args: list[str], tmp_path: Path, breaks: int) -> None:
    path = tmp_path / "sheet.html"
    to_file = args[0] == "export"
    run = command(*args, "-o", path) if to_file else command(*args)
    seconds = lasts(run)
    rng, codes = random.Random(6), list[int]()
    while len(codes) < breaks or (130 not in codes and len(codes) < 10 * breaks):
        start = time.monotonic()
        process = started(run)
        time.sleep(rng.uniform(0, seconds))
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        assert process.returncode in (0, 130), err
        assert b"Traceback" not in err
        assert b"\x1b" not in out + err
        codes.append(process.returncode)
        if process.returncode == 0:  # the machine may have been busier when the time was taken
            seconds = min(seconds, time.monotonic() - start)
    assert 130 in codes
    if to_file:
        assert b"</html>" in path.read_bytes()
        assert [p.name for p in tmp_path.iterdir()] == ["sheet.html"]
    TALLY[f"Ctrl-C during {args[0]}"] = f"{len(codes)}: {codes.count(130)} interrupted, {codes.count(0)} not"
