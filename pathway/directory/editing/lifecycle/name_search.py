"""Listings found by name, for somebody who has to name another one: to use instead, or the same service."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select

from pathway.accounts.permissions import Person
from pathway.core.permission import Permission
from pathway.directory import queries as directory
from pathway.directory.exchange import load
from pathway.directory.listing_record import ServiceRecord
from pathway.directory.models import Service
from pathway.directory.search.cards import area_words
from pathway.directory.vocabulary import Publication, ServiceStatus
from pathway.extensions import db

MOST = 10
_IN_USE = (ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED)


@dataclass(frozen=True)
class Named:
    """A listing by its name. `beside`: its organisation and area, which tell two of one name apart.

    Of a confidential one only the name is said, as the public reads it.
    """

    id: UUID
    name: str
    beside: str


def by_address(typed: str) -> str | None:
    """Return the id or name in addresses that a pasted address, or an id, ends with; None where words were typed."""
    word = typed.strip().rstrip("/")
    if "/" not in word:
        return word if _is_id(word) else None
    return word.rpartition("/")[2].partition("?")[0] or None


def listing_at(address: str, person: Person, *, own_only: bool) -> Named | None:
    """Return the listing with an id or a name in addresses, among those that somebody may name."""
    service = directory.find(address)
    found = _records([service.id], person, own_only=own_only) if service is not None else []
    return _named(found[0]) if found else None


def listings_named(words: str, person: Person, *, but: UUID, own_only: bool) -> list[Named]:
    """Return listings whose names hold all of these words, by name: one more than `MOST` where there are more.

    Those that the public may read, and drafts that she looks after; with `own_only` only what she looks after.
    """
    name = func.lower(Service.name + " " + func.coalesce(Service.alternate_name, ""))
    holds = [name.contains(word, autoescape=True) for word in words.lower().split()]
    if not holds:
        return []
    query = select(Service.id).where(Service.status.in_(_IN_USE), Service.id != but, *holds)
    if not _reaches_all(person):
        hers = Service.organization_id == person.organization_id
        query = query.where(hers if own_only else or_(hers, Service.publication == Publication.PUBLISHED))
    ids = db.session.scalars(query.order_by(Service.name, Service.id).limit(MOST + 1)).all()
    return [_named(service) for service in _records(ids, person, own_only=own_only)]


def _records(ids: Sequence[UUID], person: Person, *, own_only: bool) -> list[ServiceRecord]:
    listings = load.load(db.session(), ids)
    return [listings[id_] for id_ in ids if _may_name(listings[id_], person, own_only=own_only)]


def _may_name(service: ServiceRecord, person: Person, *, own_only: bool) -> bool:
    if service.status not in _IN_USE:
        return False
    is_hers = _reaches_all(person) or service.organization.id == person.organization_id
    return is_hers or (service.is_visible and not own_only)


def _reaches_all(person: Person) -> bool:
    return person.reaches_all(Permission.PUBLISH_LISTING)


def _named(service: ServiceRecord) -> Named:
    beside = (
        "" if service.is_confidential else ". ".join(filter(None, (service.organization.name, area_words(service))))
    )
    return Named(service.id, service.name, beside)


def _is_id(word: str) -> bool:
    try:
        UUID(word)
    except ValueError:
        return False
    return True
