"""Writes the places of listings. A place may be shared, may change its kind, and goes with its last listing."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pathway.directory import models, operations
from pathway.directory.exchange.importer.changes import newly_confidential
from pathway.directory.exchange.importer.row_values import values_of
from pathway.directory.exchange.importer.statements import delete_rows, insert_rows, update_rows
from pathway.directory.exchange.importer.versions import Changed
from pathway.directory.listing_record import LocationRecord, ServiceRecord


class PlaceWriter:
    """Writes the places of each chunk.

    `stale` collects listings whose index entry is older than one of their places. `emptied` are the places that were
    deleted because no listing uses them any more. `removed` is whether an address or point was deleted that must not
    remain in the index.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._written: set[UUID] = set()
        self.stale: set[UUID] = set()
        self.emptied: set[UUID] = set()
        self.removed = False

    def make_confidential(self, changed: Changed) -> None:
        """Delete address, point and names of places that these changes (after, before) make confidential."""
        for service, existing in changed:
            for place in newly_confidential(service, existing):
                self.removed = True
                operations.make_confidential(self._session.get_one(models.Location, place.id))

    def write(
        self,
        listings: Sequence[ServiceRecord],
        earlier: Sequence[ServiceRecord],
        existing_locations: Mapping[UUID, LocationRecord],
    ) -> None:
        """Write the places of these listings; `earlier` is what some of them were, with places in the database.

        `existing_locations` are the places in the database that any of them names.
        """
        before = {place for service in earlier for place in service.at_locations}
        after = [(service.id, place) for service in listings for place in service.at_locations]
        dropped = before - {place for _, place in after}
        delete_rows(self._session, models.ServiceAtLocation, sorted(place.id for place in dropped))
        fresh: dict[UUID, LocationRecord] = {}
        altered: dict[UUID, LocationRecord] = {}
        for location in (place.location for _, place in after):
            if location.id in self._written or existing_locations.get(location.id) == location:
                continue
            self._written.add(location.id)
            (altered if location.id in existing_locations else fresh)[location.id] = location
        self._alter(altered, {service.id for service in listings if _reflects(service, altered)})
        insert_rows(self._session, models.Location, map(values_of, fresh.values()))
        addresses = (
            values_of(address, location_id=location.id, location_kind=location.kind)
            for location in (*fresh.values(), *altered.values())
            for address in location.addresses
        )
        insert_rows(self._session, models.Address, addresses)
        links = (
            values_of(place, service_id=id_, location_id=place.location.id)
            for id_, place in after
            if place not in before
        )
        insert_rows(self._session, models.ServiceAtLocation, links)
        self._remove_empty({place.location.id for place in dropped})

    def _alter(self, altered: Mapping[UUID, LocationRecord], aware: set[UUID]) -> None:
        """Update existing places. Rows that refer to a place's kind are deleted before the kind changes.

        `aware` are listings of this chunk that have the place as altered; they are indexed from it anyway.
        """
        if not altered:
            return
        service_at, ids = models.ServiceAtLocation, list(altered)
        query = select(service_at.service_id).where(service_at.location_id.in_(ids)).order_by(service_at.service_id)
        self.stale |= set(self._session.scalars(query)) - aware
        self._session.execute(delete(models.SearchPlace).where(models.SearchPlace.location_id.in_(ids)))
        self._session.execute(delete(models.Address).where(models.Address.location_id.in_(ids)))
        update_rows(self._session, models.Location, [values_of(location) for location in altered.values()])

    def _remove_empty(self, ids: set[UUID]) -> None:
        """Delete places that no listing uses any more, with their addresses: we keep no address without a use."""
        if not ids:
            return
        service_at = models.ServiceAtLocation
        query = select(service_at.location_id).where(service_at.location_id.in_(ids)).order_by(service_at.location_id)
        empty = sorted(ids - set(self._session.scalars(query)))
        self.removed = self.removed or bool(empty)
        self.emptied |= set(empty)
        self._session.execute(delete(models.Address).where(models.Address.location_id.in_(empty)))
        self._session.execute(delete(models.Location).where(models.Location.id.in_(empty)))


def _reflects(service: ServiceRecord, altered: Mapping[UUID, LocationRecord]) -> bool:
    locations = [place.location for place in service.at_locations]
    return all(altered.get(location.id, location) == location for location in locations)
