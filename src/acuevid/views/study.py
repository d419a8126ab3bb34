"""One study in full."""

from collections.abc import Iterable, Mapping, Sequence

from acuevid.checks.run import Found, findings_of
from acuevid.citations import after
from acuevid.models import Arm, BackgroundWork, Catalogue, Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.prose import cites
from acuevid.results.analysed import analysed, result
from acuevid.results.kinds import is_association
from acuevid.results.once import once
from acuevid.results.reported import lead_text, other_texts
from acuevid.synthesis.outcomes import figure, has_figures
from acuevid.terms import Design, Role
from acuevid.views.blocks import Block, Bullets, Document, EffectList, Facts, Heading, Prose, ReferenceItem, References
from acuevid.views.characteristics import characteristics, notices, study_name
from acuevid.views.citation import asides, citation, link
from acuevid.views.effects import outcome_effect
from acuevid.views.findings import finding_text
from acuevid.views.rows import condition_names, design_words
from acuevid.views.table import Column, Table
from acuevid.words import Instrument


def study_document(catalogue: Catalogue, study: Study) -> Document:
    """A study under its name: reference, people, arms, outcomes, effects, findings, notes, where the sheet uses it."""
    found = findings_of(catalogue, [study])[study.citekey]
    return Document.of(Heading(study_name(study), 1), study_blocks(catalogue, study, found))


def study_blocks(catalogue: Catalogue, study: Study, found: Sequence[Found]) -> list[Block]:
    """All of a study but its name; `found` is what the checks found in it."""
    blocks: list[Block] = [References((reference_item(catalogue, study),)), Facts(_facts(catalogue, study))]
    if study.arms:
        blocks += [Heading("Groups"), _arms(study)]
    if study.outcomes:
        blocks += [Heading("Outcomes"), outcomes_table(study, found)]
        blocks += _instruments(study)
        blocks += _notes(study)
        blocks += _effects(study)
    if study.appraisals:
        from acuevid.views.appraisals import appraisal_blocks

        blocks += appraisal_blocks(study)
    if found:
        blocks += [Heading("What the checks found"), Bullets(tuple(Prose(finding_text(item)) for item in found))]
    if study.conclusion:
        ours = ", in our words" if catalogue.sheet.kind == "transcribed" else ""
        blocks += [Heading(f"Authors' conclusion{ours}"), Prose(study.conclusion)]
    if study.source.notes:
        blocks += [Heading("Notes on the source"), Bullets(tuple(Prose(note) for note in study.source.notes))]
    cited = _cited(catalogue, study)
    if cited:
        blocks += [Heading("Where the sheet uses it"), Bullets(cited)]
    return blocks


def reference_item(catalogue: Catalogue, record: Study | BackgroundWork, styled: str = "") -> ReferenceItem:
    """The entry of a study or a background work in a reference list; `styled` is the reference in another style."""
    reference = record.reference
    source = catalogue.labelled(reference.as_cited_in) if reference.as_cited_in else ""
    text = f"{styled} {asides(reference, source)}".rstrip() if styled else citation(reference, source, linked=True)
    if isinstance(record, BackgroundWork) and record.note:
        text += f" {record.note}"
    return ReferenceItem(record.citekey, record.label, text, link(reference))


def _facts(catalogue: Catalogue, study: Study) -> tuple[tuple[str, str], ...]:
    found = analysed(study).finding
    review = study.review
    size = "not given" if study.participants is None else fmt.count(study.participants)
    if study.analysed is not None:
        size += f" ({fmt.count(study.analysed)} with complete data)"
    rows = (
        ("Notices", notices(study, catalogue)),
        ("Design", design_words(study)),
        ("Level by design", _level(study)),
        ("Re-analysis of", _label(catalogue, study.reanalysis_of)),
        ("Companion of", _label(catalogue, study.companion_of)),
        (
            "Reviews reviewed" if review and review.included.is_review else "Trials reviewed",
            f"{fmt.count(review.trials)} {review.included.plural}" if review else "",
        ),
        ("Clusters", _clusters(study)),
        ("Conduct", ", ".join(f.value for f in study.features)),
        ("Condition", condition_names(study, catalogue)),
        ("Population", study.population or ""),
        ("Number studied", size),
        ("Duration", study.duration or ""),
        *characteristics(catalogue, study),
        ("Finding", f"{found.sign} {found.words}"),
    )
    return tuple((label, text) for label, text in rows if text)


