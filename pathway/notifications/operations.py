"""Queueing a message, and what people do with one that could not be delivered."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from pathway.audit import trail
from pathway.core.actor import Actor
from pathway.core.clock import utc_now
from pathway.core.errors import InvalidTransitionError
from pathway.extensions import db
from pathway.notifications.models import OutboxMessage
from pathway.notifications.vocabulary import Channel, MessageStatus


def enqueue(
    template: str,
    to: str,
    values: Mapping[str, str] | None = None,
    *,
    channel: Channel = Channel.EMAIL,
    reference: str | None = None,
    expires_at: datetime | None = None,
) -> OutboxMessage:
    """Add a message to the present transaction; the worker sends it after the commit, or nothing is sent.

    `template` names a file of templates/email or templates/sms, `values` are the words it wants. A `reference` given
    twice is refused by the database, so that nothing is sent twice. After `expires_at` it is not sent.
    """
    message = OutboxMessage(
        reference=reference or uuid4().hex,
        template=template,
        channel=channel,
        recipient=to,
        content=json.dumps(dict(values or {})),
        expires_at=expires_at,
    )
    db.session.add(message)
    return message


def retry(message: OutboxMessage, by: Actor) -> None:
    """Try again from the start. Raises InvalidTransitionError unless it is dead."""
    _refuse_unless_dead(message)
    message.status = MessageStatus.WAITING
    message.attempts = 0
    message.due_at = utc_now()
    message.ended_at = None
    message.leased_by = message.leased_until = None
    trail.record("message.retried", f"message:{message.id}", by)


def discard(message: OutboxMessage, by: Actor) -> None:
    """Give it up, and forget to whom and what. Raises InvalidTransitionError unless it is dead."""
    _refuse_unless_dead(message)
    message.status = MessageStatus.DISCARDED
    message.recipient = message.content = None
    trail.record("message.discarded", f"message:{message.id}", by)


def stop_unsent(ids: Sequence[UUID], now: datetime) -> None:
    """Give up those of these messages that have not left, and forget to whom and what.

    One that a worker has taken is given up too: it is not sent unless it is on its way at this very moment.
    """
    db.session.flush()  # some may have been added by this very transaction
    unsent = OutboxMessage.status.in_((MessageStatus.WAITING, MessageStatus.DEAD))
    query = select(OutboxMessage).where(OutboxMessage.id.in_(ids), unsent)
    held = query.order_by(OutboxMessage.id).with_for_update().execution_options(populate_existing=True)
    for message in db.session.scalars(held).all():
        message.status, message.ended_at = MessageStatus.DISCARDED, now
        message.recipient = message.content = None
        message.leased_by = message.leased_until = None


def stop_waiting(ids: Sequence[UUID], now: datetime) -> None:
    """Give up those of these messages that wait, as what they say is so no more; the others are left as they are.

    One that a worker is sending goes, and is not tried again where that fails. One that is dead stays to be seen, as
    its mailbox may be wrong, and is not sent when somebody tries it again.
    """
    db.session.flush()  # some may have been added by this very transaction
    unsent = OutboxMessage.status.in_((MessageStatus.WAITING, MessageStatus.DEAD))
    query = select(OutboxMessage).where(OutboxMessage.id.in_(ids), unsent)
    locked = query.order_by(OutboxMessage.id).with_for_update().execution_options(populate_existing=True)
    for message in db.session.scalars(locked).all():
        is_on_its_way = message.leased_until is not None and message.leased_until > now
        if message.status is MessageStatus.WAITING and not is_on_its_way:
            message.status, message.ended_at = MessageStatus.DISCARDED, now
            message.recipient = message.content = None
            message.leased_by = message.leased_until = None
        else:
            message.expires_at = min(now, message.expires_at or now)


def _refuse_unless_dead(message: OutboxMessage) -> None:
    if message.status is not MessageStatus.DEAD:
        raise InvalidTransitionError(f"This message is {message.status.value} by now")
