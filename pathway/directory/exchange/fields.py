"""The single fields of a listing: name, kind of value, and whether the public may read it."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum, StrEnum
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

from pathway.directory.exchange import cells
from pathway.directory.exchange.safe_text import shown
from pathway.directory.listing_record import OrganizationRecord, ServiceRecord


class Kind(Enum):
    """The kinds of values."""

    TEXT = "text"
    YES_NO = "yes or no"
    WHOLE = "a whole number"
    DEGREES = "a number of degrees"
    DAY = "a day"
    MOMENT = "a time with its zone"
    WORD = "a word"
    ID = "an id"
    TIME = "a time of day"


@dataclass(frozen=True)
class Field:
    """One field. `words` are the choices of a WORD. A required field is never empty."""

    name: str
    kind: Kind = Kind.TEXT
    words: type[StrEnum] | None = None
    is_required: bool = False
    is_staff_only: bool = False


_KINDS: dict[type, Kind] = {
    str: Kind.TEXT,
    bool: Kind.YES_NO,
    int: Kind.WHOLE,
    float: Kind.DEGREES,
    date: Kind.DAY,
    datetime: Kind.MOMENT,
    time: Kind.TIME,
    UUID: Kind.ID,
}


def _field(name: str, hint: Any, *, is_staff_only: bool = False) -> Field:
    """Make a field from the type of a record's attribute. A type with None makes an optional field."""
    (type_,) = (type_ for type_ in get_args(hint) or (hint,) if type_ is not NoneType)
    words = type_ if issubclass(type_, StrEnum) else None
    is_required = NoneType not in get_args(hint) and type_ is not UUID
    return Field(name, Kind.WORD if words else _KINDS[type_], words, is_required, is_staff_only)


def _single_values() -> Iterator[Field]:
    hints = get_type_hints(ServiceRecord)
    for attribute in dataclasses.fields(ServiceRecord):
        hint = hints[attribute.name]
        if attribute.name not in {"id", "organization"} and get_origin(hint) is not tuple:
            yield _field(attribute.name, hint, is_staff_only=attribute.metadata.get("is_staff_only", False))


FIELDS = tuple(_single_values())
"""The single fields of a listing, from its record."""

ORGANIZATION_FIELDS = tuple(_field(name, hint) for name, hint in get_type_hints(OrganizationRecord).items())


def as_cell(value: object) -> str:
    """Write a value as the text of a cell; None is an empty cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return cells.write_yes_no(value)
    if isinstance(value, datetime):
        return cells.write_moment(value)
    if isinstance(value, time):
        return cells.write_time(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def from_cell(field: Field, text: str) -> Any:
    """Read a cell. An empty one is None. Raises ValueError."""
    if text == "":
        return None
    match field.kind:
        case Kind.TEXT:
            return text
        case Kind.YES_NO:
            return cells.read_yes_no(text)
        case Kind.WHOLE:
            return cells.read_whole(text)
        case Kind.DEGREES:
            return cells.read_degrees(text)
        case Kind.DAY:
            return cells.read_day(text)
        case Kind.MOMENT:
            return cells.read_moment(text)
        case Kind.ID:
            return cells.read_id(text)
        case Kind.TIME:
            return cells.read_time(text)
    return cells.read_word(field.words or StrEnum, text)


def as_json(value: object) -> Any:
    """Write a value as JSON: numbers, texts and booleans as they are, others as in a cell."""
    return value if isinstance(value, bool | int | float | str) and not isinstance(value, StrEnum) else as_cell(value)


def from_json(field: Field, value: object) -> Any:
    """Read a JSON value. null and "" are None. Raises ValueError."""
    if value is None or value == "":
        return None
    match field.kind, value:
        case Kind.YES_NO, bool():
            return value
        case Kind.WHOLE, int() if not isinstance(value, bool) and abs(value) <= cells.LARGEST_WHOLE:
            return value
        case Kind.DEGREES, int() | float() if not isinstance(value, bool):
            return float(value) + 0.0
        case Kind.YES_NO | Kind.WHOLE | Kind.DEGREES, _:
            pass
        case _, str():
            return from_cell(field, value)
    raise ValueError(f"{shown(str(value))} is not {field.kind.value}")
