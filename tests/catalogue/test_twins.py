"""Works entered twice are found, in a crowd, too."""

import random
from difflib import SequenceMatcher

from acuevid.catalogue.twins import _pairs, twins
from acuevid.models import Study

WORDS = (
    "trial",
    "needling",
    "chronic",
    "pain",
    "pilot",
    "sham",
    "randomised",
    "care",
    "quality",
    "clinic",
    "older",
    "women",
)


def study(key: str, title: str, author: str = "Wang L", year: int = 2020, doi: str | None = None) -> Study:
    reference = {"authors": [author], "title": title, "issued": year} | ({"doi": doi} if doi else {})
    record = {"citekey": key, "conditions": ["pain"], "design": "case-series", "reference": reference}
    return Study.model_validate(record)


def titles(n: int) -> list[str]:
    rng = random.Random(3)
    return [f"{' '.join(rng.sample(WORDS, 7))} {'abcdefgh'[i % 8] * 9}{i}" for i in range(n)]


def test_among_few_works_each_title_is_held_against_each() -> None:
    rng = random.Random(4)
    made = titles(30)
    for i in range(15):  # half of them are copies of another with a few letters changed, at either end
        letters = list(made[i])
        for _ in range(rng.randint(1, 6)):
            letters[rng.randrange(len(letters))] = rng.choice("xyz")
        made[i + 15] = "".join(letters)
    found = twins([study(f"s{i}", title) for i, title in enumerate(made)])
    expected = {
        (f"s{later}", f"s{earlier}")
        for later in range(30)
        for earlier in range(later)
        if SequenceMatcher(None, made[later], made[earlier], autojunk=False).ratio() >= 0.9
    }
    assert len(expected) >= 10
    assert {(key, line.split()[0]) for key, lines in found.items() for _, line in lines} == expected


def test_in_a_crowd_a_title_is_found_by_its_start_and_by_its_end() -> None:
    made = titles(400)
    crowd = [study(f"s{i}", title) for i, title in enumerate(made)]
    found = twins([*crowd, study("end", f"{made[7]}xx"), study("start", f"The {made[9]}")])
    assert found == {
        "end": [("reference.title", "s7 has nearly the same title, by the same author in 2020")],
        "start": [("reference.title", "s9 has nearly the same title, by the same author in 2020")],
    }


def test_others_by_name_or_year_or_title_are_no_twins() -> None:
    title = "Needling for pain of the ankle"
    assert twins([study("a", title), study("b", f"{title}s", "Li K"), study("c", f"{title}z", year=2019)]) == {}


def test_long_titles_are_compared_by_their_start() -> None:
    one, other = f"{'needling for pain ' * 800}in women", f"{'needling for pain ' * 800}in men"
    assert [field for field, _ in twins([study("a", one), study("b", other)])["b"]] == ["reference.title"]


def test_twice_the_crowd_takes_twice_the_comparisons() -> None:
    few, many = (len(list(_pairs(titles(n)))) for n in (500, 1000))
    assert 1.9 < many / few < 2.1
