"""Where signing in leads: to the page that was wanted, and on with what was filled in."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask

from pathway.accounts.guard import CONTINUE
from pathway.accounts.models import User
from pathway.web.sealed_forms import seal_field
from tests.integration.accounts.signing import PASSWORD, Known, ask, code_for
from tests.integration.conftest import NOW
from tests.staff import COOKIE, signed_in, stored, user, visitor

At = Callable[[datetime], None]
pytestmark = pytest.mark.usefixtures("nothing_counted_yet")


NEXT = [
    ("/manage/users", "/manage/users"),
    ("/account/devices", "/account/devices"),
    ("/services", "/manage"),
    ("https://evil.example.org/account", "/manage"),
    ("//evil.example.org/account", "/manage"),
    ("/\\evil.example.org", "/manage"),
    ("/nothing-here", "/manage"),
    ("/sign-out", "/manage"),
    ("", "/manage"),
]


@pytest.mark.parametrize(("following", "leads_to"), NEXT)
def test_signing_in_leads_to_the_page_that_was_wanted_and_to_no_other_site(
    staffed: Flask, somebody: Known, following: str, leads_to: str
) -> None:
    answer = visitor(staffed).post(
        "/sign-in",
        {
            "do": "password",
            "username": somebody.email,
            "password": PASSWORD,
            "app_code": somebody.code(),
            "next": following,
        },
    )

    assert answer.headers["Location"] == leads_to


def test_a_page_that_needs_an_account_leads_to_signing_in_and_back(staffed: Flask) -> None:
    answer = visitor(staffed).get("/manage/users?q=secret")

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=/manage/users"


def test_a_session_that_ended_while_somebody_typed_loses_nothing(staffed: Flask, somebody: Known) -> None:
    staff = visitor(staffed)

    page = staff.post("/account/details", {"name": "Typed for long", "number": ""})
    carry = re.search(r'name="carry" value="([^"]+)"', page.text)[1]
    assert page.status_code == 403
    assert "Typed for long" not in page.text
    on = staff.post(
        "/sign-in",
        {
            "do": "password",
            "username": somebody.email,
            "password": PASSWORD,
            "app_code": somebody.code(),
            "carry": carry,
        },
    )

    assert on.status_code == 200
    assert on.headers["Cache-Control"] == "no-store"
    assert 'action="/account/details"' in on.text
    assert 'value="Typed for long"' in on.text
    assert staff.client.get_cookie(COOKIE) is not None

    went_on = staff.post("/account/details", {"name": "Typed for long", "csrf_token": token_in(on.text)})

    assert went_on.status_code == 303
    assert stored(staffed, User, somebody.id).name == "Typed for long"


def token_in(page: str) -> str:
    """The token of the form that goes on, and not that of signing out."""
    return re.findall(r'name="csrf_token"\s+value="([^"]+)"', page)[-1]


def test_whoever_is_signed_in_is_led_on_from_the_sign_in_page(staffed: Flask, home: UUID) -> None:
    staff = signed_in(staffed, user(staffed, home))

    assert staff.get("/sign-in").headers["Location"] == "/manage"
    assert staff.get("/sign-in?next=/account/activity").headers["Location"] == "/account/activity"
    page = staff.client.get("/check").text
    assert "Where should I refer her?" in page
    with staffed.app_context():
        field = seal_field(CONTINUE, {"to": "/check", "fields": [("age_band", "adult")]})
    on = staff.post("/sign-in", {"carry": field})
    assert 'action="/check"' in on.text
    assert "csrf_token" not in on.text.partition('action="/check"')[2].partition("</form>")[0]


def test_what_is_carried_opens_for_ten_minutes_only(staffed: Flask, somebody: Known, at: At) -> None:
    staff = visitor(staffed)
    page = staff.post("/account/details", {"name": "Typed long ago"})
    carry = re.search(r'name="carry" value="([^"]+)"', page.text)[1]

    at(NOW + timedelta(minutes=10))
    on = staff.post(
        "/sign-in",
        {
            "do": "password",
            "username": somebody.email,
            "password": PASSWORD,
            "app_code": somebody.code(),
            "carry": carry,
        },
    )

    assert on.status_code == 200
    assert "Typed long ago" not in on.text
    assert "those are over" in on.text


def test_answers_travel_through_signing_in_sealed(staffed: Flask, mailbox: str) -> None:
    staff = visitor(staffed)
    result = staff.post("/check", {"immediate_danger": "no", "suicide_risk": "thoughts", "do": "refer"})
    carry = re.search(r'name="carry"\s+value="([^"]+)"', result.text)[1]

    asked = ask(staff, mailbox, carry=carry)
    on = staff.post("/sign-in", {"do": "check", "asked": asked, "code": code_for(staffed, mailbox), "carry": carry})

    assert on.status_code == 200
    assert 'action="/refer"' in on.text
    assert 'name="suicide_risk" value="thoughts"' in " ".join(on.text.split())
