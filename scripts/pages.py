"""The generated pages: what every diagnostic code means, and what the checks found in the source sheet."""

import inspect
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel

from acuevid import appraisals, models, references, vocabulary, words
from acuevid.appraisal_tools import TOOLS, Tool
from acuevid.catalogue.files import find_catalogue
from acuevid.catalogue.load import load_catalogue
from acuevid.catalogue.schema import told_fields
from acuevid.checks.results import Status
from acuevid.checks.run import run_checks
from acuevid.export.markdown import inline, markdown
from acuevid.measures import REPORTED, MeasureKind
from acuevid.prose import PROSE
from acuevid.views.blocks import Document
from acuevid.views.codes import all_codes
from acuevid.views.findings import count_line, title, totals_table
from kinds import kinds_part

TABLES: tuple[tuple[str, type[BaseModel]], ...] = (
    ("[sheet]", models.Sheet),
    ("[sheet.publisher]", models.Publisher),
    ("[[family]]", words.DeclaredFamily),
    ("[[design]]", words.DeclaredDesign),
    ("[[instrument]]", words.Instrument),
    ("[[appraisal_tool]]", words.DeclaredTool),
    ("[[appraisal_tool.domain]]", words.DeclaredDomain),
    ("[[condition]]", models.Condition),
    ("[condition.treated_in]", models.Elsewhere),
    ("[[study]]", models.Study),
    ("[[study]] that another sheet has", models.Used),
    ("[study.reference]", references.Reference),
    ("an author in `authors`", references.Author),
    ("[[study.reference.notice]]", references.Notice),
    ("[study.review]", models.ReviewScope),
    ("[study.treatment]", models.Treatment),
    ("[[study.arm]]", models.Arm),
    ("[[study.outcome]]", models.Outcome),
    ("[study.outcome.effect]", models.ReportedEffect),
    ("[study.outcome.trials]", models.TrialCounts),
    ("[[study.appraisal]]", appraisals.Appraisal),
    ("[study.source]", models.Source),
    ("[[background]]", models.BackgroundWork),
    ("[[section]]", models.Section),
    ("[[section.paragraph]]", models.Paragraph),
    ("[[mechanism]]", models.Mechanism),
    ("[[claim]]", models.Claim),
    ("[[important_outcome]]", appraisals.ImportantOutcome),
    ("[important_outcome.control_risk]", appraisals.ControlRisk),
    ("[[rating]]", appraisals.Rating),
    ("[[acknowledged]]", models.Acknowledgement),
)
FOUND = {
    "a p ten times too large or small": 88,
    "the first digit of an effect one too high": 79,
    "two digits of a limit exchanged": 79,
    "standard errors printed as standard deviations": 91,
    "a direction of the other side": 99,
}
"""How many in a hundred planted faults are found; `tests/checks/test_false_alarms.py` measures them."""
FAMILIES = {
    "CAT": "The catalogue",
    "REF": "References",
    "CNT": "Counts, percentages and means",
    "STA": "Statistics and directions",
    "APP": "Appraisals and ratings",
    "CLM": "Claims",
    "LIB": "Between the sheets of a library",
}


def checks_page() -> str:
    """docs/checks.md: one entry a code."""
    parts = [
        "# What acuevid checks",
        "Made from the checks' own docstrings by `scripts/docs.py`. `acuevid check --explain CODE` says the same.",
        "An *error* is a fault of the catalogue and makes `acuevid check` exit with 1. A *warning* is about the "
        "numbers or words of the source; it can be acknowledged with a reason (`[[acknowledged]]`), which is then "
        "shown beside it. A *note* is worth a look and may well be right. Every number ends as consistent, "
        "inconsistent or not testable.",
    ]
    parts += _how_often()
    for prefix, heading in FAMILIES.items():
        parts.append(f"## {heading}")
        for code in all_codes():
            if code.code.startswith(prefix):
                parts += [f"### {code.code}: {code.title}", f"*{code.severity.capitalize()}.* {code.text}"]
    return "\n\n".join(parts) + "\n"


