"""What a sceptical reader found in libraries: people counted twice, works mixed up, pages left behind, false alarms."""

import json
import os
from pathlib import Path

import pytest

from acuevid.catalogue.library import find_library, open_library
from acuevid.catalogue.load import load_catalogue
from acuevid.catalogue.shelf import Shelf
from acuevid.errors import CatalogueError
from acuevid.export.site.build import build_site
from acuevid.results.independence import full_list, goes_by
from acuevid.views.between import library_diagnostics
from tests.conftest import Command

HEAD = '[sheet]\ntitle = "{}"\ntopic = "pain"\nintervention = "drug"\n[[condition]]\nkey = "pain"\nname = "pain"\n'


def study(key: str, author: str, year: int, title: str, more: str = "", *, reference: str = "") -> str:
    return (
        f'[[study]]\ncitekey = "{key}"\nconditions = ["pain"]\ndesign = "randomised-trial"\n{more}\n'
        f'reference = {{ authors = ["{author} A"], title = "{title}", issued = {year}{reference} }}\n'
    )


def use(name: str, more: str = "") -> str:
    return f'[[study]]\nuse = "{name}"\nconditions = ["pain"]\n{more}\n'


def write(folder: Path, **sheets: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in sheets.items():
        (folder / f"{name}.toml").write_text(HEAD.format(f"Sheet {name}") + text, "utf-8")
    return folder


def shelf(folder: Path) -> Shelf:
    return open_library(find_library(folder))


def codes(folder: Path, but: str = "LIB201") -> set[tuple[str, str]]:
    return {(d.code, d.field) for d in library_diagnostics(shelf(folder)) if d.code != but}


REVIEW = (
    '[[study]]\ncitekey = "rey2010"\nconditions = ["pain"]\ndesign = "systematic-review"\nreview = { trials = 3 }\n'
    'reference = { authors = ["Rey A"], title = "A review of a drug against pain", issued = 2010 }\n'
)
TRIAL = study("kovac2001", "Kovac", 2001, "A trial of a drug against pain", 'included_in = ["rey2010"]')
FIRST = study("smith2000", "Smith", 2000, "A first trial of a drug for pain", "participants = 100")
AGAIN = study("smith2003", "Smith", 2003, "The same trial looked at again", 'reanalysis_of = "smith2000"')


def test_ties_hold_through_a_chain_of_sheets(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "s", c=REVIEW, b=use("c:rey2010") + TRIAL, a=use("b:rey2010") + use("b:kovac2001"), d=FIRST + AGAIN
    )
    write(folder, e=use("d:smith2000") + use("d:smith2003"), f=use("e:smith2000") + use("d:smith2003"))
    assert load_catalogue(folder / "a.toml").study_by_key["kovac2001"].included_in == ("rey2010",)
    assert load_catalogue(folder / "f.toml").study_by_key["smith2003"].reanalysis_of == "smith2000"


def test_a_tie_leads_to_the_same_work_and_to_no_other_of_its_citekey(tmp_path: Path) -> None:
    other = study("smith2000", "Smith", 2000, "Another drug for sixty children", "participants = 60")
    folder = write(tmp_path / "s", b=FIRST + AGAIN, a=other + use("b:smith2003"))
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(folder / "a.toml")
    assert [d.code for d in caught.value.diagnostics] == ["CAT216"]
    write(folder, a=FIRST.replace("smith2000", "own1") + use("b:smith2003"))
    assert load_catalogue(folder / "a.toml").study_by_key["smith2003"].reanalysis_of == "own1"


def test_a_citation_leads_to_the_work_that_the_lender_cites(tmp_path: Path) -> None:
    says = 'conclusion = "It repeats what [@smith2000] and [@kovac2001] found."'
    lender = (
        FIRST + study("kovac2001", "Kovac", 2001, "Words of a trial") + study("late2010", "Late", 2010, "Late", says)
    )
    other = study("smith2000", "Zed", 2000, "Something else altogether")
    folder = write(tmp_path / "s", b=lender, a=other + use("b:late2010") + use("b:kovac2001", 'citekey = "k1"'))
    told = load_catalogue(folder / "a.toml").study_by_key["late2010"].conclusion
    assert told == "It repeats what (Smith 2000) and (Kovac 2001) found."
    catalogue = load_catalogue(folder / "a.toml")
    assert {work.citekey for work in catalogue.background} == {"smith2000-b"}
    assert catalogue.study_by_key["smith2000"].reference.first_family == "Zed"


def test_one_record_is_used_once(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", b=FIRST, a=use("b:smith2000") + use("b:smith2000", 'citekey = "smith2000a"'))
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(folder / "a.toml")
    assert [(d.code, d.line) for d in caught.value.diagnostics] == [("CAT201", 13)]


def test_a_retraction_that_one_sheet_alone_knows_of(tmp_path: Path) -> None:
    notice = ', notice = [{ kind = "retraction", date = 2015 }]'
    title = "A rather long title of a trial"
    folder = write(
        tmp_path / "s",
        a=study("k2001", "Kovac", 2001, title),
        b=study("k2001", "Kovac", 2001, title, reference=notice),
    )
    assert codes(folder) == {("LIB103", "reference.notice")}
    build_site(find_library(folder), tmp_path / "p", "2026-01-01T00:00:00Z")
    assert "notice on the work: no notice in" in (tmp_path / "p" / "studies" / "k2001.html").read_text("utf-8")


def test_works_are_told_apart_by_all_that_is_known(tmp_path: Path) -> None:
    title = "Acupuncture for pain: a systematic look"
    a = study("k2015", "Kovac", 2015, title)
    b = study("k2015", "Kovac", 2015, title, reference=', doi = "10.1000/b1"')
    c = study("k2015", "Kovac", 2016, title, "participants = 300", reference=', doi = "10.1000/c1"')
    folder = write(tmp_path / "s", a=a, b=b, c=c)
    build_site(find_library(folder), tmp_path / "p", "2026-01-01T00:00:00Z")
    assert {p.stem for p in (tmp_path / "p" / "studies").iterdir()} == {"k2015", "k2015-c"}
    first = study("rey2010", "Rey", 2010, title, reference=', doi = "10.1000/p1"')
    second = study("rey2015", "Rey", 2015, title, "participants = 10", reference=', doi = "10.1000/p2"')
    third = study("rey2015", "Rey", 2015, title, "participants = 999")
    folder = write(tmp_path / "t", a=first, b=second, c=third)
    assert codes(folder) == {("LIB101", "participants")}


ARMS = (
    'arm = [{{ id = "drug", label = "drug", role = "{}" }},'
    '{{ id = "placebo", label = "placebo", role = "{}", comparator = "placebo" }}]\n'
)
GROUPS = ARMS.format("experimental", "comparator")


def of_outcome(text: str) -> str:
    outcome = f'outcome = [{{ id = "o", label = "pain", family = "pain", {text} }}]'
    return study("k2001", "Kovac", 2001, "A rather long title of a trial", GROUPS + outcome)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ('p = "< 0.05"', 'p = "= 0.03"', set()),
        ('p = "= 0.04"', 'p = "= 0.03"', {("LIB101", "outcome[o].p")}),
        ("mean = { drug = 40.0 }", "mean = { drug = 40 }", set()),
        ("mean = { drug = 4.1 }", "mean = { drug = 4.2 }", {("LIB101", "outcome[o].mean.drug")}),
        ('unit = "cm", mean = { drug = 4.1 }', 'unit = "mm", mean = { drug = 41 }', set()),
        (
            'effect = { measure = "risk_ratio", estimate = 0.5, ci_low = 0.4, ci_high = 0.6 }',
            'effect = { measure = "risk_ratio", estimate = 0.5, ci_low = 0.42, ci_high = 0.58, level = 90 }',
            set(),
        ),
        ("events = { drug = 4 }", "percent = { drug = 44.0 }", set()),
    ],
)
def test_what_can_stand_side_by_side_is_no_contradiction(
    tmp_path: Path, one: str, other: str, expected: set[tuple[str, str]]
) -> None:
    assert codes(write(tmp_path / "s", a=of_outcome(one), b=of_outcome(other))) == expected


