"""The session of each device: begun at sign-in, looked up with every request, ended from any device.

The cookie holds 256 random bits and says nothing by itself: once its session has ended, every worker rejects it.
"""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import Response, current_app, request
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import OperationalError

from pathway.accounts.models import DeviceSession, User
from pathway.accounts.permissions import LIMITS, Person
from pathway.accounts.vocabulary import EndReason, SignInMethod, UserStatus
from pathway.audit import trail
from pathway.core.clock import utc_now
from pathway.core.crypto import token_digest
from pathway.extensions import db, reading_alone, writing
from pathway.organizations.models import Organization
from pathway.web.access import is_unattended

SEEN_EVERY = timedelta(minutes=1)
"""How exact "last seen" is: not every page is a write."""


@dataclass(frozen=True)
class Begun:
    """A new session and the token of its cookie, which is stored nowhere else."""

    session: DeviceSession
    token: str


def begin(user: User, method: SignInMethod) -> Begun:
    """Begin a session on this device, ending the one it had."""
    now = utc_now()
    end_presented(EndReason.REPLACED)
    token = secrets.token_urlsafe(32)
    session = DeviceSession(
        id=uuid4(),  # at once, not when it is saved: forms on the page that answers are tied to it
        user_id=user.id,
        token_hash=token_digest(token),
        label=_device(request.headers.get("User-Agent", "")),
        method=method,
        created_at=now,
        last_seen_at=now,
        factor_at=now,
        expires_at=now + LIMITS[user.role].absolute,
    )
    db.session.add(session)
    user.signed_in_at = now
    return Begun(session, token)


def set_cookie(response: Response, token: str) -> Response:
    """Set the session's cookie, gone when the browser closes."""
    response.set_cookie(current_app.config["STAFF_COOKIE"], token, **_cookie())
    return response


def clear_cookie(response: Response) -> Response:
    """Delete the cookie; the session itself goes on."""
    response.delete_cookie(current_app.config["STAFF_COOKIE"], **_cookie())
    return response


def find(*, for_writing: bool) -> Person | None:
    """Return who sends this request; None for nobody, or when the session, the account or the time has run out.

    `for_writing` locks the rows of the user and the session until the transaction ends: when a device is signed out
    meanwhile, either that comes first, and its change fails, or it waits for the change.
    """
    token = request.cookies.get(current_app.config["STAFF_COOKIE"])
    if not token:
        return None
    presented = {"token": token_digest(token)}
    if for_writing:
        _hold_owner(token)
        locked = _OF_TOKEN.with_for_update(of=DeviceSession, key_share=True)
        found = db.session.connection().execute(locked, presented).first()
    else:
        with reading_alone() as connection:
            found = connection.execute(_OF_TOKEN, presented).first()
    if found is None:
        return None
    now = utc_now()
    if now >= found.expires_at or now - found.last_seen_at >= LIMITS[found.role].idle:
        return None
    if now - found.last_seen_at >= SEEN_EVERY and not is_unattended():
        _see(found.session_id, now, for_writing=for_writing)
    return Person(
        id=found.id,
        organization_id=found.organization_id,
        name=found.name,
        role=found.role,
        organization_name=found.organization_name,
        organization_kind=found.organization_kind,
        session_id=found.session_id,
        factor_at=found.factor_at,
        method=found.method,
    )


# Its columns alone, and made once: every page of somebody who is signed in begins with it.
_OF_TOKEN = (
    select(
        DeviceSession.id.label("session_id"),
        DeviceSession.expires_at,
        DeviceSession.last_seen_at,
        DeviceSession.factor_at,
        DeviceSession.method,
        User.id,
        User.organization_id,
        User.name,
        User.role,
        Organization.name.label("organization_name"),
        Organization.kind.label("organization_kind"),
    )
    .join(User, User.id == DeviceSession.user_id)
    .join(Organization, Organization.id == User.organization_id)
    .where(DeviceSession.token_hash == bindparam("token"), DeviceSession.ended_at.is_(None))
    .where(User.status == UserStatus.ACTIVE)
)


def _hold_owner(token: str) -> None:
    """Lock the owner of a session before the session itself.

    Two devices of hers, one of which signs the other out, would otherwise wait for each other.
    """
    owner = select(DeviceSession.user_id).where(DeviceSession.token_hash == token_digest(token))
    db.session.scalar(select(User.id).where(User.id.in_(owner)).with_for_update(key_share=True))


def show_factor(session_id: UUID) -> None:
    """Record that the user has just signed in again with a factor."""
    db.session.execute(update(DeviceSession).where(DeviceSession.id == session_id).values(factor_at=utc_now()))


def end_one(user_id: UUID, session_id: UUID, because: EndReason) -> bool:
    """End one of somebody's sessions; return whether there was one to end."""
    return _end(because, DeviceSession.id == session_id, DeviceSession.user_id == user_id) > 0


def end_all(user_id: UUID, because: EndReason, *, but: UUID | None = None) -> int:
    """End every session of somebody, but for one if given; return how many."""
    which = [DeviceSession.user_id == user_id]
    if but is not None:
        which.append(DeviceSession.id != but)
    return _end(because, *which)


def end_presented(because: EndReason) -> None:
    """End the session whose cookie this request carries, of any user."""
    if token := request.cookies.get(current_app.config["STAFF_COOKIE"]):
        _end(because, DeviceSession.token_hash == token_digest(token))


def rename(person: Person, session_id: UUID, label: str) -> bool:
    """Give one of somebody's own devices a name; return whether there was one."""
    renamed = db.session.execute(
        update(DeviceSession)
        .where(DeviceSession.id == session_id, DeviceSession.user_id == person.id, DeviceSession.ended_at.is_(None))
        .values(label=label)
        .returning(DeviceSession.id)
    )
    if renamed.first() is None:
        return False
    trail.record("device.renamed", f"session:{session_id}", person)
    return True


def _end(because: EndReason, *which: Any) -> int:
    ended = db.session.execute(
        update(DeviceSession)
        .where(DeviceSession.ended_at.is_(None), *which)
        .values(ended_at=utc_now(), ended_because=because)
        .returning(DeviceSession.id)
    )
    return len(ended.all())


def _see(session_id: UUID, now: datetime, *, for_writing: bool) -> None:
    seen = update(DeviceSession).where(DeviceSession.id == session_id).values(last_seen_at=now)
    if for_writing:
        db.session.execute(seen)
        return
    # A page that is only read holds no lock: its own short transaction, before the one that reads.
    # A page must not fail because somebody else is writing: the next one notes it.
    with suppress(OperationalError), writing():
        db.session.execute(seen)


def _cookie() -> dict[str, Any]:
    # Lax and not Strict: a link in one of our own messages opens a page, and may change nothing.
    return {"secure": current_app.config["SESSION_COOKIE_SECURE"], "httponly": True, "samesite": "Lax", "path": "/"}


_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"))
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"))


def _device(agent: str) -> str:
    """Name a device from its User-Agent, well enough to tell two apart."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), None)
    browser = browser or ("Chrome" if "Chrome" in agent else "Safari" if "Safari" in agent else "A browser")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "Linux" if "Linux" in agent else "a computer")
    return f"{browser} on {system}"
