"""Taking what forms say into the text of a catalogue; what it would break is said of the cell that would break it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import tomli

from acuevid.catalogue.load import Loaded, load_bytes
from acuevid.catalogue.paths import place_of, steps
from acuevid.diagnostics import Diagnostic
from acuevid.errors import CatalogueError
from acuevid.intake.compare import Difference
from acuevid.intake.editing import set_values
from acuevid.intake.forms import refusal


def taken_in(source: Loaded, found: Sequence[Difference]) -> str:
    """The text of the catalogue with what differs in it, but for what stays.

    Raises `CatalogueError` with the cells that keep it from loading.
    """
    changes = [difference for difference in found if not difference.stays]
    text = source.data.decode("utf-8-sig")
    if not changes:
        return text
    new = set_values(text, [(change.citekey, change.field, change.value) for change in changes])
    try:
        load_bytes(new.encode("utf-8"), source.name)
    except CatalogueError as error:
        raw = tomli.loads(new.replace("\r\n", "\n"), parse_float=Decimal)
        paths = [(_path(raw, change), change) for change in changes]
        raise refusal([_of_cell(problem, paths) for problem in error.diagnostics]) from None
    return new


def _path(raw: dict[str, Any], change: Difference) -> tuple[str, ...]:
    """The path of a change in the new data, as diagnostics name it."""
    place = next(i for i, study in enumerate(raw["study"]) if study["citekey"] == change.citekey)
    path, here = ["study", str(place)], raw["study"][place]
    for name, key in steps(change.field):
        path.append(name)
        here = here.get(name, {}) if isinstance(here, dict) else {}
        if key is not None:
            n = place_of(name, key, here if isinstance(here, list) else ()) or 0
            path.append(str(n))
            here = here[n] if n < len(here) else {}
    return tuple(path)


def _of_cell(problem: Diagnostic, paths: Sequence[tuple[tuple[str, ...], Difference]]) -> tuple[str, str]:
    """The cell that a problem came from, and its words: the change whose path has most in common with its own."""
    field = tuple(problem.field.split("."))

    def shared(path: tuple[str, ...]) -> int:
        return next((n for n, (one, two) in enumerate(zip(path, field, strict=False)) if one != two), len(field))

    change = max(paths, key=lambda item: shared(item[0]))[1]
    return change.place, f"{problem.message}{f' ({problem.hint})' if problem.hint else ''}"
