"""Pictures for readers: what is drawn is what the figures say, by one rule on every face, with its certainty."""

import csv
import io
import json
import math
import re
from pathlib import Path
from statistics import median
from typing import Any
from xml.etree import ElementTree

import pytest
import tomli
import tomli_w
from docx import Document as open_docx
from hypothesis import strategies as st

from acuevid.catalogue.load import load_catalogue
from acuevid.export.docx.document import Properties, document_docx
from acuevid.export.icons import icons_svg
from acuevid.numbers import format as fmt
from acuevid.render.icons import draw_icons
from acuevid.synthesis.summary_of_findings import summary_of_findings
from acuevid.views.icons import icon_arrays, icons, icons_document
from acuevid.views.pictures import IconArrays
from tests.appraisal.catalogues import RATED
from tests.conftest import DATA, TALLY, Command, Golden, law, rest_long
from tests.export.conftest import Opener
from tests.export.hostile import TEXTS
from tests.pool.builder import HEAD, ci, counts, effect, event, study

SVG = "{http://www.w3.org/2000/svg}"
IMPORTANT = """
[[important_outcome]]
outcome = "the event"
importance = "critical"
control_risk = {{ risk = {risk:f}, source = "a registry" }}
"""
KINDS = ("icons", "directions", "timeline")


def picture(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text.split("\n", 1)[1])


def people(root: ElementTree.Element) -> list[tuple[int, int]]:
    """Filled and hollow people, side by side, without the two of each key."""
    found = [e.get("class") == "person-with" for e in root.iter(f"{SVG}path")]
    arrays = [found[at : at + 202] for at in range(0, len(found), 202)]
    return [(sum(half), 100 - sum(half)) for both in arrays for half in (both[:100], both[100:200])]


def written(path: Path, *studies: str, more: str = "") -> Path:
    path.write_text(HEAD + more + "".join(studies), encoding="utf-8")
    return path


@pytest.fixture
def p6() -> tuple[float, float, float, float]:
    """Of lee2004 the median risk without, and with the risk ratio of metafor (REML, Knapp–Hartung) that with."""
    with (DATA / "reference" / "lee2004.csv").open(encoding="utf-8") as stream:
        risk = median(int(row["ci"]) / int(row["n2i"]) for row in csv.DictReader(stream))
    fits = json.loads((DATA / "reference" / "metafor_reference.json").read_text())["lee2004"]["fits"]
    found = next(f for f in fits if (f["measure"], f["method"], f["test"]) == ("RR", "REML", "knha"))
    middle, low, high = (risk * math.exp(found[name]) for name in ("estimate", "ci_low", "ci_high"))
    return risk, middle, low, high


def test_nausea_after_operations(acuevid: Command, p6: tuple[float, float, float, float]) -> None:
    """42.17% of people without, times 0.73015 (0.57238 to 0.93141): 42 and 31 of 100, 308 (241 to 393) of 1000."""
    assert [round(100 * p) for p in p6] == [42, 31, 24, 39]
    out = acuevid("picture", "icons", "nausea", "--catalogue", "p6-nausea").out
    assert "42 of 100                                 31 of 100\n422 in 1000  " in out
    assert [round(1000 * p) for p in p6[1:]] == [308, 241, 393]
    assert "95% CI 241 to 393" in out
    assert "114 fewer (180\nfewer to 29 fewer) in 1000 people" in out
    assert out.count("●") == 42 + 31 + 1
    assert out.count("○") == 58 + 69 + 1
    root = picture(acuevid("picture", "icons", "--catalogue", "p6-nausea", "-o", "-").out)
    assert people(root) == [(42, 58), (31, 69)]


def test_an_odds_ratio_at_a_given_risk(acuevid: Command, tmp_path: Path) -> None:
    """Cochrane Handbook, chapter 15: an odds ratio of 0.73 at a control risk of 0.3 is 62 fewer per 1000, so 238."""
    path = written(
        tmp_path / "c.toml",
        study(1, event(effect("odds_ratio", 0.73, ci(0.60, 0.89)))),
        more=IMPORTANT.format(risk=0.3),
    )
    out = acuevid("picture", "icons", "--catalogue", path).out
    assert "30 of 100" in out
    assert "24 of 100" in out
    assert "238 in 1000" in out
    assert "62 fewer" in out
    assert "Certainty (GRADE): not rated." in out


def test_people_who_are_too_few_to_draw(acuevid: Command, tmp_path: Path) -> None:
    """2 of 1000 with and 4 of 1000 without: nobody of 100 is filled, and the words say why."""
    path = written(tmp_path / "c.toml", study(1, counts(2, 4), (1000, 1000)))
    out = acuevid("picture", "icons", "--catalogue", path).out
    assert out.count("fewer than 1 of 100") == 2
    assert out.count("●") == 1
    assert people(picture(acuevid("picture", "icons", "--catalogue", path, "-o", "-").out)) == [(0, 100), (0, 100)]


