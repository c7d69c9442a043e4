"""Setting up how somebody signs in, by a link that works once."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, select, update

from pathway.accounts import passwords, queries, recovery, sessions
from pathway.accounts.models import Enrolment, Passkey, RecoveryCode, User
from pathway.accounts.permissions import BY_EMAIL_CODE
from pathway.accounts.vocabulary import EndReason, UserStatus
from pathway.audit import trail
from pathway.core.actor import Actor
from pathway.core.clock import utc_now
from pathway.core.crypto import token_digest
from pathway.extensions import db
from pathway.notifications.operations import enqueue

LASTS = timedelta(days=7)


def make_link(user: User, by: Actor | None) -> str:
    """Make a link for somebody, and end her earlier ones. Only the link holds its token; the row has a hash."""
    now = utc_now()
    _use_up(user.id)
    token = secrets.token_urlsafe(32)
    db.session.add(Enrolment(user_id=user.id, token_hash=token_digest(token), created_at=now, expires_at=now + LASTS))
    trail.record("user.link_made", f"user:{user.id}", by, organization_id=user.organization_id)
    return f"{current_app.config['SETTINGS'].origin}/enrol/{token}"


def invite(user: User, by: Actor | None) -> None:
    """Send somebody her link. Nobody else sees it.

    The message says who invited her and for which organisation, so that it does not look like a trick. Somebody who has
    signed in before reads that this is a new link.
    """
    inviter = queries.user_by_id(by.id) if by else None
    values = {
        "link": make_link(user, by),
        "organization": user.organization.name,
        "inviter": inviter.name if inviter else "",
        "again": "yes" if user.signed_in_at else "",
    }
    enqueue("enrolment", user.email, values, expires_at=utc_now() + LASTS)


def user_of(token: str, *, for_writing: bool = False) -> User | None:
    """Return the user of a link; None for an unknown, used or old one, and for somebody who was shut out."""
    query = (
        select(User)
        .join(Enrolment, Enrolment.user_id == User.id)
        .where(Enrolment.token_hash == token_digest(token))
        .where(Enrolment.used_at.is_(None), Enrolment.expires_at > utc_now())
        .where(User.status != UserStatus.DISABLED)
    )
    user = db.session.scalar(query)
    if user is None or not for_writing:
        return user
    # Lock her row first, then the link's, and read both again: she may have been shut out meanwhile.
    queries.user(user.id, hold=True)
    return db.session.scalar(query.with_for_update(of=Enrolment).execution_options(populate_existing=True))


def needs_factors(user: User) -> bool:
    """Whether somebody has to set up a password or a passkey. A referrer may go on with codes by e-mail."""
    return user.role not in BY_EMAIL_CODE


def complete(user: User, *, password: str | None, totp_secret: str | None, totp_counter: int = 0) -> Sequence[str]:
    """Replace somebody's factors, end every session, and return recovery codes if she has a password now."""
    forget_factors(user)
    user.password_hash = passwords.hashed(password) if password else None
    user.totp_secret = totp_secret
    user.totp_counter = totp_counter
    user.status = UserStatus.ACTIVE
    sessions.end_all(user.id, EndReason.FACTOR_CHANGED)
    trail.record("user.enrolled", f"user:{user.id}", user)
    return recovery.renew(user.id) if password else ()


def forget_factors(user: User) -> None:
    """Take away everything that somebody could sign in with: password, app, passkeys, codes on paper, links."""
    _use_up(user.id)
    user.password_hash = None
    user.totp_secret = None
    user.totp_counter = 0
    db.session.execute(delete(Passkey).where(Passkey.user_id == user.id))
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))


@dataclass(frozen=True)
class Ways:
    """Which ways of showing who she is are open to somebody."""

    app: bool
    passkey: bool
    email: bool


def ways_of(user_id: UUID) -> Ways:
    """Return how somebody can show who she is."""
    return ways(queries.user(user_id), has_passkey=bool(queries.passkeys_of(user_id)))


def ways(user: User, *, has_passkey: bool) -> Ways:
    """Say the same of somebody whose rows were read."""
    return Ways(app=user.has_password, passkey=has_passkey, email=not needs_factors(user))


def has_factors(user: User) -> bool:
    """Whether somebody has a password or a passkey."""
    return user.has_password or bool(queries.passkeys_of(user.id))


def _use_up(user_id: UUID) -> None:
    used = update(Enrolment).where(Enrolment.user_id == user_id, Enrolment.used_at.is_(None))
    db.session.execute(used.values(used_at=utc_now()))
