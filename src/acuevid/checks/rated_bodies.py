"""APP211: ratings that fit several bodies of evidence, so that it is not known which they are about."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from acuevid.checks.rated import Rated, rating_check
from acuevid.checks.results import Answer, Status
from acuevid.lists import spoken
from acuevid.measures import MEASURES
from acuevid.numbers import format as fmt
from acuevid.terms import Window

if TYPE_CHECKING:
    from acuevid.pools.bodies import Body

_MOST_TOLD = 4


@rating_check("APP211", "a rating that fits several bodies of evidence")
def rates_one_body(rated: Rated) -> Iterator[Answer]:
    """A rating is about one body of evidence: one outcome in one window, against one comparator, in one kind of study.

    One that fits several stands beside none in a summary of findings. Of randomised trials and other studies, a start
    of high means the randomised trials, and one of low the others. A window of “any” means all windows together.
    Example: outcome = "pain" without a comparator, where pain is compared with sham and with usual care.
    """
    bodies = rated.bodies_meant
    if len(bodies) < 2:
        return
    told = [_told(body) for body in bodies[:_MOST_TOLD]]
    if len(bodies) > _MOST_TOLD:
        told.append(f"{fmt.count_word(len(bodies) - _MOST_TOLD)} more")
    apart: dict[str, set[object]] = {
        "comparator": {body.question.comparator for body in bodies},
        "window": {body.question.window for body in bodies},
        "randomised": {body.question.is_randomised for body in bodies},
        "outcome": {body.question.construct for body in bodies},
    }
    fields = [name for name, values in apart.items() if len(values) > 1]
    hint = f"say which with {spoken(fields, ' or ')}" if fields else "only their figures tell them apart"
    about = "outcome" if rated.rating.outcome is not None else "family"
    line = f"fits {fmt.count_word(len(bodies))} bodies of evidence here: {'; '.join(told)}; {hint}"
    yield Status.INCONSISTENT, (about,), line


def _told(body: "Body") -> str:
    """``pain up to 3 months against sham treatment, in randomised trials, by mean difference``."""
    question = body.question
    when = "" if question.window in (Window.ANY, Window.UNRECORDED) else f" {question.window.label}"
    kind = "randomised trials" if question.is_randomised else "other studies"
    name = MEASURES[body.measure].label
    against = f" against {question.comparator.label}" if question.comparator else ""
    return f"{question.construct}{when}{against}, in {kind}, by {name}"
