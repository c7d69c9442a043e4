"""Every question about clocks, their milestones and the policy in force."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select, tuple_
from sqlalchemy.orm import selectinload

from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.extensions import db
from pathway.leads.vocabulary import ClockDuty
from pathway.notifications.models import OutboxMessage
from pathway.notifications.vocabulary import Channel, MessageStatus
from pathway.turnaround.models import (
    ClockEvent,
    EpisodeClock,
    EpisodeMilestone,
    Escalation,
    EscalationCall,
    MilestonePolicy,
)
from pathway.turnaround.policy import FIRST_POLICY, Level, Milestone, Policy, Told
from pathway.turnaround.vocabulary import Reached

MOST_TOLD = 20
"""Service managers of one organisation who are told."""


def clock_of(episode_id: UUID, *, hold: bool = False) -> EpisodeClock | None:
    """Return the clock of a referral with its milestones and pauses; None where it has none.

    `hold` locks it until the transaction ends, and reads it again as it is then.
    """
    query = select(EpisodeClock).where(EpisodeClock.episode_id == episode_id)
    query = query.options(selectinload(EpisodeClock.milestones), selectinload(EpisodeClock.pauses))
    if hold:
        query = query.with_for_update(of=EpisodeClock).execution_options(populate_existing=True)
    return db.session.scalars(query).one_or_none()


def last_event(episode_id: UUID) -> int:
    """Return the number of the last event of a clock, 0 before the first."""
    query = select(func.max(ClockEvent.number)).where(ClockEvent.episode_id == episode_id)
    return db.session.scalar(query) or 0


def newest_version() -> int:
    """Return the number of the policy by which a new clock runs."""
    return db.session.scalar(select(func.max(MilestonePolicy.version))) or FIRST_POLICY.version


def policy(version: int) -> Policy:
    """Return one version of the policy. Raises LookupError for one that was never published."""
    if version == FIRST_POLICY.version:
        return FIRST_POLICY
    written = db.session.scalar(select(MilestonePolicy.milestones).where(MilestonePolicy.version == version))
    if written is None:
        raise LookupError(f"there is no policy of milestones {version}")
    return _read(version, written)


def policy_now() -> Policy:
    """Return the policy by which a new clock runs."""
    return policy(newest_version())


@lru_cache(maxsize=50)
def _read(version: int, written: str) -> Policy:
    return Policy(version, tuple(map(Milestone.from_json, json.loads(written))))


class Due(NamedTuple):
    """A milestone of which a threshold passed, in the order in which they did."""

    at: datetime
    episode_id: UUID
    key: str


def due_milestones(now: datetime, after: Due | None, at_most: int) -> list[Due]:
    """Return milestones of which a threshold has passed that was not raised, the earliest first, after another one."""
    order = (EpisodeMilestone.next_at, EpisodeMilestone.episode_id, EpisodeMilestone.key)
    query = select(*order).where(EpisodeMilestone.next_at <= now)
    if after is not None:
        query = query.where(tuple_(*order) > after)
    rows = db.session.execute(query.order_by(*order).limit(at_most))
    return [Due(at, episode_id, key) for at, episode_id, key in rows if at is not None]


class Untaken(NamedTuple):
    """A red escalation that nobody took in time, and of which milestone it is."""

    at: datetime
    id: UUID
    episode_id: UUID
    key: str


def untaken(now: datetime, after: Untaken | None, at_most: int) -> list[Untaken]:
    """Return escalations of which others are to be told by now, the earliest first, after another one."""
    order = (Escalation.again_at, Escalation.id)
    query = select(*order, Escalation.episode_id, Escalation.key).where(Escalation.again_at <= now)
    if after is not None:
        query = query.where(tuple_(*order) > after[:2])
    rows = db.session.execute(query.order_by(*order).limit(at_most))
    return [Untaken(at, id_, episode_id, key) for at, id_, episode_id, key in rows if at is not None]


def escalation(escalation_id: UUID) -> Escalation | None:
    """Return an escalation, to take it. The caller asks who may see its referral."""
    return db.session.get(Escalation, escalation_id)


def escalations_of_milestone(episode_id: UUID, key: str) -> Sequence[Escalation]:
    """Return every escalation of a milestone, in order, as they are now. The caller holds the clock."""
    query = select(Escalation).where(Escalation.episode_id == episode_id, Escalation.key == key)
    query = query.order_by(Escalation.threshold).execution_options(populate_existing=True)
    return db.session.scalars(query).all()


@dataclass(frozen=True)
class Raised:
    """An escalation as a page shows it. `taken_by`: the id of whoever took it. `is_open`: somebody has to take it."""

    id: UUID
    episode_id: UUID
    key: str
    threshold: int
    level: Level
    passed_at: datetime
    raised_at: datetime
    again_at: datetime | None
    taken_at: datetime | None
    taken_by: UUID | None
    is_open: bool


def escalations(episode_ids: Sequence[UUID]) -> dict[UUID, list[Raised]]:
    """Return what was raised for each of these referrals, the first first: open, taken, and what came to nothing."""
    return _raised(episode_ids)


def open_escalations(episode_ids: Sequence[UUID]) -> dict[UUID, list[Raised]]:
    """Return what nobody has taken of each of these referrals, where it is due still; the first first."""
    return _raised(episode_ids, Escalation.taken_at.is_(None), *_IS_DUE)


_OF_A_ROW = tuple(name for name in Raised.__dataclass_fields__ if name != "is_open")
_IS_DUE = (EpisodeMilestone.settled.is_(None), EpisodeClock.ended_at.is_(None))


def _raised(episode_ids: Sequence[UUID], *conditions: ColumnElement[bool]) -> dict[UUID, list[Raised]]:
    raised: dict[UUID, list[Raised]] = {episode_id: [] for episode_id in episode_ids}
    if not episode_ids:
        return raised
    is_open = and_(Escalation.taken_at.is_(None), *_IS_DUE).label("is_open")
    query = (
        select(*(getattr(Escalation, name) for name in _OF_A_ROW), is_open)
        .join(
            EpisodeMilestone,
            and_(EpisodeMilestone.episode_id == Escalation.episode_id, EpisodeMilestone.key == Escalation.key),
        )
        .join(EpisodeClock, EpisodeClock.episode_id == Escalation.episode_id)
        .where(Escalation.episode_id.in_(episode_ids), *conditions)
        .order_by(Escalation.passed_at, Escalation.key, Escalation.threshold)
    )
    for row in db.session.execute(query):
        raised[row.episode_id].append(Raised(**row._mapping))
    return raised


@dataclass(frozen=True)
class ToldOf:
    """One message about an escalation, or that nobody holds a role (`channel` None).

    `status`: whether the message has left; None for a vacancy, and where the message was forgotten.
    """

    turn: int
    told: Told
    duty: ClockDuty | None
    reached: Reached
    channel: Channel | None
    status: MessageStatus | None


def calls_of(escalation_ids: Sequence[UUID]) -> dict[UUID, list[ToldOf]]:
    """Return who was told of each of these escalations, in order. No address is in it."""
    calls: dict[UUID, list[ToldOf]] = {escalation_id: [] for escalation_id in escalation_ids}
    if not escalation_ids:
        return calls
    query = (
        select(EscalationCall, OutboxMessage.status)
        .outerjoin(OutboxMessage, OutboxMessage.id == EscalationCall.message_id)
        .where(EscalationCall.escalation_id.in_(escalation_ids))
        .order_by(EscalationCall.escalation_id, EscalationCall.turn, EscalationCall.number)
    )
    for call, status in db.session.execute(query):
        told = ToldOf(call.turn, call.told, call.duty, call.reached, call.channel, status)
        calls[call.escalation_id].append(told)
    return calls


def messages_of(episode_id: UUID, key: str | None = None, *, but: Collection[Told] = ()) -> Sequence[UUID]:
    """Return the messages about what was raised for a referral, or for one milestone of it, but those to some."""
    query = (
        select(EscalationCall.message_id)
        .join(Escalation, Escalation.id == EscalationCall.escalation_id)
        .where(Escalation.episode_id == episode_id, EscalationCall.message_id.is_not(None))
        .where(EscalationCall.told.not_in(but))
    )
    if key is not None:
        query = query.where(Escalation.key == key)
    return [message_id for message_id in db.session.scalars(query.distinct()) if message_id is not None]


def untold(episode_id: UUID, key: str) -> tuple[Told, ...]:
    """Return who was to be told of a milestone, and has not been: no message to them has left. In order."""
    query = (
        select(EscalationCall.told, OutboxMessage.status)
        .join(Escalation, Escalation.id == EscalationCall.escalation_id)
        .outerjoin(OutboxMessage, OutboxMessage.id == EscalationCall.message_id)
        .where(Escalation.episode_id == episode_id, Escalation.key == key, EscalationCall.channel.is_not(None))
        .order_by(Escalation.threshold, EscalationCall.turn, EscalationCall.number)
    )
    rows = db.session.execute(query).all()
    # A message that is there no more was sent long ago.
    told = {who for who, status in rows if status in {None, MessageStatus.SENT}}
    return tuple(dict.fromkeys(who for who, _ in rows if who not in told))


def service_managers(organization_id: UUID) -> Sequence[User]:
    """Return the active service managers of an organisation."""
    query = select(User).where(
        User.organization_id == organization_id, User.status == UserStatus.ACTIVE, User.role == Role.SERVICE_MANAGER
    )
    return db.session.scalars(query.order_by(User.id).limit(MOST_TOLD)).all()
