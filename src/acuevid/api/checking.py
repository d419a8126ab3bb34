"""Checking a sheet: what is wrong with it, and how every number of it ends."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from acuevid.api.frames import FrameLibrary, frame
from acuevid.api.results import Shown, plain
from acuevid.checks.prose import Overclaim, overclaims_of
from acuevid.checks.run import Number, Report, run_checks
from acuevid.diagnostics import Diagnostic
from acuevid.views.blocks import Block, Bullets, Document, Prose
from acuevid.views.claims import claim_diagnostics, prose_diagnostics
from acuevid.views.findings import alias_diagnostics, count_line, diagnostics, totals
from acuevid.views.todo import is_todo, todo_diagnostics

if TYPE_CHECKING:
    from acuevid.catalogue.load import Loaded
    from acuevid.catalogue.shelf import Shelf
    from acuevid.models import Study


def examine(
    source: "Loaded",
    chosen: "Sequence[Study]" = (),
    *,
    numbers: bool = False,
    tick: Callable[[int, int], None] | None = None,
    own_only: bool = False,
) -> tuple[Report, list[Diagnostic]]:
    """Check some studies of a catalogue, or (none chosen) all of it; what was found is in file order.

    With `own_only` the studies that it uses of other sheets are left to these.
    """
    phrases: list[Overclaim] = []

    def look(place: int, study: "Study") -> None:
        phrases.extend(overclaims_of(place, study))

    whole = None if chosen else look
    but = source.origins if own_only and not chosen else ()
    report = run_checks(source.catalogue, chosen or None, numbers=numbers, tick=tick, look=whole, but=but)
    found = diagnostics(report, source) + todo_diagnostics(source, {study.citekey for study in chosen})
    if not chosen:
        found += alias_diagnostics(source) + claim_diagnostics(source) + prose_diagnostics(source, phrases)
        if source.catalogue.sheet.style is not None:
            from acuevid.views.style import style_diagnostics

            found += style_diagnostics(source)
    return report, sorted(found, key=lambda d: (d.line, d.column, d.code))


def is_wanted(code: str, select: Collection[str], ignore: Collection[str]) -> bool:
    """Whether a code is among those selected, by how it begins, and not among those ignored."""
    chosen = not select or code.upper().startswith(tuple(s.upper() for s in select))
    return chosen and not code.startswith(tuple(s.upper() for s in ignore))


@dataclass(frozen=True, repr=False)
class Checked(Shown):
    """What the checks found.

    `diagnostics` are problems with their places, and what is still to fill in; `reports` have, by the name of the sheet
    (empty for a single one), how many numbers end how; `numbers` has every one with its arithmetic.
    """

    diagnostics: tuple[Diagnostic, ...]
    reports: dict[str, Report]

    def __repr__(self) -> str:
        """What was found, in a line."""
        return f"<Checked: {count_line(*self.reports.values())}>"

    @property
    def numbers(self) -> tuple[Number, ...]:
        """Every number that was checked: its record and field, how it is printed, how it ends, and the arithmetic."""
        return tuple(number for report in self.reports.values() for number in report.numbers)

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The faults of the catalogue itself, for which `acuevid check` exits with 1."""
        return tuple(d for d in self.diagnostics if d.severity == "error")

    @property
    def document(self) -> Document:
        """The diagnostics as a list, and the totals."""
        told = tuple(Prose(f"{d.place} {d.code} {d.message}") for d in self.diagnostics if not is_todo(d))
        blocks: list[Block] = [Bullets(told)] if told else []
        return Document.of(blocks, totals(self.reports), Prose(f"{count_line(*self.reports.values())}."))

    def to_dict(self) -> dict[str, Any]:
        """The same data as ``acuevid check --json``."""
        from acuevid.export.json import library_check_json

        data: dict[str, Any] = plain(library_check_json(self.diagnostics, self.reports))
        return data

    def to_frame(self, library: FrameLibrary | None = None) -> Any:
        """The diagnostics as a frame, one a row."""
        rows = [d._asdict() for d in self.diagnostics]
        columns = {name: [row[name] for row in rows] for name in Diagnostic._fields}
        return frame(columns | {"severity": [d.severity.value for d in self.diagnostics]}, library)


def check_shelf(
    shelf: "Shelf",
    studies: Collection[str] = (),
    *,
    select: "str | Collection[str] | None" = None,
    ignore: "str | Collection[str] | None" = None,
    retractions: "Path | None" = None,
    numbers: bool = False,
    progress: "Callable[[], AbstractContextManager[Callable[[int, int], None]]] | None" = None,
) -> Checked:
    """Check each sheet of a shelf, or these studies of it, and hold the sheets of a library against each other.

    `retractions` is the file of Retraction Watch in which works are looked up as well.
    """
    asked = shelf.studies(studies) if studies else [(sheet, []) for sheet in (*shelf.sheets, *shelf.shared)]
    reports: dict[str, Report] = {}
    found: list[Diagnostic] = []
    for sheet, chosen in asked:
        with progress() if progress is not None else nullcontext(None) as tick:
            reports[sheet.key], mine = examine(
                sheet.source, chosen, numbers=numbers, tick=tick, own_only=shelf.is_library
            )
        if retractions is not None:
            from acuevid.catalogue.retractions import retraction_diagnostics

            mine += retraction_diagnostics(sheet.source, retractions, chosen)
        found += sorted(mine, key=lambda d: (d.line, d.column, d.code))
    if shelf.is_library:
        from acuevid.views.between import library_diagnostics

        keys = {study.citekey for _, chosen in asked for study in chosen}
        found += [d for d in library_diagnostics(shelf) if not studies or d.citekey in keys]
        found = list(dict.fromkeys(found))  # a record that several sheets use is complained of once
    wanted, left = ((words,) if isinstance(words, str) else tuple(words or ()) for words in (select, ignore))
    return Checked(tuple(d for d in found if is_wanted(d.code, wanted, left)), reports)
