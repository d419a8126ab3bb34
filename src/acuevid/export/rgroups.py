"""The subgroups of a pool and the test between them as R: ``subgroups`` of ``pool --by --json``."""

from collections.abc import Iterator
from dataclasses import dataclass

from acuevid.export.rcalls import behind, row, shown, table, whole
from acuevid.export.rtext import Value, comment, vector
from acuevid.pools.groups import Group, Groups


def group_column(groups: Groups) -> dict[int, Value]:
    """The number of each study's group, by the `id` of members."""
    return {id(m): at for at, group in enumerate(groups.groups, 1) for m in group.chosen.all_members}


def groups_calls(number: int, groups: Groups) -> Iterator[str]:
    """Each group by itself or in the model of all, and the test; `number` is that of the pool."""
    told = [_Told(place, group, _is_in_model(group, groups)) for place, group in enumerate(groups.groups, 1)]
    together = [one for one in told if one.is_in_model]
    yield from comment(f"By {groups.field.what}.")
    yield f"groups <- {vector(group.name for group in groups.groups)}"
    if together:
        yield f"recorded <- of(weighed, {vector(one.place for one in together)})"
        yield f'common <- model(recorded, "REML", "{together[0].group.fit.test}", ~ factor(group) - 1)'
    for one in told:
        if one.group.fit.estimate is None:
            yield from comment(f"No result of {one.group.name}: {one.group.fit.reason}.")
    known = [one for one in told if one.group.fit.estimate is not None]
    if known:
        yield table("fits", (row("subgroups", f"groups[{one.place}]", one.call, one.group.fit) for one in known))
        people = ", ".join(f"sum({behind(one.group.chosen, *one.rows)}$people)" for one in known)
        yield shown(number, "subgroups", f"cbind(fits, people = c({people}))")
    yield from _between(number, groups, told)


@dataclass(frozen=True)
class _Told:
    """A group at its place among the others, from 1, and whether it stands in the model of all."""

    place: int
    group: Group
    is_in_model: bool

    @property
    def rows(self) -> tuple[str, str]:
        """Its rows of all studies, and of those that have a variance."""
        return f"of(d, {self.place})", f"of(weighed, {self.place})"

    @property
    def call(self) -> str:
        """What gives it again."""
        if self.is_in_model:
            return f"in_model(common, recorded, {self.place})"
        return whole(self.group.fit, self.group.chosen.measure, *self.rows)

    @property
    def tested(self) -> str:
        """What stands in the test for it: Wald's standard error where REML leads."""
        if self.group.fit.method == "REML":
            return f'by_variance({self.rows[1]}, "REML", "z")'
        return self.call


def _is_in_model(group: Group, groups: Groups) -> bool:
    return groups.common is not None and any(group.fit is fit for fit in groups.common.pools)


def _between(number: int, groups: Groups, told: list[_Told]) -> Iterator[str]:
    together = [one for one in told if one.is_in_model]
    if groups.between.statistic is None:
        yield from comment(f"No test of difference: {groups.between.reason}.")
    elif together:
        more = "tau2 = common$tau2, i2 = common$I2, q = common$QE, q_p = common$QEp, df = common$k - common$p"
        yield shown(number, "common", f"data.frame({more})")
        yield shown(number, "between", f'between_all(recorded, "{together[0].group.fit.test}")')
    else:
        compared = {id(group) for group in groups.compared}
        yield table("tested", (one.tested for one in told if id(one.group) in compared))
        yield shown(number, "between", "between_each(tested)")
