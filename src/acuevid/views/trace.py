"""What each sentence rests on: records, fields, values, and where they stand in the catalogue."""

from collections.abc import Callable, Iterable

from acuevid.catalogue.load import Loaded
from acuevid.catalogue.names import find_condition
from acuevid.catalogue.paths import toml_path
from acuevid.errors import NotFound
from acuevid.synthesis.condition import summarise_condition
from acuevid.synthesis.sheet import summarise_sheet
from acuevid.synthesis.statements import Basis, Statement
from acuevid.views.blocks import Block, Document, Facts, Heading, Prose
from acuevid.views.table import Column, Table


def place(source: Loaded, basis: Basis) -> str:
    """``file:line`` of a field; of the record where the field is one that it lacks or that acuevid computed."""
    found = source.place(toml_path(source.catalogue, basis.record, basis.field))
    return f"{found.file}:{found.line}"


def places_in(source: Loaded) -> Callable[[Basis], str]:
    """The place of whatever a sentence rests on; a field that many sentences rest on is looked for once."""
    known: dict[tuple[str, str], str] = {}

    def found(basis: Basis) -> str:
        field = basis.record, basis.field
        if field not in known:
            known[field] = place(source, basis)
        return known[field]

    return found


def trace_document(source: Loaded, statements: Iterable[Statement]) -> Document:
    """Each sentence with its identifier, its template, and a table of what it rests on."""
    return Document.of(*(trace_blocks(source, statement) for statement in statements))


def trace_blocks(source: Loaded, statement: Statement) -> list[Block]:
    """One sentence and what it rests on."""
    rows = tuple((b.record, b.field, b.value, place(source, b)) for b in statement.basis)
    columns = (Column("record", "Record"), Column("field", "Field"), Column("value", "Value"), Column("place", "Place"))
    return [
        Heading(statement.id),
        Prose(statement.text),
        Facts((("Template", statement.template), ("Digest", statement.digest))),
        Table(columns, rows),
    ]


_FINDINGS, _KEY, _PLAIN = ".findings.", ".key", ".plain"


def _of_findings(source: Loaded, prefix: str) -> tuple[Statement, ...]:
    """The sentences of one table of a summary of findings: ``asthma.findings.1``; none where there is no such table."""
    from acuevid.synthesis.summary_of_findings import summary_of_findings

    name, _, table = prefix.rpartition(_FINDINGS)
    found = summary_of_findings(source.catalogue, find_condition(source.catalogue, name))
    wanted = int(table) if table.isdecimal() and len(table) < 10 else -1
    if wanted == 0:
        return found.rest
    return found.tables[wanted - 1].statements if 1 <= wanted <= len(found.tables) else ()


def find_statement(source: Loaded, name: str) -> Statement:
    """The sentence that ``hiv.3``, ``sheet.2``, ``mechanisms.1`` or a digest stands for; raises `NotFound`."""
    prefix, dot, number = name.rpartition(".")
    if not dot:
        every = summarise_sheet(source.catalogue).statements
        found = [s for s in every if s.digest == name]
        if not found:
            raise NotFound(f"no sentence with the digest '{name}'; write hiv.3, sheet.2 or mechanisms.1")
        return found[0]
    if prefix in ("sheet", "sheet.key", "mechanisms"):
        summary = summarise_sheet(source.catalogue)
        statements = {"sheet": summary.in_summary, "sheet.key": summary.key}.get(prefix, summary.mechanisms)
    elif _FINDINGS in prefix:
        statements = _of_findings(source, prefix)
    elif prefix.endswith(_PLAIN):
        from acuevid.synthesis.plain import plain_summary

        found_in = summarise_condition(source.catalogue, find_condition(source.catalogue, prefix.removesuffix(_PLAIN)))
        statements = plain_summary(source.catalogue, found_in).statements
    else:
        about = prefix.removesuffix(_KEY)
        found_in = summarise_condition(source.catalogue, find_condition(source.catalogue, about))
        statements = found_in.told if about == prefix else found_in.key
    if not number.isdecimal() or len(number) > 9 or not 1 <= int(number) <= len(statements):
        raise NotFound(f"no sentence '{name}'; {prefix} has {len(statements)}")
    return statements[int(number) - 1]
