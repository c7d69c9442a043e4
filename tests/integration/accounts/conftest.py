"""An app of one file's own with two organisations, and time that stands still."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import delete

from pathway import create_app
from pathway.extensions import db, writing
from pathway.organizations.models import EmailDomain
from pathway.web.limits import RequestCount
from tests import factories, staff
from tests.integration.accounts.signing import Known, domain_of_partner, known
from tests.integration.conftest import settings_for
from tests.services import dispose

DOMAIN = "partner.example.org"


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


@pytest.fixture
def somebody(staffed: Flask, home: UUID) -> Known:
    """Somebody with a password and an app."""
    return known(staffed, home)


@pytest.fixture
def mailbox(staffed: Flask, partner: UUID) -> str:
    """A new address of a partner's domain."""
    return f"n{uuid4().hex[:10]}@{domain_of_partner(staffed, partner)}"


@pytest.fixture
def nothing_counted_yet(staffed: Flask) -> None:
    """All tests come from one network address: what it tried is forgotten."""
    with staffed.app_context(), writing():
        db.session.execute(delete(RequestCount))
