"""APP2: ratings of certainty against GRADE's own steps, against each other, and against what there is."""

from collections.abc import Iterator

from acuevid.appraisals import Rating
from acuevid.checks.rated import Rated, rating_check, speaking_of
from acuevid.checks.results import Answer, Status
from acuevid.diagnostics import Severity
from acuevid.lists import spoken
from acuevid.models import Study
from acuevid.nearest import nearest
from acuevid.results.once import once
from acuevid.terms import Certainty, Down, Up

_LEVELS = tuple(Certainty)


@rating_check("APP201", "a certainty that the steps do not give")
def steps_give_certainty(rated: Rated) -> Iterator[Answer]:
    """The start, less the steps down and with the steps up, is the certainty; none is above high or below very low.

    Without a start it is high for randomised trials and low for other studies; where that is not known, either will do.
    Where no step is recorded at all, nothing is asked.
    Example: start = "high", down = { imprecision = 1 }, and certainty = "low".
    """
    rating = rated.rating
    if not rated.has_steps:
        return
    down, up = sum(rating.down.values()), sum(rating.up.values())
    given = [_moved(start, down - up) for start in rated.starts]
    steps = spoken([f"{_steps(n)} {way}" for n, way in ((down, "down"), (up, "up")) if n]) or "no step"
    ends = zip(rated.starts, given, strict=True)
    told = ", or ".join(f"{start.words} and {steps} give {end.words}" for start, end in ends)
    if rating.certainty not in given:
        yield Status.INCONSISTENT, ("certainty", "down", "up", "start"), f"{told}; rated {rating.certainty.words}"


def _moved(start: Certainty, steps: int) -> Certainty:
    return _LEVELS[min(max(_LEVELS.index(start) + steps, 0), len(_LEVELS) - 1)]


def _steps(n: int) -> str:
    return f"{n} {'step' if n == 1 else 'steps'}"


@rating_check("APP202", "a start that does not fit the design")
def start_fits_design(rated: Rated) -> Iterator[Answer]:
    """Randomised trials start at high, other studies at low.

    Studies that are not randomised may start at high where all are appraised with ROBINS-I (GRADE guidelines 18,
    Schünemann 2019), and at very low where none has a comparison group.
    Example: start = "high" for cohort studies.
    """
    start, kind, studies = rated.rating.start, rated.is_of_randomised, rated.evidence.studies
    if start is None or kind is None or not studies:
        return
    fit = {Certainty.HIGH if kind else Certainty.LOW}
    if not kind and rated.all_by_robins:
        fit.add(Certainty.HIGH)
    if not kind and all(study.design.is_uncontrolled for study in studies):
        fit.add(Certainty.VERY_LOW)
    if start not in fit:
        whose = "randomised trials" if kind else "studies that are not randomised"
        ends = spoken([level.words for level in _LEVELS if level in fit], " or ")
        yield Status.INCONSISTENT, ("start",), f"{whose} start at {ends}; here {start.words}"


@rating_check("APP206", "a rating of evidence that is not there")
def evidence_is_there(rated: Rated) -> Iterator[Answer]:
    """A rating is of studies in the catalogue: some on its condition record its outcome, against its comparator.

    Nothing more is asked of a condition none of whose studies has any outcome recorded. An important outcome that
    nobody measured is no fault: it needs no rating.
    Example: outcome = "astma attack", where the studies record "asthma attack".
    """
    rating, catalogue = rated.rating, rated.catalogue
    studies = catalogue.studies_of.get(rating.condition, ())
    name = catalogue.condition_by_key[rating.condition].name
    if rated.evidence.outcomes:
        return
    if not studies:
        yield Status.INCONSISTENT, ("condition",), f"no study is on {name}"
        return
    if not any(study.outcomes for study in studies):
        return
    asked = rating.model_copy(update=dict.fromkeys(("comparator", "window", "randomised")))
    told = f"no study on {name} records {rating.about}"
    if not _any(studies, asked):
        near = _near(rating.outcome, studies) if rating.outcome is not None else None
        hint = f"; the nearest is {near}" if near is not None else ""
        yield Status.INCONSISTENT, ("outcome" if rating.outcome is not None else "family",), told + hint
        return
    more = {
        "comparator": rating.comparator and f"against {rating.comparator.label}",
        "randomised": "in randomised trials" if rating.randomised else "in studies that are not randomised",
        "window": rating.window and f"in the window “{rating.window.label}”",
    }
    for field in (field for field in more if getattr(rating, field) is not None):
        asked = asked.model_copy(update={field: getattr(rating, field)})
        told += f" {more[field]}"
        if not _any(studies, asked):
            yield Status.INCONSISTENT, (field,), told
            return


def _any(studies: tuple[Study, ...], asked: Rating) -> bool:
    speaks = speaking_of(asked, studies)
    return any(speaks(study, outcome) for study in studies for outcome in study.compared)


def _near(outcome: str, studies: tuple[Study, ...]) -> str | None:
    known = {name for study in studies for o in study.outcomes for name in (o.label, o.measures)}
    return nearest(outcome, sorted(known))


@rating_check("APP208", "two ratings of the same thing")
def rated_once(rated: Rated) -> Iterator[Answer]:
    """One thing has one certainty: the same condition, comparator, outcome, window and kind of study.

    Example: asthma attacks against usual care are rated low by AB, and moderate by CD.
    """
    first = once(rated.catalogue, "rated first", dict[tuple[object, ...], Rated]).setdefault(rated.subject, rated)
    if first.rating.certainty is not rated.rating.certainty:
        one, other = first.rating, rated.rating
        line = f"{other.certainty.words} by {other.rated_by}, and {one.certainty.words} by {one.rated_by} before it"
        yield Status.INCONSISTENT, ("certainty",), line


@rating_check("APP209", "a step without its reason, or a reason without a step", Severity.NOTE)
def steps_have_reasons(rated: Rated) -> Iterator[Answer]:
    """Each step down or up has its reason in `because`, unless `reason` tells all; and each reason there has its step.

    A reason without a step may say why there is none; it is shown as a reason all the same.
    Example: down = { imprecision = 1 }, and because = { inconsistency = "The intervals do not meet." }.
    """
    rating = rated.rating
    moved: list[Down | Up] = [*rating.down, *rating.up]
    steps = {reason.value: f"{'down' if isinstance(reason, Down) else 'up'}.{reason}" for reason in moved}
    if not rating.reason:
        for reason, field in steps.items():
            if reason not in rating.because:
                yield Status.INCONSISTENT, (field,), f"{reason} moves it, and because does not say why"
    for reason in rating.because:
        if reason not in steps:
            yield Status.INCONSISTENT, (f"because.{reason}",), f"because speaks of {reason}, which moves it by no step"


@rating_check("APP210", "randomised trials rated up", Severity.NOTE)
def randomised_are_not_rated_up(rated: Rated) -> Iterator[Answer]:
    """Rating up is meant for studies that are not randomised; randomised trials start at high, and rarely need it.

    Source: GRADE guidelines 9 (Guyatt 2011, J Clin Epidemiol 64, 1311–1316).
    Example: randomised = true, and up = { large-effect = 1 }.
    """
    rating = rated.rating
    if rating.up and rated.is_of_randomised:
        reasons = spoken([reason.words for reason in rating.up])
        yield Status.INCONSISTENT, (f"up.{next(iter(rating.up))}",), f"rated up for {reasons}"
