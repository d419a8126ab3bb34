"""The file that a document is written into: an empty one, or a template of which only the look is kept."""

import io
import re
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from acuevid.errors import AcuevidError
from acuevid.export.archives import packed, parts_of
from acuevid.export.docx.xml import Xml, field, parsed, put_before, run, w

_KEPT = ("styles", "settings", "webSettings", "theme", "fontTable", "numbering", "header", "footer")
"""What of a template is its look; all else belongs to the text that it had."""
_ABOUT = ("officeDocument", "core-properties", "custom-properties", "extended-properties")
_TYPES = "[Content_Types].xml"
_KINDS = re.compile(
    rb"application/vnd\.(?:openxmlformats-officedocument\.wordprocessingml\.template"
    rb"|ms-word\.(?:document\.macroEnabled|template\.macroEnabledTemplate))\.main\+xml"
)
"""The other kinds of Word files: templates, and those with macros, which are not taken over."""
_TIED = ("attachedTemplate", "mailMerge", "footnotePr", "endnotePr", "documentProtection", "trackRevisions")
"""Settings that lead to other files, or to parts that are not kept, or that are about people at work."""
_BEHIND_NOTES = (
    *("w:compat", "w:docVars", "w:rsids", "m:mathPr", "w:attachedSchema", "w:themeFontLang", "w:clrSchemeMapping"),
    *("w:doNotIncludeSubdocsInStats", "w:doNotAutoCompressPictures", "w:forceUpgrade", "w:captions"),
    *("w:readModeInkLockDown", "w:smartTagType", "w:shapeDefaults", "w:doNotEmbedSmartTags", "w:decimalSymbol"),
    "w:listSeparator",
)
_BEHIND_SECTION_NOTES = (
    *("w:type", "w:pgSz", "w:pgMar", "w:paperSrc", "w:pgBorders", "w:lnNumType", "w:pgNumType", "w:cols", "w:formProt"),
    *(
        "w:vAlign",
        "w:noEndnote",
        "w:titlePg",
        "w:textDirection",
        "w:bidi",
        "w:rtlGutter",
        "w:docGrid",
        "w:printerSettings",
    ),
)
_SETTINGS = (
    '<w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:themeFontLang w:val="en-GB"/>'
    '<w:clrSchemeMapping w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2" w:accent1="accent1" '
    'w:accent2="accent2" w:accent3="accent3" w:accent4="accent4" w:accent5="accent5" w:accent6="accent6" '
    'w:hyperlink="hyperlink" w:followedHyperlink="followedHyperlink"/>'
    '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
)
_PAGE = (
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>'
)
_NOTES = '<w:pos w:val="docEnd"/><w:numFmt w:val="decimal"/><w:endnote w:id="-1"/><w:endnote w:id="0"/>'


def opened(template: Path | None) -> Any:
    """An empty file of python-docx; raises `AcuevidError` for a template that is no Word file."""
    book = docx.Document() if template is None else _read(template)
    part = book.part
    _drop(part.rels, _KEPT)
    _drop(part.package.rels, _ABOUT if template is not None else _ABOUT[:2])
    body = book.element.body
    _inherit(body)
    for child in list(body):
        if child is not body.sectPr:
            body.remove(child)
    settings = book.settings.element
    if template is None:
        _own(book, settings)
    for name in _TIED:
        for child in settings.findall(qn(f"w:{name}")):
            settings.remove(child)
    _drop(book.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS).rels, ())
    put_before(settings, parsed(_NOTES, "endnotePr"), _BEHIND_NOTES)
    for old in body.sectPr.findall(qn("w:endnotePr")):
        body.sectPr.remove(old)
    put_before(body.sectPr, parsed('<w:numFmt w:val="decimal"/>', "endnotePr"), _BEHIND_SECTION_NOTES)
    return book


def _read(template: Path) -> Any:
    name = template.name
    if template.exists() and not template.is_file():
        raise AcuevidError(f"{template} is no file that could be a template")
    try:
        parts = parts_of(template)
        parts[_TYPES] = _KINDS.sub(CONTENT_TYPE.WML_DOCUMENT_MAIN.encode(), parts[_TYPES])
        return docx.Document(io.BytesIO(packed(parts)))
    except OSError as error:
        raise AcuevidError(f"{template}: {error.strerror or error}") from None
    except MemoryError:
        raise
    except Exception:  # a broken file makes python-docx raise errors of any kind
        raise AcuevidError(f"{name} is no Word file (docx) that could be a template") from None


def _drop(relations: Any, kept: tuple[str, ...]) -> None:
    """Take out the parts that are of none of these kinds."""
    for key, relation in list(relations.items()):
        if relation.is_external or relation.reltype.rpartition("/")[2] not in kept:
            del relations[key]


def _inherit(body: Xml) -> None:
    """The last section has the headers and footers of those before it that it has none of its own for."""
    if body.sectPr is None:
        body.append(parsed(_PAGE, "sectPr"))
    last = body.sectPr
    for section in reversed([s for s in body.iter(qn("w:sectPr")) if s is not last]):
        has = {(r.tag, r.get(qn("w:type"))) for r in _references(last)}
        for reference in reversed(_references(section)):
            if (reference.tag, reference.get(qn("w:type"))) not in has:
                last.insert(0, reference)


def _references(section: Xml) -> list[Xml]:
    return [*section.findall(qn("w:headerReference")), *section.findall(qn("w:footerReference"))]


def _own(book: Any, settings: Xml) -> None:
    """Settings of today's Word, A4, and the number of the page at its foot."""
    for child in list(settings):
        settings.remove(child)
    settings.extend(parsed(_SETTINGS, "settings"))
    body = book.element.body
    body.replace(body.sectPr, parsed(_PAGE, "sectPr"))
    foot = book.sections[0].footer.part.element.find(qn("w:p"))
    for child in list(foot):
        foot.remove(child)
    foot.append(w("pPr", w("pStyle", val="Footer")))
    foot.extend((run("Page "), *field("PAGE", run("1")), run(" of "), *field("NUMPAGES", run("1"))))
