"""Writes the changes of an import: a few statements per table for each chunk of listings, never one per listing."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from pathway.directory import models
from pathway.directory.exchange.importer.existing_listings import ExistingListings
from pathway.directory.exchange.importer.organizations import Owners
from pathway.directory.exchange.importer.row_values import row_values, service_values
from pathway.directory.exchange.importer.statements import Statements, Values
from pathway.directory.exchange.importer.tables import ROWS
from pathway.directory.exchange.importer.versions import Edit, forget_places, keep, numbers_of
from pathway.directory.exchange.importer.write_places import PlaceWriter, every
from pathway.directory.exchange.terms import TAXONOMIES
from pathway.directory.listing_record import LocationRecord, ServiceRecord, TermRecord
from pathway.directory.search.index import indexer
from pathway.directory.stable_ids import stable_id
from pathway.organizations.models import Organization

_AT_ONCE = 500


class Writer:
    """Writes chunks in one transaction, which the caller ends. Each chunk is indexed; `finish` completes the index."""

    def __init__(self, session: Session, existing_listings: ExistingListings, owners: Owners, edit: Edit) -> None:
        self._session = session
        self._edit = edit
        self._statements = Statements(session)
        self._places = PlaceWriter(self._statements)
        self._existing_listings = existing_listings
        self._owners = owners
        self._owners_written: set[UUID] = set()

    def lock(self) -> None:
        """Block other writers until the transaction ends, but not readers. On SQLite the transaction itself does."""
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.execute(text("LOCK TABLE service, location, organization IN SHARE ROW EXCLUSIVE MODE"))

    def write(
        self,
        new_terms: Sequence[TermRecord],
        added: Sequence[ServiceRecord],
        changed: Sequence[tuple[ServiceRecord, ServiceRecord]],
        existing_locations: Mapping[UUID, LocationRecord],
    ) -> None:
        """Write the terms, listings and changes (after, before) of one chunk, given its places in the database."""
        numbers = self._edit.numbers
        if changed and not numbers:
            numbers = numbers_of(self._session, [service.id for service, _ in changed])
        self._write_terms(new_terms)
        self._write_owners()
        self._places.make_confidential(changed)
        self._forget_index([service.id for service, _ in changed])
        self._statements.insert(models.Service, ({**service_values(service), "version": 1} for service in added))
        self._update_services([service for service, _ in changed])
        self._write_children(added, changed)
        self._places.write(added, changed, existing_locations)
        self._write_terms_of(added, changed)
        keep(self._statements, changed, numbers, self._edit)
        if self._places.emptied:
            forget_places(self._session, [service.id for service, _ in changed], self._places.emptied)
        visible = [service for service in every(added, changed) if service.is_visible]
        for service in visible:
            # Pages show terms in the order of their lists.
            service.terms = tuple(sorted(service.terms, key=lambda term: (term.position or 0, term.id)))
        indexer.add_many(self._session, visible)

    def finish(self) -> None:
        """Reindex listings whose organisation or place another listing changed, and count the change."""
        self._session.flush()
        stale = sorted(self._places.stale)
        for start in range(0, len(stale), _AT_ONCE):
            indexer.refresh(self._session, stale[start : start + _AT_ONCE])
        indexer.count_change(self._session)
        if self._places.removed:
            indexer.erase_removed_words(self._session)

    def _write_terms(self, terms: Sequence[TermRecord]) -> None:
        if not terms:
            return
        missing = [name for name in TAXONOMIES if name not in self._existing_listings.taxonomies]
        self._existing_listings.taxonomies |= {name: stable_id("taxonomy", name) for name in missing}
        taxonomies = [
            {"id": self._existing_listings.taxonomies[name], "name": name, "description": TAXONOMIES[name]}
            for name in missing
        ]
        self._statements.insert(models.Taxonomy, taxonomies)
        self._statements.insert(
            models.TaxonomyTerm,
            (
                {
                    "id": term.id,
                    "taxonomy_id": self._existing_listings.taxonomies[term.taxonomy.name],
                    "code": term.code,
                    "name": term.name,
                    "position": term.position,
                }
                for term in terms
            ),
        )

    def _write_owners(self) -> None:
        waiting = (self._owners.added | self._owners.changed) - self._owners_written
        rows = [self._existing_listings.organizations[id_]._asdict() for id_ in sorted(waiting)]
        self._statements.insert(Organization, (row for row in rows if row["id"] in self._owners.added))
        changed = [row for row in rows if row["id"] in self._owners.changed]
        self._statements.update(Organization, changed)
        self._owners_written |= waiting
        if changed:
            service_ids = select(models.Service.id).where(
                models.Service.organization_id.in_([row["id"] for row in changed]),
            )
            self._places.stale |= set(self._session.scalars(service_ids.order_by(models.Service.id)))

    def _forget_index(self, ids: Sequence[UUID]) -> None:
        if ids:
            self._session.execute(delete(models.SearchEntry).where(models.SearchEntry.service_id.in_(ids)))

    def _update_services(self, services: Sequence[ServiceRecord]) -> None:
        version = models.Service.__table__.c.version
        self._statements.update(models.Service, [service_values(service) for service in services], version=version + 1)

    def _write_children(
        self, added: Sequence[ServiceRecord], changed: Sequence[tuple[ServiceRecord, ServiceRecord]]
    ) -> None:
        gone: dict[str, list[UUID]] = {}
        fresh: dict[str, list[Values]] = {}
        for name in ROWS:
            fresh[name] = [
                row_values(row, service_id=service.id) for service in added for row in getattr(service, name)
            ]
            gone[name] = []
            for service, existing in changed:
                before = {row.id: row for row in getattr(existing, name)}
                after = {row.id: row for row in getattr(service, name)}
                differ = [row for id_, row in after.items() if before.get(id_) != row]
                if name == "phones":
                    # A phone is updated in place: schedules refer to it.
                    updated = [row for row in differ if row.id in before]
                    self._statements.update(models.Phone, [row_values(row, service_id=service.id) for row in updated])
                    differ = [row for row in differ if row.id not in before]
                fresh[name] += [row_values(row, service_id=service.id) for row in differ]
                gone[name] += [id_ for id_, row in before.items() if after.get(id_) != row]
                if name == "phones":
                    gone[name] = [id_ for id_ in gone[name] if id_ not in after]
        for name in reversed(ROWS):
            self._statements.delete(ROWS[name], gone[name])
        for name, model in ROWS.items():
            self._statements.insert(model, fresh[name])

    def _write_terms_of(
        self, added: Sequence[ServiceRecord], changed: Sequence[tuple[ServiceRecord, ServiceRecord]]
    ) -> None:
        carried, former = models.ServiceTerm, models.FormerIdentifier
        moved = [after.id for after, existing in changed if after.terms != existing.terms]
        renamed = [after.id for after, existing in changed if after.former_identifiers != existing.former_identifiers]
        if moved:
            self._session.execute(delete(carried).where(carried.service_id.in_(moved)))
        if renamed:
            self._session.execute(delete(former).where(former.service_id.in_(renamed)))
        terms, names = {*moved, *(listing.id for listing in added)}, {*renamed, *(listing.id for listing in added)}
        listings = list(every(added, changed))
        self._statements.insert(
            carried,
            (
                {"service_id": listing.id, "term_id": term.id}
                for listing in listings
                if listing.id in terms
                for term in listing.terms
            ),
        )
        self._statements.insert(
            former,
            (
                {"value": value, "service_id": listing.id}
                for listing in listings
                if listing.id in names
                for value in listing.former_identifiers
            ),
        )
