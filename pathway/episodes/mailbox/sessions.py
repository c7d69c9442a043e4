"""Who is signed in by a code from a mailbox: one leg, half an hour without a request, two hours at most.

The cookie is another one than that of accounts, and so is the table: neither is worth anything where the other counts.
"""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import Response, current_app, request
from sqlalchemy import delete, select, update
from sqlalchemy.exc import OperationalError

from pathway.accounts.permissions import Limits
from pathway.accounts.sessions import SEEN_EVERY
from pathway.core.clock import utc_now
from pathway.core.crypto import token_digest
from pathway.episodes.leg_link.models import MailboxSession
from pathway.episodes.leg_link.queries import LinkNow
from pathway.extensions import db, writing

LIMITS = Limits(idle=timedelta(minutes=30), absolute=timedelta(hours=2))
KEPT = timedelta(days=1)
"""How long one that ran out is still known, so that another code is one press away."""


@dataclass(frozen=True)
class Presented:
    """The session whose cookie a request carries. `has_run_out`: it opens nothing, but another code is a press away."""

    id: UUID
    link_id: UUID
    read_at: datetime | None
    has_run_out: bool


def begin(link: LinkNow) -> tuple[UUID, str]:
    """Begin a session on this device, ending the one it had; return its id, and the token of its cookie."""
    now = utc_now()
    if before := presented(hold=True):
        end(before.id)
    token = secrets.token_urlsafe(32)
    row = MailboxSession(
        id=uuid4(),
        link_id=link.id,
        token_hash=token_digest(token),
        created_at=now,
        last_seen_at=now,
        expires_at=now + LIMITS.absolute,
    )
    db.session.add(row)
    return row.id, token


def presented(*, hold: bool = False) -> Presented | None:
    """Return the session whose cookie this request carries; None for nobody, or once it was signed out.

    `hold` locks it until the transaction ends: signing out comes first, or waits.
    """
    token = request.cookies.get(current_app.config["MAILBOX_COOKIE"])
    if not token:
        return None
    query = select(MailboxSession).where(
        MailboxSession.token_hash == token_digest(token), MailboxSession.ended_at.is_(None)
    )
    row = db.session.scalar(query.with_for_update() if hold else query)
    if row is None:
        return None
    now = utc_now()
    has_run_out = now >= row.expires_at or now - row.last_seen_at >= LIMITS.idle
    shown = Presented(row.id, row.link_id, row.read_at, has_run_out)
    if not has_run_out and now - row.last_seen_at >= SEEN_EVERY:
        _see(row.id, now, hold=hold)
    return shown


def note_read(session_id: UUID, now: datetime) -> None:
    """Note that the facts were read by a session."""
    db.session.execute(update(MailboxSession).where(MailboxSession.id == session_id).values(read_at=now))


def end(session_id: UUID) -> None:
    """End a session."""
    ended = update(MailboxSession).where(MailboxSession.id == session_id, MailboxSession.ended_at.is_(None))
    db.session.execute(ended.values(ended_at=utc_now()))


def forget_old(now: datetime) -> None:
    """Delete sessions that ran out a day ago."""
    with writing():
        db.session.execute(delete(MailboxSession).where(MailboxSession.expires_at < now - KEPT))


def set_cookie(response: Response, token: str) -> Response:
    """Set the session's cookie, gone when the browser closes."""
    response.set_cookie(current_app.config["MAILBOX_COOKIE"], token, **_cookie())
    return response


def clear_cookie(response: Response) -> Response:
    """Delete the cookie."""
    response.delete_cookie(current_app.config["MAILBOX_COOKIE"], **_cookie())
    return response


def _see(session_id: UUID, now: datetime, *, hold: bool) -> None:
    seen = update(MailboxSession).where(MailboxSession.id == session_id).values(last_seen_at=now)
    if hold:
        db.session.execute(seen)
        return
    # As with accounts: a page must not fail because somebody else is writing.
    with suppress(OperationalError), writing():
        db.session.execute(seen)


def _cookie() -> dict[str, Any]:
    # Strict: the link in the mail opens a page that is the same for everybody, and needs no cookie.
    return {"secure": current_app.config["SESSION_COOKIE_SECURE"], "httponly": True, "samesite": "Strict", "path": "/"}
