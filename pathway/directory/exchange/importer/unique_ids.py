"""An id or slug belongs to one listing: no row may use that of another, in the database or in its file."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pathway.directory import models
from pathway.directory.exchange.importer.existing_listings import ExistingListings
from pathway.directory.exchange.importer.row_values import ROWS
from pathway.directory.exchange.parsed_row import ParsedRow, Where
from pathway.directory.exchange.safe_text import shown
from pathway.directory.listing_record import LocationRecord, ServiceRecord

_ROWS: dict[str, Any] = {**ROWS, "at_locations": models.ServiceAtLocation, "addresses": models.Address}
FEW = 20_000
"""A table of up to so many rows has its ids cached; for a larger one each chunk asks the database."""

Row = tuple[ParsedRow, ServiceRecord, ServiceRecord | None]
"""A row of the file, its listing as merged, and the listing in the database."""


class Claims:
    """The owner of each id, for one import."""

    def __init__(self, session: Session, existing_listings: ExistingListings) -> None:
        self._session = session
        self._existing_listings = existing_listings
        self._claimed: dict[str, dict[UUID, UUID]] = defaultdict(dict)
        self._places: dict[UUID, tuple[int, Where]] = {}
        counts = {name: session.scalar(select(func.count()).select_from(model)) or 0 for name, model in _ROWS.items()}
        self._all = {
            name: frozenset(session.scalars(select(_ROWS[name].id).order_by(_ROWS[name].id)))
            for name, count in counts.items()
            if count <= FEW
        }

    def check(self, rows: Sequence[Row], existing_locations: Mapping[UUID, LocationRecord]) -> None:
        """Add a fault to each row that uses another listing's id or slug, or disagrees about a shared place.

        `existing_locations` are the rows' places in the database.
        """
        for name in _ROWS:
            self._check_ids(name, rows, existing_locations)
        for parsed_row, service, _ in rows:
            self._check_slugs(parsed_row, service)
            for place in service.at_locations if "at_locations" in parsed_row.fields else ():
                self._agreed(parsed_row, place.location)

    def _check_ids(self, name: str, rows: Sequence[Row], existing_locations: Mapping[UUID, LocationRecord]) -> None:
        new_ids: list[tuple[ParsedRow, UUID]] = []
        claimed = self._claimed[name]
        for parsed_row, service, existing in rows:
            own = {id_ for id_, _ in _ids(name, existing, {})} if existing else set()
            for id_, owner in _ids(name, service, existing_locations):
                if claimed.setdefault(id_, owner) != owner:
                    parsed_row.faults.append(f"{name}: the id {id_} stands twice in the file")
                if id_ not in own:
                    new_ids.append((parsed_row, id_))
        others = self._existing(name, [id_ for _, id_ in new_ids])
        for parsed_row, id_ in new_ids:
            if id_ in others:
                parsed_row.faults.append(f"{name}: the id {id_} belongs to another listing here")

    def _existing(self, name: str, ids: Sequence[UUID]) -> frozenset[UUID] | set[UUID]:
        if name in self._all or not ids:
            return self._all.get(name, frozenset())
        model = _ROWS[name]
        return set(self._session.scalars(select(model.id).where(model.id.in_(ids)).order_by(model.id)))

    def _check_slugs(self, parsed_row: ParsedRow, service: ServiceRecord) -> None:
        slugs = self._existing_listings.slugs
        for field, slug in (
            ("slug", service.slug),
            *(("former_identifiers", former) for former in service.former_identifiers),
        ):
            other = slugs.setdefault(slug, service.id)
            if other != service.id:
                parsed_row.faults.append(
                    f"{field}: {shown(slug)} is that of another listing, {other}: give this row its id, or another slug"
                )
        self._existing_listings.slug_of.setdefault(service.id, service.slug)

    def _agreed(self, parsed_row: ParsedRow, location: LocationRecord) -> None:
        """Add a fault unless all rows that share the place describe it alike."""
        digest, where = self._places.setdefault(location.id, (hash(location), parsed_row.where))
        if digest != hash(location):
            parsed_row.faults.append(f"places: {where} says otherwise of the same place, {location.id}")


def _ids(
    name: str, service: ServiceRecord, existing_locations: Mapping[UUID, LocationRecord]
) -> Iterator[tuple[UUID, UUID]]:
    """Yield the ids in a listing's list of this name, each with its owner: the listing, or for an address the place."""
    if name != "addresses":
        yield from ((row.id, service.id) for row in getattr(service, name))
        return
    for place in service.at_locations:
        existing_location = existing_locations.get(place.location.id)
        existing_ids = {address.id for address in existing_location.addresses} if existing_location else set()
        new = (address.id for address in place.location.addresses if address.id not in existing_ids)
        yield from ((id_, place.location.id) for id_ in new)
