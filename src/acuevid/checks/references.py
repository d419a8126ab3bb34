"""REF2: references against the records that carry them, and against each other."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from acuevid.catalogue.names import fold
from acuevid.checks.results import Finding, Status, Subject, check, fits
from acuevid.models import Catalogue, Study

_YEAR = re.compile(r"(?:1[6-9]|20)\d\d")
_ALIKE = 0.9


@check("REF201", "the year is not that of the citekey")
def year_fits_citekey(subject: Subject) -> Iterator[Finding]:
    """The year in the citekey is the year of publication.

    Example: penza2011 was published in 2011.
    """
    found = _YEAR.search(subject.study.citekey)
    year = subject.study.reference.year
    if found is None:
        yield Status.NOT_TESTABLE, ("reference.issued",), "the citekey has no year"
    else:
        line = f"{found.group()} in the citekey, {year} in the reference"
        yield fits(int(found.group()) == year), ("reference.issued",), line


@check("REF202", "two studies may be one")
def study_is_single(subject: Subject) -> Iterator[Finding]:
    """No two studies share a DOI, a PMID or a title, or have nearly the same title by one author in one year.

    The same work entered twice would be counted twice.
    Example: "Acupuncture for pain: a trial" and "Acupuncture for pain: A trial." of 2001.
    """
    for field, line in subject.twins.get(subject.study.citekey, ()):
        yield Status.INCONSISTENT, (field,), line


def twins(catalogue: Catalogue) -> dict[str, list[tuple[str, str]]]:
    """For each study that looks like an earlier one: the field that gives it away, and which one it is."""
    found: dict[str, list[tuple[str, str]]] = {}
    first: dict[tuple[str, object], Study] = {}
    by_author: dict[tuple[str, int], list[tuple[str, Study]]] = {}
    for study in catalogue.studies:
        reference, title = study.reference, fold(study.reference.title or "")
        for field, value in (("doi", reference.doi), ("pmid", reference.pmid), ("title", title)):
            if value:
                other = first.setdefault((field, value), study)
                if other is not study:
                    line = f"{other.citekey} has the same {field if field == 'title' else field.upper()}"
                    found.setdefault(study.citekey, []).append((f"reference.{field}", line))
        peers = by_author.setdefault((fold(reference.first_family), reference.year), [])
        for other_title, other in peers:
            if title != other_title and _alike(title, other_title):
                line = f"{other.citekey} has nearly the same title, by the same author in {reference.year}"
                found.setdefault(study.citekey, []).append(("reference.title", line))
        peers.append((title, study))
    return found


def _alike(a: str, b: str) -> bool:
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE
