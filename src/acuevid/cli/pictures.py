"""Where pictures go, and in which colours."""

from typing import TYPE_CHECKING, Annotated

import typer

from acuevid.cli.common import save
from acuevid.export.theme import Theme

if TYPE_CHECKING:
    from acuevid.export.markup import Markup

PictureOption = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE|-",
        help="Write it as SVG, or as PDF or PNG where the name ends so; - is standard output.",
    ),
]
ThemeOption = Annotated[
    Theme,
    typer.Option(
        "--theme",
        case_sensitive=False,
        help="The colours of the file; auto follows the system of whoever looks at an SVG.",
    ),
]


def save_picture(
    context: typer.Context, catalogue: str | None, output: str, drawn: "Markup", name: str, *, force: bool
) -> None:
    """Write a picture where ``-o`` says, as what the end of its name says; `name` is that of a file in a folder."""
    suffix = output.rpartition(".")[2].lower()
    from acuevid.export.typeset import PRINTED, typeset

    if suffix in PRINTED:
        return save(context, catalogue, output, [typeset(drawn, suffix)], name, format=suffix, force=force)
    from acuevid.export.svg import picture

    return save(context, catalogue, output, [picture(drawn)], name, format="svg", force=force)
