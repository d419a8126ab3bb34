"""Data sets of other programs come in whole, and their pools are those that they state."""

import json
from pathlib import Path
from typing import Any

import pytest

from acuevid.catalogue.files import find_catalogue
from acuevid.catalogue.load import load_catalogue
from acuevid.models import Catalogue
from tests.conftest import DATA, Command

FILES = DATA / "import"
TRIALS = ("--design", "randomised-trial")


def brought(acuevid: Command, tmp_path: Path, *args: object, code: int = 0) -> tuple[Catalogue, str]:
    """The catalogue that `import` writes, and what it said."""
    path = tmp_path / f"{len(list(tmp_path.iterdir()))}.toml"
    result = acuevid("import", *args, "-o", path)
    assert result.code == code, result.err
    return load_catalogue(path), result.err


def fits(acuevid: Command, catalogue: Path, measure: str) -> dict[str, dict[str, Any]]:
    """The one pool of a catalogue by every model, by its name."""
    data = json.loads(acuevid("pool", "--catalogue", catalogue, "--measure", measure, "--json").out)
    (pool,) = data["studies"] if "fits" in (data["studies"] or [{}])[0] else [data]
    others = [pool["mantel_haenszel"], pool["peto"]]
    return {fit["model"]: fit for fit in [*pool["fits"], *others] if fit}


def test_revman_5_and_its_csv_give_the_same_catalogue(acuevid: Command, tmp_path: Path) -> None:
    named = ("--title", "Fleiss 1993", *TRIALS)
    xml, _ = brought(acuevid, tmp_path, FILES / "Fleiss1993.rm5", *named)
    csv, _ = brought(acuevid, tmp_path, FILES / "Fleiss1993_CR.csv", *named)
    assert xml == csv
    assert [study.label for study in xml.studies][:3] == ["MRC-1 1974", "CDP 1976", "MRC-2 1979"]
    assert len(xml.studies) == 12
    # digits as printed: 7.38 of Wilson; the XML's 5.0 of Davis is its way to write 5
    means = {s.citekey: s.outcomes[0].mean for s in xml.studies if s.outcomes[0].mean}
    assert [str(v) for v in means["wilson1977"].values()] == ["6.5", "7.38"]
    assert [str(v) for v in means["davis1973"].values()] == ["5", "6.5"]


def test_the_title_of_a_review_is_that_of_the_sheet(acuevid: Command, tmp_path: Path) -> None:
    catalogue, _ = brought(acuevid, tmp_path, FILES / "Fleiss1993.rm5")
    assert catalogue.sheet.title == "Examples from Fleiss 1993"
    assert {study.design.value for study in catalogue.studies} == {"not-recorded"}


@pytest.mark.parametrize("name", ["Fleiss1993.rm5", "Fleiss1993_CR.csv"])
def test_pools_are_those_that_the_file_states(acuevid: Command, tmp_path: Path, name: str) -> None:
    """The figures of `Fleiss1993_CR.csv`: RevMan's own results of both analyses."""
    path = tmp_path / "fleiss.toml"
    said = ("--better", "lower", "--unit", "points", "--event-is", "bad")
    assert acuevid("import", FILES / name, *TRIALS, *said, "-o", path).code == 0
    aspirin = fits(acuevid, path, "or")
    natural = aspirin["Mantel–Haenszel"]["natural"]
    assert natural["estimate"] == pytest.approx(0.89686556, abs=5e-9)
    assert natural["ci_low"] == pytest.approx(0.8405144, abs=5e-8)
    assert natural["ci_high"] == pytest.approx(0.95699471, abs=5e-9)
    assert aspirin["common effect"]["q"] == pytest.approx(9.946, abs=5e-4)
    assert aspirin["DerSimonian–Laird, Wald"]["i2"] == pytest.approx(39.7, abs=0.05)
    mental = fits(acuevid, path, "md")["common effect"]
    assert mental["estimate"] == pytest.approx(-0.70938839, abs=5e-9)
    assert mental["ci_low"] == pytest.approx(-1.25848502, abs=5e-9)
    assert mental["ci_high"] == pytest.approx(-0.16029176, abs=5e-9)


