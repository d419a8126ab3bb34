"""The site of a library: whole, linked, searched, rebuilt only where something changed, and never half."""

import os
import random
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from html import escape
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from acuevid.catalogue.library import find_library
from acuevid.catalogue.load import load_catalogue
from acuevid.export.site.build import build_site
from tests.conftest import TALLY, Command, rest_long, tries
from tests.export.hostile import TEXTS, hostile

ATOM = "{http://www.w3.org/2005/Atom}"
WHEN = "2026-01-02T03:04:05Z"


def build(library: Path, folder: Path, when: str = WHEN) -> tuple[int, int]:
    built = build_site(find_library(library), folder, when)
    return built.made, built.pages


class Links(HTMLParser):
    """What a page links to, and the places in it, read by Python's own parser."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.links.append(value)
            elif name == "id" and value:
                self.places.add(value)


def dead_links(folder: Path) -> list[str]:
    pages = {path: Links(path.read_text("utf-8")) for path in folder.resolve().rglob("*.html")}
    dead = []
    for path, page in pages.items():
        for link in page.links:
            if urlsplit(link).scheme in ("data", "https", "http", "mailto", "tel"):
                continue
            target = urlsplit(urljoin(path.as_uri(), link))
            file = Path(unquote(target.path))
            if not file.is_file() or (target.fragment and unquote(target.fragment) not in pages[file].places):
                dead.append(f"{path.name}: {link}")
    return dead


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_every_page_is_there_and_every_link_resolves(acuevid: Command, library: Path) -> None:
    result = acuevid("site", "sheets", "-o", "public")
    assert result == (
        0,
        "",
        "no sitemap: [library] names no website in library.toml\n"
        "made 43 of 43 pages in public/; begin at public/index.html\n",
    )
    public = Path("public")
    assert dead_links(public) == []
    names = {path.name for path in (public / "studies").iterdir()}
    # 16 and 19 studies, and one of the invented sheet's own; xu2010a is the work of xu2010
    assert len(names) == 16 + 19 + 1
    assert {"shlay1998.html", "xu2010.html", "abel2019.html"} <= names
    assert "xu2010a.html" not in names
    assert {path.stem for path in (public / "sheets").iterdir()} == {path.stem for path in library.iterdir()}


def test_a_study_has_every_sheet_that_uses_it_and_what_they_say_differently(library: Path, tmp_path: Path) -> None:
    build(library, tmp_path / "public")
    shlay = (tmp_path / "public" / "studies" / "shlay1998.html").read_text("utf-8")
    assert 'href="../sheets/neuropathic.html#study-shlay1998"' in shlay
    assert 'href="../sheets/palliative.html#study-shlay1998"' in shlay
    assert "say differently" not in shlay  # one record
    xu = (tmp_path / "public" / "studies" / "xu2010.html").read_text("utf-8")
    assert 'href="../sheets/palliative.html#study-xu2010a"' in xu
    told = "people studied: 64 in “Acupuncture and neuropathic pain”, 46 in “Acupuncture in palliative care”"
    assert told in xu
    assert "sensory nerve response, percent of intramuscular cobamamide: 40.0 in" in xu


def test_readers_are_told_in_words(library: Path, tmp_path: Path) -> None:
    path = library / "palliative.toml"
    text = path.read_text("utf-8").replace('"no-clear-difference"', '"favours-comparator"', 1)
    path.write_text(text.replace('design = "randomised-trial"', 'design = "non-randomised-controlled"', 1), "utf-8")
    build(library, tmp_path / "public")
    xu = (tmp_path / "public" / "studies" / "xu2010.html").read_text("utf-8")
    assert "favours the comparison in “Acupuncture in palliative care”" in xu
    assert "design: randomised trial in “Acupuncture and neuropathic pain”, non-randomised controlled study in" in xu
    assert "favours-" not in xu.partition('id="differences"')[2]
    index = (tmp_path / "public" / "index.html").read_text("utf-8")
    assert "Source sheet: British Acupuncture Council, November 2014" in index  # as the sheet's own page has it
    assert "2014-11" not in index


def test_the_references_are_those_of_all_sheets_each_once(library: Path, tmp_path: Path) -> None:
    build(library, tmp_path / "public")
    listed = (tmp_path / "public" / "references.html").read_text("utf-8")
    catalogues = [load_catalogue(library / f"{name}.toml") for name in ("nausea", "neuropathic")]
    works = [work for catalogue in catalogues for work in catalogue.background]
    assert len(works) > 2
    assert listed.count("<li>") == 4 + 16 + 19 + 1 + len(works)  # the menu, the studies, works that sheets cite
    assert all(f"<li>{escape(work.label)}. " in listed for work in works)


def test_a_condition_that_is_left_to_another_sheet_leads_there(library: Path, tmp_path: Path) -> None:
    text = (library / "palliative.toml").read_text("utf-8")
    text = text.replace('conditions = ["sleep"]', 'conditions = ["sleep", "sciatica"]')
    (library / "palliative.toml").write_text(text, "utf-8")
    build(library, tmp_path / "public")
    sheet = (tmp_path / "public" / "sheets" / "neuropathic.html").read_text("utf-8")
    assert (
        '<li>sciatica: <a href="../sheets/palliative.html#condition-sciatica">Acupuncture in palliative care</a>'
        in sheet
    )
    assert dead_links(tmp_path / "public") == []


def test_the_records_of_each_sheet_are_there_as_a_catalogue(acuevid: Command, library: Path) -> None:
    build(library, Path("public"))
    records = Path("public/data/palliative.toml")
    assert acuevid("check", "--catalogue", records).code == 0
    assert "use =" not in records.read_text("utf-8")  # it stands alone


@pytest.mark.parametrize("change", ["figure", "title", "new", "gone"])
def test_a_rebuild_is_what_a_first_build_would_be(library: Path, tmp_path: Path, change: str) -> None:
    public, fresh = tmp_path / "public", tmp_path / "fresh"
    build(library, public)
    path = library / "palliative.toml"
    text = path.read_text("utf-8")
    match change:
        case "figure":
            path.write_text(text.replace("participants = 90", "participants = 91"), "utf-8")
        case "title":
            path.write_text(text.replace("in palliative care", "at the end of life"), "utf-8")
        case "new":
            (library / "more.toml").write_text(
                text.replace('"abel2019"', '"abel2019b"').replace("Ear", "Body"), "utf-8"
            )
        case "gone":
            path.unlink()
    made, pages = build(library, public)
    assert 0 < made < pages
    build(library, fresh)
    apart = ("feed.xml", "site.json")
    old, new = contents(public), contents(fresh)
    assert old.keys() == new.keys()
    assert [name for name in old if name not in apart and old[name] != new[name]] == []
    assert dead_links(public) == []


def test_only_what_changed_is_made_anew(library: Path, tmp_path: Path) -> None:
    public = tmp_path / "public"
    build(library, public)
    before = {path: path.stat().st_ino for path in public.rglob("*.html")}
    assert build(library, public) == (0, len(before))
    path = library / "palliative.toml"
    path.write_text(path.read_text("utf-8").replace("participants = 90", "participants = 91"), "utf-8")
    build(library, public)
    after = {path: path.stat().st_ino for path in public.rglob("*.html")}
    anew = {str(path.relative_to(public)) for path in after if after[path] != before.get(path)}
    common = {"index.html", "studies.html", "references.html", "map.html"}
    # the pages of works of which the sheet has a record of its own; of the others nothing here changed
    assert anew == {*common, "sheets/palliative.html", "studies/abel2019.html", "studies/xu2010.html"}


def test_a_figure_of_a_used_study_changes_both_sheets(library: Path, tmp_path: Path) -> None:
    public = tmp_path / "public"
    build(library, public)
    path = library / "neuropathic.toml"
    path.write_text(path.read_text("utf-8").replace("participants = 114", "participants = 115", 1), "utf-8")
    build(library, public)
    for name in ("neuropathic", "palliative"):
        assert "115 people" in (public / "sheets" / f"{name}.html").read_text("utf-8")


def test_the_feed_says_what_the_sentences_say_now(library: Path, tmp_path: Path) -> None:
    public = tmp_path / "public"
    build(library, public)
    assert ElementTree.parse(public / "feed.xml").getroot().findall(f"{ATOM}entry") == []
    path = library / "palliative.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("participants = 90", "participants = 91"), "utf-8")
    build(library, public, "2026-02-03T00:00:00Z")
    path.write_text(text.replace("participants = 90", "participants = 92"), "utf-8")
    build(library, public, "2026-03-04T00:00:00Z")
    root = ElementTree.parse(public / "feed.xml").getroot()
    entries = root.findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}updated") for e in entries] == ["2026-03-04T00:00:00Z", "2026-02-03T00:00:00Z"]
    assert len({e.findtext(f"{ATOM}id") for e in entries}) == 2
    told = entries[0].findtext(f"{ATOM}content") or ""
    assert re.search("<li>Now: [^<]*92 people", told)
    assert re.search("<li>Before: [^<]*91 people", told)
    assert entries[0].findtext(f"{ATOM}title") == "Acupuncture in palliative care: what it says has changed"


def test_a_website_has_a_sitemap_and_absolute_links(library: Path, tmp_path: Path) -> None:
    lines = ["[library]", 'title = "Our sheets"', 'website = "https://example.org/sheets"', "[sheets]"]
    lines += [f'{path.stem} = "{path.name}"' for path in sorted(library.glob("*.toml"))]
    (library / "library.toml").write_text("\n".join(lines), "utf-8")
    public = tmp_path / "public"
    build(library, public)
    root = ElementTree.parse(public / "sitemap.xml").getroot()
    found = {loc.text for loc in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert found == {f"https://example.org/sheets/{p.relative_to(public)}" for p in public.rglob("*.html")}
    feed = ElementTree.parse(public / "feed.xml").getroot()
    assert feed.findtext(f"{ATOM}id") == "https://example.org/sheets/"
    assert "<h1>Our sheets</h1>" in (public / "index.html").read_text("utf-8")


def test_an_error_leaves_the_old_site(acuevid: Command, library: Path) -> None:
    build(library, Path("public"))
    before = contents(Path("public"))
    path = library / "palliative.toml"
    path.write_text(path.read_text("utf-8").replace("participants = 90", 'participants = "90"'), "utf-8")
    result = acuevid("site", "sheets", "-o", "public")
    assert result.code == 1
    assert result.err.startswith("sheets/palliative.toml:")
    assert contents(Path("public")) == before
    assert [p.name for p in Path().iterdir() if p.name.startswith(".acuevid")] == []


def test_files_of_others_stay_and_a_strange_folder_is_refused(acuevid: Command, library: Path, tmp_path: Path) -> None:
    build(library, Path("public"))
    Path("public/CNAME").write_text("example.org\n", "utf-8")
    path = library / "palliative.toml"
    path.write_text(path.read_text("utf-8").replace("participants = 90", "participants = 91"), "utf-8")
    build(library, Path("public"))
    assert Path("public/CNAME").read_text("utf-8") == "example.org\n"
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "thesis.html").write_text("mine", "utf-8")
    refused = acuevid("site", "sheets", "-o", "own")
    assert refused.code == 1
    assert "own holds something, and no site that acuevid made" in refused.err
    assert acuevid("site", "sheets", "-o", "own", "--force").code == 0
    assert (tmp_path / "own" / "thesis.html").read_text("utf-8") == "mine"
    Path("public/site.json").write_text("{", "utf-8")
    assert acuevid("site", "sheets", "-o", "public").code == 1


@tries("kills", 4, 60)
@pytest.mark.long
def test_a_kill_at_any_moment_leaves_the_old_site_or_the_new_one(library: Path, kills: int) -> None:
    command = [sys.executable, "-m", "acuevid", "site", "sheets", "-o", "public"]
    subprocess.run(command, check=True, capture_output=True)
    shutil.copytree("public", "old")
    path = library / "palliative.toml"
    path.write_text(path.read_text("utf-8").replace("participants = 90", "participants = 91"), "utf-8")
    start = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    seconds = time.monotonic() - start
    sites = [without_time(contents(Path(name))) for name in ("old", "public")]
    rng, kept = random.Random(5), 0
    for _ in range(kills):
        shutil.rmtree("public")
        shutil.copytree("old", "public")
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=rng.uniform(0.3, 1.3) * seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        found = without_time(contents(Path("public")))
        assert found in sites
        kept += found == sites[0]
    subprocess.run(command, check=True, capture_output=True)
    assert sorted(p.name for p in Path().iterdir()) == ["old", "public", "sheets"]
    TALLY["kills during a site"] = f"{kills}: {kept} old sites, {kills - kept} new ones"


def without_time(files: dict[str, bytes]) -> dict[str, bytes]:
    """Files without the time of the build, which the feed and the state have."""
    times = re.compile(rb'20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ|#[0-9a-f]{16}|"[0-9a-f]{16}"|"digest":"[0-9a-f]{64}"')
    return {name: times.sub(b"", data) if name in ("feed.xml", "site.json") else data for name, data in files.items()}


@pytest.mark.parametrize("name", rest_long(["script", "cdata"], [n for n in TEXTS if n not in ("script", "cdata")]))
def test_no_text_of_a_catalogue_acts_in_a_site(browser: Browser, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "sheets"
    folder.mkdir()
    hostile(folder, TEXTS[name])
    public = tmp_path / "public"
    build(folder, public)
    assert dead_links(public) == []
    for feed in public.glob("*.xml"):
        ElementTree.parse(feed)
    page, noise = open_page(browser, (public / "index.html").as_uri())
    page.get_by_label("Search all studies").fill("first")
    expect(page.locator("#found li")).to_have_count(1)
    assert noise == []
    page.close()


def open_page(browser: Browser, url: str, *, width: int = 1280, dark: bool = False) -> tuple[Page, list[str]]:
    scheme: Literal["dark", "light"] = "dark" if dark else "light"
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce")
    noise: list[str] = []
    page.on("console", lambda message: noise.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: noise.append(f"error: {error}"))
    page.on("dialog", lambda dialog: noise.append(f"dialogue: {dialog.message}"))
    page.goto(url)
    return page, noise


@pytest.fixture
def served(library: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The address of the site as a folder, and on a loopback server."""
    public = tmp_path / "public"
    build(library, public)
    handler = partial(QuietHandler, directory=str(public))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield {"folder": public.as_uri(), "server": f"http://127.0.0.1:{server.server_port}"}
    server.shutdown()
    server.server_close()
    thread.join()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.mark.parametrize("place", rest_long(["folder"], ["server"]))
