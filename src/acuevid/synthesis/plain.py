"""The evidence on a condition for those it is about: questions and answers without p-values, numbers as of 100 people.

Each sentence is a statement as any other: it rests on records, and says no more than these. Words of the field stand
where no plainer one says the same, and `explained` says once what each means.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from acuevid.checks.run import findings_of
from acuevid.models import Catalogue, Study
from acuevid.numbers import format as fmt
from acuevid.results.analysed import analysed
from acuevid.results.independence import independent
from acuevid.synthesis.appraisal_words import appraisable, risk_tally
from acuevid.synthesis.condition import ConditionSummary
from acuevid.synthesis.doubts import doubted_in
from acuevid.synthesis.limits import do_not_add_up, missing_comparisons, missing_outcomes
from acuevid.synthesis.nouns import people_in
from acuevid.synthesis.plain_found import number_of, plain_found, treatment_of
from acuevid.synthesis.plain_harms import plain_harms
from acuevid.synthesis.ratings import ratings_on
from acuevid.synthesis.statements import Basis, Phrase, Statement, joined, listed, named, numbered, opened, say
from acuevid.terms import GLOSSARY

QUESTIONS = (
    "What was studied?",
    "What did the studies find?",
    "How sure can we be?",
    "Were there unwanted effects?",
    "What do we not know?",
)
_MOST_NAMED = 3


@dataclass(frozen=True)
class PlainSummary:
    """What may be said of a condition in plain words: the answer to each question that has one."""

    condition: str
    title: str
    answers: tuple[tuple[str, tuple[Statement, ...]], ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every sentence, in the order of reading."""
        return tuple(s for _, told in self.answers for s in told)


def plain_summary(catalogue: Catalogue, summary: ConditionSummary) -> PlainSummary:
    """The answers on the extracted studies of a condition; where there are none, what is said of that."""
    condition = summary.condition
    title = condition.name[:1].upper() + condition.name[1:]
    studies = [s for s in summary.studies if s.is_extracted]
    sources = independent([s for s in studies if not s.shares_data]) or independent(studies)
    evidence = [s for s in sources if not analysed(s).is_beside]
    if not evidence:
        told = [_nothing(catalogue, summary)] if summary.studies else list(summary.brief)
        (only,) = numbered(f"{condition.key}.plain", opened(catalogue, [told]))
        return PlainSummary(condition.key, title, ((QUESTIONS[0], only),))
    found = findings_of(catalogue, studies)
    every = [item for items in found.values() for item in items]
    answers = (
        list(_studied(catalogue, summary, evidence)),
        list(plain_found(catalogue, summary, studies, sources, doubted_in(found))),
        [
            *_how_sure(catalogue, summary, evidence),
            *do_not_add_up(every, [s for s in evidence if analysed(s).of_treatment]),
        ],
        list(plain_harms(catalogue, [s for s in studies if not analysed(s).is_beside], evidence)),
        list(_unknown(catalogue, studies)),
    )
    given = numbered(f"{condition.key}.plain", opened(catalogue, answers))
    return PlainSummary(condition.key, title, tuple((q, a) for q, a in zip(QUESTIONS, given, strict=True) if a))


def explained(statements: Iterable[Statement]) -> list[tuple[str, str]]:
    """The words of the field that stand in these sentences, with what each means, in the glossary's order."""
    told = " ".join(s.text for s in statements).casefold()
    return [(word, meaning) for word, meaning in GLOSSARY.items() if word in told]


def _studied(catalogue: Catalogue, summary: ConditionSummary, evidence: Sequence[Study]) -> Iterator[Statement]:
    """How many studies there are, with how many people; reviews are told apart, since they hold other studies."""
    own = [s for s in evidence if s.review is None]
    reviews = [s for s in evidence if s.review is not None]
    name = summary.condition.name
    condition = Phrase(name, (Basis(summary.condition.key, "name", name),))
    if own:
        yield say(
            "plain.studied",
            "we have {n} {studies} of {treatment} for {condition} ({people}).",
            n=number_of(own),
            studies="study" if len(own) == 1 else "studies",
            treatment=treatment_of(catalogue),
            condition=condition,
            people=people_in(own),
        )
    for review in reviews[:_MOST_NAMED]:
        assert review.review is not None
        trials = review.review.trials
        n = Phrase(fmt.count_word(trials), (Basis(review.citekey, "review.trials", str(trials)),))
        studies = "study" if trials == 1 else "studies"
        yield say(
            "plain.review",
            "{who} is a review that puts together {n} {studies}.",
            who=named(review),
            n=n,
            studies=studies,
        )
    if reviews[_MOST_NAMED:]:
        more = reviews[_MOST_NAMED:]
        yield say("plain.reviews", "there {are} {n} more.", n=number_of(more), are="is" if len(more) == 1 else "are")


def _nothing(catalogue: Catalogue, summary: ConditionSummary) -> Statement:
    """That none of the works listed shows what the treatment does; none may be extracted, or none is about that."""
    name = summary.condition.name
    silent = tuple(Basis(s.citekey, "design" if s.is_extracted else "outcome", s.design.value) for s in summary.studies)
    return say(
        "plain.nothing",
        "we have no results of a study that could show what {treatment} does for {condition}.",
        Phrase("", silent),
        treatment=treatment_of(catalogue),
        condition=Phrase(name, (Basis(summary.condition.key, "name", name),)),
    )


def _how_sure(catalogue: Catalogue, summary: ConditionSummary, evidence: Sequence[Study]) -> Iterator[Statement]:
    """How certain the evidence is as people rated it, or that nobody did; and its plainest limits."""
    rated = ratings_on(catalogue).get(summary.condition.key, ())
    for words in rated:
        yield say(
            "plain.certainty",
            "people who looked at the evidence{about} rated its certainty as {certainty}.",
            about=joined(" on ", words.about),
            certainty=words.certainty,
        )
    if not rated:
        absent = Phrase("", (Basis(summary.condition.key, "rating", "absent"),))
        yield say("plain.not-rated", "nobody has recorded how sure we can be of these results.", absent)
    designs = Phrase("", tuple(Basis(s.citekey, "design", s.design.value) for s in evidence))
    trials = [s for s in evidence if s.is_randomised and s.review is None]
    if not any(s.review is not None for s in evidence):
        if not trials:
            yield say("plain.no-trial", "none of these studies is a randomised trial.", designs)
        elif len(trials) == 1 < len(evidence):
            yield say("plain.one-trial", "only one of these studies is a randomised trial.", designs)
    if not any(risk_tally("plain.risk-of-bias", appraisable(evidence))):
        silent = Phrase("", tuple(Basis(s.citekey, "appraisal", "absent") for s in evidence))
        were = "was" if len(evidence) == 1 else "were"
        noun = "study" if len(evidence) == 1 else "studies"
        yield say("plain.not-appraised", f"we have no record of how well the {noun} {were} done.", silent)


def _unknown(catalogue: Catalogue, studies: Sequence[Study]) -> Iterator[Statement]:
    """What the treatment was compared with in no study here, and what no comparison tells of."""
    compared = missing_comparisons(studies)
    measured = [phrase for phrase in missing_outcomes(studies) if not phrase.text.startswith("harms")]
    treatment = treatment_of(catalogue)
    if compared:
        pattern = "no study here compares {treatment} with {what}."
        yield say("plain.never-compared", pattern, treatment=treatment, what=listed(compared, last=", or with "))
    if measured:
        pattern = "no study here compares groups on {what}."
        yield say("plain.never-measured", pattern, what=listed(measured, last=" or "))
