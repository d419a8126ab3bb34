"""Claims as a table: what is claimed, the verdict as a badge, and what the records let one say."""

from acuevid.export.html.told import Sources, paragraph, prose
from acuevid.export.markup import Markup, element, lines, text
from acuevid.synthesis.claims import Verdict
from acuevid.views.blocks import ClaimRow, Claims, Prose

_TONES = {
    Verdict.SUPPORTED: "good",
    Verdict.REPORTED: "fair",
    Verdict.TOO_FAR: "poor",
    Verdict.NOT_SUPPORTED: "poor",
    Verdict.OPEN: "open",
}


def claims_table(item: Claims, sources: Sources) -> Markup:
    """The claims, each with its verdict and what one may say instead."""
    heads = ("Claim", "Verdict", "What the records let one say")
    head = element("tr", *(element("th", text(t), scope="col", role="columnheader") for t in heads), role="row")
    return element(
        "table",
        element("thead", head, role="rowgroup"),
        element("tbody", *(_row(row, sources) for row in item.items), role="rowgroup"),
        role="table",
        class_="claims",
    )


def _row(row: ClaimRow, sources: Sources) -> Markup:
    badge = element("span", text(row.word), class_=f"badge {_TONES[row.verdict]}")
    rule = element("span", text(row.rule), class_="quiet") if row.rule else Markup("")
    said = [element("p", text(row.reason))]
    said += [paragraph(row.licensed, sources)] if row.licensed else []
    said += [element("p", prose(Prose(row.note), sources), class_="quiet")] if row.note else []
    cells = (("Verdict", lines(badge, rule)), ("One may say", lines(*said)))
    return element(
        "tr",
        element("th", prose(row.claim, sources), scope="row", role="rowheader"),
        *(element("td", element("div", told), role="cell", data_label=label) for label, told in cells),
        role="row",
    )
