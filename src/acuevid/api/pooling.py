"""Pools: the studies that answer one question together, and what they give."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from acuevid.api.frames import FrameLibrary, frame
from acuevid.api.results import Picture, Rows, Shown, plain
from acuevid.catalogue.query import term_of
from acuevid.errors import AcuevidError, NotFound, UsageError
from acuevid.measures import MEASURE_BY_OPTION
from acuevid.models import Catalogue, Condition, Study
from acuevid.numbers.effects import Estimate
from acuevid.numbers.pooling import Pooled, on_its_scale
from acuevid.pools.asked import Wanted
from acuevid.pools.fit import PoolResult, pool_set
from acuevid.pools.sets import LeftOut, Member, PoolSet
from acuevid.synthesis.statements import Statement
from acuevid.terms import Adjusted, Comparator, EventIs, MultiArm, Window
from acuevid.views.blocks import Document
from acuevid.views.table import Column, Table

if TYPE_CHECKING:
    from acuevid.export.markup import Markup
    from acuevid.export.theme import Theme
    from acuevid.pools.groups import Groups
    from acuevid.pools.moderator import Moderated

_Term = TypeVar("_Term", bound=StrEnum)


class Asked(NamedTuple):
    """What can be pooled, condition by condition; where nothing can, what is left out, and that in words."""

    found: tuple[tuple[Condition, PoolSet], ...]
    left: tuple[LeftOut, ...]
    about: Condition | None
    nothing: tuple[Statement, ...]


def wanted(
    *,
    measure: str | None = None,
    outcome: str | None = None,
    comparator: Comparator | str | None = None,
    window: Window | str | None = None,
    event: EventIs | str | None = None,
    not_randomised: bool = False,
    adjusted: Adjusted | str | None = None,
    multi_arm: MultiArm | str | None = None,
    by: str | None = None,
) -> Wanted:
    """What is asked for, in the words of the options of ``acuevid pool``; `by` is the field that divides the pool.

    Raises `UsageError` for a word that none of them has, and for what does not go together.
    """
    chosen = None
    if measure is not None:
        if measure.lower() not in MEASURE_BY_OPTION:
            raise UsageError(f"{measure!r} is not one of {', '.join(MEASURE_BY_OPTION)}")
        chosen = MEASURE_BY_OPTION[measure.lower()]
    against, how = _asked(Comparator, comparator), _asked(MultiArm, multi_arm)
    all_comparators = by is not None and by.lower() == "comparator"
    if all_comparators and (against is not None or how is MultiArm.COMBINE):
        other = "--multi-arm combine, which would make one group of them" if against is None else "--comparator"
        raise UsageError(f"--by comparator takes all comparators, so it does not go with {other}")
    return Wanted(
        chosen,
        outcome,
        against,
        _asked(Window, window),
        _asked(EventIs, event),
        not not_randomised,
        _asked(Adjusted, adjusted),
        how or MultiArm.CHOOSE,
        all_comparators,
    )


def _asked(kind: type[_Term], word: str | None) -> _Term | None:
    return None if word is None else term_of(kind, word)


def questions(records: Catalogue, name: str | None, wanted: Wanted, studies: Collection[Study] | None = None) -> Asked:
    """What can be pooled of a catalogue, or of some of its studies; raises `NotFound` for an unknown condition."""
    from acuevid.catalogue.names import find_condition
    from acuevid.catalogue.query import clinical, in_order
    from acuevid.checks.run import findings_of
    from acuevid.pools.questions import left_out_of_all, pool_sets
    from acuevid.synthesis.doubts import doubted_in
    from acuevid.synthesis.pool_words import nothing_to_pool

    one = find_condition(records, name) if name is not None else None
    keys = None if studies is None else {study.citekey for study in studies}
    found: list[tuple[Condition, PoolSet]] = []
    left: list[LeftOut] = []
    for condition in [one] if one else records.conditions:
        those = in_order(s for s in clinical(records, condition) if keys is None or s.citekey in keys)
        doubted = doubted_in(findings_of(records, those))
        found += [(condition, item) for item in pool_sets(those, wanted, doubted) if item.is_poolable]
        left += left_out_of_all(those, wanted)
    any_design = wanted.sort is not None and wanted.sort.is_inside
    told = nothing_to_pool(one, left, is_randomised=None if any_design else wanted.is_randomised)
    return Asked(tuple(found), tuple(left), one, () if found else tuple(told))


def pooled(chosen: PoolSet, control_risk: float | None = None) -> PoolResult:
    """The set pooled; raises `AcuevidError` where scipy is not installed."""
    from acuevid.numbers.tails import ScipyMissing

    try:
        return pool_set(chosen, control_risk)
    except ScipyMissing as error:
        raise AcuevidError(str(error)) from None


@dataclass(frozen=True, repr=False)
class Pool(Shown):
    """A pool: its studies with their effects and weights, the result that leads, and other models beside it.

    Effects of ratios stand on their natural scale (`estimate`, `ci_low`, `ci_high`, `pi_low`, `pi_high`); `fit` and
    `rows` have them on the scale of analysis, the logarithm. `i2` is 0 to 100. What is undefined is `None`, and
    `reason` says why.
    """

    condition: Condition
    result: PoolResult

    def __repr__(self) -> str:
        """What is pooled, of how many studies."""
        return f"<Pool of {self.k} studies: {self.measure}>"

    @property
    def measure(self) -> str:
        """What is pooled, by its name in the record: ``risk_ratio``."""
        return self.result.headline.measure

    @property
    def fit(self) -> Pooled:
        """The model that leads, on the scale of analysis."""
        return self.result.main

    @property
    def effect(self) -> Estimate:
        """The result on the measure's own scale."""
        return self.result.effect

    @property
    def estimate(self) -> float | None:
        """The pooled effect on the measure's own scale."""
        return self.effect.estimate

    @property
    def ci_low(self) -> float | None:
        """The lower limit of its 95% confidence interval."""
        return self.effect.ci_low

    @property
    def ci_high(self) -> float | None:
        """The upper limit of its 95% confidence interval."""
        return self.effect.ci_high

    @property
    def se(self) -> float | None:
        """Its standard error, on the scale of analysis."""
        return self.fit.se

    @property
    def p_value(self) -> float | None:
        """The two-sided P value of no effect."""
        return self.fit.p_value

    @property
    def k(self) -> int:
        """How many studies it has."""
        return self.fit.k

    @property
    def tau2(self) -> float | None:
        """The variance between studies, on the scale of analysis."""
        return self.fit.tau2

    @property
    def i2(self) -> float | None:
        """The share of the variance that is between studies, 0 to 100."""
        return self.fit.i2

    @property
    def q(self) -> float | None:
        """Cochran's Q, with k − 1 degrees of freedom."""
        return self.fit.q

    @property
    def pi_low(self) -> float | None:
        """The lower limit of the 95% prediction interval, on the measure's own scale."""
        return self._prediction.ci_low

    @property
    def pi_high(self) -> float | None:
        """The upper limit of the 95% prediction interval, on the measure's own scale."""
        return self._prediction.ci_high

    @property
    def reason(self) -> str | None:
        """Why there is no result; `None` where there is one."""
        return self.fit.reason

    @cached_property
    def _prediction(self) -> Estimate:
        return on_its_scale(replace(self.fit, ci_low=self.fit.pi_low, ci_high=self.fit.pi_high), self.measure)

    @property
    def members(self) -> tuple[Member, ...]:
        """The studies in it, each with the outcome that speaks for it."""
        return self.result.chosen.members

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The studies that are not in it, each with the reason."""
        return self.result.chosen.left_out

    @property
    def models(self) -> tuple[Pooled, ...]:
        """The models beside each other, on the scale of analysis."""
        return self.result.fits

    @property
    def document(self) -> Document:
        """The pool in full: plot, sentences, models, who is left out."""
        from acuevid.views.pool import pool_document

        return pool_document(self.result)

    def forest(self, *, by: str | None = None, common_tau2: bool = False, bias: bool = False) -> Picture:
        """The forest plot."""
        from acuevid.export.svg import forest_svg
        from acuevid.export.theme import Theme
        from acuevid.views.forest import forest

        groups = self.subgroups(by, common_tau2=common_tau2) if by is not None else None
        return Picture(forest_svg(forest(self.result, bias=bias, groups=groups, in_full=True), alone=Theme.LIGHT))

    def funnel(self) -> Picture:
        """The funnel plot; raises `NotFound` with the reason where there are too few studies for one."""
        from acuevid.export.funnel import funnel_svg
        from acuevid.export.theme import Theme
        from acuevid.pools.small_studies import funnel_reason
        from acuevid.synthesis.small_studies import no_funnel
        from acuevid.views.funnel import funnel

        if reason := funnel_reason(self.result):
            raise NotFound(no_funnel(self.result, reason).text)
        return Picture(funnel_svg(funnel(self.result), alone=Theme.LIGHT))

    def bubble(self, moderator: str) -> Picture:
        """The plot of a meta-regression; raises `NotFound` with the reason where there is none."""
        from acuevid.export.theme import Theme

        return Picture(bubble_svg_of(self.result, self.regression(moderator), Theme.LIGHT))

    def subgroups(self, by: str, *, common_tau2: bool = False) -> "Groups":
        """The pool divided by a field, as design, comparator, country or year; raises `UsageError` for none such."""
        from acuevid.pools.fields import divider
        from acuevid.pools.groups import divided

        return divided(self.result, divider(by), common=common_tau2)

    def regression(self, moderator: str) -> "Moderated":
        """The meta-regression on a number, as year or participants; `found` is the fit, or `reason` says why not."""
        from acuevid.pools.fields import moderator as field_of
        from acuevid.pools.moderator import moderated

        return moderated(self.result, field_of(moderator))

    def leave_one_out(self) -> Rows:
        """The result with each study left out in turn, by the model that leads, on the measure's own scale."""
        return self._fits("without", self.result.each_left_out)

    def cumulative(self) -> Rows:
        """The result as studies were added, by year, by the model that leads, on the measure's own scale."""
        from acuevid.pools.cumulative import cumulative

        return self._fits("added", cumulative(self.result))

    def _fits(self, first: str, fits: Iterable[tuple[Member, Pooled]]) -> Rows:
        rows = []
        for member, fit in fits:
            own = on_its_scale(fit, self.measure)
            rows.append((member.study.citekey, own.estimate, own.ci_low, own.ci_high, fit.p_value, fit.tau2, fit.i2))
        names = (first, "estimate", "ci_low", "ci_high", "p_value", "tau2", "i2")
        columns = tuple(Column(name, name, is_number=name != first) for name in names)
        return Rows(Table(columns, tuple(rows)))

    def r_script(self) -> str:
        """The script that redoes the pool in metafor."""
        from acuevid.export.rscript import Scripted, pools_script

        return pools_script([Scripted(self.condition, self.result)], ())

    def to_dict(self) -> dict[str, Any]:
        """The same data as ``acuevid pool --json``."""
        from acuevid.export.pooljson import pool_json

        data: dict[str, Any] = plain(pool_json(self.condition, self.result))
        return data

    def to_frame(self, library: FrameLibrary | None = None) -> Any:
        """Its studies as a frame: `yi` and `vi` on the scale of analysis, the weight as a share of 100, the people."""
        from acuevid.views.forest import weights

        members = self.members
        columns: dict[str, list[Any]] = {
            "citekey": [m.study.citekey for m in members],
            "study": [m.study.label for m in members],
            "year": [m.study.reference.year for m in members],
            "outcome": [m.outcome.id for m in members],
            "yi": [m.yi for m in members],
            "vi": [m.vi for m in members],
            "estimate": [m.effect.estimate for m in members],
            "ci_low": [m.effect.ci_low for m in members],
            "ci_high": [m.effect.ci_high for m in members],
            "weight": list(weights(self.result)),
            "people": [m.people for m in members],
        }
        return frame(columns, library)


