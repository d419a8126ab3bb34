from typing import Any

import pytest
import tomli
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from acuevid.catalogue.locate import Path, Place, locate


def paths_in(data: dict[str, Any]) -> set[Path]:
    """The oracle: every path in what tomli made of a document."""
    found: set[Path] = set()
    pending: list[tuple[Path, Any]] = [((), data)]
    while pending:
        path, value = pending.pop()
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            found.add((*path, step))
            if isinstance(inner, dict | list):
                pending.append(((*path, step), inner))
    return found


def value_at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def parses(text: str) -> bool:
    try:
        tomli.loads(text)
    except tomli.TOMLDecodeError:
        return False
    return True


toml_1_1 = pytest.mark.skipif(not parses("a = {\n}"), reason="this tomli reads TOML 1.0 only")

# One feature each: the document, and the line and column of some of its paths.
DOCUMENTS = [
    pytest.param("", {(): (1, 1)}, id="empty"),
    pytest.param("\n\n  \n# a = 1\n", {(): (1, 1), ("a",): (1, 1)}, id="nothing-but-comments"),
    pytest.param("a = 1\n  b=2\n\tc\t=\t3", {("a",): (1, 1), ("b",): (2, 3), ("c",): (3, 2)}, id="bare-keys"),
    pytest.param("1 = 1\n-_- = 2\n2.5 = 3", {("-_-",): (2, 1), ("2", "5"): (3, 3)}, id="keys-like-numbers"),
    pytest.param(
        "a = 1 # b = 2\n# \"\nc = 3 # [d]\n# '''\ne = \"#\"\nf = 1",
        {("c",): (3, 1), ("e",): (5, 1), ("f",): (6, 1)},
        id="comments",
    ),
    pytest.param(
        "a.b = 1\na . c\t. d = 2\n  a.b2=3",
        {
            ("a",): (1, 1),
            ("a", "b"): (1, 3),
            ("a", "c"): (2, 5),
            ("a", "c", "d"): (2, 9),
            ("a", "b2"): (3, 5),
        },
        id="dotted-keys",
    ),
    pytest.param(
        '"a.b" = 1\n\'c="d\' = 2\n"" = 3\n\'e\'."f # g".\'h]\' = 4\n"\'" = 5',
        {
            ("a.b",): (1, 1),
            ('c="d',): (2, 1),
            ("",): (3, 1),
            ("e", "f # g", "h]"): (4, 13),
            ("'",): (5, 1),
        },
        id="quoted-keys",
    ),
    pytest.param(
        '"\\"" = 1\n"\\\\" = 2\n"\\\\\\"=" = 3\n"\\t\\n\\r\\b\\f" = 4\n"\\u00e9\\U0001F600" = 5\n\'\\u00e9\' = 6',
        {
            ('"',): (1, 1),
            ("\\",): (2, 1),
            ('\\"=',): (3, 1),
            ("\t\n\r\b\f",): (4, 1),
            ("é😀",): (5, 1),
            ("\\u00e9",): (6, 1),
        },
        id="escapes-in-keys",
    ),
    pytest.param('"\\x41\\e" = 1\nb = 2', {("A\x1b",): (1, 1), ("b",): (2, 1)}, id="escapes-1.1", marks=toml_1_1),
    pytest.param(
        'a = "é😀\u2028" # \x85 \u2028 c = 1\n"😀" . b = {c = "😀", d = 1}',
        {("😀",): (2, 1), ("😀", "b"): (2, 7), ("😀", "b", "c"): (2, 12), ("😀", "b", "d"): (2, 21)},
        id="columns-count-characters-and-only-line-feeds-end-lines",
    ),
    pytest.param(
        'a = 1\r\nb = """\r\n\r\n"""\r\n\r\n[c]\r\nd = [\r\n  1,\r\n]',
        {("b",): (2, 1), ("c",): (6, 2), ("c", "d"): (7, 1), ("c", "d", 0): (8, 3)},
        id="carriage-returns",
    ),
    pytest.param(
        'a = "b = 1 # \\" c"\nd = \'\\\'\ne = ""\nf = \'\'\ng = "\\\\"\nh = 1',
        {("d",): (2, 1), ("e",): (3, 1), ("f",): (4, 1), ("g",): (5, 1), ("h",): (6, 1)},
        id="strings",
    ),
    pytest.param(
        'a = """\nb = 1\n[c]\n\\""" "" \\\\"""\nd = """"x"""""\ne = """"""\nf = """\\\n  \n # """\ng = 1',
        {("d",): (5, 1), ("e",): (6, 1), ("f",): (7, 1), ("g",): (10, 1)},
        id="long-basic-strings",
    ),
    pytest.param(
        "a = '''\nb = 1\n[c]\n\\'''\nd = ''''x'''''\ne = ''''''\nf = '''\\'''\ng = 1",
        {("d",): (5, 1), ("e",): (6, 1), ("f",): (7, 1), ("g",): (8, 1)},
        id="long-literal-strings",
    ),
    pytest.param(
        "a = 1979-05-27 07:32:00.5-07:00\nb = [1979-05-27 07:32:00, 1979-05-27 ,07:32:00]\nc = 1979-05-27 # 1",
        {("b", 0): (2, 6), ("b", 1): (2, 27), ("b", 2): (2, 39), ("c",): (3, 1)},
        id="dates",
    ),
    pytest.param(
        "a = [-1.5e+3,0xBEEF,+inf,-nan,true,1_0]",
        {("a", 1): (1, 14), ("a", 2): (1, 21), ("a", 3): (1, 26), ("a", 4): (1, 31), ("a", 5): (1, 36)},
        id="numbers",
    ),
    pytest.param(
        "a = [\n  [ 1, \"]\" ], # ], [\n\n  [],\n  [[ '#'\n , 2,],\n ]\n]\nb = []\nc = 1",
        {
            ("a",): (1, 1),
            ("a", 0): (2, 3),
            ("a", 0, 1): (2, 8),
            ("a", 1): (4, 3),
            ("a", 2): (5, 3),
            ("a", 2, 0, 0): (5, 6),
            ("a", 2, 0, 1): (6, 4),
            ("b",): (9, 1),
            ("c",): (10, 1),
        },
        id="nested-arrays",
    ),
    pytest.param(
        "a = {b = 1, c.d = '}', 'c' . e = [{f = {}}, {f = 2}]}\ng = {}",
        {
            ("a", "b"): (1, 6),
            ("a", "c"): (1, 13),
            ("a", "c", "d"): (1, 15),
            ("a", "c", "e"): (1, 30),
            ("a", "c", "e", 0): (1, 35),
            ("a", "c", "e", 1): (1, 45),
            ("a", "c", "e", 1, "f"): (1, 46),
            ("g",): (2, 1),
        },
        id="inline-tables",
    ),
    pytest.param(
        "a = { # }\n  b = 1, # c = 2\n\n  d = {\n},\n}\ne = 1",
        {("a", "b"): (2, 3), ("a", "d"): (4, 3), ("e",): (7, 1)},
        id="inline-tables-over-many-lines",
        marks=toml_1_1,
    ),
    pytest.param(
        "a = 1\n[b] # c\nd = 2\n  [ e . \"f g\".h ]\ni = 3\n[ ']' ]\nj = 4",
        {
            ("b",): (2, 2),
            ("b", "d"): (3, 1),
            ("e",): (4, 5),
            ("e", "f g"): (4, 9),
            ("e", "f g", "h"): (4, 15),
            ("e", "f g", "h", "i"): (5, 1),
            ("]",): (6, 3),
            ("]", "j"): (7, 1),
        },
        id="tables",
    ),
    pytest.param(
        "[a.b.c]\nd = 1\n[a.b]\ne = 2\n[a]\nf = 3\n[a.g]",
        {
            ("a",): (5, 2),
            ("a", "b"): (3, 4),
            ("a", "b", "c"): (1, 6),
            ("a", "b", "e"): (4, 1),
            ("a", "g"): (7, 4),
            ("a", "absent"): (5, 2),
        },
        id="super-tables-declared-later",
    ),
    pytest.param(
        "[[s]]\na = 1\n[s.r]\nd = 1\n[s.r.t]\n[[s]]\n[[ s ]] # x\n[s.r]\nd = 2\n[[s.q]]\n[[s.q]]\ne = 3\n[s.q.u]",
        {
            ("s",): (1, 3),
            ("s", 0): (1, 3),
            ("s", 0, "r"): (3, 4),
            ("s", 0, "r", "t"): (5, 6),
            ("s", 1): (6, 3),
            ("s", 1, "r"): (6, 3),
            ("s", 2): (7, 4),
            ("s", 2, "r", "d"): (9, 1),
            ("s", 2, "q"): (10, 5),
            ("s", 2, "q", 0): (10, 5),
            ("s", 2, "q", 1): (11, 5),
            ("s", 2, "q", 1, "e"): (12, 1),
            ("s", 2, "q", 1, "u"): (13, 6),
            ("s", 3): (1, 3),
        },
        id="arrays-of-tables",
    ),
    pytest.param(
        "[[a.b]]\nc = 1\n[a]\nd = 2\n[[a.b]]\nc = 3",
        {("a",): (3, 2), ("a", "b"): (1, 5), ("a", "b", 1): (5, 5), ("a", "b", 1, "c"): (6, 1)},
        id="array-of-tables-in-a-table-declared-later",
    ),
]


