"""What a check says of some numbers, and the register of all checks."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from acuevid.diagnostics import Severity
from acuevid.models import Catalogue, Outcome, ReportedEffect, Study
from acuevid.results.counts import StudyCounts
from acuevid.terms import Term


class Status(Term):
    """How a number ends. Not testable is said with its reason, never passed over."""

    CONSISTENT = "consistent"
    INCONSISTENT = "inconsistent"
    NOT_TESTABLE = "not-testable"


_ABOUT_FIGURES = ("CNT", "STA1")
_OF_OUTCOME = re.compile(r"outcome\[(.+?)\]\.")


class Checked(NamedTuple):
    """What one check found of some fields of a record; `line` is the arithmetic, to be redone with a pencil."""

    code: str
    status: Status
    record: str
    fields: tuple[str, ...]
    line: str
    severity: Severity = Severity.WARNING

    @property
    def is_about_figures(self) -> bool:
        """Whether it concerns printed figures, and not a direction, a verdict or a reference."""
        return self.code.startswith(_ABOUT_FIGURES)

    @property
    def by_outcome(self) -> Iterator[tuple[str, str]]:
        """Its fields that stand in an outcome, each with the outcome's id before it."""
        for name in self.fields:
            if (outcome := _OF_OUTCOME.match(name)) is not None:
                yield outcome[1], name

    @property
    def faulty(self) -> tuple[str, ...]:
        """The one number that an inconsistency is counted under; the others stand beside it, and may be right."""
        return self.fields[:1]


@dataclass(frozen=True)
class Subject:
    """A study under check, with its counts and the catalogue that it stands in."""

    study: Study
    counts: StudyCounts
    catalogue: Catalogue

    @cached_property
    def printed(self) -> frozenset[str]:
        """The fields that any of its outcomes has, and ``appraisals`` where it has some."""
        own = ("appraisals",) if self.study.appraisals else ()
        return frozenset(own).union(*(outcome.model_fields_set for outcome in self.study.outcomes))

    def effects(self) -> Iterator[tuple[Outcome, str, ReportedEffect]]:
        """Every printed effect of the study, with its outcome and the path of its table."""
        for outcome in self.study.outcomes:
            for name, effect in outcome.effect_fields:
                yield outcome, f"outcome[{outcome.id}].{name}", effect


Answer = tuple[Status, tuple[str, ...], str]
"""A status, the fields that it is about, and the arithmetic in one line."""


class Check(NamedTuple):
    """A check: its code, a title, how much an inconsistency weighs, and the function; its docstring documents it.

    `of` names the fields of an outcome (or ``appraisals``) without any of which it has nothing to say; without names
    it asks every study.
    """

    code: str
    title: str
    severity: Severity
    function: Callable[[Subject], Iterator[Answer]]
    of: frozenset[str] = frozenset()

    def asks(self, subject: Subject) -> bool:
        """Whether it may have something to say of a study."""
        return not self.of or not self.of.isdisjoint(subject.printed)

    def results(self, subject: Subject) -> Iterator[Checked]:
        """What the check says of a study."""
        for status, fields, line in self.function(subject):
            yield Checked(self.code, status, subject.study.citekey, fields, line, self.severity)


CHECKS: dict[str, Check] = {}


def check(
    code: str, title: str, severity: Severity = Severity.WARNING, *, of: Collection[str] = ()
) -> Callable[[Callable[[Subject], Iterator[Answer]]], Callable[[Subject], Iterator[Answer]]]:
    """Register a function as the check of this code."""

    def register(function: Callable[[Subject], Iterator[Answer]]) -> Callable[[Subject], Iterator[Answer]]:
        CHECKS[code] = Check(code, title, severity, function, frozenset(of))
        return function

    return register


def fits(ok: bool) -> Status:
    """Consistent or inconsistent."""
    return Status.CONSISTENT if ok else Status.INCONSISTENT
