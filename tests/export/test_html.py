"""The page in a browser: what its readers do, with a mouse, a keyboard, a small screen, paper and no JavaScript."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from acuevid.catalogue.files import find_catalogue
from acuevid.contrast import colour, contrast
from acuevid.models import Catalogue
from tests.conftest import Command, rest_long
from tests.export.conftest import Opener
from tests.export.tools import program, run

SHIPPED = str(find_catalogue(None))
ROWS = ".studies > tbody:not([hidden])"


@pytest.fixture
def html(acuevid: Command) -> str:
    result = acuevid("export", "--format", "html")
    assert (result.code, result.err) == (0, "")
    return result.out


def keys(page: Page) -> list[str]:
    """The studies that are shown, in order."""
    return [str(key).removeprefix("study-") for key in page.eval_on_selector_all(ROWS, "rows => rows.map(r => r.id)")]


def test_it_loads_in_silence_and_asks_for_nothing(html: str, opened: Opener) -> None:
    page, noise = opened(html)
    assert page.title() == "Acupuncture and neuropathic pain"
    assert page.locator("#shown").inner_text() == "19 studies"
    assert page.locator("h2").first.inner_text() == "Key messages"
    assert noise == []


def test_the_policy_stops_what_is_not_ours(html: str, opened: Opener) -> None:
    """The policy is shown to work: with it, an added script does nothing but complain."""
    page, noise = opened(html.replace("</main>", "<script>document.title = 'changed'</script></main>"))
    assert page.title() == "Acupuncture and neuropathic pain"
    assert any("Content Security Policy" in line for line in noise)


@pytest.mark.parametrize(
    ("words", "expected"),
    rest_long(
        [("SCHRODER", "schroder2007"), ("no such word", "")],
        [
            ("adenosine", "goldman2010"),
            ("carbamazepine retrospective", "spacek1998"),
            ("amitriptyline standardised", "shlay1998"),
        ],
    ),
)
def test_search(html: str, opened: Opener, words: str, expected: str) -> None:
    page = opened(html).page
    page.get_by_label("Search").press_sequentially(words)
    n = len(expected.split()) or "none"
    expect(page.locator("#shown")).to_have_text(f"{n} of 19 studies")
    assert keys(page) == expected.split()
    page.get_by_role("button", name="Show all").press("Enter")
    expect(page.locator("#shown")).to_have_text("19 studies")


@pytest.mark.parametrize(
    ("label", "typed", "same_as"),
    [
        ("Condition", "HIV", ["--condition", "hiv"]),
        ("Design", "randomised", ["--design", "randomised-trial"]),
        ("Compared with", "sham", ["--comparator", "sham"]),
        ("Compared with", "add", ["--comparator", "add-on"]),
        ("Finding", "mixed", ["--direction", "mixed"]),
    ],
)
@pytest.mark.long
def test_each_filter_by_keyboard(
    acuevid: Command, html: str, opened: Opener, label: str, typed: str, same_as: list[str]
) -> None:
    page = opened(html).page
    select = page.get_by_label(label, exact=True)
    select.focus()
    page.keyboard.type(typed)
    listed = acuevid("list", *same_as, "--columns", "citekey").out.split()[1:]
    assert sorted(keys(page)) == sorted(listed)
    assert 0 < len(listed) < 19


def test_all_filters_are_reached_by_tab(html: str, opened: Opener) -> None:
    page = opened(html).page
    page.get_by_label("Search").focus()
    names = []
    for _ in range(5):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.name || document.activeElement.type"))
    assert names == ["condition", "design", "comparator", "direction", "reset"]


@pytest.mark.parametrize(
    ("heading", "first", "last"),
    [
        ("Study", "cidral-filho2011", "xu2010"),
        ("Year", "shlay1998", "meng2011"),
        ("People", "hui2009", "dong2006"),
        ("Level", "liu2010", "dong2006"),
    ],
)
@pytest.mark.long
def test_each_sort_by_keyboard(
    html: str, opened: Opener, shipped: Catalogue, heading: str, first: str, last: str
) -> None:
    page = opened(html).page
    header = page.locator(".studies > thead").get_by_role("columnheader", name=heading)
    button = header.get_by_role("button")
    before = keys(page)
    button.focus()
    page.keyboard.press("Enter")
    up = keys(page)
    assert (up[0], up[-1]) == (first, last) or heading in ("Year", "Level")
    assert header.get_attribute("aria-sort") == "ascending"
    years = {s.citekey: s.reference.year for s in shipped.studies}
    people = {s.citekey: s.participants for s in shipped.studies}
    if heading == "Year":
        assert [years[k] for k in up] == sorted(years.values())
    if heading == "People":
        known = [people[k] for k in up if people[k] is not None]
        assert known == sorted(n for n in people.values() if n is not None)
        assert all(people[k] is None for k in up[len(known) :])
    page.keyboard.press("Space")
    assert header.get_attribute("aria-sort") == "descending"
    if heading == "People":
        assert keys(page)[0] == "liu2010"
        assert people[keys(page)[-1]] is None
    page.keyboard.press("Enter")
    assert keys(page) == before
    assert header.get_attribute("aria-sort") is None


def test_every_sentence_links_to_its_studies(html: str, opened: Opener) -> None:
    page = opened(html).page
    targets = page.eval_on_selector_all(
        ".sources a[href^='#study-'], .chip", "links => [...new Set(links.map(a => a.hash.slice(1)))]"
    )
    assert len(targets) == 19
    works = page.eval_on_selector_all("sup a[href^='#work-']", "links => [...new Set(links.map(a => a.hash.slice(1)))]")
    assert len(works) == 5
    for work in works:
        assert page.locator(f'li[id="{work}"]').count() == 1
    for target in targets:
        assert page.locator(f'[id="{target}"]').count() == 1
        page.evaluate("h => { location.hash = h }", target)
        page.wait_for_function(
            "id => { const s = document.getElementById(id); const box = s.getBoundingClientRect();"
            " return s.querySelector('details').open && box.top >= 0 && box.top < innerHeight }",
            arg=target,
        )
    spans = page.locator("span[id^='s-']")
    assert spans.count() > 60
    ids = page.eval_on_selector_all("[id]", "all => all.map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_a_link_to_a_study_that_a_filter_hides_shows_it(html: str, opened: Opener) -> None:
    page = opened(html).page
    page.get_by_label("Search").fill("goldman")
    assert keys(page) == ["goldman2010"]
    page.locator("#in-summary .sources > summary").first.click()
    page.locator("#in-summary .sources a[href^='#study-']").first.click()
    expect(page.locator("#shown")).to_have_text("19 studies")


def test_links_to_the_works_are_made_of_dois(html: str, opened: Opener) -> None:
    page = opened(html).page
    links = page.eval_on_selector_all("a[href^=http]", "all => all.map(a => a.href)")
    assert set(links) == {"https://doi.org/10.1111/j.1526-4637.2011.01230.x", "https://www.acupuncture.org.uk/"}
    assert page.locator("#sheet dd a").all_text_contents() == ["www.acupuncture.org.uk", "020 8735 0400"]


SMALL = """() => [...document.querySelectorAll("a, summary, button, input, select")].filter(e => {
  const box = e.getBoundingClientRect();
  return box.width > 0 && (box.width < 24 || box.height < 24);
}).map(e => e.outerHTML.slice(0, 90))"""


@pytest.mark.parametrize("catalogue", rest_long([SHIPPED], ["p6-nausea"]), ids=["neuropathic", "p6"])
@pytest.mark.parametrize("width", rest_long([360], [1280]))
def test_every_target_is_large_enough_for_a_finger(
    acuevid: Command, opened: Opener, catalogue: str, width: int
) -> None:
    """WCAG 2.2, 2.5.8, and no exception is made for links in text."""
    page = opened(acuevid("export", "--format", "html", "--catalogue", catalogue).out, width=width).page
    page.eval_on_selector_all("details", "all => { for (const item of all) item.open = true }")
    assert page.evaluate(SMALL) == []


@pytest.mark.parametrize(("catalogue", "says"), [(SHIPPED, "no clear difference"), ("p6-nausea", "114 fewer")])
def test_the_answer_is_on_the_first_screen(acuevid: Command, opened: Opener, catalogue: str, says: str) -> None:
    page = opened(acuevid("export", "--format", "html", "--catalogue", catalogue).out, width=360).page
    first = page.locator("#key-messages li").first
    assert says in first.inner_text()
    box = first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 480  # of the 740 px that a phone of this width shows
    assert page.locator("main > section").evaluate_all("all => all.slice(0, 2).map(e => e.id)") == [
        "key-messages",
        "map",
    ]
    assert page.locator("main > section").last.get_attribute("id") == "sheet"


def test_the_markers_of_a_paragraph_are_ranges_that_unfold(html: str, opened: Opener) -> None:
    page = opened(html).page
    marker = page.locator("#key-messages .sources").last
    assert marker.locator("summary").text_content() == "Sources: 1–11"
    assert not marker.get_by_role("link").first.is_visible()
    marker.locator("summary").press("Enter")
    expect(marker.get_by_role("link").nth(1)).to_be_visible()
    assert marker.get_by_role("link").all_inner_texts()[:2] == ["This sentence", "1 Liu 2010"]
    marker.get_by_role("link", name="This sentence").click()
    page.wait_for_url("**#s-sheet.key.5")
    assert "harms other than deaths" in page.locator("[id='s-sheet.key.5']").inner_text()


def test_filters_stand_in_the_address(html: str, opened: Opener) -> None:
    page = opened(html).page
    page.get_by_label("Condition", exact=True).select_option("hiv-neuropathy")
    page.get_by_label("Search").fill("amitriptyline")
    page.wait_for_url("**words=amitriptyline&condition=hiv-neuropathy#evidence")
    shown = keys(page)
    assert shown == ["shlay1998", "shiflett2011"]
    assert "?words=amitriptyline&condition=hiv-neuropathy#evidence" in page.url
    page.goto(page.url)
    page.reload()
    assert keys(page) == shown
    page.get_by_role("button", name="Show all").click()
    page.wait_for_url(lambda url: "words" not in url)
    page.goto(page.url.partition("?")[0].partition("#")[0] + "?design=nonsense")
    expect(page.locator("#shown")).to_have_text("19 studies")


def test_a_link_unfolds_what_it_leads_to(html: str, opened: Opener) -> None:
    page = opened(html).page
    assert not page.locator("#claims table").is_visible()
    page.locator("nav").get_by_role("link", name="What the source sheet claims").click()
    expect(page.locator("#claims table")).to_be_visible()
    badges = page.locator("#claims .badge").all_inner_texts()
    assert badges[0] == "Goes too far"
    assert "Supported" in badges
    page.evaluate("location.hash = 's-hiv-neuropathy.3'")  # a sentence in a folded part of a card
    expect(page.locator("[id='s-hiv-neuropathy.3']")).to_be_visible()


def test_the_side_bar_marks_where_one_is(html: str, opened: Opener) -> None:
    page = opened(html, width=1280).page
    page.locator("#condition-hiv-neuropathy").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('condition-hiv-neuropathy').scrollIntoView({ behavior: 'instant' })")
    marked = page.locator("nav a[aria-current]")
    expect(marked).to_have_text("HIV-related peripheral neuropathy")


def styled(folder: Path, style: str) -> Path:
    """The shipped catalogue with this style."""
    path = folder / "own.toml"
    told = Path(SHIPPED).read_text("utf-8")
    path.write_text(told.replace("[sheet.publisher]", f"[sheet.style]\n{style}\n\n[sheet.publisher]", 1), "utf-8")
    return path


@pytest.mark.parametrize(("wanted", "is_kept"), [("#0b4f8a", True), ("#ffcc00", False)])
def test_the_publishers_colour_can_be_read(
    acuevid: Command, opened: Opener, tmp_path: Path, wanted: str, is_kept: bool
) -> None:
    path = styled(tmp_path, f'colour = "{wanted}"')
    page, noise = opened(acuevid("export", "--format", "html", "--catalogue", path).out)
    assert noise == []
    line = page.locator("header").evaluate("e => getComputedStyle(e).borderTopColor")
    red, green, blue = (int(n) for n in re.findall("[0-9]+", line))
    assert (f"#{red:02x}{green:02x}{blue:02x}" == wanted) is is_kept
    assert contrast((red, green, blue), (255, 255, 255)) >= 4.5


@pytest.mark.parametrize(("wanted", "says"), [("#717171", False), ("#727272", True), ("#ffcc00", True)])
def test_check_names_a_colour_that_cannot_be_read(acuevid: Command, tmp_path: Path, wanted: str, says: bool) -> None:
    """#717171 has a relative luminance of 0.1651, the raised ground #f4f6f8 one of 0.9192: 0.9692 / 0.2151 is 4.505."""
    path = styled(tmp_path, f'colour = "{wanted}"')
    assert ("CAT304" in acuevid("check", "--catalogue", path).out) is says


LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script><rect width="9"/></svg>'


def test_the_logo_is_in_the_page_and_cannot_act(acuevid: Command, opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text(LOGO, "utf-8")
    page, noise = opened(
        acuevid("export", "--format", "html", "--catalogue", styled(tmp_path, 'logo = "logo.svg"')).out
    )
    assert noise == []
    picture = page.get_by_role("img", name="British Acupuncture Council")
    assert picture.evaluate("e => e.naturalWidth") == 9


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("../logo.svg", LOGO, "in the folder of the catalogue"),
        ("/etc/hostname", "", "in the folder of the catalogue"),
        ("none.svg", "", "cannot be read"),
        ("logo.svg", "#!/bin/sh", "is no PNG"),
        ("logo.svg", LOGO + " " * 200_000, "more than 200,000 bytes"),
    ],
)
def test_what_is_no_logo(acuevid: Command, tmp_path: Path, name: str, data: str, says: str) -> None:
    folder = tmp_path / "sheet"
    folder.mkdir()
    if data:
        (folder / name).write_text(data, "utf-8")
    result = acuevid("export", "--format", "html", "--catalogue", styled(folder, f'logo = "{name}"'))
    assert (result.code, result.out) == (1, "")
    assert says in result.err


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_as_published(first: str, second: str, ratio: float) -> None:
    """WebAIM's contrast checker prints these; 4.54 and 4.48 are the grays on both sides of the limit."""
    assert contrast(colour(first), colour(second)) == pytest.approx(ratio, abs=0.005)


