"""What a set of studies cannot show, from their records and from what the records lack."""

from collections.abc import Iterator, Sequence

from acuevid.checks.run import Found
from acuevid.figures.findings import Comparison, comparisons, independent
from acuevid.models import Study
from acuevid.numbers import format as fmt
from acuevid.synthesis.statements import Basis, Phrase, Statement, listed, named, say
from acuevid.terms import Comparator, Direction, Family, Group, language_name

SMALL = 100
"""A study with fewer participants than this is called small; the number is always printed beside the word."""


def limits(studies: Sequence[Study], found: Sequence[Found] = ()) -> Iterator[Statement]:
    """The limits of the clinical studies of a condition, each with its reason."""
    sources = independent(studies)
    if not sources:
        return
    yield from _shared_data(studies, sources)
    yield from _trials(sources)
    yield from _never_compared(studies)
    yield from _never_measured(studies)
    yield from _no_follow_up(sources)
    yield from _no_clear_difference(sources)
    yield from _small(sources)
    yield from _languages(studies)
    yield from _do_not_add_up(found, studies)


def _every(studies: Sequence[Study], field: str) -> Phrase:
    return Phrase("", tuple(Basis(s.citekey, field, str(getattr(s, field, "") or "absent")) for s in studies))


def _shared_data(studies: Sequence[Study], sources: Sequence[Study]) -> Iterator[Statement]:
    own = {s.citekey for s in sources}
    for study in studies:
        if study.citekey in own or not study.reanalysis_of:
            continue
        parent = next(s for s in studies if s.citekey == study.reanalysis_of)
        yield say(
            "limits.one-dataset",
            "{parent} and {study} are two papers on one dataset, so they count once.",
            Phrase("", (Basis(study.citekey, "reanalysis_of", parent.citekey),)),
            parent=named(parent),
            study=named(study),
        )


def _trials(sources: Sequence[Study]) -> Iterator[Statement]:
    if any(s.design.group is Group.REVIEWS for s in sources):
        return
    trials = [s for s in sources if s.design.group is Group.TRIALS]
    if not trials:
        yield say("limits.no-trial", "there is no randomised trial.", _every(sources, "design"))
    elif len(trials) == 1:
        yield say(
            "limits.one-trial",
            "there is only one randomised trial, {study}.",
            _every(trials, "design"),
            study=named(trials[0]),
        )


_QUESTIONS = (
    ("placebo or sham", {Comparator.PLACEBO, Comparator.SHAM}),
    ("usual care or no treatment", {Comparator.USUAL_CARE, Comparator.NO_TREATMENT, Comparator.WAITING_LIST}),
    ("another active treatment", {Comparator.ACTIVE_DRUG, Comparator.ACTIVE_TREATMENT}),
)
_WANTED = ((Family.PAIN, "pain"), (Family.FUNCTION, "function"), (Family.QUALITY_OF_LIFE, "quality of life"))


def _never_compared(sources: Sequence[Study]) -> Iterator[Statement]:
    classes = {c.comparator for s in sources for c in comparisons(s) if c.is_of_treatment}
    missing = [Phrase(words) for words, kinds in _QUESTIONS if not classes & kinds]
    if missing:
        yield say(
            "limits.never-compared",
            "comparisons with {what} are missing.",
            _every(sources, "arm"),
            what=listed(missing, last=" and with "),
        )


def _never_measured(sources: Sequence[Study]) -> Iterator[Statement]:
    outcomes = [o for s in sources for c in comparisons(s) if c.is_of_treatment for o in c.outcomes]
    families = {o.family for o in outcomes}
    missing = [Phrase(words) for family, words in _WANTED if family not in families]
    if Family.HARMS not in families:
        missing.append(Phrase("harms"))
    if missing and outcomes:
        yield say(
            "limits.never-measured",
            "{what} {go} unreported between groups.",
            Phrase("", tuple(Basis(s.citekey, "outcome", "absent") for s in sources)),
            what=listed(missing),
            go="go" if len(missing) > 1 or Family.HARMS not in families else "goes",
        )


def _no_follow_up(sources: Sequence[Study]) -> Iterator[Statement]:
    silent = [s for s in sources if not s.duration and not any(o.timepoints for o in s.outcomes)]
    if len(silent) == len(sources):
        yield say(
            "limits.no-follow-up",
            "the record gives no time at which {results} measured.",
            Phrase("", tuple(Basis(s.citekey, "outcome", "absent") for s in silent)),
            results="results were" if len(sources) > 1 else "its results were",
        )


def _do_not_add_up(found: Sequence[Found], studies: Sequence[Study]) -> Iterator[Statement]:
    found = [f for f in found if f.result.code.startswith(("CNT", "STA1"))]
    wrong = {f.result.record: f for f in found}
    who = [s for s in studies if s.citekey in wrong]
    if who:
        basis = tuple(Basis(f.result.record, name, f.result.code) for f in found for name in f.result.fields)
        yield say(
            "limits.do-not-add-up",
            "not all figures of {who} fit each other ({codes}).",
            who=listed(named(s) for s in who),
            codes=Phrase(", ".join(dict.fromkeys(f.result.code for f in found)), basis),
        )


def _no_clear_difference(sources: Sequence[Study]) -> Iterator[Statement]:
    for active, words in (
        (True, "no clear difference between two treatments does not show that they work equally well"),
        (False, "no clear difference from placebo, sham or no treatment does not show that there is none"),
    ):
        studies = [s for s in sources if any(_leaves_open(c, active=active) for c in comparisons(s))]
        if studies:
            yield say(
                "limits.no-clear-difference",
                "{words}; {who} {print} no interval for it.",
                words=words,
                who=listed(named(s) for s in studies),
                print="prints" if len(studies) == 1 else "print",
            )


_ACTIVE = (Comparator.ACTIVE_DRUG, Comparator.ACTIVE_TREATMENT)


def _leaves_open(pair: Comparison, *, active: bool) -> bool:
    """Whether a comparison of the treatment shows no clear difference, in all or part, without an interval."""
    return (
        pair.is_of_treatment
        and (pair.comparator in _ACTIVE) is active
        and any(
            o.effect is None
            and (
                o.direction is Direction.NO_CLEAR_DIFFERENCE or (o.trials is not None and o.trials.no_clear_difference)
            )
            for o in pair.outcomes
        )
    )


def _small(sources: Sequence[Study]) -> Iterator[Statement]:
    sized = [s for s in sources if s.participants is not None]
    if not sized or len(sized) < len(sources):
        return
    largest = max(sized, key=lambda s: (s.participants or 0, s.citekey))
    if (largest.participants or 0) >= SMALL:
        return
    size = Phrase(
        f"{fmt.count(largest.participants or 0)} people",
        tuple(Basis(s.citekey, "participants", str(s.participants)) for s in sized),
    )
    if len(sized) == 1:
        yield say("limits.small", "all of this rests on one study of {size}.", size=size)
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
