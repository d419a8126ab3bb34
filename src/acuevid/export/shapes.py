"""What pictures are made of: shapes and words, and what each looks like.

Every colour is an attribute of what it colours, since most programs that draw SVG know no custom properties. In a page
its style comes on top. A file of its own has a white ground and no dark colours unless they are asked for: a viewer may
take them for a dark system although the page around the picture is white.
"""

import math

from acuevid.export.markup import Markup, element, text, together
from acuevid.export.theme import Theme

NAMESPACE = "http://www.w3.org/2000/svg"
"""Written in pages, too, where no browser needs it, but pandoc makes a picture of the element."""
FONT = "Helvetica, Arial, 'Segoe UI', 'DejaVu Sans', sans-serif"
INK, QUIET, LINE, GROUND = "#1a1f24", "#545d66", "#cfd6dc", "#ffffff"
_RAISED, _SHADE, _FIRST, _SECOND = "#f4f6f8", "#dde3e8", "#0b4f8a", "#8a3d00"
_DARK = {
    INK: "#e8ebee",
    QUIET: "#aab3bc",
    LINE: "#3b444d",
    GROUND: "#14181c",
    _RAISED: "#1e242a",
    _SHADE: "#2b343c",
    _FIRST: "#8fc1f5",
    _SECOND: "#f2b27a",
}
"""The dark colour of each light one, as the page has them."""
Paint = dict[str, str | float]
PAINT: dict[str, Paint] = {
    "ground": {"fill": GROUND},
    "title": {"font_size": 16, "font_weight": 700},
    "head": {"fill": QUIET, "font_weight": 600},
    "quiet": {"fill": QUIET},
    "strong": {"font_weight": 700},
    "rule": {"stroke": LINE},
    "axis": {"stroke": QUIET},
    "null": {"stroke": QUIET, "stroke_dasharray": "3 3"},
    "interval": {"stroke": INK, "stroke_width": 1.5},
    "prediction": {"stroke": QUIET, "stroke_width": 3},
    "estimate": {"fill": INK},
    "diamond": {"fill": INK},
    "beside": {"fill": GROUND, "stroke": INK, "stroke_width": 1.5},
    "arrow": {"fill": INK},
    "contour-90": {"fill": GROUND, "stroke": LINE},
    "contour-95": {"fill": _SHADE, "stroke": LINE},
    "contour-99": {"fill": _RAISED, "stroke": LINE},
    "pooled": {"stroke": INK, "stroke_width": 1.5},
    "study": {"fill": INK, "fill_opacity": 0.75, "stroke": GROUND},
    "cell": {"fill": _RAISED, "stroke": LINE},
    "gap": {"fill": "none", "stroke": LINE, "stroke_dasharray": "4 4"},
    "bubble": {"fill": QUIET, "fill_opacity": 0.25, "stroke": QUIET},
    "favours-experimental": {"fill": _FIRST},
    "favours-comparator": {"fill": _SECOND},
    "person-with": {"fill": INK, "stroke": INK},
    "person-without": {"fill": "none", "stroke": QUIET},
    "points-up": {"fill": _FIRST},
    "points-down": {"fill": _SECOND},
    "points-both": {"fill": QUIET},
    "points-none": {"fill": QUIET, "font_weight": 700},
    "study-own": {"fill": QUIET, "fill_opacity": 0.6, "stroke": INK},
    "study-shared": {"fill": "none", "stroke": INK},
    "study-unsized": {"fill": "none", "stroke": QUIET, "stroke_dasharray": "3 2"},
}
"""What each class looks like, as attributes."""
_TONES = {
    "low": ("#1e6e34", GROUND),
    "some": ("#f2c230", INK),
    "high": ("#b3261e", GROUND),
    "critical": ("#5a0d0a", GROUND),
    "unknown": ("#2f5f94", GROUND),
    "inapplicable": (LINE, INK),
    "disputed": (GROUND, INK),
    "unjudged": (GROUND, QUIET),
}
"""How judgements are drawn: the ground and the ink of the sign, which a colour only repeats."""
PAINT.update({f"tone-{tone}": {"fill": ground, "stroke": QUIET} for tone, (ground, _) in _TONES.items()})
PAINT["tone-unjudged"]["stroke_dasharray"] = "3 3"
PAINT.update({f"mark-{tone}": {"fill": ink, "font_weight": 700} for tone, (_, ink) in _TONES.items()})
SIZE = 13
"""Of text, in pixels."""


_COLOURED = frozenset(
    f"{of}-{tone}" for of in ("tone", "mark") for tone, (ground, _) in _TONES.items() if ground not in _DARK
)
"""What keeps its fill in the dark: signs on a ground that has a colour."""


def shape(tag: str, name: str, *children: Markup, **attributes: str | float | None) -> Markup:
    """An element of a class, with what the class looks like as attributes."""
    return element(tag, *children, **attributes, class_=name, **PAINT.get(name, {}))


def words(told: str, x: float, y: float, name: str | None = None, anchor: str | None = None) -> Markup:
    """A line of text."""
    paint: Paint = {"fill": INK, **PAINT.get(name or "", {})}
    return element("text", text(told), x=round(x, 1), y=round(y, 1), class_=name, text_anchor=anchor, **paint)


def drawing(
    body: list[Markup], width: float, height: float, title: str, told: str, *, alone: Theme | None, name: str
) -> Markup:
    """A whole picture with its title and what it shows in words; `alone` gives it a size and a ground of its own."""
    pad = 16 if alone else 2
    across, tall = math.ceil(width + 2 * pad), math.ceil(height + 2 * pad)
    styles = [_style(alone)] if alone in (Theme.DARK, Theme.AUTO) else []
    ground = [shape("rect", "ground", x=-pad, y=-pad, width=across, height=tall)] if alone else []
    return element(
        "svg",
        element("title", text(title)),
        element("desc", text(told)),
        *styles,
        *ground,
        *body,
        xmlns=NAMESPACE,
        viewBox=f"{-pad} {-pad} {across} {tall}",
        width=across if alone else None,
        height=tall if alone else None,
        font_family=FONT,
        font_size=SIZE,
        role="img",
        class_=name,
    )


def _style(theme: Theme) -> Markup:
    """The dark colours, over those of the attributes; `AUTO` has them on a screen that is dark, not on paper."""
    rules = together(_rule("text", {"fill": INK}), *(_rule(f".{name}", paint) for name, paint in PAINT.items()))
    return element(
        "style", Markup(f"@media screen and (prefers-color-scheme: dark){{{rules}}}") if theme is Theme.AUTO else rules
    )


def _rule(selector: str, paint: Paint) -> Markup:
    """The colours of a class in the dark; nothing where it has none."""
    kept = ("fill",) if selector[1:] in _COLOURED else ()
    told = [
        f"{key}:{c if key in kept else _DARK.get(c, c)}" for key in ("fill", "stroke") if (c := str(paint.get(key, "")))
    ]
    return Markup(f"{selector}{{{';'.join(told)}}}" if told else "")
