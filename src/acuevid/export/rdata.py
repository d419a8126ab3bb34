"""The data of a pool for R: a row a comparison, with the figures that its effect is computed of, or the effect itself.

Where a figure is from, what was turned and what is not pooled stands in comments.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isclose
from typing import NamedTuple

from acuevid.export.rtext import Value, comment, vector
from acuevid.measures import COUNTED
from acuevid.numbers import format as fmt
from acuevid.numbers.correlations import correlation, fisher_z
from acuevid.numbers.effects import (
    Estimate,
    mean_difference,
    odds_ratio,
    risk_ratio,
    std_mean_difference,
    wald_risk_difference,
)
from acuevid.numbers.means import ratio_of_means
from acuevid.numbers.pooling import for_pooling
from acuevid.numbers.proportions import from_logit, logit_proportion
from acuevid.numbers.rates import rate_difference, rate_ratio
from acuevid.pools.fit import (
    WAYS,
    WITHOUT_DESIGNS,
    WITHOUT_DOUBTED,
    WITHOUT_ESTIMATED,
    WITHOUT_HIGH_RISK,
    WITHOUT_NEAREST,
    WITHOUT_PRINTED,
    WITHOUT_ZEROS,
    PoolResult,
)
from acuevid.pools.sets import Member, PoolSet
from acuevid.results.entering import Tier
from acuevid.results.reported import effect_text

FLAGS = {
    WITHOUT_DOUBTED: "doubted",
    WITHOUT_NEAREST: "nearest",
    WITHOUT_HIGH_RISK: "high_risk",
    WITHOUT_ESTIMATED: "estimated",
    WITHOUT_DESIGNS: "design",
    WITHOUT_PRINTED: "printed",
    WITHOUT_ZEROS: "zero_cell",
}
"""The column that marks the studies which are left out together."""


class Escalc(NamedTuple):
    """How metafor's ``escalc`` is called: its measure, the names of the figures, and what else is given."""

    measure: str
    figures: tuple[str, ...]
    more: str = ""


_TABLE, _MEANS = ("ai", "n1i", "ci", "n2i"), ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")
RATES = ("x1i", "t1i", "x2i", "t2i")
"""Events and person-time of both groups, over the design effect where clusters were randomised."""
_HALVES = ', add = 1/2, to = "only0"'
ESCALC = {
    "risk_ratio": Escalc("RR", _TABLE, f"{_HALVES}, drop00 = TRUE"),
    "odds_ratio": Escalc("OR", _TABLE, f"{_HALVES}, drop00 = TRUE"),
    "risk_difference": Escalc("RD", _TABLE, ', to = "none", addvi = FALSE'),
    "mean_difference": Escalc("MD", _MEANS),
    "std_mean_difference": Escalc("SMD", _MEANS, ', vtype = "LS"'),
    "ratio_of_means": Escalc("ROM", _MEANS, ', vtype = "LS"'),
    "proportion": Escalc("PLO", ("xi", "ni"), _HALVES),
    "correlation": Escalc("ZCOR", ("ri", "ni")),
    "rate_ratio": Escalc("IRR", RATES, _HALVES),
    "rate_difference": Escalc("IRD", RATES, ', to = "none"'),
}
"""The measures that metafor computes of figures as they are pooled; the others enter as effects with variances."""
DIVIDED = {"ai": "d1", "n1i": "d1", "ci": "d2", "n2i": "d2"}
"""The figures that are divided by the design effect or over several comparisons, and by which column."""


@dataclass(frozen=True)
class Frame:
    """The data frame of a pool: its columns in order, and the comments on its rows."""

    columns: dict[str, list[Value]]
    comments: tuple[str, ...]

    def has(self, column: str) -> bool:
        """Whether it has a column."""
        return column in self.columns

    @property
    def text(self) -> Iterator[str]:
        """Its lines, with the comments before."""
        for told in self.comments:
            yield from comment(told)
        yield "d <- data.frame("
        yield from (f"  {name} = {vector(items)}," for name, items in self.columns.items())
        yield "  stringsAsFactors = FALSE\n)"


def frame(result: PoolResult, beside: Mapping[str, Mapping[int, Value]] | None = None) -> Frame:
    """The data of a pool, the studies in the order in which they are shown.

    `beside` are columns of what else is asked of the studies, by the `id` of members; NA of the others.
    """
    chosen = result.chosen
    members, measure = chosen.all_members, chosen.measure
    figures = [_figures(m, measure) for m in members]
    names = ESCALC[measure].figures if measure in ESCALC else ()
    columns: dict[str, list[Value]] = {
        "id": [m.study.citekey for m in members],
        "study": [m.study.label for m in members],
        "outcome": [m.outcome.id for m in members],
        "control": ["" if m.pair is None else m.pair.second.id for m in members],
        "people": [m.people for m in members],
    }
    for at, name in enumerate(names):
        columns[name] = [m.rates and m.rates[at] for m in members] if name in RATES else [f.get(name) for f in figures]
    if any(m.divisors != (1, 1) for m in members) and names and names != RATES:
        columns |= {name: [m.divisors[at] for m in members] for at, name in enumerate(("d1", "d2"))}
    if not all(figures):
        taken = [None if found else m.point for m, found in zip(members, figures, strict=True)]
        columns |= {n: [p and p[at] for p in taken] for at, n in enumerate(("yi_taken", "vi_taken"))}
    told = [name for name, _ in result.variants]
    columns |= {FLAGS[name]: [WAYS[name](m) for m in members] for name in told}
    if any(m.is_turned for m in members):
        columns["turn"] = [-1 if m.is_turned else 1 for m in members]
    columns |= {name: [of.get(id(m)) for m in members] for name, of in (beside or {}).items()}
    # a column without any figure is of no type that escalc takes
    kept = {name: items for name, items in columns.items() if name == "people" or any(x is not None for x in items)}
    return Frame(kept, tuple(_comments(chosen, figures)))


