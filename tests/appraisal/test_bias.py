"""Appraisals as they are drawn: what counts is shown, in words as well as in signs, and nothing is picked."""

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.appraisal.catalogues import RATED, ROBVIS, appraisal, catalogue, robvis, robvis_rows, study
from tests.conftest import Command, Golden

SVG = "{http://www.w3.org/2000/svg}"
SIGNS = {
    "low": "+",
    "some-concerns": "-",
    "moderate": "-",
    "high": "x",
    "serious": "x",
    "critical": "!",
    "unclear": "?",
    "no-information": "?",
    "not-applicable": ".",
}
"""robvis 0.3.0, `rob_traffic_light`: the signs of its judgements; it draws none for what is not applicable."""


def folded(judgement: str) -> str:
    return judgement.strip().casefold().replace(" ", "-")


def amstar(folder: Path) -> Path:
    """Four reviews judged with the 16 items of AMSTAR 2."""
    answers = ("yes", "partial yes", "no", "not applicable")
    verdicts = ("critically-low", "high", "moderate", "low")
    reviews = [
        study(n, appraisal=[appraisal("amstar-2", {str(i): answers[(n * i) % 4] for i in range(1, 17)}, verdicts[n])])
        for n in range(4)
    ]
    return catalogue(folder, reviews)


def declared(folder: Path) -> Path:
    """Two studies judged with a tool of the catalogue's own, of which two words are of one concern."""
    tool = {
        "key": "panel",
        "name": "the panel's list",
        "judgements": {"good": "low", "fair": "some", "middling": "some", "poor": "high"},
        "domain": [{"key": "sampling", "name": "Sampling"}, {"key": "follow-up", "name": "Follow-up"}],
    }
    first = appraisal("panel", {"sampling": "good", "follow-up": "middling"}, "fair")
    second = appraisal("panel", {"sampling": "poor"}, None)
    return catalogue(folder, [study(1, appraisal=[first]), study(2, appraisal=[second])], appraisal_tool=[tool])


def disputed(folder: Path, **consensus: Any) -> Path:
    """A study that two people judge in different ways: in D2 and on the whole; with a consensus where one is given."""
    domains = {"D1": "low", "D2": "low", "D3": "low", "D4": "low", "D5": "low"}
    found = [
        appraisal("rob-2", domains, "low", by="AB", support={"D2": "Nobody changed sides."}),
        appraisal("rob-2", domains | {"D2": "high"}, "high", by="CD", support={"D2": "Many changed sides."}),
    ]
    if consensus:
        found.append(appraisal("rob-2", domains | {"D2": "some concerns"}, by="AB and CD", consensus=True, **consensus))
    return catalogue(folder, [study(1, appraisal=found)])


CATALOGUES = {"rob1": lambda folder: robvis(folder, "rob1"), "amstar": amstar, "declared": declared}


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("name", ["rated", *CATALOGUES])
def test_at_a_terminal(acuevid: Command, golden: Golden, tmp_path: Path, name: str, columns: int) -> None:
    path = RATED if name == "rated" else CATALOGUES[name](tmp_path)
    result = acuevid("bias", "--catalogue", path, "--format", "table", columns=columns)
    assert (result.code, result.err) == (0, "")
    golden(f"appraisal/bias-{name}-{columns}.txt", result.out)


@pytest.mark.parametrize("columns", [20, 30, 40, 60, 79, 100, 200])
@pytest.mark.parametrize("name", CATALOGUES)
def test_nothing_is_wider_than_the_terminal(acuevid: Command, tmp_path: Path, name: str, columns: int) -> None:
    path = CATALOGUES[name](tmp_path)
    out = acuevid("bias", "--catalogue", path, "--format", "table", columns=columns).out
    assert max(map(len, out.splitlines())) <= columns
    assert not any(line.endswith(" ") for line in out.splitlines())


