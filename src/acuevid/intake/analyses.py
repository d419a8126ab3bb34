"""What RevMan's analyses hold, whichever file they stand in: two groups of a study under one outcome."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from acuevid.intake.drafts import DataSet, DraftOutcome, joined
from acuevid.intake.effects import effect_of, measure_of

Figure = int | Decimal | None

COMPUTED = "computed by RevMan from the figures that come in"


@dataclass(frozen=True)
class Analysis:
    """An outcome of a comparison: `kind` is RevMan's data type, DIC, CON, IV, IPD or OTH."""

    number: str
    label: str
    kind: str
    measure: str = ""
    labels: tuple[str, str] = ("", "")
    unit: str = ""

    @property
    def groups(self) -> tuple[str, str]:
        """The labels of the groups, the treatment first."""
        return self.labels[0] or "Experimental", self.labels[1] or "Control"


@dataclass(frozen=True)
class Result:
    """What one study has in an analysis; `values` under the names that RevMan's CSV has."""

    study: str
    year: int | None
    origin: str
    values: Mapping[str, Figure]
    subgroup: str = ""
    text: str = ""


@dataclass
class Analyses:
    """The analyses of a file as they are read, in its order."""

    data: DataSet
    rows: list[tuple[Analysis, Result]] = field(default_factory=list)

    def finish(self) -> None:
        """Put every result into its study.

        A subgroup is one of people where a study stands in several of an analysis; otherwise it is the review's own
        sorting of studies, and is noted.
        """
        often = Counter((analysis.number, result.study) for analysis, result in self.rows)
        for analysis, result in self.rows:
            self._put(analysis, result, is_split=often[analysis.number, result.study] > 1)

    def _put(self, analysis: Analysis, result: Result, *, is_split: bool) -> None:
        study = self.data.study(result.study, result.origin, result.year)
        if analysis.kind == "OTH":
            study.notes.append(f"{analysis.label}: {result.text}" if result.text else analysis.label)
            return
        if analysis.kind in ("DIC", "CON") and 0 in (result.values.get("Total 1"), result.values.get("Total 2")):
            self.data.leave(result.origin, f"{result.study}, {analysis.label}", "a group of nobody")
            return
        first, second = analysis.groups
        study.group(first, "experimental")
        study.group(second, "comparator")
        outcome = DraftOutcome(analysis.label, pair=(first, second))
        if result.subgroup and is_split:
            outcome.fields["subgroup"] = result.subgroup
        notes = [f"the review's subgroup: {result.subgroup}" if result.subgroup and not is_split else "", result.text]
        self._figures(outcome, analysis, result)
        if note := joined(notes):
            outcome.fields["note"] = note
        study.outcomes.append(outcome)

    def _figures(self, outcome: DraftOutcome, analysis: Analysis, result: Result) -> None:
        values = result.values
        events = ("events", "Events") if analysis.kind in ("DIC", "IPD") else None
        means = (("mean", "Mean"), ("sd", "SD")) if analysis.kind == "CON" else ()
        for side, group in enumerate(analysis.groups, 1):
            for name, column in filter(None, (events, *means)):
                outcome.put(name, group, values.get(f"{column} {side}"))
            outcome.put("total", group, values.get(f"Total {side}") or None)
        if analysis.unit and analysis.kind == "CON":
            outcome.fields["unit"] = analysis.unit
        if analysis.kind == "IV":
            self._effect(outcome, analysis, result)
        if analysis.kind == "IPD":
            shown = ", ".join(f"{n} {values[n]}" for n in ("O-E", "Variance") if values.get(n) is not None)
            self.data.leave(result.origin, f"{result.study}, {analysis.label}: {shown}", "O−E has no field")

    def _effect(self, outcome: DraftOutcome, analysis: Analysis, result: Result) -> None:
        measure, values = measure_of(analysis.measure), result.values
        parts = [values.get(name) for name in ("Effect Estimate", "CI Start", "CI End", "SE")]
        if effect := effect_of(measure, *parts):
            outcome.fields["effect"] = effect
        else:
            shown = ", ".join(str(part) for part in parts if part is not None)
            why = f"no measure of a record is “{analysis.measure}”" if not measure else "it has no estimate"
            self.data.leave(result.origin, f"{result.study}, {analysis.label}: {shown}", why)
