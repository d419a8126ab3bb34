"""REF2: references against the records that carry them, and against each other."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from acuevid.bibliography import runs_backwards
from acuevid.catalogue.twins import twins_in
from acuevid.checks.results import Answer, Status, Subject, check, fits
from acuevid.models import Catalogue
from acuevid.people import read_name
from acuevid.results.once import once

_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")


@check("REF201", "the year is not that of the citekey")
def year_fits_citekey(subject: Subject) -> Iterator[Answer]:
    """The year in the citekey is the year of publication.

    Example: penza2011 was published in 2011.
    """
    years = [int(year) for year in _YEAR.findall(subject.study.citekey)]
    year = subject.study.reference.year
    if not years:
        yield Status.NOT_TESTABLE, ("reference.issued",), "the citekey has no year"
    else:
        line = f"{year if year in years else years[-1]} in the citekey, {year} in the reference"
        yield fits(year in years), ("reference.issued",), line


@check("REF202", "two studies may be one")
def study_is_single(subject: Subject) -> Iterator[Answer]:
    """No two studies share a DOI, a PMID, a title or all their figures, or nearly a title by one author in one year.

    The same work entered twice, or one trial under two titles, would be counted twice. Figures count where they have
    ten significant digits or more in all; what is recorded as sharing its data may share its figures.
    Example: "Acupuncture for pain: a trial" and "Acupuncture for pain: A trial." of 2001.
    """
    for field, line in twins_in(subject.catalogue).get(subject.study.citekey, ()):
        yield Status.INCONSISTENT, (field,), line


@check("REF203", "an author that cannot be read without guessing")
def authors_can_be_read(subject: Subject) -> Iterator[Answer]:
    """Each author is one person, the family name first: MacPherson H, or MacPherson, Hugh; or a table with the parts.

    Given names first, several authors in one text, "et al." and organisations are kept and exported whole, as they
    are printed, until someone says what they are: { family = "…", given = "…" } or { literal = "…" }.
    Example: Hugh MacPherson.
    """
    reference = subject.study.reference
    for author, field in [
        *((author, "reference.authors") for author in reference.authors),
        *((editor, "reference.editors") for editor in reference.editors),
    ]:
        if isinstance(author, str) and (why := read_name(author)[1]):
            shown = f"{author[:57]}…" if len(author) > 60 else author
            yield Status.INCONSISTENT, (field,), f"“{shown}”: {why}"


@check("REF204", "the pages run backwards")
def pages_rise(subject: Subject) -> Iterator[Answer]:
    """The last page does not stand before the first; a shortened one is read in full, so 148-54 ends on page 154.

    Example: 154-148.
    """
    page = subject.study.reference.page
    if page and runs_backwards(page):
        yield Status.INCONSISTENT, ("reference.page",), f"{page} ends before it begins"


@check("REF205", "a year that is still to come")
def year_has_come(subject: Subject) -> Iterator[Answer]:
    """Nothing is published later than the year after this one.

    Example: a study of 2098.
    """
    year = subject.study.reference.year
    if year > date.today().year + 1:
        yield Status.INCONSISTENT, ("reference.issued",), f"{year} is still to come"


@check("REF206", "a review names a trial that is not tied to it")
def named_trials_are_tied(subject: Subject) -> Iterator[Answer]:
    """A trial that a review's own words name on the same condition says in `included_in` that the review included it.

    Untied, its people stand beside the review's as if they were others. Where the review only mentions the trial,
    acknowledge it.
    Example: "Witt 2005 was the largest trial" in the conclusion of a review that Witt 2005 is not tied to.
    """
    study = subject.study
    if study.review is None:
        return
    texts = [("conclusion", study.conclusion), *((f"outcome[{o.id}].note", o.note) for o in study.outcomes)]
    for field, text in texts:
        for other in _trials(subject.catalogue) if text and _YEAR.search(text) else ():
            is_untied = study.citekey not in other.included_in
            if is_untied and _names(text or "", other.label) and not other.conditions.isdisjoint(study.conditions):
                yield Status.INCONSISTENT, (field,), f"{other.label} ({other.citekey}) is named and not tied"


class _Trial(NamedTuple):
    """What is asked of a study that a review may name."""

    label: str
    citekey: str
    included_in: tuple[str, ...]
    conditions: frozenset[str]


def _trials(catalogue: Catalogue) -> tuple[_Trial, ...]:
    """Every study that is no review, gone through once."""
    return once(
        catalogue,
        "trials by name",
        lambda: tuple(
            _Trial(s.label, s.citekey, tuple(s.included_in), frozenset(s.conditions))
            for s in catalogue.studies
            if s.review is None
        ),
    )


def _names(text: str, label: str) -> bool:
    """Whether a text names a study as sentences do: ``Witt 2005``, and not in ``Prewitt 2005`` or ``Witt 2005b``."""
    return label in text and re.search(rf"(?<!\w){re.escape(label)}(?!\w)", text) is not None