def test_groups_are_held_against_each_other_by_their_part_and_dose(tmp_path: Path) -> None:
    def trial(arms: str, direction: str) -> str:
        outcome = f'outcome = [{{ id = "o", label = "pain", family = "pain", direction = "{direction}" }}]'
        return study("k2001", "Kovac", 2001, "A rather long title of a trial", arms + outcome)

    turned = (
        'arm = [{ id = "placebo", label = "placebo", role = "experimental" },'
        '{ id = "drug", label = "drug", role = "comparator", comparator = "active-drug" }]\n'
    )
    folder = write(tmp_path / "s", a=trial(GROUPS, "favours-experimental"), b=trial(turned, "favours-comparator"))
    assert codes(folder) == set()
    low, high = (
        f'arm = [{{ id = "{d}", label = "{d} mg of the drug", role = "experimental", participants = {n} }},'
        f'{{ id = "c", label = "placebo", role = "comparator", comparator = "placebo", participants = 50 }}]\n'
        for d, n in (("5", 40), ("50", 50))
    )
    folder = write(
        tmp_path / "t",
        a=study("k2001", "Kovac", 2001, "A rather long title of a trial", low),
        b=study("k2001", "Kovac", 2001, "A rather long title of a trial", high),
    )
    assert codes(folder) == set()


