"""Appraisals in the page: a table that a screen reader reads, on any screen and on paper, whatever texts say."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.appraisal.catalogues import RATED, appraisal, catalogue, study
from tests.conftest import Command, rest_long
from tests.export.conftest import Opener
from tests.export.hostile import TEXTS


def amstar(folder: Path) -> Path:
    """Reviews judged by 16 items, with every answer."""
    answers = ("yes", "partial yes", "no", "not applicable")
    reviews = [
        study(
            n, appraisal=[appraisal("amstar-2", {str(i): answers[(n * i) % 4] for i in range(1, 17)}, "critically-low")]
        )
        for n in range(4)
    ]
    return catalogue(folder, reviews)


def hostile(folder: Path, text: str) -> Path:
    """A study whose names, judges and support are this text, by a tool that is named so, too."""
    tool = {
        "key": "own",
        "name": text,
        "judgements": {"good": "low", "poor": "high"},
        "domain": [{"key": "first", "name": text}],
    }
    judged = {"by": text, "support": {"first": text, "overall": text}, "note": text, "outcomes": ["peak-flow"]}
    found = study(1, appraisal=[appraisal("own", {"first": "good"}, "poor", **judged)])
    found["outcome"][0]["label"] = text
    found["reference"]["group_author"] = text
    return catalogue(folder, [found, study(2)], appraisal_tool=[tool])


def test_each_cell_has_its_word_and_its_headings(acuevid: Command, opened: Opener) -> None:
    page, noise = opened(acuevid("export", "--catalogue", RATED, "--format", "html").out)
    assert noise == []
    assert page.locator("nav").get_by_role("link", name="Risk of bias").count() == 1
    table = page.locator("#bias table.lights").first
    assert table.locator("thead th[scope=col]").all_inner_texts()[0] == "Study"
    heads = table.locator("thead th[scope=col]").evaluate_all("all => all.map(e => e.textContent)")
    assert heads[2] == "D2 Deviations from intended interventions"
    row = table.locator("tbody tr").first
    assert row.locator("th[scope=row]").inner_text() == "Birch 2014"
    words = row.locator("td").evaluate_all(
        "all => all.map(e => [...e.querySelectorAll('[aria-hidden]')].map(m => m.textContent) + '|' + e.innerText)"
    )
    assert [word.replace("\n", " ") for word in words] == [
        "-|- some concerns",
        "x|x high",
        "+|+ low",
        "x|x high",
        "+|+ low",
        "x|x high",
    ]
    shares = page.locator("#bias table.shares").first.locator("tbody tr").last
    assert shares.locator("td").inner_text().endswith("\nlow 1 (50.0%), high 1 (50.0%)")
    assert shares.locator("svg").get_attribute("aria-hidden") == "true"


@pytest.mark.parametrize(("width", "dark"), rest_long([(360, False), (1280, True)], [(360, True), (1280, False)]))
@pytest.mark.parametrize("name", ["rated", "amstar"])
@pytest.mark.long
def test_axe_finds_nothing(acuevid: Command, opened: Opener, tmp_path: Path, name: str, width: int, dark: bool) -> None:
    path = RATED if name == "rated" else amstar(tmp_path)
    page = opened(acuevid("export", "--catalogue", path, "--format", "html").out, width=width, dark=dark).page
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["impact"], v["nodes"][0]["html"][:200]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_paper_signs_stand_without_a_ground(acuevid: Command, opened: Opener, tmp_path: Path) -> None:
    page = opened(acuevid("export", "--catalogue", amstar(tmp_path), "--format", "html").out).page
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 900})  # the width of A4 within its margins
    assert page.evaluate("document.documentElement.scrollWidth") <= 688
    wide = "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).length"
    assert page.eval_on_selector_all(".scroll, table", wide) == 0
    inks = page.eval_on_selector_all(
        ".light", "all => [...new Set(all.map(e => getComputedStyle(e).color + getComputedStyle(e).backgroundColor))]"
    )
    assert inks == ["rgb(0, 0, 0)rgba(0, 0, 0, 0)"]


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.long
def test_no_text_acts_in_the_page(acuevid: Command, opened: Opener, tmp_path: Path, name: str) -> None:
    path = hostile(tmp_path, TEXTS[name])
    page, noise = opened(acuevid("export", "--catalogue", path, "--format", "html").out)
    assert noise == []
    assert page.locator("#bias table.lights tbody tr").count() == 1
    assert page.locator("#bias script, #bias img").count() == 0
