"""Signing somebody in, and sending what her forms would send."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from pathway.accounts import queries, sessions
from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role, SignInMethod, UserStatus
from pathway.extensions import db, writing
from pathway.organizations.vocabulary import OrganizationKind
from pathway.web import csrf
from tests import factories
from tests.integration.reading import SAME_ORIGIN

COOKIE = "pathway"


@dataclass
class Staff:
    """Somebody's browser. Without a user, a visitor's."""

    client: FlaskClient
    user_id: UUID | None = None
    session_id: UUID | None = None
    token: str = field(default="", repr=False)

    def get(self, address: str) -> TestResponse:
        """Open a page."""
        return self.client.get(address, buffered=True)

    def post(
        self, address: str, data: dict[str, Any] | Iterable[tuple[str, Any]] | None = None, **headers: str
    ) -> TestResponse:
        """Send a form of a page of hers; a list of pairs where a field has several values."""
        sent: MultiDict[str, Any] = MultiDict(data or {})
        if self.session_id is not None and csrf.FIELD not in sent:
            sent[csrf.FIELD] = self.csrf
        return self.client.post(address, data=sent, headers=SAME_ORIGIN | headers)

    @property
    def csrf(self) -> str:
        """The token of her forms."""
        with self.client.application.app_context():
            return csrf.token_for(str(self.session_id))

    def over(self, app: Flask) -> "Staff":
        """Her browser, signed in to an app over a copy of the database."""
        return with_cookie(app, self.token, self.user_id, self.session_id)


def visitor(app: Flask) -> Staff:
    """Somebody without an account."""
    return Staff(app.test_client())


def signed_in(app: Flask, user_id: UUID, method: SignInMethod = SignInMethod.PASSWORD) -> Staff:
    """Sign somebody in as her sign-in would, without its factors: those have tests of their own."""
    with app.test_request_context(headers={"User-Agent": "Mozilla/5.0 (X11; Linux) Chrome/150"}), writing():
        begun = sessions.begin(queries.user(user_id), method)
        db.session.flush()
        session_id, token = begun.session.id, begun.token
    return with_cookie(app, token, user_id, session_id)


def with_cookie(app: Flask, token: str, user_id: UUID | None = None, session_id: UUID | None = None) -> Staff:
    """A browser that holds this cookie."""
    client = app.test_client()
    client.set_cookie(COOKIE, token)
    return Staff(client, user_id, session_id, token)


def organization(app: Flask, kind: OrganizationKind = OrganizationKind.CHARITY, **given: Any) -> UUID:
    """Save an organisation."""
    with app.app_context(), writing():
        made = factories.organization(kind=kind, **given)
        db.session.add(made)
        db.session.flush()
        return made.id


def user(app: Flask, organization_id: UUID, role: Role = Role.REFERRER, **given: Any) -> UUID:
    """Save somebody who is active."""
    with app.app_context(), writing():
        number = factories.next_number()
        plain = {"name": f"Person {number}", "email": f"person-{number}@example.org", "status": UserStatus.ACTIVE}
        made = User(organization_id=organization_id, role=role, **plain | given)
        db.session.add(made)
        db.session.flush()
        return made.id


def stored(app: Flask, model: type, row_id: UUID) -> Any:
    """A row as it is in the database now."""
    with app.app_context():
        found = db.session.get(model, row_id)
        db.session.expunge_all()
        return found


def without_nonces(page: TestResponse) -> str:
    """A page's words and marks, but for what differs each time: nonces and tokens."""
    return re.sub(r'(nonce|value)="[^"]*"', "", page.text)
