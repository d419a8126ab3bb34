"""Exports reach a file whole or not at all."""

import json
import os
import re
import resource
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from acuevid.catalogue.files import find_catalogue
from tests.conftest import Command, rest_long

MARKED = ("md", "html", "json", "jsonl", "r", "bibtex", "toml")
UNMARKED = ("csv", "tsv", "metafor", "ris", "csl-json", "fhir")
"""Formats in which nothing can say who wrote a file."""
FORMATS = (*MARKED, *UNMARKED)
LOST, KEPT = (
    "what is written in here is lost at the next export",
    "what is written in here stays until an export is forced",
)


def without_digest(text: str) -> str:
    """A file's text as standard output has it."""
    text = re.sub(r" \([a-z]+ sha256:[0-9a-f]{64}\);", ";", text, count=1).replace(KEPT, LOST, 1)
    return re.sub(r'"made": "[a-z]+ sha256:[0-9a-f]{64}",\s+', "", text, count=1)


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_has_what_standard_output_has_but_for_the_digest(acuevid: Command, tmp_path: Path, name: str) -> None:
    path = tmp_path / "out"
    assert acuevid("export", "--format", name, "-o", path).code == 0
    text = path.read_text(encoding="utf-8")
    assert ("sha256:" in text) == (name in MARKED)
    assert without_digest(text) == acuevid("export", "--format", name).out
    if "json" in name or name == "fhir":
        assert [json.loads(line) for line in (text.splitlines() if name == "jsonl" else [text])]


