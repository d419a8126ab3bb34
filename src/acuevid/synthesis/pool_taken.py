"""Which figures a pool took of each study, and which of them were printed effects, changes, or estimated."""

from collections.abc import Iterator, Sequence

from acuevid.measures import COUNTED, MEASURES, Sort
from acuevid.models import Arm
from acuevid.numbers import format as fmt
from acuevid.numbers.pooling import on_its_scale
from acuevid.pools.fit import WITHOUT_DESIGNS, WITHOUT_ESTIMATED, PoolResult, model_name
from acuevid.pools.sets import Member, PoolSet
from acuevid.results.analysed import result
from acuevid.results.changes import CHANGES
from acuevid.results.entering import Tier
from acuevid.results.reported import effect_text
from acuevid.synthesis.statements import Basis, Phrase, Statement, computed, joined, listed, named, say
from acuevid.terms import Adjusted


def figures(member: Member) -> str:
    """The figures of a study in a pool: ``18 of 100 v 20 of 100``, or its effect as printed."""
    if member.entry.printed is not None:
        return effect_text(member.entry.printed, member.outcome.unit, brief=True)
    return " v ".join(filter(None, sides_figures(member)))


def sides_figures(member: Member) -> tuple[str, str]:
    """The counts, means or other figures of both groups; none where the effect is a printed one."""
    if member.entry.printed is not None:
        return "", ""
    if member.counts:
        first, second = (*(count.text for count in member.counts), "")[:2]
    elif member.cells:
        first, second = member.cells
    else:
        assert member.pair is not None
        first, second = (_cell(member, arm) for arm in (member.pair.first, member.pair.second))
    if member.entry.by_design:
        return first, second
    one, two = (f" ÷ {by:.0f}" if by > 1 else "" for by in member.divisors)
    return f"{first}{one}", f"{second}{two}"


def _cell(member: Member, arm: Arm) -> str:
    kind = CHANGES if member.entry.is_change else result(member.study, member.outcome).kind
    return "" if kind is None else kind.cell(member.outcome, arm)


def pooled_basis(members: Sequence[Member]) -> tuple[Basis, ...]:
    """The figures that were pooled."""
    return tuple(_basis(m) for m in members)


def _basis(member: Member) -> Basis:
    field = ".".join(filter(None, (f"outcome[{member.outcome.id}]", member.entry.field)))
    return Basis(member.study.citekey, field, figures(member))


def taken(result: PoolResult) -> Iterator[Statement]:
    """What the studies are pooled by, where it is not the counts or the final means of them all."""
    chosen = result.chosen
    yield from _printed(chosen)
    yield from _adjusted(chosen)
    yield from _no_tables(chosen)
    yield from _changes(chosen)
    yield from _estimated(result)
    yield from _designs(result)
    yield from _units(chosen)
    yield from _alone(result)


def _who(members: Sequence[Member]) -> Phrase:
    return joined(listed(named(m.study) for m in members), Phrase("", pooled_basis(members)))


_NAMED = 8
"""So many studies are named in a sentence; of more their number is told, for the plot and the remarks name them."""


def _some(members: Sequence[Member]) -> Phrase:
    if len(members) <= _NAMED:
        return _who(members)
    return Phrase(f"{fmt.count_word(len(members))} of the studies", pooled_basis(members))


def _printed(chosen: PoolSet) -> Iterator[Statement]:
    """Who enters by an effect as printed, and who by figures."""
    members = [m for m in chosen.members if m.entry.tier is Tier.PRINTED]
    if not members:
        return
    label = MEASURES[chosen.measure].label
    if len(members) == len(chosen.members):
        yield say(
            "pool.printed-all",
            "all enter with the {label} that they print, by inverse variance.",
            Phrase("", pooled_basis(members)),
            label=label,
        )
        return
    yield say(
        "pool.printed",
        "{who} {enter} with the {label} as printed, by inverse variance; the others with the one that their figures "
        "give.",
        who=_some(members),
        enter="enters" if len(members) == 1 else "enter",
        label=label,
    )


def _adjusted(chosen: PoolSet) -> Iterator[Statement]:
    """Whether the effects are adjusted, where any is printed."""
    members = [m for m in chosen.members if m.entry.printed is not None]
    adjusted = [m for m in members if m.entry.is_adjusted]
    if not members:
        return
    basis = Phrase("", pooled_basis(members))
    if len(adjusted) == len(chosen.members):
        yield say("pool.adjusted", "all these effects are adjusted, each as its source did it.", basis)
    elif not adjusted:
        yield say("pool.unadjusted", "none of these effects is adjusted.", basis)
    else:
        assert chosen.question.adjusted is Adjusted.ANY
        yield say(
            "pool.some-adjusted",
            "adjusted effects ({who}) and unadjusted ones stand in one pool here, as asked for.",
            who=_some(adjusted),
        )


