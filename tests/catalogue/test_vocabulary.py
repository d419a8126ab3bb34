"""The words for designs and outcomes: built in, declared by a catalogue, and the instruments that outcomes name."""

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from acuevid.catalogue import load, pieces
from acuevid.catalogue.load import load_catalogue
from acuevid.catalogue.pieces import load_pieces
from acuevid.checks.run import run_checks
from acuevid.errors import CatalogueError
from acuevid.models import Catalogue
from acuevid.results.findings import finding
from acuevid.terms import Design, Direction, Family
from acuevid.vocabulary import DESIGNS, FAMILIES, in_place
from tests.conftest import Command

LEVELS = {
    "systematic-review": 1,
    "overview-of-reviews": 1,
    "network-meta-analysis": 1,
    "randomised-trial": 2,
    "cluster-randomised-trial": 2,
    "n-of-1-trial": 2,
    "quasi-randomised-trial": 3,
    "non-randomised-controlled": 3,
    "cohort": 3,
    "retrospective-comparison": 3,
    "case-control": 4,
    "before-after": 4,
    "case-series": 4,
    "case-report": 4,
    "not-recorded": None,
    "mechanism-study": 5,
    "mechanism-review": 5,
    "cross-sectional": None,
    "economic-evaluation": None,
    "qualitative-study": None,
    "guideline": None,
}
"""OCEBM Levels of Evidence Working Group 2011, row "Does this intervention help? (Treatment Benefits)"."""
REGISTRY = {
    "key": "registry",
    "label": "registry study",
    "plural": "registry studies",
    "short": "registry",
    "group": "other-clinical-studies",
    "level": 4,
    "randomised": False,
    "controlled": True,
}
NRS = {"key": "nrs", "name": "NRS", "low": 0, "high": 10, "better": "lower", "unit": "points", "construct": "itching"}
HEAD = """
[sheet]
title = "Cream"
topic = "itch"
intervention = "the cream"
"""
DECLARED = """
[[family]]
key = "itch"
label = "itching"
is_construct = true
[[design]]
key = "registry"
label = "registry study"
plural = "registry studies"
group = "other-clinical-studies"
randomised = false
controlled = true
[[instrument]]
key = "nrs"
name = "NRS"
low = 0
high = 10
better = "lower"
unit = "points"
"""
REST = """
[[condition]]
key = "eczema"
name = "eczema"
"""
STUDY = """
[[study]]
citekey = "one2001"
conditions = ["eczema"]
design = "registry"
reference = { authors = ["One A"], title = "On itch", issued = 2001 }
[[study.arm]]
id = "a"
label = "the cream"
role = "experimental"
[[study.arm]]
id = "b"
label = "no cream"
role = "comparator"
comparator = "no-treatment"
[[study.outcome]]
id = "itch"
label = "itch"
family = "itch"
instrument = "nrs"
mean = { a = 3.0, b = 4.0 }
"""


def outcome(family: str = "pain", ident: str = "o", **more: Any) -> dict[str, Any]:
    return {"id": ident, "label": ident, "family": family} | more


def record(*outcomes: dict[str, Any], design: str = "randomised-trial", **more: Any) -> dict[str, Any]:
    arms: list[dict[str, Any]] = [
        {"id": "a", "label": "the cream", "role": "experimental"},
        {"id": "b", "label": "no cream", "role": "comparator", "comparator": "no-treatment"},
    ]
    return {
        "citekey": "one2001",
        "conditions": ["eczema"],
        "design": design,
        "reference": {"authors": ["One A"], "title": "On itch", "issued": 2001},
        "arm": arms,
        "outcome": list(outcomes),
    } | more


def catalogue(*studies: dict[str, Any], **tables: Any) -> Catalogue:
    return Catalogue.model_validate(
        {
            "sheet": {"title": "Cream", "topic": "itch", "intervention": "the cream"},
            "condition": [{"key": "eczema", "name": "eczema"}],
            "study": list(studies),
        }
        | tables
    )


def written(folder: Path, text: str) -> Path:
    path = folder / "catalogue.toml"
    path.write_text(text, encoding="utf-8")
    return path


