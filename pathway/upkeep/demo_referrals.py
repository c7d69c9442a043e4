"""Made-up referrals in every state, to try the pages with. Nobody in them exists."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select

from pathway.core.actor import Actor
from pathway.core.clock import utc_now
from pathway.directory.models import (
    Location,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    TaxonomyTerm,
)
from pathway.directory.search.index import indexer
from pathway.directory.stable_ids import stable_id
from pathway.directory.vocabulary import (
    AgencyType,
    AreaKind,
    Coverage,
    LocationKind,
    Need,
    Publication,
    ReferralChannel,
    TaxonomyName,
)
from pathway.episodes.acknowledgement import answer_by
from pathway.episodes.contact_plan import ContactPlan
from pathway.episodes.events import Happening, happen
from pathway.episodes.leg_link import operations as links
from pathway.episodes.legs import WORDS
from pathway.episodes.models import Agreement, Episode, Identity, Leg, LegEvent, SharingAgreement, routing_json
from pathway.episodes.reference import new_reference
from pathway.episodes.retention.closure import keeps_identity
from pathway.episodes.vocabulary import (
    FINAL,
    ContactMethod,
    EpisodeStatus,
    LegEventKind,
    LegStatus,
    OutcomeCode,
    Party,
    ReasonCode,
)
from pathway.extensions import db
from pathway.organizations.models import Organization
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Age, Area, Urgency
from pathway.referral.vocabulary import Agreement as Answer

MADE_UP = "Made up, to try Pathway with"

BY_MAIL, DESK = 3, 4
_SERVICES = MappingProxyType(
    {
        1: (AgencyType.SUBSTANCE_MISUSE, "Demo recovery service", ReferralChannel.INBOX, "07700 900001"),
        2: (AgencyType.BENEFITS_ADVICE, "Demo benefits advice", ReferralChannel.PHONE, "07700 900002"),
        BY_MAIL: (
            AgencyType.BENEFITS_ADVICE,
            "Demo debt advice by e-mail",
            ReferralChannel.EMAIL_LINK,
            "07700 900003",
        ),
        DESK: (AgencyType.PATHWAY_COORDINATOR, "Demo duty desk", ReferralChannel.INBOX, "07700 900004"),
    }
)
"""A service of each demo charity, one more of the second that takes referrals by a link in an e-mail, and a duty desk.

