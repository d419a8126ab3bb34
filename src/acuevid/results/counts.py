"""Counts behind an outcome in three tiers, each told: as printed, inferred where only one is possible, or nearest."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from acuevid.models import Arm, Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.results.once import once
from acuevid.terms import Role

if TYPE_CHECKING:
    from acuevid.numbers.splits import Split, Splits

_MOST_PEOPLE = 10_000
"""A larger study is not divided: of so many people nearly every division gives any percentage."""


class ArmCount(NamedTuple):
    """Events of a total in one arm; `inferred` says in words how, where the source does not print both.

    `span` is set where the events are the nearest to a printed percentage that no whole number gives, or several do:
    the lowest and highest number of events that come into question. A working figure, always marked as such.
    """

    events: int
    total: int
    inferred: str = ""
    span: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """``16 of 58``, in digits; ``≈184 of 387`` where it is the nearest."""
        return f"{'≈' if self.span else ''}{fmt.count(self.events)} of {fmt.count(self.total)}"

    @property
    def possible(self) -> tuple[int, ...]:
        """The ends of what the events may be: one number, or the lowest and the highest."""
        return (self.events,) if self.span is None else tuple(dict.fromkeys(self.span))


class NoCount(NamedTuple):
    """Why there is no count."""

    reason: str


def _unprinted(outcome: Outcome) -> str:
    """That neither a count nor a percentage is printed for a group, and what is printed in place of them."""
    if outcome.events or outcome.percent:
        return "neither a count nor a percentage is printed for one of the groups"
    if outcome.effect is not None:
        return "an effect is printed without the figures of the groups"
    if outcome.statistic is not None:
        return "a test statistic is printed without the figures of the groups"
    return "no figures of the groups are printed"


class StudyCounts:
    """The counts of one study's outcomes, worked out once."""

    def __init__(self, study: Study) -> None:
        """Keep the study."""
        self.study = study

    def of(self, outcome: Outcome, arm: Arm) -> ArmCount | NoCount:
        """Events and total of an outcome in an arm, or the reason why they cannot be had."""
        events, percent = outcome.events.get(arm.id), outcome.percent.get(arm.id)
        total = self.total(outcome, arm)
        if events is not None and total is not None:
            return ArmCount(events, total) if events <= total else NoCount("more events than people")
        if events is None and percent is None:
            return NoCount(_unprinted(outcome))
        if events is None and percent is not None and total is not None:
            return _from_percent(outcome, arm, total)
        if events is not None and percent is not None:
            return self._from_both(outcome, arm)
        if events is not None:
            return NoCount("the size of the group is not printed")
        return self._from_split(outcome, arm)

    def total(self, outcome: Outcome, arm: Arm) -> int | None:
        """The people that an outcome's figures are of, where the source prints them: none are guessed for subgroups."""
        if arm.id in outcome.total:
            return outcome.total[arm.id]
        if outcome.subgroup:
            return None
        return self.study.participants if arm.participants is None and self.study.is_crossover else arm.participants

    @cached_property
    def percents(self) -> Mapping[str, Sequence[tuple[Outcome, Arm]]]:
        """The percentages of the whole arms, by arm, where the source prints no group sizes."""
        return {
            arm.id: [(o, arm) for o in self.study.outcomes if arm.id in o.percent and not o.subgroup and not o.total]
            for arm in self.study.arms
        }

    @cached_property
    def divisions(self) -> "Splits | None":
        """The divisions of the study's people over its arms that give all their percentages.

        `None` where that question does not arise: a group size is printed, no people or one arm, or no percentage.
        """
        study = self.study
        compared = bool(study.arms_in(Role.EXPERIMENTAL)) and bool(study.arms_in(Role.COMPARATOR))
        if (
            not compared
            or study.is_crossover
            or study.review is not None
            or study.participants is None
            or study.participants < len(study.arms)
            or any(arm.participants is not None for arm in study.arms)
            or not all(self.percents[arm.id] for arm in study.arms)
        ):
            return None
        if study.participants > _MOST_PEOPLE:
            from acuevid.numbers.splits import Splits

            return Splits("not-testable", (), (), "too many divisions of the total would have to be tried")
        shown = tuple(tuple(str(o.percent[arm.id]) for o, _ in self.percents[arm.id]) for arm in study.arms)
        return _divided(study.participants, shown)

    def _from_both(self, outcome: Outcome, arm: Arm) -> ArmCount | NoCount:
        """A count and its percentage without the group's size: the one size that gives the percentage."""
        events, percent = outcome.events[arm.id], outcome.percent[arm.id]
        fits = self.denominators(outcome, arm)
        shown = f"{fmt.count(events)} and {fmt.percent(percent)}"
        if len(fits) != 1:
            found = "no group size gives" if not fits else "several group sizes give"
            return NoCount(f"{found} {shown}")
        people = {self.study.participants, self.study.analysed}
        if len(self.study.arms) == 1 and not outcome.subgroup and fits[0] not in people:
            known = fmt.count(self.study.participants or 0)
            return NoCount(f"{shown} imply {fmt.count(fits[0])} people, and the study has {known}")
        return ArmCount(events, fits[0], f"{fmt.count(fits[0])} is the only group size that gives {shown}")

    def denominators(self, outcome: Outcome, arm: Arm) -> range:
        """The group sizes, up to the study's people, at which a printed count gives its printed percentage."""
        events, percent = outcome.events[arm.id], outcome.percent[arm.id]
        if percent == 0 or self.study.participants is None:
            return range(0)
        from acuevid.numbers.grim import sizes_for_percent

        return sizes_for_percent(percent, events, self.study.participants)

    def _from_split(self, outcome: Outcome, arm: Arm) -> ArmCount | NoCount:
        if outcome.subgroup:
            return NoCount("the size of the subgroup is not printed")
        found = self.divisions
        if found is None:
            return NoCount("the size of the group is not printed")
        total = fmt.count(self.study.participants or 0)
        if found.status == "several":
            return NoCount(
                f"{fmt.count(len(found.rounded))} divisions of {total} give the percentages: {ways(found.rounded)}"
            )
        if found.status != "one":
            return NoCount(found.reason or f"no division of {total} gives the percentages by rounding")
        split = found.rounded[0]
        at = [a.id for a in self.study.arms].index(arm.id)
        which = [o.id for o, _ in self.percents[arm.id]].index(outcome.id)
        counts = split.counts[at][which]
        how = f"{ways([split])} is the only division of {total} that gives all the percentages"
        if len(counts) == 1:
            return ArmCount(counts[0], split.totals[at], how)
        near = _from_percent(outcome, arm, split.totals[at])
        return near._replace(inferred=f"{how}; {near.inferred}") if isinstance(near, ArmCount) else near


