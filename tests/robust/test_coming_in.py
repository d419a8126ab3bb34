"""Hostile sources of references and data sets, hostile answers, and what must never be written over."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from acuevid.cli.serving import Server
from acuevid.intake import lookups
from tests.conftest import Command
from tests.robust.test_much_work import pytestmark as limited
from tests.robust.test_much_work import ran

SHEET = """[sheet]
title = "Acupuncture and migraine"
topic = "migraine"
intervention = "acupuncture"

[[condition]]
key = "migraine"
name = "migraine"
"""
ADD = ("--catalogue", "sheet.toml", "add", "--dry-run")
WORK = "TY  - JOUR\nTI  - title {}\nAU  - Smith, J\nPY  - 2001\nER  - \n"


@pytest.fixture
def acuevid(acuevid: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Every command is about one sheet in the working directory."""
    (tmp_path / "sheet.toml").write_text(SHEET, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return lambda *words: acuevid("--catalogue", "sheet.toml", *words)


# ------------------------------------------------------------------------------------------------------- sources
@limited
@pytest.mark.long
@pytest.mark.usefixtures("acuevid")
def test_many_works_of_one_author_and_year_take_no_time() -> None:
    Path("refs.ris").write_text("".join(WORK.format(n) for n in range(8_000)), encoding="utf-8")
    assert ran(Path.cwd(), *ADD, "refs.ris").code == 0  # each key was once sought from b on


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("deep.xml", "<xml><record>" + "<a>" * 1_300_000 + "</a>" * 1_300_000 + "</record></xml>"),
        ("many.xml", "<xml>" + "<record/>" * 2_400_000 + "</xml>"),
        ("attributes.xml", "<xml " + 'a="1" ' * 3_200_000 + "/>"),
        ("many.json", "[" + "{}," * 1_300_000 + "{}]"),
        ("lines.ris", "TY  - JOUR\n" + "AU  - A\n" * 1_500_000),
        ("entries.bib", "@a{" * 200_000),
    ],
)
def test_a_source_of_too_many_parts_is_one_line(acuevid: Command, name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8")
    done = acuevid("add", name, "--dry-run")
    assert (done.code, done.out, done.err) == (
        1,
        "",
        f"acuevid: {name} has too many parts to be read at once; split it\n",
    )


def test_a_source_has_no_more_works_than_are_added_in_time(acuevid: Command) -> None:
    Path("refs.ris").write_text(WORK.format("") * 20_001, encoding="utf-8")
    done = acuevid("add", "refs.ris", "--dry-run")
    assert done.err == "acuevid: refs.ris holds more than 20000 references; split it\n"


@pytest.mark.parametrize("tag", ["AU  - A, B\n", "ZZ  - strange\n"])
def test_a_work_has_no_more_parts_than_any(acuevid: Command, tag: str) -> None:
    Path("refs.ris").write_text(WORK.format("x").replace("ER", tag * 10_001 + "ER"), encoding="utf-8")
    done = acuevid("add", "refs.ris", "--dry-run")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "more than 10000" in done.err


@limited
@pytest.mark.usefixtures("acuevid")
def test_records_inside_records_are_not_read_again_and_again() -> None:
    Path("refs.xml").write_text("<xml>" + "<record>" * 20_000 + "</record>" * 20_000 + "</xml>", encoding="utf-8")
    done = ran(Path.cwd(), *ADD, "refs.xml")
    assert done.code in (0, 1)
    assert done.told.count(b"\n") < 5  # a line for each while any depth was looked into


def test_what_a_library_says_of_tex_is_not_told(acuevid: Command, caplog: pytest.LogCaptureFixture) -> None:
    Path("refs.bib").write_text(
        "@article{a, title={" + r"\frac" * 20 + " x}, year=2001, author={Doe, J}}", encoding="utf-8"
    )
    done = acuevid("add", "refs.bib", "--dry-run")
    assert (done.code, done.err, caplog.records) == (0, "would add 1 study to sheet.toml\n", [])


def test_a_table_has_no_more_rows_than_are_read_in_time(acuevid: Command) -> None:
    rows = "".join(f"S{n} 2001,1,9,1,10\n" for n in range(20_001))
    Path("rows.csv").write_text(f"study,ai,n1i,ci,n2i\n{rows}", encoding="utf-8")
    assert acuevid("import", "rows.csv", "--dry-run").err == "acuevid: rows.csv: more than 20000 rows; split it\n"


def test_a_data_set_comes_through_a_pipe_whole(acuevid: Command) -> None:
    os.mkfifo("pipe")
    text = "study,ai,n1i,ci,n2i\nSmith 2001,1,9,1,10\n"
    writer = threading.Thread(target=Path("pipe").write_text, args=(text,), daemon=True)
    writer.start()
    done = acuevid("import", "pipe", "--dry-run")  # its first bytes were gone while it was asked for a workbook
    writer.join(10)
    assert (done.code, 'citekey = "smith2001"' in done.out) == (0, True)


def test_a_pipe_is_no_form(acuevid: Command) -> None:
    os.mkfifo("pipe")
    done = acuevid("form", "--compare", "pipe", "pipe")
    assert (done.code, done.err) == (1, "acuevid: pipe is no file that a spreadsheet can be read from\n")


# ------------------------------------------------------------------------------------------------------- targets
WRITERS = (
    ("form", "-o", "{}", "--force", "--catalogue", "studies"),
    ("import", "rows.csv", "-o", "{}", "--force"),
    ("new", "{}", "--title", "T", "--topic", "t", "--treatment", "a", "--condition", "b", "--force"),
)


@pytest.mark.parametrize("words", WRITERS, ids=lambda words: words[0])
def test_what_is_no_file_and_what_is_read_only_stays(acuevid: Command, words: tuple[str, ...]) -> None:
    Path("rows.csv").write_text("study,ai,n1i,ci,n2i\nSmith 2001,1,9,1,10\n", encoding="utf-8")
    os.mkfifo("pipe.toml")
    locked, real = Path("locked.toml"), Path("real.toml")
    locked.write_text("mine", encoding="utf-8")
    locked.chmod(0o444)
    real.write_text("old", encoding="utf-8")
    Path("link.toml").symlink_to(real)
    for name in ("pipe.toml", "locked.toml"):
        done = acuevid(*(word.format(name) for word in words))
        assert (done.code, done.err.count("\n")) == (1, 1), done.err
    assert Path("pipe.toml").is_fifo()
    assert locked.read_text(encoding="utf-8") == "mine"
    assert acuevid(*(word.format("link.toml") for word in words)).code == 0
    assert Path("link.toml").is_symlink()
    assert real.read_bytes() != b"old"


def test_neither_form_nor_schema_takes_the_place_of_the_catalogue(acuevid: Command) -> None:
    Path("acuevid.schema.json").write_text(SHEET, encoding="utf-8")
    Path("studies.toml").write_bytes((Path(__file__).parents[2] / "data" / "studies.toml").read_bytes())
    before = Path("studies.toml").read_bytes()
    form = acuevid("form", "-o", "studies.toml", "--force", "--catalogue", "studies.toml")
    schema = acuevid("schema", "--write", "--force", "--catalogue", "acuevid.schema.json")
    assert (form.code, form.err) == (1, "acuevid: studies.toml is the catalogue itself\n")
    assert (schema.code, schema.err) == (1, "acuevid: acuevid.schema.json is the catalogue itself\n")
    assert Path("studies.toml").read_bytes() == before
    assert Path("acuevid.schema.json").read_text(encoding="utf-8") == SHEET


# ------------------------------------------------------------------------------------------------------- answers
def answered(monkeypatch: pytest.MonkeyPatch, *answers: httpx.Response) -> list[str]:
    """The addresses that are asked, with these answers."""
    asked: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return answers[min(len(asked), len(answers)) - 1]

    monkeypatch.setattr(lookups, "transport", lambda: httpx.MockTransport(handle))
    return asked


@pytest.mark.parametrize(
    "address",
    [
        "http://api.crossref.org/x",
        "file:///etc/passwd",
        "ftp://example.org/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest",
        "https://localhost/",
        "https://db.internal/",
    ],
)
def test_an_answer_leads_nowhere_but_to_the_public_network(
    acuevid: Command, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    asked = answered(monkeypatch, httpx.Response(302, headers={"Location": address}), httpx.Response(200, text="[]"))
    done = acuevid("add", "doi:10.1000/1", "--dry-run")
    assert (done.code, done.err) == (
        1,
        "acuevid: doi:10.1000/1: doi.org leads to an address that is not asked\n",
    )
    assert asked == ["https://doi.org/10.1000/1"]


def test_a_packed_answer_is_not_unpacked(acuevid: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    answered(monkeypatch, httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(b"x")))
    done = acuevid("add", "doi:10.1000/1", "--dry-run")
    assert done.err == "acuevid: doi:10.1000/1: doi.org answers in a form that was not asked for\n"


def test_an_answer_of_many_works_is_not_read(acuevid: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    answered(monkeypatch, httpx.Response(200, text="[" + "{}," * 1_600_000 + "{}]"))
    assert "too many parts" in acuevid("add", "doi:10.1000/1", "--dry-run").err


def test_headers_that_drip_end_in_time(acuevid: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(_: httpx.Request) -> httpx.Response:
        time.sleep(3)  # an answer that came would be told of in other words
        return httpx.Response(200, text="[]")

    monkeypatch.setattr(lookups, "SECONDS", 0.3)
    monkeypatch.setattr(lookups, "transport", lambda: httpx.MockTransport(slow))
    assert "does not answer within" in acuevid("add", "doi:10.1000/1", "--dry-run").err


# ------------------------------------------------------------------------------------------------------- serving
@pytest.fixture
def server() -> Iterator[Server]:
    made = Server(0)
    yield made
    made.close()


def test_many_idle_clients_take_few_threads_and_the_end_comes_at_once(server: Server) -> None:
    before = threading.active_count()
    idle = [socket.create_connection(("127.0.0.1", server.port), timeout=5) for _ in range(150)]
    time.sleep(0.5)
    assert threading.active_count() - before <= 64
    for client in idle:
        client.close()
    closing = threading.Thread(target=server.close)
    closing.start()
    closing.join(10)
    assert not closing.is_alive()
