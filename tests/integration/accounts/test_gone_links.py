"""A link that leads nowhere any more, a passkey that was not made, and what an invitation says."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import delete

from pathway.accounts.models import User
from pathway.accounts.views import enrolment_page
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.extensions import db, writing
from pathway.notifications.message_text import worded
from pathway.notifications.vocabulary import Channel
from pathway.organizations.models import Organization
from pathway.web.limits import RequestCount
from tests.integration.accounts.signing import messages
from tests.integration.accounts.test_enrolling import fill_in, link
from tests.integration.conftest import NOW
from tests.staff import signed_in, stored, user, visitor, without_nonces

At = Callable[[datetime], None]
TEMPLATES = Path(__file__).resolve().parents[3] / "templates"


@pytest.fixture
def invited(staffed: Flask, home: UUID) -> UUID:
    """Somebody who was invited."""
    return user(staffed, home, Role.CASEWORKER, status=UserStatus.INVITED)


def test_a_used_a_replaced_an_old_and_a_made_up_link_have_one_page(
    staffed: Flask, home: UUID, invited: UUID, at: At
) -> None:
    replaced, used = link(staffed, invited), link(staffed, invited)
    fill_in(visitor(staffed), used)
    old = link(staffed, user(staffed, home, Role.CASEWORKER, status=UserStatus.INVITED))
    at(NOW + timedelta(days=7))

    pages = [visitor(staffed).get(address) for address in (used, replaced, old, "/enrol/never", "/enrol/%00")]

    assert {page.status_code for page in pages} == {410}
    assert {page.headers["Cache-Control"] for page in pages} == {"no-store"}
    assert len({without_nonces(page) for page in pages}) == 1
    assert "This link no longer works" in pages[0].text
    assert "Ask whoever invited you for a new one" in pages[0].text
    assert 'href="/sign-in"' in pages[0].text
    assert "listing" not in pages[0].text.lower()


def test_the_page_is_the_same_for_what_is_sent_by_a_link_that_is_gone(staffed: Flask) -> None:
    page = visitor(staffed).post("/enrol/never", {"do": "password"})

    assert (page.status_code, page.headers["Cache-Control"]) == (410, "no-store")
    assert "This link no longer works" in page.text


def test_a_passkey_that_was_not_made_says_so_above_the_other_ways_and_uses_nothing_up(
    staffed: Flask, invited: UUID
) -> None:
    address = link(staffed, invited)

    page = visitor(staffed).post(address, {"do": "passkey", "answer": "{}", "challenge": "x"})

    assert page.status_code == 400
    assert page.headers["Cache-Control"] == "no-store"
    assert "The passkey was not made" in page.text
    assert "Password and app" in page.text
    assert stored(staffed, User, invited).status is UserStatus.INVITED
    assert fill_in(visitor(staffed), address)[0] == 200


def test_an_invitation_says_who_invites_and_for_which_organisation(staffed: Flask, home: UUID) -> None:
    manager = user(staffed, home, Role.SERVICE_MANAGER, name="Maud Manager")
    email = f"n{uuid4().hex[:9]}@example.org"

    signed_in(staffed, manager).post("/manage/users/new", {"name": "New", "email": email, "role": "caseworker"})

    body = _mail(staffed, email)
    assert "Maud Manager invited you to set up an account on Pathway, a staff site" in body
    assert f"Organisation: {stored(staffed, Organization, home).name}" in body
    assert "works once, for seven days" in body
    assert "Ask a colleague you know" in body
    assert "new link" not in body


def test_a_link_for_somebody_who_signed_in_before_says_that_it_was_made_anew(staffed: Flask, home: UUID) -> None:
    manager = user(staffed, home, Role.SERVICE_MANAGER, name="Maud Manager")
    email = f"n{uuid4().hex[:9]}@example.org"
    known = user(staffed, home, Role.CASEWORKER, email=email, signed_in_at=NOW)

    signed_in(staffed, manager).post(f"/manage/users/{known}/link")

    body = _mail(staffed, email)
    assert "A new link was made for you" in body
    assert "Made by: Maud Manager" in body
    assert "invited" not in body


def test_a_message_that_waited_since_before_can_still_be_sent() -> None:
    body = worded(TEMPLATES, Channel.EMAIL, "enrolment", {"link": "http://localhost/enrol/x"}, "http://localhost").body

    assert "http://localhost/enrol/x" in body
    assert "Organisation" not in body


def test_too_many_tries_at_signing_in_lose_no_answers(staffed: Flask) -> None:
    with staffed.app_context(), writing():
        db.session.execute(delete(RequestCount))
    sent = {"do": "code", "email": f"n{uuid4().hex[:9]}@example.org", "carry": 'se"aled', "next": "/account"}
    somebody = visitor(staffed)

    (*_, page) = [somebody.post("/sign-in", sent) for _ in range(6)]

    assert page.status_code == 429
    assert "minutes. You can still" in " ".join(page.text.split())
    assert '<form method="post" action="/sign-in">' in page.text
    assert 'name="carry" value="se&#34;aled"' in page.text
    assert 'name="next" value="/account"' in page.text
    assert "Back to signing in, with your answers" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    without = somebody.post("/sign-in", {"do": "code", "email": sent["email"]})
    assert without.status_code == 429
    assert "Back to signing in" not in without.text


def test_whoever_is_signed_in_is_told_what_her_role_cannot_open(staffed: Flask, home: UUID) -> None:
    staff = signed_in(staffed, user(staffed, home, Role.CASEWORKER))

    refused = staff.get("/manage/users")

    assert refused.status_code == 403
    assert "Your role cannot open this" in refused.text
    assert 'href="/account"' in refused.text
    manager = signed_in(staffed, user(staffed, home, Role.SERVICE_MANAGER))
    missing = manager.get(f"/manage/users/{uuid4()}")
    assert missing.status_code == 404
    assert 'href="/account"' in missing.text
    assert "by name" not in missing.text
    assert "by name" in visitor(staffed).get("/nowhere").text


def test_a_form_of_another_sign_in_is_not_said_to_be_for_another_role(staffed: Flask, home: UUID) -> None:
    staff = signed_in(staffed, user(staffed, home, Role.CASEWORKER))

    page = staff.post("/account/details", {"name": "Changed", "csrf_token": "of another"})

    assert page.status_code == 403
    assert "Your role" not in page.text


def _mail(app: Flask, email: str) -> str:
    ((template, values),) = messages(app, email)
    return worded(TEMPLATES, Channel.EMAIL, template, values, "http://localhost").body


def test_tries_with_made_up_links_are_counted(staffed: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enrolment_page, "TRIES_A_DAY", 2)
    with staffed.app_context(), writing():
        db.session.execute(delete(RequestCount))
    browser = visitor(staffed)

    statuses = [browser.post(f"/enrol/made-up-{place}", {}).status_code for place in range(3)]

    assert statuses == [410, 410, 429]
