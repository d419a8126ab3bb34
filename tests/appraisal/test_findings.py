"""`acuevid findings`: each number of a summary of findings redone by hand, and its words by certainty."""

import csv
import io
import json
import math
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import tomli
import tomli_w

from tests.conftest import DATA, HERE, Command, Golden
from tests.export.tools import program

RATED = DATA / "rated.toml"


def tables(acuevid: Command, *options: object, catalogue: object = RATED) -> list[dict[str, Any]]:
    done = acuevid("findings", *options, "--json", "--catalogue", catalogue)
    assert done.code == 0, done.err
    return [table for found in json.loads(done.out)["conditions"] for table in found["tables"]]


def rows(acuevid: Command, *options: object, catalogue: object = RATED) -> dict[tuple[bool, str], dict[str, Any]]:
    return {
        (table["randomised"], row["outcome"]): row
        for table in tables(acuevid, *options, catalogue=catalogue)
        for row in table["rows"]
    }


# ------------------------------------------------------------------------------------------- numbers by hand
def test_p6_nausea_at_the_median_control_risk(acuevid: Command) -> None:
    """METHODS and the pool of 16 trials (metafor, REML): at 42.2 %, 114 fewer in 1,000 (180 fewer to 29 fewer)."""
    (row,) = rows(acuevid, catalogue="p6-nausea").values()
    (at,) = row["at_risks"]
    assert row["rating"] is None
    assert (len(row["studies"]), row["people"]) == (16, 1826)
    assert round(100 * at["risk"], 1) == 42.2
    assert [round(1000 * at["difference"][end]) for end in ("estimate", "ci_low", "ci_high")] == [-114, -180, -29]
    pooled = json.loads(acuevid("pool", "nausea", "--json", "--catalogue", "p6-nausea").out)
    assert at["difference"]["estimate"] == pooled["absolute"]["risk_difference"]["estimate"]
    ratio = pooled["headline"]["natural"]["estimate"]
    assert math.isclose(at["treated"]["risk"], at["risk"] * ratio, rel_tol=1e-12)


def test_counts_at_given_risks(acuevid: Command) -> None:
    """RR by the inverse variance of the three tables (τ² is 0), then risk × (RR − 1) at the risks of the registry."""
    counts = ((20, 100, 32, 100), (9, 60, 18, 60), (14, 45, 19, 45))
    weights = [1 / (1 / a - 1 / n1 + 1 / c - 1 / n2) for a, n1, c, n2 in counts]
    logs = [math.log(a * n2 / (n1 * c)) for a, n1, c, n2 in counts]
    mean = sum(w * y for w, y in zip(weights, logs, strict=True)) / sum(weights)
    half = 1.959963984540054 / math.sqrt(sum(weights))
    ratio, low, high = (math.exp(x) for x in (mean, mean - half, mean + half))
    row = rows(acuevid)[True, "asthma attack"]
    assert math.isclose(row["effect"]["estimate"], ratio, rel_tol=1e-9)
    assert [at["risk"] for at in row["at_risks"]] == [0.1, 0.3, 0.5]
    for at in row["at_risks"]:
        found = at["difference"]
        by_hand = [at["risk"] * (x - 1) for x in (ratio, low, high)]
        assert [found["estimate"], found["ci_low"], found["ci_high"]] == pytest.approx(by_hand, rel=1e-9)
        assert at["source"] == "a registry of practices, 2020"
    assert "110 fewer (163 fewer to 38 fewer) in 1000 people at a risk of 30.0%" in row["sentences"][0]["text"]


def test_means_against_the_smallest_difference(acuevid: Command) -> None:
    """MD 0.5 (SE² 1.1²/100 + 1.2²/100) and 0.7 (1.0²/60 + 1.1²/60), pooled by inverse variance: 0.58, 0.34 to 0.83."""
    v = (1.1**2 / 100 + 1.2**2 / 100, 1.0**2 / 60 + 1.1**2 / 60)
    mean = (0.5 / v[0] + 0.7 / v[1]) / (1 / v[0] + 1 / v[1])
    half = 1.959963984540054 / math.sqrt(1 / v[0] + 1 / v[1])
    row = rows(acuevid)[True, "quality of life"]
    found = row["effect"]
    by_hand = [mean, mean - half, mean + half]
    assert [found["estimate"], found["ci_low"], found["ci_high"]] == pytest.approx(by_hand, rel=1e-9)
    assert row["smallest_that_matters"] == 0.5
    text = acuevid("findings", "--format", "md", "--catalogue", RATED).out
    assert "0.58 points higher (0.34 higher to 0.83 higher)" in text
    assert "smallest difference that people feel is 0.5 points; the interval holds it." in text


