"""No sentence without a source: each number and study name in the text stands in the sentence's own basis."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import pytest

from acuevid.models import Catalogue
from acuevid.numbers.format import count_word
from acuevid.synthesis.condition import ConditionSummary, summarise_condition
from acuevid.synthesis.sheet import NOTE, summarise_sheet
from acuevid.synthesis.statements import Basis, Statement

WORDS = {count_word(n): n for n in range(1, 10)}
NAME = re.compile(r"\b[A-ZÖ][\w-]+ (?:19|20)\d\d\b")
OVERCLAIMS = re.compile(
    r"as effective as|equivalen|equally effective|no difference\b|no effect\b|\bworks\b(?! concern)|relieves"
    r"|\beffective\b|promising|encouraging|trend towards|as good as|similar efficacy",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def statements(shipped: Catalogue) -> list[Statement]:
    return list(summarise_sheet(shipped).statements)


def hiv(shipped: Catalogue) -> ConditionSummary:
    return summarise_condition(shipped, shipped.condition_by_key["hiv-neuropathy"])


def test_a_statement_must_rest_on_something() -> None:
    with pytest.raises(ValueError, match="rests on no record"):
        Statement("any", "Words.", ())


def unfounded(catalogue: Catalogue, statements: Sequence[Statement]) -> list[tuple[str, str]]:
    """Each study name and number that is not in its sentence's own basis, itself or as a count or sum."""
    labels, by_key = {s.label for s in catalogue.studies}, {s.citekey: s.label for s in catalogue.studies}
    found = []
    for statement in statements:
        values = " ".join(basis.value for basis in statement.basis).replace(",", "")
        named = {by_key[b.record] for b in statement.basis if b.record in by_key}
        found += [
            (n, statement.text)
            for n in NAME.findall(statement.text)
            if n in labels and n not in named and n not in values
        ]
        total = sum(int(b.value) for b in statement.basis if b.field.endswith("participants") and b.value.isdigit())
        counts = Counter(b.field for b in statement.basis) | Counter((b.field, b.value) for b in statement.basis)
        for number in re.findall(r"\d+(?:\.\d+)?", NAME.sub("", statement.text).replace(",", "")):
            if number not in values and int(float(number)) not in (total, *counts.values()):
                found.append((number, statement.text))
    return found


def test_every_name_and_number_is_in_the_basis(shipped: Catalogue, statements: list[Statement]) -> None:
    assert unfounded(shipped, statements) == []


def test_a_number_or_name_from_nowhere_is_seen(shipped: Catalogue) -> None:
    basis = (Basis("shlay1998", "participants", "250"),)
    made = Statement("any", "In Shlay 1998, 250 people; in Pan 2008, 41.7%.", basis)
    assert [n for n, _ in unfounded(shipped, [made])] == ["Pan 2008", "41.7"]


def test_sentences_are_english_and_short(statements: list[Statement]) -> None:
    for statement in statements:
        text = statement.text
        assert text[0].isupper() or text[0].isdigit()
        assert text.endswith(".")
        assert "  " not in text
        assert " ," not in text
        assert " ." not in text
        assert "()" not in text
        assert "{" not in text
        # a reason that a person wrote is printed as it stands
        assert len(text.split()) <= 35 or statement.template in ("detail.acknowledged", NOTE), text


def test_neighbours_do_not_open_alike(shipped: Catalogue) -> None:
    summary = summarise_sheet(shipped)
    paragraphs = [summary.key, summary.in_summary]
    for condition in summary.conditions:
        paragraphs += [condition.brief, *condition.detail, condition.directions, condition.limits]
    for paragraph in paragraphs:
        openings = [tuple(statement.text.split()[:2]) for statement in paragraph]
        assert all(a != b for a, b in pairwise(openings)), openings


def test_nothing_is_overclaimed(statements: list[Statement]) -> None:
    for statement in statements:
        assert not OVERCLAIMS.search(statement.text), statement.text


def test_no_statement_on_a_condition_rests_on_a_mechanism_study(shipped: Catalogue) -> None:
    mechanisms = {s.citekey for s in shipped.studies if s.design.is_mechanism}
    for condition in summarise_sheet(shipped).conditions:
        for statement in condition.statements:
            assert mechanisms.isdisjoint(statement.citekeys)


def test_hiv_says_what_the_record_says(shipped: Catalogue) -> None:
    summary = hiv(shipped)
    text = " ".join(s.text for s in summary.statements)
    assert summary.datasets == 3
    assert "Shlay 1998, a randomised trial of 250 people" in text
    assert (
        "Shlay 1998 compared acupuncture with placebo, acupuncture with amitriptyline and amitriptyline with placebo; "
        "no comparison showed a clear difference in pain at 6 and 14 weeks." in text
    )
    assert "Shiflett 2011, a re-analysis of 114 people from Shlay 1998" in text
    assert (
        "27.6% left the study with acupuncture, against 44.6% with amitriptyline (risk difference "
        "−17.1 percentage points, 95% CI −33.3 to 0.5, from inferred counts; p = 0.058)." in text
    )
    assert (
        "Those for mortality (0% v 12.5%, p = 0.047, 95% CIs: difference excludes zero, ratio spans one, not all "
        "consistent) favoured acupuncture too." in text
    )
    assert "Mortality was 0% with acupuncture and 12.5% with amitriptyline (p = 0.047)." in text
    assert (
        "For mortality the risk difference was −12.5 percentage points, 95% CI −23.6 to −3.6, from inferred counts; "
        "the interval of the risk ratio, 0.064 (0.0038 to 1.10), spans one." in text
    )
    assert (
        "Two uncontrolled studies (Phillips 2004 and Galantino 1999; 32 people, four of them without complete data) "
        "reported improvement" in text
    )
    assert "Shlay 1998 and Shiflett 2011 are two papers on one dataset, so they count once." in text


def test_changing_a_value_changes_the_sentence(shipped: Catalogue) -> None:
    data = shipped.model_dump(by_alias=True, exclude_unset=True)
    shlay = next(s for s in data["study"] if s["citekey"] == "shlay1998")
    shlay["participants"] = 251
    changed = Catalogue.model_validate(data)
    before = {s.text for s in hiv(shipped).statements}
    after = {s.text for s in hiv(changed).statements}
    assert {text.replace("251 people", "250 people") for text in after} == before
    assert after != before


def test_order_of_studies_changes_nothing(shipped: Catalogue) -> None:
    data = shipped.model_dump(by_alias=True, exclude_unset=True)
    data["study"] = data["study"][::-1]
    turned = Catalogue.model_validate(data)
    assert [s.text for s in hiv(turned).statements] == [s.text for s in hiv(shipped).statements]
