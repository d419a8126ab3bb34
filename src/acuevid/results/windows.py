"""Time points as lengths of time, and the windows in which results may be pooled."""

import re

from acuevid.models import Outcome
from acuevid.terms import Window

_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}
_WORDS = {
    word: n
    for n, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
}
_UNIT = r"(hour|day|week|month|year)s?"
_NUMBER = rf"([0-9]{{1,6}}(?:\.[0-9]{{1,6}})?|{'|'.join(_WORDS)})"
_LENGTH = re.compile(rf"\b{_NUMBER}[ -]?{_UNIT}\b|\b{_UNIT} {_NUMBER}\b", re.IGNORECASE | re.ASCII)
_SHORT, _MEDIUM = 93.0, 368.0
"""The days up to which 3 months and 12 months reach, however they are counted (13 weeks, 52 weeks)."""


def days(timepoint: str) -> float | None:
    """A time point as days: 42 for ``6 weeks`` or ``week 6``; the longest it names; `None` where it names none."""
    found = [
        (float(number) if number[0].isdigit() else _WORDS[number.lower()]) * _DAYS[unit.lower()]
        for before, unit_after, unit_before, after in _LENGTH.findall(timepoint)
        for number, unit in ((before or after, unit_after or unit_before),)
    ]
    return max(found, default=None)


def measured_at(outcome: Outcome) -> float | None:
    """The days after which an outcome was measured, the last of its time points; `None` where none is recorded."""
    return max((d for text in outcome.timepoints if (d := days(text)) is not None), default=None)


def window(outcome: Outcome) -> Window:
    """The window that an outcome was measured in."""
    return window_at(measured_at(outcome))


def window_at(at: float | None) -> Window:
    """The window that so many days fall into."""
    if at is None:
        return Window.UNRECORDED
    return Window.SHORT if at <= _SHORT else Window.MEDIUM if at <= _MEDIUM else Window.LONG
