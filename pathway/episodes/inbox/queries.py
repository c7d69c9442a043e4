"""Every question about referrals that wait at an agency. Each takes who asks, or says whose it answers for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, select

from pathway.accounts.models import User
from pathway.accounts.permissions import Grant, Person
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.core.permission import Permission
from pathway.directory.models import Service
from pathway.directory.vocabulary import AgencyType
from pathway.episodes.models import (
    Episode,
    Leg,
    LegEvent,
    LegNotice,
    LegQuestion,
    LegRead,
    UnreachedWarning,
)
from pathway.episodes.sight import ANSWERED_HERE
from pathway.episodes.vocabulary import TAKEN, UNANSWERED, LegEventKind, LegStatus, ReasonCode
from pathway.extensions import db
from pathway.notifications.models import OutboxMessage
from pathway.notifications.vocabulary import MessageStatus
from pathway.organizations.models import Organization
from pathway.organizations.vocabulary import OrganizationKind
from pathway.referral.vocabulary import Urgency

PAGE = 50
MOST_ORGANIZATIONS = 50


class Pile(StrEnum):
    """The lists of an inbox. The value is how an address names it."""

    TO_ANSWER = "to-answer"
    TAKEN = "taken"
    ON_HOLD = "on-hold"
    CLOSED = "closed"


_STATES: dict[Pile, tuple[LegStatus, ...]] = {
    Pile.TO_ANSWER: tuple(sorted(UNANSWERED)),
    Pile.TAKEN: tuple(sorted(TAKEN - {LegStatus.ON_HOLD})),
    Pile.ON_HOLD: (LegStatus.ON_HOLD,),
}


@dataclass(frozen=True)
class InboxRow:
    """One leg as a list shows it, before anybody opened it: nothing of what the woman told.

    `is_own`: who reads the list referred her, so somebody else has to answer. `is_warned`: it waits for a decision,
    because she was not reached.
    """

    leg_id: UUID
    number: int
    reference: str
    service: str
    agency_type: AgencyType
    urgency: Urgency
    status: LegStatus
    reason: ReasonCode | None
    sent_at: datetime
    answer_by: datetime
    planned_for: datetime | None
    held_until: datetime | None
    contacted_at: datetime | None
    ended_at: datetime | None
    version: int
    is_own: bool
    is_warned: bool


@dataclass(frozen=True)
class Waiting:
    """How many wait, and since when: nothing else. `late`: how many should have been answered by now."""

    count: int
    late: int
    oldest_sent_at: datetime | None


@dataclass(frozen=True)
class WaitingAt:
    """The same of one organisation, by name."""

    organization: str
    waiting: Waiting


def addressed_to(person: Person) -> ColumnElement[bool]:
    """Which legs are addressed to somebody's organisation and are answered here. Nobody's but an answerer's."""
    if person.grant(Permission.ACT_ON_LEG) is not Grant.ADDRESSED:
        return Leg.id.is_(None)
    return (Leg.organization_id == person.organization_id) & Leg.way.in_(ANSWERED_HERE)


def counts_of(person: Person) -> dict[Pile, int]:
    """Return how many are in each list of open ones."""
    query = (
        select(Leg.status, func.count().label("number"))
        .where(addressed_to(person), Leg.ended_at.is_(None))
        .group_by(Leg.status)
        .order_by(Leg.status)
    )
    found = {row.status: row.number for row in db.session.execute(query)}
    return {pile: sum(found.get(status, 0) for status in states) for pile, states in _STATES.items()}


def pile(person: Person, which: Pile, page: int) -> tuple[list[InboxRow], bool]:
    """Return one page of a list, what is most pressing first, and whether there is more."""
    chosen = select(Leg.id).where(addressed_to(person), Leg.status != LegStatus.ENTERED_IN_ERROR)
    order: tuple[ColumnElement[Any], ...]
    if which is Pile.CLOSED:
        chosen, order = chosen.where(Leg.ended_at.is_not(None)), (Leg.sent_at.desc(), Leg.id.desc())
    else:
        chosen = chosen.where(Leg.ended_at.is_(None), Leg.status.in_(_STATES[which]))
        first = {Pile.TAKEN: Leg.planned_for, Pile.ON_HOLD: Leg.held_until}.get(which, Leg.answer_by)
        order = (first.asc().nulls_last() if which is Pile.TAKEN else first.asc(), Leg.id.asc())
    # Only the legs of this page are read whole and joined, however many there are.
    of_page = chosen.order_by(*order).limit(PAGE + 1).offset((page - 1) * PAGE).subquery()
    query = _rows().join(of_page, of_page.c.id == Leg.id).order_by(*order)
    found = db.session.execute(query).all()
    return [_row(row, person) for row in found[:PAGE]], len(found) > PAGE


