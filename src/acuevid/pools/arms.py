"""Trials of several groups in one pool: groups taken together, or a shared one divided, so that nobody counts twice.

Cochrane Handbook 23.3.4; groups of means are taken together by its table 6.5.a.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from acuevid.lists import spoken
from acuevid.models import Arm
from acuevid.numbers import format as fmt
from acuevid.numbers.effects import (
    Estimate,
    mean_difference,
    odds_ratio,
    risk_ratio,
    std_mean_difference,
    wald_risk_difference,
)
from acuevid.numbers.means import combined_group, ratio_of_means
from acuevid.pools.candidates import Candidate
from acuevid.results.computed import ArmMean, Effects
from acuevid.results.counts import ArmCount
from acuevid.results.entering import Entry, Tier
from acuevid.terms import MultiArm


class _Pair(NamedTuple):
    """The figures of two groups: counts, or means."""

    counts: tuple[ArmCount, ArmCount] | None
    means: tuple[ArmMean, ArmMean] | None

    def estimates(self, shares: tuple[float, float] = (1, 1), *, is_change: bool = False) -> Iterator[Estimate]:
        """The effects between them, each group divided by its share."""
        if self.counts is not None:
            table = tuple(n / by for c, by in zip(self.counts, shares, strict=True) for n in (c.events, c.total))
            a, n1, c, n2 = table
            for effect in (risk_ratio, odds_ratio, wald_risk_difference):
                yield effect(a, n1, c, n2)
        elif self.means is not None:
            one, two = self.means
            figures = (
                float(one.mean),
                float(one.sd),
                one.n / shares[0],
                float(two.mean),
                float(two.sd),
                two.n / shares[1],
            )
            yield mean_difference(*figures)
            if not is_change:
                yield std_mean_difference(*figures)
                yield ratio_of_means(*figures)


def taken(same: Sequence[Candidate], measure: str, way: MultiArm) -> list[Candidate] | str:
    """The comparisons of one study, one of each pair of groups, as they enter together; or why they do not."""
    if any(e is None or e.printed is not None for e in (c.get(measure) for c in same)):
        return "an effect is printed without the figures of its groups"
    if any(c.effects.by_design for c in same):
        return "its people were not randomised one by one into separate groups"
    if any(_pair(c.effects) is None for c in same):
        return "its figures are neither counts nor means"
    return _combined(same) if way is MultiArm.COMBINE else _divided(same)


def _pair(effects: Effects) -> _Pair | None:
    if len(effects.counts) == 2:
        first, second = effects.counts
        return _Pair((first, second), None)
    return _Pair(None, effects.groups) if effects.groups is not None else None


def _entries(same: Sequence[Candidate], estimates: Iterator[Estimate]) -> tuple[Entry, ...]:
    """Entries as sure as the least sure of those that they are made of."""
    first = same[0].entries[0]
    tier = max((c.entries[0].tier for c in same), key=list(Tier).index)
    return tuple(first._replace(estimate=estimate, tier=tier) for estimate in estimates)


def _combined(same: Sequence[Candidate]) -> list[Candidate] | str:
    """One comparison, of all the groups on each side taken together."""
    sides = [{c.arms[at].id: c.arms[at] for c in same} for at in (0, 1)]
    if len(sides[0]) * len(sides[1]) != len(same):
        return "its comparisons do not share their groups"
    chosen, figures = same[0], [_figures(same, at) for at in (0, 1)]
    counts = tuple(_sum(found) for side in figures if (found := [f for f in side if isinstance(f, ArmCount)]))
    means = tuple(_joined(of) for side in figures if (of := [f for f in side if isinstance(f, ArmMean)]))
    if len(counts or means) != 2 or (counts and means):
        return "its figures are not all of one kind"
    pair = _Pair((counts[0], counts[1]), None) if counts else _Pair(None, (means[0], means[1]))
    arms = [_arm(list(side.values())) for side in sides]
    assert chosen.pair is not None
    told = ", as ".join(spoken([arm.label for arm in side.values()]) for side in sides if len(side) > 1)
    effects = chosen.effects._replace(counts=counts, groups=pair.means)
    return [
        chosen._replace(
            pair=replace(chosen.pair, first=arms[0], second=arms[1]),
            effects=effects,
            entries=_entries(same, pair.estimates(is_change=chosen.effects.is_change)),
            people=sum(c.total for c in counts) or sum(m.n for m in means),
            cells=tuple(f"{fmt.difference(float(m.mean))} ({fmt.difference(float(m.sd))})" for m in means),
            told=f"{told} are taken together as one group",
        )
    ]


def _figures(same: Sequence[Candidate], at: int) -> list[ArmCount | ArmMean]:
    """The figures of every group on one side, each once."""
    found: dict[str, ArmCount | ArmMean] = {}
    for candidate in same:
        pair, arm = _pair(candidate.effects), candidate.arms[at]
        assert pair is not None
        figures = pair.counts or pair.means
        assert figures is not None
        found.setdefault(arm.id, figures[at])
    return list(found.values())


def _sum(counts: Sequence[ArmCount]) -> ArmCount:
    span = (sum(c.possible[0] for c in counts), sum(c.possible[-1] for c in counts))
    inferred = "; ".join(dict.fromkeys(c.inferred for c in counts if c.inferred))
    events, total = sum(c.events for c in counts), sum(c.total for c in counts)
    return ArmCount(events, total, inferred, span if any(c.span for c in counts) else None)


def _joined(groups: Sequence[ArmMean]) -> ArmMean:
    mean, sd, n = combined_group([(float(g.mean), float(g.sd), g.n) for g in groups])
    return ArmMean(Decimal(repr(mean)), Decimal(repr(sd)), n, next((g.how for g in groups if g.how), ""))


def _arm(arms: Sequence[Arm]) -> Arm:
    """Several groups as one, with the treatment that all had."""
    if len(arms) == 1:
        return arms[0]
    treatment = arms[0].treatment if all(a.treatment == arms[0].treatment for a in arms) else None
    return arms[0].model_copy(update={"label": spoken([a.label for a in arms]), "treatment": treatment})


def _divided(same: Sequence[Candidate]) -> list[Candidate]:
    """Each comparison, with every group divided by the number of those that it stands in."""
    arms = [arm.id for c in same for arm in c.arms]
    shared = sorted({a.label for c in same for a in c.arms if arms.count(a.id) > 1})
    are = "is" if len(shared) == 1 else "are"
    told = f"{spoken(shared)} {are} divided over its {fmt.count_word(len(same))} comparisons"
    return [_part(c, (arms.count(c.arms[0].id), arms.count(c.arms[1].id)), told, arms) for c in same]


def _part(candidate: Candidate, shares: tuple[int, int], told: str, arms: Sequence[str]) -> Candidate:
    pair = _pair(candidate.effects)
    assert pair is not None
    sizes = [f.total if isinstance(f, ArmCount) else f.n for f in pair.counts or pair.means or ()]
    # of people that do not divide, the comparison that stands first has one more
    before = [arms[:at] for at in range(0, len(arms), 2) if (arms[at], arms[at + 1]) == _ids(candidate)]
    people = sum(
        n // by + (before[0].count(arm) < n % by) for n, by, arm in zip(sizes, shares, _ids(candidate), strict=True)
    )
    return candidate._replace(
        entries=_entries([candidate], pair.estimates(shares, is_change=candidate.effects.is_change)),
        people=people,
        shares=shares,
        told=told,
    )


def _ids(candidate: Candidate) -> tuple[str, str]:
    return candidate.arms[0].id, candidate.arms[1].id
