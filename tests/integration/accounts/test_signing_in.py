"""Signing in: right, wrong, used, old; and nothing tells which half was wrong, or who has an account."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import argon2.low_level
import pytest
from flask import Flask
from sqlalchemy import select

from pathway.accounts import recovery
from pathway.accounts.guard import CONTINUE
from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.extensions import db, writing
from pathway.notifications.models import OutboxMessage
from pathway.organizations.models import EmailDomain, Organization
from pathway.organizations.vocabulary import OrganizationKind
from pathway.web.carrying import carry
from tests.integration.accounts.conftest import PASSWORD, Known, known
from tests.integration.conftest import NOW
from tests.staff import COOKIE, Staff, organization, signed_in, stored, user, visitor, without_nonces

At = Callable[[datetime], None]


def by_password(staff: Staff, email: str, password: str, code: str, **more: str) -> int:
    """Send the form of password and app."""
    data = {"do": "password", "username": email, "password": password, "app_code": code}
    return staff.post("/sign-in", data | more).status_code


def right(somebody: Known) -> dict[str, str]:
    """The form of password and app, rightly filled in."""
    return {"do": "password", "username": somebody.email, "password": PASSWORD, "app_code": somebody.code()}


def ask(staff: Staff, email: str, **more: str) -> str:
    """Ask for a code, and return what the page carries on."""
    page = staff.post("/sign-in", {"do": "code", "email": email} | more)
    assert page.status_code == 200
    return re.search(r'name="asked" value="([^"]+)"', page.text.replace("\n", " "))[1]


def check(staff: Staff, asked: str, code: str, **more: str) -> int:
    """Send a code back."""
    return staff.post("/sign-in", {"do": "check", "asked": asked, "code": code} | more).status_code


def messages(app: Flask, to: str) -> list[tuple[str, dict[str, str]]]:
    """What waits in the outbox for an address: template and values, oldest first."""
    with app.app_context():
        rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at, OutboxMessage.id))
        return [(one.template, json.loads(one.content)) for one in rows if one.recipient == to]


def code_for(app: Flask, email: str) -> str:
    """The code sent last."""
    return [values["code"] for template, values in messages(app, email) if template == "sign_in_code"][-1]


def domain_of_partner(app: Flask, partner: UUID) -> str:
    with app.app_context():
        return db.session.scalar(select(EmailDomain.domain).where(EmailDomain.organization_id == partner))


@pytest.fixture
def somebody(staffed: Flask, home: UUID) -> Known:
    """Somebody with a password and an app."""
    return known(staffed, home)


@pytest.fixture
def mailbox(staffed: Flask, partner: UUID) -> str:
    """A new address of a partner's domain."""
    return f"n{uuid4().hex[:10]}@{domain_of_partner(staffed, partner)}"


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


@pytest.fixture(autouse=True)
def _forget_the_network_address(staffed: Flask) -> None:
    """All tests come from one network address: what it tried is forgotten before each."""
    from pathway.web.limits import RequestCount

    with staffed.app_context(), writing():
        db.session.execute(db.delete(RequestCount))


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


def test_a_code_with_the_wrong_number_of_digits_keeps_the_page(staffed: Flask, mailbox: str) -> None:
    asked = ask(visitor(staffed), mailbox)

    page = visitor(staffed).post("/sign-in", {"do": "check", "asked": asked, "code": "12345"})

    assert page.status_code == 400
    assert "six digits" in page.text
    assert asked in page.text


def test_signing_in_from_another_site_is_refused(staffed: Flask, somebody: Known) -> None:
    page = visitor(staffed).post(
        "/sign-in",
        {"do": "password", "username": somebody.email, "password": PASSWORD, "app_code": somebody.code()},
        **{"Sec-Fetch-Site": "cross-site"},
    )

    assert page.status_code == 403
    assert "Set-Cookie" not in page.headers


NEXT = [
    ("/manage/users", "/manage/users"),
    ("/account/devices", "/account/devices"),
    ("/services", "/account"),
    ("https://evil.example.org/account", "/account"),
    ("//evil.example.org/account", "/account"),
    ("/\\evil.example.org", "/account"),
    ("/nothing-here", "/account"),
    ("/sign-out", "/account"),
    ("", "/account"),
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

    assert staff.get("/sign-in").headers["Location"] == "/account"
    assert staff.get("/sign-in?next=/account/activity").headers["Location"] == "/account/activity"
    page = staff.client.get("/check").text
    assert "Where should I refer her?" in page
    with staffed.app_context():
        field = carry(CONTINUE, {"to": "/check", "fields": [("age_band", "adult")]})
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
    assert 'action="/check"' in on.text
    assert 'name="suicide_risk" value="thoughts"' in " ".join(on.text.split())


def test_addresses_are_small_letters(staffed: Flask, home: UUID) -> None:
    with staffed.app_context(), pytest.raises(Exception, match="email_in_small_letters"), writing():
        db.session.add(User(organization_id=home, role=Role.REFERRER, name="X", email="Capital@example.org"))
