"""Queries of the directory: one listing, a shortlist, the counts for /about."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, func, or_, select

from pathway.directory.models import (
    ContactChange,
    FormerIdentifier,
    ListingEnd,
    Phone,
    SearchEntry,
    Service,
    ServiceCapacity,
)
from pathway.directory.search.index.indexer import WHOLE
from pathway.directory.vocabulary import Publication
from pathway.extensions import db


@dataclass(frozen=True)
class Counts:
    """How much of the directory has been confirmed. Drafts, which only staff see, are counted apart."""

    published: int
    drafts: int
    confirmed: int
    numbers_checked: int


def is_full(service_id: UUID) -> bool:
    """Whether a service said in the last week that it has no room."""
    row = db.session.get(ServiceCapacity, service_id)
    return row is not None and row.available == 0


@dataclass(frozen=True)
class Ending:
    """What to use instead of a listing that is no longer kept. `instead`: (id, name) of another that is public."""

    instead: tuple[UUID, str] | None
    words: str | None
    leads_on: bool


def ending(service_id: UUID) -> Ending:
    """Return what to use instead of a listing that has ended."""
    row = db.session.get(ListingEnd, service_id)
    if row is None:
        return Ending(None, None, leads_on=False)
    other = _joined_to(row)
    instead = (other.id, other.name) if other is not None and other.is_visible else None
    return Ending(instead, row.words, row.leads_on)


def _joined_to(end: ListingEnd) -> Service | None:
    """Return the listing that one leads to, in as many steps as were joined since: each step stays, to be undone."""
    passed = {end.service_id}
    other = db.session.get(Service, end.instead_id) if end.instead_id else None
    while other is not None and not other.is_visible and other.id not in passed:
        passed.add(other.id)
        further = db.session.get(ListingEnd, other.id)
        if further is None or not further.leads_on:
            break
        other = db.session.get(Service, further.instead_id)
    return other


def is_changing(service_id: UUID) -> bool:
    """Whether somebody asked to change how a service is reached, and that waits."""
    return db.session.get(ContactChange, service_id) is not None


def find(identifier: str) -> Service | None:
    """Return a listing, or a draft, by its id, its slug, or a former id or slug."""
    query = select(Service).options(*WHOLE)
    by_id = _as_uuid(identifier)
    if by_id is not None and (service := db.session.scalar(query.where(Service.id == by_id))):
        return service
    former = select(FormerIdentifier.service_id).where(FormerIdentifier.value == identifier)
    return db.session.scalar(query.where(or_(Service.slug == identifier, Service.id.in_(former))))


def shortlist(identifiers: Sequence[str]) -> list[SearchEntry]:
    """Return the visible listings with these ids, in the same order, without unknown ids."""
    ids = [id_ for text in identifiers if (id_ := _as_uuid(text))]
    rows = db.session.scalars(select(SearchEntry).where(SearchEntry.service_id.in_(ids)).order_by(SearchEntry.docid))
    by_id = {row.service_id: row for row in rows}
    return [by_id[id_] for id_ in dict.fromkeys(ids) if id_ in by_id]


def counts() -> Counts:
    """Count listings for /about."""
    published = Service.publication == Publication.PUBLISHED
    row = db.session.execute(
        select(
            func.count(case((published, 1))),
            func.count(case((~published, 1))),
            func.count(case((published & Service.assured_on.is_not(None), 1))),
        )
    ).one()
    checked = db.session.scalar(
        select(func.count(func.distinct(Phone.service_id)))
        .join(Service)
        .where(published, Phone.number_checked_on.is_not(None))
    )
    return Counts(published=row[0], drafts=row[1], confirmed=row[2], numbers_checked=checked or 0)


def _as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
