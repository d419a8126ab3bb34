"""Which studies may be pooled on which question, which are left out and why, and what pooling them gives."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median
from typing import Literal

from acuevid.catalogue.names import fold
from acuevid.figures.counts import ArmCount, StudyCounts
from acuevid.figures.effects import outcome_effects
from acuevid.figures.findings import Comparison, comparisons
from acuevid.models import Outcome, Study
from acuevid.numbers.effects import AbsoluteEffect, Estimate, absolute_per_1000, wald_risk_difference
from acuevid.numbers.heterogeneity import Tau2Interval, tau2_interval
from acuevid.numbers.pooling import RATIOS, Model, Pooled, Test, for_pooling, mantel_haenszel, on_its_scale, pool
from acuevid.terms import Comparator, Design, Family

Measure = Literal["risk_ratio", "odds_ratio", "risk_difference", "mean_difference", "std_mean_difference"]
COUNTED = ("risk_ratio", "odds_ratio", "risk_difference")
MODELS: tuple[tuple[Model, Test], ...] = (
    ("REML", "knha"),
    ("REML", "z"),
    ("PM", "knha"),
    ("DL", "knha"),
    ("DL", "z"),
    ("CE", "z"),
)
"""The models that are shown beside each other; the first is the result."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is pooled: one class of comparator and one kind of outcome, in randomised trials or in the other studies."""

    comparator: Comparator
    family: Family
    is_randomised: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A study in a pool: the outcome that speaks for it, its arms, and its effect on the scale of analysis."""

    study: Study
    outcome: Outcome
    pair: Comparison
    effect: Estimate
    yi: float
    vi: float
    counts: tuple[ArmCount, ...]
    remark: str = ""

    @property
    def table(self) -> tuple[int, int, int, int]:
        """Events and total of the first arm, then of the second; only where there are counts."""
        first, second = self.counts
        return first.events, first.total, second.events, second.total


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A study that is not in a pool, and why; `field` is what the reason rests on."""

    study: Study
    reason: str
    field: str
    outcome: Outcome | None = None


