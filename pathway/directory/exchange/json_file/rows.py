"""The rows of a listing as JSON objects: the keys of each, and reading one into a record."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from pathway.directory import listing_record
from pathway.directory.exchange import cells, fields
from pathway.directory.exchange.fields import Field, Kind
from pathway.directory.exchange.safe_text import nearest, shown
from pathway.directory.listing_record import NO_ID, ServiceRecord, nth_phone
from pathway.directory.vocabulary import AreaKind, BankHolidays, LocationKind, PhoneType, ScheduleKind

_ID = Field("id", Kind.ID)
_POSITION = Field("position", Kind.WHOLE)
_NOTE = Field("note")

PHONE = (
    _ID,
    Field("number", is_required=True),
    Field("digits"),
    Field("extension"),
    Field("type", Kind.WORD, PhoneType),
    Field("description"),
    Field("number_checked_on", Kind.DAY),
    Field("number_checked_by"),
    _POSITION,
)
CONTACT = (_ID, Field("title"), Field("department"), Field("email"))
SCHEDULE = (
    _ID,
    Field("phone_id", Kind.ID),
    Field("kind", Kind.WORD, ScheduleKind),
    Field("freq"),
    Field("interval", Kind.WHOLE),
    Field("byday"),
    Field("bymonthday"),
    Field("dtstart", Kind.DAY),
    Field("valid_from", Kind.DAY),
    Field("valid_to", Kind.DAY),
    Field("opens_at", Kind.TIME, is_required=True),
    Field("closes_at", Kind.TIME, is_required=True),
    Field("bank_holidays", Kind.WORD, BankHolidays),
    _NOTE,
    _POSITION,
)
EXCEPTION = (
    _ID,
    Field("on", Kind.DAY, is_required=True),
    Field("opens_at", Kind.TIME),
    Field("closes_at", Kind.TIME),
    _NOTE,
)
AREA = (_ID, Field("kind", Kind.WORD, AreaKind), Field("name", is_required=True), _POSITION)
LANGUAGE = (_ID, Field("name", is_required=True), _NOTE)
SOURCE = (
    _ID,
    Field("title", is_required=True),
    Field("url"),
    Field("type"),
    Field("page_date"),
    Field("seen_on", Kind.DAY),
    _POSITION,
)
ADDRESS = (
    _ID,
    Field("address_1"),
    Field("city"),
    Field("state_province"),
    Field("postal_code"),
    Field("country"),
)
LOCATION = (
    _ID,
    Field("kind", Kind.WORD, LocationKind, is_required=True),
    Field("name"),
    Field("ward"),
    Field("latitude", Kind.DEGREES),
    Field("longitude", Kind.DEGREES),
    Field("is_approximate", Kind.YES_NO),
    Field("coordinate_source"),
)

_SIMPLE: dict[str, tuple[Callable[..., Any], tuple[Field, ...]]] = {
    "contacts": (listing_record.ContactRecord, CONTACT),
    "schedule_exceptions": (listing_record.ScheduleExceptionRecord, EXCEPTION),
    "languages": (listing_record.LanguageRecord, LANGUAGE),
    "sources": (listing_record.SourceRecord, SOURCE),
}
KEYS = {
    "phones": "phones",
    "contacts": "contacts",
    "schedules": "schedules",
    "schedule_exceptions": "schedule_exceptions",
    "service_areas": "areas",
    "languages": "languages",
    "sources": "sources",
    "service_at_locations": "at_locations",
}
"""The attribute of `listing_record.ServiceRecord` for each key."""

_FORMS = {"phones": PHONE, "schedules": SCHEDULE, "service_areas": AREA} | {
    key: form for key, (_, form) in _SIMPLE.items()
}


def write(service: ServiceRecord) -> dict[str, Any]:
    """Write every row of a listing, by key; a key without rows is left out."""
    written: dict[str, Any] = {}
    for key, name in KEYS.items():
        rows = getattr(service, name)
        if rows and key == "service_at_locations":
            written[key] = [_write_place(place, nth) for nth, place in enumerate(rows)]
        elif rows:
            written[key] = [_write(row, _FORMS[key], nth) for nth, row in enumerate(rows)]
    return written


def read(key: str, value: object, service: Mapping[str, Any]) -> tuple[Any, ...]:
    """Read the rows under a key of a listing. The ValueError has the number of the faulty row, from 1."""
    phones = service.get("phones")
    readers: dict[str, Callable[[object, int], Any]] = {
        "phones": _read_phone,
        "schedules": partial(_read_schedule, phones),
        "service_areas": _read_area,
        "service_at_locations": _read_place,
    }
    reader = readers.get(key) or partial(_read_simple, *_SIMPLE[key])
    rows: list[Any] = []
    for place, row in enumerate(items_of(value)):
        try:
            rows.append(reader(row, place))
        except ValueError as error:
            raise ValueError(f"{error} (item {place + 1})") from None
    return tuple(rows)


def items_of(value: object) -> list[Any]:
    """Return a list; null is an empty one, anything else a ValueError."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(f"{shown(str(value))} is not a list")
    return value


