"""What changed between two catalogues: records field by field, and which sentences, through which fields."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from acuevid.catalogue.shelf import Shelf
from acuevid.models import Catalogue
from acuevid.scalars import Record
from acuevid.synthesis.sheet import summarise_sheet
from acuevid.synthesis.statements import Basis, Statement
from acuevid.views.blocks import Block, Bullets, Document, Heading, Prose


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a record before and after; `None` where it was or is absent."""

    record: str
    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """A sentence before and after, with the fields through which it changed; `None` where there was or is none."""

    old: Statement | None
    new: Statement | None
    through: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """All that changed."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[FieldChange, ...]
    sentences: tuple[SentenceChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.added or self.removed or self.changed or self.sentences)


def compare(old: Catalogue, new: Catalogue) -> Difference:
    """Compare two catalogues."""
    before, after = _records(old), _records(new)
    changed = [
        change
        for name in before
        if name in after and before[name] != after[name]
        for change in _fields(name, before[name], after[name])
    ]
    return Difference(
        tuple(name for name in after if name not in before),
        tuple(name for name in before if name not in after),
        tuple(changed),
        tuple(_sentences(summarise_sheet(old).statements, summarise_sheet(new).statements)),
    )


def compare_shelves(old: Shelf, new: Shelf) -> dict[str, Difference]:
    """The difference of each sheet, by its name; a sheet that is there once only is all added, or all removed."""
    before, after = ({sheet.key: sheet.catalogue for sheet in shelf} for shelf in (old, new))
    found: dict[str, Difference] = {}
    for key in [*before, *(key for key in after if key not in before)]:
        one, other = before.get(key), after.get(key)
        there = one or other
        assert there is not None
        nothing = Catalogue.model_validate({"sheet": there.sheet})
        found[key] = compare(one or nothing, other or nothing)
    return found


def library_diff(old: Shelf, new: Shelf, differences: Mapping[str, Difference]) -> Document:
    """The differences for a reader, each under the name of its sheet; of a library, only the sheets that changed."""
    if not new.is_library:
        return diff_document(next(iter(differences.values())))
    blocks: list[Block] = []
    before, after = ({sheet.key: sheet.catalogue.sheet.title for sheet in shelf} for shelf in (old, new))
    for key, difference in differences.items():
        if difference.is_empty and key in before and key in after:
            continue
        word = "" if key in before and key in after else ", a new sheet" if key in after else ", a sheet removed"
        blocks.append(Heading(f"{after.get(key) or before[key]} ({key}){word}", 1))
        blocks += diff_document(difference).blocks
    return Document.of(blocks) if blocks else diff_document(Difference((), (), (), ()))


def _records(catalogue: Catalogue) -> dict[str, Record]:
    """Every record by a name of its own: the citekey of a study, and kind and name of the others."""
    named: dict[str, Record] = {"sheet": catalogue.sheet}
    named |= {f"family {f.key}": f for f in catalogue.families}
    named |= {f"design {d.key}": d for d in catalogue.designs}
    named |= {f"instrument {i.key}": i for i in catalogue.instruments}
    named |= {f"tool {t.key}": t for t in catalogue.tools}
    named |= {f"condition {c.key}": c for c in catalogue.conditions}
    named |= {s.citekey: s for s in catalogue.studies}
    named |= {f"background {w.citekey}": w for w in catalogue.background}
    named |= {f"section {s.id}": s for s in catalogue.sections}
    named |= {f"mechanism {m.id}": m for m in catalogue.mechanisms}
    named |= {f"claim {c.id}": c for c in catalogue.claims}
    for rating in catalogue.ratings:
        _once(named, rating.named, rating)
    for outcome in catalogue.important_outcomes:
        _once(named, f"important outcome {outcome.outcome}", outcome)
    return named


def _once(named: dict[str, Record], name: str, record: Record) -> None:
    """Put a record in under its name, with a number where it is taken."""
    taken = sum(known == name or known.startswith(f"{name} (") for known in named)
    named[f"{name} ({taken + 1})" if taken else name] = record


def _fields(name: str, old: Record, new: Record) -> Iterator[FieldChange]:
    before, after = (dict(_flat(r.model_dump(by_alias=True, exclude_unset=True))) for r in (old, new))
    for field in [*before, *(f for f in after if f not in before)]:
        if before.get(field) != after.get(field):
            yield FieldChange(name, field, before.get(field), after.get(field))


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value with its path; items of a list go by their id where they have one, and else by number from 1."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, (list, tuple)):
        for i, inner in enumerate(value, start=1):
            name = inner.get("id", i) if isinstance(inner, dict) else i
            yield from _flat(inner, f"{path}[{name}]")
    else:
        yield path, str(value)


def _sentences(old: Sequence[Statement], new: Sequence[Statement]) -> Iterator[SentenceChange]:
    """The sentences whose content differs, an old one beside a new one of the same place and template."""
    kept = {s.digest for s in old} & {s.digest for s in new}
    gone = [s for s in old if s.digest not in kept]
    come = [s for s in new if s.digest not in kept]
    for before in gone:
        same = [s for s in come if _place(s) == _place(before)]
        near = [s for s in same if s.text == before.text] or [s for s in same if s.citekeys[0] == before.citekeys[0]]
        after = near[0] if near else None
        if after is not None:
            come.remove(after)
        yield SentenceChange(before, after, _through(before, after))
    for after in come:
        yield SentenceChange(None, after, _through(None, after))


def _place(statement: Statement) -> tuple[str, str]:
    return (statement.id.rpartition(".")[0], statement.template)


def _through(old: Statement | None, new: Statement | None) -> tuple[Basis, ...]:
    """The fields that only one of the two rests on, or rests on with another value."""
    before, after = set(old.basis if old else ()), set(new.basis if new else ())
    every = [*(old.basis if old else ()), *(new.basis if new else ())]
    return tuple(dict.fromkeys(b for b in every if (b in before) is not (b in after)))


def diff_document(difference: Difference) -> Document:
    """The difference for a reader."""
    if difference.is_empty:
        return Document.of(Prose("Nothing changed."))
    blocks: list[Block] = []
    for title, names in (("Added", difference.added), ("Removed", difference.removed)):
        if names:
            blocks += [Heading(title), Bullets(tuple(Prose(name) for name in names))]
    if difference.changed:
        told = (f"{c.record}: {c.field}: {_shown(c.old)} → {_shown(c.new)}" for c in difference.changed)
        blocks += [Heading("Changed"), Bullets(tuple(Prose(text) for text in told))]
    if difference.sentences:
        blocks.append(Heading("Sentences"))
        for change in difference.sentences:
            blocks.append(Bullets(tuple(_sentence(change))))
    return Document.of(blocks)


def _shown(value: str | None) -> str:
    return "absent" if value is None else value


def _sentence(change: SentenceChange) -> Iterator[Prose]:
    if change.old is not None:
        same = change.new is not None and change.new.text == change.old.text
        yield Prose(f"{'the same words' if same else 'before'}, {change.old.id}: {change.old.text}")
    if change.new is not None and (change.old is None or change.new.text != change.old.text):
        yield Prose(f"after, {change.new.id}: {change.new.text}")
    fields = dict.fromkeys(f"{basis.record} {basis.field}" for basis in change.through)
    shown = list(fields)[:6]
    more = f" and {len(fields) - 6} more" if len(fields) > 6 else ""
    yield Prose(f"through: {', '.join(shown)}{more}")
