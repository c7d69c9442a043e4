"""The changes a row makes to a listing, by spreadsheet column: one line per field, old and new."""

import re
from collections.abc import Iterator
from dataclasses import fields

from pathway.directory.exchange import lines
from pathway.directory.exchange.safe_text import plain, shown_change
from pathway.directory.exchange.spreadsheet import listing_row
from pathway.directory.listing_record import LocationRecord, ServiceRecord
from pathway.directory.vocabulary import LocationKind

_OF_THE_LISTING = [
    field.name for field in fields(ServiceRecord) if field.name not in {"organization", "last_modified_at"}
]
_LISTS = {
    *("phones", "contacts", "hours", "hours_exceptions", "areas", "languages", "sources", "former_identifiers"),
    *("agency_types", "needs", "for_whom", "exclusions", "topics", "places"),
}
_BOOKKEEPING = re.compile(r" \| (?:id|address_id|location_id|position)=[^|]*(?= \||$)")
"""Named parts of a line that mean nothing to a reader."""

NOW_CONFIDENTIAL = "its place becomes confidential: address, point and names of it are taken out here; copies remain"


def is_same(service: ServiceRecord, existing: ServiceRecord) -> bool:
    """Whether nothing about a listing changes. When it was last modified does not count."""
    same = all(getattr(service, name) == getattr(existing, name) for name in _OF_THE_LISTING)
    return same and service.organization.id == existing.organization.id


def differences(service: ServiceRecord, existing: ServiceRecord) -> Iterator[str]:
    """Yield a line for each change."""
    hidden = hides(service, existing)
    if hidden:
        yield NOW_CONFIDENTIAL
    before, after = (listing_row.written(listing) for listing in (existing, service))
    for column in listing_row.COLUMNS:
        old, new = before[column], after[column]
        if old == new or column == "last_modified_at" or (column == "places" and hidden):
            continue
        if column in _LISTS:
            yield from _list_differences(column, lines.cell_lines(old), lines.cell_lines(new))
        else:
            yield f"{column}: {shown_change(old, new)}"


def hides(service: ServiceRecord, existing: ServiceRecord) -> bool:
    """Whether a change makes a listing, or one of its places, confidential."""
    return service.is_confidential and bool(newly_confidential(service, existing) or not existing.is_confidential)


def newly_confidential(service: ServiceRecord, existing: ServiceRecord) -> list[LocationRecord]:
    """Return the existing places of a listing that the row makes confidential."""
    secret = {place.location.id for place in service.at_locations if place.location.kind is LocationKind.CONFIDENTIAL}
    existing_locations = (place.location for place in existing.at_locations)
    return [
        location
        for location in existing_locations
        if location.id in secret and location.kind is not LocationKind.CONFIDENTIAL
    ]


def _list_differences(column: str, old: list[str], new: list[str]) -> Iterator[str]:
    old, new = ([_BOOKKEEPING.sub("", line) for line in side] for side in (old, new))
    if sorted(old) == sorted(new):
        yield f"{column}: in another order, or known by other ids"
        return
    yield f"{column}:"
    yield from (f"  - {plain(line)}" for line in old if line not in new)
    yield from (f"  + {plain(line)}" for line in new if line not in old)
