"""How well one colour can be read on another."""

Colour = tuple[int, int, int]
"""Red, green and blue, each from 0 to 255."""
ENOUGH = 4.5
"""The least contrast of text with its ground (WCAG 2.2, 1.4.3)."""
LIGHT, DARK = "#f4f6f8", "#1e242a"
"""The grounds of a page that are hardest to read on."""


def colour(told: str) -> Colour:
    """``#00558b`` as its parts."""
    return int(told[1:3], 16), int(told[3:5], 16), int(told[5:7], 16)


def hexadecimal(found: Colour) -> str:
    """Parts as ``#00558b``."""
    return "#" + "".join(f"{part:02x}" for part in found)


def mixed(first: Colour, second: Colour, share: float) -> Colour:
    """A colour on the way from the first to the second, of which it has `share`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def contrast(first: Colour, second: Colour) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2, definitions of contrast ratio, relative luminance)."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def readable(wanted: Colour, ground: Colour) -> Colour:
    """The colour nearest to the one wanted that text can have on a ground: darker or lighter until it can be read."""
    end = (0, 0, 0) if contrast((0, 0, 0), ground) > contrast((255, 255, 255), ground) else (255, 255, 255)
    steps = (mixed(wanted, end, share / 20) for share in range(21))
    return next(found for found in steps if contrast(found, ground) >= ENOUGH)


def _luminance(found: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in found)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
