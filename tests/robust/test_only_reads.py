"""No verb, whatever stands in the catalogue, starts a program, opens a connection or writes but what `-o` names.

The interpreter itself tells of each of these; `diff` with a revision, which asks git, is tried elsewhere.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from acuevid.export.formats import FORMATS
from tests.conftest import DATA, rest_long
from tests.export.hostile import TEXTS, hostile
from tests.robust.test_catalogues import VERBS

WATCH = """
import json, os, sys
seen, on = [], []
PROGRAMS = ("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.startfile", "pty.")
NETWORK = ("socket.connect", "socket.bind", "socket.get", "socket.send", "urllib.", "http.", "ftplib.", "smtplib.")
CHANGES = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
           "os.chown", "os.utime", "shutil.", "tempfile.mk")
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

def hook(event, args):
    if not on:
        return
    if event.startswith(PROGRAMS + NETWORK):
        seen.append([event, ""])
    elif event.startswith(CHANGES):
        seen.extend([event, os.path.abspath(os.fsdecode(a))] for a in args[:2] if isinstance(a, (str, bytes)))
    elif event == "open" and isinstance(args[2], int) and args[2] & WRITES and not isinstance(args[0], int):
        seen.append([event, os.path.abspath(os.fsdecode(args[0]))])

sys.addaudithook(hook)
BODY
on.clear()
print(json.dumps(seen), file=sys.__stderr__)
"""
RUN = """
import contextlib, io
from acuevid.cli import run
on.append(True)
for command in json.loads(sys.argv[1]):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        code = run(command)
    if code not in (0, 1):
        seen.append(["exit code", str(code)])
"""
MISCHIEF = """
import contextlib, socket, subprocess
on.append(True)
subprocess.run([sys.executable, "-c", ""])
with contextlib.suppress(OSError), socket.socket() as line:
    line.connect(("127.0.0.1", 9))
open("written", "w").close()
os.rename("written", "moved")
"""
MORE = (["forest"], ["pool", "--json"], ["show", "first2001"], ["trace", "sheet.1"])


def watched(body: str, folder: Path, *args: str) -> list[list[str]]:
    """What the interpreter tells of while the code runs."""
    command = [sys.executable, "-B", "-c", WATCH.replace("BODY", body), *args]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=120)
    found: list[list[str]] = json.loads(done.stderr.splitlines()[-1])
    return found


def test_the_watch_sees_what_is_done(tmp_path: Path) -> None:
    found = watched(MISCHIEF, tmp_path)
    assert {event for event, _ in found} >= {"subprocess.Popen", "socket.connect", "open", "os.rename"}
    assert ["open", str(tmp_path / "written")] in found


EVERY_DAY = ("studies", *list(TEXTS)[:1])


@pytest.mark.parametrize("name", rest_long(EVERY_DAY, [n for n in ("p6-nausea", *TEXTS) if n not in EVERY_DAY]))
def test_no_verb_does_more_than_read(tmp_path: Path, name: str) -> None:
    path = hostile(tmp_path, TEXTS[name]) if name in TEXTS else DATA.parents[1] / "data" / f"{name}.toml"
    commands = [[*verb, "--catalogue", str(path)] for verb in (*VERBS, *MORE)]
    commands += [["schema"], ["catalogues"], ["list"], ["diff", str(DATA / "good.toml"), str(path)]]
    assert watched(RUN, tmp_path, json.dumps(commands)) == []


def test_what_is_written_is_what_was_named(tmp_path: Path) -> None:
    path = hostile(tmp_path, "../../outside")
    folder = tmp_path / "out"
    folder.mkdir()
    commands = [["export", "--format", name, "-o", str(folder), "--catalogue", str(path)] for name in FORMATS]
    commands += [["map", "-o", str(folder / "map.svg"), "--catalogue", str(path)]]
    before = {file for file in tmp_path.rglob("*") if file.is_file()}
    found = watched(RUN, tmp_path, json.dumps(commands))
    assert found
    assert {os.path.dirname(named) for _, named in found} == {str(folder)}
    assert {file.parent for file in tmp_path.rglob("*") if file.is_file()} - {f.parent for f in before} == {folder}
