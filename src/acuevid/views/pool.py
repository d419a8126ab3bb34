"""A pool as a reader sees it: the plot, what it says, the models beside each other, and who is left out."""

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from acuevid.measures import MEASURES
from acuevid.models import Condition
from acuevid.numbers import format as fmt
from acuevid.numbers.pooling import Pooled, on_its_scale
from acuevid.pools.by_events import measure_of
from acuevid.pools.cumulative import cumulative as cumulative_pools
from acuevid.pools.fit import PoolResult, model_name
from acuevid.pools.sets import PoolSet
from acuevid.synthesis.pool_words import left_out, pool_sentences, topic
from acuevid.synthesis.statements import Statement
from acuevid.synthesis.steps import added_by_year
from acuevid.terms import Window
from acuevid.views.blocks import Block, Document, Heading, Sentences
from acuevid.views.forest import forest, weights
from acuevid.views.table import Cell, Column, Table

if TYPE_CHECKING:
    from acuevid.pools.groups import Groups
    from acuevid.pools.moderator import Moderated


def pool_document(
    result: PoolResult,
    *,
    leave_one_out: bool = False,
    cumulative: bool = False,
    bias: bool = False,
    groups: "Groups | None" = None,
    moderated: "Moderated | None" = None,
) -> Document:
    """A pool in full; `leave_one_out` adds the result with each study left out, `cumulative` as studies were added.

    `bias` adds how the studies were done, `groups` and `moderated` what the studies give by a field.
    """
    blocks: list[Block] = [forest(result, bias=bias, groups=groups)]
    if bias:
        from acuevid.views.poolbias import pool_bars

        summary = pool_bars(result, weights(result))
        blocks += [summary] if summary else []
    blocks += [Sentences(tuple(paragraph)) for paragraph in pool_sentences(result)]
    if groups is not None:
        from acuevid.views.groups import group_blocks

        blocks += group_blocks(result, groups)
    if moderated is not None:
        from acuevid.views.bubbles import moderator_blocks

        blocks += moderator_blocks(result, moderated)
    blocks += [Heading("By other models"), models_table(result)]
    if leave_one_out and result.each_left_out:
        blocks += [Heading("With one study left out"), without_table(result)]
    if cumulative:
        blocks += [Heading("As studies were added"), *_added(result), Sentences(tuple(added_by_year(result)))]
    rest = tuple(left_out(result.chosen))
    return Document.of(blocks, [Sentences(rest)] if rest else [])


def nothing_document(told: Sequence[Statement]) -> Document:
    """Why there is nothing to pool, in two lines."""
    return Document.of(*(Sentences((statement,)) for statement in told))


def choices_table(found: Sequence[tuple[Condition, PoolSet]]) -> Table:
    """The questions that could be pooled, each with the command that does it."""
    rows: list[tuple[Cell, ...]] = []
    for condition, chosen in found:
        question = chosen.question
        rows.append(
            (
                condition.name,
                question.comparator.label if question.comparator else "" if question.is_inside else "any",
                topic(chosen),
                "not recorded" if question.window is Window.UNRECORDED else question.window.label,
                len(chosen.studies),
                chosen.people,
                _command(condition, chosen, [other for where, other in found if where is condition]),
            )
        )
    columns = (
        Column("condition", "Condition"),
        Column("comparator", "Against"),
        Column("outcome", "Outcome"),
        Column("time", "Measured"),
        Column("studies", "Studies", is_number=True),
        Column("people", "People", is_number=True),
        Column("command", "Command"),
    )
    return Table(columns, tuple(rows))


def _command(condition: Condition, chosen: PoolSet, found: Sequence[PoolSet]) -> str:
    """The command that pools a set, with the options that tell it from the others that were found."""
    question = chosen.question
    alike = [
        s for s in found if (s.question.comparator, s.question.construct) == (question.comparator, question.construct)
    ]
    parts = ["acuevid", "pool", condition.key]
    if question.comparator is not None:
        parts += ["--comparator", question.comparator.value]
    elif question.is_inside:
        parts += ["--measure", MEASURES[chosen.measure].option]
    else:
        parts += ["--by", "comparator"]
    parts += ["--outcome", shlex.quote(question.construct)]
    if len({s.question.window for s in alike}) > 1:
        parts += ["--window", question.window.value]
    if len({s.question.event_is for s in alike}) > 1 and question.event_is is not None:
        parts += ["--event", question.event_is.value]
    if len({s.question.adjusted for s in alike}) > 1:
        parts += ["--adjusted", question.adjusted.value]
    if len({s.measure for s in alike}) > 1:
        parts += ["--measure", MEASURES[chosen.measure].option]
    return " ".join(parts + ([] if question.is_randomised else ["--not-randomised"]))


def models_table(result: PoolResult) -> Table:
    """The pooled effect by each model, with its heterogeneity."""
    fits = [*result.fits, *result.by_events.fits]
    asides = ["" if measure_of(f, result.chosen) == result.measure else " (odds ratio)" for f in fits]
    above = [" (above)" if f is result.main else "" for f in fits]
    names = [f"{model_name(f)}{aside}{mark}" for f, aside, mark in zip(fits, asides, above, strict=True)]
    return _fits_table(result, "Model", list(zip(names, fits, strict=True)))


def without_table(result: PoolResult) -> Table:
    """The pooled effect with each study left out in turn."""
    return _fits_table(result, "Left out", [(member.study.label, fit) for member, fit in result.each_left_out])


def _added(result: PoolResult) -> list[Block]:
    """The pooled effect as studies were added by year; nothing where none is."""
    found = [(member.study.label, fit) for member, fit in cumulative_pools(result)]
    return [_fits_table(result, "Added", found)] if found else []


def _fits_table(result: PoolResult, first: str, fits: Sequence[tuple[str, Pooled]]) -> Table:
    measure = result.measure if first == "Model" else result.headline.measure
    columns = (
        Column("name", first),
        Column("effect", f"{fmt.measure_name(measure).capitalize()} (95% CI)", is_number=True),
        Column("p", "p", is_number=True),
        Column("tau2", "τ²", is_number=True),
        Column("i2", "I²", is_number=True),
    )
    return Table(columns, tuple(_fit_row(result, name, fit) for name, fit in fits))


def _fit_row(result: PoolResult, name: str, fit: Pooled) -> tuple[Cell, ...]:
    effect = fmt.estimate_cell(on_its_scale(fit, measure_of(fit, result.chosen))) or fit.reason or "none"
    p = "" if fit.p_value is None else fmt.computed_p(fit.p_value)
    is_random = fit.method not in ("CE", "MH", "PETO")
    tau2 = "" if fit.tau2 is None or not is_random else fmt.variance(fit.tau2)
    i2 = "" if fit.i2 is None or not is_random else f"{fmt.computed_percent(fit.i2 / 100)}%"
    return name, effect, p, tau2, i2
