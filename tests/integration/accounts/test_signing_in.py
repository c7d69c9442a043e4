"""Signing in: right, wrong, used, old; and nothing tells which half was wrong, or who has an account."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import argon2.low_level
import pytest
from flask import Flask

from pathway.accounts import recovery
from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.extensions import db, writing
from tests.integration.accounts.signing import PASSWORD, Known, by_password, known
from tests.integration.conftest import NOW
from tests.staff import user, visitor, without_nonces

At = Callable[[datetime], None]
pytestmark = pytest.mark.usefixtures("nothing_counted_yet")


def test_a_password_and_the_apps_code_sign_in(staffed: Flask, somebody: Known) -> None:
    staff = visitor(staffed)

    assert (
        by_password(staff, f"  {somebody.email.upper()} ", PASSWORD, f" {somebody.code()[:3]} {somebody.code()[3:]}")
        == 303
    )

    assert somebody.email in staff.get("/account").text


def test_a_code_of_the_app_counts_once(staffed: Flask, somebody: Known, at: At) -> None:
    code = somebody.code()

    assert by_password(visitor(staffed), somebody.email, PASSWORD, code) == 303
    assert by_password(visitor(staffed), somebody.email, PASSWORD, code) == 400
    at(NOW + timedelta(seconds=30))
    assert by_password(visitor(staffed), somebody.email, PASSWORD, code) == 400
    assert by_password(visitor(staffed), somebody.email, PASSWORD, somebody.code()) == 303


@pytest.mark.parametrize(("steps", "status"), [(-2, 400), (-1, 303), (0, 303), (1, 303), (2, 400)])
def test_a_phones_clock_may_be_half_a_minute_off(staffed: Flask, somebody: Known, steps: int, status: int) -> None:
    assert by_password(visitor(staffed), somebody.email, PASSWORD, somebody.code(steps)) == status


def test_a_recovery_code_stands_in_for_the_app_once(staffed: Flask, somebody: Known) -> None:
    with staffed.app_context(), writing():
        codes = recovery.renew(somebody.id)

    assert by_password(visitor(staffed), somebody.email, "wrong password here", codes[0]) == 400
    assert by_password(visitor(staffed), somebody.email, PASSWORD, codes[0].upper().replace("-", " ")) == 303
    assert by_password(visitor(staffed), somebody.email, PASSWORD, codes[0]) == 400
    assert by_password(visitor(staffed), somebody.email, PASSWORD, codes[1]) == 303


def wrong(staffed: Flask, somebody: Known) -> dict[str, dict[str, str]]:
    """Ways to be wrong, one half or both, known and unknown."""
    no_password = f"p{uuid4().hex}@example.org"
    with staffed.app_context():
        home = db.session.get_one(User, somebody.id).organization_id
    user(staffed, home, email=no_password)
    gone = known(staffed, home)
    with staffed.app_context(), writing():
        left = db.session.get_one(User, gone.id)
        left.status, left.disabled_at = UserStatus.DISABLED, NOW
    return {
        "password": {"username": somebody.email, "password": "wrong password here", "app_code": somebody.code()},
        "code": {"username": somebody.email, "password": PASSWORD, "app_code": "000000"},
        "both": {"username": somebody.email, "password": "wrong password here", "app_code": "000000"},
        "unknown": {"username": f"u{uuid4().hex}@example.org", "password": PASSWORD, "app_code": somebody.code()},
        "no password": {"username": no_password, "password": PASSWORD, "app_code": "000000"},
        "left": {"username": gone.email, "password": PASSWORD, "app_code": gone.code()},
    }


def test_every_way_to_be_wrong_is_the_same_page_and_the_same_work(
    staffed: Flask, somebody: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashes: list[int] = []
    real = argon2.low_level.verify_secret
    monkeypatch.setattr("argon2._password_hasher.verify_secret", lambda *given: hashes.append(1) or real(*given))
    pages, work = {}, {}

    for name, data in wrong(staffed, somebody).items():
        hashes.clear()
        page = visitor(staffed).post("/sign-in", {"do": "password"} | data)
        assert page.status_code == 400
        assert "Set-Cookie" not in page.headers
        pages[name] = without_nonces(page).replace(data["username"], "")
        work[name] = len(hashes)

    assert set(work.values()) == {1}
    assert len(set(pages.values())) == 1
    assert "did not match" in pages["code"]


def test_what_was_typed_is_kept_but_never_a_password(staffed: Flask, somebody: Known) -> None:
    page = visitor(staffed).post(
        "/sign-in", {"do": "password", "username": somebody.email, "password": PASSWORD, "app_code": "000000"}
    )

    assert somebody.email in page.text
    assert PASSWORD not in page.text


def test_guesses_are_counted_over_all_workers_and_the_right_one_comes_too_late(
    staffed: Flask, another_worker: Flask, somebody: Known, at: At
) -> None:
    statuses = [
        by_password(visitor((staffed, another_worker)[turn % 2]), somebody.email, "wrong password here", "000000")
        for turn in range(11)
    ]

    assert statuses == [400] * 10 + [429]
    assert by_password(visitor(staffed), somebody.email, PASSWORD, somebody.code()) == 429
    at(NOW + timedelta(hours=1))
    assert by_password(visitor(staffed), somebody.email, PASSWORD, somebody.code()) == 303


def test_an_unknown_address_is_limited_just_the_same(staffed: Flask) -> None:
    email = f"u{uuid4().hex}@example.org"

    statuses = [by_password(visitor(staffed), email, "wrong password here", "000000") for _ in range(11)]

    assert statuses == [400] * 10 + [429]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"do": "code", "email": ""}, "Enter your e-mail address"),
        ({"do": "code", "email": "no address"}, "correct format"),
        ({"do": "check", "asked": "nonsense", "code": "123456"}, "That code did not work"),
        ({"do": "check", "asked": "", "code": ""}, "That code did not work"),
        ({"do": "password", "username": "", "password": "", "app_code": ""}, "Enter your password"),
        ({"do": "passkey", "answer": "{}", "challenge": "x"}, "passkey did not work"),
        ({"do": "passkey", "answer": "[[[", "challenge": ""}, "passkey did not work"),
    ],
)
def test_what_cannot_be_read_is_said_plainly(staffed: Flask, data: dict[str, str], words: str) -> None:
    page = visitor(staffed).post("/sign-in", data)

    assert page.status_code == 400
    assert words in page.text
    assert "/services" in page.text


def test_signing_in_from_another_site_is_refused(staffed: Flask, somebody: Known) -> None:
    page = visitor(staffed).post(
        "/sign-in",
        {"do": "password", "username": somebody.email, "password": PASSWORD, "app_code": somebody.code()},
        **{"Sec-Fetch-Site": "cross-site"},
    )

    assert page.status_code == 403
    assert "Set-Cookie" not in page.headers


def test_addresses_are_small_letters(staffed: Flask, home: UUID) -> None:
    with staffed.app_context(), pytest.raises(Exception, match="email_in_small_letters"), writing():
        db.session.add(User(organization_id=home, role=Role.REFERRER, name="X", email="Capital@example.org"))
