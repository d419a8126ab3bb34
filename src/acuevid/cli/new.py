"""``acuevid new``: a catalogue to begin with, or a study to fill in."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from acuevid.cli.common import CatalogueOption, say, write

STUDY = "study"


def new(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME|study", help="The catalogue's name, or the word study.")],
    title: Annotated[str | None, typer.Option(help="The title of the sheet.")] = None,
    topic: Annotated[str | None, typer.Option(help="What it is about: “tension headache”.")] = None,
    treatment: Annotated[str | None, typer.Option(help="The treatment: “acupuncture”.")] = None,
    condition: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A condition, or “key = name”; may be given again.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--from", metavar="NAME", help="Start from a copy of this catalogue.")
    ] = None,
    design: Annotated[str | None, typer.Option(metavar="DESIGN", help="Of a study: its design.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file.")] = False,
    catalogue: CatalogueOption = None,
) -> None:
    """Start a catalogue, or print a study to fill in.

    It writes NAME.toml, which holds the sheet and its conditions with comments that teach. What no option says is
    asked at a terminal. 'new study' prints a study of a design, with comments, to be appended to a catalogue.

    \b
    acuevid new headache
    acuevid new headache --title "Acupuncture and headache" --topic headache \\
      --treatment acupuncture --condition "tension headache" --condition "migraine = migraine"
    acuevid new mine --from p6-nausea
    acuevid new study --design randomised-trial --catalogue headache.toml >> headache.toml
    """
    if name == STUDY:
        if title or topic or treatment or source or force:
            from acuevid.errors import UsageError

            raise UsageError("a study takes --design and --condition only; a catalogue of that name is study.toml")
        from acuevid.cli.starting import template

        return write(template(context, catalogue, design, condition or ()))
    from acuevid.cli.starting import Answers, started, write_new

    text = started(Answers(title, topic, treatment, tuple(condition or ())), source, design)
    path = Path(name if name.endswith(".toml") else f"{name}.toml")
    write_new(path, text, force=force)
    return _tell(path)


def _tell(path: Path) -> None:
    say(f"wrote {path}")
    if sys.stderr.isatty():
        say(f"next: acuevid add refs.ris --catalogue {path}, or acuevid new study --design …")
