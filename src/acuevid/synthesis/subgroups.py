"""What a pool that is divided into groups lets one say: what each gives, whether they differ, what that is worth."""

from collections.abc import Iterator, Sequence

from acuevid.numbers import format as fmt
from acuevid.pools.fields import COMPARATOR
from acuevid.pools.fit import PoolResult, model_name
from acuevid.pools.groups import Group, Groups
from acuevid.pools.sets import Member
from acuevid.synthesis.pool_taken import pooled_basis
from acuevid.synthesis.pool_words import FEW, degrees, designs_of, unit_of
from acuevid.synthesis.statements import Basis, Phrase, Statement, computed, listed, named, say

_LONGEST = 60
"""A longer name of a group is cut in sentences and plots; tables and data have it whole."""
_MOST_NAMED = 5


def short(name: str) -> str:
    """The name of a group as sentences and plots have it."""
    if len(name) <= _LONGEST:
        return name
    head = name[:_LONGEST]
    return f"{head.rpartition(' ')[0] or head[:-1]}…"


def group_sentences(result: PoolResult, groups: Groups) -> list[list[Statement]]:
    """Paragraphs: what each group gives; the test of difference and what it cannot show."""
    basis, what = _basis(groups, result.chosen.pooled), groups.field.what
    if groups.reason:
        return [
            [
                say(
                    "pool.not-divided",
                    "the studies are not divided by {what}: {reason}.",
                    what=what,
                    reason=Phrase(groups.reason, basis),
                )
            ]
        ]
    each = [_group(group, groups) for group in groups.groups]
    rest = [*_test(groups, basis), *_model(result, groups, basis), *_unrecorded(groups), *_few(groups, basis)]
    return [each, [*rest, *_questions(groups, basis), *_cautions(what, basis)]]


def _basis(groups: Groups, members: Sequence[Member]) -> tuple[Basis, ...]:
    """The figures of the studies, and what those that stand in a group record of the field.

    A table without a variance, which Mantel and Haenszel pool, stands in none of one variance between studies.
    """
    names = {id(m): group.name for group in groups.groups for m in group.chosen.all_members}
    fields = [Basis(m.study.citekey, groups.field.path_in(m), names[id(m)]) for m in members if id(m) in names]
    return tuple(dict.fromkeys((*pooled_basis(members), *fields)))


def _group(group: Group, groups: Groups) -> Statement:
    members, what = group.members, groups.field.what
    basis = _basis(groups, members)
    told = fmt.estimate_interval(group.effect, unit_of(group.chosen))
    where = f"where the {what} is {short(group.name)}"
    if len({m.study.citekey for m in members}) == 1 and len(members) == 1 and told:
        return say(
            "pool.group-of-one",
            "{where}, there is one study, {who}: {effect}{how}.",
            how=" (in the model of all groups)" if groups.common is not None and group in groups.compared else "",
            where=Phrase(where, basis),
            who=named(members[0].study),
            effect=computed(told, basis),
        )
    parts: dict[str, Phrase | str] = {"where": Phrase(where, basis), "who": designs_of(members)}
    if not told:
        reason = Phrase(group.fit.reason or "there is no interval", basis)
        gives = "gives" if len(members) == 1 else "give"
        return say(
            "pool.group-undefined", "{where}, {who} {gives} no result: {reason}.", reason=reason, gives=gives, **parts
        )
    return say(
        "pool.group",
        "{where}, {who} give: {effect} ({model}).",
        effect=computed(told, basis),
        model=model_name(group.fit),
        **parts,
    )


def _test(groups: Groups, basis: tuple[Basis, ...]) -> Iterator[Statement]:
    found, common = groups.between, groups.common
    if found.statistic is None or found.df is None or found.p_value is None:
        reason = Phrase(found.reason or "a group has no result", basis)
        yield say("pool.groups-untested", "there is no test whether the groups differ: {reason}.", reason=reason)
        return
    name, on = ("F", f"{found.df} and {degrees(found.df_2)}") if found.df_2 else ("Q", degrees(found.df))
    if common is not None:
        how = f"with one τ² for all, {fmt.variance(common.tau2 or 0.0)}"
    elif all(g.fit.method == "REML" for g in groups.compared):
        how = "by Wald's standard errors, each group with its own τ²"
    else:
        how = "by the standard errors of their models"
    told = f"{name} = {fmt.statistic(found.statistic)} on {on}, p {fmt.told_p(found.p_value)}"
    yield say(
        "pool.groups-test",
        "the test whether the groups differ gives {told} ({how}).",
        told=computed(told, basis),
        how=Phrase(how, basis),
    )


def _model(result: PoolResult, groups: Groups, basis: tuple[Basis, ...]) -> Iterator[Statement]:
    """That one model of all groups is of inverse variance, where a method for counts leads without groups."""
    if groups.common is not None and result.main.method in ("MH", "PETO"):
        yield say(
            "pool.groups-variance",
            "one τ² for all groups is of inverse variance, though {name} leads the pool.",
            Phrase("", basis),
            name=model_name(result.main),
        )


def _unrecorded(groups: Groups) -> Iterator[Statement]:
    silent = [g for g in groups.recorded if not g.has_result]
    if silent and groups.between.statistic is not None:
        basis = _basis(groups, [m for g in silent for m in g.members])
        yield say(
            "pool.groups-silent",
            "{share} groups {give} no result, and {stand} outside the test.",
            share=computed(fmt.share(len(silent), len(groups.recorded)), basis),
            give="gives" if len(silent) == 1 else "give",
            stand="stands" if len(silent) == 1 else "stand",
        )
    studies = {m.study.citekey: m.study for m in groups.unrecorded}
    if studies:
        who, is_one = listed(named(s) for s in studies.values()), len(studies) == 1
        if len(studies) > _MOST_NAMED:
            who = computed(f"{fmt.count_word(len(studies))} studies", who.basis)
        yield say(
            "pool.groups-unrecorded",
            "{who} {do} not record the {what}, and {stand} outside the test.",
            who=who,
            do="does" if is_one else "do",
            what=groups.field.what,
            stand="stands" if is_one else "stand",
        )


def _few(groups: Groups, basis: tuple[Basis, ...]) -> Iterator[Statement]:
    recorded = groups.recorded
    few = [g for g in recorded if len({m.study.citekey for m in g.members}) <= FEW]
    if few:
        yield say(
            "pool.groups-few",
            "{share} groups {have} {most} studies or fewer, too few to tell how effects vary inside them.",
            share=computed(fmt.share(len(few), len(recorded)), basis),
            have="has" if len(few) == 1 else "have",
            most=fmt.count_word(FEW),
        )


def _questions(groups: Groups, basis: tuple[Basis, ...]) -> Iterator[Statement]:
    """That each class of comparator asks a question of its own."""
    if groups.field is COMPARATOR:
        yield say(
            "pool.groups-questions",
            "each comparator asks a question of its own, which its group answers; the pool of them all answers none.",
            Phrase("", basis),
        )


def _cautions(what: str, basis: tuple[Basis, ...]) -> Iterator[Statement]:
    silent = Phrase("", basis)
    yield say(
        "pool.groups-power",
        "only this test compares the groups: a clear result in one and none in another is no sign that they differ, "
        "and a high p none that they are alike.",
        silent,
    )
    yield say(
        "pool.groups-observational",
        "no one was randomised to the {what} of a study: what differs between the groups may come from anything else "
        "that sets them apart.",
        silent,
        what=what,
    )
    yield say("pool.groups-planned", "whether this division was planned beforehand is not recorded.", silent)
