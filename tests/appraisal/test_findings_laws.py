"""The laws that a summary of findings obeys, over generated catalogues with appraisals and ratings."""

import copy
import re
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from acuevid.models import Catalogue
from acuevid.synthesis.statements import Statement
from acuevid.synthesis.summary_of_findings import Row, summary_of_findings
from tests.conftest import law
from tests.synthesis.catalogues import build, catalogues, mirrored
from tests.synthesis.test_laws import FORBIDDEN, LONG, SHORT
from tests.synthesis.test_statements import unfounded

CERTAIN = re.compile(r"probably|may result|results? in|very uncertain|certainty: ")
LISTS = ("findings.silent",)
"""Studies with the reason of each, as under a pool: as long as there are studies."""


def said(catalogue: Catalogue) -> list[Statement]:
    return [s for c in catalogue.conditions for s in summary_of_findings(catalogue, c).statements]


def rows(catalogue: Catalogue) -> Iterator[Row]:
    for condition in catalogue.conditions:
        for table in summary_of_findings(catalogue, condition).tables:
            yield from table.rows


@law(catalogues(), short=SHORT, long=LONG)
def test_no_sentence_is_long_broken_or_forbidden(data: dict[str, Any]) -> None:
    for statement in said(build(data)):
        text = statement.text
        assert len(text.split()) <= 35 or statement.template in LISTS, text
        assert not FORBIDDEN.search(text), text
        assert text.endswith("."), text
        assert text[0].isupper() or text[0] in "½1234567890", text
        assert not re.search(r"  | ,| \.|\(\)|\{|\.\.", text), text


@law(catalogues(), short=SHORT, long=LONG)
def test_every_name_and_number_of_findings_is_in_its_basis(data: dict[str, Any]) -> None:
    catalogue = build(data)
    assert unfounded(catalogue, said(catalogue)) == []


@law(catalogues(), short=SHORT, long=LONG)
def test_the_words_of_certainty_are_of_rated_rows(data: dict[str, Any]) -> None:
    for row in rows(build(data)):
        is_said = any(CERTAIN.search(statement.text) for statement in row.plain)
        assert not is_said or row.body.rating is not None
        if row.body.rating is None and row.body.effect.ci_low is not None:
            assert any("not rated" in statement.text for statement in row.plain)


@law(catalogues(), st.randoms(use_true_random=False), short=SHORT, long=LONG)
def test_the_order_of_studies_changes_no_finding(data: dict[str, Any], random: Any) -> None:
    shuffled = copy.deepcopy(data)
    random.shuffle(shuffled["study"])
    one, other = ([s.text for s in said(build(d))] for d in (data, shuffled))
    assert one == other


@law(catalogues(), short=SHORT, long=LONG)
def test_which_end_is_better_changes_no_word_on_events(data: dict[str, Any]) -> None:
    """The words say what there is more or less of, and take no side."""
    found = []
    for version in (data, mirrored(data)):
        counted = [row for row in rows(build(version)) if row.body.is_counted]
        found.append(sorted(statement.text for row in counted for statement in row.plain))
    assert found[0] == found[1]
