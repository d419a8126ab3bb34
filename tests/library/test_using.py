"""A study that stands in one sheet and is used by another."""

import shutil
from pathlib import Path

import pytest

from acuevid.catalogue.library import find_library, open_library
from acuevid.catalogue.load import load_catalogue, load_source
from acuevid.errors import CatalogueError
from tests.conftest import Command
from tests.library.conftest import line_of

HEAD = """[sheet]
title = "Of others"
topic = "pain"
intervention = "acupuncture"
[[condition]]
key = "pain"
name = "pain"
"""


def sheet(folder: Path, *studies: str, name: str = "own") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(HEAD + "".join(f"[[study]]\n{study}\n" for study in studies), "utf-8")
    return path


def problems(path: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(path, path.name)
    return [(d.code, d.line, d.message) for d in caught.value.diagnostics]


def test_the_record_is_the_same_but_for_what_is_its_own(library: Path) -> None:
    there = load_catalogue(library / "neuropathic.toml").study_by_key["shlay1998"]
    here = load_catalogue(library / "palliative.toml").study_by_key["shlay1998"]
    assert here.conditions == ("hiv-pain",)
    assert here.source.notes == ("Taken for the groups without the drug.",)
    own = {"conditions", "source"}
    assert here.model_dump(exclude=own) == there.model_dump(exclude=own)


def test_what_people_acknowledged_of_it_comes_with_it(acuevid: Command, library: Path) -> None:
    result = acuevid("check", "--catalogue", "sheets/palliative.toml", "--select", "STA101")
    line = line_of(library / "neuropathic.toml", 'p = "= 0.047"')
    assert result.out.startswith(f"sheets/neuropathic.toml:{line}:1: STA101 shiflett2011: ")
    assert "acknowledged: The percentages fit one division" in result.out


def test_a_re_analysis_needs_its_trial(library: Path) -> None:
    path = sheet(library, 'use = "neuropathic:shiflett2011"\nconditions = ["pain"]')
    assert problems(path) == [
        ("CAT216", 9, "'neuropathic:shiflett2011' is of the same people as 'shlay1998', which is not here")
    ]


def test_a_trial_under_another_citekey_still_ties_its_re_analysis(library: Path) -> None:
    path = sheet(
        library,
        'use = "neuropathic:shlay1998"\ncitekey = "shlay"\nconditions = ["pain"]',
        'use = "neuropathic:shiflett2011"\nconditions = ["pain"]',
    )
    assert load_catalogue(path).study_by_key["shiflett2011"].reanalysis_of == "shlay"


@pytest.mark.parametrize(
    ("study", "code", "says"),
    [
        ('use = "neuropathc:shlay1998"', "CAT214", "use names 'neuropathc', which is no sheet of the library"),
        ('use = "neuropathic:shlay1989"', "CAT204", "use names 'shlay1989', which is no study of neuropathic"),
        ('use = "shlay1998"', "CAT105", "'shlay1998' cannot be a study of a sheet"),
        ("use = 3", "CAT102", "use should be text in quotes"),
        ('use = "neuropathic:shlay1998"\nparticipants = 3', "CAT101", "a study that is used has no 'participants'"),
        ('use = "own:self"', "CAT214", "leads from sheet to sheet without an end"),
        ('use = "own:shlay1998"\ncitekey = "shlay1998"', "CAT214", "leads from sheet to sheet without an end"),
    ],
)
def test_what_cannot_be_used_is_said_with_the_line(library: Path, study: str, code: str, says: str) -> None:
    found = problems(sheet(library, f'conditions = ["pain"]\n{study}', 'citekey = "x"\ndesign = "chohort"'))
    assert any(c == code and says in message for c, _, message in found), found
    assert all(9 <= line <= 11 for c, line, _ in found if c == code)
    assert any("chohort" in message for _, _, message in found)  # the rest is looked at as well


def test_words_and_works_that_a_record_needs_come_with_it(library: Path) -> None:
    lender = sheet(
        library,
        'citekey = "a1"\nconditions = ["pain"]\ndesign = "audit"\nconclusion = "As [@b1] has it."\n'
        'reference = { authors = ["A B"], title = "One", issued = 2001 }',
        name="lender",
    )
    more = '[[design]]\nkey = "audit"\nlabel = "audit"\ngroup = "other-clinical-studies"\n'
    more += "randomised = false\ncontrolled = false\n"
    more += '[[background]]\ncitekey = "b1"\nreference = { authors = ["B C"], issued = 2000 }\n'
    lender.write_text(lender.read_text("utf-8") + more, "utf-8")
    catalogue = load_catalogue(sheet(library, 'use = "lender:a1"\nconditions = ["pain"]'))
    assert catalogue.study_by_key["a1"].design.label == "audit"
    assert catalogue.work_by_key["b1"].label == "B 2000"
    own = sheet(library, 'use = "lender:a1"\nconditions = ["pain"]')
    own.write_text(own.read_text("utf-8") + more.replace('label = "audit"', 'label = "inspection"'), "utf-8")
    assert [code for code, *_ in problems(own)] == ["CAT215"]


def test_a_fault_in_a_used_record_is_placed_where_it_stands(library: Path) -> None:
    path = library / "neuropathic.toml"
    path.write_text(path.read_text("utf-8").replace("participants = 114", "participants = -114", 1), "utf-8")
    with pytest.raises(CatalogueError) as caught:
        open_library(find_library(library))
    (found,) = {(d.file, d.line, d.code) for d in caught.value.diagnostics}
    assert found == (str(Path("sheets/neuropathic.toml")), line_of(path, "participants = -114"), "CAT105")


def test_a_list_names_sheets_and_shared_files(acuevid: Command, library: Path) -> None:
    shared = library / "shared"
    shared.mkdir()
    (shared / "trials.toml").write_text(
        '[[study]]\ncitekey = "a1"\ndesign = "randomised-trial"\nparticipants = 40\n'
        'reference = { authors = ["Able B"], title = "One", issued = 2001 }\n',
        "utf-8",
    )
    sheet(library, 'use = "trials:a1"\nconditions = ["pain"]')
    (library / "library.toml").write_text(
        '[library]\ntitle = "Our sheets"\n[sheets]\nmine = "own.toml"\n[shared]\ntrials = "shared/trials.toml"\n',
        "utf-8",
    )
    for name in ("sheets", "sheets/library.toml"):
        assert acuevid("list", "--columns", "study,participants", "--catalogue", name).out == (
            "sheet\tstudy\tparticipants\nmine\tAble 2001\t40\n"
        )
    assert acuevid("list", "--columns", "study", "--catalogue", "sheets/own.toml").out == "study\nAble 2001\n"
    trials = (shared / "trials.toml").read_text("utf-8")
    (shared / "trials.toml").write_text(trials.replace("40", '"40"'), "utf-8")
    result = acuevid("check", "--catalogue", "sheets")
    assert result.code == 1
    assert result.out.startswith("sheets/shared/trials.toml:4:1: CAT102 participants should be a whole number")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[sheets]\na = "../outside.toml"', "'../outside.toml' stands outside the library's folder"),
        ('[sheets]\na = "/etc/passwd"', "'/etc/passwd' stands outside the library's folder"),
        ("[sheets]\n", "the library lists no sheet"),
        ('[library]\ntitle = "x"', "no list of a library: sheets: field required"),
        ('[sheets]\n"a b" = "own.toml"', "no list of a library"),
        ("[sheets", "not TOML"),
        ('[sheets]\na = "own.toml"\n[shared]\na = "b.toml"', "'a' is the name of a sheet and of a shared file"),
        (
            '[library]\nwebsite = "javascript:alert(1)"\n[sheets]\na = "own.toml"',
            "no list of a library: library.website",
        ),
    ],
)
def test_a_list_that_is_none(acuevid: Command, library: Path, text: str, says: str) -> None:
    (library / "library.toml").write_text(text, "utf-8")
    result = acuevid("list", "--catalogue", "sheets")
    assert (result.code, result.out) == (1, "")
    assert says in result.err
    assert result.err.startswith("sheets/library.toml:1:1: CAT001 ")


