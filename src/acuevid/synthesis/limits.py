"""What a set of studies cannot show, from their records and from what the records lack."""

from collections.abc import Iterator, Sequence

from acuevid.checks.run import Found
from acuevid.models import Study
from acuevid.numbers import format as fmt
from acuevid.results.analysed import analysed
from acuevid.results.independence import Overlap, datasets, independent
from acuevid.synthesis.appraisal_words import not_appraised
from acuevid.synthesis.no_clear_difference import no_clear_difference
from acuevid.synthesis.statements import Basis, Phrase, Statement, joined, listed, named, people, say
from acuevid.terms import Comparator, Family, Group, language_name

SMALL = 100
"""A study with fewer participants than this is called small; the number is always printed beside the word."""


def limits(studies: Sequence[Study], found: Sequence[Found] = (), *, may_be_more: bool = False) -> Iterator[Statement]:
    """The limits of the clinical studies of a condition, each with its reason.

    `may_be_more`: there may be trials beside those that are recorded as such, so that these are not counted.
    """
    sources = independent(studies)
    if not sources:
        return
    yield from _shared_data(studies)
    yield from _overlap(studies)
    if not may_be_more:
        yield from _trials(sources)
    yield from _never_compared(studies)
    yield from _never_measured(studies)
    evidence = [s for s in sources if not analysed(s).is_beside]
    yield from _no_follow_up(evidence)
    yield from no_clear_difference(sources)
    yield from _small(evidence)
    yield from _languages(studies)
    yield from do_not_add_up(found, studies)
    yield from _noted(studies)
    yield from not_appraised("limits.not-appraised", evidence)


def _every(studies: Sequence[Study], field: str) -> Phrase:
    return Phrase("", tuple(Basis(s.citekey, field, str(getattr(s, field, "") or "absent")) for s in studies))


def _shared_data(studies: Sequence[Study]) -> Iterator[Statement]:
    """One sentence for each dataset that more than one record of these studies speaks of."""
    names = datasets(studies)
    groups: dict[str, list[Study]] = {}
    for study in studies:
        groups.setdefault(names[study.citekey], []).append(study)
    for group in groups.values():
        if len(group) > 1:
            ties = tuple(
                Basis(s.citekey, name, str(getattr(s, name)))
                for s in group
                for name in ("reanalysis_of", "companion_of")
                if getattr(s, name)
            )
            yield say(
                "limits.one-dataset",
                "{who} are {n} papers on one dataset, so they count once.",
                who=listed(named(s) for s in group),
                n=Phrase(fmt.count_word(len(group)), ties),
            )


def _overlap(studies: Sequence[Study]) -> Iterator[Statement]:
    """That several reviews may rest on the same trials, so that they do not confirm each other."""
    overlap = Overlap(tuple(studies))
    for cluster in overlap.clusters:
        if len(cluster) > 1:
            yield overlap_limit(overlap, cluster)


def overlap_limit(overlap: Overlap, cluster: Sequence[Study]) -> Statement:
    """That these reviews share trials, or may."""
    return say(
        "limits.overlap",
        "{who} {rest} on the same trials, so that their agreement does not add up.",
        who=listed(named(s) for s in cluster),
        rest="rest in part" if overlap.surely_share(cluster) else "may rest in part",
    )


def _trials(sources: Sequence[Study]) -> Iterator[Statement]:
    included = [s.review.included for s in sources if s.review is not None]
    if any(design.is_randomised or design.is_review for design in included):
        return
    trials = [s for s in sources if s.group is Group.TRIALS]
    if not trials:
        yield say(
            "limits.no-trial", "on this condition the catalogue holds no randomised trial.", _every(sources, "design")
        )
    elif len(trials) == 1 and len(sources) > 1:
        yield say(
            "limits.one-trial",
            "on this condition the catalogue holds only one randomised trial, {study}{gone}.",
            _every(trials, "design"),
            gone=_retracted(trials[0]),
            study=named(trials[0]),
        )


def _retracted(study: Study) -> Phrase | str:
    """``, and that one is retracted``; empty where it is not."""
    if not study.reference.is_retracted:
        return ""
    notice = Basis(study.citekey, "reference.notice", study.reference.standing or "")
    return Phrase(", and that one is retracted", (notice,))


def _classes(studies: Sequence[Study]) -> Phrase:
    """The classes of comparator of some studies, each arm by itself; that a study has none."""
    arms = [
        Basis(s.citekey, f"arm[{a.id}].comparator", a.comparator.value) for s in studies for a in s.arms if a.comparator
    ]
    none = [Basis(s.citekey, "arm", "absent") for s in studies if not any(a.comparator for a in s.arms)]
    return Phrase("", (*arms, *none))


