"""Every question about signed sharing agreements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, select

from pathway.accounts.models import User
from pathway.accounts.vocabulary import UserStatus
from pathway.directory.editing.queries import ANSWERERS
from pathway.episodes.models import SharingAgreement
from pathway.extensions import db
from pathway.organizations.models import Organization
from pathway.organizations.vocabulary import OrganizationKind


@dataclass(frozen=True)
class Signed:
    """An agreement as the page shows it. `has_answerers`: somebody there can answer a referral here."""

    organization_id: UUID
    organization: str
    document: str
    signed_on: date | None
    recorded_at: datetime
    recorded_by: str
    has_answerers: bool


def signed() -> list[Signed]:
    """Return every agreement, by the name of the organisation."""
    answered = exists().where(
        User.organization_id == SharingAgreement.organization_id,
        User.status == UserStatus.ACTIVE,
        User.role.in_(ANSWERERS),
    )
    recorder = select(User.name).where(User.id == SharingAgreement.recorded_by).scalar_subquery()
    query = (
        select(
            SharingAgreement.organization_id,
            Organization.name,
            SharingAgreement.document,
            SharingAgreement.signed_on,
            SharingAgreement.recorded_at,
            recorder,
            answered,
        )
        .join(Organization, Organization.id == SharingAgreement.organization_id)
        .order_by(Organization.name, Organization.id)
    )
    return [Signed(*row) for row in db.session.execute(query)]


def unsigned() -> Sequence[Organization]:
    """Return every organisation without an agreement, by name; enforcement bodies too, to say why they cannot."""
    has = exists().where(SharingAgreement.organization_id == Organization.id)
    return db.session.scalars(select(Organization).where(~has).order_by(Organization.name, Organization.id)).all()


def agreement(organization_id: UUID) -> SharingAgreement | None:
    """Return the agreement of an organisation, locked until the transaction ends."""
    return db.session.get(SharingAgreement, organization_id, with_for_update=True)


def may_never_receive(organization: Organization) -> bool:
    """Whether an organisation is one that receives nothing about a woman."""
    return organization.kind is OrganizationKind.ENFORCEMENT
