"""``acuevid set``: one field of a record."""

import re
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from acuevid.cli.changing import DryRunOption, change_file, file_to_change, record_named
from acuevid.cli.common import CatalogueOption, complete_study
from acuevid.errors import UsageError

_NEGATIVE = re.compile(r"-\.?[0-9]")


class COMMAND(TyperCommand):
    """A command whose last argument may be a negative number, which is no option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put a negative number last, behind what ends the options."""
        numbers = [arg for arg in args if _NEGATIVE.match(arg)]
        if len(numbers) == 1 and "--" not in args:
            args = [*(arg for arg in args if arg != numbers[0]), "--", numbers[0]]
        return super().parse_args(ctx, args)


def set_field(
    context: typer.Context,
    study: Annotated[
        str,
        typer.Argument(
            metavar="STUDY",
            help="A citekey, or author and year; also a background work, a condition, a claim or 'sheet'.",
            autocompletion=complete_study,
        ),
    ],
    field: Annotated[str, typer.Argument(metavar="FIELD", help="As 'check' names it: outcome[pain].mean.sham.")],
    value: Annotated[
        str | None, typer.Argument(metavar="VALUE", help="TOML where the field takes that, and else text.")
    ] = None,
    unset: Annotated[bool, typer.Option("--unset", help="Take the field out.")] = False,
    dry_run: DryRunOption = False,
    catalogue: CatalogueOption = None,
) -> None:
    """Set one field of a study.

    The value changes where it stands in the file. Comments and layout stay, a number keeps the digits that it is given
    with, and a comment '# TODO FIELD:' goes. What would not load is refused.

    \b
    acuevid set shlay1998 participants 250
    acuevid set shlay1998 reference.doi 10.1001/jama.280.18.1590
    acuevid set shlay1998 "outcome[pain].mean.acupuncture" 40.0
    acuevid set shlay1998 verdict --unset
    acuevid set shlay1998 conditions '["hiv-neuropathy"]' --dry-run
    """
    if (value is None) != unset:
        raise UsageError("give a VALUE, or --unset to take the field out")
    from acuevid.intake.editing import one_value

    path = file_to_change(context, catalogue)
    name = record_named(path, study)
    done = f"{'took out' if unset else 'set'} {field} of {name}"
    change_file(path, lambda text: one_value(text, name, field, value), done, dry_run=dry_run)
