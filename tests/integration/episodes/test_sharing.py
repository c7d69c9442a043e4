"""Sharing agreements: two agree, who manages it there and a coordinator; and never one of an enforcement body."""

from datetime import datetime
from uuid import UUID, uuid4

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.audit.models import AuditEvent
from pathway.core.clock import utc_now
from pathway.directory.vocabulary import AgencyType, ReferralChannel
from pathway.episodes import queries
from pathway.episodes.models import SharingAgreement
from pathway.extensions import db, writing
from pathway.notifications.models import OutboxMessage
from pathway.organizations.vocabulary import OrganizationKind
from tests.referrals import publish
from tests.staff import Staff, organization, signed_in, user

TYPED = {"document": "  Sharing agreement,  version 2 ", "signed_on": "2026-11-02"}


class Agency:
    """An organisation with a caseworker who can hold its mailbox, and a manager."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.id = organization(app)
        self.holder = user(app, self.id, Role.CASEWORKER)
        self.manager = signed_in(app, user(app, self.id, Role.SERVICE_MANAGER))
        self.service = publish(app, self.id, AgencyType.SUBSTANCE_MISUSE, referral_channel=ReferralChannel.INBOX)

    def holder_leaves(self) -> None:
        """Shut out who holds its mailbox."""
        with self.app.app_context(), writing():
            holder = db.session.get_one(User, self.holder)
            holder.status, holder.disabled_at = UserStatus.DISABLED, utc_now()

    def way(self) -> ReferralChannel | None:
        """How its service takes referrals now."""
        with self.app.app_context():
            return queries.services_now([self.service])[self.service].way


@pytest.fixture
def coordinator(app: Flask, now: datetime) -> Staff:
    return signed_in(app, user(app, organization(app), Role.COORDINATOR))


@pytest.fixture
def agency(app: Flask, now: datetime) -> Agency:
    return Agency(app)


def _propose(by: Staff, holder: UUID, **typed: str) -> int:
    return by.post("/manage/sharing", TYPED | {"holder": str(holder)} | typed).status_code


def _decide(by: Staff, act: str = "approve") -> int:
    """Press a button of the first proposal that her page offers; 0 where it offers none."""
    forms = html.fromstring(by.get("/manage/sharing").text).xpath("//form[contains(@action, '/proposals/')]/@action")
    return by.post(f"{forms[0].rpartition('/')[0]}/{act}").status_code if forms else 0


@pytest.mark.parametrize("manager_asks", [True, False])
def test_two_agree_and_referrals_come_in_until_one_withdraws(
    app: Flask, coordinator: Staff, agency: Agency, manager_asks: bool
) -> None:
    asks, agrees = (agency.manager, coordinator) if manager_asks else (coordinator, agency.manager)
    assert agency.way() is ReferralChannel.PHONE

    assert _propose(asks, agency.holder) == 303

    assert agency.way() is ReferralChannel.PHONE
    assert "Let Person" in agrees.get("/manage").text
    assert _propose(asks, agency.holder) == 303  # the same again is what waits already
    assert _decide(agrees) == 303
    assert agency.way() is ReferralChannel.INBOX
    page = coordinator.get("/manage/sharing").text
    assert "Sharing agreement, version 2, signed 2 November 2026" in page
    assert "holds the mailbox" in page
    assert _decide(agrees) == 0

    assert asks.post(f"/manage/sharing/{agency.id}/withdraw").status_code == 303

    assert agency.way() is ReferralChannel.PHONE
    assert asks.post(f"/manage/sharing/{agency.id}/withdraw").status_code == 409
    with app.app_context():
        done = db.session.scalars(select(AuditEvent.action).where(AuditEvent.action.like("sharing.%"))).all()
        assert sorted(done) == ["sharing.recorded", "sharing.withdrawn"]


def test_neither_agrees_with_her_like(app: Flask, coordinator: Staff, agency: Agency) -> None:
    second = signed_in(app, user(app, organization(app), Role.COORDINATOR))
    other_manager = signed_in(app, user(app, agency.id, Role.SERVICE_MANAGER))
    stranger = signed_in(app, user(app, organization(app), Role.SERVICE_MANAGER))
    _propose(coordinator, agency.holder)

    assert _decide(second) == 0
    assert "Somebody who manages that organisation has to decide" in second.get("/manage/sharing").text
    assert _decide(coordinator) == 409  # she asked: her page offers to take it back
    assert "Sharing agreement" not in stranger.get("/manage/sharing").text.partition("<h2")[2].partition("<form")[0]
    assert _decide(coordinator, "take-back") == 303

    _propose(agency.manager, agency.holder)
    assert _decide(other_manager) == 0
    assert "A coordinator has to decide" in other_manager.get("/manage/sharing").text
    assert agency.way() is ReferralChannel.PHONE


def test_what_a_coordinator_asked_ends_once_she_manages_another_organisation(
    app: Flask, coordinator: Staff, agency: Agency
) -> None:
    second = signed_in(app, user(app, organization(app), Role.COORDINATOR))
    _propose(coordinator, agency.holder)
    with app.app_context(), writing():
        db.session.get_one(User, coordinator.user_id).role = Role.SERVICE_MANAGER

    assert [_decide(second), _decide(agency.manager)] == [0, 0]
    assert "may not ask for it any more" in second.get("/manage/sharing").text
    assert agency.way() is ReferralChannel.PHONE


def test_a_stranger_reaches_neither_the_proposal_nor_the_agreement(
    app: Flask, coordinator: Staff, agency: Agency
) -> None:
    stranger = signed_in(app, user(app, organization(app), Role.SERVICE_MANAGER))
    _propose(coordinator, agency.holder)
    address = html.fromstring(coordinator.get("/manage/sharing").text).xpath(
        "//form/@action[contains(., '/take-back')]"
    )

    assert stranger.post(address[0].replace("take-back", "approve")).status_code == 404
    assert stranger.post(f"/manage/sharing/{agency.id}/withdraw").status_code == 404
    assert _propose(stranger, agency.holder) == 400  # nobody of another organisation is offered to her


def test_the_second_person_alone_is_told_by_mail(app: Flask, coordinator: Staff, agency: Agency) -> None:
    _propose(coordinator, agency.holder)

    with app.app_context():
        mails = db.session.scalars(select(OutboxMessage).where(OutboxMessage.template == "to_decide"))
        assert [mail.recipient for mail in mails] == [db.session.get_one(User, agency.manager.user_id).email]


def test_nobody_to_agree_is_said_at_once(app: Flask, coordinator: Staff) -> None:
    home = organization(app)
    alone = user(app, home, Role.CASEWORKER)

    answer = coordinator.post("/manage/sharing", TYPED | {"holder": str(alone)})

    assert answer.status_code == 409
    assert "Nobody manages that organisation here" in answer.text


def test_a_holder_who_left_before_it_was_agreed_is_named_again(app: Flask, coordinator: Staff, agency: Agency) -> None:
    _propose(coordinator, agency.holder)
    agency.holder_leaves()

    assert _decide(agency.manager) == 409
    assert agency.way() is ReferralChannel.PHONE


def test_another_holder_replaces_the_first(app: Flask, coordinator: Staff, agency: Agency) -> None:
    _propose(coordinator, agency.holder)
    _decide(agency.manager)
    agency.holder_leaves()
    assert "Nobody who answers there holds the mailbox" in coordinator.get("/manage/sharing").text

    _propose(coordinator, user(app, agency.id, Role.CASEWORKER))
    assert _decide(agency.manager) == 303

    assert "Nobody who answers there holds the mailbox" not in coordinator.get("/manage/sharing").text
    with app.app_context():
        assert len(db.session.scalars(select(SharingAgreement)).all()) == 1


def test_an_enforcement_body_is_not_offered_and_refused_by_the_database(app: Flask, coordinator: Staff) -> None:
    police = organization(app, OrganizationKind.ENFORCEMENT)
    constable = user(app, police, Role.CASEWORKER)
    user(app, police, Role.SERVICE_MANAGER)
    assert str(constable) not in coordinator.get("/manage/sharing").text

    assert _propose(coordinator, constable) == 400

    for kind in (OrganizationKind.ENFORCEMENT, OrganizationKind.CHARITY):
        row = SharingAgreement(
            organization_id=police, organization_kind=kind, document="D", recorded_by=coordinator.user_id
        )
        with app.app_context(), pytest.raises(IntegrityError), writing():
            db.session.add(row)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"holder": str(uuid4())}, "Choose somebody who can answer"),
        ({"document": ""}, "Give the title"),
        ({"signed_on": "2030-01-01"}, "still to come"),
    ],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(
    coordinator: Staff, agency: Agency, typed: dict[str, str], words: str
) -> None:
    everything = TYPED | {"holder": str(agency.holder)} | typed

    response = coordinator.post("/manage/sharing", everything)

    assert response.status_code == 400
    assert words in response.text
    assert everything["document"].strip() in response.text
