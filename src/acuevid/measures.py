"""The effect measures: what each is called, its value of no effect, and whether it is analysed on the log scale."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MeasureKind:
    """An effect measure as readers know it.

    `is_ratio`: its interval and its pooling live on the log scale. `from_counts`: events of a total in two arms give
    it.
    """

    name: str
    label: str
    short: str
    is_ratio: bool = False
    from_counts: bool = False

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


MEASURES = {
    kind.name: kind
    for kind in (
        MeasureKind("risk_ratio", "risk ratio", "RR", is_ratio=True, from_counts=True),
        MeasureKind("odds_ratio", "odds ratio", "OR", is_ratio=True, from_counts=True),
        MeasureKind("hazard_ratio", "hazard ratio", "HR", is_ratio=True),
        MeasureKind("peto_odds_ratio", "Peto odds ratio", "Peto OR", is_ratio=True, from_counts=True),
        MeasureKind("risk_difference", "risk difference", "RD, points", from_counts=True),
        MeasureKind("mean_difference", "mean difference", "MD"),
        MeasureKind("std_mean_difference", "standardised mean difference", "SMD"),
        MeasureKind("ratio_of_means", "ratio of means", "ROM", is_ratio=True),
        MeasureKind("mean_change", "mean change", "MC"),
        MeasureKind("std_mean_change", "standardised mean change", "SMCC"),
        MeasureKind("rate_ratio", "rate ratio", "IRR", is_ratio=True),
        MeasureKind("rate_difference", "rate difference", "IRD"),
        MeasureKind("correlation", "correlation", "r"),
        MeasureKind("fisher_z", "Fisher's z of a correlation", "z"),
        MeasureKind("proportion", "proportion", "proportion"),
    )
}
"""Every measure by its name; the only place that says what is a ratio."""

RATIOS = frozenset(name for name, kind in MEASURES.items() if kind.is_ratio)
COUNTED = frozenset(name for name, kind in MEASURES.items() if kind.from_counts)
