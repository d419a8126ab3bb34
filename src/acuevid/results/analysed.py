"""One study analysed: its comparisons, its finding, and of each outcome its figures, side and clarity.

All above this floor reads what is worked out of a study here, and here only; each thing is worked out at the first
question, and once.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from acuevid.models import Outcome, Study
from acuevid.results import findings
from acuevid.results.findings import Comparison, Finding
from acuevid.results.once import once
from acuevid.results.pointing import Pointing, pointing
from acuevid.terms import Direction

if TYPE_CHECKING:
    from acuevid.appraisal_tools import Judgement
    from acuevid.results.appraised import Judged
    from acuevid.results.computed import Effects
    from acuevid.results.counts import StudyCounts
    from acuevid.results.kind import Gap, Kind

# A table of studies asks for findings, which mostly stand in the record: what works out figures is imported when asked.


class Result:
    """What is known of one outcome of a study beside what is printed."""

    def __init__(self, study: Study, outcome: Outcome) -> None:
        """Keep both."""
        self.study, self.outcome = study, outcome

    @property
    def kind(self) -> "Kind | None":
        """The kind of result that it is printed as; `None` without a figure for any group."""
        from acuevid.results.kinds import kind_of

        return kind_of(self.outcome)

    @property
    def effects(self) -> "Effects":
        """What is computed between its two arms, or in the one that it was seen in, or why nothing is."""
        from acuevid.results.kinds import outcome_effects

        return outcome_effects(self.study, self.outcome)

    @cached_property
    def pointing(self) -> Pointing:
        """Which way it points, and what that rests on."""
        return pointing(self.study, self.outcome)

    @property
    def direction(self) -> Direction | None:
        """Which way it points; `None` where neither the record nor the figures say so."""
        return self.pointing.direction

    @cached_property
    def gap(self) -> "Gap | None":
        """Where the first arm's figures lie against the second's; `None` without figures in both."""
        from acuevid.results.sides import gap

        return gap(self.study, self.outcome)

    @cached_property
    def is_clear(self) -> bool:
        """Whether the difference is clear of none."""
        from acuevid.results.clarity import is_clear

        return is_clear(self.study, self.outcome)

    @cached_property
    def has_interval(self) -> bool:
        """Whether there is an interval, printed or computed."""
        from acuevid.results.clarity import has_interval

        return has_interval(self.study, self.outcome)

    @cached_property
    def is_within_margin(self) -> bool:
        """Whether it is no worse than its margin, and not clearly better or worse."""
        from acuevid.results.clarity import within_margin

        return within_margin(self.study, self.outcome)

    def inside_margin(self, *, both_ends: bool) -> bool | None:
        """Whether its interval stays inside its margin, at its worse end or at both; `None` without either."""
        from acuevid.results.clarity import inside_margin

        return inside_margin(self.study, self.outcome, both_ends=both_ends)

    @property
    def margin_in_words(self) -> tuple[str, str] | None:
        """The field and the words that give it a margin that is not recorded; `None` where none do."""
        from acuevid.results.margins import margin_in_words

        return margin_in_words(self.study, self.outcome)


class Analysed:
    """A study with what is worked out of its figures."""

    def __init__(self, study: Study) -> None:
        """Keep the study."""
        self.study = study
        self._results: dict[tuple[str, tuple[str, str] | None], Result] = {}

    @property
    def counts(self) -> "StudyCounts":
        """Its counts, printed and inferred."""
        from acuevid.results.counts import study_counts

        return study_counts(self.study)

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """The comparisons that it makes, in the order of its outcomes."""
        return findings.comparisons(self.study)

    @cached_property
    def of_treatment(self) -> tuple[Comparison, ...]:
        """Those of the treatment under study: a trial may also compare two comparators."""
        return tuple(pair for pair in self.comparisons if pair.is_of_treatment)

    @property
    def finding(self) -> Finding:
        """What it found, as a direction and in words."""
        return findings.finding(self.study)

    @property
    def is_beside(self) -> bool:
        """Whether it stands beside the evidence: on costs, experience or guidance, without a comparison."""
        return findings.is_beside(self.study)

    @cached_property
    def judged(self) -> "tuple[Judged, ...]":
        """How it was done as people judged it, by tool and outcomes."""
        from acuevid.results.appraised import judged

        return judged(self.study) if self.study.appraisals else ()

    def risk_of_bias(self, outcome: str | None = None) -> "Judgement | None":
        """The overall judgement on the risk of bias in one of its outcomes, or in it; `None` where none stands."""
        from acuevid.results.appraised import risk_of_bias

        return risk_of_bias(self.study, outcome) if self.study.appraisals else None

    def deciding(self, outcome: str) -> "Judged | None":
        """The appraisals that say what the risk of bias in one of its outcomes is; `None` without any."""
        from acuevid.results.appraised import deciding

        return deciding(self.study, outcome) if self.study.appraisals else None

    def of(self, outcome: Outcome) -> Result:
        """What is known of one of its outcomes."""
        key = outcome.id, outcome.compares
        found = self._results.get(key)
        if found is None or found.outcome is not outcome:
            found = self._results[key] = Result(self.study, outcome)
        return found

    def counted(self, outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
        """Those of these outcomes that speak of benefit."""
        return findings.counted(self.study, outcomes)

    def overall(self, outcomes: Sequence[Outcome]) -> Direction | None:
        """The one direction of several outcomes; `None` where there are none."""
        return findings.overall(self.study, outcomes)


def analysed(study: Study) -> Analysed:
    """The study analysed; kept beside its record, so that nothing is worked out twice."""
    return once(study, "analysed", lambda: Analysed(study))


def result(study: Study, outcome: Outcome) -> Result:
    """What is known of one outcome of a study."""
    return analysed(study).of(outcome)
