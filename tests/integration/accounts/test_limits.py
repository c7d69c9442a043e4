"""How often a sign-in may be tried: a stranger uses up his own tries, and what works does not count."""

from uuid import UUID, uuid4

import pytest
from flask import Flask

from pathway.accounts import attempt_limits
from pathway.accounts.vocabulary import Role
from tests.integration.accounts.signing import (
    PASSWORD,
    Known,
    ask,
    by_password,
    check,
    code_for,
    domain_of_partner,
    messages,
)
from tests.integration.reading import SAME_ORIGIN
from tests.staff import Staff, user, visitor

OWNER, STRANGER = "198.51.100.7", "203.0.113.9"

pytestmark = pytest.mark.usefixtures("nothing_counted_yet")


def at_address(app: Flask, address: str) -> Staff:
    """A visitor's browser at a network address."""
    staff = visitor(app)
    staff.client.environ_base["REMOTE_ADDR"] = address
    return staff


def codes_for(app: Flask, email: str) -> list[str]:
    """Every code sent to an address."""
    return [values["code"] for template, values in messages(app, email) if template == "sign_in_code"]


def wrong(staff: Staff, email: str) -> int:
    return by_password(staff, email, "wrong password here", "000000")


def test_a_stranger_who_guesses_does_not_shut_the_owner_out(staffed: Flask, somebody: Known) -> None:
    stranger = at_address(staffed, STRANGER)
    statuses = [wrong(stranger, somebody.email) for _ in range(11)]

    assert statuses == [400] * 10 + [429]
    assert by_password(at_address(staffed, OWNER), somebody.email, PASSWORD, somebody.code()) == 303


def test_a_stranger_who_asks_for_codes_does_not_shut_the_owner_out(staffed: Flask, partner: UUID) -> None:
    email = f"n{uuid4().hex[:9]}@{domain_of_partner(staffed, partner)}"
    stranger, owner = at_address(staffed, STRANGER), at_address(staffed, OWNER)
    asked = [stranger.post("/sign-in", {"do": "code", "email": email}).status_code for _ in range(6)]

    assert asked == [200] * 5 + [429]
    before = codes_for(staffed, email)
    sealed = ask(owner, email)
    (code,) = set(codes_for(staffed, email)) - set(before)
    assert check(owner, sealed, code) == 303


def test_many_strangers_together_reach_a_limit_of_the_account(
    staffed: Flask, somebody: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempt_limits, "OF_AN_ACCOUNT", 12)

    statuses = [wrong(at_address(staffed, f"203.0.113.{number}"), somebody.email) for number in range(13)]

    assert statuses == [400] * 12 + [429]


def test_all_addresses_of_one_ipv6_network_count_as_one(staffed: Flask, somebody: Known) -> None:
    statuses = [wrong(at_address(staffed, f"2001:db8:0:1::{number:x}"), somebody.email) for number in range(11)]

    assert statuses == [400] * 10 + [429]
    assert wrong(at_address(staffed, "2001:db8:0:2::1"), somebody.email) == 400


def test_guessing_codes_of_made_up_mailboxes_reaches_a_limit_of_the_domain(
    staffed: Flask, partner: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempt_limits, "WRONG_CODES_OF_A_DOMAIN", 6)
    domain = domain_of_partner(staffed, partner)
    statuses = []
    for number in range(7):
        stranger = at_address(staffed, f"203.0.113.{number}")
        statuses.append(check(stranger, ask(stranger, f"made-up-{number}@{domain}"), "000000"))

    assert statuses == [400] * 6 + [429]
    elsewhere = at_address(staffed, OWNER)
    assert check(elsewhere, ask(elsewhere, "somebody@nowhere.example.org"), "000000") == 400


def test_what_works_does_not_count(
    staffed: Flask, partner: UUID, somebody: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole council behind one address signs in as often as it likes."""
    monkeypatch.setattr(attempt_limits, "WRONG_FROM_A_NETWORK", 2)
    monkeypatch.setattr(attempt_limits, "CODES_ASKED_FROM_A_NETWORK", 2)
    domain = domain_of_partner(staffed, partner)

    for number in range(4):
        staff, email = at_address(staffed, OWNER), f"council-{number}-{uuid4().hex[:6]}@{domain}"
        assert check(staff, ask(staff, email), code_for(staffed, email)) == 303
    assert by_password(at_address(staffed, OWNER), somebody.email, PASSWORD, somebody.code()) == 303
    assert [wrong(at_address(staffed, OWNER), somebody.email) for _ in range(3)] == [400, 400, 429]


def test_tags_of_a_mailbox_count_as_one(staffed: Flask, home: UUID) -> None:
    name = f"n{uuid4().hex[:9]}"
    for number in range(3):
        user(staffed, home, Role.REFERRER, email=f"{name}+{number}@example.org")
    stranger = at_address(staffed, STRANGER)

    statuses = [
        stranger.post("/sign-in", {"do": "code", "email": f"{name}+{number % 3}@example.org"}).status_code
        for number in range(6)
    ]

    assert statuses == [200] * 5 + [429]
    assert len(messages(staffed, f"{name}+0@example.org")) == 2


def test_the_page_says_how_long_to_wait(staffed: Flask, somebody: Known) -> None:
    stranger = at_address(staffed, STRANGER)
    for _ in range(10):
        wrong(stranger, somebody.email)

    answer = stranger.client.post(
        "/sign-in",
        data={"do": "password", "username": somebody.email, "password": "x", "app_code": "000000"},
        headers=SAME_ORIGIN,
    )

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert "minutes" in answer.text
