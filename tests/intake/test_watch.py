"""Each save is checked and told, also where an editor puts a new file in the place of the old; Ctrl-C ends it."""

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from tests.conftest import DATA, Command

GOOD = (DATA / "good.toml").read_text(encoding="utf-8")
PATIENCE = 60.0


class Watched:
    """A catalogue with `acuevid watch` beside it."""

    def __init__(self, folder: Path, *args: str) -> None:
        self.path = folder / "mine.toml"
        self.path.write_text(GOOD, encoding="utf-8")
        command = [sys.executable, "-m", "acuevid", "watch", "--catalogue", str(self.path), *args]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "COLUMNS": "80"}
        )
        self.lines: list[str] = []
        for stream in (self.process.stdout, self.process.stderr):
            threading.Thread(target=self._read, args=(stream,), daemon=True).start()
        self.until("watching ")

    def _read(self, stream: IO[str]) -> None:
        self.lines.extend(iter(stream.readline, ""))  # taken line by line as they come

    def until(self, words: str, after: int = 0) -> int:
        """Wait for a line with these words; its place."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for n, line in enumerate(self.lines[after:], after):
                if words in line:
                    return n
            time.sleep(0.05)
        raise AssertionError(f"{words} did not come: {self.lines}")

    def save(self, text: str, *, replace: bool = False) -> None:
        target = self.path.with_name("mine.toml~new") if replace else self.path
        target.write_text(text, encoding="utf-8")
        if replace:
            target.replace(self.path)

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    made = Watched(tmp_path)
    yield made
    made.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Watched]:
    made = Watched(tmp_path, "--serve")
    yield made
    made.close()


def test_what_a_save_changes(watched: Watched) -> None:
    first = watched.until("0 errors")
    watched.save(GOOD.replace("participants = 40", "participants = 42"))
    changed = watched.until("participants: 40 → 42", first)
    watched.save(GOOD, replace=True)
    changed = watched.until("participants: 42 → 40", changed)
    watched.save(GOOD + "\nx = = 1\n")
    broken = watched.until("CAT002 not TOML", changed)
    watched.save(GOOD.replace("participants = 40", "participants = 41"), replace=True)
    mended = watched.until("1 mended", broken)
    watched.until("participants: 40 → 41", mended)
    assert watched.interrupt() == 130
    assert "Traceback" not in "".join(watched.lines)
    assert [path.name for path in watched.path.parent.iterdir()] == ["mine.toml"]


def ask(address: str, method: str = "GET", path: str = "/", **headers: str) -> tuple[int, str]:
    line = http.client.HTTPConnection(address, timeout=PATIENCE)
    line.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = line.getresponse()
    told = answer.read().decode()
    line.close()
    return answer.status, told


def test_what_is_still_to_fill_in_is_counted_and_not_listed(watched: Watched) -> None:
    watched.save(f"{GOOD}\n# TODO one thing\n")
    watched.until("1 still to fill in")
    watched.interrupt()
    assert not any("CAT303" in line for line in watched.lines)


def test_the_server_answers_one_page_on_this_machine_only(served: Watched) -> None:
    address = served.lines[served.until("http://127.0.0.1:")].strip().removeprefix("http://").rstrip("/")
    status, page = ask(address)
    assert status == 200
    assert "connect-src 'self'; script-src 'sha256-" in page
    assert ask(address, Host="evil.example")[0] == 403
    assert ask(address, Sec_Fetch_Site="cross-site")[0] == 403
    assert ask(address, path="/mine.toml")[0] == 404
    assert ask(address, path="/../mine.toml")[0] == 404
    assert ask(address, "POST")[0] == 501
    assert ask(address, "HEAD")[0] == 501
    assert served.interrupt() == 130
    with pytest.raises(ConnectionRefusedError):
        ask(address)


def test_one_line_where_it_cannot_watch(acuevid: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = acuevid("watch", "--catalogue", tmp_path / "none.toml")
    assert (result.code, result.err) == (1, f"acuevid: there is no file {tmp_path}/none.toml to watch\n")
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    result = acuevid("watch", "--catalogue", DATA / "good.toml")
    assert (result.code, result.err) == (1, "acuevid: watch needs watchfiles: pip install 'acuevid[desk]'\n")
