"""Catalogues of about a megabyte that ask for much work: many of one kind of thing, or of several at once, seeded.

`FOUND` holds eleven that an attacker found, each of its own shape, number and size; `KINDS` names the things of which
a crowd is made. A crowd of a seed is always the same.
"""

import json
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

HEAD = '[sheet]\ntitle = "t"\ntopic = "t"\nintervention = "acupuncture"\n'
MEGABYTE = 1_000_000
OVERCLAIM = "acupuncture is as effective as and better than safe proven cure works no side effects "
_ARMS = (
    {"id": "a", "label": "acupuncture", "role": "experimental"},
    {"id": "b", "label": "sham", "role": "comparator", "comparator": "sham"},
)
_CJK = (0x4E00, 0x4E95)


def written(value: Any) -> str:
    """A value in TOML, on one line."""
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False)
        case bool():
            return "true" if value else "false"
        case list() | tuple():
            return f"[{','.join(map(written, value))}]"
        case dict():
            return f"{{ {', '.join(f'{key} = {written(each)}' for key, each in value.items())} }}"
        case _:
            return str(value)


def table(name: str, /, **fields: Any) -> str:
    """One table of an array of tables, without the fields that are `None`."""
    lines = (f"{key} = {written(value)}\n" for key, value in fields.items() if value is not None)
    return f"[[{name}]]\n{''.join(lines)}"


def study(i: object, title: str, outcomes: str = "", *, arms: Any = _ARMS, author: str = "Author A", **own: Any) -> str:
    """A randomised trial with its reference, arms and outcomes; its other fields are `own`."""
    fields = {"citekey": f"s{i}", "conditions": ["c"], "design": "randomised-trial", **own}
    reference = f"[study.reference]\nauthors = {written([author])}\ntitle = {written(title)}\nissued = 2000\n"
    return "".join((f"\n{table('study', **fields)}", reference, *(table("study.arm", **arm) for arm in arms), outcomes))


def outcome(i: int, **own: Any) -> str:
    """A good event that favours the experimental group, with figures that are `own`."""
    usual = {"id": f"o{i}", "label": f"pain {i}", "family": "response", "event_is": "good"}
    return table("study.outcome", **{**usual, "direction": "favours-experimental", **own})


def condition(key: str, **own: Any) -> str:
    """A condition of this key."""
    return table("condition", key=key, name=f"pain {key}", **own)


# ------------------------------------------------------------------------------ what was found


def _plain(i: int, **own: Any) -> str:
    return study(i, f"title {i}", outcome(0) + "\n", participants=60, **own)


def _splits2() -> Iterator[str]:
    yield condition("c")
    for i in range(2_000):
        percents = outcome(0, percent={"a": 30.1, "b": 40.2})
        yield study(i, f"title {i}", percents, participants=9_000 + i)


def _prose() -> Iterator[str]:
    yield condition("c") + _plain(0)
    for i in range(48):
        yield f"\n{table('section', id=f'x{i}', title='T')}{table('section.paragraph', text=OVERCLAIM * 230)}"


def _claims() -> Iterator[str]:
    yield condition("c")
    for i in range(200):
        case = table("study", citekey=f"s{i}", conditions=["c"], design="case-series")
        yield f'\n{case}[study.reference]\ntitle = "title {i}"\nissued = 2000\n'
    for i in range(1_000):
        claim = {"place": "narrative", "text": "It works.", "asserts": "benefit", "conditions": ["c"]}
        yield f"\n{table('claim', id=f'k{i}', **claim)}"


def _fisher() -> Iterator[str]:
    yield condition("c")
    figures = {"events": {"a": 1_249, "b": 1_250}, "total": {"a": 2_500, "b": 2_500}, "p": "= 0.05"}
    for i in range(400):
        yield study(i, f"title {i}", "".join(outcome(j, **figures) for j in range(5)), participants=5_000)


def _subg() -> Iterator[str]:
    yield condition("c")
    figures = {"percent": {"a": 10.1, "b": 20.2}}
    parts = "".join(outcome(j, subgroup=f"g{j}", **figures) for j in range(6_000))
    yield study(0, "title 0", parts, participants=1_000)


