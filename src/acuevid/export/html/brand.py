"""The publisher's colour in a page: as it is where it can be read on the ground, or darker or lighter until it can."""

from acuevid.contrast import Colour, colour, contrast, hexadecimal, mixed
from acuevid.export.markup import Markup

_LIGHT, _DARK = "#f4f6f8", "#1e242a"
"""The grounds that are hardest to read on: the raised ones of the style."""
_ENOUGH = 4.5


def brand_style(told: str) -> Markup:
    """The rules that give a page this colour."""
    light, dark = (readable(colour(told), colour(ground)) for ground in (_LIGHT, _DARK))
    in_dark = f"@media screen and (prefers-color-scheme:dark){{:root{{--brand:{hexadecimal(dark)}}}}}"
    return Markup(f":root{{--brand:{hexadecimal(light)}}}{in_dark}\n")


def readable(wanted: Colour, ground: Colour) -> Colour:
    """The colour nearest to the one wanted that text can have on a ground (WCAG 2.2, 1.4.3: 4.5 to 1)."""
    end = (0, 0, 0) if contrast((0, 0, 0), ground) > contrast((255, 255, 255), ground) else (255, 255, 255)
    steps = (mixed(wanted, end, share / 20) for share in range(21))
    return next(found for found in steps if contrast(found, ground) >= _ENOUGH)
