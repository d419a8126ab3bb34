"""Effects as other programs name and scale them, as printed effects of a record."""

import re
from decimal import Decimal
from typing import Any

from acuevid.intake.drafts import plain

_MEASURES = {
    "risk_ratio": ("rr", "risk ratio", "relative risk", "risk_ratio"),
    "odds_ratio": ("or", "odds ratio", "peto odds ratio", "peto_or", "petoor", "odds_ratio"),
    "risk_difference": ("rd", "risk difference", "risk_difference"),
    "hazard_ratio": ("hr", "hazard ratio", "hazard_ratio"),
    "rate_ratio": ("irr", "rate ratio", "rate_ratio"),
    "rate_difference": ("ird", "rate difference", "rate_difference"),
    "mean_difference": ("md", "wmd", "mean difference", "mean_difference"),
    "std_mean_difference": ("smd", "std. mean difference", "standardised mean difference", "std_mean_difference"),
    "ratio_of_means": ("rom", "ratio of means", "ratio_of_means"),
}
MEASURE_WORDS = tuple(names[0] for names in _MEASURES.values())
"""The short names by which `--measure` knows them."""
_RATIOS = ("risk_ratio", "odds_ratio", "hazard_ratio", "rate_ratio", "ratio_of_means")
_DIGITS = Decimal("1e-8")


def measure_of(text: str) -> str:
    """The measure that a name stands for; empty where none is known."""
    wanted = re.sub(r"\s*\(.*\)", "", text).strip().casefold()
    return next((key for key, names in _MEASURES.items() if wanted in names), "")


def is_ratio(measure: str) -> bool:
    """Whether a measure lives on the log scale."""
    return measure in _RATIOS


def effect_of(
    measure: str,
    estimate: Decimal | int | None,
    low: Decimal | int | None = None,
    high: Decimal | int | None = None,
    se: Decimal | int | None = None,
    *,
    is_log: bool = False,
) -> dict[str, Any] | None:
    """A printed effect as the record has it, a ratio on its natural scale; `None` where it has no estimate.

    With `is_log` the estimate and the limits of a ratio are logarithms. `se` is always on the scale that pools: of a
    ratio that of its logarithm. Figures with more than eight decimals are computed ones, and are cut to eight.
    """
    if estimate is None or not measure:
        return None
    turn = is_log and is_ratio(measure)
    found: dict[str, Any] = {"measure": measure}
    for name, value in (("estimate", estimate), ("ci_low", low), ("ci_high", high)):
        if value is not None:
            found[name] = _shortened(Decimal(value).exp() if turn else Decimal(value))
    if se is not None:
        found["se"] = _shortened(Decimal(se))
    return found


def _shortened(value: Decimal) -> int | Decimal:
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -8:
        value = value.quantize(_DIGITS)
    return plain(value)
