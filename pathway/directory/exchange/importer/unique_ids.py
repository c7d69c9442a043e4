"""Ids and slugs belong to one listing: a row may not take those of another, here or in its own file."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pathway.directory import models
from pathway.directory.exchange.importer.existing_listings import Known
from pathway.directory.exchange.importer.tables import ROWS
from pathway.directory.exchange.parsed_row import Said, Where
from pathway.directory.exchange.safe_text import shown
from pathway.directory.listing_record import Location, Service

_ROWS: dict[str, Any] = {**ROWS, "at_locations": models.ServiceAtLocation, "addresses": models.Address}
FEW = 20_000
"""Up to so many ids of a table are read once and kept; beyond that the database is asked for each chunk's."""

Row = tuple[Said, Service, Service | None]


class Claims:
    """Who has which id, for one import."""

    def __init__(self, session: Session, known: Known) -> None:
        self._session = session
        self._known = known
        self._claimed: dict[str, dict[UUID, UUID]] = defaultdict(dict)
        self._places: dict[UUID, tuple[int, Where]] = {}
        counts = {name: session.scalar(select(func.count()).select_from(model)) or 0 for name, model in _ROWS.items()}
        self._all = {
            name: frozenset(session.scalars(select(_ROWS[name].id).order_by(_ROWS[name].id)))
            for name, count in counts.items()
            if count <= FEW
        }

    def check(self, rows: Sequence[Row], there: Mapping[UUID, Location]) -> None:
        """Add a fault to each row that takes what is another's. `there` are the places here that rows name."""
        for name in _ROWS:
            self._check_ids(name, rows, there)
        for said, service, _ in rows:
            self._check_slugs(said, service)
            for place in service.at_locations if "at_locations" in said.fields else ():
                self._agreed(said, place.location)

    def _check_ids(self, name: str, rows: Sequence[Row], there: Mapping[UUID, Location]) -> None:
        asked: list[tuple[Said, UUID]] = []
        claimed = self._claimed[name]
        for said, service, held in rows:
            own = {id_ for id_, _ in _ids(name, held, {})} if held else set()
            for id_, owner in _ids(name, service, there):
                if claimed.setdefault(id_, owner) != owner:
                    said.faults.append(f"{name}: the id {id_} stands twice in the file")
                if id_ not in own:
                    asked.append((said, id_))
        others = self._held(name, [id_ for _, id_ in asked])
        for said, id_ in asked:
            if id_ in others:
                said.faults.append(f"{name}: the id {id_} belongs to another listing here")

    def _held(self, name: str, ids: Sequence[UUID]) -> frozenset[UUID] | set[UUID]:
        if name in self._all or not ids:
            return self._all.get(name, frozenset())
        model = _ROWS[name]
        return set(self._session.scalars(select(model.id).where(model.id.in_(ids)).order_by(model.id)))

    def _check_slugs(self, said: Said, service: Service) -> None:
        slugs = self._known.slugs
        for field, slug in (
            ("slug", service.slug),
            *(("former_identifiers", one) for one in service.former_identifiers),
        ):
            other = slugs.setdefault(slug, service.id)
            if other != service.id:
                said.faults.append(
                    f"{field}: {shown(slug)} is that of another listing, {other}: give this row its id, or another slug"
                )
        self._known.slug_of.setdefault(service.id, service.slug)

    def _agreed(self, said: Said, location: Location) -> None:
        """Listings may share a place; then each row has to say the same of it."""
        digest, where = self._places.setdefault(location.id, (hash(location), said.where))
        if digest != hash(location):
            said.faults.append(f"places: {where} says otherwise of the same place, {location.id}")


def _ids(name: str, service: Service, there: Mapping[UUID, Location]) -> Iterator[tuple[UUID, UUID]]:
    """Yield the ids of the rows of a name, each with whose they are: the listing's, or a place's which it may share."""
    if name != "addresses":
        yield from ((row.id, service.id) for row in getattr(service, name))
        return
    for place in service.at_locations:
        known = there.get(place.location.id)
        its = {address.id for address in known.addresses} if known else set()
        new = (address.id for address in place.location.addresses if address.id not in its)
        yield from ((id_, place.location.id) for id_ in new)
