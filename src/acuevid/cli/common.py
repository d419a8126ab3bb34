"""What the verbs share: options, the catalogue they mean, completion, and where output goes."""

import errno
import os
import re
import sys
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from acuevid.catalogue.load import Loaded
    from acuevid.catalogue.pieces import Keep
    from acuevid.catalogue.shelf import Shelf
    from acuevid.models import Catalogue
    from acuevid.views.blocks import Document
    from acuevid.views.table import Table

CATALOGUE_VARIABLE = "ACUEVID_CATALOGUE"
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


class Color(StrEnum):
    """When to use colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Settings(NamedTuple):
    """The options given before the verb."""

    catalogue: str | None
    color: Color


CatalogueOption = Annotated[
    str | None,
    typer.Option(
        "--catalogue",
        "--catalog",
        metavar="PATH",
        help=(
            "The catalogue to read: a TOML file, a folder of them, or a name that 'acuevid catalogues' lists. "
            f"[default: {CATALOGUE_VARIABLE}, or the one shipped]"
        ),
        show_default=False,
    ),
]
ColorOption = Annotated[
    Color | None,
    typer.Option("--color", "--colour", case_sensitive=False, help="Colour on a terminal.", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="The same as --format json.")]


def catalogue_file(context: typer.Context, option: str | None) -> str | None:
    """The catalogue that a verb was told to read: its own option, then the one before the verb, then the variable."""
    settings = context.obj if isinstance(context.obj, Settings) else None
    before = settings.catalogue if settings else None
    named = option if option is not None else before
    return named if named is not None else os.environ.get(CATALOGUE_VARIABLE) or None


def load(
    context: typer.Context, option: str | None, wanted: "Callable[[Catalogue], Keep] | None" = None
) -> "Catalogue":
    """Load the catalogue that a verb was told to read; of a large one, the wanted studies only."""
    return load_source(context, option, wanted).catalogue


def load_source(
    context: typer.Context, option: str | None, wanted: "Callable[[Catalogue], Keep] | None" = None
) -> "Loaded":
    """The same with the text that it came from, so that places in it can be named."""
    from acuevid.catalogue.files import find_catalogue, is_library
    from acuevid.errors import UsageError

    path = find_catalogue(catalogue_file(context, option))
    if is_library(path):
        name = context.info_name or "this"
        raise UsageError(f"'{name}' is about one sheet; name one of the library: --catalogue {path}/SHEET.toml")
    return opened(context, str(path), wanted).sheets[0].source


def opened(
    context: typer.Context,
    option: str | None,
    wanted: "Callable[[Catalogue], Keep] | None" = None,
    *,
    lazily: bool = False,
) -> "Shelf":
    """The catalogue that a verb was told to read, or all sheets of a library."""
    from acuevid.api.opening import open_shelf
    from acuevid.cli.progress import Progress

    with Progress("reading") as tick:
        return open_shelf(catalogue_file(context, option), wanted, tick, lazily=lazily)


def color_of(context: typer.Context, option: Color | None) -> Color:
    """The verb's own choice of colour, or the one before it."""
    return option or (context.obj.color if isinstance(context.obj, Settings) else Color.AUTO)


def is_terminal() -> bool:
    """Whether standard output is a terminal, so that a reader sees it at once."""
    return sys.stdout is not None and sys.stdout.isatty()


