"""What the models say of a field by its path: what stands beside it, and how a text that is typed is to be read."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, get_args, get_origin

import tomli
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from acuevid.errors import AcuevidError
from acuevid.intake.values import plain
from acuevid.models import Catalogue
from acuevid.nearest import nearest
from acuevid.scalars import Record

Names = tuple[str, ...]


@cache
def order(path: Names) -> Names:
    """The names of the fields of the record at a path, in the order of the models; none for a table by groups."""
    record = _record(_annotation(path))
    return tuple(_alias(name, field) for name, field in record.model_fields.items()) if record is not None else ()


def refuse_unknown(path: Names) -> None:
    """Raise `AcuevidError` with the nearest name where no record has a field of this path."""
    for n in range(1, len(path) + 1):
        here, name = path[:n], path[n - 1]
        if _annotation(here) is None:
            known = order(here[:-1])
            inside = (f"{outer}.{name}" for outer in known if name in order((*here[:-1], outer)))
            near = next(inside, None) or nearest(name, known)
            hint = f"; did you mean {near}?" if near else f"; there is {', '.join(known)}" if known else ""
            raise AcuevidError(f"no field '{name[:60]}' in [{'.'.join(here[:-1])}]{hint}")


def typed(path: Names, text: str) -> Any:
    """A text from the command line as a plain value: as TOML where the field takes that, and else as it stands.

    ``40.0`` of a mean is a number with its zero, ``16`` of a volume a text.
    """
    try:
        read = tomli.loads(f"value = {text}", parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError):
        return text
    if set(read) != {"value"}:
        return text
    value = plain(read["value"])
    return text if not _takes(path, value) and _takes(path, text) else value


def _takes(path: Names, value: Any) -> bool:
    """Whether the model of a field takes a value, whatever stands beside it."""
    annotation = _annotation(path)
    if annotation is None or (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return True
    try:
        TypeAdapter[Any](annotation, config=ConfigDict(strict=True, arbitrary_types_allowed=True)).validate_python(
            value
        )
    except ValidationError:
        return False
    return True


@cache
def _annotation(path: Names) -> Any:
    """The type of the field at a path; `None` where there is none."""
    if not path:
        return Catalogue
    outer = _annotation(path[:-1])
    record = _record(outer)
    if record is None:
        return _of_group(outer)
    for name, field in record.model_fields.items():
        if _alias(name, field) == path[-1]:
            return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    return None


def _alias(name: str, field: Any) -> str:
    return field.alias or name


def _record(annotation: Any) -> type[Record] | None:
    """The model in a type such as ``tuple[Outcome, ...]``."""
    return next((part for part in _parts(annotation) if isinstance(part, type) and issubclass(part, Record)), None)


def _of_group(annotation: Any) -> Any:
    """The type of a figure in a type such as ``dict[Key, Printed]``."""
    return next((get_args(part)[1] for part in _parts(annotation) if get_origin(part) is dict), None)


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)
