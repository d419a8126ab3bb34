"""CNT1: women among the people of a study, and those analysed among those randomised."""

import re
from collections.abc import Iterator
from decimal import Decimal

from acuevid.checks.results import Answer, Status, Subject, check, fits
from acuevid.numbers import format as fmt
from acuevid.numbers.grim import counts_for_percent, grim
from acuevid.terms import Analysis

_SHARE = r"([0-9]{1,3}(?:\.[0-9]{1,6})?)\s?%"
_WOMEN = (
    re.compile(r"([0-9]{1,9})()"),
    re.compile(rf"(){_SHARE}"),
    re.compile(rf"([0-9]{{1,9}})\s?(?:[(,;]\s?|\s){_SHARE}\)?"),
)
"""``62``, ``54%``, ``62 (54%)``."""
_FRACTION = re.compile(r"[01]?\.[0-9]{2,6}")


def women_of(text: str) -> tuple[int | None, Decimal | None]:
    """The number of women and their share in per cent, each as printed; `None` for what is not a single number."""
    if _FRACTION.fullmatch(text.strip()):
        return None, Decimal(text.strip()).scaleb(2)
    found = next((found for form in _WOMEN if (found := form.fullmatch(text.strip()))), None)
    if found is None:
        return None, None
    return (int(found[1]) if found[1] else None), (Decimal(found[2]) if found[2] else None)


@check("CNT109", "the women do not fit the people")
def women_among_people(subject: Subject) -> Iterator[Answer]:
    """The women are at most the people who took part, and a printed share of them is that of a whole number.

    The share may be of those who took part or of those analysed, and is tested as other percentages are (CNT202).
    Example: 73 women of 64 people; 54.0% of 64, of whom no whole number is such a share.
    """
    study = subject.study
    if study.women is None or not any(sign.isdigit() for sign in study.women):
        return
    women, share = women_of(study.women)
    sizes = [n for n in dict.fromkeys((study.participants, study.analysed)) if n]
    if women is None and share is None:
        yield Status.NOT_TESTABLE, ("women",), f"“{study.women[:60]}” is not one number or share"
    elif not sizes:
        yield Status.NOT_TESTABLE, ("women",), "the number of people is not printed"
    elif women is not None and (women > max(sizes) or share is None):
        yield (
            fits(women <= max(sizes)),
            ("women", "participants"),
            f"{fmt.count(women)} women of {fmt.count(max(sizes))}",
        )
    elif share is not None:
        yield _share(women, share, sizes)


def _share(women: int | None, share: Decimal, sizes: list[int]) -> Answer:
    """Whether a whole number, or the one that is printed, is this share of one of the sizes."""
    tests = [grim(share, n, percent=True) for n in sizes]
    fields, people = ("women", "participants"), " or ".join(map(fmt.count, sizes))
    if women is not None:
        found = [counts_for_percent(share, n) for n in sizes]
        gives = [counts for counts in found if women in counts.rounds or women in counts.truncates]
        line = f"{fmt.count(women)} of {people} women, printed as {fmt.percent(share)}"
        return fits(bool(gives)), fields, line
    if any(test.status in ("rounds", "truncates") for test in tests):
        return Status.CONSISTENT, fields, f"a whole number is {fmt.percent(share)} of {people}"
    reason = next((test.reason for test in tests if test.reason), None)
    if reason is not None:
        return Status.NOT_TESTABLE, fields[:1], reason
    return Status.INCONSISTENT, fields, f"no whole number of women is {fmt.percent(share)} of {people}"


@check("CNT110", "an intention-to-treat analysis leaves people out", of=("effects",))
def all_randomised_are_analysed(subject: Subject) -> Iterator[Answer]:
    """An effect that is called one of intention to treat is of all people in the groups that it compares.

    Where fewer were analysed it is a modified one, or one of completers, and may be recorded as such.
    Example: intention to treat, and 52 of 58 analysed.
    """
    study = subject.study
    for outcome, at, effect in subject.effects():
        sides = study.sides(outcome)
        if effect.analysis is not Analysis.INTENTION_TO_TREAT or sides is None or study.review is not None:
            continue
        sizes = [(arm, outcome.total.get(arm.id), arm.participants) for arm in sides]
        told = [(arm, n, size) for arm, n, size in sizes if n is not None and size is not None]
        for arm, n, size in told:
            line = f"{fmt.count(n)} of {fmt.count(size)} analysed with {arm.label}, and called intention to treat"
            yield fits(n >= size), (f"outcome[{outcome.id}].total.{arm.id}",), line
        if not told and study.analysed is not None and study.participants is not None:
            shown = f"{fmt.count(study.analysed)} of {fmt.count(study.participants)}"
            line = f"{shown} analysed, and called intention to treat"
            yield fits(study.analysed >= study.participants), ("analysed", "participants"), line
        elif not told:
            yield Status.NOT_TESTABLE, (f"{at}.estimate",), "how many of each group were analysed is not printed"
