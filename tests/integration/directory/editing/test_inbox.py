"""Referrals through Pathway are offered only while somebody at the service can answer."""

from flask import Flask
from sqlalchemy import select

from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.audit.models import AuditEvent
from pathway.directory.editing import inbox
from pathway.directory.vocabulary import ReferralChannel
from pathway.extensions import db, writing
from tests.integration.accounts.signing import messages
from tests.integration.conftest import NOW
from tests.integration.directory.editing.conftest import Owner, stored
from tests.integration.directory.editing.test_sections import address, form_of, typed
from tests.integration.reading import words_of
from tests.staff import Staff, user


def fall_back(app: Flask) -> None:
    with app.app_context():
        inbox.fall_back_to_telephone(NOW)


def test_an_inbox_is_offered_only_where_somebody_answers(owner: Owner, coordinator: Staff) -> None:
    service_id = owner.listing()
    form = typed(form_of(owner.app, service_id, "refer"), referral_channel="inbox")

    refused = coordinator.post(address(service_id, "refer", "/save"), form)
    assert refused.status_code == 400
    assert "Nobody of this organisation can answer here yet" in words_of(refused.text)
    user(owner.app, owner.organization_id, Role.CASEWORKER)

    assert coordinator.post(address(service_id, "refer", "/save"), form).status_code == 303
    assert stored(owner.app, service_id).referral_channel is ReferralChannel.INBOX


def test_links_by_e_mail_want_a_mailbox(owner: Owner, coordinator: Staff) -> None:
    user(owner.app, owner.organization_id, Role.CASEWORKER)
    service_id = owner.listing()
    form = form_of(owner.app, service_id, "refer")

    refused = coordinator.post(
        address(service_id, "refer", "/save"), typed(form, referral_channel="email_link", email="")
    )
    assert refused.status_code == 400
    assert "links have to go to a mailbox" in words_of(refused.text).replace("Links", "links")

    fields = typed(form, referral_channel="email_link", email="team@example.org")
    assert coordinator.post(address(service_id, "refer", "/save"), fields).status_code == 303


def test_when_the_last_one_leaves_it_is_rung_again_and_the_coordinator_told(owner: Owner, coordinator: Staff) -> None:
    answers = user(owner.app, owner.organization_id, Role.CASEWORKER)
    service_id = owner.listing(referral_channel=ReferralChannel.INBOX)
    fall_back(owner.app)
    assert stored(owner.app, service_id).referral_channel is ReferralChannel.INBOX

    with owner.app.app_context(), writing():
        gone = db.session.get_one(User, answers)
        gone.status, gone.disabled_at = UserStatus.DISABLED, NOW
    for _ in range(2):
        fall_back(owner.app)

    assert stored(owner.app, service_id).referral_channel is ReferralChannel.PHONE
    assert "You or she can ring" in words_of(owner.app.test_client().get(f"/services/{service_id}").text)
    with owner.app.app_context():
        email = db.session.get_one(User, coordinator.user_id).email
        assert db.session.scalars(select(AuditEvent.action)).all().count("listing.changed") == 1
    assert [template for template, _ in messages(owner.app, email)] == ["nobody_answers"]


def test_one_without_a_number_says_that_nobody_knows_how(owner: Owner) -> None:
    service_id = owner.listing(referral_channel=ReferralChannel.EMAIL_LINK, phones=[])

    fall_back(owner.app)

    assert stored(owner.app, service_id).referral_channel is None
