"""Codes by e-mail, for referrers: sent to a mailbox, used once, and saying nothing of who has an account."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.extensions import db, writing
from pathway.organizations.models import EmailDomain, Organization
from pathway.organizations.vocabulary import OrganizationKind
from tests.integration.accounts.signing import ask, check, code_for, domain_of_partner, messages
from tests.integration.conftest import NOW
from tests.staff import organization, stored, user, visitor, without_nonces

At = Callable[[datetime], None]
pytestmark = pytest.mark.usefixtures("nothing_counted_yet")


def test_the_first_sign_in_from_a_partners_mailbox_makes_a_referrer_there(
    staffed: Flask, partner: UUID, mailbox: str
) -> None:
    staff = visitor(staffed)
    asked = ask(staff, mailbox)

    assert check(staff, asked, code_for(staffed, mailbox)) == 303

    with staffed.app_context():
        made = db.session.scalar(select(User).where(User.email == mailbox))
        assert made.role is Role.REFERRER
        assert made.organization_id == partner
    assert "Referrer" in staff.get("/account").text


def test_a_code_counts_once_whoever_types_it_and_on_whichever_worker(
    staffed: Flask, another_worker: Flask, mailbox: str
) -> None:
    asked = ask(visitor(staffed), mailbox)
    code = code_for(staffed, mailbox)

    assert check(visitor(another_worker), asked, code) == 303
    assert check(visitor(staffed), asked, code) == 400
    assert check(visitor(another_worker), asked, code) == 400


def test_a_code_is_old_after_ten_minutes(staffed: Flask, mailbox: str, at: At) -> None:
    asked = ask(visitor(staffed), mailbox)
    code = code_for(staffed, mailbox)

    at(NOW + timedelta(minutes=10))

    assert check(visitor(staffed), asked, code) == 400


def test_five_guesses_end_a_code(staffed: Flask, another_worker: Flask, mailbox: str) -> None:
    asked = ask(visitor(staffed), mailbox)
    code = code_for(staffed, mailbox)
    others = [f"{(int(code) + number) % 1_000_000:06}" for number in range(1, 6)]

    assert [check(visitor((staffed, another_worker)[int(one) % 2]), asked, one) for one in others] == [400] * 5
    assert check(visitor(staffed), asked, code) == 400


def test_a_code_of_one_address_is_none_of_anothers(staffed: Flask, mailbox: str) -> None:
    other = "x" + mailbox
    asked, asked_other = ask(visitor(staffed), mailbox), ask(visitor(staffed), other)

    assert check(visitor(staffed), asked, code_for(staffed, other)) == 400
    assert check(visitor(staffed), asked_other, code_for(staffed, mailbox)) == 400


def test_asking_looks_the_same_for_every_address(staffed: Flask, home: UUID, mailbox: str) -> None:
    manager = user(staffed, home, Role.SERVICE_MANAGER)
    addresses = [mailbox, f"u{uuid4().hex}@nowhere.example.org", stored(staffed, User, manager).email]

    pages = [visitor(staffed).post("/sign-in", {"do": "code", "email": one}) for one in addresses]

    assert [page.status_code for page in pages] == [200] * 3
    words = {without_nonces(page).replace(one, "") for page, one in zip(pages, addresses, strict=True)}
    assert len(words) == 1
    assert [template for template, _ in messages(staffed, addresses[0])] == ["sign_in_code"]
    assert messages(staffed, addresses[1]) == []
    assert messages(staffed, addresses[2]) == [("sign_in_otherwise", {})]


def test_whoever_has_more_than_a_referrers_role_cannot_use_a_mailbox_alone(staffed: Flask, partner: UUID) -> None:
    email = f"m{uuid4().hex[:8]}@{domain_of_partner(staffed, partner)}"
    user(staffed, partner, Role.SERVICE_MANAGER, email=email)
    asked = ask(visitor(staffed), email)

    tried = [check(visitor(staffed), asked, f"{number:06}") for number in range(5)]

    assert tried == [400] * 5
    assert [template for template, _ in messages(staffed, email)] == ["sign_in_otherwise"]


def test_a_leavers_mailbox_signs_nobody_in(staffed: Flask, partner: UUID, mailbox: str) -> None:
    user(staffed, partner, email=mailbox, status=UserStatus.DISABLED, disabled_at=NOW)

    ask(visitor(staffed), mailbox)

    assert messages(staffed, mailbox) == []


def test_an_invited_referrer_of_a_shared_domain_gets_codes_too(staffed: Flask, home: UUID) -> None:
    email = f"n{uuid4().hex[:8]}@nhs.net"
    user(staffed, home, email=email)
    staff = visitor(staffed)

    assert check(staff, ask(staff, email), code_for(staffed, email)) == 303


@pytest.mark.parametrize("domain", ["nhs.net", "gmail.com"])
def test_a_shared_domain_alone_signs_nobody_in(staffed: Flask, domain: str) -> None:
    email = f"n{uuid4().hex[:8]}@{domain}"

    ask(visitor(staffed), email)

    assert messages(staffed, email) == []


def test_a_domain_maps_to_exactly_one_organisation(staffed: Flask, partner: UUID, home: UUID) -> None:
    domain = domain_of_partner(staffed, partner)
    with staffed.app_context(), pytest.raises(Exception, match=r"email_domain|UNIQUE|duplicate"), writing():
        db.session.execute(
            db.text("INSERT INTO email_domain VALUES (:domain, :home, :at)").bindparams(
                db.bindparam("home", type_=EmailDomain.__table__.c.organization_id.type)
            ),
            {"domain": domain, "home": home, "at": NOW.replace(tzinfo=None)},
        )


def test_codes_for_one_address_are_limited_and_say_nothing_about_it(staffed: Flask, mailbox: str, at: At) -> None:
    unknown = f"u{uuid4().hex}@nowhere.example.org"
    for email in (mailbox, unknown):
        statuses = [visitor(staffed).post("/sign-in", {"do": "code", "email": email}).status_code for _ in range(6)]

        assert statuses == [200] * 5 + [429]
    assert len(messages(staffed, mailbox)) == 5


def test_neither_code_nor_address_lies_open_in_the_database(staffed: Flask, mailbox: str) -> None:
    from tests.integration.dumping import dump

    ask(visitor(staffed), mailbox)
    code = code_for(staffed, mailbox)

    held = dump(staffed)
    assert mailbox not in str(held["outbox_message"])
    assert code not in str(held["sign_in_code"])
    assert code not in str(held["outbox_message"])


def test_an_enforcement_bodys_mailbox_signs_in_as_a_referrer_in_its_own_column(staffed: Flask) -> None:
    police = organization(staffed, OrganizationKind.ENFORCEMENT)
    domain = f"d{uuid4().hex[:8]}.example.org"
    with staffed.app_context(), writing():
        db.session.add(EmailDomain(domain=domain, organization_id=police))
    staff, email = visitor(staffed), f"p@{domain}"

    assert check(staff, ask(staff, email), code_for(staffed, email)) == 303

    with staffed.app_context():
        assert db.session.get_one(Organization, police).kind is OrganizationKind.ENFORCEMENT
    assert staff.get("/account").status_code == 200
    assert staff.get("/insight/activity").status_code == 403


def test_a_code_with_the_wrong_number_of_digits_keeps_the_page(staffed: Flask, mailbox: str) -> None:
    asked = ask(visitor(staffed), mailbox)

    page = visitor(staffed).post("/sign-in", {"do": "check", "asked": asked, "code": "12345"})

    assert page.status_code == 400
    assert "six digits" in page.text
    assert asked in page.text