@dataclass(frozen=True)
class PoolSet:
    """The studies that answer one question, and those that do not."""

    question: Question
    measure: Measure
    members: tuple[Member, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def is_poolable(self) -> bool:
        """Whether there are two independent studies at least."""
        return len(self.members) > 1


@dataclass(frozen=True)
class Sensitivity:
    """Whether the conclusion stands: on which side of no effect the interval lies, in each way of looking."""

    side: int
    others: tuple[tuple[str, int], ...]

    @property
    def changed(self) -> tuple[str, ...]:
        """The ways of looking that give another conclusion."""
        return tuple(name for name, side in self.others if side != self.side)


@dataclass(frozen=True)
class PoolResult:
    """All that pooling a set gives; every table, plot and sentence on it is made from here."""

    chosen: PoolSet
    fits: tuple[Pooled, ...]
    tau2: Tau2Interval
    mantel_haenszel: Pooled | None
    without: tuple[tuple[Member, Pooled], ...]
    control_risk: float | None
    is_control_risk_of_trials: bool

    @property
    def main(self) -> Pooled:
        """The result: random effects by REML with the Knapp–Hartung interval."""
        return self.fits[0]

    @property
    def measure(self) -> Measure:
        """What is pooled."""
        return self.chosen.measure

    @cached_property
    def effect(self) -> Estimate:
        """The result on the measure's own scale."""
        return on_its_scale(self.main, self.measure)

    @cached_property
    def absolute(self) -> AbsoluteEffect | None:
        """What the result means among 1,000 people at the control risk; `None` for measures without one."""
        if self.control_risk is None or self.measure not in RATIOS:
            return None
        return absolute_per_1000(self.effect, self.control_risk)

    @cached_property
    def sensitivity(self) -> Sensitivity:
        """The conclusion by the other models, by Mantel–Haenszel, with each study left out, by the zero rule."""
        others = [(_NAMES[f.method, f.test], side(f)) for f in self.fits[1:]]
        if self.mantel_haenszel is not None:
            others.append(("Mantel–Haenszel", side(self.mantel_haenszel)))
        others += [(f"without {m.study.label}", side(f)) for m, f in self.without]
        if (zero := self._without_zero_tables) is not None:
            others.append(("without trials that have a zero cell", side(zero)))
        return Sensitivity(side(self.main), tuple(others))

    @property
    def has_zero_cells(self) -> bool:
        """Whether ½ was added to the cells of a table."""
        return any(m.effect.rule for m in self.chosen.members)

    @property
    def _without_zero_tables(self) -> Pooled | None:
        rest = [m for m in self.chosen.members if not m.effect.rule]
        return _fit(rest, "REML", "knha") if self.has_zero_cells and len(rest) > 1 else None


_NAMES: dict[tuple[str, str], str] = {
    ("REML", "knha"): "REML, Knapp–Hartung",
    ("REML", "z"): "REML, Wald",
    ("PM", "knha"): "Paule–Mandel, Knapp–Hartung",
    ("DL", "knha"): "DerSimonian–Laird, Knapp–Hartung",
    ("DL", "z"): "DerSimonian–Laird, Wald",
    ("CE", "z"): "common effect",
    ("MH", "z"): "Mantel–Haenszel",
}


def model_name(fit: Pooled) -> str:
    """A model as readers know it: ``REML, Knapp–Hartung``."""
    return _NAMES[fit.method, fit.test]


def side(fit: Pooled) -> int:
    """−1 or 1 where the interval lies below or above no effect, 0 where it holds it or there is none."""
    if fit.ci_low is None or fit.ci_high is None:
        return 0
    return (fit.ci_low > 0) - (fit.ci_high < 0)


def pool_sets(
    studies: Sequence[Study],
    measure: Measure | None = None,
    *,
    outcome: str | None = None,
    comparator: Comparator | None = None,
    is_randomised: bool = True,
) -> list[PoolSet]:
    """The questions that these clinical studies give effects on, those with most studies first.

    `outcome` is a kind of outcome, or words of an outcome's label; `measure` is, without one, the risk ratio where
    there are counts, and else the mean difference, or its standardised form where units differ. One effect a
    dataset and question: a re-analysis or a companion never adds one, and no control group is used twice.
    """
    known = {study.citekey: study for study in studies}
    effects: dict[Question, list[Member]] = {}
    why: dict[str, LeftOut] = {}
    for study in studies:
        found = _members(study, known, measure, outcome)
        if isinstance(found, LeftOut):
            why[study.citekey] = found
            continue
        for question, member in found:
            effects.setdefault(question, []).append(member)
    sets = []
    for question, members in effects.items():
        if question.is_randomised is not is_randomised or comparator not in (None, question.comparator):
            continue
        for chosen, same in _by_measure(members, measure).items():
            taken = {member.study.citekey for member in same}
            left = [_not_in(s, question, why.get(s.citekey)) for s in studies if s.citekey not in taken]
            sets.append(PoolSet(question, chosen, tuple(same), tuple(left)))
    return sorted(sets, key=lambda s: -len(s.members))


def left_out_of_all(
    studies: Sequence[Study],
    measure: Measure | None = None,
    outcome: str | None = None,
    *,
    is_randomised: bool = True,
) -> list[LeftOut]:
    """Why each study is in no pool, where there is none: what it lacks, or that it stands alone."""
    known = {study.citekey: study for study in studies}
    told = []
    for study in studies:
        found = _members(study, known, measure, outcome)
        if isinstance(found, LeftOut):
            told.append(found)
        elif found[0][0].is_randomised is not is_randomised:
            told.append(LeftOut(study, "not randomised" if is_randomised else "a randomised trial", "design"))
        else:
            told.append(LeftOut(study, "the only one on its question", "outcome"))
    return told


MOST_LEFT_OUT = 400
"""Of more studies none is left out in turn: each would need a fit of all the others."""


def pool_set(chosen: PoolSet, control_risk: float | None = None) -> PoolResult:
    """Pool a set that is poolable; raises `ScipyMissing`.

    The control risk of absolute effects is a fraction of 1; without one it is the median of the trials' own.
    """
    members = chosen.members
    yi, vi = [m.yi for m in members], [m.vi for m in members]
    with_counts = chosen.measure in COUNTED
    risks = [m.table[2] / m.table[3] for m in members] if with_counts else []
    return PoolResult(
        chosen,
        tuple(pool(yi, vi, method, test) for method, test in MODELS),
        tau2_interval(yi, vi),
        mantel_haenszel([m.table for m in members], chosen.measure) if with_counts else None,
        tuple((m, _fit([o for o in members if o is not m], "REML", "knha")) for m in members)
        if 2 < len(members) <= MOST_LEFT_OUT
        else (),
        control_risk if control_risk is not None else median(risks) if risks else None,
        control_risk is None,
    )


def _fit(members: Sequence[Member], method: Model, test: Test) -> Pooled:
    return pool([m.yi for m in members], [m.vi for m in members], method, test)


def _members(
    study: Study, known: dict[str, Study], measure: Measure | None, outcome: str | None
) -> list[tuple[Question, Member]] | LeftOut:
    """The questions that a study has an effect on, one each, or the one reason why it has none."""
    if study.review is not None:
        return LeftOut(study, "a review, not a study of people", "review.trials")
    for field, key in (("reanalysis_of", study.reanalysis_of), ("companion_of", study.companion_of)):
        if key is not None:
            kind = "a re-analysis" if field == "reanalysis_of" else "a further paper on the people"
            return LeftOut(study, f"{kind} of {known[key].label if key in known else key}", field)
    pairs = [pair for pair in comparisons(study) if pair.is_of_treatment]
    if not pairs:
        return LeftOut(study, "no comparison", "design")
    counts = StudyCounts(study)
    found: list[tuple[Question, Member]] = []
    reasons: list[LeftOut] = []
    used: dict[tuple[Question, str], str] = {}
    for pair in pairs:
        by_family: dict[Family, list[tuple[Outcome, Estimate, tuple[ArmCount, ...]]]] = {}
        for item in pair.outcomes:
            if outcome is not None and not _is_about(item, outcome):
                continue
            got = _effect(study, item, counts, measure)
            if isinstance(got, LeftOut):
                reasons.append(got)
            else:
                by_family.setdefault(item.family, []).append((item, *got))
        for family, items in by_family.items():
            question = Question(pair.comparator, family, study.design is Design.RANDOMISED_TRIAL)
            if any((question, arm) in used for arm in (pair.first.id, pair.second.id)):
                reasons.append(LeftOut(study, "its other comparison shares an arm with the one used", "outcome"))
                continue
            used[question, pair.first.id] = used[question, pair.second.id] = family.value
            item, effect, table = next((i for i in items if i[0].primary), items[0])
            point = for_pooling(effect)
            if point is not None:
                remark = (
                    "" if len(items) == 1 or item.primary else f"the first of its {len(items)} outcomes of this kind"
                )
                found.append((question, Member(study, item, pair, effect, *point, table, remark)))
    if found:
        return found
    if reasons:
        return reasons[0]
    return LeftOut(study, "no such outcome" if outcome is not None else "no outcome between groups", "outcome")


def _is_about(outcome: Outcome, words: str) -> bool:
    wanted = fold(words)
    family = {fold(outcome.family.value), fold(outcome.family.label)}
    return wanted in family or any(f" {wanted}" in f" {fold(text)}" for text in (outcome.id, outcome.label))


def _effect(
    study: Study, outcome: Outcome, counts: StudyCounts, measure: Measure | None
) -> tuple[Estimate, tuple[ArmCount, ...]] | LeftOut:
    """An outcome's effect for pooling, or why it has none."""

    def none(reason: str) -> LeftOut:
        return LeftOut(study, reason, f"outcome[{outcome.id}]", outcome)

    if outcome.subgroup:
        return none("a subgroup only")
    effects = outcome_effects(study, outcome, counts)
    if effects.reason:
        return none(effects.reason)
    wanted = measure or ("mean_difference" if outcome.mean else "risk_ratio")
    if (wanted in COUNTED) != (not outcome.mean):
        return none("means, not counts" if outcome.mean else "counts, not means")
    if wanted == "risk_difference":
        first, second = effects.counts
        found = wald_risk_difference(first.events, first.total, second.events, second.total)
    else:
        found = next(e for e in effects.estimates if e.measure == wanted)
    if for_pooling(found) is None:
        return none(found.reason or "no standard error")
    return found, effects.counts


def _by_measure(members: Sequence[Member], measure: Measure | None) -> dict[Measure, list[Member]]:
    """Members by measure; means in different units go together as standardised differences where none is asked for."""
    counted = [m for m in members if m.effect.measure in COUNTED]
    means = [m for m in members if m.effect.measure not in COUNTED]
    found: dict[Measure, list[Member]] = {}
    if counted:
        found[measure or "risk_ratio"] = counted
    if means:
        units = {m.outcome.unit for m in means}
        if measure is None and (len(units) > 1 or None in units) and len(means) > 1:
            means = [m for m in map(_standardised, means) if m is not None]
            found["std_mean_difference"] = means
        else:
            found[measure or "mean_difference"] = means
    return {name: same for name, same in found.items() if same}


def _standardised(member: Member) -> Member | None:
    effect = outcome_effects(member.study, member.outcome).get("std_mean_difference")
    point = for_pooling(effect) if effect is not None else None
    return None if effect is None or point is None else replace(member, effect=effect, yi=point[0], vi=point[1])


def _not_in(study: Study, question: Question, why: LeftOut | None) -> LeftOut:
    """Why a study is not in the pool of a question."""
    if why is not None:
        return why
    if (study.design is Design.RANDOMISED_TRIAL) is not question.is_randomised:
        return LeftOut(study, "not randomised" if question.is_randomised else "a randomised trial", "design")
    pairs = [pair for pair in comparisons(study) if pair.is_of_treatment]
    if all(pair.comparator is not question.comparator for pair in pairs):
        return LeftOut(study, f"compared with {pairs[0].comparator.label}", f"arm[{pairs[0].second.id}].comparator")
    return LeftOut(study, f"no effect on {question.family.label}", "outcome")
