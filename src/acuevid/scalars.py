"""What every record is made of: the types of single values, with what each takes, and the base of all records."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    Strict,
    StringConstraints,
    TypeAdapter,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from acuevid import bibliography
from acuevid.numbers.reported_p import p_as_text

LARGEST = 10**9
"""No count of people, and no figure of a study, is larger; nor has it more digits after the point than 12."""

_LONGEST = 20_000
"""No text of a record has more characters: no paragraph of a sheet is so long."""

_LONGEST_P = 64


def _sensible(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -12 or value.adjusted() > 9:
        raise PydanticCustomError("out_of_range", "a figure has at most ten digits before its point and 12 behind it")
    return value


def _one_form_of_p(value: Any) -> Any:
    """A p-value as people type it, a number or a text, in the one form of the record."""
    if type(value) is int or isinstance(value, Decimal):
        value = format(value, "f") if isinstance(value, Decimal) and value.adjusted() < 60 else str(value)
    if not isinstance(value, str):
        return value
    if len(value) > _LONGEST_P:
        raise PydanticCustomError("impossible_p", "no P value is printed with so many characters")
    try:
        return p_as_text(value)
    except ValueError as error:
        raise PydanticCustomError("impossible_p", "{why}", {"why": str(error)}) from None


def each_once(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Keys in their order, each once."""
    return tuple(dict.fromkeys(keys))


def _whole_to_decimal(value: Any) -> Any:
    return Decimal(value) if type(value) is int else value


def _published(value: Any) -> int | date | str:
    """A date of publication as people give it: a year, a month in quotes, or a day."""
    if type(value) not in (int, str, date):  # nor a truth value, nor a time of day
        raise PydanticCustomError("issued_type", "no date of publication")
    issued = bibliography.read_issued(value)
    if issued is None:
        if isinstance(value, str):
            raise PydanticCustomError("string_pattern_mismatch", "no date of publication")
        year = year_of(value)
        shown = year if -9999 < year < 99999 else "this number"
        raise PydanticCustomError("impossible_year", "{year} cannot be a year of publication", {"year": shown})
    return issued


def year_of(value: int | date) -> int:
    """The year of a year or a day."""
    return value if isinstance(value, int) else value.year


def _printed_pages(page: str) -> str:
    if not bibliography.is_page(page):
        raise PydanticCustomError("string_pattern_mismatch", "no pages")
    return page


def _bare_doi(text: str) -> str:
    doi = bibliography.bare_doi(text)
    if doi is None and bibliography.bare_doi(text.rstrip(".-,;/")) is not None:
        shown = {"doi": text[:60]}
        raise PydanticCustomError("doi_cut", "the DOI {doi} ends in a punctuation mark, as if cut off", shown)
    if doi is None:
        raise PydanticCustomError("string_pattern_mismatch", "no DOI")
    return doi


def _of_form(fits: Callable[[str], bool], what: str) -> Callable[[str], str]:
    """A validator that takes texts of one form only; `what` names that in its message."""

    def check(text: str) -> str:
        if not fits(text):
            raise PydanticCustomError("string_pattern_mismatch", "no {what}", {"what": what})
        return text

    return check


def _in_words(value: Any) -> Any:
    """A number or a text as the text that is printed."""
    if type(value) is int or (isinstance(value, Decimal) and value.is_finite()):
        if not 0 <= value <= LARGEST:
            raise PydanticCustomError("out_of_range", "a number is from 0 to a thousand million")
        return format(_sensible(value), "f") if isinstance(value, Decimal) else str(value)
    return value


