"""Default ids of a listing's rows, derived from the listing's slug and the row, where the file has no id.

`place` counts from 0.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

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


ROW_ID: dict[str, Callable[[str, Any, int], UUID]] = {
    "phones": lambda slug, phone, place: stable_id("phone", f"{slug}:{phone.digits}:{place}"),
    "contacts": lambda slug, contact, _: stable_id(
        "contact", f"{slug}:{contact.title or ''}:{contact.department or ''}:{contact.email or ''}"
    ),
    "schedules": lambda slug, _, place: stable_id("schedule", f"{slug}:{place}"),
    "schedule_exceptions": lambda slug, row, _: stable_id(
        "exception", f"{slug}:{row.on.isoformat()}:{row.opens_at or ''}"
    ),
    "areas": lambda slug, area, _: stable_id("area", f"{slug}:{area.name}"),
    "languages": lambda slug, language, _: stable_id("language", f"{slug}:{language.name}"),
    "sources": lambda slug, _, place: stable_id("source", f"{slug}:{place}"),
}
"""The id of a row, from the listing's slug, the row and its place, by the name of its list."""


def place_id(kind: str, slug: str, *places: int) -> UUID:
    """Return the id of a listing's link to a place ("at"), of the place ("location") or of its "address"."""
    return stable_id(kind, ":".join([slug, *(str(place) for place in places if place)]))
