"""Writing where listings are. A place may be shared, may change its kind, and goes when no listing is at it."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete, select

from pathway.directory import models, operations
from pathway.directory.exchange.importer.changes import newly_confidential
from pathway.directory.exchange.importer.statements import Statements, Values
from pathway.directory.listing_record import Location, Service


class PlaceWriter:
    """Writes the places of chunk after chunk.

    `stale` fills with listings whose index entry is older than a place of theirs. `removed`: whether words or points
    were taken out that must not stay behind in the index.
    """

    def __init__(self, statements: Statements) -> None:
        self._statements = statements
        self._session = statements.session
        self._written: set[UUID] = set()
        self.stale: set[UUID] = set()
        self.removed = False

    def make_confidential(self, changed: Sequence[tuple[Service, Service]]) -> None:
        """Stop holding where places are that these changes (after, before) make confidential."""
        for service, held in changed:
            for place in newly_confidential(service, held):
                self.removed = True
                operations.make_confidential(self._session.get_one(models.Location, place.id))

    def write(
        self, added: Sequence[Service], changed: Sequence[tuple[Service, Service]], there: Mapping[UUID, Location]
    ) -> None:
        """Write the places of these listings. `there` are the places that were held."""
        at = models.ServiceAtLocation
        dropped = [place for after, held in changed for place in held.at_locations if place not in after.at_locations]
        self._statements.delete(at, (place.id for place in dropped))
        fresh: dict[UUID, Location] = {}
        altered: dict[UUID, Location] = {}
        for location in (place.location for service in every(added, changed) for place in service.at_locations):
            if location.id in self._written or there.get(location.id) == location:
                continue
            self._written.add(location.id)
            (altered if location.id in there else fresh)[location.id] = location
        self._alter(altered, {one.id for one in every(added, changed) if _knows(one, altered)})
        self._statements.insert(models.Location, (_location(one) for one in fresh.values()))
        self._statements.insert(
            models.Address, (row for one in (*fresh.values(), *altered.values()) for row in _addresses(one))
        )
        known = {place for _, held in changed for place in held.at_locations}
        self._statements.insert(
            at,
            (
                {"id": one.id, "service_id": service.id, "location_id": one.location.id, "position": one.position}
                for service in every(added, changed)
                for one in service.at_locations
                if one not in known
            ),
        )
        self._remove_empty({place.location.id for place in dropped})

    def _alter(self, altered: Mapping[UUID, Location], aware: set[UUID]) -> None:
        """Change places that are held. What refers to a place's kind goes before the kind changes.

        `aware` are the listings whose index entry is made from the place as it becomes.
        """
        if not altered:
            return
        at, ids = models.ServiceAtLocation, list(altered)
        there = select(at.service_id).where(at.location_id.in_(ids)).order_by(at.service_id)
        self.stale |= set(self._session.scalars(there)) - aware
        self._session.execute(delete(models.SearchPlace).where(models.SearchPlace.location_id.in_(ids)))
        self._session.execute(delete(models.Address).where(models.Address.location_id.in_(ids)))
        self._statements.update(models.Location, [_location(one) for one in altered.values()])

    def _remove_empty(self, ids: set[UUID]) -> None:
        """Take out places that no listing is at any more, with their addresses: an address is not kept for nothing."""
        if not ids:
            return
        at = models.ServiceAtLocation
        query = select(at.location_id).where(at.location_id.in_(ids)).order_by(at.location_id)
        empty = sorted(ids - set(self._session.scalars(query)))
        self.removed = self.removed or bool(empty)
        self._session.execute(delete(models.Address).where(models.Address.location_id.in_(empty)))
        self._session.execute(delete(models.Location).where(models.Location.id.in_(empty)))


def every(added: Sequence[Service], changed: Sequence[tuple[Service, Service]]) -> Iterator[Service]:
    """Yield every listing that is written, as it becomes."""
    yield from added
    yield from (after for after, _ in changed)


def _knows(service: Service, altered: Mapping[UUID, Location]) -> bool:
    there = [place.location for place in service.at_locations]
    return all(altered.get(location.id, location) == location for location in there)


def _location(location: Location) -> Values:
    return {name: value for name, value in location._asdict().items() if name != "addresses"}


def _addresses(location: Location) -> Iterator[Values]:
    for address in location.addresses:
        yield {**address._asdict(), "location_id": location.id, "location_kind": location.kind}
