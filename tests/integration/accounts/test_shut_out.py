"""Shutting somebody out is for good: what she, or whoever had her things, signed in with never works again."""

from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from pathway.accounts import enrolment, operations, queries, recovery
from pathway.accounts.models import Passkey, RecoveryCode, User
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.extensions import db, writing
from tests.integration.accounts.signing import PASSWORD, ask, by_password, check, code_for, domain_of_partner, known
from tests.integration.accounts.test_enrolling import fill_in
from tests.staff import Staff, signed_in, stored, user, visitor


@pytest.fixture
def manager(staffed: Flask, partner: UUID) -> Staff:
    """Who looks after the partner's people."""
    return signed_in(staffed, user(staffed, partner, Role.SERVICE_MANAGER))


def factors_of(app: Flask, user_id: UUID) -> tuple[bool, int, int]:
    """Whether she has a password, and how many passkeys and codes on paper."""
    with app.app_context():
        held = [
            db.session.scalar(select(func.count()).select_from(model).where(model.user_id == user_id))
            for model in (Passkey, RecoveryCode)
        ]
        return db.session.get_one(User, user_id).has_password, held[0], held[1]


def add_passkey(app: Flask, user_id: UUID) -> None:
    with app.app_context(), writing():
        key = uuid4().bytes
        db.session.add(Passkey(user_id=user_id, credential_id=key, public_key=key, label="A thief's"))


def test_let_in_again_somebody_has_nothing_of_what_she_signed_in_with(
    staffed: Flask, partner: UUID, manager: Staff
) -> None:
    somebody = known(staffed, partner, Role.REFERRER)
    add_passkey(staffed, somebody.id)
    with staffed.app_context(), writing():
        paper = recovery.renew(somebody.id)[0]
    assert factors_of(staffed, somebody.id) == (True, 1, 10)

    manager.post(f"/manage/users/{somebody.id}/disable")
    assert factors_of(staffed, somebody.id) == (False, 0, 0)
    manager.post(f"/manage/users/{somebody.id}/enable")

    for code in (somebody.code(), paper):
        assert by_password(visitor(staffed), somebody.email, PASSWORD, code) == 400
    assert stored(staffed, User, somebody.id).status is UserStatus.INVITED


def test_a_thiefs_session_does_not_come_alive_when_its_owner_is_back(
    staffed: Flask, partner: UUID, manager: Staff
) -> None:
    somebody = user(staffed, partner, Role.REFERRER, email=f"n{uuid4().hex[:9]}@{domain_of_partner(staffed, partner)}")
    email = stored(staffed, User, somebody).email
    thief = signed_in(staffed, somebody)
    manager.post(f"/manage/users/{somebody}/disable")
    manager.post(f"/manage/users/{somebody}/enable")
    owner = visitor(staffed)

    assert check(owner, ask(owner, email), code_for(staffed, email)) == 303

    assert owner.get("/account").status_code == 200
    assert thief.get("/account").status_code == 303


def test_whoever_was_only_invited_signs_in_with_no_password(staffed: Flask, home: UUID) -> None:
    somebody = known(staffed, home)
    with staffed.app_context(), writing():
        queries.user(somebody.id).status = UserStatus.INVITED

    assert by_password(visitor(staffed), somebody.email, PASSWORD, somebody.code()) == 400


def test_an_old_link_works_no_more_for_somebody_let_in_again(staffed: Flask, home: UUID) -> None:
    somebody = user(staffed, home, Role.CASEWORKER)
    with staffed.app_context(), writing():
        old = enrolment.make_link(queries.user(somebody), None).removeprefix("http://localhost")
        by = queries.user(somebody)
        operations.disable(queries.user(somebody), by)
        operations.let_back(queries.user(somebody), by)

    assert visitor(staffed).get(old).status_code == 410


def test_a_tag_makes_no_new_mailbox_of_one_that_was_shut_out(staffed: Flask, partner: UUID, manager: Staff) -> None:
    domain, name = domain_of_partner(staffed, partner), f"n{uuid4().hex[:9]}"
    somebody = user(staffed, partner, Role.REFERRER, email=f"{name}@{domain}")
    manager.post(f"/manage/users/{somebody}/disable")
    staff = visitor(staffed)

    ask(staff, f"{name}+again@{domain}")

    with pytest.raises(IndexError):
        code_for(staffed, f"{name}+again@{domain}")


def test_codes_on_paper_of_before_do_not_survive_a_passkey_set_up_by_link(staffed: Flask, home: UUID) -> None:
    somebody = known(staffed, home)
    with staffed.app_context(), writing():
        recovery.renew(somebody.id)
        enrolment.complete(queries.user(somebody.id), password=None, totp_secret=None)

    assert factors_of(staffed, somebody.id) == (False, 0, 0)


def test_somebody_let_in_again_sets_herself_up_anew(staffed: Flask, partner: UUID, manager: Staff) -> None:
    somebody = known(staffed, partner)
    manager.post(f"/manage/users/{somebody.id}/disable")
    with staffed.app_context(), writing():
        by = queries.user(manager.user_id)
        operations.let_back(queries.user(somebody.id), by)
        link = enrolment.make_link(queries.user(somebody.id), by).removeprefix("http://localhost")
    staff = visitor(staffed)

    assert fill_in(staff, link)[0] == 200
    assert staff.get("/account").status_code == 200
