"""An app of one file's own with two organisations, and time that stands still."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pyotp
import pytest
from flask import Flask

from pathway import create_app
from pathway.accounts import passwords, totp
from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role
from pathway.core import clock
from pathway.extensions import db, writing
from pathway.organizations.models import EmailDomain
from tests import factories, staff
from tests.integration.conftest import settings_for
from tests.services import dispose

PASSWORD = "lantern orbit gravel seventeen"
DOMAIN = "partner.example.org"


@dataclass(frozen=True)
class Known:
    """Somebody with a password and an app."""

    id: UUID
    email: str
    secret: str

    def code(self, steps: int = 0) -> str:
        """What her app shows at the present moment, or so many half minutes later."""
        return pyotp.TOTP(self.secret).at(clock.utc_now() + steps * timedelta(seconds=30))


@pytest.fixture
def staffed(shared_app: Flask, now: datetime) -> Flask:
    """The app of this file, at NOW. Its rows stay from test to test: each makes people of its own."""
    return shared_app


@pytest.fixture
def another_worker(staffed: Flask) -> Iterator[Flask]:
    """The same database behind another process' app."""
    app = create_app(settings_for(staffed.config["SQLALCHEMY_DATABASE_URI"]))
    yield app
    dispose(app)


@pytest.fixture
def home(staffed: Flask) -> UUID:
    """An organisation."""
    return staff.organization(staffed)


@pytest.fixture
def partner(staffed: Flask) -> UUID:
    """An organisation whose people have mailboxes at a domain of its own."""
    with staffed.app_context(), writing():
        made = factories.organization()
        db.session.add(made)
        db.session.flush()
        domain = f"d{factories.next_number()}.{DOMAIN}"
        db.session.add(EmailDomain(domain=domain, organization_id=made.id))
        return made.id


def known(app: Flask, organization_id: UUID, role: Role = Role.CASEWORKER) -> Known:
    """Save somebody who signs in with a password and an app."""
    user_id = staff.user(app, organization_id, role)
    with app.app_context(), writing():
        user = db.session.get_one(User, user_id)
        user.password_hash = passwords.hashed(PASSWORD)
        secret = totp.new_secret()
        user.totp_secret = secret
        return Known(user_id, user.email, secret)
