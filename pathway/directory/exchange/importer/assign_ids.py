"""Matches the rows of a listing in a file with its rows in the database, so that each row has an id."""

from collections.abc import Callable, Collection, Container, Sequence
from typing import Any, TypeVar
from uuid import UUID, uuid5

from pathway.directory.exchange import row_ids
from pathway.directory.listing_record import (
    LARGEST_STAND_IN,
    NO_ID,
    AddressRecord,
    LocationRecord,
    PhoneRecord,
    ScheduleRecord,
    ServiceAtLocationRecord,
)

Row = TypeVar("Row", bound=Any)
RowId = Callable[[str, Any, int], UUID]


def free_id(id_: UUID, taken: Container[UUID]) -> UUID:
    """Return an id, or the next one derived from it that is not taken."""
    while id_ in taken:
        id_ = uuid5(id_, "next")
    return id_


def with_ids(rows: Sequence[Row], existing: Sequence[Row], slug: str, row_id: RowId) -> tuple[Row, ...]:
    """Return the rows, each with an id.

    A row without one takes the id of the existing row with the same content. If there is none, it takes the id
    derived from its place, and so changes the row that has this id, or is new.
    """
    taken = {row.id for row in rows if row.id != NO_ID}
    free = {_content(row): row.id for row in reversed(existing) if row.id not in taken}
    identified = [row._replace(id=free.pop(_content(row), NO_ID)) if row.id == NO_ID and free else row for row in rows]
    taken |= {row.id for row in identified}
    for place, row in enumerate(identified):
        if row.id == NO_ID:
            id_ = free_id(row_id(slug, row, place), taken)
            taken.add(id_)
            identified[place] = row._replace(id=id_)
    return tuple(identified)


def with_phones(schedules: Sequence[ScheduleRecord], phones: Sequence[PhoneRecord]) -> tuple[ScheduleRecord, ...]:
    """Return the windows with phone ids where the file has places in the list. ValueError on a place out of range."""
    return tuple(_with_phone(row, phones) for row in schedules)


def places_with_ids(
    places: Sequence[ServiceAtLocationRecord],
    existing: Sequence[ServiceAtLocationRecord],
    slug: str,
    shared: Collection[UUID],
) -> tuple[ServiceAtLocationRecord, ...]:
    """Return the places of a listing, each with ids.

    A place without an id may change an existing place, unless other listings share that one.
    """
    free = {place.id: place for place in existing}
    identified: list[ServiceAtLocationRecord] = []
    for nth, place in enumerate(places):
        match = _match(place, nth, free, existing)
        if match is not None:
            del free[match.id]
        existing_location = match.location if match else None
        location = _location_with_ids(place.location, existing_location, slug, nth, shared)
        taken = {other.id for other in identified} | {other.id for other in places}
        id_ = place.id if place.id != NO_ID else match.id if match else NO_ID
        id_ = id_ if id_ != NO_ID else free_id(row_ids.place_id("at", slug, nth), taken | set(free))
        identified.append(place._replace(id=id_, location=location))
    return tuple(identified)


def _match(
    place: ServiceAtLocationRecord,
    nth: int,
    free: dict[UUID, ServiceAtLocationRecord],
    existing: Sequence[ServiceAtLocationRecord],
) -> ServiceAtLocationRecord | None:
    if place.id in free:
        return free[place.id]
    if place.location.id != NO_ID:
        return next((other for other in free.values() if other.location.id == place.location.id), None)
    same = (other for other in free.values() if _location_content(other.location) == _location_content(place.location))
    at_its_place = existing[nth] if nth < len(existing) and existing[nth].id in free else None
    return next(same, at_its_place)


def _location_with_ids(
    location: LocationRecord, existing_location: LocationRecord | None, slug: str, nth: int, shared: Collection[UUID]
) -> LocationRecord:
    existing_addresses = existing_location.addresses if existing_location else ()
    id_ = location.id
    if (
        id_ == NO_ID
        and existing_location is not None
        and not (existing_location.id in shared and _location_content(existing_location) != _location_content(location))
    ):
        id_ = existing_location.id
    if id_ == NO_ID:
        existing_addresses = ()
        id_ = free_id(row_ids.place_id("location", slug, nth), shared)
    return location._replace(id=id_, addresses=_addresses_with_ids(location.addresses, existing_addresses, slug, nth))


def _addresses_with_ids(
    addresses: Sequence[AddressRecord], existing: Sequence[AddressRecord], slug: str, nth: int
) -> tuple[AddressRecord, ...]:
    ids = [address.id for address in existing]
    identified: list[AddressRecord] = []
    for place, address in enumerate(addresses):
        id_ = address.id
        if id_ == NO_ID:
            id_ = ids[place] if place < len(ids) else row_ids.place_id("address", slug, nth, place)
            id_ = free_id(id_, {address.id for address in (*identified, *addresses)})
        identified.append(address._replace(id=id_))
    return tuple(sorted(identified, key=lambda address: address.id))


def _location_content(location: LocationRecord) -> LocationRecord:
    """Return the place without ids, to compare places by content."""
    addresses = tuple(address._replace(id=NO_ID) for address in location.addresses)
    return location._replace(id=NO_ID, addresses=addresses)


def _content(row: Any) -> Any:
    """Return the row without id and position, to compare rows by content."""
    bare = row._replace(id=NO_ID)
    return bare._replace(position=0) if hasattr(bare, "position") else bare


def _with_phone(row: ScheduleRecord, phones: Sequence[PhoneRecord]) -> ScheduleRecord:
    if row.phone_id is None or row.phone_id.int >= LARGEST_STAND_IN:
        return row
    nth = row.phone_id.int
    if not 1 <= nth <= len(phones):
        raise ValueError(f"phone={nth}, and there are {len(phones)} phones")
    return row._replace(phone_id=phones[nth - 1].id)
