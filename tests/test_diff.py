"""What changed between two catalogues, and in which sentences it shows."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from acuevid.catalogue.files import find_catalogue
from acuevid.catalogue.load import load_catalogue
from acuevid.synthesis.sheet import summarise_sheet
from tests.conftest import DATA, Command

SHIPPED = find_catalogue(None).read_text(encoding="utf-8")


@pytest.fixture
def without_penza(tmp_path: Path) -> Path:
    text = re.sub(r'(?s)\[\[study\]\]\ncitekey = "penza2011".*?(?=\[\[study\]\])', "", SHIPPED, count=1)
    path = tmp_path / "without.toml"
    path.write_text(text.replace('studies = ["penza2011"]\n', ""), encoding="utf-8")
    return path


def test_exactly_the_sentences_that_rest_on_a_study(acuevid: Command, without_penza: Path) -> None:
    data = json.loads(acuevid("diff", find_catalogue(None), without_penza, "--json").out)
    assert data["removed"] == ["penza2011"]
    assert data["added"] == []
    gone = {s["old"]["digest"] for s in data["sentences"] if s["old"]}
    old = summarise_sheet(load_catalogue(find_catalogue(None))).statements
    assert gone == {s.digest for s in old if "penza2011" in s.citekeys}
    for sentence in data["sentences"]:
        if sentence["old"]:
            assert "penza2011" in {basis["record"] for basis in sentence["through"]}


def test_a_changed_field_and_its_sentences(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "changed.toml"
    path.write_text(SHIPPED.replace('p = "= 0.058"', 'p = "= 0.057"'), encoding="utf-8")
    result = acuevid("diff", find_catalogue(None), path)
    assert result.code == 0
    assert "shiflett2011: outcome[attrition].p: = 0.058 → = 0.057" in result.out
    assert "through: shiflett2011 outcome[attrition].p" in result.out
    assert acuevid("diff", find_catalogue(None), path, "--exit-code").code == 1


def test_no_change(acuevid: Command) -> None:
    result = acuevid("diff", find_catalogue(None), find_catalogue(None), "--exit-code")
    assert (result.code, result.out) == (0, "Nothing changed.\n")


def test_git_revisions(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    good = (DATA / "good.toml").read_text(encoding="utf-8")

    def git(*args: str) -> None:
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(["git", "-C", str(tmp_path), *identity, *args], check=True, capture_output=True)

    git("init", "-q")
    for text in (good, good.replace("participants = 40", "participants = 42")):
        path.write_text(text, encoding="utf-8")
        git("add", "-A")
        git("commit", "-qm", "one")
    assert "participants: 40 → 42" in acuevid("diff", "HEAD~1", "HEAD", "--catalogue", path).out
    assert acuevid("diff", "HEAD", "--exit-code", "--catalogue", path).code == 0
    for name in ("HEAD~9", "nosuch", "--output=x"):
        result = acuevid("diff", "--catalogue", path, "--", name)
        assert result.code == 1
        assert len(result.err.splitlines()) == 1
