"""What the checks found, as a reader is shown it: diagnostics, every number's line, and the totals."""

from collections.abc import Iterable, Iterator, Mapping

from acuevid.catalogue.load import Loaded
from acuevid.catalogue.names import alias_clashes
from acuevid.catalogue.paths import toml_path
from acuevid.checks.results import CHECKS, Checked, Status
from acuevid.checks.run import UNUSED_ACKNOWLEDGEMENT, Found, Number, Report
from acuevid.citations import after
from acuevid.diagnostics import Diagnostic, Severity
from acuevid.models import Acknowledgement, Catalogue
from acuevid.numbers import format as fmt
from acuevid.views.table import Column, Table

ALIAS_OF_TWO = "CAT302"


def diagnostics(report: Report, source: Loaded) -> list[Diagnostic]:
    """The findings with their places, in file order; an acknowledged one is for information only."""
    made = [_diagnostic(found, source) for found in report.found]
    unused = {id(item) for item in report.unused}
    made += [_unused(n, a, source) for n, a in enumerate(source.catalogue.acknowledged) if id(a) in unused]
    return sorted(made, key=lambda d: (d.line, d.column, d.code))


def _diagnostic(found: Found, source: Loaded) -> Diagnostic:
    result = found.result
    place = source.place(toml_path(source.catalogue, result.record, result.fields[0]))
    answer = found.acknowledged
    return Diagnostic(
        result.code,
        Severity.INFO if answer else result.severity,
        f"{_about(result, source.catalogue)}: {title(result)}: {result.line}",
        place.file,
        place.line,
        place.column,
        place.text,
        answer.reason if answer else "",
        result.record,
        ", ".join(result.fields),
    )


def _unused(index: int, item: Acknowledgement, source: Loaded) -> Diagnostic:
    place = source.place(("acknowledged", index))
    message = f"an acknowledgement of {item.code} for {item.record} that answers no finding"
    return Diagnostic(
        UNUSED_ACKNOWLEDGEMENT,
        Severity.WARNING,
        message,
        place.file,
        place.line,
        place.column,
        place.text,
        "remove it, or mend its code, record or field",
        item.record,
    )


def alias_diagnostics(source: Loaded) -> list[Diagnostic]:
    """The aliases that lead to two conditions, each with the place of the other."""
    made = []
    for clash in alias_clashes(source.catalogue):
        place, other = source.place(clash.path), source.place(clash.other)
        whose = f"whose {clash.kind} it is (line {other.line})"
        made.append(
            Diagnostic(
                ALIAS_OF_TWO,
                Severity.ERROR,
                f"the alias “{clash.alias}” leads to {clash.owner} as well, {whose}",
                place.file,
                place.line,
                place.column,
                place.text,
                "give it to one condition only, or make it longer",
                str(source.catalogue.conditions[int(clash.path[1])].key),
                "aliases",
            )
        )
    return made


def title(result: Checked) -> str:
    """What the check's finding is called."""
    if result.code in CHECKS:
        return CHECKS[result.code].title
    from acuevid.checks.rated import rating_checks

    return rating_checks()[result.code].title


def _about(result: Checked, catalogue: Catalogue) -> str:
    """The study or the rating that a finding is about."""
    if result.code in CHECKS:
        return result.record
    return catalogue.ratings[catalogue.place_by_key[result.record][1]].named


def finding_text(found: Found) -> str:
    """A finding for readers: what is wrong, the arithmetic, and what a person made of it."""
    text = f"{title(found.result)}: {found.result.line} [{found.result.code}]"
    text = text[:1].upper() + text[1:]
    return after(f"{text}. ", found.acknowledged.reason) if found.acknowledged else f"{text}."


def number_lines(numbers: Iterable[Number]) -> Iterator[str]:
    """Every number on a line with how it ends, and the arithmetic below."""
    for number in numbers:
        status = number.status.words
        yield f"{status:<13} {number.record} {number.field}: {number.printed}"
        for line in number.lines:
            yield f"{'':<13} {line}"


def totals(reports: Mapping[str, Report]) -> Table:
    """How many numbers end how: of one catalogue by kind, of the sheets of a library by sheet."""
    if "" in reports:
        return totals_table(reports[""])
    columns = (Column("sheet", "Sheet"), Column("studies", "Studies", is_number=True), *_ENDS)
    rows = [(key, report.studies, *_row("", _every(report))[1:]) for key, report in reports.items()]
    sums = [sum(int(row[n]) for row in rows) for n in range(1, len(columns))]
    return Table(columns, (*rows, ("all", *sums)))


_ENDS = (
    Column("consistent", "Consistent", is_number=True),
    Column("inconsistent", "Inconsistent", is_number=True),
    Column("not_testable", "Not testable", is_number=True),
    Column("all", "All", is_number=True),
)


def _every(report: Report) -> dict[Status, int]:
    return {status: sum(counts[status] for counts in report.totals.values()) for status in Status}


def totals_table(report: Report) -> Table:
    """How many numbers of each kind end how, with a last row for all."""
    totals = {kind: counts for kind, counts in report.totals.items() if sum(counts.values())}
    rows: list[tuple[str, int, int, int, int]] = [_row(kind.value, counts) for kind, counts in totals.items()]
    return Table((Column("kind", "Numbers"), *_ENDS), (*rows, _row("all", _every(report))))


def _row(name: str, counts: Mapping[Status, int]) -> tuple[str, int, int, int, int]:
    return (
        name,
        counts[Status.CONSISTENT],
        counts[Status.INCONSISTENT],
        counts[Status.NOT_TESTABLE],
        sum(counts.values()),
    )


def count_line(*reports: Report) -> str:
    """``78 numbers in 19 studies: 60 consistent, 5 inconsistent, 13 not testable``."""
    every = {status: sum(_every(report)[status] for report in reports) for status in Status}
    told, n = ", ".join(f"{fmt.count(n)} {status.words}" for status, n in every.items()), sum(every.values())
    k = sum(report.studies for report in reports)
    studies = f"{fmt.count(k)} {'study' if k == 1 else 'studies'}"
    return f"{studies}, {fmt.count(n)} {'number' if n == 1 else 'numbers'}: {told}"
