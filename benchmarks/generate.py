"""Realistic catalogues of any size, the same for the same seed.

python benchmarks/generate.py 10000 > big.toml
"""

import random
import sys
from collections.abc import Iterator

CONDITIONS = 40
_JOURNALS = ("Pain Med", "Acupunct Med", "J Altern Complement Med", "Zhongguo Zhen Jiu", "Eur J Neurol", "BMJ Open")
_STARTS, _MIDDLES, _ENDS = (
    "Ba De Fo Ga He Jo Ka La Mo Na Pe Ra Sa To Va Wi Za",
    "l r n d m k st",
    "berg ski sen ova man ez",
)
_COMMON = (
    "Müller",
    "Chen",
    "Okafor",
    "Silva",
    "Novák",
    "Hansen",
    "Rossi",
    "Kim",
    "Dubois",
    "O'Neill",
    "Sørensen",
    "Ito",
)
_RARE = tuple(a + b + c for a in _STARTS.split() for b in _MIDDLES.split() for c in _ENDS.split())
_WORDS = [
    "trial",
    "needling",
    "chronic",
    "pain",
    "pilot",
    "electroacupuncture",
    "sham",
    "randomised",
    "care",
    "quality",
    "moxibustion",
    "neuropathy",
    "clinic",
    "older",
    "women",
    "veterans",
    "ankle",
    "shoulder",
    "community",
    "hospital",
    "feasibility",
    "protocol",
    "blinded",
    "pragmatic",
    "auricular",
    "laser",
    "sleep",
    "function",
    "recovery",
    "costs",
]
_HEAD = """[sheet]
title = "A generated catalogue of {n} studies"
topic = "pain of many kinds"
intervention = "acupuncture"
"""
_CONDITION = """
[[condition]]
key = "condition-{i}"
name = "pain of kind {i}"
aliases = ["kind {i}"]
"""
_STUDY = '''
[[study]]
citekey = "{key}"
conditions = ["condition-{condition}"]
design = "{design}"
species = "human"
participants = {people}{features}
conclusion = """
Of {key} no more can be said:
it is generated."""
[study.reference]
authors = ["{first} {a}", "{second} {b}"]
title = "A {w1} {w2} of {w3} for pain of kind {condition}: {w4} no. {i}"
container_title = "{journal}"
issued = {year}
volume = "{volume}"
page = "{page}-{last}"
doi = "10.{doi}/{key}"
[[study.arm]]
id = "acupuncture"
label = "acupuncture"
role = "experimental"
participants = {n1}
[[study.arm]]
id = "control"
label = "{comparator}"
role = "comparator"
comparator = "{comparator}"
participants = {n2}
[[study.outcome]]
id = "response"
label = "response to treatment"
family = "response"
event_is = "good"
direction = "{direction}"
events = {{ acupuncture = {e1}, control = {e2} }}{percent}
'''


def catalogue(n: int, seed: int = 2026) -> Iterator[str]:
    """The pieces of a catalogue of `n` studies."""
    rng = random.Random(seed)
    yield _HEAD.format(n=n)
    for i in range(CONDITIONS):
        yield _CONDITION.format(i=i)
    for i in range(n):
        n1, n2 = rng.randint(10, 120), rng.randint(10, 120)
        e1, e2 = rng.randint(1, n1 - 1), rng.randint(1, n2 - 1)
        side = e1 * n2 - e2 * n1
        # one study in three prints percentages, too; one in a hundred of these does not fit
        shown = 100 * e1 / n1 if rng.random() > 0.01 else 100 * (n1 - e1) / n1
        percent = f"\npercent = {{ acupuncture = {shown:.1f} }}" if rng.random() < 1 / 3 else ""
        year, page = rng.randint(1985, 2025), rng.randint(1, 900)
        # one author in seven has one of the commonest names
        first, second = (rng.choice(_COMMON if rng.random() < 1 / 7 else _RARE) for _ in range(2))
        yield _STUDY.format(
            i=i,
            key=f"study{i}-{year}",
            condition=rng.randrange(CONDITIONS),
            design=rng.choice(("randomised-trial", "randomised-trial", "non-randomised-controlled")),
            people=n1 + n2,
            features=rng.choice(("", '\nfeatures = ["pilot"]')),
            first=first,
            second=second,
            a=rng.choice("ABCDEFG"),
            b=rng.choice("HIJKLMN"),
            w1=rng.choice(_WORDS),
            w2=rng.choice(_WORDS),
            w3=rng.choice(_WORDS),
            w4=rng.choice(_WORDS),
            journal=rng.choice(_JOURNALS),
            year=year,
            volume=rng.randint(1, 60),
            page=page,
            last=page + rng.randint(1, 12),
            doi=rng.randint(1000, 9999),
            n1=n1,
            n2=n2,
            comparator=rng.choice(("sham", "usual-care", "no-treatment", "waiting-list")),
            e1=e1,
            e2=e2,
            percent=percent,
            direction="favours-experimental" if side > 0 else "favours-comparator" if side else "no-clear-difference",
        )


if __name__ == "__main__":
    sys.stdout.writelines(catalogue(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2026))
