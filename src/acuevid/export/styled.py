"""References in the style of a CSL file (citationstyles.org), as text."""

import io
import warnings
from pathlib import Path
from typing import Any
from xml.parsers import expat

from acuevid.errors import AcuevidError
from acuevid.escape import visible
from acuevid.export.csl import item
from acuevid.models import BackgroundWork, Study
from acuevid.views.citation import link

_MOST_BYTES = 2_000_000
_DEEPEST = 64
_MOST_STEPS = 200_000
"""So many elements are gone through for a reference at the most; each macro counts wherever it is called."""
_BEHIND = ("DOI", "PMID", "PMCID", "URL")
"""What a reference is found by stands behind it as a link, once."""
_ELEMENTS = {
    *("style", "info", "author", "contributor", "name", "email", "uri", "category", "id", "issn", "eissn", "issnl"),
    *("link", "published", "rights", "summary", "title", "title-short", "updated", "locale", "style-options", "terms"),
    *("term", "single", "multiple", "date", "date-part", "translator", "macro", "citation", "bibliography", "layout"),
    *("sort", "key", "text", "number", "names", "name-part", "et-al", "label", "substitute", "group", "choose", "if"),
    *("else-if", "else"),
}
"""The elements of CSL 1.0.2; the schema, as it is read, does not say which one is unknown."""
_CSL = "{http://purl.org/net/xbiblio/csl}"


class Style:
    """A style that a file describes; raises `AcuevidError`, in one line, for what is none or cannot be used."""

    def __init__(self, path: Path) -> None:
        """Read and check the file, which is never asked for anything from elsewhere."""
        try:
            from citeproc import CitationStylesStyle
        except ImportError:
            raise AcuevidError('styles need the extra "publish": pip install "acuevid[publish]"') from None
        self._path = path
        data = _read(path)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", UserWarning)
                self._style: Any = CitationStylesStyle(io.BytesIO(data))
        except Exception as error:  # of a library, on a file from anywhere
            raise self._unusable(error) from None
        root = self._style.root
        if not self._style.has_bibliography():
            parent = next((e.get("href") for e in root.iter(f"{_CSL}link") if e.get("rel") == "independent-parent"), "")
            told = f"it takes all from {parent}; use that one's file" if parent else "it has no list of references"
            raise AcuevidError(f"{path} cannot be used as a style: {told}")
        for number in [e for e in root.iter(f"{_CSL}text") if e.get("variable") == "citation-number"]:
            number.getparent().remove(number)  # each list has its own
        self._refuse_endless(root)
        self._known: dict[str, str] = {}

    def __call__(self, record: Study | BackgroundWork) -> str:
        """The reference to a study or another work, without what its link says."""
        key = record.citekey
        if key not in self._known:
            try:
                self._known[key] = visible(" ".join(self._made(record).split()))
            except Exception as error:  # of a library, on a file from anywhere
                raise self._unusable(error) from None
        return self._known[key]

    def _made(self, record: Study | BackgroundWork) -> str:
        from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
        from citeproc.source.json import CiteProcJSON

        said = link(record.reference)
        told = item("work", record.reference)
        for name in _BEHIND if said == told.get("URL", said) else _BEHIND[:-1]:
            told.pop(name, None)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made = CitationStylesBibliography(self._style, CiteProcJSON([told]), formatter.plain)
            made.register(Citation([CitationItem("work")]))
            return "".join(map(str, made.bibliography()))

    def _unusable(self, error: Exception) -> AcuevidError:
        """That the schema or the library refuses it; neither says what is wrong in words for people."""
        kind = type(error).__name__
        told = "hold to the schema of CSL" if isinstance(error, UserWarning) else f"get through citeproc-py ({kind})"
        return AcuevidError(f"{self._path} cannot be used as a style: it does not {told}")

    def _refuse_endless(self, root: Any) -> None:
        """Refuse macros that call each other without an end, or so often that it would take as long."""
        macros = {e.get("name"): e for e in root.iter(f"{_CSL}macro")}
        steps: dict[str, int] = {}

        def of(element: Any, way: frozenset[str]) -> int:
            n = 1
            name = element.get("macro")
            if name is not None and name not in macros:
                raise AcuevidError(f"{self._path} cannot be used as a style: there is no macro '{visible(name)}'")
            if name is not None:
                if name in way:
                    raise AcuevidError(
                        f"{self._path} cannot be used as a style: the macro '{visible(name)}' calls itself"
                    )
                if name not in steps:
                    steps[name] = of(macros[name], way | {name})
                n += steps[name]
            return min(_MOST_STEPS + 1, n + sum(of(inner, way) for inner in element))

        try:
            most = max(of(part, frozenset()) for part in root if part.tag in (f"{_CSL}bibliography", f"{_CSL}macro"))
        except RecursionError:
            most = _MOST_STEPS + 1
        if most > _MOST_STEPS:
            raise AcuevidError(f"{self._path} cannot be used as a style: its macros call each other too often")


def _read(path: Path) -> bytes:
    """The bytes of a file that is plain XML: no entities of its own, and not too deep."""
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise AcuevidError(f"cannot read the style {path}: {error.strerror or type(error).__name__}") from None
    except ValueError:  # a NUL in the path
        raise AcuevidError("cannot read the style: no such name") from None
    if len(data) > _MOST_BYTES:
        raise AcuevidError(f"{path} cannot be used as a style: it has more than {_MOST_BYTES // 10**6} MB")
    deep = 0

    def began(name: str, _attributes: dict[str, str]) -> None:
        nonlocal deep
        deep += 1
        if name.rpartition(":")[2] not in _ELEMENTS:
            told = f"line {parser.CurrentLineNumber}: {visible(name)[:60]} is no element of CSL"
            raise AcuevidError(f"{path} cannot be used as a style: {told}")
        if deep > _DEEPEST:
            raise AcuevidError(f"{path} cannot be used as a style: it is nested too deeply")

    def ended(_name: str) -> None:
        nonlocal deep
        deep -= 1

    def declared(*_: object) -> None:
        raise AcuevidError(f"{path} cannot be used as a style: it declares a document type, as no style does")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.StartDoctypeDeclHandler = began, ended, declared
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as error:
        raise AcuevidError(f"{path} cannot be used as a style: it is no XML ({error})") from None
    return data