def test_the_keyboard_reaches_all(html: str, opened: Opener) -> None:
    page = opened(html, width=1280).page
    reached = "all => all.filter(e => e.tabIndex < 0 || e.disabled).map(e => e.outerHTML.slice(0, 80))"
    assert page.eval_on_selector_all("a[href], button, summary, input, select, [onclick]", reached) == []
    page.locator("body").press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#key-messages') !== null")


def test_forced_colours_and_less_motion(html: str, opened: Opener) -> None:
    """With the colours of the system a disc keeps its border and its sign."""
    page = opened(html).page
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    disc = page.locator(".map .disc").first
    assert disc.evaluate("e => getComputedStyle(e).borderTopStyle") == "solid"
    assert disc.inner_text() == "±"
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


@pytest.mark.parametrize("width", rest_long([320, 900], [360, 600, 1000, 1100, 1250, 1280]))
def test_nothing_overflows(html: str, opened: Opener, width: int) -> None:
    page = opened(html, width=width).page
    page.eval_on_selector_all("details", "all => { for (const item of all) item.open = true }")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent.slice(0, 60))"
    assert page.eval_on_selector_all(".scroll", wide) == []


def test_without_javascript_everything_can_be_read(html: str, opened: Opener, shipped: Catalogue) -> None:
    page, noise = opened(html, script=False)
    assert noise == []
    assert not page.locator("#narrow").is_visible()
    for study in shipped.studies:
        body = page.locator(f'[id="study-{study.citekey}"]')
        assert body.locator("tr").first.is_visible()
        assert body.get_by_text("Where the sheet uses it").or_(body.get_by_text("Outcomes")).first.is_visible()


