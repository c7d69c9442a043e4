"""Which link leads to which leg, and whether it still does: asked anew with every request, so that it ends at once.

A link stands while its leg is open and goes by it, the listing still takes referrals so and names the same mailbox,
and the organisation has signed and has somebody active who answers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, update

from pathway.core.crypto import blind_index
from pathway.directory.models import Service
from pathway.directory.vocabulary import ReferralChannel, ServiceStatus
from pathway.episodes.agency_mailbox import AgencyMailbox
from pathway.episodes.leg_link.models import LegLink
from pathway.episodes.models import Episode, Leg, SharingAgreement
from pathway.episodes.queries import is_answered, is_shared
from pathway.extensions import db
from pathway.organizations.models import Organization


@dataclass(frozen=True)
class LinkNow:
    """A link as it is now. `mailbox`: where it was sent, None where the listing or the agreement says otherwise by now.

    `is_open`: its leg has not ended.
    """

    id: UUID
    token_hash: str
    leg_id: UUID
    leg_number: int
    episode_id: UUID
    reference: str
    service: str
    organization: str
    by: AgencyMailbox
    mailbox: str | None
    is_open: bool

    @property
    def stands(self) -> bool:
        """Whether it leads anywhere."""
        return self.is_open and self.mailbox is not None


def hashed_token(token: str) -> str:
    """Return what is stored of a link's token."""
    return blind_index("leg-link", token)


def hashed_mailbox(address: str) -> str:
    """Return what is stored of a mailbox."""
    return blind_index("leg-link-mailbox", address.strip().lower())


def link_of(token_hash: str) -> LinkNow | None:
    """Return the link with this token, standing or not."""
    row = db.session.execute(_links().where(LegLink.token_hash == token_hash)).first()
    return _link(row) if row else None


def link(link_id: UUID, *, hold: bool = False) -> LinkNow | None:
    """Return a link, standing or not.

    `hold`: whoever changes its mailbox, its way or the agreement comes before, and is seen here, or waits until this
    transaction ends. The caller holds the referral first.
    """
    query = _links().where(LegLink.id == link_id)
    row = db.session.execute(query.with_for_update(of=Service, read=True) if hold else query).first()
    if row is None:
        return None
    now = _link(row)
    if hold and db.session.get(SharingAgreement, now.by.organization_id, with_for_update={"read": True}) is None:
        return replace(now, mailbox=None)
    return now


def links_of(leg_ids: Iterable[UUID]) -> list[LinkNow]:
    """Return every link that was sent for these legs and has not been ended, standing or not."""
    query = _links().where(LegLink.leg_id.in_(list(leg_ids)), LegLink.ended_at.is_(None))
    return [_link(row) for row in db.session.execute(query)]


def mailbox_of(leg_id: UUID) -> str | None:
    """Return the mailbox that a leg was sent to, while its listing still names it and the way still stands."""
    return next((now.mailbox for now in links_of([leg_id]) if now.mailbox), None)


def mailboxes_now(service_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return the mailbox that each of these listings names."""
    query = select(Service.id, Service.email).where(Service.id.in_(service_ids)).order_by(Service.id)
    return {service_id: email for service_id, email in db.session.execute(query) if email}


def without_a_link(legs: Iterable[Leg]) -> frozenset[UUID]:
    """Return which open legs went by a link that leads nowhere any more."""
    by_link = {leg.id for leg in legs if leg.is_open and leg.way is ReferralChannel.EMAIL_LINK}
    standing = {now.leg_id for now in links_of(by_link) if now.stands} if by_link else set()
    return frozenset(by_link - standing)


def lost(limit: int) -> Sequence[LinkNow]:
    """Return links that have to be ended, because they stand no more, or because their leg has ended."""
    query = _links().where(LegLink.ended_at.is_(None))
    return [now for row in db.session.execute(query) if not (now := _link(row)).stands][:limit]


def end_links(leg_id: UUID, at: datetime) -> int:
    """End every link of a leg for good; return how many."""
    ended = update(LegLink).where(LegLink.leg_id == leg_id, LegLink.ended_at.is_(None)).values(ended_at=at)
    return len(db.session.execute(ended.returning(LegLink.id)).all())


def _links() -> Select[Any]:
    query: Any = (
        select(
            LegLink.id,
            LegLink.token_hash,
            LegLink.mailbox_hash,
            LegLink.ended_at,
            Leg.id.label("leg_id"),
            Leg.number.label("leg_number"),
            Leg.way,
            Leg.ended_at.label("leg_ended_at"),
            Leg.organization_id,
            Episode.id.label("episode_id"),
            Episode.reference,
            Service.id.label("service_id"),
            Service.name.label("service"),
            Service.status,
            Service.organization_id.label("owner_id"),
            Service.referral_channel,
            Service.email,
            Organization.name.label("organization"),
            is_answered().label("is_answered"),
            is_shared().label("is_shared"),
        )
        .join(Leg, Leg.id == LegLink.leg_id)
        .join(Episode, Episode.id == Leg.episode_id)
        .join(Service, Service.id == Leg.service_id)
        .join(Organization, Organization.id == Leg.organization_id)
        .order_by(LegLink.created_at.desc(), LegLink.id)
    )
    return query  # type: ignore[no-any-return] # of more columns than its type can say


def _link(row: Any) -> LinkNow:
    is_as_it_was = (
        row.ended_at is None
        and row.way is ReferralChannel.EMAIL_LINK
        and row.referral_channel is ReferralChannel.EMAIL_LINK
        and row.status is not ServiceStatus.DEFUNCT
        and row.owner_id == row.organization_id
        and row.is_answered
        and row.is_shared
        and row.email is not None
        and row.mailbox_hash == hashed_mailbox(row.email)
    )
    return LinkNow(
        id=row.id,
        token_hash=row.token_hash,
        leg_id=row.leg_id,
        leg_number=row.leg_number,
        episode_id=row.episode_id,
        reference=row.reference,
        service=row.service,
        organization=row.organization,
        by=AgencyMailbox(row.service_id, row.organization_id),
        mailbox=row.email if is_as_it_was else None,
        is_open=row.leg_ended_at is None,
    )
