"""A part of a catalogue that is a catalogue by itself."""

from collections.abc import Collection

from acuevid.citations import unlinked
from acuevid.models import Catalogue, Study
from acuevid.prose import AnyRecord, changed, cites
from acuevid.scalars import Record


def narrow(catalogue: Catalogue, studies: Collection[Study], conditions: Collection[str]) -> Catalogue:
    """The catalogue with these studies, those that they are tied to, and what speaks of nothing else.

    Conditions are the named ones and those of the studies. Sections of prose belong to the whole sheet,
    and so do background works that nothing here cites. The words that it declares, its instruments and its tools stay.
    """
    keys = _with_ties(catalogue, {study.citekey for study in studies})
    kept = tuple(study for study in catalogue.studies if study.citekey in keys)
    about = {key for study in kept for key in study.conditions}.union(conditions)
    claims = tuple(c for c in catalogue.claims if keys.issuperset(c.studies) and about.issuperset(c.conditions))
    mechanisms = tuple(m for m in catalogue.mechanisms if keys.issuperset(m.studies))
    ratings = tuple(r for r in catalogue.ratings if r.condition in about)
    named = keys | {claim.id for claim in claims} | {mechanism.id for mechanism in mechanisms}
    named |= {rating.id for rating in ratings if rating.id is not None}
    parts: dict[str, tuple[Record, ...]] = {
        "family": catalogue.families,
        "design": catalogue.designs,
        "instrument": catalogue.instruments,
        "appraisal_tool": catalogue.tools,
        "condition": tuple(c for c in catalogue.conditions if c.key in about),
        "study": kept,
        "mechanism": mechanisms,
        "claim": claims,
        "important_outcome": tuple(
            o for o in catalogue.important_outcomes if not o.conditions or not about.isdisjoint(o.conditions)
        ),
        "rating": ratings,
        "acknowledged": tuple(a for a in catalogue.acknowledged if a.record in named),
    }
    cited = {key for part in ((catalogue.sheet,), *parts.values()) for record in part for key in cites(record)}
    works = tuple(work for work in catalogue.background if work.citekey in cited)
    there = keys | {work.citekey for work in works}
    raw = {name: tuple(_without(record, there) for record in part) for name, part in parts.items() if part}
    raw |= {"background": tuple(_without(work, there) for work in works)} if works else {}
    return Catalogue.model_validate({"sheet": _without(catalogue.sheet, there)} | raw)


def _without(record: AnyRecord, there: Collection[str]) -> AnyRecord:
    """The record with names in its prose where that cites a study which is not there."""
    return changed(record, lambda text: unlinked(text, there))


def _with_ties(catalogue: Catalogue, keys: set[str]) -> set[str]:
    """The keys, and those of every record that these go back to."""
    found = set(keys)
    waiting = list(keys)
    while waiting:
        study = catalogue.study_by_key[waiting.pop()]
        for key in (study.reanalysis_of, study.companion_of, *study.included_in):
            if key is not None and key not in found:
                found.add(key)
                waiting.append(key)
    return found