@pytest.mark.parametrize("name", ROBVIS)
def test_every_face_has_the_judgements_of_the_record(acuevid: Command, tmp_path: Path, name: str) -> None:
    path = robvis(tmp_path, name)
    head, rows = robvis_rows(name)
    expected = {
        (f"author{n}", place): folded(word) for n, row in enumerate(rows, start=1) for place, word in enumerate(row[1:])
    }

    listed = list(csv.DictReader(io.StringIO(acuevid("bias", "--catalogue", path).out), delimiter="\t"))
    domains = list(dict.fromkeys(row["domain"] for row in listed))
    assert len(domains) == len(head) - 1
    assert {(row["citekey"], domains.index(row["domain"])): row["judgement"] for row in listed} == expected

    (tool,) = json.loads(acuevid("bias", "--catalogue", path, "--json").out)["tools"]
    told = {
        (found["citekey"], place): word
        for found in tool["studies"]
        for place, word in enumerate((*found["domains"].values(), found["overall"]))
    }
    assert told == expected
    for place, bar in enumerate(tool["summary"]):
        counts = Counter(word for (_, at), word in expected.items() if at == place)
        assert {item["judgement"]: item["number"] for item in bar["judgements"]} == counts
        assert sum(item["share"] for item in bar["judgements"]) == pytest.approx(1)

    newest_first = [f"author{n}" for n in range(len(rows), 0, -1)]
    signs = [SIGNS[expected[key, place]] for key in newest_first for place in range(len(domains))]
    assert picture_signs(acuevid("bias", "--catalogue", path, "-o", "-").out)[: len(signs)] == signs
    table = acuevid("bias", "--catalogue", path, "--format", "table", columns=120).out.split("Signs:")[0]
    assert re.findall(r"(?<=[ ])[-+x!?.](?= |$)", table, re.MULTILINE) == signs


def picture_signs(text: str) -> list[str]:
    """The signs in the circles of a picture, in its order."""
    root = ElementTree.fromstring(text)
    found = list(root.iter())
    circles = [i for i, e in enumerate(found) if e.tag == f"{SVG}circle"]
    return [found[i + 1].text or "" for i in circles]


def test_the_picture_is_well_formed_and_says_what_it_shows(acuevid: Command, golden: Golden, tmp_path: Path) -> None:
    text = acuevid("bias", "--catalogue", RATED, "-o", "-").out
    golden("appraisal/bias-rated.svg", text)
    root = ElementTree.fromstring(text)
    assert root.findtext(f"{SVG}title") == "Risk of bias by RoB 2 and Risk of bias by ROBINS-I"
    told = root.findtext(f"{SVG}desc") or ""
    assert "Birch 2014: D1 some concerns, D2 high, D3 low, D4 high, D5 low, Overall high." in told
    assert "Not appraised: Cedar 2018." in told
    words = [e.text for e in root.iter(f"{SVG}text")]
    assert {"Birch 2014", "D5", "some concerns", "low 1 (50.0%), high 1 (50.0%)"} <= set(words)
    path = tmp_path / "bias.svg"
    assert acuevid("bias", "--catalogue", RATED, "-o", path).err == f"wrote {path}\n"
    path.write_text(path.read_text(encoding="utf-8") + "<!-- mine -->", encoding="utf-8")
    assert acuevid("bias", "--catalogue", RATED, "-o", path).code == 1
    assert acuevid("bias", "--catalogue", RATED, "-o", path, "--force").code == 0


def test_signs_differ_wherever_colours_do(acuevid: Command, tmp_path: Path) -> None:
    """Colour alone tells nothing: a ground has one sign, and a sign one ground."""
    pairs = set()
    for name in ROBVIS:
        found = list(
            ElementTree.fromstring(acuevid("bias", "--catalogue", robvis(tmp_path, name), "-o", "-").out).iter()
        )
        pairs |= {(e.get("fill"), found[i + 1].text) for i, e in enumerate(found) if e.tag == f"{SVG}circle"}
    assert len({fill for fill, _ in pairs}) == len({sign for _, sign in pairs}) == len(pairs) == 6


def test_the_data_in_a_pipe_are_whole(acuevid: Command, golden: Golden) -> None:
    golden("appraisal/bias-rated-tsv.txt", acuevid("bias", "--catalogue", RATED).out)


def test_markdown_and_json(acuevid: Command, golden: Golden) -> None:
    golden("appraisal/bias-rated-md.txt", acuevid("bias", "--catalogue", RATED, "--format", "md").out)
    golden("appraisal/bias-rated-json.txt", acuevid("bias", "--catalogue", RATED, "--json").out)


