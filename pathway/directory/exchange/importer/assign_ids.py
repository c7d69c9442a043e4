"""Which row of a file is which row that is held: a row without an id takes that of the row it means, or a new one."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeVar
from uuid import UUID, uuid5

from pathway.directory.exchange import row_ids
from pathway.directory.listing_record import (
    LARGEST_STAND_IN,
    NO_ID,
    Address,
    Location,
    Phone,
    Schedule,
    ServiceAtLocation,
)

Row = TypeVar("Row", bound=Any)
ItsId = Callable[[str, Any, int], UUID]

ITS_ID: dict[str, ItsId] = {
    "phones": row_ids.phone_id,
    "contacts": row_ids.contact_id,
    "schedules": row_ids.schedule_id,
    "schedule_exceptions": row_ids.exception_id,
    "areas": row_ids.area_id,
    "languages": row_ids.language_id,
    "sources": row_ids.source_id,
}
"""How the id of a row of each name follows from it."""


def settled(rows: Sequence[Row], held: Sequence[Row], slug: str, its_id: ItsId) -> tuple[Row, ...]:
    """Return the rows, each with an id.

    A row without one means the held row that says the same; failing that, the one whose id follows from its place,
    which it then changes; failing that it is new.
    """
    taken = {row.id for row in rows if row.id != NO_ID}
    free = {_said(row): row.id for row in reversed(held) if row.id not in taken}
    found: list[Row] = []
    waiting: list[int] = []
    for row in rows:
        id_ = row.id
        if id_ == NO_ID and free:
            id_ = free.pop(_said(row), NO_ID)
        if id_ == NO_ID:
            waiting.append(len(found))
        taken.add(id_)
        found.append(row if row.id == id_ else row._replace(id=id_))
    for place in waiting:
        id_ = _not_in(taken, its_id(slug, found[place], place))
        taken.add(id_)
        found[place] = found[place]._replace(id=id_)
    return tuple(found)


def with_phones(schedules: Sequence[Schedule], phones: Sequence[Phone]) -> tuple[Schedule, ...]:
    """Return the windows with the ids of the numbers that the file gives by place. ValueError when there is none."""
    return tuple(_with_phone(row, phones) for row in schedules)


def settled_places(
    places: Sequence[ServiceAtLocation], held: Sequence[ServiceAtLocation], slug: str, shared: Collection[UUID]
) -> tuple[ServiceAtLocation, ...]:
    """Return the places of a listing, each with ids. A held place that other listings share is not changed unasked."""
    free = {place.id: place for place in held}
    found: list[ServiceAtLocation] = []
    for nth, place in enumerate(places):
        meant = _meant(place, nth, free, held)
        if meant is not None:
            del free[meant.id]
        its = meant.location if meant else None
        location = _settled_location(place.location, its, slug, nth, shared)
        taken = {one.id for one in found} | {one.id for one in places}
        id_ = place.id if place.id != NO_ID else meant.id if meant else NO_ID
        id_ = id_ if id_ != NO_ID else _not_in(taken | set(free), row_ids.at_location_id(slug, nth))
        found.append(place._replace(id=id_, location=location))
    return tuple(found)


def _meant(
    place: ServiceAtLocation, nth: int, free: dict[UUID, ServiceAtLocation], held: Sequence[ServiceAtLocation]
) -> ServiceAtLocation | None:
    if place.id in free:
        return free[place.id]
    if place.location.id != NO_ID:
        return next((one for one in free.values() if one.location.id == place.location.id), None)
    same = (one for one in free.values() if _where(one.location) == _where(place.location))
    at_its_place = held[nth] if nth < len(held) and held[nth].id in free else None
    return next(same, at_its_place)


def _settled_location(
    location: Location, its: Location | None, slug: str, nth: int, shared: Collection[UUID]
) -> Location:
    held = its.addresses if its else ()
    id_ = location.id
    if id_ == NO_ID and its is not None and not (its.id in shared and _where(its) != _where(location)):
        id_ = its.id
    if id_ == NO_ID:
        held = ()
        id_ = _not_in(shared, row_ids.location_id(slug, nth))
    return location._replace(id=id_, addresses=_settled_addresses(location.addresses, held, slug, nth))


def _settled_addresses(
    addresses: Sequence[Address], held: Sequence[Address], slug: str, nth: int
) -> tuple[Address, ...]:
    ids = [one.id for one in held]
    found: list[Address] = []
    for at, address in enumerate(addresses):
        id_ = address.id
        if id_ == NO_ID:
            id_ = ids[at] if at < len(ids) else row_ids.address_id(slug, nth, at)
            id_ = _not_in({one.id for one in (*found, *addresses)}, id_)
        found.append(address._replace(id=id_))
    return tuple(sorted(found, key=lambda one: one.id))


def _where(location: Location) -> Location:
    """Return the place without ids, to compare what it says."""
    addresses = tuple(one._replace(id=NO_ID) for one in location.addresses)
    return location._replace(id=NO_ID, addresses=addresses)


def _said(row: Any) -> Any:
    """Return the row without its id and its place in the list, to compare what it says."""
    bare = row._replace(id=NO_ID)
    return bare._replace(position=0) if hasattr(bare, "position") else bare


def _with_phone(row: Schedule, phones: Sequence[Phone]) -> Schedule:
    if row.phone_id is None or row.phone_id.int >= LARGEST_STAND_IN:
        return row
    nth = row.phone_id.int
    if not 1 <= nth <= len(phones):
        raise ValueError(f"phone={nth}, and there are {len(phones)} phones")
    return row._replace(phone_id=phones[nth - 1].id)


def _not_in(taken: Collection[UUID], id_: UUID) -> UUID:
    while id_ in taken:
        id_ = uuid5(id_, "next")
    return id_
