"""Every question about messages. Lists never show recipients or content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from pathway.extensions import db
from pathway.notifications.models import OutboxMessage
from pathway.notifications.vocabulary import Channel, MessageStatus

PAGE = 50


@dataclass(frozen=True)
class Letter:
    """A message that could not be delivered, without its recipient and content."""

    id: UUID
    reference: str
    template: str
    channel: Channel
    attempts: int
    created_at: datetime
    ended_at: datetime
    last_error: str


@dataclass(frozen=True)
class Standing:
    """The state of the outbox: how many messages wait and since when, how many are dead."""

    waiting: int
    oldest: datetime | None
    dead: int


def dead_letters(page: int = 1) -> Sequence[Letter]:
    """Return messages that could not be delivered, newest first."""
    columns = [getattr(OutboxMessage, name) for name in Letter.__dataclass_fields__]
    rows = db.session.execute(
        select(*columns)
        .where(OutboxMessage.status == MessageStatus.DEAD)
        .order_by(OutboxMessage.created_at.desc(), OutboxMessage.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return [Letter(*row) for row in rows]


def standing() -> Standing:
    """Return the state of the outbox."""
    waiting = db.session.execute(
        select(func.count(), func.min(OutboxMessage.created_at)).where(OutboxMessage.status == MessageStatus.WAITING)
    ).one()
    dead = db.session.scalar(select(func.count()).where(OutboxMessage.status == MessageStatus.DEAD))
    return Standing(waiting[0], waiting[1], dead or 0)


def locked_message(message_id: UUID) -> OutboxMessage | None:
    """Return a message, locked until the transaction ends."""
    return db.session.scalar(select(OutboxMessage).where(OutboxMessage.id == message_id).with_for_update())
