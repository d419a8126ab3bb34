"""Any catalogue that loads can be shown, checked, pooled and exported; any other gets diagnostics with a place.

40 catalogues, with `pytest -m long` 600, each with every verb.
"""

import os
from pathlib import Path
from typing import Any

import tomli_w

from acuevid.catalogue.load import Loaded, load_source
from acuevid.errors import CatalogueError
from acuevid.export.formats import FORMATS
from tests.conftest import TALLY, Command, law
from tests.robust.records import catalogues

VERBS = (
    ["list", "--format", "table"],
    ["list", "--json"],
    ["conditions", "--format", "table"],
    ["summarize"],
    ["summarize", "one", "--trace"],
    ["check", "--all"],
    ["check", "--json"],
    ["map"],
    ["map", "-o", "-"],
    ["bias", "--json"],
    ["findings", "--format", "json"],
    ["funnel", "one"],
    ["picture", "icons"],
    ["picture", "directions", "-o", "-"],
    ["picture", "directions", "--format", "html"],
    ["picture", "timeline", "one"],
    ["pool", "one"],
    ["pool", "one", "--format", "r"],
    ["pool", "one", "--by", "year"],
    *(["export", "--format", name] for name, form in FORMATS.items() if form.is_text),
    ["export", "--format", "html", "--condition", "one"],
    ["export", "--format", "csv", "--rows", "outcomes"],
    ["export", "--format", "md", "--trace"],
)

NO_TEXT = tuple(["export", "--format", name, "-o", os.devnull] for name in ("docx", "parquet"))


@law(data=catalogues(), short=8, long=600)
def test_every_verb_on_any_catalogue(data: dict[str, Any], acuevid: Command, tmp_path_factory: Any) -> None:
    folder: Path = tmp_path_factory.getbasetemp() / "library"
    folder.mkdir(exist_ok=True)
    path = folder / "any.toml"
    path.write_text(tomli_w.dumps(data), encoding="utf-8")
    source = loaded(path)
    if isinstance(source, CatalogueError):
        assert source.diagnostics
        assert all(d.line >= 1 and d.message and d.code for d in source.diagnostics)
        return _tally("refused")
    _tally("loaded")
    names = [["show", study.citekey] for study in source.catalogue.studies[:1]]
    site = acuevid("site", folder, "-o", folder.with_name("site"))  # the last one's, with what changed
    assert site.code in (0, 1)  # a logo that is not there, as in the page alone
    assert "a fault in acuevid" not in site.err, site.err
    for verb in (*VERBS, *NO_TEXT, *names):
        result = acuevid(*verb, "--catalogue", path)
        assert "internal error" not in result.err, (verb, result.err)
        asked_back = (2,) if "robvis" in verb else ()  # which of several tools
        assert result.code in (0, 1, *asked_back), (verb, result.err)
        assert not any(c in result.out + result.err for c in "\x1b\x07\u202e"), verb
    return None


def loaded(path: Path) -> Loaded | CatalogueError:
    try:
        return load_source(path)
    except CatalogueError as error:
        return error


def _tally(how: str) -> None:
    told = TALLY.get("catalogues with every verb", "0 loaded, 0 refused").split()
    counts = {"loaded": int(told[0]), "refused": int(told[2])}
    counts[how] += 1
    TALLY["catalogues with every verb"] = f"{counts['loaded']} loaded, {counts['refused']} refused"
