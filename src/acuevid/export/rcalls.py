"""What gives a fit again in R: the call of a helper of ``pool.R``, and the rows that it is called of."""

from collections.abc import Iterable

from acuevid.export.rtext import string
from acuevid.numbers.pooling import Pooled
from acuevid.pools.by_events import GLMM
from acuevid.pools.sets import PoolSet

_RATES = {"rate_ratio": "IRR", "rate_difference": "IRD"}
_COUNTS = {"risk_ratio": "RR", "odds_ratio": "OR", "risk_difference": "RD"} | _RATES
ALL, WEIGHED = "d", "weighed"
"""The rows of all studies, and of those that have a variance, under their names in a script."""


def again(fit: Pooled, measure: str, rows: str) -> str:
    """The call of a fit of some rows of a pool of this measure: of methods for counts without Q."""
    if fit.method == "MH":
        return _mantel_haenszel(measure, rows)
    if fit.method == "PETO":
        return f"peto({rows})"
    if fit.method in GLMM:
        return f'mixed{"_rates" if measure in _RATES else ""}({rows}, "{fit.method}")'
    return f'by_variance({rows}, "{fit.method}", "{fit.test}")'


def whole(fit: Pooled, measure: str, rows: str = ALL, weighed: str = WEIGHED) -> str:
    """The call of a fit of all these rows: of methods for counts with Q about their own estimate."""
    if fit.method == "PETO":
        return f"by_peto(peto({rows}), {rows})"
    if fit.method in ("MH", "MH-DL"):
        about = "with_q" if fit.method == "MH" else "random_about"
        return f"{about}({_mantel_haenszel(measure, rows)}, {weighed}$yi, {weighed}$vi)"
    return again(fit, measure, rows if fit.method in GLMM else weighed)


def _mantel_haenszel(measure: str, rows: str) -> str:
    return f'mantel_haenszel{"_rates" if measure in _RATES else ""}({rows}, "{_COUNTS[measure]}")'


def behind(chosen: PoolSet, rows: str = ALL, weighed: str = WEIGHED) -> str:
    """The rows behind the result that leads."""
    if (leads := chosen.leading_by_counts) is None:
        return weighed if chosen.members else rows
    if chosen.rates:
        return rows
    measure = "OR" if leads.fit.method == "PETO" else _COUNTS[chosen.measure]
    return f'{rows}[says({rows}, "{measure}"), ]'


def row(part: str, name: str, call: str, fit: Pooled) -> str:
    """A row of the results; `name` is written in R."""
    return f'result("{part}", {name}, {call}, {back(fit)})'


def back(fit: Pooled) -> str:
    """How a fit is brought back: Peto and the mixed models give ratios, whatever is pooled."""
    return "exp" if fit.method in ("PETO", *GLMM) else "back"


def shown(number: int, name: str, table: str) -> str:
    """That a table of a pool is printed, under a name."""
    return f"shown({string(f'pool {number}: {name}')}, {table})"


def table(name: str, rows: Iterable[str]) -> str:
    """Rows, each given by a call, put together under a name."""
    told = ",\n  ".join(rows)
    return f"{name} <- rbind(\n  {told}\n)"