@pytest.mark.parametrize(
    ("share", "drawn", "told"),
    [
        (0.0, 0, "0 of 100"),
        (0.0049, 0, "fewer than 1 of 100"),
        (0.005, 1, "1 of 100"),
        (0.285, 29, "29 of 100"),
        (0.994, 99, "99 of 100"),
        (0.996, 100, "more than 99 of 100"),
        (1.0, 100, "100 of 100"),
    ],
)
def test_the_rule_of_rounding(share: float, drawn: int, told: str) -> None:
    """A half goes upwards, though 0.285 is a little less in binary."""
    assert (icons(share), fmt.of_100(share)) == (drawn, told)


def test_each_risk_of_a_row_and_its_certainty(acuevid: Command) -> None:
    """At 10, 30 and 50 of 100, times 0.6322 of the pool: 6, 19 and 32."""
    root = picture(
        acuevid("picture", "icons", "asthma", "--outcome", "asthma attack", "-o", "-", "--catalogue", RATED).out
    )
    at_risks = [(30, 70), (19, 81), (10, 90), (6, 94), (50, 50), (32, 68)]
    assert people(root)[:6] == at_risks
    told = [e.text or "" for e in root.iter(f"{SVG}text")]
    assert [t for t in told if t.startswith("Certainty")] == [
        *["Certainty (GRADE): ⊕⊕⊕⊝ moderate."] * 3,
        *["Certainty (GRADE): not rated."] * 3,
    ]


TABLES = st.lists(st.tuples(*[st.integers(20, 2000)] * 2, *[st.floats(0, 1)] * 2), min_size=1, max_size=3)
RISKS = st.none() | st.floats(0.0002, 0.98).map(lambda risk: round(risk, 4))


