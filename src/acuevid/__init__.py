"""acuevid: an evidence summariser for clinical fact sheets.

``acuevid.load("studies")`` gives a `Sheet`, and a folder of catalogues a `Library`; see docs/python.md.
"""

import os
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from acuevid.api.checking import Checked
    from acuevid.api.library import Library
    from acuevid.api.pooling import Pool
    from acuevid.api.results import Picture, Rows
    from acuevid.api.sheet import Changes, ConditionOf, Sheet, Studies, StudyInFull
    from acuevid.api.summaries import Summary
    from acuevid.diagnostics import Diagnostic
    from acuevid.errors import AcuevidError, CatalogueError, NotFound, UsageError

_WHERE = {
    "AcuevidError": "acuevid.errors",
    "CatalogueError": "acuevid.errors",
    "Changes": "acuevid.api.sheet",
    "Checked": "acuevid.api.checking",
    "ConditionOf": "acuevid.api.sheet",
    "Diagnostic": "acuevid.diagnostics",
    "Library": "acuevid.api.library",
    "NotFound": "acuevid.errors",
    "Picture": "acuevid.api.results",
    "Pool": "acuevid.api.pooling",
    "Rows": "acuevid.api.results",
    "Sheet": "acuevid.api.sheet",
    "Studies": "acuevid.api.sheet",
    "StudyInFull": "acuevid.api.sheet",
    "Summary": "acuevid.api.summaries",
    "UsageError": "acuevid.errors",
}
"""Where each public name is, which is loaded when it is asked for: the command line has no time for all of them."""

__all__ = [
    "AcuevidError",
    "CatalogueError",
    "Changes",
    "Checked",
    "ConditionOf",
    "Diagnostic",
    "Library",
    "NotFound",
    "Picture",
    "Pool",
    "Rows",
    "Sheet",
    "Studies",
    "StudyInFull",
    "Summary",
    "UsageError",
    "__version__",
    "load",
    "pool",
]


def load(path: "str | os.PathLike[str] | None" = None) -> "Sheet | Library":
    """The sheet in a file, or the library in a folder; a name is that of a catalogue which comes with acuevid.

    Without a path it is the one on neuropathic pain. Raises `CatalogueError` with all that is wrong, `NotFound` for a
    name that stands for nothing.
    """
    from acuevid.api.opening import open_shelf

    shelf = open_shelf(path)
    if shelf.is_library:
        from acuevid.api.library import Library

        return Library(shelf)
    from acuevid.api.sheet import Sheet

    return Sheet(shelf.sheets[0].source)


def pool(studies: "Sheet | Studies", condition: str | None = None, **options: Any) -> "Pool":
    """The pool of a sheet or of some of its studies; the options are those of `Sheet.pool`."""
    return studies.pool(condition, **options)


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        from importlib import import_module

        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'acuevid' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_WHERE})
