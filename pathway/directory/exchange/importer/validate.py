"""Checks a listing before it is written: lengths, ranges, web addresses, hours. Each fault begins with the field.

Types were checked when the file was read. Confidential listings have more checks (`confidentiality`).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from uuid import UUID

from pathway.directory import models
from pathway.directory.exchange.column_lengths import lengths
from pathway.directory.exchange.importer.row_values import ROWS
from pathway.directory.exchange.safe_text import shown
from pathway.directory.geography import postcodes_in
from pathway.directory.hours.stored import window_of
from pathway.directory.listing_record import NO_ID, OrganizationRecord, ScheduleRecord, ServiceRecord
from pathway.organizations.models import Organization

_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+")
_WEB = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_SLUG = re.compile(r"[^\s/?#%&<>\"']+")
_MOST_POSITIONS = 10**6
_OLDEST = 120
_COLUMN_OF = {"schedules": "hours", "schedule_exceptions": "hours_exceptions"}


def faults(service: ServiceRecord) -> Iterator[str]:
    """Yield the faults of a listing. SQLite ignores lengths, and neither engine's error names the listing."""
    yield from _too_long("", models.Service, service)
    yield from _single(service)
    for name, model in ROWS.items():
        rows = getattr(service, name)
        for row in rows:
            yield from _too_long(f"{_COLUMN_OF.get(name, name)}: ", model, row)
            if not 0 <= getattr(row, "position", 0) <= _MOST_POSITIONS:
                yield f"{name}: position is not from 0 to {_MOST_POSITIONS}"
        yield from _twice(_COLUMN_OF.get(name, name), "id", [row.id for row in rows])
    yield from _phones_and_hours(service)
    for source in service.sources:
        if source.url and not _WEB.fullmatch(source.url):
            yield f"sources: {shown(source.url)} does not begin with https:// or http://"
    for former in service.former_identifiers:
        if len(former) > 120 or not _SLUG.fullmatch(former):
            yield f"former_identifiers: {shown(former)} is not an id or a slug"
    yield from _places(service)


@lru_cache(10_000)
def owner_faults(owner: OrganizationRecord) -> tuple[str, ...]:
    """Return the faults of an organisation. One of its listings may be confidential: no postcode in its name."""
    too_long = [*_too_long("organization: ", Organization, owner)]
    return (*too_long, "organization: name has a postcode in it") if postcodes_in(owner.name) else tuple(too_long)


def _single(service: ServiceRecord) -> Iterator[str]:
    if not _SLUG.fullmatch(service.slug) or _is_id(service.slug):
        yield f"slug: {shown(service.slug)} cannot stand in an address: use letters, digits and hyphens"
    if service.url and not _WEB.fullmatch(service.url):
        yield f"url: {shown(service.url)} does not begin with https:// or http://"
    for field, email in (("email", service.email), *(("contacts", contact.email) for contact in service.contacts)):
        if email and not _EMAIL.fullmatch(email):
            yield f"{field}: {shown(email)} is not an e-mail address"
    yield from _ages(service.minimum_age, service.maximum_age)
    if (service.assured_on is None) != (service.assured_by is None):
        yield "assured_on: goes together with assured_by: who confirmed it, and when"


def _ages(minimum: int | None, maximum: int | None) -> Iterator[str]:
    """Yield the fault of an age range: the first, if it has several."""
    for field, age in (("minimum_age", minimum), ("maximum_age", maximum)):
        if age is not None and not 0 <= age <= _OLDEST:
            yield f"{field} is not from 0 to {_OLDEST}"
            return
    if minimum is not None and maximum is not None and minimum > maximum:
        yield "minimum_age is above maximum_age"


def _phones_and_hours(service: ServiceRecord) -> Iterator[str]:
    for phone in service.phones:
        if (phone.number_checked_on is None) != (phone.number_checked_by is None):
            yield f"phones: {shown(phone.number)}: checked_on goes together with checked_by"
    ids = {phone.id for phone in service.phones}
    for row in service.schedules:
        if row.phone_id is not None and row.phone_id not in ids:
            yield "hours: a row belongs to a number that is not one of this listing's"
        if fault := _window_fault(row._replace(id=NO_ID, phone_id=None, position=0)):
            yield f"hours: {fault}"
    for day in service.schedule_exceptions:
        if (day.opens_at is None) != (day.closes_at is None):
            yield f"hours_exceptions: {day.on}: opens and closes go together"
    yield from _twice("hours_exceptions", "date", [(day.on, day.opens_at) for day in service.schedule_exceptions])


def _places(service: ServiceRecord) -> Iterator[str]:
    for place in service.at_locations:
        location = place.location
        yield from _too_long("places: ", models.Location, location)
        latitude, longitude = location.latitude, location.longitude
        if (latitude is None) != (longitude is None):
            yield "places: latitude and longitude go together"
        elif latitude is not None and longitude is not None and not (abs(latitude) <= 90 and abs(longitude) <= 180):
            yield "places: latitude and longitude are not degrees"
        for address in location.addresses:
            yield from _too_long("places: ", models.Address, address)
        yield from _twice("places", "address id", [address.id for address in location.addresses])
    yield from _twice("places", "id", [place.id for place in service.at_locations])
    yield from _twice("places", "place", [place.location.id for place in service.at_locations])


@lru_cache(10_000)
def _window_fault(row: ScheduleRecord) -> str | None:
    """Return why a window cannot be read as hours, or None. Cached: most listings share a few windows."""
    if not 1 <= row.interval <= 52:
        return "every= is from 1 to 52"
    try:
        window_of(row).weekdays  # noqa: B018 - days are parsed on first access
    except ValueError as error:
        return str(error)
    return None


def _too_long(within: str, model: Any, row: Any) -> Iterator[str]:
    for name, most in lengths(model).items():
        value = getattr(row, name, None)
        if isinstance(value, str) and len(value) > most:
            yield f"{within}{name} is longer than {most} characters"


def _twice(field: str, what: str, values: list[Any]) -> Iterator[str]:
    if len(set(values)) < len(values):
        again = next(value for value in values if values.count(value) > 1)
        yield f"{field}: the {what} {_plain(again)} stands twice"


def _plain(value: Any) -> str:
    return " ".join(str(part) for part in value if part) if isinstance(value, tuple) else str(value)


def _is_id(slug: str) -> bool:
    try:
        UUID(slug)
    except ValueError:
        return False
    return True
