"""Mails to the mailbox of a service, each with a link of its own to one leg. None says anything of the woman."""

import secrets
from datetime import datetime
from uuid import uuid4

from flask import current_app
from sqlalchemy import update

from pathway.directory.vocabulary import ReferralChannel
from pathway.episodes.leg_link import queries
from pathway.episodes.leg_link.models import LegLink
from pathway.episodes.models import Episode, Leg, LegNotice
from pathway.extensions import db
from pathway.notifications.models import OutboxMessage
from pathway.notifications.operations import enqueue


def send(episode: Episode, leg: Leg, mailbox: str) -> None:
    """Tell a mailbox that something waits. A mail that has not left by the time to answer does not leave."""
    _mail(episode, leg, mailbox, "mailbox_waits", expires_at=leg.answer_by)


def tell_mailbox(episode: Episode, leg: Leg) -> OutboxMessage | None:
    """Tell the mailbox of a leg that there is an update: with a link while the leg is open, without one afterwards.

    Return the message; None where nothing goes to a mailbox any more.
    """
    if leg.way is not ReferralChannel.EMAIL_LINK:
        return None
    mailbox = queries.mailbox_of(leg.id)
    if mailbox is None:
        return None
    if leg.is_open:
        return _mail(episode, leg, mailbox, "mailbox_update")
    return enqueue("mailbox_ended", mailbox, {"reference": episode.reference})


def hand_on(leg: Leg, again: Leg) -> None:
    """Note that what was sent of a leg was sent of the one that replaces it: the agency may have read it."""
    db.session.execute(update(LegLink).where(LegLink.leg_id == leg.id).values(leg_id=again.id))


def _mail(
    episode: Episode, leg: Leg, mailbox: str, template: str, *, expires_at: datetime | None = None
) -> OutboxMessage:
    token = secrets.token_urlsafe(32)
    db.session.add(
        LegLink(
            id=uuid4(),
            leg_id=leg.id,
            token_hash=queries.hashed_token(token),
            mailbox_hash=queries.hashed_mailbox(mailbox),
        )
    )
    origin = current_app.config["SETTINGS"].origin
    values = {"reference": episode.reference, "link": f"{origin}/waiting/{token}"}
    message = enqueue(template, mailbox, values, expires_at=expires_at)
    db.session.flush()
    db.session.add(LegNotice(leg_id=leg.id, message_id=message.id))
    return message
