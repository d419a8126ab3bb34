"""What is wrong, and where: the one form in which every part of acuevid reports a problem."""

from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """An error makes `check` fail; a warning is about the source's own numbers or words; a note is to do, or to see."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    INFO = "info"


class Diagnostic(NamedTuple):
    """One problem, with its place in the catalogue's file (1-based line and column; 0 where there is none).

    `source` is the offending line of the file as it stands, `hint` says what to do about it.
    """

    code: str
    severity: Severity
    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    source: str = ""
    hint: str = ""
    citekey: str = ""
    field: str = ""

    @property
    def place(self) -> str:
        """``file:line:column``, without the parts that are not known."""
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}"
