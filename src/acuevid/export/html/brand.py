"""The publisher's colour and logo in a page."""

import base64
from pathlib import Path, PurePosixPath

from acuevid.contrast import DARK, LIGHT, colour, hexadecimal, readable
from acuevid.errors import AcuevidError
from acuevid.export.markup import Markup

_KINDS = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"<svg", "image/svg+xml"))
_MOST = 200_000
"""Bytes of a logo; more would be most of the page."""


def brand_style(told: str) -> Markup:
    """The rules that give a page this colour: as it is where it can be read on the ground, or mixed until it can."""
    light, dark = (readable(colour(told), colour(ground)) for ground in (LIGHT, DARK))
    in_dark = f"@media screen and (prefers-color-scheme:dark){{:root{{--brand:{hexadecimal(dark)}}}}}"
    return Markup(f":root{{--brand:{hexadecimal(light)}}}{in_dark}\n")


def logo_address(name: str, catalogue: Path) -> str:
    """A picture that stands beside the catalogue, as an address that holds it whole.

    Raises `AcuevidError` for a name that leads out of the catalogue's folder, and for what is no PNG, JPEG or SVG, or
    is larger than 200,000 bytes.
    """
    inside = PurePosixPath(name)
    folder = catalogue.parent.resolve()
    path = (folder / inside).resolve()
    if inside.is_absolute() or "\\" in name or not path.is_relative_to(folder):
        raise AcuevidError(f"the logo '{name}' must stand in the folder of the catalogue, or below it")
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST + 1)
    except (OSError, ValueError):
        raise AcuevidError(f"the logo '{name}' cannot be read") from None
    if len(data) > _MOST:
        raise AcuevidError(f"the logo '{name}' has more than {_MOST:,} bytes")
    kind = next((kind for start, kind in _KINDS if data.startswith(start)), None)
    if kind is None:
        raise AcuevidError(f"the logo '{name}' is no PNG, no JPEG, and no SVG that begins with <svg")
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"
