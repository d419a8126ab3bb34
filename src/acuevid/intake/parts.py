"""The parts of a reference as other programs write them, in the form of the record."""

import re
from datetime import date
from typing import Any

from acuevid.bibliography import is_issn, read_issued
from acuevid.people import Name, dotted, read_name

_MONTHS = {
    m: n for n, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_DATE = re.compile(
    r"\s*([0-9]{4})(?:[-/ .]+([0-9]{1,2}|[A-Za-z]{3,9})\.?(?:[-/ .]+([0-9]{1,2}))?)?[-/ .]*\Z",
)
_DAY_FIRST = re.compile(r"\s*(?:([0-9]{1,2})\s+)?([A-Za-z]{3,9})\.?,?\s+([0-9]{4})\s*\Z")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?\Z")
_YEAR = re.compile(r"(?<![0-9])(1[6-9][0-9]{2}|20[0-9]{2})(?![0-9])")
_SUPPLEMENT = re.compile(r"(?:(.*?)[ ,]+|)\(?((?:suppl(?:ement)?\b\.?).*?)\)?\Z", re.IGNORECASE)
_NUMBERED = re.compile(r"suppl(?:ement)?\.?\s*([0-9]+)\Z", re.IGNORECASE)
_INITIAL = re.compile(r"[^\W\d_]\.?(?:-?[^\W\d_]\.?)*\Z")
_DOI_LINK = re.compile(r"(?:https?://)?(?:dx\.|www\.)?doi\.org/(10\..+)", re.IGNORECASE)
_PUBMED_LINK = re.compile(
    r"https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/([1-9][0-9]{0,8})/?\Z"
)
_PMC_LINK = re.compile(
    r"https?://(?:pmc\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/pmc)/articles/(PMC[1-9][0-9]{0,9})/?\Z"
)
_DOI_IN_TEXT = re.compile(r"\bdoi:?\s*(10\.[0-9]{4,9}/\S+?)[.;,]?(?=\s|\Z)", re.IGNORECASE)
_PMID_IN_TEXT = re.compile(r"\bPMID:?\s*([1-9][0-9]{0,8})\b")
_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]+)*\Z")
_LANGUAGES = {
    "en": ("english", "eng"),
    "zh": ("chinese", "chi", "zho"),
    "de": ("german", "ger", "deu"),
    "fr": ("french", "fre", "fra"),
    "es": ("spanish", "spa"),
    "it": ("italian", "ita"),
    "ja": ("japanese", "jpn"),
    "ko": ("korean", "kor"),
    "pt": ("portuguese", "por"),
    "ru": ("russian", "rus"),
    "nl": ("dutch", "dut", "nld"),
    "sv": ("swedish", "swe"),
    "da": ("danish", "dan"),
    "no": ("norwegian", "nor"),
    "pl": ("polish", "pol"),
    "fa": ("persian", "per", "fas"),
    "tr": ("turkish", "tur"),
}
"""Languages by their ISO 639-1 code: the English name, and the codes of ISO 639-2, which PubMed uses."""
ET_AL = re.compile(r"(?:,?\s*\bet\.? ?al\b\.?|\A(?:and )?others\.?)\Z", re.IGNORECASE)
"""What stands for the authors that a source does not name."""


def one_line(text: str) -> str:
    """Text with each run of white space as one space."""
    return " ".join(text.split())


def a_date(text: str) -> tuple[int | date | str | None, bool]:
    """A date of publication as precise as it is given, and whether all of the text is in it.

    ``1948/07//``, ``2010 Mar 15``, ``20180330``, ``March 2010``; of ``2014 Nov-Dec`` and ``2014 Summer`` the year.
    """
    if (found := _COMPACT.match(text)) or (found := _DATE.match(text)):
        parts = found.groups()
    elif found := _DAY_FIRST.match(text):
        parts = (found[3], found[2], found[1])
    else:
        parts = (None, None, None)
    if parts[0]:
        month = _month(parts[1]) if parts[1] else None
        if parts[1] is None or month is not None:
            written = parts[0] + (f"-{month:02}" if month else "") + (f"-{int(parts[2]):02}" if parts[2] else "")
            if (issued := read_issued(written)) is not None:
                return issued, True
    year = _YEAR.search(text)
    return (read_issued(year[1]) if year else None), False


