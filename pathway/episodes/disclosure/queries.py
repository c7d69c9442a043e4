"""Every question about sharing without her agreement."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from pathway.accounts import queries as accounts
from pathway.accounts.models import User
from pathway.accounts.permissions import Person
from pathway.accounts.vocabulary import Role
from pathway.core.permission import Permission
from pathway.directory.search.forms import gazetteer
from pathway.directory.vocabulary import AgencyType
from pathway.episodes import queries
from pathway.episodes.disclosure.grounds import DecisionStatus
from pathway.episodes.disclosure.models import DisclosureDecision
from pathway.episodes.models import Episode
from pathway.episodes.queries import ServiceNow
from pathway.extensions import db
from pathway.referral import queries as routing
from pathway.referral.routing import Step, route
from pathway.referral.suggestions import suggestions
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Action, Urgency

MOST = 8


def recipients(answers: Answers, kind: AgencyType, urgency: Urgency, now: datetime) -> Sequence[ServiceNow]:
    """Return the services of one kind that may be told of her, the one to tell first."""
    step = Step(kind, Action.REFER, urgency, ())
    routed = replace(route(answers, routing.published_table(now)), steps=(step,))
    [suggestion] = suggestions(routed, answers, gazetteer().find("Brent"), now)
    choice = suggestion.choice
    suited = [*filter(None, [choice.chosen]), *choice.alternatives][:MOST] if choice else []
    ids = [UUID(offer.candidate.card.id) for offer in suited]
    services = queries.services_now(ids)
    return [services[one] for one in ids if one in services and services[one].way is not None]


def decision(decision_id: UUID, *, hold: bool = False) -> DisclosureDecision | None:
    """Return a decision with its referral."""
    query = select(DisclosureDecision).where(DisclosureDecision.id == decision_id)
    query = query.options(joinedload(DisclosureDecision.episode).selectinload(Episode.legs))
    return db.session.scalar(query.with_for_update(of=DisclosureDecision) if hold else query)


def decisions_about(episode_id: UUID) -> Sequence[DisclosureDecision]:
    """Return what was asked about one referral, the latest first."""
    query = select(DisclosureDecision).where(DisclosureDecision.episode_id == episode_id)
    return db.session.scalars(query.order_by(DisclosureDecision.asked_at.desc(), DisclosureDecision.id)).all()


def waiting_for(person: Person, now: datetime) -> Sequence[DisclosureDecision]:
    """Return what somebody may decide or review now, what ends first first."""
    if not person.may(Permission.AUTHORISE_DISCLOSURE):
        return []
    query = (
        select(DisclosureDecision)
        .where(_waits_for(person, now))
        .options(joinedload(DisclosureDecision.episode))
        .order_by(DisclosureDecision.expires_at, DisclosureDecision.id)
    )
    return db.session.scalars(query).all()


def waiting_counting(person: Person, now: ColumnElement[datetime]) -> Select[int]:
    """Return the query that counts it."""
    return select(func.count()).select_from(DisclosureDecision).where(_waits_for(person, now))


def _waits_for(person: Person, now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    asked = (DisclosureDecision.status == DecisionStatus.ASKED) & (DisclosureDecision.expires_at > now)
    done = (DisclosureDecision.status == DecisionStatus.DONE) & DisclosureDecision.reviewed_at.is_(None)
    return (asked | done) & (DisclosureDecision.asked_by != person.id)


def expired(now: datetime) -> Sequence[DisclosureDecision]:
    """Return what nobody decided in time."""
    query = select(DisclosureDecision).where(
        DisclosureDecision.status == DecisionStatus.ASKED, DisclosureDecision.expires_at <= now
    )
    query = query.options(joinedload(DisclosureDecision.episode, innerjoin=True))
    return db.session.scalars(query.order_by(DisclosureDecision.id).with_for_update(of=DisclosureDecision)).all()


def second_people(asker: Person) -> Sequence[User]:
    """Return whom to tell that something waits: her own safeguarding leads and every coordinator, or all who may."""
    may = [user for user in accounts.deciders(Permission.AUTHORISE_DISCLOSURE) if user.id != asker.id]
    near = [user for user in may if user.role is Role.COORDINATOR or user.organization_id == asker.organization_id]
    return near or may
