"""Writes the changes of an import: a few statements per table for each chunk of listings, never one per listing."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, text
from sqlalchemy.orm import Session

from pathway.directory import models
from pathway.directory.exchange.importer.organizations import Owners
from pathway.directory.exchange.importer.row_values import ROWS, Values, values_of
from pathway.directory.exchange.importer.statements import delete_rows, insert_rows, update_rows
from pathway.directory.exchange.importer.versions import Changed, Edit, forget_places, keep, numbers_of
from pathway.directory.exchange.importer.write_places import PlaceWriter
from pathway.directory.exchange.terms import TAXONOMIES
from pathway.directory.listing_record import LocationRecord, ServiceRecord, TermRecord
from pathway.directory.search.index import indexer
from pathway.directory.stable_ids import stable_id
from pathway.directory.vocabulary import TaxonomyName
from pathway.organizations.models import Organization

_AT_ONCE = 500


def lock(session: Session) -> None:
    """Block other writers until the transaction ends, but not readers. On SQLite the transaction itself does."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE service, location, organization IN SHARE ROW EXCLUSIVE MODE"))


def wait_for_import(session: Session) -> None:
    """Let no import begin until the transaction ends, and wait for one that runs. Other edits go on beside."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE service IN ROW EXCLUSIVE MODE"))


def wait_for_terms(session: Session) -> None:
    """Let nobody else add terms until the transaction ends: two editors may need the same new one."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE taxonomy_term IN SHARE ROW EXCLUSIVE MODE"))


class Writer:
    """Writes chunks in one transaction, which the caller ends. Each chunk is indexed; `finish` completes the index.

    Terms and organisations are written before the listings that have them.
    """

    def __init__(self, session: Session, edit: Edit) -> None:
        self._session = session
        self._edit = edit
        self._places = PlaceWriter(session)
        self._owners_written: set[UUID] = set()

    def write_terms(self, terms: Sequence[TermRecord], taxonomies: dict[TaxonomyName, UUID]) -> None:
        """Write new terms. `taxonomies` are those in the database; the missing ones are written and added to it."""
        if not terms:
            return
        missing = {name: stable_id("taxonomy", name) for name in TAXONOMIES if name not in taxonomies}
        taxonomies |= missing
        rows = [{"id": id_, "name": name, "description": TAXONOMIES[name]} for name, id_ in missing.items()]
        insert_rows(self._session, models.Taxonomy, rows)
        values = (values_of(term, taxonomy_id=taxonomies[term.taxonomy.name]) for term in terms)
        insert_rows(self._session, models.TaxonomyTerm, values)

    def write_owners(self, owners: Owners) -> None:
        """Write the organisations that were added or changed since the last call."""
        waiting = (owners.added | owners.changed) - self._owners_written
        rows = [values_of(owners.organizations[id_]) for id_ in sorted(waiting)]
        insert_rows(self._session, Organization, (row for row in rows if row["id"] in owners.added))
        changed = [row for row in rows if row["id"] in owners.changed]
        update_rows(self._session, Organization, changed)
        self._owners_written |= waiting
        if changed:
            service_ids = select(models.Service.id).where(
                models.Service.organization_id.in_([row["id"] for row in changed]),
            )
            self._places.stale |= set(self._session.scalars(service_ids.order_by(models.Service.id)))

    def write(
        self, added: Sequence[ServiceRecord], changed: Changed, existing_locations: Mapping[UUID, LocationRecord]
    ) -> None:
        """Write the listings and changes (after, before) of one chunk, given its places in the database."""
        session, changed_ids = self._session, [after.id for after, _ in changed]
        numbers = self._edit.numbers
        if changed and not numbers:
            numbers = numbers_of(session, changed_ids)
        self._places.make_confidential(changed)
        if changed:
            session.execute(delete(models.SearchEntry).where(models.SearchEntry.service_id.in_(changed_ids)))
        insert_rows(session, models.Service, (_service_values(service, version=1) for service in added))
        next_version = models.Service.__table__.c.version + 1
        # Of the row as it was: once confirmed, a listing stays one that was, whoever takes the day off it again.
        columns = models.Service.__table__.c
        once = or_(columns.was_confirmed, columns.assured_on.is_not(None))
        after_rows = [_service_values(after) for after, _ in changed]
        update_rows(session, models.Service, after_rows, version=next_version, was_confirmed=once)
        listings, earlier = [*added, *(after for after, _ in changed)], [before for _, before in changed]
        self._write_rows(listings, earlier)
        self._places.write(listings, earlier, existing_locations)
        self._write_links(models.ServiceTerm, added, changed, "terms", lambda term: {"term_id": term.id})
        self._write_links(
            models.FormerIdentifier, added, changed, "former_identifiers", lambda former: {"value": former}
        )
        keep(session, changed, numbers, self._edit)
        if self._places.emptied:
            forget_places(session, self._places.emptied)
        visible = [service for service in listings if service.is_visible]
        for service in visible:
            # Pages show terms in the order of their lists.
            service.terms = tuple(sorted(service.terms, key=lambda term: (term.position or 0, term.id)))
        indexer.add_many(session, visible)

    def finish(self) -> None:
        """Reindex listings whose organisation or place another listing changed, and count the change."""
        self._session.flush()
        stale = sorted(self._places.stale)
        for start in range(0, len(stale), _AT_ONCE):
            indexer.refresh(self._session, stale[start : start + _AT_ONCE])
        indexer.count_change(self._session)
        if self._places.removed:
            indexer.erase_removed_words(self._session)

    def _write_rows(self, listings: Sequence[ServiceRecord], earlier: Sequence[ServiceRecord]) -> None:
        """Write the rows (phones, hours...) that are not in the database already, and delete those that are gone."""
        gone: dict[str, list[UUID]] = {}
        fresh: dict[str, list[Values]] = {}
        for name in ROWS:
            before = {row.id: row for service in earlier for row in getattr(service, name)}
            after = {row.id: row for service in listings for row in getattr(service, name)}
            gone[name] = [id_ for id_, row in before.items() if after.get(id_) != row]
            fresh[name] = [
                values_of(row, service_id=service.id)
                for service in listings
                for row in getattr(service, name)
                if before.get(row.id) != row
            ]
            if name == "phones":
                # A phone is updated in place: schedules refer to it.
                update_rows(self._session, models.Phone, [row for row in fresh[name] if row["id"] in before])
                fresh[name] = [row for row in fresh[name] if row["id"] not in before]
                gone[name] = [id_ for id_ in gone[name] if id_ not in after]
        for name in reversed(ROWS):
            delete_rows(self._session, ROWS[name], gone[name])
        for name, model in ROWS.items():
            insert_rows(self._session, model, fresh[name])

    def _write_links(
        self, model: Any, added: Sequence[ServiceRecord], changed: Changed, name: str, values: Callable[[Any], Values]
    ) -> None:
        """Write a list of values that have no id (`name`), whole, for listings that are new or have other values."""
        differ = [after for after, before in changed if getattr(after, name) != getattr(before, name)]
        if differ:
            ids = [service.id for service in differ]
            self._session.execute(delete(model).where(model.service_id.in_(ids)))
        listings = [*added, *differ]
        rows = ({"service_id": row.id, **values(value)} for row in listings for value in getattr(row, name))
        insert_rows(self._session, model, rows)


def _service_values(service: ServiceRecord, **more: int) -> Values:
    return values_of(service, organization_id=service.organization.id, **more)
