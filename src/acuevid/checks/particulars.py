"""REF2: numbers in registries and of journals, what a review lists, and what rests on retracted work."""

from collections.abc import Iterator
from functools import partial

from acuevid.bibliography import is_registration, issn_checks
from acuevid.checks.results import Answer, Status, Subject, check
from acuevid.numbers import format as fmt
from acuevid.results.independence import full_list, goes_by
from acuevid.results.once import once


@check("REF207", "a registration number that fits no registry")
def registration_has_a_form(subject: Subject) -> Iterator[Answer]:
    """A number of `registration` has the form of a registry of the WHO's platform (ICTRP), of EudraCT, or PROSPERO.

    A digit too few leads to another trial, or to none. A number of a registry that is not known here is acknowledged.
    Example: NCT0123456, which is a digit short.
    """
    for number in subject.study.registration:
        if not is_registration(number):
            shown = f"{number[:57]}…" if len(number) > 60 else number
            yield Status.INCONSISTENT, ("registration",), f"“{shown}” has the form of no registry, as NCT01234567 has"


@check("REF208", "an ISSN whose last character does not fit")
def issn_fits(subject: Subject) -> Iterator[Answer]:
    """The last character of an ISSN follows from the seven before it (ISO 3297: weights 8 to 2, modulo 11).

    Example: 0098-7485 for 0098-7484.
    """
    issn = subject.study.reference.issn
    if issn is not None and not issn_checks(issn):
        yield Status.INCONSISTENT, ("reference.issn",), f"{issn} has a digit that is wrong"


@check("REF209", "a review lists more trials than it included")
def list_is_no_longer(subject: Subject) -> Iterator[Answer]:
    """The trials that a review lists, each once, are no more than it says that it included; fewer are a part of them.

    Example: trials = 4, and five names in lists.
    """
    review = subject.study.review
    if review is not None and len(set(review.lists)) > review.trials:
        line = f"{fmt.count(len(set(review.lists)))} listed, {fmt.count(review.trials)} included"
        yield Status.INCONSISTENT, ("review.lists",), line


@check("REF211", "a review's full list of trials lacks one that it included")
def list_has_the_trial(subject: Subject) -> Iterator[Answer]:
    """A trial that is recorded as included in a review is named in its list, where that names all of its trials.

    It may be named by its citekey, its label, or its first author and year. Otherwise the overlap with other reviews
    would not be known.
    Example: trials = 2, lists = ["Lee 2004", "Kim 2008"], and Park 2006 is recorded as included in it.
    """
    study = subject.study
    for key in () if study.shares_data else study.included_in:
        review = subject.catalogue.study_by_key[key]
        listed = once(subject.catalogue, ("full list", key), partial(full_list, review))
        if listed is not None and review.review is not None and listed.isdisjoint(goes_by(study)):
            line = f"{study.label} is not among the {fmt.count(review.review.trials)} that {review.label} lists"
            yield Status.INCONSISTENT, ("included_in",), line


@check("REF210", "a claim rests on retracted work alone")
def claims_rest_on_more(subject: Subject) -> Iterator[Answer]:
    """No claim of the sheet cites retracted studies only: what was retracted supports nothing.

    Retracted is a study whose record has a notice of it, and none of a later reinstatement.
    Example: a claim that cites a trial of 2001 alone, retracted in 2015.
    """
    study, catalogue = subject.study, subject.catalogue
    if not study.reference.is_retracted:
        return
    for claim in catalogue.claims:
        others = [catalogue.study_by_key[key] for key in claim.studies]
        if study in others and all(other.reference.is_retracted for other in others):
            alone = "alone" if len(others) == 1 else "and other retracted studies only"
            yield Status.INCONSISTENT, ("reference.notice",), f"claim {claim.id} cites it {alone}"
