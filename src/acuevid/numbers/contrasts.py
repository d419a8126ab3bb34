"""What effects say beside their moderators: independent contrasts, from which every estimator of τ² is a sum."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from .heterogeneity import Method, maxima, no_maximum_above, where_zero

_LOST = 1e-8
"""Singular values below this share of the largest have too few digits: variances that differ by 16 powers of ten."""


@dataclass(frozen=True, slots=True)
class Contrasts:
    """Independent contrasts `z` of effects, none of which a moderator moves, and their sampling variances.

    Their number is the degrees of freedom. A contrast has the variance v + τ², so that Q, the restricted likelihood
    (Viechtbauer 2005) and its slope are sums over them, in which no digits are lost.
    """

    z: tuple[float, ...]
    variances: tuple[float, ...]

    def q(self, tau2: float = 0.0) -> float:
        """The generalised Q of what the moderators leave, with weights 1/(v + τ²)."""
        return math.fsum(z * z / (v + tau2) for z, v in zip(self.z, self.variances, strict=True))

    def typical_variance(self) -> float:
        """The sampling variance that stands for all: df / tr P (Higgins & Thompson 2002, as metafor has it)."""
        return len(self.z) / math.fsum(1 / v for v in self.variances)

    def tau_squared(self, method: Method) -> float:
        """The variance between studies that the moderators leave, never negative; see `heterogeneity.tau_squared`."""
        df, least = len(self.z), min(self.variances)
        if method == "DL":
            return max(0.0, (self.q() - df) * self.typical_variance() / df)
        if method == "PM":
            return where_zero(lambda tau2: self.q(tau2) - df, least)
        s2 = math.fsum(z * z for z in self.z) / df
        most = no_maximum_above(s2, max(self.variances))
        return maxima(lambda tau2: self._slope(least, tau2), self.log_likelihood, least, most)[0]

    def log_likelihood(self, tau2: float) -> float:
        """The restricted log-likelihood at τ², without its constant."""
        return -(math.fsum(math.log(v + tau2) for v in self.variances) + self.q(tau2)) / 2

    def _slope(self, least: float, tau2: float) -> float:
        """Twice the slope of the restricted log-likelihood by ln(τ² + least v)."""
        unit = tau2 + least
        weights = [unit / (v + tau2) for v in self.variances]
        return math.fsum((w * z) ** 2 for w, z in zip(weights, self.z, strict=True)) / unit - math.fsum(weights)

    def is_nothing(self, greatest: float) -> bool:
        """Whether they are no more than noise, beside the errors or the `greatest` of the effects."""
        spread = math.sqrt(math.fsum(z * z for z in self.z) / len(self.z))
        return self.q() <= 1e-18 * len(self.z) or spread <= 1e-14 * greatest


def contrasts(np: ModuleType, design: Any, y: Any, v: Any) -> Contrasts:
    """Contrasts K′y with K′X = 0, turned so that K′VK is diagonal; by the singular values of √V·K, not of K′VK.

    The work grows with the cube of the number of studies. ArithmeticError where the variances differ by so many powers
    of ten that the smallest are lost.
    """
    free = np.linalg.qr(design, mode="complete")[0][:, design.shape[1] :]
    _, roots, turned = np.linalg.svd(np.sqrt(v)[:, None] * free, full_matrices=False)
    if roots[-1] < _LOST * roots[0]:
        raise ArithmeticError("variances are lost beside others")
    return Contrasts(tuple((turned @ (free.T @ y)).tolist()), tuple((roots**2).tolist()))


@dataclass(frozen=True, slots=True)
class Scaled:
    """Moderators as columns of a design after a column of ones: as distances from `centres`, in units of `units`."""

    design: Any
    centres: tuple[float, ...]
    units: tuple[float, ...]


def scaled(np: ModuleType, moderators: Sequence[Sequence[float]], origin: int) -> Scaled:
    """Moderators so scaled that a year or a dose loses no digits: −1 to 1, and 0 in the study at `origin`.

    Where that is the most precise one, which alone may bear nearly all the weight, the others keep their digits.
    """
    columns, centres, units = [np.ones(len(moderators[0]))], [], []
    for values in moderators:
        column = np.array(values, dtype=float) - values[origin]
        units.append(float(np.abs(column).max()))
        centres.append(float(values[origin]))
        columns.append(column / units[-1])
    return Scaled(np.column_stack(columns), tuple(centres), tuple(units))