def _rows() -> Select[Leg, str, UUID, str, UUID]:
    return (
        select(Leg, Episode.reference, Episode.referrer_id, Service.name, UnreachedWarning.leg_id)
        .join(Episode, Episode.id == Leg.episode_id)
        .join(Service, Service.id == Leg.service_id)
        .outerjoin(UnreachedWarning, UnreachedWarning.leg_id == Leg.id)
    )


def _row(found: Row[Leg, str, UUID, str, UUID], person: Person) -> InboxRow:
    leg, reference, referrer_id, service, warned = found
    return InboxRow(
        leg_id=leg.id,
        number=leg.number,
        reference=reference,
        service=service,
        agency_type=leg.agency_type,
        urgency=leg.urgency,
        status=leg.status,
        reason=leg.reason,
        sent_at=leg.sent_at,
        answer_by=leg.answer_by,
        planned_for=leg.planned_for,
        held_until=leg.held_until,
        contacted_at=leg.contacted_at,
        ended_at=leg.ended_at,
        version=leg.version,
        is_own=referrer_id == person.id,
        is_warned=warned is not None,
    )


def counting_to_answer(person: Person) -> Select[int]:
    """Return the query of how many wait for an answer of somebody's, from an index alone: each menu asks."""
    return select(func.count()).where(
        addressed_to(person), Leg.ended_at.is_(None), Leg.status.in_(_STATES[Pile.TO_ANSWER])
    )


_COUNTED = (func.count(), func.min(Leg.sent_at))


def waiting_at_home(person: Person, now: datetime) -> Waiting:
    """Return how many wait to be answered at somebody's own organisation, and since when."""
    late = func.count().filter(Leg.answer_by < now)
    query = select(*_COUNTED, late).where(
        Leg.organization_id == person.organization_id,
        Leg.way.in_(ANSWERED_HERE),
        Leg.ended_at.is_(None),
        Leg.status.in_(_STATES[Pile.TO_ANSWER]),
    )
    count, oldest, number_late = db.session.execute(query).one()
    return Waiting(count, number_late, oldest)


def waiting_everywhere(now: datetime) -> list[WaitingAt]:
    """Return where referrals wait to be answered, the latest first. For coordinators."""
    late = func.count().filter(Leg.answer_by < now)
    query = (
        select(Organization.name, *_COUNTED, late)
        .join(Organization, Organization.id == Leg.organization_id)
        .where(Leg.way.in_(ANSWERED_HERE), Leg.ended_at.is_(None), Leg.status.in_(_STATES[Pile.TO_ANSWER]))
        .group_by(Organization.id, Organization.name)
        .order_by(func.min(Leg.answer_by), Organization.id)
        .limit(MOST_ORGANIZATIONS)
    )
    return [
        WaitingAt(name, Waiting(count, number_late, oldest))
        for name, count, oldest, number_late in db.session.execute(query)
    ]


