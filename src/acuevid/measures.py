"""The effect measures, one row each: what it is called, its value of no effect, its scale, how it is written."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MeasureKind:
    """An effect measure as readers know it.

    `is_ratio`: its interval and its pooling live on the log scale. `from_counts`: events of a total in two arms give
    it. `is_reported`: a record may give it as printed. `is_computed`: acuevid works it out of an outcome's figures, so
    that it has columns. It is written `times` its value, with `decimals` unless it is a ratio, which has a rule of its
    own.
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

    @property
    def option(self) -> str:
        """The word of the command line: ``rr``."""
        return self.short.split(",")[0].lower()

    @property
    def null(self) -> float:
        """The value of no effect, on the measure's own scale."""
        return 1.0 if self.is_ratio else 0.0

    @property
    def null_text(self) -> str:
        """The same as sentences write it: ``1`` or ``0``."""
        return "1" if self.is_ratio else "0"


def _rows() -> Iterator[MeasureKind]:
    said, both = {"is_reported": True}, {"is_reported": True, "is_computed": True}
    yield MeasureKind("risk_ratio", "risk ratio", "RR", is_ratio=True, from_counts=True, **both)
    yield MeasureKind("odds_ratio", "odds ratio", "OR", is_ratio=True, from_counts=True, **both)
    yield MeasureKind("hazard_ratio", "hazard ratio", "HR", is_ratio=True, **said)
    yield MeasureKind("peto_odds_ratio", "Peto odds ratio", "Peto OR", is_ratio=True, from_counts=True)
    yield MeasureKind(
        "risk_difference", "risk difference", "RD, points", from_counts=True, times=100, decimals=1, **both
    )
    yield MeasureKind("mean_difference", "mean difference", "MD", **both)
    yield MeasureKind("std_mean_difference", "standardised mean difference", "SMD", **both)
    yield MeasureKind("rate_ratio", "rate ratio", "IRR", is_ratio=True, **both)
    yield MeasureKind("rate_difference", "rate difference", "IRD", **both)
    yield MeasureKind("ratio_of_means", "ratio of means", "ROM", is_ratio=True, **said)
    yield MeasureKind("mean_change", "mean change", "MC")
    yield MeasureKind("std_mean_change", "standardised mean change", "SMCC")
    yield MeasureKind("correlation", "correlation", "r", **said)
    yield MeasureKind("fisher_z", "Fisher's z of a correlation", "z")
    yield MeasureKind("proportion", "proportion", "proportion", is_computed=True, times=100, decimals=1)


MEASURES = {kind.name: kind for kind in _rows()}
"""Every measure by its name; the only place that says what is a ratio, and what a record may give."""

RATIOS = frozenset(name for name, kind in MEASURES.items() if kind.is_ratio)
COUNTED = frozenset(name for name, kind in MEASURES.items() if kind.from_counts)
REPORTED = {name: kind for name, kind in MEASURES.items() if kind.is_reported}
COMPUTED = tuple(name for name, kind in MEASURES.items() if kind.is_computed)
