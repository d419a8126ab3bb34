"""The studies of a pool by what they record of a field: each group pooled, and the test whether groups differ."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from acuevid.numbers.effects import Estimate
from acuevid.numbers.pooling import Pooled, lead_by_variance, on_its_scale
from acuevid.numbers.subgroups import Between, Subgroups, between
from acuevid.numbers.subgroups import common as pooled_together
from acuevid.pools.fields import Field, Placed, placed
from acuevid.pools.fit import PoolResult, pool_set
from acuevid.pools.sets import Member, PoolSet

UNRECORDED = "not recorded"


@dataclass(frozen=True)
class Group:
    """The studies of a pool that record one thing of a field, or, as the last, nothing; and what they give.

    `fit` is what leads among them by the rule for all pools, of `measure`, or theirs in the model of one τ² for all.
    """

    name: str
    is_recorded: bool
    chosen: PoolSet
    fit: Pooled
    measure: str

    @property
    def members(self) -> tuple[Member, ...]:
        """The studies behind what it gives."""
        return self.chosen.pooled

    @property
    def has_result(self) -> bool:
        """Whether its studies give an effect with an interval."""
        return self.fit.ci_low is not None

    @property
    def effect(self) -> Estimate:
        """What it gives on the measure's own scale."""
        return on_its_scale(self.fit, self.measure)


@dataclass(frozen=True)
class Groups:
    """A pool divided by a field, and the test of difference, in which studies that do not record it have no part.

    `common` is the model with one τ² for all groups, where that is asked for. `reason` says why there is nothing to
    compare; empty where two groups or more are recorded.
    """

    field: Field
    groups: tuple[Group, ...]
    between: Between
    common: Subgroups | None
    reason: str

    @property
    def recorded(self) -> tuple[Group, ...]:
        """The groups of studies that record the field."""
        return tuple(g for g in self.groups if g.is_recorded)

    @property
    def compared(self) -> tuple[Group, ...]:
        """The groups that the test compares: of those, the ones that give a result."""
        return tuple(g for g in self.recorded if g.has_result)

    @property
    def unrecorded(self) -> tuple[Member, ...]:
        """The studies that record nothing of the field."""
        return tuple(m for g in self.groups if not g.is_recorded for m in g.chosen.all_members)


def divided(result: PoolResult, field: Field, *, common: bool = False) -> Groups:
    """A pool divided by a field, each group pooled by itself, or all in one model with a common τ².

    Between separate pools the test is Q of their effects with their standard errors, Wald's where inverse variance
    leads (Borenstein et al. 2009, chapter 19). Raises `ScipyMissing`.
    """
    parts = _parts(result.chosen, field)
    results = [pool_set(chosen) for _, chosen in parts]
    groups = [
        Group(name or UNRECORDED, name is not None, chosen, *_led(r))
        for (name, chosen), r in zip(parts, results, strict=True)
    ]
    reason = _reason(field, sum(g.is_recorded for g in groups))
    if reason:
        return Groups(field, tuple(groups), Between(reason=reason), None, reason)
    compared = [(g, r) for g, r in zip(groups, results, strict=True) if g.is_recorded and g.has_result]
    if common:
        return _together(field, groups, [g for g, _ in compared if g.chosen.members])
    if len({g.measure for g, _ in compared}) > 1:
        return Groups(field, tuple(groups), Between(reason="the groups are not pooled in one measure"), None, "")
    return Groups(field, tuple(groups), between([_tested(r) for _, r in compared]), None, "")


def _parts(chosen: PoolSet, field: Field) -> list[tuple[str | None, PoolSet]]:
    """The studies by what they record, in the order of it, those that record nothing last."""
    members: dict[tuple[float, str] | None, list[Member]] = {}
    names: dict[tuple[float, str], list[str]] = {}
    for member in chosen.all_members:
        found: Placed | None = placed(member, field)
        members.setdefault(found and found[0], []).append(member)
        if found is not None:
            names.setdefault(found[0], []).append(found[1])
    keys = [*sorted(names), *([None] if None in members else [])]
    return [
        (None if key is None else min(names[key]), replace(chosen, all_members=tuple(members[key]), left_out=()))
        for key in keys
    ]


def _reason(field: Field, number: int) -> str:
    if number > 1:
        return ""
    return f"all studies that record the {field.what} have the same" if number else f"no study records the {field.what}"


def _led(result: PoolResult) -> tuple[Pooled, str]:
    """What leads in a group, with its measure; of one study that has an effect of its own, that effect."""
    if len(result.chosen.all_members) == 1 and result.chosen.members:
        return _wald(result), result.measure
    return result.main, result.headline.measure


def _tested(result: PoolResult) -> Pooled:
    """What stands in the test for a group: the result that leads, by inverse variance with Wald's standard error."""
    leads, _ = _led(result)
    return _wald(result) if leads.method == "REML" else leads


def _wald(result: PoolResult) -> Pooled:
    return next(f for f in result.fits if (f.method, f.test) == ("REML", "z"))


def _together(field: Field, groups: Sequence[Group], compared: Sequence[Group]) -> Groups:
    """The groups that give a result in one model of inverse variance, which leads as any pool does.

    Where that model says nothing, the groups stay as they are by themselves.
    """
    members = [(at, m) for at, g in enumerate(compared) for m in g.chosen.members]
    points = [m.yi for _, m in members], [m.vi for _, m in members], [at for at, _ in members]
    hartung, wald = (pooled_together(*points, "REML", test) for test in ("knha", "z"))
    if len(compared) < 2 or wald.between.reason:
        reason = wald.between.reason if len(compared) > 1 else "one group alone gives a result"
        return Groups(field, tuple(groups), Between(reason=reason), None, "")
    fits = [replace(found.pools[0], k=len(members), tau2=found.tau2) for found in (hartung, wald)]
    leads = hartung if lead_by_variance(*fits)[0].test == "knha" else wald
    fit_of = dict(zip(map(id, compared), leads.pools, strict=True))
    told = [_in_model(g, fit_of[id(g)]) if id(g) in fit_of else g for g in groups]
    return Groups(field, tuple(told), leads.between, leads, "")


def _in_model(group: Group, fit: Pooled) -> Group:
    chosen = replace(group.chosen, all_members=group.chosen.members)
    return replace(group, fit=fit, measure=chosen.measure, chosen=chosen)
