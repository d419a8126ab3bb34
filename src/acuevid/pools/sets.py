"""A question, the studies that answer it together, and those that do not."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

from acuevid.appraisal_tools import Judgement
from acuevid.measures import COUNTED, MEASURES, Sort
from acuevid.models import Outcome, Study
from acuevid.numbers.effects import Estimate
from acuevid.numbers.pooling import Leading, Table, leading_by_counts, says_something
from acuevid.numbers.rates import Rates
from acuevid.results.analysed import analysed
from acuevid.results.computed import ArmMean
from acuevid.results.counts import ArmCount
from acuevid.results.entering import Entry, Tier
from acuevid.results.findings import Comparison
from acuevid.terms import Adjusted, Comparator, EventIs, Family, Window

Measure: TypeAlias = str
"""The name of an effect measure (`measures.py`)."""
Doubted: TypeAlias = Mapping[tuple[str, str], str]
"""By citekey and outcome, the codes of the checks that its figures fail."""


class Question(NamedTuple):
    """What is pooled; `comparator` is `None` where no groups are compared, or against whatever else.

    `construct` is in the words of the record, `event_is` for what happens to people only.
    """

    comparator: Comparator | None
    family: Family
    construct: str
    sort: Sort
    is_randomised: bool
    event_is: EventIs | None
    window: Window
    adjusted: Adjusted = Adjusted.NO

    @property
    def is_inside(self) -> bool:
        """Whether no groups are compared."""
        return self.comparator is None and self.sort.is_inside

    @property
    def against(self) -> str:
        """The class of comparator, with a space before; empty without one."""
        return "" if self.comparator is None else f" against {self.comparator.label}"


@dataclass(frozen=True, slots=True)
class Member:
    """A study in a pool: the outcome that speaks for it, its arms, and its effect on the scale of analysis.

    `entry` is the effect as the study gives it, `effect` as it is pooled. `point` is the effect with its variance;
    `None` where the table says nothing that can be weighed by its variance, and `reason` why. `is_turned`: the sign was
    exchanged, since the other end of its scale is better than in most. `divisors` divide the people of each group, by
    the design effect or over several comparisons; `rates` are events over person-time, so divided; `groups` are the
    means that the effect is computed of, and `cells` the figures of groups taken together. `remarks` tell what was
    chosen inside the study and what else there was; `shared` is the one of them on groups that are left out.
    """

    study: Study
    outcome: Outcome
    pair: Comparison | None
    entry: Entry
    effect: Estimate
    point: tuple[float, float] | None
    counts: tuple[ArmCount, ...]
    people: int | None = None
    divisors: tuple[float, float] = (1.0, 1.0)
    rates: Rates | None = None
    cells: tuple[str, ...] = ()
    is_turned: bool = False
    doubt: str = ""
    reason: str = ""
    remarks: tuple[str, ...] = ()
    shared: str = ""
    groups: tuple[ArmMean, ArmMean] | None = None

    @property
    def yi(self) -> float:
        """The effect on the scale of analysis."""
        assert self.point is not None
        return self.point[0]

    @property
    def vi(self) -> float:
        """Its sampling variance there."""
        assert self.point is not None
        return self.point[1]

    @property
    def risk_of_bias(self) -> Judgement | None:
        """The judgement on the risk of bias in the outcome that speaks for the study; `None` where none stands."""
        return analysed(self.study).risk_of_bias(self.outcome.id)

    @property
    def is_at_high_risk(self) -> bool:
        """Whether that risk was judged high, serious or critical."""
        found = self.risk_of_bias
        return found is not None and found.concern == "high"

    @property
    def is_nearest(self) -> bool:
        """Whether its counts are only the nearest to a printed percentage."""
        return self.entry.tier is Tier.NEAREST

    @property
    def table(self) -> Table:
        """Events and total of the first arm, then of the second, over their divisors; only where counts are."""
        first, second = self.counts
        if self.divisors == (1, 1):
            return first.events, first.total, second.events, second.total
        one, two = self.divisors
        return first.events / one, first.total / one, second.events / two, second.total / two


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A study that is not in a pool, and why; `field` is what the reason rests on."""

    study: Study
    reason: str
    field: str
    outcome: Outcome | None = None


@dataclass(frozen=True)
class PoolSet:
    """The studies that answer one question, in the order in which they are shown, and those that do not.

    `unweighed` are tables without a variance of their own, such as those without events in either arm: inverse
    variance cannot weigh them, and Mantel–Haenszel takes those that say something of the measure.
    """

    question: Question
    measure: Measure
    all_members: tuple[Member, ...]
    left_out: tuple[LeftOut, ...]

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """The studies that can be weighed by their variance."""
        return tuple(m for m in self.all_members if m.point is not None)

    @cached_property
    def unweighed(self) -> tuple[Member, ...]:
        """The tables that cannot."""
        return tuple(m for m in self.all_members if m.point is None)

    @cached_property
    def leading_by_counts(self) -> Leading | None:
        """The method for events that leads, if one does; see `leading_by_counts` and `leading_by_rates`."""
        if self.rates:
            from acuevid.numbers.mantel_haenszel import leading_by_rates

            return leading_by_rates(self.rates, self.measure)
        if not self.has_tables:
            return None
        return leading_by_counts(self.tables, [m.table for m in self.unweighed], self.measure)

    @cached_property
    def pooled(self) -> tuple[Member, ...]:
        """The studies behind the result that leads; every count of studies and people is of these.

        Where no study gives anything to pool, all: they give no result, and a sentence says so.
        """
        if self.has_tables and (leads := self.leading_by_counts) is not None:
            return tuple(m for m in self.all_members if says_something(m.table, leads.measure))
        return self.members or self.all_members

    @cached_property
    def has_tables(self) -> bool:
        """Whether every study gives counts, so that the methods for counts can pool them."""
        return self.measure in COUNTED and all(m.counts for m in self.all_members)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The table of every study, where all give counts for the measure that is pooled; else none."""
        return tuple(m.table for m in self.all_members) if self.has_tables else ()

    @cached_property
    def rates(self) -> tuple[Rates, ...]:
        """Events over person-time of every study, where all give them for the measure that is pooled; else none."""
        found = tuple(m.rates for m in self.all_members if m.rates is not None)
        is_all = MEASURES[self.measure].sort is Sort.RATES and len(found) == len(self.all_members)
        return found if is_all else ()

    @property
    def is_poolable(self) -> bool:
        """Whether two independent studies at least say something of the measure."""
        silent = (m for m in self.unweighed if not m.counts or not says_something(m.table, self.measure))
        without = {id(m) for m in silent}
        return len({m.study.citekey for m in self.all_members if id(m) not in without}) > 1

    @property
    def higher_is_better(self) -> bool | None:
        """Whether a higher effect is better for people, all scales turned to one side; `None` where not recorded."""
        if self.question.sort is not Sort.SCALE:
            return {EventIs.GOOD: True, EventIs.BAD: False}.get(self.question.event_is or EventIs.NEUTRAL)
        known = {m.outcome.higher_is_better is not m.is_turned for m in self.members}
        return known.pop() if len(known) == 1 else None

    @property
    def studies(self) -> tuple[Study, ...]:
        """The studies behind the result that leads, each once, though it may have several comparisons."""
        return tuple({m.study.citekey: m.study for m in self.pooled}.values())

    @property
    def people(self) -> int | None:
        """The people behind the figures that are pooled; `None` where a study does not tell."""
        found = [m.people for m in self.pooled]
        return None if None in found else sum(n for n in found if n is not None)
