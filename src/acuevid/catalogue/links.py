"""Whether the names in a catalogue lead somewhere: duplicates, dead references, circles.

It reads the raw data, not the models, so that it finds its faults beside those of form; what has the wrong
type is passed over here, for the models complain of it.
"""

from collections.abc import Collection, Iterator
from typing import Any

from acuevid.appraisal_tools import TOOLS
from acuevid.catalogue.problem import MISSING, Path, Problem, quoted
from acuevid.citations import broken, keys_in
from acuevid.models import BY_GROUP, EXTRACTED, OF_ONE_PAIR
from acuevid.prose import ABOUT_ALL, PROSE, texts
from acuevid.terms import Design, Direction, Role
from acuevid.vocabulary import DESIGNS, FAMILIES
from acuevid.words import Vocabulary, vocabulary_of

DUPLICATE, NO_CONDITION, NO_ARM, NO_STUDY = "CAT201", "CAT202", "CAT203", "CAT204"
CIRCLE, WHICH_ARMS, NO_RECORD, WRONG_WORD, NO_CONTROL, NO_COMPARATOR = (
    "CAT205",
    "CAT206",
    "CAT207",
    "CAT208",
    "CAT209",
    "CAT210",
)
TOO_MANY, NO_OUTCOME, NO_CITATION = "CAT211", "CAT212", "CAT213"
_MOST_CONDITIONS, _CONDITIONS_EACH = 10_000, 5
_BETWEEN = frozenset(d.value for d in Direction if d.is_comparative)
_WITHIN = frozenset(d.value for d in Direction) - _BETWEEN
_TIES = ("reanalysis_of", "companion_of", "included_in")
_OF_ARMS = frozenset(("compares", "within", *BY_GROUP))
_EXPERIMENTAL, _COMPARATOR = Role.EXPERIMENTAL.value, Role.COMPARATOR.value
_BUILT_IN: dict[str, Collection[str]] = {"family": FAMILIES, "design": DESIGNS, "appraisal_tool": TOOLS}


def link_problems(raw: dict[str, Any], others: Collection[str] = ()) -> Iterator[Problem]:
    """Each name that is used twice or stands for nothing; `others` are citekeys of studies not in `raw`."""
    words = vocabulary_of(raw)
    conditions = _values(raw, "condition", "key")
    studies = _values(raw, "study", "citekey").union(others)
    works = studies | _values(raw, "background", "citekey")
    yield from _built_in_again(raw)
    for table in ("family", "design", "instrument", "appraisal_tool", "condition"):
        yield from _duplicates(raw, (table,), "key")
    yield from _duplicates(raw, ("study", "background"), "citekey")
    for table in ("section", "mechanism", "claim", "rating"):
        yield from _duplicates(raw, (table,), "id")
    for i, study in _tables(raw, "study"):
        yield from study_problems(study, ("study", i), words, conditions, studies, works)
    yield from _too_many_conditions(raw)
    for i, work in _tables(raw, "background"):
        yield from _cited_in(work, ("background", i), works)
    named = studies.union(*(_values(raw, table, "id") for table in ("claim", "section", "mechanism", "rating")))
    for table, field, known, code in (
        ("claim", "conditions", conditions, NO_CONDITION),
        ("claim", "studies", studies, NO_STUDY),
        ("acknowledged", "record", named, NO_RECORD),
        ("rating", "condition", conditions, NO_CONDITION),
        ("important_outcome", "conditions", conditions, NO_CONDITION),
        ("mechanism", "studies", studies, NO_STUDY),
    ):
        for i, record in _tables(raw, table):
            yield from _dead(record, (table, i), field, known, code)
    for i, tool in _tables(raw, "appraisal_tool"):
        yield from _duplicates(tool, ("domain",), "key", ("appraisal_tool", i))
    for i, section in _tables(raw, "section"):
        for j, paragraph in _tables(section, "paragraph"):
            yield from _dead(paragraph, ("section", i, "paragraph", j), "cites", works, NO_STUDY)
    for path, text in texts({name: raw.get(name) for name in ABOUT_ALL}):
        yield from _cited_in_prose(text, path, works)
    yield from circles(raw)


