"""``acuevid picture``: what people read at a glance: 100 people, directions of effect, and the years of studies."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from acuevid.cli.common import CatalogueOption, ColorOption, color_of, load, save, show, write
from acuevid.cli.pictures import PictureOption, ThemeOption, save_picture
from acuevid.cli.questions import AgainstOption, ConditionArgument, ForceOption, OutcomeOption
from acuevid.export.theme import Theme
from acuevid.terms import Comparator

if TYPE_CHECKING:
    from acuevid.export.markup import Markup
    from acuevid.models import Catalogue, Condition
    from acuevid.views.blocks import Document


class Kind(StrEnum):
    """What to draw."""

    ICONS = "icons"
    DIRECTIONS = "directions"
    TIMELINE = "timeline"


class PictureFormat(StrEnum):
    """How to print a picture."""

    TEXT = "text"
    MD = "md"
    HTML = "html"


class _Drawn(NamedTuple):
    """A picture as a document, and as SVG."""

    document: "Document"
    svg: "Markup"


def draw_picture(
    context: typer.Context,
    kind: Annotated[
        Kind,
        typer.Argument(case_sensitive=False, metavar="KIND", help=f"One of {', '.join(Kind)}.", show_default=False),
    ],
    condition: ConditionArgument = None,
    outcome: OutcomeOption = None,
    comparator: AgainstOption = None,
    format: Annotated[
        PictureFormat | None,
        typer.Option(
            "--format",
            "-f",
            case_sensitive=False,
            help="How to print it. [default: text, or what the end of FILE says]",
            show_default=False,
        ),
    ] = None,
    output: PictureOption = None,
    theme: ThemeOption = Theme.LIGHT,
    force: ForceOption = False,
    catalogue: CatalogueOption = None,
    color: ColorOption = None,
) -> None:
    """Draw 100 people, directions of effect, or the years of studies.

    icons: 100 people on each side for every absolute effect of the summary of findings, never without how certain it
    is. directions: which way each study points on each kind of outcome, by comparator. timeline: studies by year,
    design and size.

    \b
    acuevid picture icons nausea --catalogue p6-nausea
    acuevid picture directions trigeminal
    acuevid picture timeline -o timeline.svg
    """
    from acuevid.catalogue.names import find_condition

    records = load(context, catalogue)
    about = find_condition(records, condition) if condition is not None else None
    drawn = _DRAW[kind](records, about, outcome, comparator, theme)
    chosen = format or _by_name(output)
    if output is not None and chosen is None:
        return save_picture(context, catalogue, output, drawn.svg, f"{kind.value}.svg", force=force)
    if chosen in (None, PictureFormat.TEXT):
        if output not in (None, "-"):
            from acuevid.errors import UsageError

            raise UsageError("text goes to standard output; a file can be svg, pdf, png, html or md")
        return show(drawn.document, color_of(context, color))
    text = _text(records, drawn, chosen)
    if output is None:
        return write(text)
    return save(context, catalogue, output, [text], f"{kind.value}.{chosen}", format=chosen, force=force)


def _by_name(output: str | None) -> PictureFormat | None:
    """The text format that the end of a file's name stands for; `None` for that of a picture."""
    end = output.rpartition(".")[2].lower() if output is not None else ""
    return PictureFormat(end) if end in ("md", "html") else None


def _text(records: "Catalogue", drawn: _Drawn, chosen: PictureFormat) -> str:
    if chosen is PictureFormat.HTML:
        from acuevid.export.html.document import document_html

        return document_html(drawn.document, records.sheet.title)
    from acuevid.export.markdown import markdown_file

    return markdown_file(drawn.document)


def _icons(
    records: "Catalogue", about: "Condition | None", outcome: str | None, comparator: Comparator | None, theme: Theme
) -> _Drawn:
    from acuevid.errors import AcuevidError, NotFound
    from acuevid.export.icons import icons_svg
    from acuevid.numbers.tails import ScipyMissing
    from acuevid.synthesis.summary_of_findings import summary_of_findings
    from acuevid.views.icons import icon_arrays, icons_document

    try:
        found = [summary_of_findings(records, c) for c in ([about] if about else records.conditions)]
    except ScipyMissing as error:
        raise AcuevidError(str(error)) from None
    pictures = icon_arrays(found, outcome, comparator)
    if not pictures:
        raise NotFound("no such row of 'acuevid findings' has an absolute effect with an interval")
    return _Drawn(icons_document(pictures), icons_svg(pictures, alone=theme))


def _directions(
    records: "Catalogue", about: "Condition | None", outcome: str | None, comparator: Comparator | None, theme: Theme
) -> _Drawn:
    from acuevid.errors import NotFound
    from acuevid.export.directions import directions_svg
    from acuevid.views.directions import condition_directions, direction_plots, directions_document

    conditions = [about] if about else records.conditions
    found = [(c, rows) for c in conditions if (rows := condition_directions(records, c, outcome, comparator))]
    if not found:
        raise NotFound("no study here has a direction of effect against a comparator")
    plots = [plot for c, rows in found for plot in direction_plots(c, rows)]
    return _Drawn(directions_document(found), directions_svg(plots, alone=theme))


def _timeline(
    records: "Catalogue", about: "Condition | None", outcome: str | None, comparator: Comparator | None, theme: Theme
) -> _Drawn:
    from acuevid.errors import NotFound, UsageError
    from acuevid.export.timeline import timeline_svg
    from acuevid.views.timeline import timeline, timeline_document

    if outcome is not None or comparator is not None:
        raise UsageError("a timeline has neither --outcome nor --comparator: it is of whole studies")
    studies = records.studies_of.get(about.key, ()) if about else records.studies
    shown = timeline(studies, about.name if about else records.sheet.topic)
    if shown is None:
        raise NotFound("no clinical study here is extracted; there is nothing to draw")
    return _Drawn(timeline_document(shown), timeline_svg(shown, alone=theme))


_DRAW = {Kind.ICONS: _icons, Kind.DIRECTIONS: _directions, Kind.TIMELINE: _timeline}
