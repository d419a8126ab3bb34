"""References read back from acuevid's own exports equal the originals, field by field, as far as a format goes.

What a format cannot carry is listed in docs/bringing-in.md.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from acuevid.bibliography import iso, page_bounds
from acuevid.catalogue.load import load_catalogue
from acuevid.export.bibtex import bibliography_bibtex
from acuevid.export.csl import bibliography_csl
from acuevid.export.ris import bibliography_ris
from acuevid.intake.adding import checked
from acuevid.intake.decode import Decoded
from acuevid.intake.sources import works_in
from acuevid.models import BackgroundWork, Study
from acuevid.people import initials
from acuevid.references import Reference

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
WRITERS = {"ris": bibliography_ris, "bibtex": bibliography_bibtex, "csl": bibliography_csl}
LOST = {
    "ris": {"pmid", "notices", "as_cited_in"},
    "bibtex": {"notices", "as_cited_in", "day"},
    "csl": {"notices", "as_cited_in"},
}
"""What a format has no place for."""


def works() -> Iterator[Study | BackgroundWork]:
    for file in (HERE / "works.toml", ROOT / "data/studies.toml", ROOT / "data/p6-nausea.toml"):
        catalogue = load_catalogue(file)
        yield from (study for study in catalogue.studies if study.reference.title)
        yield from (work for work in catalogue.background if work.reference.title)


WORKS = list(works())


def comparable(reference: Reference, format: str) -> dict[str, Any]:
    """The fields that a format carries, each in the one form that tells two references apart."""
    told = {name: getattr(reference, name) for name in Reference.model_fields if name not in LOST[format]}
    names = [n.family if n.is_whole else short(n) for n in reference.names]
    told["authors"] = [*names, *([reference.group_author] if reference.group_author else [])]
    told["editors"] = [short(n) for n in reference.editor_names]
    told["group_author"] = None
    told["page"] = page_bounds(reference.page) if reference.page else None
    told["issued"] = iso(reference.issued)[: 7 if "day" in LOST[format] else 10]
    told["doi"] = reference.doi.casefold() if reference.doi else None
    if reference.type == "article-journal" and reference.number and not reference.page and format == "bibtex":
        told["page"], told["number"] = page_bounds(reference.number), None  # BibTeX's styles print no other
    if format == "ris" and reference.type != "article-journal":
        told["pmcid"] = None
    if format == "bibtex":
        told["type"] = {"webpage": "document"}.get(reference.type, reference.type)
        told["language"] = None if (reference.language or "en").startswith("en") else reference.language
    if reference.doi is None and reference.pmid and format == "ris" and reference.url is None:
        told["pmid"] = reference.pmid  # its link stands in the record
    return told


def short(name: Any) -> str:
    """A name with initials without stops."""
    return f"{name.family}|{initials(name.given).replace('.', '') if name.given else ''}|{name.suffix}"


@pytest.mark.parametrize("format", WRITERS)
def test_a_reference_comes_back_from_an_export(format: str) -> None:
    text = WRITERS[format](WORKS)
    back = [checked(work)[0] for work in works_in(Decoded("export", text)) if work.fields]
    assert len(back) == len(WORKS) > 25
    failures: list[Any] = []
    for work, found in zip(WORKS, back, strict=True):
        assert found is not None, work.citekey
        got, wanted = comparable(found, format), comparable(work.reference, format)
        if format == "ris" and "pmid" not in wanted:
            got.pop("pmid", None)
        differ = {name: (got.get(name), value) for name, value in wanted.items() if got.get(name) != value}
        if differ:
            failures.append((work.citekey, differ))
    assert not failures
