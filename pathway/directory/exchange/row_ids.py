"""Default ids of a listing's rows, derived from the listing's slug and the row, where the file has no id.

`place` counts from 0.
"""

from uuid import UUID

from pathway.directory.listing_record import (
    ContactRecord,
    LanguageRecord,
    PhoneRecord,
    ScheduleExceptionRecord,
    ServiceAreaRecord,
)
from pathway.directory.stable_ids import stable_id


def service_id(slug: str) -> UUID:
    """Return a listing's id."""
    return stable_id("service", slug)


def organization_id(name: str) -> UUID:
    """Return an organisation's id."""
    return stable_id("organization", name)


def term_id(taxonomy: str, code: str) -> UUID:
    """Return a term's id."""
    return stable_id(taxonomy, code)


def phone_id(slug: str, phone: PhoneRecord, place: int) -> UUID:
    """Return a phone's id."""
    return stable_id("phone", f"{slug}:{phone.digits}:{place}")


def schedule_id(slug: str, _row: object, place: int) -> UUID:
    """Return a window's id."""
    return stable_id("schedule", f"{slug}:{place}")


def source_id(slug: str, _row: object, place: int) -> UUID:
    """Return a source's id."""
    return stable_id("source", f"{slug}:{place}")


def area_id(slug: str, area: ServiceAreaRecord, _place: int) -> UUID:
    """Return an area's id."""
    return stable_id("area", f"{slug}:{area.name}")


def language_id(slug: str, language: LanguageRecord, _place: int) -> UUID:
    """Return a language's id."""
    return stable_id("language", f"{slug}:{language.name}")


def contact_id(slug: str, contact: ContactRecord, _place: int) -> UUID:
    """Return a contact's id."""
    parts = (contact.title, contact.department, contact.email)
    return stable_id("contact", f"{slug}:{':'.join(part or '' for part in parts)}")


def exception_id(slug: str, row: ScheduleExceptionRecord, _place: int) -> UUID:
    """Return the id of a date with other hours."""
    return stable_id("exception", f"{slug}:{row.on.isoformat()}:{row.opens_at or ''}")


def at_location_id(slug: str, place: int) -> UUID:
    """Return the id of the link between a service and a place."""
    return stable_id("at", _nth(slug, place))


def location_id(slug: str, place: int) -> UUID:
    """Return a place's id."""
    return stable_id("location", _nth(slug, place))


def address_id(slug: str, place: int, nth: int) -> UUID:
    """Return the id of the nth address of a place."""
    return stable_id("address", _nth(_nth(slug, place), nth))


def _nth(name: str, place: int) -> str:
    return f"{name}:{place}" if place else name
