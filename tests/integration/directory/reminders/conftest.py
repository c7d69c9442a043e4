"""What the tests of reminders share: an organisation with managers, a coordinator, and the mails they got."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask

from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role
from pathway.core.clock import utc_now
from pathway.directory.reminders import operations
from tests.integration.accounts.signing import messages
from tests.integration.directory.editing.conftest import Owner
from tests.staff import organization, stored, user


@dataclass
class Reminded(Owner):
    """An organisation with two managers, and the coordinator of another."""

    colleague_id: UUID
    coordinator_id: UUID

    def remind(self) -> None:
        """Run the job, as the worker does."""
        with self.app.app_context():
            operations.send(utc_now())

    def mails(self, user_id: UUID) -> list[dict[str, str]]:
        """What somebody was reminded of, oldest first."""
        email = stored(self.app, User, user_id).email
        return [values for template, values in messages(self.app, email) if template == "entries_due"]

    def link(self) -> str:
        """The address in the manager's last mail."""
        return self.mails(self.manager_id)[-1]["link"].removeprefix("http://localhost")


@pytest.fixture
def reminded(app: Flask, now: object) -> Reminded:
    """Two managers of one organisation, and a coordinator."""
    home = organization(app)
    return Reminded(
        app,
        home,
        user(app, home, Role.SERVICE_MANAGER),
        user(app, home, Role.SERVICE_MANAGER),
        user(app, organization(app), Role.COORDINATOR),
    )
