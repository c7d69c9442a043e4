"""What the activity pages ask and show: acts in words, people by name for whoever may know them."""

import re
from uuid import UUID, uuid4

import pytest
from flask import Flask

from pathway.accounts.vocabulary import Role
from pathway.audit import trail
from pathway.extensions import writing
from pathway.insight.action_words import WORDS
from tests import staff


@pytest.fixture(scope="module")
def home(shared_app: Flask) -> UUID:
    """An organisation."""
    return staff.organization(shared_app)


def reader(app: Flask, home: UUID, role: Role) -> staff.Staff:
    return staff.signed_in(app, staff.user(app, home, role))


def disabled(app: Flask, organization_id: UUID, subject: UUID) -> None:
    """Write down that somebody was shut out, at an organisation."""
    with app.app_context(), writing():
        trail.record("user.disabled", f"user:{subject}", None, organization_id=organization_id)


@pytest.mark.parametrize("address", ["/insight/activity", "/account/activity"])
def test_the_acts_are_a_list_in_words(shared_app: Flask, home: UUID, address: str) -> None:
    page = reader(shared_app, home, Role.AUDITOR).get(f"{address}?action=user.disabled").text

    assert re.findall(r'<option value="([^"]*)" selected>([^<]*)<', page) == [("user.disabled", "Shut out")]
    assert re.search(r'<option value="">\s*Anything', page)
    assert set(re.findall(r'<option value="([^"]*)"', page)) == {"", *WORDS}


def test_an_address_may_still_say_how_an_act_begins(shared_app: Flask, home: UUID) -> None:
    subject = uuid4()
    disabled(shared_app, home, subject)

    page = reader(shared_app, home, Role.AUDITOR).get("/insight/activity?action=user.dis").text

    assert str(subject) in page
    assert re.findall(r'<option value="([^"]*)" selected>', page) == ["user.dis"]


def test_no_act_begins_as_another_is_called() -> None:
    """Else picking one would show the other too."""
    assert [(one, other) for one in WORDS for other in WORDS if one != other and other.startswith(one)] == []


@pytest.mark.parametrize("address", ["/insight/activity", "/account/activity"])
def test_a_period_that_ends_before_it_begins_is_said_and_kept(shared_app: Flask, home: UUID, address: str) -> None:
    page = reader(shared_app, home, Role.AUDITOR).get(f"{address}?since=2026-11-24&until=2026-11-20&action=user.")

    assert "Error: " in page.text
    assert page.text.count("The last day is before the first") == 2
    assert 'href="#until"' in page.text
    assert 'value="2026-11-24"' in page.text
    assert 'value="2026-11-20"' in page.text
    assert '<option value="user." selected>' in page.text
    assert "0 acts" not in page.text


def test_one_day_is_a_period(shared_app: Flask, home: UUID) -> None:
    auditor = reader(shared_app, home, Role.AUDITOR)

    assert auditor.get("/insight/activity?since=2026-11-24&until=2026-11-24").status_code == 200


def test_a_person_is_named_and_linked_for_whoever_may_open_her_page(shared_app: Flask, home: UUID) -> None:
    name = f"Ann {uuid4().hex}"
    ann = staff.user(shared_app, home, name=name)
    disabled(shared_app, home, ann)
    pages = {
        role: reader(shared_app, home, role).get("/insight/activity?action=user.disabled").text
        for role in (Role.SERVICE_MANAGER, Role.COORDINATOR, Role.AUDITOR)
    }

    for page in pages.values():
        assert name in page
    opened = re.compile(rf'<a class="govuk-link"\s+href="/manage/users/{ann}">{name}</a>')
    assert [role for role, page in pages.items() if opened.search(page)] == [Role.SERVICE_MANAGER, Role.COORDINATOR]


def test_a_person_of_another_organisation_is_not_named_to_a_manager(shared_app: Flask, home: UUID) -> None:
    name = f"Bea {uuid4().hex}"
    elsewhere = staff.user(shared_app, staff.organization(shared_app), name=name)
    disabled(shared_app, home, elsewhere)

    page = reader(shared_app, home, Role.SERVICE_MANAGER).get("/insight/activity?action=user.disabled").text

    assert str(elsewhere) in page
    assert name not in page
    assert f"/manage/users/{elsewhere}" not in page


def test_what_she_did_herself_shows_no_codes(shared_app: Flask, home: UUID) -> None:
    manager = reader(shared_app, home, Role.SERVICE_MANAGER)
    colleague = staff.user(shared_app, home, name=f"Cat {uuid4().hex}")
    manager.post(f"/manage/users/{colleague}/disable")

    page = manager.get("/account/activity").text

    assert f'href="/manage/users/{colleague}"' in page
    assert f"user:{colleague}" not in page
    assert "user.disabled, " not in page