def test_one_study_alone(acuevid: Command) -> None:
    """3 of 45 v 8 of 45: RR 0.375, log SE √(1/3 − 1/45 + 1/8 − 1/45); at 8/45, 111 fewer."""
    row = rows(acuevid)[True, "hospital stay"]
    se = math.sqrt(1 / 3 - 1 / 45 + 1 / 8 - 1 / 45)
    (at,) = row["at_risks"]
    assert not row["pooled"]
    ends = [math.exp(math.log(0.375) + z * se) for z in (-1.959963984540054, 1.959963984540054)]
    assert [row["effect"]["ci_low"], row["effect"]["ci_high"]] == pytest.approx(ends, rel=1e-9)
    assert at["risk"] == 8 / 45
    assert at["difference"]["estimate"] == pytest.approx(-5 / 45)
    assert [at["difference"]["ci_low"], at["difference"]["ci_high"]] == pytest.approx([8 / 45 * (x - 1) for x in ends])


def test_a_ratio_beyond_all_people_gives_way_to_the_studys_own_difference(acuevid: Command) -> None:
    """Spacek 1998: 8 of 17 v 2 of 11; the upper limit of the RR would be a risk of 182 %, Newcombe's is not."""
    options = ("trigeminal", "--comparator", "active-treatment")
    row = rows(acuevid, *options, catalogue=HERE.parent / "data" / "studies.toml")[False, "freedom from pain"]
    (at,) = row["at_risks"]
    assert at["difference"]["estimate"] == pytest.approx(8 / 17 - 2 / 11)
    assert -1 < at["difference"]["ci_low"] < 0 < at["difference"]["ci_high"] < 1


# --------------------------------------------------------------------------------------- words by certainty
def with_certainty(path: Path, word: str | None, **changes: Any) -> Path:
    """The sheet with one rating of asthma attacks, or none, and changed fields of the first study's outcome."""
    data = tomli.loads(RATED.read_text(encoding="utf-8"))
    del data["rating"][1]
    if word is None:
        del data["rating"]
    else:
        rating = data["rating"][0]
        steps = ["high", "moderate", "low", "very-low"].index(word)
        rating |= {"certainty": word, "down": {"risk-of-bias": steps} if steps else {}}
    for study in data["study"]:
        for outcome in study["outcome"]:
            if outcome["id"] == "attack" and changes:
                outcome.update(changes)
    path.write_text(tomli_w.dumps(data), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("word", "begins"),
    [
        ("high", "Treatment with the breathing course results in fewer people who had an asthma attack"),
        ("moderate", "Treatment with the breathing course probably results in fewer people"),
        ("low", "Treatment with the breathing course may result in fewer people"),
        ("very-low", "The evidence is very uncertain about the effect on asthma attack of the breathing course"),
        (None, "In three randomised trials there were fewer people who had an asthma attack"),
    ],
)
def test_verbs_are_grades(acuevid: Command, tmp_path: Path, word: str | None, begins: str) -> None:
    row = rows(acuevid, catalogue=with_certainty(tmp_path / "a.toml", word))[True, "asthma attack"]
    assert row["sentences"][0]["text"].startswith(begins)
    assert ("not rated" in row["sentences"][0]["text"]) is (word is None)


VERBS = re.compile(r"probably|may result|results? in|very uncertain|certainty: ")


def test_the_words_of_certainty_stand_in_rated_rows_only(acuevid: Command) -> None:
    for row in rows(acuevid).values():
        said = any(VERBS.search(sentence["text"]) for sentence in row["sentences"])
        assert said is (row["rating"] is not None)


def test_an_interval_that_holds_no_effect_is_never_a_result(acuevid: Command, tmp_path: Path) -> None:
    path = with_certainty(tmp_path / "a.toml", "high", events={"course": 20, "usual": 21})
    (first, *_) = rows(acuevid, catalogue=path)[True, "asthma attack"]["sentences"]
    assert first["text"].startswith("Whether treatment with the breathing course leads to fewer or more people")
    assert "is not clear (certainty: high)" in first["text"]


# ------------------------------------------------------------------------------------------------ mirror law
def mirrored(path: Path) -> Path:
    """The sheet with every figure of one arm given to the other, and the arms' names with them."""
    text = RATED.read_text(encoding="utf-8")
    data = tomli.loads(text)
    for study in data["study"]:
        for outcome in study["outcome"]:
            for name in ("events", "mean", "sd"):
                if name in outcome:
                    outcome[name] = {"course": outcome[name]["usual"], "usual": outcome[name]["course"]}
        study["arm"][0]["participants"], study["arm"][1]["participants"] = (
            study["arm"][1]["participants"],
            study["arm"][0]["participants"],
        )
    path.write_text(tomli_w.dumps(data), encoding="utf-8")
    return path


def turned(text: str) -> str:
    swap = {"fewer": "more", "more": "fewer", "higher": "lower", "lower": "higher"}
    plain = text.replace("fewer or more", "FEW-OR-MORE").replace("lower or higher", "LOW-OR-HIGH")
    plain = re.sub(r"\b(fewer|more|higher|lower)\b", lambda m: swap[m[0]], plain)
    exchanged = re.sub(r"\((.+?) to (.+?)\)", r"(\2 to \1)", plain)
    return re.sub(r"[−0-9.,]+", "#", exchanged)


