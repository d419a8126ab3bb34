"""Hostile texts in every place of a catalogue of twelve studies that are pooled, in each face of a pool."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import tomli_w
from markdown_it import MarkdownIt
from rich.cells import cell_len

from acuevid.render import forest
from tests.conftest import Command, rest_long
from tests.export.hostile import TEXTS as OF_EXPORTS
from tests.pool.builder import HEAD, counts, study

TEXTS = OF_EXPORTS | {
    "surrogate": "&#xd800; &lt;b&gt; \ufffe \U0001f600 \\ud800",
    "r": '"); system("id"); ("',
    "r lines": "\\\"); system('id') #\nsystem('id')\r\nq()\u2028system('id')",
    "shell": '`$(id)` %s {0} \\u{41} \\x41 r"(x)"',
    "longest": "x" * 20_000,
    "wide": "\u4e00" * 20_000,
    "cells": "<b>&| " * 3_300,
}
EVERY_DAY = ("r lines",)
CONTROL = set("\x1b\x9b\x07\x00\x7f\u202e\u2066")
FACES: tuple[tuple[str, ...], ...] = (
    ("pool", "--by", "setting"),
    ("pool", "--by", "country", "--common-tau2", "--format", "md"),
    ("pool", "--moderator", "year", "--format", "md"),
    ("pool", "--moderator", "year", "-o", "-"),
    ("pool", "--cumulative", "--leave-one-out", "--bias"),
    ("pool", "--cumulative", "--leave-one-out", "--bias", "--by", "setting", "--json"),
    ("pool", "--multi-arm", "combine", "--format", "md"),
    ("pool", "--multi-arm", "split", "--format", "r"),
    ("forest", "--bias", "--by", "country"),
    ("forest", "--bias", "--by", "country", "-o", "-"),
    ("forest", "--cumulative", "-o", "-"),
    ("funnel",),
    ("funnel", "-o", "-"),
    ("funnel", "--json"),
    ("bias", "--format", "table"),
    ("bias", "-o", "-"),
    ("findings", "--format", "text"),
    ("findings", "--format", "md"),
    ("findings", "--format", "tsv"),
    ("findings", "--format", "csv"),
    ("export", "--format", "robvis"),
    ("export", "--format", "r"),
)


def catalogue(folder: Path, text: str, *, scale: bool) -> Path:
    """Twelve trials of three groups with this text in every place of free text; counts, or means."""
    told = {"label": text, "construct": text, "timepoints": [text], "note": text, "family": "symptoms"}
    judged = {"tool": "own", "domains": {"d": "poor"}, "by": text, "support": {"d": text}, "note": text}
    treatment = {"sessions": text, "points": text, "practitioner": text, "co_treatments": [text]}
    words = dict.fromkeys(("population", "funding", "eligibility", "conflicts", "age", "women", "conclusion"), text)

    def figures(i: int) -> dict[str, Any]:
        if scale:
            means = {"mean": {"a": 3.0 + i % 3, "b": 4.1, "c": 4.2}, "sd": {"a": 2.0, "b": 2.2, "c": 2.1}}
            return {"id": "o", "better": "lower", "unit": text} | means
        return {"id": "o", "event": text, "event_is": "bad", "events": {"a": 4 + i % 3, "b": 9 + i % 4, "c": 8}}

    def arms() -> Iterator[dict[str, Any]]:
        yield {"id": "a", "label": text, "role": "experimental", "participants": 40, "note": text}
        for key in ("b", "c"):
            comparator = {"role": "comparator", "comparator": "placebo"}
            yield {"id": key, "label": text, "participants": 40, **comparator}

    studies = [
        {
            "citekey": f"s{i:02}-2001",
            "conditions": ["c"],
            "design": "randomised-trial",
            "participants": 120,
            "countries": [text],
            "setting": text if i % 2 else "home",
            "treatment": treatment,
            **words,
            "reference": {"title": text, "issued": 1990 + i, "group_author" if i % 3 else "container_title": text},
            "arm": list(arms()),
            "outcome": [told | figures(i)],
            "appraisal": [judged | {"overall": "good" if i % 2 else "poor"}],
            "source": {"section": text, "notes": [text]},
        }
        for i in range(12)
    ]
    judgements = {"good": "low", "poor": "high"}
    tool = {"key": "own", "name": text, "judgements": judgements, "domain": [{"key": "d", "name": text}]}
    rating = {"condition": "c", "outcome": text, "comparator": "placebo", "start": "high", "down": {"imprecision": 2}}
    data = {
        "sheet": {"title": text, "topic": text, "intervention": text},
        "appraisal_tool": [tool],
        "condition": [{"key": "c", "name": text}],
        "important_outcome": [
            {"outcome": text, "importance": "critical", "control_risk": {"risk": 0.2, "source": text}}
        ],
        "rating": [rating | {"because": {"imprecision": text}, "certainty": "low", "rated_by": text, "reason": text}],
        "study": studies,
    }
    path = folder / "hostile.toml"
    path.write_text(tomli_w.dumps(data), encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("scale", [False, True], ids=["counts", "means"])
@pytest.mark.parametrize("name", rest_long(EVERY_DAY, [name for name in TEXTS if name not in EVERY_DAY]))
def test_no_text_breaks_out_of_a_pool(acuevid: Command, tmp_path: Path, name: str, *, scale: bool) -> None:
    path = catalogue(tmp_path, TEXTS[name], scale=scale)
    for face in FACES:
        result = acuevid(*face, "--catalogue", path)
        assert (result.code, result.err) == (0, ""), face
        assert not CONTROL & set(result.out), face
        assert not re.search(r"\b(nan|inf)\b", result.out), face
        _stays_in_its_place(face, result.out)


def _stays_in_its_place(face: tuple[str, ...], out: str) -> None:
    match face[-1]:
        case "-":
            kinds = {e.tag.rpartition("}")[2] for e in ElementTree.fromstring(out).iter()}
            assert not kinds & {"script", "img", "b", "a"}, face
        case "--json":
            json.loads(out, parse_constant=pytest.fail)
        case "md":
            tokens = MarkdownIt("commonmark").enable("table").parse(re.sub(r"\A<!-- acuevid.*\n", "", out))
            every = [*tokens, *(child for token in tokens for child in token.children or ())]
            assert not [t for t in every if t.type in ("html_block", "html_inline", "image", "link_open")], face
        case "csv" | "tsv" | "robvis":
            rows = list(csv.reader(io.StringIO(out, newline=""), delimiter="\t" if face[-1] == "tsv" else ","))
            assert len({len(row) for row in rows}) == 1, face
            assert not [c for row in rows for c in row if re.match(r"[=+@]|-(?![0-9.]+$)", c)], face
        case "r":
            bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', re.sub(r"(?m)^#.*$", "", out))
            assert "system" not in bare, face
            assert "q()" not in bare, face
            assert bare.isascii(), face


@pytest.mark.parametrize("measure", ["rr", "or", "rd"])
def test_tables_whose_ratio_is_no_number_have_a_result_or_a_reason(
    acuevid: Command, tmp_path: Path, measure: str
) -> None:
    """Mantel and Haenszel's interval, and Peto's odds ratio, are beyond all floating-point numbers here."""
    path = tmp_path / "c.toml"
    wide = [study(1, counts(0, 1), (1, 10**9 - 1)), study(2, counts(1, 0), (1, 1))]
    path.write_text(HEAD + "".join(wide), encoding="utf-8")
    for face in (*FACES, ("pool", "--json"), ("summarize",), ("findings", "--json")):
        measured = ("--measure", measure) if face[0] in ("pool", "forest", "funnel") else ()
        result = acuevid(*face, *measured, "--catalogue", path)
        assert "internal error" not in result.err, face
        assert not re.search(r"\b(nan|inf)\b", result.out.lower()), face
        assert result.code == 0 or result.err.count("\n") == 1, face


def test_a_forest_of_twice_the_studies_takes_twice_the_work(
    acuevid: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the texts that are measured, not by a clock: each column was once gone through for every row."""
    measured: list[str] = []

    def counted(text: str) -> int:
        measured.append(text)
        return cell_len(text)

    monkeypatch.setattr(forest, "cell_len", counted)
    path, work = tmp_path / "c.toml", []
    for k in (30, 60):
        measured.clear()
        path.write_text(HEAD + "".join(study(i, counts(4, 5 + i % 9)) for i in range(k)), encoding="utf-8")
        assert acuevid("forest", "--catalogue", path).code == 0
        work.append(len(measured))
    assert work[1] <= 2 * work[0]