def _acks() -> Iterator[str]:
    yield condition("c")
    figures = {"events": {"a": 40, "b": 20}, "total": {"a": 30, "b": 30}}
    for i in range(900):
        yield study(i, f"title {i}", outcome(0, **figures), participants=60)
    for i in range(8_000):
        yield f"\n{table('acknowledged', code='CNT101', record=f's{i % 900}', reason='r')}"


def _abbrev() -> Iterator[str]:
    yield "[sheet.abbreviations]\n"
    yield from (f'"A{i}B" = "long form {i}"\n' for i in range(15_000))
    yield condition("c")
    yield from (_plain(i) for i in range(600))


def _arms() -> Iterator[str]:
    rng = random.Random("arms")
    yield condition("c")
    sides = ({"role": "comparator", "comparator": "sham"}, {"role": "experimental"})
    arms = [{"id": f"a{j}", "label": f"arm {j}", **sides[j % 2]} for j in range(1_500)]
    outcomes = []
    for i in range(30):
        percent = {f"a{j}": rng.randint(10, 999) / 10 for j in range(1_500)}
        fields = {"family": "pain", "event_is": "bad", "compares": ["a1", "a0"], "percent": percent}
        outcomes.append(table("study.outcome", id=f"o{i}", label=f"x{i}", **fields))
    yield study(0, "title 0", "".join(outcomes), arms=arms, participants=100_000)


def _dense() -> Iterator[str]:
    keys = [f"c{i}" for i in range(300)]
    yield from map(condition, keys)
    yield from (_plain(i, conditions=keys) for i in range(350))


def _cats() -> Iterator[str]:
    yield condition("c")
    parts = (outcome(j, events={"a": 1, "b": 2}, category_of="o0") for j in range(1, 7_000))
    yield study(0, "title 0", outcome(0, events={"a": 900, "b": 900}) + "".join(parts), participants=1_000)


def _didyoumean() -> Iterator[str]:
    rng = random.Random("didyoumean")
    near, far = ("".join(chr(rng.randint(*_CJK)) for _ in range(50_000)) for _ in range(2))
    yield condition("c") + _plain(0, conditions=[near])
    yield f"\n{table('condition', key=far, name='x')}"


FOUND: Mapping[str, tuple[Callable[[], Iterator[str]], int]] = {
    "splits2": (_splits2, 934_881),
    "prose": (_prose, 953_223),
    "claims-1000": (_claims, 125_171),
    "fisher": (_fisher, 513_881),
    "subg": (_subg, 1_053_082),
    "acks": (_acks, 940_291),
    "abbrev": (_abbrev, 686_883),
    "arms": (_arms, 709_540),
    "dense": (_dense, 859_721),
    "cats": (_cats, 1_181_177),
    "didyoumean-cjk-50000": (_didyoumean, 300_825),
}
"""What an attacker found, with the number of bytes that it had."""


def found(name: str) -> str:
    """The catalogue that was found under this name."""
    return HEAD + "".join(FOUND[name][0]())


# ------------------------------------------------------------------------------ crowds of a seed

_CONDITIONS = tuple(f"c{i}" for i in range(120))
_WORDS = ("pain", "sleep", "needling", "electro-acupuncture", "mood", "nausea", "A7B", "function", "P6", "margin of 5")
_CLAIMS = (
    *("acupuncture is as effective as the drug", "it is safe and free of side effects", "this proves that it cures"),
    *("there was no difference", "the results are promising", "a trend towards significance", "it works for most"),
)
_MARGINS = (
    "The margin set beforehand was 5 points.",
    "Non-inferiority within a margin of 10%; margin, margin, margin.",
    "margin " * 60,
)
_ASSERTS = ("superiority", "equivalence", "benefit", "no-effect", "fewer-harms", "non-inferiority")
_CODES = ("CNT101", "CNT202", "STA105", "PCT101", "CLM101", "REF202")


