"""The listings of the database as plain records, in a fixed number of queries for each thousand."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import time
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, inspect, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from pathway.directory import listing_record, models
from pathway.directory.exchange.fields import ROW_RECORDS, fields_of
from pathway.directory.vocabulary import Publication, ServiceStatus
from pathway.organizations.models import Organization

CHUNK = 1000

T = TypeVar("T")

_ORDER: dict[str, Callable[[Any], Any]] = {
    "contacts": lambda row: ([part or "" for part in row[1:]], row.id),
    "schedule_exceptions": lambda row: (row.on, row.opens_at or time.min, row.opens_at is not None, row.id),
    "languages": attrgetter("name", "id"),
    "terms": attrgetter("key"),
    "former_identifiers": str,
}
"""What the rows of a list are sorted by, where that is not their position and id."""


def ids(session: Session, *, everything: bool) -> list[UUID]:
    """Return the ids of the visible listings, or of all, by slug, in the same order on both engines."""
    query = select(models.Service.slug, models.Service.id)
    if not everything:
        query = query.where(
            models.Service.publication == Publication.PUBLISHED,
            models.Service.status.in_([ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED]),
        )
    # Sorted in Python: the engines collate differently.
    return [id_ for _, id_ in sorted(session.execute(query.order_by(models.Service.id)))]


def each(session: Session, service_ids: Sequence[UUID]) -> Iterator[listing_record.ServiceRecord]:
    """Yield the listings with these ids, in this order."""
    for start in range(0, len(service_ids), CHUNK):
        chunk = service_ids[start : start + CHUNK]
        listings = load(session, chunk)
        yield from (listings[id_] for id_ in chunk)


def load(session: Session, service_ids: Sequence[UUID]) -> dict[UUID, listing_record.ServiceRecord]:
    """Return the listings with these ids that exist, with all their rows, by id. For about a thousand at a time."""
    if not service_ids:
        return {}
    columns = [getattr(models.Service, field.name) for field in fields_of(listing_record.ServiceRecord)]
    query = select(models.Service.organization_id, *columns).where(models.Service.id.in_(service_ids))
    service_rows = session.execute(query.order_by(models.Service.id)).mappings().all()
    owner_ids = {row["organization_id"] for row in service_rows}
    owners = _rows(session, Organization.id, listing_record.OrganizationRecord, owner_ids)
    relationships = inspect(models.Service).relationships
    rows: dict[str, dict[UUID, list[Any]]] = {
        **{
            name: _rows(session, relationships[name].mapper.class_.service_id, record, service_ids)
            for name, record in ROW_RECORDS.items()
        },
        "terms": _grouped(terms(session, models.ServiceTerm.service_id.in_(service_ids))),
        "at_locations": _places(session, service_ids),
        "former_identifiers": _former(session, service_ids),
    }
    listings: dict[UUID, listing_record.ServiceRecord] = {}
    for row in service_rows:
        values: dict[str, Any] = dict(row)
        (owner,) = owners[values.pop("organization_id")]
        for name, rows_by_service in rows.items():
            values[name] = in_order(name, rows_by_service.get(values["id"], ()))
        listings[values["id"]] = listing_record.ServiceRecord(organization=owner, **values)
    return listings


def locations(session: Session, location_ids: Sequence[UUID]) -> dict[UUID, listing_record.LocationRecord]:
    """Return the places with these ids that exist, with their addresses, by id. For some thousands at a time."""
    if not location_ids:
        return {}
    addresses = _rows(session, models.Address.location_id, listing_record.AddressRecord, location_ids)
    rows = _rows(session, models.Location.id, listing_record.LocationRecord, location_ids)
    return {
        id_: location._replace(
            # PostgreSQL distinguishes -0.0 from 0.0, SQLite does not.
            latitude=None if location.latitude is None else location.latitude + 0.0,
            longitude=None if location.longitude is None else location.longitude + 0.0,
            addresses=tuple(addresses.get(id_, ())),
        )
        for id_, (location,) in rows.items()
    }


def terms(session: Session, which: ColumnElement[bool]) -> Iterator[tuple[UUID, listing_record.TermRecord]]:
    """Yield the terms that listings carry, each with the id of its listing, by this id and the term's."""
    term, carried = models.TaxonomyTerm, models.ServiceTerm
    query = (
        select(carried.service_id, term.id, models.Taxonomy.name, term.code, term.name, term.position)
        .join(term, term.id == carried.term_id)
        .join(models.Taxonomy, models.Taxonomy.id == term.taxonomy_id)
        .where(which)
        .order_by(carried.service_id, term.id)
    )
    for service_id, id_, taxonomy, code, name, position in session.execute(query):
        yield service_id, listing_record.TermRecord(id_, listing_record.TaxonomyRecord(taxonomy), code, name, position)


def in_order(name: str, rows: Iterable[Any]) -> tuple[Any, ...]:
    """Return one list of a listing's rows in the order of a file. The order does not depend on that of `rows`."""
    return tuple(sorted(rows, key=_ORDER.get(name, attrgetter("position", "id"))))


def _rows(
    session: Session, owner: InstrumentedAttribute[UUID], record: Callable[..., T], owner_ids: Iterable[UUID]
) -> dict[UUID, list[T]]:
    """Return the rows of a table as records, by a column of theirs that has one of the ids."""
    model: Any = owner.class_
    columns = [getattr(model, field.name) for field in fields_of(record)]
    query = select(owner, *columns).where(owner.in_(list(owner_ids))).order_by(model.id)
    return _grouped((row[0], record(*row[1:])) for row in session.execute(query))


def _places(session: Session, service_ids: Sequence[UUID]) -> dict[UUID, list[listing_record.ServiceAtLocationRecord]]:
    service_at = models.ServiceAtLocation
    query = select(service_at.service_id, service_at.id, service_at.location_id, service_at.position).where(
        service_at.service_id.in_(service_ids)
    )
    rows = session.execute(query.order_by(service_at.id)).all()
    locations_by_id = locations(session, list({row[2] for row in rows}))
    return _grouped(
        (service_id, listing_record.ServiceAtLocationRecord(id_, locations_by_id[location_id], position))
        for service_id, id_, location_id, position in rows
    )


def _former(session: Session, service_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    former = models.FormerIdentifier
    query = select(former.service_id, former.value).where(former.service_id.in_(service_ids)).order_by(former.value)
    return _grouped((service_id, value) for service_id, value in session.execute(query))


def _grouped(pairs: Iterable[tuple[UUID, T]]) -> dict[UUID, list[T]]:
    groups: dict[UUID, list[T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