def most_conditions(studies: int) -> int:
    """How many conditions so many studies may name together."""
    return max(_MOST_CONDITIONS, _CONDITIONS_EACH * studies)


def _too_many_conditions(raw: dict[str, Any]) -> Iterator[Problem]:
    """Each study is told under each of its conditions, so that they are counted together."""
    named = [(i, len(names)) for i, s in _tables(raw, "study") if isinstance(names := s.get("conditions"), list)]
    most, so_far = most_conditions(len(named)), 0
    for i, n in named:
        so_far += n
        if so_far > most:
            told = f"the studies of a catalogue of this size name at most {most:,} conditions together"
            yield Problem(("study", i, "conditions"), TOO_MANY, told, "make several sheets of it")
            return


def study_problems(
    study: dict[str, Any], at: Path, words: Vocabulary, conditions: set[str], studies: set[str], works: set[str]
) -> Iterator[Problem]:
    """The faults of one study; what its names lead to is looked for in the words of the catalogue and three sets."""
    yield from _study(study, at, words, conditions, studies)
    yield from _reference(study, at, works)
    for path, text in texts(study, at):
        yield from _cited_in_prose(text, path, works)


class Asked(set[str]):
    """The names that were looked for; to whoever asks, all of them are there, and whether they are is found later."""

    def __contains__(self, name: object) -> bool:
        """Remember the name."""
        if isinstance(name, str):
            self.add(name)
        return True


def _built_in_again(raw: dict[str, Any]) -> Iterator[Problem]:
    """A word that is built in cannot be declared to mean something else."""
    for table, words in _BUILT_IN.items():
        for i, item in _tables(raw, table):
            if isinstance(key := item.get("key"), str) and key in words:
                hint = f"leave the table out, and use '{key}' as it is, or choose another key"
                yield Problem((table, i, "key"), DUPLICATE, f"{table} '{key}' is built in", hint)


def _study(
    study: dict[str, Any], at: Path, words: Vocabulary, conditions: set[str], studies: set[str]
) -> Iterator[Problem]:
    yield from _dead(study, at, "conditions", conditions, NO_CONDITION)
    for name in _TIES:
        if name in study:
            yield from _dead(study, at, name, studies, NO_STUDY)
    word = study.get("design")
    design = words.designs.get(word) if isinstance(word, str) else None
    is_extracted = not EXTRACTED.isdisjoint(study)
    if is_extracted and not study.get("conditions") and not (design is not None and design.is_mechanism):
        yield Problem(at, MISSING, "[study] has no 'conditions', and only a study of mechanisms may have none")
    yield from _duplicates(study, ("arm",), "id", at)
    yield from _duplicates(study, ("outcome",), "id", at)
    arms = _values(study, "arm", "id")
    outcomes = _values(study, "outcome", "id")
    for i, appraisal in _tables(study, "appraisal"):
        yield from _dead(appraisal, (*at, "appraisal", i), "outcomes", outcomes, NO_OUTCOME)
    roles = []
    for i, arm in _tables(study, "arm"):
        roles.append(arm.get("role"))
        if arm.get("role") == _COMPARATOR and "comparator" not in arm:
            yield Problem((*at, "arm", i), MISSING, "[study.arm] plays the comparator and has no 'comparator' class")
    if design is not None and design.is_uncontrolled and _COMPARATOR in roles:
        hint = "use a controlled design, or an arm without the part of comparator"
        yield Problem((*at, "design"), NO_CONTROL, f"design = '{design}' has a comparator", hint)
    simple = roles.count(_EXPERIMENTAL) <= 1 and roles.count(_COMPARATOR) <= 1
    if is_extracted and design is not None and design.is_review:
        yield from _review(study, at, design, words)
    for i, outcome in _tables(study, "outcome"):
        here = (*at, "outcome", i)
        yield from _sides(outcome, here, study)
        yield from _direction(outcome, here, compared=_COMPARATOR in roles)
        for name in [name for name in outcome if name in _OF_ARMS]:
            yield from _dead(outcome, here, name, arms, NO_ARM)
        if not simple and "compares" not in outcome and "within" not in outcome and not _compares_all(outcome, study):
            hint = "add compares = [experimental, comparator] or within = [arm, …]"
            yield Problem(here, WHICH_ARMS, "[study.outcome] does not say which of several arms it is about", hint)


