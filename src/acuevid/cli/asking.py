"""What a command asks of the studies that can be pooled, and what it answers where that is not one pool."""

from typing import TYPE_CHECKING

import typer

from acuevid.cli.common import Color, is_terminal, show, write, write_json
from acuevid.cli.tables import chosen_format, put_table
from acuevid.terms import Adjusted, Comparator, EventIs, MultiArm, Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from acuevid.api.pooling import Asked
    from acuevid.models import Catalogue, Condition
    from acuevid.pools.asked import Wanted
    from acuevid.pools.fit import PoolResult
    from acuevid.pools.sets import LeftOut, PoolSet
    from acuevid.synthesis.statements import Statement


def wanted_of(
    measure: str | None,
    outcome: str | None,
    comparator: Comparator | None,
    window: Window | None,
    event: EventIs | None,
    not_randomised: bool,
    adjusted: Adjusted | None,
    multi_arm: MultiArm | None,
    by: str | None = None,
) -> "Wanted":
    """What the options ask for; `by` is the field that divides the pool."""
    from acuevid.api.pooling import wanted

    return wanted(
        measure=measure,
        outcome=outcome,
        comparator=comparator,
        window=window,
        event=event,
        not_randomised=not_randomised,
        adjusted=adjusted,
        multi_arm=multi_arm,
        by=by,
    )


def questions(records: "Catalogue", name: str | None, wanted: "Wanted") -> "Asked":
    """What can be pooled, condition by condition, and what is left out where there is nothing, and that in words."""
    from acuevid.api.pooling import questions as asked

    return asked(records, name, wanted)


def pooled(chosen: "PoolSet", control_risk: float | None = None) -> "PoolResult":
    """The set pooled, or an error that scipy is not there."""
    from acuevid.api.pooling import pooled as result_of

    return result_of(chosen, control_risk)


def only_one(found: "Sequence[tuple[Condition, PoolSet]]", nothing: "Sequence[Statement]") -> None:
    """Refuse a picture where there is not one question to draw; say what each study lacks where there is none."""
    if len(found) != 1:
        from acuevid.errors import NotFound

        told = " ".join(statement.text for statement in nothing)
        raise NotFound(told or "several questions could be pooled; 'acuevid pool' lists them")


def script_only(output: str | None) -> None:
    """Refuse a file for a picture where a script is asked for."""
    if output is not None:
        from acuevid.errors import UsageError

        raise UsageError("-o writes a picture; a script goes to standard output: --format r > pool.R")


def show_nothing(
    about: "Condition | None",
    left: "Sequence[LeftOut]",
    told: "Sequence[Statement]",
    *,
    as_json: bool,
    is_md: bool,
    color: Color,
) -> None:
    """Say why there is nothing to pool."""
    from acuevid.escape import visible
    from acuevid.views.blocks import Sentences
    from acuevid.views.pool import nothing_document

    if as_json:
        from acuevid.export.pooljson import nothing_json

        return write_json(nothing_json(about, left, told))
    document = nothing_document(told)
    if is_md:
        from acuevid.export.markdown import markdown

        return write(markdown(document))
    if not is_terminal():
        return write("".join(f"{visible(block.text)}\n" for block in document.blocks if isinstance(block, Sentences)))
    return show(document, color)


def show_choices(found: "Sequence[tuple[Condition, PoolSet]]", *, as_json: bool, color: Color) -> None:
    """Several questions could be pooled: say which, and how to ask for one."""
    from acuevid.views.pool import choices_table

    if not as_json:
        typer.echo("several questions can be pooled; choose one:", err=True)
    return put_table(choices_table(found), chosen_format(None, json=as_json), "questions", color)
