"""What a command asks of the studies that can be pooled, and what it answers where that is not one pool."""

from typing import TYPE_CHECKING

import typer

from acuevid.cli.common import Color, is_terminal, show, write, write_json
from acuevid.cli.questions import MEASURE_BY_OPTION
from acuevid.cli.tables import chosen_format, put_table
from acuevid.terms import Adjusted, Comparator, EventIs, MultiArm, Window

if TYPE_CHECKING:
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
    from acuevid.pools.asked import Wanted

    all_comparators = by is not None and by.lower() == "comparator"
    if all_comparators and (comparator is not None or multi_arm is MultiArm.COMBINE):
        from acuevid.errors import UsageError

        other = "--multi-arm combine, which would make one group of them" if comparator is None else "--comparator"
        raise UsageError(f"--by comparator takes all comparators, so it does not go with {other}")

    chosen = MEASURE_BY_OPTION[measure] if measure else None
    return Wanted(
        chosen,
        outcome,
        comparator,
        window,
        event,
        not not_randomised,
        adjusted,
        multi_arm or MultiArm.CHOOSE,
        all_comparators,
    )


def questions(
    records: "Catalogue", name: str | None, wanted: "Wanted"
) -> "tuple[list[tuple[Condition, PoolSet]], list[LeftOut], Condition | None, list[Statement]]":
    """What can be pooled, condition by condition, and what is left out where there is nothing, and that in words."""
    from acuevid.catalogue.names import find_condition
    from acuevid.catalogue.query import clinical, in_order
    from acuevid.checks.run import findings_of
    from acuevid.pools.questions import left_out_of_all, pool_sets
    from acuevid.synthesis.doubts import doubted_in
    from acuevid.synthesis.pool_words import nothing_to_pool

    one = find_condition(records, name) if name is not None else None
    found, left = [], []
    for condition in [one] if one else records.conditions:
        studies = in_order(clinical(records, condition))
        doubted = doubted_in(findings_of(records, studies))
        found += [(condition, item) for item in pool_sets(studies, wanted, doubted) if item.is_poolable]
        left += left_out_of_all(studies, wanted)
    any_design = wanted.sort is not None and wanted.sort.is_inside
    told = nothing_to_pool(one, left, is_randomised=None if any_design else wanted.is_randomised)
    return found, left, one, [] if found else list(told)


def pooled(chosen: "PoolSet", control_risk: float | None = None) -> "PoolResult":
    """The set pooled, or an error that scipy is not there."""
    from acuevid.errors import AcuevidError
    from acuevid.numbers.tails import ScipyMissing
    from acuevid.pools.fit import pool_set

    try:
        return pool_set(chosen, control_risk)
    except ScipyMissing as error:
        raise AcuevidError(str(error)) from None


def only_one(found: "list[tuple[Condition, PoolSet]]", nothing: "list[Statement]") -> None:
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
    left: "list[LeftOut]",
    told: "list[Statement]",
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


def show_choices(found: "list[tuple[Condition, PoolSet]]", *, as_json: bool, color: Color) -> None:
    """Several questions could be pooled: say which, and how to ask for one."""
    from acuevid.views.pool import choices_table

    if not as_json:
        typer.echo("several questions can be pooled; choose one:", err=True)
    return put_table(choices_table(found), chosen_format(None, json=as_json), "questions", color)