def study_counts(study: Study) -> StudyCounts:
    """The counts of a study, worked out once."""
    return once(study, "counts", lambda: StudyCounts(study))


def _divided(total: int, percents: tuple[tuple[str, ...], ...]) -> "Splits":
    """The divisions of a total, by the digits as printed: as numbers 40 and 40.0 would be one."""
    from acuevid.numbers.splits import splits

    return splits(total, [[Decimal(percent) for percent in arm] for arm in percents])


def ways(found: "Sequence[Split]", most: int = 6) -> str:
    """Divisions as text: ``24 + 40, 39 + 25``."""
    told = [" + ".join(fmt.count(n) for n in split.totals) for split in found[:most]]
    return ", ".join(told) + (" …" if len(found) > most else "")


def _from_percent(outcome: Outcome, arm: Arm, total: int) -> ArmCount | NoCount:
    percent = outcome.percent[arm.id]
    if total < 1:
        return NoCount("the group is empty")
    from acuevid.numbers.grim import counts_for_percent, nearest_count

    fits = counts_for_percent(percent, total).rounds
    shown = f"{fmt.percent(percent)} of {fmt.count(total)}"
    if len(fits) == 1:
        return ArmCount(fits[0], total, f"{fmt.count(fits[0])} is the only count that gives {shown}")
    near = nearest_count(percent, total)
    low, high = (fits[0], fits[-1]) if fits else near.beside
    found = f"{fmt.count(len(fits))} counts give" if fits else "no count gives"
    told = f"{found} {shown}; {fmt.count(near.count)} is the nearest"
    return ArmCount(near.count, total, told, (low, high))
