"""A catalogue's file changes whole or not at all, one change at a time, and only into what loads."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from acuevid.catalogue.files import find_catalogue
from acuevid.catalogue.load import load_catalogue
from acuevid.errors import AcuevidError, CatalogueError
from acuevid.intake.keeping import change, preview, with_appended
from tests.conftest import Command, tries

BOM = b"\xef\xbb\xbf"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.toml"
    path.write_bytes(find_catalogue(None).read_bytes())
    return path


def test_mode_mark_line_ends_and_the_link_to_it_are_kept(own: Path) -> None:
    own.write_bytes(BOM + own.read_bytes().replace(b"\n", b"\r\n"))
    own.chmod(0o640)
    link = own.with_name("link.toml")
    link.symlink_to(own.name)
    before = own.read_bytes()
    assert change(link, lambda text: text.replace("participants = 250", "participants = 251"))
    assert own.read_bytes() == before.replace(b"participants = 250", b"participants = 251") != before
    assert stat.S_IMODE(own.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert sorted(path.name for path in own.parent.iterdir()) == ["link.toml", "own.toml"]


def test_no_change_writes_nothing(own: Path) -> None:
    before = own.stat()
    assert not change(own, lambda text: text)
    assert (own.stat().st_ino, own.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_what_would_not_load_is_refused_with_what_is_new(own: Path) -> None:
    own.write_bytes(own.read_bytes().replace(b"participants = 920", b'participants = "many"'))
    before = own.read_bytes()
    with pytest.raises(CatalogueError) as error:
        change(own, lambda text: text.replace("participants = 250", "participants = -1"))
    assert [(d.code, d.citekey) for d in error.value.diagnostics] == [("CAT105", "shlay1998")]
    assert own.read_bytes() == before
    # what was wrong before need not be put right first
    assert change(own, lambda text: text.replace("participants = 250", "participants = 251"))


def test_an_editor_that_saves_meanwhile_is_not_overwritten(own: Path) -> None:
    def slow(text: str) -> str:
        own.write_text(text + "# saved meanwhile\n", encoding="utf-8")
        return text + "# changed\n"

    with pytest.raises(AcuevidError, match="written by another program meanwhile"):
        change(own, slow)
    assert own.read_text(encoding="utf-8").endswith("# saved meanwhile\n")


@pytest.mark.skipif(os.name == "nt", reason="modes are those of POSIX")
def test_what_cannot_be_changed_is_said_in_a_line(own: Path, tmp_path: Path) -> None:
    own.chmod(0o444)
    with pytest.raises(AcuevidError, match="read-only"):
        change(own, str.upper)
    with pytest.raises(AcuevidError, match="No such file"):
        change(tmp_path / "absent.toml", str.upper)
    with pytest.raises(AcuevidError, match="no file that can be changed"):
        change(tmp_path, str.upper)
    own.chmod(0o644)
    own.write_bytes(b"\xff\n")
    with pytest.raises(CatalogueError):
        change(own, str.upper)


def test_a_catalogue_inside_the_package_is_left_alone(monkeypatch: pytest.MonkeyPatch, own: Path) -> None:
    monkeypatch.setattr("acuevid.catalogue.files._PACKAGE", own.parent)
    inside = own.parent / "data" / "studies.toml"
    inside.parent.mkdir()
    own.rename(inside)
    with pytest.raises(AcuevidError, match=r"studies\.toml comes with acuevid .*'acuevid new --from studies'"):
        change(inside, str.upper)


def test_the_preview_is_a_diff_and_changes_nothing(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(own.parent)
    before = own.read_bytes()
    text = preview(own, lambda text: text.replace("participants = 250", "participants = 251\x1b".strip("\x1b")))
    assert text.startswith("--- own.toml\n+++ own.toml (changed)\n@@ ")
    assert "\n-participants = 250\n+participants = 251\n" in text
    assert own.read_bytes() == before
    assert preview(own, str) == ""


@pytest.mark.parametrize(
    ("text", "block", "joined"),
    [
        ("", "a = 1", "a = 1\n"),
        ("x = 1", "a = 1\n", "x = 1\n\na = 1\n"),
        ("x = 1\n\n\n", "\na = 1\nb = 2\n\n", "x = 1\n\na = 1\nb = 2\n"),
        ("x = 1\r\n", "a = 1\nb = 2", "x = 1\r\n\r\na = 1\r\nb = 2\r\n"),
        ("x = 1\n", "", "x = 1\n"),
    ],
)
def test_a_block_is_appended_behind_one_blank_line(text: str, block: str, joined: str) -> None:
    assert with_appended(text, block) == joined


SHEET = '[sheet]\ntitle = "t"\ntopic = "t"\nintervention = "i"\n'
OVER_AND_OVER = """
import sys
from pathlib import Path
from acuevid.intake.keeping import change
path, n = Path(sys.argv[1]), 0
print("ready", flush=True)
while True:
    n += 1
    change(path, lambda text: text.split("# end")[0] + "# end " + str(n % 10) * 900_000 + " whole\\n")