def test_what_does_not_fit_is_listed(acuevid: Command, tmp_path: Path) -> None:
    _, said = brought(acuevid, tmp_path, FILES / "Fleiss1993_CR.csv")
    assert "0.89686556 (0.8405144 to 0.95699471)" in said
    assert "left: Fleiss1993_CR.csv, line 2: Examples from Fleiss (1993)" in said
    _, said = brought(acuevid, tmp_path, FILES / "Fleiss1993.rm5")
    assert "Allocation concealment?: UNKNOWN and no reason, AMIS, CDP" in said


def test_a_comparator_that_is_only_called_control(acuevid: Command, tmp_path: Path) -> None:
    catalogue, _ = brought(acuevid, tmp_path, FILES / "Fleiss1993.rm5")
    arm = catalogue.studies[0].arms[1]
    assert (arm.comparator, arm.note) == (
        "usual-care",
        "The class of this comparator is not recorded: the source file says only “Control”.",
    )
    assert "# TODO arm[control].comparator: the file says only “Control”" in (tmp_path / "0.toml").read_text("utf-8")
    catalogue, _ = brought(acuevid, tmp_path, FILES / "Fleiss1993.rm5", "--comparator", "placebo")
    arm = catalogue.studies[0].arms[1]
    assert (arm.comparator, arm.note) == ("placebo", None)


def test_a_year_that_is_not_there_is_no_year(acuevid: Command, tmp_path: Path) -> None:
    _, said = brought(acuevid, tmp_path, FILES / "robvis_data_rob2.csv")
    assert "studies without a year have 2099" in said
    assert "REF205" in acuevid("check", "--catalogue", tmp_path / "0.toml").out


