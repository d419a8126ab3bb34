"""The effect measures, one row each: what it is called, its value of no effect, its scale, how it is written."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple


class Sort(StrEnum):
    """What a measure compares; effects of one sort only may stand in one pool."""

    EVENTS = "events"
    SCALE = "scale"
    RATES = "rates"
    TIMES = "times"
    ASSOCIATION = "association"
    GROUP = "group"

    @property
    def has_event(self) -> bool:
        """Whether something happens to people, which may be good or bad."""
        return self in (Sort.EVENTS, Sort.RATES, Sort.TIMES, Sort.GROUP)

    @property
    def is_inside(self) -> bool:
        """Whether it is of people who are not compared, so that it is pooled only where it is asked for."""
        return self in (Sort.ASSOCIATION, Sort.GROUP)

    @property
    def label(self) -> str:
        """What a source prints of it, in words."""
        return _SORT_LABELS[self]


_SORT_LABELS = {
    Sort.EVENTS: "counts",
    Sort.SCALE: "means",
    Sort.RATES: "rates over time",
    Sort.TIMES: "times to an event",
    Sort.ASSOCIATION: "a correlation",
    Sort.GROUP: "proportions in one group",
}


class MeasureKind(NamedTuple):
    """An effect measure as readers know it.

    `is_ratio`: its interval and its pooling live on the log scale. `from_counts`: events of a total in two arms give
    it. `is_reported`: a record may give it as printed. `is_computed`: acuevid works it out of an outcome's figures, so
    that it has columns. `sort` is what it compares, and so which effects it may be pooled with. It is written `times`
    its value, with `decimals` unless it is a ratio, which has a rule of its own.
    """

    name: str
    label: str
    short: str
    is_ratio: bool = False
    from_counts: bool = False
    is_reported: bool = False
    is_computed: bool = False
    times: int = 1
    decimals: int = 2
    sort: Sort = Sort.EVENTS

    @property
    def option(self) -> str:
        """The word of the command line: ``rr``."""
        return self.short.split(",")[0].lower()

    @property
    def is_pooled(self) -> bool:
        """Whether effects of it are pooled, printed or computed."""
        return self.is_reported or self.is_computed

    @property
    def scale(self) -> str:
        """The scale of analysis: ``log``, ``fisher-z``, ``logit`` or ``natural``."""
        return "log" if self.is_ratio else {"correlation": "fisher-z", "proportion": "logit"}.get(self.name, "natural")

    @property
    def has_null(self) -> bool:
        """Whether there is a value of no effect: a proportion in one group has none."""
        return self.sort is not Sort.GROUP

    @property
    def null(self) -> float:
        """The value of no effect, on the measure's own scale."""
        return 1.0 if self.is_ratio else 0.0

    @property
    def null_text(self) -> str:
        """The same as sentences write it: ``1`` or ``0``."""
        return "1" if self.is_ratio else "0"


def _rows() -> Iterator[MeasureKind]:
    said: dict[str, Any] = {"is_reported": True}
    both: dict[str, Any] = {"is_reported": True, "is_computed": True}
    ratio: dict[str, Any] = {"is_ratio": True}
    yield MeasureKind("risk_ratio", "risk ratio", "RR", from_counts=True, **ratio, **both)
    yield MeasureKind("odds_ratio", "odds ratio", "OR", from_counts=True, **ratio, **both)
    yield MeasureKind("hazard_ratio", "hazard ratio", "HR", **ratio, **said, sort=Sort.TIMES)
    yield MeasureKind("peto_odds_ratio", "Peto odds ratio", "Peto OR", from_counts=True, **ratio)
    yield MeasureKind(
        "risk_difference", "risk difference", "RD, points", from_counts=True, times=100, decimals=1, **both
    )
    yield MeasureKind("mean_difference", "mean difference", "MD", **both, sort=Sort.SCALE)
    yield MeasureKind("std_mean_difference", "standardised mean difference", "SMD", **both, sort=Sort.SCALE)
    yield MeasureKind("rate_ratio", "rate ratio", "IRR", **ratio, **both, sort=Sort.RATES)
    yield MeasureKind("rate_difference", "rate difference", "IRD", **both, sort=Sort.RATES)
    yield MeasureKind("ratio_of_means", "ratio of means", "ROM", **ratio, **said, sort=Sort.SCALE)
    yield MeasureKind("mean_change", "mean change", "MC", sort=Sort.SCALE)
    yield MeasureKind("std_mean_change", "standardised mean change", "SMCC", sort=Sort.SCALE)
    yield MeasureKind("correlation", "correlation", "r", **said, sort=Sort.ASSOCIATION)
    yield MeasureKind("fisher_z", "Fisher's z of a correlation", "z", sort=Sort.ASSOCIATION)
    yield MeasureKind(
        "proportion", "proportion", "proportion, %", is_computed=True, times=100, decimals=1, sort=Sort.GROUP
    )


MEASURES = {kind.name: kind for kind in _rows()}
"""Every measure by its name; the only place that says what is a ratio, and what a record may give."""

RATIOS = frozenset(name for name, kind in MEASURES.items() if kind.is_ratio)
COUNTED = frozenset(name for name, kind in MEASURES.items() if kind.from_counts)
REPORTED = {name: kind for name, kind in MEASURES.items() if kind.is_reported}
COMPUTED = tuple(name for name, kind in MEASURES.items() if kind.is_computed)
MEASURE_BY_OPTION = {kind.option: name for name, kind in MEASURES.items() if kind.is_pooled}
"""The measures that can be pooled, by the short name that asks for them."""
