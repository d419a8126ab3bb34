"""How many of some studies people judged to be at what risk of bias, and of how many that is not known."""

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from acuevid.appraisal_tools import (
    CRITICAL,
    HIGH,
    LOW,
    MODERATE,
    NO_INFORMATION,
    OVERALL,
    SERIOUS,
    SOME_CONCERNS,
    UNCLEAR,
    Judgement,
)
from acuevid.appraisals import Appraisal
from acuevid.models import Study
from acuevid.numbers import format as fmt
from acuevid.results.analysed import analysed
from acuevid.results.appraised import deciding
from acuevid.results.independence import independent
from acuevid.synthesis.nouns import design_phrase
from acuevid.synthesis.outcomes import MOST_WORDS
from acuevid.synthesis.statements import Basis, Phrase, Statement, computed, joined, listed, named, say
from acuevid.terms import Design

_MOST_NAMES = 8
"""More studies than these are counted, and not named."""
_SHORT_NOUN = 3
"""Designs with longer names than this are "studies" in a sentence that counts them."""
_HOW = {
    CRITICAL: ("at critical risk", " of bias"),
    SERIOUS: ("at serious risk", " of bias"),
    HIGH: ("at high risk", " of bias"),
    MODERATE: ("at moderate risk", " of bias"),
    SOME_CONCERNS: ("with some concerns", " about bias"),
    UNCLEAR: ("at unclear risk", " of bias"),
    NO_INFORMATION: ("as giving too little information", " on bias"),
    LOW: ("at low risk", " of bias"),
}
"""Each judgement in its tool's own word, the worst first; the second part is said of the first alone."""
_BY_CONCERN = {"high": HIGH, "some": SOME_CONCERNS, "low": LOW}
_ROUGHLY = {
    "high": ("at high, serious or critical risk", " of bias"),
    "some": ("at moderate or unclear risk or with some concerns", " about bias"),
    "low": ("at low risk", " of bias"),
}
"""The same by how far a result is called into question, where there are too many words."""


class _Unknown(Enum):
    """Why no judgement on the risk of bias in a study is known."""

    DISPUTED = "disputed"
    NOT_OVERALL = "not overall"
    OTHER_TOOL = "other tool"
    ABSENT = "absent"


class _Standing(NamedTuple):
    """A study with the judgement on its risk of bias, or why there is none, and what that rests on."""

    study: Study
    known: Judgement | _Unknown
    basis: tuple[Basis, ...]
    is_worst: bool = False


def own_word(judgement: Judgement) -> Judgement:
    """A judgement as sentences tell it: a built-in tool's own, and one that is declared by its concern."""
    return judgement if judgement in _HOW or judgement.concern is None else _BY_CONCERN[judgement.concern]


def risk_words(judgements: Sequence[Judgement]) -> str:
    """``at serious or critical risk of bias``, of judgements of risk."""
    words = {own_word(judgement).label for judgement in judgements}
    return f"at {' or '.join(j.label for j in _HOW if j.label in words)} risk of bias"


def appraisal_basis(study: Study, appraisal: Appraisal, field: str, value: str) -> Basis:
    """A field of an appraisal, by its number in the record: ``appraisal[1].overall``."""
    number = next(n for n, other in enumerate(study.appraisals, start=1) if other is appraisal)
    return Basis(study.citekey, f"appraisal[{number}].{field}", value)


def risk_basis(study: Study, outcome: str | None = None) -> tuple[Basis, ...]:
    """The judgements on the risk of bias in an outcome of a study, or in the study; that there is none."""
    return _standing(study, outcome).basis


def appraisable(studies: Sequence[Study]) -> tuple[Study, ...]:
    """The studies whose risk of bias is asked for: one for each dataset, without reviews and what stands beside."""
    own = independent(studies)
    return tuple(s for s in own if s.review is None and s.design != Design.GUIDELINE and not analysed(s).is_beside)


def risk_tally(template: str, studies: Sequence[Study], outcomes: Sequence[str] = ()) -> Iterator[Statement]:
    """One sentence, two where they are long, on the risk of bias in studies, or in one outcome of each.

    Nothing where no judgement on it is recorded.
    """
    pairs = zip(studies, outcomes, strict=True) if outcomes else ((study, None) for study in studies)
    found = [_standing(study, outcome) for study, outcome in pairs]
    if all(item.known in (_Unknown.ABSENT, _Unknown.OTHER_TOOL) for item in found):
        return
    basis = Phrase("", tuple(b for item in found for b in item.basis))
    if len(found) == 1:
        if isinstance(found[0].known, Judgement):
            yield say(template, "{who} was judged {how}.", basis, who=named(found[0].study), how=_whole(found))
        return
    judged, rest = [i for i in found if isinstance(i.known, Judgement)], _rest(found)
    for with_names in (True, False) if len(found) <= _MOST_NAMES else (False,):
        told = joined(_judged(found, judged, with_names=with_names), *_behind(found, rest, with_names))
        whole = say(template, "{told}.", basis, told=told)
        if len(whole.text.split()) <= MOST_WORDS:
            yield whole
            return
    told = _judged(found, judged, with_names=False)
    is_long = len(told.text.split()) > MOST_WORDS
    yield say(template, "{told}.", basis, told=_judged(found, judged, with_names=False, roughly=is_long))
    yield say(f"{template}-others", "{told}.", basis, told=listed(_tails(found, rest, with_names=False), last="; "))


def _standing(study: Study, outcome: str | None) -> _Standing:
    found = deciding(study, outcome)
    if found is not None and (judgement := found.judgement(OVERALL)) is not None:
        apart = {item.judgement(OVERALL) for item in analysed(study).judged if item.outcomes and item.tool.of_bias}
        worst = outcome is None and bool(found.outcomes) and len(apart) > 1
        basis = tuple(appraisal_basis(study, a, "overall", judgement.label) for a in found.giving_overall)
        return _Standing(study, own_word(judgement), basis, worst)
    own = [
        item
        for item in analysed(study).judged
        if item.tool.of_bias and (outcome is None or not item.outcomes or outcome in item.outcomes)
    ]
    if not own and study.appraisals and not any(a.tool.of_bias for a in study.appraisals):
        tools = tuple(appraisal_basis(study, a, "tool", a.tool.name) for a in study.appraisals)
        return _Standing(study, _Unknown.OTHER_TOOL, tools)
    if not own:
        return _Standing(study, _Unknown.ABSENT, (Basis(study.citekey, "appraisal", "absent"),))
    why = _Unknown.DISPUTED if any(item.stands is None for item in own) else _Unknown.NOT_OVERALL
    every = (appraisal for item in own for appraisal in item.appraisals)
    return _Standing(study, why, tuple(appraisal_basis(study, a, "overall", a.overall or "absent") for a in every))


def _rest(found: Sequence[_Standing]) -> dict[_Unknown, list[_Standing]]:
    """Those without a judgement by the reason; those without an overall one stand with those without any."""
    others: dict[_Unknown, list[_Standing]] = {}
    for item in found:
        if isinstance(item.known, _Unknown):
            why = _Unknown.ABSENT if item.known is _Unknown.NOT_OVERALL else item.known
            others.setdefault(why, []).append(item)
    return others


def _whole(found: Sequence[_Standing]) -> str:
    """How all of some studies were judged, where alike: ``at high risk of bias``."""
    known = found[0].known
    assert isinstance(known, Judgement)
    return "".join(_HOW[known])


def _nouns(found: Sequence[_Standing]) -> tuple[Phrase, Phrase]:
    """How many studies there are, and what they are: ``three`` and ``randomised trials``."""
    noun = design_phrase([item.study for item in found])
    if len(noun.text.split()) > _SHORT_NOUN:
        noun = Phrase("studies", noun.basis)
    return computed(fmt.count_word(len(found)), tuple(b for item in found for b in item.basis)), noun


def _counted(items: Sequence[_Standing], *, with_names: bool) -> tuple[Phrase, Phrase]:
    """How many studies there are, and their names in brackets."""
    n = computed(fmt.count_word(len(items)), tuple(b for item in items for b in item.basis))
    names = joined(" (", listed(named(item.study) for item in items), ")") if with_names else Phrase("")
    return n, names


