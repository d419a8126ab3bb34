"""What `check` says of how a sheet looks: whether the publisher's colour can be read."""

from acuevid.catalogue.load import Loaded
from acuevid.contrast import ENOUGH, LIGHT, colour, contrast, hexadecimal, readable
from acuevid.diagnostics import Diagnostic, Severity
from acuevid.numbers import format as fmt

FAINT = "CAT304"


def style_diagnostics(source: Loaded) -> list[Diagnostic]:
    """The publisher's colour where text in it could not be read on the light ground of a page (WCAG 2.2, 1.4.3)."""
    style = source.catalogue.sheet.style
    if style is None or style.colour is None:
        return []
    wanted, ground = colour(style.colour), colour(LIGHT)
    found = contrast(wanted, ground)
    if found >= ENOUGH:
        return []
    place = source.place(("sheet", "style", "colour"))
    return [
        Diagnostic(
            FAINT,
            Severity.WARNING,
            f"the colour {style.colour} has a contrast of {fmt.statistic(found)} with a light page, and needs {ENOUGH}",
            place.file,
            place.line,
            place.column,
            place.text,
            f"pages show {hexadecimal(readable(wanted, ground))} instead",
            "sheet",
            "style.colour",
        )
    ]
