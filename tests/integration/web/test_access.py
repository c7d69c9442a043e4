"""Who may open a page: each route says so, and one that says nothing is refused."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pathway import create_app
from pathway.accounts.vocabulary import Role
from pathway.core.permission import Permission
from pathway.web.access import MAILBOX, PUBLIC, SELF, SELF_STEP, WALL, declared, public, requires
from tests.integration.conftest import settings_for
from tests.integration.reading import SAME_ORIGIN
from tests.integration.web.test_headers import assert_has_every_header
from tests.services import dispose
from tests.staff import organization, signed_in, user


@pytest.fixture
def extended(own_database: str) -> Iterator[Flask]:
    """A throw-away app, to which a test adds routes."""
    app = create_app(settings_for(own_database))
    yield app
    dispose(app)


def test_every_route_declares_who_may_open_it(listings: Flask) -> None:
    undeclared = [rule.rule for rule in listings.url_map.iter_rules() if not declared(_view(listings, rule.endpoint))]

    assert undeclared == []


def test_what_is_not_public_names_a_line_of_the_policy_or_is_about_oneself(listings: Flask) -> None:
    declarations = {declared(_view(listings, rule.endpoint)) for rule in listings.url_map.iter_rules()}

    assert declarations - {PUBLIC, SELF, SELF_STEP, MAILBOX, WALL} <= set(Permission)
    assert PUBLIC in declarations
    assert Permission.MANAGE_USERS in declarations


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_a_route_that_declares_nothing_is_refused(extended: Flask, method: str) -> None:
    reached = []
    extended.add_url_rule("/extra", "extra", lambda: reached.append(1) or "reached", methods=["GET", "POST"])

    response = extended.test_client().open("/extra", method=method, headers=SAME_ORIGIN)

    assert response.status_code == 403
    assert reached == []
    assert_has_every_header(response)


@pytest.mark.parametrize(
    ("method", "status"), [("GET", 303), ("HEAD", 303), ("OPTIONS", 303), ("POST", 403), ("PUT", 403)]
)
def test_a_permission_is_refused_to_everybody_without_an_account(extended: Flask, method: str, status: int) -> None:
    reached = []
    view = requires(Permission.REFER)(lambda: reached.append(1) or "reached")
    extended.add_url_rule("/extra", "extra", view, methods=["GET", "POST", "PUT"])

    response = extended.test_client().open("/extra", method=method, headers=SAME_ORIGIN)

    assert response.status_code == status
    assert reached == []
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("permission", ["Public", "PUBLIC", "A99", "", "None"])
def test_what_is_no_permission_is_nobodys(extended: Flask, permission: str) -> None:
    reached = []
    extended.add_url_rule("/extra", "extra", requires(permission)(lambda: reached.append(1) or "reached"))
    home = organization(extended)
    administrator = signed_in(extended, user(extended, home, Role.ADMINISTRATOR))

    assert administrator.get("/extra").status_code == 403
    assert extended.test_client().get("/extra").status_code == 303
    assert reached == []


def test_a_public_route_is_open(extended: Flask) -> None:
    extended.add_url_rule("/extra", "extra", public(lambda: "reached"))

    assert extended.test_client().get("/extra").text == "reached"


def test_the_declaration_outlives_the_other_decorators(listings: Flask) -> None:
    for endpoint in ("directory.find", "directory.submit_report", "directory.did_not_work"):
        assert declared(_view(listings, endpoint)) == PUBLIC


def test_a_page_that_is_not_there_is_404_and_not_403(client: FlaskClient) -> None:
    assert client.get("/boards").status_code == 404


def _view(app: Flask, endpoint: str) -> object:
    return app.view_functions[endpoint]
