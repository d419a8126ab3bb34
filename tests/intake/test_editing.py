"""Values set, names changed and records removed in the text: what is meant changes, and nothing else does."""

import copy
import difflib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import strategies as st

from acuevid.catalogue.files import find_catalogue
from acuevid.catalogue.referring import at, referring
from acuevid.errors import AcuevidError, NotFound
from acuevid.intake.editing import id_path, name_path, read, removed, renamed, set_values
from acuevid.intake.records import cut
from acuevid.intake.values import plain, written
from tests.conftest import DATA, law

NASTY = (Path(__file__).parent / "nasty.toml").read_bytes().decode()
SHIPPED = find_catalogue(None).read_bytes().decode()
P6 = find_catalogue("p6-nausea").read_bytes().decode()
KINDS = (DATA / "kinds.toml").read_bytes().decode()


def shown(value: Any) -> Any:
    """Data in which 40.0 and 40.00 differ, and the order of keys does not count."""
    if isinstance(value, dict):
        return {key: shown(inner) for key, inner in value.items()}
    return [shown(inner) for inner in value] if isinstance(value, list) else repr(value)


def lines_changed(old: str, new: str) -> list[str]:
    found = difflib.unified_diff(old.split("\n"), new.split("\n"), lineterm="", n=0)
    return [line for line in list(found)[2:] if not line.startswith("@@")]


@pytest.mark.parametrize("text", [NASTY, SHIPPED, P6, KINDS, NASTY.replace("\n", "\r\n"), "", "# nothing\n"])
def test_the_pieces_are_the_text_and_each_has_one_record(text: str) -> None:
    parts = cut(text)
    assert "".join(part.text for part in parts) == text
    raw = read(text)
    for table, rows in raw.items():
        data = [tomli.loads(part.text, parse_float=Decimal)[table] for part in parts if part.table == table]
        assert shown([row for rows in data for row in rows] if isinstance(rows, list) else data[0]) == shown(rows)
        assert len(data) == (len(rows) if isinstance(rows, list) else 1)


TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
NUMBERS = st.decimals(-1000, 1000, places=2) | st.decimals(0, 9, places=0) | st.integers(-50, 50)
ONE = [
    *("participants", "population", "reference.doi", "reference.title", "reference.authors", "conditions", "review"),
    *("source.notes", "source.section", "treatment.weeks", "treatment.co_treatments", "verdict", "reference.issued"),
]
INSIDE = [
    *("label", "mean.sham", "mean.acu.1", "mean.new", "mean", "sd.sham", "range.sham", "range.acu.1", "timepoints"),
    *("effect.estimate", "effect.ci_low", "effect", "trials.reporting", "note", "p", "within"),
]
FIELDS = st.sampled_from(
    [
        *ONE,
        *(f"outcome[{key}].{name}" for key in ("pain", "fresh") for name in INSIDE),
        *("arm[sham].note", "arm[acu.1].participants", "arm[fresh].label", "arm[sham]", "arm[acu.1]", "outcome[pain]"),
    ]
)
PLAIN = TEXTS | NUMBERS | st.booleans() | st.lists(TEXTS | NUMBERS, max_size=4) | st.dates()
TABLES = st.dictionaries(st.sampled_from(["title", "estimate", "sham", "odd key"]), TEXTS | NUMBERS, min_size=1)
VALUES = st.none() | PLAIN | TABLES | st.lists(TABLES, min_size=1, max_size=2)
LISTED = {"timepoints": ["6 weeks", "7 weeks", "8 weeks"], "source.notes": ["a", "b"], "conditions": ["pain", "nausea"]}


def with_value(study: dict[str, Any], field: str, value: Any) -> None:
    """What setting a field should do to the data; written for these fields alone, apart from the code."""
    table, _, rest = field.partition("[")
    key, _, rest = rest.partition("].") if rest else ("", "", field)
    holder = study
    path = (rest.split(".", 1) if rest else []) if key else field.split(".", 1)
    if key:
        key = key.rstrip("]")
        rows = study.get(table, [])
        if all(row["id"] != key for row in rows):
            if value is None:
                return
            rows.append({"id": key})
            study[table] = rows
        holder = next(row for row in rows if row["id"] == key)
        if not path:
            study[table] = [row for row in rows if row["id"] != key]
            if not study[table]:
                del study[table]
            return
    if value is not None:
        for name in path[:-1]:
            holder = holder.setdefault(name, {})
        holder[path[-1]] = plain(value)
        return
    inner = holder.get(path[0], {}) if len(path) > 1 else holder
    inner.pop(path[-1], None)
    if not inner:
        holder.pop(path[0], None)


