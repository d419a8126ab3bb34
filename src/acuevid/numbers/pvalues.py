"""P values of a two-by-two table, by the four tests that trial reports use."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import accumulate
from operator import mul

_MOST_WORK = 100_000_000
_EXACTLY = 1000
"""Up to so many the sum is made in whole numbers alone; above that it takes longer than the square."""
_TIE = 1e-9
"""Two tables whose probabilities differ by less of their size are held against each other in whole numbers."""


@dataclass(frozen=True, slots=True)
class PValue:
    """A two-sided P value, 0 to 1; None with the reason where it is undefined.

    0.0 stands for a P below the smallest floating-point number, about 1e-308.
    """

    p_value: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class FourTests:
    """The P values of the four tests on one table, by name. Iterates over (name, PValue)."""

    fisher_exact: PValue
    pearson: PValue
    pearson_yates: PValue
    n_minus_1: PValue

    def __iter__(self) -> Iterator[tuple[str, PValue]]:
        """Yield (name, PValue) in the order of the fields."""
        for field in fields(self):
            yield field.name, getattr(self, field.name)

    def defined(self) -> dict[str, float]:
        """The tests that have a P value, by name."""
        return {name: test.p_value for name, test in self if test.p_value is not None}


def _undefined(events_1: int, total_1: int, events_2: int, total_2: int) -> PValue | None:
    """The reason why no test can be done, if there is one. ValueError for impossible counts."""
    for events, total in ((events_1, total_1), (events_2, total_2)):
        if total < 1 or not 0 <= events <= total:
            raise ValueError(f"no arm can have {events} events in {total} people")
    if events_1 + events_2 == 0:
        return PValue(None, "nobody had the event in either arm")
    if events_1 + events_2 == total_1 + total_2:
        return PValue(None, "everybody had the event in both arms")
    return None


def fisher_exact(events_1: int, total_1: int, events_2: int, total_2: int) -> PValue:
    """Two-sided exact test: the probability, margins fixed, of tables no likelier than this one.

    0 to 1. Fisher 1935; two-sided by summing all tables of equal or smaller probability, as R's
    `fisher.test` does, with ties told apart in whole numbers. None, with the reason, where nobody
    or everybody had the event, and where the sum would take too long: never up to 5,000 people, and
    above that only if the smallest of the four margins has some thousands.
    """
    undefined = _undefined(events_1, total_1, events_2, total_2)
    if undefined:
        return undefined
    total, events = total_1 + total_2, events_1 + events_2
    # The table read along its smallest margin: x of `smallest` drawn, out of `other` among `total`. Then
    # every x from 0 to `smallest` is possible, and there are no more of them than there have to be.
    smallest, x, other = min(
        (total_1, events_1, events),
        (total_2, events_2, events),
        (events, events_1, total_1),
        (total - events, total_1 - events_1, total_1),
    )
    if smallest * smallest * total.bit_length() > _MOST_WORK:
        return PValue(None, "the exact test would take too long for so many people")
    few = smallest <= _EXACTLY
    return PValue((_no_likelier_exactly if few else _no_likelier)(x, smallest, other, total))


def _no_likelier(x: int, drawn: int, marked: int, total: int) -> float:
    """The probability of all numbers of marked among `drawn` that are no likelier than x, of `marked` in `total`.

    Relative to that of x, stepping away from it, so that no number is large; only a number that looks as likely as x
    is asked in whole numbers.
    """
    step = [(marked - i) * (drawn - i) / ((i + 1) * (total - marked - drawn + i + 1)) for i in range(drawn)]
    above = list(accumulate(step[x:], mul))
    below = list(accumulate((1 / s for s in reversed(step[:x])), mul))
    every = [1.0, *above, *below]
    if not all(map(math.isfinite, every)):  # x lies so far out that floats cannot hold the others beside it
        return _no_likelier_exactly(x, drawn, marked, total)
    less = [w for w in every if w < 1 - _TIE]
    near = [n for n, w in enumerate(above, x + 1) if abs(w - 1) <= _TIE]
    near += [n for n, w in zip(range(x - 1, -1, -1), below, strict=True) if abs(w - 1) <= _TIE]
    mirrored = {drawn - x} if total == 2 * marked else {marked - x} if total == 2 * drawn else set()  # surely as likely
    own = _ways(x, drawn, marked, total) if set(near) - mirrored else 0
    less += [1.0 for n in near if n in mirrored or _ways(n, drawn, marked, total) <= own]
    return math.fsum([1.0, *less]) / math.fsum(every)


def _ways(n: int, drawn: int, marked: int, total: int) -> int:
    return math.comb(marked, n) * math.comb(total - marked, drawn - n)


def _no_likelier_exactly(x: int, drawn: int, marked: int, total: int) -> float:
    weights = [math.comb(total - marked, drawn)]
    for i in range(drawn):
        step_up = (marked - i) * (drawn - i)
        weights.append(weights[-1] * step_up // ((i + 1) * (total - marked - drawn + i + 1)))
    return sum(weight for weight in weights if weight <= weights[x]) / math.comb(total, drawn)


def _chi_squared_tail(numerator: int, denominator: int) -> PValue:
    """P(χ² with 1 degree of freedom ≥ numerator / denominator), which is erfc(√(χ²/2))."""
    if numerator >= 2000 * denominator:  # below 1e-400, and the quotient might not fit into a float
        return PValue(0.0)
    return PValue(math.erfc(math.sqrt(numerator / denominator / 2)))


def _chi_squared(a: int, n1: int, c: int, n2: int, weight: int, doubled_correction: int) -> PValue:
    undefined = _undefined(a, n1, c, n2)
    if undefined:
        return undefined
    events, total = a + c, n1 + n2
    # |ad − bc| less the correction, both doubled so that N/2 stays whole; never below zero.
    doubled = max(2 * abs(a * n2 - c * n1) - doubled_correction, 0)
    return _chi_squared_tail(weight * doubled * doubled, 4 * n1 * n2 * events * (total - events))


def pearson(events_1: int, total_1: int, events_2: int, total_2: int) -> PValue:
    """Chi-squared test without correction: χ² = N(ad − bc)² / (product of the margins).

    0 to 1, two-sided, one degree of freedom. Pearson 1900. None, with the reason, where nobody or
    everybody had the event.
    """
    return _chi_squared(events_1, total_1, events_2, total_2, total_1 + total_2, 0)


def pearson_yates(events_1: int, total_1: int, events_2: int, total_2: int) -> PValue:
    """Chi-squared test with the continuity correction: |ad − bc| less N/2, not below zero.

    0 to 1, two-sided, one degree of freedom. Yates 1934. None as in `pearson`.
    """
    total = total_1 + total_2
    return _chi_squared(events_1, total_1, events_2, total_2, total, total)


def n_minus_1(events_1: int, total_1: int, events_2: int, total_2: int) -> PValue:
    """The "N − 1" chi-squared test: Pearson's χ² times (N − 1)/N.

    0 to 1, two-sided, one degree of freedom. Campbell 2007 (Statistics in Medicine 26:3661). None as in
    `pearson`.
    """
    return _chi_squared(events_1, total_1, events_2, total_2, total_1 + total_2 - 1, 0)


def four_tests(events_1: int, total_1: int, events_2: int, total_2: int) -> FourTests:
    """The P values of Fisher's, Pearson's, Yates' and the N − 1 test on one table, 0 to 1.

    Each is None, with its reason, where its own function says so.
    """
    table = (events_1, total_1, events_2, total_2)
    return FourTests(fisher_exact(*table), pearson(*table), pearson_yates(*table), n_minus_1(*table))
