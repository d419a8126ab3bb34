"""``export --all``: every format in one folder, and an index that leads to each."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from acuevid.export.formats import FORMATS
from tests.conftest import DATA, Command

RATED = DATA / "rated.toml"


def test_every_format_and_an_index_that_leads_to_it(acuevid: Command, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    result = acuevid("export", "--all", folder, "--catalogue", RATED)
    assert (result.code, result.out) == (0, "")
    made = {path.name for path in folder.iterdir()}
    assert result.err == f"wrote {len(made)} files to {folder}; {folder / 'index.html'} lists them\n"
    assert made == {f"rated{form.extension}" for form in FORMATS.values() if form.name not in ("tsv", "robvis")} | {
        "rated.rob-2.robvis.csv",
        "rated.robins-i.robvis.csv",
        "rated.outcomes.csv",
        "rated.outcomes.parquet",
        "index.html",
    }
    links = re.findall(r'href="([^"#:]+)"', (folder / "index.html").read_text("utf-8"))
    assert {unquote(link) for link in links} == made - {"index.html"}
    for name in ("rated.md", "rated.csl.json", "rated.R"):
        (form,) = (f for f in FORMATS.values() if name == f"rated{f.extension}")
        alone = acuevid("export", "--format", form.name.value, "--catalogue", RATED)
        told = (folder / name).read_text("utf-8")
        assert told.splitlines()[1:] == alone.out.splitlines()[1:] or told == alone.out


def test_check_names_each_file_that_is_out_of_step(acuevid: Command, tmp_path: Path) -> None:
    acuevid("export", "--all", tmp_path / "p", "--catalogue", RATED)
    assert acuevid("export", "--all", tmp_path / "p", "--check", "--catalogue", RATED).code == 0
    changed = tmp_path / "rated.toml"
    changed.write_text(RATED.read_text("utf-8").replace("Birch", "Beech"), "utf-8")
    (tmp_path / "p" / "rated.ris").unlink()
    result = acuevid("export", "--all", tmp_path / "p", "--check", "--catalogue", changed)
    assert result.code == 1
    assert all(f"rated{end}" in result.err for end in (".md", ".html", ".docx", ".bib", ".ris", ".toml"))
    assert "index.html" not in result.err
    assert not (tmp_path / "p" / "rated.ris").exists()


def test_what_somebody_wrote_is_not_lost(acuevid: Command, tmp_path: Path) -> None:
    acuevid("export", "--all", tmp_path / "p", "--catalogue", RATED)
    page = tmp_path / "p" / "rated.md"
    page.write_text(page.read_text("utf-8") + "mine\n", "utf-8")
    result = acuevid("export", "--all", tmp_path / "p", "--catalogue", RATED)
    assert result.code == 1
    assert "was written in after acuevid made it" in result.err
    assert page.read_text("utf-8").endswith("mine\n")
    assert acuevid("export", "--all", tmp_path / "p", "--catalogue", RATED, "--force").code == 0
    assert not page.read_text("utf-8").endswith("mine\n")


@pytest.mark.parametrize("stem", ["index", "a b&c#d"])
def test_odd_names(acuevid: Command, tmp_path: Path, stem: str) -> None:
    path = tmp_path / f"{stem}.toml"
    path.write_text((DATA / "good.toml").read_text("utf-8"), "utf-8")
    result = acuevid("export", "--all", tmp_path / "p", "--catalogue", path)
    assert result.code == 0
    index = tmp_path / "p" / ("files.html" if stem == "index" else "index.html")
    links = re.findall(r'href="([^"#:]+)"', index.read_text("utf-8"))
    assert {unquote(link) for link in links} == {p.name for p in (tmp_path / "p").iterdir()} - {index.name}


def test_it_names_its_folder_itself(acuevid: Command, tmp_path: Path) -> None:
    result = acuevid("export", "--all", tmp_path / "p", "-o", "x.md")
    assert result.code == 2
    assert "leave -o out" in result.err