def test_pages_follow_a_shared_file_and_any_way_to_write_it(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", a=use("pool:smith2000"), b=use("pool:smith2000"), d="")
    (folder / "d.toml").write_text(HEAD.format("D") + '[[study]]\nconditions = ["pain"]\nuse = """a:smith2000"""\n')
    (folder / "pool.toml").write_text(FIRST.replace('conditions = ["pain"]\n', ""), "utf-8")
    public = tmp_path / "p"
    build_site(find_library(folder), public, "2026-01-01T00:00:00Z")
    text = (folder / "pool.toml").read_text("utf-8")
    (folder / "pool.toml").write_text(text.replace("participants = 100", "participants = 123"), "utf-8")
    build_site(find_library(folder), public, "2026-01-01T00:00:00Z")
    for page in ("studies/smith2000.html", *(f"sheets/{key}.html" for key in "abd")):
        assert "123" in (public / page).read_text("utf-8"), page


def test_a_sheet_that_is_gone_leaves_no_link_in_the_feed(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", a=FIRST, b=AGAIN.replace('reanalysis_of = "smith2000"', ""))
    public = tmp_path / "p"
    build_site(find_library(folder), public, "2026-01-01T00:00:00Z")
    (folder / "b.toml").unlink()
    build_site(find_library(folder), public, "2026-01-02T00:00:00Z")
    feed = (public / "feed.xml").read_text("utf-8")
    assert "Sheet b: removed" in feed
    assert "sheets/b.html" not in feed


def test_what_others_have_in_the_folder_stays_as_it_is(acuevid: Command, tmp_path: Path) -> None:
    folder, public = write(tmp_path / "s", a=FIRST), tmp_path / "p"
    (public / ".git" / "refs" / "heads").mkdir(parents=True)
    (public / "private").mkdir(mode=0o700)
    (public / "private" / "key").write_text("secret", "utf-8")
    assert acuevid("site", folder, "-o", public, "--force").code == 0
    assert (public / ".git" / "refs" / "heads").is_dir()
    assert (public / "private").stat().st_mode & 0o777 == 0o700
    assert (public / "private" / "key").read_text("utf-8") == "secret"


def test_the_working_folder_is_not_taken_away(
    acuevid: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "s", a=FIRST)
    monkeypatch.chdir(tmp_path)
    for output in (".", ".."):
        result = acuevid("site", folder, "-o", output, "--force")
        assert result.code == 2
        assert "is the working folder, or above it" in result.err
    assert os.listdir(tmp_path) == ["s"]


@pytest.mark.parametrize("change", ["deep", "entry", "card", "file"])
def test_a_state_that_somebody_wrote_is_refused(acuevid: Command, tmp_path: Path, change: str) -> None:
    folder, public = write(tmp_path / "s", a=FIRST), tmp_path / "p"
    build_site(find_library(folder), public, "2026-01-01T00:00:00Z")
    path = public / "site.json"
    (public / "mine.txt").write_text("mine", "utf-8")
    state = json.loads(path.read_text("utf-8"))
    match change:
        case "deep":
            path.write_text("[" * 100_000, "utf-8")
        case "entry":
            path.write_text(json.dumps(state | {"entries": [[1, 2, 3, [4], 5]]}), "utf-8")
        case "card":
            state["cards"][0]["studies"][0][3] = "javascript:alert(1)"
            path.write_text(json.dumps(state), "utf-8")
        case "file":
            path.write_text(json.dumps(state | {"files": ["mine.txt", "../s/a.toml"]}), "utf-8")
    result = acuevid("site", folder, "-o", public)
    assert result.code == 1
    assert "holds something, and no site that acuevid made" in result.err
    assert (public / "mine.txt").read_text("utf-8") == "mine"
    assert acuevid("site", folder, "-o", public, "--force").code == 0
    assert (public / "mine.txt").exists()
    assert "javascript" not in (public / "references.html").read_text("utf-8")


def test_no_file_is_left_out_in_silence_or_counted_twice(acuevid: Command, tmp_path: Path) -> None:
    folder = write(tmp_path / "s", a=FIRST)
    (folder / "alias.toml").symlink_to(folder / "a.toml")
    assert acuevid("list", "--columns", "citekey", "--catalogue", folder).out == "sheet\tcitekey\na\tsmith2000\n"
    write(folder, HIV=AGAIN)
    result = acuevid("list", "--catalogue", folder)
    assert result.code == 1
    assert "HIV.toml" in result.err
    assert "no sheet can go by the name of this file" in result.err


def test_a_reviews_list_names_the_trials_that_it_named_there(tmp_path: Path) -> None:
    listed = REVIEW.replace("trials = 3", 'trials = 3, lists = ["smith2000", "kovac2001", "Lee 2004"]')
    other = study("smith2000", "Smith", 2000, "Another drug for sixty children", "participants = 60")
    lender = FIRST + TRIAL.replace('included_in = ["rey2010"]', "") + listed
    folder = write(tmp_path / "s", b=lender, a=other + use("b:rey2010") + use("b:kovac2001", 'citekey = "k1"'))
    catalogue = load_catalogue(folder / "a.toml")
    review = catalogue.study_by_key["rey2010"]
    assert review.review is not None
    assert review.review.lists == ("b:smith2000", "k1", "Lee 2004")
    named = full_list(review)
    assert named is not None
    assert named.isdisjoint(goes_by(catalogue.study_by_key["smith2000"]))
    assert not named.isdisjoint(goes_by(catalogue.study_by_key["k1"]))
