"""The single fields of a record, as files have them, and how a value of each type is read and written.

They follow from the annotations of the record: what a field is called, of what type it is, and whether it may be empty.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache, partial
from types import NoneType
from typing import Any, NamedTuple, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

from pathway.directory.exchange import cells
from pathway.directory.exchange.safe_text import shown
from pathway.directory.listing_record import NO_ID, OrganizationRecord, ServiceRecord

T = TypeVar("T")


class Kind(NamedTuple):
    """A kind of value: its type, its name in messages, and how its text is read (ValueError) and written."""

    type: type[Any]
    name: str
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str


@dataclass(frozen=True)
class Field:
    """One field. A required field is never empty. A row without a value of its own has the default, if there is one."""

    name: str
    kind: Kind
    is_required: bool = False
    default: Any = None
    is_staff_only: bool = False


_BY_TYPE = {
    kind.type: kind
    for kind in (
        Kind(str, "text", str),
        Kind(bool, "yes or no", cells.read_yes_no, cells.write_yes_no),
        Kind(int, "a whole number", cells.read_whole),
        Kind(float, "a number of degrees", cells.read_degrees),
        Kind(date, "a day", cells.read_day, date.isoformat),
        Kind(datetime, "a time with its zone", cells.read_moment, cells.write_moment),
        Kind(time, "a time of day", cells.read_time, cells.write_time),
        Kind(UUID, "an id", cells.read_id),
    )
}


def kind_of(type_: type[Any]) -> Kind:
    """Return the kind of the values of a type; KeyError on a type that files cannot have."""
    if issubclass(type_, StrEnum):
        return Kind(type_, "a word", partial(cells.read_word, type_))
    return _BY_TYPE[type_]


def _fields_of(record: Any) -> tuple[Field, ...]:
    attributes = getattr(record, "__dataclass_fields__", {})
    defaults = {"id": NO_ID, **getattr(record, "_field_defaults", {})}
    fields: list[Field] = []
    for name, hint in get_type_hints(record).items():
        type_ = next(type_ for type_ in get_args(hint) or (hint,) if type_ is not NoneType)
        if get_origin(hint) is tuple or hasattr(type_, "_fields"):
            continue
        is_required = NoneType not in get_args(hint) and type_ is not UUID
        is_staff_only = name in attributes and attributes[name].metadata.get("is_staff_only", False)
        fields.append(Field(name, kind_of(type_), is_required, defaults.get(name), is_staff_only))
    return tuple(fields)


fields_of: Callable[[Any], tuple[Field, ...]] = cache(_fields_of)
"""Returns the single fields of a record, in its order; rows and lists of rows are left out."""


FIELDS = tuple(field for field in fields_of(ServiceRecord) if field.name != "id")
"""The single fields of a listing."""

ORGANIZATION_FIELDS = fields_of(OrganizationRecord)
_LISTS = {name: get_args(hint)[0] for name, hint in get_type_hints(ServiceRecord).items() if get_origin(hint) is tuple}
ROW_RECORDS: dict[str, Any] = {
    name: record for name, record in _LISTS.items() if name not in {"terms", "at_locations", "former_identifiers"}
}
"""The record of each of a listing's lists (phones, hours...) whose rows have single fields only."""


def as_cell(value: object) -> str:
    """Write a value as the text of a cell; None is an empty cell."""
    if value is None:
        return ""
    kind = _BY_TYPE.get(type(value))
    return kind.write(value) if kind else str(value)


def as_json(value: object) -> Any:
    """Write a value as JSON: numbers, texts and booleans as they are, others as in a cell."""
    return value if type(value) in {bool, int, float, str} else as_cell(value)


def from_json(field: Field, value: object) -> Any:
    """Read a JSON value. null and "" are None. Raises ValueError."""
    if value is None or value == "":
        return None
    type_ = field.kind.type
    match value:
        case bool():
            if type_ is bool:
                return value
        case int() if type_ is int and abs(value) <= cells.LARGEST_WHOLE:
            return value
        case int() | float() if type_ is float:
            return float(value) + 0.0
        case str() if type_ not in {bool, int, float}:
            return field.kind.read(value)
    raise ValueError(f"{shown(str(value))} is not {field.kind.name}")


def read_each(values: Iterable[T], read: Callable[[T, int], Any], of_what: str = "") -> tuple[Any, ...]:
    """Read each value of a list, with its place from 0. The ValueError has the number of the faulty one, from 1."""
    rows: list[Any] = []
    for place, value in enumerate(values):
        try:
            rows.append(read(value, place))
        except ValueError as error:
            raise ValueError(f"{error} (item {place + 1}{of_what})") from None
    return tuple(rows)
