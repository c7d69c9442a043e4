"""What takes two: nothing happens on one word, and nobody is both."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from pathway.accounts.models import Proposal, User
from pathway.accounts.proposals import lifecycle
from pathway.accounts.proposals.lifecycle import ProposalKind
from pathway.accounts.retention import forget_old
from pathway.accounts.vocabulary import ProposalStatus, Role, UserStatus
from pathway.audit.models import AuditEvent
from pathway.core.permission import Permission
from pathway.extensions import db, writing
from pathway.organizations.models import Organization
from pathway.organizations.vocabulary import OrganizationKind
from tests.integration.accounts.signing import domain_of_partner, messages
from tests.integration.conftest import NOW
from tests.staff import Staff, signed_in, stored, user, visitor

At = Callable[[datetime], None]


@pytest.fixture
def two(staffed: Flask, home: UUID) -> tuple[Staff, Staff]:
    """Two administrators."""
    return tuple(signed_in(staffed, user(staffed, home, Role.ADMINISTRATOR)) for _ in range(2))


def proposal_of(app: Flask, staff: Staff) -> UUID:
    """What somebody asked for last."""
    with app.app_context():
        query = select(Proposal.id).where(Proposal.proposed_by == staff.user_id)
        return db.session.scalars(query.order_by(Proposal.proposed_at, Proposal.id)).all()[-1]


def ask_for(app: Flask, staff: Staff, **given: str) -> tuple[str, UUID]:
    """Ask for a new organisation."""
    name = f"Asked for {uuid4().hex}"
    answer = staff.post("/manage/organizations/new", {"name": name, "kind": "charity"} | given)
    assert answer.status_code == 303
    return name, proposal_of(app, staff)


def exists(app: Flask, name: str) -> bool:
    with app.app_context():
        return db.session.scalar(select(Organization.id).where(Organization.name == name)) is not None


def test_whoever_may_decide_is_told_by_mail_and_nobody_else(
    staffed: Flask, home: UUID, two: tuple[Staff, Staff]
) -> None:
    first, second = two
    others = [signed_in(staffed, user(staffed, home, role)) for role in (Role.AUDITOR, Role.SERVICE_MANAGER)]
    gone = user(staffed, home, Role.ADMINISTRATOR, status=UserStatus.DISABLED, disabled_at=NOW)

    name, _ = ask_for(staffed, first)

    def told(person: UUID) -> list[str]:
        email = stored(staffed, User, person).email
        return [str(values) for template, values in messages(staffed, email) if template == "to_decide"]

    assert [told(person) for person in (first.user_id, gone, *(other.user_id for other in others))] == [[]] * 4
    assert len(told(second.user_id)) == 1
    assert name not in told(second.user_id)[0]


def test_an_organisation_is_there_once_a_second_administrator_says_so(staffed: Flask, two: tuple[Staff, Staff]) -> None:
    first, second = two
    domain, email = f"d{uuid4().hex[:9]}.example.org", f"m{uuid4().hex[:9]}@example.org"
    name, asked = ask_for(staffed, first, domain=domain, manager_name="First manager", manager_email=email)
    assert not exists(staffed, name)
    assert name in second.get("/manage/proposals").text

    assert second.post(f"/manage/proposals/{asked}/approve").status_code == 303

    assert exists(staffed, name)
    with staffed.app_context():
        made = db.session.scalar(select(User).where(User.email == email))
        assert made.role is Role.SERVICE_MANAGER
    assert [template for template, _ in messages(staffed, email)] == ["enrolment"]


def test_nobody_approves_what_she_asked_for(staffed: Flask, two: tuple[Staff, Staff]) -> None:
    name, asked = ask_for(staffed, two[0])

    answer = two[0].post(f"/manage/proposals/{asked}/approve")

    assert answer.status_code == 409
    assert "Somebody else has to decide" in answer.text
    assert not exists(staffed, name)


def test_the_database_itself_knows_that_two_are_not_one(staffed: Flask, two: tuple[Staff, Staff]) -> None:
    _, asked = ask_for(staffed, two[0])
    with staffed.app_context():
        row = db.session.get_one(Proposal, asked)
        by = row.proposed_by
        row.status, row.decided_by, row.decided_at = ProposalStatus.APPROVED, by, NOW
        with pytest.raises(IntegrityError, match="decided_by_another"):
            db.session.flush()
        db.session.rollback()


def test_what_is_decided_is_decided_once(staffed: Flask, two: tuple[Staff, Staff]) -> None:
    first, second = two
    name, asked = ask_for(staffed, first)

    assert second.post(f"/manage/proposals/{asked}/refuse").status_code == 303
    assert second.post(f"/manage/proposals/{asked}/approve").status_code == 409

    assert not exists(staffed, name)


def test_what_was_asked_for_can_be_taken_back_by_whoever_asked(staffed: Flask, two: tuple[Staff, Staff]) -> None:
    first, second = two
    _, asked = ask_for(staffed, first)

    assert second.post(f"/manage/proposals/{asked}/withdraw").status_code == 409
    assert first.post(f"/manage/proposals/{asked}/withdraw").status_code == 303
    assert second.post(f"/manage/proposals/{asked}/approve").status_code == 409


def test_what_waits_longer_than_seven_days_is_over(
    staffed: Flask, two: tuple[Staff, Staff], home: UUID, at: At
) -> None:
    name, asked = ask_for(staffed, two[0])
    at(NOW + timedelta(days=7))
    late = signed_in(staffed, user(staffed, home, Role.ADMINISTRATOR))

    assert late.post(f"/manage/proposals/{asked}/approve").status_code == 409

    assert not exists(staffed, name)


def test_an_act_that_cannot_be_done_any_more_leaves_everything_as_it_was(
    staffed: Flask, two: tuple[Staff, Staff]
) -> None:
    first, second = two
    email = f"t{uuid4().hex[:9]}@example.org"
    name, asked = ask_for(staffed, first, manager_name="Manager", manager_email=email)
    user(staffed, stored(staffed, User, first.user_id).organization_id, email=email)

    answer = second.post(f"/manage/proposals/{asked}/approve")

    assert answer.status_code == 409
    assert "Nothing was done" in answer.text
    assert not exists(staffed, name)
    assert stored(staffed, Proposal, asked).status is ProposalStatus.WAITING


def test_an_organisations_kind_is_set_by_two_and_counts_at_once(staffed: Flask, two: tuple[Staff, Staff]) -> None:
    first, second = two
    with staffed.app_context(), writing():
        police = Organization(slug=f"s{uuid4().hex}", name="To be enforcement", kind=OrganizationKind.COUNCIL)
        db.session.add(police)
        db.session.flush()
        police_id = police.id
    manager = signed_in(staffed, user(staffed, police_id, Role.SERVICE_MANAGER))
    assert manager.get("/manage/users").status_code == 200

    first.post(f"/manage/organizations/{police_id}/kind", {"kind": "enforcement"})
    second.post(f"/manage/proposals/{proposal_of(staffed, first)}/approve")

    assert manager.get("/manage/users").status_code == 403


def test_a_powerful_role_takes_two(staffed: Flask, two: tuple[Staff, Staff], home: UUID) -> None:
    first, second = two
    email = f"c{uuid4().hex[:9]}@example.org"
    data = {"name": "Coordinator", "email": email, "role": "coordinator"}
    assert first.post("/manage/users/new", data).status_code == 400

    assert first.post(f"/manage/organizations/{home}/people", data).status_code == 303
    second.post(f"/manage/proposals/{proposal_of(staffed, first)}/approve")

    with staffed.app_context():
        assert db.session.scalar(select(User.role).where(User.email == email)) is Role.COORDINATOR


@pytest.mark.parametrize(
    "domain", ["nhs.net", "gmail.com", "no dots", "@", "a..b", "-x.org", "http://x.org", "x.org/y"]
)
def test_a_domain_that_cannot_stand_for_one_organisation(
    staffed: Flask, two: tuple[Staff, Staff], home: UUID, domain: str
) -> None:
    page = two[0].post(f"/manage/organizations/{home}/domains", {"domain": domain})

    assert page.status_code == 400
    assert "There is a problem" in page.text


def test_a_domain_that_is_taken_is_refused(staffed: Flask, two: tuple[Staff, Staff], home: UUID, partner: UUID) -> None:
    with staffed.app_context():
        domain = db.session.scalar(text("SELECT domain FROM email_domain ORDER BY created_at DESC, domain DESC"))

    page = two[0].post(f"/manage/organizations/{home}/domains", {"domain": f"@{domain.upper()}"})

    assert page.status_code == 400
    assert "belongs to an organisation already" in page.text
    assert partner


def test_what_is_asked_for_lies_sealed(staffed: Flask, two: tuple[Staff, Staff]) -> None:
    email = f"s{uuid4().hex[:9]}@example.org"
    _, asked = ask_for(staffed, two[0], manager_name="Sealed", manager_email=email)

    held = stored(staffed, Proposal, asked)

    assert email.encode() not in bytes(held.details_sealed)


def test_a_second_person_of_another_organisation_where_an_act_wants_one(
    staffed: Flask, two: tuple[Staff, Staff], home: UUID, partner: UUID
) -> None:
    done: list[str] = []
    kind = ProposalKind(
        f"test.{uuid4().hex}",
        Permission.MANAGE_ORGANIZATIONS,
        lambda _: "Try",
        lambda details, _: done.append(details["what"]),
        of_another_organization=True,
    )
    lifecycle.register(kind)
    first, same = two
    elsewhere = signed_in(staffed, user(staffed, partner, Role.ADMINISTRATOR))
    with staffed.test_request_context(headers={"Cookie": f"pathway={first.token}"}), writing():
        from pathway.accounts import sessions

        asker = sessions.find(for_writing=True)
        asked = lifecycle.propose(kind, {"what": "tried"}, asker).id

    refused = same.post(f"/manage/proposals/{asked}/approve")
    assert refused.status_code == 409
    assert "another organisation" in refused.text
    assert elsewhere.post(f"/manage/proposals/{asked}/approve").status_code == 303

    assert done == ["tried"]
    lifecycle._KINDS.pop(kind.name)
    with staffed.app_context(), writing():
        db.session.delete(db.session.get_one(Proposal, asked))


def test_every_decision_is_written_down(staffed: Flask, two: tuple[Staff, Staff]) -> None:
    first, second = two
    _, asked = ask_for(staffed, first)
    second.post(f"/manage/proposals/{asked}/approve")

    with staffed.app_context():
        rows = db.session.execute(
            text("SELECT action FROM audit_event WHERE subject = :subject ORDER BY sequence"),
            {"subject": f"proposal:{asked}"},
        )
        actions = [row.action for row in rows]
    assert actions == ["proposal.made", "proposal.approved"]


def test_the_second_person_reads_everything_that_will_be_done(staffed: Flask, two: tuple[Staff, Staff]) -> None:
    domain, email = f"d{uuid4().hex[:9]}.example.org", f"m{uuid4().hex[:9]}@example.org"
    given = {"domain": domain, "manager_name": "First manager", "manager_email": email, "is_first_responder": "y"}
    name, _ = ask_for(staffed, two[0], **given)

    sentence = two[1].get("/manage/proposals").text.partition(name)[2].partition("</li>")[0]

    for words in (domain, "First manager", email, "first responder", "(Charity)"):
        assert words in sentence


def test_a_domain_is_taken_away_by_two_and_makes_nobody_a_referrer_any_more(
    staffed: Flask, two: tuple[Staff, Staff], partner: UUID
) -> None:
    domain = domain_of_partner(staffed, partner)
    assert two[0].post(f"/manage/organizations/{partner}/domains/{domain}/remove").status_code == 303
    asked = proposal_of(staffed, two[0])
    assert domain in two[1].get("/manage/proposals").text

    assert two[1].post(f"/manage/proposals/{asked}/approve").status_code == 303

    visitor(staffed).post("/sign-in", {"do": "code", "email": f"new@{domain}"})
    assert messages(staffed, f"new@{domain}") == []
    assert two[0].post(f"/manage/organizations/{partner}/domains/{domain}/remove").status_code == 404


def test_what_is_done_to_an_organisation_is_in_its_own_activity(
    staffed: Flask, two: tuple[Staff, Staff], partner: UUID
) -> None:
    two[0].post(f"/manage/organizations/{partner}/kind", {"kind": "nhs"})
    two[1].post(f"/manage/proposals/{proposal_of(staffed, two[0])}/approve")

    manager = signed_in(staffed, user(staffed, partner, Role.SERVICE_MANAGER))

    assert "Kind of organisation set (NHS)" in manager.get("/insight/activity").text


def test_what_nobody_decided_in_time_is_written_down(
    staffed: Flask, two: tuple[Staff, Staff], at: Callable[[datetime], None]
) -> None:
    _, asked = ask_for(staffed, two[0])
    with staffed.app_context():
        forget_old(NOW + timedelta(days=8))
        acts = db.session.scalars(select(AuditEvent.action).where(AuditEvent.subject == f"proposal:{asked}")).all()

    assert sorted(acts) == ["proposal.expired", "proposal.made"]