def _clusters(study: Study) -> str:
    """How many clusters were randomised, and how alike people of one are: ``20, intracluster correlation 0.05``."""
    source = f" (from {study.icc_from})" if study.icc_from else ""
    alike = "" if study.icc is None else f"intracluster correlation {fmt.printed(study.icc)}{source}"
    number = "" if study.clusters is None else fmt.count(study.clusters)
    return ", ".join(part for part in (number, alike) if part)


def _instruments(study: Study) -> list[Block]:
    """The instruments that its outcomes name, each with its ends, its better end and its construct."""
    named = {o.instrument.key: o.instrument for o in study.outcomes if o.instrument is not None}
    items = tuple(Prose(_instrument(instrument)) for instrument in named.values())
    return [Heading("Instruments"), Bullets(items)] if items else []


def _instrument(instrument: Instrument) -> str:
    """``numerical rating scale: 0 to 10 points, lower is better; measures headache intensity``."""
    unit = f" {instrument.unit}" if instrument.unit else ""
    ends = " to ".join(fmt.printed(end) for end in instrument.ends) + unit if instrument.ends else ""
    better = f"{instrument.better.value} is better" if instrument.better else ""
    told = [
        ", ".join(part for part in (ends, better) if part),
        f"measures {instrument.construct_}" if instrument.construct_ else "",
    ]
    facts = "; ".join(part for part in told if part)
    return f"{instrument.name}: {facts}" if facts else instrument.name


def _level(study: Study) -> str:
    """The level by design, or that there is none."""
    if not study.is_extracted:
        return "none (nothing is extracted yet)"
    if study.design == Design.NOT_RECORDED:
        return "none (OCEBM 2011 goes by the design, which is not recorded)"
    if study.level is None:
        return "none (OCEBM 2011 has no place for it among studies of whether a treatment helps)"
    return f"{study.level} (OCEBM 2011; a starting point, not a judgement)"


def _label(catalogue: Catalogue, citekey: str | None) -> str:
    return catalogue.study_by_key[citekey].label if citekey else ""


def _arms(study: Study) -> Table:
    rows = tuple((arm.label, _role(arm), arm.participants, arm.note or "") for arm in study.arms)
    columns = [
        Column("arm", "Group"),
        Column("role", "Part"),
        Column("participants", "Number", is_number=True),
    ]
    keep = [0, 1]
    if any(arm.participants is not None for arm in study.arms):
        keep.append(2)
    if any(arm.note for arm in study.arms):
        columns.append(Column("note", "Note"))
        keep.append(3)
    columns = [c for c in columns if c.name != "participants" or 2 in keep]
    return Table(tuple(columns), tuple(tuple(row[i] for i in keep) for row in rows))


def _role(arm: Arm) -> str:
    if arm.role is Role.EXPERIMENTAL or arm.comparator is None:
        return arm.role.value
    return f"comparator: {arm.comparator.words}"


def outcomes_table(study: Study, found: Sequence[Found] = ()) -> Table:
    """Each outcome as a line: what, between whom, the figures as printed, p, what is amiss, which way it points."""
    amiss = flags(found)
    rows = tuple(
        (outcome_name(o), between(study, o), reported(study, o) + amiss.get(o.id, ""), points_to(study, o))
        for o in study.compared
    )
    columns = (
        Column("outcome", "Outcome"),
        Column("between", "Between"),
        Column("reported", "As reported"),
        Column("direction", "Points to"),
    )
    return Table(columns, rows, tuple(result(study, outcome).direction for outcome in study.compared))


def outcome_name(outcome: Outcome) -> str:
    """The outcome with its subgroup and time points."""
    name = f"{outcome.label}, among {outcome.subgroup} (subgroup)" if outcome.subgroup else outcome.label
    return f"{name} ({', '.join(outcome.timepoints)})" if outcome.timepoints else name


def between(study: Study, outcome: Outcome) -> str:
    """The two arms compared, or the arms that a change was seen in."""
    sides = study.sides(outcome)
    if sides is not None:
        return f"{sides[0].label} v {sides[1].label}"
    return ", ".join(arm.label for arm in study.inside(outcome)) + " (no comparison)"


def reported(study: Study, outcome: Outcome) -> str:
    """The figures as the source prints them, in the order of the arms, with the effect and p."""
    return "; ".join(_reported(study, outcome)) or "no figures"