def complaints(path: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(CatalogueError) as error:
        load_catalogue(path)
    return [(d.code, d.message, d.hint) for d in error.value.diagnostics]


# ---------------------------------------------------------------------------- built in


def test_every_design_has_the_level_of_the_scheme_or_none() -> None:
    assert {word: design.level for word, design in DESIGNS.items()} == LEVELS


@pytest.mark.parametrize("word", DESIGNS)
def test_every_design_is_told_in_every_form(word: str, tmp_path: Path, acuevid: Command) -> None:
    design = DESIGNS[word]
    text = HEAD + REST + STUDY.replace('"registry"', f'"{word}"').replace('family = "itch"', 'family = "sleep"')
    text = text.replace('instrument = "nrs"', "")
    if design.is_review:
        included = ', included = "systematic-review"' if word == "overview-of-reviews" else ""
        text = text.replace("reference =", f"review = {{ trials = 3{included} }}\nreference =")
    if design.is_uncontrolled:
        text = text.replace('role = "comparator"\ncomparator = "no-treatment"', 'role = "experimental"')
        text = text.replace("[[study.outcome]]", '[[study.outcome]]\nwithin = ["a", "b"]')
    shown = acuevid("show", "one", "--catalogue", written(tmp_path, text))
    assert (shown.code, shown.err) == (0, "")
    assert design.label in shown.out
    level = "none (OCEBM 2011" if design.level is None else f"{design.level} (OCEBM 2011"
    assert level in shown.out
    for verb in (["list"], ["map"], ["summarize"], ["summarize", "eczema"], ["export", "-f", "html"], ["check"]):
        assert acuevid(*verb, "--catalogue", tmp_path / "catalogue.toml").code == 0, verb


def test_a_word_is_one_thing_that_compares_as_its_text_and_cannot_be_changed() -> None:
    assert FAMILIES["harms"] is Family.HARMS
    assert copy.deepcopy(Design.RANDOMISED_TRIAL) is copy.copy(Design.RANDOMISED_TRIAL) is DESIGNS["randomised-trial"]
    assert Family.PAIN == "pain" == Family.PAIN.value
    with pytest.raises(AttributeError):
        Design.RANDOMISED_TRIAL.level = 1
    first, second = (catalogue(record(outcome("itch")), family=[{"key": "itch", "label": "itch"}]) for _ in range(2))
    assert first.studies[0].outcomes[0].family is second.studies[0].outcomes[0].family


# ---------------------------------------------------------------------------- declared


def test_declared_words_stand_behind_the_built_in_ones() -> None:
    made = catalogue(
        record(outcome("itch"), outcome("pain", "p"), design="registry"),
        family=[{"key": "itch", "label": "itching"}],
        design=[REGISTRY],
    )
    (study,) = made.studies
    assert [o.family for o in study.outcomes] == ["itch", "pain"]
    assert in_place(o.family for o in study.outcomes) == ["pain", "itch"]
    assert list(made.vocabulary.designs) == [*DESIGNS, "registry"]
    assert (study.design.plural, study.level, study.is_randomised) == ("registry studies", 4, False)


@pytest.mark.parametrize(
    ("counts", "found"),
    [("benefit", Direction.MIXED), ("harm", Direction.FAVOURS_COMPARATOR), ("other", Direction.FAVOURS_COMPARATOR)],
)
def test_a_declared_family_counts_as_it_says(counts: str, found: Direction) -> None:
    made = catalogue(
        record(
            outcome("pain", "p", direction="favours-comparator"),
            outcome("itch", "i", direction="favours-experimental"),
        ),
        family=[{"key": "itch", "label": "itching", "counts": counts}],
    )
    assert finding(made.studies[0]).direction is found


@pytest.mark.parametrize("family", ["cost", "satisfaction", "other"])
def test_costs_satisfaction_and_other_outcomes_count_only_alone(family: str) -> None:
    beside = outcome(family, "c", direction="favours-comparator")
    both = catalogue(record(outcome("pain", "p", direction="favours-experimental"), beside))
    assert finding(both.studies[0]).direction is Direction.FAVOURS_EXPERIMENTAL
    assert finding(catalogue(record(beside)).studies[0]).direction is Direction.FAVOURS_COMPARATOR


@pytest.mark.parametrize("randomised", [True, False])
def test_a_declared_design_is_randomised_where_it_says_so(randomised: bool) -> None:
    made = catalogue(record(design="registry"), design=[REGISTRY | {"randomised": randomised}])
    assert made.studies[0].is_randomised is randomised


def test_a_declared_design_without_a_comparison_group_takes_no_comparator(tmp_path: Path) -> None:
    declared = DECLARED.replace("controlled = true", "controlled = false")
    (found,) = complaints(written(tmp_path, HEAD + declared + REST + STUDY))
    assert found[:2] == ("CAT209", "design = 'registry' has a comparator")


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        ('family = "itch"', 'family = "itsch"', "family = 'itsch' is not one of: pain, ", "did you mean 'itch'?"),
        ('design = "registry"', 'design = "regsitry"', "design = 'regsitry' is not one of", "did you mean 'registry'?"),
        (
            'family = "itch"',
            'family = "bowel-habit"',
            "family = 'bowel-habit' is not one of",
            'declare it: [[family]] with key = "bowel-habit", label = "…"',
        ),
        ('instrument = "nrs"', 'instrument = "nsr"', "instrument = 'nsr' is not one of: nrs", "did you mean 'nrs'?"),
        ('family = "itch"', "family = 7", "family should be one of the words allowed, not 7", ""),
    ],
)
def test_a_word_that_nobody_declared_is_asked_about(
    old: str, new: str, message: str, hint: str, tmp_path: Path
) -> None:
    (found,) = complaints(written(tmp_path, HEAD + DECLARED + REST + STUDY.replace(old, new)))
    assert found[0] in ("CAT102", "CAT104")
    assert found[1].startswith(message)
    assert found[2] == hint


