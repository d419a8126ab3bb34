"""Each sentence resolves to records and lines of the catalogue."""

import json
from pathlib import Path

from acuevid.catalogue.files import find_catalogue
from acuevid.catalogue.load import load_source
from acuevid.synthesis.sheet import summarise_sheet
from acuevid.views.blocks import Bullets, Sentences
from acuevid.views.summary import condition_document, sheet_document
from acuevid.views.trace import find_statement, place
from tests.conftest import Command

SOURCE = load_source(find_catalogue(None))


def test_every_sentence_resolves_by_its_identifier_and_its_digest() -> None:
    statements = summarise_sheet(SOURCE.catalogue).statements
    assert len({s.id for s in statements}) == len(statements)
    for statement in statements:
        assert find_statement(SOURCE, statement.id) == statement
        assert find_statement(SOURCE, statement.digest).text == statement.text


def test_every_sentence_that_is_shown_can_be_traced() -> None:
    summary = summarise_sheet(SOURCE.catalogue)
    shown = [sheet_document(SOURCE.catalogue, summary), condition_document(SOURCE.catalogue, list(summary.conditions))]
    for document in shown:
        for block in document.blocks:
            parts = block.items if isinstance(block, Bullets) else (block,)
            for part in parts:
                if isinstance(part, Sentences):
                    assert all(find_statement(SOURCE, statement.id) == statement for statement in part.statements)


def test_every_basis_has_a_line_that_speaks_of_it() -> None:
    lines = Path(find_catalogue(None)).read_text(encoding="utf-8").split("\n")
    checked = 0
    for statement in summarise_sheet(SOURCE.catalogue).statements:
        for basis in statement.basis:
            number = int(place(SOURCE, basis).rpartition(":")[2])
            key = basis.field.replace("]", "").replace("[", ".").split(".")
            if basis.value in ("absent", "none", "no harms", "harms") or key[-1] in ("computed", "outcome", "arm"):
                assert number > 0
                continue
            assert any(part in lines[number - 1] for part in key[::-1][:2]), (basis, lines[number - 1])
            checked += 1
    assert checked > 400


def test_the_digest_changes_with_the_content_only() -> None:
    first, second = (summarise_sheet(load_source(find_catalogue(None)).catalogue) for _ in range(2))
    assert [s.digest for s in first.statements] == [s.digest for s in second.statements]


def test_trace_as_a_command(acuevid: Command) -> None:
    result = acuevid("trace", "hiv.5")
    assert result.code == 0
    assert "27.6%" in result.out
    assert "studies.toml:" in result.out
    data = json.loads(acuevid("trace", "hiv.3", "sheet.1", "--json").out)
    assert [s["id"] for s in data["statements"]] == ["hiv-neuropathy.3", "sheet.1"]
    places = [b["place"] for s in data["statements"] for b in s["basis"]]
    assert all(place.rpartition("/")[2].startswith("studies.toml:") for place in places)
    for name in ("hiv.0", "hiv.999", "hiv.x", "nothing.1", "abcdef"):
        assert acuevid("trace", name).code == 1


def test_export_with_trace(acuevid: Command) -> None:
    text = acuevid("export", "--format", "md", "--trace").out
    assert "## What each sentence rests on" in text
    for statement in summarise_sheet(SOURCE.catalogue).statements:
        assert statement.digest in text


def test_summarize_with_trace(acuevid: Command) -> None:
    for args in (["summarize", "hiv", "--trace"], ["summarize", "--trace"]):
        result = acuevid(*args)
        assert result.code == 0
        assert "hiv-neuropathy.1" in result.out
        assert "studies.toml:" in result.out
