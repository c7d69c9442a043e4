"""Changes to organisations. Pages ask two people before any of these."""

import unicodedata
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from pathway.audit import trail
from pathway.core.actor import Actor
from pathway.core.errors import ChangeRefusedError
from pathway.core.formats import hyphenated
from pathway.extensions import db
from pathway.organizations import queries
from pathway.organizations.models import EmailDomain, Organization
from pathway.organizations.vocabulary import SHARED_DOMAINS, OrganizationKind

HAS_REFERRALS = (
    "Referrals to this organisation, or its agreement on sharing them, are kept. An enforcement body can have neither: "
    "end the agreement; while referrals are kept it stays what it is"
)


class OrganizationError(ChangeRefusedError):
    """A change to an organisation is refused; the message says why and what to do."""


def create(name: str, kind: OrganizationKind, by: Actor | None, *, is_first_responder: bool = False) -> Organization:
    """Add an organisation."""
    organization = Organization(slug=_free_slug(name), name=name, kind=kind, is_first_responder=is_first_responder)
    db.session.add(organization)
    db.session.flush()
    trail.record(f"organization.created_{kind}", f"organization:{organization.id}", by, organization_id=organization.id)
    return organization


def set_kind(organization: Organization, kind: OrganizationKind, by: Actor | None) -> None:
    """Set what kind of body an organisation is.

    Raises OrganizationError where it becomes an enforcement body and referrals to it, or a signed agreement, are kept.
    """
    try:
        with db.session.begin_nested():
            organization.kind = kind
    except IntegrityError as error:
        raise OrganizationError(HAS_REFERRALS) from error
    trail.record(
        f"organization.kind_set_{kind}", f"organization:{organization.id}", by, organization_id=organization.id
    )


def add_domain(organization_id: UUID, domain: str, by: Actor | None) -> EmailDomain:
    """Give a mail domain to an organisation: everybody with a mailbox there works for it. Raises OrganizationError."""
    if problem := why_no_domain(domain):
        raise OrganizationError(problem)
    added = EmailDomain(domain=domain, organization_id=organization_id)
    db.session.add(added)
    db.session.flush()
    trail.record("organization.domain_added", f"organization:{organization_id}", by, organization_id=organization_id)
    return added


def remove_domain(organization_id: UUID, domain: str, by: Actor | None) -> None:
    """Take a mail domain from an organisation. Raises OrganizationError when it was not this one's."""
    email_domain = db.session.get(EmailDomain, domain)
    if email_domain is None or email_domain.organization_id != organization_id:
        raise OrganizationError(f"{domain} does not belong to this organisation any more")
    db.session.delete(email_domain)
    trail.record("organization.domain_removed", f"organization:{organization_id}", by, organization_id=organization_id)


def why_no_domain(domain: str) -> str | None:
    """Say why a domain cannot be given to one organisation; None when it can."""
    if domain in SHARED_DOMAINS:
        return f"{domain} is shared by many: invite each person by name instead"
    if queries.domain_is_taken(domain):
        return f"{domain} belongs to an organisation already"
    return None


def _free_slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = hyphenated(plain)[:100] or "organisation"
    number, candidate = 2, slug
    while queries.slug_is_taken(candidate):
        candidate, number = f"{slug}-{number}", number + 1
    return candidate
