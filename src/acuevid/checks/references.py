"""REF2: references against the records that carry them, and against each other."""

import re
from collections.abc import Iterator

from acuevid.catalogue.twins import twins_in
from acuevid.checks.results import Finding, Status, Subject, check, fits

_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")


@check("REF201", "the year is not that of the citekey")
def year_fits_citekey(subject: Subject) -> Iterator[Finding]:
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
def study_is_single(subject: Subject) -> Iterator[Finding]:
    """No two studies share a DOI, a PMID, a title or all their figures, or nearly a title by one author in one year.

    The same work entered twice, or one trial under two titles, would be counted twice. Figures count where they have
    ten significant digits or more in all; what is recorded as sharing its data may share its figures.
    Example: "Acupuncture for pain: a trial" and "Acupuncture for pain: A trial." of 2001.
    """
    for field, line in twins_in(subject.catalogue).get(subject.study.citekey, ()):
        yield Status.INCONSISTENT, (field,), line