_QUESTIONS = (
    ("placebo or sham", {Comparator.PLACEBO, Comparator.SHAM}),
    ("usual care or no treatment", {Comparator.USUAL_CARE, Comparator.NO_TREATMENT, Comparator.WAITING_LIST}),
    ("another active treatment", {Comparator.ACTIVE_DRUG, Comparator.ACTIVE_TREATMENT}),
)
_WANTED = (
    ({Family.PAIN}, "pain"),
    ({Family.FUNCTION, Family.DISABILITY}, "function"),
    ({Family.QUALITY_OF_LIFE}, "quality of life"),
)


def missing_comparisons(sources: Sequence[Study]) -> list[Phrase]:
    """What none of these studies compared the treatment with: ``usual care or no treatment``."""
    classes = {c.comparator for s in sources for c in analysed(s).of_treatment}
    silent = _classes(sources).basis
    return [Phrase(words, silent) for words, kinds in _QUESTIONS if not classes & kinds]


def _never_compared(sources: Sequence[Study]) -> Iterator[Statement]:
    missing = missing_comparisons(sources)
    if missing:
        yield say(
            "limits.never-compared",
            "comparisons {what} are missing.",
            _classes(sources),
            what=listed(joined("with ", words) for words in missing),
        )


def missing_outcomes(sources: Sequence[Study]) -> list[Phrase]:
    """The kinds of outcome that no comparison of these studies tells of; none without any comparison."""
    outcomes = [o for s in sources for c in analysed(s).of_treatment for o in c.outcomes]
    families = {o.family for o in outcomes}
    words = [name for wanted, name in _WANTED if not families & wanted]
    if not any(family.is_harm for family in families):
        words.append("harms other than deaths" if Family.MORTALITY in families else "harms")
    silent = tuple(Basis(s.citekey, "outcome", "absent") for s in sources)
    return [Phrase(word, silent) for word in words] if outcomes else []


def _never_measured(sources: Sequence[Study]) -> Iterator[Statement]:
    missing = missing_outcomes(sources)
    if missing:
        yield say(
            "limits.never-measured",
            "no comparison between groups is recorded for {what}.",
            Phrase("", tuple(Basis(s.citekey, "outcome", "absent") for s in sources)),
            what=listed(missing, last=" or "),
        )


def _no_follow_up(sources: Sequence[Study]) -> Iterator[Statement]:
    silent = [s for s in sources if not s.duration and not any(o.timepoints for o in s.outcomes)]
    if sources and len(silent) == len(sources):
        yield say(
            "limits.no-follow-up",
            "the record gives no time at which {results} measured.",
            Phrase("", tuple(Basis(s.citekey, "outcome", "absent") for s in silent)),
            results="results were" if len(sources) > 1 else "its results were",
        )


def do_not_add_up(found: Sequence[Found], studies: Sequence[Study]) -> Iterator[Statement]:
    """Which studies have figures that a check found not to fit."""
    found = [f for f in found if f.result.is_about_figures]
    wrong = {f.result.record for f in found}
    who = [s for s in studies if s.citekey in wrong]
    if who:
        basis = tuple(Basis(f.result.record, name, f.result.code) for f in found for name in f.result.fields)
        yield say(
            "limits.do-not-add-up",
            "not all figures of {who} fit each other; {each} in full says which.",
            Phrase("", basis),
            who=listed(named(s) for s in who),
            each="the study" if len(who) == 1 else "each study",
        )


def _noted(studies: Sequence[Study]) -> Iterator[Statement]:
    """That a person noted what the source misprints, contradicts or leaves open; the notes stand with the study."""
    who = [s for s in studies if s.source.notes]
    if who:
        yield say(
            "limits.noted",
            "notes on {who} say what the source misprints or leaves open.",
            Phrase("", tuple(Basis(s.citekey, "source.notes", note) for s in who for note in s.source.notes)),
            who=listed(named(s) for s in who),
        )


def _small(sources: Sequence[Study]) -> Iterator[Statement]:
    sized = [s for s in sources if s.participants is not None]
    if not sized or len(sized) < len(sources):
        return
    largest = max(sized, key=lambda s: (s.participants or 0, s.citekey))
    if (largest.participants or 0) >= SMALL and len(sources) > 1:
        return
    size = joined(
        people(largest), Phrase("", tuple(Basis(s.citekey, "participants", str(s.participants)) for s in sized))
    )
    if len(sized) == 1:
        several = len(largest.conditions) > 1
        either = Phrase(
            " with any of several conditions", (Basis(largest.citekey, "conditions", ", ".join(largest.conditions)),)
        )
        tail = either if several else Phrase("")
        yield say("limits.small", "all of this rests on one study of {size}{tail}.", size=size, tail=tail)
    else:
        yield say("limits.small", "every study is small: the largest had {size}.", size=size)


def _languages(studies: Sequence[Study]) -> Iterator[Statement]:
    for study in studies:
        code = study.reference.language
        if code and not code.startswith("en"):
            name = Phrase(language_name(code), (Basis(study.citekey, "reference.language", code),))
            yield say(
                "limits.language",
                "{study} is published in {name}, and whether more of it than an abstract was read is not recorded.",
                study=named(study),
                name=name,
            )
