"""A feed's place that is told in part: what the file does not speak of stays as it is held."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from pathway.directory.exchange.importer.existing_listings import postcode_key
from pathway.directory.exchange.sector_points import SECTOR
from pathway.directory.listing_record import Location, ServiceAtLocation

_POINT = ("latitude", "longitude", "is_approximate", "coordinate_source")


def kept(
    places: Sequence[ServiceAtLocation], held: Collection[ServiceAtLocation], unsaid: Mapping[UUID, frozenset[str]]
) -> tuple[ServiceAtLocation, ...]:
    """Return the places of a feed, each with what is held of it where the feed is silent.

    Only a place of the same id and kind is the same place: a site that became a phone line keeps no address.
    """
    before = {place.location.id: place.location for place in held}
    return tuple(
        place._replace(location=_kept(place.location, before[place.location.id], unsaid[place.location.id]))
        if place.location.id in before and place.location.id in unsaid
        else place
        for place in places
    )


def _kept(location: Location, held: Location, unsaid: frozenset[str]) -> Location:
    if location.kind is not held.kind:
        return location
    parts: dict[str, Any] = {part: getattr(held, part) for part in ("name", "addresses") if part in unsaid}
    has_no_point = location.latitude is None or location.coordinate_source == SECTOR
    is_there = "addresses" in unsaid or _postcodes(location) == _postcodes(held)
    if has_no_point and is_there and {"latitude", "longitude"} <= unsaid:
        parts |= {part: getattr(held, part) for part in _POINT}
    return location._replace(**parts, ward=held.ward)


def _postcodes(location: Location) -> list[str | None]:
    return [postcode_key(address.postal_code) for address in location.addresses]
