"""RevMan 5's own files (`.rm5`): the studies, references, characteristics, judgements and analyses of a review.

The XML is read with defusedxml, which expands no entity and fetches nothing.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from acuevid.bibliography import bare_doi, is_page
from acuevid.errors import AcuevidError
from acuevid.escape import visible
from acuevid.intake.analyses import COMPUTED, Analyses, Analysis, Figure, Result
from acuevid.intake.cochrane_bias import judge
from acuevid.intake.drafts import DataSet, Draft, joined
from acuevid.intake.tables import sensible

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_KINDS = {"DICH": "DIC", "CONT": "CON", "IV": "IV", "IPD": "IPD", "OTHER": "OTH"}
_VALUES = {
    **{f"{xml}_{side}": f"{name} {side}" for side in (1, 2) for xml, name in (("MEAN", "Mean"), ("SD", "SD"))},
    **{
        f"{xml}_{side}": f"{name} {side}" for side in (1, 2) for xml, name in (("EVENTS", "Events"), ("TOTAL", "Total"))
    },
    "O_E": "O-E",
    "VAR": "Variance",
}
_EFFECT = {"EFFECT_SIZE": "Effect Estimate", "CI_START": "CI Start", "CI_END": "CI End", "SE": "SE"}
_TYPES = {
    "JOURNAL_ARTICLE": "article-journal",
    "BOOK": "book",
    "BOOK_SECTION": "chapter",
    "CONFERENCE_PROC": "document",
    "CORRESPONDENCE": "document",
    "COMPUTER_PROGRAM": "document",
    "COCHRANE_REVIEW": "article-journal",
    "UNPUBLISHED": "document",
    "OTHER": "document",
}
_JUDGEMENTS = {"YES": "low risk", "NO": "high risk", "UNKNOWN": "unclear risk"}
_CHARACTERISTICS = {"CHAR_METHODS": "Methods", "CHAR_INTERVENTIONS": "Interventions", "CHAR_OUTCOMES": "Outcomes"}


def fits(text: str) -> bool:
    """Whether a text is such a file."""
    return text.lstrip("\ufeff \t\r\n").startswith("<") and "<COCHRANE_REVIEW" in text[:100_000]


def read(name: str, text: str) -> DataSet:
    """All of a review; raises `AcuevidError` for XML that cannot be read, or would be dangerous to."""
    root = _parsed(name, text)
    data = DataSet(title=_text(root.find("COVER_SHEET/TITLE")))
    studies = {s.get("ID", ""): s for s in root.iterfind("STUDIES_AND_REFERENCES/STUDIES/INCLUDED_STUDIES/STUDY")}
    names = {key: study.get("NAME", key) for key, study in studies.items()}
    _analyses(name, root, data, studies)
    for key, element in studies.items():
        study = data.study(names[key], f"{name}, {key}", _year(element))
        _references(data, study, element)
    _characteristics(name, root, data, names)
    _judgements(name, root, data, names)
    _rest(name, root, data)
    return data


def _parsed(name: str, text: str) -> "Element":
    try:
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import ParseError, fromstring
    except ImportError:
        raise AcuevidError("RevMan's files need defusedxml: pip install 'acuevid[desk]'") from None
    try:
        root: Element = fromstring(text.lstrip("\ufeff \t\r\n"), forbid_dtd=True)
        return root
    except DefusedXmlException:
        raise AcuevidError(f"{name}: XML that declares entities or a document type is not read") from None
    except (ParseError, ValueError, LookupError) as error:
        raise AcuevidError(f"{name}: no XML that can be read: {visible(str(error))[:120]}") from None


def _text(element: "Element | None") -> str:
    """The text in an element, of all its paragraphs, on one line."""
    return " ".join(" ".join(element.itertext()).split()) if element is not None else ""


def _year(element: "Element") -> int | None:
    text = element.get("YEAR", "")
    return int(text) if re.fullmatch(r"(?:1[6-9]|20)[0-9]{2}", text) else None


def _figure(origin: str, name: str, text: str) -> Figure:
    """A figure as RevMan writes it: ``5.0`` is how its XML has 5, and says nothing of the digits printed."""
    if not text.strip():
        return None
    text = text.strip().removesuffix(".0")
    if not re.fullmatch(r"-?[0-9]{1,10}(?:\.[0-9]{1,30})?(?:E-?[0-9]{1,2})?", text) or Decimal(text).adjusted() > 9:
        raise AcuevidError(f"{origin}, {name}: “{visible(text[:40])}” is no figure of a study")
    return sensible(Decimal(text))


# ---------------------------------------------------------------------------------------------------- analyses
def _analyses(file: str, root: "Element", data: DataSet, studies: dict[str, "Element"]) -> None:
    analyses = Analyses(data)
    for comparison in root.iterfind("ANALYSES_AND_DATA/COMPARISON"):
        heading = _text(comparison.find("NAME"))
        origin = f"{file}, comparison {comparison.get('NO', '')}"
        data.leave(origin, heading, "the heading of a comparison; the groups stand in the studies")
        for element in comparison:
            kind = _KINDS.get(element.tag.removesuffix("_OUTCOME")) if element.tag.endswith("_OUTCOME") else None
            if kind:
                _outcome(file, comparison, element, kind, analyses, studies)
    analyses.finish()
    if analyses.rows:
        data.leave(file, "effect, interval, SE and weight of single studies, order, labels of the graph", COMPUTED)


def _outcome(
    file: str, comparison: "Element", element: "Element", kind: str, analyses: Analyses, studies: dict[str, "Element"]
) -> None:
    number = f"{comparison.get('NO', '')}.{element.get('NO', '')}"
    labels = _text(element.find("GROUP_LABEL_1")), _text(element.find("GROUP_LABEL_2"))
    measure = element.get("EFFECT_MEASURE", "") or _text(element.find("EFFECT_MEASURE"))
    analysis = Analysis(number, _text(element.find("NAME")), kind, measure, labels, element.get("UNITS", ""))
    origin = f"{file}, analysis {number}"
    settings = joined((measure, element.get("METHOD", ""), "random" if element.get("RANDOM") == "YES" else ""), " ")
    shown = joined(
        (element.get("EFFECT_SIZE", ""), joined((element.get(n, "") for n in ("CI_START", "CI_END")), " to "))
    )
    pooled = joined((analysis.label, settings, shown))
    analyses.data.leave(origin, pooled, "the review's own pool; acuevid pools the studies itself")
    for sub, row in _data(element, element.tag.removesuffix("_OUTCOME")):
        key = row.get("STUDY_ID", "")
        study = studies.get(key)
        name = key if study is None else study.get("NAME", key)
        place = f"{origin}, {name}"
        names = _VALUES | (_EFFECT if kind == "IV" else {})
        values = {to: _figure(place, xml, row.get(xml, "")) for xml, to in names.items()}
        text = joined((_text(row), analysis.label if kind == "OTH" and not _text(row) else ""))
        year = None if study is None else _year(study)
        analyses.rows.append((analysis, Result(name, year, place, values, sub, text)))


def _data(element: "Element", kind: str) -> Iterator[tuple[str, "Element"]]:
    """The rows of an outcome, each with the name of its subgroup."""
    for child in element:
        if child.tag == f"{kind}_DATA":
            yield "", child
        elif child.tag == f"{kind}_SUBGROUP":
            name = _text(child.find("NAME"))
            yield from ((name, row) for row in child.iterfind(f"{kind}_DATA"))


# -------------------------------------------------------------------------------------------------- references
def _references(data: DataSet, study: Draft, element: "Element") -> None:
    found = [r for r in element.iterfind("REFERENCE") if _text(r.find("TI")) or _text(r.find("AU"))]
    found.sort(key=lambda r: r.get("PRIMARY") != "YES")
    for reference in found[1:]:
        data.leave(study.origin, _shown(reference), "a further report of the study; 'acuevid add' takes references")
    if found:
        study.reference = reference_of(found[0])
        if year := _published(found[0]):
            study.year = year


def _shown(reference: "Element") -> str:
    return joined((_text(reference.find(tag)) for tag in ("AU", "TI", "SO", "YR")), ". ")


def _published(reference: "Element") -> int | None:
    year = _text(reference.find("YR"))[:4]
    return int(year) if re.fullmatch(r"(?:1[6-9]|20)[0-9]{2}", year) else None


def reference_of(element: "Element") -> dict[str, Any]:
    """A reference of RevMan's under the names of the record; a part that has no form of its own is left out."""
    texts = {tag: _text(element.find(tag)) for tag in ("AU", "TI", "SO", "VL", "NO", "PG", "PB", "EN")}
    authors = [a.strip() for a in re.split(r"[;,]", texts["AU"]) if a.strip()]
    found: dict[str, Any] = {"type": _TYPES.get(element.get("TYPE", ""), "article-journal")}
    if authors and re.fullmatch(r"et\.? ?al\.?", authors[-1]):
        found["et_al"], authors = True, authors[:-1]
    names = {"authors": authors, "title": texts["TI"].rstrip("."), "container_title": texts["SO"]}
    found |= names | {"publisher": texts["PB"], "volume": texts["VL"], "issue": texts["NO"], "edition": texts["EN"]}
    page = texts["PG"].replace("--", "-")
    if is_page(page):
        found["page"] = page
    for identifier in element.iterfind("IDENTIFIERS/IDENTIFIER"):
        value = identifier.get("VALUE", "").strip()
        if identifier.get("TYPE") == "DOI" and (doi := bare_doi(value)):
            found["doi"] = doi
        if identifier.get("TYPE") in ("PUBMED", "MEDLINE") and re.fullmatch(r"[1-9][0-9]{0,8}", value):
            found["pmid"] = value
    return {name: value for name, value in found.items() if value}


