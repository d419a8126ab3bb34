"""The forms of a DOI, pages, a date of publication, other numbers of works, and of registered trials.

What a catalogue refuses is a pattern that JSON Schema can hold, too.
"""

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
_SPECIAL = r"[^A-Za-z0-9._~/:()-]+"
_ESCAPED = r"%([2-7][0-9A-Fa-f])"
# what few records need is compiled where it is needed, and kept by Python


def bare_doi(text: str) -> str | None:
    """The DOI from 10. on, out of a link or behind ``doi:``; `None` for what is none."""
    if len(text) > LONGEST_DOI or not _DOI.match(text):
        return None
    if text.startswith("10."):
        return text
    bare = text[text.index("10.") :]
    # in a link, and only there, %3C stands for <
    return re.sub(_ESCAPED, lambda found: chr(int(found[1], 16)), bare) if re.match(_LINK, text) else bare


def doi_link(doi: str) -> str:
    """The address of a DOI: letters, digits and ``-._~/:()`` as they are, all else in per cent signs and digits.

    A semicolon would part two addresses in RIS.
    """
    escaped = re.sub(_SPECIAL, lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode(errors="replace")), doi)
    return f"https://doi.org/{escaped}"


# ----------------------------------------------------------------------------------------------------- pages
_ONE = r"(?:[A-Za-z]{0,8}[0-9]{1,9}[A-Za-z]{0,3}(?:\.[A-Za-z]{0,2}[0-9]{1,9})?|[IVXLCDMivxlcdm]{1,9})"
_WORDS = r"(?:(?!(?:pp?|[Pp]ages?) )[A-Za-z]{1,12} ){0,3}"  # discussion, author reply; p. is no part of a page
_SOME = rf"{_WORDS}{_ONE}(?:[-–]{_ONE})?"
PAGE_PATTERN = rf"^{_SOME}(?:(?:[,;] ?| and ){_SOME}){{0,20}}{_END}"
"""Pages as PubMed prints them: ``148-54``, ``1590-5; discussion 1600``, ``157.e1-9``, ``i-x, 1-84``, ``e123``."""
LONGEST_PAGE = 100

_PLAIN_PAGE = re.compile(r"[0-9]{1,9}(?:[-–][0-9]{1,9})?\Z")
_RANGE = rf"({_ONE})[-–]({_ONE})"
_NUMBER = r"[0-9]+\Z"


def is_page(text: str) -> bool:
    """Whether pages are printed so."""
    return bool(_PLAIN_PAGE.match(text) or (len(text) <= LONGEST_PAGE and re.match(PAGE_PATTERN, text)))


def page_bounds(page: str) -> tuple[str, str]:
    """First and last page in full: ``("148", "154")`` for ``"148-54"``.

    What is no plain range, one page or several ranges, is given twice as it is printed.
    """
    found = re.fullmatch(_RANGE, page)
    if not found:
        return page, page
    first, last = found.groups()
    if last.isdigit() and first[-1:].isdigit() and len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return first, last


def runs_backwards(page: str) -> bool:
    """Whether a plain range ends before it begins."""
    first, last = (re.search(_NUMBER, bound) for bound in page_bounds(page))
    if not first or not last or first.string[: first.start()] != last.string[: last.start()]:
        return False
    return int(last[0]) < int(first[0])


# ------------------------------------------------------------------------------- other numbers, and addresses
ISSN_PATTERN = rf"^[0-9]{{4}}-[0-9]{{3}}[0-9X]{_END}"
"""An ISSN: ``1234-5679``; whether its last character is right, `issn_checks` says."""
PMCID_PATTERN = rf"^PMC[1-9][0-9]{{0,9}}{_END}"
"""The number of an article in PubMed Central: ``PMC1234567``."""
URL_PATTERN = (
    rf"^https?://[A-Za-z0-9][A-Za-z0-9.-]{{0,252}}(?::[0-9]{{1,5}})?(?:[/?#][A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*)?{_END}"
)
"""An address of the web with the characters that RFC 3986 leaves as they are, so that none ends a field or a link."""
LONGEST_URL = 1000


def is_issn(text: str) -> bool:
    """Whether a text has the form of an ISSN."""
    return re.match(ISSN_PATTERN, text) is not None


def issn_checks(issn: str) -> bool:
    """Whether the last character of an ISSN fits the others: weights 8 to 2, modulo 11, X for ten (ISO 3297)."""
    digits = issn.replace("-", "")
    rest = sum(int(digit) * weight for digit, weight in zip(digits[:7], range(8, 1, -1), strict=True)) % 11
    return digits[7] == "0X987654321"[rest]


