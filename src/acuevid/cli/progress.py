"""A bar on standard error, on a terminal only, for what lasts longer than a second."""

import os
import sys
from threading import Event, Thread
from types import TracebackType

_PATIENCE, _PAUSE, _WIDTH = 1.0, 0.1, 24


class Progress:
    """``reading ━━━━━━━───── 58%``, or ``exporting, 3 s`` where nobody knows how much there is; gone when done.

    No cursor is hidden, so nothing has to be put back. A thread draws, so that those who tell it need not look at a
    clock.
    """

    def __init__(self, label: str) -> None:
        """Nothing is shown before there is something to wait for."""
        self.label = label
        self.told = (0, 0)
        self.done = Event()
        stream = sys.stderr
        is_on = stream is not None and stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        self.thread = Thread(target=self._draw, daemon=True) if is_on else None

    def __enter__(self) -> "Progress":
        """Start the clock."""
        if self.thread is not None:
            self.thread.start()
        return self

    def __call__(self, done: int, total: int) -> None:
        """So much of so much is done."""
        self.told = done, total

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wipe the line."""
        self.done.set()
        if self.thread is not None:
            self.thread.join()

    def _draw(self) -> None:
        if self.done.wait(_PATIENCE):
            return
        waited = _PATIENCE
        shown = 0
        try:
            while True:
                line = self._line(waited)
                sys.stderr.write("\r" + line.ljust(shown))
                sys.stderr.flush()
                shown = len(line)
                waited += _PAUSE
                if self.done.wait(_PAUSE):
                    break
            sys.stderr.write("\r" + " " * shown + "\r")
            sys.stderr.flush()
        except (OSError, ValueError):  # the terminal has gone
            return

    def _line(self, waited: float) -> str:
        done, total = self.told
        if not total:
            return f"{self.label}, {waited:.0f} s"
        n = _WIDTH * done // total
        full, empty = ("━", "─") if (sys.stderr.encoding or "").lower().startswith("utf") else ("#", "-")
        return f"{self.label} {full * n}{empty * (_WIDTH - n)} {100 * done // total:3}%"