def read_values(json_object: object, form: Sequence[Field], *, partly: bool = False) -> dict[str, Any]:
    """Read the values of an object: those that are not empty, or with `partly` all that it has."""
    if not isinstance(json_object, dict):
        raise ValueError(f"{shown(str(json_object))} is not an object")
    fields_by_name = {field.name: field for field in form}
    if unknown := next((key for key in json_object if key not in fields_by_name), None):
        raise ValueError(f"{shown(unknown)} is not a field we know here.{nearest(unknown, fields_by_name)}")
    values: dict[str, Any] = {}
    for key, value in json_object.items():
        try:
            parsed = fields.from_json(fields_by_name[key], value)
        except ValueError as error:
            raise ValueError(f"{key}: {error}") from None
        if parsed is not None or partly:
            values[key] = parsed
    if not partly and (
        missing := next((field.name for field in form if field.is_required and field.name not in values), None)
    ):
        raise ValueError(f"{missing} is missing")
    return values


def _write(row: Any, form: Iterable[Field], nth: int) -> dict[str, Any]:
    values = {field.name: getattr(row, field.name) for field in form}
    if values.get("position") == nth:
        del values["position"]
    return {name: fields.as_json(value) for name, value in values.items() if value not in (None, "")}


def _write_place(place: listing_record.ServiceAtLocationRecord, nth: int) -> dict[str, Any]:
    location = _write(place.location, LOCATION, nth)
    if place.location.addresses:
        location["addresses"] = [_write(address, ADDRESS, nth) for address in place.location.addresses]
    return {**_write(place, (_ID, _POSITION), nth), "location": location}


def _read_simple(record_type: Callable[..., Any], form: tuple[Field, ...], row: object, place: int) -> Any:
    values = {"id": NO_ID, **read_values(row, form)}
    if _POSITION in form:
        values.setdefault("position", place)
    return record_type(**values)


def _read_phone(row: object, place: int) -> listing_record.PhoneRecord:
    values = {"id": NO_ID, "position": place, **read_values(row, PHONE)}
    values["digits"] = cells.dialled(values["number"], values.get("digits"))
    return listing_record.PhoneRecord(**values)


def _read_schedule(phones: object, row: object, place: int) -> listing_record.ScheduleRecord:
    values = {"id": NO_ID, "position": place, **read_values(row, SCHEDULE)}
    if phone_id := values.get("phone_id"):
        values["phone_id"] = _which(phone_id, phones)
    return listing_record.ScheduleRecord(**values)


def _which(phone_id: UUID, phones: object) -> UUID:
    """Return the stand-in (`nth_phone`) for a phone id, which has to be in the same listing."""
    ids = [phone.get("id") for phone in phones if isinstance(phone, dict)] if isinstance(phones, list) else []
    if str(phone_id) not in ids:
        raise ValueError(f"phone_id: {phone_id} is none of the phones of this service")
    return nth_phone(ids.index(str(phone_id)) + 1)


def _read_area(row: object, place: int) -> listing_record.ServiceAreaRecord:
    values = {"id": NO_ID, "position": place, **read_values(row, AREA)}
    if "kind" not in values:
        values["kind"], values["name"] = cells.area_of(values["name"])
    return listing_record.ServiceAreaRecord(**values)


def _read_place(row: object, place: int) -> listing_record.ServiceAtLocationRecord:
    if not isinstance(row, dict):
        raise ValueError(f"{shown(str(row))} is not an object")
    rest = {key: value for key, value in row.items() if key != "location"}
    values = {"id": NO_ID, "position": place, **read_values(rest, (_ID, _POSITION))}
    location_object = row.get("location")
    if not isinstance(location_object, dict):
        raise ValueError("location is missing")
    own = {key: value for key, value in location_object.items() if key != "addresses"}
    addresses = tuple(
        listing_record.AddressRecord(**{"id": NO_ID, **read_values(address, ADDRESS)})
        for address in items_of(location_object.get("addresses"))
    )
    location = listing_record.LocationRecord(**{"id": NO_ID, **read_values(own, LOCATION)}, addresses=addresses)
    return listing_record.ServiceAtLocationRecord(location=location, **values)
