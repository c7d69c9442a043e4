"""An organisation with listings, its manager, and the coordinator of another."""

import re
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from pathway.accounts.vocabulary import Role
from pathway.directory import queries
from pathway.directory.models import Service
from pathway.extensions import db
from pathway.organizations.models import Organization
from tests import factories
from tests.integration.directory.importer.commands import Command, command
from tests.staff import Staff, organization, signed_in, user


@dataclass
class Owner:
    """An organisation and the people who look after its listings."""

    app: Flask
    organization_id: UUID
    manager_id: UUID

    def manager(self) -> Staff:
        """Her browser."""
        return signed_in(self.app, self.manager_id)

    def ender(self) -> Staff:
        """The browser of a coordinator of theirs, who ends a listing without a second person."""
        return signed_in(self.app, user(self.app, self.organization_id, Role.COORDINATOR))

    def listing(self, **given: object) -> UUID:
        """Publish a listing of theirs."""
        with self.app.app_context():
            owner = db.session.get_one(Organization, self.organization_id)
            db.session.expunge(owner)
        return factories.publish(self.app, organization=owner, **given)


@pytest.fixture
def owner(app: Flask, now: object) -> Owner:
    """An organisation of a service manager."""
    home = organization(app)
    return Owner(app, home, user(app, home, Role.SERVICE_MANAGER))


@pytest.fixture
def coordinator(app: Flask, now: object) -> Staff:
    """Who looks after every listing."""
    return signed_in(app, user(app, organization(app), Role.COORDINATOR))


@pytest.fixture
def run(own_database: str, tmp_path: Path) -> Command:
    """`pathway` over the database of `app`."""
    return command(own_database, tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a test puts what it imports."""
    return tmp_path / "listings"


def stored(app: Flask, service_id: UUID) -> Service:
    """A listing as it is now, with all its rows."""
    with app.app_context():
        service = queries.find(str(service_id))
        assert service is not None
        db.session.expunge_all()
        return service


def brought_back(person: Staff, service_id: UUID, number: int) -> TestResponse:
    """Look at what bringing a version back would change, and bring it back."""
    address = f"/manage/services/{service_id}/versions/{number}"
    shown = re.search(r'name="shown" value="(\d+)"', person.get(address).text)
    return person.post(f"{address}/restore", {"shown": shown.group(1) if shown else ""})
