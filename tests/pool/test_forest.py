"""The forest plot with columns that were chosen, both intervals, in light and dark, and as PDF; through the command."""

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.conftest import Command
from tests.pool.builder import HEAD, counts, study

SVG = "{http://www.w3.org/2000/svg}"
P6 = ("--catalogue", "p6-nausea")
DATA = Path(__file__).parent.parent / "data"
RATED = ("asthma", "--outcome", "asthma attack", "--catalogue", DATA / "rated.toml")


def head(text: str) -> list[str]:
    """The words of the line that heads the columns."""
    return next(line for line in text.splitlines() if line.startswith("Study")).split()


def row(text: str, name: str) -> str:
    return " ".join(re.sub(r"[─·▪■◂▸│┼━◆◇╌├┤]", " ", next(s for s in text.splitlines() if s.startswith(name))).split())


def texts(svg: str) -> list[str]:
    return ["".join(found.itertext()) for found in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_columns_stand_in_the_order_given(acuevid: Command) -> None:
    text = acuevid("forest", "--columns", "year,events,people,weight,effect", *P6, columns=120).out
    assert head(text) == ["Study", "Year", "Events", "People", "Events", "People", "Weight", "RR", "(95%", "CI)"]
    assert "A: P6 stimulation · B: sham treatment" in text
    assert row(text, "Rusy 2002") == "Rusy 2002 2002 24 40 71 80 13.0% 0.68 (0.52 to 0.88)"
    other = acuevid("forest", "--columns", "effect,people,year", *P6, columns=120).out
    assert row(other, "Rusy 2002") == "Rusy 2002 0.68 (0.52 to 0.88) 40 80 2002"


def test_columns_of_groups_stand_under_their_names_in_a_picture(acuevid: Command) -> None:
    found = texts(acuevid("forest", "--columns", "events,people,effect", *P6, "-o", "-").out)
    heads = [word for word in found if word in ("P6 stimulation", "sham treatment", "Events", "People", "RR (95% CI)")]
    assert heads == ["P6 stimulation", "sham treatment", *["Events", "People"] * 2, "RR (95% CI)"]
    assert "Weight" not in found


def test_the_usual_columns_by_name_are_the_usual_plot(acuevid: Command) -> None:
    usual = acuevid("forest", *P6, columns=80).out
    assert acuevid("forest", "--columns", "figures,effect,weight", *P6, columns=80).out == usual


def test_on_a_narrow_terminal_columns_are_told_in_words(acuevid: Command) -> None:
    text = acuevid("forest", "--columns", "events,year,effect", *P6, columns=50).out
    assert "Rusy 2002: events 24 v 71 · year 2002 · 0.68 (0.52" in text
    assert max(map(len, text.splitlines())) <= 50


@pytest.mark.parametrize("columns", [80, 120, 200])
def test_every_width_is_kept(acuevid: Command, columns: int) -> None:
    text = acuevid("forest", "--by", "year", "--columns", "year,events,people,effect,weight", *P6, columns=columns).out
    assert max(map(len, text.splitlines())) <= columns


def test_means_of_both_groups(acuevid: Command) -> None:
    text = acuevid("forest", "--columns", "means,people,effect", "--catalogue", DATA / "kinds.toml", columns=140).out
    # by hand, from standard errors in 50 people: 0.28 × √50 = 1.98, 0.30 × √50 = 2.12
    assert row(text, "Adams 2001") == "Adams 2001 3.2 (1.98) 50 4.1 (2.12) 50 −0.90 (−1.70 to −0.10)"


def test_the_signs_of_risk_of_bias_are_a_column(acuevid: Command) -> None:
    text = acuevid("forest", "--columns", "bias,effect", *RATED).out
    assert row(text, "Birch 2014") == "Birch 2014 x 0.50 (0.24 to 1.02)"
    assert "Bias: overall risk of bias by RoB 2: + low, x high" in text
    svg = acuevid("forest", "--columns", "risk-of-bias,effect", *RATED, "-o", "-").out
    assert len(list(ElementTree.fromstring(svg).iter(f"{SVG}circle"))) == 3  # a study each
    assert "D1" not in texts(svg)
    both = texts(acuevid("forest", "--bias", "--columns", "risk-of-bias,effect", *RATED, "-o", "-").out)
    assert both.count("Bias") == 1
    assert both.count("D1") == 1


def test_a_column_that_no_study_fills_is_named_and_left_out(acuevid: Command) -> None:
    text = " ".join(acuevid("forest", "--columns", "means,country,effect", *P6).out.split())
    assert "no study gives means or country." in text
    assert "Mean (SD)" not in text


@pytest.mark.parametrize("wrong", ["colour", "", "events,,effect"])
def test_a_wrong_column_is_refused_in_a_line_with_the_right_ones(acuevid: Command, wrong: str) -> None:
    refused = acuevid("forest", "--columns", wrong, *P6)
    assert refused.code == 2
    assert refused.err.count("\n") == 1
    assert "there are figures, events, people, means, effect, weight, risk-of-bias, design" in refused.err


def test_plots_of_steps_have_no_columns(acuevid: Command) -> None:
    assert acuevid("forest", "--cumulative", "--columns", "effect", *P6).code == 2


def test_both_intervals_and_heterogeneity(acuevid: Command) -> None:
    text = acuevid("forest", *P6).out
    # `pool` tells the same, which tests/pool/test_metadat.py holds against metafor
    pooled = " ".join(acuevid("pool", *P6).out.split())
    for model in ("Knapp–Hartung", "Wald"):
        effect = row(text, model).removeprefix(f"{model} ")
        assert re.search(rf"REML, {model}(?: \(above\))? {re.escape(effect)}", pooled)
    assert "Heterogeneity: τ² = 0.055, I² = 46.0%, Q = 30.2 on 15 degrees of freedom, p = 0.011." in " ".join(
        text.split()
    )
    assert "Q = 30.2 on 15 degrees of freedom, p = 0.011." in pooled
    root = ElementTree.fromstring(acuevid("forest", *P6, "-o", "-").out)
    assert [p.get("class") for p in root.iter(f"{SVG}polygon") if p.get("class") != "arrow"] == ["diamond", "beside"]
    assert "Wald: 0.73 (0.60 to 0.88). Prediction: 0.42 to 1.28." in (root.findtext(f"{SVG}desc") or "")


def test_groups_have_their_heterogeneity_and_the_test(acuevid: Command) -> None:
    text = " ".join(acuevid("forest", "--by", "year", *P6, columns=120).out.split())
    pooled = " ".join(acuevid("pool", "--by", "year", *P6, columns=120).out.split())
    told = re.search(r"the groups differ gives (Q = [^(]*) \(", pooled)
    assert told is not None
    assert f"Difference between groups: {told[1]}." in text
    assert text.count("degrees of freedom") == 4  # two groups, all studies, the test; a group of one has none


def test_petos_odds_ratio_stands_alone(acuevid: Command, tmp_path: Path) -> None:
    """Events in one of the groups only, where Peto leads: REML's risk ratio is of another measure."""
    path = tmp_path / "c.toml"
    trials = [study(i, counts(a, 0), (300, 310)) for i, a in enumerate((1, 3, 2), 1)]
    path.write_text(HEAD + "".join(trials), encoding="utf-8")
    text = acuevid("forest", "--catalogue", path).out
    assert "Pooled: Peto" in text
    assert "◇" not in text
    assert "Heterogeneity by REML: τ² = 0," in text


def test_a_method_for_counts_has_reml_beside_it(acuevid: Command) -> None:
    text = acuevid("forest", "--catalogue", DATA / "cases" / "rare-harms.toml").out
    pooled = " ".join(acuevid("pool", "--catalogue", DATA / "cases" / "rare-harms.toml").out.split())
    assert row(text, "Mantel–Haenszel") == "Mantel–Haenszel 0.76 (0.17 to 3.40)"
    assert "Mantel–Haenszel (above) 0.76 (0.17 to 3.40)" in pooled
    assert f"REML, Wald {row(text, 'REML, Wald').removeprefix('REML, Wald ')}" in pooled


def test_catalogue_text_is_safe_in_a_column(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    more = 'setting = "<b>a & b</b>\\u001b[31m"'
    path.write_text(HEAD + "".join(study(i, counts(9, 5), more=more) for i in (1, 2)), encoding="utf-8")
    args = ("forest", "--columns", "setting,effect", "--catalogue", path)
    assert "<b>a & b</b><U+001B>[31m" in acuevid(*args, columns=120).out
    assert "<b>a & b</b><U+001B>[31m" in texts(acuevid(*args, "-o", "-").out)
    assert acuevid(*args, "-o", tmp_path / "x.pdf").code == 0


PICTURES: dict[str, tuple[str | Path, ...]] = {
    "forest": ("forest", "--by", "year", *P6),
    "bias beside": ("forest", "--bias", *RATED),
    "funnel": ("funnel", *P6),
    "bubbles": ("pool", "--moderator", "year", *P6),
    "bias": ("bias", "--catalogue", DATA / "rated.toml"),
    "map": ("map",),
}
every_picture = pytest.mark.parametrize("picture", PICTURES)
Colours = dict[tuple[str, str], str]


def dark(svg: str) -> Colours:
    """The fills and strokes of the style, by selector."""
    style = ElementTree.fromstring(svg).findtext(f"{SVG}style") or ""
    rules = re.findall(r"([.a-z0-9-]+)\{([^{}]*)\}", style)
    pairs = [(name, *told.split(":")) for name, body in rules for told in body.split(";")]
    return {(name, key): colour for name, key, colour in pairs}


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@every_picture
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_can_be_read_in_light_and_dark(acuevid: Command, picture: str, theme: str) -> None:
    svg = acuevid(*PICTURES[picture], "-o", "-", "--theme", theme).out
    root, style = ElementTree.fromstring(svg), dark(svg)
    assert bool(style) == (theme == "dark")

    def fill(found: ElementTree.Element, around: str | None = None) -> str:
        ours = style.get((f".{found.get('class')}", "fill"))
        general = style.get(("text", "fill")) if found.tag == f"{SVG}text" else None
        return ours or general or found.get("fill") or around or ""

    grounds = {found.get("class") or "": fill(found) for found in root.iter() if found.get("fill")}
    for found in root.iter(f"{SVG}text"):
        name = found.get("class") or ""
        behind = grounds[name.replace("mark-", "tone-") if name.startswith("mark-") else "ground"]
        for part in (found, *found.iter(f"{SVG}tspan")):
            for ground in (behind, grounds.get("cell", behind)):
                assert contrast(fill(part, fill(found)), ground) >= 4.5, (name, "".join(part.itertext()))


@every_picture
def test_one_file_has_both_and_keeps_its_words(acuevid: Command, picture: str) -> None:
    light, auto = (acuevid(*PICTURES[picture], "-o", "-", "--theme", theme).out for theme in ("light", "auto"))
    assert acuevid(*PICTURES[picture], "-o", "-").out == light
    assert "<style>" not in light
    style = re.search(r"<style>(.*?)</style>", auto)
    assert style is not None
    assert style[1].startswith("@media screen and (prefers-color-scheme: dark){")
    assert auto.replace(style[0], "") == light
    root = ElementTree.fromstring(auto)
    assert [found.tag for found in list(root)[:2]] == [f"{SVG}title", f"{SVG}desc"]


@every_picture
def test_a_pdf_has_real_text_and_is_tagged(acuevid: Command, tmp_path: Path, picture: str) -> None:
    path = tmp_path / "picture.pdf"
    told = acuevid(*PICTURES[picture], "-o", path)
    assert (told.code, told.err) == (0, f"wrote {path}\n")
    found = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    words = set(found.split())
    for part in ElementTree.fromstring(acuevid(*PICTURES[picture], "-o", "-").out).iter():
        if part.tag in (f"{SVG}text", f"{SVG}tspan"):
            assert set((part.text or "").split()) <= words
    info = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Tagged: +yes", info)
    assert re.search(r"Pages: +1\n", info)
    assert acuevid(*PICTURES[picture], "-o", path).code == 0, "the same again is written over"
    path.write_bytes(b"somebody's")
    assert acuevid(*PICTURES[picture], "-o", path).code == 1
    assert path.read_bytes() == b"somebody's"


def test_a_png(acuevid: Command, tmp_path: Path) -> None:
    from PIL import Image

    path = tmp_path / "forest.PNG"
    assert acuevid("forest", "-o", path, "--theme", "dark", *P6).code == 0
    with Image.open(path) as image:
        assert image.format == "PNG"
        assert image.convert("RGB").getpixel((2, 2)) == (0x14, 0x18, 0x1C)


def test_without_the_extra_a_line_says_what_to_install(tmp_path: Path) -> None:
    path = tmp_path / "forest.pdf"
    code = "import sys; sys.modules['typst'] = None; from acuevid.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "forest", "--catalogue", "p6-nausea", "-o", path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "acuevid: PDF and PNG need typst: pip install 'acuevid[publish]'\n"
    assert not path.exists()
