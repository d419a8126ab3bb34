"""The pictures in programs that no one here wrote: librsvg, CairoSVG and Chromium."""

import io
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser

from tests.conftest import Command, rest_long
from tests.export.conftest import Opener
from tests.export.hostile import TEXTS, hostile
from tests.export.tools import missing, pandoc, program

SVG = "{http://www.w3.org/2000/svg}"
WHITE, INK, QUIET, RAISED = (255, 255, 255), (0x1A, 0x1F, 0x24), (0x54, 0x5D, 0x66), (0xF4, 0xF6, 0xF8)
FIRST, SECOND = (0x0B, 0x4F, 0x8A), (0x8A, 0x3D, 0x00)
Colour = tuple[int, ...]
LARGE = """
[sheet]
title = "Large"
topic = "large numbers"
intervention = "acupuncture"
[[condition]]
key = "c"
name = "a condition whose name has many words in it, so that it goes over five lines of its narrow column, or six"
[[condition]]
key = "w"
name = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
"""
STUDY = """
[[study]]
citekey = "a{n}"
conditions = ["c"]
design = "{design}"
participants = {people}
verdict = "favours-experimental"
reference = {{ authors = ["Abel A"], issued = {year}, title = "Trial {n}" }}
"""


class Picture(NamedTuple):
    """A drawn picture: the colour of a point, in the coordinates of the SVG."""

    image: Any
    left: float
    top: float

    def at(self, x: float, y: float) -> Colour:
        colour: Colour = self.image.getpixel((int(x - self.left), int(y - self.top)))
        return colour[:3]

    def colours(self, box: tuple[float, float, float, float]) -> set[Colour]:
        """All colours between two corners."""
        left, top, right, bottom = box
        cut = self.image.crop((left - self.left, top - self.top, right - self.left, bottom - self.top))
        return {colour[:3] for _, colour in cut.getcolors(1 << 24)}


def opened_image(data: bytes, *, ground: Colour | None = None) -> Any:
    """The pixels of a PNG; what is transparent stays so unless there is a ground."""
    if find_spec("PIL") is None:
        missing("Pillow, which comes with CairoSVG")
    from PIL import Image

    image = Image.open(io.BytesIO(data)).convert("RGBA")
    if ground is None:
        return image
    below = Image.new("RGBA", image.size, (*ground, 255))
    below.alpha_composite(image)
    return below


def by_rsvg(svg: str) -> bytes:
    return _run([program("rsvg-convert")], svg)


def by_cairosvg(svg: str) -> bytes:
    if find_spec("cairosvg") is None:
        missing("CairoSVG")
    return _run([sys.executable, "-m", "cairosvg", "-", "-f", "png"], svg)


