"""Inviting: nobody takes another organisation's people, and nobody gives herself what she may not read."""

from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from pathway.accounts.models import User
from pathway.accounts.permissions import MAY_GIVE, POLICY
from pathway.accounts.vocabulary import Role
from pathway.audit.models import AuditEvent
from pathway.core.permission import Permission
from pathway.extensions import db
from tests.integration.accounts.signing import domain_of_partner, messages
from tests.staff import Staff, signed_in, user

CONTENT = (Permission("A19"), Permission("A20"))
"""Reading what a referral holds."""


@pytest.fixture
def manager(staffed: Flask, home: UUID) -> Staff:
    """A service manager of an organisation without a domain."""
    return signed_in(staffed, user(staffed, home, Role.SERVICE_MANAGER))


def invite(staff: Staff, email: str, role: Role = Role.REFERRER) -> tuple[int, str]:
    answer = staff.post("/manage/users/new", {"name": "Somebody", "email": email, "role": role})
    return answer.status_code, answer.text.replace(email, "")


def test_a_manager_cannot_take_in_another_organisations_people(staffed: Flask, partner: UUID, manager: Staff) -> None:
    nurse = f"n{uuid4().hex[:9]}@{domain_of_partner(staffed, partner)}"

    status, page = invite(manager, nurse)

    assert status == 400
    assert "cannot be invited here" in page
    assert messages(staffed, nurse) == []
    its_own = signed_in(staffed, user(staffed, partner, Role.SERVICE_MANAGER))
    assert invite(its_own, nurse)[0] == 303


def test_a_manager_is_not_told_which_addresses_have_accounts(staffed: Flask, partner: UUID, manager: Staff) -> None:
    domain = domain_of_partner(staffed, partner)
    has_one = f"n{uuid4().hex[:9]}@{domain}"
    user(staffed, partner, email=has_one)

    taken, never = invite(manager, has_one), invite(manager, f"n{uuid4().hex[:9]}@{domain}")

    said = [page.partition("cannot be invited here")[2][:120] for _, page in (taken, never)]
    assert (taken[0], never[0]) == (400, 400)
    assert said[0] == said[1] != ""


def test_two_administrators_may_appoint_whoever_they_name(staffed: Flask, home: UUID, partner: UUID) -> None:
    first, second = (signed_in(staffed, user(staffed, home, Role.ADMINISTRATOR)) for _ in range(2))
    email = f"n{uuid4().hex[:9]}@{domain_of_partner(staffed, partner)}"
    where = first.post(
        f"/manage/organizations/{home}/people", {"name": "Seconded", "email": email, "role": "caseworker"}
    )
    assert where.status_code == 303
    page = second.get("/manage/proposals").text
    asked = page.partition(email)[2].partition("/manage/proposals/")[2][:36]

    assert second.post(f"/manage/proposals/{asked}/approve").status_code == 303

    with staffed.app_context():
        made = db.session.scalar(select(User).where(User.email == email))
        assert (made.role, made.organization_id) == (Role.CASEWORKER, home)


def test_what_an_administrator_gives_alone_reads_nothing_that_others_wrote_and_gives_nothing_on() -> None:
    for role in MAY_GIVE[Role.ADMINISTRATOR]:
        assert {POLICY[permission][role.value].value for permission in CONTENT} <= {"-", "own"}
        assert role not in MAY_GIVE
    for role, given in MAY_GIVE.items():
        assert Role.ADMINISTRATOR not in given
        assert role is Role.SERVICE_MANAGER or role not in given


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SERVICE_MANAGER, Role.COORDINATOR])
def test_an_administrator_alone_cannot_become_somebody_who_reads_content(
    staffed: Flask, home: UUID, role: Role
) -> None:
    administrator = signed_in(staffed, user(staffed, home, Role.ADMINISTRATOR))
    email = f"me.too{uuid4().hex[:9]}@example.org"

    assert invite(administrator, email, role)[0] == 400
    assert messages(staffed, email) == []


def test_the_trail_says_which_role_was_given(staffed: Flask, home: UUID, manager: Staff) -> None:
    email = f"n{uuid4().hex[:9]}@example.org"
    invite(manager, email, Role.OUTREACH)
    with staffed.app_context():
        made = db.session.scalar(select(User.id).where(User.email == email))
    manager.post(f"/manage/users/{made}/role", {"role": "caseworker"})

    with staffed.app_context():
        acts = db.session.scalars(
            select(AuditEvent.action).where(AuditEvent.subject == f"user:{made}").order_by(AuditEvent.sequence)
        ).all()
    assert acts == ["user.added_outreach", "user.link_made", "user.role_set_caseworker", "user.link_made"]
    assert [template for template, _ in messages(staffed, email)] == ["enrolment", "enrolment"]
