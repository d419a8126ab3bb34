"""The command tree. Each verb stands in a file of its own, which is loaded when the verb is asked for."""

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperGroup
from typer.main import get_command

from acuevid import __version__
from acuevid.cli.common import CatalogueOption, Color, ColorOption, Settings

Command = Any
"""What Typer makes of a function; it has no public name for it."""

EXIT_CODES = """\b
Exit codes: 0 fine; 1 problems found, not found or an invalid catalogue;
2 usage; 130 interrupted."""
_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Verb(NamedTuple):
    """A command: its module in this package, its function, and its help in one line."""

    module: str
    function: str
    summary: str
    hidden: bool = False


VERBS = {
    "new": Verb("new", "new", "Start a catalogue, or print a study to fill in."),
    "list": Verb("list", "list_studies", "List studies, one a row."),
    "show": Verb("show", "show_studies", "Show studies in full."),
    "conditions": Verb("conditions", "list_conditions", "List the conditions of the catalogue."),
    "summarize": Verb("summarize", "summarize", "Summarise a condition, or the whole sheet."),
    "summarise": Verb("summarize", "summarize", "Summarise a condition, or the whole sheet.", hidden=True),
    "pool": Verb("pool", "pool_studies", "Pool the studies that answer one question."),
    "forest": Verb("forest", "draw_forest", "Draw the forest plot of studies that can be pooled."),
    "funnel": Verb("funnel", "draw_funnel", "Draw the funnel plot of ten studies or more, with tests of it."),
    "findings": Verb("findings", "summary_of_findings", "Show the summary of findings, with certainty as rated."),
    "bias": Verb("bias", "show_bias", "Show how the studies were done, as people judged them."),
    "map": Verb("map", "evidence_map", "Map the evidence, and the gaps."),
    "picture": Verb("picture", "draw_picture", "Draw 100 people, directions of effect, or the years of studies."),
    "add": Verb("add", "add", "Add studies by their references."),
    "export": Verb("export", "export", "Export the fact sheet, its data or its references."),
    "site": Verb("site", "site", "Build a site of all sheets of a library."),
    "check": Verb("check", "check", "Check a catalogue and every number in it."),
    "todo": Verb("todo", "todo", "List what is still to fill in."),
    "watch": Verb("watch", "watch", "Check a catalogue on each save, and say what changed."),
    "diff": Verb("diff", "diff", "Show what changed between two catalogues."),
    "trace": Verb("trace", "trace", "Show what a sentence rests on."),
    "edit": Verb("edit", "edit", "Open the editor at a study, and check on return."),
    "set": Verb("set_", "set_field", "Set one field of a study."),
    "rename": Verb("rename", "rename", "Rename a study with all that refers to it."),
    "remove": Verb("remove", "remove", "Remove a study."),
    "catalogues": Verb("catalogues", "list_catalogues", "List the catalogues that come with acuevid."),
    "form": Verb("form", "form", "Make an extraction form, a spreadsheet."),
    "import": Verb("import_", "import_data", "Bring data sets of other programs into a catalogue."),
    "schema": Verb("schema", "schema", "Print the JSON Schema of a catalogue."),
}


class _Verbs(MutableMapping[str, Command]):
    """The commands by name, each made when it is first looked at."""

    def __init__(self) -> None:
        self._made: dict[str, Command] = {}

    def __getitem__(self, name: str) -> Command:
        if name not in self._made:
            self._made[name] = _command(name, VERBS[name])
        return self._made[name]

    def __setitem__(self, name: str, command: Command) -> None:
        self._made[name] = command

    def __delitem__(self, name: str) -> None:
        del self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(VERBS)

    def __len__(self) -> int:
        return len(VERBS)

    def __contains__(self, name: object) -> bool:
        return name in VERBS


def _command(name: str, verb: Verb) -> Command:
    alone = typer.Typer(rich_markup_mode=None, add_completion=False, context_settings=_SETTINGS)
    module = import_module(f"acuevid.cli.{verb.module}")
    alone.command(name, cls=getattr(module, "COMMAND", None), hidden=verb.hidden)(getattr(module, verb.function))
    command = get_command(alone)
    for parameter in command.params:
        _pass_nothing(parameter)
    return command


def _pass_nothing(parameter: Any) -> None:
    """Let an option that is not given skip its coercion, for which Typer builds a pydantic adapter each."""
    if parameter.required:
        return
    coerce = parameter.process_value

    def process_value(context: typer.Context, value: Any) -> Any:
        return coerce(context, value) if value is not None or parameter.callback is not None else None

    vars(parameter)["process_value"] = process_value


class _Group(TyperGroup):
    """The verbs, of which the help needs none loaded."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = _Verbs()
        for parameter in self.params:
            _pass_nothing(parameter)

    def format_commands(self, _ctx: Any, formatter: Any) -> None:
        """Write the names with their summaries."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, verb.summary) for name, verb in VERBS.items() if not verb.hidden])


app = typer.Typer(
    name="acuevid",
    cls=_Group,
    help="Summarise clinical evidence from a TOML catalogue of studies.",
    epilog=EXIT_CODES,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings=_SETTINGS,
)


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