def _compares_all(outcome: dict[str, Any], study: dict[str, Any]) -> bool:
    """Whether an outcome has figures for both sides of a pair at least, and nothing that speaks of one pair alone."""
    figures = (outcome[name] for name in BY_GROUP if name != "total" and isinstance(outcome.get(name), dict))
    there = {arm for by_arm in figures for arm in by_arm}
    roles = {arm.get("role") for _, arm in _tables(study, "arm") if arm.get("id") in there}
    return {_EXPERIMENTAL, _COMPARATOR} <= roles and not any(name in outcome for name in OF_ONE_PAIR)


def _review(study: dict[str, Any], at: Path, design: Design, words: Vocabulary) -> Iterator[Problem]:
    """A review says how many studies it included; an overview, that these are reviews."""
    of_reviews = design == Design.OVERVIEW_OF_REVIEWS
    hint = "add review = { trials = 12, included = 'systematic-review' }" if of_reviews else ""
    if "review" not in study:
        hint = hint or "add review = { trials = 12 }"
        yield Problem(at, MISSING, "[study] is a review and has no 'review'", hint)
    elif of_reviews and isinstance(review := study["review"], dict):
        included = words.designs.get(str(review.get("included")))
        if included is None or not included.is_review:
            message = "[study.review] of an overview of reviews does not say that it included reviews"
            yield Problem((*at, "review"), MISSING, message, hint)


def _reference(study: dict[str, Any], at: Path, works: set[str]) -> Iterator[Problem]:
    """A study's reference has a title, or names the work that it was taken from."""
    reference = study.get("reference")
    if isinstance(reference, dict) and "title" not in reference and "as_cited_in" not in reference:
        yield Problem((*at, "reference"), MISSING, "[study.reference] has no 'title'")
    yield from _cited_in(study, at, works)


def _cited_in(record: dict[str, Any], at: Path, works: set[str]) -> Iterator[Problem]:
    reference = record.get("reference")
    if isinstance(reference, dict):
        yield from _dead(reference, (*at, "reference"), "as_cited_in", works, NO_STUDY)


def _cited_in_prose(text: str, at: Path, works: set[str]) -> Iterator[Problem]:
    """What prose cites is a record of the catalogue."""
    for key in keys_in(text):
        if key not in works:
            message = f"{_field_of(at)} cites {quoted(key)}, which is no {_KIND[NO_STUDY]}"
            yield Problem(at, NO_STUDY, message, near=works, name=key)
    for start in broken(text):
        hint = r"write [@citekey] or [@one; @two], or \[@ for the signs themselves"
        yield Problem(at, NO_CITATION, f"{_field_of(at)} has {quoted(start)}, which is no citation", hint, name=start)


def _field_of(at: Path) -> str:
    return next(str(step) for step in reversed(at) if step in PROSE)


def _sides(outcome: dict[str, Any], at: Path, study: dict[str, Any]) -> Iterator[Problem]:
    """The second of two arms compared is the comparator."""
    pair = outcome.get("compares")
    if isinstance(pair, list) and len(pair) == 2:
        role = next((arm.get("role") for _, arm in _tables(study, "arm") if arm.get("id") == pair[1]), None)
        if role == _EXPERIMENTAL:
            hint = "name the comparator second; of two treatments, give one the part of comparator"
            yield Problem(
                (*at, "compares", 1), NO_COMPARATOR, f"compares ends with {quoted(pair[1])}, no comparator", hint
            )


