"""What is said of studies that are listed, and of which nothing is extracted yet: how many there are, and no more."""

from collections.abc import Iterator, Sequence

from acuevid.models import Study
from acuevid.numbers import format as fmt
from acuevid.synthesis.statements import Basis, Phrase, Statement, say
from acuevid.terms import Design, Group


def not_extracted(studies: Sequence[Study]) -> Iterator[Statement]:
    """How many of these studies are listed only, where any are."""
    waiting = [s for s in studies if not s.is_extracted]
    if not waiting:
        return
    n, is_one = len(waiting), len(waiting) == 1
    yield say(
        "brief.listed-only",
        "{n} {further}{studies} {are} listed and not yet extracted, so that nothing is said of {them} here.",
        n=Phrase(fmt.count_word(n), tuple(Basis(s.citekey, "outcome", "absent") for s in waiting)),
        further="further " if n < len(studies) else "",
        studies="study" if is_one else "studies",
        are="is" if is_one else "are",
        them="it" if is_one else "them",
    )


def may_be_trial(study: Study) -> bool:
    """Whether a study may be, or may have included, a randomised trial that no sentence counts."""
    if study.design == Design.NOT_RECORDED:
        return True
    return not study.is_extracted and study.group in (Group.REVIEWS, Group.TRIALS)
