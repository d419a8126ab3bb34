"""The figures of one outcome over several groups are typed once, and give a comparison for each pair that has them."""

import csv
import io
import json
from pathlib import Path

import pytest
import tomli

from tests.conftest import DATA, Command

THREE = DATA / "three_arms.toml"
PAIRS = [("sham needling", "sham"), ("ibuprofen", "active-drug")]


def rows(acuevid: Command, path: Path, outcome: str) -> list[dict[str, str]]:
    text = acuevid("export", "--format", "csv", "--rows", "outcomes", "--catalogue", path).out
    return [row for row in csv.DictReader(io.StringIO(text)) if row["outcome"] == outcome]


def test_each_experimental_group_is_compared_with_each_comparator_that_has_figures(acuevid: Command) -> None:
    pain = rows(acuevid, THREE, "pain")
    assert [(row["first"], row["second"], row["comparator"]) for row in pain] == [("needling", *pair) for pair in PAIRS]
    # by hand, with R's qnorm: 3.1 − 4.2 and 3.1 − 3.3, standard errors √(2.0²/60 + 2.1²/60) and √(2.0²/60 + 2.2²/60)
    ends = [[float(row[f"mean_difference{end}"]) for end in ("", "_low", "_high")] for row in pain]
    assert ends[0] == pytest.approx([-1.1, -1.833788, -0.366212], abs=1e-6)
    assert ends[1] == pytest.approx([-0.2, -0.952313, 0.552313], abs=1e-6)
    assert [row["second"] for row in rows(acuevid, THREE, "nausea")] == ["ibuprofen"]  # the sham group has no figure


def test_sentences_and_tallies_tell_the_pairs_apart(acuevid: Command) -> None:
    told = " ".join(acuevid("summarize", "neck", "--catalogue", THREE).out.split())
    assert "compared needling with sham needling: results for pain (3.1 points v 4.2 points) favoured needling" in told
    assert "Moor 2015 also set needling against ibuprofen: results for pain" in told
    assert "nine of 60 felt sick" not in told
    assert "two of 60 felt sick with needling, against nine of 60 with ibuprofen" in told
    assert "180 participants" in told


def test_the_record_stays_as_it_was_typed(acuevid: Command) -> None:
    written = tomli.loads(acuevid("export", "--format", "toml", "--catalogue", THREE).out)
    assert [outcome["id"] for outcome in written["study"][0]["outcome"]] == ["pain", "nausea", "bruises"]
    assert not any("compares" in outcome for outcome in written["study"][0]["outcome"])
    effects = json.loads(acuevid("show", "moor2015", "--json", "--catalogue", THREE).out)["studies"][0]["derived"][
        "effects"
    ]
    told = [(e["outcome"], e.get("first"), e.get("second")) for e in effects]
    assert told[:2] == [("pain", "needling", "sham"), ("pain", "needling", "drug")]


def test_compares_narrows_it(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "narrow.toml"
    narrow = 'id = "pain"\ncompares = ["needling", "drug"]'
    path.write_text(THREE.read_text(encoding="utf-8").replace('id = "pain"', narrow), encoding="utf-8")
    assert [row["second"] for row in rows(acuevid, path, "pain")] == ["ibuprofen"]


@pytest.mark.parametrize(
    "of_one_pair", ['p = "= 0.03"', 'direction = "favours-experimental"', 'statistic = "t(118) = 2.9"']
)
def test_what_is_of_one_pair_needs_it_named(acuevid: Command, tmp_path: Path, of_one_pair: str) -> None:
    path = tmp_path / "asks.toml"
    path.write_text(
        THREE.read_text(encoding="utf-8").replace('id = "pain"', f'id = "pain"\n{of_one_pair}'), encoding="utf-8"
    )
    result = acuevid("check", "--catalogue", path)
    assert result.code == 1
    assert "does not say which of several arms it is about" in result.out + result.err


def test_figures_of_one_group_alone_compare_nothing(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "alone.toml"
    text = THREE.read_text(encoding="utf-8").replace("{ needling = 2, drug = 9 }", "{ needling = 2 }")
    path.write_text(text, encoding="utf-8")
    assert acuevid("check", "--catalogue", path).code == 1
