"""Test statistics as printed, `t(28) = 2.20`, and whether the P value beside them belongs to them."""

import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from .distributions import chi2_tail, f_tail
from .ranges import as_printed
from .reported_p import ReportedP, p_matches_range
from .student import t_tail

Name = Literal["t", "F", "chi2", "z", "r", "Q"]
Sign = Literal["=", "<", ">"]

_ONE_SIDED: frozenset[Name] = frozenset({"t", "z", "r"})
_SIGNIFICANCE = 0.05
_DEGREES: dict[Name, int] = {"t": 1, "F": 2, "chi2": 1, "z": 0, "r": 1, "Q": 1}

_NUMBER = r"(?:[0-9]{1,15}(?:\.[0-9]{1,15})?|\.[0-9]{1,15})"
_DEGREE = r"(?:[0-9]{1,9}(?:\.[0-9]{1,9})?|\.[0-9]{1,9})"  # nobody has 10⁹ of them
# After normalisation χ² is χ2, and raised and lowered digits are plain ones. Case tells t from Wilcoxon's T and F
# from Cohen's f, so only the names that are words may have either.
_CHI2 = r"(?:[χΧ]|(?i:chi)|[Xx])[\s-]*(?:\^?\s*2|(?i:sq(?:uared?)?))"
_Q = r"Q(?:[\s_-]*(?i:w|b|within|between|e|m))?"
_NAME = rf"(?P<name>t|F|[zZ]|r|{_CHI2}|{_Q})"
_DF_WORD = re.compile(r"d\.?f\.?[12]?\s*=\s*")
_DF = rf"(?:{_DF_WORD.pattern})?{_DEGREE}"
_PEOPLE = r"[,;]\s*[nN]\s*=\s*(?P<n>[0-9]{1,9})"
_INSIDE = rf"(?P<df>{_DF}(?:\s*[,;]\s*{_DF})?)\s*(?:{_PEOPLE})?"
_BESIDE = rf"_?\{{?(?P<beside>{_DEGREE}(?:\s*,\s*{_DEGREE})?)\}}?"
_AFTER = rf"[,;]\s*d\.?f\.?\s*=\s*(?P<after>{_DEGREE}(?:\s*,\s*{_DEGREE})?)"
_STATISTIC = re.compile(
    rf"{_NAME}\s*(?:[(\[]\s*{_INSIDE}\s*[)\]]|{_BESIDE})?\s*(?P<sign><=|>=|[=<>≤≥])\s*(?P<value>(?:-\s*)?{_NUMBER})\s*(?:{_AFTER})?",
    re.ASCII,
)
_DASHES = str.maketrans(dict.fromkeys("−–‐‑﹣－", "-"))


@dataclass(frozen=True, slots=True)
class PrintedStatistic:
    """A test statistic as printed: its name, degrees of freedom, sign of relation and digits.

    `df` has one number, two for F and none for z. `n` is the number of people that stands inside the brackets of χ².
    """

    name: Name
    df: tuple[float, ...]
    relation: Sign
    value: Decimal
    n: int | None = None


def parse_statistic(text: str) -> PrintedStatistic:
    """Read a printed statistic: "t(28) = 2.20", "F(2, 28) = 2.20", "χ²(1, N = 100) = 3.84", "z = −1.20", "r(28) = .22".

    Also "Q(28)", "chi2", "chi-square", "X²", "t28 = 2.20", "t = 2.20, df = 28", and "<", "≤", ">" or "≥" for "=". The
    digits are kept as printed. ValueError, which names what was expected, for anything else: missing degrees of
    freedom, a negative F, χ² or Q, and a correlation beyond 1.
    """
    match = _STATISTIC.fullmatch(unicodedata.normalize("NFKC", text).translate(_DASHES).strip())
    if match is None:
        raise ValueError(f'not a test statistic: {text!r}; expected for example "t(28) = 2.20" or "F(2, 28) = 2.20"')
    name = _name(match["name"])
    places = [match[place] for place in ("df", "beside", "after") if match[place]]
    df = tuple(map(float, re.split(r"\s*[,;]\s*", _DF_WORD.sub("", places[0])))) if places else ()
    if len(places) > 1 or len(df) != _DEGREES[name] or (df and min(df) <= 0):
        wanted = ("no degrees of freedom", "one number of degrees of freedom above 0", "two degrees of freedom above 0")
        raise ValueError(f"{text!r}: {match['name']} takes {wanted[_DEGREES[name]]}")
    value = Decimal("".join(match["value"].split()))
    if value < 0 and name not in _ONE_SIDED:
        raise ValueError(f"{text!r}: {match['name']} is never negative")
    if name == "r" and abs(value) > 1:
        raise ValueError(f"{text!r}: a correlation lies between -1 and 1")
    sign: Sign = "<" if match["sign"][0] in "<≤" else ">" if match["sign"][0] in ">≥" else "="
    return PrintedStatistic(name, df, sign, value, int(match["n"]) if match["n"] else None)


