"""A bar on standard error, on a terminal only, for what lasts longer than a second."""

import os
import sys
import time
from types import TracebackType

_PATIENCE, _PAUSE, _WIDTH = 1.0, 0.1, 24


class Progress:
    """``reading ━━━━━━━───── 58%``, and gone when done; no cursor is hidden, so nothing has to be put back."""

    def __init__(self, label: str) -> None:
        """Start the clock."""
        self.label = label
        self.next = time.monotonic() + _PATIENCE
        self.shown = False
        stream = sys.stderr
        self.is_on = stream is not None and stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"

    def __enter__(self) -> "Progress":
        """Nothing is shown before there is something to wait for."""
        return self

    def __call__(self, done: int, total: int) -> None:
        """So much of so much is done."""
        if not self.is_on or time.monotonic() < self.next:
            return
        self.next = time.monotonic() + _PAUSE
        self.shown = True
        n = _WIDTH * done // max(1, total)
        full, empty = ("━", "─") if (sys.stderr.encoding or "").lower().startswith("utf") else ("#", "-")
        self._write(f"\r{self.label} {full * n}{empty * (_WIDTH - n)} {100 * done // max(1, total):3}%")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wipe the line."""
        if self.shown:
            self._write("\r" + " " * (len(self.label) + _WIDTH + 6) + "\r")

    def _write(self, text: str) -> None:
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except (OSError, ValueError):
            self.is_on = self.shown = False
