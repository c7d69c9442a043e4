"""Signing in as a browser does, and what was sent on the way."""

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pyotp
from flask import Flask
from sqlalchemy import select

from pathway.accounts import passwords, totp
from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role
from pathway.core import clock
from pathway.extensions import db, writing
from pathway.notifications.models import OutboxMessage
from pathway.organizations.models import EmailDomain
from tests import staff as staff_of
from tests.staff import Staff

PASSWORD = "lantern orbit gravel seventeen"


@dataclass(frozen=True)
class Known:
    """Somebody with a password and an app."""

    id: UUID
    email: str
    secret: str

    def code(self, steps: int = 0) -> str:
        """What her app shows at the present moment, or so many half minutes later."""
        return pyotp.TOTP(self.secret).at(clock.utc_now() + steps * timedelta(seconds=30))


def known(app: Flask, organization_id: UUID, role: Role = Role.CASEWORKER) -> Known:
    """Save somebody who signs in with a password and an app."""
    user_id = staff_of.user(app, organization_id, role)
    with app.app_context(), writing():
        user = db.session.get_one(User, user_id)
        user.password_hash = passwords.hashed(PASSWORD)
        secret = totp.new_secret()
        user.totp_secret = secret
        return Known(user_id, user.email, secret)


def by_password(staff: Staff, email: str, password: str, code: str, **more: str) -> int:
    """Send the form of password and app."""
    data = {"do": "password", "username": email, "password": password, "app_code": code}
    return staff.post("/sign-in", data | more).status_code


def right(somebody: Known) -> dict[str, str]:
    """The form of password and app, rightly filled in."""
    return {"do": "password", "username": somebody.email, "password": PASSWORD, "app_code": somebody.code()}


def ask(staff: Staff, email: str, **more: str) -> str:
    """Ask for a code, and return what the page carries on."""
    page = staff.post("/sign-in", {"do": "code", "email": email} | more)
    assert page.status_code == 200
    return re.search(r'name="asked" value="([^"]+)"', page.text.replace("\n", " "))[1]


def check(staff: Staff, asked: str, code: str, **more: str) -> int:
    """Send a code back."""
    return staff.post("/sign-in", {"do": "check", "asked": asked, "code": code} | more).status_code


def messages(app: Flask, to: str) -> list[tuple[str, dict[str, str]]]:
    """What waits in the outbox for an address: template and values, oldest first."""
    with app.app_context():
        rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at, OutboxMessage.id))
        return [(one.template, json.loads(one.content)) for one in rows if one.recipient == to]


def code_for(app: Flask, email: str) -> str:
    """The code sent last."""
    return [values["code"] for template, values in messages(app, email) if template == "sign_in_code"][-1]


def domain_of_partner(app: Flask, partner: UUID) -> str:
    with app.app_context():
        return db.session.scalar(select(EmailDomain.domain).where(EmailDomain.organization_id == partner))
