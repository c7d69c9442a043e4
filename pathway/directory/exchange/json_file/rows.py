"""The rows of a listing as JSON objects: which keys each has, and how one becomes a record."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from pathway.directory import listing_record
from pathway.directory.exchange import cells, fields
from pathway.directory.exchange.fields import Field, Kind
from pathway.directory.exchange.safe_text import nearest, shown
from pathway.directory.listing_record import NO_ID, Service, nth_phone
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
    "contacts": (listing_record.Contact, CONTACT),
    "schedule_exceptions": (listing_record.ScheduleException, EXCEPTION),
    "languages": (listing_record.Language, LANGUAGE),
    "sources": (listing_record.Source, SOURCE),
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
"""The attribute of `listing_record.Service` that each key stands for."""

_FORMS = {"phones": PHONE, "schedules": SCHEDULE, "service_areas": AREA} | {
    key: form for key, (_, form) in _SIMPLE.items()
}


def write(service: Service) -> dict[str, Any]:
    """Write every row of a listing, by key; a key without rows is left out."""
    written: dict[str, Any] = {}
    for key, name in KEYS.items():
        found = getattr(service, name)
        if found and key == "service_at_locations":
            written[key] = [_write_place(place, nth) for nth, place in enumerate(found)]
        elif found:
            written[key] = [_write(row, _FORMS[key], nth) for nth, row in enumerate(found)]
    return written


def read(key: str, value: object, item: Mapping[str, Any]) -> tuple[Any, ...]:
    """Read the rows under a key of a listing. ValueError names the one at fault, from 1."""
    phones = item.get("phones")
    readers: dict[str, Callable[[object, int], Any]] = {
        "phones": _read_phone,
        "schedules": partial(_read_schedule, phones),
        "service_areas": _read_area,
        "service_at_locations": _read_place,
    }
    reader = readers.get(key) or partial(_read_simple, *_SIMPLE[key])
    found: list[Any] = []
    for place, one in enumerate(items_of(value)):
        try:
            found.append(reader(one, place))
        except ValueError as error:
            raise ValueError(f"{error} (item {place + 1})") from None
    return tuple(found)


def items_of(value: object) -> list[Any]:
    """Return a list; null is an empty one, anything else a ValueError."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(f"{shown(str(value))} is not a list")
    return value


def read_values(item: object, form: Sequence[Field], *, partly: bool = False) -> dict[str, Any]:
    """Read the values of an object: those that are not empty, or with `partly` those that stand there."""
    if not isinstance(item, dict):
        raise ValueError(f"{shown(str(item))} is not an object")
    known = {field.name: field for field in form}
    if strange := next((key for key in item if key not in known), None):
        raise ValueError(f"{shown(strange)} is not a field we know here.{nearest(strange, known)}")
    found: dict[str, Any] = {}
    for key, value in item.items():
        try:
            read_ = fields.from_json(known[key], value)
        except ValueError as error:
            raise ValueError(f"{key}: {error}") from None
        if read_ is not None or partly:
            found[key] = read_
    if not partly and (
        missing := next((field.name for field in form if field.is_required and field.name not in found), None)
    ):
        raise ValueError(f"{missing} is missing")
    return found


def _write(row: Any, form: Iterable[Field], nth: int) -> dict[str, Any]:
    values = {field.name: getattr(row, field.name) for field in form}
    if values.get("position") == nth:
        del values["position"]
    return {name: fields.as_json(value) for name, value in values.items() if value not in (None, "")}


def _write_place(place: listing_record.ServiceAtLocation, nth: int) -> dict[str, Any]:
    location = _write(place.location, LOCATION, nth)
    if place.location.addresses:
        location["addresses"] = [_write(address, ADDRESS, nth) for address in place.location.addresses]
    return {**_write(place, (_ID, _POSITION), nth), "location": location}


def _read_simple(made: Callable[..., Any], form: tuple[Field, ...], one: object, place: int) -> Any:
    values = {"id": NO_ID, **read_values(one, form)}
    if _POSITION in form:
        values.setdefault("position", place)
    return made(**values)


def _read_phone(one: object, place: int) -> listing_record.Phone:
    values = {"id": NO_ID, "position": place, **read_values(one, PHONE)}
    values["digits"] = cells.dialled(values["number"], values.get("digits"))
    return listing_record.Phone(**values)


def _read_schedule(phones: object, one: object, place: int) -> listing_record.Schedule:
    values = {"id": NO_ID, "position": place, **read_values(one, SCHEDULE)}
    if phone_id := values.get("phone_id"):
        values["phone_id"] = _which(phone_id, phones)
    return listing_record.Schedule(**values)


def _which(phone_id: UUID, phones: object) -> UUID:
    """Return what stands for the number of that id, which has to be one of the same listing's."""
    ids = [one.get("id") for one in phones if isinstance(one, dict)] if isinstance(phones, list) else []
    if str(phone_id) not in ids:
        raise ValueError(f"phone_id: {phone_id} is none of the phones of this service")
    return nth_phone(ids.index(str(phone_id)) + 1)


def _read_area(one: object, place: int) -> listing_record.ServiceArea:
    values = {"id": NO_ID, "position": place, **read_values(one, AREA)}
    if "kind" not in values:
        values["kind"], values["name"] = cells.area_of(values["name"])
    return listing_record.ServiceArea(**values)


def _read_place(one: object, place: int) -> listing_record.ServiceAtLocation:
    if not isinstance(one, dict):
        raise ValueError(f"{shown(str(one))} is not an object")
    rest = {key: value for key, value in one.items() if key != "location"}
    values = {"id": NO_ID, "position": place, **read_values(rest, (_ID, _POSITION))}
    location = one.get("location")
    if not isinstance(location, dict):
        raise ValueError("location is missing")
    own = {key: value for key, value in location.items() if key != "addresses"}
    addresses = tuple(
        listing_record.Address(**{"id": NO_ID, **read_values(address, ADDRESS)})
        for address in items_of(location.get("addresses"))
    )
    there = listing_record.Location(**{"id": NO_ID, **read_values(own, LOCATION)}, addresses=addresses)
    return listing_record.ServiceAtLocation(location=there, **values)