def console(color: Color) -> "Console":
    """The console on standard output."""
    from rich.console import Console

    forced = {Color.ALWAYS: True, Color.NEVER: None, Color.AUTO: None}[color]
    width = terminal_width()
    return Console(
        file=sys.stdout,
        width=width,
        height=50,
        force_terminal=forced,
        color_system={Color.ALWAYS: "standard", Color.NEVER: None, Color.AUTO: "auto"}[color],
        no_color=None if color is Color.AUTO else color is Color.NEVER,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def show(document: "Document", color: Color) -> None:
    """Draw a document on standard output."""
    from acuevid.render.terminal import renderables

    target = console(color)
    ascii_only = not (target.encoding or "").lower().startswith("utf")
    for renderable in renderables(document, target.width, ascii_only=ascii_only):
        _print(target, renderable)


def show_table(tables: "Iterable[Table]", color: Color) -> None:
    """Draw a table on standard output, in pieces, of which the first decides the layout of all."""
    from acuevid.render.table import draw_table, layout_of

    target = console(color)
    ascii_only = not (target.encoding or "").lower().startswith("utf")
    layout = None
    for table in tables:
        goes_on = layout is not None
        layout = layout or layout_of(table, target.width)
        _print(target, draw_table(table, target.width, ascii_only=ascii_only, layout=layout, goes_on=goes_on))


def _print(target: "Console", renderable: "RenderableType") -> None:
    with target.capture() as drawn:
        target.print(renderable)
    write("".join(f"{line.rstrip(' ')}\n" for line in drawn.get().splitlines()))


class ReaderGone(Exception):
    """The reader of standard output has gone away, as ``head`` does; nothing is wrong."""


def write(text: str) -> None:
    """Write text to standard output as it is; raises `ReaderGone` where nobody reads it any more."""
    write_pieces((text,))


def write_pieces(pieces: Iterable[str | bytes]) -> None:
    """The same for what comes in pieces; bytes go out as they are."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "standard output")
    try:
        for piece in pieces:
            if isinstance(piece, bytes):
                sys.stdout.buffer.write(piece)
            else:
                sys.stdout.write(piece)
        sys.stdout.flush()
    except BrokenPipeError:
        raise ReaderGone from None


def in_utf8() -> None:
    """Make standard output UTF-8, whatever the locale says, for what other programs read; a terminal stays as it is."""
    if not is_terminal() and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def write_json(text: str) -> None:
    """Write JSON text, in ASCII where standard output is not UTF-8, for JSON has no other encodings."""
    write_pieces(json_pieces((text,)))


def json_pieces(pieces: Iterable[str | bytes]) -> Iterable[str | bytes]:
    """JSON text as standard output can carry it."""
    encoding = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "")
    return pieces if encoding == "utf8" else (in_ascii(piece) for piece in pieces if isinstance(piece, str))


def in_ascii(text: str) -> str:
    """JSON text with every other character as an escape."""
    return text if text.isascii() else _BEYOND_ASCII.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i] << 8 | units[i + 1]:04x}" for i in range(0, len(units), 2))


def save(
    context: typer.Context,
    catalogue: str | None,
    output: str,
    pieces: Iterable[str | bytes],
    default_name: str,
    *,
    format: str,
    force: bool,
) -> None:
    """Write content of this format, in pieces, to a file where ``-o`` says, or to standard output for ``-``."""
    if output == "-":
        in_utf8()
        return write_pieces(pieces)
    from acuevid.catalogue.files import find_catalogue
    from acuevid.export.files import target, write_file

    source = find_catalogue(catalogue_file(context, catalogue))
    written = write_file(target(output, default_name), pieces, format, source=source, force=force)
    return say(f"wrote {written}")


def say(*lines: str) -> None:
    """Tell something beside the data, on standard error; at a terminal a long line is folded between words."""
    from acuevid.escape import visible
    from acuevid.render.problems import folded

    width = terminal_width() if sys.stderr is not None and sys.stderr.isatty() else 10**6
    told = (text for line in lines for text in folded(visible(line), width))
    typer.echo("".join(f"{text}\n" for text in told), err=True, nl=False)


def terminal_width() -> int:
    """The columns of the terminal: `COLUMNS` where that is a number, what the terminal says, or 80; at least 20."""
    wanted = os.environ.get("COLUMNS", "")
    if wanted.isascii() and wanted.isdigit() and int(wanted[:6]) > 0:
        return max(20, int(wanted[:6]))
    for stream in (sys.__stdout__, sys.__stderr__, sys.__stdin__):
        try:
            columns = os.get_terminal_size(stream.fileno()).columns if stream is not None else 0
        except (OSError, ValueError, AttributeError):
            continue
        if columns:
            return max(20, columns)
    return 80


def _completer(names: "Callable[[Catalogue], list[str]]") -> Callable[[typer.Context, str], list[str]]:
    def complete(context: typer.Context, incomplete: str) -> list[str]:
        try:
            from acuevid.catalogue.files import find_catalogue, is_library

            option = context.params.get("catalogue")
            if option is None and context.parent is not None:
                option = context.parent.params.get("catalogue")
            path = find_catalogue(catalogue_file(context, option))
            if not path.is_file() and not is_library(path):  # a pipe would wait for ever
                return []
            every = (name for sheet in opened(context, str(path)) for name in names(sheet.catalogue))
            return [name for name in dict.fromkeys(every) if name.startswith(incomplete)]
        except Exception:  # a completion must never disturb the command line
            return []

    return complete


complete_condition = _completer(lambda catalogue: [condition.key for condition in catalogue.conditions])
complete_study = _completer(lambda catalogue: [study.citekey for study in catalogue.studies])
