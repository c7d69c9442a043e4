"""Sending what waits in the outbox, by any number of workers at once.

A worker leases a message for two minutes, and commits. Only then it sends it, with no transaction open, and records
what became of it. Killed in between, it leaves a message that another worker
takes when the two minutes are over: sent twice at worst, under the same reference, and never lost.

Messages are leased one by one and not by the dozen: a message that crashes its worker then costs only its own attempts.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, Select, delete, or_, select, update

from pathway.core.clock import utc_now
from pathway.core.crypto import KEY_ID, keys
from pathway.core.errors import SealError
from pathway.extensions import db, writing
from pathway.notifications.backoff import ATTEMPTS, delay_after
from pathway.notifications.message_text import WordingError, worded
from pathway.notifications.models import OutboxMessage
from pathway.notifications.senders import Outgoing, PermanentFailureError, Sender, TemporaryFailureError
from pathway.notifications.vocabulary import MessageStatus

logger = logging.getLogger("pathway.outbox")

LEASE = timedelta(minutes=2)
FORGET_SENT_AFTER = timedelta(days=30)
FORGET_DEAD_AFTER = timedelta(days=14)

_FORGOTTEN = {"recipient_sealed": None, "content_sealed": None}
_AT_ONCE = {"synchronize_session": False}
_LONGEST_ERROR = 120


@dataclass(frozen=True)
class Carrier:
    """Who sends, and with whose words."""

    sender: Sender
    wording: Path
    origin: str
    worker: str


@dataclass(frozen=True)
class _Taken:
    """What a log may say of a message, and what decides over its next attempt."""

    id: UUID
    reference: str
    template: str
    attempts: int
    expires_at: datetime | None


def deliver(carrier: Carrier, limit: int = 20, stopping: Callable[[], bool] = lambda: False) -> int:
    """Send what is due; return how many messages were taken up, sent or not. Stops early after any message."""
    number = 0
    while number < limit and not stopping() and (message_id := _take(carrier.worker)):
        _carry(carrier, message_id)
        number += 1
    return number


def forget_old(now: datetime) -> None:
    """Delete messages that were sent long ago, and the words and addresses of those that never will be."""
    ended = (MessageStatus.SENT, MessageStatus.EXPIRED, MessageStatus.DISCARDED)
    with writing():
        old = OutboxMessage.status.in_(ended) & (OutboxMessage.ended_at < now - FORGET_SENT_AFTER)
        db.session.execute(delete(OutboxMessage).where(old), execution_options=_AT_ONCE)
        db.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.status == MessageStatus.DEAD, OutboxMessage.ended_at < now - FORGET_DEAD_AFTER)
            .values(status=MessageStatus.DISCARDED, **_FORGOTTEN),
            execution_options=_AT_ONCE,
        )


def _due(now: datetime) -> Select[OutboxMessage]:
    free = or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until <= now)
    return (
        select(OutboxMessage)
        .where(OutboxMessage.status == MessageStatus.WAITING, OutboxMessage.due_at <= now, free)
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(1)
    )


def _take(worker: str) -> UUID | None:
    """Take one message, or end one that is not to be sent; None when nothing is due."""
    now = utc_now()
    anything = db.session.scalar(_due(now).with_only_columns(OutboxMessage.id))
    db.session.rollback()
    if anything is None:  # SQLite: looking every second keeps no writer waiting
        return None
    with writing():
        message = db.session.scalar(_due(now).with_for_update(skip_locked=True))  # SQLite has one writer at a time
        if message is None:
            return None
        message_id = message.id
        if message.expires_at is not None and message.expires_at <= now:
            message.status, message.ended_at = MessageStatus.EXPIRED, now
            message.recipient = message.content = None
        elif message.attempts >= ATTEMPTS:
            message.status, message.ended_at, message.last_error = MessageStatus.DEAD, now, "no attempt came to an end"
            logger.error("message %s (%s) is dead: no attempt came to an end", message.reference, message.template)
        else:
            # An attempt counts from here on: a message that crashes its worker ends as dead, and not in a loop.
            message.leased_until, message.leased_by, message.attempts = now + LEASE, worker, message.attempts + 1
    return message_id


def _carry(carrier: Carrier, message_id: UUID) -> None:
    """Send a message that was taken, and write down what became of it."""
    message = db.session.get(OutboxMessage, message_id)
    if message is None or message.leased_by != carrier.worker or message.status is not MessageStatus.WAITING:
        db.session.rollback()
        return
    taken = _Taken(message.id, message.reference, message.template, message.attempts, message.expires_at)
    try:
        outgoing = _outgoing(message, carrier)
    except (SealError, WordingError, ValueError) as error:
        what_next = _try_later if isinstance(error, SealError) and _wants_another_key(message) else _give_up
        what_next(carrier, taken, _reason(error))
        return
    finally:
        db.session.rollback()  # no lock is held while the message is under way
    try:
        carrier.sender.send(outgoing)
    except PermanentFailureError as error:
        _give_up(carrier, taken, _reason(error))
    except Exception as error:  # noqa: BLE001 - a fault of the sender's own must not end the worker, and loses nothing
        _try_later(carrier, taken, _reason(error))
    else:
        if _end(carrier, taken, MessageStatus.SENT, last_error=None, **_FORGOTTEN):
            logger.info("message %s (%s) sent", taken.reference, taken.template)


def _wants_another_key(message: OutboxMessage) -> bool:
    """Whether it was sealed with a key that we lack: while keys rotate, another process may have the new one first."""
    stored = (bytes(sealed) for sealed in (message.recipient_sealed, message.content_sealed) if sealed is not None)
    names = (name.decode("ascii", "replace") for name, colon, _ in (value.partition(b":") for value in stored) if colon)
    return any(KEY_ID.fullmatch(name) and name not in keys().fields.by_id for name in names)


def _outgoing(message: OutboxMessage, carrier: Carrier) -> Outgoing:
    values = json.loads(message.content or "{}")
    words = worded(carrier.wording, message.channel, message.template, values, carrier.origin)
    return Outgoing(message.reference, message.channel, message.recipient or "", words.subject, words.body)


def _reason(error: Exception) -> str:
    """Return the words of an error of ours; of any other only the class, because its words may repeat an address."""
    ours = (SealError, WordingError, PermanentFailureError, TemporaryFailureError)
    return (str(error) if isinstance(error, ours) else type(error).__name__)[:_LONGEST_ERROR]


def _give_up(carrier: Carrier, taken: _Taken, why: str) -> None:
    if _end(carrier, taken, MessageStatus.DEAD, last_error=why):
        logger.error("message %s (%s) is dead: %s", taken.reference, taken.template, why)


def _try_later(carrier: Carrier, taken: _Taken, why: str) -> None:
    delay = delay_after(taken.attempts)
    if delay is None:
        _give_up(carrier, taken, why)
        return
    due_at = utc_now() + delay
    if taken.expires_at is not None and taken.expires_at <= due_at:
        # By then it would not be sent: it need not be kept until then.
        if _end(carrier, taken, MessageStatus.EXPIRED, last_error=why, **_FORGOTTEN):
            logger.warning("message %s (%s) came too late: %s", taken.reference, taken.template, why)
    elif _note(carrier, taken, due_at=due_at, last_error=why):
        logger.warning("message %s (%s) waits: %s", taken.reference, taken.template, why)


def _end(carrier: Carrier, taken: _Taken, status: MessageStatus, **values: Any) -> bool:
    return _note(carrier, taken, status=status, ended_at=utc_now(), **values)


def _note(carrier: Carrier, taken: _Taken, **values: Any) -> bool:
    """Write down what became of a message, if it is still this worker's; return whether it was."""
    with writing():
        done = db.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == taken.id, OutboxMessage.leased_by == carrier.worker)
            .where(OutboxMessage.status == MessageStatus.WAITING)
            .values(leased_until=None, leased_by=None, **values),
            execution_options=_AT_ONCE,
        )
    return isinstance(done, CursorResult) and done.rowcount == 1
