"""A printed correlation, which ties two things in the same people: its interval after Fisher, and whether that fits."""

from math import atanh, sqrt

from acuevid.models import Outcome, ReportedEffect, Study
from acuevid.numbers import format as fmt
from acuevid.numbers.correlations import correlation
from acuevid.numbers.intervals import normal_quantile
from acuevid.numbers.ranges import Range, as_printed, standard_error
from acuevid.results.agreement import WIDTHS, Agreement
from acuevid.results.computed import Effects, apart


def people_behind(study: Study) -> int | None:
    """The people that the correlations of a study are of: those analysed, or else all."""
    return study.participants if study.analysed is None else study.analysed


def of_correlation(study: Study, outcome: Outcome) -> Effects:
    """The correlation that leads, with Fisher's interval from the people analysed; the reason where there is none."""
    effect, n = outcome.effect, people_behind(study)
    if study.review is not None or effect is None:
        return Effects(reason="the correlation is of several studies")
    if n is None:
        return Effects(reason="the number of people behind the correlation is not printed")
    if n < 2 or abs(effect.estimate) > 1:
        return Effects(reason=f"no {fmt.count(n)} people can have a correlation of {fmt.printed(effect.estimate)}")
    agreements = {
        name: _with_fisher(other, n) for name, other in outcome.effect_fields if other.measure.name == "correlation"
    }
    agreement = agreements.get(outcome.lead_field)
    people = f"{fmt.count(n)} people"
    return Effects(
        estimates=(correlation(float(effect.estimate), n),),
        agreements=agreements,
        agreement=agreement,
        apart=apart(outcome, agreement, people),
        note=f"by Fisher's z, from {people}",
    )


def _with_fisher(effect: ReportedEffect, n: int) -> Agreement | None:
    """Whether the printed interval may be that of a correlation in so many people; `None` where it has none on z."""
    if effect.interval is None or n < 4 or abs(effect.estimate) > 1:
        return None
    ends = [as_printed(end) for end in effect.interval]
    if ends[0].low <= -1 or ends[1].high >= 1 or ends[0].high > ends[1].low:
        return None
    low, high = (Range(atanh(end.low), atanh(end.middle), atanh(end.high)) for end in ends)
    error, own = standard_error(low, high, normal_quantile(float(effect.level))), 1 / sqrt(n - 3)
    fits = error.low <= WIDTHS * own and error.high >= own / WIDTHS
    return Agreement("" if fits else "interval", as_printed(effect.estimate))
