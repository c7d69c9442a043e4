"""No field of a listing is missing in its table, its record or a format, where it would be lost without an error."""

import dataclasses
from datetime import UTC, date, datetime, time
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
from sqlalchemy import inspect

from pathway.directory import listing_record, models
from pathway.directory.exchange.json_file import listing_object
from pathway.directory.exchange.spreadsheet import listing_row
from pathway.directory.vocabulary import LocationKind
from pathway.organizations.models import Organization

PAIRS: dict[str, tuple[type[Any], type[Any], set[str]]] = {
    "Service": (models.Service, listing_record.ServiceRecord, {"organization_id", "version", "was_confirmed"}),
    "Organization": (Organization, listing_record.OrganizationRecord, {"is_demo"}),
    "Phone": (models.Phone, listing_record.PhoneRecord, {"service_id"}),
    "Contact": (models.Contact, listing_record.ContactRecord, {"service_id"}),
    "Schedule": (models.Schedule, listing_record.ScheduleRecord, {"service_id"}),
    "ScheduleException": (models.ScheduleException, listing_record.ScheduleExceptionRecord, {"service_id"}),
    "ServiceArea": (models.ServiceArea, listing_record.ServiceAreaRecord, {"service_id"}),
    "Language": (models.Language, listing_record.LanguageRecord, {"service_id"}),
    "Source": (models.Source, listing_record.SourceRecord, {"service_id"}),
    "ServiceAtLocation": (
        models.ServiceAtLocation,
        listing_record.ServiceAtLocationRecord,
        {"service_id", "location_id"},
    ),
    "Location": (models.Location, listing_record.LocationRecord, set()),
    "Address": (models.Address, listing_record.AddressRecord, {"location_id", "location_kind"}),
}
"""Tables with their records, and the columns that no file has: foreign keys, counters, marks of demo rows."""

HOLDS_ROWS = {"organization", "location", "addresses"}
VALUES: dict[type, Any] = {
    str: "some words",
    bool: True,
    int: 7,
    float: 51.5,
    date: date(2026, 11, 24),
    datetime: datetime(2026, 11, 24, 10, 30, tzinfo=UTC),
    time: time(9, 30),
    UUID: UUID(int=1 << 64),
}


@pytest.mark.parametrize("name", PAIRS)
def test_a_record_has_every_column_of_its_table_and_no_other(name: str) -> None:
    model, record, ties = PAIRS[name]
    columns = {attribute.key for attribute in inspect(model).column_attrs}

    assert columns - ties == set(_single_values(record))


def _single_values(record: type[Any]) -> dict[str, Any]:
    """The type of every single value of a record, without rows and lists of rows; for an optional one without None."""
    hints = get_type_hints(record)
    names = (
        record._fields if hasattr(record, "_fields") else [attribute.name for attribute in dataclasses.fields(record)]
    )
    single = [name for name in names if name not in HOLDS_ROWS and get_origin(hints[name]) is not tuple]
    return {
        name: next(type_ for type_ in (*get_args(hints[name]), hints[name]) if type_ is not NoneType) for name in single
    }


OWN = {
    "phones": listing_record.PhoneRecord,
    "contacts": listing_record.ContactRecord,
    "schedules": listing_record.ScheduleRecord,
    "schedule_exceptions": listing_record.ScheduleExceptionRecord,
    "areas": listing_record.ServiceAreaRecord,
    "languages": listing_record.LanguageRecord,
    "sources": listing_record.SourceRecord,
}
"""The records of a listing's lists."""

READABLE = {"number": "020 7946 0000", "digits": "02079460000", "byday": "MO", "bymonthday": "1", "freq": "MONTHLY"}
"""Values that a reader checks."""


def _filled(record: type[Any]) -> dict[str, Any]:
    """A value for each attribute of a record, other than its default."""
    return {
        name: READABLE.get(name) or (list(type_)[-1] if issubclass(type_, StrEnum) else VALUES[type_])
        for name, type_ in _single_values(record).items()
    }