def has_nothing_printed(study: Study, outcome: Outcome) -> bool:
    """Whether a source prints no figure of an outcome, or only calls it not significant."""
    return len(_reported(study, outcome)) == (outcome.p == "ns")


def _reported(study: Study, outcome: Outcome) -> list[str]:
    sides = study.sides(outcome)
    arms = sides if sides is not None else study.inside(outcome)
    figures = [f for arm in arms if (f := figure(study, outcome, arm, digits=True))]
    parts = [" v ".join(f.text for f in figures)] if figures else []
    if outcome.all_events is not None:
        parts.append(f"{fmt.count(outcome.all_events)} events in all groups together")
    if outcome.trials is not None:
        parts.append(_trials(study, outcome))
    if outcome.effect is not None:
        parts.append(lead_text(outcome))
    if outcome.margin is not None:
        parts.append(f"margin {fmt.printed(outcome.margin)}")
    if outcome.statistic is not None:
        parts.append(outcome.statistic)
    if outcome.p is not None:
        parts.append(fmt.p_value(outcome.p))
    parts += [f"also {text}" for text in other_texts(outcome)]
    return parts


def flags(found: Iterable[Found]) -> Mapping[str, str]:
    """By outcome, the codes of what the checks found amiss in it: `` [STA101]``."""
    codes: dict[str, dict[str, str]] = {}
    for seen in (item.result for item in found):
        for outcome, _ in seen.by_outcome:
            codes.setdefault(outcome, {})[seen.code] = f" [{seen.code}]"
    return {outcome: "".join(texts.values()) for outcome, texts in codes.items()}


def _effects(study: Study) -> list[Block]:
    """The effects of each outcome between arms, or of one with a count, and the reason where there is none."""
    items = [
        outcome_effect(study, o, f"{outcome_name(o)}, {between(study, o)}")
        for o in study.compared
        if (study.sides(o) is not None or has_figures(o) or is_association(o)) and not study.is_mechanism
    ]
    return [Heading("Effects, computed by acuevid"), EffectList(tuple(items))] if items else []


def _trials(study: Study, outcome: Outcome) -> str:
    trials = outcome.trials
    if trials is None:
        return ""
    sides = study.sides(outcome)
    first, second = (sides[0].label, sides[1].label) if sides is not None else ("the first", "the second")
    words = (
        (trials.favours_experimental, f"favoured {first}"),
        (trials.favours_comparator, f"favoured {second}"),
        (trials.no_clear_difference, "no clear difference"),
        (trials.reporting, "reported it"),
    )
    told = ", ".join(f"{fmt.count(n)} {text}" for n, text in words if n is not None)
    if study.review is None:
        return told
    noun = "reviews" if study.review.included.is_review else "trials"
    return f"{told} (of {fmt.count(study.review.trials)} {noun})"


def points_to(study: Study, outcome: Outcome) -> str:
    """The direction in words, with the label of the side that it favours."""
    direction = result(study, outcome).direction
    if direction is None:
        return "no direction given"
    sides = study.sides(outcome)
    return direction.told(sides[0].label, sides[1].label) if sides is not None else direction.told()


def _notes(study: Study) -> list[Block]:
    notes = tuple(Prose(after(f"{o.label}: ", o.note)) for o in study.outcomes if o.note)
    return [Bullets(notes)] if notes else []


def _cited(catalogue: Catalogue, study: Study) -> tuple[Prose, ...]:
    """Where the sheet uses a study: its claims, mechanisms and sections."""
    return once(catalogue, "uses", lambda: _uses(catalogue)).get(study.citekey, ())


def _uses(catalogue: Catalogue) -> Mapping[str, tuple[Prose, ...]]:
    """Where the sheet uses each study, by citekey."""
    found: dict[str, list[Prose]] = {}
    told = [
        *((c, c.studies, Prose(after(f"Claim ({c.place.words}): ", c.text))) for c in catalogue.claims),
        *((m, m.studies, Prose(after("Mechanism: ", m.statement))) for m in catalogue.mechanisms),
    ]
    for record, studies, prose in told:
        for key in dict.fromkeys((*studies, *cites(record))):
            found.setdefault(key, []).append(prose)
    for section in catalogue.sections:
        keys = (key for paragraph in section.paragraphs for key in (*paragraph.cites, *cites(paragraph)))
        for key in dict.fromkeys(keys):
            found.setdefault(key, []).append(Prose(f"Section: {section.title}"))
    return {key: tuple(prose) for key, prose in found.items()}
