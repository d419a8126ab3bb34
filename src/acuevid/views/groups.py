"""A pool that is divided into groups, as a reader sees it."""

from acuevid.numbers import format as fmt
from acuevid.pools.fit import PoolResult, model_name
from acuevid.pools.groups import Group, Groups
from acuevid.synthesis.subgroups import group_sentences
from acuevid.views.blocks import Block, Heading, Sentences
from acuevid.views.table import Cell, Column, Table


def group_blocks(result: PoolResult, groups: Groups) -> list[Block]:
    """The groups in a table and in sentences; why there are none, where there are none."""
    told: list[Block] = [Sentences(tuple(paragraph)) for paragraph in group_sentences(result, groups)]
    table = [] if groups.reason else [groups_table(groups)]
    return [Heading(f"By {groups.field.what}"), *table, *told]


def groups_table(groups: Groups) -> Table:
    """What each group gives, without a p of its own, which compares nothing."""
    measures = {g.measure for g in groups.groups}
    name = fmt.measure_name(measures.pop()).capitalize() if len(measures) == 1 else "Effect"
    columns = (
        Column("name", groups.field.what.capitalize()),
        Column("studies", "Studies", is_number=True),
        Column("people", "People", is_number=True),
        Column("effect", f"{name} (95% CI)", is_number=True),
        Column("model", "Model"),
        Column("tau2", "τ²", is_number=True),
        Column("i2", "I²", is_number=True),
    )
    return Table(columns, tuple(_row(g, groups) for g in groups.groups))


def _row(group: Group, groups: Groups) -> tuple[Cell, ...]:
    fit = group.fit
    effect = fmt.estimate_cell(group.effect) or fit.reason or "none"
    has_own = fit.k > 1 and fit.method == "REML" and not (groups.common and group in groups.compared)
    tau2 = fmt.variance(fit.tau2) if has_own and fit.tau2 is not None else ""
    i2 = f"{fmt.computed_percent(fit.i2 / 100)}%" if has_own and fit.i2 is not None else ""
    model = model_name(fit) if fit.k > 1 or groups.common else ""
    return group.name, len(group.chosen.studies), group.chosen.people, effect, model, tau2, i2
