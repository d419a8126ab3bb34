"""The command tree. Each verb stands in a file of its own and imports what it needs when it runs."""

from typing import Annotated

import typer

from acuevid import __version__
from acuevid.cli import catalogues, check, conditions, diff, export, pool, schema, show, summarize, trace
from acuevid.cli import list as list_
from acuevid.cli import map as map_
from acuevid.cli.common import CatalogueOption, Color, ColorOption, Settings

EXIT_CODES = """\b
Exit codes: 0 fine; 1 problems found, not found or an invalid catalogue;
2 usage; 130 interrupted."""

app = typer.Typer(
    name="acuevid",
    help="Summarise clinical evidence from a TOML catalogue of studies.",
    epilog=EXIT_CODES,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def usage_errors() -> tuple[type[Exception], ...]:
    """The errors of a command line that Typer cannot make sense of."""
    from typer._click.exceptions import ClickException

    return (ClickException,)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"acuevid {__version__}")
        raise typer.Exit


@app.callback()
def _settings(
    context: typer.Context,
    catalogue: CatalogueOption = None,
    color: ColorOption = None,
    _version_wanted: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Summarise clinical evidence from a TOML catalogue of studies.

    \b
    acuevid list --condition trigeminal    the studies of a condition
    acuevid summarize hiv                  what they found, and what they cannot show
    acuevid export --format md             the whole fact sheet
    """
    context.obj = Settings(catalogue, color or Color.AUTO)


app.command("list")(list_.list_studies)
app.command("show")(show.show_studies)
app.command("conditions")(conditions.list_conditions)
app.command("summarize")(summarize.summarize)
app.command("summarise", hidden=True)(summarize.summarize)
app.command("pool")(pool.pool_studies)
app.command("forest")(pool.draw_forest)
app.command("map")(map_.evidence_map)
app.command("export")(export.export)
app.command("check")(check.check)
app.command("diff")(diff.diff)
app.command("trace")(trace.trace)
app.command("catalogues")(catalogues.list_catalogues)
app.command("schema")(schema.schema)