# ------------------------------------------------------------------------------------------- into a catalogue
def test_into_a_catalogue_that_is_there(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text((DATA / "good.toml").read_text("utf-8"), "utf-8")
    before = path.read_text("utf-8")
    (key,) = [c.key for c in load_catalogue(path).conditions][:1]
    shown = acuevid("import", FILES / "Fleiss1993_CR.csv", "--catalogue", path, "--condition", key, "--dry-run")
    assert (shown.code, path.read_text("utf-8")) == (0, before)
    assert 'citekey = "isis-2-1988"' in shown.out
    assert acuevid("import", FILES / "Fleiss1993_CR.csv", "--catalogue", path, "--condition", key).code == 0
    after = path.read_text("utf-8")
    assert after.startswith(before.rstrip("\n"))
    assert len(load_catalogue(path).studies) == len(load_catalogue(DATA / "good.toml").studies) + 12
    again = acuevid("import", FILES / "Fleiss1993.rm5", "--catalogue", path, "--condition", key)
    assert (again.code, path.read_text("utf-8")) == (0, after)
    assert "0 studies new, 12 in the catalogue already" in again.err
    assert "# isis-2-1988 is in the catalogue, and was left as it is." in again.out
    assert "events = { aspirin = 1570, control = 1720 }" in again.out


def test_a_condition_is_asked_for(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(find_catalogue(None).read_bytes())
    result = acuevid("import", FILES / "Fleiss1993_CR.csv", "--dry-run", "--catalogue", path)
    assert result.code == 2
    assert "which condition are the studies on? --condition KEY, one of" in result.err


def test_nothing_is_written_while_there_are_errors(acuevid: Command, tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_text("study,year,ai,n1i,ci,n2i\nSmith,2001,x,10,2,10\n", "utf-8")
    result = acuevid("import", data, "-o", tmp_path / "new.toml")
    assert (result.code, result.err) == (1, "acuevid: data.csv, line 2, column ai: “x” is no number\n")
    assert not (tmp_path / "new.toml").exists()


def test_a_file_that_is_there_is_not_written_over(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "new.toml"
    path.write_text("mine", "utf-8")
    assert acuevid("import", FILES / "Fleiss1993.rm5", "-o", path).code == 1
    assert path.read_text("utf-8") == "mine"
    assert acuevid("import", FILES / "Fleiss1993.rm5", "-o", path, "--force").code == 0


# ----------------------------------------------------------------------------------------------- own exports
@pytest.mark.parametrize(
    "path", [DATA / "kinds.toml", DATA / "rated.toml", DATA.parent.parent / "data" / "studies.toml"]
)
def test_own_json_gives_the_same_catalogue(acuevid: Command, tmp_path: Path, path: Path) -> None:
    made = tmp_path / "own.json"
    assert acuevid("export", "--catalogue", path, "--format", "json", "-o", made).code == 0
    again, _ = brought(acuevid, tmp_path, made)
    assert again == load_catalogue(path)


def test_own_outcomes_have_the_same_figures(acuevid: Command, tmp_path: Path) -> None:
    path = DATA / "kinds.toml"
    made = tmp_path / "outcomes.csv"
    assert acuevid("export", "--catalogue", path, "--format", "csv", "--rows", "outcomes", "-o", made).code == 0
    again, said = brought(acuevid, tmp_path, made)
    assert "references, groups without figures, further effects and texts" in said
    for old in load_catalogue(path).studies:
        new = again.study_by_key[old.citekey]
        for outcome, other in zip(old.outcomes, new.outcomes, strict=True):
            ids = {arm.label: arm.id for arm in new.arms}
            for name in ("events", "percent", "mean", "sd", "se", "ci", "median", "iqr", "range", "change", "baseline"):
                mine = {ids[old.arm(arm).label]: value for arm, value in getattr(outcome, name).items()}
                assert getattr(other, name) == mine, (old.citekey, name)
            assert (other.p, other.statistic, other.label) == (outcome.p, outcome.statistic, outcome.label)
            assert (other.margin, other.correlation, other.unit) == (outcome.margin, outcome.correlation, outcome.unit)
        assert (new.clusters, new.icc, new.is_crossover) == (old.clusters, old.icc, old.is_crossover)


# --------------------------------------------------------------------------------------------- hostile files
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><COCHRANE_REVIEW>&b;</COCHRANE_REVIEW>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><COCHRANE_REVIEW>&a;</COCHRANE_REVIEW>'
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BOMB, "XML that declares entities or a document type is not read"),
        (OUTSIDE, "XML that declares entities or a document type is not read"),
        ("<COCHRANE_REVIEW><STUDY>", "no XML that can be read"),
        ("study,year,ai,n1i,ci,n2i\n=cmd|' /C calc'!A0,2001,1,2,3,4\n", "is a formula, not a value"),
        ("study,year,ai,n1i,ci,n2i\nA\x1b[31m,2001,1,2,3,4\n", "control character"),
        ("study,year,ai,n1i,ci,n2i\n" + "A" * 1_200_000 + ",2001,1,2,3,4\n", "line of more than a million characters"),
        ("study,year,ai,n1i,ci,n2i\nA,2001,1e99,2,3,4\n", "is larger than any figure of a study"),
        ("study,year,ai,n1i,ci,n2i\nA,2001,-1,2,3,4\n", "-1 is below 0"),
        ("study,year,ai,n1i,ci,n2i\nA,2001,1.5,2,3,4\n", "1.5 is no whole number"),
        ("study,year,ai,n1i,ci,n2i\nA,2001,1,2,3,4,5\n", "7 cells under 6 columns"),
        ("study,ai,ai,n1i,ci,n2i\nA,2001,1,2,3,4\n", "two columns are called ai"),
        ('study,year,ai,n1i,ci,n2i\n"A,2001,1,2,3,4\n', "no table that can be read"),
        ("a,b\n1,2\n", "no data set that acuevid knows"),
        ("", "no data set that acuevid knows"),
        ("\x00\x01\x02", "is not text"),
        ('{"acuevid": {"kind": "pool"}}', "has no studies to bring in"),
        ('{"acuevid": ' + "[" * 100_000, "nested too deeply"),
        ("study,yi,vi\nA 2001,0.1,0.2\n", "what is yi?"),
    ],
)
def test_one_line_of_error(acuevid: Command, tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "data"
    path.write_bytes(text.encode("utf-8"))
    result = acuevid("import", path, "-o", tmp_path / "new.toml")
    assert result.code in (1, 2)
    line = result.err.splitlines()[0]
    assert words in line
    assert line.startswith("acuevid: ")
    assert len(result.err.splitlines()) == 1
    assert not (tmp_path / "new.toml").exists()
