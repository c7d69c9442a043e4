"""Made-up referrals in every state, to try the pages with. Nobody in them exists."""

import json
from dataclasses import replace
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

BY_MAIL = 3
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
    }
)
"""A service of each demo charity, and one more of the second that takes referrals by a link in an e-mail.

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
    services = {number: _service(number, charity) for number, charity in charities.items()}
    by_mail = _service(BY_MAIL, charities[2])
    indexer.refresh(db.session(), [service.id for service in (*services.values(), by_mail)])
    references = [_referral(status, status.value, services, referrer, caseworkers[1]) for status in LegStatus]
    return [*references, _referral(LegStatus.REQUESTED, "by-mail", {BY_MAIL: by_mail}, referrer, caseworkers[2])]


def _share(organization_id: UUID, by: Actor) -> None:
    db.session.add(
        SharingAgreement(
            organization_id=organization_id,
            organization_kind=db.session.get_one(Organization, organization_id).kind,
            document="Made up, to try Pathway with",
            holder_id=by.id,
            recorded_by=by.id,
        )
    )


def _service(number: int, organization_id: UUID) -> Service:
    kind, name, way, printed = _SERVICES[number]
    organization = db.session.get_one(Organization, organization_id)
    today = utc_now().date()
    service = Service(
        id=stable_id("demo-service", str(number)),
        organization_id=organization_id,
        slug=f"demo-service-{number}",
        name=f"{name} (made up)",
        description="Made up, to try Pathway with. It helps nobody.",
        coverage=Coverage.BRENT,
        publication=Publication.PUBLISHED,
        referral_channel=way,
        takes_professionals=True,
        email=f"referrals@{organization.slug}.example.org" if way is ReferralChannel.EMAIL_LINK else None,
        assured_on=today,
        assured_by=organization.name,
    )
    service.organization = organization
    service.phones = [
        Phone(
            number=printed,
            digits=printed.replace(" ", ""),
            number_checked_on=today,
            number_checked_by="made up",
        )
    ]
    service.schedules = [Schedule(byday="MO,TU,WE,TH,FR,SA,SU", opens_at=time(0), closes_at=time(0))]
    service.areas = [ServiceArea(kind=AreaKind.PLACE, name="Brent")]
    service.languages, service.sources, service.former_identifiers = [], [], []
    service.schedule_exceptions, service.contacts = [], []
    place = Location(id=stable_id("demo-place", str(number)), kind=LocationKind.PHONE_OR_ONLINE)
    service.at_locations = [ServiceAtLocation(location=place)]
    service.terms = [
        term
        for term in db.session.scalars(select(TaxonomyTerm).where(TaxonomyTerm.code == kind.value))
        if term.taxonomy.name is TaxonomyName.AGENCY_TYPE
    ]
    db.session.add(service)
    db.session.flush()
    return service


def _referral(status: LegStatus, name: str, services: dict[int, Service], referrer: Actor, caseworker: Actor) -> str:
    """Add a referral whose leg to the first service is in a state; the second, if any, is for the referrer to ring."""
    now = utc_now()
    sent_at = now - timedelta(minutes=20)
    episode = Episode(
        id=stable_id("demo-episode", name),
        reference=new_reference(),
        send_key=stable_id("demo-draft", name),
        urgency=Urgency.STANDARD,
        received_at=sent_at,
        referrer_id=referrer.id,
        referrer_organization_id=referrer.organization_id,
        reach_referrer="020 7946 0001, made up",
        facts=json.dumps(_ANSWERS.as_facts()),
        note="Made up, to try Pathway with",
        routing=routing_json({"table": "made up"}),
        agreed_feedback=True,
        is_demo=True,
    )
    identity = Identity(id=stable_id("demo-identity", name), episode_id=episode.id, alias="Demo")
    identity.plan = ContactPlan(ContactMethod.CALL, "07700 900009", "weekdays before 3pm")
    db.session.add_all([episode, identity])
    db.session.flush()
    legs = [_leg(episode, number, key, service, sent_at) for number, (key, service) in enumerate(services.items(), 1)]
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
    for kind in _PATHS[status]:
        parties = frozenset({Party.REFERRER}) if kind is LegEventKind.ENTERED_IN_ERROR else _RECEIVER
        _add_what_it_needs(legs[0], kind)
        happen(legs[0], Happening(kind, parties, reason=_REASONS.get(kind)), caseworker)
        db.session.flush()
    if BY_MAIL in services:
        links.send(episode, legs[0], services[BY_MAIL].email or "")
    if status in FINAL - {LegStatus.REJECTED}:
        happen(legs[1], Happening(LegEventKind.CANCELLED, frozenset({Party.REFERRER})), referrer)
        episode.status, episode.closed_at = EpisodeStatus.COMPLETED, now
        identity.forget_at = now + keeps_identity(legs)
    return episode.reference


def _leg(episode: Episode, number: int, key: int, service: Service, sent_at: datetime) -> Leg:
    return Leg(
        id=stable_id("demo-leg", f"{episode.id}-{number}"),
        episode_id=episode.id,
        number=number,
        agency_type=_SERVICES[key][0],
        service_id=service.id,
        organization_id=service.organization_id,
        organization_kind=service.organization.kind,
        way=_SERVICES[key][2],
        urgency=Urgency.STANDARD,
        status=LegStatus.REQUESTED,
        sent_at=sent_at,
        answer_by=answer_by(sent_at, Urgency.STANDARD),
    )


def _add_what_it_needs(leg: Leg, kind: LegEventKind) -> None:
    """Set what the pages ask for beside an event."""
    if kind is LegEventKind.ACCEPTED:
        leg.named_worker, leg.planned_for = "The duty team (made up)", utc_now() + timedelta(hours=3)
    elif kind is LegEventKind.HELD:
        leg.held_until = utc_now() + timedelta(days=3)
    elif kind is LegEventKind.DELIVERED:
        leg.outcome = OutcomeCode.HELP_BEGAN