def _direction(outcome: dict[str, Any], at: Path, *, compared: bool) -> Iterator[Problem]:
    """A word for a difference between arms needs two of them; a word for a change inside arms needs `within`."""
    word = outcome.get("direction")
    if not isinstance(word, str):
        return
    between = "within" not in outcome and ("compares" in outcome or compared)
    if between and word in _WITHIN:
        hint = "add within = [arm, …], or use favours-experimental, favours-comparator …"
        yield Problem((*at, "direction"), WRONG_WORD, f"direction = '{word}' is of a change inside arms", hint)
    elif not between and word in _BETWEEN:
        hint = "use improved, worsened or unchanged, or name the two arms with compares"
        yield Problem(
            (*at, "direction"), WRONG_WORD, f"direction = '{word}' is of two arms, and there is one side", hint
        )


_KIND = {
    NO_CONDITION: "condition of the catalogue",
    NO_ARM: "arm of this study",
    NO_STUDY: "study of the catalogue",
    NO_RECORD: "record of the catalogue",
    NO_OUTCOME: "outcome of this study",
}


def _dead(table: dict[str, Any], at: Path, name: str, known: set[str], code: str) -> Iterator[Problem]:
    value = table.get(name)
    items = (value,) if isinstance(value, str) else value if isinstance(value, (list, dict)) else ()
    for i, item in enumerate(items):
        if isinstance(item, str) and item not in known:
            step = () if isinstance(value, str) else (i,) if isinstance(value, list) else (item,)
            message = f"{name} names {quoted(item)}, which is no {_KIND[code]}"
            yield Problem((*at, name, *step), code, message, near=known)


def _duplicates(raw: dict[str, Any], tables: tuple[str, ...], key: str, at: Path = ()) -> Iterator[Problem]:
    seen: set[str] = set()
    for table in tables:
        for i, item in _tables(raw, table):
            value = item.get(key)
            if isinstance(value, str):
                if value in seen:
                    yield Problem((*at, table, i, key), DUPLICATE, f"{key} '{value}' is used twice")
                seen.add(value)


def circles(raw: dict[str, Any]) -> Iterator[Problem]:
    """Ties to other records on the same people that lead back to where they began."""
    onward: dict[str, tuple[str, int, str]] = {}
    for i, study in _tables(raw, "study"):
        key = study.get("citekey")
        included = study.get("included_in")
        ties = [("reanalysis_of", study.get("reanalysis_of")), ("companion_of", study.get("companion_of"))]
        ties += [("included_in", name) for name in included] if isinstance(included, list) else []
        name, target = next(((n, t) for n, t in ties if isinstance(t, str)), ("", None))
        if isinstance(key, str) and isinstance(target, str):
            onward[key] = (target, i, name)
    done: set[str] = set()
    for start in onward:
        chain: dict[str, None] = {}
        here = start
        while here in onward and here not in done and here not in chain:
            chain[here] = None
            here = onward[here][0]
        done.update(chain)
        if here in chain:
            members = list(chain)
            circle = members[members.index(here) :]
            for at, key in enumerate(circle):
                _, i, name = onward[key]
                shown = " → ".join(circle[(at + k) % len(circle)] for k in range(min(len(circle) + 1, 9)))
                yield Problem(("study", i, name), CIRCLE, f"{name} runs in a circle: {shown}")


def _tables(raw: Any, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    items = raw.get(name)
    if isinstance(items, list):
        for i, item in enumerate(items):
            if isinstance(item, dict):
                yield i, item


def _values(raw: dict[str, Any], table: str, key: str) -> set[str]:
    return {value for _, item in _tables(raw, table) if isinstance(value := item.get(key), str)}