def _place() -> listing_record.ServiceAtLocationRecord:
    address = listing_record.AddressRecord(**_filled(listing_record.AddressRecord) | {"country": "IE"})
    location = _filled(listing_record.LocationRecord) | {"kind": LocationKind.SITE}
    return listing_record.ServiceAtLocationRecord(
        VALUES[UUID], listing_record.LocationRecord(**location, addresses=(address,)), position=7
    )


def _full() -> listing_record.ServiceRecord:
    """A listing with everything in it."""
    rows: dict[str, Any] = {name: (record(**_filled(record)),) for name, record in OWN.items()}
    rows["schedules"] = (rows["schedules"][0]._replace(phone_id=rows["phones"][0].id),)
    return listing_record.ServiceRecord(
        organization=listing_record.OrganizationRecord(**_filled(listing_record.OrganizationRecord)),
        at_locations=(_place(),),
        former_identifiers=("an-earlier-name",),
        **_filled(listing_record.ServiceRecord),
        **rows,
    )


CHANGED: dict[type, Any] = {
    str: "other words",
    bool: False,
    int: 8,
    float: 52.5,
    date: date(2026, 12, 25),
    datetime: datetime(2026, 12, 25, 10, 30, tzinfo=UTC),
    time: time(10, 45),
    UUID: UUID(int=2 << 64),
}
DERIVED = {("Phone", "digits"), ("Phone", "id"), ("Schedule", "phone_id")}
"""Values derived from others of the listing, or from which others are derived."""


def _changed(row: Any, name: str, type_: type[Any]) -> Any:
    value = {"number": "020 7946 0123", "byday": "TU", "bymonthday": "2", "freq": "WEEKLY"}.get(name)
    if issubclass(type_, StrEnum):
        value = next(word for word in type_ if word is not getattr(row, name))
    value = CHANGED[type_] if value is None else value
    return row._replace(**{name: value}) if hasattr(row, "_replace") else dataclasses.replace(row, **{name: value})


def _written(service: listing_record.ServiceRecord) -> tuple[object, object]:
    return (
        listing_row.write_row(service, listing_row.COLUMNS),
        listing_object.write_service(service, everything=True),
    )


def _changes() -> dict[str, listing_record.ServiceRecord]:
    """The full listing with one value changed, by the name of the value."""
    full, listings = _full(), {}
    for name, type_ in _single_values(listing_record.ServiceRecord).items():
        listings[f"Service.{name}"] = _changed(full, name, type_)
    for name, type_ in _single_values(listing_record.OrganizationRecord).items():
        owner = _changed(full.organization, name, type_)
        listings[f"Organization.{name}"] = dataclasses.replace(full, organization=owner)
    for list_name, record in OWN.items():
        table = record.__name__.removesuffix("Record")
        for name, type_ in _single_values(record).items():
            if (table, name) not in DERIVED:
                row = _changed(getattr(full, list_name)[0], name, type_)
                listings[f"{table}.{name}"] = dataclasses.replace(full, **{list_name: (row,)})
    (place,) = full.at_locations
    (address,) = place.location.addresses
    for name, type_ in _single_values(listing_record.LocationRecord).items():
        changed = place._replace(location=_changed(place.location, name, type_))
        listings[f"Location.{name}"] = dataclasses.replace(full, at_locations=(changed,))
    for name, type_ in _single_values(listing_record.AddressRecord).items():
        location = place.location._replace(addresses=(_changed(address, name, type_),))
        listings[f"Address.{name}"] = dataclasses.replace(full, at_locations=(place._replace(location=location),))
    return listings


@pytest.mark.parametrize("name", _changes())
def test_both_formats_carry_every_value(name: str) -> None:
    (row, document), (other_row, other_document) = _written(_full()), _written(_changes()[name])

    assert row != other_row, "the spreadsheet does not have it"
    assert document != other_document, "the JSON file does not have it"