@pytest.mark.parametrize(("text", "expected"), DOCUMENTS)
def test_document(text: str, expected: dict[Path, tuple[int, int]]) -> None:
    places = locate(text)
    assert places.paths() == paths_in(tomli.loads(text))
    lines = text.replace("\r\n", "\n").split("\n")
    for path, (line, column) in expected.items():
        assert places[path] == Place(line, column, lines[line - 1]), path


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("absent",), 1),
        ((0,), 1),
        (("study", "doi"), 2),
        (("study", 2), 2),
        (("study", -1), 2),
        (("study", 1, "reference"), 6),
        (("study", 0, "reference", "pmid"), 4),
        (("study", 0, "reference", "doi", "scheme", 3), 5),
        (("study", 0, "arms", 2, "n"), 3),
        (("study", 0, "arms", 0, "n"), 3),
    ],
)
def test_nearest_ancestor_stands_in_for_what_is_absent(path: Path, line: int) -> None:
    text = "#\n[[study]]\narms = [[], 1]\n[study.reference]\ndoi = '10/x'\n[[study]]\n"
    assert locate(text)[path].line == line


def test_text_of_a_place_has_no_line_end() -> None:
    places = locate("a = 1 \r\n\tb = 2\r\n")
    assert places["a",] == Place(1, 1, "a = 1 ")
    assert places["b",] == Place(2, 2, "\tb = 2")


