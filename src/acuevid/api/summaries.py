"""What may be said of conditions, or of a whole sheet: each sentence with what it rests on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from acuevid.api.frames import FrameLibrary, frame
from acuevid.api.results import Shown, plain
from acuevid.catalogue.load import Loaded
from acuevid.models import Condition
from acuevid.synthesis.condition import ConditionSummary, summarise_condition
from acuevid.synthesis.sheet import SheetSummary, summarise_sheet
from acuevid.synthesis.statements import Statement
from acuevid.views.blocks import Document

Kind = Literal["full", "brief", "plain"]


@dataclass(frozen=True, repr=False)
class Summary(Shown):
    """The summary of some conditions of a sheet, or (none named) of the whole sheet.

    `kind` is full, brief (the key messages alone) or plain (for those it is about). As text it is Markdown.
    """

    source: Loaded
    about: tuple[Condition, ...] = ()
    kind: Kind = "full"

    def __repr__(self) -> str:
        """What it is of, and of which kind."""
        names = ", ".join(condition.key for condition in self.about) or self.source.catalogue.sheet.title
        return f"<Summary of {names}: {self.kind}>"

    @cached_property
    def _whole(self) -> SheetSummary | None:
        return None if self.about else summarise_sheet(self.source.catalogue)

    @cached_property
    def _each(self) -> Sequence[ConditionSummary]:
        if self._whole is not None:
            return self._whole.conditions
        return [summarise_condition(self.source.catalogue, condition) for condition in self.about]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Its sentences: each has an `id`, a `text`, a `template`, and a `basis` of records, fields and values."""
        if self.kind == "plain":
            from acuevid.views.plain import plain_summaries

            made = plain_summaries(self.source.catalogue, self._each)
            return tuple(s for summary in made for s in summary.statements)
        is_brief = self.kind == "brief"
        if self._whole is not None and not is_brief:
            return tuple(self._whole.statements)
        told = [s for summary in self._each for s in (summary.key if is_brief else summary.statements)]
        return (*self._whole.key, *told) if self._whole is not None else tuple(told)

    @property
    def document(self) -> Document:
        """What a reader is shown."""
        catalogue = self.source.catalogue
        if self.kind == "plain":
            from acuevid.views.plain import plain_document

            return plain_document(catalogue, self._each, whole=self._whole is not None)
        from acuevid.views.summary import brief_document, condition_document, sheet_document

        if self.kind == "brief":
            return brief_document(catalogue, self._each, self._whole.key if self._whole else ())
        if self._whole is not None:
            return sheet_document(catalogue, self._whole)
        return condition_document(catalogue, list(self._each))

    @property
    def trace(self) -> Document:
        """What each sentence rests on, with the places in the file."""
        from acuevid.views.trace import trace_document

        return trace_document(self.source, self.statements)

    def json(self) -> Iterator[str]:
        """The same for programs, in pieces of JSON text."""
        from acuevid.export.json import key_json, plain_json, sheet_json, summaries_json
        from acuevid.views.scope import all_of
        from acuevid.views.trace import places_in

        catalogue, where = self.source.catalogue, places_in(self.source)
        if self.kind == "plain":
            from acuevid.views.plain import plain_summaries

            return plain_json(plain_summaries(catalogue, self._each), where)
        if self.kind == "brief":
            return key_json(self._whole.key if self._whole else (), self._each, where)
        if self._whole is not None:
            return sheet_json(catalogue, self._whole, all_of(catalogue), where)
        return summaries_json(self._each, where)

    def to_dict(self) -> dict[str, Any]:
        """The same data as ``acuevid summarize --json``."""
        data: dict[str, Any] = plain(self.json())
        return data

    def to_frame(self, library: FrameLibrary | None = None) -> Any:
        """The sentences as a frame, one a row, with the records that each rests on."""
        told = self.statements
        columns: dict[str, list[Any]] = {
            "id": [s.id for s in told],
            "text": [s.text for s in told],
            "template": [s.template for s in told],
            "studies": [" ".join(s.citekeys) for s in told],
        }
        return frame(columns, library)
