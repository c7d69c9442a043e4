"""Screens on a wall: a coordinator lets one show the board's references for twelve hours, and takes that back.

She reads a code of eight signs to whoever is at the screen. It is typed once, within ten minutes; then the screen holds
a token of its own, which opens the wall view and nothing else.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from flask import Response, current_app, request
from sqlalchemy import delete, select

from pathway.accounts.models import User
from pathway.accounts.permissions import Person
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.audit import trail
from pathway.core.clock import utc_now
from pathway.core.crypto import token_digest
from pathway.extensions import db, writing
from pathway.turnaround.models import WallView

LASTS = timedelta(hours=12)
CODE_LASTS = timedelta(minutes=10)
REMEMBERED = timedelta(days=30)
SIGNS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Those that nobody mistakes for another, read aloud or typed."""
LENGTH = 8
MOST_AT_ONCE = 20


@dataclass(frozen=True)
class Wall:
    """A grant as the page of grants shows it. `is_open`: the code was typed at the screen."""

    id: UUID
    place: str
    granted_by: str
    granted_at: datetime
    expires_at: datetime
    is_open: bool


def grant(place: str, by: Person) -> str:
    """Let a screen show the board; return the code, which is stored nowhere."""
    now = utc_now()
    code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    wall = WallView(
        id=uuid4(),
        code_hash=token_digest(code),
        code_until=now + CODE_LASTS,
        place=place,
        granted_by=by.id,
        granted_at=now,
        expires_at=now + LASTS,
    )
    db.session.add(wall)
    trail.record("wall.granted", f"wall:{wall.id}", by)
    return code


def open_with(typed: str) -> str | None:
    """Open a screen with its code; return its token. None for a code that is wrong, used, or too old."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum())
    now = utc_now()
    query = select(WallView).where(WallView.code_hash == token_digest(code)).with_for_update()
    wall = db.session.scalars(query).one_or_none()
    if wall is None or wall.ended_at is not None or now >= min(wall.code_until, wall.expires_at):
        return None
    token = secrets.token_urlsafe(32)
    wall.code_hash, wall.token_hash = None, token_digest(token)
    granted_by = db.session.get_one(User, wall.granted_by)
    trail.record("wall.opened", f"wall:{wall.id}", None, organization_id=granted_by.organization_id)
    return token


def presented() -> WallView | None:
    """Return the grant of the screen that sends this request, while it lasts and whoever gave it still may."""
    token = request.cookies.get(current_app.config["WALL_COOKIE"])
    if not token:
        return None
    query = (
        select(WallView, User)
        .join(User, User.id == WallView.granted_by)
        .where(WallView.token_hash == token_digest(token), WallView.ended_at.is_(None), WallView.expires_at > utc_now())
    )
    row = db.session.execute(query).one_or_none()
    if row is None or row.User.status is not UserStatus.ACTIVE or row.User.role is not Role.COORDINATOR:
        return None
    wall: WallView = row.WallView
    return wall


def end(wall_id: UUID, by: Person) -> bool:
    """Take a grant back; return whether there was one that lasted."""
    wall = db.session.get(WallView, wall_id, with_for_update=True)
    if wall is None or wall.ended_at is not None or utc_now() >= wall.expires_at:
        return False
    wall.ended_at = utc_now()
    trail.record("wall.ended", f"wall:{wall.id}", by)
    return True


def lasting() -> list[Wall]:
    """Return the grants that last, the newest first."""
    query = (
        select(WallView, User.name)
        .join(User, User.id == WallView.granted_by)
        .where(WallView.ended_at.is_(None), WallView.expires_at > utc_now())
        .order_by(WallView.granted_at.desc(), WallView.id)
        .limit(MOST_AT_ONCE)
    )
    return [
        Wall(wall.id, wall.place, name, wall.granted_at, wall.expires_at, wall.token_hash is not None)
        for wall, name in db.session.execute(query)
    ]


def forget_old(now: datetime) -> None:
    """Forget grants that ended a month ago: the job. The trail keeps that they were given."""
    with writing():
        db.session.execute(delete(WallView).where(WallView.expires_at <= now - REMEMBERED))


def set_cookie(response: Response, token: str) -> Response:
    """Give a screen its token, for as long as the grant lasts."""
    response.set_cookie(
        current_app.config["WALL_COOKIE"],
        token,
        max_age=int(LASTS.total_seconds()),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Strict",
        path="/",
    )
    return response
