"""A pool as a reader sees it: the plot, what it says, the models beside each other, and who is left out."""

from collections.abc import Sequence

from acuevid.models import Condition
from acuevid.numbers import format as fmt
from acuevid.numbers.pooling import Pooled, on_its_scale
from acuevid.synthesis.pool import PoolResult, PoolSet, model_name
from acuevid.synthesis.pool_words import left_out, pool_sentences, topic
from acuevid.synthesis.statements import Statement
from acuevid.views.blocks import Block, Document, Heading, Sentences
from acuevid.views.forest import forest
from acuevid.views.table import Cell, Column, Table


def pool_document(result: PoolResult, *, leave_one_out: bool = False) -> Document:
    """A pool in full; `leave_one_out` adds the result with each study left out."""
    blocks: list[Block] = [forest(result)]
    blocks += [Sentences(tuple(paragraph)) for paragraph in pool_sentences(result)]
    blocks += [Heading("By other models"), models_table(result)]
    if leave_one_out and result.without:
        blocks += [Heading("With one study left out"), without_table(result)]
    rest = tuple(left_out(result.chosen))
    return Document.of(blocks, [Sentences(rest)] if rest else [])


def forest_document(result: PoolResult) -> Document:
    """The plot alone."""
    return Document.of(forest(result))


def nothing_document(told: Sequence[Statement]) -> Document:
    """Why there is nothing to pool, in two lines."""
    return Document.of(*(Sentences((statement,)) for statement in told))


def choices_table(found: Sequence[tuple[Condition, PoolSet]]) -> Table:
    """The questions that could be pooled, each with the command that does it."""
    rows: list[tuple[Cell, ...]] = []
    for condition, chosen in found:
        question = chosen.question
        command = f"acuevid pool {condition.key} --comparator {question.comparator} --outcome {question.family}"
        if not question.is_randomised:
            command += " --not-randomised"
        people = sum(m.study.participants or 0 for m in chosen.members) or None
        rows.append((condition.name, question.comparator.label, topic(chosen), len(chosen.members), people, command))
    columns = (
        Column("condition", "Condition"),
        Column("comparator", "Against"),
        Column("outcome", "Outcome"),
        Column("studies", "Studies", is_number=True),
        Column("people", "People", is_number=True),
        Column("command", "Command"),
    )
    return Table(columns, tuple(rows))


def models_table(result: PoolResult) -> Table:
    """The pooled effect by each model, with its heterogeneity."""
    fits = [*result.fits, *([result.mantel_haenszel] if result.mantel_haenszel else [])]
    return _fits_table(result, "Model", [(model_name(fit), fit) for fit in fits])


def without_table(result: PoolResult) -> Table:
    """The pooled effect with each study left out in turn."""
    return _fits_table(result, "Left out", [(member.study.label, fit) for member, fit in result.without])


def _fits_table(result: PoolResult, first: str, fits: Sequence[tuple[str, Pooled]]) -> Table:
    columns = (
        Column("name", first),
        Column("effect", f"{fmt.measure_name(result.measure).capitalize()} (95% CI)", is_number=True),
        Column("p", "p", is_number=True),
        Column("tau2", "τ²", is_number=True),
        Column("i2", "I²", is_number=True),
    )
    return Table(columns, tuple(_fit_row(result, name, fit) for name, fit in fits))


def _fit_row(result: PoolResult, name: str, fit: Pooled) -> tuple[Cell, ...]:
    effect = fmt.estimate_cell(on_its_scale(fit, result.measure)) or fit.reason or "none"
    p = "" if fit.p_value is None else fmt.computed_p(fit.p_value)
    is_random = fit.method not in ("CE", "MH")
    tau2 = "" if fit.tau2 is None or not is_random else fmt.variance(fit.tau2)
    i2 = "" if fit.i2 is None or not is_random else f"{fmt.computed_percent(fit.i2 / 100)}%"
    return name, effect, p, tau2, i2
