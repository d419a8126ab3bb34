"""The command reference and the man page, made from the commands themselves."""

from typing import Any

from typer.main import get_command

from acuevid import __version__
from acuevid.cli.app import VERBS, app

WIDTH = 92


def helps() -> dict[str, str]:
    """The help of acuevid (under an empty name) and of each verb, as the terminal shows it."""
    root: Any = get_command(app)
    context = root.make_context("acuevid", [], resilient_parsing=True)
    context.terminal_width = WIDTH
    found = {"": root.get_help(context)}
    for name, verb in VERBS.items():
        if not verb.hidden:
            inner = root.commands[name].make_context(name, [], parent=context, resilient_parsing=True)
            inner.terminal_width = WIDTH
            found[name] = root.commands[name].get_help(inner)
    return found


def commands_page() -> str:
    """docs/commands.md: what every command takes."""
    parts = ["# The commands", "Made by `scripts/docs.py` from the commands' own help. `man acuevid` says the same."]
    for name, text in helps().items():
        parts.append(f"## acuevid {name}".rstrip())
        parts.append(f"```text\n{text.rstrip()}\n```")
    return "\n\n".join(parts) + "\n"


def man_page() -> str:
    """docs/acuevid.1: the same as a man page."""
    lines = [
        '.\\" Made by scripts/docs.py from the commands.',
        f'.TH ACUEVID 1 "" "acuevid {__version__}" "User Commands"',
        ".SH NAME",
        "acuevid \\- summarise clinical evidence from a TOML catalogue of studies",
        ".SH SYNOPSIS",
        ".B acuevid",
        "[OPTIONS] COMMAND [ARGS]...",
    ]
    for name, text in helps().items():
        lines.append(f'.SH "{(f"acuevid {name}" if name else "description").upper()}"')
        lines += [".nf", *map(roff, text.rstrip().splitlines()), ".fi"]
    lines += [".SH ENVIRONMENT", ".TP", ".B ACUEVID_CATALOGUE", "The catalogue to read where no option names one."]
    lines += [".TP", ".B NO_COLOR", "If set, no colour."]
    return "\n".join(lines) + "\n"


def roff(line: str) -> str:
    """A line that reads as itself in a man page."""
    told = line.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{told}" if told.startswith((".", "'")) else told
