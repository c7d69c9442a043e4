"""A new listing: a draft with its name, its owner and what it does; the sections say the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import func, or_, select

from pathway.accounts.permissions import Person
from pathway.audit import trail
from pathway.core.clock import utc_now
from pathway.core.formats import hyphenated
from pathway.directory.editing.operations import EditError, faults_of
from pathway.directory.exchange.importer.existing_listings import name_key
from pathway.directory.exchange.importer.versions import Edit
from pathway.directory.exchange.importer.write import Writer, wait_for_import
from pathway.directory.listing_record import OrganizationRecord, ServiceRecord
from pathway.directory.models import FormerIdentifier, Location, Service, ServiceAtLocation
from pathway.directory.vocabulary import Coverage, EditKind, LocationKind, Publication, ServiceStatus
from pathway.extensions import db
from pathway.organizations.models import Organization

_FEW = 10


@dataclass(frozen=True)
class Namesake:
    """A listing that has, or once had, nearly this name."""

    id: UUID
    name: str
    is_confidential: bool


def namesakes(name: str) -> Sequence[Namesake]:
    """Return the listings that may be the same: their names are this one but for capitals, spaces and signs."""
    stem = hyphenated(name)[:100]
    nearly = or_(
        func.lower(Service.name) == name_key(name),
        func.lower(Service.alternate_name) == name_key(name),
        Service.slug == stem,
    )
    query = select(Service.id, Service.name).where(Service.status != ServiceStatus.DEFUNCT, nearly)
    rows = db.session.execute(query.order_by(Service.slug).limit(_FEW)).all()
    secret = _confidential([row.id for row in rows])
    return [Namesake(row.id, row.name, row.id in secret) for row in rows]


def _confidential(service_ids: Sequence[UUID]) -> set[UUID]:
    query = (
        select(ServiceAtLocation.service_id)
        .join(Location, Location.id == ServiceAtLocation.location_id)
        .where(ServiceAtLocation.service_id.in_(service_ids), Location.kind == LocationKind.CONFIDENTIAL)
    )
    return set(db.session.scalars(query))


def add(name: str, description: str, coverage: Coverage, organization_id: UUID, by: Person) -> UUID:
    """Add a draft, and return its id. Raises EditError when it would not be right."""
    session = db.session()
    wait_for_import(session)
    owner = session.get(Organization, organization_id)
    if owner is None:
        raise EditError("This organisation is gone. Choose another")
    service = ServiceRecord(
        id=uuid4(),
        organization=OrganizationRecord(owner.id, owner.slug, owner.name, owner.kind, owner.is_first_responder),
        slug=_free_slug(name),
        name=name,
        description=description,
        coverage=coverage,
        publication=Publication.DRAFT,
        last_modified_at=utc_now(),
    )
    for _, words in faults_of(service, service):
        raise EditError(words)
    writer = Writer(session, Edit(EditKind.CHANGED, by))
    writer.write([service], (), {})
    writer.finish()
    trail.record("listing.added", f"service:{service.id}", by, organization_id=organization_id)
    return service.id


def _free_slug(name: str) -> str:
    """Return a name for addresses that no listing has or had."""
    stem = hyphenated(name)[:100] or "unnamed"
    taken = set(db.session.scalars(select(Service.slug).where(Service.slug.startswith(stem, autoescape=True))))
    former = FormerIdentifier.value
    taken |= set(db.session.scalars(select(former).where(former.startswith(stem, autoescape=True))))
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