def _judged(
    found: Sequence[_Standing], judged: Sequence[_Standing], *, with_names: bool, roughly: bool = False
) -> Phrase:
    """The studies by their judgement, the worst first; that none has one where it is so."""
    n, noun = _nouns(found)
    who = joined("the ", n, " ", noun)
    if len(judged) == len(found) and len({item.known for item in judged}) == 1:
        every = "both " if len(found) == 2 else joined("all ", n, " ")
        return joined(every, noun, f" were judged {_whole(found)}")
    if not judged:
        disputed = [item for item in found if item.known is _Unknown.DISPUTED]
        if not disputed:
            none = "for neither of " if len(found) == 2 else "for none of "
            return joined(none, who, " is an overall judgement of the risk of bias recorded")
        k, names = _counted(disputed, with_names=with_names)
        return joined("of ", who, ", assessors disagree on the risk of bias of ", k, names)
    clauses: list[Phrase] = []
    for (how, about), same in _groups(judged, roughly=roughly):
        k, names = _counted(same, with_names=with_names)
        verb = (" were judged " if len(same) > 1 else " was judged ") if not clauses else " "
        clauses.append(joined(k, verb, how, "" if clauses else about, names))
    return joined("of ", who, ", ", listed(clauses))


def _groups(judged: Sequence[_Standing], *, roughly: bool) -> Iterator[tuple[tuple[str, str], list[_Standing]]]:
    for judgement, how in _HOW.items():
        same = [item for item in judged if item.known == judgement]
        if same and not roughly:
            yield how, same
    for concern, how in _ROUGHLY.items() if roughly else ():
        same = [item for item in judged if isinstance(item.known, Judgement) and item.known.concern == concern]
        if same:
            yield how, same


def _behind(
    found: Sequence[_Standing], rest: dict[_Unknown, list[_Standing]], with_names: bool
) -> tuple[Phrase | str, ...]:
    tails = _tails(found, rest, with_names=with_names)
    return ("; ", listed(tails, last="; ")) if tails else ()


def _tails(found: Sequence[_Standing], rest: dict[_Unknown, list[_Standing]], *, with_names: bool) -> list[Phrase]:
    """What follows the judgements: where people disagree, where nothing is recorded, and that the worst counts."""
    tails = []
    any_judged = any(isinstance(item.known, Judgement) for item in found)
    if any_judged and _Unknown.DISPUTED in rest:
        n, names = _counted(rest[_Unknown.DISPUTED], with_names=with_names)
        tails.append(joined("assessors disagree on ", n, names))
    is_some = any_judged or _Unknown.DISPUTED in rest
    if is_some and (by_others := rest.get(_Unknown.OTHER_TOOL)):
        n, names = _counted(by_others, with_names=with_names)
        were = "was appraised by a tool that does" if len(by_others) == 1 else "were appraised by tools that do"
        tails.append(joined(n, names, f" {were} not judge it"))
    if is_some and (silent := rest.get(_Unknown.ABSENT)):
        n, names = _counted(silent, with_names=with_names)
        other = joined("other", names) if len(silent) == 1 else joined("other ", n, names)
        is_partly = any(item.known is _Unknown.NOT_OVERALL for item in silent)
        told = "for the ", other, " no overall judgement is recorded"
        tails.append(joined(*told) if is_partly else joined("for the ", other, " it is not recorded"))
    if any(item.is_worst for item in found):
        tails.append(Phrase("where outcomes were judged apart, the worst counts"))
    return tails


def not_appraised(template: str, studies: Sequence[Study]) -> Iterator[Statement]:
    """That how well these studies were done is not recorded, or for how many of them."""
    silent = [s for s in studies if not s.appraisals]
    if not silent:
        return
    absent = tuple(Basis(s.citekey, "appraisal", "absent") for s in silent)
    n, k = len(studies), len(silent)
    if k == n:
        which = Phrase("the study was" if n == 1 else "these studies were", absent)
    else:
        are = "was" if k == 1 else "were"
        judged = tuple(appraisal_basis(s, a, "tool", a.tool.name) for s in studies for a in s.appraisals[:1])
        of = f"{fmt.count_word(k)} of the {fmt.count_word(n)} studies"
        which = joined(computed(of, (*absent, *judged)), f" {are}")
    yield say(template, "how well {which} done is not recorded.", which=which)