def test_one_condition_and_one_tool(acuevid: Command) -> None:
    result = acuevid("bias", "asthma", "--tool", "RoB 2", "--catalogue", RATED, "--json")
    found = json.loads(result.out)
    assert [tool["tool"] for tool in found["tools"]] == ["rob-2"]
    assert found["not_appraised"] == ["cedar2018", "dogwood2019"]
    wrong = acuevid("bias", "--tool", "jadad", "--catalogue", RATED)
    assert (wrong.code, wrong.err) == (
        1,
        "acuevid: no study is appraised with 'jadad'; used here: rob-2 and robins-i\n",
    )


def test_without_an_appraisal(acuevid: Command) -> None:
    shown = acuevid("bias", "hiv", "--format", "table")
    assert (shown.code, shown.out, shown.err) == (0, "", "no study is appraised\n")
    rows = acuevid("bias", "hiv").out.splitlines()
    assert len(rows) == 5
    assert all("\tnot-appraised\t" in row for row in rows[1:])
    drawn = acuevid("bias", "hiv", "-o", "-")
    assert (drawn.code, drawn.out, drawn.err) == (1, "", "acuevid: no study is appraised; there is nothing to draw\n")


def test_a_dispute_is_told_and_nothing_is_picked(acuevid: Command, tmp_path: Path) -> None:
    path = disputed(tmp_path)
    text = acuevid("bias", "--catalogue", path, "--format", "table").out
    assert re.search(r"Authorb 2001 +\+ +/ +\+ +\+ +\+ +/ disputed$", text, re.MULTILINE)
    assert "Signs: + low, / disputed." in text
    assert "high" not in text
    rows = list(csv.DictReader(io.StringIO(acuevid("bias", "--catalogue", path).out), delimiter="\t"))
    told = {row["domain"]: (row["judgement"], row["each"]) for row in rows}
    assert told["D2"] == ("disputed", "AB low; CD high")
    assert told["overall"] == ("disputed", "AB low; CD high")
    assert told["D1"] == ("low", "")
    shown = " ".join(acuevid("show", "author1", "--catalogue", path).out.split())
    assert "Two appraisals: AB; CD. The single appraisals differ on D2 and the overall judgement." in shown
    assert "No consensus is recorded, so none of them counts where they differ." in shown


def test_a_consensus_counts(acuevid: Command, tmp_path: Path) -> None:
    path = disputed(tmp_path, overall="some concerns", on="2024-05")
    text = acuevid("bias", "--catalogue", path, "--format", "table").out
    assert re.search(r"Authorb 2001 +\+ +- +\+ +\+ +\+ +- some concerns$", text, re.MULTILINE)
    assert "disputed" not in text
    shown = " ".join(acuevid("show", "author1", "--catalogue", path).out.split())
    assert "AB and CD (consensus), May 2024. The single appraisals differ on D2" in shown
    assert "The consensus counts." in shown
    assert "D2 (AB): Nobody changed sides." in shown
    assert "D2 (CD): Many changed sides." in shown


def test_what_all_agree_on_stands_although_they_differ_elsewhere(acuevid: Command, tmp_path: Path) -> None:
    found = [
        appraisal("rob-2", {"D1": "low", "D2": word}, "high", by=by) for by, word in (("AB", "low"), ("CD", "high"))
    ]
    path = catalogue(tmp_path, [study(1, appraisal=found)])
    (tool,) = json.loads(acuevid("bias", "--catalogue", path, "--json").out)["tools"]
    (row,) = tool["studies"]
    assert (row["domains"]["D1"], row["domains"]["D2"], row["domains"]["D3"]) == ("low", "disputed", "not-judged")
    assert (row["overall"], row["disputed"]) == ("high", ["D2"])


def test_an_appraisal_of_one_outcome_names_it(acuevid: Command, tmp_path: Path) -> None:
    """Two appraisals of one study are two rows, and the shares are said to be of appraisals."""
    both = [
        appraisal("rob-2", {"D1": "low"}, "low"),
        appraisal("rob-2", {"D1": "high"}, "high", outcomes=["peak-flow"]),
    ]
    path = catalogue(tmp_path, [study(1, appraisal=both)])
    text = acuevid("bias", "--catalogue", path, "--format", "table").out
    assert re.search(r"^Authorb 2001: peak flow +x", text, re.MULTILINE)
    assert re.search(r"^Authorb 2001 +\+", text, re.MULTILINE)
    assert "Of 2 appraisals of 1 study, some for single outcomes. Not weighted." in text