def last_read(person: Person, leg_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """Return when somebody last read each of these legs."""
    query = select(LegRead.leg_id, LegRead.read_at).where(LegRead.user_id == person.id, LegRead.leg_id.in_(leg_ids))
    return {row.leg_id: row.read_at for row in db.session.execute(query.order_by(LegRead.leg_id))}


def legs_read_by_opening(person: Person, reference: str) -> Sequence[UUID]:
    """Return the open legs of a referral whose facts somebody sees when she opens it, because she answers for them."""
    query = (
        select(Leg.id)
        .join(Episode, Episode.id == Leg.episode_id)
        .where(Episode.reference == reference, addressed_to(person), Leg.ended_at.is_(None))
    )
    return db.session.scalars(query.order_by(Leg.id)).all()


@dataclass(frozen=True)
class WhatHappened:
    """One line of the history of a leg. `who`: None where the system did it, or the holder of a link."""

    kind: LegEventKind
    row: LegEvent
    who: str | None


def history_of(leg_ids: Sequence[UUID]) -> dict[UUID, list[WhatHappened]]:
    """Return what happened to each leg, in order."""
    query = (
        select(LegEvent, User.name)
        .outerjoin(User, User.id == LegEvent.by_id)
        .where(LegEvent.leg_id.in_(leg_ids))
        .order_by(LegEvent.leg_id, LegEvent.number)
    )
    found: dict[UUID, list[WhatHappened]] = {leg_id: [] for leg_id in leg_ids}
    for event, who in db.session.execute(query):
        found[event.leg_id].append(WhatHappened(event.kind, event, who))
    return found


def questions_of(leg_ids: Sequence[UUID]) -> dict[UUID, list[LegQuestion]]:
    """Return the questions of each leg, in order."""
    query = select(LegQuestion).where(LegQuestion.leg_id.in_(leg_ids)).order_by(LegQuestion.leg_id, LegQuestion.number)
    found: dict[UUID, list[LegQuestion]] = {leg_id: [] for leg_id in leg_ids}
    for question in db.session.scalars(query):
        found[question.leg_id].append(question)
    return found


def warning_of(leg_id: UUID) -> UnreachedWarning | None:
    """Return what waits for a decision about a leg."""
    return db.session.get(UnreachedWarning, leg_id)


def warned_of(leg_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Return which of the legs wait for a decision, because she was not reached."""
    return frozenset(db.session.scalars(select(UnreachedWarning.leg_id).where(UnreachedWarning.leg_id.in_(leg_ids))))


@dataclass(frozen=True)
class Warned:
    """A leg that waits for a decision, as those who decide see it: nothing of what she told."""

    reference: str
    number: int
    service: str
    organization: str
    raised_at: datetime
    tries: int


def warned(person: Person) -> list[Warned]:
    """Return the legs that wait for a decision of somebody's, the longest waiting first."""
    tries = (
        select(func.count()).where(LegEvent.leg_id == Leg.id, LegEvent.kind == LegEventKind.ATTEMPTED).scalar_subquery()
    )
    query = (
        select(Episode.reference, Leg.number, Service.name, Organization.name, UnreachedWarning.raised_at, tries)
        .select_from(UnreachedWarning)
        .join(Leg, Leg.id == UnreachedWarning.leg_id)
        .join(Episode, Episode.id == Leg.episode_id)
        .join(Service, Service.id == Leg.service_id)
        .join(Organization, Organization.id == Leg.organization_id)
        .where(Leg.ended_at.is_(None), UnreachedWarning.raised_by != person.id)
        .order_by(UnreachedWarning.raised_at, Leg.id)
        .limit(PAGE)
    )
    return [Warned(*row) for row in db.session.execute(query)]


def counting_warned(person: Person) -> Select[int]:
    """Return the query of how many legs wait for a decision of somebody's."""
    return (
        select(func.count())
        .select_from(UnreachedWarning)
        .join(Leg, Leg.id == UnreachedWarning.leg_id)
        .where(Leg.ended_at.is_(None), UnreachedWarning.raised_by != person.id)
    )


def count_warned(person: Person) -> int:
    """Return how many legs wait for a decision of somebody's."""
    return db.session.scalar(counting_warned(person)) or 0


def referrer_kind(episode: Episode) -> OrganizationKind:
    """Return the kind of the organisation that a referral came from."""
    return db.session.scalars(
        select(Organization.kind).where(Organization.id == episode.referrer_organization_id)
    ).one()


def safeguarding_leads(organization_ids: Sequence[UUID]) -> Sequence[User]:
    """Return the safeguarding leads of organisations."""
    query = select(User).where(
        User.organization_id.in_(organization_ids),
        User.role == Role.SAFEGUARDING_LEAD,
        User.status == UserStatus.ACTIVE,
    )
    return db.session.scalars(query.order_by(User.id)).all()


def overdue(now: datetime, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """Return (episode, leg) of legs that nobody answered in time, and that were to be answered here."""
    query = (
        select(Leg.episode_id, Leg.id)
        .where(Leg.status.in_(_STATES[Pile.TO_ANSWER]), Leg.answer_by < now, Leg.way.in_(ANSWERED_HERE))
        .order_by(Leg.answer_by, Leg.id)
        .limit(limit)
    )
    return [(episode_id, leg_id) for episode_id, leg_id in db.session.execute(query)]


def held_too_long(now: datetime, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """Return (episode, leg) of legs whose time on hold is over."""
    query = (
        select(Leg.episode_id, Leg.id)
        .where(Leg.held_until <= now, Leg.status == LegStatus.ON_HOLD)
        .order_by(Leg.held_until, Leg.id)
        .limit(limit)
    )
    return [(episode_id, leg_id) for episode_id, leg_id in db.session.execute(query)]


def held_leg(episode_id: UUID, leg_id: UUID) -> tuple[Episode, Leg] | None:
    """Return a referral and one of its legs as they are now, locked until the transaction ends."""
    query = select(Episode).where(Episode.id == episode_id).with_for_update(of=Episode)
    episode = db.session.scalar(query.execution_options(populate_existing=True))
    leg = db.session.get(Leg, leg_id, populate_existing=True)
    return (episode, leg) if episode and leg else None


_COUNTS_AS_TOLD = (MessageStatus.WAITING, MessageStatus.SENT)


def untold_of(leg_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Return which unanswered legs nobody was told of: no message about them left, and none is still going to."""
    reached = func.count().filter(OutboxMessage.status.in_(_COUNTS_AS_TOLD))
    query = (
        select(LegNotice.leg_id)
        .join(OutboxMessage, OutboxMessage.id == LegNotice.message_id)
        .join(Leg, Leg.id == LegNotice.leg_id)
        .where(LegNotice.leg_id.in_(leg_ids), Leg.status.in_(_STATES[Pile.TO_ANSWER]))
        .group_by(LegNotice.leg_id)
        .having(reached == 0)
    )
    return frozenset(db.session.scalars(query))
