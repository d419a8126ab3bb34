"""The errors that end a command with one line (or a list of diagnostics) and an exit code."""

from collections.abc import Sequence

from acuevid.diagnostics import Diagnostic


class AcuevidError(Exception):
    """An error that the user can do something about; its text is the one line shown."""

    exit_code = 1


class NotFound(AcuevidError):
    """A name that stands for nothing in the catalogue, or for several things.

    `has_near` says whether the text names what may be meant.
    """

    def __init__(self, text: str, *, has_near: bool = False) -> None:
        """Keep the text."""
        super().__init__(text)
        self.has_near = has_near


class OutOfStep(AcuevidError):
    """A file that is not what the catalogue gives now."""


class UsageError(AcuevidError):
    """A command line that asks for something that does not exist."""

    exit_code = 2


class CatalogueError(AcuevidError):
    """A catalogue that cannot be loaded; `diagnostics` says all that is wrong with it."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Keep the diagnostics, in file order."""
        super().__init__(f"{len(diagnostics)} problems in the catalogue")
        self.diagnostics = tuple(diagnostics)