def test_an_instrument_where_none_is_declared(tmp_path: Path) -> None:
    text = HEAD + REST + STUDY.replace('"registry"', '"cohort"').replace('family = "itch"', 'family = "pain"')
    (found,) = complaints(written(tmp_path, text))
    hint = 'declare it: [[instrument]] with key = "nrs", name = "…"'
    assert found == ("CAT104", "instrument = 'nrs' is not declared", hint)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ('[[family]]\nkey = "pain"\nlabel = "another pain"\n', "family 'pain' is built in"),
        ('[[family]]\nkey = "itch"\nlabel = "again"\n', "key 'itch' is used twice"),
        ('[[instrument]]\nkey = "nrs"\nname = "again"\n', "key 'nrs' is used twice"),
        (
            '[[design]]\nkey = "cohort"\nlabel = "c"\ngroup = "mechanisms"\nrandomised = false\ncontrolled = true\n',
            "design 'cohort' is built in",
        ),
    ],
)
def test_a_word_is_declared_once_and_a_built_in_one_never(more: str, message: str, tmp_path: Path) -> None:
    (found,) = complaints(written(tmp_path, HEAD + DECLARED + more + REST + STUDY))
    assert found[:2] == ("CAT201", message)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('label = "itching"\n', "", "CAT103"),
        ("is_construct = true", 'counts = "cost"', "CAT104"),
        ("randomised = false", "randomised = false\nlevel = 0", "CAT105"),
        ("randomised = false", "randomised = false\nlevel = 6", "CAT105"),
        ('group = "other-clinical-studies"', 'group = "other"', "CAT104"),
    ],
)
def test_a_faulty_declaration_is_told(old: str, new: str, code: str, tmp_path: Path) -> None:
    assert old in DECLARED
    found = complaints(written(tmp_path, HEAD + DECLARED.replace(old, new) + REST + STUDY))
    assert code in [c for c, _, _ in found]


@pytest.mark.parametrize("level", [1, 5])
def test_the_levels_at_both_ends_are_levels(level: int) -> None:
    assert catalogue(record(design="registry"), design=[REGISTRY | {"level": level}]).studies[0].level == level


# ---------------------------------------------------------------------------- reading, writing, asking