@law(st.sampled_from(["one2000", "two2001"]), FIELDS, VALUES, st.data(), short=250, long=4_000)
def test_set_gives_the_value_and_leaves_all_else(key: str, field: str, value: Any, data: st.DataObject) -> None:
    if field.endswith("]") and value is not None:
        return  # an arm or outcome as a whole is set by none
    name = field.split("].")[-1]
    if name in LISTED and data.draw(st.booleans()):  # some of the elements that there are, with others between them
        kept = data.draw(st.lists(st.sampled_from(LISTED[name]), unique=True).map(sorted))
        value = data.draw(st.permutations([*kept, *data.draw(st.lists(TEXTS, max_size=2))]))
    if field.split("].")[-1] in ("mean", "effect") and not isinstance(value, (dict, type(None))):
        return  # a table that is written over several lines is not made a number; that would not load either
    expected = read(NASTY)
    study = next(study for study in expected["study"] if study["citekey"] == key)
    with_value(study, field, copy.deepcopy(value))
    new = set_values(NASTY, [(key, field, value)])
    assert shown(read(new)) == shown(expected)
    windows = set_values(NASTY.replace("\n", "\r\n"), [(key, field, value)])
    assert windows.replace("\r\n", "\n") == new
    assert "\n" not in windows.replace("\r\n", "")


@pytest.mark.parametrize(
    ("field", "value", "changed"),
    [
        ("participants", 85, ["-# TODO participants: the number that was randomised", "+participants = 85"]),
        ("outcome[pain].mean.acu.1", Decimal("41.0"), ['-mean."acu.1" = 40.0', '+mean."acu.1" = 41.0']),
        ("outcome[pain].mean.third", Decimal("5.10"), ["+mean.third = 5.10"]),
        ("outcome[pain].sd.sham", None, ["-sd = { \"acu.1\" = 10, 'sham' = 11 }", '+sd = { "acu.1" = 10 }']),
        ("outcome[pain].effect.estimate", 5, ["-estimate = -10.00   # as printed", "+estimate = 5   # as printed"]),
        ("outcome[pain].effect.ci_low", Decimal("-9.0"), ["+ci_low = -9.0"]),
        ("outcome[pain].range.sham", [1, 98], ["-    99,", "+    98,"]),
        ("reference.doi", "10.1/x", ['+reference.doi = "10.1/x"']),
        ("arm[sham].note", "set in", ['+  note = "set in"']),
        ("source.notes", ["b"], ['-notes = [ "a", # first', "+notes = [ # first"]),
        ("outcome[next].label", "next", ["+[[study.outcome]]", '+id = "next"', '+label = "next"', "+"]),
    ],
)
def test_only_the_lines_that_must_change_do(field: str, value: object, changed: list[str]) -> None:
    assert lines_changed(NASTY, set_values(NASTY, [("one2000", field, value)])) == changed


def test_comments_in_a_list_stay_with_their_elements() -> None:
    new = set_values(NASTY, [("pain", "aliases", ["ache", "dolor", "dolour", "hurt"])])
    assert new.split("aliases = ")[1].split("[[")[0].splitlines() == [
        "[ # names that people use",
        '  "ache", # the usual one',
        '  "dolor",',
        "",
        "  # an old one",
        "  'dolour', # without a comma behind it",
        '  "hurt",',
        "]",
        "",
    ]


def test_a_name_inside_a_text_is_not_the_name_of_its_record() -> None:
    text = '[[study]]\nconclusion = """\ncitekey = "other"\n"""\ncitekey = "real"\n[[study]]\ncitekey = "other"\n'
    new = read(set_values(text, [("other", "participants", 5), ("real", "participants", 6)]))
    assert [study["participants"] for study in new["study"]] == [6, 5]


def test_many_changes_are_made_at_once() -> None:
    changes: list[tuple[str, str, object]] = [
        ("two2001", "outcome[pain].label", "pain"),
        ("two2001", "outcome[pain].mean.sham", Decimal("1.0")),
        ("two2001", "outcome[pain].mean.other", Decimal("2.0")),
        ("two2001", "participants", 10),
        ("sheet", "topic", "other layouts"),
        ("nausea", "aliases", ["sickness"]),
    ]
    raw = read(set_values(NASTY, changes))
    assert raw["study"][1]["outcome"] == [
        {"id": "pain", "label": "pain", "mean": {"sham": Decimal("1.0"), "other": Decimal("2.0")}}
    ]
    assert (raw["study"][1]["participants"], raw["sheet"]["topic"]) == (10, "other layouts")
    assert raw["condition"][1]["aliases"] == ["sickness"]


@pytest.mark.parametrize("text", [NASTY, SHIPPED, KINDS], ids=["nasty", "shipped", "kinds"])
def test_a_new_name_stands_wherever_the_old_one_did(text: str) -> None:
    raw = read(text)
    names = [name_path(raw, item[field]) for table, field in NAMED for item in raw.get(table, ())]
    names += [
        (*name_path(raw, study["citekey"])[:2], table, n, "id")
        for study in raw.get("study", ())
        for table in ("arm", "outcome")
        for n, _ in enumerate(study.get(table, ()))
    ]
    for path in names:
        old, places = at(raw, path), referring(raw, path)
        new = read(renamed(text, path, "renamed-x"))
        assert at(new, path) == "renamed-x"
        assert len(referring(new, path)) == len(places)
        back = read(renamed(renamed(text, path, "renamed-x"), path, old))
        assert shown(back) == shown(raw)


