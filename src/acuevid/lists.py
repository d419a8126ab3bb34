"""Words as a list in running text, and numbers as ranges."""

from collections.abc import Iterable, Sequence
from itertools import pairwise


def spoken(words: Sequence[str], last: str = " and ") -> str:
    """``a, b and c``; empty for none."""
    return f"{', '.join(words[:-1])}{last}{words[-1]}" if len(words) > 1 else "".join(words)


def ranges(numbers: Iterable[int]) -> list[tuple[str, int]]:
    """Numbers in order, three or more that follow each other as ``1–3``; each with the number that it begins with."""
    ordered = sorted(set(numbers))
    starts = [n for before, n in pairwise([-1, *ordered]) if n != before + 1]
    ends = [n for n, after in pairwise([*ordered, -1]) if after != n + 1]
    found: list[tuple[str, int]] = []
    for first, last in zip(starts, ends, strict=True):
        if last > first + 1:
            found.append((f"{first}–{last}", first))
        else:
            found += [(str(n), n) for n in range(first, last + 1)]
    return found