@pytest.mark.parametrize(("opening", "closing", "step"), [("[", "]", 0), ("{a=", "}", "a")])
def test_depth_is_no_limit(opening: str, closing: str, step: str | int) -> None:
    depth = 10_000
    places = locate("a=" + opening * depth + "1" + closing * depth + "\nb=1")
    assert places["a", *[step] * depth].column == 2 + depth * len(opening) + (1 if step == 0 else -1)
    assert places["b",].line == 2


def test_long_key_and_long_runs_are_no_limit() -> None:
    long = 200_000
    text = "a." * 10_000 + "b = 1\n" + "# c\n" * long + 's = "' + "\\n" * long + '"\nt = """' + '"" \\"' * long
    places = locate(text + '"""\nu = [' + "1,\n" * long + "]\nv = 2")
    assert places["a", *["a"] * 9_999, "b"].column == 20_001
    assert places["s",].line == long + 2
    assert places["t",].line == long + 3
    assert places["u", long - 1].line == 2 * long + 3
    assert places["v",].line == 2 * long + 5


@pytest.mark.parametrize(
    "text",
    [
        "[",
        "[a",
        "]",
        "=",
        "a",
        "a =",
        "a = [",
        "a = [1",
        "a = {",
        "a = {b",
        'a = "',
        "a = '''",
        "\ufeffa = 1",
    ],
)
def test_broken_text_comes_to_an_end(text: str) -> None:
    with pytest.raises(ValueError, match="offset"):
        locate(text)


odd_text = st.text(st.sampled_from("a1.-_ #=[]{}\"'\\,\n\r\t\0\x7f\x85\u2028é😀")) | st.text(max_size=5)
plain_values = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | odd_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(odd_text, inner, max_size=4),
    max_leaves=25,
)


@settings(deadline=None)
@given(st.dictionaries(odd_text, plain_values, max_size=5), st.booleans())
def test_every_path_of_generated_data_is_placed(data: dict[str, Any], long_strings: bool) -> None:
    text = tomli_w.dumps(data, multiline_strings=long_strings)
    places = locate(text)
    assert places.paths() == paths_in(tomli.loads(text))
    for path in places.paths():
        place = places[path]
        assert place.text == text.split("\n")[place.line - 1][:400]
        if place.column > 350:
            continue  # its key may stand past the end of what a place shows
        rest = place.text[place.column - 1 :]
        value = value_at(data, path)
        if isinstance(path[-1], str) or place.text.startswith("[["):
            key = next(step for step in reversed(path) if isinstance(step, str))
            written = tomli_w.dumps({key: 0}).removesuffix(" = 0\n")
            assert rest.startswith((f"{written} = ", f"{written}.", f"{written}]"))
        elif isinstance(value, str | list | dict):
            assert rest[0] == {str: '"', list: "[", dict: "{"}[type(value)]
        else:
            assert tomli.loads(f"v = {rest.removesuffix(',')}") == {"v": value}