class Crowd:
    """A catalogue that grows: what was written, by whom it can be cited, and the numbers of its seed."""

    def __init__(self, seed: object) -> None:
        self.rng = random.Random(f"crowd {seed}")
        self.share = MEGABYTE
        self.abbreviations: list[str] = []
        self.records: list[str] = []
        self.citekeys: list[str] = []
        self.reviews: list[str] = []
        self.bytes = 0
        self.number = 0

    @property
    def text(self) -> str:
        """The catalogue in TOML."""
        short = "".join(("[sheet.abbreviations]\n", *self.abbreviations)) if self.abbreviations else ""
        return HEAD + short + "".join((*map(condition, _CONDITIONS), *self.records))

    def many(self, *numbers: int) -> int:
        """One of these numbers; the largest only where each kind has much room."""
        return self.rng.choice([number for number in numbers if number <= self.share // 500])

    def put(self, text: str) -> None:
        """Write records behind the others."""
        self.records.append(text)
        self.bytes += len(text.encode())

    def fresh(self) -> int:
        """A number that no other record of this catalogue has."""
        self.number += 1
        return self.number

    def put_study(self, outcomes: str = "", **own: Any) -> str:
        """A study, and its citekey."""
        i, rng = self.fresh(), self.rng
        fields = {"conditions": [rng.choice(_CONDITIONS)], "participants": rng.randint(2, 900), **own}
        title = fields.pop("title", f"title {i}")
        self.put(study(i, title, outcomes, **fields))
        self.citekeys.append(f"s{i}")
        return f"s{i}"

    def some(self, many: int) -> list[str]:
        """So many studies that were written, or as many as there are: the same ones again and again, or any."""
        while len(self.citekeys) < 10:
            self.put_study(outcome(0))
        among = self.citekeys if self.rng.random() < 0.7 else self.citekeys[:10]
        return [self.rng.choice(among) for _ in range(many)]

    def people(self, most: int = 900) -> dict[str, int]:
        """A number of people for each of two groups."""
        return {"a": self.rng.randint(1, most), "b": self.rng.randint(1, most)}

    def percents(self) -> dict[str, float]:
        """A percentage for each of two groups, with one digit after the point."""
        return {"a": self.rng.randint(1, 999) / 10, "b": self.rng.randint(1, 999) / 10}


def _studies(made: Crowd) -> None:
    made.put_study(outcome(0, total=made.people(), p="= 0.04"))


def _groups(made: Crowd) -> None:
    many = made.many(3, 40, 400)
    sides = ({"role": "comparator", "comparator": "sham"}, {"role": "experimental"})
    arms = [{"id": f"a{j}", "label": f"arm {j}", **sides[j % 2]} for j in range(many)]
    figures = {f"a{j}": made.rng.randint(1, 999) / 10 for j in range(many)}
    kinds = ({"percent": figures}, {"mean": figures, "sd": figures}, {"total": dict.fromkeys(figures, 9)})
    outcomes = (outcome(j, compares=["a1", "a0"], **made.rng.choice(kinds)) for j in range(made.many(1, 9)))
    made.put_study("".join(outcomes), arms=arms, participants=made.rng.randint(1, 99_999))


def _outcomes(made: Crowd) -> None:
    kinds: tuple[Callable[[], dict[str, Any]], ...] = (
        lambda: {"events": made.people(), "total": made.people()},
        lambda: {"mean": made.percents(), "sd": made.percents(), "total": made.people(), "p": "< 0.001"},
        lambda: {"percent": made.percents(), "events": made.people(99)},
        lambda: {"effect": {"measure": "risk_ratio", "estimate": 0.8, "ci_low": 0.5, "ci_high": 1.3}, "p": "= 0.4"},
    )
    many = made.many(2, 30, 2_000)
    made.put_study("".join(outcome(j, **made.rng.choice(kinds)()) for j in range(many)))


def _subgroups(made: Crowd) -> None:
    many = made.many(4, 60, 2_000)
    parts = (outcome(j, subgroup=f"g{j}", percent=made.percents()) for j in range(many))
    made.put_study("".join(parts), participants=made.rng.randint(50, 9_999))


def _categories(made: Crowd) -> None:
    many = made.many(4, 60, 2_000)
    parts = (outcome(j, events=made.people(9), category_of="o0") for j in range(1, many))
    made.put_study(outcome(0, events={"a": 900, "b": 900}) + "".join(parts), participants=1_000)


def _divisions(made: Crowd) -> None:
    """Percentages without the sizes of their groups, of totals that no two studies have."""
    made.put_study(outcome(0, percent=made.percents()), participants=9_999 - made.fresh() % 5_000)


def _thousands(made: Crowd) -> None:
    """Counts of thousands of people, with p-values that an exact test has to find."""
    n = {"a": made.rng.randint(2_000, 5_000), "b": made.rng.randint(2_000, 5_000)}
    events = {arm: made.rng.randint(n[arm] // 3, n[arm] // 2) for arm in n}
    p = f"= 0.{made.rng.randint(1, 999):03}"
    made.put_study(outcome(0, events=events, total=n, p=p), participants=n["a"] + n["b"])


def _abbreviations(made: Crowd) -> None:
    i = made.fresh()
    short, long = f"A{i}B", made.rng.choice((f"long form {i}", f"{made.rng.choice(_WORDS)} A{i // 2}B"))
    made.abbreviations.append(f"{written(short)} = {written(long)}\n")
    made.bytes += len(made.abbreviations[-1])
    if i % 10 == 0:
        made.put_study(outcome(0, label=f"{short} and A{i // 2}B"), title=f"A trial of A{i - 1}B in {short}")


def _acknowledgements(made: Crowd) -> None:
    """Answers to what a check finds, and to what it does not."""
    if made.rng.random() < 0.1:
        made.put_study(outcome(0, events={"a": 40, "b": 20}, total={"a": 30, "b": 30}))
    field = made.rng.choice((None, "events", "outcome o0"))
    answer = {"code": made.rng.choice(_CODES), "record": made.some(1)[0], "field": field, "reason": "r"}
    made.put(f"\n{table('acknowledged', **answer)}")


def _assertions(made: Crowd) -> None:
    """Claims, on the same studies and on others, on a condition and on all."""
    cited = made.some(made.many(0, 1, 5, 200))
    subject = [made.rng.choice(_CONDITIONS)] if made.rng.random() < 0.8 else []
    against = ["sham"] if made.rng.random() < 0.5 else []
    about = {"place": "narrative", "text": made.rng.choice(_CLAIMS), "asserts": made.rng.choice(_ASSERTS)}
    links = {"conditions": subject, "comparators": against, "studies": cited}
    made.put(f"\n{table('claim', id=f'k{made.fresh()}', **about, **links)}")


def _under_many_conditions(made: Crowd) -> None:
    made.put_study(outcome(0, events=made.people(9), total={"a": 10, "b": 10}), conditions=_CONDITIONS[:100])


def _reviews(made: Crowd) -> None:
    """A review with its trials, of which each may be in other reviews, too."""
    many = made.many(3, 12, 60)
    scope = {"trials": many + made.rng.randint(0, 5), "included": "randomised-trial"}
    subject = [made.rng.choice(_CONDITIONS[:5])]
    others = made.reviews[-made.rng.randint(1, 20) :]
    figures = outcome(0, trials={"reporting": many})
    made.reviews.append(made.put_study(figures, conditions=subject, design="systematic-review", review=scope))
    for _ in range(many):
        made.put_study(outcome(0, percent=made.percents()), conditions=subject, included_in=[made.reviews[-1], *others])


def _reanalyses(made: Crowd) -> None:
    """Chains and stars of records on the same people."""
    before = made.some(1)[0]
    tie = made.rng.choice(("reanalysis_of", "companion_of"))
    is_chain = made.rng.random() < 0.5
    for _ in range(made.many(2, 40, 800)):
        last = made.put_study(outcome(0, events=made.people(9), total={"a": 10, "b": 10}), **{tie: before})
        before = last if is_chain else before


def _paragraphs(made: Crowd) -> None:
    """Prose that claims too much, and cites much."""
    text = ". ".join(made.rng.choice((*_CLAIMS, *_WORDS)) for _ in range(made.many(5, 60, 700)))
    cites = made.some(made.many(1, 20))
    heading = table("section", id=f"x{made.fresh()}", title=made.rng.choice(_WORDS))
    made.put(f"\n{heading}{table('section.paragraph', text=text, cites=cites)}")


def _aliases(made: Crowd) -> None:
    """Conditions of many names, of which some lead to other conditions, too."""
    i = made.fresh()
    names = [f"ache {made.rng.randint(0, 10 ** made.rng.choice((2, 6)))}" for _ in range(made.many(1, 30, 1_000))]
    made.put(f"\n{condition(f'd{i}', aliases=names)}")
    made.put_study(outcome(0), conditions=[f"d{i}"])


def _long_texts(made: Crowd) -> None:
    """Texts of nearly as many characters as any may have, alike or of one sign only."""
    words = made.rng.choice((*_WORDS, *_CLAIMS, "x", "針", "#", "*_`", "a-", "(", "e\u0301", "&<>"))
    text = (words + made.rng.choice(("", " ", ". "))) * 20_000
    made.put_study(outcome(0, label=f"p {text[:300]}", note=text[:19_000]), title=f"{made.fresh()} {text[:9_000]}")


def _margins(made: Crowd) -> None:
    note = made.rng.choice(_MARGINS)
    effect = {"measure": "mean_difference", "estimate": 1.5, "ci_low": -2.0, "ci_high": 4.0}
    own = made.rng.choice(({}, {"margin": 5}))
    many = made.many(1, 20, 400)
    outcomes = (outcome(j, effect=effect, note=note, total=made.people(), **own) for j in range(many))
    made.put_study("".join(outcomes), conclusion=made.rng.choice((None, note)))


def _long_names(made: Crowd) -> None:
    """Keys of as many characters as any may have, all nearly the same; the same authors under nearly one title."""
    i = made.fresh()
    key = f"c{'ab-' * 19}{i:06}"
    title = f"{'Acupuncture for pain: a randomised trial, ' * 5}{made.rng.randint(0, 99)}"
    made.put(f"\n{condition(key)}")
    made.put_study(outcome(0), conditions=[key], title=title, author=f"{'Longname-' * 20}Smith A")


def _misspelt(made: Crowd) -> None:
    """Names that stand for nothing and are nearly those of others."""
    names = [f"c{made.rng.randint(0, 99)}{made.rng.choice('xyz')}{made.fresh()}" for _ in range(100)]
    made.put_study(outcome(0), conditions=names, included_in=[f"s{made.fresh()}x" for _ in range(20)])
    made.put(f"\n{table('condition', key=names[0] + 'q', name=names[1])}")


def _ratings(made: Crowd) -> None:
    """What a person rated, and how a treatment might work."""
    rated = {"condition": made.rng.choice(_CONDITIONS), "family": "pain", "certainty": "low", "rated_by": "A"}
    made.put(f"\n{table('rating', **rated)}")
    said = {"statement": made.rng.choice(_CLAIMS), "studies": made.some(made.many(1, 30))}
    made.put(f"\n{table('mechanism', id=f'm{made.fresh()}', **said)}")


KINDS: Mapping[str, Callable[[Crowd], None]] = {
    "studies": _studies,
    "arms": _groups,
    "outcomes": _outcomes,
    "subgroups": _subgroups,
    "categories": _categories,
    "divisions": _divisions,
    "thousands": _thousands,
    "abbreviations": _abbreviations,
    "acknowledgements": _acknowledgements,
    "claims": _assertions,
    "conditions": _under_many_conditions,
    "reviews": _reviews,
    "reanalyses": _reanalyses,
    "paragraphs": _paragraphs,
    "aliases": _aliases,
    "long texts": _long_texts,
    "margins": _margins,
    "long names": _long_names,
    "misspelt names": _misspelt,
    "ratings": _ratings,
}
"""What there can be much of, each with what adds one more of it."""


def crowd(kind: str, size: int = MEGABYTE) -> str:
    """A catalogue of about so many bytes with many of this kind."""
    made = Crowd(kind)
    while made.bytes < size:
        KINDS[kind](made)
    return made.text


def mixture(number: int, size: int = MEGABYTE) -> str:
    """A catalogue of about so many bytes with many of several kinds at once: of all of them, of two, or of four.

    What makes a catalogue refused is no part of it: nothing else would be tried.
    """
    made = Crowd(number)
    among = sorted(KINDS.keys() - {"misspelt names"})
    kinds = made.rng.sample(among, (len(among), 2, 4)[number % 3])
    made.share = size // len(kinds)
    for i, kind in enumerate(kinds, start=1):
        KINDS[kind](made)
        while made.bytes < made.share * i:
            KINDS[kind](made)
    return made.text
