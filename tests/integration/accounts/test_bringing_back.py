"""Somebody in a powerful role who lost everything, or was shut out, comes back by the word of two administrators."""

import re
from uuid import UUID

import pytest
from flask import Flask

from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role, UserStatus
from tests.integration.accounts.signing import messages
from tests.integration.accounts.test_two_person import proposal_of
from tests.staff import Staff, signed_in, stored, user

POWERFUL = [Role.COORDINATOR, Role.ADMINISTRATOR, Role.SAFEGUARDING_LEAD, Role.AUDITOR, Role.SERVICE_MANAGER]


@pytest.fixture
def two(staffed: Flask, home: UUID) -> tuple[Staff, Staff]:
    """Two administrators."""
    return tuple(signed_in(staffed, user(staffed, home, Role.ADMINISTRATOR)) for _ in range(2))


def wanted(staff: Staff, words: str) -> str:
    """The proposal whose sentence has these words."""
    page = staff.get("/manage/proposals").text
    assert words in page
    return re.search(r"/manage/proposals/([0-9a-f-]{36})/", page.partition(words)[2])[1]


def agree(first: Staff, second: Staff, path: str, data: dict[str, str], words: str) -> int:
    """One asks, the other says yes."""
    assert first.post(path, data).status_code == 303
    return second.post(f"/manage/proposals/{wanted(second, words)}/approve").status_code


@pytest.mark.parametrize("role", POWERFUL)
def test_a_new_link(staffed: Flask, partner: UUID, two: tuple[Staff, Staff], role: Role) -> None:
    lost = user(staffed, partner, role)
    email = stored(staffed, User, lost).email
    assert "Ask for a new link" in two[0].get(f"/manage/users/{lost}").text

    assert agree(*two, f"/manage/users/{lost}/ask/link", {}, f"a new link to {stored(staffed, User, lost).name}") == 303

    assert [template for template, _ in messages(staffed, email)] == ["enrolment"]


@pytest.mark.parametrize("role", POWERFUL)
def test_letting_in_again(staffed: Flask, partner: UUID, two: tuple[Staff, Staff], role: Role) -> None:
    out = user(staffed, partner, role)
    two[0].post(f"/manage/users/{out}/disable")
    assert "Ask to let her in again" in two[1].get(f"/manage/users/{out}").text

    assert agree(*two, f"/manage/users/{out}/ask/link", {}, stored(staffed, User, out).email) == 303

    assert stored(staffed, User, out).status is UserStatus.INVITED


def test_another_role_ends_every_session(staffed: Flask, partner: UUID, two: tuple[Staff, Staff]) -> None:
    somebody = signed_in(staffed, user(staffed, partner, Role.CASEWORKER))
    email = stored(staffed, User, somebody.user_id).email

    done = agree(*two, f"/manage/users/{somebody.user_id}/ask/role", {"role": "coordinator"}, "the role of coordinator")

    assert done == 303
    assert stored(staffed, User, somebody.user_id).role is Role.COORDINATOR
    assert somebody.get("/account").status_code == 303
    assert [template for template, _ in messages(staffed, email)] == ["enrolment"]  # she has nothing to sign in with


def test_the_role_that_she_has_is_refused_in_words(staffed: Flask, partner: UUID, two: tuple[Staff, Staff]) -> None:
    somebody = user(staffed, partner, Role.CASEWORKER)

    answer = two[0].post(f"/manage/users/{somebody}/ask/role", {"role": "caseworker"})

    assert answer.status_code == 400
    assert "This is her role already" in answer.text


def test_nobody_asks_for_herself_or_decides_about_herself(staffed: Flask, two: tuple[Staff, Staff]) -> None:
    first, second = two
    assert first.post(f"/manage/users/{first.user_id}/ask/role", {"role": "auditor"}).status_code == 409
    first.post(f"/manage/users/{second.user_id}/ask/role", {"role": "auditor"})

    answer = second.post(f"/manage/proposals/{proposal_of(staffed, first)}/approve")

    assert answer.status_code == 409
    assert "about your own account" in answer.text
    assert stored(staffed, User, second.user_id).role is Role.ADMINISTRATOR


def test_what_somebody_asked_for_before_she_was_shut_out_is_not_done(
    staffed: Flask, home: UUID, partner: UUID, two: tuple[Staff, Staff]
) -> None:
    rogue, honest = two
    email = "rogue.friend@example.org"
    rogue.post(f"/manage/organizations/{partner}/people", {"name": "Friend", "email": email, "role": "coordinator"})
    asked = wanted(honest, email)
    honest.post(f"/manage/users/{rogue.user_id}/disable")

    answer = honest.post(f"/manage/proposals/{asked}/approve")

    assert answer.status_code == 409
    assert "may not ask for it any more" in answer.text
    assert messages(staffed, email) == []
    assert honest.post(f"/manage/proposals/{asked}/refuse").status_code == 409


def test_what_waits_is_done_to_the_account_as_it_is_then(
    staffed: Flask, partner: UUID, two: tuple[Staff, Staff]
) -> None:
    somebody = user(staffed, partner, Role.COORDINATOR)
    two[0].post(f"/manage/users/{somebody}/ask/link")
    asked = wanted(two[1], stored(staffed, User, somebody).email)
    two[0].post(f"/manage/users/{somebody}/disable")

    answer = two[1].post(f"/manage/proposals/{asked}/approve")

    assert answer.status_code == 409
    assert "was shut out" in answer.text
    assert stored(staffed, User, somebody).status is UserStatus.DISABLED
