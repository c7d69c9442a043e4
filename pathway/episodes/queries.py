"""Every question about referrals that were sent. What may be seen of one is for `sight` to say."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import selectinload

from pathway.accounts.models import User
from pathway.accounts.vocabulary import UserStatus
from pathway.directory.editing.queries import ANSWERERS
from pathway.directory.models import SearchEntry, Service, ServiceCapacity
from pathway.directory.search.cards import Card
from pathway.directory.vocabulary import THROUGH_PATHWAY, Publication, ReferralChannel, ServiceStatus
from pathway.episodes.models import Episode, LegEvent, ReferralDraft, SharingAgreement
from pathway.extensions import db
from pathway.organizations.models import Organization
from pathway.organizations.vocabulary import OrganizationKind

PAGE = 50
MOST_TOLD = 20
"""People of one organisation who are told that something waits."""


@dataclass(frozen=True)
class ServiceNow:
    """A service as the database has it now. `way`: how a referral would go to it, None if none can be sent.

    `mailbox`: where an e-mail with a link goes. `has_answerers`: somebody there can answer in Pathway.
    """

    id: UUID
    name: str
    organization_id: UUID
    organization: str
    organization_kind: OrganizationKind
    way: ReferralChannel | None
    mailbox: str | None
    hours_key: str


def services_now(ids: Sequence[UUID], *, hold: bool = False) -> dict[UUID, ServiceNow]:
    """Return those of the services that can be referred to now: in use, in sight, with room, of no enforcement body.

    `hold` keeps others from changing them until the transaction ends.
    """
    if not ids:
        return {}
    query = (
        select(
            Service.id,
            Service.name,
            Service.organization_id,
            Organization.name.label("organization"),
            Organization.kind,
            Service.referral_channel,
            Service.email,
            SearchEntry.hours_key,
            (is_answered() & is_shared()).label("takes_here"),
        )
        .join(Organization, Organization.id == Service.organization_id)
        .join(SearchEntry, SearchEntry.service_id == Service.id)
        .outerjoin(ServiceCapacity, ServiceCapacity.service_id == Service.id)
        .where(
            Service.id.in_(ids),
            Service.status == ServiceStatus.ACTIVE,
            Service.publication == Publication.PUBLISHED,
            Service.takes_professionals,
            Organization.kind != OrganizationKind.ENFORCEMENT,
            ServiceCapacity.available.is_(None) | (ServiceCapacity.available > 0),
        )
        .order_by(Service.id)
    )
    if hold:
        query = query.with_for_update(of=Service, read=True)
    return {
        row.id: ServiceNow(
            id=row.id,
            name=row.name,
            organization_id=row.organization_id,
            organization=row.organization,
            organization_kind=row.kind,
            way=_way(row.referral_channel, row.email, takes_here=row.takes_here),
            mailbox=row.email,
            hours_key=row.hours_key,
        )
        for row in db.session.execute(query)
    }


def ids_in(values: Iterable[str]) -> list[UUID]:
    """Return the ids of services in the values of a form's radios, before anything about them is looked up."""
    ids = []
    for value in values:
        with suppress(ValueError):
            ids.append(UUID(value.partition(".")[0]))
    return ids


def is_answered() -> ColumnElement[bool]:
    """Whether somebody active of a service's organisation answers referrals here."""
    return exists().where(
        User.organization_id == Service.organization_id, User.status == UserStatus.ACTIVE, User.role.in_(ANSWERERS)
    )


def is_shared() -> ColumnElement[bool]:
    """Whether a service's organisation has signed how referrals are shared."""
    return exists().where(SharingAgreement.organization_id == Service.organization_id)


def _way(channel: ReferralChannel | None, mailbox: str | None, *, takes_here: bool) -> ReferralChannel | None:
    """Return how a referral goes to a service.

    Without a signed agreement or anybody to answer, or a mailbox for a link, it is rung.
    """
    if channel in THROUGH_PATHWAY and not takes_here:
        return ReferralChannel.PHONE
    if channel is ReferralChannel.EMAIL_LINK and not mailbox:
        return ReferralChannel.PHONE
    if channel is ReferralChannel.SELF_ONLY:
        return None
    return channel or ReferralChannel.PHONE  # a way that nobody told us is asked for on the telephone


