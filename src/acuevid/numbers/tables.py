"""A table of two groups and one event from an odds ratio, where the sizes of the groups and all events are known."""

import math


def events_from_odds_ratio(odds_ratio: float, total_1: int, total_2: int, events: int) -> float:
    """The events in arm 1, of so many `events` in both, at which the odds ratio of arm 1 to arm 2 is this one.

    Not rounded to whole people; it rises with the odds ratio, from the fewest events that arm 1 can have to the most.
    The root of (OR − 1)·a² − (OR·(n1 + m) + n2 − m)·a + OR·n1·m = 0 that is a count (Bonett 2007, American Psychologist
    62:254; metafor's `conv.2x2`, which rounds it). ValueError for a negative odds ratio and impossible counts.
    """
    if not (math.isfinite(odds_ratio) and odds_ratio >= 0):
        raise ValueError(f"an odds ratio is not {odds_ratio}")
    if total_1 < 1 or total_2 < 1 or not 0 <= events <= total_1 + total_2:
        raise ValueError(f"no groups of {total_1} and {total_2} have {events} events")
    middle = odds_ratio * (total_1 + events) + total_2 - events
    product = odds_ratio * total_1 * events
    root = math.sqrt(max(0.0, middle * middle - 4 * (odds_ratio - 1) * product))
    # of two forms of the one root each loses no digits on its side; the middle is not above 0 for an odds ratio below 1
    return 2 * product / (middle + root) if middle > 0 else (root - middle) / (2 * (1 - odds_ratio))