ALIKE = {
    "nobody": [(0, 0)] * 4,
    "everybody": [(40, 40)] * 4,
    "some without a variance": [(40, 0), (3, 5), (0, 40), (6, 2), (4, 9), (40, 0)],
}
"""Tables that inverse variance cannot weigh: no row is left for a plot, or fewer than Mantel and Haenszel pool."""


@pytest.mark.parametrize("measure", rest_long(["rr"], ["or", "rd"]))
@pytest.mark.parametrize("name", ALIKE)
def test_tables_without_a_variance_have_a_result_or_a_reason(
    acuevid: Command, tmp_path: Path, name: str, measure: str
) -> None:
    path = tmp_path / "c.toml"
    made = [study(i, counts(*e), more=f'setting = "{"home" if i % 2 else "ward"}"') for i, e in enumerate(ALIKE[name])]
    path.write_text(HEAD + "".join(made), encoding="utf-8")
    common = ("pool", "--by", "setting", "--common-tau2", "--json")
    for face in (common, *(f for f in FACES if f[0] in ("pool", "forest", "funnel"))):
        result = acuevid(*face, "--measure", measure, "--catalogue", path)
        assert "internal error" not in result.err, face
        assert (result.code, result.err.count("\n")) in ((0, 0), (1, 1)), face