"""
AT_EACH_STEP = """
import os, signal, sys
from pathlib import Path
from acuevid.intake.keeping import change
path, left, step = Path(sys.argv[1]), [0], 0
def hook(event, args):
    if left[0] and event.startswith(("open", "os.", "tempfile.", "fcntl.")):
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
change(path, lambda text: text + "# what is needed is loaded\\n")
while True:
    step, before = step + 1, path.read_bytes()
    child = os.fork()
    if not child:
        left[0] = step
        change(path, lambda text: text + f"# {step}\\n")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert path.read_bytes() in (before, before + f"# {step}\\n".encode()), step
    if status == 0:
        print(step)
        break
"""


def test_a_kill_before_any_step_leaves_one_whole_catalogue(own: Path) -> None:
    """Python tells of each file that it opens, locks or moves; a process is killed at each of these in turn."""
    own.write_text(SHEET, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", AT_EACH_STEP, str(own)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stderr == ""
    assert int(done.stdout) > 8
    assert change(own, lambda text: text + "# after\n")  # a lock ends with its process
    assert [path.name for path in own.parent.iterdir()] == ["own.toml"]


@tries("times", 10, 100)
def test_a_kill_at_any_time_leaves_one_whole_catalogue(own: Path, times: int) -> None:
    own.write_text(f"{SHEET}# end whole\n", encoding="utf-8")
    for n in range(times):
        process = subprocess.Popen([sys.executable, "-c", OVER_AND_OVER, str(own)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.003 * (n % 30))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        text = own.read_text(encoding="utf-8")
        assert text.startswith(SHEET)
        assert text.endswith(" whole\n")
    assert change(own, lambda text: text.split("# end")[0])
    assert [path.name for path in own.parent.iterdir()] == ["own.toml"]


def test_twenty_at_once_lose_nothing(own: Path) -> None:
    keys = [study.citekey for study in load_catalogue(own).studies]
    wanted = {(keys[n % len(keys)], ("setting", "eligibility")[n // len(keys)]): f"place {n}" for n in range(20)}
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "acuevid", "set", *at, value, "--catalogue", str(own)], stderr=subprocess.DEVNULL
        )
        for at, value in wanted.items()
    ]
    assert [process.wait() for process in processes] == [0] * 20
    studies = load_catalogue(own).study_by_key
    assert {at: getattr(studies[at[0]], at[1]) for at in wanted} == wanted
    assert [path.name for path in own.parent.iterdir()] == ["own.toml"]


@pytest.mark.parametrize(
    "words",
    [
        ["add", "NEW.ris"],
        ["add", "NEW.ris", "--dry-run"],
        ["import", "BCG.csv"],
        ["set", "shlay1998", "participants", "251"],
        ["rename", "shlay1998", "shlay1999"],
        ["remove", "liu2010"],
        ["edit", "shlay1998"],
        ["schema", "--write"],
    ],
    ids=" ".join,
)
def test_nothing_is_written_into_a_catalogue_that_nobody_named(
    acuevid: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    """Without a name the shipped catalogue is meant, which in a checkout could be written to."""
    (tmp_path / "NEW.ris").write_text("TY  - JOUR\nTI  - New\nPY  - 2001\nAU  - Doe, J\nER  -\n", encoding="utf-8")
    (tmp_path / "BCG.csv").write_text("study,year,ai,n1i,ci,n2i\nDoe,2001,1,20,2,20\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EDITOR", "false")
    monkeypatch.delenv("ACUEVID_CATALOGUE", raising=False)
    shipped = find_catalogue(None)
    before = shipped.read_bytes()
    result = acuevid(*words)
    assert shipped.read_bytes() == before
    assert (result.code, result.out) == (2, "")
    assert "--catalogue PATH or ACUEVID_CATALOGUE names it" in result.err
    assert len(result.err.splitlines()) == 1
    assert not shipped.with_name("acuevid.schema.json").exists()
