"""Forms against the catalogue, and against each other: where they differ, cell by cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from acuevid.appraisal_tools import OVERALL
from acuevid.intake.cells import REMOVE, Cell, cell_text, settled, value_of
from acuevid.intake.columns import APPRAISALS, JUDGEMENTS, SHEETS, Column, Sheet
from acuevid.intake.forms import Form, Row, refusal
from acuevid.intake.numbering import Numbers, alike
from acuevid.models import Catalogue, Study

Texts = Mapping[str, str]
"""The texts of a row by the headings of their columns."""
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that a form gives otherwise than the catalogue: both texts, and where in which form.

    `value` is what the field becomes, `None` that it goes. With `stays` the cell is empty, and the field stays.
    """

    citekey: str
    field: str
    catalogue: str
    form: str
    place: str
    value: Any = None
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field on which forms disagree: what each says (empty: nothing), and the cells, in the order of the forms."""

    citekey: str
    field: str
    texts: tuple[str, ...]
    places: tuple[str, ...]


def rows_of(study: Study) -> Iterator[tuple[Sheet, Key, Texts]]:
    """What a form has of a study: each row with its sheet, its key, and the texts of its cells that hold something."""
    plain = study.model_dump(by_alias=True, exclude_unset=True)
    arms, outcomes = plain.get("arm", ()), plain.get("outcome", ())
    studies, arm_sheet, outcome_sheet, figures, effects = SHEETS[:5]
    key = (study.citekey,)
    yield studies, key, _texts(studies, plain) | {studies.shown: study.label}
    for arm in arms:
        yield arm_sheet, (*key, arm["id"]), _texts(arm_sheet, arm)
    for outcome in outcomes:
        yield outcome_sheet, (*key, outcome["id"]), _texts(outcome_sheet, outcome)
    for outcome in outcomes:
        shown = {figures.shown: ", ".join((outcome["label"], *outcome.get("timepoints", ())))}
        for arm in arms:
            yield figures, (*key, outcome["id"], arm["id"]), _figures(outcome, arm["id"]) | shown
        if not isinstance(outcome.get("effect"), (list, tuple)):  # several stand in no row; they stay as they are
            yield effects, (*key, outcome["id"]), _texts(effects, outcome) | shown
    yield from _appraised(study, plain.get("appraisal", ()))


def _appraised(study: Study, plain: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Sheet, Key, Texts]]:
    """The appraisals of a study by their numbers, and a row for each domain of the tool, whether judged or not."""
    for n, appraisal in enumerate(plain, 1):
        yield APPRAISALS, (study.citekey, str(n)), _texts(APPRAISALS, appraisal)
    for n, (record, appraisal) in enumerate(zip(study.appraisals, plain, strict=True), 1):
        names = {domain.key: domain.name for domain in record.tool.domains}
        for key in dict.fromkeys((*names, *record.domains, *record.support)):
            if key != OVERALL:
                shown = {JUDGEMENTS.shown: names[key]} if key in names else {}
                yield JUDGEMENTS, (study.citekey, str(n), key), _of(JUDGEMENTS, appraisal, key) | shown


def _of(sheet: Sheet, record: Mapping[str, Any], key: str) -> dict[str, str]:
    """The texts of a row of fields that have something for each key."""
    found = {c.heading: cell_text(record.get(c.path[0], {}).get(key), c) for c in sheet.columns}
    return {heading: text for heading, text in found.items() if text}


def _texts(sheet: Sheet, record: Mapping[str, Any]) -> dict[str, str]:
    found = {column.heading: cell_text(_at(record, column.path), column) for column in sheet.columns}
    return {heading: text for heading, text in found.items() if text}


def _figures(outcome: Mapping[str, Any], arm: str) -> dict[str, str]:
    found = {}
    for column in SHEETS[3].columns:
        value = outcome.get(column.path[0], {}).get(arm)
        if value is not None:
            found[column.heading] = cell_text(value if column.end is None else value[column.end], column)
    return found


def _at(record: Any, path: Sequence[str]) -> Any:
    for step in path:
        record = record.get(step) if record is not None else None
    return record


def differences(catalogue: Catalogue, forms: Sequence[Form]) -> list[Difference]:
    """Every field that the forms give otherwise than the catalogue, in their order.

    Raises `CatalogueError` for cells that cannot be understood, rows of studies that there are not, and forms that
    disagree: one line each.
    """
    found: dict[tuple[str, str], Difference] = {}
    problems = [problem for form in forms for problem in form.problems]
    there: dict[str, dict[tuple[str, Key], Texts]] = {}
    numbers = Numbers(catalogue)
    for form in forms:
        for sheet, row in numbers.rows(form, problems):
            citekey = row.key[0]
            if citekey not in there:
                study = catalogue.study_by_key.get(citekey)
                there[citekey] = {(s.name, key): texts for s, key, texts in rows_of(study)} if study else {}
            if not there[citekey]:
                problems.append((row.place, f"the catalogue has no study '{citekey[:60]}'; 'acuevid add' puts one in"))
                continue
            for new in _of_row(sheet, row, there[citekey].get((sheet.name, row.key), {}), problems):
                old = found.get((new.citekey, new.field))
                if old is not None and not old.stays and not new.stays and old.form != new.form:
                    problems.append((new.place, f"{new.form or 'empty'} here, and {old.form} in {old.place}"))
                if old is None or old.stays:
                    found[new.citekey, new.field] = new
    if problems:
        raise refusal(problems)
    return list(found.values())


def rows_gone(catalogue: Catalogue, form: Form) -> list[str]:
    """The arms and outcomes of its studies that a form has no row of; they stay in the catalogue."""
    there = {(sheet.name, row.key) for sheet, row in form.rows}
    keys = dict.fromkeys(row.key[0] for sheet, row in form.rows if sheet is SHEETS[0])
    studies = (catalogue.study_by_key[key] for key in keys if key in catalogue.study_by_key)
    rows = (row for study in studies for row in rows_of(study) if row[0] in SHEETS[1:3])
    return [
        sheet.field(key, sheet.columns[0]).rpartition(".")[0] + f" of {key[0]}"
        for sheet, key, _ in rows
        if (sheet.name, key) not in there
    ]


def _of_row(sheet: Sheet, row: Row, there: Texts, problems: list[tuple[str, str]]) -> Iterator[Difference]:
    """The fields of a row that are not as in the catalogue; what is wrong with a cell goes to the problems."""
    texts: dict[str, str] = {}
    changed: set[str] = set()
    for column in sheet.columns:
        cell, before = row.cells.get(column.heading), there.get(column.heading, "")
        texts[column.heading] = before
        if cell is None:
            continue
        try:
            text = before if before in (cell.text.strip(), cell.raw.strip()) else settled(cell.text, column)
        except ValueError as error:
            problems.append((cell.place, str(error)))
            continue
        if not replace(cell, text=text).fits(before) and (before or text != REMOVE):
            texts[column.heading] = text
            changed.add(column.heading)
    for columns in _fields(sheet):
        if first := next((column.heading for column in columns if column.heading in changed), None):
            old = [there.get(column.heading, "") for column in columns]
            new = [texts[column.heading] for column in columns]
            field, place = sheet.field(row.key, columns[0]), row.cells[first].place
            try:
                yield _difference(row.key[0], field, columns, old, new, place)
            except ValueError as error:
                problems.append((place, str(error)))


def _difference(
    citekey: str, field: str, columns: Sequence[Column], old: Sequence[str], new: Sequence[str], place: str
) -> Difference:
    """The difference of a field, of a pair with both ends; ValueError where one end is lacking."""
    before, told = (" to ".join(texts) if any(texts) else "" for texts in (old, new))
    if all(text in ("", was) for text, was in zip(new, old, strict=True)):
        return Difference(citekey, field, before, told, place, stays=True)
    if set(new) == {REMOVE}:
        return Difference(citekey, field, before, REMOVE, place)
    full = [text or was for text, was in zip(new, old, strict=True)]
    if "" in full or REMOVE in full:
        raise ValueError(f"{columns[0].heading} and {columns[1].heading} go together")
    ends = [value_of(text, column) for text, column in zip(full, columns, strict=True)]
    return Difference(citekey, field, before, " to ".join(full), place, ends if len(ends) > 1 else ends[0])


def _fields(sheet: Sheet) -> Iterator[tuple[Column, ...]]:
    """The columns of each field: one, or both ends of a pair."""
    by_path: dict[Key, tuple[Column, ...]] = {}
    for column in sheet.columns:
        by_path[column.path] = (*by_path.get(column.path, ()), column)
    yield from by_path.values()


def disagreements(forms: Sequence[Form]) -> list[Disagreement]:
    """Each field on which forms of one study do not say the same, in the order of the sheets.

    A study counts that stands in at least two forms; a form that does not have the study says nothing.
    """
    have = [{row.key[0] for _, row in form.rows} for form in forms]
    rows = [{(sheet.name, row.key): row for sheet, row in alike(form)} for form in forms]
    found = []
    for name, key in dict.fromkeys(place for form in rows for place in form):
        asked = [n for n, keys in enumerate(have) if key[0] in keys]
        sheet = next(sheet for sheet in SHEETS if sheet.name == name)
        for column in sheet.columns if len(asked) > 1 else ():
            if column.heading in sheet.personal:
                continue
            cells = [row.cells.get(column.heading) if (row := rows[n].get((name, key))) else None for n in asked]
            said = [Cell(_settled(cell, column), cell.place, cell.is_number) if cell else None for cell in cells]
            if _agree(said):
                continue
            field = f"{sheet.field(key, column)}{'' if column.end is None else ('.low', '.high')[column.end]}"
            of = dict(zip(asked, said, strict=True))
            shown = [of.get(n) for n in range(len(forms))]
            texts = tuple(cell.text if cell else "" for cell in shown)
            found.append(Disagreement(key[0], field, texts, tuple(cell.place if cell else "" for cell in shown)))
    return found


def _settled(cell: Cell, column: Column) -> str:
    try:
        return settled(cell.text, column)
    except ValueError:
        return cell.text.strip()


def _agree(said: Sequence[Cell | None]) -> bool:
    cells = [cell if cell is not None else Cell("", "") for cell in said]
    return all(one.fits(other.text) or other.fits(one.text) for one, other in pairwise(cells))