@law(tables=TABLES, risk=RISKS, short=25, long=600)
def test_icons_match_their_numbers_and_never_stand_alone(
    tables: list[tuple[int, int, float, float]], risk: float | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Of any counts, pooled or not, at the studies' own risk or at a given one."""
    made = [
        study(i, counts(round(share * n), round(other * m)), (n, m)) for i, (n, m, share, other) in enumerate(tables, 1)
    ]
    more = "" if risk is None else IMPORTANT.format(risk=risk)
    catalogue = load_catalogue(written(tmp_path_factory.getbasetemp() / "icons.toml", *made, more=more))
    items = icon_arrays([summary_of_findings(catalogue, condition) for condition in catalogue.conditions])
    told = TALLY.get("icon arrays drawn", "0")
    TALLY["icon arrays drawn"] = str(int(told) + len(items))
    for item in items:
        same_on_every_face(item)


def same_on_every_face(item: IconArrays) -> None:
    counted = [side.people for side in item.sides]
    assert people(ElementTree.fromstring(icons_svg((item,)))) == [(n, 100 - n) for n in counted]
    drawn = draw_icons(item, 80).plain
    grid = [line for line in drawn.splitlines() if re.fullmatch(r"[●○ ]+", line)]
    assert sum(line.count("●") for line in grid) == sum(counted)
    for side in item.sides:
        whole = re.fullmatch(r"(\d+) of 100", side.told)
        assert int(whole[1]) == side.people if whole else side.people in (0, 100)
        figure, base = (int(n.replace(",", "")) for n in side.figures.split(" in "))
        assert abs(100 * figure / base - side.people) <= 0.5 + 50 / base
    assert item.certainty in item.below
    flat = " ".join(drawn.split())
    assert item.certainty in flat
    assert item.sides[1].interval.startswith("95% CI ")
    assert re.search(r"(fewer|more)( or fewer)? \(|95% CI", " ".join(item.below))


def test_where_there_is_nothing_to_draw(acuevid: Command, tmp_path: Path) -> None:
    empty = written(tmp_path / "c.toml")
    for kind, more in (("icons", ("hiv",)), ("directions", ("hiv", "--comparator", "sham"))):
        result = acuevid("picture", kind, *more)
        assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
    for kind in KINDS:
        result = acuevid("picture", kind, "--catalogue", empty, "-o", tmp_path / "none.svg")
        assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
        assert not (tmp_path / "none.svg").exists()
    assert acuevid("picture", "timeline", "--outcome", "pain").code == 2
    assert acuevid("picture", "pie").code == 2
    assert acuevid("picture", "timeline", "-f", "text", "-o", tmp_path / "a.txt").code == 2


def test_directions_are_those_that_are_counted(acuevid: Command) -> None:
    """lee2004: 12 of 15 risk ratios below 1, one is exactly 1; the exact sign test gives 0.0352."""
    out = acuevid("picture", "directions", "--catalogue", "p6-nausea").out
    rows = out.partition("All ")[0]
    assert (rows.count("▲"), rows.count("▼"), rows.count("  =")) == (12, 3, 1)
    assert "12▲ 3▼" in out
    assert "p = 0.035" in out
    root = picture(acuevid("picture", "directions", "--catalogue", "p6-nausea", "-o", "-").out)
    arrows = [e.get("class") for e in root.iter(f"{SVG}polygon")]
    assert (arrows.count("points-up"), arrows.count("points-down")) == (12 + 2, 3 + 2)  # with the total and the key


def test_one_direction_a_study_and_outcome(acuevid: Command, tmp_path: Path) -> None:
    """Two of three results one way are 67%, and mixed; three of four are 75%, and go that way (Boon & Thomson 2021)."""

    def outcomes(*sides: str) -> str:
        return "".join(
            f'[[study.outcome]]\nid = "o{n}"\nlabel = "score {n}"\nfamily = "pain"\ndirection = "favours-{side}"\n'
            for n, side in enumerate(sides)
        )

    first, second = "experimental", "comparator"
    path = written(
        tmp_path / "c.toml",
        study(1, outcomes(first, first, second)),
        study(2, outcomes(second, second, second, first), (200, 150)),
    )
    out = acuevid("picture", "directions", "--catalogue", path).out
    assert "S001 A 2001      80  ◄►" in out
    assert "S002 A 2001     350  ▼" in out
    assert "Bias" not in out


def test_the_risk_of_bias_stands_beside_directions(acuevid: Command) -> None:
    out = acuevid("picture", "directions", "--catalogue", RATED).out
    assert "Birch 2014" in out
    assert "x high" in out
    assert "_ not appraised" in out


def test_years_stand_in_order(acuevid: Command) -> None:
    """The study of 1998 is leftmost, those of 2011 rightmost; the review of 920 people is the largest."""
    root = picture(acuevid("picture", "timeline", "-o", "-").out)
    circles = list(root.iter(f"{SVG}circle"))
    labels = [e.text or "" for e in root.iter(f"{SVG}text")]
    years = [int(m[1]) for t in labels if (m := re.fullmatch(r"\D+ (\d{4})\w?", t))]
    assert len(circles) == len(years) == 11
    at = sorted((float(c.get("cx") or 0), year) for c, year in zip(circles, years, strict=True))
    assert [year for _, year in at] == sorted(years)
    sizes = [float(c.get("r") or 0) for c in circles]
    assert labels[labels.index("Liu 2010") + 1] == "920"
    assert sizes.index(max(sizes)) == 0
    assert [c.get("class") for c in circles].count("study-shared") == 1  # Shiflett 2011 has the people of Shlay 1998


@pytest.mark.parametrize("columns", [20, 36, 60, 80, 120])
@pytest.mark.parametrize("kind", KINDS)
def test_no_line_is_wider_than_the_terminal(acuevid: Command, kind: str, columns: int) -> None:
    result = acuevid("picture", kind, "--catalogue", RATED, columns=columns)
    assert (result.code, result.err) == (0, "")
    assert max(map(len, result.out.splitlines())) <= columns


@pytest.mark.parametrize("kind", KINDS)
def test_the_whole_as_users_see_it(acuevid: Command, golden: Golden, kind: str) -> None:
    which = ("--catalogue", RATED) if kind != "timeline" else ()
    golden(f"pictures/{kind}-80.txt", acuevid("picture", kind, *which).out)
    golden(f"pictures/{kind}.md", acuevid("picture", kind, *which, "-f", "md").out)
    golden(f"pictures/{kind}.svg", acuevid("picture", kind, *which, "-o", "-").out)


def test_a_file_by_its_name(acuevid: Command, tmp_path: Path) -> None:
    for name, start in (("a.svg", "<!-- acuevid"), ("a.md", "<!-- acuevid"), ("a.html", "<!DOCTYPE html>")):
        assert acuevid("picture", "timeline", "-o", tmp_path / name).code == 0
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


def hostile(folder: Path, text: str) -> Path:
    """The rated catalogue with this text wherever a picture takes its words from."""
    data: dict[str, Any] = tomli.loads(RATED.read_text(encoding="utf-8"))
    data["sheet"] |= {"title": text, "topic": text}
    data["condition"][0]["name"] = text
    data["important_outcome"][0]["control_risk"]["source"] = text
    for item in data["study"]:
        item["reference"] = item["reference"] | {"authors": [], "group_author": text}
        for arm in item["arm"]:
            arm["label"] = text
        for outcome in item["outcome"]:
            outcome.update({"event": text} if "event" in outcome else {})
    path = folder / "hostile.toml"
    path.write_text(tomli_w.dumps(data), encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("name", rest_long([*TEXTS][::5], [t for n, t in enumerate(TEXTS) if n % 5]))
def test_hostile_texts_stay_texts(acuevid: Command, opened: Opener, tmp_path: Path, name: str) -> None:
    path = hostile(tmp_path, TEXTS[name])
    for kind in KINDS:
        shown = acuevid("picture", kind, "--catalogue", path)
        assert shown.code == 0, shown.err
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown.out + shown.err)
        root = picture(acuevid("picture", kind, "--catalogue", path, "-o", "-").out)
        tags = {e.tag.removeprefix(SVG) for e in root.iter()}
        assert tags <= {"svg", "title", "desc", "rect", "text", "line", "path", "polygon", "circle"}
        assert root[0].text
        assert root[1].text
        page = opened(acuevid("picture", kind, "--catalogue", path, "-f", "html").out)
        assert page.noise == []
        assert page.page.locator("script, img, main a").count() == 0


CONTRASTS = """() => {
  const light = c => { const f = c.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
      .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * f[0] + .7152 * f[1] + .0722 * f[2] };
  const ground = light(getComputedStyle(document.body).backgroundColor);
  const against = c => { const l = light(c);
    return (Math.max(l, ground) + .05) / (Math.min(l, ground) + .05) };
  return [...document.querySelectorAll("svg text, svg path, svg polygon, svg circle")]
    .filter(e => !/^(mark|tone)-/.test(e.getAttribute("class") || ""))
    .map(e => { const s = getComputedStyle(e);
      const paint = [s.stroke, s.fill].find(p => p !== "none");
      return [e.tagName, e.tagName === "text" ? against(s.fill) : against(paint)] });
}"""
"""Contrasts with the ground (WCAG 2.2): of words by their fill, of signs by their outline or else their fill."""


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_contrasts_in_a_page(acuevid: Command, opened: Opener, kind: str, dark: bool) -> None:
    html = acuevid("picture", kind, "--catalogue", RATED, "-f", "html").out
    page = opened(html, dark=dark, width=360)
    found = page.page.evaluate(CONTRASTS)
    assert found
    assert all(contrast >= (4.5 if tag == "text" else 3) for tag, contrast in found)
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.noise == []


def test_icon_arrays_fit_a_telephone(acuevid: Command, opened: Opener) -> None:
    """Both sides beside each other at 360 pixels, in letters of 11 pixels at least."""
    page = opened(acuevid("picture", "icons", "--catalogue", RATED, "-f", "html").out, width=360).page
    box = page.locator("svg.icons").first.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 360
    assert page.locator("svg.icons text.strong").first.evaluate("e => 13 * e.getScreenCTM().a") >= 11


def test_in_a_pipe_without_colour(acuevid: Command) -> None:
    out = acuevid("picture", "directions", "--catalogue", RATED).out
    assert "\x1b" not in out
    assert "\x1b[" in acuevid("picture", "directions", "--catalogue", RATED, "--color", "always").out


def test_the_table_of_markdown_has_what_is_drawn(acuevid: Command) -> None:
    out = acuevid("picture", "icons", "--catalogue", "p6-nausea", "-f", "md").out
    rows = list(csv.reader(io.StringIO(out), delimiter="|"))
    cells = [[cell.strip() for cell in row[1:-1]] for row in rows if len(row) > 2]
    assert cells[2:] == [
        ["With sham treatment", "42 of 100", "422 in 1000"],
        ["With P6 stimulation", "31 of 100", "308 in 1000 (95% CI 241 to 393)"],
    ]
    assert "Certainty (GRADE): not rated." in out


def test_word_has_the_certainty_below_the_table() -> None:
    """python-docx reads what stands below the table of each picture."""
    catalogue = load_catalogue(RATED)
    found = [summary_of_findings(catalogue, condition) for condition in catalogue.conditions]
    book = open_docx(io.BytesIO(document_docx(icons_document(icon_arrays(found)), Properties("t"))))
    told = [paragraph.text for paragraph in book.paragraphs]
    assert told.count("Certainty (GRADE): ⊕⊕⊕⊝ moderate.") == 3
    assert sum(text.startswith("Certainty (GRADE)") for text in told) == len(book.tables)
    assert [cell.text for cell in book.tables[0].rows[2].cells][1] == "19 of 100"