def test_the_search_finds_a_study_by_author_and_by_word(browser: Browser, served: dict[str, str], place: str) -> None:
    page, noise = open_page(browser, f"{served[place]}/index.html")
    field = page.get_by_label("Search all studies")
    for words, found in (("SHLAY", "Shlay 1998"), ("hospice", "Abel 2019"), ("occipital", "Pan 2008")):
        field.fill(words)
        expect(page.locator("#found a").first).to_have_text(found)
        expect(page.locator("#shown")).to_have_text("1 study" if words != "SHLAY" else re.compile("stud(y|ies)"))
    field.fill("no such word")
    expect(page.locator("#shown")).to_have_text("no studies")
    field.fill("hospice")
    page.locator("#found a").click()
    expect(page.locator("h1")).to_have_text("Abel 2019")
    page.get_by_role("link", name="Acupuncture in palliative care").click()
    expect(page.locator("#study-abel2019")).to_be_visible()
    page.get_by_role("link", name="sheets", exact=True).click()
    expect(page.locator("h1")).to_have_text("sheets")
    assert noise == []
    page.close()


def test_without_scripts_there_is_a_list(browser: Browser, served: dict[str, str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served['folder']}/index.html")
    assert not page.locator("#search").is_visible()
    page.get_by_role("link", name="All studies").click()
    expect(page.locator("main li")).to_have_count(16 + 19 + 1)
    context.close()


PAGES = ("index.html", "studies.html", "map.html", "references.html", "studies/xu2010.html", "sheets/palliative.html")
LOOKS = [(page, width, dark) for page in PAGES for width, dark in ((1280, False), (320, True))]


@pytest.mark.parametrize(
    ("address", "width", "dark"), rest_long(LOOKS[1::4], [x for x in LOOKS if x not in LOOKS[1::4]])
)
def test_axe_finds_nothing_and_nothing_is_cut_off(
    browser: Browser, served: dict[str, str], address: str, width: int, dark: bool
) -> None:
    page, noise = open_page(browser, f"{served['folder']}/{address}", width=width, dark=dark)
    if address == "index.html":
        page.get_by_label("Search all studies").fill("acupuncture")
        expect(page.locator("#found li").first).to_be_visible()
    assert noise == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    page.close()


@pytest.mark.usefixtures("library")
def test_two_builds_at_once_leave_one_of_them() -> None:
    command = [sys.executable, "-m", "acuevid", "site", "sheets", "-o", "public"]
    environment = os.environ | {"SOURCE_DATE_EPOCH": "0"}
    several = [subprocess.Popen(command, stderr=subprocess.PIPE, env=environment) for _ in range(2)]
    ends = [process.communicate()[1] for process in several]
    assert any(process.returncode == 0 for process in several), ends
    assert dead_links(Path("public")) == []
    assert sorted(p.name for p in Path().iterdir()) == ["public", "sheets"]


def test_a_rating_of_nothing_that_is_recorded_is_no_obstacle(library: Path, tmp_path: Path) -> None:
    rating = '[[rating]]\nid = "rated"\ncondition = "sleep"\nfamily = "pain"\ncertainty = "low"\nrated_by = "AB"\n'
    with (library / "palliative.toml").open("a", encoding="utf-8") as file:
        file.write(rating)
    assert build(library, tmp_path / "public")[0] > 40