def _name(printed: str) -> Name:
    if printed[0] == "Q":
        return "Q"
    plain: dict[str, Name] = {"t": "t", "F": "F", "z": "z", "Z": "z", "r": "r"}
    return plain.get(printed, "chi2")


def two_sided(name: Name, df: tuple[float, ...], value: float) -> float:
    """The P value, 0 to 1, of a test statistic: two-sided for t, z and r, the upper tail for F, χ² and Q.

    A correlation has t = r·√(df/(1 − r²)), its `df` being n − 2 (Fisher 1915), and Q, of heterogeneity, the χ²
    distribution (Cochran 1954). The tails name their own sources, and raise ValueError as they do.
    """
    size = abs(value)
    if name == "z":
        return math.erfc(size / math.sqrt(2))
    if name == "F":
        return f_tail(size, df[0], df[1])
    if name in ("chi2", "Q"):
        return chi2_tail(size, df[0])
    if name == "r":
        size = math.inf if size >= 1 else size * math.sqrt(df[0] / ((1 - size) * (1 + size)))
    return t_tail(size, df[0])


def p_range(statistic: PrintedStatistic) -> tuple[float, float]:
    """The smallest and largest P value, 0 to 1, that a printed statistic leaves open.

    Over all values that print so; "<" and ">" leave open all that is smaller or larger. Two-sided as in `two_sided`.
    """
    size = as_printed(abs(statistic.value))
    if statistic.relation == "=":
        low, high = max(0.0, size.low), size.high
    else:
        low, high = (0.0, size.middle) if statistic.relation == "<" else (size.middle, math.inf)
    p_low, p_high = (two_sided(statistic.name, statistic.df, x) for x in (high, low))
    # the last digits of two tails are not sure, and with them, where they are almost one, their order
    return min(p_low, p_high), min(1.0, max(p_low, p_high))


@dataclass(frozen=True, slots=True)
class StatisticVerdict:
    """Whether a printed P value belongs to the printed statistic, with the bounds of the two-sided P value.

    `flips`: the two-sided P value lies on the other side of 0.05 than the printed one, all rounding allowed for.
    """

    status: Literal["agrees", "one-sided only", "does not agree"]
    p_low: float
    p_high: float
    flips: bool


def statistic_against_p(statistic: PrintedStatistic, reported: ReportedP) -> StatisticVerdict:
    """Hold a printed P value against the statistic beside it, both as ranges of what prints so.

    A one-sided P value is half the two-sided one, for t, z and r alone. P up to 0.05 counts as below it; "= 0.05" lies
    on both sides, "< 0.10" and "> 0.01" on neither. After Nuijten & Epskamp, statcheck; Nuijten et al. 2016 (Behavior
    Research Methods 48:1205).
    """
    low, high = p_range(statistic)
    is_one_sided = statistic.name in _ONE_SIDED and p_matches_range(reported, low / 2, high / 2)
    agrees = p_matches_range(reported, low, high)
    printed, computed = _side_printed(reported), _side(low, high)
    return StatisticVerdict(
        "agrees" if agrees else "one-sided only" if is_one_sided else "does not agree",
        low,
        high,
        printed is not None and computed is not None and printed is not computed,
    )


def _side(low: float, high: float) -> bool | None:
    """Whether P is at most 0.05; None where that is open."""
    return (high <= _SIGNIFICANCE) if high <= _SIGNIFICANCE or low > _SIGNIFICANCE else None


def _side_printed(reported: ReportedP) -> bool | None:
    if reported.value is None:
        return False
    value = float(reported.value)
    if reported.is_zero:
        return True
    if reported.relation in ("<", "<="):
        return True if value <= _SIGNIFICANCE else None
    if reported.relation in (">", ">="):
        return False if value >= _SIGNIFICANCE else None
    printed = as_printed(reported.value)
    return _side(printed.low, printed.high)
