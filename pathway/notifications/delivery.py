"""Sending what waits in the outbox, by any number of workers at once.

A worker first takes messages: it writes down that they are its own for two minutes, and commits. Only then it sends
each, with no transaction open, and writes down what became of it. Killed in between, it leaves a message that another
worker takes when the two minutes are over: sent twice at worst, under the same reference, and never lost.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update

from pathway.core.clock import utc_now
from pathway.core.errors import SealError
from pathway.extensions import db, writing
from pathway.notifications.backoff import delay_after
from pathway.notifications.models import OutboxMessage
from pathway.notifications.senders import Outgoing, PermanentFailureError, Sender, TemporaryFailureError
from pathway.notifications.vocabulary import MessageStatus
from pathway.notifications.wording import WordingError, worded

logger = logging.getLogger("pathway.outbox")

LEASE = timedelta(minutes=2)
FORGET_SENT_AFTER = timedelta(days=30)
FORGET_DEAD_AFTER = timedelta(days=14)

_FORGOTTEN = {"recipient_sealed": None, "content_sealed": None}


@dataclass(frozen=True)
class Carrier:
    """Who sends, and with whose words."""

    sender: Sender
    wording: Path
    origin: str
    worker: str


def deliver(carrier: Carrier, limit: int = 20) -> int:
    """Send what is due; return how many messages were taken up, sent or not."""
    taken = _take(carrier.worker, limit)
    for message_id in taken:
        _deliver_one(carrier, message_id)
    return len(taken)


def forget_old(now: datetime) -> None:
    """Delete what was told long ago, and the words and addresses of what never will be."""
    ended = (MessageStatus.SENT, MessageStatus.EXPIRED, MessageStatus.DISCARDED)
    with writing():
        old = OutboxMessage.status.in_(ended) & (OutboxMessage.ended_at < now - FORGET_SENT_AFTER)
        db.session.execute(OutboxMessage.__table__.delete().where(old))  # type: ignore[attr-defined] # a Table
        db.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.status == MessageStatus.DEAD, OutboxMessage.ended_at < now - FORGET_DEAD_AFTER)
            .values(status=MessageStatus.DISCARDED, **_FORGOTTEN)
        )


def _take(worker: str, limit: int) -> Sequence[UUID]:
    now = utc_now()
    free = or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until <= now)
    due = (
        select(OutboxMessage.id)
        .where(OutboxMessage.status == MessageStatus.WAITING, OutboxMessage.due_at <= now, free)
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)  # SQLite has one writer at a time and leaves this out
    )
    with writing():
        taken = db.session.scalars(due).all()
        if taken:
            # An attempt counts from here on: a message that ends its worker ends as dead, and not in a circle.
            db.session.execute(
                update(OutboxMessage)
                .where(OutboxMessage.id.in_(taken))
                .values(leased_until=now + LEASE, leased_by=worker, attempts=OutboxMessage.attempts + 1)
            )
    return taken


def _deliver_one(carrier: Carrier, message_id: UUID) -> None:
    held = db.session.get(OutboxMessage, message_id)
    if held is None or held.leased_by != carrier.worker or held.status is not MessageStatus.WAITING:
        db.session.rollback()
        return
    expires_at, attempts, reference, template = held.expires_at, held.attempts, held.reference, held.template
    try:
        outgoing = _outgoing(held, carrier)
    except (SealError, WordingError) as error:
        db.session.rollback()
        _end(carrier, message_id, MessageStatus.DEAD, last_error=str(error)[:120])
        logger.error("message %s (%s) is dead: %s", reference, template, type(error).__name__)
        return
    finally:
        db.session.rollback()
    if expires_at is not None and expires_at <= utc_now():
        _end(carrier, message_id, MessageStatus.EXPIRED, **_FORGOTTEN)
        return
    try:
        carrier.sender.send(outgoing)
    except PermanentFailureError as error:
        _end(carrier, message_id, MessageStatus.DEAD, last_error=str(error)[:120])
        logger.error("message %s (%s) is dead: %s", reference, template, error)
    except TemporaryFailureError as error:
        _try_later(carrier, message_id, attempts, str(error)[:120])
        logger.warning("message %s (%s) waits: %s", reference, template, error)
    else:
        _end(carrier, message_id, MessageStatus.SENT, last_error=None, **_FORGOTTEN)
        logger.info("message %s (%s) sent", reference, template)


def _outgoing(held: OutboxMessage, carrier: Carrier) -> Outgoing:
    values = json.loads(held.content or "{}")
    words = worded(carrier.wording, held.channel, held.template, values, carrier.origin)
    return Outgoing(held.reference, held.channel, held.recipient or "", words.subject, words.body)


def _try_later(carrier: Carrier, message_id: UUID, attempts: int, why: str) -> None:
    delay = delay_after(attempts)
    if delay is None:
        _end(carrier, message_id, MessageStatus.DEAD, last_error=why)
    else:
        _note(carrier, message_id, due_at=utc_now() + delay, last_error=why)


def _end(carrier: Carrier, message_id: UUID, status: MessageStatus, **values: Any) -> None:
    _note(carrier, message_id, status=status, ended_at=utc_now(), **values)


def _note(carrier: Carrier, message_id: UUID, **values: Any) -> None:
    """Write down what became of a message, if it is still this worker's."""
    with writing():
        db.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == message_id, OutboxMessage.leased_by == carrier.worker)
            .where(OutboxMessage.status == MessageStatus.WAITING)
            .values(leased_until=None, leased_by=None, **values)
        )
