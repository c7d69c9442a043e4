"""A service's places, one per line: `site | 1 Example Street | London | NW10 4LT | latitude=51.5 | longitude=-0.2`.

A line that begins with "also" is one more address of the place above it. A confidential place is the one word.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pathway.directory.exchange import cells, lines, row_ids
from pathway.directory.exchange.sector_points import SectorPoint, on_the_map
from pathway.directory.listing_record import NO_ID, AddressRecord, LocationRecord, ServiceAtLocationRecord
from pathway.directory.vocabulary import LocationKind

ALSO = "also"
_ADDRESS_PARTS = {"county", "country", "address_id"}
_PARTS = _ADDRESS_PARTS | set(
    "name ward latitude longitude approximate point_from point location_id position id".split()
)
_KINDS = {"phone": LocationKind.PHONE_OR_ONLINE, "online": LocationKind.PHONE_OR_ONLINE}


def write(places: Sequence[ServiceAtLocationRecord], slug: str) -> list[str]:
    """Write each place of a listing."""
    return [line for nth, place in enumerate(places) for line in _write(place, slug, nth)]


def read(texts: Sequence[str], sector_point: SectorPoint) -> tuple[ServiceAtLocationRecord, ...]:
    """Read the places of a listing. A site with a postcode and no point gets its sector's point, as approximate."""
    places: list[ServiceAtLocationRecord] = []
    for text in texts:
        line = lines.read(text, 4, _PARTS)
        if (line.part(0) or "").casefold() == ALSO:
            if not places:
                raise ValueError('the first place cannot begin with "also"')
            places[-1] = _with_address(places[-1], line)
        else:
            places.append(_read(line, len(places), sector_point))
    return tuple(places)


def _write(place: ServiceAtLocationRecord, slug: str, nth: int) -> list[str]:
    location = place.location
    first, *others = location.addresses or (None,)
    unplaced = location.kind is LocationKind.SITE and location.latitude is None and first and first.postal_code
    more = {
        "name": location.name,
        "ward": location.ward,
        "latitude": _degrees(location.latitude),
        "longitude": _degrees(location.longitude),
        "approximate": "yes" if location.is_approximate else None,
        "point_from": location.coordinate_source,
        "point": "none" if unplaced else None,
        **_address_named(first, row_ids.address_id(slug, nth, 0)),
        "location_id": _unless(location.id, row_ids.location_id(slug, nth)),
        "position": str(place.position) if place.position != nth else None,
        "id": _unless(place.id, row_ids.at_location_id(slug, nth)),
    }
    written = [lines.write((location.kind.value, *_address_parts(first)), more)]
    for number, address in enumerate(others, 1):
        named = _address_named(address, row_ids.address_id(slug, nth, number))
        written.append(lines.write((ALSO, *_address_parts(address)), named))
    return written


def _read(line: lines.Line, nth: int, sector_point: SectorPoint) -> ServiceAtLocationRecord:
    named = line.named
    if not line.part(0):
        raise ValueError("the kind of place is missing: site, area, phone_or_online or confidential")
    address = _address(line)
    location = LocationRecord(
        id=_id(named, "location_id"),
        kind=cells.read_word(LocationKind, line.part(0) or "", _KINDS),
        name=named.get("name"),
        ward=named.get("ward"),
        latitude=cells.read_degrees(named["latitude"]) if "latitude" in named else None,
        longitude=cells.read_degrees(named["longitude"]) if "longitude" in named else None,
        is_approximate=cells.read_yes_no(named.get("approximate", "no")),
        coordinate_source=named.get("point_from"),
        addresses=(address,) if address else (),
    )
    if "point" not in named and "longitude" not in named:
        location = on_the_map(location, sector_point)
    position = cells.read_whole(named["position"]) if "position" in named else nth
    return ServiceAtLocationRecord(_id(named, "id"), location, position)


def _with_address(place: ServiceAtLocationRecord, line: lines.Line) -> ServiceAtLocationRecord:
    if wrong := sorted(set(line.named) - _ADDRESS_PARTS):
        raise ValueError(f"{wrong[0]}= belongs in the line of the place, not of its other address")
    address = _address(line)
    if address is None:
        raise ValueError('the line that begins with "also" has no address')
    return place._replace(location=place.location._replace(addresses=(*place.location.addresses, address)))


def _address(line: lines.Line) -> AddressRecord | None:
    address_1, city, postal_code = (line.part(place) for place in (1, 2, 3))
    if not (address_1 or city or postal_code or _ADDRESS_PARTS & set(line.named)):
        return None
    return AddressRecord(
        id=_id(line.named, "address_id"),
        address_1=address_1,
        city=city,
        state_province=line.named.get("county"),
        postal_code=postal_code,
        country=line.named.get("country", "GB"),
    )


def _address_parts(address: AddressRecord | None) -> tuple[str | None, ...]:
    return (address.address_1, address.city, address.postal_code) if address else ()


def _address_named(address: AddressRecord | None, default_id: UUID) -> dict[str, str | None]:
    if address is None:
        return {}
    is_empty = not (any(_address_parts(address)) or address.state_province or address.country != "GB")
    return {
        "county": address.state_province,
        "country": address.country if address.country != "GB" else None,
        "address_id": str(address.id) if is_empty else _unless(address.id, default_id),
    }


def _id(named: Mapping[str, str], part: str) -> UUID:
    return cells.read_id(named[part]) if part in named else NO_ID


def _unless(id_: UUID, default_id: UUID) -> str | None:
    return str(id_) if id_ != default_id else None


def _degrees(number: float | None) -> str | None:
    return repr(number) if number is not None else None
