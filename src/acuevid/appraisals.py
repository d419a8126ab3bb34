"""The record of what people judged: how a study was done, how certain evidence is, and which outcomes matter."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from acuevid import terms
from acuevid.appraisal_tools import OVERALL, Judgement, Tool
from acuevid.scalars import Issued, JudgedKey, Key, Keys, Lax, Printed, Record, Text
from acuevid.words import FamilyWord, ToolWord


def _as_word(value: Any) -> Any:
    """A judgement as people type it: a number of points, or words."""
    return str(value) if type(value) is int else value


Judged = Annotated[
    str,
    BeforeValidator(_as_word),
    StringConstraints(min_length=1, max_length=60),
    WithJsonSchema({"anyOf": [{"type": "string", "minLength": 1, "maxLength": 60}, {"type": "integer", "minimum": 0}]}),
]
"""A judgement by its word or its label: ``some-concerns``, ``Some concerns``."""


class Appraisal(Record):
    """How a study was done, as people judged it with a tool: each domain with its judgement, and the whole.

    It holds for the `outcomes` that it names, or for the whole study. `support` says why, by domain or `overall`. Of
    several by different people the `consensus` stands.
    """

    tool: ToolWord
    outcomes: Keys = ()
    domains: dict[JudgedKey, Judged] = Field(default_factory=dict)
    overall: Judged | None = None
    support: dict[JudgedKey, Text] = Field(default_factory=dict)
    by: Text | None = None
    on: Issued | None = None
    consensus: bool = False
    note: Text | None = None

    @model_validator(mode="wrap")
    @classmethod
    def _in_the_words_of_its_tool(cls, raw: Any, handler: ModelWrapValidatorHandler["Appraisal"]) -> "Appraisal":
        """Domains and judgements by the words that the tool has for them; a judgement that it has not is refused."""
        read = handler(raw)
        tool = read.tool
        domains = {_key(tool, key): word for key, word in read.domains.items()}
        faults = [
            _no_judgement(tool, key, word, ("domains", key))
            for key, word in read.domains.items()
            if tool.domain(key) is not None and tool.judgement(key, word) is None
        ]
        if read.overall is not None and tool.judgement(OVERALL, read.overall) is None:
            faults.append(_no_judgement(tool, OVERALL, read.overall, ("overall",)))
        if faults:
            raise ValidationError.from_exception_data("appraisal", faults)
        words = {key: _word(tool, key, word) for key, word in domains.items()}
        overall = None if read.overall is None else _word(tool, OVERALL, read.overall)
        support = {_key(tool, key): text for key, text in read.support.items()}
        return read.model_copy(update={"domains": words, "overall": overall, "support": support})

    @property
    def verdict(self) -> Judgement | None:
        """The overall judgement as recorded; `None` where none is."""
        return None if self.overall is None else self.tool.judgement(OVERALL, self.overall)

    def of(self, domain: str) -> Judgement | None:
        """The judgement of a domain; `None` where it is not judged."""
        return self.tool.judgement(domain, self.domains[domain]) if domain in self.domains else None


def _key(tool: Tool, text: str) -> str:
    found = tool.domain(text)
    return OVERALL if text.casefold() == OVERALL else found.key if found else text


def _word(tool: Tool, domain: str, text: str) -> str:
    found = tool.judgement(domain, text)
    return found.word if found else text


def _no_judgement(tool: Tool, domain: str, word: str, path: tuple[str, ...]) -> InitErrorDetails:
    known = ", ".join(judgement.word for judgement in tool.choices(domain))
    error = PydanticCustomError("enum", "no judgement of the tool", {"expected": known})
    return InitErrorDetails(type=error, loc=path, input=word)


Steps = Annotated[int, Field(ge=1, le=3)]
_REASONS = (*terms.Down, *terms.Up)


def _reason(word: str) -> str:
    if word not in _REASONS:
        raise PydanticCustomError("enum", "no reason of GRADE", {"expected": ", ".join(_REASONS)})
    return word


_Reason = Annotated[str, AfterValidator(_reason), WithJsonSchema({"enum": [word.value for word in _REASONS]})]


class Rating(Record):
    """A GRADE certainty that people gave to the evidence on a condition; acuevid never gives one itself.

    It is about an `outcome` (a construct or a label, as `pool` takes it) or a whole `family`, against one class of
    comparator. `start` is high for randomised trials and low for other studies; `down` and `up` say by how many steps
    for what, and `because` why. By its `id`, if it has one, a finding of `check` can be acknowledged.
    """

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["family"]}, {"required": ["outcome"]}]})

    id: Key | None = None
    condition: Key
    comparator: Annotated[terms.Comparator, Lax] | None = None
    family: FamilyWord | None = None
    outcome: Text | None = None
    window: Annotated[terms.Window, Lax] | None = None
    randomised: bool | None = None
    start: Annotated[terms.Certainty, Lax] | None = None
    down: dict[Annotated[terms.Down, Lax], Steps] = Field(default_factory=dict)
    up: dict[Annotated[terms.Up, Lax], Steps] = Field(default_factory=dict)
    because: dict[_Reason, Text] = Field(default_factory=dict)
    certainty: Annotated[terms.Certainty, Lax]
    rated_by: Text
    rated_on: Issued | None = None
    reason: Text | None = None

    @model_validator(mode="after")
    def _is_about_something(self) -> "Rating":
        if self.family is None and self.outcome is None:
            raise PydanticCustomError("rating", "a rating is about an outcome or a family of outcomes")
        return self

    @property
    def about(self) -> str:
        """What it is about, in words."""
        return self.outcome or (self.family.label if self.family else "")

    @property
    def named(self) -> str:
        """The rating as messages name it: ``rating of pain against placebo in migraine``."""
        against = f" against {self.comparator.label}" if self.comparator else ""
        return f"rating of {self.about}{against} in {self.condition}"


class ControlRisk(Record):
    """A risk without the treatment, as a share of 1, and where it is from; `low` and `high` for other people.

    `low` is at most `risk`, and `high` at least.
    """

    risk: Annotated[Printed, Field(ge=0, le=1)]
    low: Annotated[Printed, Field(ge=0, le=1)] | None = None
    high: Annotated[Printed, Field(ge=0, le=1)] | None = None
    source: Text

    @model_validator(mode="after")
    def _in_order(self) -> "ControlRisk":
        if list(self.risks.values()) != sorted(self.risks.values()):
            told = {"risks": ", ".join(f"{name or 'risk'} = {risk}" for name, risk in self.risks.items())}
            raise PydanticCustomError("risk_order", "low, risk and high go upwards, and here are {risks}", told)
        return self

    @property
    def risks(self) -> Mapping[str, Decimal]:
        """The risks that are recorded, from the lowest on, by their names."""
        found = {"low": self.low, "": self.risk, "high": self.high}
        return {name: risk for name, risk in found.items() if risk is not None}


class ImportantOutcome(Record):
    """An outcome that matters for a decision, whether or not a study measured it; in the order of importance.

    `outcome` is a construct or a label, as `pool` takes it. `minimal_important_difference` is the smallest difference
    that people feel, in the unit of the scale.
    """

    outcome: Text
    importance: Annotated[terms.Importance, Lax]
    conditions: Keys = ()
    comparators: Annotated[tuple[Annotated[terms.Comparator, Lax], ...], Lax] = ()
    window: Annotated[terms.Window, Lax] | None = None
    minimal_important_difference: Annotated[Printed, Field(gt=0)] | None = None
    control_risk: ControlRisk | None = None
    note: Text | None = None
