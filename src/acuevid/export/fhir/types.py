"""The data types of FHIR R5 that its resources are made of, and the addresses of resources.

Codes are those of FHIR 5.0.0; where it has none for a thing, the thing is named in words.
"""

from typing import Any, TypeAlias
from uuid import NAMESPACE_URL, uuid5

from acuevid.escape import visible
from acuevid.export.markdown import paragraph

Resource: TypeAlias = dict[str, Any]
"""A resource as plain data."""

HL7 = "http://hl7.org/fhir"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
_URN = "urn:uuid:"
_LARGEST = 2**31 - 1


class Addresses:
    """The addresses of a sheet's resources: in each export of it the same for the same record."""

    def __init__(self, sheet: str) -> None:
        """Of the sheet with this title."""
        self._space = uuid5(NAMESPACE_URL, f"acuevid:{sheet}")

    def of(self, kind: str, *names: str) -> str:
        """The address of a resource, by its kind and the names that tell it from others of the kind."""
        return f"{_URN}{uuid5(self._space, repr((kind, *names)))}"

    @property
    def id(self) -> str:
        """The id of the bundle."""
        return str(self._space)


def resource(kind: str, url: str, **members: Any) -> Resource:
    """A resource with the id of its address; what is empty is left out, as FHIR asks."""
    return {"resourceType": kind, "id": url.removeprefix(_URN), **filled(members)}


def filled(value: Any) -> Any:
    """Plain data without what is empty: nothing, no text, and tables and lists without anything in them."""
    if isinstance(value, dict):
        pairs = ((key, filled(member)) for key, member in value.items())
        return {key: member for key, member in pairs if not _is_empty(member)}
    if isinstance(value, (list, tuple)):
        return [member for member in map(filled, value) if not _is_empty(member)]
    return value


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, (str, dict, list)) and not value)


def string(text: str | None) -> str:
    """A text for an element of the type `string`."""
    return visible(text).strip() if text else ""


def markdown(text: str | None) -> str:
    """A text that reads as itself in an element of the type `markdown`."""
    return paragraph(text).strip() if text else ""


def note(*texts: str | None) -> list[Resource]:
    """Annotations."""
    return [{"text": markdown(text)} for text in texts]


def concept(text: str | None = None, *codings: tuple[str, str, str]) -> Resource:
    """A concept by its codes, each with its system and display, and in words."""
    names = ("system", "code", "display")
    return {"coding": [dict(zip(names, coding, strict=True)) for coding in codings], "text": string(text)}


def identifier(*keys: str) -> list[Resource]:
    """The names by which the catalogue has a record, parted by strokes: ``marsh2016/relapse``."""
    return [{"type": concept("acuevid"), "value": "/".join(string(key) for key in keys if key)}]


def reference(kind: str, url: str, display: str | None = None) -> Resource:
    """A reference to a resource of the bundle."""
    return {"reference": url, "type": kind, "display": string(display)}


def count(number: int | None) -> int | None:
    """A number that fits into an `unsignedInt`, which ends at 2³¹ − 1; `None` for one that does not."""
    return number if number is not None and number <= _LARGEST else None