@pytest.mark.parametrize("text", [HEAD + DECLARED + REST + STUDY, HEAD + REST + STUDY + DECLARED])
def test_a_large_catalogue_reads_the_same(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, text)
    whole = load_catalogue(path)
    monkeypatch.setattr(load, "_SMALL", 0)
    monkeypatch.setattr(pieces, "_SIZE", 1)
    assert load_catalogue(path) == whole
    in_pieces = load_pieces(path.read_bytes(), None, None)
    assert in_pieces == (whole if text.endswith(STUDY) else None)  # words behind the studies: it is read whole


def test_the_words_of_a_large_catalogue_reach_the_filters(
    tmp_path: Path, acuevid: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "_SMALL", 0)
    path = written(tmp_path, HEAD + DECLARED + REST + STUDY)
    assert "one2001" in acuevid("list", "--design", "registry", "--catalogue", path, "--format", "tsv").out


def test_toml_and_json_carry_the_words(tmp_path: Path, acuevid: Command) -> None:
    path = written(tmp_path, HEAD + DECLARED + REST + STUDY)
    first = load_catalogue(path)
    for options in ((), ("--condition", "eczema")):
        again = tmp_path / "again.toml"
        again.write_text(acuevid("export", "-f", "toml", *options, "--catalogue", path).out, encoding="utf-8")
        assert load_catalogue(again) == first
    data = json.loads(acuevid("export", "-f", "json", "--catalogue", path).out, parse_float=Decimal)
    for study in data["studies"]:
        del study["derived"]
    tables = {"family": "families", "design": "designs", "instrument": "instruments"}
    tables |= {"condition": "conditions", "study": "studies"}
    raw = {"sheet": data["sheet"]} | {table: data[name] for table, name in tables.items()}
    assert Catalogue.model_validate(raw) == first


def test_a_change_of_an_instrument_is_a_change(tmp_path: Path, acuevid: Command) -> None:
    old = written(tmp_path, HEAD + DECLARED + REST + STUDY)
    new = tmp_path / "new.toml"
    new.write_text(old.read_text(encoding="utf-8").replace("high = 10", "high = 100"), encoding="utf-8")
    assert "instrument nrs" in acuevid("diff", old, new).out


@pytest.mark.parametrize("word", ["registry", "REGISTRY"])
def test_a_declared_design_can_be_asked_for(word: str, tmp_path: Path, acuevid: Command) -> None:
    path = written(tmp_path, HEAD + DECLARED + REST + STUDY)
    result = acuevid("list", "--design", word, "--catalogue", path, "--format", "tsv")
    assert result.code == 0
    assert "one2001" in result.out
    assert "chosen by design registry study" in acuevid("export", "--design", word, "--catalogue", path).out


@pytest.mark.parametrize(("word", "says"), [("registri", "did you mean 'registry'?"), ("xyz", "there are: systematic")])
def test_a_design_that_there_is_not(word: str, says: str, tmp_path: Path, acuevid: Command) -> None:
    path = written(tmp_path, HEAD + DECLARED + REST + STUDY)
    result = acuevid("list", "--design", word, "--catalogue", path)
    assert result.code == 2
    assert says in result.err


def test_the_schema_suggests_the_built_in_words_and_takes_declared_ones() -> None:
    schema = Catalogue.model_json_schema(by_alias=True, mode="validation")
    suggested = schema["$defs"]["Outcome"]["properties"]["family"]["anyOf"][0]["enum"]
    assert suggested == list(FAMILIES)
    assert {*DESIGNS, "RCT"} <= set(schema["$defs"]["Study"]["properties"]["design"]["anyOf"][0]["enum"])
    data = {
        "sheet": {"title": "t", "topic": "t", "intervention": "x"},
        "family": [{"key": "itch", "label": "itch"}],
        "design": [REGISTRY],
        "instrument": [NRS],
        "study": [record(outcome("itch", instrument="nrs"), design="registry")],
    }
    validator = jsonschema.Draft202012Validator(schema)
    assert list(validator.iter_errors(data)) == []
    data["study"] = [record(outcome("an itch"))]
    assert list(validator.iter_errors(data))