def test_a_link_out_of_the_folder_is_not_followed(acuevid: Command, library: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.toml"
    secret.write_text("password = 'x'\n", "utf-8")
    (library / "link.toml").symlink_to(secret)
    (library / "library.toml").write_text('[sheets]\na = "link.toml"\n', "utf-8")
    assert "stands outside the library's folder" in acuevid("list", "--catalogue", "sheets").err


def test_a_folder_without_a_catalogue(acuevid: Command, tmp_path: Path) -> None:
    result = acuevid("list", "--catalogue", tmp_path)
    assert result.code == 1
    assert "there is no catalogue in this folder" in result.err


def test_one_file_is_no_library(acuevid: Command, library: Path, tmp_path: Path) -> None:
    result = acuevid("site", library / "neuropathic.toml", "-o", tmp_path / "public")
    assert result.code == 1
    assert "this is one file, and no library" in result.err
    assert "a folder of catalogues, or a library.toml that lists them" in result.err


def test_toml_that_is_no_catalogue_is_passed_by(acuevid: Command, library: Path) -> None:
    (library / "Project-File.toml").write_text('[project]\nname = "nothing of ours"\n', "utf-8")
    (library / "pyproject.toml").write_text("[tool.none]\n", "utf-8")
    assert list(find_library(library).sheets) == ["nausea", "neuropathic", "palliative"]
    assert find_library(library).shared == {}
    assert acuevid("check", "--catalogue", "sheets").code == 0


def test_a_neighbour_that_no_sheet_can_use_keeps_none_from_its_own(acuevid: Command, library: Path) -> None:
    """A library refuses the file, since it would be left out in silence; one sheet of it has no need of the file."""
    shutil.copy(library / "nausea.toml", library / "HIV.toml")
    assert "HIV.toml" in acuevid("list", "--catalogue", "sheets").err
    assert acuevid("list", "--catalogue", library / "palliative.toml").code == 0


def test_editing_leaves_what_is_used_alone(acuevid: Command, library: Path) -> None:
    path = library / "palliative.toml"
    before = path.read_text("utf-8")
    assert acuevid("set", "abel2019", "participants", "91", "--catalogue", path).code == 0
    assert path.read_text("utf-8") == before.replace("participants = 90", "participants = 91")
    result = acuevid("set", "shlay1998", "participants", "91", "--catalogue", path)
    assert result.code == 1
    assert "neuropathic:shlay1998" in result.err


def test_the_origin_of_each_study_is_known(library: Path) -> None:
    source = load_source(library / "palliative.toml")
    assert {i: (o.sheet, o.citekey) for i, o in source.origins.items()} == {
        0: ("neuropathic", "shlay1998"),
        1: ("neuropathic", "shiflett2011"),
    }
