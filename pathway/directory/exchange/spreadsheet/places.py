"""A service's places, one per line: `site | 1 Example Street | London | NW10 4LT | latitude=51.5 | longitude=-0.2`.

A line that begins with "also" is one more address of the place above it. A confidential place is the one word.
"""

from collections.abc import Sequence
from uuid import UUID

from pathway.directory.exchange import cells, lines, row_ids
from pathway.directory.exchange.sector_points import SectorPoint, on_the_map
from pathway.directory.exchange.spreadsheet.line_form import LineForm
from pathway.directory.listing_record import NO_ID, AddressRecord, LocationRecord, ServiceAtLocationRecord
from pathway.directory.vocabulary import LocationKind

ALSO = "also"
_LOCATION = LineForm(
    LocationRecord,
    ("kind",),
    {
        "name": "name",
        "ward": "ward",
        "latitude": "latitude",
        "longitude": "longitude",
        "approximate": "is_approximate",
        "point_from": "coordinate_source",
        "location_id": "id",
    },
)
_ADDRESS = LineForm(
    AddressRecord,
    ("first", "address_1", "city", "postal_code"),
    {"county": "state_province", "country": "country", "address_id": "id"},
)
_SERVICE_AT = LineForm(ServiceAtLocationRecord, ())
_PARTS = {*_LOCATION.named, *_ADDRESS.named, *_SERVICE_AT.named, "point"}
_KINDS = {"phone": LocationKind.PHONE_OR_ONLINE, "online": LocationKind.PHONE_OR_ONLINE}


def write(place: ServiceAtLocationRecord, slug: str, nth: int) -> list[str]:
    """Write the nth place of a listing, from 0: a line, and one more for each further address."""
    location = place.location
    first, *others = location.addresses or (AddressRecord(NO_ID),)
    named = _LOCATION.parts(location, {"id": row_ids.place_id("location", slug, nth)})
    location_id = named.pop("location_id", None)  # written after the parts of the address
    if location.kind is LocationKind.SITE and location.latitude is None and first.postal_code:
        named["point"] = "none"
    if location.addresses:
        named |= _ADDRESS.parts(first, _usual_address(first, row_ids.place_id("address", slug, nth, 0)))
    named["location_id"] = location_id
    named |= _SERVICE_AT.parts(place, {"position": nth, "id": row_ids.place_id("at", slug, nth)})
    return [
        lines.write((location.kind.value, first.address_1, first.city, first.postal_code), named),
        *(
            _ADDRESS.write(address, _usual_address(address, row_ids.place_id("address", slug, nth, number)), first=ALSO)
            for number, address in enumerate(others, 1)
        ),
    ]


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


def _read(line: lines.Line, nth: int, sector_point: SectorPoint) -> ServiceAtLocationRecord:
    kind, named = line.part(0), line.named
    if not kind:
        raise ValueError("the kind of place is missing: site, area, phone_or_online or confidential")
    address = _address(line)
    location = _LOCATION.read(line, nth, kind=lambda: cells.read_word(LocationKind, kind, _KINDS))
    location = location._replace(addresses=(address,) if address else ())
    if "point" not in named and "longitude" not in named:
        location = on_the_map(location, sector_point)
    position = cells.read_whole(named["position"]) if "position" in named else nth
    return ServiceAtLocationRecord(cells.read_id(named["id"]) if "id" in named else NO_ID, location, position)


def _with_address(place: ServiceAtLocationRecord, line: lines.Line) -> ServiceAtLocationRecord:
    if wrong := sorted(set(line.named) - set(_ADDRESS.named)):
        raise ValueError(f"{wrong[0]}= belongs in the line of the place, not of its other address")
    address = _address(line)
    if address is None:
        raise ValueError('the line that begins with "also" has no address')
    return place._replace(location=place.location._replace(addresses=(*place.location.addresses, address)))


def _address(line: lines.Line) -> AddressRecord | None:
    has_address = any(line.parts[1:]) or set(_ADDRESS.named) & set(line.named)
    return _ADDRESS.read(line, 0) if has_address else None


def _usual_address(address: AddressRecord, default_id: UUID) -> dict[str, UUID | None]:
    """Return the values that a reader derives: none for an address without words, which its id alone shows."""
    has_words = address.lines or address.state_province or address.country != "GB"
    return {"id": default_id if has_words else None}
