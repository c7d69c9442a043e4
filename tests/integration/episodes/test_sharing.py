"""Sharing agreements: recorded and withdrawn by those who sign things off, and never of an enforcement body."""

from datetime import datetime
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from pathway.accounts.vocabulary import Role
from pathway.audit.models import AuditEvent
from pathway.directory.vocabulary import AgencyType, ReferralChannel
from pathway.episodes import queries
from pathway.episodes.models import SharingAgreement
from pathway.extensions import db, writing
from pathway.organizations.vocabulary import OrganizationKind
from tests.referrals import publish
from tests.staff import Staff, organization, signed_in, user

TYPED = {"document": "  Sharing agreement,  version 2 ", "signed_on": "2026-11-02"}


@pytest.fixture
def coordinator(app: Flask, now: datetime) -> Staff:
    return signed_in(app, user(app, organization(app), Role.COORDINATOR))


def test_what_is_recorded_lets_referrals_in_and_withdrawing_has_them_rung(app: Flask, coordinator: Staff) -> None:
    home = organization(app)
    user(app, home, Role.CASEWORKER)
    service = publish(app, home, AgencyType.SUBSTANCE_MISUSE, referral_channel=ReferralChannel.INBOX)

    def way() -> ReferralChannel | None:
        with app.app_context():
            return queries.services_now([service])[service].way

    assert way() is ReferralChannel.PHONE
    assert coordinator.post("/manage/sharing", TYPED | {"organization": str(home)}).status_code == 303
    assert way() is ReferralChannel.INBOX
    page = coordinator.get("/manage/sharing").text
    assert "Sharing agreement, version 2, signed 2 November 2026" in page
    again = coordinator.post("/manage/sharing", TYPED | {"organization": str(home)})
    assert again.status_code == 400

    assert coordinator.post(f"/manage/sharing/{home}/withdraw").status_code == 303

    assert way() is ReferralChannel.PHONE
    assert coordinator.post(f"/manage/sharing/{home}/withdraw").status_code == 409
    with app.app_context():
        done = db.session.scalars(select(AuditEvent.action).where(AuditEvent.action.like("sharing.%"))).all()
        assert sorted(done) == ["sharing.recorded", "sharing.withdrawn"]


def test_an_enforcement_body_is_refused_in_words_and_by_the_database(app: Flask, coordinator: Staff) -> None:
    police = organization(app, OrganizationKind.ENFORCEMENT)
    assert str(police) not in coordinator.get("/manage/sharing").text

    refused = coordinator.post("/manage/sharing", TYPED | {"organization": str(police)})

    assert refused.status_code == 400
    assert "is an enforcement body: it never receives a referral" in refused.text
    for kind in (OrganizationKind.ENFORCEMENT, OrganizationKind.CHARITY):
        row = SharingAgreement(
            organization_id=police, organization_kind=kind, document="D", recorded_by=coordinator.user_id
        )
        with app.app_context(), pytest.raises(IntegrityError), writing():
            db.session.add(row)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"organization": str(uuid4())}, "Choose an organisation"),
        ({"document": ""}, "Give the title"),
        ({"signed_on": "2030-01-01"}, "still to come"),
    ],
)
def test_a_mistake_is_named(app: Flask, coordinator: Staff, typed: dict[str, str], words: str) -> None:
    response = coordinator.post("/manage/sharing", TYPED | {"organization": str(organization(app))} | typed)

    assert response.status_code == 400
    assert words in response.text
