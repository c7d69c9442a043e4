"""What a row changes about a listing, in the words of the spreadsheet: one line a field, old and new."""

import re
from collections.abc import Iterator
from dataclasses import fields

from pathway.directory.exchange import lines
from pathway.directory.exchange.safe_text import plain, shown_change
from pathway.directory.exchange.spreadsheet import listing_row
from pathway.directory.listing_record import Location, Service
from pathway.directory.vocabulary import LocationKind

_OF_THE_LISTING = [field.name for field in fields(Service) if field.name not in {"organization", "last_modified_at"}]
_LISTS = {
    *("phones", "contacts", "hours", "hours_exceptions", "areas", "languages", "sources", "former_identifiers"),
    *("agency_types", "needs", "for_whom", "exclusions", "topics", "places"),
}
_BOOKKEEPING = re.compile(r" \| (?:id|address_id|location_id|position)=[^|]*(?= \||$)")
"""Parts of a line that say nothing to a reader."""

NOW_CONFIDENTIAL = "its place becomes confidential: address, point and names of it are taken out here; copies remain"


def is_same(service: Service, held: Service) -> bool:
    """Whether a listing says what it said. The day it was last changed is no part of what it says."""
    same = all(getattr(service, name) == getattr(held, name) for name in _OF_THE_LISTING)
    return same and service.organization.id == held.organization.id


def differences(service: Service, held: Service) -> Iterator[str]:
    """Yield the lines that tell a reader what changes."""
    hides = service.is_confidential and bool(newly_confidential(service, held) or not held.is_confidential)
    if hides:
        yield NOW_CONFIDENTIAL
    before, after = (listing_row.written(one) for one in (held, service))
    for column in listing_row.COLUMNS:
        old, new = before[column], after[column]
        if old == new or column == "last_modified_at" or (column == "places" and hides):
            continue
        if column in _LISTS:
            yield from _list_differences(column, lines.cell_lines(old), lines.cell_lines(new))
        else:
            yield f"{column}: {shown_change(old, new)}"


def newly_confidential(service: Service, held: Service) -> list[Location]:
    """Return the places that are known here and that the row makes confidential."""
    secret = {place.location.id for place in service.at_locations if place.location.kind is LocationKind.CONFIDENTIAL}
    known = (place.location for place in held.at_locations)
    return [place for place in known if place.id in secret and place.kind is not LocationKind.CONFIDENTIAL]


def _list_differences(column: str, old: list[str], new: list[str]) -> Iterator[str]:
    old, new = ([_BOOKKEEPING.sub("", line) for line in listed] for listed in (old, new))
    if sorted(old) == sorted(new):
        yield f"{column}: in another order, or known by other ids"
        return
    yield f"{column}:"
    yield from (f"  - {plain(line)}" for line in old if line not in new)
    yield from (f"  + {plain(line)}" for line in new if line not in old)
