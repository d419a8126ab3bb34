"""The editor that a person has chosen, opened at a line of a file."""

import os
import shlex
import shutil
import signal
import subprocess
from pathlib import Path

from acuevid.errors import AcuevidError

_PLUS = (
    "vi",
    "vim",
    "nvim",
    "view",
    "gvim",
    "nano",
    "pico",
    "emacs",
    "emacsclient",
    "micro",
    "joe",
    "kak",
    "gedit",
    "ne",
)
"""Editors that take ``+LINE`` before the file."""
_GOTO = ("code", "code-insiders", "codium", "vscodium", "cursor")
"""Editors that take ``--goto FILE:LINE``, and return at once unless told to wait."""
_COLON = ("hx", "helix", "subl", "zed")
"""Editors that take ``FILE:LINE``."""
_WAITS = ("hx", "helix")
_USUAL = ("nano", "vi", "notepad")


def open_at(path: Path, line: int) -> None:
    """Open the editor at a line of a file and wait for its end; raises `AcuevidError` where it ends badly.

    The value of ``VISUAL`` or ``EDITOR`` may hold arguments; no shell reads it.
    """
    command = _chosen()
    name = Path(command[0]).stem.lower()
    file = str(path) if not str(path).startswith(("-", "+")) else f"./{path}"
    if name in (*_GOTO, *_COLON) and name not in _WAITS and not {"-w", "--wait"} & set(command):
        command.append("--wait")
    if name in _PLUS:
        command += [f"+{line}", file]
    elif name in _GOTO:
        command += ["--goto", f"{file}:{line}"]
    else:
        command.append(f"{file}:{line}" if name in _COLON else file)
    before = signal.signal(signal.SIGINT, lambda _number, _frame: None)  # Ctrl-C is for the editor
    try:
        ended = subprocess.run(command, check=False)
    except OSError as error:
        raise AcuevidError(f"the editor {command[0]} cannot be run: {error.strerror or error}") from None
    finally:
        signal.signal(signal.SIGINT, before)
    if ended.returncode:
        raise AcuevidError(f"the editor {command[0]} ended with {ended.returncode}; nothing was checked")


def _chosen() -> list[str]:
    """The editor's command with its arguments."""
    for variable in ("VISUAL", "EDITOR"):
        value = os.environ.get(variable, "").strip()
        if not value:
            continue
        try:
            return shlex.split(value)
        except ValueError:
            raise AcuevidError(f"{variable} has a quotation mark without its fellow") from None
    found = next((name for name in _USUAL if shutil.which(name)), None)
    if found is None:
        raise AcuevidError("no editor is chosen; set VISUAL or EDITOR to the command of yours")
    return [found]
