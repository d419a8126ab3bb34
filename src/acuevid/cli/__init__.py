"""The command line: the one place where errors become a line and an exit code."""

import gc
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

FINE, PROBLEMS, USAGE, INTERRUPTED = 0, 1, 2, 130


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run acuevid and exit: 0 fine, 1 problems found or not found, 2 usage, 130 interrupted.

    It exits at once: what it wrote is flushed by then, and taking all records apart again would only take time.
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # no code of other packages, and no search for it
    gc.disable()  # a command lives shortly, and what it builds lives as long as it does
    try:
        sys.unraisablehook = _unraisable
        signal.signal(signal.SIGINT, _interrupt)
        code = run(args)
        if _was_interrupted:
            code = _interrupted()
    except KeyboardInterrupt:
        code = _interrupted()
    os._exit(code)


_was_interrupted: list[bool] = []
"""Not empty once Ctrl-C was pressed: code that was cut short by it may raise other errors first."""


def _interrupt(_number: int, _frame: object) -> NoReturn:
    _was_interrupted.append(True)
    raise KeyboardInterrupt


def _unraisable(what: "sys.UnraisableHookArgs") -> None:
    """Ctrl-C inside a callback that can raise nothing is no message; it ends the command as soon as it returns.

    Nor is the end of memory, which ends the command soon enough.
    """
    if not issubclass(what.exc_type, (KeyboardInterrupt, MemoryError)):
        sys.__unraisablehook__(what)


def run(args: Sequence[str] | None = None) -> int:
    """Run acuevid with these arguments and return the exit code; never raises an error of the user's making."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None and hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        code = _dispatch(args)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return _interrupted()
    except BrokenPipeError:
        _drop_stdout()
        return FINE
    except OSError as error:
        _drop_stdout()
        return _complain(f"{error.filename or 'output'}: {error.strerror or error}")
    except Exception as error:
        if not _is_want_of_memory(error):
            raise
    # only here is the error gone, and with it all that it held
    _drop_stdout()
    _write("acuevid: there is not enough memory for this")
    return PROBLEMS


def _dispatch(args: Sequence[str] | None) -> int:
    from typer import TyperException

    from acuevid.cli.app import app

    try:
        code = app(args=args, prog_name="acuevid", standalone_mode=False)
        return code if isinstance(code, int) else FINE
    except TyperException as error:  # a command line that Typer cannot make sense of
        return _usage(error)
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else PROBLEMS
    except (KeyboardInterrupt, OSError):
        raise
    except Exception as error:
        if _is_want_of_memory(error):
            raise
        return _failed(error)


def _is_want_of_memory(error: Exception) -> bool:
    """Whether there was no memory: Python may lose the error that says so, and a library may not find room."""
    match error:
        case SystemError():
            return "without" in str(error) and "exception" in str(error)
        case ImportError():
            return "failed to map segment" in str(error) or "allocate memory" in str(error)
    return isinstance(error, MemoryError)


def _failed(error: Exception) -> int:
    """One line for an error, or all the diagnostics of a catalogue."""
    from acuevid.cli.common import ReaderGone
    from acuevid.errors import AcuevidError, CatalogueError

    if _was_interrupted:
        return _interrupted()
    if isinstance(error, ReaderGone):
        _drop_stdout()
        return FINE
    if "_ACUEVID_COMPLETE" in os.environ:  # a shell asks; it has no use for a message
        return PROBLEMS
    if isinstance(error, CatalogueError):
        from acuevid.render.problems import problem_lines

        for line in problem_lines(error.diagnostics, most=20):
            _write(line)
        return error.exit_code
    if isinstance(error, AcuevidError):
        _complain(str(error))
        return error.exit_code
    if os.environ.get("ACUEVID_DEBUG"):
        raise error
    return _complain(
        f"internal error: {type(error).__name__}: {error} (a fault in acuevid; ACUEVID_DEBUG=1 shows where)"
    )


def _usage(error: Exception) -> int:
    context = getattr(error, "ctx", None)
    message = (
        str(getattr(error, "format_message", lambda: error)()).strip().replace("\n", " ").replace("Value error, ", "")
    )
    command = context.command_path if context is not None else "acuevid"
    if type(error).__name__ == "NoArgsIsHelpError":
        _write(message if context is None else context.get_help())
        return USAGE
    _complain(message)
    _write(f"'{command} --help' shows how to use it")
    return USAGE


def _complain(message: str) -> int:
    from acuevid.escape import visible

    _write(f"acuevid: {visible(message, exact=True)}")
    return PROBLEMS


def _write(line: str) -> None:
    try:
        print(line, file=sys.stderr, flush=True)
    except (OSError, ValueError, AttributeError):
        return  # nobody can be told


def _interrupted() -> int:
    _drop_stdout()
    return INTERRUPTED


def _drop_stdout() -> None:
    """Point standard output at nothing, so that the interpreter's last flush cannot fail."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)
    except (OSError, ValueError, AttributeError):
        return
