"""Exports reach a file whole or not at all."""

import os
import resource
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from acuevid.catalogue.files import find_catalogue
from tests.conftest import Command

FORMATS = ("md", "html", "json", "jsonl", "csv", "tsv", "metafor", "bibtex", "ris", "csl-json", "toml")


def test_export_to_a_file_a_folder_and_standard_output(acuevid: Command, tmp_path: Path) -> None:
    text = acuevid("export", "--format", "md", "-o", "-").out
    result = acuevid("export", "--format", "md", "-o", tmp_path / "sheet.md")
    assert (result.code, result.out) == (0, "")
    assert (tmp_path / "sheet.md").read_text(encoding="utf-8") == text
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


@pytest.mark.parametrize("name", FORMATS)
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
    else:
        old = "A systematic review on acupuncture for trigeminal neuralgia"
        new = "Another systematic review on acupuncture for trigeminal neuralgia"
    assert text.count(old) == 1
    catalogue.write_text(text.replace(old, new), encoding="utf-8")
    changed = acuevid(*command, "--check")
    assert changed.code == 1
    assert "out of step" in changed.err
    assert (
        any(line.startswith("+") and new.split()[0] in line for line in changed.out.splitlines()) or name == "metafor"
    )
    assert path.read_bytes() == before
    assert acuevid(*command).code == 0  # its own file is written again without --force
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