def test_an_overview_says_that_it_included_reviews(tmp_path: Path) -> None:
    text = HEAD + REST + STUDY.replace('"registry"', '"overview-of-reviews"').replace('"itch"\ninst', '"pain"\ninst')
    text = text.replace('instrument = "nrs"', "")
    (found,) = complaints(written(tmp_path, text))
    hint = "add review = { trials = 12, included = 'systematic-review' }"
    assert found == ("CAT103", "[study] is a review and has no 'review'", hint)
    (found,) = complaints(written(tmp_path, text.replace("reference =", "review = { trials = 3 }\nreference =")))
    assert found[1] == "[study.review] of an overview of reviews does not say that it included reviews"
    told = 'review = { trials = 3, included = "network-meta-analysis" }\nreference ='
    assert load_catalogue(written(tmp_path, text.replace("reference =", told))).studies[0].level == 1


@pytest.mark.parametrize(("included", "level"), [("cohort", 2), ("n-of-1-trial", 1), ("qualitative-study", None)])
def test_a_review_stands_one_above_what_it_included(included: str, level: int | None) -> None:
    made = catalogue(record(design="systematic-review", review={"trials": 3, "included": included}))
    assert made.studies[0].level == level


# ---------------------------------------------------------------------------- instruments


def on(instrument: dict[str, Any], **more: Any) -> Catalogue:
    return catalogue(record(outcome("pain", instrument=instrument["key"], **more)), instrument=[instrument])


def test_what_an_outcome_does_not_say_its_instrument_does() -> None:
    (told,) = on(NRS).studies[0].outcomes
    assert (told.better, told.unit, told.measures, told.higher_is_better) == ("lower", "points", "itching", False)
    (own,) = on(NRS, better="higher", unit="mm", construct="burning").studies[0].outcomes
    assert (own.better, own.unit, own.measures, own.higher_is_better) == ("higher", "mm", "burning", True)
    (bare,) = on({"key": "nrs", "name": "NRS"}).studies[0].outcomes
    assert (bare.better, bare.unit, bare.measures, bare.higher_is_better) == (None, None, "o", None)


def test_a_side_is_computed_with_the_better_end_of_the_instrument() -> None:
    made = on(NRS, mean={"a": 3, "b": 4})
    assert finding(made.studies[0]).direction is Direction.FAVOURS_EXPERIMENTAL


def test_show_tells_of_the_instrument(tmp_path: Path, acuevid: Command) -> None:
    path = written(tmp_path, HEAD + DECLARED + REST + STUDY)
    assert "NRS: 0 to 10 points, lower is better" in acuevid("show", "one", "--catalogue", path).out


@pytest.mark.parametrize(
    ("mean", "ends", "status"),
    [
        ("10.0", (0, 10), "consistent"),
        ("10.1", (0, 10), "inconsistent"),
        ("0", (0, 10), "consistent"),
        ("-0.1", (0, 10), "inconsistent"),
        ("10", (0, Decimal("9.5")), "consistent"),  # 9.5 prints as 10
        ("10", (0, Decimal("9.4")), "inconsistent"),
        ("7", (0, None), "not-testable"),
    ],
)
def test_a_mean_lies_inside_its_scale(mean: str, ends: tuple[Any, Any], status: str) -> None:
    low, high = ends
    scale = {"key": "nrs", "name": "NRS", "low": low} | ({"high": high} if high is not None else {})
    report = run_checks(on(scale, mean={"a": Decimal(mean)}), numbers=True)
    (number,) = [n for n in report.numbers if n.field == "outcome[o].mean.a"]
    assert number.status == status
    assert any(line.startswith("CNT301") for line in number.lines)


def test_a_mean_in_another_unit_is_not_held_against_the_ends() -> None:
    report = run_checks(on(NRS, unit="mm", mean={"a": 70}), numbers=True)
    (number,) = [n for n in report.numbers if n.field == "outcome[o].mean.a"]
    assert number.status == "not-testable"
    assert "CNT301 printed in mm, while the ends of NRS are in points" in number.lines
