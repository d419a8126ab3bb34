"""Catalogues of one question, made of figures: what the tests of pooling pool."""

from collections.abc import Callable, Sequence
from typing import Any

HEAD = """
[sheet]
title = "Sets"
topic = "sets"
intervention = "acupuncture"

[[condition]]
key = "set"
name = "a set"
"""
Row = Sequence[float]
Pooled = Callable[..., dict[str, Any]]


def study(number: int, outcome: str, n: tuple[float, float] = (40, 40), more: str = "") -> str:
    return f"""
[[study]]
citekey = "s{number:03}-2001"
conditions = ["set"]
design = "randomised-trial"
species = "human"
participants = {sum(n):.0f}
{more}
reference = {{ authors = ["S{number:03} A"], title = "Trial {number}", issued = 2001 }}
[[study.arm]]
id = "a"
label = "the treatment"
role = "experimental"
participants = {n[0]:.0f}
[[study.arm]]
id = "b"
label = "the other"
role = "comparator"
comparator = "placebo"
participants = {n[1]:.0f}
{outcome}
"""


def event(figures: str) -> str:
    return (
        '[[study.outcome]]\nid = "e"\nlabel = "the event"\nevent = "had the event"\nfamily = "symptoms"\n'
        f'event_is = "bad"\n{figures}\n'
    )


def scale(figures: str, ident: str = "m", more: str = "") -> str:
    return (
        f'[[study.outcome]]\nid = "{ident}"\nlabel = "the score"\nfamily = "pain"\nbetter = "lower"\nunit = "points"\n'
        f"{figures}\n{more}\n"
    )


def pair(name: str, first: float, second: float) -> str:
    return f"{name} = {{ a = {first:g}, b = {second:g} }}"


def effect(measure: str, estimate: float, more: str) -> str:
    return f'effect = {{ measure = "{measure}", estimate = {estimate:g}, {more} }}'


def ci(low: float, high: float) -> str:
    return f"ci_low = {low:g}, ci_high = {high:g}"


def rates(row: Row) -> str:
    x1, t1, x2, t2 = row
    return event(f'{pair("events", x1, x2)}\n{pair("person_time", t1, t2)}\nunit = "person-years"')


def means(row: Row) -> str:
    m1, s1, _, m2, s2, _ = row
    return scale(f"{pair('mean', m1, m2)}\n{pair('sd', s1, s2)}")


def counts(a: float, c: float) -> str:
    return event(pair("events", a, c))


def alone(number: int, outcome: str, n: float, design: str = "cohort") -> str:
    """A study of one group."""
    return f"""
[[study]]
citekey = "s{number:03}-2001"
conditions = ["set"]
design = "{design}"
species = "human"
participants = {n:.0f}
reference = {{ authors = ["S{number:03} A"], title = "Study {number}", issued = 2001 }}
[[study.arm]]
id = "a"
label = "the people"
role = "experimental"
participants = {n:.0f}
{outcome}
"""


def association(r: float, more: str = "") -> str:
    return (
        '[[study.outcome]]\nid = "r"\nlabel = "conscientiousness and adherence"\nfamily = "symptoms"\n'
        f'effect = {{ measure = "correlation", estimate = {r:g}{more} }}\n'
    )


def single(events: float) -> str:
    return (
        '[[study.outcome]]\nid = "e"\nlabel = "the event"\nevent = "had the event"\nfamily = "symptoms"\n'
        f'event_is = "good"\nwithin = ["a"]\nevents = {{ a = {events:g} }}\n'
    )


def told(data: dict[str, Any]) -> str:
    """All sentences on a pool."""
    return " ".join(s["text"] for p in data["sentences"] for s in p)


def reasons(data: dict[str, Any]) -> dict[str, str]:
    """Why studies are left out, by their number."""
    return {item["citekey"][1:4].lstrip("0"): item["reason"] for item in data["left_out"]}


def names(data: dict[str, Any]) -> list[str]:
    """The studies that are pooled, by their number."""
    return sorted(s["citekey"][1:4].lstrip("0") for s in data["studies"])
