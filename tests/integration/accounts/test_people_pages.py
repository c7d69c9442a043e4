"""Pages about people and organisations: they say what was done, refuse what cannot be, and show what waits."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from pathway.accounts.models import Proposal, User
from pathway.accounts.vocabulary import ProposalStatus, Role
from pathway.extensions import db, writing
from pathway.organizations.models import Organization
from tests.integration.accounts.test_two_person import proposal_of
from tests.integration.conftest import NOW
from tests.staff import Staff, signed_in, stored, user

NOTE = re.compile(r'<p class="pw-note"\s+role="status">(.*?)</p>', re.DOTALL)


@pytest.fixture
def two(staffed: Flask, home: UUID) -> tuple[Staff, Staff]:
    """Two administrators."""
    return tuple(signed_in(staffed, user(staffed, home, Role.ADMINISTRATOR)) for _ in range(2))


@pytest.fixture
def manager(staffed: Flask, home: UUID) -> Staff:
    """A service manager."""
    return signed_in(staffed, user(staffed, home, Role.SERVICE_MANAGER))


def note(page: str) -> str | None:
    """The one line that says what was done."""
    found = NOTE.search(page)
    return " ".join(found[1].split()) if found else None


def noted(staff: Staff, address: str, data: dict[str, str] | None = None) -> str | None:
    """Send a form, go where it leads, and read the line."""
    answer = staff.post(address, data)
    assert answer.status_code == 303
    return note(staff.get(answer.headers["Location"]).text)


def waiting(app: Flask, staff: Staff) -> list[UUID]:
    """What somebody asked for that waits."""
    with app.app_context():
        asked = select(Proposal.id).where(Proposal.proposed_by == staff.user_id)
        return list(db.session.scalars(asked.where(Proposal.status == ProposalStatus.WAITING).order_by(Proposal.id)))


def name_of(app: Flask, organization_id: UUID) -> str:
    return stored(app, Organization, organization_id).name


def test_shutting_out_is_the_last_thing_on_the_page_and_says_whom(staffed: Flask, home: UUID, manager: Staff) -> None:
    somebody = user(staffed, home, name="Ama Poe")

    page = manager.get(f"/manage/users/{somebody}").text.partition("<h1")[2]

    main, _, folded = page.partition('<details class="govuk-details">')
    assert "Shut out Ama Poe at once" in folded.partition("</details>")[0]
    assert "/disable" not in main
    assert "<button" not in folded.partition("</details>")[2].partition("</main>")[0]


def test_each_thing_done_to_somebody_is_said_on_her_page(staffed: Flask, home: UUID, manager: Staff) -> None:
    somebody = user(staffed, home)
    email = stored(staffed, User, somebody).email
    page = f"/manage/users/{somebody}"

    assert noted(manager, f"{page}/role", {"role": "caseworker"}) == "The role is saved. She signs in anew."
    assert noted(manager, f"{page}/link").startswith(f"A new link is on its way to {email}.")
    assert noted(manager, f"{page}/disable") == "Shut out. Every device is signed out."
    assert noted(manager, f"{page}/enable") == f"Let in again. A link is on its way to {email}."


def test_an_invitation_says_where_it_went(manager: Staff) -> None:
    email = f"i{uuid4().hex[:9]}@example.org"

    said = noted(manager, "/manage/users/new", {"name": "New", "email": email, "role": "referrer"})

    assert said == f"Invitation sent to {email}."


def test_signing_a_device_out_is_said(staffed: Flask, partner: UUID, two: tuple[Staff, Staff]) -> None:
    there = signed_in(staffed, user(staffed, partner))

    said = noted(two[0], f"/manage/users/{there.user_id}/devices/{there.session_id}/revoke")

    assert said == "The device is signed out."


def test_asking_and_deciding_are_said(staffed: Flask, partner: UUID, two: tuple[Staff, Staff]) -> None:
    first, second = two
    link = f"/manage/users/{user(staffed, partner, Role.COORDINATOR)}/ask/link"
    said = []
    for staff, act in ((second, "approve"), (second, "refuse"), (first, "withdraw")):
        said.append(noted(first, link))
        said.append(noted(staff, f"/manage/proposals/{waiting(staffed, first)[0]}/{act}"))

    assert said[::2] == ["Asked. It waits for another administrator."] * 3
    assert said[1::2] == ["Approved and done.", "Refused. Nothing was done.", "Taken back. Nothing was done."]


@pytest.mark.parametrize("word", ["nonsense", "get", "<b>", ""])
def test_an_unknown_word_says_nothing(two: tuple[Staff, Staff], word: str) -> None:
    for address in ("/manage/proposals", f"/manage/users/{two[1].user_id}"):
        assert note(two[0].get(f"{address}?done={word}").text) is None


def test_what_was_not_done_has_a_page_that_says_so(staffed: Flask, partner: UUID, two: tuple[Staff, Staff]) -> None:
    first, second = two
    first.post(f"/manage/users/{user(staffed, partner)}/ask/link")
    asked = proposal_of(staffed, first)
    first.post(f"/manage/proposals/{asked}/withdraw")

    late = second.post(f"/manage/proposals/{asked}/approve")
    herself = first.post(f"/manage/users/{first.user_id}/disable")

    assert (late.status_code, herself.status_code) == (409, 409)
    for page, back in ((late.text, "/manage/proposals"), (herself.text, "/account")):
        assert "This was not done" in page
        assert "could not be read" not in page
        assert f'href="{back}"' in page.partition("<main")[2]
    assert "This was withdrawn already" in late.text


def test_a_kind_that_an_organisation_has_is_refused_when_asked(
    staffed: Flask, partner: UUID, two: tuple[Staff, Staff]
) -> None:
    kind = stored(staffed, Organization, partner).kind

    answer = two[0].post(f"/manage/organizations/{partner}/kind", {"kind": kind.value})

    assert answer.status_code == 400
    assert "This is its kind already" in answer.text
    assert waiting(staffed, two[0]) == []


def test_appointing_somebody_who_has_an_account_is_refused_when_asked(
    staffed: Flask, partner: UUID, two: tuple[Staff, Staff]
) -> None:
    email = stored(staffed, User, user(staffed, partner)).email
    typed = {"name": "Typed by hand", "email": email.upper(), "role": "coordinator"}

    answer = two[0].post(f"/manage/organizations/{partner}/people", typed)

    assert answer.status_code == 400
    assert "There is an account with this e-mail address already" in answer.text
    assert 'value="Typed by hand"' in answer.text
    assert waiting(staffed, two[0]) == []


def test_a_second_organisation_of_one_name_is_refused_when_asked(
    staffed: Flask, partner: UUID, two: tuple[Staff, Staff]
) -> None:
    name = f" {name_of(staffed, partner).upper()}  "
    email = stored(staffed, User, user(staffed, partner)).email
    typed = {"name": name, "kind": "nhs", "manager_name": "Typed by hand", "manager_email": email}

    answer = two[0].post("/manage/organizations/new", typed)

    assert answer.status_code == 400
    assert "There is an organisation of this name already" in answer.text
    assert "There is an account with this e-mail address already" in answer.text
    assert 'value="Typed by hand"' in answer.text
    assert waiting(staffed, two[0]) == []


def test_a_name_taken_while_it_waited_is_refused_when_approved(staffed: Flask, two: tuple[Staff, Staff]) -> None:
    name = f"Twice {uuid4().hex}"
    two[0].post("/manage/organizations/new", {"name": name, "kind": "charity"})
    with staffed.app_context(), writing():
        db.session.add(Organization(slug=uuid4().hex, name=name, kind="charity"))

    answer = two[1].post(f"/manage/proposals/{proposal_of(staffed, two[0])}/approve")

    assert answer.status_code == 409
    assert "There is an organisation of this name already" in answer.text


def test_what_waits_is_not_asked_for_twice(staffed: Flask, partner: UUID, two: tuple[Staff, Staff]) -> None:
    first, second = two
    address = f"/manage/users/{user(staffed, partner)}/ask/role"
    assert noted(first, address, {"role": "auditor"}).startswith("Asked.")

    assert noted(first, address, {"role": "auditor"}).startswith("This waits already")
    assert noted(second, address, {"role": "auditor"}).startswith("This waits already")
    assert noted(first, address, {"role": "partner"}).startswith("Asked.")

    assert (len(waiting(staffed, first)), len(waiting(staffed, second))) == (2, 0)


def test_what_waited_too_long_can_be_asked_for_again(
    staffed: Flask, home: UUID, partner: UUID, two: tuple[Staff, Staff]
) -> None:
    address = f"/manage/organizations/{partner}/kind"
    two[0].post(address, {"kind": "nhs"})
    with staffed.app_context(), writing():
        asked = db.session.get_one(Proposal, proposal_of(staffed, two[0]))
        asked.expires_at = NOW - timedelta(minutes=1)

    assert noted(two[1], address, {"kind": "nhs"}).startswith("Asked.")


def test_what_was_decided_says_who_decided_and_when(staffed: Flask, home: UUID, two: tuple[Staff, Staff]) -> None:
    first, second = two
    decider = stored(staffed, User, second.user_id).name
    for act in ("approve", "refuse"):
        somebody = user(staffed, home, name=f"Subject of {act} {second.user_id}")
        first.post(f"/manage/users/{somebody}/ask/link")
        second.post(f"/manage/proposals/{waiting(staffed, first)[0]}/{act}")

    page = " ".join(first.get("/manage/proposals").text.split())

    for act, word in (("approve", "Approved"), ("refuse", "Refused")):
        about = page.partition(f"Subject of {act} {second.user_id}")[2].partition("</li>")[0]
        assert f"{word} by {decider}, 2" in about
        assert "November 2026" in about


def test_a_persons_page_lists_what_waits_about_her(staffed: Flask, home: UUID, two: tuple[Staff, Staff]) -> None:
    somebody, other = user(staffed, home), user(staffed, home)
    two[0].post(f"/manage/users/{somebody}/ask/role", {"role": "auditor"})

    assert "Give the role of auditor to" in two[1].get(f"/manage/users/{somebody}").text
    assert "Waits for a second" not in two[1].get(f"/manage/users/{other}").text
    manager = signed_in(staffed, user(staffed, home, Role.SERVICE_MANAGER))
    assert "Give the role of auditor to" not in manager.get(f"/manage/users/{somebody}").text


def test_an_organisations_page_lists_what_waits_about_it(
    staffed: Flask, home: UUID, partner: UUID, two: tuple[Staff, Staff]
) -> None:
    two[0].post(f"/manage/organizations/{partner}/kind", {"kind": "nhs"})
    said = f"Say that {name_of(staffed, partner)} is of the kind NHS"

    assert said in two[1].get(f"/manage/organizations/{partner}").text
    two[0].post(f"/manage/proposals/{proposal_of(staffed, two[0])}/withdraw")
    assert said not in two[1].get(f"/manage/organizations/{partner}").text