def bubble_svg_of(result: PoolResult, moderated: "Moderated", theme: "Theme") -> "Markup":
    """The plot of a meta-regression as SVG; raises `NotFound` where there is none."""
    from acuevid.export.bubbles import bubble_svg
    from acuevid.views.bubbles import bubble_plot

    if moderated.found is None:
        raise NotFound(f"there is no meta-regression: {moderated.reason}")
    return bubble_svg(bubble_plot(result, moderated), alone=theme)


def pools_of(
    records: Catalogue,
    condition: str | None = None,
    *,
    studies: Collection[Study] | None = None,
    control_risk: float | None = None,
    **options: Any,
) -> tuple[Pool, ...]:
    """Every pool that a catalogue, or some of its studies, allow; none where no two studies answer one question."""
    asked = questions(records, condition, wanted(**options), studies)
    return tuple(Pool(where, pooled(chosen, control_risk)) for where, chosen in asked.found)


def pool_of(
    records: Catalogue,
    condition: str | None = None,
    *,
    studies: Collection[Study] | None = None,
    control_risk: float | None = None,
    **options: Any,
) -> Pool:
    """The one pool that is asked for.

    Raises `NotFound` where nothing can be pooled, with what each study lacks, or where several questions could be.
    """
    asked = questions(records, condition, wanted(**options), studies)
    if len(asked.found) == 1:
        where, chosen = asked.found[0]
        return Pool(where, pooled(chosen, control_risk))
    if not asked.found:
        raise NotFound(" ".join(statement.text for statement in asked.nothing) or "there is nothing to pool")
    told = "; ".join(_named(where, chosen) for where, chosen in asked.found[:10])
    raise NotFound(f"several questions could be pooled: {told}; say which by condition, outcome, comparator or window")


def _named(where: Condition, chosen: PoolSet) -> str:
    question = chosen.question
    return f"{question.construct}{question.against} in {where.key} ({question.window.value}, {chosen.measure})"
