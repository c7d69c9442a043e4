"""Every question about organisations."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from pathway.extensions import db
from pathway.organizations.models import EmailDomain, Organization


def organization_of_domain(domain: str) -> Organization | None:
    """Return the one organisation whose people have mailboxes at a domain."""
    return db.session.scalar(
        select(Organization)
        .join(EmailDomain, EmailDomain.organization_id == Organization.id)
        .where(EmailDomain.domain == domain)
    )


def organizations() -> Sequence[Organization]:
    """Return every organisation by name."""
    return db.session.scalars(select(Organization).order_by(Organization.name, Organization.id)).all()


def organization(organization_id: UUID) -> Organization | None:
    """Return one organisation."""
    return db.session.get(Organization, organization_id)


def domains_of(organization_id: UUID) -> Sequence[str]:
    """Return the mail domains of an organisation, in order."""
    query = select(EmailDomain.domain).where(EmailDomain.organization_id == organization_id)
    return db.session.scalars(query.order_by(EmailDomain.domain)).all()


def domain_is_taken(domain: str) -> bool:
    """Whether a mail domain belongs to an organisation already."""
    return db.session.get(EmailDomain, domain) is not None


def slug_is_taken(slug: str) -> bool:
    """Whether an organisation has this short name already."""
    return db.session.scalar(select(Organization.id).where(Organization.slug == slug)) is not None
