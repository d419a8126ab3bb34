"""P values as sources print them, and whether a computed one agrees."""

import re
from decimal import Decimal
from typing import Literal, NamedTuple

from .printed import printed

Relation = Literal["=", "<", ">", "<=", ">=", "ns"]

_RELATIONS: dict[str, Relation] = {
    "=": "=",
    "<": "<",
    ">": ">",
    "<=": "<=",
    ">=": ">=",
    "≤": "<=",
    "≥": ">=",
}
_FIGURE = r"[0-9]{0,20}\.?[0-9]{1,50}(?:[eE]-?[0-9]{1,2})?"
_REPORTED = re.compile(rf"(?:[pP]\s*)?(<=|>=|[=<>≤≥])?\s*({_FIGURE})", re.ASCII)
_NOT_SIGNIFICANT = re.compile(r"(?:[pP]\s*[=:]?\s*)?(?:ns|n\.s\.?|not significant)", re.IGNORECASE | re.ASCII)

_FLOAT_NOISE = 1e-12
_SIGNIFICANCE = 0.05


class ReportedP(NamedTuple):
    """A P value as printed: a relation and the digits. "ns" has no value and means above 0.05."""

    relation: Relation
    value: Decimal | None

    @property
    def is_zero(self) -> bool:
        """Whether it is printed as zero, as some programs do: read as below half a unit of its last digit."""
        return self.value == 0

    @property
    def is_significant(self) -> bool:
        """Whether it is printed as 0.05 or less."""
        return self.value is not None and self.relation in ("=", "<", "<=") and float(self.value) <= _SIGNIFICANCE


def parse_p(text: str) -> ReportedP:
    """Read a printed P value: "= 0.058", "0.15", "<.0001", "p=0.03", "P ≤ 0.01", "< 1e-5", "NS", "= 0.000".

    A number alone means "=". The digits are kept as printed. ValueError for anything else: values above 1, and bounds
    that no P value can meet (above 1). What is printed as zero is kept, though no P value is zero (`is_zero`).
    """
    stripped = text.strip()
    if _NOT_SIGNIFICANT.fullmatch(stripped):
        return ReportedP("ns", None)
    match = _REPORTED.fullmatch(stripped)
    if match is None:
        raise ValueError(f'not a P value: {text!r}; expected for example "= 0.03", "< 0.05" or "ns"')
    relation, value = _RELATIONS[match[1] or "="], Decimal(match[2])
    printed(value)
    if value > 1 or (relation == ">" and value == 1):
        raise ValueError(f"no P value can be {relation} {value}")
    return ReportedP(relation, value)


def p_as_text(text: str) -> str:
    """A printed P value in one form, a sign and the digits as printed: "< 0.001" for "p<0.001", "ns" for "N.S.".

    ValueError as in `parse_p`.
    """
    relation = parse_p(text).relation
    if relation == "ns":
        return "ns"
    match = _REPORTED.fullmatch(text.strip())
    return f"{relation} {match[2]}" if match else text


def p_matches_range(reported: ReportedP, low: float, high: float) -> bool:
    """Whether some P value between `low` and `high` agrees with the printed one.

    For a P computed from numbers that were themselves rounded: a t printed as 2.20 lies between 2.195
    and 2.205, and so P between 0.0358 and 0.0366. "=" agrees within half a unit of the last digit
    printed, either way; "<" and ">" are strict; "ns" means above 0.05; zero, whatever its sign, means below half a
    unit of its last digit. ValueError unless 0 ≤ low ≤ high ≤ 1.
    """
    if not 0 <= low <= high <= 1:
        raise ValueError(f"not a range of P values: {low} to {high}")
    if reported.value is None:
        return high > _SIGNIFICANCE
    value = float(reported.value)
    if reported.is_zero and reported.relation in ("<", "<="):
        return low <= 0.5 * 10.0 ** -printed(reported.value)[1]
    match reported.relation:
        case "<":
            return low < value
        case "<=":
            return low <= value
        case ">":
            return high > value
        case ">=":
            return high >= value
        case _:
            # 0.045 as a float may stand a hair off 0.045, which must not decide whether it prints as 0.04.
            half = 0.5 * 10.0 ** -printed(reported.value)[1]
            half += _FLOAT_NOISE * (value + half)
            return low <= value + half and high >= value - half


def p_matches(reported: ReportedP, computed: float) -> bool:
    """Whether a computed P value, 0 to 1, agrees with the printed one, as in `p_matches_range`."""
    return p_matches_range(reported, computed, computed)
