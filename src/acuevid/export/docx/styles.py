"""The styles of a Word file: those of a template as they are, and those that it lacks, or all, from here."""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from docx.oxml.ns import qn

from acuevid.export.docx.xml import Xml, parsed, put_before, w
from acuevid.export.shapes import LINE, QUIET

FONT = "Arial"
INK = "0B3A66"
_QUIET, _LINE, _GROUND = QUIET.removeprefix("#"), LINE.removeprefix("#").upper(), "E9EEF2"


class Style(NamedTuple):
    """A style by the name that Word files have it under in every language, with what it adds to the one below it."""

    name: str
    kind: Literal["paragraph", "character", "table"]
    paragraph: str = ""
    letters: str = ""
    based: str = "Normal"
    after: str = ""
    more: str = ""


def _heading(level: int, size: int, before: int) -> Style:
    return Style(
        f"heading {level}",
        "paragraph",
        f'<w:keepNext/><w:keepLines/><w:spacing w:before="{before}" w:after="80"/><w:outlineLvl w:val="{level - 1}"/>',
        f'<w:b/><w:bCs/><w:color w:val="{INK}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>',
        after="Normal",
    )


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


_TABLE = (
    f'<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{INK}"/>'
    f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{INK}"/>'
    f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{_LINE}"/></w:tblBorders>'
    '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr><w:tcBorders>'
    f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{INK}"/></w:tcBorders>'
    f'<w:shd w:val="clear" w:color="auto" w:fill="{_GROUND}"/></w:tcPr></w:tblStylePr>'
    '<w:tblStylePr w:type="firstCol"><w:rPr><w:b/><w:bCs/></w:rPr></w:tblStylePr>'
)
STYLES = (
    Style("Normal", "paragraph", '<w:spacing w:after="120" w:line="264" w:lineRule="auto"/>', _size(21), based=""),
    Style(
        "Title",
        "paragraph",
        '<w:keepNext/><w:spacing w:after="160" w:line="240" w:lineRule="auto"/>',
        f'<w:b/><w:bCs/><w:color w:val="{INK}"/>{_size(44)}',
        after="Normal",
    ),
    _heading(1, 32, 360),
    _heading(2, 26, 280),
    _heading(3, 23, 220),
    _heading(4, 21, 180),
    _heading(5, 21, 180),
    _heading(6, 21, 180),
    Style("List Bullet", "paragraph", '<w:numPr><w:numId w:val="LIST"/></w:numPr><w:spacing w:after="60"/>'),
    Style("Bibliography", "paragraph", '<w:spacing w:after="80"/><w:ind w:left="340" w:hanging="340"/>'),
    Style(
        "caption",
        "paragraph",
        '<w:keepNext/><w:spacing w:before="200" w:after="80"/>',
        f'<w:b/><w:bCs/><w:color w:val="{INK}"/>{_size(19)}',
        after="Normal",
    ),
    Style("Quiet", "paragraph", letters=f'<w:color w:val="{_QUIET}"/>{_size(19)}'),
    Style(
        "Table Text",
        "paragraph",
        '<w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/>',
        _size(17),
    ),
    Style("footer", "paragraph", '<w:jc w:val="center"/>', f'<w:color w:val="{_QUIET}"/>{_size(17)}'),
    Style("endnote text", "paragraph", '<w:spacing w:after="40" w:line="240" w:lineRule="auto"/>', _size(18)),
    Style("endnote reference", "character", letters='<w:vertAlign w:val="superscript"/>', based=""),
    Style("Strong", "character", letters="<w:b/><w:bCs/>", based=""),
    Style("Hyperlink", "character", letters='<w:color w:val="0B4F8A"/><w:u w:val="single"/>', based=""),
    Style("Evidence Table", "table", based="Normal Table", more=_TABLE),
)
"""All that a sheet uses, so that a template may have any of them its own way."""
_OWN = ("Quiet", "Table Text", "Evidence Table")
"""Styles that Word itself does not have."""
_LIST = "LIST"
_BULLET = (
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
    '<w:pPr><w:ind w:left="340" w:hanging="340"/></w:pPr></w:lvl>'
)