def draft_of(user_id: UUID, draft_id: UUID, after: datetime, *, hold: bool = False) -> ReferralDraft | None:
    """Return somebody's own draft, begun after a moment."""
    query = select(ReferralDraft).where(
        ReferralDraft.id == draft_id, ReferralDraft.user_id == user_id, ReferralDraft.created_at > after
    )
    return db.session.scalar(query.with_for_update() if hold else query)


def sent_from(user_id: UUID, draft_id: UUID) -> Episode | None:
    """Return the referral that somebody sent from a draft, if it was sent."""
    return db.session.scalar(select(Episode).where(Episode.send_key == draft_id, Episode.referrer_id == user_id))


def answerers(organization_ids: Sequence[UUID]) -> Sequence[User]:
    """Return everybody active in these organisations who answers referrals, with at most twenty told of each."""
    if not organization_ids:
        return []
    place = func.row_number().over(partition_by=User.organization_id, order_by=User.id)
    numbered = (
        select(User.id, place.label("place"))
        .where(User.organization_id.in_(organization_ids), User.status == UserStatus.ACTIVE, User.role.in_(ANSWERERS))
        .subquery()
    )
    query = select(User).join(numbered, numbered.c.id == User.id).where(numbered.c.place <= MOST_TOLD)
    return db.session.scalars(query.order_by(User.organization_id, User.id)).all()


def drafts_of(user_id: UUID, after: datetime) -> Sequence[ReferralDraft]:
    """Return somebody's drafts begun after a moment, the latest first."""
    query = select(ReferralDraft).where(ReferralDraft.user_id == user_id, ReferralDraft.created_at > after)
    return db.session.scalars(query.order_by(ReferralDraft.created_at.desc(), ReferralDraft.id).limit(50)).all()


@dataclass(frozen=True)
class ServiceName:
    """A service as a referral names it, whatever became of its listing."""

    name: str
    organization: str


def service_names(ids: Sequence[UUID]) -> dict[UUID, ServiceName]:
    """Return the names of services."""
    query = (
        select(Service.id, Service.name, Organization.name)
        .join(Organization, Organization.id == Service.organization_id)
        .where(Service.id.in_(ids))
        .order_by(Service.id)
    )
    return {service_id: ServiceName(name, organization) for service_id, name, organization in db.session.execute(query)}


def episode(reference: str, *, hold: bool = False) -> Episode | None:
    """Return a referral with its legs, calls and identity. The caller asks `sight` what may be seen of it."""
    query = select(Episode).where(Episode.reference == reference)
    query = query.options(selectinload(Episode.legs), selectinload(Episode.calls), selectinload(Episode.identity))
    return db.session.scalar(query.with_for_update(of=Episode) if hold else query)


def sent_by(user_id: UUID, page: int) -> tuple[Sequence[Episode], int]:
    """Return one page of what somebody sent, the latest first, with its parts; and how many there are."""
    query = (
        select(Episode)
        .where(Episode.referrer_id == user_id)
        .options(selectinload(Episode.legs), selectinload(Episode.calls), selectinload(Episode.identity))
        .order_by(Episode.received_at.desc(), Episode.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    total = db.session.scalar(select(func.count()).select_from(Episode).where(Episode.referrer_id == user_id)) or 0
    return db.session.scalars(query).all(), total


def events_of(leg_ids: Sequence[UUID]) -> dict[UUID, list[LegEvent]]:
    """Return what happened to each leg, in order."""
    query = select(LegEvent).where(LegEvent.leg_id.in_(leg_ids)).order_by(LegEvent.leg_id, LegEvent.number)
    events: dict[UUID, list[LegEvent]] = {leg_id: [] for leg_id in leg_ids}
    for event in db.session.scalars(query) if leg_ids else ():
        events[event.leg_id].append(event)
    return events


@dataclass(frozen=True)
class ListedCard:
    """The card of a listing in use, and the key of its hours."""

    card: Card
    hours_key: str


def cards_of(ids: Sequence[UUID]) -> dict[UUID, ListedCard]:
    """Return the cards of those services that are in sight now."""
    query = (
        select(SearchEntry.service_id, SearchEntry.card, SearchEntry.hours_key)
        .where(SearchEntry.service_id.in_(ids))
        .order_by(SearchEntry.service_id)
    )
    rows = db.session.execute(query) if ids else ()
    return {service_id: ListedCard(Card.from_json(card), hours_key) for service_id, card, hours_key in rows}
