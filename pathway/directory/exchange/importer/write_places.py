"""Writes the places of listings. A place may be shared, may change its kind, and goes with its last listing."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete, select

from pathway.directory import models, operations
from pathway.directory.exchange.importer.changes import newly_confidential
from pathway.directory.exchange.importer.row_values import address_values, location_values, place_values
from pathway.directory.exchange.importer.statements import Statements
from pathway.directory.listing_record import LocationRecord, ServiceRecord


class PlaceWriter:
    """Writes the places of each chunk.

    `stale` collects listings whose index entry is older than one of their places. `emptied` are the places that were
    deleted because no listing uses them any more. `removed` is whether an address or point was deleted that must not
    remain in the index.
    """

    def __init__(self, statements: Statements) -> None:
        self._statements = statements
        self._session = statements.session
        self._written: set[UUID] = set()
        self.stale: set[UUID] = set()
        self.emptied: set[UUID] = set()
        self.removed = False

    def make_confidential(self, changed: Sequence[tuple[ServiceRecord, ServiceRecord]]) -> None:
        """Delete address, point and names of places that these changes (after, before) make confidential."""
        for service, existing in changed:
            for place in newly_confidential(service, existing):
                self.removed = True
                operations.make_confidential(self._session.get_one(models.Location, place.id))

    def write(
        self,
        added: Sequence[ServiceRecord],
        changed: Sequence[tuple[ServiceRecord, ServiceRecord]],
        existing_locations: Mapping[UUID, LocationRecord],
    ) -> None:
        """Write the places of these listings. `existing_locations` are those in the database."""
        service_at = models.ServiceAtLocation
        dropped = [
            place for after, existing in changed for place in existing.at_locations if place not in after.at_locations
        ]
        self._statements.delete(service_at, (place.id for place in dropped))
        fresh: dict[UUID, LocationRecord] = {}
        altered: dict[UUID, LocationRecord] = {}
        for location in (place.location for service in every(added, changed) for place in service.at_locations):
            if location.id in self._written or existing_locations.get(location.id) == location:
                continue
            self._written.add(location.id)
            (altered if location.id in existing_locations else fresh)[location.id] = location
        self._alter(altered, {service.id for service in every(added, changed) if _reflects(service, altered)})
        self._statements.insert(models.Location, (location_values(location) for location in fresh.values()))
        self._statements.insert(
            models.Address,
            (row for location in (*fresh.values(), *altered.values()) for row in address_values(location)),
        )
        unchanged = {place for _, existing in changed for place in existing.at_locations}
        self._statements.insert(
            service_at,
            (
                place_values(place, service.id)
                for service in every(added, changed)
                for place in service.at_locations
                if place not in unchanged
            ),
        )
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
        self._statements.update(models.Location, [location_values(location) for location in altered.values()])

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


def every(
    added: Sequence[ServiceRecord], changed: Sequence[tuple[ServiceRecord, ServiceRecord]]
) -> Iterator[ServiceRecord]:
    """Yield every written listing as it is after the import."""
    yield from added
    yield from (after for after, _ in changed)


def _reflects(service: ServiceRecord, altered: Mapping[UUID, LocationRecord]) -> bool:
    locations = [place.location for place in service.at_locations]
    return all(altered.get(location.id, location) == location for location in locations)
