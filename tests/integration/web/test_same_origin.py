"""Anonymous forms carry no token and no cookie: they are refused when they come from another site."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from pathway.directory.models import ListingReport
from pathway.extensions import db
from tests.seed_file import id_of

HAVENS = id_of("the-havens")
SEARCH = ("/services", {"q": "rehab"})
REPORT = (f"/services/{HAVENS}/report", {"problem": "number_wrong"})
DID_NOT_WORK = (f"/services/{HAVENS}/did-not-work", {})
ALL = [SEARCH, REPORT, DID_NOT_WORK]
WRITING = [REPORT, DID_NOT_WORK]

FROM_ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "anything"},
    {"Sec-Fetch-Site": ""},
    {"Origin": "https://evil.example"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:8000"},
    {"Origin": "http://evil.example/http://localhost"},
    {"Origin": "http://localhost@evil.example"},
    {"Origin": "localhost"},
    {"Origin": "http://["},
    {"Origin": "http://\N{DOUBLE-STRUCK CAPITAL C}localhost".encode().decode("latin-1")},
]
FROM_OURSELVES = [
    {"Sec-Fetch-Site": "same-origin"},
    # Our own Referrer-Policy, no-referrer, makes browsers send this Origin with our own forms.
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Origin": "http://localhost"},
    {"Origin": "http://LOCALHOST"},
]
UNKNOWN = [{}, {"Origin": "null"}]


@pytest.fixture
def reports(listings: Flask) -> Callable[[], int]:
    """How many reports are kept."""

    def count() -> int:
        with listings.app_context():
            return db.session.scalar(select(func.count()).select_from(ListingReport)) or 0

    return count


@pytest.mark.parametrize("headers", FROM_ELSEWHERE, ids=str)
@pytest.mark.parametrize(("address", "form"), ALL, ids=lambda one: one if isinstance(one, str) else "")
def test_a_form_from_another_site_is_refused(
    client: FlaskClient, reports: Callable[[], int], address: str, form: dict[str, str], headers: dict[str, str]
) -> None:
    page = client.post(address, data=form, headers=headers)

    assert page.status_code == 403
    assert "sent from another site, so nothing was done" in page.text
    assert reports() == 0


@pytest.mark.parametrize("headers", FROM_OURSELVES, ids=str)
@pytest.mark.parametrize(("address", "form"), ALL, ids=lambda one: one if isinstance(one, str) else "")
def test_our_own_form_is_taken(app: Flask, address: str, form: dict[str, str], headers: dict[str, str]) -> None:
    assert app.test_client().post(address, data=form, headers=headers).status_code == 303


@pytest.mark.parametrize("headers", UNKNOWN, ids=str)
@pytest.mark.parametrize(("address", "form"), WRITING, ids=["report", "did not work"])
def test_what_writes_is_refused_when_nothing_says_where_it_came_from(
    client: FlaskClient, reports: Callable[[], int], address: str, form: dict[str, str], headers: dict[str, str]
) -> None:
    page = client.post(address, data=form, headers=headers)

    assert page.status_code == 403
    assert reports() == 0


@pytest.mark.parametrize("headers", UNKNOWN, ids=str)
def test_a_search_is_let_through_when_nothing_says_where_it_came_from(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    assert client.post("/services", data={"q": "rehab"}, headers=headers).status_code == 303


def test_looking_is_let_through_from_anywhere(client: FlaskClient) -> None:
    assert client.get("/services?q=rehab", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200