class Styles:
    """The ids of the styles in one file, by their names; what is missing is added."""

    def __init__(self, book: Any, *, own: bool) -> None:
        """Read the styles of a file; with `own` they are made those of this module."""
        self.part = book.part
        self.root: Xml = book.styles.element
        self._language(own=own)
        if own:
            self._clear()
        self._ids = dict(self._found())
        default = next(
            (s for s in self.root.findall(qn("w:style")) if s.get(qn("w:default")) and _of_paragraphs(s)), None
        )
        if default is not None:
            self._ids.setdefault("normal", str(default.get(qn("w:styleId"))))
        for style in STYLES:
            if style.name.casefold() not in self._ids:
                self._add(style)

    def __getitem__(self, name: str) -> str:
        """The id of a style."""
        return self._ids[name.casefold()]

    def _found(self) -> Iterator[tuple[str, str]]:
        for style in self.root.findall(qn("w:style")):
            name, style_id = style.find(qn("w:name")), style.get(qn("w:styleId"))
            if name is not None and style_id:
                yield str(name.get(qn("w:val"))).casefold(), style_id

    def _clear(self) -> None:
        """Take out all but what the others rest on: a table style of Word's own look would only be in the way."""
        kept = {"default paragraph font", "normal table", "no list"}
        for style in self.root.findall(qn("w:style")):
            if str(style.find(qn("w:name")).get(qn("w:val"))).casefold() not in kept:
                self.root.remove(style)
        numbering = numbering_of(self.part)
        for child in list(numbering):
            numbering.remove(child)

    def _language(self, *, own: bool) -> None:
        """The sentences are in British English."""
        defaults = self.root.find(qn("w:docDefaults"))
        if defaults is None:
            defaults = w("docDefaults")
            self.root.insert(0, defaults)
        letters = defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}")
        if letters is None or own:
            for old in list(defaults):
                if own or old.tag == qn("w:rPrDefault"):
                    defaults.remove(old)
            letters = w("rPr", w("rFonts", ascii=FONT, hAnsi=FONT, cs=FONT) if own else None)
            defaults.insert(0, w("rPrDefault", letters))
        for old in letters.findall(qn("w:lang")):
            letters.remove(old)
        language = w("lang", val="en-GB", eastAsia="en-GB", bidi="ar-SA")
        put_before(letters, language, ("w:eastAsianLayout", "w:specVanish", "w:oMath"))

    def _add(self, style: Style) -> None:
        base = style.name.title().replace(" ", "")
        style_id = next(i for i in (base, *(f"{base}{n}" for n in range(2, 999))) if i not in self._ids.values())
        self._ids[style.name.casefold()] = style_id
        inner = style.paragraph
        if _LIST in inner:
            inner = inner.replace(_LIST, str(self._bullets()))
        below = self._ids.get(style.based.casefold()) if style.based else None
        made = w(
            "style",
            w("name", val=style.name),
            w("basedOn", val=below) if below else None,
            w("next", val=self._ids[style.after.casefold()]) if style.after else None,
            w("qFormat"),
            parsed(inner, "pPr") if inner else None,
            parsed(style.letters, "rPr") if style.letters else None,
            *(parsed(style.more, "style") if style.more else ()),
            type=style.kind,
            styleId=style_id,
        )
        if style.name == "Normal":
            made.set(qn("w:default"), "1")
        if style.name in _OWN:
            made.set(qn("w:customStyle"), "1")
        self.root.append(made)

    def _bullets(self) -> int:
        """The number of a list with bullets, added to those of the file."""
        numbering = numbering_of(self.part)
        taken = [int(n.get(qn("w:abstractNumId"))) for n in numbering.findall(qn("w:abstractNum"))]
        abstract = max(taken, default=-1) + 1
        levels = w("abstractNum", w("multiLevelType", val="hybridMultilevel"), abstractNumId=abstract)
        levels.append(parsed(_BULLET, "abstractNum")[0])
        put_before(numbering, levels, ("w:num", "w:numIdMacAtCleanup"))
        number = max((int(n.get(qn("w:numId"))) for n in numbering.findall(qn("w:num"))), default=0) + 1
        made = w("num", w("abstractNumId", val=abstract), numId=number)
        put_before(numbering, made, ("w:numIdMacAtCleanup",))
        return number


def _of_paragraphs(style: Xml) -> bool:
    return str(style.get(qn("w:type"))) == "paragraph"


def numbering_of(part: Any) -> Xml:
    """The lists of a file, begun where it has none."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import XmlPart

    for relation in part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
            return relation.target_part.element
    made = XmlPart(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, w("numbering"), part.package)
    part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
    return made.element
