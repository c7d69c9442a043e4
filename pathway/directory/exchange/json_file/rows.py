"""The rows of a listing as JSON objects. Their keys are the fields of the row's record."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any
from uuid import UUID

from pathway.directory.exchange import cells, fields
from pathway.directory.exchange.fields import ROW_RECORDS, Field, fields_of
from pathway.directory.exchange.safe_text import nearest, shown
from pathway.directory.listing_record import (
    AddressRecord,
    LocationRecord,
    PhoneRecord,
    ScheduleRecord,
    ServiceAreaRecord,
    ServiceAtLocationRecord,
    ServiceRecord,
    nth_phone,
)

_OTHER_KEYS = {"areas": "service_areas", "at_locations": "service_at_locations"}
KEYS = {_OTHER_KEYS.get(name, name): name for name in (*ROW_RECORDS, "at_locations")}
"""The attribute of `listing_record.ServiceRecord` for each key."""

_RECORDS = {key: ROW_RECORDS.get(name, ServiceAtLocationRecord) for key, name in KEYS.items()}

_FIRST: dict[Any, Sequence[str]] = {
    ScheduleRecord: "id phone_id kind freq interval byday bymonthday dtstart valid_from valid_to".split()
}
"""Keys that come before those of the other fields, where the record has another order."""

_DERIVED = {(PhoneRecord, "digits"), (ServiceAreaRecord, "kind")}
"""Required fields that a file may leave out, because they follow from others."""


def write(service: ServiceRecord) -> dict[str, Any]:
    """Write every row of a listing, by key; a key without rows is left out."""
    lists = {key: getattr(service, name) for key, name in KEYS.items()}
    return {
        key: [_write(row, _RECORDS[key], nth) for nth, row in enumerate(rows)] for key, rows in lists.items() if rows
    }


def write_values(row: Any, form: Iterable[Field]) -> dict[str, Any]:
    """Write the fields of a row that are not empty."""
    values = {field.name: getattr(row, field.name) for field in form}
    return {name: fields.as_json(value) for name, value in values.items() if value not in (None, "")}


def read(key: str, value: object, service: Mapping[str, Any]) -> tuple[Any, ...]:
    """Read the rows under a key of a listing. The ValueError has the number of the faulty row, from 1."""
    record, phones = _RECORDS[key], service.get("phones")
    return fields.read_each(items_of(value), lambda row, nth: _read_row(record, row, nth, phones))


def items_of(value: object) -> list[Any]:
    """Return a list; null is an empty one, anything else a ValueError."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(f"{shown(str(value))} is not a list")
    return value


def read_values(json_object: object, form: Sequence[Field], nth: int | None = None) -> dict[str, Any]:
    """Read the values of an object, the nth of its list, from 0; an empty or missing one is the field's default.

    Raises ValueError, also when a required field has neither a value nor a default.
    """
    given = read_given(json_object, form)
    values: dict[str, Any] = {}
    for field in form:
        value = given.get(field.name)
        if value is None:
            value = nth if field.name == "position" and nth is not None else field.default
        if value is None and field.is_required:
            raise ValueError(f"{field.name} is missing")
        values[field.name] = value
    return values


def read_given(json_object: object, form: Sequence[Field]) -> dict[str, Any]:
    """Read the values that an object has; an empty one is None. Raises ValueError."""
    values = _copy(json_object)
    fields_by_name = {field.name: field for field in form}
    if unknown := next((key for key in values if key not in fields_by_name), None):
        raise ValueError(f"{shown(unknown)} is not a field we know here.{nearest(unknown, fields_by_name)}")
    for key, value in values.items():
        try:
            values[key] = fields.from_json(fields_by_name[key], value)
        except ValueError as error:
            raise ValueError(f"{key}: {error}") from None
    return values


def _form_of(record: Any) -> tuple[Field, ...]:
    fields_by_name = {
        field.name: replace(field, is_required=False) if (record, field.name) in _DERIVED else field
        for field in fields_of(record)
    }
    first = [fields_by_name.pop(name) for name in _FIRST.get(record, ())]
    return (*first, *fields_by_name.values())


_form: Callable[[Any], tuple[Field, ...]] = cache(_form_of)


def _write(row: Any, record: Any, nth: int) -> dict[str, Any]:
    written = write_values(row, _form(record))
    if written.get("position") == nth:
        del written["position"]
    if record is ServiceAtLocationRecord:
        written["location"] = _write(row.location, LocationRecord, nth)
    elif record is LocationRecord and row.addresses:
        written["addresses"] = [_write(address, AddressRecord, nth) for address in row.addresses]
    return written


def _read_row(record: Any, json_object: object, nth: int, phones: object) -> Any:
    if record is ServiceAtLocationRecord:
        return _read_place(json_object, nth)
    values = read_values(json_object, _form(record), nth)
    if record is PhoneRecord:
        values["digits"] = cells.dialled(values["number"], values["digits"])
    elif record is ServiceAreaRecord and values["kind"] is None:
        values["kind"], values["name"] = cells.area_of(values["name"])
    elif record is ScheduleRecord and values["phone_id"] is not None:
        values["phone_id"] = _which(values["phone_id"], phones)
    return record(**values)


def _which(phone_id: UUID, phones: object) -> UUID:
    """Return the stand-in (`nth_phone`) for a phone id, which has to be in the same listing."""
    ids = [phone.get("id") for phone in phones if isinstance(phone, dict)] if isinstance(phones, list) else []
    if str(phone_id) not in ids:
        raise ValueError(f"phone_id: {phone_id} is none of the phones of this service")
    return nth_phone(ids.index(str(phone_id)) + 1)


def _read_place(json_object: object, nth: int) -> ServiceAtLocationRecord:
    own = _copy(json_object)
    location_object = own.pop("location", None)
    values = read_values(own, _form(ServiceAtLocationRecord), nth)
    if not isinstance(location_object, dict):
        raise ValueError("location is missing")
    own = _copy(location_object)
    address_objects = items_of(own.pop("addresses", None))
    addresses = [AddressRecord(**read_values(address, _form(AddressRecord))) for address in address_objects]
    location = LocationRecord(**read_values(own, _form(LocationRecord)), addresses=tuple(addresses))
    return ServiceAtLocationRecord(location=location, **values)


def _copy(json_object: object) -> dict[str, Any]:
    if not isinstance(json_object, dict):
        raise ValueError(f"{shown(str(json_object))} is not an object")
    return json_object.copy()
