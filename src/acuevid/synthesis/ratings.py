"""The certainties that people gave to evidence (GRADE), in sentences; there are no others."""

from collections.abc import Iterator, Mapping

from acuevid.appraisals import Rating
from acuevid.bibliography import iso
from acuevid.models import Catalogue, Condition
from acuevid.numbers import format as fmt
from acuevid.results.once import once
from acuevid.synthesis.outcomes import MOST_WORDS
from acuevid.synthesis.statements import Basis, Phrase, Statement, joined, listed, say, works_in
from acuevid.terms import Window


class RatingWords:
    """A rating with its place in the record, as phrases."""

    def __init__(self, number: int, rating: Rating) -> None:
        """Keep both; `number` is its place among the ratings, from 0."""
        self.rating = rating
        self.record = f"rating {number}"

    def field(self, name: str, value: str, text: str | None = None) -> Phrase:
        """A field of it as a phrase."""
        return Phrase(value if text is None else text, (Basis(self.record, name, value),))

    def cited(self, text: str | None) -> Phrase:
        """The works that a reason of it cites, unsaid."""
        return Phrase("", works_in(text or ""))

    @property
    def who(self) -> Phrase:
        """Who rated it."""
        return self.field("rated_by", self.rating.rated_by)

    @property
    def outcome(self) -> Phrase:
        """What was measured, and when: ``pain up to 3 months``."""
        rating = self.rating
        told = self.field("outcome" if rating.outcome else "family", rating.about)
        if rating.window is None or rating.window is Window.ANY:
            return told
        return joined(told, self.field("window", rating.window.label, f" {rating.window.label}"))

    @property
    def comparator(self) -> Phrase:
        """The class of comparator; ``the comparison`` where the rating names none."""
        comparator = self.rating.comparator
        return (
            Phrase("the comparison")
            if comparator is None
            else self.field("comparator", comparator.value, comparator.label)
        )

    @property
    def about(self) -> Phrase:
        """``pain up to 3 months against usual care``: all that tells the body of evidence from others."""
        if self.rating.comparator is None:
            return self.outcome
        return joined(self.outcome, " against ", self.comparator)

    @property
    def source(self) -> Phrase:
        """Which studies the evidence is from, with a space before; empty where the rating does not say."""
        randomised = self.rating.randomised
        if randomised is None:
            return Phrase("")
        text = " from randomised trials" if randomised else " from studies that were not randomised"
        return self.field("randomised", str(randomised).lower(), text)

    @property
    def certainty(self) -> Phrase:
        """The certainty in words."""
        return self.field("certainty", self.rating.certainty.value, self.rating.certainty.words)

    @property
    def when(self) -> Phrase:
        """``, March 2023``; empty where no date is recorded."""
        when = self.rating.rated_on
        return Phrase("") if when is None else self.field("rated_on", iso(when), f", {fmt.month_and_year(iso(when))}")

    def reasons(self, *, briefly: bool = False) -> tuple[Phrase, ...]:
        """What it was rated down for, and what up: ``rated down by two levels for imprecision``; empty without any.

        Those of one level come first; `briefly` gives the others as ``(−2)``.
        """
        sides = (
            ("down", {reason.words: (reason.value, n) for reason, n in self.rating.down.items()}),
            ("up", {reason.words: (reason.value, n) for reason, n in self.rating.up.items()}),
        )
        return tuple(self._reasons(side, found, briefly=briefly) for side, found in sides if found)

    def _reasons(self, side: str, found: Mapping[str, tuple[str, int]], *, briefly: bool) -> Phrase:
        told = [(n, self.field(f"{side}.{word}", str(n), text)) for text, (word, n) in found.items()]
        if briefly:
            sign = fmt.MINUS if side == "down" else "+"
            marked = (joined(phrase, f" ({sign}{n})") if n > 1 else phrase for n, phrase in told)
            return joined(f"rated {side} for ", listed(marked))
        levels = [
            joined(_by(steps, len(same)), listed(same))
            for steps in (1, 2, 3)
            if (same := [phrase for n, phrase in told if n == steps])
        ]
        return joined(f"rated {side} ", listed(levels, last=", and "))


def _by(steps: int, reasons: int) -> str:
    """``by two levels each for ``; one level needs no word."""
    each = " each" if reasons > 1 else ""
    return f"by {fmt.count_word(steps)} levels{each} for " if steps > 1 else "for "


def rating_sentences(catalogue: Catalogue, condition: Condition) -> Iterator[Statement]:
    """Who rated the certainty of which evidence as what, when and with which reasons, in the order of the record."""
    for rated in ratings_on(catalogue).get(condition.key, ()):
        yield from _told(rated)


def ratings_on(catalogue: Catalogue) -> Mapping[str, tuple[RatingWords, ...]]:
    """The ratings of a catalogue by condition."""
    return once(catalogue, "ratings", lambda: _by_condition(catalogue))


def _by_condition(catalogue: Catalogue) -> Mapping[str, tuple[RatingWords, ...]]:
    found: dict[str, list[RatingWords]] = {}
    for number, rating in enumerate(catalogue.ratings):
        found.setdefault(rating.condition, []).append(RatingWords(number, rating))
    return {key: tuple(ratings) for key, ratings in found.items()}


def _told(rated: RatingWords) -> Iterator[Statement]:
    """One sentence; the reasons, and who rated it, in sentences of their own where it would be long."""
    reasons, who = rated.reasons(), rated.who
    parts = {"about": rated.about, "source": rated.source, "certainty": rated.certainty, "when": rated.when}
    body = "the certainty of the evidence{source} on {about}"
    active = f"{{who}} rated {body} as {{certainty}} (GRADE{{when}})"
    if reasons:
        pattern = f"{active}: {{reasons}}."
        whole = say("brief.rating", pattern, who=who, reasons=listed(reasons, last="; "), **parts)
        if len(whole.text.split()) <= MOST_WORDS:
            yield whole
            return
    whole = say("brief.rating", f"{active}.", who=who, **parts)
    if len(whole.text.split()) <= MOST_WORDS:
        yield whole
    else:
        yield say("brief.rating", f"{body} was rated as {{certainty}} (GRADE{{when}}).", **parts)
        yield say("brief.rating-by", "this rating on {about} is by {who}.", about=rated.about, who=who)
    yield from _apart(rated)


def _apart(rated: RatingWords) -> Iterator[Statement]:
    """The reasons in sentences of their own: in one, one for each side, or briefly."""
    full, brief = rated.reasons(), rated.reasons(briefly=True)
    one = [_because(rated, listed(full, last="; "))] if full else []
    if all(len(told.text.split()) <= MOST_WORDS for told in one):
        yield from one
        return
    for reason, shorter in zip(full, brief, strict=True):
        told = _because(rated, reason)
        if len(told.text.split()) > MOST_WORDS:
            told = _because(rated, shorter)
        yield told if len(told.text.split()) <= MOST_WORDS else _because(rated, shorter, "it was {reasons}.")


def _because(rated: RatingWords, reasons: Phrase, pattern: str = "for {about}, it was {reasons}.") -> Statement:
    """The reasons; without what was rated, which the sentence before names, where there is no room for it."""
    return say("brief.rating-reasons", pattern, rated.source, about=rated.about, reasons=reasons)
