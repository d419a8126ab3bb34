"""Exports reach a file whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from tests.conftest import Command


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
