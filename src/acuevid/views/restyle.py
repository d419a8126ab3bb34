"""Reference lists in another style than the usual one."""

from collections.abc import Callable
from dataclasses import replace

from acuevid.models import BackgroundWork, Catalogue, Study
from acuevid.views.blocks import Block, Claims, References
from acuevid.views.factsheet import FactSheet, Part
from acuevid.views.page import Page
from acuevid.views.study import reference_item

Styled = Callable[[Study | BackgroundWork], str]
"""A reference in a style, as text."""


def restyled_page(page: Page, catalogue: Catalogue, style: Styled) -> Page:
    """The page with its references in this style."""
    entries = tuple(replace(e, details=tuple(_restyled(b, catalogue, style) for b in e.details)) for e in page.entries)
    return replace(page, sheet=restyled_sheet(page.sheet, catalogue, style), entries=entries)


def restyled_sheet(sheet: FactSheet, catalogue: Catalogue, style: Styled) -> FactSheet:
    """The sheet with its references in this style."""
    return replace(sheet, parts=tuple(_part(part, catalogue, style) for part in sheet.parts))


def _part(part: Part, catalogue: Catalogue, style: Styled) -> Part:
    if part.name != "references":
        return part
    blocks = (block if isinstance(block, Claims) else _restyled(block, catalogue, style) for block in part.blocks)
    return replace(part, blocks=tuple(blocks))


def _restyled(block: Block, catalogue: Catalogue, style: Styled) -> Block:
    if not isinstance(block, References):
        return block
    works = (catalogue.work_by_key.get(item.citekey) or catalogue.study_by_key[item.citekey] for item in block.items)
    return References(tuple(reference_item(catalogue, work, style(work)) for work in works))
