"""Hand-written prose is screened for what may not be said."""

from pathlib import Path

import pytest

from tests.conftest import DATA, Command

GOOD = (DATA / "good.toml").read_text(encoding="utf-8")


def with_section(text: str, more: str = "") -> str:
    return f'{GOOD}\n[[section]]\nid = "about"\ntitle = "About"\n[[section.paragraph]]\ntext = "{text}"\n{more}'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It is as effective as the drug.", "as effective"),
        ("The two are equivalent.", "equivalent"),
        ("There was no difference between them.", "no difference"),
        ("Trials prove it: needling is effective.", "prove"),
        ("A promising treatment.", "promising"),
        ("It is safe.", "safe"),
        ("It has fewer side effects than drugs.", "fewer side effects"),
    ],
)
def test_an_overclaim_is_found_with_its_place_and_a_licensed_wording(
    acuevid: Command, tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "prose.toml"
    path.write_text(with_section(text), encoding="utf-8")
    result = acuevid("check", "--catalogue", path)
    assert result.code == 0
    line = next(i for i, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1) if text in line)
    assert f":{line}:1: CLM201 about: “{words}”" in result.out
    assert "hint: say" in result.out
    assert acuevid("check", "--catalogue", path, "--strict").code == 1


def test_plain_words_pass_and_a_reason_answers(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "prose.toml"
    path.write_text(with_section("There was no clear difference; the effect is unsafe to judge."), encoding="utf-8")
    assert "CLM201" not in acuevid("check", "--catalogue", path).out
    answer = '[[acknowledged]]\ncode = "CLM201"\nrecord = "about"\nreason = "A quotation."\n'
    path.write_text(with_section("It is safe.", answer), encoding="utf-8")
    result = acuevid(
        "check", "--catalogue", path, "--strict", "--ignore", "STA", "--ignore", "CNT", "--ignore", "CAT303"
    )
    assert result.code == 0
    assert "acknowledged: A quotation." in result.out