def _no_tables(chosen: PoolSet) -> Iterator[Statement]:
    """Why the methods for counts are absent."""
    is_rate = MEASURES[chosen.measure].sort is Sort.RATES
    without = [m for m in chosen.all_members if not (m.rates if is_rate else m.counts)]
    if without and (is_rate or chosen.measure in COUNTED):
        of_rates = "Mantel–Haenszel pools events over person-time, which {who} {lack}, and is not shown."
        of_counts = "Mantel–Haenszel and Peto pool counts, which {who} {lack}, and are not shown."
        yield say(
            "pool.no-tables",
            of_rates if is_rate else of_counts,
            who=_some(without),
            lack="lacks" if len(without) == 1 or len(without) > _NAMED else "lack",
        )


def _changes(chosen: PoolSet) -> Iterator[Statement]:
    """Who enters with changes from baseline; they may stand beside final values (Cochrane Handbook 10.5.2)."""
    changes = [m for m in chosen.members if m.entry.is_change]
    if not changes:
        return
    if len(changes) == len(chosen.members):
        yield say("pool.changes-all", "all these are changes from baseline.", Phrase("", pooled_basis(changes)))
        return
    yield say(
        "pool.changes",
        "{who} {enter} with changes from baseline, the others with final values; the two may stand in one mean "
        "difference.",
        who=_some(changes),
        enter="enters" if len(changes) == 1 else "enter",
    )


def _estimated(result: PoolResult) -> Iterator[Statement]:
    members = [m for m in result.chosen.members if m.entry.tier is Tier.ESTIMATED]
    if members:
        yield say(
            "pool.estimated",
            "the means and deviations of {who} are estimated from medians{without}.",
            who=_some(members),
            without=without(result, WITHOUT_ESTIMATED, members),
        )


def _designs(result: PoolResult) -> Iterator[Statement]:
    """How cluster and crossover trials are weighed, and the pool without them."""
    members = [m for m in result.chosen.members if m.entry.by_design]
    clusters = [m for m in members if m.study.is_clustered]
    pairs = [m for m in members if m not in clusters]
    ways = {
        "{who} randomised clusters, which {its} {interval} {heeds}{without}.": clusters,
        "{who} {is_} crossover: the same people stand in both groups, which {its} {interval} {heeds}{without}.": pairs,
    }
    last = [group for group in ways.values() if group][-1:]
    for pattern, group in ways.items():
        if group:
            one = len(group) == 1
            yield say(
                "pool.designs",
                pattern,
                who=_some(group),
                is_="is" if one else "are",
                its="its" if one else "their",
                interval="interval" if one else "intervals",
                heeds="heeds" if one else "heed",
                without=without(result, WITHOUT_DESIGNS, members) if group in last else "",
            )


def _units(chosen: PoolSet) -> Iterator[Statement]:
    """The unit of a difference of rates."""
    if chosen.measure == "rate_difference":
        unit = next((m.outcome.unit for m in chosen.members if m.outcome.unit), None)
        yield say(
            "pool.rate-unit",
            "a difference of rates is in events per unit of person-time{unit}.",
            Phrase("", pooled_basis(chosen.members)),
            unit=f", here in {unit}" if unit else "",
        )


def _alone(result: PoolResult) -> Iterator[Statement]:
    """What proportions of single groups give on the other scale, and what they cannot tell."""
    other = result.double_arcsine
    if other is None:
        return
    basis = pooled_basis(result.chosen.members)
    yield say(
        "pool.double-arcsine",
        "proportions are pooled as log odds; by Freeman and Tukey's double arcsine they are {other}.",
        other=computed(f"{fmt.estimate_cell(other)} percent" if other.ci_low is not None else str(other.reason), basis),
    )
    yield say(
        "pool.uncontrolled",
        "this is what was reported of groups that were not compared, and tells of no effect of a treatment.",
        Phrase("", basis),
    )


def without(result: PoolResult, name: str, left_out: Sequence[Member]) -> Phrase:
    """What the pool is without some of its studies, behind a semicolon; that too few are left where it is so."""
    fit = next((fit for found, fit in result.variants if found == name), None)
    them = "it" if len(left_out) == 1 else "them"
    if fit is None:
        return Phrase(f"; without {them} too few studies are left to pool")
    told = fmt.estimate_cell(on_its_scale(fit, result.headline.measure)) or fit.reason or "nothing"
    if (fit.method, fit.test) != (result.main.method, result.main.test):
        told = f"{told.removesuffix(')')}; {model_name(fit)})" if told.endswith(")") else told
    rest = [m for m in result.chosen.pooled if m not in left_out]
    return computed(f"; without {them} the pool gives {told}", pooled_basis(rest))


def zero_words(chosen: PoolSet) -> tuple[str, str]:
    """To what ½ was added, and where the zero is."""
    if chosen.question.sort is Sort.GROUP:
        return "both numbers, with the event and without,", "numbers"
    return ("both counts of events", "counts") if chosen.question.sort is Sort.RATES else ("all four cells", "table")
