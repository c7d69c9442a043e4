"""An organisation with a role, its manager, the coordinator, and staff who only read."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from pathway.accounts.vocabulary import Role
from pathway.extensions import db, writing
from pathway.leads.models import LeadChange, LeadHolder, LeadRole
from pathway.leads.vocabulary import LeadKind
from tests.integration.conftest import NOW
from tests.staff import Staff, organization, signed_in, user

TODAY = NOW.date()
NUMBER, DIGITS = "020 7946 0101", "02079460101"


@dataclass
class Partner:
    """An organisation and the people who look after its roles."""

    app: Flask
    organization_id: UUID
    manager_id: UUID

    def manager(self) -> Staff:
        """Her browser."""
        return signed_in(self.app, self.manager_id)

    def role(self, **given: Any) -> UUID:
        """Put a role of theirs on the list."""
        plain = {"title": "Duty lead", "kind": LeadKind.TACTICAL, "organization_id": self.organization_id}
        with self.app.app_context(), writing():
            made = LeadRole(**plain | given)
            db.session.add(made)
            db.session.flush()
            return made.id

    def holder(self, role_id: UUID, **given: Any) -> UUID:
        """Somebody who holds it and agreed to be shown."""
        plain = {
            "name": "Sam Example",
            "email": "sam@example.org",
            "phone": "020 7946 0199",
            "agreed_on": TODAY,
            "from_on": TODAY - timedelta(days=30),
        }
        with self.app.app_context(), writing():
            made = LeadHolder(role_id=role_id, **plain | given)
            db.session.add(made)
            db.session.flush()
            return made.id


@pytest.fixture
def partner(app: Flask, now: object) -> Partner:
    """An organisation of a service manager."""
    home = organization(app, name="Example Trust")
    return Partner(app, home, user(app, home, Role.SERVICE_MANAGER))


@pytest.fixture
def coordinator(app: Flask, now: object) -> Staff:
    """Who looks after every role."""
    return signed_in(app, user(app, organization(app), Role.COORDINATOR))


@pytest.fixture
def referrer(app: Flask, now: object) -> Staff:
    """Staff who only read."""
    return signed_in(app, user(app, organization(app), Role.REFERRER))


def holders_of(app: Flask, role_id: UUID) -> list[LeadHolder]:
    """Who holds and held a role, in order; what is sealed is read already."""
    with app.app_context():
        rows = list(
            db.session.scalars(
                select(LeadHolder).where(LeadHolder.role_id == role_id).order_by(LeadHolder.from_on, LeadHolder.id)
            )
        )
        db.session.expunge_all()
        return rows


def people_of(app: Flask, role_id: UUID) -> list[tuple[str | None, str | None, date, date | None]]:
    """Name, mailbox, first and last day of who holds and held a role."""
    rows = holders_of(app, role_id)
    with app.app_context():
        return [(row.name, row.email, row.from_on, row.until_on) for row in rows]


def history_of(app: Flask, role_id: UUID) -> list[tuple[str, str | None]]:
    """What was done to a role, and the lines kept with it."""
    with app.app_context():
        query = select(LeadChange.act, LeadChange.lines).where(LeadChange.role_id == role_id)
        return [(act.value, lines) for act, lines in db.session.execute(query.order_by(LeadChange.made_at))]
