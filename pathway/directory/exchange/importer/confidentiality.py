"""Refuses a file that says where a confidential service is, whether the file makes it confidential or it is so already.

An old spreadsheet would bring back an address that somebody took out. No message repeats anything about the place.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import fields
from typing import Any
from uuid import UUID

from pathway.directory.confidential import fields_with_places
from pathway.directory.exchange.importer.existing_listings import name_key
from pathway.directory.listing_record import LocationRecord, ServiceRecord
from pathway.directory.vocabulary import LocationKind

IS_SO_HERE = (
    "places: this listing is confidential here, so a file cannot say where it is."
    " Write the one word: confidential (in JSON, the kind alone)"
)
_NAMED = {"addresses": "an address", "latitude": "a point", "longitude": "a point"}


def faults(
    service: ServiceRecord,
    existing: ServiceRecord | None,
    existing_locations: Mapping[UUID, LocationRecord],
    confidential_names: Set[str] = frozenset(),
) -> Iterator[str]:
    """Yield a fault for each thing a row would reveal.

    `existing_locations` are the rows' places in the database, `confidential_names` the `name_key`s of its confidential
    listings, which a new listing may not have when it says where it is.
    """
    if service.is_confidential:
        yield from _stated_places(service)
    if existing is not None and existing.is_confidential:
        yield from _returned_places(service, existing)
    elif (
        existing is None
        and any(name_key(name) in confidential_names for name in (service.name, service.alternate_name) if name)
        and any(place.location.says_where for place in service.at_locations)
    ):
        yield "places: a listing of this name is confidential here, so a file cannot say where it is"
    for place in service.at_locations:
        existing_location = existing_locations.get(place.location.id)
        if existing_location is not None and _is_secret(existing_location) and not _is_secret(place.location):
            yield IS_SO_HERE


def _stated_places(service: ServiceRecord) -> Iterator[str]:
    for place in service.at_locations:
        location = place.location
        if not _is_secret(location):
            continue
        for part in ("addresses", "name", "ward", "latitude", "longitude", "coordinate_source"):
            if getattr(location, part) not in (None, ()):
                yield f"places: a confidential place cannot have {_NAMED.get(part, part)}"
        if location.is_approximate:
            yield "places: a confidential place cannot have a point"
    words = {field.name: getattr(service, field.name) for field in fields(ServiceRecord)}
    words["at_locations"] = tuple(place for place in service.at_locations if _is_secret(place.location))
    for name, what in fields_with_places(words):
        yield f"{name}: a confidential listing has {what} in it: take it out"


def _returned_places(service: ServiceRecord, existing: ServiceRecord) -> Iterator[str]:
    """Yield a fault when the row drops a confidential place of the listing, or adds or changes an open one."""
    stated = {place.location.id for place in service.at_locations if _is_secret(place.location)}
    existing_locations = {place.location for place in existing.at_locations}
    secret = {place.location.id for place in existing.at_locations if _is_secret(place.location)}
    others = (place.location for place in service.at_locations if not _is_secret(place.location))
    if not secret <= stated or any(location not in existing_locations for location in others):
        yield IS_SO_HERE


def _is_secret(location: Any) -> bool:
    return location.kind is LocationKind.CONFIDENTIAL
