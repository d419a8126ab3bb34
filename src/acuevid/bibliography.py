"""The forms in which people give a DOI, pages and a date of publication, as patterns that JSON Schema can hold, too."""

import re
from datetime import date

_END = r"(?![\s\S])"  # a dollar sign would let a line end pass in Python

# ------------------------------------------------------------------------------------------------------- DOI
# Any graphic character may stand in a DOI (DOI handbook, 2.2); dashes and what cannot be seen are slips of typesetting.
_UNSEEN = r"\s\x00-\x20\x7f-\xa0\u00ad\u061c\u200b-\u2015\u2028-\u202f\u2060-\u206f\u2212\ufeff\ufff0-\uffff"
_BARE = rf"10\.[0-9]{{4,9}}(?:\.[0-9]+)*/(?:[^{_UNSEEN}]*)[^{_UNSEEN}.,;/-]{_END}"
_LINK = r"(?:https?://)?(?:dx\.|www\.)?doi\.org/(?![^\n]*%(?:[01]|20|7[Ff]|[89A-Fa-f]))"
DOI_PATTERN = rf"^(?:{_LINK}|[Dd][Oo][Ii]: ?)?{_BARE}"
"""A DOI, bare, behind ``doi:``, or as a link."""
LONGEST_DOI = 400

_DOI = re.compile(DOI_PATTERN)
_IS_LINK = re.compile(_LINK)
_SPECIAL = re.compile(r"[^A-Za-z0-9._~/:()-]+")
_ESCAPED = re.compile(r"%([2-7][0-9A-Fa-f])")


def bare_doi(text: str) -> str | None:
    """The DOI from 10. on, out of a link or behind ``doi:``; `None` for what is none."""
    if len(text) > LONGEST_DOI or not _DOI.match(text):
        return None
    bare = text[text.index("10.") :]
    # in a link, and only there, %3C stands for <
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), bare) if _IS_LINK.match(text) else bare


def doi_link(doi: str) -> str:
    """The address of a DOI: letters, digits and ``-._~/:()`` as they are, all else in per cent signs and digits.

    A semicolon would part two addresses in RIS.
    """
    escaped = _SPECIAL.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode(errors="replace")), doi)
    return f"https://doi.org/{escaped}"


# ----------------------------------------------------------------------------------------------------- pages
_ONE = r"(?:[A-Za-z]{0,8}[0-9]{1,9}[A-Za-z]{0,3}(?:\.[A-Za-z]{0,2}[0-9]{1,9})?|[IVXLCDMivxlcdm]{1,9})"
_WORDS = r"(?:(?!(?:pp?|[Pp]ages?) )[A-Za-z]{1,12} ){0,3}"  # discussion, author reply; p. is no part of a page
_SOME = rf"{_WORDS}{_ONE}(?:[-–]{_ONE})?"
PAGE_PATTERN = rf"^{_SOME}(?:(?:[,;] ?| and ){_SOME}){{0,20}}{_END}"
"""Pages as PubMed prints them: ``148-54``, ``1590-5; discussion 1600``, ``157.e1-9``, ``i-x, 1-84``, ``e123``."""
LONGEST_PAGE = 100

_PAGE = re.compile(PAGE_PATTERN)
_RANGE = re.compile(rf"({_ONE})[-–]({_ONE})")
_NUMBER = re.compile(r"[0-9]+\Z")


def is_page(text: str) -> bool:
    """Whether pages are printed so."""
    return len(text) <= LONGEST_PAGE and _PAGE.match(text) is not None


def page_bounds(page: str) -> tuple[str, str]:
    """First and last page in full: ``("148", "154")`` for ``"148-54"``.

    What is no plain range, one page or several ranges, is given twice as it is printed.
    """
    found = _RANGE.fullmatch(page)
    if not found:
        return page, page
    first, last = found.groups()
    if last.isdigit() and first[-1:].isdigit() and len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return first, last


def runs_backwards(page: str) -> bool:
    """Whether a plain range ends before it begins."""
    first, last = (_NUMBER.search(bound) for bound in page_bounds(page))
    if not first or not last or first.string[: first.start()] != last.string[: last.start()]:
        return False
    return int(last[0]) < int(first[0])


# ------------------------------------------------------------------------------------------ date of publication
FIRST_YEAR, LAST_YEAR = 1600, 2099
_YEAR = r"(?:1[6-9]|20)[0-9]{2}"
_LEAP = r"(?:(?:16|20)00|(?:1[6-9]|20)(?:0[48]|[2468][048]|[13579][26]))"
_LONG = r"(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
_SHORT = r"(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
_FEBRUARY = r"02-(?:0[1-9]|1[0-9]|2[0-8])"
ISSUED_PATTERN = rf"^(?:{_YEAR}(?:-(?:0[1-9]|1[0-2]|{_LONG}|{_SHORT}|{_FEBRUARY}))?|{_LEAP}-02-29){_END}"
"""A year, a month or a day: ``2007``, ``2007-09``, ``2007-09-14``."""

_ISSUED = re.compile(ISSUED_PATTERN)


def read_issued(value: int | date | str) -> int | date | str | None:
    """A year as a number, a month as ``2007-09``, a day as a date; `None` for what cannot be one."""
    if isinstance(value, str):
        if not _ISSUED.match(value):
            return None
        return int(value) if len(value) == 4 else value if len(value) == 7 else date.fromisoformat(value)
    year = value if isinstance(value, int) else value.year
    return value if FIRST_YEAR <= year <= LAST_YEAR else None


def iso(issued: int | date | str) -> str:
    """A date of publication in ISO's form, as precise as it is known."""
    return issued.isoformat() if isinstance(issued, date) else str(issued)