def is_pmcid(text: str) -> bool:
    """Whether a text is the number of an article in PubMed Central."""
    return re.match(PMCID_PATTERN, text) is not None


def is_url(text: str) -> bool:
    """Whether a text is an address that can be linked to as it is."""
    return len(text) <= LONGEST_URL and re.match(URL_PATTERN, text) is not None


def pmcid_link(pmcid: str) -> str:
    """The address of an article in PubMed Central."""
    return f"https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/"


def supplement_words(supplement: str) -> str:
    """A supplement as references print it: ``Suppl 1`` for ``1``, and what is printed in words as it is."""
    return f"Suppl {supplement}" if supplement.isdigit() else supplement


# ------------------------------------------------------------------------------------------ registered trials
_REGISTRIES = (
    ("ClinicalTrials.gov", r"NCT[0-9]{8}"),
    ("ISRCTN", r"ISRCTN[0-9]{8}"),
    ("Australia and New Zealand", r"ACTRN[0-9]{14}"),
    ("China", r"ChiCTR(?:-[A-Z]{2,5}-[0-9]{8}|[0-9]{10})"),
    ("EudraCT", r"(?:EudraCT[: ]?)?20[0-9]{2}-[0-9]{6}-[0-9]{2}(?:-[0-9]{2})?"),
    ("Germany", r"DRKS[0-9]{8}"),
    ("Japan", r"(?:JPRN-)?(?:UMIN[0-9]{9}|jRCTs?[0-9]{9,11}|JapicCTI-[0-9]{6}|JMA-IIA[0-9]{5})"),
    ("India", r"CTRI/20[0-9]{2}/[0-9]{2,3}/[0-9]{6}"),
    ("Korea", r"KCT[0-9]{7}"),
    ("Iran", r"IRCT[0-9A-Z]{8,24}"),
    ("Netherlands", r"(?:NTR|NL-OMON|NL)[0-9]{1,6}"),
    ("Brazil", r"RBR-[0-9a-z]{6,8}"),
    ("Thailand", r"TCTR[0-9]{11}"),
    ("Africa", r"PACTR[0-9]{15,16}"),
    ("Sri Lanka", r"SLCTR/20[0-9]{2}/[0-9]{3}"),
    ("Cuba", r"RPCEC[0-9]{8}"),
    ("Peru", r"PER-[0-9]{3}-[0-9]{2}"),
    ("PROSPERO", r"CRD4[0-9]{10,11}"),
)
"""The registries of the WHO's International Clinical Trials Registry Platform, and that of reviews: their forms."""
_REGISTERED = "|".join(f"(?:{form})" for _, form in _REGISTRIES)


def is_registration(text: str) -> bool:
    """Whether a text has the form of a number in a registry of trials or reviews: ``NCT01234567``."""
    return re.fullmatch(_REGISTERED, text) is not None


# ------------------------------------------------------------------------------------------ date of publication
FIRST_YEAR, LAST_YEAR = 1600, 2099
_YEAR = r"(?:1[6-9]|20)[0-9]{2}"
_LEAP = r"(?:(?:16|20)00|(?:1[6-9]|20)(?:0[48]|[2468][048]|[13579][26]))"
_LONG = r"(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
_SHORT = r"(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
_FEBRUARY = r"02-(?:0[1-9]|1[0-9]|2[0-8])"
ISSUED_PATTERN = rf"^(?:{_YEAR}(?:-(?:0[1-9]|1[0-2]|{_LONG}|{_SHORT}|{_FEBRUARY}))?|{_LEAP}-02-29){_END}"
"""A year, a month or a day: ``2007``, ``2007-09``, ``2007-09-14``."""


def read_issued(value: int | date | str) -> int | date | str | None:
    """A year as a number, a month as ``2007-09``, a day as a date; `None` for what cannot be one."""
    if isinstance(value, str):
        if not re.match(ISSUED_PATTERN, value):
            return None
        return int(value) if len(value) == 4 else value if len(value) == 7 else date.fromisoformat(value)
    year = value if isinstance(value, int) else value.year
    return value if FIRST_YEAR <= year <= LAST_YEAR else None


def iso(issued: int | date | str) -> str:
    """A date of publication in ISO's form, as precise as it is known."""
    return issued.isoformat() if isinstance(issued, date) else str(issued)