def test_export_to_a_file_a_folder_and_standard_output(acuevid: Command, tmp_path: Path) -> None:
    text = acuevid("export", "--format", "md", "-o", "-").out
    result = acuevid("export", "--format", "md", "-o", tmp_path / "sheet.md")
    assert (result.code, result.out) == (0, "")
    assert without_digest((tmp_path / "sheet.md").read_text(encoding="utf-8")) == text
    assert acuevid("export", "--format", "json", "-o", tmp_path).code == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["factsheet.json", "sheet.md"]
    assert acuevid("export", "--format", "md", "-o", tmp_path / "sheet.md").code == 0
    assert stat.S_IMODE((tmp_path / "sheet.md").stat().st_mode) == 0o666 & ~umask()


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_file_of_somebody_else_is_kept(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text("my notes\n", encoding="utf-8")
    result = acuevid("export", "-o", path)
    assert result.code == 1
    assert "--force" in result.err
    assert path.read_text(encoding="utf-8") == "my notes\n"
    assert acuevid("export", "-o", path, "--force").code == 0
    assert path.read_text(encoding="utf-8") != "my notes\n"


def test_what_a_person_writes_while_the_export_runs_is_kept(
    acuevid: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, to_disk = tmp_path / "sheet", os.fsync

    def meanwhile(handle: int) -> None:
        path.write_text("mine", encoding="utf-8")
        to_disk(handle)

    for name in ("md", "csv"):
        assert acuevid("export", "--format", name, "-o", path).code == 0
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", meanwhile)
            refused = acuevid("export", "--format", name, "-o", path)
        assert (refused.code, path.read_text(encoding="utf-8")) == (1, "mine")
        assert [p.name for p in tmp_path.iterdir()] == ["sheet"]
        path.unlink()


WRITTEN = {"jsonl": "\n", "json": "\n"}
"""What a person writes at the end of an export, where a remark would make nonsense of it."""


@pytest.mark.parametrize("name", MARKED)
@pytest.mark.parametrize("where", rest_long(["middle"], ["end"]))
def test_what_a_person_wrote_into_an_export_is_kept(acuevid: Command, tmp_path: Path, name: str, where: str) -> None:
    path = tmp_path / "out"
    command = ["export", "--format", name, "-o", path]
    for _ in range(2):
        assert acuevid(*command).code == 0
    text = path.read_text(encoding="utf-8")
    mine = text + WRITTEN.get(name, "\n# mine\n") if where == "end" else text.replace("Xu", "XY", 1)
    assert mine != text
    path.write_text(mine, encoding="utf-8")
    refused = acuevid(*command)
    assert (refused.code, refused.out) == (1, "")
    assert "was written in after acuevid made it; --force overwrites it" in refused.err
    assert path.read_text(encoding="utf-8") == mine
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert acuevid(*command, "--force").code == 0
    assert path.read_text(encoding="utf-8") == text
    assert acuevid(*command).code == 0


def test_a_picture_that_a_person_drew_in_is_kept(acuevid: Command, tmp_path: Path) -> None:
    for verb in (["map"], ["forest", "--catalogue", "p6-nausea"]):
        path = tmp_path / f"{verb[0]}.svg"
        for _ in range(2):
            assert acuevid(*verb, "-o", path).code == 0
        mine = path.read_text(encoding="utf-8").replace("</svg>", "<circle r='3'/></svg>")
        path.write_text(mine, encoding="utf-8")
        assert acuevid(*verb, "-o", path).code == 1
        assert path.read_text(encoding="utf-8") == mine


@pytest.mark.parametrize("old", rest_long(["md", "docx", "svg"], [f for f in FORMATS if f not in ("md", "docx")]))
def test_no_export_replaces_one_of_another_format(acuevid: Command, tmp_path: Path, old: str) -> None:
    path = tmp_path / "x"
    made = acuevid("map", "-o", path) if old == "svg" else acuevid("export", "--format", old, "-o", path)
    assert made.code == 0
    before = path.read_bytes()
    for name in set(FORMATS) - {old}:
        refused = acuevid("export", "--format", name, "-o", path)
        assert (refused.code, len(refused.err.splitlines())) == (1, 1)
        assert "--force overwrites it" in refused.err
        assert path.read_bytes() == before
    if old != "svg":
        assert acuevid("map", "-o", path).code == 1
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("name", UNMARKED)
def test_a_file_without_a_place_for_a_mark_is_kept_unless_it_is_the_same(
    acuevid: Command, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "out"
    command = ["export", "--format", name, "-o", path]
    for _ in range(2):
        assert acuevid(*command).code == 0
    mine = path.read_text(encoding="utf-8").replace("Xu", "XY").replace("xu", "xy")
    path.write_text(mine, encoding="utf-8")
    refused = acuevid(*command)
    assert refused.code == 1
    assert f"{name} has no place for a mark" in refused.err
    assert path.read_text(encoding="utf-8") == mine
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert acuevid(*command, "--force").code == 0
    assert path.read_text(encoding="utf-8") == acuevid(*command[:3]).out


@pytest.mark.parametrize("name", MARKED)
def test_a_mark_without_a_digest_needs_force_once(acuevid: Command, tmp_path: Path, name: str) -> None:
    """So are the files of earlier versions, and those that the shell made of standard output."""
    path = tmp_path / "out"
    text = acuevid("export", "--format", name).out
    path.write_text(text, encoding="utf-8")
    command = ["export", "--format", name, "-o", path]
    assert acuevid(*command, "--check").code == 0
    refused = acuevid(*command)
    assert refused.code == 1
    assert "by an earlier acuevid" in refused.err
    assert "--force overwrites it, once" in refused.err
    assert path.read_text(encoding="utf-8") == text
    assert acuevid(*command, "--force").code == 0
    assert acuevid(*command).code == 0


def test_an_empty_file_holds_no_work(acuevid: Command, tmp_path: Path) -> None:
    for name in FORMATS:
        path = tmp_path / name
        path.touch()
        assert acuevid("export", "--format", name, "-o", path).code == 0


def test_a_read_only_file_is_kept(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "sheet.md"
    assert acuevid("export", "-o", path).code == 0
    path.chmod(0o444)
    inode = path.stat().st_ino
    for force in ([], ["--force"]):
        refused = acuevid("export", "-o", path, *force)
        assert refused.code == 1
        assert "is read-only; make it writable first" in refused.err
    assert path.stat().st_ino == inode
    path.chmod(0o640)
    assert acuevid("export", "-o", path).code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_file_of_several_names_is_kept(acuevid: Command, tmp_path: Path) -> None:
    path, other = tmp_path / "sheet.md", tmp_path / "other.md"
    assert acuevid("export", "-o", path).code == 0
    other.hardlink_to(path)
    for force in ([], ["--force"]):
        refused = acuevid("export", "--condition", "hiv", "-o", path, *force)
        assert refused.code == 1
        assert "has 2 names (hard links)" in refused.err
    assert path.samefile(other)
    other.unlink()
    assert acuevid("export", "--condition", "hiv", "-o", path).code == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_keeps_its_owner_or_is_kept(acuevid: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sheet.md"
    assert acuevid("export", "-o", path).code == 0
    os.chown(path, 12345, 12346)
    assert acuevid("export", "--condition", "hiv", "-o", path).code == 0
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 12346)
    before = path.read_bytes()

    def forbidden(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "chown", forbidden)
    refused = acuevid("export", "-o", path)
    assert refused.code == 1
    assert "has another owner or group" in refused.err
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["sheet.md"]


@pytest.mark.parametrize("name", rest_long(["/dev/fd/1", "link"], ["/dev/stdout", "/proc/self/fd/1"]))
def test_what_the_shell_opened_is_written_to_and_not_replaced(acuevid: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / "link").symlink_to("/dev/stdout")
    text = acuevid("export").out
    for sign, before in ((">", ""), (">>", "begun\n")):
        path = tmp_path / "sheet"
        path.write_text("begun\n", encoding="utf-8")
        inode = path.stat().st_ino
        line = f"{{ {sys.executable} -m acuevid export -o {name}; echo end; }} {sign} sheet"
        subprocess.run(["bash", "-c", line], check=True, capture_output=True, cwd=tmp_path)
        assert path.read_text(encoding="utf-8") == f"{before}{text}end\n"
        assert path.stat().st_ino == inode


def test_a_stream_that_nobody_opened_is_told(acuevid: Command) -> None:
    refused = acuevid("export", "-o", "/dev/fd/987")
    assert refused.code == 1
    assert len(refused.err.splitlines()) == 1
    assert "/dev/fd/987" in refused.err


def test_a_failure_leaves_the_old_file_and_no_litter(
    acuevid: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sheet.md"
    assert acuevid("export", "-o", path).code == 0
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = acuevid("export", "-o", path)
    assert result.code == 1
    assert "No space left" in result.err
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there(acuevid: Command, tmp_path: Path) -> None:
    result = acuevid("export", "-o", tmp_path / "none" / "sheet.md")
    assert result.code == 1
    assert len(result.err.splitlines()) == 1


def test_a_link_is_followed(acuevid: Command, tmp_path: Path) -> None:
    (tmp_path / "link.md").symlink_to(tmp_path / "real.md")
    assert acuevid("export", "-o", tmp_path / "link.md").code == 0
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real.md").is_file()


@pytest.mark.parametrize("name", rest_long(FORMATS[::2], FORMATS[1::2]))
def test_check_is_quiet_after_an_export_and_shows_a_change_that_the_file_shows(
    acuevid: Command, tmp_path: Path, name: str
) -> None:
    catalogue = tmp_path / "c.toml"
    catalogue.write_bytes(find_catalogue(None).read_bytes())
    path = tmp_path / "out"
    command = ["export", "--format", name, "--catalogue", catalogue, "-o", path]
    missing = acuevid(*command, "--check")
    assert (missing.code, missing.out) == (1, "")
    assert "is not there" in missing.err
    assert acuevid(*command).code == 0
    for _ in range(2):
        again = acuevid(*command, "--check")
        assert (again.code, again.out, again.err) == (0, "", "")
    before = path.read_bytes()
    text = catalogue.read_text(encoding="utf-8")
    if name == "metafor":
        old, new = "acupuncture = 16", "acupuncture = 15"
    elif name == "r":  # it has no titles
        old, new = 'name = "trigeminal neuralgia"', 'name = "facial neuralgia"'
    else:
        old = "A systematic review on acupuncture for trigeminal neuralgia"
        new = "Another systematic review on acupuncture for trigeminal neuralgia"
    assert text.count(old) == 1
    catalogue.write_text(text.replace(old, new), encoding="utf-8")
    changed = acuevid(*command, "--check")
    assert changed.code == 1
    assert "out of step" in changed.err
    shown = "facial" if name == "r" else new.split()[0]
    assert any(line.startswith("+") and shown in line for line in changed.out.splitlines()) or name == "metafor"
    assert path.read_bytes() == before
    again = acuevid(*command)
    if name in UNMARKED:
        assert again.code == 1
        assert f"{name} has no place for a mark" in again.err
        again = acuevid(*command, "--force")
    assert again.code == 0  # its own file is written again without --force, where it can be known
    assert acuevid(*command, "--check").code == 0


def test_check_needs_a_file(acuevid: Command) -> None:
    result = acuevid("export", "--check")
    assert (result.code, result.out) == (2, "")
    assert "--check needs the file" in result.err


def export_to(path: Path) -> list[str]:
    return [sys.executable, "-m", "acuevid", "export", "--format", "html", "-o", str(path)]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk: the write fails in its middle."""
    path = tmp_path / "sheet.html"
    subprocess.run(export_to(path), check=True, capture_output=True)
    whole = path.read_bytes()

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = subprocess.run(export_to(path), check=False, capture_output=True, text=True, preexec_fn=small)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert path.read_bytes() == whole
    assert list(tmp_path.iterdir()) == [path]