def _month(text: str) -> int | None:
    if text.isdigit():
        return int(text) if 1 <= int(text) <= 12 else None
    return _MONTHS.get(text[:3].lower())


def more_precise(first: int | date | str | None, second: int | date | str | None) -> int | date | str | None:
    """Of two dates that begin alike the longer one, and otherwise the first."""
    a, b = str(first or ""), str(second or "")
    return second if len(b) > len(a) and b.startswith(a) else first


def person(family: str, given: str = "", suffix: str = "") -> str | dict[str, str]:
    """A person as the record has one: in a text where that reads back to the same parts, and else in parts."""
    family, given, suffix = one_line(family), compact(one_line(given)), one_line(suffix)
    wanted = Name(family, given, suffix)
    tail = f", {suffix}" if suffix else ""
    for text in (f"{family} {given} {suffix}".rstrip() if _INITIAL.match(given) else "", f"{family}, {given}{tail}"):
        if given and text and read_name(text) == (wanted, ""):
            return text
    if not given and not suffix and read_name(family) == (wanted, ""):
        return family
    return {part: text for part, text in (("family", family), ("given", given), ("suffix", suffix)) if text}


def compact(given: str) -> str:
    """Initials without stops and blanks, as the medical journals print them: ``SC`` for ``S. C.``."""
    closed = re.sub(r"[. ]", "", given)
    return closed if closed and _INITIAL.match(given.replace(" ", "")) and dotted(closed) == _spaced(given) else given


def _spaced(given: str) -> str:
    return re.sub(r"\.(?=[^\W\d_])", ". ", given)


def group(name: str) -> dict[str, str]:
    """An organisation, or a name that is whole."""
    return {"literal": one_line(name)}


def named(text: str) -> str | dict[str, str]:
    """A name in one text, the family name before a comma: ``Shannon,Claude E.``, ``King, Martin L, Jr``.

    Without a comma it is kept as printed where it reads as a person's, and is a whole name where it reads as a group's;
    `check` asks about any other.
    """
    parts = [part.strip() for part in one_line(text).split(",")]
    if 1 < len(parts) < 4 and all(parts[:2]):
        return person(*parts)
    name = one_line(text).strip(", ")
    reason = read_name(name)[1]
    return group(name) if reason.startswith("it reads as an organisation") else name


def without_supplement(text: str) -> tuple[str, str]:
    """A volume or an issue, and the supplement that is printed with it: ``3`` and ``1`` of ``3 Suppl 1``."""
    found = _SUPPLEMENT.match(text)
    if not found:
        return text, ""
    number = _NUMBERED.match(found[2])
    return (found[1] or "").strip(), number[1] if number else found[2]


def pages(first: str, last: str) -> str:
    """Pages from the first and the last one; the last may stand with the first already."""
    first, last = first.strip().replace("--", "-"), last.strip()
    if not last or last == first or first.endswith(f"-{last}"):
        return first
    return f"{first}-{last}" if first else last


def from_link(url: str) -> tuple[str, str] | None:
    """The field and the value that an address stands for: a DOI, a PMID or a PMCID."""
    for field, form in (("doi", _DOI_LINK), ("pmid", _PUBMED_LINK), ("pmcid", _PMC_LINK)):
        if found := form.match(url):
            return field, url if field == "doi" else found[1]
    return None


def an_issn(text: str) -> str | None:
    """The ISSN at the start of a text: ``1932-6208 (Electronic)``, ``19326208``; `None` where there is none."""
    found = re.match(r"\s*([0-9]{4})[-‐–]?([0-9]{3}[0-9Xx])\b", text)
    issn = f"{found[1]}-{found[2].upper()}" if found else ""
    return issn if is_issn(issn) else None


def language(text: str) -> str | None:
    """The code of a language by its name or either code; `None` for one that is not known."""
    plain = one_line(text).lower()
    if found := next((code for code, names in _LANGUAGES.items() if plain in names), None):
        return found
    return one_line(text) if _CODE.match(one_line(text)) else None


def ids_in(text: str) -> dict[str, Any]:
    """The DOI and the PMID that a line of text names."""
    doi, pmid = _DOI_IN_TEXT.search(text), _PMID_IN_TEXT.search(text)
    return {key: found[1] for key, found in (("doi", doi), ("pmid", pmid)) if found}