def test_on_paper_every_study_is_whole(html: str, opened: Opener, shipped: Catalogue, tmp_path: Path) -> None:
    page = opened(html).page
    path = tmp_path / "sheet.pdf"
    page.pdf(path=str(path), prefer_css_page_size=True)
    text = " ".join(run([program("pdftotext"), "-layout", str(path), "-"]).split())
    for study in shipped.studies:
        assert study.label in text
        assert study.source.notes[-1][:30] in text or not study.source.notes
    info = run([program("pdfinfo"), str(path)])
    assert int(info.split("Pages:")[1].split()[0]) <= 12
    assert re.search(r"Page size: +59[45][.\d]* x 84[12]", info)  # A4 in points
    assert "Search" not in text.split("References")[0].split("In summary")[0]
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 900})  # the width of A4 within its margins
    assert page.evaluate("document.documentElement.scrollWidth") <= 688
    wide = "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).length"
    assert page.eval_on_selector_all(".scroll, table", wide) == 0
    assert page.locator("main").evaluate("e => getComputedStyle(e).color") == "rgb(0, 0, 0)"


@pytest.mark.parametrize(("width", "dark"), rest_long([(360, True)], [(360, False), (1280, True), (1280, False)]))
def test_axe_finds_nothing(html: str, opened: Opener, width: int, dark: bool) -> None:
    page = opened(html, width=width, dark=dark).page
    page.eval_on_selector_all("details", "all => { for (const item of all.slice(0, 9)) item.open = true }")
    page.evaluate("location.hash = 'study-shlay1998'")
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["impact"], v["nodes"][0]["html"][:200]) for v in found] == []


