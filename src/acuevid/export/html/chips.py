"""Studies as small discs that link to them: sized by people, with the sign of what each found; and the map of them."""

from collections.abc import Iterable

from acuevid.export.html.told import Sources
from acuevid.export.markup import Markup, element, lines, text, together
from acuevid.models import Condition, Study
from acuevid.terms import Direction
from acuevid.views.map import EvidenceMap, MapCell
from acuevid.views.pictures import SIZES, size_of

Signed = tuple[Study, Direction | None]


def strip(studies: Iterable[Signed], sources: Sources) -> Markup:
    """The studies of a condition in a row."""
    chips = [element("li", chip(study, direction)) for study, direction in studies if study.citekey in sources]
    return element("ul", *chips, class_="strip") if chips else Markup("")


def chip(study: Study, direction: Direction | None) -> Markup:
    """A study by name behind its disc; in words it is told with its finding."""
    told = f": {direction.told()}" if direction is not None else ""
    standing = f" ({study.reference.standing})" if study.reference.standing else ""
    name = together(text(study.label + standing), element("span", text(told), class_="unseen"))
    disc = _disc(direction, size_of(study.participants))
    return element("a", disc, name, href=f"#study-{study.citekey}", class_="chip")


def _disc(direction: Direction | None, size: int) -> Markup:
    sign = direction.sign if direction is not None else ""
    name = f"disc size-{size} {direction.value if direction is not None else 'beside'}"
    return element("span", text(sign), class_=name, aria_hidden="true")


def key(shown: EvidenceMap) -> Markup:
    """What discs and signs mean: before the map, since nobody reads one without."""
    signs = [_meaning(_disc(direction, 1), words) for direction, words in shown.meanings]
    has_none = any(d is None for row in shown.cells for cell in row for _, d in cell.signed)
    signs += [_meaning(_disc(None, 1), "counted elsewhere, or without a finding")] if has_none else []
    sizes = [
        _meaning(element("span", class_=f"disc size-{n}", aria_hidden="true"), words) for n, words in enumerate(SIZES)
    ]
    gap = element("li", text("– a gap: nothing in the catalogue"))
    left = [element("li", text(shown.left_out.strip()))] if shown.left_out else []
    return element("ul", *signs, *sizes, gap, *left, class_="key")


def _meaning(disc: Markup, words: str) -> Markup:
    return element("li", disc, text(f" {words}"))


def map_table(shown: EvidenceMap, sources: Sources) -> Markup:
    """The evidence map as a table of discs; an empty cell says that it is one."""
    head = ("Condition", *(column.label or column.heading for column in shown.columns))
    rows = (
        element(
            "tr",
            element("th", _condition(condition, cells), scope="row", role="rowheader"),
            *(
                _cell(column.label or column.heading, inner, sources)
                for column, inner in zip(shown.columns, cells, strict=True)
            ),
            role="row",
        )
        for condition, cells in zip(shown.conditions, shown.cells, strict=True)
    )
    heads = (element("th", text(t), scope="col", role="columnheader") for t in head)
    return element(
        "table",
        element("thead", element("tr", *heads, role="row"), role="rowgroup"),
        element("tbody", *rows, role="rowgroup"),
        role="table",
        class_="map",
    )


def _condition(condition: Condition, cells: Iterable[MapCell]) -> Markup:
    """The name, which leads to the card of the condition where it has one."""
    name = text(condition.name[:1].upper() + condition.name[1:])
    return element("a", name, href=f"#condition-{condition.key}") if any(cell.studies for cell in cells) else name


def _cell(heading: str, inner: MapCell, sources: Sources) -> Markup:
    if not inner.studies:
        return empty_cell(heading)
    size = element("span", text(inner.size), class_="quiet")
    return full_cell(heading, lines(strip(inner.signed, sources), size))


def empty_cell(heading: str) -> Markup:
    """A cell of an evidence map without a study: a dash, which is read out as nothing."""
    dash, words = element("span", text("–"), aria_hidden="true"), element("span", text("nothing"), class_="unseen")
    return element("td", together(dash, words), role="cell", data_label=heading, class_="gap")


def full_cell(heading: str, told: Markup) -> Markup:
    """A cell of an evidence map with its column's heading, which narrow screens show beside it."""
    return element("td", element("div", told), role="cell", data_label=heading)
