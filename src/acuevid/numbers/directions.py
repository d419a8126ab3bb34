"""Counting directions of effect, and how far reviews overlap."""

from dataclasses import dataclass
from typing import NamedTuple

from .effects import Estimate, proportion


class SignTest(NamedTuple):
    """Directions counted: the exact two-sided P value, and the share favourable with its Wilson interval.

    Both are None, with the reason, where no study has a direction. P says how surprising the count would
    be if either direction were equally likely, and nothing of the size of any effect.
    """

    favourable: int
    unfavourable: int
    p_value: float | None
    proportion: Estimate | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class CoveredArea:
    """Corrected covered area in per cent, 0 to 100; None with the reason where it is undefined."""

    percent: float | None
    reason: str | None = None


def sign_test(favourable: int, unfavourable: int) -> SignTest:
    """Exact two-sided sign test on the directions of effect, unclear ones left out by the caller.

    Binomial with probability ½, the smaller tail doubled and held at 1; summed in whole numbers. P value
    0 to 1, proportion a fraction of 1 with Wilson's interval (Cochrane Handbook, chapter 12: McKenzie
    & Brennan 2019). None, with the reason, for no study at all. ValueError for negative counts.
    """
    if favourable < 0 or unfavourable < 0:
        raise ValueError(f"counts cannot be negative: {favourable}, {unfavourable}")
    n = favourable + unfavourable
    if n == 0:
        return SignTest(0, 0, None, None, "no study has a direction of effect")
    term = tail = 1
    for i in range(min(favourable, unfavourable)):
        term = term * (n - i) // (i + 1)
        tail += term
    p_value = min(2 * tail, 2**n) / 2**n
    return SignTest(favourable, unfavourable, p_value, proportion(favourable, n))


def corrected_covered_area(included: int, unique: int, reviews: int) -> CoveredArea:
    """Overlap of reviews: how much of the possible double counting of primary studies there is, in per cent.

    (N − r) / (r·c − r) × 100, with `included` N studies counted once for every review they are in,
    `unique` r different studies and `reviews` c reviews (Pieper et al. 2014, Journal of Clinical
    Epidemiology 67:368). 0 is none, 100 all. None, with the reason, for one review. ValueError unless
    r ≤ N ≤ r·c and both r and c are at least 1.
    """
    if unique < 1 or reviews < 1 or not unique <= included <= unique * reviews:
        raise ValueError(f"impossible counts: {included} inclusions of {unique} studies in {reviews} reviews")
    if reviews == 1:
        return CoveredArea(None, "one review cannot overlap with itself")
    return CoveredArea(100 * (included - unique) / (unique * reviews - unique))
