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
    "phones": (models.Phone, listing_record.Phone),
    "contacts": (models.Contact, listing_record.Contact),
    "schedules": (models.Schedule, listing_record.Schedule),
    "schedule_exceptions": (models.ScheduleException, listing_record.ScheduleException),
    "areas": (models.ServiceArea, listing_record.ServiceArea),
    "languages": (models.Language, listing_record.Language),
    "sources": (models.Source, listing_record.Source),
}
_SINGLE = tuple(
    name
    for name in listing_record.Service.__dataclass_fields__
    if name not in {*_OF_A_SERVICE, "organization", "terms", "at_locations", "former_identifiers"}
)


def ids(session: Session, *, everything: bool) -> list[UUID]:
    """Return the ids of the visible listings, or of all, by slug; the same order on both engines."""
    query = select(models.Service.slug, models.Service.id)
    if not everything:
        query = query.where(
            models.Service.publication == Publication.PUBLISHED,
            models.Service.status.in_([ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED]),
        )
    # Ordered here: each engine has an alphabet of its own.
    return [id_ for _, id_ in sorted(session.execute(query.order_by(models.Service.id)))]


def each(session: Session, wanted: Sequence[UUID]) -> Iterator[listing_record.Service]:
    """Yield the listings of these ids, in their order."""
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        found = load(session, chunk)
        yield from (found[id_] for id_ in chunk)


def load(session: Session, wanted: Sequence[UUID]) -> dict[UUID, listing_record.Service]:
    """Return the listings of these ids that there are, with all their rows. For a thousand or so at a time."""
    if not wanted:
        return {}
    single = [getattr(models.Service, name) for name in _SINGLE]
    query = select(models.Service.organization_id, *single).where(models.Service.id.in_(wanted))
    found = session.execute(query.order_by(models.Service.id)).all()
    owners = _organizations(session, {row[0] for row in found})
    rows: dict[str, dict[UUID, list[Any]]] = {
        **{name: _rows(session, wanted, *pair) for name, pair in _OF_A_SERVICE.items()},
        "terms": _terms(session, wanted),
        "at_locations": _places(session, wanted),
        "former_identifiers": _former(session, wanted),
    }
    listings: dict[UUID, listing_record.Service] = {}
    for row in found:
        values: dict[str, Any] = dict(zip(_SINGLE, row[1:], strict=True))
        for name, of_each in rows.items():
            values[name] = in_order(name, of_each.get(values["id"], ()))
        listings[values["id"]] = listing_record.Service(organization=owners[row[0]], **values)
    return listings


def locations(session: Session, wanted: Sequence[UUID]) -> dict[UUID, listing_record.Location]:
    """Return the places of these ids that there are, with their addresses. For some thousands at a time."""
    if not wanted:
        return {}
    parts = listing_record.Location._fields[:-1]
    addresses = _addresses(session, wanted)
    query = select(*(getattr(models.Location, name) for name in parts)).where(models.Location.id.in_(wanted))
    rows = session.execute(query.order_by(models.Location.id))
    found = (listing_record.Location._make([*row, tuple(addresses.get(row[0], ()))]) for row in rows)
    return {location.id: _on_either_engine(location) for location in found}


def _on_either_engine(location: listing_record.Location) -> listing_record.Location:
    """Return the place without a -0.0: PostgreSQL tells it from 0.0, and SQLite does not."""
    latitude, longitude = (None if value is None else value + 0.0 for value in (location.latitude, location.longitude))
    return location._replace(latitude=latitude, longitude=longitude)


def in_order(name: str, rows: Iterable[Any]) -> tuple[Any, ...]:
    """Return a listing's rows of one name in the order in which they are written, whatever order they came in."""
    return tuple(sorted(rows, key=_KEYS.get(name, _by_position)))


def _by_position(row: Any) -> tuple[Any, ...]:
    return row.position, row.id


def _by_words(row: listing_record.Contact) -> tuple[Any, ...]:
    return tuple(part or "" for part in row[1:]), row.id


def _by_date(row: listing_record.ScheduleException) -> tuple[Any, ...]:
    return row.on, row.opens_at or time.min, row.opens_at is not None, row.id


def _by_name(row: listing_record.Language) -> tuple[Any, ...]:
    return row.name, row.id


def _by_key(row: listing_record.Term) -> tuple[Any, ...]:
    return row.key


_KEYS: dict[str, Callable[[Any], Any]] = {
    "contacts": _by_words,
    "schedule_exceptions": _by_date,
    "languages": _by_name,
    "terms": _by_key,
    "former_identifiers": str,
}


def _rows(session: Session, wanted: Sequence[UUID], model: Any, record: Any) -> dict[UUID, list[Any]]:
    columns = [getattr(model, name) for name in record._fields]
    query = select(model.service_id, *columns).where(model.service_id.in_(wanted)).order_by(model.id)
    return _grouped((row[0], record(*row[1:])) for row in session.execute(query))


def _organizations(session: Session, wanted: Iterable[UUID]) -> dict[UUID, listing_record.Organization]:
    columns = [getattr(Organization, name) for name in listing_record.Organization._fields]
    query = select(*columns).where(Organization.id.in_(list(wanted))).order_by(Organization.id)
    return {row[0]: listing_record.Organization(*row) for row in session.execute(query)}


def _terms(session: Session, wanted: Sequence[UUID]) -> dict[UUID, list[listing_record.Term]]:
    term, carried = models.TaxonomyTerm, models.ServiceTerm
    query = (
        select(carried.service_id, term.id, models.Taxonomy.name, term.code, term.name, term.position)
        .join(term, term.id == carried.term_id)
        .join(models.Taxonomy, models.Taxonomy.id == term.taxonomy_id)
        .where(carried.service_id.in_(wanted))
        .order_by(carried.service_id, term.id)
    )
    return _grouped(
        (service_id, listing_record.Term(id_, listing_record.Taxonomy(taxonomy), code, name, position))
        for service_id, id_, taxonomy, code, name, position in session.execute(query)
    )


def _places(session: Session, wanted: Sequence[UUID]) -> dict[UUID, list[listing_record.ServiceAtLocation]]:
    at = models.ServiceAtLocation
    query = select(at.service_id, at.id, at.location_id, at.position).where(at.service_id.in_(wanted))
    rows = session.execute(query.order_by(at.id)).all()
    there = locations(session, list({row[2] for row in rows}))
    return _grouped(
        (service_id, listing_record.ServiceAtLocation(id_, there[location_id], position))
        for service_id, id_, location_id, position in rows
    )


def _addresses(session: Session, wanted: Sequence[UUID]) -> dict[UUID, list[listing_record.Address]]:
    columns = [getattr(models.Address, name) for name in listing_record.Address._fields]
    query = select(models.Address.location_id, *columns).where(models.Address.location_id.in_(wanted))
    rows = session.execute(query.order_by(models.Address.id))
    return _grouped((row[0], listing_record.Address(*row[1:])) for row in rows)


def _former(session: Session, wanted: Sequence[UUID]) -> dict[UUID, list[str]]:
    former = models.FormerIdentifier
    query = select(former.service_id, former.value).where(former.service_id.in_(wanted)).order_by(former.value)
    return _grouped((service_id, value) for service_id, value in session.execute(query))


def _grouped(pairs: Iterable[tuple[UUID, T]]) -> dict[UUID, list[T]]:
    groups: dict[UUID, list[T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