def _run(command: list[str], svg: str) -> bytes:
    done = subprocess.run(command, input=svg.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


VIEWERS = {"rsvg-convert": by_rsvg, "CairoSVG": by_cairosvg}


def box_of(svg: str) -> tuple[float, float]:
    left, top, *_ = (float(n) for n in ElementTree.fromstring(svg).attrib["viewBox"].split())
    return left, top


def drawn(viewer: str, svg: str) -> Picture:
    return Picture(opened_image(VIEWERS[viewer](svg)), *box_of(svg))


def first_of(svg: str, name: str) -> dict[str, float]:
    """The numbers of the first element of a class."""
    root = ElementTree.fromstring(svg)
    found = next(e for e in root.iter() if e.get("class") == name)
    return {key: float(value) for key, value in found.attrib.items() if re.fullmatch(r"-?[\d.]+", value)}


def middle(svg: str, name: str) -> tuple[float, float]:
    size = first_of(svg, name)
    if "cx" in size:
        return size["cx"], size["cy"]
    return size["x"] + size["width"] / 2, size["y"] + size["height"] / 2


@pytest.fixture
def forest(acuevid: Command) -> str:
    return acuevid("forest", "--catalogue", "p6-nausea", "-o", "-").out


@pytest.fixture
def evidence(acuevid: Command) -> str:
    return acuevid("map", "-o", "-").out


def check_forest(picture: Picture, svg: str) -> None:
    width, height = picture.image.size
    corners = [(0, 0), (width - 1, 0), (0, height - 1), (width - 1, height - 1)]
    assert {picture.image.getpixel(corner) for corner in corners} == {(*WHITE, 255)}
    assert picture.at(*middle(svg, "estimate")) == INK
    head = first_of(svg, "axis")
    assert picture.at(head["x1"] + 3, head["y1"] - 8) == WHITE  # beside the prediction: neither line nor ground
    title = picture.colours((0, 2, 200, 22))
    assert {WHITE, INK} <= title
    assert max(map(max, title)) == 255
    pixels = picture.image.getcolors(1 << 24)
    assert max(pixels)[1] == (*WHITE, 255)
    assert max(pixels)[0] > 0.85 * width * height


def check_map(picture: Picture, svg: str) -> None:
    assert picture.image.getpixel((0, 0)) == (*WHITE, 255)
    assert picture.at(*middle(svg, "gap")) == WHITE
    cell = first_of(svg, "cell")
    assert picture.at(cell["x"] + 5, cell["y"] + 5) == RAISED
    bubble = picture.at(*middle(svg, "bubble"))
    assert all(abs(b - (0.75 * r + 0.25 * q)) <= 2 for b, r, q in zip(bubble, RAISED, QUIET, strict=True))
    text = picture.colours((cell["x"] + 72, cell["y"] + 2, cell["x"] + cell["width"], cell["y"] + cell["height"] - 2))
    assert INK in text
    assert max(map(max, text)) <= 0xF8


@pytest.mark.parametrize("viewer", VIEWERS)
def test_a_forest_plot_has_its_colours(forest: str, viewer: str) -> None:
    check_forest(drawn(viewer, forest), forest)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_a_map_has_its_colours(evidence: str, viewer: str) -> None:
    check_map(drawn(viewer, evidence), evidence)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_the_signs_of_both_sides_have_their_colours(acuevid: Command, viewer: str) -> None:
    svg = acuevid("map", "--catalogue", "p6-nausea", "-o", "-").out
    cell = first_of(svg, "cell")
    found = drawn(viewer, svg).colours((cell["x"] + 72, cell["y"] + 4, cell["x"] + cell["width"], cell["y"] + 26))
    assert {FIRST, SECOND, INK} <= found


@pytest.mark.parametrize("dark", rest_long([True], [False]))
def test_as_an_image_of_a_white_page(browser: Browser, forest: str, evidence: str, tmp_path: Path, dark: bool) -> None:
    """A picture in an article that has no dark colours, looked at on a system that has."""
    for svg, check in ((forest, check_forest), (evidence, check_map)):
        (tmp_path / "x.svg").write_text(svg, encoding="utf-8")
        (tmp_path / "x.html").write_text('<body style="background:#fff;margin:0"><img src="x.svg">', encoding="utf-8")
        page = browser.new_page(color_scheme="dark" if dark else "light", viewport={"width": 1300, "height": 800})
        page.goto((tmp_path / "x.html").as_uri())
        check(Picture(opened_image(page.locator("img").screenshot()), *box_of(svg)), svg)
        page.close()


@pytest.mark.parametrize("dark", [False, True])
def test_in_the_page_a_plot_has_the_colours_of_the_page(acuevid: Command, opened: Opener, dark: bool) -> None:
    page = opened(acuevid("export", "--format", "html", "--catalogue", "p6-nausea").out, dark=dark).page
    ink = "rgb(232, 235, 238)" if dark else "rgb(26, 31, 36)"
    fill = "e => getComputedStyle(e).fill"
    for name in ("text.strong", "rect.estimate", "polygon.diamond", "text:not([class])"):
        assert page.locator(f"svg.forest {name}").first.evaluate(fill) == ink
    assert page.locator(".plot rect.estimate").first.evaluate(fill) == ink


def test_the_plots_of_a_page_are_drawn_outside_it(acuevid: Command, tmp_path: Path) -> None:
    """pandoc takes each out of the page as a picture of its own, for Word."""
    html = acuevid("export", "--format", "html", "--catalogue", "p6-nausea").out
    found = re.findall(r"<svg .*?</svg>", html, re.DOTALL)
    path = tmp_path / "sheet.docx"
    pandoc(html, "-f", "html", "-o", str(path))
    assert len({n for n in ZipFile(path).namelist() if re.match(r"word/media/.*\.svg", n)}) == len(set(found)) > 1
    for svg in (s for s in found if 'class="forest"' in s):
        picture = Picture(opened_image(by_rsvg(svg), ground=WHITE), *box_of(svg))
        size = picture.image.size
        across = float(ElementTree.fromstring(svg).attrib["viewBox"].split()[2])
        x, y = (value * size[0] / across for value in middle(svg, "estimate"))
        left, top = (value * size[0] / across for value in (picture.left, picture.top))
        assert Picture(picture.image, left, top).at(x, y) == INK
        assert max(picture.image.getcolors(1 << 24))[1] == (*WHITE, 255)


def test_the_map_of_a_page_gives_a_dataset_one_sign(acuevid: Command, opened: Opener) -> None:
    """Shiflett 2011 looks again at the people of Shlay 1998: a link, and no sign, as on every other face of the map."""
    page = opened(acuevid("export", "--format", "html").out).page
    cell = page.locator("table.map tr", has_text="HIV-related").locator("td", has_text="Shlay 1998")
    assert cell.locator("a").all_inner_texts() == ["=\nShlay 1998\n: no clear difference", "Shiflett 2011"]
    picture = ElementTree.fromstring(acuevid("map", "-o", "-").out)
    assert page.locator("table.map .disc:not(:empty)").count() == len(list(picture.iter(f"{SVG}tspan")))


# ------------------------------------------------------------------ what fits

FITS = """svg => {
  const [left, top, wide, high] = svg.getAttribute("viewBox").split(" ").map(Number);
  const out = [];
  const cells = [...svg.querySelectorAll("rect.cell")].map(e => e.getBBox());
  for (const text of svg.querySelectorAll("text")) {
    const box = text.getBBox();
    const right = box.x + box.width;
    if (box.x < left || right > left + wide || box.y < top || box.y + box.height > top + high)
      out.push(`outside: ${text.textContent}`);
    const cell = cells.find(c => box.x > c.x && box.x < c.x + c.width && box.y > c.y && box.y < c.y + c.height);
    if (cell && (right > cell.x + cell.width - 2 || box.y + box.height > cell.y + cell.height))
      out.push(`over its cell: ${text.textContent}`);
  }
  const columns = [...svg.querySelectorAll("text.strong, text.head")].map(e => [e.textContent, e.getBBox()]);
  for (const [i, [told, a]] of columns.entries())
    for (const [other, b] of columns.slice(i + 1))
      if (a.x < b.x + b.width && b.x < a.x + a.width && a.y + 2 < b.y + b.height - 2 && b.y + 2 < a.y + a.height - 2)
        out.push(`over each other: ${told} | ${other}`);
  return out;
}"""


def does_not_fit(browser: Browser, svg: str) -> list[str]:
    """The texts that leave the picture, or the cell that they stand in, or cover each other."""
    page = browser.new_page()
    page.set_content(svg.split("\n", 1)[1])
    found: list[str] = page.locator("svg").evaluate(FITS)
    page.close()
    return found


def test_large_numbers_and_long_names_fit(acuevid: Command, browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "large.toml"
    designs = ["retrospective-comparison", "case-series", *["randomised-trial"] * 30]
    studies = [
        STUDY.format(n=n, design=design, people=229_230 if n == 0 else 1_234_567, year=1980 + n)
        for n, design in enumerate(designs)
    ]
    path.write_text(LARGE + "".join(studies), encoding="utf-8")
    svg = acuevid("map", "--catalogue", path, "-o", "-").out
    assert "229,230 people" in svg
    assert does_not_fit(browser, svg) == []


def test_what_is_shipped_fits(acuevid: Command, browser: Browser, forest: str, evidence: str) -> None:
    by_comparator = acuevid("map", "--by", "comparator", "-o", "-").out
    for svg in (forest, evidence, by_comparator):
        assert does_not_fit(browser, svg) == []


@pytest.mark.parametrize("name", rest_long(list(TEXTS)[::3], [t for n, t in enumerate(TEXTS) if n % 3]))
def test_hostile_text_fits(acuevid: Command, browser: Browser, tmp_path: Path, name: str) -> None:
    path = hostile(tmp_path, TEXTS[name])
    assert does_not_fit(browser, acuevid("map", "--catalogue", path, "-o", "-").out) == []
