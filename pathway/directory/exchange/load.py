"""The listings of the database as plain records, in a fixed number of queries for each thousand."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import time
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from pathway.directory import listing_record, models
from pathway.directory.vocabulary import Publication, ServiceStatus
from pathway.organizations.models import Organization

CHUNK = 1000

T = TypeVar("T")

_OF_A_SERVICE: dict[str, tuple[type[Any], type[Any]]] = {
    "phones": (models.Phone, listing_record.PhoneRecord),
    "contacts": (models.Contact, listing_record.ContactRecord),
    "schedules": (models.Schedule, listing_record.ScheduleRecord),
    "schedule_exceptions": (models.ScheduleException, listing_record.ScheduleExceptionRecord),
    "areas": (models.ServiceArea, listing_record.ServiceAreaRecord),
    "languages": (models.Language, listing_record.LanguageRecord),
    "sources": (models.Source, listing_record.SourceRecord),
}
_SINGLE = tuple(
    name
    for name in listing_record.ServiceRecord.__dataclass_fields__
    if name not in {*_OF_A_SERVICE, "organization", "terms", "at_locations", "former_identifiers"}
)


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
    single = [getattr(models.Service, name) for name in _SINGLE]
    query = select(models.Service.organization_id, *single).where(models.Service.id.in_(service_ids))
    service_rows = session.execute(query.order_by(models.Service.id)).all()
    owners = _organizations(session, {row[0] for row in service_rows})
    rows: dict[str, dict[UUID, list[Any]]] = {
        **{name: _rows(session, service_ids, *pair) for name, pair in _OF_A_SERVICE.items()},
        "terms": _terms(session, service_ids),
        "at_locations": _places(session, service_ids),
        "former_identifiers": _former(session, service_ids),
    }
    listings: dict[UUID, listing_record.ServiceRecord] = {}
    for row in service_rows:
        values: dict[str, Any] = dict(zip(_SINGLE, row[1:], strict=True))
        for name, rows_by_service in rows.items():
            values[name] = in_order(name, rows_by_service.get(values["id"], ()))
        listings[values["id"]] = listing_record.ServiceRecord(organization=owners[row[0]], **values)
    return listings


def locations(session: Session, location_ids: Sequence[UUID]) -> dict[UUID, listing_record.LocationRecord]:
    """Return the places with these ids that exist, with their addresses, by id. For some thousands at a time."""
    if not location_ids:
        return {}
    parts = listing_record.LocationRecord._fields[:-1]
    addresses = _addresses(session, location_ids)
    query = select(*(getattr(models.Location, name) for name in parts)).where(models.Location.id.in_(location_ids))
    rows = session.execute(query.order_by(models.Location.id))
    records = (listing_record.LocationRecord._make([*row, tuple(addresses.get(row[0], ()))]) for row in rows)
    return {location.id: _on_either_engine(location) for location in records}


def _on_either_engine(location: listing_record.LocationRecord) -> listing_record.LocationRecord:
    """Return the place with 0.0 for -0.0: PostgreSQL distinguishes them, SQLite does not."""
    latitude, longitude = (None if value is None else value + 0.0 for value in (location.latitude, location.longitude))
    return location._replace(latitude=latitude, longitude=longitude)


def in_order(name: str, rows: Iterable[Any]) -> tuple[Any, ...]:
    """Return one list of a listing's rows in the order of a file. The order does not depend on that of `rows`."""
    return tuple(sorted(rows, key=_KEYS.get(name, _by_position)))


def _by_position(row: Any) -> tuple[Any, ...]:
    return row.position, row.id


def _by_words(row: listing_record.ContactRecord) -> tuple[Any, ...]:
    return tuple(part or "" for part in row[1:]), row.id


def _by_date(row: listing_record.ScheduleExceptionRecord) -> tuple[Any, ...]:
    return row.on, row.opens_at or time.min, row.opens_at is not None, row.id


def _by_name(row: listing_record.LanguageRecord) -> tuple[Any, ...]:
    return row.name, row.id


def _by_key(row: listing_record.TermRecord) -> tuple[Any, ...]:
    return row.key


_KEYS: dict[str, Callable[[Any], Any]] = {
    "contacts": _by_words,
    "schedule_exceptions": _by_date,
    "languages": _by_name,
    "terms": _by_key,
    "former_identifiers": str,
}


def _rows(session: Session, service_ids: Sequence[UUID], model: Any, record: Any) -> dict[UUID, list[Any]]:
    columns = [getattr(model, name) for name in record._fields]
    query = select(model.service_id, *columns).where(model.service_id.in_(service_ids)).order_by(model.id)
    return _grouped((row[0], record(*row[1:])) for row in session.execute(query))


def _organizations(session: Session, organization_ids: Iterable[UUID]) -> dict[UUID, listing_record.OrganizationRecord]:
    columns = [getattr(Organization, name) for name in listing_record.OrganizationRecord._fields]
    query = select(*columns).where(Organization.id.in_(list(organization_ids))).order_by(Organization.id)
    return {row[0]: listing_record.OrganizationRecord(*row) for row in session.execute(query)}


def _terms(session: Session, service_ids: Sequence[UUID]) -> dict[UUID, list[listing_record.TermRecord]]:
    term, carried = models.TaxonomyTerm, models.ServiceTerm
    query = (
        select(carried.service_id, term.id, models.Taxonomy.name, term.code, term.name, term.position)
        .join(term, term.id == carried.term_id)
        .join(models.Taxonomy, models.Taxonomy.id == term.taxonomy_id)
        .where(carried.service_id.in_(service_ids))
        .order_by(carried.service_id, term.id)
    )
    return _grouped(
        (service_id, listing_record.TermRecord(id_, listing_record.TaxonomyRecord(taxonomy), code, name, position))
        for service_id, id_, taxonomy, code, name, position in session.execute(query)
    )


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


def _addresses(session: Session, location_ids: Sequence[UUID]) -> dict[UUID, list[listing_record.AddressRecord]]:
    columns = [getattr(models.Address, name) for name in listing_record.AddressRecord._fields]
    query = select(models.Address.location_id, *columns).where(models.Address.location_id.in_(location_ids))
    rows = session.execute(query.order_by(models.Address.id))
    return _grouped((row[0], listing_record.AddressRecord(*row[1:])) for row in rows)


def _former(session: Session, service_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    former = models.FormerIdentifier
    query = select(former.service_id, former.value).where(former.service_id.in_(service_ids)).order_by(former.value)
    return _grouped((service_id, value) for service_id, value in session.execute(query))


def _grouped(pairs: Iterable[tuple[UUID, T]]) -> dict[UUID, list[T]]:
    groups: dict[UUID, list[T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