def test_a_study_in_full_has_its_appraisal(acuevid: Command, golden: Golden) -> None:
    text = acuevid("show", "birch2014", "amber2011", "--catalogue", RATED).out
    golden("appraisal/show-rated.txt", text)
    words = " ".join(text.split())
    assert "Judged by AB, February 2023." in words
    assert "Numbered, sealed envelopes." in words


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_beside_a_forest_plot(acuevid: Command, golden: Golden, columns: int) -> None:
    args = ("asthma", "--outcome", "asthma attack", "--bias", "--catalogue", RATED)
    text = acuevid("forest", *args, columns=columns).out
    golden(f"appraisal/forest-rated-{columns}.txt", text)
    assert max(map(len, text.splitlines())) <= columns
    assert "Bias: overall risk of bias by RoB 2: + low, x high, _ not appraised." in " ".join(text.split())


def test_a_pool_weighs_the_judgements(acuevid: Command) -> None:
    """Amber 2011 has 44.9% of the weight, Birch 2014 20.6% and Cedar 2018, not appraised, 34.5%."""
    args = ("asthma", "--outcome", "asthma attack", "--catalogue", RATED)
    text = acuevid("pool", *args, "--bias", columns=120).out
    assert re.search(r"^Overall .* low 44\.9%, high 20\.6%, not appraised 34\.5%$", text, re.MULTILINE)
    told = {s["citekey"]: s["bias"] for s in json.loads(acuevid("pool", *args, "--bias", "--json").out)["studies"]}
    assert told["cedar2018"] is None
    assert (told["birch2014"]["overall"], told["birch2014"]["domains"]["D2"]) == ("high", "high")
    assert "bias" not in json.loads(acuevid("pool", *args, "--json").out)["studies"][0]
    assert "Bias" not in acuevid("pool", *args).out
    markdown = acuevid("pool", *args, "--bias", "--format", "md").out
    assert "| Birch 2014 | 9/60 | 18/60 | 0.50 (0.24 to 1.02) | 20.6% | x high |" in markdown


def test_the_forest_plot_as_a_picture_has_the_domains(acuevid: Command) -> None:
    args = ("asthma", "--outcome", "asthma attack", "--catalogue", RATED)
    text = acuevid("forest", *args, "--bias", "-o", "-").out
    # by citekey and year: Cedar 2018 (not appraised), Birch 2014, Amber 2011, each with D1 to D5 and the whole
    assert "".join(picture_signs(text)) == "______-x+x+x++++++"
    root = ElementTree.fromstring(text)
    assert "risk of bias: not appraised" in (root.findtext(f"{SVG}desc") or "")
    assert "circle" not in acuevid("forest", *args, "-o", "-").out


def test_the_pooled_outcomes_own_appraisal_stands_before_the_studys(acuevid: Command, tmp_path: Path) -> None:
    text = RATED.read_text(encoding="utf-8")
    more = '[[study.appraisal]]\ntool = "rob-2"\noutcomes = ["attack"]\noverall = "some concerns"\n\n'
    birch = '[[study]]\ncitekey = "birch'
    path = tmp_path / "rated.toml"
    path.write_text(text.replace(birch, more + birch, 1), encoding="utf-8")
    args = ("asthma", "--bias", "--json", "--catalogue", path)
    for outcome, expected in (("asthma attack", "some-concerns"), ("quality of life", "low")):
        studies = json.loads(acuevid("pool", *args, "--outcome", outcome).out)["studies"]
        assert {s["citekey"]: s["bias"] for s in studies if s["bias"]}["amber2011"]["overall"] == expected


def test_the_sheet_has_a_part_on_it(acuevid: Command) -> None:
    markdown = acuevid("export", "--catalogue", RATED, "--format", "md").out
    assert "## Risk of bias\n\n### Risk of bias by RoB 2\n" in markdown
    assert "| Birch 2014 | - some concerns | x high | + low | x high | + low | x high |" in markdown
    data = json.loads(acuevid("export", "--catalogue", RATED, "--format", "json").out)
    assert [tool["tool"] for tool in data["bias"]["tools"]] == ["rob-2", "robins-i"]
    assert data["bias"]["not_appraised"] == ["cedar2018"]


def test_a_sheet_without_appraisals_has_none(acuevid: Command) -> None:
    assert "bias" not in json.loads(acuevid("export", "--format", "json").out)
    assert "Risk of bias" not in acuevid("export", "--format", "md").out
    assert ".light" not in acuevid("export", "--format", "html").out
