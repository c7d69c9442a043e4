"""Every question about signed sharing agreements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import contains_eager, joinedload

from pathway.accounts.models import User
from pathway.accounts.vocabulary import UserStatus
from pathway.directory.editing.queries import ANSWERERS
from pathway.episodes.models import SharingAgreement
from pathway.extensions import db
from pathway.organizations.models import Organization
from pathway.organizations.vocabulary import OrganizationKind


@dataclass(frozen=True)
class Signed:
    """An agreement as the page shows it. `has_answerers`: somebody there can answer a referral here.

    `holder`: who holds the mailbox there, None where nobody was named or she cannot answer any more.
    """

    organization_id: UUID
    organization: str
    document: str
    signed_on: date | None
    recorded_at: datetime
    recorded_by: str
    has_answerers: bool
    holder: str | None


def signed(organization_id: UUID | None = None) -> list[Signed]:
    """Return every agreement, or that of one organisation, by the name of the organisation."""
    answered = exists().where(
        User.organization_id == SharingAgreement.organization_id,
        User.status == UserStatus.ACTIVE,
        User.role.in_(ANSWERERS),
    )
    recorder = select(User.name).where(User.id == SharingAgreement.recorded_by).scalar_subquery()
    holder = select(User.name).where(User.id == SharingAgreement.holder_id, *_CAN_HOLD).scalar_subquery()
    query = (
        select(
            SharingAgreement.organization_id,
            Organization.name,
            SharingAgreement.document,
            SharingAgreement.signed_on,
            SharingAgreement.recorded_at,
            recorder,
            answered,
            holder,
        )
        .join(Organization, Organization.id == SharingAgreement.organization_id)
        .order_by(Organization.name, Organization.id)
    )
    if organization_id is not None:
        query = query.where(SharingAgreement.organization_id == organization_id)
    return [Signed(*row) for row in db.session.execute(query)]


_CAN_HOLD = (User.status == UserStatus.ACTIVE, User.role.in_(ANSWERERS))


def can_hold(user: User) -> bool:
    """Whether somebody can answer referrals that come to her organisation."""
    return user.status is UserStatus.ACTIVE and user.role in ANSWERERS


def possible_holders(organization_id: UUID | None = None) -> Sequence[User]:
    """Return who may hold a mailbox, of every organisation or of one, by organisation and name. None of enforcement."""
    query = (
        select(User)
        .join(User.organization)
        .where(*_CAN_HOLD, Organization.kind != OrganizationKind.ENFORCEMENT)
        .options(contains_eager(User.organization))
        .order_by(Organization.name, User.name, User.id)
    )
    if organization_id is not None:
        query = query.where(User.organization_id == organization_id)
    return db.session.scalars(query).all()


def holder(user_id: UUID) -> User | None:
    """Return somebody by id, with her organisation."""
    return db.session.scalars(select(User).where(User.id == user_id).options(joinedload(User.organization))).first()


def agreement(organization_id: UUID) -> SharingAgreement | None:
    """Return the agreement of an organisation, locked until the transaction ends."""
    return db.session.get(SharingAgreement, organization_id, with_for_update=True)


def may_never_receive(organization: Organization) -> bool:
    """Whether an organisation is one that receives nothing about a woman."""
    return organization.kind is OrganizationKind.ENFORCEMENT
