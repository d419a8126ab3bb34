"""docs/catalogue.md tells every kind of result with an example; what it says of it is what the commands say."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import tomli
import tomli_w

from acuevid.catalogue.load import load_catalogue
from acuevid.models import BY_GROUP, ReportedEffect, Study
from acuevid.results.kinds import KINDS, kind_of
from tests.conftest import HERE, Command

PAGE = (HERE.parent / "docs" / "catalogue.md").read_text(encoding="utf-8").split("## What a result can be\n")[1]
TABLE, USUAL, *_ = re.split(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
ROWS = [line.split(" | ") for line in TABLE.split("| --- | --- | --- |\n")[1].strip().split("\n\n")[0].splitlines()]
EXAMPLES = re.findall(r"### (.*?)\n\n```toml\n(.*?)```\n\nEffects: (.*?)\.\n\n> (.*?)\n", PAGE, re.DOTALL)
SHEET = {
    "sheet": {"title": "A sheet", "topic": "migraine", "intervention": "acupuncture"},
    "condition": [{"key": "migraine", "name": "migraine"}],
}


def written(folder: Path, example: str) -> Path:
    """A catalogue with the usual study of the page, and of the example what is other."""
    (study,) = parsed(USUAL)["study"]
    found = parsed(example)["study"]
    study |= found[0] if isinstance(found, list) else found
    study["reference"] = {"authors": ["Adams A"], "title": "A trial", "issued": 2001}
    path = folder / "kind.toml"
    path.write_text(tomli_w.dumps({**SHEET, "study": [study]}), encoding="utf-8")
    return path


def parsed(text: str) -> dict[str, Any]:
    return tomli.loads(text, parse_float=Decimal)


def on_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize(("name", "example", "effects", "sentence"), EXAMPLES, ids=[e[0] for e in EXAMPLES])
def test_an_example_is_what_the_page_says(
    acuevid: Command, tmp_path: Path, name: str, example: str, effects: str, sentence: str
) -> None:
    path = written(tmp_path, example)
    shown = acuevid("show", "adams2001", "--catalogue", path)
    assert (shown.code, shown.err) == (0, "")
    assert f": {effects}" in on_one_line(shown.out)
    told = acuevid("summarize", "migraine", "--catalogue", path)
    assert (told.code, told.err) == (0, "")
    assert sentence in on_one_line(told.out)
    row = next(row for row in ROWS if row[0] == f"| {name}")
    assert (
        row[2].rstrip(" |") == "none; told as printed" or row[2].split(",")[0].rstrip(" |") in effects or "%" in effects
    )


def test_every_kind_and_every_field_of_figures_is_there(tmp_path: Path) -> None:
    assert [row[0].removeprefix("| ") for row in ROWS] == [example[0] for example in EXAMPLES]
    studies = [load_catalogue(written(tmp_path, example)).studies[0] for _, example, _, _ in EXAMPLES]
    assert {kind.name for study in studies if (kind := kind_of(study.outcomes[0]))} == {kind.name for kind in KINDS}
    named = {field for row in ROWS for field in re.findall(r"`(\w+)`", row[1])}
    assert named >= {*BY_GROUP, "effect", "statistic", "p", "margin", "clusters", "icc", "correlation", "within"}
    assert {effect.measure.name for study in studies if (effect := of(study))} >= {"odds_ratio", "correlation"}


def of(study: Study) -> ReportedEffect | None:
    return study.outcomes[0].effect