def _figures(member: Member, measure: str) -> dict[str, Value]:
    """The figures of a comparison that give the effect as it is pooled; none where it enters as it was taken."""
    for estimate, found in _computed(member, measure):
        if _is_pooled(member, estimate):
            return dict(zip(ESCALC[measure].figures, found, strict=True))
    return {}


def _computed(member: Member, measure: str) -> Iterator[tuple[Estimate, tuple[Value, ...]]]:
    """The effect of the figures at hand, which may not be the one that is pooled, as in a crossover trial."""
    one, two = member.divisors
    if len(member.counts) == 2 and measure in COUNTED:
        effect = {"risk_ratio": risk_ratio, "odds_ratio": odds_ratio}.get(measure, wald_risk_difference)
        yield effect(*member.table), tuple(n for c in member.counts for n in (c.events, c.total))
    elif len(member.counts) == 1 and measure == "proportion":
        group = member.counts[0]
        logit = logit_proportion(group.events, group.total)
        yield replace(from_logit(logit), se=logit.se), (group.events, group.total)
    elif member.groups is not None and measure in ESCALC:
        a, b = ((float(g.mean), float(g.sd), g.n) for g in member.groups)
        of_means = {"mean_difference": mean_difference, "std_mean_difference": std_mean_difference}
        make = of_means.get(measure, ratio_of_means)
        yield make(a[0], a[1], a[2] / one, b[0], b[1], b[2] / two), (*a, *b)
    elif member.rates is not None and measure in ("rate_ratio", "rate_difference"):
        yield (rate_ratio if measure == "rate_ratio" else rate_difference)(*member.rates), member.rates
    elif measure == "correlation" and member.entry.printed is not None and member.people:
        r = float(member.entry.printed.estimate)
        z = fisher_z(r, member.people)
        yield replace(correlation(r, member.people), se=z.se), (r, member.people)


def _is_pooled(member: Member, estimate: Estimate) -> bool:
    """Whether this effect is the one that is pooled, by its value and its variance."""
    found = for_pooling(estimate)
    if found is None or member.point is None:
        return found is None and member.point is None
    sign = -1 if member.is_turned else 1
    pairs = ((sign * found[0], member.yi), (found[1], member.vi))
    return all(isclose(mine, theirs, rel_tol=1e-11, abs_tol=1e-13 * member.vi) for mine, theirs in pairs)


def _comments(chosen: PoolSet, figures: Sequence[dict[str, Value]]) -> Iterator[str]:
    """Where the figures of each study are from, and who is left out."""
    for member, found in zip(chosen.all_members, figures, strict=True):
        yield f"{member.study.citekey} ({member.outcome.id}): {'; '.join(_told(member, has_figures=bool(found)))}"
    for item in chosen.left_out:
        yield f"left out: {item.study.citekey} ({item.reason})"


def _told(member: Member, *, has_figures: bool) -> Iterator[str]:
    yield _from(member)
    if not has_figures:
        yield f"yi and vi are taken as they are{', the sign turned' if member.is_turned else ''}"
    elif member.is_turned:
        yield "the sign turned, since the other end of its scale is better than in most"
    if has_figures and member.divisors != (1, 1):
        yield f"people divided by {' and '.join(dict.fromkeys(fmt.difference(d) for d in member.divisors))}"
    if member.effect.rule:
        yield member.effect.rule
    if member.point is None:
        yield f"not weighed by its variance: {member.reason}"
    if member.doubt:
        yield f"figures in doubt: {member.doubt}"
    yield from member.remarks


def _from(member: Member) -> str:
    """Where the figures of a study are from."""
    inferred = [c.inferred for c in member.counts if c.inferred] + [g.how for g in member.groups or () if g.how]
    how = "; ".join(dict.fromkeys(inferred))
    match member.entry.tier:
        case Tier.PRINTED:
            return f"effect as printed, {effect_text(member.entry.printed, member.outcome.unit)}"
        case Tier.NEAREST:
            return f"counts that are the nearest to a printed percentage{f': {how}' if how else ''}"
        case Tier.ESTIMATED:
            return f"means estimated from medians{f': {how}' if how else ''}"
        case Tier.INFERRED:
            return f"figures inferred{f': {how}' if how else ''}"
    return "figures as printed"