SCALARS = [
    *("1", "-1.5e3", "0xBEEF", "+inf", "true", "1979-05-27", "1979-05-27 07:32:00.5+01:00", "07:32:00"),
    *("''", '""', "'\\'", '"\\\\"', "'\"] #'", '"\'} \\" # ="', '"é😀\u2028"', '"\\u00e9"'),
    *('"""\n[x]\ny = 1 """', '"""\\""" "" \\\\"""', '""""a"""""', '""""""', '"""\\\n  b # """'),
    *("'''\n[x]\ny = 1 '''", "'''\\'''", "''''a'''''", "''''''"),
]
KEYS = {
    "a": "a",
    "-": "-",
    "0": "0",
    '"a.b"': "a.b",
    "'c\"'": 'c"',
    '"\\"]"': '"]',
    '""': "",
    "'😀 #'": "😀 #",
}
BLANKS = ["", "", " ", "\t"]
GAPS = [*BLANKS, "\n", "\n\n  ", "# ] } , ' \"\n", " # '''\n\t#\n"]


class Writer:
    """Writes a random document in odd style, and notes the offset of each path as it goes."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.text = ""
        self.offsets: dict[Path, int] = {}
        self._draw = draw

    def document(self) -> None:
        self._pairs((), end="\n")
        self._header("[", ("t", "u"))
        self._header("[", ("t",))
        for row in range(self._draw(st.integers(0, 3))):
            self._header("[[", ("rows", row))
            self._header("[", ("rows", row, "t", "u"))
            for inner in range(self._draw(st.integers(0, 2))):
                self._header("[[", ("rows", row, "rows", inner))

    def _put(self, *choices: str) -> None:
        self.text += self._draw(st.sampled_from(choices)) if len(choices) > 1 else choices[0]

    def _header(self, bracket: str, path: Path) -> None:
        """Write a header whose names are the words of `path`, and pairs under it."""
        self._put(*GAPS)
        self._put(bracket)
        self._put(*BLANKS)
        start = len(self.text)
        for depth, step in enumerate(path):
            if isinstance(step, str):
                self._put(*([".", " . "] if depth else [""]))
                start = len(self.text)
                self._put(step, f'"{step}"', f"'{step}'")
            self.offsets.setdefault(path[: depth + 1], start)
        self.offsets[path] = start  # a table stands where it is declared, even if implied before
        self._put(*BLANKS)
        self._put(bracket.replace("[", "]"))
        self._put("\n", " # ]\n")
        self._pairs(path, end="\n")

    def _pairs(self, path: Path, end: str) -> None:
        """Write pairs into the table at `path`; in an inline table, `end` is the comma between them."""
        keys = self._draw(st.lists(st.sampled_from(sorted(KEYS)), max_size=3, unique=True))
        for index, key in enumerate(keys):
            if index:
                self._put(end)
            self._put(*(GAPS if end == "\n" else BLANKS))
            inner: Path = (*path, KEYS[key])
            self.offsets[inner] = len(self.text)
            self._put(key)
            for more in self._draw(st.lists(st.sampled_from(sorted(KEYS)), max_size=2)):
                self._put(".", " .\t")
                inner = (*inner, KEYS[more])
                self.offsets[inner] = len(self.text)
                self._put(more)
            self._put("=", " =\t")
            self._value(inner)
            self._put(*BLANKS)
        self._put(end if end == "\n" else "")

    def _value(self, path: Path) -> None:
        kind = self._draw(st.sampled_from(["scalar", "scalar", "array", "table"] if len(path) < 7 else ["scalar"]))
        if kind == "scalar":
            self._put(*SCALARS)
        elif kind == "table":
            self._put("{")
            self._pairs(path, end=",")
            self._put("}")
        else:
            self._put("[")
            for index in range(self._draw(st.integers(0, 3))):
                self._put("," if index else "")
                self._put(*GAPS)
                self.offsets[*path, index] = len(self.text)
                self._value((*path, index))
                self._put(*GAPS)
            self._put("]")


@st.composite
def odd_documents(draw: st.DrawFn) -> tuple[str, dict[Path, int]]:
    writer = Writer(draw)
    writer.document()
    return writer.text, writer.offsets


@settings(deadline=None)
@given(odd_documents(), st.sampled_from(["\n", "\r\n"]))
def test_every_place_in_an_odd_document_is_exact(document: tuple[str, dict[Path, int]], line_end: str) -> None:
    text, offsets = document
    source = text.replace("\n", line_end)
    places = locate(source)
    assert places.paths() == paths_in(tomli.loads(source)) == offsets.keys()
    for path, offset in offsets.items():
        before = text[:offset].split("\n")
        assert places[path] == Place(len(before), len(before[-1]) + 1, text.split("\n")[len(before) - 1])
