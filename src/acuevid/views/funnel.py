"""The funnel plot of a pool: effects by their standard errors, with contours around no effect."""

from collections import Counter
from statistics import NormalDist

from acuevid.measures import MEASURES
from acuevid.numbers import format as fmt
from acuevid.pools.fit import PoolResult, model_name
from acuevid.pools.small_studies import SmallStudyTests, funnel_reason
from acuevid.synthesis.pool_words import axis_words
from acuevid.synthesis.small_studies import no_funnel, told_tests
from acuevid.views.blocks import Document, Funnel, FunnelPoint, Sentences
from acuevid.views.forest import drawn, study_name, title_of

CONTOURS = tuple((f"{level}%", NormalDist().inv_cdf(0.5 + level / 200)) for level in (90, 95, 99))
"""Two-sided levels and their normal quantiles (Peters et al. 2008): p is 0.10, 0.05 and 0.01 on them."""
_MARGIN = 0.04
_WIDEST = 25.0
"""Contours are seen up to here where positions are logarithms, a ratio of 10 to the 11th; no effect is further out."""


def funnel_document(result: PoolResult, tests: SmallStudyTests) -> Document:
    """The plot, what the tests give, and what they cannot tell; one sentence where nothing is drawn."""
    if reason := funnel_reason(result):
        return Document.of(Sentences((no_funnel(result, reason),)))
    return Document.of(funnel(result), *(Sentences(tuple(said)) for said in told_tests(result, tests)))


def funnel(result: PoolResult) -> Funnel:
    """The plot of a pool that has one (`funnel_reason`); positions are on the scale of analysis."""
    assert result.main.estimate is not None
    kind, chosen = MEASURES[result.headline.measure], result.chosen
    times = Counter(m.study.citekey for m in chosen.members)
    points = []
    for member in chosen.members:
        yi, se, text = drawn(result, member)
        name = study_name(member, is_one=times[member.study.citekey] == 1)
        points.append(FunnelPoint(name, text, yi, se, fmt.variance(se), band(yi, se)))
    deepest = max(point.se for point in points)
    widest = CONTOURS[-1][1] * deepest
    seen = [*(p.estimate for p in points), result.main.estimate]
    low, high = _ends(seen, widest if kind.scale == "natural" else min(widest, _WIDEST))
    return Funnel(
        title_of(result),
        kind.short,
        kind.label,
        tuple(points),
        result.main.estimate,
        fmt.estimate_cell(result.effect),
        low,
        high,
        deepest,
        kind.scale,
        float(kind.times),
        CONTOURS,
        axis_words(chosen, lower=True),
        axis_words(chosen, lower=False),
        _told(result),
    )


def band(yi: float, se: float) -> str:
    """Between which contours an effect with this standard error stands; one on a contour is beyond it."""
    beyond = [level for level, z in CONTOURS if abs(yi) >= z * se]
    if not beyond:
        return f"inside {CONTOURS[0][0]}"
    return f"beyond {beyond[-1]}"


def _ends(seen: list[float], widest: float) -> tuple[float, float]:
    """All effects are inside, and what is to be seen of the contours at the bottom."""
    low, high = min(*seen, -widest), max(*seen, widest)
    margin = _MARGIN * (high - low)
    return low - margin, high + margin


def _told(result: PoolResult) -> str:
    """What is drawn, in words."""
    scale = {"log": " of its logarithm", "fisher-z": " of Fisher's z"}.get(MEASURES[result.headline.measure].scale, "")
    marks = "; * not all its figures fit each other" if any(m.doubt for m in result.chosen.members) else ""
    return (
        f"Effect by standard error{scale}. Contours around no effect: p is 0.10, 0.05 and 0.01 on those of 90%, 95% "
        f"and 99%. Pooled: {fmt.estimate_cell(result.effect)}, {model_name(result.main)}{marks}."
    )