def test_with_the_sides_exchanged_the_table_is_its_mirror_image(acuevid: Command, tmp_path: Path) -> None:
    here, there = rows(acuevid), rows(acuevid, catalogue=mirrored(tmp_path / "mirror.toml"))
    assert list(here) == list(there)
    for key, row in here.items():
        other = there[key]
        mine, its = row["effect"], other["effect"]
        is_ratio = mine["measure"] == "risk_ratio"
        expected = 1 / its["estimate"] if is_ratio else -its["estimate"]
        assert math.isclose(mine["estimate"], expected, rel_tol=1e-9)
        ends = [1 / its["ci_high"], 1 / its["ci_low"]] if is_ratio else [-its["ci_high"], -its["ci_low"]]
        assert [mine["ci_low"], mine["ci_high"]] == pytest.approx(ends, rel=1e-9)
        mine_text, its_text = ([s["text"] for s in r["sentences"]] for r in (row, other))
        assert [turned(text) for text in mine_text] == [re.sub(r"[−0-9.,]+", "#", _kept(text)) for text in its_text]
        assert row["rating"] == other["rating"]


def _kept(text: str) -> str:
    return text.replace("fewer or more", "FEW-OR-MORE").replace("lower or higher", "LOW-OR-HIGH")


# ------------------------------------------------------------------------------------- what is not in a table
def test_important_outcomes_come_first_and_missing_ones_are_named(acuevid: Command) -> None:
    randomised, other = tables(acuevid)
    assert [row["outcome"] for row in randomised["rows"]] == ["asthma attack", "quality of life", "hospital stay"]
    assert [row["importance"] for row in randomised["rows"]] == ["critical", "critical", "important"]
    assert randomised["missing"] == ["death"]
    assert other["missing"] == ["quality of life", "hospital stay", "death"]
    assert [s["text"] for s in randomised["sentences"]] == [
        "No randomised trial against usual care gives an effect on death."
    ]


def test_randomised_trials_and_other_studies_have_tables_of_their_own(acuevid: Command) -> None:
    assert [(t["randomised"], t["rows"][0]["studies"]) for t in tables(acuevid)] == [
        (True, ["cedar2018", "birch2014", "amber2011"]),
        (False, ["dogwood2019"]),
    ]
    # the rating says that it is about the randomised trials
    assert rows(acuevid)[False, "asthma attack"]["rating"] is None


# -------------------------------------------------------------------------------------------------- formats
@pytest.mark.parametrize("width", [80, 120])
def test_as_a_reader_sees_it(acuevid: Command, golden: Golden, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    golden(f"findings-{width}.txt", acuevid("findings", "--format", "text", "--catalogue", RATED).out)


def test_as_markdown(acuevid: Command, golden: Golden) -> None:
    golden("findings.md", acuevid("findings", "--format", "md", "--catalogue", RATED).out)


def test_as_csv_every_control_risk_has_a_row(acuevid: Command) -> None:
    read = list(csv.DictReader(io.StringIO(acuevid("findings", "--format", "csv", "--catalogue", RATED).out)))
    shown = [(row["outcome"], row["control"], row["studies"]) for row in read if row["randomised"] == "yes"]
    assert shown == [
        ("asthma attack", "low", "3"),
        ("asthma attack", "given", "3"),
        ("asthma attack", "high", "3"),
        ("quality of life", "", "2"),
        ("hospital stay", "median", "1"),
        ("death", "", "0"),
    ]
    assert read[0]["down"] == "risk-of-bias 1"


def test_word_and_a_browser_read_it(acuevid: Command, tmp_path: Path) -> None:
    pandoc = program("pandoc")
    page = tmp_path / "findings.html"
    assert acuevid("findings", "-o", page, "--catalogue", RATED).code == 0
    word = tmp_path / "findings.docx"
    subprocess.run([pandoc, page, "-o", word], check=True, capture_output=True)
    back = subprocess.run([pandoc, word, "-t", "plain", "--wrap=none"], check=True, capture_output=True, text=True)
    for told in ("Certainty (GRADE)", "⊕⊕⊕⊝ moderate", "not rated", "110 fewer (163 fewer to 38 fewer) in 1000"):
        assert told in back.stdout


def test_it_is_in_the_exports(acuevid: Command) -> None:
    for form, told in (("md", "## Summary of findings"), ("html", ">Summary of findings</h2>")):
        assert told in acuevid("export", "--format", form, "--catalogue", RATED).out
    sheet = json.loads(acuevid("export", "--format", "json", "--catalogue", RATED).out)
    assert [table for found in sheet["findings"] for table in found["tables"]] == tables(acuevid)


def test_a_sentence_of_it_is_traced(acuevid: Command) -> None:
    done = acuevid("trace", "asthma.findings.1.1", "--catalogue", RATED)
    assert done.code == 0
    assert "rating 0" in done.out
    assert acuevid("trace", "asthma.findings.9.1", "--catalogue", RATED).code == 1


def test_nothing_to_show_is_said_in_one_line(acuevid: Command) -> None:
    done = acuevid("findings", "hiv")
    assert (done.code, done.out.count("\n")) == (0, 1)
    assert "no study gives an effect between groups" in done.err
