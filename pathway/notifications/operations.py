"""Queueing a message: one line in an operation, one row in the outbox."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from pathway.extensions import db
from pathway.notifications.models import OutboxMessage
from pathway.notifications.vocabulary import Channel


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
