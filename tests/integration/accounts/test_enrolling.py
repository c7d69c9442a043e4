"""The single-use link: it opens as often as one likes, works once, and everything before it ends."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pyotp
import pytest
from flask import Flask

from pathway.accounts import enrolment, passwords, queries, recovery
from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.extensions import db, writing
from tests.integration.accounts.signing import PASSWORD, known, messages
from tests.integration.conftest import NOW
from tests.staff import Staff, signed_in, stored, user, visitor

At = Callable[[datetime], None]


def link(app: Flask, user_id: UUID) -> str:
    """A link for somebody, as a path."""
    with app.app_context(), writing():
        return enrolment.make_link(queries.user(user_id), None).removeprefix("http://localhost")


def fill_in(staff: Staff, address: str, password: str = PASSWORD, code: str | None = None) -> tuple[int, str]:
    """Set up a password and an app."""
    page = staff.get(address).text
    sealed = re.search(r'name="secret"\s+value="([^"]+)"', page)[1]
    secret = re.search(r"secret=([A-Z2-7]+)", page)[1]
    code = code or pyotp.TOTP(secret).at(NOW)
    answer = staff.post(address, {"do": "password", "password": password, "secret": sealed, "code": code})
    return answer.status_code, answer.text


@pytest.fixture
def invited(staffed: Flask, home: UUID) -> UUID:
    """Somebody who was invited."""
    return user(staffed, home, Role.CASEWORKER, status=UserStatus.INVITED)


def test_a_link_sets_up_a_password_an_app_and_ten_recovery_codes(staffed: Flask, invited: UUID) -> None:
    staff = visitor(staffed)

    status, page = fill_in(staff, link(staffed, invited))

    assert status == 200
    assert len(re.findall(r"<li>\s*\w{4}-\w{4}-\w{4}-\w{4}\s*</li>", page)) == 10
    assert staff.get("/account").status_code == 200
    assert stored(staffed, User, invited).status is UserStatus.ACTIVE


def test_a_link_works_once(staffed: Flask, another_worker: Flask, invited: UUID) -> None:
    address = link(staffed, invited)
    fill_in(visitor(staffed), address)

    assert visitor(another_worker).get(address).status_code == 410
    assert visitor(staffed).post(address, {"do": "password"}).status_code == 410


def test_opening_a_link_uses_nothing_up(staffed: Flask, invited: UUID) -> None:
    address = link(staffed, invited)

    for _ in range(3):  # a mail scanner, a preview, and she herself
        assert visitor(staffed).get(address).status_code == 200
    assert fill_in(visitor(staffed), address)[0] == 200


def test_a_link_is_old_after_seven_days(staffed: Flask, invited: UUID, at: At) -> None:
    address = link(staffed, invited)

    at(NOW + timedelta(days=7))

    assert visitor(staffed).get(address).status_code == 410


def test_a_new_link_ends_the_one_before(staffed: Flask, invited: UUID) -> None:
    first, second = link(staffed, invited), link(staffed, invited)

    assert visitor(staffed).get(first).status_code == 410
    assert visitor(staffed).get(second).status_code == 200


@pytest.mark.parametrize("token", ["x", "%00", "a" * 500, "..", "é"])
def test_a_link_that_never_was(staffed: Flask, token: str) -> None:
    assert visitor(staffed).get(f"/enrol/{token}").status_code in {404, 410}


def test_whoever_was_shut_out_cannot_use_her_link(staffed: Flask, invited: UUID) -> None:
    address = link(staffed, invited)
    with staffed.app_context(), writing():
        gone = db.session.get_one(User, invited)
        gone.status, gone.disabled_at = UserStatus.DISABLED, NOW

    assert visitor(staffed).get(address).status_code == 410


@pytest.mark.parametrize(
    ("password", "code", "words"),
    [
        ("short", None, "at least 12 characters"),
        ("passwordpassword", None, "could be guessed"),
        ("x" * 200, None, "128 characters or fewer"),
        (PASSWORD, "000000", "did not match"),
        (PASSWORD, "abc", "did not match"),
    ],
)
def test_what_is_wrong_is_said_and_the_same_picture_stands(
    staffed: Flask, invited: UUID, password: str, code: str | None, words: str
) -> None:
    staff, address = visitor(staffed), link(staffed, invited)
    status, page = fill_in(staff, address, password, code)

    assert status == 400
    assert words in page
    assert "Set-Cookie" not in page
    assert fill_in(staff, address)[0] == 200


def test_a_password_of_her_own_name_is_refused(staffed: Flask, home: UUID) -> None:
    somebody = user(staffed, home, Role.CASEWORKER, name="Wilhelmina Featherstone", status=UserStatus.INVITED)

    status, page = fill_in(visitor(staffed), link(staffed, somebody), "Wilhelmina Featherstone")

    assert status == 400
    assert "could be guessed" in page


def test_another_persons_sealed_secret_is_not_taken(staffed: Flask, home: UUID, invited: UUID) -> None:
    other = link(staffed, user(staffed, home, Role.CASEWORKER))
    page = visitor(staffed).get(other).text
    sealed = re.search(r'name="secret"\s+value="([^"]+)"', page)[1]
    secret = re.search(r"secret=([A-Z2-7]+)", page)[1]

    answer = visitor(staffed).post(
        link(staffed, invited),
        {"do": "password", "password": PASSWORD, "secret": sealed, "code": pyotp.TOTP(secret).at(NOW)},
    )

    assert answer.status_code == 400


def test_a_used_link_ends_everything_before_it(staffed: Flask, home: UUID) -> None:
    somebody = known(staffed, home)
    before = signed_in(staffed, somebody.id)

    fill_in(visitor(staffed), link(staffed, somebody.id), "walnut harbour seventy pencils")

    assert before.get("/account").status_code == 303
    old = {"do": "password", "username": somebody.email, "password": PASSWORD, "app_code": somebody.code()}
    assert visitor(staffed).post("/sign-in", old).status_code == 400


def test_a_manager_sends_a_link_and_never_sees_it(staffed: Flask, home: UUID, invited: UUID) -> None:
    manager = signed_in(staffed, user(staffed, home, Role.SERVICE_MANAGER))

    answer = manager.post(f"/manage/users/{invited}/link")
    page = manager.get(answer.headers["Location"]).text

    (_, values) = messages(staffed, stored(staffed, User, invited).email)[-1]
    assert "/enrol/" in values["link"]
    assert "/enrol/" not in page
    assert visitor(staffed).get(values["link"].removeprefix("http://localhost")).status_code == 200


def test_a_referrer_needs_neither_password_nor_app(staffed: Flask, home: UUID) -> None:
    referrer = user(staffed, home, status=UserStatus.INVITED)
    address = link(staffed, referrer)

    assert visitor(staffed).post(address, {"do": "email"}).status_code == 200

    assert stored(staffed, User, referrer).status is UserStatus.ACTIVE
    assert visitor(staffed).get(address).status_code == 410


def test_nobody_else_may_do_without(staffed: Flask, invited: UUID) -> None:
    address = link(staffed, invited)

    assert visitor(staffed).post(address, {"do": "email"}).status_code == 400

    assert stored(staffed, User, invited).status is UserStatus.INVITED


@pytest.mark.parametrize("own", ["Demo caseworker 1", "Changed"])
def test_her_own_address_is_no_password_whatever_her_name(staffed: Flask, own: str) -> None:
    email = "caseworker@demo-charity-1.example.org"
    with staffed.app_context():
        assert passwords.why_weak(email, own, email) is not None
        assert passwords.why_weak(f"{email}1", own, email) is not None
        assert passwords.why_weak(PASSWORD, own, email) is None


def test_new_codes_on_paper_are_asked_about_first_and_a_page_loaded_again_makes_no_others(
    staffed: Flask, home: UUID
) -> None:
    staff = signed_in(staffed, known(staffed, home).id)
    page = staff.get("/account/recovery-codes").text
    assert "Make new recovery codes?" in page
    once = re.search(r'name="once"\s+value="([^"]+)"', page)[1]

    made = staff.post("/account/recovery-codes", {"once": once})
    again = staff.post("/account/recovery-codes", {"once": once})

    assert made.status_code == 200
    assert again.status_code == 409
    assert "were shown once" in again.text
    (code, *_) = re.findall(r"<li>\s*(\w{4}-\w{4}-\w{4}-\w{4})\s*</li>", made.text)
    with staffed.app_context(), writing():
        assert recovery.use(staff.user_id, code)