NAMED = (("study", "citekey"), ("background", "citekey"), ("condition", "key"))


def test_every_kind_of_reference_is_found() -> None:
    """The fields that `docs/catalogue.md` calls a citekey, or names of studies, and the lists of reviews."""
    text = """
[sheet]
title = "t"
topic = "t"
intervention = "i"
[[condition]]
key = "c"
name = "c"
"""
    reference = 'reference = { authors = ["A B"], title = "t", issued = 2000 }'
    text += f'[[study]]\ncitekey = "a"\nconditions = ["c"]\ndesign = "randomised-trial"\n{reference}\n'
    ties = [
        'reanalysis_of = "a"',
        'companion_of = "a"',
        'included_in = ["a"]',
        'review = { trials = 1, lists = ["a"] }',
    ]
    for n, tie in enumerate(ties):
        text += f'[[study]]\ncitekey = "b{n}"\nconditions = ["c"]\ndesign = "systematic-review"\n{tie}\n{reference}\n'
    text += '[[study]]\ncitekey = "d"\nconditions = ["c"]\ndesign = "cohort-study"\n'
    text += 'reference = { authors = ["A B"], issued = 2000, as_cited_in = "a" }\n'
    text += '[[background]]\ncitekey = "e"\nreference = { authors = ["A B"], issued = 2000, as_cited_in = "a" }\n'
    text += '[[section]]\nid = "s"\ntitle = "s"\n[[section.paragraph]]\ntext = "p"\ncites = ["a"]\n'
    text += '[[mechanism]]\nid = "m"\nstatement = "m"\nstudies = ["a"]\n'
    text += '[[claim]]\nid = "q"\nplace = "about"\ntext = "q"\nasserts = "benefit"\nstudies = ["a", "d"]\n'
    text += '[[acknowledged]]\ncode = "STA101"\nrecord = "a"\nreason = "r"\n'
    new = renamed(text, name_path(read(text), "a"), "z")
    assert new.count('"a"') == 0
    assert new.count('"z"') == 11
    with pytest.raises(AcuevidError, match=r"\[mechanism\] m studies has nothing else"):
        removed(text, name_path(read(text), "a"))
    fewer = read(removed(text.replace('studies = ["a"]', 'studies = ["a", "d"]'), name_path(read(text), "a")))
    assert [study["citekey"] for study in fewer["study"]] == ["b0", "b1", "b2", "b3", "d"]
    assert '"a"' not in written(plain(fewer))
    assert "acknowledged" not in fewer


def test_a_removed_study_leaves_what_belongs_to_others() -> None:
    new = removed(NASTY, name_path(read(NASTY), "one2000"))
    assert "# -------- studies\n\n[[study]]\ncitekey = 'two2001'" in new
    assert "one2000" not in new
    assert new.endswith('  "two2001"  # its companion\n]\n')
    raw, gone = read(SHIPPED), []
    for key in (study["citekey"] for study in raw["study"]):
        try:
            new = removed(SHIPPED, name_path(raw, key))
        except AcuevidError:  # the only study of a claim
            continue
        gone.append(key)
        assert key not in {study["citekey"] for study in read(new)["study"]}
        assert new.count("\n# ----") == SHIPPED.count("\n# ----")
        assert new.count("\n\n\n") == 0
    assert {"shlay1998", "donald2011"} <= set(gone)


def test_arms_and_outcomes_have_new_ids_in_acknowledgements_too() -> None:
    raw = read(NASTY)
    new = read(renamed(NASTY, id_path(raw, "one2000", "arm", "acu.1"), "needles"))
    assert new["acknowledged"][0]["field"] == "outcome[pain].mean.needles"
    assert set(new["study"][0]["outcome"][0]["range"]) == {"needles", "sham"}
    new = read(renamed(NASTY, id_path(raw, "one2000", "outcome", "pain"), "vas"))
    assert new["acknowledged"][0]["field"] == "outcome[vas].mean.acu.1"


def test_what_is_not_there_or_cannot_be_changed_is_said() -> None:
    for name, field, error in (
        ("three2002", "participants", NotFound),
        ("one2000", "outcome[pain", AcuevidError),
        ("one2000", "", AcuevidError),
        ("one2000", "participants.x", AcuevidError),
        ("one2000", "arm", AcuevidError),
    ):
        with pytest.raises(error):
            set_values(NASTY, [(name, field, "x")])
    apart = NASTY + "\n[study.treatment]\nweeks = 3\n"  # of the last study, far below it
    with pytest.raises((AcuevidError, tomli.TOMLDecodeError)):
        read(set_values(apart, [("two2001", "treatment.weeks", 4)]))
    with pytest.raises(AcuevidError, match="no text"):
        set_values(NASTY, [("one2000", "population", "\udc80")])
    with pytest.raises(AcuevidError, match="finite"):
        set_values(NASTY, [("one2000", "participants", float("inf"))])
