"""Words as a list in running text."""

from collections.abc import Sequence


def spoken(words: Sequence[str], last: str = " and ") -> str:
    """``a, b and c``; empty for none."""
    return f"{', '.join(words[:-1])}{last}{words[-1]}" if len(words) > 1 else "".join(words)
