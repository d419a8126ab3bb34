"""A library of three sheets: the two shipped ones, and an invented one that uses two studies of the first."""

import shutil
from pathlib import Path

import pytest

from acuevid.catalogue.files import shipped_folder
from tests.conftest import DATA


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder, with the working directory beside it."""
    folder = tmp_path / "sheets"
    folder.mkdir()
    shutil.copy(shipped_folder() / "studies.toml", folder / "neuropathic.toml")
    shutil.copy(shipped_folder() / "p6-nausea.toml", folder / "nausea.toml")
    shutil.copy(DATA / "library" / "palliative.toml", folder)
    monkeypatch.chdir(tmp_path)
    return folder


def line_of(path: Path, text: str, after: str = "") -> int:
    """The first line of a file that begins with a text, behind another text."""
    told = path.read_text("utf-8")
    at = told.index(f"\n{text}", told.index(after))
    return told.count("\n", 0, at + 1) + 1
