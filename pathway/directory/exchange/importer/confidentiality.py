"""A file never says where a confidential service is: not of one it makes confidential, and not of one that is so here.

An old spreadsheet would bring an address back that somebody took out. Nothing of the place is repeated in a message.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any
from uuid import UUID

from pathway.directory.confidential import fields_with_postcodes
from pathway.directory.exchange.importer.existing_listings import Known, name_key
from pathway.directory.listing_record import Location, Service
from pathway.directory.vocabulary import LocationKind

IS_SO_HERE = (
    "places: this listing is confidential here, so a file cannot say where it is."
    " Write the one word: confidential (in JSON, the kind alone)"
)
_NAMED = {"addresses": "an address", "latitude": "a point", "longitude": "a point"}


def faults(service: Service, held: Service | None, there: Mapping[UUID, Location], known: Known) -> Iterator[str]:
    """Yield what a row would give away. `there` are the places of these ids that the database holds."""
    if service.is_confidential:
        yield from _said(service)
    if held is not None and held.is_confidential:
        yield from _brought_back(service, held)
    elif held is None and _is_known_by_name(service, known) and _says_where(service):
        yield "places: a listing of this name is confidential here, so a file cannot say where it is"
    for place in service.at_locations:
        before = there.get(place.location.id)
        if before is not None and _is_secret(before) and not _is_secret(place.location):
            yield IS_SO_HERE


def _said(service: Service) -> Iterator[str]:
    for place in service.at_locations:
        location = place.location
        if not _is_secret(location):
            continue
        for part in ("addresses", "name", "ward", "latitude", "longitude", "coordinate_source"):
            if getattr(location, part) not in (None, ()):
                yield f"places: a confidential place cannot have {_NAMED.get(part, part)}"
        if location.is_approximate:
            yield "places: a confidential place cannot have a point"
    words = {field.name: getattr(service, field.name) for field in fields(Service)}
    words["at_locations"] = tuple(one for one in service.at_locations if _is_secret(one.location))
    for name in fields_with_postcodes(words):
        yield f"{name}: a confidential listing has a postcode in it"


def _brought_back(service: Service, held: Service) -> Iterator[str]:
    """Whoever is confidential here stays so: its places stay, and no new one is told beside them."""
    kept = {place.location.id for place in service.at_locations if _is_secret(place.location)}
    known = {place.location for place in held.at_locations}
    secret = {place.location.id for place in held.at_locations if _is_secret(place.location)}
    others = (place.location for place in service.at_locations if not _is_secret(place.location))
    if not secret <= kept or any(location not in known for location in others):
        yield IS_SO_HERE


def _is_known_by_name(service: Service, known: Known) -> bool:
    names = {name_key(name) for name in (service.name, service.alternate_name) if name}
    return not names.isdisjoint(known.confidential_names)


def _says_where(service: Service) -> bool:
    return any(place.location.says_where for place in service.at_locations)


def _is_secret(location: Any) -> bool:
    return location.kind is LocationKind.CONFIDENTIAL