def _how_often() -> list[str]:
    rows = ["| fault | found, of 100 |", "| --- | --- |", *(f"| {name} | {n} |" for name, n in FOUND.items())]
    return [
        "## How often a check is right",
        "Printed figures are rounded, and two correct methods may differ. Of results of trials drawn at random, "
        "analysed by usual methods (Fisher, Pearson, Yates, N−1; Student, Welch, z; Wald, Newcombe, exact and t "
        "intervals of 90, 95 and 99 %) and rounded as papers do, fewer than 1 in 1,000 is flagged, none as an error. "
        "Of faults planted in such results so many are found:",
        "\n".join(rows),
        "What is missed is mostly a fault too small to leave what rounding and the choice of a method allow, or an "
        "effect that stands alone, without the counts or means that would contradict it.",
    ]


def catalogue_page() -> str:
    """docs/catalogue.md: every table of a catalogue with its fields, and what a result can be."""
    told = told_fields()
    parts = [
        "# The tables and fields of a catalogue",
        "Made by `scripts/docs.py` from the records and from `src/acuevid/catalogue/fields.toml`. `acuevid schema` "
        "says the same to editors. Fields in bold are required. What a source does not give is left out.",
        *kinds_part(),
        *_citing_part(),
    ]
    for heading, model in TABLES:
        parts += [f"## {heading}", inspect.getdoc(model) or ""]
        rows = ["| field | what it is | takes | example |", "| --- | --- | --- | --- |"]
        for attribute, field in model.model_fields.items():
            name = field.alias or attribute
            shown = f"**`{name}`**" if field.is_required() else f"`{name}`"
            takes = (
                _takes(field.annotation) if attribute != "effects" else "a table (ReportedEffect), or a list of several"
            )
            about = told[model.__name__][name]
            rows.append(f"| {shown} | {about.text} | {takes} | `{about.toml}` |")
        parts.append("\n".join(rows))
    return "\n\n".join(parts) + "\n"


def _citing_part() -> list[str]:
    """How prose cites works, and in which fields."""
    fields = ", ".join(f"`{name}`" for name in sorted(PROSE))
    return [
        "## Citing a work in prose",
        f"The fields {fields} hold prose, in whatever table they stand, and may cite a study or a background work.",
        "```toml\n"
        'text = "It is often hard to treat [@nice2010], and many say that it burns [@sykes1997; @galer1995]."\n'
        "```",
        "A terminal and tables have the names, `(NICE 2010)`; Markdown, the web page and Word have the mark there that "
        "sentences have, which leads to the footnote, the reference list or the endnote. In JSON a sentence has the "
        "names and rests on the works; a record stays as written. `acuevid check` names a citekey that there is not, "
        "`rename` renames it in prose, too, and `remove` does not take out a work that prose cites.",
        r"Where the signs are no citation, `\[@` keeps them: `text = 'its handle is \[@nice2010]'`.",
    ]


def _takes(annotation: Any) -> str:
    """What a field takes, in words."""
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return " · ".join(f"`{word}`" for word in annotation)
    if annotation is MeasureKind:
        return " · ".join(f"`{word}`" for word in REPORTED)
    if annotation in (vocabulary.Design, vocabulary.Family):
        known, table = (
            (vocabulary.DESIGNS, "design") if annotation is vocabulary.Design else (vocabulary.FAMILIES, "family")
        )
        return f"{' · '.join(f'`{word}`' for word in known)} · a key of `[[{table}]]`"
    if annotation is Tool:
        return f"{' · '.join(f'`{word}`' for word in TOOLS)} · a key of `[[appraisal_tool]]`"
    if annotation is words.Instrument:
        return "a key of `[[instrument]]`"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"a table ({annotation.__name__})"
    origin, args = get_origin(annotation), [a for a in get_args(annotation) if a is not type(None)]
    if origin is Literal:
        return " · ".join(f"`{word}`" for word in args)
    if origin is dict:
        return f"{{ {_takes(args[0])} = {_takes(args[1])} }}"
    if origin is tuple:
        return f"a list: {_takes(args[0])}" if args[-1] is Ellipsis else f"a list of two: {_takes(args[0])}"
    if origin is Annotated:
        return _takes(args[0])
    if args:
        return " or ".join(dict.fromkeys(_takes(a) for a in args))
    names = {str: "text", int: "a whole number", bool: "true or false", Decimal: "a number as printed", date: "a date"}
    return names.get(annotation, str(annotation))


def findings_page() -> str:
    """docs/source-findings.md: what the checks found in the shipped catalogue."""
    catalogue = load_catalogue(find_catalogue(None))
    report = run_checks(catalogue, numbers=True)
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
        parts.append(f"### {label.get(result.record, result.record)}: {title(result)} ({result.code})")
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
