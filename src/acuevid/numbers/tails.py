"""Tails and quantiles of the t, χ² and F distributions, and matrices, from scipy and its numpy, which are an extra."""

import os
import sys
from functools import lru_cache
from types import ModuleType

from .quantiles import t_of_p


class ScipyMissing(Exception):
    """scipy is not installed; its text says in one line how to get it."""

    def __init__(self) -> None:
        """Say how to get it."""
        super().__init__("pooling needs scipy: pip install scipy")


def special() -> ModuleType:
    """scipy's special functions; raises `ScipyMissing`."""
    there = sys.modules.get("scipy.special")
    if there is not None:
        return there  # an import statement is slow where a pool asks a thousand times
    # OpenBLAS takes memory for each thread, and tries for ever where there is too little; tails use no threads
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        import scipy.special
    except ImportError:
        raise ScipyMissing from None
    module: ModuleType = scipy.special
    return module


def t_two_sided(t: float, df: int) -> float:
    """The two-sided p-value of t on `df` degrees of freedom; raises `ScipyMissing`."""
    return 2 * float(special().stdtr(df, -abs(t)))


@lru_cache(maxsize=1024)
def t_quantile(p: float, df: int) -> float:
    """The t below which a share `p`, one half or more, of the distribution lies; our own, to about 11 digits.

    scipy's `stdtrit` has nine digits only in some versions that the extra allows.
    """
    return t_of_p(2 * (1 - p), df)


def chi2_upper(x: float, df: int) -> float:
    """The p-value of χ² on `df` degrees of freedom: the share above `x`; raises `ScipyMissing`."""
    return float(special().chdtrc(df, x))


def chi2_above(p: float, df: int) -> float:
    """The χ² above which a share `p` of the distribution lies; raises `ScipyMissing`."""
    return float(special().chdtri(df, p))


def f_upper(x: float, df_1: int, df_2: int) -> float:
    """The p-value of F on `df_1` and `df_2` degrees of freedom: the share above `x`; raises `ScipyMissing`."""
    return float(special().fdtrc(df_1, df_2, x))


def matrices() -> ModuleType:
    """numpy, which scipy brings with it; raises `ScipyMissing`."""
    special()
    import numpy

    return numpy