def test_a_sheet_on_one_condition(acuevid: Command, opened: Opener) -> None:
    result = acuevid("export", "--format", "html", "--condition", "hiv")
    page, noise = opened(result.out)
    assert noise == []
    assert keys(page) == ["shlay1998", "shiflett2011", "phillips2004", "galantino1999"]
    assert "Liu 2010" not in page.locator("body").inner_text()


def test_an_empty_selection(acuevid: Command, opened: Opener) -> None:
    result = acuevid("export", "--format", "html", "--year", "1900")
    assert (result.code, result.err) == (0, "no study fits\n")
    page, noise = opened(result.out)
    assert noise == []
    assert "No study of the catalogue fits." in page.locator("main").inner_text()


@pytest.mark.parametrize("width", rest_long([360], [1280]))
def test_a_pooled_result_has_its_forest_plot(acuevid: Command, opened: Opener, width: int) -> None:
    page, noise = opened(acuevid("export", "--format", "html", "--catalogue", "p6-nausea").out, width=width)
    assert noise == []
    plot = page.locator("svg.forest").filter(visible=True)
    box = plot.bounding_box()
    assert box is not None
    assert (box["x"] >= 0, box["x"] + box["width"] <= width) == (True, True)
    assert "0.73 (0.57 to 0.93)" in (plot.locator("desc").text_content() or "")
    assert plot.locator("rect.estimate").count() == 16
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["impact"], v["nodes"][0]["html"][:200]) for v in found] == []
