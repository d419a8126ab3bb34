"""HTML and SVG as text that is safe by its type: only `text` and `element` make `Markup`."""

import html
from functools import lru_cache
from typing import NewType

from acuevid.escape import visible

Markup = NewType("Markup", str)
"""Text that is ready to stand in a page."""
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})


def text(words: str) -> Markup:
    """Words that read as themselves in a page, in an attribute too."""
    return Markup(html.escape(visible(words)))


def element(tag: str, /, *children: Markup, **attributes: str | int | float | bool | None) -> Markup:
    """An element; an attribute of `None` or `False` is left out, and ``data_x`` and ``class_`` name themselves."""
    told = "".join([_attribute(key, value) for key, value in attributes.items()])
    if tag in _VOID:
        return Markup(f"<{tag}{told}>")
    return Markup(f"<{tag}{told}>{''.join(children)}</{tag}>")


def tags(tag: str, /, **attributes: str | int | float | bool | None) -> tuple[str, str]:
    """The start and the end of an element, for one that is written in pieces."""
    whole = element(tag, **attributes)
    end = f"</{tag}>"
    return whole.removesuffix(end), end


def together(*parts: Markup) -> Markup:
    """Pieces of a page one after the other."""
    return Markup("".join(parts))


def lines(*parts: Markup) -> Markup:
    """Pieces of a page, each on a line of its own."""
    return Markup("\n".join(parts))


@lru_cache(maxsize=2048, typed=True)  # a page has a hundred thousand of the same few; 1 is not True
def _attribute(key: str, value: str | int | float | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{text(str(value))}"'
