"""The bar: on a terminal only, only after a second, and wiped however the work ends."""

import os
import pty
import subprocess
import sys

import pytest

from tests.conftest import read_terminal

WORK = """
import sys, time
from acuevid.cli.progress import Progress
with Progress("reading") as tick:
    tick({done}, 10)
    time.sleep({seconds})
    {end}
"""


def on_a_terminal(done: int, seconds: float, end: str = "", term: str = "xterm") -> str:
    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": term, "PYTHONUTF8": "1", "PYTHON_COLORS": "0"}
    code = WORK.format(done=done, seconds=seconds, end=end)
    process = subprocess.Popen([sys.executable, "-c", code], stderr=theirs, env=env)
    os.close(theirs)
    told = read_terminal(ours)
    process.wait()
    return told.decode()


def test_a_bar_shows_how_much_is_done_and_goes() -> None:
    told = on_a_terminal(5, 1.3)
    assert "reading ━━━━━━━━━━━━────────────  50%" in told
    assert told.endswith("\r" + " " * len("reading ━━━━━━━━━━━━────────────  50%") + "\r")
    assert "\x1b" not in told


@pytest.mark.long
def test_where_nobody_knows_how_much_there_is_it_shows_the_time() -> None:
    known = on_a_terminal(0, 1.3).split("\r")
    assert any(line.startswith("reading ") and line.endswith("   0%") for line in known)
    told = on_a_terminal(0, 0.0, "tick.told = (0, 0); time.sleep(1.3)")
    assert "reading, 1 s" in told


def test_short_work_and_dumb_terminals_show_nothing() -> None:
    assert on_a_terminal(5, 0.1) == ""
    assert on_a_terminal(5, 1.3, term="dumb") == ""


def test_an_interruption_wipes_it_before_its_message() -> None:
    told = on_a_terminal(5, 1.3, "raise KeyboardInterrupt")
    bar, message = told.split("Traceback", 1)
    assert bar.endswith(" \r")
    assert message.rstrip().endswith("KeyboardInterrupt")
