"""The generated pages: what every diagnostic code means, and what the checks found in the source sheet."""

from acuevid.catalogue.files import find_catalogue
from acuevid.catalogue.load import load_catalogue
from acuevid.checks.results import CHECKS, Status
from acuevid.checks.run import run_checks
from acuevid.export.markdown import inline, markdown
from acuevid.views.blocks import Document
from acuevid.views.codes import all_codes
from acuevid.views.findings import count_line, totals_table

FAMILIES = {
    "CAT": "The catalogue",
    "REF": "References",
    "CNT": "Counts, percentages and means",
    "STA": "Statistics and directions",
    "CLM": "Claims",
}


def checks_page() -> str:
    """docs/checks.md: one entry a code."""
    parts = [
        "# What acuevid checks",
        "Made from the checks' own docstrings by `scripts/docs.py`. `acuevid check --explain CODE` says the same.",
        "An *error* is a fault of the catalogue and makes `acuevid check` exit with 1. A *warning* is about the "
        "numbers or words of the source; it can be acknowledged with a reason (`[[acknowledged]]`), which is then "
        "shown beside it. Every number ends as consistent, inconsistent or not testable.",
    ]
    for prefix, heading in FAMILIES.items():
        parts.append(f"## {heading}")
        for code in all_codes():
            if code.code.startswith(prefix):
                parts += [f"### {code.code}: {code.title}", f"*{code.severity.capitalize()}.* {code.text}"]
    return "\n\n".join(parts) + "\n"


def findings_page() -> str:
    """docs/source-findings.md: what the checks found in the shipped catalogue."""
    catalogue = load_catalogue(find_catalogue(None))
    report = run_checks(catalogue)
    label = {study.citekey: study.label for study in catalogue.studies}
    parts = [
        "# What the checks found in the source sheet",
        "Made by `scripts/docs.py` from `acuevid check` on the shipped catalogue. The explanations are by hand, in "
        "the catalogue's `[[acknowledged]]` entries. Nothing was corrected in silence: the catalogue keeps the figures "
        "as the sheet prints them.",
        f"{count_line(report)}.",
        markdown(Document.of(totals_table(report))).strip(),
        "## What does not fit",
    ]
    for found in report.found:
        result, answer = found.result, found.acknowledged
        parts.append(f"### {label[result.record]}: {CHECKS[result.code].title} ({result.code})")
        parts.append(
            f"- Fields: {', '.join(f'`{name}`' for name in result.fields)}\n- Arithmetic: {inline(result.line)}"
        )
        if answer is not None:
            parts.append(inline(answer.reason))
    parts.append("## What cannot be settled from the sheet alone")
    parts.append(
        "\n".join(
            f"- {label[n.record]}, `{n.field}` ({inline(n.printed)}): {inline('; '.join(n.lines))}"
            for n in report.numbers
            if n.status is Status.NOT_TESTABLE
        )
    )
    return "\n\n".join(parts) + "\n"
