"""How one study was done as people judged it: each judgement with its support, by whom, and where they differ."""

from collections.abc import Iterator, Sequence

from acuevid.appraisal_tools import OVERALL
from acuevid.appraisals import Appraisal
from acuevid.bibliography import iso
from acuevid.citations import after
from acuevid.lists import spoken
from acuevid.models import Study
from acuevid.numbers import format as fmt
from acuevid.results.analysed import analysed
from acuevid.results.appraised import Judged
from acuevid.views.bias import ByTool, Item
from acuevid.views.blocks import Block, Bullets, Heading, Prose
from acuevid.views.lights import NOT_JUDGED, light
from acuevid.views.table import Cell, Column, Table


def appraisal_blocks(study: Study) -> list[Block]:
    """Its appraisals, by tool and outcomes; empty where there is none."""
    return [block for judged in analysed(study).judged for block in _judged(Item(study, judged))]


def _judged(item: Item) -> Iterator[Block]:
    by = ByTool(item.judged.tool, (item,))
    yield Heading(f"{by.title}: {spoken(item.outcomes)}" if item.outcomes else by.title)
    yield Prose(_told(item.judged))
    appraisals = item.judged.appraisals
    yield _alone(by, item) if len(appraisals) == 1 else _beside(by, item)
    names = _names(appraisals)
    remarks = [*_support(by, appraisals, names)] if len(appraisals) > 1 else []
    remarks += [after(f"Note ({name}): ", a.note) for a, name in zip(appraisals, names, strict=True) if a.note]
    if remarks:
        yield Bullets(tuple(Prose(text) for text in remarks))


def _told(judged: Judged) -> str:
    """By whom and when, and what counts where several judged."""
    appraisals = judged.appraisals
    whose = [
        f"{name}, {fmt.month_and_year(iso(a.on))}" if a.on else name
        for a, name in zip(appraisals, _names(appraisals), strict=True)
    ]
    if len(appraisals) == 1:
        return f"Judged by {whose[0]}."
    told = f"{fmt.count_word(len(appraisals)).capitalize()} appraisals: {'; '.join(whose)}."
    if differ := _spoken(judged, judged.differing):
        told += f" The single appraisals differ on {differ}."
    if judged.has_consensus:
        apart = _spoken(judged, judged.disputed)
        return (
            f"{told} Several are called consensus, and differ on {apart}." if apart else f"{told} The consensus counts."
        )
    return f"{told} No consensus is recorded, so none of them counts where they differ." if differ else told


def _spoken(judged: Judged, keys: Sequence[str]) -> str:
    names = {column.key: column.short for column in ByTool(judged.tool, ()).columns}
    return spoken([names[key] if key != OVERALL else "the overall judgement" for key in keys])


def _names(appraisals: Sequence[Appraisal]) -> list[str]:
    """Who judged, as a column is headed; one that names nobody has its number."""
    found = []
    for n, a in enumerate(appraisals, start=1):
        name = a.by or ("a person not named" if len(appraisals) == 1 else f"appraisal {n}")
        found.append(f"{name} (consensus)" if a.consensus else name)
    return found


def _alone(by: ByTool, item: Item) -> Table:
    """Domains with the one judgement of each and why."""
    (appraisal,) = item.judged.appraisals
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (c.told, item.cell(c.key).told, appraisal.support.get(c.key, "")) for c in by.columns
    )
    columns = (Column("domain", "Domain"), Column("judgement", "Judgement"), Column("support", "Support"))
    if not appraisal.support:
        return Table(columns[:2], tuple(row[:2] for row in rows))
    return Table(columns, rows)


def _beside(by: ByTool, item: Item) -> Table:
    """Domains with what each person judged."""
    appraisals = item.judged.appraisals
    columns = [Column("domain", "Domain")]
    columns += [Column(f"appraisal_{n}", name) for n, name in enumerate(_names(appraisals), start=1)]
    rows: list[tuple[Cell, ...]] = []
    for column in by.columns:
        rows.append((column.told, *(_cell(a, column.key) for a in appraisals)))
    return Table(tuple(columns), tuple(rows))


def _cell(appraisal: Appraisal, domain: str) -> str:
    judgement = appraisal.verdict if domain == OVERALL else appraisal.of(domain)
    return light(judgement).told if judgement else NOT_JUDGED.told


def _support(by: ByTool, appraisals: Sequence[Appraisal], names: Sequence[str]) -> Iterator[str]:
    for column in by.columns:
        for appraisal, name in zip(appraisals, names, strict=True):
            if column.key in appraisal.support:
                yield after(f"{column.short} ({name}): ", appraisal.support[column.key])