Of kinds that no real listing is chosen for on the first day.
"""

_RECEIVER = frozenset({Party.RECEIVER})
_PATHS: MappingProxyType[LegStatus, tuple[LegEventKind, ...]] = MappingProxyType(
    {
        LegStatus.REQUESTED: (),
        LegStatus.RECEIVED: (LegEventKind.ACKNOWLEDGED,),
        LegStatus.ACCEPTED: (LegEventKind.ACCEPTED,),
        LegStatus.REJECTED: (LegEventKind.DECLINED,),
        LegStatus.IN_PROGRESS: (LegEventKind.ACCEPTED, LegEventKind.CONTACT_MADE),
        LegStatus.ON_HOLD: (LegEventKind.ACCEPTED, LegEventKind.HELD),
        LegStatus.COMPLETED: (LegEventKind.ACCEPTED, LegEventKind.CONTACT_MADE, LegEventKind.DELIVERED),
        LegStatus.FAILED: (LegEventKind.ACCEPTED, LegEventKind.ENDED),
        LegStatus.CANCELLED: (LegEventKind.ACCEPTED, LegEventKind.CANCELLED),
        LegStatus.ENTERED_IN_ERROR: (LegEventKind.ENTERED_IN_ERROR,),
    }
)
_REASONS = MappingProxyType(
    {
        LegEventKind.DECLINED: ReasonCode.NO_CAPACITY,
        LegEventKind.HELD: ReasonCode.IN_CUSTODY_OR_HOSPITAL,
        LegEventKind.ENDED: ReasonCode.SHE_STOPPED,
        LegEventKind.CANCELLED: ReasonCode.NOT_WANTED_NOW,
    }
)
_ANSWERS = replace(
    Answers(),
    age=Age.ADULT,
    area=Area.BRENT,
    needs=(Need.SUBSTANCE_MISUSE, Need.BENEFITS_MONEY),
    consent_share=Answer.YES,
)


def load(charities: dict[int, UUID], referrer: Actor, caseworkers: dict[int, Actor]) -> list[str]:
    """Add services to the demo charities, a referral in each state, and one to a mailbox; return their references.

    The caller commits.
    """
    for number, charity in charities.items():
        _share(charity, caseworkers[number])
    services = {number: service(number, charity) for number, charity in charities.items()}
    by_mail = service(BY_MAIL, charities[2])
    indexer.refresh(db.session(), [service.id for service in (*services.values(), by_mail)])
    references = [_referral(status, status.value, services, referrer, caseworkers[1]) for status in LegStatus]
    return [*references, _referral(LegStatus.REQUESTED, "by-mail", {BY_MAIL: by_mail}, referrer, caseworkers[2])]


def _share(organization_id: UUID, by: Actor) -> None:
    db.session.add(
        SharingAgreement(
            organization_id=organization_id,
            organization_kind=db.session.get_one(Organization, organization_id).kind,
            document=MADE_UP,
            holder_id=by.id,
            recorded_by=by.id,
        )
    )


def service(number: int, organization_id: UUID) -> Service:
    """Add a published service, one of `_SERVICES`, to an organisation. Flushed; the caller refreshes the index."""
    kind, name, way, printed = _SERVICES[number]
    organization = db.session.get_one(Organization, organization_id)
    today = utc_now().date()
    listing = Service(
        id=service_id(number),
        organization_id=organization_id,
        slug=f"demo-service-{number}",
        name=f"{name} (made up)",
        description=f"{MADE_UP}. It helps nobody.",
        coverage=Coverage.BRENT,
        publication=Publication.PUBLISHED,
        referral_channel=way,
        takes_professionals=True,
        email=f"referrals@{organization.slug}.example.org" if way is ReferralChannel.EMAIL_LINK else None,
        assured_on=today,
        assured_by=organization.name,
    )
    listing.organization = organization
    listing.phones = [
        Phone(
            number=printed,
            digits=printed.replace(" ", ""),
            number_checked_on=today,
            number_checked_by="made up",
        )
    ]
    listing.schedules = [Schedule(byday="MO,TU,WE,TH,FR,SA,SU", opens_at=time(0), closes_at=time(0))]
    listing.areas = [ServiceArea(kind=AreaKind.PLACE, name="Brent")]
    listing.languages, listing.sources, listing.former_identifiers = [], [], []
    listing.schedule_exceptions, listing.contacts = [], []
    place = Location(id=stable_id("demo-place", str(number)), kind=LocationKind.PHONE_OR_ONLINE)
    listing.at_locations = [ServiceAtLocation(location=place)]
    listing.terms = [
        term
        for term in db.session.scalars(select(TaxonomyTerm).where(TaxonomyTerm.code == kind.value))
        if term.taxonomy.name is TaxonomyName.AGENCY_TYPE
    ]
    db.session.add(listing)
    db.session.flush()
    return listing


def service_id(number: int) -> UUID:
    """Return the id of a service, one of `_SERVICES`."""
    return stable_id("demo-service", str(number))


@dataclass(frozen=True)
class Sent:
    """A referral that was just sent: the first of `legs` is to the first of the services that it was sent to."""

    episode: Episode
    identity: Identity
    legs: list[Leg]


def send(
    name: str,
    services: Mapping[int, Service],
    referrer: Actor,
    sent_at: datetime,
    answers: Answers = _ANSWERS,
    urgency: Urgency = Urgency.STANDARD,
) -> Sent:
    """Add a referral with a leg to each of these services, which nobody has seen yet. Flushed."""
    episode = Episode(
        id=episode_id(name),
        reference=new_reference(),
        send_key=stable_id("demo-draft", name),
        urgency=urgency,
        received_at=sent_at,
        referrer_id=referrer.id,
        referrer_organization_id=referrer.organization_id,
        reach_referrer="020 7946 0001, made up",
        facts=json.dumps(answers.as_facts()),
        note=MADE_UP,
        routing=routing_json({"table": "made up"}),
        agreed_feedback=True,
        is_demo=True,
    )
    identity = Identity(id=stable_id("demo-identity", name), episode_id=episode.id, alias="Demo")
    identity.plan = ContactPlan(ContactMethod.CALL, "07700 900009", "weekdays before 3pm")
    db.session.add_all([episode, identity])
    db.session.flush()
    legs = [_leg(episode, number, key, listing, sent_at) for number, (key, listing) in enumerate(services.items(), 1)]
    db.session.add_all(legs)
    db.session.flush()
    for leg in legs:
        db.session.add(Agreement(leg_id=leg.id, words=WORDS, asked_by=referrer.id, agreed_at=sent_at))
        db.session.add(
            LegEvent(
                leg_id=leg.id,
                number=1,
                kind=LegEventKind.SENT,
                status=leg.status,
                at=sent_at,
                recorded_at=sent_at,
                by_id=referrer.id,
                party=Party.REFERRER,
            )
        )
    db.session.flush()
    return Sent(episode, identity, legs)


def episode_id(name: str) -> UUID:
    """Return the id of a made-up referral."""
    return stable_id("demo-episode", name)


def answer(leg: Leg, kind: LegEventKind, by: Actor) -> None:
    """Let the agency of a leg do something with it, with all that its page would ask for. Flushed."""
    parties = frozenset({Party.REFERRER}) if kind is LegEventKind.ENTERED_IN_ERROR else _RECEIVER
    _add_what_it_needs(leg, kind)
    happen(leg, Happening(kind, parties, reason=_REASONS.get(kind)), by)
    db.session.flush()


def _referral(status: LegStatus, name: str, services: dict[int, Service], referrer: Actor, caseworker: Actor) -> str:
    """Add a referral whose leg to the first service is in a state; the second, if any, is for the referrer to ring."""
    now = utc_now()
    sent = send(name, services, referrer, now - timedelta(minutes=20))
    episode, legs = sent.episode, sent.legs
    for kind in _PATHS[status]:
        answer(legs[0], kind, caseworker)
    if BY_MAIL in services:
        links.send(episode, legs[0], services[BY_MAIL].email or "")
    if status in FINAL - {LegStatus.REJECTED}:
        happen(legs[1], Happening(LegEventKind.CANCELLED, frozenset({Party.REFERRER})), referrer)
        episode.status, episode.closed_at = EpisodeStatus.COMPLETED, now
        sent.identity.forget_at = now + keeps_identity(legs)
    return episode.reference


def _leg(episode: Episode, number: int, key: int, listing: Service, sent_at: datetime) -> Leg:
    return Leg(
        id=stable_id("demo-leg", f"{episode.id}-{number}"),
        episode_id=episode.id,
        number=number,
        agency_type=_SERVICES[key][0],
        service_id=listing.id,
        organization_id=listing.organization_id,
        organization_kind=db.session.get_one(Organization, listing.organization_id).kind,
        way=_SERVICES[key][2],
        urgency=episode.urgency,
        status=LegStatus.REQUESTED,
        sent_at=sent_at,
        answer_by=answer_by(sent_at, episode.urgency),
    )


def _add_what_it_needs(leg: Leg, kind: LegEventKind) -> None:
    """Set what the pages ask for beside an event."""
    if kind is LegEventKind.ACCEPTED:
        leg.named_worker, leg.planned_for = "The duty team (made up)", utc_now() + timedelta(hours=3)
    elif kind is LegEventKind.HELD:
        leg.held_until = utc_now() + timedelta(days=3)
    elif kind is LegEventKind.DELIVERED:
        leg.outcome = OutcomeCode.HELP_BEGAN