# ------------------------------------------------------------------------------- characteristics and judgements
def _characteristics(file: str, root: "Element", data: DataSet, names: dict[str, str]) -> None:
    for element in root.iterfind("CHARACTERISTICS_OF_STUDIES/CHARACTERISTICS_OF_INCLUDED_STUDIES/INCLUDED_CHAR"):
        name = names.get(element.get("STUDY_ID", ""))
        if name is None:
            continue
        study = data.study(name, f"{file}, {name}")
        if people := _text(element.find("CHAR_PARTICIPANTS")):
            study.fields["population"] = people
        for tag, heading in _CHARACTERISTICS.items():
            if words := _text(element.find(tag)):
                study.notes.append(f"{heading}: {words}")
        if words := _text(element.find("CHAR_NOTES")):
            study.notes.append(words)


def _judgements(file: str, root: "Element", data: DataSet, names: dict[str, str]) -> None:
    """Keep what was judged; UNKNOWN without a word beside it is what RevMan has until somebody judges."""
    for item in root.iter("QUALITY_ITEM"):
        heading = _text(item.find("NAME"))
        unjudged: list[str] = []
        for entry in item.iter("QUALITY_ITEM_DATA_ENTRY"):
            key, result = entry.get("STUDY_ID", ""), entry.get("RESULT", "")
            why = _text(entry.find("DESCRIPTION"))
            name = names.get(key)
            if name is None or (result in ("UNKNOWN", "") and not why):
                unjudged.append(name or key)
                continue
            study, word = data.study(name, f"{file}, {name}"), _JUDGEMENTS.get(result, result)
            if not judge(study, heading, word, why):
                study.notes.append(f"Risk of bias, {heading}: {word}" + (f" ({why})" if why else ""))
        if unjudged:
            shown = f"{heading}: UNKNOWN and no reason, {joined(unjudged, ', ')}"
            data.leave(file, shown, "what RevMan has until somebody judges")


def _rest(file: str, root: "Element", data: DataSet) -> None:
    """List what a catalogue of studies has no place for."""
    for kind in ("EXCLUDED", "AWAITING", "ONGOING"):
        for study in root.iterfind(f"STUDIES_AND_REFERENCES/STUDIES/{kind}_STUDIES/STUDY"):
            data.leave(
                f"{file}, {study.get('ID', '')}", study.get("NAME", ""), f"not among the included: {kind.lower()}"
            )
    for reference in root.iterfind("STUDIES_AND_REFERENCES/OTHER_REFERENCES//REFERENCE"):
        data.leave(file, _shown(reference), "a reference of the review's text; 'acuevid add --background' takes it")
    words = len(_text(root.find("MAIN_TEXT")).split())
    if words:
        data.leave(file, f"the text of the review, {words} words", "prose is written for the sheet, not brought in")
