"""Whether a picture is drawn light, dark, or as its viewer likes it."""

from enum import StrEnum


class Theme(StrEnum):
    """The colours of a picture that is a file of its own."""

    LIGHT = "light"
    DARK = "dark"
    AUTO = "auto"