KEY_PATTERN, LONGEST_KEY = r"^[a-z0-9][a-z0-9._-]*$", 64
Key = Annotated[str, StringConstraints(pattern=KEY_PATTERN, max_length=LONGEST_KEY)]
JudgedKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=LONGEST_KEY)]
"""The name of a domain that is judged, as its tool has it: ``D1b``."""
Text = Annotated[str, StringConstraints(min_length=1, max_length=_LONGEST, pattern=r"[^\s\x1c-\x1f\x85\ufeff]")]
"""Text that is not blank, by the blanks of Python, Rust and ECMAScript together, so that schema and reader agree."""
Count = Annotated[int, Field(ge=0, le=LARGEST)]
Printed = Annotated[
    Decimal, AfterValidator(_sensible), BeforeValidator(_whole_to_decimal), WithJsonSchema({"type": "number"})
]
"""A number as its source prints it: 40.0 keeps its zero."""
Percent = Annotated[
    Decimal,
    Field(ge=0, le=100),
    AfterValidator(_sensible),
    BeforeValidator(_whole_to_decimal),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100}),
]
Level = Annotated[
    Decimal,
    Field(gt=0, lt=100),
    AfterValidator(_sensible),
    BeforeValidator(_whole_to_decimal),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 100}),
]
"""The level of an interval in per cent."""
PrintedP = Annotated[
    str,
    BeforeValidator(_one_form_of_p),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "maxLength": _LONGEST_P}, {"type": "number", "minimum": 0, "maximum": 1}]}
    ),
]
"""A p-value as printed, a sign and the digits: ``= 0.058``, ``< 0.05``, or ``ns`` (called not significant)."""
Issued = Annotated[
    int | date | str,
    PlainValidator(_published),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": bibliography.FIRST_YEAR, "maximum": bibliography.LAST_YEAR},
                {"type": "string", "pattern": bibliography.ISSUED_PATTERN},
                {"type": "string", "format": "date", "pattern": bibliography.ISSUED_PATTERN},  # a day without quotes
            ]
        }
    ),
]
"""A year, a month as ``"2007-09"``, or a day."""
Doi = Annotated[
    str,
    AfterValidator(_bare_doi),
    WithJsonSchema({"type": "string", "maxLength": bibliography.LONGEST_DOI, "pattern": bibliography.DOI_PATTERN}),
]
"""A DOI from 10. on; a link or ``doi:`` before it is taken off."""
Page = Annotated[
    str,
    AfterValidator(_printed_pages),
    WithJsonSchema({"type": "string", "maxLength": bibliography.LONGEST_PAGE, "pattern": bibliography.PAGE_PATTERN}),
]
"""Pages as printed."""

Issn = Annotated[
    str,
    AfterValidator(_of_form(bibliography.is_issn, "ISSN")),
    WithJsonSchema({"type": "string", "pattern": bibliography.ISSN_PATTERN}),
]
"""An ISSN with its hyphen."""
Pmcid = Annotated[
    str,
    AfterValidator(_of_form(bibliography.is_pmcid, "PMCID")),
    WithJsonSchema({"type": "string", "pattern": bibliography.PMCID_PATTERN}),
]
"""The number of an article in PubMed Central, with its letters."""
Url = Annotated[
    str,
    AfterValidator(_of_form(bibliography.is_url, "address")),
    WithJsonSchema({"type": "string", "maxLength": bibliography.LONGEST_URL, "pattern": bibliography.URL_PATTERN}),
]
"""An address of the web."""
Pmid = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,8}$")]
Given = Annotated[
    Text,
    BeforeValidator(_in_words),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1, "maxLength": _LONGEST, "pattern": r"[^\s\x1c-\x1f\x85\ufeff]"},
                {"type": "number", "minimum": 0, "maximum": LARGEST},
            ]
        }
    ),
]
"""What a source gives as a number or in words: ``12``, ``"10 to 12"``."""


def _known_statistic(text: str) -> str:
    from acuevid.numbers.test_statistics import parse_statistic  # few outcomes have one

    try:
        parse_statistic(text)
    except ValueError as error:
        raise PydanticCustomError("statistic", "{why}", {"why": str(error)}) from None
    return text


Statistic = Annotated[str, StringConstraints(min_length=3, max_length=60), AfterValidator(_known_statistic)]
"""A test statistic as printed: ``t(28) = 2.20``."""

Lax = Strict(False)  # TOML has arrays and strings where Python has tuples and enum members
Keys = Annotated[tuple[Key, ...], Lax, AfterValidator(each_once)]
"""Names of other records; one that is named twice counts once."""
Pair = Annotated[tuple[Printed, Printed], Lax]
"""The lower and the upper end, as printed."""
Texts = Annotated[tuple[Text, ...], Lax]


class Record(BaseModel):
    """The base of all records: frozen, strict, and closed to unknown keys."""

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        allow_inf_nan=False,
        defer_build=True,
        ignored_types=(cached_property,),
    )

    def __copy__(self) -> Self:
        """A copy with the fields alone: what was worked out of them, and kept beside them, may not fit the copy."""
        copied = super().__copy__()
        for name in [name for name in copied.__dict__ if name not in type(self).model_fields]:
            del copied.__dict__[name]
        return copied


class OnlyIfGiven:
    """A mark on a list of records: how they are read is worked out when the first is there; few catalogues have them.

    Errors stand at their places as usual, and the schema for editors is the usual one.
    """

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A plain function that calls the usual validation; of an empty list nothing is asked."""
        found: list[TypeAdapter[Any]] = []

        def usual() -> TypeAdapter[Any]:
            if not found:
                get_args(source)[0].model_rebuild()  # before pydantic 2.14 a record that was not built had no way out
                found.append(TypeAdapter(Annotated[source, Lax]))
            return found[0]

        def in_json(_schema: CoreSchema, shown: GetJsonSchemaHandler) -> dict[str, Any]:
            return shown(usual().core_schema)

        return core_schema.no_info_plain_validator_function(
            lambda value: usual().validate_python(value), metadata={"pydantic_js_functions": [in_json]}
        )
