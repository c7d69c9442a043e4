"""Making a leg, with her agreement and its first event; and telling the agency, if it works here."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from pathway.accounts import queries as accounts
from pathway.accounts.permissions import Person
from pathway.core.addresses import mailbox_of
from pathway.core.database import Base
from pathway.directory.vocabulary import AgencyType, ReferralChannel
from pathway.episodes import queries
from pathway.episodes.acknowledgement import answer_by
from pathway.episodes.leg_link import operations as links
from pathway.episodes.leg_link import queries as leg_link
from pathway.episodes.models import Agreement, Episode, Leg, LegEvent, LegNotice
from pathway.episodes.offers import LegOffer, ServiceOffer
from pathway.episodes.queries import ServiceNow
from pathway.episodes.vocabulary import LegEventKind, LegStatus, Party
from pathway.extensions import db
from pathway.notifications.models import OutboxMessage
from pathway.notifications.operations import enqueue
from pathway.referral.vocabulary import Urgency

WORDS = "2026-11b"
"""Which words her agreement was asked with: the version of `words_to_her` and `seen_by`."""


def new_leg(
    episode: Episode,
    number: int,
    chosen: tuple[LegOffer, ServiceOffer],
    services: dict[UUID, ServiceNow],
    by: Person,
    now: datetime,
) -> tuple[Leg, list[Base]]:
    """Return a leg to a service that she agreed to, and the rows that point at it, to be added after it."""
    offer, service_offer = chosen
    step, service = offer.step_card.step, services[service_offer.service_id]
    leg, sent = leg_to(
        service, episode, number, (step.agency, step.urgency), by, Party.REFERRER, now, opens_at=service_offer.opens_at
    )
    return leg, [Agreement(leg_id=leg.id, words=WORDS, asked_by=by.id, agreed_at=now), sent]


def leg_to(
    service: ServiceNow,
    episode: Episode,
    number: int,
    asked_for: tuple[AgencyType, Urgency],
    by: Person,
    party: Party,
    now: datetime,
    *,
    opens_at: datetime | None = None,
) -> tuple[Leg, LegEvent]:
    """Return a leg to a service as it is now, on whatever it rests, and its first event, to be added after it.

    `opens_at`: when the service takes calls again, if it is known to be shut.
    """
    agency, urgency = asked_for
    leg = Leg(
        id=uuid4(),
        episode_id=episode.id,
        number=number,
        agency_type=agency,
        service_id=service.id,
        organization_id=service.organization_id,
        organization_kind=service.organization_kind,
        way=_way(service, episode),
        urgency=urgency,
        status=LegStatus.REQUESTED,
        sent_at=now,
        answer_by=answer_by(now, urgency, opens_at),
    )
    sent = LegEvent(
        id=uuid4(),
        leg_id=leg.id,
        number=1,
        kind=LegEventKind.SENT,
        status=leg.status,
        at=now,
        recorded_at=now,
        by_id=by.id,
        party=party,
    )
    return leg, sent


def _way(service: ServiceNow, episode: Episode) -> ReferralChannel | None:
    """Return how a leg goes. Never by a link to a mailbox that whoever sent it may read herself.

    That is one of her own organisation, or of another which gave her own address.
    """
    if service.way is not ReferralChannel.EMAIL_LINK:
        return service.way
    if service.organization_id == episode.referrer_organization_id:
        return ReferralChannel.INBOX
    referrer = accounts.user_by_id(episode.referrer_id)
    is_hers = referrer is not None and mailbox_of(referrer.email) == mailbox_of((service.mailbox or "").strip().lower())
    return ReferralChannel.PHONE if is_hers else ReferralChannel.EMAIL_LINK


def tell_agencies(episode: Episode, legs: Sequence[Leg]) -> None:
    """Tell each agency that something waits: its people where they work here, or its mailbox.

    The message says nothing about her.
    """
    by_organization = {leg.organization_id: leg for leg in legs if leg.way is ReferralChannel.INBOX}
    told: list[tuple[Leg, OutboxMessage]] = [
        (by_organization[person.organization_id], enqueue("referral_waits", person.email))
        for person in queries.answerers(list(by_organization))
    ]
    db.session.flush()
    db.session.add_all(LegNotice(leg_id=leg.id, message_id=message.id) for leg, message in told)
    by_link = [leg for leg in legs if leg.way is ReferralChannel.EMAIL_LINK]
    mailboxes = leg_link.mailboxes_now([leg.service_id for leg in by_link]) if by_link else {}
    for leg in by_link:
        links.send(episode, leg, mailboxes[leg.service_id])
