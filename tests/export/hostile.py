"""Catalogues whose texts try to break out of every format."""

from pathlib import Path
from typing import Any

import tomli
import tomli_w

from tests.conftest import DATA

TEXTS = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "cdata": "]]> --> </style></script><!-- <svg onload=alert(3)>",
    "pipe": "a | b || c \\| d `code` *stars* [x](javascript:alert(4)) ![y](z)",
    "newline": "one\ntwo\r\nthree\u2028four\n\n# heading\n- item",
    "formula": '=1+1 "quoted", and; more\t@SUM(A1) +2 -3',
    "latex": "\\input{passwd} $x_1^2$ % comment & \\\\ ~ # ''' `` --- {\\bf b}",
    "braces": "open { and { more, never } closed } } ?",
    "direction": "\u202egnp.exe\u202c \u2066x\u2069 שלום \u200bzero",
    "escape": "\x1b[31mred\x1b]0;title\x07 \x9b31m \x7f \x00",
    "long": "word " * 1000 + "x" * 5000,
    "surrogate": "\\ud800 \\udfff &#xd800; &lt;b&gt; \ufffe \U0001f600",
    "record": "TY  - JOUR\nER  - \nTI  - forged @article{x, title={y}} ---\nkey: value",
}


def hostile(folder: Path, text: str) -> Path:
    """A catalogue with this text in every place that takes free text."""
    data: dict[str, Any] = tomli.loads((DATA / "good.toml").read_text(encoding="utf-8"))
    study = data["study"][0]
    data["sheet"] |= {"title": text, "notes": [text]}
    data["condition"][0] |= {"name": text, "aliases": [text]}
    study |= {"conclusion": text, "population": text, "source": {"notes": [text]}}
    study["reference"] |= {
        "title": text,
        "original_title": text,
        "container_title": text,
        "group_author": text,
        "volume": text,
        "publisher": text,
    }
    study["arm"][0] |= {"label": text, "note": text}
    study["outcome"][0] |= {"label": text, "note": text, "subgroup": text}
    data["section"] = [{"id": "about", "title": text, "paragraph": [{"text": text, "cites": ["work2003"]}]}]
    data["background"] = [{"citekey": "work2003", "reference": {"title": text, "issued": 2003, "type": "book"}}]
    data["mechanism"] = [{"id": "m", "statement": text, "studies": ["first2001"]}]
    data["claim"] = [
        {"id": "c", "place": "narrative", "text": text, "asserts": "benefit", "studies": ["first2001"], "note": text}
    ]
    path = folder / "hostile.toml"
    path.write_text(tomli_w.dumps(data), encoding="utf-8", newline="")
    return path
