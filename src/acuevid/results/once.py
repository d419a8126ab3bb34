"""What is worked out of a study once, and read by everything above: kept beside its fields, as long as it lives."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from acuevid.models import Catalogue, Study

_T = TypeVar("_T")
_KEPT = "_worked_out"


def once(record: Study | Catalogue, name: Hashable, work: Callable[[], _T]) -> _T:
    """The value of `work`, done at the first call for this record and name; records are frozen, so it stays right."""
    values: dict[Hashable, Any] = record.__dict__.get(_KEPT) or record.__dict__.setdefault(_KEPT, {})
    if name not in values:
        values[name] = work()
    found: _T = values[name]
    return found


def forget(record: Study | Catalogue) -> None:
    """Let go of what was worked out, where a hundred thousand studies are gone through one by one."""
    record.__dict__.pop(_KEPT, None)
